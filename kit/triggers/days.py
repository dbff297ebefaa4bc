"""Histories as flat arrays: one row per client and day with orders, and look-ups by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kit.sales.history import Histories
from kit.sales.stream import NEVER, Batch, Bools, Ints


@dataclass(frozen=True)
class OrderDays:
    """The clients of one batch that have a deal, and the days on which they ordered.

    Rows are sorted by client and day; row r belongs to client `client[r]` (0, 1, ... within the
    batch). A *position* is a place between rows: position p of a client has its rows `start` to
    p − 1 before it, so sums up to a day are differences of the `*_to` arrays, which hold the
    totals of all rows before each position (length rows + 1).

    Attributes
    ----------
    code
        Each client's place in `Histories.client_ids`.
    start
        Each client's first row, and the number of rows at the end (length clients + 1).
    day
        Each row's day, since 1970-01-01.
    amount_to, margin_to, deals_to, regular_to, regular_deals_to
        Sums up to each position: money in minor units, deals as a count.
    margin_known
        Per client: whether each of its orders has a margin.
    """

    code: Ints
    client: Ints
    start: Ints
    day: Ints
    amount_to: Ints
    margin_to: Ints
    deals_to: Ints
    regular_to: Ints
    regular_deals_to: Ints
    margin_known: Bools
    _origin: int
    _lane: int
    _windows: dict[int, Ints] = field(default_factory=dict)
    _quiet: dict[int, tuple[Ints, Ints, Ints, Ints]] = field(default_factory=dict)

    @classmethod
    def of(cls, batch: Batch, histories: Histories) -> OrderDays:
        """One row per client and day; clients without a deal are left out."""
        deal = batch.amount > 0
        changes = np.empty(len(batch.day), np.bool_)
        changes[:1] = True
        np.not_equal(batch.client[1:], batch.client[:-1], out=changes[1:])
        first_rows = np.flatnonzero(changes)
        buys = np.logical_or.reduceat(deal, first_rows)
        known = np.logical_and.reduceat(batch.margin_known, first_rows)
        if not buys.all():
            keep = np.repeat(buys, np.diff(first_rows, append=len(changes)))
            batch = Batch(*(column[keep] for column in vars(batch).values()))
            deal, changes = deal[keep], changes[keep]
        client = np.cumsum(changes) - 1
        changes[1:] |= batch.day[1:] != batch.day[:-1]
        rows = np.flatnonzero(changes)  # the first order of each client and day
        ends = np.append(rows, len(changes))
        regular = np.where(batch.regular, batch.amount, 0)
        client, day = client[rows], batch.day[rows]
        clients = int(buys.sum())
        origin, lane = histories.first_day, histories.last_day - histories.first_day + 2
        return cls(
            code=batch.client[rows][np.searchsorted(client, np.arange(clients))],
            client=client,
            start=np.searchsorted(client, np.arange(clients + 1)),
            day=day,
            amount_to=_sums_to(batch.amount, ends),
            margin_to=_sums_to(batch.margin, ends),
            deals_to=_sums_to(deal, ends),
            regular_to=_sums_to(regular, ends),
            regular_deals_to=_sums_to(deal & batch.regular, ends),
            margin_known=known[buys],
            _origin=origin,
            _lane=lane,
        )

    @property
    def clients(self) -> int:
        """How many clients."""
        return len(self.code)

    @cached_property
    def everyone(self) -> Ints:
        """0, 1, ...: every client."""
        return np.arange(self.clients)

    @cached_property
    def _key(self) -> Ints:
        """One ascending number per row: each client has a lane as wide as the data are long."""
        return self.client * self._lane + (self.day - self._origin)

    def position(self, client: Ints, day: Ints) -> Ints:
        """The position after each client's last row up to and including `day`."""
        within = np.clip(day - self._origin, -1, self._lane - 2)
        return np.searchsorted(self._key, client * self._lane + within, side="right")

    def window_start(self, days: int) -> Ints:
        """For each row: the position where the window of `days` days that ends on it begins."""
        if days not in self._windows:  # several rules may ask for the same
            # Reaching back past a lane would count another client's orders, hence the floor.
            floor = np.maximum(self.day - self._origin - days, -1)
            key = self.client * self._lane + floor
            self._windows[days] = np.searchsorted(self._key, key, side="right")
        return self._windows[days]

    @cached_property
    def _deal_rows(self) -> Ints:
        return np.flatnonzero(np.diff(self.deals_to))

    @cached_property
    def _deal_rows_to(self) -> Ints:
        """How many rows with a deal lie before each position."""
        return _sums_to(np.diff(self.deals_to) > 0, np.arange(len(self.day) + 1))

    def next_deal(self, client: Ints, position: Ints) -> Ints:
        """The day of the client's first deal after a position; `NEVER` where there is none."""
        place = self._deal_rows_to[position]
        row = self._deal_rows[np.minimum(place, len(self._deal_rows) - 1)]
        found = (place < len(self._deal_rows)) & (self.client[row] == client)
        return np.where(found, self.day[row], NEVER)

    def previous_deal(self, client: Ints, position: Ints) -> Ints:
        """The day of the client's last deal before a position; -`NEVER` where there is none."""
        place = self._deal_rows_to[position] - 1
        row = self._deal_rows[np.maximum(place, 0)]
        found = (place >= 0) & (self.client[row] == client)
        return np.where(found, self.day[row], -NEVER)

    def silences_after(self, client: Ints, day: Ints, length: int) -> tuple[Ints, Ints, Ints]:
        """The silences of each client that end after a day: going on then, or yet to come.

        A silence begins `length` days after a deal that no other follows within them, and ends
        with the next deal (`NEVER`: there is none). Returns three arrays of one length: which of
        the asked clients, the day it begins, the day it ends.
        """
        who_to, key, begins, ends = self._silences(length)
        asked = client * self._lane + np.minimum(day - self._origin, self._lane - 2)
        first = np.searchsorted(key, asked, side="right")
        counts = who_to[client] - first
        which = np.repeat(np.arange(len(client)), counts)
        place = np.arange(len(which)) + np.repeat(first - np.cumsum(counts) + counts, counts)
        return which, begins[place], ends[place]

    def _silences(self, length: int) -> tuple[Ints, Ints, Ints, Ints]:
        """Every silence, sorted: where each client's end, and its key, first and last day."""
        if length not in self._quiet:  # every family of rules asks for the same
            deal, who = self.day[self._deal_rows], self.client[self._deal_rows]
            ends = np.append(deal[1:], NEVER)
            ends[:-1][who[1:] != who[:-1]] = NEVER
            long = np.flatnonzero(ends > deal + length)
            who, begins, ends = who[long], deal[long] + length, ends[long]
            who_to = np.searchsorted(who, self.everyone, side="right")
            key = who * self._lane + np.minimum(ends - self._origin, self._lane - 1)
            self._quiet[length] = (who_to, key, begins, ends)
        return self._quiet[length]

    @cached_property
    def first_deal(self) -> Ints:
        """Each client's day 0."""
        return self.next_deal(self.everyone, self.start[:-1])

    @cached_property
    def last_deal(self) -> Ints:
        """The day of each client's last deal."""
        return self.previous_deal(self.everyone, self.start[1:])

    def total(self, sums_to: Ints) -> Ints:
        """Each client's total of one of the `*_to` arrays."""
        return sums_to[self.start[1:]] - sums_to[self.start[:-1]]


def _sums_to(values: npt.NDArray[np.int64] | Bools, ends: Ints) -> Ints:
    """Sums of all values before each of `ends` (the first of which is 0)."""
    sums = np.empty(len(values) + 1, np.int64)
    sums[0] = 0
    np.cumsum(values, out=sums[1:])
    return sums[ends]
