"""A flood of new clients: when account managers reach their limit, and what each way out costs.

The load is that of `carrying`. A surge adds to it, as often as it is more than once, what the new
clients of the last months asked of account managers in a replay of the same rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from kit.choice.books import month_ends
from kit.choice.carrying import (
    DRAWS,
    FEW_NEW,
    HOURS_A_DAY,
    LATER,
    NEAR,
    RULE,
    SURE,
    TWO_YEARS,
    Carry,
    Drawn,
    Load,
    carry_of,
    late_share,
    reached,
)
from kit.choice.months import ACTIVE, DEALS, HANDOFFS, monthly
from kit.company.model import Company
from kit.intervals import Resamples
from kit.owners.time_log import WEEKS_A_MONTH, WORKDAYS
from kit.policies.due import Facts
from kit.policies.history import History
from kit.policies.policy import Policy
from kit.policies.replay import stints_of
from kit.policies.result import Books
from kit.sales.lanes import Bools, Floats
from kit.sales.tables import Sales
from kit.triggers.cohort import cohort_from
from kit.triggers.rules import Trigger

Remedy = Literal["later", "people", "no"]

LEAST_MONTHS = 12  # of new clients watched: fewer do not show what they come to ask
RARELY, HALF = 0.05, 0.5  # of the plausible cases
HANDING = ("hours_per_order", "hours_per_month", "handoff_hours")  # of hunters, per unit of service
WINNING = ("hunting_share", "clients_per_100_hours")


@dataclass(frozen=True)
class Inflow:
    """What the new clients of the last months ask of account managers under a rule.

    Attributes
    ----------
    deals, active, handoffs
        [draw, month] of those handed over by then: deals in the month, active clients at its end,
        handoffs in it; month 0 is the evening before, with none.
    won, worth
        [draw] how many new clients came in all these months, and what they brought, minor units.
    clients
        How many new clients were counted.
    """

    deals: Floats
    active: Floats
    handoffs: Floats
    won: Floats
    worth: Floats
    clients: int


@dataclass(frozen=True)
class When:
    """After how many months something happens: 9 of 10 cases; infinity: not in the time told."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True)
