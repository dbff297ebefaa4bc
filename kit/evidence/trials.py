"""A sequence of target trials: who was handed over on a day, and who could have been.

Whenever clients were handed over, everyone in the same position is looked at in the same way on
that day (time zero): those handed over then, and those not (yet). Both are followed from twelve
months before to twelve months after. Hernán and Robins 2016; the stack of trials as in Cengiz,
Dube, Lindner and Zipperer 2019.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kit.evidence.two_way import Panel
from kit.gates import MIN_ARM
from kit.language import Text
from kit.sales.book import OrderBook
from kit.sales.lanes import Bools, Floats, Ints

BEFORE, AFTER = 12, 12  # months
MONTHS = np.arange(-BEFORE, AFTER)  # a month by its place after time zero
MONTH_DAYS = 365.25 / 12
ROWS_AT_ONCE = 100_000  # looked up at once, so that what is on the way stays small
MOST_COMPARED = 500_000  # more rows are not compared: those in comparison are drawn by lot


@dataclass(frozen=True)
class Entries:
    """Who takes part: one row per client and trial.

    trial: 0, 1, ...; client: its number in the book; treated: handed over at time zero; zero: the
    day; until: the last day on which the row may be followed (its own later handoff ends it);
    rep: whose client it was at time zero; −1: not known.
    """

    trial: Ints
    client: Ints
    treated: Bools
    zero: Ints
    until: Ints
    rep: Ints

    def take(self, rows: Bools | Ints) -> Entries:
        """Some of the rows, in the order given."""
        return Entries(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    @classmethod
    def joined(cls, parts: Sequence[Entries]) -> Entries:
        """The rows of all parts, one after another."""
        if not parts:
            none = np.zeros(0, np.int64)
            return cls(none, none, none.astype(np.bool_), none, none, none)
        columns = ([getattr(part, name) for part in parts] for name in cls.__dataclass_fields__)
        return cls(*(np.concatenate(column) for column in columns))


@dataclass(frozen=True)
class Trials:
    """Entries with what each brought in every month, sorted by trial.

    money: minor units, shape (rows, 24): months −12 … −1 before and 0 … 11 after time zero. seen:
    the months that lie wholly before the end of observation and not wholly before the first deal.
    new: the part from product groups not bought before time zero; None where there are no groups.
    done: each row's deals up to the day before time zero. same: its client, or the first one with
    the very same orders: a client entered twice is no second piece of evidence. by_rep: whether
    clients of one rep share their luck; under a lot they may, and it does not matter.
    """

    entries: Entries
    money: Floats
    seen: Bools
    new: Floats | None
    done: Ints
    same: Ints
    by_rep: bool = True

    @cached_property
    def weight(self) -> Floats:
        """By how much each row counts: (m + a quarter of the mean m)^−½, m a month's money before.

        What a client brings varies about as its size, not as its root, as the pseudo-likelihood
        takes it; so few large clients would decide.
        """
        before = self.seen[:, :BEFORE]
        months = np.maximum(before.sum(axis=1), 1)
        m = np.maximum(np.where(before, self.money[:, :BEFORE], 0.0).sum(axis=1), 0.0) / months
        mean = float(m.mean()) if len(m) else 0.0
        weight: Floats = (m / mean + 0.25) ** -0.5 if mean > 0 else np.ones(len(m))
        return weight

    def take(self, rows: Bools | Ints) -> Trials:
        """Some of the rows."""
        entries = self.entries.take(rows)
        number = np.unique(entries.trial, return_inverse=True)[1].astype(np.int64)
        return replace(
            self,
            entries=replace(entries, trial=number),
            money=self.money[rows],
            seen=self.seen[rows],
            new=None if self.new is None else self.new[rows],
            done=self.done[rows],
            same=self.same[rows],
        )

    def panel(self, months: Ints | None = None, hit: Ints | None = None) -> Panel:
        """What is compared: the months given (all), of which `hit` (0 to 11) follow the event."""
        used = np.isin(MONTHS, MONTHS if months is None else months)
        after = np.isin(MONTHS, MONTHS[BEFORE:] if hit is None else hit)
        seen = self.seen[:, used]
        treated = self.entries.treated[:, None] & after[None, used]
        rep = self.entries.rep if self.by_rep else None
        money = self.money[:, used] * self.weight[:, None]
        return Panel(money, seen, treated & seen, self.entries.trial, self.same, rep)

    @property
    def arms(self) -> tuple[int, int]:
        """Different clients handed over, and in comparison."""
        client, treated = self.entries.client, self.entries.treated
        return len(np.unique(client[treated])), len(np.unique(client[~treated]))

    @property
    def reps(self) -> tuple[int, int]:
        """Different reps whose clients were handed over, and whose are in comparison."""
        rep, treated = self.entries.rep, self.entries.treated
        return len(np.unique(rep[treated])), len(np.unique(rep[~treated]))

    @property
    def clients(self) -> int:
        """Different clients in any trial."""
        return len(np.unique(self.entries.client))


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder: whether the records reach it, and why or why not.

    `watched`: under a lot, the share of the client-months that will be compared which has passed.
    """

    name: str
    reached: bool
    why: Text
    stack: Trials | None = None
    months: int = AFTER
    about: str = "handoff"  # or "owner change"
    watched: float = 1.0

    @property
    def wide_enough(self) -> bool:
        """Whether both sides have the clients that a comparison needs."""
        return self.stack is not None and min(self.stack.arms) >= MIN_ARM


