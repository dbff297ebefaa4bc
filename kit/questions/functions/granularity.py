"""What cutting functions finer or coarser does to the count of functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb

from kit.language import Text, say

FINER = say("one function cut in two")
COARSER = say("two functions taken together")


@dataclass(frozen=True)
class Count:
    """Functions that only the first role carries (the hunter), only the second, and both."""

    first: int
    second: int
    both: int

    @property
    def ratio(self) -> str:
        """The functions of one's own against each other, as people write it: 2 : 5."""
        return f"{self.first} : {self.second}"

    @property
    def jaccard(self) -> float | None:
        """The share of the functions of either that both carry (Jaccard 1901)."""
        union = self.first + self.second + self.both
        return self.both / union if union else None

    @property
    def first_share(self) -> float | None:
        """The first role's part of the functions that only one role carries."""
        own = self.first + self.second
        return self.first / own if own else None


@dataclass(frozen=True)
class Cut:
    """One way to cut otherwise: `ways` says how many pairs or functions it stands for."""

    how: Text
    where: Text
    ways: int
    count: Count


def cuts(count: Count) -> Iterator[Cut]:
    """Every merge of two functions of one role, and every split of one function into two.

    What a cut does depends only on who carries the functions, so equal cases are one `Cut`. Two
    functions taken together are carried by whoever carried either of them. A shared function may
    turn out to be two of which each role carries one, or of which one role carries only one.
    """
    a, b, c = count.first, count.second, count.both
    merges = (
        (say("both only the hunter's"), comb(a, 2), Count(a - 1, b, c)),
        (say("both only the account manager's"), comb(b, 2), Count(a, b - 1, c)),
        (say("one the hunter's, one shared"), a * c, Count(a - 1, b, c)),
        (say("one the account manager's, one shared"), b * c, Count(a, b - 1, c)),
        (say("both shared"), comb(c, 2), Count(a, b, c - 1)),
    )
    splits = (
        (say("only the hunter's"), a, Count(a + 1, b, c)),
        (say("only the account manager's"), b, Count(a, b + 1, c)),
        (say("shared, both parts still shared"), c, Count(a, b, c + 1)),
        (say("shared, one part only the hunter's"), c, Count(a + 1, b, c)),
        (say("shared, one part only the account manager's"), c, Count(a, b + 1, c)),
        (say("shared, each role carries one part"), c, Count(a + 1, b + 1, c - 1)),
    )
    for how, cases in ((COARSER, merges), (FINER, splits)):
        yield from (Cut(how, where, ways, after) for where, ways, after in cases if ways)


def leader(count: Count) -> int:
    """1 or 2: the role with more functions of its own; 0: neither."""
    if count.first == count.second:
        return 0
    return 1 if count.first > count.second else 2