class Flood:
    """So many times as many new clients, some of whom may not fit.

    Attributes
    ----------
    carry
        What account managers carry today, and with the clients who are due.
    inflow
        What a stream of new clients like that of the last months asks.
    surge
        How many times as many new clients come as did; 1: as many.
    off_profile, factor
        The share of the additional ones who do not fit, and how many times as many hours one of
        them takes.
    """

    carry: Carry
    inflow: Inflow
    surge: float
    off_profile: float = 0.0
    factor: float = 1.0

    @property
    def months(self) -> int:
        """How many months are looked ahead."""
        return int(self.inflow.deals.shape[1]) - 1

    @property
    def effort(self) -> float:
        """The hours of an additional client against one of today's kind."""
        return 1 - self.off_profile + self.off_profile * self.factor

    @cached_property
    def flow(self) -> Floats:
        """[draw, month] the share of the hours that one such stream of new clients takes."""
        of, drawn = self.inflow, self.drawn
        hours: Floats = (
            drawn.per_order[:, None] * of.deals
            + drawn.per_month[:, None] * of.active
            + drawn.per_handoff[:, None] * of.handoffs
        )
        return hours / drawn.free[:, None]

    @cached_property
    def load(self) -> Floats:
        """[draw, month] the share of the account managers' hours that work takes."""
        return self._load(self.grown)

    @cached_property
    def slow(self) -> Floats:
        """[draw, month] the same where today's clients need not go on growing as they did."""
        goes_on = (np.arange(len(self.grown)) + 0.5) / len(self.grown)
        return self._load(np.minimum(self.grown, self.grown**goes_on))

    @property
    def grown(self) -> Floats:
        """[draw] active clients two years on against today, at the company's own growth."""
        assert self.drawn.grown is not None
        return self.drawn.grown

    @property
    def drawn(self) -> Drawn:
        """The hours of account managers; `flood_of` sees to it that they are known."""
        assert self.carry.drawn is not None
        return self.carry.drawn

    @property
    def managers(self) -> int:
        """How many people receive clients; likewise known."""
        assert self.carry.managers is not None
        return self.carry.managers

    def _load(self, grown: Floats) -> Floats:
        assert self.carry.load_with is not None
        months = np.arange(self.months + 1)
        own = self.carry.load_with[:, None] * grown[:, None] ** (months / TWO_YEARS)
        more: Floats = own + (self.surge - 1) * self.effort * self.flow
        return more

    def when(self, people: int = 0) -> When:
        """After how many months the limit is reached, with so many more people; 0: already.

        The near end of the range is that of a limit `NEAR` lower, the far one of a limit as much
        higher and of clients who need not go on growing.
        """
        limit, part = self.carry.limit, self.managers / (self.managers + people)
        paths = ((self.load, -NEAR, 0.05), (self.load, 0.0, 0.5), (self.slow, NEAR, 0.95))
        ends = [
            float(np.quantile(_first(path * part, limit + add), at, method="inverted_cdf"))
            for path, add, at in paths
        ]
        return When(*ends)

    def at(self, month: int) -> Load:
        """The load in a month."""
        return Load.of(self.load[:, month])

    def late(self, month: int) -> Load:
        """The share of requests that waits longer than agreed; all of them from full hours on."""
        load, of = self.at(month), self.carry.believed
        wait, task = of["wait_days"].likely * HOURS_A_DAY, of["manager_hours_per_order"].likely
        return Load(
            *(
                1.0 if each >= 1 else late_share(max(each, 0.0), wait, max(task, 0.01))
                for each in (load.low, load.likely, load.high)
            )
        )

    @cached_property
    def undone(self) -> Floats:
        """[draw, month] working days of work that has piled up, for every account manager."""
        piled = np.zeros_like(self.load)
        for month in range(1, self.months + 1):
            piled[:, month] = np.maximum(piled[:, month - 1] + self.load[:, month] - 1, 0)
        return piled * WORKDAYS * WEEKS_A_MONTH

    @cached_property
    def people(self) -> Floats:
        """[draw] how many account managers the fullest month needs."""
        needed: Floats = self.load.max(axis=1) * self.managers / self.carry.limit
        return needed

    @cached_property
    def pressed(self) -> Bools:
        """[draw] whether the limit is reached at all."""
        fullest: Floats = self.load.max(axis=1)
        return fullest > self.carry.limit


@dataclass(frozen=True)
class Way:
    """One way to stay within the limit for all the months.

    Attributes
    ----------
    remedy
        `later`: pass after more deals; `people`: more account managers; `no`: refuse clients.
    enough
        [draw] whether it suffices alone.
    amount
        [draw] the deals, the people, or the share of the new clients to refuse.
    hours
        [draw] hours of account managers to be hired, or of hunters for clients who stay with them;
        None where it takes none.
    cost
        [draw] what it costs, minor units; None where that is not the company's own figure.
    pressed
        [draw] whether the limit is reached without it.
    """

    remedy: Remedy
    enough: Bools
    amount: Floats
    hours: Floats | None
    cost: Floats | None
    pressed: Bools

    @property
    def often(self) -> float:
        """In how many of the cases in which the limit is reached it suffices alone."""
        return float(self.enough[self.pressed].mean())

    @property
    def suffices(self) -> bool:
        """Whether it mostly suffices alone."""
        return self.often >= HALF


def flood_of(
    company: Company,
    sales: Sales,
    surge: float,
    off_profile: float = 0.0,
    factor: float = 1.0,
    rule: Trigger = RULE,
) -> Flood | None:
    """What so many times as many new clients would ask of account managers.

    None where it is not known who receives clients, or too few months of new clients are.
    """
    carry, inflow = carry_of(company, sales, rule), inflow_of(company, sales, rule)
    if carry.load_later is None or inflow is None:
        return None
    return Flood(carry, inflow, surge, off_profile, factor)


