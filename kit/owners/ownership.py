"""Does a client belong to anybody? The check that comes before every figure about owners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.sales.tables import Sales

PERMUTATIONS = 999
MAX_P = 0.01
MIN_STRENGTH = 0.2
TESTED_DEALS = 20_000  # more are tested on as many whole clients as hold about this number

Codes = npt.NDArray[np.int64]


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


def owned_deals(sales: Sales) -> pd.DataFrame:
    """Deals with an owner: `client`, `day`, `owner`; in the order of `sales.orders`."""
    orders = sales.orders
    if "employee_id" not in orders:
        return pd.DataFrame({"client": [], "day": [], "owner": []})
    deals = orders[(orders["amount"] > 0) & orders["employee_id"].notna()]
    return pd.DataFrame(
        {
            "client": deals["client_id"].astype(object).to_numpy(),
            "day": deals["day"].to_numpy(),
            "owner": deals["employee_id"].astype(object).to_numpy(),
        }
    )


def ownership(deals: pd.DataFrame, seed: int) -> Ownership:
    """Test whether owners stay with clients more than chance would have it.

    Parameters
    ----------
    deals
        As `owned_deals` gives them; `owner` may also be the owner's role.
    seed
        Of the permutations.

    Notes
    -----
    Owners are permuted among the deals of each calendar month, so that who worked when, and how
    much, stays as it was. The chance rate is exact; p is the share of 999 permutations (and the
    recorded order itself) with at least as many equal pairs.
    """
    client, _ = pd.factorize(deals["client"])
    owner, owners = pd.factorize(deals["owner"])
    month = deals["day"].to_numpy().astype("datetime64[M]").astype(np.int64)
    month = np.unique(month, return_inverse=True)[1].astype(np.int64)
    pair = np.flatnonzero(client[1:] == client[:-1])
    with_pairs = len(np.unique(client[pair]))
    if not len(pair):
        return Ownership(0, 0, len(owners), None, None, None)
    same = float((owner[pair] == owner[pair + 1]).mean())
    chance = _chance(owner.astype(np.int64), month, pair)
    p = _p_value(client, owner.astype(np.int64), month, seed)
    return Ownership(len(pair), with_pairs, len(owners), same, chance, p)


def _chance(owner: Codes, month: Codes, pair: npt.NDArray[np.intp]) -> float:
    """The expected share of equal pairs when owners are shuffled within each month."""
    counts = np.zeros((month.max() + 1, owner.max() + 1))
    np.add.at(counts, (month, owner), 1.0)
    n = counts.sum(axis=1)
    shares = counts / n[:, None]
    equal = shares @ shares.T
    # two deals of one month are drawn without putting back
    within = ((counts**2).sum(axis=1) - n) / np.maximum(n * (n - 1), 1)
    np.fill_diagonal(equal, within)
    return float(equal[month[pair], month[pair + 1]].mean())


def _p_value(client: Codes, owner: Codes, month: Codes, seed: int) -> float:
    random = np.random.default_rng(seed)
    if len(client) > TESTED_DEALS:
        order = random.permutation(client.max() + 1)
        held = np.bincount(client)[order].cumsum()
        chosen = np.isin(client, order[: int(np.searchsorted(held, TESTED_DEALS)) + 1])
        client, owner, month = client[chosen], owner[chosen], month[chosen]
    pair = np.flatnonzero(client[1:] == client[:-1])
    if not len(pair):
        return 1.0
    by_month = np.argsort(month, kind="stable")
    recorded = int((owner[pair] == owner[pair + 1]).sum())
    months, sorted_owner = month[by_month].astype(np.float64), owner[by_month]
    shuffled = np.empty_like(owner)
    as_many = 0
    for _ in range(PERMUTATIONS):
        # sorting month + a random fraction shuffles every month at once
        shuffled[by_month] = sorted_owner[np.argsort(months + random.random(len(months)))]
        as_many += int((shuffled[pair] == shuffled[pair + 1]).sum()) >= recorded
    return (as_many + 1) / (PERMUTATIONS + 1)
