"""When each rule fires for the clients of one batch, whole families of thresholds at once.

Along a client's history the best value so far (deals counted, the largest window sum) only rises,
and each row that raises it fires a run of neighbouring thresholds, those between the old best and
the new. So fifty thresholds are found in the time of one: rank the value among the sorted
thresholds, take the running maximum, and keep the rows where it rises.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER, Bools, Ints
from kit.sales.order_days import OrderDays
from kit.triggers.rules import AllOf, AnyOf, Contract, Deal, Share, Tenure, Trigger, Volume

YEAR = 365  # days over which a client's orders are set against its annual budget

Known = Literal["everyone", "with budget", "nobody"]
_KNOWN: tuple[Known, ...] = ("everyone", "with budget", "nobody")  # from most to fewest clients


@dataclass(frozen=True)
class Plan:
    """The rules of one run, sorted into families whose thresholds are found together.

    `deals`, `shares`: from the earliest to the latest. `volumes`: the same, by window in days.
    `singles`: contract, tenures and composed rules. The parts of composed rules are included.
    """

    deals: tuple[Deal, ...]
    volumes: dict[int, tuple[Volume, ...]]
    shares: tuple[Share, ...]
    singles: tuple[Trigger, ...]

    @classmethod
    def of(cls, triggers: Iterable[Trigger]) -> Plan:
        """Sort rules, and the parts of rules, into families; each once."""
        rules = tuple(dict.fromkeys(part for trigger in triggers for part in _parts(trigger)))
        deals = [rule for rule in rules if isinstance(rule, Deal)]
        volumes = sorted(
            (rule for rule in rules if isinstance(rule, Volume)), key=lambda rule: rule.amount
        )
        shares = [rule for rule in rules if isinstance(rule, Share)]
        return cls(
            deals=tuple(sorted(deals, key=lambda rule: rule.n)),
            volumes={
                days: tuple(rule for rule in volumes if rule.days == days)
                for days in dict.fromkeys(rule.days for rule in volumes)
            },
            shares=tuple(sorted(shares, key=lambda rule: rule.percent)),
            singles=tuple(rule for rule in rules if not isinstance(rule, Deal | Volume | Share)),
        )

    @property
    def rules(self) -> tuple[Trigger, ...]:
        """All rules, numbered from 0 in this order: each family is a run of them."""
        volumes = (rule for family in self.volumes.values() for rule in family)
        return (*self.deals, *volumes, *self.shares, *self.singles)


class Fired:
    """When the rules of a plan fire for the clients of one batch.

    `families`: for each family of the plan its certain and its possible firings, by the plan's
    numbers of the rules. They differ only where a rule asks for a share of a budget that is known
    as a range: a firing is certain once the share of the highest budget is reached, and possible
    from the share of the lowest on.
    """

    def __init__(self, plan: Plan, days: OrderDays, book: OrderBook, as_of: int) -> None:
        self.days, self.book, self.as_of = days, book, as_of
        self.budget_low = book.budget_low[days.code]
        self.budget_high = book.budget_high[days.code]
        self.contract_day = book.contract_day[days.code]
        self.families: list[tuple[Firings, Firings]] = []
        self._place: dict[Trigger, tuple[int, int]] = {}  # family and number of each threshold
        self._first: dict[Trigger, tuple[Ints, Ints]] = {}
        if plan.deals:
            counts = np.array([rule.n for rule in plan.deals])
            self._add(plan.deals, fire_deals(days, counts))
        for window, rules in plan.volumes.items():
            amounts = np.array([minor_units(rule, book.per_unit) for rule in rules])
            self._add(rules, fire_volumes(days, window, amounts))
        if plan.shares:
            percents = [rule.percent for rule in plan.shares]
            certain = fire_shares(days, self.budget_high, percents)
            ranges = (self.budget_low != self.budget_high).any()
            possible = fire_shares(days, self.budget_low, percents) if ranges else None
            self._add(plan.shares, certain, possible)
        if plan.singles:
            self._add_singles(plan.singles, len(plan.rules) - len(plan.singles))

    def _add(
        self, rules: tuple[Trigger, ...], certain: Firings, possible: Firings | None = None
    ) -> None:
        number = len(self._place)
        certain = certain.renumbered(number)
        possible = certain if possible is None else possible.renumbered(number)
        self._place |= {rule: (len(self.families), number + at) for at, rule in enumerate(rules)}
        self.families.append((certain, possible))

    def _add_singles(self, rules: tuple[Trigger, ...], number: int) -> None:
        """Rules that are found client by client, as the entries of one family."""
        firsts = [self.first(rule) for rule in rules]
        certain = possible = self._entries([first for first, _ in firsts], number)
        if any(first is not maybe for first, maybe in firsts):
            possible = self._entries([maybe for _, maybe in firsts], number)
        self.families.append((certain, possible))

    def _entries(self, firsts: list[Ints], number: int) -> Firings:
        fired = [np.flatnonzero(first != NEVER) for first in firsts]
        client = np.concatenate(fired)
        day = np.concatenate([first[who] for first, who in zip(firsts, fired, strict=True)])
        rule = number + np.repeat(np.arange(len(firsts)), [len(who) for who in fired])
        return Firings(client, day, self.days.position(client, day), rule, rule + 1)

    def first(self, rule: Trigger) -> tuple[Ints, Ints]:
        """The day on which each client certainly fires, and possibly; `NEVER` where not."""
        if rule not in self._first:
            self._first[rule] = self._find_first(rule)
        return self._first[rule]

    def _find_first(self, rule: Trigger) -> tuple[Ints, Ints]:
        match rule:
            case Contract():
                day = np.where(self.contract_day <= self.as_of, self.contract_day, NEVER)
                return day, day
            case Tenure():
                day = first_tenure(self.days, rule, self.as_of)
                return day, day
            case AllOf(parts) | AnyOf(parts):
                choose = np.maximum if isinstance(rule, AllOf) else np.minimum
                firsts = [self.first(part) for part in parts]
                certain = choose.reduce([first for first, _ in firsts])
                if all(first is possible for first, possible in firsts):
                    return certain, certain
                return certain, choose.reduce([possible for _, possible in firsts])
            case _:
                family, number = self._place[rule]
                certain, possible = self.families[family]
                day = certain.first_days(number, self.days.clients)
                if possible is certain:
                    return day, day
                return day, possible.first_days(number, self.days.clients)

    def holds(self, rule: Trigger, client: Ints, day: Ints) -> Bools:
        """Does the rule's condition hold for these clients on these days (up to `as_of`)?

        A deal once done stays done; the other conditions can lapse.
        """
        days, position = self.days, self.days.position(client, day)
        match rule:
            case Contract():
                return self.book.contracts.cover(self.days.code[client], day)
            case Deal(n):
                return days.deals_to[position] - days.deals_to[days.start[client]] >= n
            case Volume(_, window):
                begin = days.position(client, day - window)
                deals = days.regular_deals_to[position] - days.regular_deals_to[begin]
                sums = days.regular_to[position] - days.regular_to[begin]
                return (deals >= 2) & (sums >= minor_units(rule, self.book.per_unit))
            case Share(percent):
                begin = days.position(client, day - YEAR)
                sums = days.amount_to[position] - days.amount_to[begin]
                budget = self.budget_high[client]
                part = Fraction(percent) / 100
                # Python's whole numbers: exact whatever the percent's decimals
                enough = (
                    sums.astype(object) * part.denominator >= budget.astype(object) * part.numerator
                )
                return (budget > 0) & enough.astype(np.bool_)
            case Tenure(wait, active):
                old_enough = day >= days.first_deal[client] + wait
                return old_enough & (day - days.previous_deal(client, position) <= active)
            case AllOf(parts) | AnyOf(parts):
                choose = np.logical_and if isinstance(rule, AllOf) else np.logical_or
                held: Bools = choose.reduce([self.holds(part, client, day) for part in parts])
                return held

    def known(self, rule: Trigger) -> Bools:
        """For which clients the data can tell whether the rule fires."""
        who = needs(rule, contracts_given=self.book.contracts_given)
        return self.can_tell(who)

    def can_tell(self, who: Known) -> Bools:
        """The clients whom a rule that is known for `who` can be judged for."""
        if who == "with budget":
            return self.budget_high > 0
        return np.full(self.days.clients, who == "everyone")


def needs(rule: Trigger, *, contracts_given: bool) -> Known:
    """For whom a rule can be judged at all.

    A share needs the client's budget and a contract needs a table of contracts. `all of` needs
    whatever any part needs; `any of` can be judged as far as one of its parts can.
    """
    match rule:
        case Contract():
            return "everyone" if contracts_given else "nobody"
        case Share():
            return "with budget"
        case AllOf(parts) | AnyOf(parts):
            choose = max if isinstance(rule, AllOf) else min
            return choose(
                (needs(part, contracts_given=contracts_given) for part in parts), key=_KNOWN.index
            )
        case _:
            return "everyone"


def minor_units(rule: Volume, per_unit: int) -> int:
    """The least whole number of minor units that reaches the rule's amount."""
    return math.ceil(Fraction(rule.amount) * per_unit)


