"""Counts and sums over clients, for all rules at once, added up batch by batch.

An entry of `Firings` counts for a run of settings. It is added at the run's first setting and
taken off again after its last; cumulating over the settings at the end gives each setting its
figure, exactly, and the number of settings costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kit.sales.lanes import Bools, Ints
from kit.sales.order_days import OrderDays
from kit.triggers.firing import Firings

EARLY_DAYS = 180  # no deal for so long after firing: handed over too early
MOST_DEALS = 50  # from here on the number of deals is not told apart


@dataclass(frozen=True)
class Scope:
    """Which clients and days a run looks at: all days since 1970-01-01.

    Clients whose first deal is on or after `cohort_from` form the cohort. A client is silent from
    `silence` days after a deal until the next one. `first_day`: of all orders, at most `as_of`.
    """

    as_of: int
    cohort_from: int
    silence: int
    first_day: int

    @property
    def length(self) -> int:
        """How many days there are from the first to `as_of`."""
        return self.as_of - self.first_day + 1


class Tally:
    """The figures of all rules; tables have one row per rule, in the plan's order, and a spare."""

    def __init__(self, rules: int, scope: Scope) -> None:
        self.scope, rows = scope, rules + 1
        self.possible = np.zeros(rows, np.int64)
        self.days = np.zeros((rows, scope.length), np.int64)
        self.follow = np.zeros((rows, scope.length), np.int64)
        self.active = np.zeros(rows, np.int64)
        self.watched_by_deals = np.zeros((rows, MOST_DEALS + 1), np.int64)
        self.ended_by_deals = np.zeros((rows, MOST_DEALS + 1), np.int64)
        self.early = np.zeros(rows, np.int64)
        self.before = np.zeros(rows, np.int64)
        self.after = np.zeros(rows, np.int64)
        self.margin_before = np.zeros(rows, np.int64)
        self.margin_after = np.zeros(rows, np.int64)
        self.deals_before = np.zeros(rows, np.int64)
        self.deals = np.zeros(rows, np.int64)

    def add(self, days: OrderDays, cohort: Bools, certain: Firings, possible: Firings) -> None:
        """Count one family's firings in a batch; `cohort`: which clients of the batch count."""
        certain = _of_cohort(certain, cohort)
        possible = certain if possible is certain else _of_cohort(possible, cohort)
        _count(self.possible, possible)
        scope, who = self.scope, certain.client
        first = days.first_deal[who]
        # A contract signed before the first deal hands the client over at its first deal.
        handed_over = np.maximum(certain.day, first)
        _count(self.days, certain, handed_over - first)
        _count(self.follow, certain, scope.as_of - first)
        # as a replay has it: handed over on the first morning after on which it is active
        last = days.previous_deal(who, days.position(who, scope.as_of - 1))
        there = (certain.day < scope.as_of) & (last + scope.silence > certain.day)
        there &= days.last_deal[who] + scope.silence > scope.as_of
        _count(self.active, _some(certain, np.flatnonzero(there)))

        start, end = days.start[who], days.start[who + 1]
        for before, after, sums_to in (
            (self.before, self.after, days.amount_to),
            (self.margin_before, self.margin_after, days.margin_to),
        ):
            at_firing = sums_to[certain.position]
            _sum(before, certain, at_firing - sums_to[start])
            _sum(after, certain, sums_to[end] - at_firing)
        deals = days.deals_to[certain.position] - days.deals_to[start]
        _sum(self.deals_before, certain, np.maximum(deals - 1, 0))
        _sum(self.deals, certain, days.deals_to[end] - days.deals_to[start])

        watched = np.flatnonzero(certain.day + EARLY_DAYS <= scope.as_of)
        observed = _some(certain, watched)
        so_many = np.minimum(deals[watched], MOST_DEALS)
        _count(self.watched_by_deals, observed, so_many)
        following = days.next_deal(observed.client, observed.position)
        _count(self.early, _some(observed, np.flatnonzero(following > observed.day + EARLY_DAYS)))
        last = days.previous_deal(observed.client, observed.position)
        ended = np.flatnonzero(following > last + EARLY_DAYS)
        _count(self.ended_by_deals, _some(observed, ended), so_many[ended])


class KnownTally:
    """Follow-up and deals of the cohort clients for whom a rule can be judged."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.clients = self.deals = 0
        self.follow = np.zeros(scope.length, np.int64)

    def add(self, days: OrderDays, members: Bools) -> None:
        """Count the clients of one batch that are `members`."""
        follow = self.scope.as_of - days.first_deal[members]
        self.follow += np.bincount(follow, minlength=self.scope.length)
        self.clients += len(follow)
        self.deals += int(days.total(days.deals_to)[members].sum())


class BaseRate:
    """How often no deal follows within 180 days of a day with deals, whatever the rule.

    `watched[k]`: days at least 180 days old at `as_of` at whose end a cohort client has k deals
    (50: or more); `ended[k]`: those of them without a deal in the 180 days after. Index 0 stays 0.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.watched = np.zeros(MOST_DEALS + 1, np.int64)
        self.ended = np.zeros(MOST_DEALS + 1, np.int64)

    def add(self, days: OrderDays, cohort: Bools) -> None:
        """Count the deals of one batch."""
        rows = days.deal_rows
        watched = days.day[rows] + EARLY_DAYS <= self.scope.as_of
        rows = rows[watched & cohort[days.client[rows]]]
        client = days.client[rows]
        deals = days.deals_to[rows + 1] - days.deals_to[days.start[client]]
        so_many = np.minimum(deals, MOST_DEALS)
        ended = days.next_deal(client, rows + 1) > days.day[rows] + EARLY_DAYS
        self.watched += np.bincount(so_many, minlength=MOST_DEALS + 1)
        self.ended += np.bincount(so_many[ended], minlength=MOST_DEALS + 1)


def by_rule(table: Ints) -> Ints:
    """The figures of each rule, from what was added at and taken off after each run."""
    return np.cumsum(table, axis=0)[:-1]


def _of_cohort(firings: Firings, cohort: Bools) -> Firings:
    if cohort.all():
        return firings
    return _some(firings, np.flatnonzero(cohort[firings.client]))


def _some(firings: Firings, entries: Ints) -> Firings:
    """Some of the entries, each at most once."""
    if len(entries) == len(firings.client):
        return firings
    return _taken(firings, entries)


def _taken(firings: Firings, entries: Ints) -> Firings:
    return Firings(*(column[entries] for column in vars(firings).values()))


def _count(table: Ints, firings: Firings, column: Ints | None = None, times: int = 1) -> None:
    """Count each entry once (or `times`) per setting, in a column of the table if it has some."""
    width = table.size // len(table)
    for ends, sign in ((firings.low, times), (firings.high, -times)):
        cell = ends if column is None else ends * width + column
        table += sign * np.bincount(cell, minlength=table.size).reshape(table.shape)


def _sum(table: Ints, firings: Firings, values: Ints) -> None:
    """Add each entry's value once per setting."""
    # Floats count exactly up to 2^53: larger sums go in two halves.
    if np.abs(values).sum(dtype=np.float64) < 2.0**53:
        halves = [(values, 0)]
    else:
        halves = [(values >> 31, 31), (values & (2**31 - 1), 0)]
    for half, shift in halves:
        weights: npt.NDArray[np.float64] = half.astype(np.float64)
        for ends, sign in ((firings.low, 1), (firings.high, -1)):
            sums = np.bincount(ends, weights, minlength=len(table)).astype(np.int64)
            table += sign * (sums << shift)
