"""Clients spelt in several ways: which ids are probably one client, by kind of evidence.

Nothing is merged here: each pair is a proposal that a person accepts or refuses.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Text, say
from kit.sales.alphabets import is_cyrillic, sound
from kit.sales.cards import NO_CARDS, Cards, sharing
from kit.sales.headings.names import load

# Each kind of evidence, the strongest first, and what it says.
KINDS: Mapping[str, Text] = {
    "blanks": say("differ in blanks or signs that cannot be seen"),
    "numbers": say("are one number: 1234, 1234.0, 01234"),
    "capitals": say("differ in capitals"),
    "letters": say("differ in letters that look alike, or in accents"),
    "marks": say("differ in marks, or in blanks between words"),
    "tax": say("have the same tax number"),
    "name": say("have the same name in the list of clients"),
    "form": say("differ in the legal form: named or not, or written in another way"),
    "alphabet": say("are one name in Cyrillic and in Latin letters"),
    "words": say("have the same words in another order"),
    "misspelt": say("differ in a letter or two, as by a slip of the hand"),
    "other-form": say("have the same name and different legal forms"),
    "contact": say("have the same e-mail or phone"),
    "other-owner": say("are alike, but order at the same time from different people"),
}
# Evidence that may as well speak of two clients: never accepted together with the other kinds.
WEAK = frozenset({"other-form", "contact", "other-owner"})
_EXACT = ("blanks", "numbers", "capitals", "letters", "marks")  # each with a key of its own
# Kinds in which two names that are alike could belong to two clients.
_COULD_DIFFER = frozenset({"name", "form", "alphabet", "words", "misspelt"})

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
_DIGITS = re.compile(r"\d+")
_VOWELS = frozenset("aeiouyаиоуыэюя")
_LONGEST = 60  # letters of a name that are compared when it may be misspelt
_SEVERAL = 4  # orders from other people that are no chance
_MUCH_MORE = 10  # times as many names have the word of which the other is a slip
_FAMILY = 8  # names that differ in one letter: more of them are a family, not slips


@dataclass(frozen=True)
class Proposal:
    """Two ids that are probably one client.

    spelling, client
        The id as written, and the one that it would count as, which has more orders.
    kind
        The evidence, of `KINDS`.
    rows
        Rows of orders written in this spelling.
    name
        The name on the card of this id, where there is a list of clients.
    """

    spelling: str
    client: str
    kind: str
    rows: int = 0
    name: str = ""

    @property
    def weak(self) -> bool:
        """Whether the evidence may as well speak of two clients."""
        return self.kind in WEAK


@dataclass(frozen=True)
class Periods:
    """When each client ordered and from whom: first and last day as numbers, people, orders."""

    first: Mapping[str, int]
    last: Mapping[str, int]
    owners: Mapping[str, frozenset[str]]
    orders: Mapping[str, int]

    def parallel(self, one: str, other: str) -> bool:
        """Whether two clients ordered in the same time, and several times, from others."""
        owners, others = self.owners.get(one), self.owners.get(other)
        if not owners or not others or owners & others:
            return False
        if min(self.orders[one], self.orders[other]) < _SEVERAL:
            return False
        return self.first[one] < self.last[other] and self.first[other] < self.last[one]


def proposals(
    rows: Mapping[str, int],
    periods: Callable[[set[str]], Periods] | None = None,
    cards: Cards = NO_CARDS,
) -> tuple[Proposal, ...]:
    """Spellings that are probably those of another client, the strongest evidence first.

    Keys, each coarser than the one before, bring spellings together; a misspelt name is found by
    the letters that are left when one of them is taken away, so no name is compared with all
    others. What one spelling stands for may itself be proposed as another client's.

    Parameters
    ----------
    rows
        Every id of a client that any table has, with its rows of orders.
    periods
        Given clients, when and from whom they ordered: weakens what is merely alike.
    cards
        What the list of clients says of their ids.
    """
    names = _odd_names(rows)
    groups = _same_cards(cards, rows)
    names |= {
        client: _Name.of(client) for _, group in groups for client in group if client not in names
    }
    order = sorted(names, key=lambda spelling: (-rows[spelling], len(spelling), spelling))
    tree = _Tree(order)
    for place, kind in enumerate(_EXACT):
        tree.join_same(kind, {spelling: names[spelling].keys[place] for spelling in tree.roots})
    _join_cards(tree, groups, weak=False)
    _join_forms(tree, names)
    _join_alphabets(tree, names)
    _join_words(tree, names)
    _join_misspelt(tree, names)
    _join_cards(tree, groups, weak=True)
    rank = {kind: place for place, kind in enumerate(KINDS)}
    alike = {
        name
        for spelling, (client, kind) in tree.parent.items()
        if kind in _COULD_DIFFER
        for name in (spelling, client)
    }
    known = periods(alike) if periods and alike else Periods({}, {}, {}, {})
    found = []
    for spelling, (client, kind) in tree.parent.items():
        if kind in _COULD_DIFFER and known.parallel(spelling, client):
            kind = "other-owner"
        name = cards.names.get(spelling, "")
        found.append(Proposal(spelling, client, kind, rows[spelling], name))
    found.sort(key=lambda pair: (rank[pair.kind], -pair.rows, pair.client, pair.spelling))
    return tuple(found)


class _Tree:
    """Which spelling stands for which, and why: the one with more orders for the other."""

    def __init__(self, order: Sequence[str]) -> None:
        self.rank = {spelling: place for place, spelling in enumerate(order)}  # most orders first
        self.parent: dict[str, tuple[str, str]] = {}
        self.roots = list(order)  # those that stand for themselves

    def root(self, spelling: str) -> str:
        while spelling in self.parent:
            spelling = self.parent[spelling][0]
        return spelling

    def join(self, one: str, other: str, kind: str) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            high, low = sorted((one, other), key=self.rank.__getitem__)
            self.parent[low] = high, kind

    def join_same(self, kind: str, keys: Mapping[str, str]) -> None:
        """Join all that have one key."""
        first: dict[str, str] = {}
        for spelling in self.roots:
            before = first.setdefault(keys[spelling], spelling)
            if before is not spelling:
                self.join(before, spelling, kind)
        self.settle()

    def settle(self) -> None:
        """Go on with those that still stand for themselves."""
        self.roots = [spelling for spelling in self.roots if spelling not in self.parent]


def _odd_names(rows: Mapping[str, int]) -> dict[str, _Name]:
    """The spellings that could be another's; codes that nothing resembles are left out.

    Two codes such as C0001 and C0002 are two clients, and there may be millions of them.
    """
    spellings = pa.array(list(rows), pa.string())
    plain = pc.match_substring_regex(spellings, _CODE)
    codes = set(spellings.filter(plain).to_pylist())
    names = {
        spelling: _Name.of(spelling) for spelling in spellings.filter(pc.invert(plain)).to_pylist()
    }
    resembled = {
        code
        for name in names.values()
        for text in (name.keys[1], name.keys[4], name.compact)
        for code in (text, text.upper())
        if code in codes
    }
    return names | {code: _Name.of(code) for code in sorted(resembled)}


@dataclass(frozen=True, slots=True)
class _Name:
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
    def of(cls, spelling: str) -> _Name:
        blanks = " ".join(spelling.translate(_INVISIBLE).split())
        numbers = _number(blanks)
        capitals = numbers if _CASE_MATTERS.fullmatch(numbers) else numbers.casefold()
        letters = _letters(capitals)
        words = _split(letters)
        base, form = _without_form(words)
        german = ""
        if not capitals.isascii() and (spelt := capitals.translate(_UMLAUTS)) != capitals:
            german = _compact(_without_form(_split(_letters(spelt)))[0])
        keys = (blanks, numbers, capitals, letters, _compact(words))
        return cls(keys, base, _compact(base), form, german)

    def spoken(self, spelling: str) -> str:
        """The words without legal form in small letters, each in its own alphabet."""
        words = _split(" ".join(spelling.translate(_INVISIBLE).split()).casefold())
        looks = tuple(_letters(word) for word in words)
        for begin in range(len(looks) - len(self.base) + 1):
            if looks[begin : begin + len(self.base)] == self.base:
                return _compact(words[begin : begin + len(self.base)])
        return _compact(words)

    def fits(self, other: _Name) -> bool:
        """Whether the legal forms do not speak against it."""
        return not self.form or not other.form or self.form == other.form


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


def _letters(text: str) -> str:
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


def _compact(words: Iterable[str]) -> str:
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
            forms[_split(_letters(str(spelling).casefold()))] = str(form)
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


def _join_forms(tree: _Tree, names: Mapping[str, _Name]) -> None:
    """Join names that are the same but for their legal form.

    Where one name has several forms, they may be different companies, and which of them is meant
    without a form cannot be told.
    """
    first: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    for spelling in tree.roots:
        before = first.setdefault(names[spelling].compact, spelling)
        if before is not spelling:
            several.setdefault(before, [before]).append(spelling)
    for before, spellings in several.items():
        forms = {names[spelling].form for spelling in spellings} - {""}
        if len(forms) < 2:
            for spelling in spellings[1:]:
                tree.join(before, spelling, "form")
            continue
        leading: dict[str, str] = {}
        for spelling in spellings:
            same = leading.setdefault(names[spelling].form, spelling)
            if same is not spelling:
                tree.join(same, spelling, "form")
        for spelling in leading.values():
            tree.join(before, spelling, "other-form")
    tree.settle()


def _same_cards(cards: Cards, rows: Mapping[str, int]) -> list[tuple[str, list[str]]]:
    """Ids whose cards have something in common, with what it is: the strongest first."""
    named: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for client, name in cards.names.items():
        if client in rows and (read := _Name.of(name)).compact:
            named[read.compact][read.form].append(client)
    by_name = []
    for forms in named.values():
        if len(forms.keys() - {""}) <= 1:  # else they may be different companies of one name
            by_name.append([client for group in forms.values() for client in group])
        else:
            by_name += forms.values()
    groups = [("tax", group) for group in sharing(cards.tax) if len(group) <= _FAMILY]
    groups += [("name", group) for group in _undisputed(cards, by_name)]
    groups += [("contact", group) for group in _undisputed(cards, sharing(cards.contacts))]
    listed = [(kind, [client for client in group if client in rows]) for kind, group in groups]
    return [(kind, group) for kind, group in listed if len(group) > 1]


def _undisputed(cards: Cards, groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """Parts of groups in which no two tax numbers differ."""
    parts = []
    for group in groups:
        by_tax: dict[frozenset[str], list[str]] = defaultdict(list)
        for client in group:
            by_tax[cards.tax.get(client, frozenset())].append(client)
        unknown = by_tax.pop(frozenset(), [])
        if len(by_tax) < 2:
            parts.append([*unknown, *(client for known in by_tax.values() for client in known)])
        else:  # whose the others are cannot be told
            parts += [unknown, *by_tax.values()]
    return parts


def _join_cards(tree: _Tree, groups: Sequence[tuple[str, Sequence[str]]], *, weak: bool) -> None:
    for kind, group in groups:
        if (kind in WEAK) == weak:
            leading = min(group, key=tree.rank.__getitem__)
            for client in group:
                tree.join(leading, client, kind)
    tree.settle()


def _join_alphabets(tree: _Tree, names: Mapping[str, _Name]) -> None:
    """Join a name in Cyrillic letters with the same one in Latin letters."""
    plain = {spelling: names[spelling].spoken(spelling) for spelling in tree.roots}
    cyrillic = [spelling for spelling, name in plain.items() if is_cyrillic(name)]
    if not cyrillic:
        return
    latin: dict[str, list[str]] = defaultdict(list)
    for spelling, name in plain.items():
        if is_cyrillic(name) is False and (heard := sound(name)):
            latin[heard].append(spelling)
    for spelling in cyrillic:
        for other in latin.get(sound(plain[spelling]), ()):
            _join_fitting(tree, names, spelling, other, "alphabet")
    tree.settle()


def _join_words(tree: _Tree, names: Mapping[str, _Name]) -> None:
    """Join names with ä and ae, and names with the same words in another order."""
    first: dict[str, str] = {}
    by_compact = {names[spelling].compact: spelling for spelling in reversed(tree.roots)}
    for spelling in tree.roots:
        name = names[spelling]
        if name.german and (other := by_compact.get(name.german)):
            _join_fitting(tree, names, other, spelling, "letters")
        if len(name.base) > 1:
            key = "\n".join([*sorted(name.base), *_DIGITS.findall(name.compact)])
            before = first.setdefault(key, spelling)
            _join_fitting(tree, names, before, spelling, "words")
    tree.settle()


def _join_misspelt(tree: _Tree, names: Mapping[str, _Name]) -> None:
    """Join names that differ in one letter with the one from which most of them differ."""
    leading: dict[str, str] = {}
    for spelling in tree.rank:
        leading.setdefault(names[spelling].compact, spelling)
    compacts = [compact for compact in leading if 6 <= len(compact) <= _LONGEST]
    using = Counter(word for spelling in leading.values() for word in set(names[spelling].base))
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, other in _one_letter_apart(compacts):
        first, second = names[leading[one]], names[leading[other]]
        if first.fits(second) and _is_slip(first.base, second.base, using):
            neighbours[leading[one]].add(leading[other])
            neighbours[leading[other]].add(leading[one])
    taken: set[str] = set()
    hubs = sorted(neighbours, key=lambda name: (-len(neighbours[name]), tree.rank[name]))
    for spelling in hubs:
        near = neighbours[spelling] - taken
        if spelling in taken or not near or len(neighbours[spelling]) > _FAMILY:
            continue
        taken |= near | {spelling}
        for other in sorted(near, key=tree.rank.__getitem__):
            tree.join(spelling, other, "misspelt")
    tree.settle()


def _join_fitting(tree: _Tree, names: Mapping[str, _Name], one: str, other: str, kind: str) -> None:
    if names[one].fits(names[other]):
        tree.join(one, other, kind)


def _one_letter_apart(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs that are the same once each has lost at most one letter; figures must agree."""
    if len(names) < 2:
        return []
    length = np.array([len(name) for name in names])
    width = int(length.max())
    letters = np.zeros((len(names), width), dtype=np.uint32)
    for row, name in enumerate(names):
        letters[row, : len(name)] = np.frombuffer(name.encode("utf-32-le"), dtype=np.uint32)
    figures = [hash("|".join(_DIGITS.findall(name))) for name in names]
    keys = (
        _shortened(letters, length) ^ np.array(figures, dtype=np.int64).astype(np.uint64)[:, None]
    )
    valid = np.arange(width + 1) <= length[:, None]
    owners = np.broadcast_to(np.arange(len(names))[:, None], keys.shape)[valid]
    flat = keys[valid]
    by_key = np.argsort(flat, kind="stable")
    flat, owners = flat[by_key], owners[by_key]
    begins = np.flatnonzero(np.r_[True, flat[1:] != flat[:-1]])
    sizes = np.diff(np.r_[begins, len(flat)])
    pairs: set[tuple[int, int]] = set()
    for begin, size in zip(begins[sizes > 1], sizes[sizes > 1], strict=True):
        same = sorted(set(owners[begin : begin + size].tolist()))
        if len(same) <= _FAMILY:
            pairs.update(combinations(same, 2))
    return [(names[one], names[other]) for one, other in sorted(pairs)]


