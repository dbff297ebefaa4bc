"""Sentences, numbers, dates and money in both languages, and the catalogue behind them."""

from __future__ import annotations

import ast
import re
import string
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from kit.language import Language, Money, Span, Text, say, say_n

KIT = Path(__file__).parents[1] / "kit"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("code", "money", "expected"),
    [
        ("en", Money(123_456_789, "EUR"), "€1,234,568"),
        ("ru", Money(123_456_789, "EUR"), f"1{NBSP}234{NBSP}568{NBSP}€"),
        ("ru", Money(123_456_789, "RUB"), f"1{NBSP}234{NBSP}568{NBSP}₽"),
        ("en", Money(1250, "USD"), "$12.50"),
        ("en", Money(-1250, "USD"), "−$12.50"),
        ("en", Money(5000, "JPY", per_unit=1), "¥5,000"),
        ("en", Money(123_456_789), "1,234,568"),
        ("en", Money(1250, "$"), f"12.50{NBSP}$"),
    ],
)
def test_money_is_written_in_the_form_of_the_language(code, money, expected):
    assert Language(code).money(money) == expected


@pytest.mark.parametrize(
    ("share", "english", "russian"),
    [
        (0.256, "26%", f"26{NBSP}%"),
        (0.034, "3.4%", f"3,4{NBSP}%"),
        (0.0, "0%", f"0{NBSP}%"),
        (1.0, "100%", f"100{NBSP}%"),
    ],
)
def test_small_shares_keep_a_decimal(share, english, russian):
    assert Language("en").percent(share) == english
    assert Language("ru").percent(share) == russian


def test_values_are_written_by_their_type():
    text = say(
        "{day}: {n} of {names}, {row:plain}",
        day=date(2024, 5, 31),
        n=12345,
        names=["a", "b"],
        row=12345,
    )
    assert str(text) == "May 31, 2024: 12,345 of a and b, 12345"


def test_a_sentence_inside_a_sentence_is_rendered_with_it():
    assert str(say("{one} {two}", one=say("A."), two=say("{x:percent}.", x=0.5))) == "A. 50%."


def test_a_range_has_its_unit_once_and_no_dash_before_a_minus():
    english, russian = Language("en"), Language("ru")
    assert english.write(Span(0.63, 0.78), "percent") == "63–78%"
    assert russian.write(Span(0.63, 0.78), "percent") == "63–78\xa0%"
    assert russian.write(Span(-0.75, 0.74), "percent") == "от −75 до 74\xa0%"
    assert english.write(Span(Money(100, "EUR"), Money(300, "EUR"))) == "€1–€3"
    assert russian.write(Span(Money(100, "EUR"), Money(300, "EUR"))) == "1–3\xa0€"
    assert [english.write(Span(3, None)), russian.write(Span(None, 3))] == [
        *("at least 3", "не больше 3")
    ]


def test_the_stop_after_a_russian_year_ends_the_sentence_too():
    day = date(2024, 12, 30)
    assert Language("ru")(say("until {day}.", day=day)) == "until 30 декабря 2024\xa0г."
    assert Language("ru")(say("until {day}, then", day=day)).endswith("2024\xa0г., then")


def test_a_ratio_stays_on_one_line():
    assert str(say("{a} : {b}, 3 : 4; so : 5", a=1, b=2)) == "1\xa0:\xa02, 3\xa0:\xa04; so : 5"


def test_plural_in_english():
    rows = [str(say_n("{n} row", "{n} rows", n)) for n in (0, 1, 2, 5000)]
    assert rows == ["0 rows", "1 row", "2 rows", "5,000 rows"]


def test_an_unknown_language_lists_the_valid_ones():
    with pytest.raises(ValueError, match="choose one of en, ru"):
        Language("de")


# --- the Russian catalogue -------------------------------------------------------------------


def _in_the_code() -> dict[str | tuple[str, str], str]:
    found: dict[str | tuple[str, str], str] = {}
    with (KIT / "locale" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"say": None, "say_n": (1, 2), "hint": None, "_": None}
    for name, line, message, _, _ in extract_from_dir(
        str(KIT), method_map=methods, options_map=options, keywords=keywords
    ):
        found[message] = f"{name}:{line}"
    return found


