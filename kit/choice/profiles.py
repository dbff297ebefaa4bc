"""Clients who do not fit: segments whose clients take more hours than others, or return more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from kit.company.model import Company
from kit.owners.ownership import day_numbers
from kit.owners.past import past_owners
from kit.owners.staff import RECEIVERS, staff
from kit.owners.time_log import working_weeks
from kit.policies.own_history import segments
from kit.sales.lanes import Bools, Floats, Ints
from kit.sales.tables import Sales

Kind = Literal["hours", "returns"]

LEAST_CLIENTS = 10  # in a segment and beside it: fewer show nothing of how far clients differ
LEAST_WITH = 5  # of them with hours noted, or with a return
LEAST_NAMED = 0.5  # of the hours noted for clients and orders: below it they cannot be shared out
SERVING = ("order", "client")  # kinds of noted work that serve clients
ALPHA = 0.05  # of all segments and kinds together


@dataclass(frozen=True)
class Profile:
    """How a segment differs from all other clients in one thing.

    Attributes
    ----------
    segment
        As the company writes it.
    kind
        `hours` a week of account managers, by a time log, for each client; or `returns`: orders
        given back for each deal.
    clients, others
        How many clients are compared.
    value, rest
        Of the segment's clients and of all others.
    factor, low, high
        How many times as much it is; 95 % of all such ranges together hold the truth. None where
        too few clients say anything.
    """

    segment: str
    kind: Kind
    clients: int
    others: int
    value: float
    rest: float
    factor: float | None
    low: float | None
    high: float | None

    @property
    def off(self) -> bool:
        """Whether it clearly takes more than the others."""
        return self.low is not None and self.low > 1

    @property
    def differs(self) -> bool:
        """Whether it clearly takes more, or less."""
        return self.off or (self.high is not None and self.high < 1)


@dataclass(frozen=True)
class _Counts:
    """Per client: what is summed (`taken`) for how much (`of`), and who is counted at all."""

    taken: Floats
    of: Floats
    counted: Bools


def profiles(company: Company, sales: Sales) -> tuple[Profile, ...] | None:
    """Each segment against all others, in hours and in returns, as far as somebody recorded them.

    The factor is a ratio of two ratios of sums over clients, who are taken as wholes (Cochran 1977,
    ch. 6), on the log scale, with Student's t of the smaller side and the level of all comparisons
    together (Bonferroni).

    None where no two segments are known.
    """
    return sales.book.once("profiles", company, lambda: _profiles(company, sales))


def _profiles(company: Company, sales: Sales) -> tuple[Profile, ...] | None:
    known_segments = segments(sales)
    if known_segments is None or len(known_segments[1]) < 2:
        return None
    segment, names = known_segments
    kinds: tuple[tuple[Kind, _Counts | None], ...] = (
        ("hours", _hours(company, sales)),
        ("returns", _returns(sales)),
    )
    known = [(kind, counts) for kind, counts in kinds if counts is not None]
    comparisons = len(known) * len(names)
    return tuple(
        _against_the_rest(names[code], kind, counts, segment, code, comparisons)
        for code in range(len(names))
        for kind, counts in known
    )


def _returns(sales: Sales) -> _Counts | None:
    """Orders given back; None where no order is: then nobody is known to record them."""
    book, orders = sales.book, sales.book.orders
    back = np.zeros(len(book.client_ids))
    for begin, end in book.parts():
        returned = np.diff(orders.amount_to[begin : end + 1]) < 0
        back += np.bincount(orders.client[begin:end][returned], minlength=len(back))
    deals = np.diff(orders.deals_to[book.start_of]).astype(np.float64)
    return _Counts(back, deals, deals > 0) if back.any() else None


def _hours(company: Company, sales: Sales) -> _Counts | None:
    """Hours a week that account managers noted for each of their active clients.

    None without a time log whose lines name the clients.
    """
    past, log = past_owners(company, sales), sales.activities
    if past is None or not past.owned or not len(log):
        return None
    people, book = staff(company, sales), sales.book
    everyone = np.arange(len(book.client_ids))
    taken, counted = np.zeros(len(everyone)), np.zeros(len(everyone), np.bool_)
    noted = named = 0.0
    for name, rows in log.groupby("employee_id"):
        if people.role_of.of(str(name), int(day_numbers(rows["on"]).max())) not in RECEIVERS:
            continue
        day = min(int(day_numbers(rows["on"]).min()), book.as_of)
        owner, _ = past.holdings.on(everyone, day)
        place = past.holdings.code(str(name))
        mine = book.active(everyone, day + 1) & (owner == place) & (place >= 0)
        counted |= mine
        serving = rows[rows["activity"].isin(SERVING)]
        number = book.numbers(serving["client_id"].fillna("").astype(str))
        hours = serving["hours"].to_numpy(np.float64)
        weeks = working_weeks(rows["on"])
        ours = (number >= 0) & mine[np.maximum(number, 0)]
        noted, named = noted + hours.sum(), named + hours[ours].sum()
        taken += np.bincount(number[ours], hours[ours] / weeks, len(taken))
    if not noted or named < LEAST_NAMED * noted:
        return None
    return _Counts(taken, counted.astype(np.float64), counted)


def _against_the_rest(
    name: str, kind: Kind, counts: _Counts, segment: Ints, code: int, comparisons: int
) -> Profile:
    inside = counts.counted & (segment == code)
    outside = counts.counted & (segment >= 0) & (segment != code)
    sides = [(counts.taken[side], counts.of[side]) for side in (inside, outside)]
    shares = [float(taken.sum() / of.sum()) if of.sum() else 0.0 for taken, of in sides]
    told = all(
        len(taken) >= LEAST_CLIENTS and (taken > 0).sum() >= LEAST_WITH for taken, _ in sides
    )
    ends: tuple[float | None, ...] = (None, None, None)
    if told:
        error = sum(_squared_error(taken, of) for taken, of in sides) ** 0.5
        least = min(len(taken) for taken, _ in sides)
        reach = float(stdtrit(least - 1, 1 - ALPHA / 2 / comparisons)) * error
        factor = shares[0] / shares[1]
        ends = (factor, factor * float(np.exp(-reach)), factor * float(np.exp(reach)))
    return Profile(name, kind, int(inside.sum()), int(outside.sum()), shares[0], shares[1], *ends)


def _squared_error(taken: Floats, of: Floats) -> float:
    """The squared standard error of the logarithm of a ratio of two sums over clients."""
    n, share = len(taken), taken.sum() / of.sum()
    residual = taken - share * of
    return float(n / (n - 1) * (residual**2).sum() / taken.sum() ** 2)
