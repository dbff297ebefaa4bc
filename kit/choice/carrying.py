"""Can it be carried? People by own books, and hours by what they say: no claim about causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from kit.choice.beliefs import Belief, beliefs, paid_hours
from kit.choice.books import Books, books
from kit.company.model import Company
from kit.owners.past import Past, past_owners
from kit.owners.time_log import WEEKS_A_MONTH, TimeLog, time_log
from kit.policies.own_history import MANAGER_HOURS, own_history
from kit.sales.lanes import NEVER, Bools, Floats, Ints
from kit.sales.tables import Sales
from kit.triggers.cohort import fire
from kit.triggers.rules import Deal, Trigger

Verdict = Literal["can", "cannot", "open"]

LATE = 0.15  # of the clients may wait longer than agreed
TASK_VARIATION = 1.7  # squared coefficient of variation of the time that a task takes
HOURS_A_DAY = 8.0
SURE = 0.8  # P(the load is clearly within the limit), or clearly beyond it: at least
NEAR = 0.05  # of the hours: so far the limit itself moves where an order takes a third longer
NO_LIMIT = 0.999
YEAR = 365
TWO_YEARS = 24  # months
CONTRADICTS = 0.3  # stated hours × present books against paid hours: as far apart as this
FEW_NEW = 12  # new clients a year: with fewer, there is next to nothing to hand over
SECOND_FORCE = 0.5  # of the people who have clients today
DRAWS = 2000
RULE = Deal(2)  # the default: what a rule that comes early asks of account managers
LATER = tuple(Deal(deals) for deals in (3, 4, 5, 6))  # by which a client could pass instead


def late_share(load: float, wait_hours: float, task_hours: float) -> float:
    """The share of clients that waits longer than agreed, at a load between 0 and 1.

    Heavy-traffic approximation of one server whose work comes at random (Kingman 1962; Whitt 1993):
    ρ exp(−2 (1 − ρ) d / (h (1 + cv²))), with the wait d and the mean task h in hours.
    """
    return float(load * np.exp(-2 * (1 - load) * wait_hours / (task_hours * (1 + TASK_VARIATION))))


def load_limit(wait_days: float, task_hours: float) -> float:
    """The highest load at which at most `LATE` of the clients wait longer than agreed."""
    wait = wait_days * HOURS_A_DAY
    if late_share(NO_LIMIT, wait, task_hours) <= LATE:
        return NO_LIMIT
    return float(brentq(lambda load: late_share(load, wait, task_hours) - LATE, 1e-9, NO_LIMIT))


@dataclass(frozen=True)
class Load:
    """A share of the account managers' hours: the middle, and where 9 of 10 cases lie."""

    low: float
    likely: float
    high: float

    @classmethod
    def of(cls, draws: Floats) -> Load:
        """From draws."""
        low, likely, high = np.quantile(draws, [0.05, 0.5, 0.95]).tolist()
        return cls(low, likely, high)


@dataclass(frozen=True)
class Drawn:
    """Plausible hours, [draw] each: what serving takes, and what account managers have in a month.

    `grown`: active clients two years on against today, at the company's own growth; None where the
    data are too short.
    """

    per_order: Floats
    per_month: Floats
    per_handoff: Floats
    free: Floats
    grown: Floats | None


