"""Who won how many new clients in which month, and how large the own base was at its start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.evidence.person_months import Panel, Slope, slope, without_feedback
from kit.gates import HUNTERS
from kit.owners.ownership import day_numbers
from kit.owners.past import Past, past_owners
from kit.owners.staff import HUNTER
from kit.sales.lanes import NEVER, Bools, Floats, Ints
from kit.sales.sorting import Texts
from kit.sales.tables import Sales
from kit.triggers.cohort import cohort_from

MOST_MONTHS = 60


@dataclass(frozen=True)
class Hunting:
    """What hunters won, by calendar month.

    Attributes
    ----------
    people
        Everybody who won a client; those known as hunters, where anybody is known as one.
    months
        First days of the months, since 1970-01-01.
    won
        [person, month] new clients whose first deal fell into the month.
    base
        [person, month] active clients of the person when the month began.
    seen
        [person, month] whether the person was there for the whole month, as a hunter.
    kept
        The share of the new clients who are in the base of who won them so many months later.
    roles_known
        Whether hunters are known by their role; else everybody who wins clients counts as one.
    """

    people: Texts
    months: Ints
    won: Ints
    base: Ints
    seen: Bools
    kept: Floats
    roles_known: bool

    @property
    def hunters(self) -> int:
        """How many people won a client."""
        return len(self.people)

    @property
    def panel(self) -> Panel:
        """New clients against the base, person by person and month by month."""
        base = self.base.astype(np.float64)
        return Panel(self.won.astype(np.float64), base, np.ones_like(base), self.seen)


@dataclass(frozen=True)
class Drift:
    """How hunting goes with the base: of the logarithm of new clients, for one client more.

    beta: cleared of what a base does that grows by hunting well; naive: without that; None: the
    records leave nothing to compare, or there are too few hunters.
    """

    hunting: Hunting
    beta: Slope | None
    naive: Slope | None


def drift_of(company: Company, sales: Sales) -> Drift | None:
    """Does hunting fall as the own base grows? None where nobody is known to own clients."""

    def made() -> Drift | None:
        hunting = hunting_of(company, sales)
        if hunting is None:
            return None
        if hunting.hunters < HUNTERS:
            return Drift(hunting, None, None)
        found = without_feedback(hunting.panel, hunting.kept, company.settings.seed)
        return Drift(hunting, found, slope(hunting.panel))

    return sales.book.once("drift", company, made)


def hunting_of(company: Company, sales: Sales) -> Hunting | None:
    """New clients and own bases by month; None where nobody is known to own clients.

    A new client's first deal lies after the run-in; it was won by who owned it that day. In the
    base are the clients owned who had a deal within the days of silence before the month. Months
    are whole ones, at most the last five years.
    """
    return sales.book.once("hunting", company, lambda: _hunting(company, sales))


def _hunting(company: Company, sales: Sales) -> Hunting | None:
    past = past_owners(company, sales)
    if past is None or not past.owned:
        return None
    months = _months(company, sales)
    if not len(months):
        return None
    people, first, last = _there(past, sales)
    won_by, won_in = _won(past, months)
    begins, ends = months[:-1], months[1:]
    seen = (first[:, None] <= begins) & (last[:, None] >= ends - 1)
    known = HUNTER in past.roles.roles
    if known:
        for month, day in enumerate(begins.tolist()):
            of = past.roles.of_codes(people, np.arange(len(people)), np.full(len(people), day))
            seen[:, month] &= of == HUNTER
    won = np.zeros(seen.shape, np.int64)
    counted = won_in >= 0
    np.add.at(won, (won_by[counted], won_in[counted]), 1)
    base, kept = _bases(past, len(people), begins, won_by, won_in)
    won = np.where(seen, won, 0)
    hunts = np.flatnonzero(won.sum(axis=1) > 0)
    if not len(hunts):
        return None
    return Hunting(people[hunts], begins, won[hunts], base[hunts], seen[hunts], kept, known)


def _months(company: Company, sales: Sales) -> Ints:
    """First days of the whole months after the run-in, and the day after the last of them."""
    book = sales.book
    begin = max(cohort_from(company, sales), book.start + book.silence)
    first, last = (
        np.array([day], "datetime64[D]").astype("datetime64[M]").astype(int)[0]
        for day in (begin - 1, book.as_of + 1)
    )
    month = np.arange(max(first + 1, last - MOST_MONTHS), last + 1)
    days = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days if len(days) > 1 else days[:0]


def _there(past: Past, sales: Sales) -> tuple[Texts, Ints, Ints]:
    """Everybody who owned clients, and the first and the last day on which they were there.

    As the table of employees says; else from the first sign of them in the records to the last
    order. Who sold until lately, or is never named on orders, is still there.
    """
    people, silence = past.holdings.employee_ids, past.book.silence
    named = past.holdings.employee >= 0
    begun = np.full(len(people), NEVER)
    np.minimum.at(begun, past.holdings.employee[named], past.holdings.day[named])
    sold = [past.first_sale.get(str(name), NEVER) for name in people]
    first = np.minimum(begun, np.array(sold, np.int64))
    last = np.array([past.last_sale.get(str(name), NEVER) for name in people], np.int64)
    last = np.where(last > past.book.as_of - silence, NEVER, last)
    table = sales.employees
    if "employees.hired_on" in sales.given:
        hired = table.dropna(subset="hired_on").groupby("employee_id")["hired_on"].min()
        place = pd.Index(people).get_indexer(hired.index)
        first[place[place >= 0]] = day_numbers(hired)[place >= 0]
    if "employees.left_on" in sales.given:
        gone = table.groupby("employee_id")["left_on"].agg(lambda days: days.max(skipna=False))
        gone = gone.dropna()
        place = pd.Index(people).get_indexer(gone.index)
        last[place[place >= 0]] = day_numbers(gone)[place >= 0]
    return people, first, last


def _won(past: Past, months: Ints) -> tuple[Ints, Ints]:
    """Who won each client, and in which month; −1 where not known, or not in these months."""
    book = past.book
    first = book.first_deal
    everyone = np.arange(len(first))
    owner, _ = past.holdings.on(everyone, np.minimum(first, book.as_of))
    month = np.searchsorted(months, first, side="right") - 1
    month[(month >= len(months) - 1) | (owner < 0)] = -1
    return owner, month


def _bases(
    past: Past, people: int, begins: Ints, won_by: Ints, won_in: Ints
) -> tuple[Ints, Floats]:
    """Own active clients when each month began, and how long new ones stay among them."""
    base = np.zeros((people, len(begins)), np.int64)
    followed, there = np.zeros((2, len(begins)))
    everyone = np.arange(len(won_by))
    won_then = np.bincount(won_in[won_in >= 0], minlength=len(begins))
    for month, day in enumerate(begins.tolist()):
        active = np.flatnonzero(past.book.active(everyone, day))
        owner, _ = past.holdings.on(active, day - 1)
        active, owner = active[owner >= 0], owner[owner >= 0]
        base[:, month] = np.bincount(owner, minlength=people)
        followed[1 : month + 1] += won_then[month - 1 :: -1] if month else 0
        still = (won_in[active] >= 0) & (won_in[active] < month) & (owner == won_by[active])
        there += np.bincount(month - won_in[active[still]], minlength=len(begins))
    kept = np.divide(there, followed, out=np.zeros(len(begins)), where=followed > 0)
    return base, kept