def _parts(rule: Trigger) -> tuple[Trigger, ...]:
    """A rule and, before it, all rules it is composed of."""
    if isinstance(rule, AllOf | AnyOf):
        return (*(inner for part in rule.parts for inner in _parts(part)), rule)
    return (rule,)


@dataclass(frozen=True)
class Firings:
    """Clients that fire, and for which settings of a family.

    Each entry: `client` fires on `day` for the settings `low` to `high` − 1; `position` is the
    place in the batch's `OrderDays` after the last row up to and including that day. A client has
    several entries where its thresholds fire on different days, never two for one setting.
    """

    client: Ints
    day: Ints
    position: Ints
    low: Ints
    high: Ints

    def renumbered(self, first: int) -> Firings:
        """The same firings, where the family's settings are numbered from `first` on."""
        return replace(self, low=self.low + first, high=self.high + first)

    def first_days(self, setting: int, clients: int) -> Ints:
        """The day on which each client fires for one setting; `NEVER` where it does not."""
        first = np.full(clients, NEVER)
        here = (self.low <= setting) & (setting < self.high)
        first[self.client[here]] = self.day[here]
        return first


def fire_deals(days: OrderDays, counts: Ints) -> Firings:
    """The n-th deal, for sorted `counts` n."""
    base = days.deals_to[days.start[days.client]]
    before, after = days.deals_to[:-1] - base, days.deals_to[1:] - base
    rows = np.flatnonzero((before < counts[-1]) & (after >= counts[0]))
    low = np.searchsorted(counts, before[rows], side="right")
    high = np.searchsorted(counts, after[rows], side="right")
    rises = high > low
    return _firings(days, rows[rises], low[rises], high[rises])


