"""When each rule fires: a whole family of thresholds at once, or one rule for every client.

Along a client's history the best value so far (deals counted, the largest window sum) only rises,
and each row that raises it fires a run of neighbouring thresholds, those between the old best and
the new. So fifty thresholds are found in the time of one: rank the value among the sorted
thresholds, take the running maximum, and keep the rows where it rises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from kit.sales.stream import NEVER, Ints
from kit.triggers.days import OrderDays
from kit.triggers.rules import Tenure

YEAR = 365  # days over which a client's orders are set against its annual budget


@dataclass(frozen=True)
class Firings:
    """Clients that fire, and for which settings of a family.

    Each entry: `client` fires on `day` for the settings `low` to `high` − 1; `position` is the
    place in the batch's `OrderDays` after the last row up to and including that day. A client has
    several entries where its thresholds fire on different days, never two for one setting.
    """

    client: Ints
    day: Ints
    position: Ints
    low: Ints
    high: Ints

    def renumbered(self, first: int) -> Firings:
        """The same firings, where the family's settings are numbered from `first` on."""
        return replace(self, low=self.low + first, high=self.high + first)

    def first_days(self, setting: int, clients: int) -> Ints:
        """The day on which each client fires for one setting; `NEVER` where it does not."""
        first = np.full(clients, NEVER)
        here = (self.low <= setting) & (setting < self.high)
        first[self.client[here]] = self.day[here]
        return first


def fire_deals(days: OrderDays, counts: Ints) -> Firings:
    """The n-th deal, for sorted `counts` n."""
    base = days.deals_to[days.start[days.client]]
    before, after = days.deals_to[:-1] - base, days.deals_to[1:] - base
    rows = np.flatnonzero((before < counts[-1]) & (after >= counts[0]))
    low = np.searchsorted(counts, before[rows], side="right")
    high = np.searchsorted(counts, after[rows], side="right")
    rises = high > low
    return _firings(days, rows[rises], low[rises], high[rises])


def fire_volumes(days: OrderDays, window: int, amounts: Ints) -> Firings:
    """Regular orders of the last `window` days, with two deals or more among them.

    `amounts`: sorted thresholds, minor units.
    """
    begin = days.window_start(window)
    sums = days.regular_to[1:] - days.regular_to[begin]
    deals = days.regular_deals_to[1:] - days.regular_deals_to[begin]
    rows = np.flatnonzero((deals >= 2) & (sums >= amounts[0]))
    return _rises(days, rows, np.searchsorted(amounts, sums[rows], side="right"))


def fire_shares(days: OrderDays, budget: Ints, percents: Sequence[Decimal]) -> Firings:
    """All orders of the last 365 days as a share of each client's annual `budget` (minor units).

    `percents`: sorted. A budget of 0 is one that is not known: it never fires.
    """
    begin = days.window_start(YEAR)
    sums = days.amount_to[1:] - days.amount_to[begin]
    rows = np.flatnonzero((budget[days.client] > 0) & (sums > 0))
    whole, thresholds, number = _whole_percents(percents, int(budget.max(initial=0)))
    of = budget[days.client[rows]].astype(number)
    # In whole numbers: sum / budget ≥ percent, beyond the budget it is all one.
    reached = np.minimum(sums[rows].astype(number), of) * whole // of
    return _rises(days, rows, np.searchsorted(thresholds, reached, side="right"))


def first_tenure(days: OrderDays, rule: Tenure, as_of: int) -> Ints:
    """The first day on or after first deal + T, up to `as_of`, with a deal in the last K days."""
    due = days.first_deal + rule.days
    position = days.position(days.everyone, due)
    active = due - days.previous_deal(days.everyone, position) <= rule.active
    day = np.where(active, due, days.next_deal(days.everyone, position))
    return np.where(day <= as_of, day, NEVER)


def _whole_percents(
    percents: Sequence[Decimal], budget: int
) -> tuple[int, npt.NDArray[np.int64] | npt.NDArray[np.object_], type[np.int64] | type[object]]:
    """100 % and the percents in whole units of their last decimal, and a type that holds them."""
    decimals = max(0, *(-int(percent.as_tuple().exponent) for percent in percents))
    whole = 100 * 10**decimals
    units = [int(Fraction(percent) * 10**decimals) for percent in percents]
    number = np.int64 if budget * whole < 2**62 else object
    return whole, np.array(units, dtype=number), number


def _rises(days: OrderDays, rows: Ints, reached: npt.NDArray[np.intp]) -> Firings:
    """Entries for those of `rows` that reach more thresholds than the client's rows before."""
    client = days.client[rows]
    # Lifting each client above the one before lets one running maximum serve them all.
    step = int(reached.max(initial=0)) + 1
    best = np.maximum.accumulate(client * step + reached) - client * step
    before = np.empty_like(best)
    before[:1] = 0
    before[1:] = np.where(client[1:] == client[:-1], best[:-1], 0)
    rises = best > before
    return _firings(days, rows[rises], before[rises], best[rises])


def _firings(days: OrderDays, rows: Ints, low: Ints, high: Ints) -> Firings:
    return Firings(days.client[rows], days.day[rows], rows + 1, low, high)
