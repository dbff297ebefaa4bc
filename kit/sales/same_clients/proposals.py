"""Clients spelt in several ways: which ids are probably one client, by kind of evidence.

Nothing is merged here: each pair is a proposal that a person accepts or refuses.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kit.language import Text, say
from kit.sales.same_clients.alphabets import is_cyrillic, sound
from kit.sales.same_clients.cards import NO_CARDS, Cards, sharing
from kit.sales.same_clients.slips import FAMILY, is_slip, one_letter_apart
from kit.sales.same_clients.spelling import DIGITS, Name, odd_names

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
    "branch": say("have one name before a dash or a bracket, as branches do"),
    "other-owner": say("are alike, but order at the same time from different people"),
}
# Evidence that may as well speak of two clients: never accepted together with the other kinds.
WEAK = frozenset({"other-form", "contact", "branch", "other-owner"})
_EXACT = ("blanks", "numbers", "capitals", "letters", "marks")  # each with a key of its own
# Kinds in which two names that are alike could belong to two clients.
_COULD_DIFFER = frozenset({"name", "form", "alphabet", "words", "misspelt"})
_LONGEST = 60  # letters of a name that are compared when it may be misspelt
_BRANCH = re.compile(r"(?P<client>.{3,}?)\s*(?:\s[-–—|/]\s+|\s?\(|:\s)(?P<branch>[^()]{2,}?)\)?")
_SEVERAL = 4  # orders from other people that are no chance


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
    names, alone = odd_names(rows)
    groups = _same_cards(cards, rows)
    names |= {
        client: Name.of(client) for _, group in groups for client in group if client not in names
    }
    order = sorted(names, key=lambda spelling: (-rows[spelling], len(spelling), spelling))
    tree = _Tree(order)
    for place, kind in enumerate(_EXACT):
        tree.join_same(kind, {spelling: names[spelling].keys[place] for spelling in tree.roots})
    _join_cards(tree, groups, weak=False)
    _join_forms(tree, names)
    _join_alphabets(tree, names)
    _join_words(tree, names)
    _join_misspelt(tree, names, alone)
    _join_cards(tree, groups, weak=True)
    _join_branches(tree, names)
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


def _join_forms(tree: _Tree, names: Mapping[str, Name]) -> None:
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
        if client in rows and (read := Name.of(name)).compact:
            named[read.compact][read.form].append(client)
    by_name = []
    for forms in named.values():
        if len(forms.keys() - {""}) <= 1:  # else they may be different companies of one name
            by_name.append([client for group in forms.values() for client in group])
        else:
            by_name += forms.values()
    groups = [("tax", group) for group in sharing(cards.tax) if len(group) <= FAMILY]
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


def _join_alphabets(tree: _Tree, names: Mapping[str, Name]) -> None:
    """Join a name in Cyrillic letters with the same one in Latin letters."""
    if all(map(str.isascii, tree.roots)):
        return
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


def _join_words(tree: _Tree, names: Mapping[str, Name]) -> None:
    """Join names with ä and ae, and names with the same words in another order."""
    first: dict[str, str] = {}
    by_compact = {names[spelling].compact: spelling for spelling in reversed(tree.roots)}
    for spelling in tree.roots:
        name = names[spelling]
        if name.german and (other := by_compact.get(name.german)):
            _join_fitting(tree, names, other, spelling, "letters")
        if len(name.base) > 1:
            key = "\n".join([*sorted(name.base), *DIGITS.findall(name.compact)])
            before = first.setdefault(key, spelling)
            _join_fitting(tree, names, before, spelling, "words")
    tree.settle()


def _join_misspelt(tree: _Tree, names: Mapping[str, Name], alone: Sequence[str]) -> None:
    """Join names that differ in one letter with the one from which most of them differ.

    `alone`: names that nothing resembles; their words tell how usual a word is.
    """
    leading: dict[str, str] = {}
    for spelling in tree.rank:
        leading.setdefault(names[spelling].compact, spelling)
    compacts = [compact for compact in leading if 6 <= len(compact) <= _LONGEST]
    pairs = one_letter_apart(compacts)
    if not pairs:
        return
    using = Counter(word for spelling in leading.values() for word in set(names[spelling].base))
    using.update(word for spelling in alone for word in set(Name.of(spelling).base))
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        first, second = names[leading[one]], names[leading[other]]
        if first.fits(second) and is_slip(first.base, second.base, using):
            neighbours[leading[one]].add(leading[other])
            neighbours[leading[other]].add(leading[one])
    taken: set[str] = set()
    hubs = sorted(neighbours, key=lambda name: (-len(neighbours[name]), tree.rank[name]))
    for spelling in hubs:
        near = neighbours[spelling] - taken
        if spelling in taken or not near or len(neighbours[spelling]) > FAMILY:
            continue
        taken |= near | {spelling}
        for other in sorted(near, key=tree.rank.__getitem__):
            tree.join(spelling, other, "misspelt")
    tree.settle()


def _join_branches(tree: _Tree, names: Mapping[str, Name]) -> None:
    """Join names that differ in what stands behind a dash or in brackets.

    Several clients have to have such parts, and one part has to stand behind several of them: so
    all that bear the names of places, and not the first names of people or single projects.
    """
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    behind: Counter[str] = Counter()
    for spelling in tree.roots:
        match = _BRANCH.fullmatch(spelling)
        if match is None:
            continue
        client, branch = Name.of(match["client"]).compact, match["branch"].casefold()
        if client and client != names[spelling].compact and branch not in parts[client]:
            parts[client][branch] = spelling
            behind[branch] += 1
    several = [of.values() for of in parts.values() if len(of) > 1 and _shared(of, behind)]
    if len(several) > 1:
        for spellings in several:
            leading = min(spellings, key=tree.rank.__getitem__)
            for spelling in spellings:
                tree.join(leading, spelling, "branch")
    tree.settle()


def _shared(branches: Iterable[str], behind: Mapping[str, int]) -> bool:
    return any(behind[branch] > 1 for branch in branches)


def _join_fitting(tree: _Tree, names: Mapping[str, Name], one: str, other: str, kind: str) -> None:
    if names[one].fits(names[other]):
        tree.join(one, other, kind)
