"""Rows sorted by client and day, and look-ups by day: each client has a lane of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Whole = npt.NDArray[np.integer[Any]]  # of as many bits as it takes
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NEVER = 2**31  # as a day number: later than any date
AT_ONCE = 500_000  # rows worked on together


@dataclass(frozen=True)
class Lanes:
    """Whatever has a client and a day: orders, deals, contracts, owners.

    Rows are sorted by client, then by day. A *position* is a place between rows, 0 to the number of
    rows: position p has the rows 0 to p − 1 before it. Days asked for may lie as far away as one
    likes: nobody ever looks into another client's lane.

    Attributes
    ----------
    client
        Each row's client, a number from 0 on.
    day
        Each row's day, since 1970-01-01.
    """

    client: Ints
    day: Ints

    @cached_property
    def _span(self) -> tuple[int, int]:
        """The first day of all rows, and the width of a lane: one day more than the rows span."""
        if not len(self.day):
            return 0, 2
        first = int(self.day.min())
        return first, int(self.day.max()) - first + 2

    @cached_property
    def _key(self) -> Whole:
        """One ascending number per row; of 32 bits, which are searched faster, where that will do.

        A lane's first number is left free, for the days before all rows.
        """
        first, width = self._span
        ends = self.client[[0, -1]].tolist() if len(self.client) else [0, 0]
        small = ends[0] >= 0 and (ends[1] + 1) * width < np.iinfo(np.uint32).max
        key: Whole = np.empty(len(self.client), np.uint32 if small else np.int64)
        for begin in range(0, len(key), AT_ONCE):
            rows = slice(begin, begin + AT_ONCE)
            key[rows] = self.client[rows] * width + (self.day[rows] - first + 1)
        return key

    def position(self, client: Whole, day: Whole | int) -> Ints:
        """The position after each client's last row up to and including `day`.

        `client` and `day` may have any shapes that fit together (a column of clients, a row of
        days).
        """
        first, width = self._span
        within = np.clip(np.asarray(day, dtype=np.int64) - first + 1, 0, width - 1)
        sought: Whole = np.asarray(client, dtype=np.int64) * width + within
        if self._key.dtype == np.uint32:  # of one kind, else the search would copy all keys
            sought = np.clip(sought, 0, np.iinfo(np.uint32).max).astype(np.uint32)
        position: Ints = np.searchsorted(self._key, sought, side="right")
        return position

    def latest(self, client: Whole, day: Whole | int) -> Ints:
        """Each client's last row up to and including `day`; -1 where there is none."""
        row = self.position(client, day) - 1
        if not len(self.day):
            return row
        return np.where((row >= 0) & (self.client[row] == client), row, -1)

    def following(self, client: Whole, day: Whole | int) -> Ints:
        """Each client's first row after `day`; -1 where there is none."""
        row = self.position(client, day)
        if not len(self.day):
            return row - 1
        last = len(self.day) - 1
        there = (row <= last) & (self.client[np.minimum(row, last)] == client)
        return np.where(there, row, -1)

    def starts(self, clients: int) -> Ints:
        """The position before each client's first row, and the number of rows at the end."""
        return np.searchsorted(self.client, np.arange(clients + 1))


@dataclass(frozen=True)
class Purchases(Lanes):
    """Rows that may be deals: what was bought, with the last and the next deal around a position.

    Sums up to a day are differences of the `*_to` arrays, which hold the totals of all rows before
    each position (one entry more than there are rows): money in minor units, deals as a count.
    """

    deals_to: Ints

    @cached_property
    def deal_rows(self) -> Ints:
        """The rows that are deals, or have some."""
        return np.flatnonzero(np.diff(self.deals_to))

    @cached_property
    def _deal_rows_to(self) -> Ints:
        """How many rows with a deal lie before each position."""
        return sums_to(np.diff(self.deals_to) > 0)

    def next_deal_row(self, client: Ints, position: Ints) -> Ints:
        """The row of the client's first deal after a position; -1 where there is none."""
        if not len(self.deal_rows):
            return np.full(len(client), -1)
        place = self._deal_rows_to[position]
        row = self.deal_rows[np.minimum(place, len(self.deal_rows) - 1)]
        there = (place < len(self.deal_rows)) & (self.client[row] == client)
        return np.where(there, row, -1)

    def previous_deal_row(self, client: Ints, position: Ints) -> Ints:
        """The row of the client's last deal before a position; -1 where there is none."""
        if not len(self.deal_rows):
            return np.full(len(client), -1)
        place = self._deal_rows_to[position] - 1
        row = self.deal_rows[np.maximum(place, 0)]
        there = (place >= 0) & (self.client[row] == client)
        return np.where(there, row, -1)

    def next_deal(self, client: Ints, position: Ints) -> Ints:
        """The day of the client's first deal after a position; `NEVER` where there is none."""
        return self._day_of(self.next_deal_row(client, position), NEVER)

    def previous_deal(self, client: Ints, position: Ints) -> Ints:
        """The day of the client's last deal before a position; -`NEVER` where there is none."""
        return self._day_of(self.previous_deal_row(client, position), -NEVER)

    def _day_of(self, row: Ints, otherwise: int) -> Ints:
        if not len(self.day):
            return np.full(len(row), otherwise)
        return np.where(row >= 0, self.day[row], otherwise)


def sums_to(values: Ints | Bools) -> Ints:
    """The sum of all values before each position."""
    sums = np.empty(len(values) + 1, np.int64)
    sums[0] = 0
    np.cumsum(values, out=sums[1:])
    return sums


def rows_between(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """The rows of several stretches one after the other, and where each stretch begins in them."""
    count = np.maximum(end - begin, 0)
    to = np.cumsum(count)
    row = np.arange(int(count.sum())) + np.repeat(begin - to + count, count)
    return row, to - count
