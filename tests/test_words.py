"""The words of the documents: short sentences, plain words, one way to write quotes and dates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
# the glossary and the time log hold both languages in one file
ENGLISH = ("README.md", *(f"docs/{path.name}" for path in sorted(DOCS.glob("*.md"))))
RUSSIAN = ("README.ru.md", *(f"docs/ru/{path.name}" for path in sorted((DOCS / "ru").glob("*.md"))))

LONGEST = 25  # words of a sentence
AVERAGE = 15
# the formulas are written for those who check them: a share of long sentences, never a larger one
LONG_IN_METHODS = 0.1

PLAIN = {  # what is not written: what is
    "mend": "fix",
    "reckon": "calculate",
    "whoever": "the person who",
    "stand": "is",
    "anew": "again",
    "lots": "random draws",
    "nought": "zero",
    "bend": "change",
    "colour": "color",
    "judgement": "judgment",
    "licence": "license",
    "favour": "favor",
    "behaviour": "behavior",
    "centre": "center",
    "programme": "program",
}
BRITISH = (
    r"\b(recogn|organ|special|summar|general|linear|minim|maxim|standard|normal|random)"
    r"is(e|es|ed|ing|ation)\b"
)
MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def own_words(text: str) -> str:
    """Text without code, addresses of links and the kit's own messages, which are not ours here."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    text = re.sub(r"^(    |>).*$", "", text, flags=re.M)
    text = re.sub(r"`[^`]*`", "Code", text)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


def prose(text: str) -> list[str]:
    """Paragraphs and items of lists, each as one line; tables and headings are none."""
    kept = []
    for line in own_words(text).splitlines():
        bare = line.strip()
        if not bare or bare[0] in "#|" or set(bare) <= {"-"}:
            kept.append("")
        elif item := re.match(r"(?:[-*]|\d+\.) (.*)", bare):
            kept += ["", item[1]]
        else:
            kept.append(bare)
    blocks = re.split(r"\n\n+", "\n".join(kept))
    return [" ".join(block.split()).replace("*", "") for block in blocks if block.strip()]


def sentences(text: str) -> list[str]:
    """The sentences of the prose; what is in code marks counts as one word."""
    end = r"(?<=[.!?…])[”»)\"]*\s+(?=[A-ZА-ЯЁ0-9“«(—–-])"
    return [one for block in prose(text) for one in re.split(end, block) if words(one)]


def words(sentence: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())


def english(text: str) -> str:
    """Lines and cells in English, of a document that may hold both languages."""
    cells = [cell for line in text.splitlines() for cell in re.split(r" \| |^\| | \|$", line)]
    return "\n".join(cell for cell in cells if not re.search("[а-яё]", cell, re.I))


def long_ones(name: str) -> list[str]:
    return [one for one in sentences(read(name)) if words(one) > LONGEST]


@pytest.mark.parametrize("name", [one for one in ENGLISH + RUSSIAN if "methods" not in one])
def test_no_sentence_is_long(name):
    assert long_ones(name) == []


@pytest.mark.parametrize("name", ENGLISH)
def test_sentences_are_short_on_average(name):
    lengths = [words(one) for one in sentences(read(name)) if one == english(one)]
    assert sum(lengths) / len(lengths) <= AVERAGE


def test_the_formulas_have_no_more_long_sentences_than_they_had():
    name = "docs/methods.md"
    assert len(long_ones(name)) <= LONG_IN_METHODS * len(sentences(read(name)))


@pytest.mark.parametrize("name", ENGLISH)
def test_english_is_plain_and_american(name):
    text = english(own_words(read(name)).split("\n## Sources")[0])
    for wrong, right in PLAIN.items():
        assert not re.search(rf"\b{wrong}(s|ed|ing)?\b(?!-)", text, re.I), (wrong, right)
    assert not re.search(BRITISH, text, re.I)


@pytest.mark.parametrize("name", ENGLISH)
def test_english_has_one_way_to_write_quotes_shares_and_dates(name):
    text = english(own_words(read(name)))
    assert not re.search("[«»]", text)
    assert not re.search(r"[0-9][ \u00a0]%", text)
    assert not re.search(rf"\b\d\d? ({MONTH})", text)


@pytest.mark.parametrize("name", RUSSIAN)
def test_russian_is_set_as_russian(name):
    text = own_words(read(name))
    assert not re.search("[“”]", text)
    assert not re.search(r"\bhandoff\b", text.removeprefix("# handoff")), "программа"
    assert not re.search("[0-9]%|[0-9] %", text), "a share has a no-break space"
    assert not re.search(r"(?<![\w–-])-[0-9]", text), "a minus is no hyphen"
    assert not re.search(r"\d\.\d+(?! \w+)\b(?=\s*%)", text), "a decimal comma"
    assert not re.search(
        r"(январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|"
        r"декабр)\w* \d{4}(?!\u00a0г\.)(?! по)",
        text,
    ), "г."


def test_what_is_long_or_not_plain_is_noticed(monkeypatch):
    long = " ".join(["word"] * (LONGEST + 1)) + "."
    wrong = {"README.md": f"It stands. {long}\n\n«So» 5 % on 3 May.", "README.ru.md": "Это “-5%”."}
    monkeypatch.setitem(globals(), "read", wrong.__getitem__)
    for check, name in (
        (test_no_sentence_is_long, "README.md"),
        (test_english_is_plain_and_american, "README.md"),
        (test_english_has_one_way_to_write_quotes_shares_and_dates, "README.md"),
        (test_russian_is_set_as_russian, "README.ru.md"),
    ):
        with pytest.raises(AssertionError):
            check(name)
