"""Whose history counts: the clients who are new within the data."""

from __future__ import annotations

from datetime import date

import numpy as np

from kit.company.model import Company
from kit.language import Text, say, say_n
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, grid, judgeable, rules_in_force
from kit.triggers.kernel import run
from kit.triggers.result import Result
from kit.triggers.rules import Trigger

RUN_IN_DAYS = 365  # the default run-in, where the data span RUN_IN_YEARS or more
RUN_IN_YEARS = 3
MIN_CLIENTS = 20  # fewer clients than this carry no comparison


def in_months(days: int) -> int:
    """A span of days as the months that people call it: 182 days are 6 months, 365 are 12."""
    return round(days * 12 / 365)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return int(np.datetime64(day, "D").astype(np.int64))


def lookback(company: Company, sales: Sales) -> int:
    """Days of run-in: as the company set it, else by how long the data are."""
    if company.settings.lookback is not None:
        return company.settings.lookback
    return RUN_IN_DAYS if whole_years(sales) >= RUN_IN_YEARS else 0


def whole_years(sales: Sales) -> int:
    """How many whole years the data span."""
    start, end = sales.start, sales.as_of
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def cohort_from(company: Company, sales: Sales) -> int:
    """The first day (since 1970-01-01) on which a first deal makes a client new."""
    return day_number(sales.start) + lookback(company, sales)


def fire(
    company: Company, sales: Sales, triggers: tuple[Trigger, ...], *, clients: bool = True
) -> Result:
    """What the triggers, let loose on the company's histories, would have done.

    The company's candidates, the rules it has in force and the settings of the grid fire together,
    in one pass for all who ask; other triggers take a pass of their own.

    Parameters
    ----------
    triggers
        Rules that these data can judge.
    clients
        Whether every client is wanted one by one, or only the sums.
    """
    common = sales.book.once("firings", company, lambda: _fire_all(company, sales))
    if not common.has(triggers, clients=clients):
        return _fire(company, sales, triggers, keep=triggers if clients else ())
    return common.only(triggers)


def _fire_all(company: Company, sales: Sales) -> Result:
    rules = dict.fromkeys((*rules_in_force(company), *candidates(company, sales)))
    keep = judgeable(rules, sales)
    every = tuple(dict.fromkeys((*keep, *grid(sales))))
    return _fire(company, sales, every, keep=keep)


def _fire(
    company: Company, sales: Sales, triggers: tuple[Trigger, ...], *, keep: tuple[Trigger, ...]
) -> Result:
    return run(
        sales.book,
        triggers,
        as_of=day_number(sales.as_of),
        cohort_from=cohort_from(company, sales),
        silence=sales.book.silence,
        keep=keep,
    )


def run_in_caveat(company: Company, sales: Sales, left_out: int) -> Text:
    """What the run-in leaves out, or what it means that there is none."""
    days = lookback(company, sales)
    if days == 0 and company.settings.lookback is None:
        return say(
            "Clients who ordered before {start} look new here and may not be. The data span less "
            "than {years} years, so no run-in was left out.",
            start=sales.start,
            years=RUN_IN_YEARS,
        )
    if days == 0:
        return say(
            "Clients who ordered before {start} look new here and may not be: no run-in was left "
            "out, as the setting asks.",
            start=sales.start,
        )
    return say_n(
        "{n} client is left out: its first deal falls within the first {days} of the data, so "
        "it may not be new.",
        "{n} clients are left out: their first deal falls within the first {days} of the "
        "data, so they may not be new.",
        left_out,
        days=say_n("{n} day", "{n} days", days),
    )
