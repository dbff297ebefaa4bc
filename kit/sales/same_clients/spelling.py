"""One spelling of a client, and what is left of it step by step."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.sales.headings.names import load

_INVISIBLE = dict.fromkeys(
    (
        0xAD,
        0x61C,
        0x180E,
        0xFEFF,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    )
)
_LOOK_ALIKE = str.maketrans("авекмнорстухіјѕё", "abekmhopctyxijse")
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_AND = frozenset({"и", "und", "et"})
_NUMBER = re.compile(r"'?0*(\d+?)(?:[.,]00?)?")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,]00?)?")
_CASE_MATTERS = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=(?:.*\d){3})[A-Za-z0-9_-]{8,}")
# Codes that are the same only if they are written alike: numbers, capitals with a number, UUIDs
_CODE = r"^(?:[1-9]\d*|[A-Z]{1,6}\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
_ASIAN_FORMS = re.compile(
    "株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限責任公司|有限公司|股份公司|주식회사|유한회사"
)
_WORDS = re.compile(r"[^\W_]+")
DIGITS = re.compile(r"\d+")


def odd_names(rows: Mapping[str, int]) -> tuple[dict[str, Name], list[str]]:
    """The spellings that could be another's, and names that nothing resembles for their figures.

    Codes that nothing resembles are left out: C0001 and C0002 are two clients, and there may be
    millions of them. Names of which no other has the same figures are two clients as well.
    """
    spellings = pa.array(list(rows), pa.string())
    plain = pc.match_substring_regex(spellings, _CODE)
    codes = set(spellings.filter(plain).to_pylist())
    named = pc.invert(plain)
    alone = (
        pc.and_(named, _with_figures_of_their_own(spellings)) if len(codes) < len(rows) else plain
    )
    names = {
        spelling: Name.of(spelling)
        for spelling in spellings.filter(pc.and_not(named, alone)).to_pylist()
    }
    resembled = {
        code
        for name in names.values()
        for text in (name.keys[1], name.keys[4], name.compact)
        for code in (text, text.upper())
        if code in codes
    }
    others = spellings.filter(pc.and_(named, alone)).to_pylist()
    return names | {code: Name.of(code) for code in sorted(resembled)}, others


def _with_figures_of_their_own(spellings: pa.Array) -> pa.Array:
    """Which names in plain letters hold figures, in an order in which no other spelling has them.

    A number, or a name that ends in what a spreadsheet may have added, is none of these.
    """
    ascii_only = pc.string_is_ascii(spellings)
    others = pc.replace_substring_regex(spellings.filter(pc.invert(ascii_only)), "[0-9]", "")
    if pc.any(pc.match_substring_regex(others, r"\p{N}")).as_py():  # figures of other scripts
        return pa.array(np.zeros(len(spellings), dtype=np.bool_))
    figures = pc.utf8_trim_whitespace(pc.replace_substring_regex(spellings, "[^0-9]+", " "))
    codes = pc.dictionary_encode(figures).indices.to_numpy()
    single = pa.array(np.bincount(codes)[codes] == 1)
    shown = pc.and_(pc.not_equal(figures, ""), pc.match_substring_regex(spellings, "[A-Za-z]"))
    added = pc.match_substring_regex(spellings, r"[.,]00?\s*$")
    return pc.and_(pc.and_(ascii_only, single), pc.and_not(shown, added))


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling, and what is left of it step by step.

    keys
        By `KINDS` from blanks to marks: equal keys are spellings that differ in that at most.
    base, form
        The words without legal form, and the form; "" where none is named.
    german
        The words with ä as ae, where they have umlauts; "" elsewhere.
    """

    keys: tuple[str, str, str, str, str]
    base: tuple[str, ...]
    compact: str
    form: str
    german: str

    @classmethod
    def of(cls, spelling: str) -> Name:
        """What is left of a spelling."""
        blanks = _visible(spelling)
        numbers = _number(blanks)
        capitals = numbers if _CASE_MATTERS.fullmatch(numbers) else numbers.casefold()
        letters = letters_of(capitals)
        words = _split(letters)
        base, form = _without_form(words)
        german = ""
        if not capitals.isascii() and (spelt := capitals.translate(_UMLAUTS)) != capitals:
            german = compact(_without_form(_split(letters_of(spelt)))[0])
        keys = (blanks, numbers, capitals, letters, compact(words))
        return cls(keys, base, compact(base), form, german)

    def spoken(self, spelling: str) -> str:
        """The words without legal form in small letters, each in its own alphabet."""
        words = _split(_visible(spelling).casefold())
        looks = tuple(letters_of(word) for word in words)
        for begin in range(len(looks) - len(self.base) + 1):
            if looks[begin : begin + len(self.base)] == self.base:
                return compact(words[begin : begin + len(self.base)])
        return compact(words)

    def fits(self, other: Name) -> bool:
        """Whether the legal forms do not speak against it."""
        return not self.form or not other.form or self.form == other.form


