"""Does a client belong to anybody? The check that comes before every figure about owners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.sales.book import OrderBook
from kit.sales.lanes import Bools, Ints
from kit.sales.order_days import Codes
from kit.sales.sorting import Texts

PERMUTATIONS = 999
MAX_P = 0.01
MIN_STRENGTH = 0.2
NEVER_AS_MANY = 1e-12  # a permutation less likely than that is not waited for
TESTED_DEALS = 20_000  # more are tested on as many whole clients as hold about this number


@dataclass(frozen=True)
class Ownership:
    """How often the same owner serves a client's next deal, against chance.

    Attributes
    ----------
    pairs, clients, owners
        Consecutive deals of one client; clients that have any; different owners.
    same_owner_rate, chance_rate
        The share of pairs with the same owner, and what it would be if owners were shuffled among
        the deals of each calendar month. None without pairs.
    p
        Of the permutation test.
    """

    pairs: int
    clients: int
    owners: int
    same_owner_rate: float | None
    chance_rate: float | None
    p: float | None

    @property
    def changes(self) -> int:
        """How often consecutive deals of a client have different owners, covers and all."""
        return round(self.pairs * (1 - (self.same_owner_rate or 0.0)))

    @property
    def strength(self) -> float | None:
        """0: as by chance, 1: always the same owner; None where chance itself would give 1."""
        if self.same_owner_rate is None or self.chance_rate is None or self.chance_rate >= 1:
            return None
        return (self.same_owner_rate - self.chance_rate) / (1 - self.chance_rate)

    @property
    def real(self) -> bool:
        """Whether anything may be concluded from the owners of orders."""
        strength = self.strength
        return (
            self.p is not None
            and self.p < MAX_P
            and strength is not None
            and strength >= MIN_STRENGTH
        )


@dataclass(frozen=True)
class Deals:
    """Deals with an owner, by client and day.

    Attributes
    ----------
    client, day, owner
        Of each deal; the owner is a place in `owner_ids`.
    client_ids, owner_ids
        What the numbers of clients and owners stand for.
    """

    client: Ints | Codes
    day: Ints | Codes
    owner: Ints | Codes
    client_ids: Texts
    owner_ids: Texts

    @classmethod
    def of(cls, book: OrderBook) -> Deals:
        """The deals of the book whose employee is known."""
        orders = book.orders
        use = orders.employee >= 0
        use &= orders.deal
        return cls(
            client=orders.client.astype(np.int32)[use],
            day=orders.day.astype(np.int32)[use],
            owner=orders.employee[use],
            client_ids=book.client_ids,
            owner_ids=book.employee_ids,
        )

    def __len__(self) -> int:
        return len(self.day)


def day_numbers(dates: pd.Series | npt.NDArray[np.datetime64]) -> Ints:
    """Days since 1970-01-01."""
    return np.asarray(dates, dtype="datetime64[D]").astype(np.int64)


def ownership(deals: Deals, seed: int) -> Ownership:
    """Test whether owners stay with clients more than chance would have it; `seed`: of the draws.

    Notes
    -----
    Owners are permuted among the deals of each calendar month, so that who worked when, and how
    much, stays as it was. The chance rate is exact; p is the share of 999 permutations (and the
    recorded order itself) with at least as many equal pairs. Where none of them can be expected to
    have as many, they are not drawn: two deals that change places change 4 pairs at most, so n
    deals have t equal pairs more than on average with a probability of exp(-t² / 8n) at most
    (bounded differences: McDiarmid 1989).
    """
    client, owner = deals.client, deals.owner
    owners = int((np.bincount(owner) > 0).sum())
    paired = client[1:] == client[:-1]
    pairs = int(paired.sum())
    if not pairs:
        return Ownership(0, 0, owners, None, None, None)
    with_pairs = int((np.bincount(client[1:][paired]) > 0).sum())
    same = int((paired & (owner[1:] == owner[:-1])).sum()) / pairs
    month = _months(deals.day)
    chance = _chance(owner, month, paired)
    return Ownership(pairs, with_pairs, owners, same, chance, _p_value(deals, month, seed))


def _months(day: Ints | Codes) -> Codes:
    """The calendar month of each day, as its place among those that occur."""
    first = int(day.min())
    days = np.bincount(day - first) > 0
    months = (first + np.arange(len(days))).astype("datetime64[D]").astype("datetime64[M]")
    place = np.zeros(len(days), np.int32)
    place[days] = np.unique(months[days], return_inverse=True)[1]
    return place[day - first]


def _chance(owner: Ints | Codes, month: Codes, paired: Bools) -> float:
    """The expected share of equal pairs when owners are shuffled within each month."""
    months, owners = int(month.max()) + 1, int(owner.max()) + 1
    counts = np.bincount(month * owners + owner, minlength=months * owners)
    counts = counts.reshape(months, owners).astype(np.float64)
    n = counts.sum(axis=1)
    shares = counts / np.maximum(n, 1)[:, None]
    equal = shares @ shares.T
    # two deals of one month are drawn without putting back
    within = ((counts**2).sum(axis=1) - n) / np.maximum(n * (n - 1), 1)
    np.fill_diagonal(equal, within)
    pairs = np.bincount((month[:-1] * months + month[1:])[paired], minlength=months**2)
    return float(pairs @ equal.reshape(-1) / pairs.sum())


def _p_value(deals: Deals, month: Codes, seed: int) -> float:
    client, owner = deals.client, deals.owner
    random = np.random.default_rng(seed)
    if len(client) > TESTED_DEALS:
        order = random.permutation(client.max() + 1)
        held = np.bincount(client)[order].cumsum()
        tested = np.zeros(len(order), np.bool_)
        tested[order[: int(np.searchsorted(held, TESTED_DEALS)) + 1]] = True
        chosen = tested[client]
        client, owner, month = client[chosen], owner[chosen], month[chosen]
    paired = client[1:] == client[:-1]
    pair = np.flatnonzero(paired)
    if not len(pair):
        return 1.0
    recorded = int((owner[pair] == owner[pair + 1]).sum())
    beyond = recorded - len(pair) * _chance(owner, month, paired)
    if beyond > 0 and PERMUTATIONS * np.exp(-(beyond**2) / (8 * len(client))) < NEVER_AS_MANY:
        return 1 / (PERMUTATIONS + 1)
    by_month = np.argsort(month, kind="stable")
    months, sorted_owner = month[by_month].astype(np.float64), owner[by_month]
    shuffled = np.empty_like(owner)
    as_many = 0
    for _ in range(PERMUTATIONS):
        # sorting month + a random fraction shuffles every month at once
        shuffled[by_month] = sorted_owner[np.argsort(months + random.random(len(months)))]
        as_many += int((shuffled[pair] == shuffled[pair + 1]).sum()) >= recorded
    return (as_many + 1) / (PERMUTATIONS + 1)