def _shortened(
    letters: npt.NDArray[np.uint32], length: npt.NDArray[np.int64]
) -> npt.NDArray[np.uint64]:
    """A number for each name without its i-th letter, and (at i = length) for the whole name.

    Shape (names, width + 1); polynomials modulo 2^64, so equal texts have equal numbers.
    """
    n, width = letters.shape
    base = np.uint64(0x9E3779B97F4A7C15)
    mixed = (letters.astype(np.uint64) + np.uint64(1)) * np.uint64(0xD6E8FEB86659FD93)
    mixed[np.arange(width) >= length[:, None]] = 0
    powers = np.cumprod(np.r_[np.uint64(1), np.full(width, base)])[: width + 1]
    terms = mixed * powers[:width]  # of a letter in its place
    before = np.cumsum(np.c_[np.zeros(n, np.uint64), terms], axis=1, dtype=np.uint64)
    moved = np.zeros((n, width), np.uint64)  # of a letter one place further left
    moved[:, 1:] = mixed[:, 1:] * powers[: width - 1]
    after = np.cumsum(np.c_[moved[:, ::-1], np.zeros((n, 1), np.uint64)], axis=1, dtype=np.uint64)
    total_moved = after[:, width - 1]
    seen = np.cumsum(moved, axis=1, dtype=np.uint64)
    keys = before.copy()
    keys[:, :width] = before[:, :width] + (total_moved[:, None] - seen)
    keys[np.arange(n), length] = before[:, -1]
    return keys


