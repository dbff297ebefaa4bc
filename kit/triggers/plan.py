"""Which rules belong together, and when each of them fires for the clients of one batch."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from kit.sales.history import Histories
from kit.sales.stream import NEVER, Bools, Ints
from kit.triggers.days import OrderDays
from kit.triggers.families import (
    YEAR,
    Firings,
    fire_deals,
    fire_shares,
    fire_volumes,
    first_tenure,
)
from kit.triggers.rules import AllOf, AnyOf, Contract, Deal, Share, Tenure, Trigger, Volume

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
        volumes = sorted(
            (one for one in rules if isinstance(one, Volume)), key=lambda one: one.amount
        )
        return cls(
            deals=tuple(sorted((one for one in rules if isinstance(one, Deal)), key=lambda d: d.n)),
            volumes={
                days: tuple(one for one in volumes if one.days == days)
                for days in dict.fromkeys(one.days for one in volumes)
            },
            shares=tuple(
                sorted((one for one in rules if isinstance(one, Share)), key=lambda s: s.percent)
            ),
            singles=tuple(one for one in rules if not isinstance(one, Deal | Volume | Share)),
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

    def __init__(self, plan: Plan, days: OrderDays, histories: Histories, as_of: int) -> None:
        self.days, self.histories, self.as_of = days, histories, as_of
        self.budget_low = histories.budget_low[days.code]
        self.budget_high = histories.budget_high[days.code]
        self.contract_day = histories.contract_day[days.code]
        self.families: list[tuple[Firings, Firings]] = []
        self._place: dict[Trigger, tuple[int, int]] = {}  # family and number of each threshold
        self._first: dict[Trigger, tuple[Ints, Ints]] = {}
        if plan.deals:
            counts = np.array([rule.n for rule in plan.deals])
            self._add(plan.deals, fire_deals(days, counts))
        for window, rules in plan.volumes.items():
            amounts = np.array([minor_units(rule, histories.per_unit) for rule in rules])
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
                return self.histories.contracts.cover(self.days.code[client], day)
            case Deal(n):
                return days.deals_to[position] - days.deals_to[days.start[client]] >= n
            case Volume(_, window):
                begin = days.position(client, day - window)
                deals = days.regular_deals_to[position] - days.regular_deals_to[begin]
                sums = days.regular_to[position] - days.regular_to[begin]
                return (deals >= 2) & (sums >= minor_units(rule, self.histories.per_unit))
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
        who = needs(rule, contracts_given=self.histories.contracts_given)
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
        return (*(one for part in rule.parts for one in _parts(part)), rule)
    return (rule,)