def _catalogue():
    with (KIT / "locale" / "ru" / "LC_MESSAGES" / "kit.po").open("rb") as file:
        return read_po(file, locale="ru")


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_no_sentence_hides_inside_an_f_string():
    """There the extraction does not see it, and it would stay English for everybody."""
    for path in sorted(KIT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for joined in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
            for call in (node for node in ast.walk(joined) if isinstance(node, ast.Call)):
                name = getattr(call.func, "id", "")
                literal = call.args and isinstance(call.args[0], ast.Constant)
                assert not (name in ("say", "say_n") and literal), (path.name, call.lineno)


def test_every_sentence_has_a_russian_one_and_none_is_left_over():
    code, russian = _in_the_code(), {message.id: message for message in _catalogue() if message.id}
    missing = [f"{where}: {one}" for one, where in code.items() if one not in russian]
    assert missing == []
    assert [one for one in russian if one not in code] == []
    assert [one for one, message in russian.items() if message.fuzzy] == []
    empty = [
        one
        for one, message in russian.items()
        if not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]
    assert empty == []


def test_russian_sentences_use_the_same_values_and_have_three_plural_forms():
    for message in _catalogue():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(strings) == (3 if isinstance(message.id, tuple) else 1), ids
        allowed = _fields(ids[-1]) | {"n"} if len(ids) > 1 else _fields(ids[0])
        for one in strings:
            if len(ids) > 1:
                assert _fields(one) <= allowed, (ids, one)
                assert _fields(one) | {"n"} >= _fields(ids[-1]), (ids, one)
            else:
                assert _fields(one) == allowed, (ids, one)


def test_russian_counts_people_correctly():
    clients = (
        "{n} row was read: {used} used, {aside} set aside with the reason.",
        "{n} rows were read: {used} used, {aside} set aside with the reason.",
    )
    russian = Language("ru")
    words = [russian(say_n(*clients, n, used=0, aside=n)) for n in (1, 3, 11, 21, 105)]
    assert ["строка" in one for one in words] == [True, False, False, True, False]
    assert ["строки" in one for one in words] == [False, True, False, False, False]
    assert ["строк:" in one or "строк " in one for one in words] == [
        False,
        False,
        True,
        False,
        True,
    ]


# --- figures in sentences --------------------------------------------------------------------

# what a sentence may say in digits: cases made up for an example, and advice
EXAMPLES = (
    "Hand over half of the clients that are due, chosen by lot, three to six months later",
    "With 24 clients you can easily see 0 even if the real rate is 10%",
    "You move the sliders until one setting shows “too early: 0 of 24 clients”",
    "At 7 of 10 clients it earns more than the other policies",
)


def test_no_sentence_carries_a_copy_of_a_figure_that_the_kit_works_with():
    """Days, months, clients and the book's claim are filled in from the constants."""
    copied = re.compile(
        r"(?<![\d.,/])\b\d+ ?(?:days?|months?|clients?)\b|\b365\b|\b80 ?%|at least \d+\b(?! hours)"
    )
    found = [
        f"{where}: {sentence}"
        for message, where in _in_the_code().items()
        for sentence in (message if isinstance(message, tuple) else (message,))
        if copied.search(sentence) and not sentence.startswith(EXAMPLES)
    ]
    assert found == []
    russian = re.compile(r"(?<![\d.,/])\b\d+[ \xa0](?:дн|день|месяц|клиент)")
    translated = [
        text
        for message in _catalogue()
        if message.id and not str(message.id).startswith(EXAMPLES)
        for text in (message.string if isinstance(message.string, tuple) else (message.string,))
        if russian.search(text)
    ]
    assert translated == []


def test_a_figure_of_a_russian_sentence_keeps_its_per_cent_sign():
    apart = re.compile(r"\d %")
    spaced = [
        entry.id
        for entry in _catalogue()
        if isinstance(entry.id, str) and apart.search(entry.string) and "{" not in entry.id
    ]
    assert spaced
    assert [text for text in spaced if apart.search(Language("ru")(Text(text)))] == []


# --- plain words -----------------------------------------------------------------------------

LONGEST = 25  # words of a sentence
# English that sounds translated or too clever, and what is not written as Americans do
CLUMSY = (
    r"\b(whoever|stands?|standing|stood|lies?|anew|reckon\w*|mend(s|ed|ing)?|lots?|nought|bends?|"
    r"goods|judgement|colour|favour\w*|behaviour\w*|centre|programme|licence)\b"
    r"|(?<!keep in )\bmind\b|[«»]|\d\s%"
)
# Russian calques, and English quotes
CALQUES = r"\b(дробност\w*|контрольн\w+ д(ень|ня|ни)|булавочник\w*)\b|[“”]|построен\w* на песке"


def _sentences(texts) -> list[str]:
    """Sentences, with one word for each value."""
    end = r"(?<=[.!?…])[”»)\"]*\s+(?=[A-ZА-ЯЁ0-9“«(—–-])"
    return [
        one
        for text in texts
        for one in re.split(end, re.sub(r"\{[^}]*\}", "Xx", text))
        if any(letter.isalnum() for letter in one)
    ]


def _words(sentence: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())


def _texts(messages) -> list[str]:
    return [
        text for one in messages for text in (one if isinstance(one, tuple) else (one,)) if text
    ]


ENGLISH = _texts(_in_the_code())
RUSSIAN = _texts(message.string for message in _catalogue() if message.id)


@pytest.mark.parametrize("texts", [ENGLISH, RUSSIAN], ids=["en", "ru"])
def test_no_sentence_that_a_person_sees_is_long(texts):
    assert [one for one in _sentences(texts) if _words(one) > LONGEST] == []


@pytest.mark.parametrize(("texts", "wrong"), [(ENGLISH, CLUMSY), (RUSSIAN, CALQUES)])
def test_no_word_that_a_person_sees_is_clumsy(texts, wrong):
    assert [text for text in texts if re.search(wrong, text, re.I)] == []


def test_what_is_long_or_clumsy_is_noticed():
    assert [_words(one) for one in _sentences(["One {n:percent}. And two “three.” Four"])] == [
        2,
        3,
        1,
    ]
    for clumsy in ("Whoever asks", "it stands in for it", "Mind:", "drawn by lot", "«so»", "5 %"):
        assert re.search(CLUMSY, clumsy, re.I), clumsy
    for plain in ("Keep in mind", "a remark on the understanding", "{share} %"):
        assert not re.search(CLUMSY, plain, re.I), plain
    for calque in ("контрольный день", "“слово”"):
        assert re.search(CALQUES, calque), calque