def inflow_of(company: Company, sales: Sales, rule: Trigger) -> Inflow | None:
    """The new clients of the last 24 months at most, replayed under a rule.

    None where fewer than 12 months tell new clients from old ones, or fewer than 12 were new.
    """
    return sales.book.once(f"inflow {rule}", company, lambda: _inflow(company, sales, rule))


def _inflow(company: Company, sales: Sales, rule: Trigger) -> Inflow | None:
    book = sales.book
    edges = month_ends(max(cohort_from(company, sales) - 1, book.start), book.as_of)
    if len(edges) <= LEAST_MONTHS:
        return None
    history = History(book, int(edges[0]) + 1, book.as_of, book.silence)
    new = (book.first_deal >= history.start) & (book.first_deal <= book.as_of)
    if new.sum() < FEW_NEW:
        return None
    clients = len(book.client_ids)
    stints = stints_of(
        Policy(rule, base_months=None),
        history,
        Facts(reached(company, sales, rule)),
        Books.empty(clients),
    )
    resamples = Resamples(clients, company.settings.seed, DRAWS)
    group = np.where(new, resamples.group, resamples.groups)  # the last: who was there before
    sums = monthly(book, edges, [stints], group, resamples.groups + 1)
    months = len(edges) - 1
    cared = np.zeros((resamples.groups, months + 1, 3))
    cared[:, 1:] = sums.cared[0, :-1, :, [DEALS, ACTIVE, HANDOFFS]].transpose(1, 2, 0)
    drawn = resamples.of_groups(cared.reshape(resamples.groups, -1)).reshape(DRAWS, -1, 3)
    counts = np.bincount(group[new], minlength=resamples.groups).astype(np.float64)
    whole = resamples.of_groups(np.column_stack([counts, sums.everyone[:-1].sum(axis=1)]))
    return Inflow(
        deals=drawn[..., 0],
        active=drawn[..., 1],
        handoffs=drawn[..., 2],
        won=whole[:, 0],
        worth=whole[:, 1],
        clients=int(new.sum()),
    )


def _first(load: Floats, limit: float) -> Floats:
    """[draw] the first month at the limit or beyond; infinity: none."""
    beyond = load >= limit
    return np.where(beyond.any(axis=1), beyond.argmax(axis=1).astype(np.float64), np.inf)


def ways(company: Company, sales: Sales, flood: Flood) -> tuple[Way, ...]:
    """The ways to stay within the limit, and what each costs.

    Empty where the limit is reached in fewer than one of twenty cases.
    """
    if flood.pressed.mean() < RARELY:
        return ()
    random = np.random.default_rng((company.settings.seed, 13))
    share = _margin_share(flood, sales, random)
    return (
        _later(company, sales, flood, share, random),
        _more_people(flood, sales, random),
        _no(flood, share),
    )


def _margin_share(flood: Flood, sales: Sales, random: np.random.Generator) -> Floats | None:
    """[draw] margin of what clients bring; None where only a placeholder says it."""
    if sales.book.measure == "margin":
        return np.ones(DRAWS)
    belief = flood.carry.believed["margin_share"]
    return None if belief.ours else belief.draw(random, DRAWS)


def _more_people(flood: Flood, sales: Sales, random: np.random.Generator) -> Way:
    """Hire as many as the fullest month needs, from the month in which the limit is reached."""
    carry = flood.carry
    more = np.maximum(np.ceil(flood.people - flood.managers - 1e-9), 0.0)
    months = np.maximum(flood.months - _first(flood.load, carry.limit), 0)
    hours: Floats = more * months * flood.drawn.free / flood.managers
    price = carry.believed["manager_cost"]
    own = not (price.ours or carry.believed["manager_week"].ours)
    cost = hours * price.draw(random, DRAWS) * sales.per_unit if own else None
    return Way("people", np.ones(DRAWS, np.bool_), more, hours, cost, flood.pressed)


def _no(flood: Flood, share: Floats | None) -> Way:
    """Refuse the same part of all new clients from now on."""
    beyond = flood.load - flood.carry.limit
    taken = flood.flow * (1 + (flood.surge - 1) * flood.effort)
    part = np.divide(beyond, taken, out=np.full_like(beyond, np.inf), where=taken > 0)
    part = np.where(beyond > 0, part, 0.0).max(axis=1)
    refused = np.minimum(part, 1.0)
    cost = None if share is None else refused * flood.surge * flood.inflow.worth * share
    return Way("no", part <= 1, refused, None, cost, flood.pressed)