@dataclass(frozen=True)
class Carry:
    """What account managers carry, and would carry under a rule.

    Attributes
    ----------
    rule
        The rule that is asked about, without a cap.
    own
        Own books; None where the records do not show who owned whom.
    managers
        How many people receive clients; None: not known.
    active, held, due, monthly
        Clients active today; of these, with an account manager; with somebody else although the
        rule has reached them (they would come at once); and how many the rule reached a month,
        over the last year.
    new_a_year
        New clients of the last 365 days.
    clients
        Those who would be with account managers, by their numbers in the order book.
    silence
        Days without a deal after which a client is not active.
    orders
        Deals a month of the clients held and due, over the last year; those of the held alone.
    growth
        Active clients today against two years ago, and its standard error on the log scale; None
        where the data are too short.
    drawn
        What the loads below are worked out with; None where nobody knows how many people there are.
    load_now, load_with, load_later
        [draw] shares of the account managers' hours: today, with those due, and two years on at
        the company's own growth; None where hours or people are not known.
    limit
        The share of the hours that work may fill if clients are to be answered in time.
    paid
        Hours a week for which account managers are paid, by employee.
    believed
        What is believed of the figures, by id.
    log
        What people noted of their hours; None where nobody did.
    each
        Own load per person today, by employee id; empty where hours are not known.
    """

    rule: Trigger
    own: Books | None
    managers: int | None
    active: int
    held: int
    due: int
    monthly: float
    new_a_year: int
    clients: Ints
    silence: int
    orders: tuple[float, float]
    growth: tuple[float, float] | None
    drawn: Drawn | None
    load_now: Floats | None
    load_with: Floats | None
    load_later: Floats | None
    limit: float
    paid: Mapping[str, float]
    believed: Mapping[str, Belief]
    log: TimeLog | None
    each: Mapping[str, float]

    @property
    def asked(self) -> int:
        """Active clients who would be with account managers."""
        return self.held + self.due

    @property
    def stated(self) -> bool:
        """Whether the account managers' hours are the company's own figures."""
        return not any(self.believed[name].ours for name in MANAGER_HOURS)

    @property
    def measured(self) -> bool:
        """Whether all of the account managers' hours were noted or counted."""
        return all(self.believed[name].origin == "measured" for name in MANAGER_HOURS)

    @property
    def noted_share(self) -> float | None:
        """What the time log comes to, of the paid hours of those who kept it; None: not known."""
        if self.log is None:
            return None
        both = self.log.hours_a_week.keys() & self.paid.keys()
        paid = sum(self.paid[name] for name in both)
        return sum(self.log.hours_a_week[name] for name in both) / paid if paid else None

    @property
    def clear(self) -> tuple[float, float] | None:
        """P(the load is clearly within the limit for two years), P(clearly beyond it).

        None where hours are not known. Nearer to the limit than `NEAR` it is neither: the limit is
        that of the likely hours. It is within if it stays so when clients go on to grow as they
        did; it is beyond if it gets so at any growth between none and that, all held equally
        likely: a base that grew need not go on.
        """
        if self.load_with is None or not self.stated:
            return None
        growth = np.ones_like(self.load_with)
        if self.load_later is not None:
            growth = np.maximum(self.load_later / np.maximum(self.load_with, 1e-9), 1.0)
        goes_on = (np.arange(len(growth)) + 0.5) / len(growth)
        within = self.load_with * growth <= self.limit - NEAR
        beyond = self.load_with * growth**goes_on > self.limit + NEAR
        return float(within.mean()), float(beyond.mean())

    @property
    def verdict(self) -> Verdict | None:
        """Whether the rule can be carried for two years; None where hours are not known."""
        clear = self.clear
        if clear is None:
            return None
        within, beyond = clear
        return "can" if within >= SURE else "cannot" if beyond >= SURE else "open"

    @property
    def needed(self) -> tuple[float, float] | None:
        """People for the clients asked for, at the full and at the usual own book."""
        if self.own is None or self.own.usual is None or self.own.full is None:
            return None
        return self.asked / self.own.full, self.asked / self.own.usual

    @property
    def second_force(self) -> bool:
        """Whether nobody receives clients today, and half as many people again would have to."""
        if self.managers is not None or self.needed is None or self.own is None:
            return False
        return self.needed[1] >= SECOND_FORCE * self.own.carriers

    @property
    def hardly_any(self) -> bool:
        """Whether fewer than one new client a month comes in."""
        return self.new_a_year < FEW_NEW

    @property
    def contradicts(self) -> bool:
        """Whether noted or stated hours and present books fill far less, or more, than paid hours.

        Not where nobody said what hours are paid.
        """
        if self.load_now is None or not self.stated or not self.held:
            return False
        if self.believed["manager_week"].ours:
            return False
        return abs(float(np.median(self.load_now)) - 1) > CONTRADICTS


def carry_of(company: Company, sales: Sales, rule: Trigger = RULE) -> Carry:
    """Count own books and hours, today, under a rule, and in two years. No claim about causes."""
    return sales.book.once(f"carry {rule}", company, lambda: _carry(company, sales, rule))


def _carry(company: Company, sales: Sales, rule: Trigger) -> Carry:
    book, believed, own = sales.book, beliefs(company, sales), books(company, sales)
    past = past_owners(company, sales)
    clients = np.arange(len(book.client_ids))
    active = book.active(clients, book.as_of + 1)
    with_manager = _with_manager(past, clients, book.as_of)
    fired = reached(company, sales, rule)
    due = active & ~with_manager & (fired <= book.as_of)
    held = active & with_manager
    recent = (fired > book.as_of - YEAR) & (fired <= book.as_of)
    orders = tuple(_deals_a_month(sales, which) for which in (held | due, held))
    managers = len(own_history(company, sales).books.receivers) or None
    paid = paid_hours(company, sales)
    monthly = float(recent.sum()) / 12
    growth = _growth(own)
    drawn = _drawn(believed, managers, company.settings.seed, growth)
    loads = _loads(
        drawn, held=int(held.sum()), due=int(due.sum()), orders=orders, monthly=monthly
    )  # fmt: skip
    first = book.first_deal
    limit = load_limit(
        believed["wait_days"].likely, max(believed["manager_hours_per_order"].likely, 0.01)
    )
    return Carry(
        rule=rule,
        own=own,
        managers=managers,
        active=int(active.sum()),
        held=int(held.sum()),
        due=int(due.sum()),
        monthly=monthly,
        new_a_year=int(((first > book.as_of - YEAR) & (first <= book.as_of)).sum()),
        clients=np.flatnonzero(held | due),
        silence=book.silence,
        orders=(orders[0], orders[1]),
        growth=growth,
        drawn=drawn,
        load_now=loads[0],
        load_with=loads[1],
        load_later=loads[2],
        limit=limit,
        paid=paid,
        believed=believed,
        log=time_log(company, sales),
        each=_each(sales, past, own, believed, paid, held) if loads[0] is not None else {},
    )


