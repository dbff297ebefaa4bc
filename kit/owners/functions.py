"""Who looked after one function of a client, day by day: owners, days without one, with several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from kit.owners.ownership import day_numbers
from kit.owners.register import of_clients, of_functions
from kit.sales.lanes import NEVER
from kit.sales.tables import Sales


@dataclass(frozen=True)
class Stint:
    """Somebody has a function from one day to another, both included; days since 1970-01-01.

    `open`: no last day is recorded, and `last` is the last day of the data. `lent`: it was handed
    over by the client's owner, who stayed.
    """

    employee: str
    first: int
    last: int
    open: bool
    lent: bool


@dataclass(frozen=True)
class Line:
    """The time of one function of one client.

    Attributes
    ----------
    client, function
        Whose, and which.
    first, last
        From its first recorded stint to the last day of the data. Days are counted from the day on
        which it was first lent: before that it was where the client was.
    stints
        In the order of their first days. Where the owner's own turns are not written down, the days
        between are the owner's, as stints that are not `lent`.
    """

    client: str
    function: str
    first: int
    last: int
    stints: Sequence[Stint]

    @property
    def counted_from(self) -> int:
        """The day on which it was first lent; the first day where it never was."""
        return min((stint.first for stint in self.stints if stint.lent), default=self.first)

    @property
    def days(self) -> int:
        """How many days are counted."""
        return self.last - self.counted_from + 1

    def stretches(self) -> list[tuple[int, int, frozenset[str]]]:
        """First day, last day and who had it, from stretch to stretch; nobody is an empty set."""
        edges = {self.first, self.last + 1}
        for stint in self.stints:
            edges |= {stint.first, stint.last + 1}
        days = sorted(edge for edge in edges if self.first <= edge <= self.last + 1)
        stretches: list[tuple[int, int, frozenset[str]]] = []
        for begin, after in pairwise(days):
            who = frozenset(
                stint.employee for stint in self.stints if stint.first <= begin <= stint.last
            )
            if stretches and stretches[-1][2] == who:
                stretches[-1] = (stretches[-1][0], after - 1, who)
            else:
                stretches.append((begin, after - 1, who))
        return stretches

    @property
    def orphan_days(self) -> int:
        """Counted days on which nobody had it."""
        return self._counted(lambda people: people == 0)

    @property
    def double_days(self) -> int:
        """Counted days on which two people or more had it."""
        return self._counted(lambda people: people > 1)

    def _counted(self, wanted: Callable[[int], bool]) -> int:
        begin = self.counted_from
        return sum(
            last - max(first, begin) + 1
            for first, last, who in self.stretches()
            if wanted(len(who)) and last >= begin
        )


def function_lines(sales: Sales) -> tuple[Line, ...]:
    """Every function of a client that passed by itself, from the register of assignments.

    A stint of somebody who owned the whole client on its first day is the owner's own; any other is
    lent. Where an owner's own stints of the function are written down, a day that no stint covers
    is a day without an owner. Where they are not, it belongs to whoever owns the client.
    """
    if "assignments.function" not in sales.given:
        return ()
    rows = of_functions(sales)
    if not len(rows) or len(of_clients(sales)) == len(sales.assignments):
        return ()
    last = sales.book.as_of
    whole = of_clients(sales)
    whole = whole[whole["client_id"].isin(rows["client_id"])]
    owners = {str(client): _stints(each, last) for client, each in whole.groupby("client_id")}
    lines = []
    for (client, function), each in rows.groupby(["client_id", "function"], sort=True):
        owned = owners.get(str(client), [])
        stints = [
            Stint(who, first, until, is_open, not _owned(owned, who, first))
            for who, first, until, is_open in _stints(each, last)
        ]
        if not stints:
            continue
        begin = stints[0].first
        if all(stint.lent for stint in stints):
            stints += _between(stints, owned, begin, last)
            stints.sort(key=lambda stint: stint.first)
        lines.append(Line(str(client), str(function), begin, last, tuple(stints)))
    return tuple(lines)


_Row = tuple[str, int, int, bool]


def _stints(rows: pd.DataFrame, last: int) -> list[_Row]:
    """Employee, first and last day, and whether no end is recorded; up to the end of the data."""
    begin = day_numbers(rows["from_on"])
    end = np.where(rows["to_on"].isna(), NEVER, day_numbers(rows["to_on"]))
    stints = [
        (str(who), int(first), min(int(until), last), bool(until >= NEVER))
        for who, first, until in zip(rows["employee_id"], begin, end, strict=True)
        if first <= last
    ]
    return sorted(stints, key=lambda stint: stint[1:3])


def _owned(whole: Iterable[_Row], who: str, day: int) -> bool:
    """Whether somebody owned the whole client on a day."""
    return any(owner == who and first <= day <= until for owner, first, until, _ in whole)


def _between(stints: Sequence[Stint], whole: Sequence[_Row], begin: int, last: int) -> list[Stint]:
    """The days that no stint covers, as the client's owner's; of two owners the later one's."""
    free = sorted({begin, *(stint.last + 1 for stint in stints)})
    between = []
    for first in free:
        if first > last or any(stint.first <= first <= stint.last for stint in stints):
            continue
        until = min((stint.first - 1 for stint in stints if stint.first > first), default=last)
        for place, (owner, came, went, _) in enumerate(whole):
            following = [row[1] for row in whole[place + 1 :]]
            went = min([went, *(day - 1 for day in following)])
            if came <= until and went >= first:
                own = (max(came, first), min(went, until))
                between.append(Stint(owner, *own, open=own[1] == last, lent=False))
    return between