def _later(
    company: Company,
    sales: Sales,
    flood: Flood,
    share: Floats | None,
    random: np.random.Generator,
) -> Way:
    """Pass later: the clients stay with hunters, whose hours win fewer new ones meanwhile."""
    deals, then = _late_enough(company, sales, flood)
    believed = flood.carry.believed
    per_order, per_month, per_handoff = (believed[name].draw(random, DRAWS) for name in HANDING)
    left = flood.carry.orders[0] - then.carry.orders[0], flood.carry.asked - then.carry.asked
    grown = flood.grown[:, None] ** (np.arange(1, flood.months + 1) / TWO_YEARS)
    more = (flood.surge - 1) * flood.effort
    hours = (
        (per_order * left[0] + per_month * left[1]
         - per_handoff * (flood.carry.monthly - then.carry.monthly)) * grown.sum(axis=1)
        + more * (
            per_order * (flood.inflow.deals - then.inflow.deals).sum(axis=1)
            + per_month * (flood.inflow.active - then.inflow.active).sum(axis=1)
            - per_handoff * (flood.inflow.handoffs - then.inflow.handoffs).sum(axis=1)
        )
    )  # fmt: skip
    hours = np.maximum(hours, 0.0)
    cost: Floats | None = None
    if share is not None and not any(believed[name].ours for name in (*HANDING, *WINNING)):
        hunting, rate = (believed[name].draw(random, DRAWS) for name in WINNING)
        each = flood.inflow.worth * share / np.maximum(flood.inflow.won, 1)
        cost = hours * hunting * rate / 100 * each
    amount = np.full(DRAWS, float(deals))
    return Way("later", ~then.pressed, amount, hours, cost, flood.pressed)


def _late_enough(company: Company, sales: Sales, flood: Flood) -> tuple[int, Flood]:
    """The first number of deals that mostly suffices, and what is then; else the last tried."""
    then, deals = flood, 0
    for rule in LATER:
        deals = rule.n
        later = flood_of(company, sales, flood.surge, flood.off_profile, flood.factor, rule)
        then = flood if later is None else later
        if (~then.pressed)[flood.pressed].mean() >= HALF:
            break
    return deals, then


def cheapest(ways: tuple[Way, ...]) -> tuple[Remedy, float] | None:
    """The way that is cheapest most often where the limit is reached, and how often.

    Where a way does not suffice, it is not the cheapest. None where what one of them costs is not
    known although it would do now and then.
    """
    unknown = [way for way in ways if way.cost is None and way.often > 1 - SURE]
    known = [way for way in ways if way.cost is not None]
    if unknown or len(known) < 2:
        return None
    costs = np.stack([_where_enough(way) for way in known])
    first = costs[:, known[0].pressed].argmin(axis=0)
    often = np.bincount(first, minlength=len(known)) / len(first)
    best = int(often.argmax())
    return known[best].remedy, float(often[best])


def break_even(way: Way, others: tuple[Way, ...]) -> Floats | None:
    """What an hour of it may cost at most for it to be cheaper than what is known, minor units.

    One for each case in which the limit is reached and both suffice; against the cheapest of those
    whose cost is known. None where its own cost is known, it takes no hours, no other is known, or
    there is no such case.
    """
    known = [other for other in others if other.cost is not None and other.suffices]
    if way.cost is not None or way.hours is None or not known:
        return None
    costs = np.stack([_where_enough(other) for other in known]).min(axis=0)
    here = way.pressed & way.enough & (way.hours > 0) & np.isfinite(costs)
    if not here.any():
        return None
    limits: Floats = costs[here] / way.hours[here]
    return limits


def _where_enough(way: Way) -> Floats:
    """[draw] what it costs; infinity where it does not suffice."""
    cost = np.inf if way.cost is None else way.cost
    return np.where(way.enough, cost, np.inf)
