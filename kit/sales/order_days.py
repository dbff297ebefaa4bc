"""The rows of the order book: orders by client and day, batches of clients, and contracts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from kit.sales.lanes import (
    NEVER,
    Bools,
    Ints,
    Lanes,
    Purchases,
    sums_to,
)

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Orders(Purchases):
    """One row per order, by client, then by day, then as the orders were given.

    Attributes
    ----------
    amount_to, margin_to, unpriced_to
        Before each position: revenue; margin of the orders that have one; revenue of those that
        have none. Returns are taken off.
    margin_known, regular
        Per order: whether its margin is known; False for a project order.
    employee, group
        Per order: places in the book's `employee_ids` and `product_groups`; -1 without one.
    """

    amount_to: Ints
    margin_to: Ints
    unpriced_to: Ints
    margin_known: Bools
    regular: Bools
    employee: Codes
    group: Codes

    def __len__(self) -> int:
        return len(self.day)

    @property
    def amount(self) -> Ints:
        """Each order's amount, minor units; a return is negative."""
        return np.diff(self.amount_to)

    @property
    def margin(self) -> Ints:
        """Each order's margin, minor units; 0 where it is not known."""
        return np.diff(self.margin_to)

    @property
    def deal(self) -> Bools:
        """Whether each order is a deal: no return."""
        return np.diff(self.deals_to) > 0

    def next_deal_row(self, client: Ints, position: Ints) -> Ints:
        """The row of the client's first deal after a position; -1 where there is none."""
        return self._row_of(self.deals_to[position], client)

    def previous_deal_row(self, client: Ints, position: Ints) -> Ints:
        """The row of the client's last deal before a position; -1 where there is none."""
        return self._row_of(self.deals_to[position] - 1, client)

    def _row_of(self, place: Ints, client: Ints) -> Ints:
        """The row of a deal by its place among all deals; -1 where it is not the client's."""
        # the last position with so many deals before it is the one just before that deal
        row = np.searchsorted(self.deals_to, place, side="right") - 1
        there = (place >= 0) & (row < len(self))
        there &= self.client[np.where(there, row, 0)] == client if len(self) else False
        return np.where(there, row, -1)


@dataclass(frozen=True)
class OrderDays(Purchases):
    """Some clients that have a deal: one row per client and day with orders.

    Row r belongs to client `client[r]` (0, 1, ... among these clients).

    Attributes
    ----------
    code
        Each client's place in the book's `client_ids`.
    start
        Each client's first row, and the number of rows at the end (length clients + 1).
    amount_to, margin_to, regular_to, regular_deals_to
        Sums before each position.
    margin_known
        Per client: whether each of its orders has a margin.
    without_deal
        How many clients were left out because they have no deal.
    """

    amount_to: Ints
    margin_to: Ints
    regular_to: Ints
    regular_deals_to: Ints
    code: Ints
    start: Ints
    margin_known: Bools
    without_deal: int
    _windows: dict[int, Ints] = field(default_factory=dict)

    @classmethod
    def of(cls, orders: Orders, begin: int, end: int, until: int) -> OrderDays:
        """The orders from one position to another, of whole clients, up to the day `until`."""
        names = ("client", "day", "margin_known", "regular")
        rows = {name: getattr(orders, name)[begin:end] for name in names}
        rows["amount"] = np.diff(orders.amount_to[begin : end + 1])
        rows["margin"] = np.diff(orders.margin_to[begin : end + 1])
        if until < rows["day"].max(initial=until):
            rows = _where(rows, rows["day"] <= until)
        changes = np.empty(len(rows["day"]), np.bool_)
        changes[:1] = True
        np.not_equal(rows["client"][1:], rows["client"][:-1], out=changes[1:])
        first_rows = np.flatnonzero(changes)
        deal = rows["amount"] > 0
        if len(first_rows):
            buys = np.logical_or.reduceat(deal, first_rows)
            margin_known = np.logical_and.reduceat(rows["margin_known"], first_rows)
        else:
            buys = margin_known = np.zeros(0, np.bool_)
        if not buys.all():
            keep = np.repeat(buys, np.diff(first_rows, append=len(changes)))
            rows, deal, changes = _where(rows, keep), deal[keep], changes[keep]
        client = np.cumsum(changes) - 1
        changes[1:] |= rows["day"][1:] != rows["day"][:-1]
        days = np.flatnonzero(changes)  # the first order of each client and day
        ends = np.append(days, len(changes))
        client = client[days]
        start = np.searchsorted(client, np.arange(int(buys.sum()) + 1))
        regular = np.where(rows["regular"], rows["amount"], 0)
        return cls(
            client=client,
            day=rows["day"][days],
            deals_to=sums_to(deal)[ends],
            amount_to=sums_to(rows["amount"])[ends],
            margin_to=sums_to(rows["margin"])[ends],
            regular_to=sums_to(regular)[ends],
            regular_deals_to=sums_to(deal & rows["regular"])[ends],
            code=rows["client"][days][start[:-1]],
            start=start,
            margin_known=margin_known[buys],
            without_deal=int(len(buys) - buys.sum()),
        )

    @property
    def clients(self) -> int:
        """How many clients."""
        return len(self.code)

    @cached_property
    def everyone(self) -> Ints:
        """0, 1, ...: every client."""
        return np.arange(self.clients)

    def window_start(self, days: int) -> Ints:
        """For each row: the position where the window of `days` days that ends on it begins."""
        if days not in self._windows:  # several rules may ask for the same
            self._windows[days] = self.position(self.client, self.day - days)
        return self._windows[days]

    @cached_property
    def first_deal(self) -> Ints:
        """Each client's day 0."""
        return self.next_deal(self.everyone, self.start[:-1])

    @cached_property
    def last_deal(self) -> Ints:
        """The day of each client's last deal."""
        return self.previous_deal(self.everyone, self.start[1:])

    def total(self, sums: Ints) -> Ints:
        """Each client's total of one of the `*_to` arrays."""
        return sums[self.start[1:]] - sums[self.start[:-1]]


@dataclass(frozen=True)
class Contracts:
    """The contracts of clients with orders, twice: by the day signed, and by the last day.

    The last day of one that is open-ended is `NEVER`; one that ends before it is signed covers no
    day.
    """

    signed: Lanes
    ends: Lanes

    @classmethod
    def of(cls, client: Ints, signed: Ints, ends: Ints) -> Contracts:
        """Contracts in any order."""
        ends = np.maximum(ends, signed - 1)
        by_signing, by_end = np.lexsort((signed, client)), np.lexsort((ends, client))
        return cls(
            Lanes(client[by_signing], signed[by_signing]), Lanes(client[by_end], ends[by_end])
        )

    def cover(self, client: Ints, day: Ints) -> Bools:
        """Whether any of the client's contracts covers the day, for each pair of them.

        True where more of its contracts have begun by that day than had ended before it; the
        contracts of all clients before this one are in both counts.
        """
        return self.signed.position(client, day) > self.ends.position(client, day - 1)

    def first_signed(self, clients: int) -> Ints:
        """Each client's first signing; `NEVER` without one."""
        first = np.full(clients, NEVER)
        np.minimum.at(first, self.signed.client, self.signed.day)
        return first


def _where(rows: dict[str, Any], which: Bools) -> dict[str, Any]:
    return {name: column[which] for name, column in rows.items()}