def _is_slip(one: Sequence[str], other: Sequence[str], using: Mapping[str, int]) -> bool:
    """Whether the one difference between two names looks like a slip, not like another name.

    Not: short words, figures, words that other names have as well, endings that tell a man from
    a woman.
    """
    if len(one) == len(other):
        different = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
        if len(different) != 1:
            return False
        first, second = different[0]
    else:
        first, second = _compact(one), _compact(other)
    fewer, more = sorted((using.get(first, 0), using.get(second, 0)))
    if fewer > 1 and more < _MUCH_MORE * fewer:
        return False
    if _DIGITS.search(first) or _DIGITS.search(second):
        return False
    begin = 0
    while begin < min(len(first), len(second)) and first[begin] == second[begin]:
        begin += 1
    end = 0
    while end < min(len(first), len(second)) - begin and first[-1 - end] == second[-1 - end]:
        end += 1
    lost, put = first[begin : len(first) - end], second[begin : len(second) - end]
    shorter, letters = min(len(first), len(second)), min(len(_compact(one)), len(_compact(other)))
    if len(lost) == len(put) == 2:  # two letters changed places
        return lost == put[::-1] and shorter >= 5
    if len(lost) + len(put) == 1:
        letter = lost or put
        if end == 0 and _man_or_woman(first, second):
            return False
        doubled = first[begin - 1 : begin] == letter
        return letters >= 6 if doubled and shorter >= 5 else shorter >= 6 and letters >= 8
    if len(lost) == len(put) == 1:
        vowels = lost in _VOWELS and put in _VOWELS
        return shorter >= 6 and letters >= (10 if begin == 0 else 7 if vowels else 8)
    return False


@cache
def _women() -> tuple[str, ...]:
    return tuple(_letters(ending) for ending in ("ова", "ева", "ина", "ына"))


def _man_or_woman(first: str, second: str) -> bool:
    return max(first, second, key=len).endswith(_women())
