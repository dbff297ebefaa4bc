"""What would have happened under other handoffs: known, because the company is simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import numpy as np

from kit.sales.tables import Sales
from kit.worlds.life import NEVER, day_of
from kit.worlds.settings import Effect, Policy
from kit.worlds.simulate import Simulated, factors, scaled, simulate
from kit.worlds.streams import Bools, Floats, Ints

NOT_HANDED = -1
Part = Literal["all", "core"]


def without_handoffs(simulated: Simulated) -> Sales:
    """The same clients, had the hunters kept everyone: the recorded base path of each client.

    Without `product_group`, as nobody brings new lines.

    Raises
    ------
    ValueError
        No order was completed in the time recorded.
    """
    world = replace(simulated.world, policy=Policy("never"), effect=Effect())
    return simulate(world).sales()


def client_ids(simulated: Simulated) -> tuple[str, ...]:
    """The clients in the order of all arrays here: as in `simulated.truth` and `.clients`."""
    return tuple(simulated.lives.ids)


def handed_on(simulated: Simulated) -> Ints:
    """The days since 1970 on which clients were handed over, -1 for never. Shape (clients,)."""
    handed = simulated.owners.handed
    return np.where(handed < NEVER, handed, NOT_HANDED)


def margin_if_handed(simulated: Simulated, handed_on: Ints, days: int = 730) -> Floats:
    """Each client's margin in their first `days` days if they were handed over on that day.

    Counted from the client's first deal, also where that lies before the data begin, up to the end
    of the world. Returns count on their own day, cancelled orders do not; the effect of a handoff
    is the world's.

    Parameters
    ----------
    simulated
        The company.
    handed_on
        Days since 1970; -1: the hunter keeps the client. Shape (clients,), as `client_ids`.
    days
        How long; clients whose first deal is younger are not observed that long.

    Returns
    -------
    ndarray
        Minor units. Shape (clients,).
    """
    first = simulated.lives.first
    return _margin(simulated, _days(handed_on), first, first + days)


def value_by_rule(
    simulated: Simulated, handed_on: Mapping[str, Ints], days: int = 730
) -> dict[str, float]:
    """The oracle: what each rule is worth in margin against hunters who keep everyone.

    Over the clients whose first deal lies in the data and at least `days` days before their end.

    Parameters
    ----------
    simulated
        The company.
    handed_on
        Per rule the days since 1970 on which it hands over, -1 for never. Shape (clients,).
    days
        How long from the first deal.

    Returns
    -------
    dict
        Minor units by rule.
    """
    watched = observed(simulated, days)
    never = np.full(len(watched), NOT_HANDED)
    base = margin_if_handed(simulated, never, days)
    values = {rule: margin_if_handed(simulated, on, days) for rule, on in handed_on.items()}
    return {rule: float((margin - base)[watched].sum()) for rule, margin in values.items()}


def observed(simulated: Simulated, days: int) -> Bools:
    """Clients whose first deal lies in the data, with `days` recorded days from it on."""
    world, first = simulated.world, simulated.lives.first
    return (first >= day_of(world.start)) & (first + days - 1 <= day_of(world.end))


def true_effect(simulated: Simulated, days: int = 365, part: Part = "all") -> float:
    """By how much handoffs changed the margin of the clients handed over: -0.15 is 15 % less.

    A ratio of sums, with and without the handoff, over the first `days` days after it, as far as
    they are recorded. Handoffs before the data begin are left out.

    Parameters
    ----------
    simulated
        The company.
    days
        How long after each handoff.
    part
        `core`: without orders of new product groups.

    Returns
    -------
    float
        Missing (nan) where no handed client had an order.
    """
    handed = simulated.owners.handed
    recorded = (handed >= day_of(simulated.world.start)) & (handed < NEVER)
    begin = np.where(recorded, handed, 0)
    until = np.where(recorded, handed + days, 0)
    happened = _margin(simulated, handed, begin, until, part).sum()
    without = _margin(simulated, np.full_like(handed, NEVER), begin, until).sum()
    return float(happened / without - 1) if without else float("nan")


def _days(handed_on: Ints) -> Ints:
    days = np.asarray(handed_on, dtype=np.int64)
    return np.where(days == NOT_HANDED, NEVER, days)


def _margin(
    simulated: Simulated, handed: Ints, begin: Ints, until: Ints, part: Part = "all"
) -> Floats:
    """Each client's margin from their day `begin` on, before their day `until`, if handed so."""
    lives = simulated.lives
    end = np.minimum(until, day_of(simulated.world.end) + 1)[lives.client]
    since = begin[lives.client]
    factor, new = factors(simulated.world.effect, lives, handed)
    sold = scaled(lives.margin, factor)
    returned = np.where(lives.percent > 0, sold * lives.percent // 100, 0)
    added = np.where(scaled(lives.amount, new) > 0, scaled(lives.margin, new), 0)
    gained = sold + (added if part == "all" else 0)
    in_time = (lives.day >= since) & (lives.day < end)
    back = (lives.later >= since) & (lives.later < end)
    margin = np.where(in_time, gained, 0) - np.where(back, returned, 0)
    sums = np.bincount(lives.client, weights=margin, minlength=len(handed))
    return sums.astype(np.float64)
