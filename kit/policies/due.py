"""Who could be handed over when, and who goes before whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

import numpy as np

from kit.policies.history import DAYS_PER_MONTH, History
from kit.policies.policy import Condition, Policy
from kit.policies.result import HUNTERS, Books, ServiceHours
from kit.sales.lanes import NEVER, Bools, Floats, Ints, Whole

PARTS = 1000  # of an hour: loads are whole numbers of these, so that no sum depends on its order


@dataclass(frozen=True)
class Facts:
    """What a replay has to know of the clients besides their orders; arrays have one entry each.

    Attributes
    ----------
    fired
        The day on which the policy's rule reached the client, `NEVER` where it did not.
    judged
        Whether the data can tell if it did; None: of everybody.
    among
        The clients that may be handed over; None: all.
    segment
        A number per segment, -1 where it is not known; None: of nobody.
    conditions
        For a condition of the gate: the day from which it is fulfilled, `NEVER` where it is not,
        -`NEVER` where nobody recorded it. One that is left out is not recorded for anybody.
    """

    fired: Ints
    judged: Bools | None = None
    among: Bools | None = None
    segment: Ints | None = None
    conditions: Mapping[Condition, Ints] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """Every time that a client could go, by its first morning, then by rank.

    Attributes
    ----------
    client
        Number in the order book.
    morning, lapse
        The first morning on which it could go, and the last.
    rank
        Its place among all by who has waited longest.
    value, need
        As `Priority.look` tells them, on the first morning.
    seniority
        Of every client of the book: its place among those who became due together; equals share it.
    """

    client: Whole
    morning: Ints
    lapse: Whole
    rank: Ints
    value: Floats
    need: Ints
    seniority: Ints


@dataclass(frozen=True)
class Priority:
    """Who goes first under a policy, who is exempt, what clients take: as known on a morning."""

    policy: Policy
    history: History
    hours: ServiceHours | None

    @property
    def changes(self) -> bool:
        """Whether who goes first depends on the morning."""
        return self.policy.order != "waiting" or self.policy.exempt.margin is not None

    @property
    def in_hours(self) -> bool:
        """Whether it counts how much work a client is."""
        cap, receiver = self.policy.cap, self.policy.receiver
        return receiver == "least hours" or (cap is not None and cap.unit == "hours")

    def look(
        self, client: Whole, rank: Ints, morning: Ints | int, year: tuple[Ints, Ints] | None = None
    ) -> tuple[Floats, Ints]:
        """Two numbers per client: the least of the first goes first, infinity is exempt; its hours.

        `year` has money and deals of the 365 days before, if they are at hand. Standard hours a
        month are told in thousandths.
        """
        value, need = rank.astype(np.float64), np.zeros(len(client), np.int64)
        if not (self.changes or self.in_hours):
            return value, need
        brought, dealt = year or self.history.year_before(client, morning)
        months = self.history.age(client, morning) / DAYS_PER_MONTH
        hours = self._hours(dealt, months)
        if self.in_hours:
            need = np.rint(PARTS * hours).astype(np.int64)
        if self.policy.order != "waiting":
            value = brought / months / np.maximum(hours, 1 / PARTS)
            value = -value if self.policy.order == "largest" else value
        if self.policy.exempt.margin is not None:
            least = ceil(Fraction(self.policy.exempt.margin) * self.history.book.per_unit)
            value[brought >= least] = np.inf
        return value, need

    def need(self, client: Whole, morning: int, dealt: Ints) -> Ints:
        """Standard hours a month of clients by their deals in a year, in thousandths."""
        months = self.history.age(client, morning) / DAYS_PER_MONTH
        return np.rint(PARTS * self._hours(dealt, months)).astype(np.int64)

    def _hours(self, dealt: Ints, months: Floats) -> Floats:
        if self.hours is None:
            return np.ones(len(dealt))
        hours: Floats = self.hours.per_order * (dealt / months) + self.hours.per_client_month
        return hours


def ready_on(policy: Policy, history: History, facts: Facts) -> tuple[Ints, Bools]:
    """The first morning on which a client may go as far as rule and gate are concerned.

    Returns that morning, `NEVER` where there is none, and whether a condition of the gate is not
    known. What is not known is not false: it holds nobody back.
    """
    book = history.book
    ready = facts.fired.astype(np.int64)
    may = ready <= history.as_of
    if facts.judged is not None:
        may &= facts.judged
    if facts.among is not None:
        may &= facts.among
    if policy.base_months is None:
        may &= book.first_deal >= history.start
    if policy.gate.deals:
        ready = np.maximum(ready, history.nth_deal(policy.gate.deals))
    unknown = np.zeros(len(ready), np.bool_)
    for condition in policy.gate.conditions:
        fulfilled = facts.conditions.get(condition)
        if fulfilled is None:
            unknown[:] = True
        else:
            unknown |= fulfilled == -NEVER
            ready = np.maximum(ready, fulfilled)
    may[named(policy, history)] = False
    return np.where(may & (ready <= history.as_of), ready + 1, NEVER), unknown


def named(policy: Policy, history: History) -> Ints:
    """The clients that the policy exempts by their ids."""
    numbers = history.book.numbers(policy.exempt.clients)
    return numbers[numbers >= 0]


def all_due(
    policy: Policy,
    history: History,
    facts: Facts,
    books: Books,
    ready: Ints,
    unknown: Bools,
    priority: Priority,
) -> tuple[Due, int]:
    """Every time that a client could go; and how many could at the start already, the base.

    Notes
    -----
    Equals go by `History.seniority`, then by segment where receivers go by it, then those of whom
    a condition of the gate is not known. Clients whom nothing of all this tells apart go in the
    order of their ids: who of them goes first changes no figure of a replay.
    """
    length = history.silence
    if policy.returns is not None:  # who would go back at once does not go
        length = min(length, policy.returns)
    runs = history.runs(length)
    here = np.flatnonzero(ready[runs.client] <= history.as_of)
    client, lapse = runs.client[here], runs.last[here] + length
    could = np.maximum(ready[client], runs.first[here] + 1)
    here = np.flatnonzero((could <= np.minimum(lapse, history.as_of)) & (lapse >= history.start))
    client, lapse, could = client[here], lapse[here], could[here]
    seniority = _seniority(policy, history, facts, unknown)
    together = int(seniority.max(initial=0)) + 1
    rank = np.empty(len(here), np.int64)
    by_rank = np.argsort(could * together + seniority[client], kind="stable")
    rank[by_rank] = np.arange(len(here))
    morning = np.maximum(could, history.start)
    value, need = priority.look(client, rank, morning)

    base = np.flatnonzero((could <= history.start) & (books.holder[client] == HUNTERS))
    base = base[np.isfinite(value[base])]
    if policy.base_months:
        order = base[np.lexsort((rank[base], value[base]))]
        after = np.arange(len(base)) * policy.base_months // max(len(base), 1)
        let_go = np.zeros(history.clients, np.int64)
        let_go[client[order]] = _months_after(history.start, after)
        later = np.flatnonzero(let_go[client] > morning)
        morning[later] = let_go[client[later]]
        value[later], need[later] = priority.look(client[later], rank[later], morning[later])
        here = np.flatnonzero(morning <= np.minimum(lapse, history.as_of))
    else:
        here = np.arange(len(client))
    order = here[np.argsort(morning[here] * (len(rank) + 1) + rank[here])]
    due = Due(
        client[order],
        morning[order],
        lapse[order],
        rank[order],
        value[order],
        need[order],
        seniority,
    )
    return due, len(base)


def _seniority(policy: Policy, history: History, facts: Facts, unknown: Bools) -> Ints:
    """Each client's place among those who became due together; equals share one."""
    place = history.seniority
    if policy.receiver == "same segment" and facts.segment is not None:
        place = place * (int(facts.segment.max(initial=-1)) + 2) + facts.segment + 1
    return place * 2 + unknown if unknown.any() else place


def _months_after(day: int, months: Ints) -> Ints:
    """The same day of later months; where a month is too short, a day of the next one."""
    first = np.datetime64(day, "D").astype("datetime64[M]")
    into = day - int(first.astype("datetime64[D]").astype(np.int64))
    later: Ints = (first + months).astype("datetime64[D]").astype(np.int64) + into
    return later
