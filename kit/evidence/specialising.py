"""What people get done in an hour, against how they divide their hours over functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from kit.company.model import Company
from kit.evidence.person_months import Panel, Slope, slope
from kit.gates import NOTED_HOURS
from kit.owners.ownership import day_numbers
from kit.owners.past import past_owners
from kit.sales.lanes import NEVER, Bools, Floats, Ints
from kit.sales.sorting import Texts
from kit.sales.tables import Sales

OUTPUTS = ("new clients", "repeat business")


@dataclass(frozen=True)
class Specialising:
    """Hours and what came of them, by person and calendar month; all of shape (people, months).

    Attributes
    ----------
    people
        Everybody who noted hours.
    months
        First days of the months, since 1970-01-01.
    hours
        Noted in all.
    concentration
        The sum of the squared shares of the functions: 1 is a single function, ½ is two alike.
    brought
        By output: new clients won, and the margin (else the revenue) of repeat orders, minor units.
    functions
        How many kinds of work the log tells apart.
    """

    people: Texts
    months: Ints
    hours: Floats
    concentration: Floats
    brought: dict[str, Floats]
    functions: int

    @property
    def seen(self) -> Bools:
        """Months in which somebody noted hours."""
        return self.hours > 0

    def panel(self, output: str) -> Panel:
        """What came out of an hour against how concentrated the hours were."""
        return Panel(self.brought[output], self.concentration, self.hours, self.seen)


@dataclass(frozen=True)
class Specialised:
    """How output goes with concentration: within people, and across them for comparison.

    within, across: by output; None where too few people noted hours, or nothing is left.
    """

    log: Specialising
    within: dict[str, Slope | None]
    across: dict[str, Slope | None]


def specialised_of(company: Company, sales: Sales) -> Specialised | None:
    """Does more come out of an hour of who does one thing? None without a time log."""
    return sales.book.once("specialised", company, lambda: _specialised(company, sales))


def _specialised(company: Company, sales: Sales) -> Specialised | None:
    log = specialising_of(company, sales)
    if log is None:
        return None
    enough = len(log.people) >= NOTED_HOURS
    within = {name: slope(log.panel(name)) if enough else None for name in OUTPUTS}
    across = {name: across_people(log.panel(name)) if enough else None for name in OUTPUTS}
    return Specialised(log, within, across)


def across_people(panel: Panel) -> Slope | None:
    """What a comparison of people says: a straight line, one point a person.

    It takes who is able for what specializing does, and is shown only beside the other.
    """
    hours = np.where(panel.seen, panel.exposure, 0.0).sum(axis=1)
    brought = np.where(panel.seen, panel.brought, 0.0).sum(axis=1)
    kept = (brought > 0) & (hours > 0)
    n = int(kept.sum())
    if n < 3:
        return None
    x = (panel.x * panel.exposure * panel.seen).sum(axis=1)[kept] / hours[kept]
    y = np.log(brought[kept] / hours[kept])
    centred = x - x.mean()
    spread = float((centred**2).sum())
    if spread < 1e-9:
        return None
    beta = float((centred * y).sum() / spread)
    left = y - y.mean() - beta * centred
    half = float(stdtrit(n - 2, 0.975)) * float(np.sqrt((left**2).sum() / (n - 2) / spread))
    return Slope(beta, beta - half, beta + half, n)


def specialising_of(company: Company, sales: Sales) -> Specialising | None:
    """Hours by person and month, and what was brought on the days for which they were noted.

    New clients were won by who owned them on the day of the first deal; repeat orders count for who
    entered them, else for who owned the client. What lies before a person's first noted day or
    after the last is left out.
    """
    table = sales.activities
    if not len(table):
        return None
    log = table[table["hours"] > 0]
    if log.empty:
        return None
    day = day_numbers(log["on"])
    month = _month(day)
    first = int(month.min())
    months = int(month.max()) - first + 1
    who, people = pd.factorize(log["employee_id"], sort=True)
    kind, kinds = pd.factorize(log["activity"])
    cells = np.zeros((len(people), months, len(kinds)))
    np.add.at(cells, (who, month - first, kind), log["hours"].to_numpy(np.float64))
    hours = cells.sum(axis=2)
    shares = np.divide(
        cells, hours[:, :, None], out=np.zeros_like(cells), where=hours[:, :, None] > 0
    )
    begun, ended = np.full(len(people), NEVER), np.full(len(people), -NEVER)
    np.minimum.at(begun, who, day)
    np.maximum.at(ended, who, day)
    names = np.asarray(people, dtype=object)
    brought = {name: np.zeros(hours.shape) for name in OUTPUTS}
    for name, (person, on, worth) in zip(OUTPUTS, _brought(company, sales, names), strict=True):
        noted = (person >= 0) & (on >= begun[person]) & (on <= ended[person])
        person, on, worth = person[noted], on[noted], worth[noted]
        np.add.at(brought[name], (person, _month(on) - first), worth)
    days = (first + np.arange(months)).astype("datetime64[M]").astype("datetime64[D]")
    return Specialising(
        names, days.astype(np.int64), hours, (shares**2).sum(axis=2), brought, len(kinds)
    )


def _month(day: Ints) -> Ints:
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _brought(
    company: Company, sales: Sales, people: Texts
) -> tuple[tuple[Ints, Ints, Floats], tuple[Ints, Ints, Floats]]:
    """New clients, then repeat orders: the person's place in `people` or −1, the day, the worth."""
    book, past = sales.book, past_owners(company, sales)
    everyone, first = np.arange(len(book.client_ids)), book.first_deal
    bought = np.flatnonzero(first < NEVER)
    orders = book.orders
    begin = orders.position(everyone, np.minimum(first, book.as_of))[orders.client]
    repeat = np.flatnonzero(np.arange(len(orders)) >= begin)
    entered = _places(people, book.employee_ids)[orders.employee[repeat]]
    won_by = np.full(len(bought), -1)
    if past is not None and past.owned:
        places = _places(people, past.holdings.employee_ids)
        won_by = places[past.holdings.on(bought, first[bought])[0]]
        owner = places[past.holdings.on(orders.client[repeat], orders.day[repeat])[0]]
        entered = np.where(orders.employee[repeat] >= 0, entered, owner)
    worth = np.diff(book.money_to)[repeat].astype(np.float64)
    return (
        (won_by, first[bought].astype(np.int64), np.ones(len(bought))),
        (entered, orders.day[repeat].astype(np.int64), worth),
    )


def _places(people: Texts, ids: Texts) -> Ints:
    """The place in `people` of each id, and last −1 for nobody."""
    return np.append(pd.Index(people).get_indexer(pd.Index(ids, dtype=object)), -1)
