"""Whose history counts: the clients who are new within the data."""

from __future__ import annotations

from datetime import date

import numpy as np

from kit.company.model import Company
from kit.language import Text, say, say_n
from kit.sales.history import Histories, silence_days
from kit.sales.tables import Sales
from kit.triggers.kernel import run
from kit.triggers.result import Result
from kit.triggers.rules import Trigger

RUN_IN_DAYS = 365  # the default run-in, where the data span RUN_IN_YEARS or more
RUN_IN_YEARS = 3
MIN_CLIENTS = 20  # fewer clients than this carry no comparison


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return int(np.datetime64(day, "D").astype(np.int64))


def lookback(company: Company, sales: Sales) -> int:
    """Days of run-in: as the company set it, else by how long the data are."""
    if company.settings.lookback is not None:
        return company.settings.lookback
    whole_years = sales.as_of.year - sales.start.year
    if (sales.as_of.month, sales.as_of.day) < (sales.start.month, sales.start.day):
        whole_years -= 1
    return RUN_IN_DAYS if whole_years >= RUN_IN_YEARS else 0


def cohort_from(company: Company, sales: Sales) -> int:
    """The first day (since 1970-01-01) on which a first deal makes a client new."""
    return day_number(sales.start) + lookback(company, sales)


def fire(
    company: Company, sales: Sales, triggers: tuple[Trigger, ...], *, clients: bool = True
) -> tuple[Result, int]:
    """Let every trigger fire over the company's histories.

    Returns the kernel's result (with its per-client part unless `clients` is False) and the days
    without an order after which this company's clients count as silent.
    """
    histories = Histories.of(sales)
    silence = silence_days(histories)
    result = run(
        histories,
        triggers,
        as_of=day_number(sales.as_of),
        cohort_from=cohort_from(company, sales),
        silence=silence,
        keep=clients,
    )
    return result, silence


def run_in_caveat(company: Company, sales: Sales, left_out: int) -> Text:
    """What the run-in leaves out, or what it means that there is none."""
    days = lookback(company, sales)
    if days == 0 and company.settings.lookback is None:
        return say(
            "Clients who ordered before {start} look new here and may not be: the data span less "
            "than {years} years, so no run-in was left out (--lookback sets one).",
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
        "{n} client whose first deal falls within the first {days} days of the data looks new and "
        "may not be: left out of these figures.",
        "{n} clients whose first deal falls within the first {days} days of the data look new and "
        "may not be: left out of these figures.",
        left_out,
        days=days,
    )