def trials(book: OrderBook, entries: Entries, after: int = AFTER, *, by_rep: bool = True) -> Trials:
    """Look up the months of every entry.

    Rows that cannot say anything are left out: without a month on either side of time zero,
    without money in sum, or in a trial that has lost one of its arms. `after`: months followed.
    """
    offsets = np.round(np.arange(-BEFORE, AFTER + 1) * MONTH_DAYS).astype(np.int64)
    n = len(entries.client)
    money, seen = np.zeros((n, len(MONTHS))), np.zeros((n, len(MONTHS)), np.bool_)
    new = np.zeros_like(money) if book.group_since is not None else None
    for begin in range(0, n, ROWS_AT_ONCE):
        rows = slice(begin, begin + ROWS_AT_ONCE)
        client, zero = entries.client[rows], entries.zero[rows]
        edges = zero[:, None] + offsets
        end = edges[:, 1:]
        inside = (end > book.first_deal[client][:, None]) & (end > book.start)
        inside &= (end - 1 <= entries.until[rows, None]) & (end - 1 <= book.as_of)
        seen[rows] = inside & (after > MONTHS)[None, :]
        money[rows] = np.where(seen[rows], book.cells(client, edges), 0.0)
        if new is not None:
            new[rows] = np.where(seen[rows], book.new_cells(client, zero, edges), 0.0)
    fits = seen[:, :BEFORE].any(axis=1) & seen[:, BEFORE:].any(axis=1) & (money.sum(axis=1) > 0)
    orders, client = book.orders, entries.client
    done = orders.deals_to[orders.position(client, entries.zero - 1)]
    done = done - orders.deals_to[book.start_of[client]]
    every = Trials(entries, money, seen, new, done, first_of_same(book)[client], by_rep)
    return two_sided(every.take(fits))


def two_sided(stack: Trials) -> Trials:
    """Without the trials that have lost one of their sides; sorted by trial."""
    rows = stack.entries
    fits = np.ones(len(rows.trial), np.bool_)
    for arm in (True, False):
        has = np.bincount(
            rows.trial[rows.treated == arm], minlength=int(rows.trial.max(initial=0)) + 1
        )
        fits &= has[rows.trial] > 0
    order = np.flatnonzero(fits)
    return stack.take(order[np.argsort(rows.trial[order], kind="stable")])


def first_of_same(book: OrderBook) -> Ints:
    """Per client: its number, or that of the first client with the very same orders."""
    return book.once("same orders", None, lambda: _first_of_same(book))


def _first_of_same(book: OrderBook) -> Ints:
    orders = book.orders
    cell = orders.day.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    cell ^= np.diff(book.money_to).astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    cell ^= cell >> np.uint64(29)
    cell *= np.uint64(0xBF58476D1CE4E5B9)
    cell ^= cell >> np.uint64(32)
    to = np.zeros(len(cell) + 1, np.uint64)
    np.cumsum(cell, out=to[1:])
    total = np.diff(to[book.start_of])  # wraps, as sums of hashes may
    _, first, place = np.unique(total, return_index=True, return_inverse=True)
    same: Ints = first[place].astype(np.int64)
    return same