def _visible(text: str) -> str:
    """A text without signs that cannot be seen, its blanks single ones."""
    return " ".join((text if text.isascii() else text.translate(_INVISIBLE)).split())


def _number(text: str) -> str:
    """A number as it would be without what spreadsheets do to it; other text as it is."""
    if not text[-1:].isdigit():
        return text
    if _THOUSANDS.fullmatch(text):
        text = text.replace(" ", "")
    if number := _NUMBER.fullmatch(text):
        return number[1]
    if text.endswith(".0") and text[-3:-2].isalnum():
        return text[:-2]
    return text


class _PlainLetters(dict[int, str]):
    """Letters without accents; й is a letter of its own."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter not in "йґ" and code > 127:
            parts = unicodedata.normalize("NFKD", letter)
            letter = "".join(part for part in parts if not unicodedata.combining(part))
        self[code] = _PLAIN.get(letter, letter)
        return self[code]


_plain_letters = _PlainLetters()


def letters_of(text: str) -> str:
    """A text in plain Latin letters, as far as letters look like these."""
    if text.isascii():
        return text
    return text.translate(_LOOK_ALIKE).translate(_plain_letters)


def _split(text: str) -> tuple[str, ...]:
    """The words of a name; single letters that follow each other are one word."""
    text = text.replace("'", "").replace("’", "").replace("`", "").replace("&", " and ")
    if not text.isascii():  # written without blanks between words
        text = _ASIAN_FORMS.sub(r" \g<0> ", text)
    words: list[str] = []
    run = False
    for word in _WORDS.findall(text):
        single = len(word) == 1 and word.isalpha() and word not in _AND
        if single and run:
            words[-1] += word
        else:
            words.append("and" if word in _AND else word)
        run = single
    return tuple(words)


def compact(words: Iterable[str]) -> str:
    """Words without blanks, except between two figures."""
    joined = ""
    for word in words:
        joined += " " + word if joined[-1:].isdigit() and word[0].isdigit() else word
    return joined


@cache
def _forms() -> tuple[Mapping[tuple[str, ...], str], frozenset[str]]:
    """Legal forms by their words, and every word that begins or ends one."""
    forms = {}
    for form, spellings in load("cells/words.yaml")["legal_forms"].items():
        for spelling in spellings:
            forms[_split(letters_of(str(spelling).casefold()))] = str(form)
    return forms, frozenset(words[place] for words in forms for place in (0, -1))


def _without_form(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The words of a name without its legal form at either end, and the form."""
    forms, edges = _forms()
    named = ""
    base = words
    while len(base) > 1 and (base[0] in edges or base[-1] in edges):
        for length in range(min(len(base) - 1, 6), 0, -1):
            if form := forms.get(base[-length:]):
                rest = base[:-length]
                break
            if form := forms.get(base[:length]):
                rest = base[length:]
                break
        else:
            break
        if sum(map(len, rest)) < 2:
            break
        base, named = rest, named or form
    if len(base) > 1 and base[0] == "the":
        base = base[1:]
    return base, named
