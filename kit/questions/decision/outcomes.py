"""What happened to each client after each rule would have fired, within the same months for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.sales.tables import Sales
from kit.triggers.clients import PerClient

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

DAYS_PER_MONTH = 365.25 / 12
YEAR_DAYS = 365
EARLY_DEALS = 3  # with fewer deals than this a client is handed over early
AGAIN_DAYS = 180  # no deal for so long after firing: handed over too early


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
    sales: Sales, clients: PerClient, rules: Sequence[int], *, as_of: int, silence: int, months: int
) -> Outcomes:
    """Follow every new client for `months` months from its first deal, under every rule.

    Parameters
    ----------
    sales
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
    orders = _Orders.of(sales, clients.client_ids, as_of)
    first = clients.first_deal[chosen]
    end = first + horizon
    begin = orders.position(chosen, first - 1)
    stop, year = orders.position(chosen, end), orders.position(chosen, first + YEAR_DAYS)
    last = orders.last_deal(chosen, end)
    until = np.where(last + silence < end, last, end)

    shape = (len(chosen), len(rules))
    fired, early, coverage, watched, lost = (np.zeros(shape, np.bool_) for _ in range(5))
    margin, unpriced, later, later_unpriced, deals, active = (np.zeros(shape) for _ in range(6))
    for column, rule in enumerate(rules):
        day = np.maximum(clients.fired_on[chosen, rule], first)
        within = (clients.fired_on[chosen, rule] >= 0) & (day <= end)
        at = orders.position(chosen, day)
        fired[:, column] = within
        early[:, column] = within & (orders.deals_to[at] - orders.deals_to[begin] < EARLY_DEALS)
        coverage[:, column] = within & (day <= first + YEAR_DAYS)
        following = clients.next_deal[chosen, rule]
        before_first = clients.fired_on[chosen, rule] < first
        if before_first.any():  # the kernel looks from the signing day on
            following = np.where(before_first, orders.next_deal(chosen, day), following)
        seen = within & (day + AGAIN_DAYS <= as_of)
        watched[:, column] = seen
        lost[:, column] = seen & ((following < 0) | (following > day + AGAIN_DAYS))
        in_a_year = orders.position(chosen, np.minimum(day + YEAR_DAYS, end))
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


@dataclass(frozen=True)
class _Orders:
    """All orders by client and day, with the sums before each position."""

    key: Ints
    lane: int
    origin: int
    margin_to: Ints
    unpriced_to: Ints
    deals_to: Ints
    deal_key: Ints

    @classmethod
    def of(cls, sales: Sales, client_ids: npt.NDArray[np.object_], as_of: int) -> _Orders:
        table = sales.orders
        client = pd.Index(client_ids).get_indexer(pd.Index(table["client_id"]))
        day = table["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
        amount = table["amount"].to_numpy(np.int64)
        priced = table["margin"].notna().to_numpy()
        margin = table["margin"].fillna(0).to_numpy(np.int64)
        used = (client >= 0) & (day <= as_of)
        client, day, amount = client[used], day[used], amount[used]
        priced, margin = priced[used], margin[used]
        origin = int(day.min(initial=as_of)) - 2
        lane = as_of - origin + 2
        key = client * lane + (day - origin)
        order = np.argsort(key, kind="stable")
        key = key[order]
        deal = amount[order] > 0
        return cls(
            key,
            lane,
            origin,
            _sums_to(margin[order]),
            _sums_to(np.where(priced, 0, amount)[order]),
            _sums_to(deal.astype(np.int64)),
            key[deal],
        )

    def _place(self, client: Ints, day: Ints) -> Ints:
        return client * self.lane + np.clip(day - self.origin, 0, self.lane - 1)

    def position(self, client: Ints, day: Ints) -> Ints:
        """The position after each client's last order up to and including `day`."""
        return np.searchsorted(self.key, self._place(client, day), side="right")

    def last_deal(self, client: Ints, day: Ints) -> Ints:
        """The day of the last deal up to and including `day`; there has to be one."""
        place = np.searchsorted(self.deal_key, self._place(client, day), side="right") - 1
        return self.deal_key[place] - client * self.lane + self.origin

    def next_deal(self, client: Ints, day: Ints) -> Ints:
        """The day of the first deal after `day`; -1 where there is none."""
        if not len(self.deal_key):
            return np.full(len(client), -1)
        place = np.searchsorted(self.deal_key, self._place(client, day), side="right")
        key = self.deal_key[np.minimum(place, len(self.deal_key) - 1)]
        found = (place < len(self.deal_key)) & (key // self.lane == client)
        return np.where(found, key - client * self.lane + self.origin, -1)


def _sums_to(values: Ints) -> Ints:
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums
