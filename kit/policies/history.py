"""What replays of several policies have in common: a span of days, and who was active in it.

Two moments of a day matter. On its *morning* it is decided by what was known on the evening before;
on its *evening* the day's orders are in. A client whose last deal was on day d is active on the
evenings from d on, for `silence` days, unless a deal follows that prolongs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER, Bools, Floats, Ints, Whole, rows_between

YEAR = 365  # days over which it is told what a client brings
LEAST_DAYS = 91  # a client younger than this is not taken to bring more for it
DAYS_PER_MONTH = 365.25 / 12
MIX = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


@dataclass(frozen=True)
class Runs:
    """Times without a silence: deals of one client with at most so many days between them.

    Attributes
    ----------
    client, first, last
        Of each run: the client, and the days of its first and last deal; by client and day. There
        are many of them, and 32 bits hold them.
    to
        Per client: where its runs begin, and the number of runs at the end.
    """

    client: Whole
    first: Whole
    last: Whole
    to: Ints

    def of(self, client: Whole) -> tuple[Ints, Ints]:
        """All runs of some clients: which of the clients asked, and the places of their runs."""
        begin, end = self.to[client], self.to[client + 1]
        places, _ = rows_between(begin, end)
        return np.repeat(np.arange(len(client)), end - begin), places


@dataclass(frozen=True)
class Turns:
    """Mornings on which clients become active or silent, by morning.

    Attributes
    ----------
    client, morning
        Who, and when.
    active
        Whether it is active from then on.
    """

    client: Whole
    morning: Whole
    active: Bools


@dataclass(frozen=True)
class Stretches:
    """What one client brought and dealt from one of some days to the next.

    Attributes
    ----------
    ends
        The days, ascending.
    client, brought, dealt
        Of each stretch: the client, money in minor units, and deals; by day, then by client.
    to
        Where the stretches that begin on each day begin, and their number at the end.
    """

    ends: Ints
    client: Whole
    brought: Ints
    dealt: Whole
    to: Ints


@dataclass(frozen=True)
class History:
    """The orders from one day to another, days since 1970-01-01, both included.

    Attributes
    ----------
    book
        The orders; what is later than `as_of` is not looked at.
    start, as_of
        The first and the last day of the replay.
    silence
        A client without a deal for so many days is not active.
    """

    book: OrderBook
    start: int
    as_of: int
    silence: int
    _runs: dict[int, Runs] = field(default_factory=dict, repr=False)

    @property
    def clients(self) -> int:
        """How many clients the order book has."""
        return len(self.book.client_ids)

    def runs(self, length: int) -> Runs:
        """Every client's runs of deals that no silence of so many days parts."""
        if length not in self._runs:
            self._runs[length] = self._found_runs(length)
        return self._runs[length]

    def _found_runs(self, length: int) -> Runs:
        orders, found = self.book.orders, []
        for begin, end in self.book.parts():
            deal = np.diff(orders.deals_to[begin : end + 1]) > 0
            deal &= orders.day[begin:end] <= self.as_of
            client, day = orders.client[begin:end][deal], orders.day[begin:end][deal]
            changes = np.ones(len(day) + 1, np.bool_)
            changes[1:-1] = (client[1:] != client[:-1]) | (day[1:] > day[:-1] + length)
            first = np.flatnonzero(changes[:-1])
            of_run = (client[first], day[first], day[changes[1:]])
            found.append([values.astype(np.int32) for values in of_run])
        client, first_day, last_day = (np.concatenate(of) for of in zip(*found, strict=True))
        to = np.searchsorted(client, np.arange(self.clients + 1))
        return Runs(client, first_day, last_day, to)

    @cached_property
    def months(self) -> npt.NDArray[np.datetime64]:
        """The first day of each calendar month that the span touches."""
        ends = np.array([self.start, self.as_of], "datetime64[D]").astype("datetime64[M]")
        return np.arange(ends[0], ends[1] + 1)

    @cached_property
    def edges(self) -> Ints:
        """The first day of each month in the span, and the day after the last."""
        firsts = self.months.astype("datetime64[D]").astype(np.int64)
        return np.append(np.maximum(firsts, self.start), self.as_of + 1)

    @cached_property
    def month_days(self) -> Ints:
        """How many days each calendar month has."""
        following = (self.months + 1).astype("datetime64[D]").astype(np.int64)
        days: Ints = following - self.months.astype("datetime64[D]").astype(np.int64)
        return days

    def month_of(self, day: Ints) -> Ints:
        """The month of days inside the span."""
        month: Ints = np.searchsorted(self.edges, day, side="right") - 1
        return month

    def mornings(self, calendar: str) -> Ints:
        """The days on which clients are handed over."""
        days = np.arange(self.start, self.as_of + 1)
        if calendar == "daily":
            return days
        whole = days.astype("datetime64[D]")
        months = whole.astype("datetime64[M]")
        first = whole == months
        if calendar == "quarterly":
            first &= months.astype(np.int64) % 3 == 0
        mornings: Ints = days[first]
        return mornings

    @cached_property
    def order_month(self) -> npt.NDArray[np.int16]:
        """The month of every order; -1 outside the span."""
        month = np.full(len(self.book.orders), -1, np.int16)
        of_day = self.month_of(np.arange(self.start, self.as_of + 1)).astype(np.int16)
        for begin, end in self.book.parts():
            day = self.book.orders.day[begin:end] - self.start
            inside = (day >= 0) & (day < len(of_day))
            month[begin:end][inside] = of_day[day[inside]]
        return month

    def by_month(self, values: Ints, rows: Ints | None = None) -> Floats:
        """Sums by month of what all orders add to running sums, or those in some rows."""
        sums = np.zeros(len(self.months))
        if rows is not None:
            month = self.order_month[rows]
            added = values[rows + 1] - values[rows]
            sums += np.bincount(month, added, len(sums))
            return sums
        for begin, end in self.book.parts():
            month = self.order_month[begin:end]
            inside = month >= 0
            added = np.diff(values[begin : end + 1])[inside]
            sums += np.bincount(month[inside], added, len(sums))
        return sums

    @cached_property
    def money(self) -> Floats:
        """What all clients brought, by month."""
        return self.by_month(self.book.money_to)

    @cached_property
    def deals(self) -> Ints:
        """The deals of all clients, by month."""
        return self.by_month(self.book.orders.deals_to).astype(np.int64)

    @cached_property
    def active(self) -> Ints:
        """How many clients were active on the evening of each day."""
        runs = self.runs(self.silence)
        return self.on_evenings(runs.first, runs.last + self.silence - 1)

    def on_evenings(self, first: Whole, last: Whole) -> Ints:
        """How many of some spans of days, both ends included, each day of the replay lies in."""
        days = self.as_of - self.start + 1
        first = np.clip(first - self.start, 0, days)
        past = np.clip(last + 1 - self.start, 0, days)
        whole = first < past
        changes = np.bincount(first[whole], minlength=days + 1)
        changes -= np.bincount(past[whole], minlength=days + 1)
        return np.cumsum(changes)[:-1]

    def client_months(self, on_evenings: Ints) -> Floats:
        """Months of so many clients a day, by month; a month that is cut counts by its days."""
        sums = np.add.reduceat(on_evenings, self.edges[:-1] - self.start)
        months: Floats = sums / self.month_days
        return months

    def at_month_ends(self, on_evenings: Ints) -> Ints:
        """What was so on the last evening of each month."""
        return on_evenings[self.edges[1:] - 1 - self.start]

    @cached_property
    def active_at_start(self) -> Bools:
        """Per client: whether it was active on the evening before the start."""
        runs, active = self.runs(self.silence), np.zeros(self.clients, np.bool_)
        here = (runs.first < self.start) & (self.start <= runs.last + self.silence)
        active[runs.client[here]] = True
        return active

    @cached_property
    def turns(self) -> Turns:
        """Who becomes active or silent on which morning after the start."""
        runs = self.runs(self.silence)
        client = np.tile(runs.client, 2)
        morning = np.concatenate([runs.first + 1, runs.last + self.silence + 1])
        active = np.arange(len(client)) < len(runs.client)
        here = np.flatnonzero((morning > self.start) & (morning <= self.as_of))
        here = here[by_day(morning[here] - self.start)]
        return Turns(client[here], morning[here], active[here])

    def returns(self, length: int) -> Turns:
        """Who, on which morning, has been without a deal for so many days."""
        runs = self.runs(length)
        morning = runs.last + length + 1
        # one that ended before the start counts only if no other had begun by then
        followed = np.append(runs.client[1:] == runs.client[:-1], False)
        followed &= np.append(runs.first[1:], NEVER) < self.start
        here = np.flatnonzero((morning <= self.as_of) & ((morning > self.start) | ~followed))
        morning = np.maximum(morning[here], self.start)
        order = by_day(morning - self.start)
        here, morning = here[order], morning[order]
        return Turns(runs.client[here], morning, np.zeros(len(here), np.bool_))

    @cached_property
    def looks(self) -> Ints:
        """The mornings on which what clients bring and take is looked at anew."""
        return self.edges[:-1]

    @cached_property
    def stretches(self) -> Stretches:
        """Clients' orders between the days that a look at the year before begins or ends on."""
        orders, ends = self.book.orders, np.union1d(self.looks, self.looks - YEAR)
        of_day = np.searchsorted(ends, np.arange(ends[0], ends[-1]), side="right") - 1
        parts = []
        for begin, end in self.book.parts():
            day = orders.day[begin:end] - ends[0]
            inside = np.flatnonzero((day >= 0) & (day < len(of_day)))
            span, client = of_day[day[inside]].astype(np.int16), orders.client[begin:end][inside]
            new = np.ones(len(inside) + 1, np.bool_)
            new[1:-1] = (np.diff(span) != 0) | (np.diff(client) != 0)
            first = np.flatnonzero(new)[:-1]
            row = begin + inside[first]
            past = row + np.diff(np.append(first, len(inside)))  # the rows of one follow each other
            brought = self.book.money_to[past] - self.book.money_to[row]
            dealt = orders.deals_to[past] - orders.deals_to[row]
            own = client[first].astype(np.int32)
            parts.append((span[first], own, brought, dealt.astype(np.int32)))
        span, who, brought, dealt = (np.concatenate(of) for of in zip(*parts, strict=True))
        order = np.argsort(span, kind="stable")
        to = np.append(0, np.cumsum(np.bincount(span, minlength=len(ends) - 1)))
        return Stretches(ends, who[order], brought[order], dealt[order], to)

    @cached_property
    def seniority(self) -> Ints:
        """Each client's place by first deal, then by what the first day brought, most first.

        Then by `_mark`, which tells clients with different orders apart and knows nothing of ids.
        Clients with the same orders share a place.
        """
        everyone, first_row = np.arange(self.clients), self.book.start_of[:-1]
        first, until = self.book.first_deal, first_row
        if len(self.book.orders):
            until = self.book.orders.position(everyone, self.book.orders.day[first_row])
        money = self.book.money_to[until] - self.book.money_to[first_row]
        order = np.lexsort((-money, first))
        new = np.ones(self.clients, np.bool_)
        new[1:] = (np.diff(first[order]) != 0) | (np.diff(money[order]) != 0)
        tied = np.flatnonzero(~new | ~np.append(new[1:], True))
        if len(tied):
            who, alike = order[tied], np.cumsum(new)[tied]
            mark = self._mark(who)
            sorting = np.lexsort((mark, alike))
            order[tied], mark = who[sorting], mark[sorting]
            new[tied[1:]] |= mark[1:] != mark[:-1]
        place = np.empty(self.clients, np.int64)
        place[order] = np.cumsum(new) - 1
        return place

    def _mark(self, client: Ints) -> npt.NDArray[np.uint64]:
        """A number by the days and money of each client's orders, whatever their order.

        The sum of a mixture of each order's day and money (splitmix64; Steele, Lea and Flood 2014).
        """
        row, begin = rows_between(self.book.start_of[client], self.book.start_of[client + 1])
        day = self.book.orders.day[row]
        money = self.book.money_to[row + 1] - self.book.money_to[row]
        mixed = day.astype(np.uint64) * MIX[0] + money.astype(np.uint64) * MIX[1]
        for shift, factor in ((30, MIX[1]), (27, MIX[2])):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * factor
        mixed ^= mixed >> np.uint64(31)
        to = np.append(np.uint64(0), np.cumsum(mixed, dtype=np.uint64))
        mark: npt.NDArray[np.uint64] = to[np.append(begin[1:], len(row))] - to[begin]
        return mark

    # --- what a client brings and takes, as known on a morning -----------------------------------

    def year_before(self, client: Whole, morning: Whole | int) -> tuple[Ints, Ints]:
        """Money, in minor units, and deals of each client in the 365 days before a morning."""
        orders, money = self.book.orders, self.book.money_to
        until = orders.position(client, morning - 1)
        since = orders.position(client, morning - 1 - YEAR)
        return money[until] - money[since], orders.deals_to[until] - orders.deals_to[since]

    def age(self, client: Whole, morning: Whole | int) -> Ints:
        """Days since each client's first deal, between `LEAST_DAYS` and 365."""
        return np.clip(morning - self.book.first_deal[client], LEAST_DAYS, YEAR)

    def deals_before(self, client: Whole, morning: Whole) -> Ints:
        """How many deals each client had done by the evening before a morning."""
        to, begin = self.book.orders.deals_to, self.book.start_of[client]
        done: Ints = to[self.book.orders.position(client, morning - 1)] - to[begin]
        return done

    @cached_property
    def deals_so_far(self) -> Ints:
        """How many deals each client has done in all."""
        everyone = np.arange(self.clients)
        return self.deals_before(everyone, np.full(self.clients, self.as_of + 1))

    def nth_deal(self, n: int) -> Ints:
        """The day of each client's n-th deal; `NEVER` where there is none up to `as_of`."""
        orders, begin = self.book.orders, self.book.start_of[:-1]
        day = np.full(self.clients, NEVER)
        place = orders.deals_to[begin] + n - 1
        many = place < orders.deals_to[self.book.start_of[1:]]
        nth = orders.day[orders.deal_rows[place[many]]]
        day[many] = np.where(nth <= self.as_of, nth, NEVER)
        return day


