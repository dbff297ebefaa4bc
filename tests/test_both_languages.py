"""The English and the Russian documents say the same: section by section, figure by figure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAIRS = {
    "README.md": "README.ru.md",
    **{
        f"docs/{name}": f"docs/ru/{name}"
        for name in ("facilitator.md", "privacy.md", "summary.md", "worksheets.html")
    },
}
PROSE = [name for name in PAIRS if name.endswith(".md")]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sections(text: str) -> list[tuple[int, str]]:
    """Each heading's depth, and what it is over; the first has what precedes all headings."""
    text = re.sub(r"^```.*?^```", _code, text, flags=re.M | re.S)
    parts = re.split(r"^(#+) (.*)$", text, flags=re.M)
    return [
        (len(depth), f"{heading}\n{body}")
        for depth, heading, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    ]


def _code(block: re.Match[str]) -> str:
    """A fenced block as an indented one, so that its comments are no headings."""
    return "".join(f"    {line}\n" for line in block[0].splitlines()[1:-1])


def commands(text: str) -> list[str]:
    """Lines of code without comments; a Russian reader's also ask for Russian."""
    lines = re.findall(r"^    (\S.*)$", text, re.M)
    plain = (re.sub(r" {2,}#.*| ARGS=\"--lang ru\"| --lang ru", "", line) for line in lines)
    return [line.rstrip() for line in plain]


def code(text: str) -> list[str]:
    return sorted(re.findall(r"`([^`\n]+)`", re.sub(r"^    .*$", "", text, flags=re.M)))


def figures(text: str) -> list[str]:
    """Every number of the words, as it is written in English."""
    text = re.sub(r"^    .*$|`[^`\n]*`|\]\([^)]*\)", " ", text, flags=re.M)
    text = re.sub(r"(?<=\d)[,\u00a0](?=\d{3}\b)", "", text)  # of thousands
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    return sorted(re.findall(r"\d+(?:[.:]\d+)*", text))


def layout(text: str) -> list[str]:
    """What kinds of lines follow each other: table rows by their cells, items, messages."""
    kinds = []
    for line in text.splitlines():
        if line.startswith("|"):
            kinds.append(f"row of {line.count(' | ') + 1}")
        elif item := re.match(r"-|\d+\.", line):
            kinds.append("item" if item[0] == "-" else item[0])
        elif line.startswith(">"):
            kinds.append("message")
        elif bold := re.match(r"\*\*", line):
            kinds.append(bold[0])
    return [kind for kind in kinds if kind != "**"]


@pytest.mark.parametrize("name", PROSE)
def test_the_headings_follow_each_other_alike(name):
    ours, theirs = sections(read(name)), sections(read(PAIRS[name]))
    assert [depth for depth, _ in ours] == [depth for depth, _ in theirs]


@pytest.mark.parametrize("what", [commands, code, figures, layout])
@pytest.mark.parametrize("name", PROSE)
def test_sections_have_the_same(name, what):
    for (_, ours), (_, theirs) in zip(
        sections(read(name)), sections(read(PAIRS[name])), strict=True
    ):
        assert what(ours) == what(theirs), (ours.splitlines()[0], theirs.splitlines()[0])


def test_worksheets_have_the_same_pages_rows_and_figures():
    ours, theirs = (read(name) for name in ("docs/worksheets.html", "docs/ru/worksheets.html"))
    assert re.findall(r"<(\w+)", ours) == re.findall(r"<(\w+)", theirs)
    assert re.findall(r'id="([^"]+)"', ours) == re.findall(r'id="([^"]+)"', theirs)
    plain = [re.sub(r"<[^>]*>", " ", text) for text in (ours, theirs)]
    assert figures(plain[0]) == figures(plain[1])


@pytest.mark.parametrize("name", PAIRS)
def test_each_document_leads_to_the_other(name):
    ours, theirs = ROOT / name, ROOT / PAIRS[name]
    for here, there in ((ours, theirs), (theirs, ours)):
        targets = re.findall(r"\]\(([^)#]+)\)|href=\"([^\"#]+)\"", here.read_text("utf-8")[:1500])
        assert there in {(here.parent / (one or other)).resolve() for one, other in targets}


def test_every_russian_document_has_an_english_one():
    assert {f"docs/ru/{path.name}" for path in (ROOT / "docs" / "ru").iterdir()} < set(
        PAIRS.values()
    )


def test_a_difference_is_noticed():
    english = "## One\n\n- `deal 2` in 7,001 of 0.5 cases\n\n    handoff doctor\n"
    assert sections(english) == [
        (2, "One\n\n\n- `deal 2` in 7,001 of 0.5 cases\n\n    handoff doctor\n")
    ]
    russian = (
        "## Раз\n\n- `deal 2` в 7\u00a0001 из 0,5 случаев\n\n    handoff doctor --lang ru  # да\n"
    )
    for what in (commands, code, figures, layout):
        assert what(english) == what(russian)
    for other, what in (
        (russian.replace("doctor", "new"), commands),
        (russian.replace("deal 2", "deal 3"), code),
        (russian.replace("0,5", "0,6"), figures),
        (russian.replace("- ", ""), layout),
    ):
        assert what(english) != what(other)
