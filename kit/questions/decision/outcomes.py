"""What happened to each client after each rule would have fired, within the same months for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kit.sales.book import OrderBook
from kit.sales.lanes import Bools, Floats, Ints
from kit.triggers.result import PerClient
from kit.triggers.tally import EARLY_DAYS

DAYS_PER_MONTH = 365.25 / 12
YEAR_DAYS = 365
EARLY_DEALS = 3  # with fewer deals than this a client is handed over early


@dataclass(frozen=True)
class Outcomes:
    """Clients × rules; a client without a firing within the horizon has zeros.

    Attributes
    ----------
    client_ids, first_deal, days
        The clients; their first deals, since 1970-01-01; the horizon in days from then on.
    fired, early, coverage, watched, lost
        Whether the rule fires within the horizon; with fewer than three deals by then; within a
        year; at least 180 days before `as_of`; and of these, without a deal in those 180 days.
    margin, unpriced
        After the day of firing: margin of the orders that have one, and revenue of those that have
        none; minor units, returns taken off.
    later_margin, later_unpriced
        The same two, from 365 days after firing on.
    deals, months
        After the day of firing: deals, and months until the end of the horizon, or until the last
        deal where the client is silent by then.
    total, total_unpriced, first_year, first_year_unpriced
        Per client: the same two sums over the whole horizon, and over the first 365 days.
    """

    client_ids: npt.NDArray[np.object_]
    first_deal: Ints
    days: int
    fired: Bools
    early: Bools
    coverage: Bools
    watched: Bools
    lost: Bools
    margin: Floats
    unpriced: Floats
    later_margin: Floats
    later_unpriced: Floats
    deals: Floats
    months: Floats
    total: Floats
    total_unpriced: Floats
    first_year: Floats
    first_year_unpriced: Floats

    @property
    def clients(self) -> int:
        """How many clients."""
        return len(self.client_ids)

    @property
    def rules(self) -> int:
        """How many rules."""
        return int(self.fired.shape[1])

    def only(self, which: Bools) -> Outcomes:
        """Some of the clients."""
        return Outcomes(
            **{
                name: value if name == "days" else value[which]
                for name, value in vars(self).items()
            }
        )


def horizon_days(months: int) -> int:
    """12 and 24 months are 365 and 730 days."""
    return round(months * YEAR_DAYS / 12)


def outcomes(
    book: OrderBook,
    clients: PerClient,
    rules: Sequence[int],
    *,
    as_of: int,
    silence: int,
    months: int,
) -> Outcomes:
    """Follow every new client for `months` months from its first deal, under every rule.

    Parameters
    ----------
    book
        The orders behind `clients`.
    clients
        The kernel's result, client by client; those of the cohort who can be watched for the whole
        time are followed.
    rules
        Which of the triggers of `clients`.
    as_of, silence
        The last day used, since 1970-01-01; days without a deal after which a client is silent.

    Notes
    -----
    A contract signed before the first deal hands the client over on the day of the first deal, as
    `deal 1` does. What happens on the day of firing still belongs to the hunter.
    """
    horizon = horizon_days(months)
    chosen = np.flatnonzero(clients.cohort & (clients.first_deal + horizon <= as_of))
    orders, number = book.orders, clients.number[chosen]
    first = clients.first_deal[chosen]
    end = first + horizon
    begin = orders.position(number, first - 1)
    stop, year = orders.position(number, end), orders.position(number, first + YEAR_DAYS)
    last = orders.previous_deal(number, stop)
    until = np.where(last + silence < end, last, end)

    shape = (len(chosen), len(rules))
    fired, early, coverage, watched, lost = (np.zeros(shape, np.bool_) for _ in range(5))
    margin, unpriced, later, later_unpriced, deals, active = (np.zeros(shape) for _ in range(6))
    for column, rule in enumerate(rules):
        day = np.maximum(clients.fired_on[chosen, rule], first)
        within = (clients.fired_on[chosen, rule] >= 0) & (day <= end)
        at = orders.position(number, day)
        fired[:, column] = within
        early[:, column] = within & (orders.deals_to[at] - orders.deals_to[begin] < EARLY_DEALS)
        coverage[:, column] = within & (day <= first + YEAR_DAYS)
        following = clients.next_deal[chosen, rule]
        before_first = clients.fired_on[chosen, rule] < first
        if before_first.any():  # the kernel looks from the signing day on
            next_deal = orders.next_deal(number, at)
            later_deal = np.where(next_deal <= as_of, next_deal, -1)
            following = np.where(before_first, later_deal, following)
        seen = within & (day + EARLY_DAYS <= as_of)
        watched[:, column] = seen
        lost[:, column] = seen & ((following < 0) | (following > day + EARLY_DAYS))
        in_a_year = orders.position(number, np.minimum(day + YEAR_DAYS, end))
        for target, sums, since in (
            (margin, orders.margin_to, at),
            (unpriced, orders.unpriced_to, at),
            (later, orders.margin_to, in_a_year),
            (later_unpriced, orders.unpriced_to, in_a_year),
            (deals, orders.deals_to, at),
        ):
            target[:, column] = np.where(within, sums[stop] - sums[since], 0)
        active[:, column] = np.where(within, np.maximum(until - day, 0), 0) / DAYS_PER_MONTH
    return Outcomes(
        client_ids=clients.client_ids[chosen],
        first_deal=first,
        days=horizon,
        fired=fired,
        early=early,
        coverage=coverage,
        watched=watched,
        lost=lost,
        margin=margin,
        unpriced=unpriced,
        later_margin=later,
        later_unpriced=later_unpriced,
        deals=deals,
        months=active,
        total=_between(orders.margin_to, begin, stop),
        total_unpriced=_between(orders.unpriced_to, begin, stop),
        first_year=_between(orders.margin_to, begin, year),
        first_year_unpriced=_between(orders.unpriced_to, begin, year),
    )


def _between(sums: Ints, begin: Ints, end: Ints) -> Floats:
    return (sums[end] - sums[begin]).astype(np.float64)