class YearBefore:
    """What every client brought and dealt in the 365 days before each of `History.looks`.

    It goes along with the months and adds their orders once, so that a look at all clients costs no
    search for each of them.
    """

    def __init__(self, history: History) -> None:
        self._stretches = history.stretches
        self._brought, self._dealt = np.zeros((2, history.clients), np.int64)
        self._come = [0, 0]  # up to which of the days they are added, and taken away again

    def on(self, morning: int) -> tuple[Ints, Ints]:
        """Money, in minor units, and deals of every client, as known on one of the mornings.

        Both change with the next look.
        """
        for at, (sign, back) in enumerate(((1, 0), (-1, YEAR))):
            until = int(np.searchsorted(self._stretches.ends, morning - back))
            for place in range(self._come[at], until):
                self._add(sign, slice(*self._stretches.to[place : place + 2]))
            self._come[at] = until
        return self._brought, self._dealt

    def _add(self, sign: int, here: slice) -> None:
        client = self._stretches.client[here]
        # a client has one stretch at most between two of the days
        self._brought[client] += sign * self._stretches.brought[here]
        self._dealt[client] += sign * self._stretches.dealt[here]


def by_day(day: Whole) -> Ints:
    """The order of days from 0 on; those of a lifetime are sorted in one go."""
    small = day.max(initial=0) < np.iinfo(np.int16).max
    return np.argsort(day.astype(np.int16) if small else day, kind="stable")
