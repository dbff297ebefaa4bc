"""What each rule means for each single client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from kit.sales.history import Histories
from kit.sales.stream import NEVER, Bools, Ints
from kit.triggers.plan import Fired
from kit.triggers.rules import Trigger

LATER_DAYS = 182  # six months after firing: does the condition still hold?
SECOND_YEAR = (365, 730)  # days from the first deal


@dataclass(frozen=True)
class PerClient:
    """Every client with a deal, inside the cohort or not, in the order of `client_ids`.

    Arrays have one entry per client, matrices one row per client and one column per trigger. Days
    count from 1970-01-01 and are -1 where there is none; money is in minor units.

    Attributes
    ----------
    client_ids, cohort
        The client, and whether its first deal is late enough to belong to the cohort.
    first_deal, last_deal, deals
        Days of the first and last deal; number of deals.
    total, margin_total
        Amount and margin of all orders, returns taken off; `margin_known`: whether every order of
        the client has a margin (one that has not counts as 0 in all sums of margin).
    second_year
        Amount of the orders more than 365 and at most 730 days after the first deal. Whether those
        days lie before `as_of` is for the reader to check.
    fired_on, maybe_on
        The day of firing, and the day from which it is possible: earlier than `fired_on` only where
        the budget is known as a range. A contract keeps its signing day even before the first deal.
    known
        Whether the data can tell if the rule fires for this client.
    before, margin_before, deals_at
        Amount, margin and number of deals up to and including the day of firing; 0 if not fired.
    next_deal
        The first day with a deal after the day of firing.
    holds_later
        Whether the rule's condition still holds 182 days after firing: 1 or 0; -1 where it did not
        fire or those days are not over at `as_of`.
    """

    client_ids: npt.NDArray[np.object_]
    cohort: Bools
    first_deal: Ints
    last_deal: Ints
    deals: Ints
    total: Ints
    margin_total: Ints
    margin_known: Bools
    second_year: Ints
    fired_on: Ints
    maybe_on: Ints
    known: Bools
    before: Ints
    margin_before: Ints
    deals_at: Ints
    next_deal: Ints
    holds_later: npt.NDArray[np.int8]

    @classmethod
    def joined(cls, blocks: Sequence[PerClient], triggers: int) -> PerClient:
        """Several blocks of clients, one after the other."""
        if not blocks:
            return cls._empty(triggers)
        return cls(
            *(np.concatenate([getattr(one, field.name) for one in blocks]) for field in fields(cls))
        )

    @classmethod
    def _empty(cls, triggers: int) -> PerClient:
        none, no_matrix = np.zeros(0, np.int64), np.zeros((0, triggers), np.int64)
        nobody = none.astype(np.bool_)
        return cls(
            client_ids=none.astype(object),
            cohort=nobody,
            first_deal=none,
            last_deal=none,
            deals=none,
            total=none,
            margin_total=none,
            margin_known=nobody,
            second_year=none,
            fired_on=no_matrix,
            maybe_on=no_matrix,
            known=no_matrix.astype(np.bool_),
            before=no_matrix,
            margin_before=no_matrix,
            deals_at=no_matrix,
            next_deal=no_matrix,
            holds_later=no_matrix.astype(np.int8),
        )


def per_client(
    fired: Fired, triggers: Sequence[Trigger], histories: Histories, cohort: Bools
) -> PerClient:
    """The clients of one batch; their days come from the same firings as the tallies."""
    days, everyone = fired.days, fired.days.everyone
    shape = (days.clients, len(triggers))
    fired_on, maybe_on = np.full(shape, -1), np.full(shape, -1)
    known = np.zeros(shape, np.bool_)
    before, margin_before, deals_at = (np.zeros(shape, np.int64) for _ in range(3))
    next_deal, holds_later = np.full(shape, -1), np.full(shape, -1, np.int8)
    for at, rule in enumerate(triggers):
        certain, possible = fired.first(rule)
        fired_on[:, at], maybe_on[:, at] = _or_none(certain), _or_none(possible)
        known[:, at] = fired.known(rule)

        who = np.flatnonzero(certain != NEVER)
        day = certain[who]
        position, start = days.position(who, day), days.start[who]
        before[who, at] = days.amount_to[position] - days.amount_to[start]
        margin_before[who, at] = days.margin_to[position] - days.margin_to[start]
        deals_at[who, at] = days.deals_to[position] - days.deals_to[start]
        next_deal[who, at] = _or_none(days.next_deal(who, position))

        over = day + LATER_DAYS <= fired.as_of
        who, later = who[over], day[over] + LATER_DAYS
        holds_later[who, at] = fired.holds(rule, who, later)

    year_begins, year_ends = (
        days.position(everyone, days.first_deal + after) for after in SECOND_YEAR
    )
    return PerClient(
        client_ids=histories.client_ids[days.code],
        cohort=cohort,
        first_deal=days.first_deal,
        last_deal=days.last_deal,
        deals=days.total(days.deals_to),
        total=days.total(days.amount_to),
        margin_total=days.total(days.margin_to),
        margin_known=days.margin_known,
        second_year=days.amount_to[year_ends] - days.amount_to[year_begins],
        fired_on=fired_on,
        maybe_on=maybe_on,
        known=known,
        before=before,
        margin_before=margin_before,
        deals_at=deals_at,
        next_deal=next_deal,
        holds_later=holds_later,
    )


def _or_none(day: Ints) -> Ints:
    return np.where(day == NEVER, -1, day)