def fire_volumes(days: OrderDays, window: int, amounts: Ints) -> Firings:
    """Regular orders of the last `window` days, with two deals or more among them.

    `amounts`: sorted thresholds, minor units.
    """
    begin = days.window_start(window)
    sums = days.regular_to[1:] - days.regular_to[begin]
    deals = days.regular_deals_to[1:] - days.regular_deals_to[begin]
    rows = np.flatnonzero((deals >= 2) & (sums >= amounts[0]))
    return _rises(days, rows, np.searchsorted(amounts, sums[rows], side="right"))


def fire_shares(days: OrderDays, budget: Ints, percents: Sequence[Decimal]) -> Firings:
    """All orders of the last 365 days as a share of each client's annual `budget` (minor units).

    `percents`: sorted. A budget of 0 is one that is not known: it never fires.
    """
    begin = days.window_start(YEAR)
    sums = days.amount_to[1:] - days.amount_to[begin]
    rows = np.flatnonzero((budget[days.client] > 0) & (sums > 0))
    whole, thresholds, number = _whole_percents(percents, int(budget.max(initial=0)))
    of = budget[days.client[rows]].astype(number)
    # In whole numbers: sum / budget ≥ percent, beyond the budget it is all one.
    reached = np.minimum(sums[rows].astype(number), of) * whole // of
    return _rises(days, rows, np.searchsorted(thresholds, reached, side="right"))


def first_tenure(days: OrderDays, rule: Tenure, as_of: int) -> Ints:
    """The first day on or after first deal + T, up to `as_of`, with a deal in the last K days."""
    due = days.first_deal + rule.days
    position = days.position(days.everyone, due)
    active = due - days.previous_deal(days.everyone, position) <= rule.active
    day = np.where(active, due, days.next_deal(days.everyone, position))
    return np.where(day <= as_of, day, NEVER)


def _whole_percents(
    percents: Sequence[Decimal], budget: int
) -> tuple[int, npt.NDArray[np.int64] | npt.NDArray[np.object_], type[np.int64] | type[object]]:
    """100 % and the percents in whole units of their last decimal, and a type that holds them."""
    decimals = max(0, *(-int(percent.as_tuple().exponent) for percent in percents))
    whole = 100 * 10**decimals
    units = [int(Fraction(percent) * 10**decimals) for percent in percents]
    number = np.int64 if budget * whole < 2**62 else object
    return whole, np.array(units, dtype=number), number


def _rises(days: OrderDays, rows: Ints, reached: npt.NDArray[np.intp]) -> Firings:
    """Entries for those of `rows` that reach more thresholds than the client's rows before."""
    client = days.client[rows]
    # Lifting each client above the one before lets one running maximum serve them all.
    step = int(reached.max(initial=0)) + 1
    best = np.maximum.accumulate(client * step + reached) - client * step
    before = np.empty_like(best)
    before[:1] = 0
    before[1:] = np.where(client[1:] == client[:-1], best[:-1], 0)
    rises = best > before
    return _firings(days, rows[rises], before[rises], best[rises])


def _firings(days: OrderDays, rows: Ints, low: Ints, high: Ints) -> Firings:
    return Firings(days.client[rows], days.day[rows], rows + 1, low, high)