def _with_manager(past: Past | None, clients: Ints, day: int) -> Bools:
    if past is None or not past.owned:
        return np.zeros(len(clients), np.bool_)
    _, role = past.holdings.on(clients, day)
    return past.holdings.receives[role]


def reached(company: Company, sales: Sales, rule: Trigger) -> Ints:
    """The day on which the rule reached each client of the book, `NEVER` where it did not."""
    together: tuple[Trigger, ...] = LATER if rule in LATER else (rule,)

    def days() -> Ints:
        of = fire(company, sales, together).per_client
        fired = np.full((len(sales.book.client_ids), len(together)), NEVER)
        fired[of.number] = np.where(of.fired_on >= 0, of.fired_on, NEVER)
        return fired

    fired: Ints = sales.book.once(f"reached {together}", company, days)
    return fired[:, together.index(rule)]


def _deals_a_month(sales: Sales, which: Bools) -> float:
    orders, as_of = sales.book.orders, sales.book.as_of
    clients = np.flatnonzero(which)
    end, begin = (orders.position(clients, day) for day in (as_of, as_of - YEAR))
    return float((orders.deals_to[end] - orders.deals_to[begin]).sum()) / 12


def _growth(own: Books | None) -> tuple[float, float] | None:
    """Active clients against two years ago; as counts that vary as such counts do (Poisson)."""
    if own is None or len(own.active) <= TWO_YEARS:
        return None
    now, then = int(own.active[-1]), int(own.active[-1 - TWO_YEARS])
    if not now or not then:
        return None
    return now / then, float(np.sqrt(1 / now + 1 / then))


def _drawn(
    believed: Mapping[str, Belief],
    managers: int | None,
    seed: int,
    growth: tuple[float, float] | None,
) -> Drawn | None:
    if managers is None:
        return None
    random = np.random.default_rng((seed, 11))
    per_order, per_month, per_handoff = (
        believed[name].draw(random, DRAWS) for name in MANAGER_HOURS
    )
    free = managers * believed["manager_week"].draw(random, DRAWS) * WEEKS_A_MONTH
    grown = None
    if growth is not None:
        grown = growth[0] * np.exp(growth[1] * random.standard_normal(DRAWS))
    return Drawn(per_order, per_month, per_handoff, free, grown)


def _loads(
    drawn: Drawn | None, *, held: int, due: int, orders: tuple[float, ...], monthly: float
) -> tuple[Floats | None, Floats | None, Floats | None]:
    if drawn is None:
        return None, None, None
    now = (drawn.per_order * orders[1] + drawn.per_month * held) / drawn.free
    with_due = drawn.per_order * orders[0] + drawn.per_month * (held + due)
    together = (with_due + drawn.per_handoff * monthly) / drawn.free
    return now, together, None if drawn.grown is None else together * drawn.grown


def _each(
    sales: Sales,
    past: Past | None,
    own: Books | None,
    believed: Mapping[str, Belief],
    paid: Mapping[str, float],
    held: Bools,
) -> dict[str, float]:
    """What each account manager's own clients take of their own paid hours, likely figures."""
    if past is None or own is None:
        return {}
    clients = np.flatnonzero(held)
    owner, _ = past.holdings.on(clients, sales.book.as_of)
    per_order, per_month = (believed[name].likely for name in MANAGER_HOURS[:2])
    loads = {}
    for code in np.unique(owner[owner >= 0]).tolist():
        mine = np.zeros(len(held), np.bool_)
        mine[clients[owner == code]] = True
        name = str(past.holdings.employee_ids[code])
        week = paid.get(name, believed["manager_week"].likely)
        hours = per_order * _deals_a_month(sales, mine) + per_month * float(mine.sum())
        loads[name] = hours / (week * WEEKS_A_MONTH)
    return loads
