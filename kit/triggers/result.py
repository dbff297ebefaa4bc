"""What a run of the triggers gives: figures for each rule, and for each client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER, Bools, Ints
from kit.triggers.firing import Fired
from kit.triggers.rules import Trigger

LATER_DAYS = 182  # six months after firing: does the condition still hold?
SECOND_YEAR = (365, 730)  # days from the first deal
BY_RULE = (
    "known fired maybe days follow_known follow_fired before after margin_before margin_after "
    "deals_before deals_unfired deals_known too_early_of too_early_n early_by_deals ended_by_deals "
    "active"
).split()


@dataclass(frozen=True)
class Result:
    """What the triggers would have done; arrays have one row per trigger, in the order given.

    All figures but those of `per_client` are over the cohort: clients whose first deal falls on or
    after `cohort_from`. Money is in minor units; histograms over days have index 0 to `as_of` −
    first day of the data.

    Attributes
    ----------
    triggers, as_of, cohort_from, silence
        As given to `run`.
    clients
        Clients in the cohort.
    without_deal
        Clients with orders but no deal up to `as_of` (returns only): no clients of the back-test.
    known
        [s] clients for whom the data can tell whether the rule fires.
    fired, maybe
        [s] of those: fired; did not fire for certain, but would at the lowest budget that is known.
    days
        [s, t] fired clients by days from their first deal to firing (0 for a contract before it).
    follow_known, follow_fired
        [s, t] known and fired clients by days from their first deal to `as_of`.
    before, after, margin_before, margin_after
        [s] amount and margin of the fired clients up to and including the day of firing, and after.
    margin_known
        Whether every order in the data has a margin; otherwise those without count as 0.
    deals_before
        [s] deals of the fired clients after their first and up to firing: the hunter served them.
    deals_unfired
        [s] deals after the first of the known clients that did not fire.
    deals_known
        [s] all deals of the known clients, the first included.
    too_early_of, too_early_n
        [s] fired clients watched for 180 days after firing; those without a deal in these days.
    early_by_deals
        [s, k] the clients of `too_early_of` by their number of deals up to firing, 0 to 50 (50: or
        more).
    ended_by_deals
        [s, k] those of them without a deal in the 180 days after their last one up to firing.
    base_of, base_n
        [k] whatever the rule: days with deals of cohort clients at whose end they have k deals (50:
        or more), watched for 180 days; those without a deal in these days. Nothing is counted at 0.
    active
        [s] clients handed over on the morning after the rule fired, or the first after it on which
        they were active, and active on the evening of `as_of`.
    kept, per_client
        The triggers whose firings are known client by client, and these, a column for each.
    """

    triggers: tuple[Trigger, ...]
    as_of: int
    cohort_from: int
    silence: int
    clients: int
    without_deal: int
    known: Ints
    fired: Ints
    maybe: Ints
    days: Ints
    follow_known: Ints
    follow_fired: Ints
    before: Ints
    after: Ints
    margin_before: Ints
    margin_after: Ints
    margin_known: bool
    deals_before: Ints
    deals_unfired: Ints
    deals_known: Ints
    too_early_of: Ints
    too_early_n: Ints
    early_by_deals: Ints
    ended_by_deals: Ints
    base_of: Ints
    base_n: Ints
    active: Ints
    kept: tuple[Trigger, ...]
    per_client: PerClient

    def has(self, triggers: Sequence[Trigger], *, clients: bool) -> bool:
        """Whether these triggers are among those fired; `clients`: client by client."""
        return set(triggers) <= set(self.kept if clients else self.triggers)

    def only(self, triggers: Sequence[Trigger]) -> Result:
        """The same figures for some of the triggers, in the order given."""
        if tuple(triggers) == self.triggers == self.kept:
            return self
        places = [self.triggers.index(rule) for rule in triggers]
        kept = tuple(rule for rule in triggers if rule in self.kept)
        return replace(
            self,
            triggers=tuple(triggers),
            kept=kept,
            per_client=self.per_client.columns([self.kept.index(rule) for rule in kept]),
            **{name: getattr(self, name)[places] for name in BY_RULE},
        )


@dataclass(frozen=True)
class PerClient:
    """Every client with a deal, inside the cohort or not, in the order of the book's numbers.

    Arrays have one entry per client, matrices one row per client and one column per trigger. Days
    count from 1970-01-01 and are -1 where there is none; money is in minor units.

    Attributes
    ----------
    number, client_ids, cohort
        The client's number in the book and its id, and whether its first deal is late enough to
        belong to the cohort.
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

    number: Ints
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

    def columns(self, places: Sequence[int]) -> PerClient:
        """The same clients, with some of the triggers."""
        if list(places) == list(range(self.fired_on.shape[1])):
            return self
        matrices = {name: value[:, places] for name, value in vars(self).items() if value.ndim == 2}
        return replace(self, **matrices)


class Gathered:
    """Blocks of clients, one after the other, in room for all `clients` of the book."""

    def __init__(self, clients: int) -> None:
        self._room, self._filled = clients, 0
        self._columns: dict[str, npt.NDArray[Any]] = {}

    def add(self, block: PerClient) -> None:
        """The next clients."""
        begin = self._filled
        self._filled += len(block.number)
        for name, values in vars(block).items():
            if name not in self._columns:
                self._columns[name] = np.empty((self._room, *values.shape[1:]), values.dtype)
            self._columns[name][begin : self._filled] = values

    def all(self) -> PerClient:
        """All clients; at least one block has to be there."""
        return PerClient(**{name: of[: self._filled] for name, of in self._columns.items()})


def per_client(
    fired: Fired, triggers: Sequence[Trigger], book: OrderBook, cohort: Bools
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
        number=days.code,
        client_ids=book.client_ids[days.code],
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
