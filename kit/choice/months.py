"""What clients bought month by month after each policy handed them over, in groups of clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kit.evidence.maturity import MATURE
from kit.policies.result import Stints
from kit.sales.book import OrderBook
from kit.sales.lanes import Bools, Floats, Ints

AT_ONCE = 50_000  # clients looked at together
# what is summed by client and month; worth by the deals done at the handoff: 1, 2, 3, 4 or more
DEALS, ACTIVE, HANDOFFS, WORTH = 0, 1, 2, slice(3, 3 + MATURE)
PARTS = 3 + MATURE
BEFORE = 3  # deals, active clients and worth of those who were with an account manager before


@dataclass(frozen=True)
class Months:
    """Sums over each group's clients, by month.

    Attributes
    ----------
    cared
        [policy, group, month, part] of clients handed over by the policy, from the day after the
        handoff on: deals, clients active at the month's end, handoffs, and worth (minor units) of
        those handed over with one deal done (or none), two, three, four or more.
    before
        [group, month, part] deals, active clients and worth of those who were with an account
        manager when the time began.
    everyone
        [group, month] worth of all clients.
    """

    cared: Floats
    before: Floats
    everyone: Floats


def monthly(
    book: OrderBook, edges: Ints, stints: Sequence[Stints], group: Ints, groups: int
) -> Months:
    """Sum by group, month and policy.

    Parameters
    ----------
    book
        The orders.
    edges
        Months + 1 days; a month reaches from the day after one edge to the next.
    stints
        Per policy, who was with an account manager from when to when; the books at the start are
        the same under every policy.
    group, groups
        Each client's group; how many there are.
    """
    months = len(edges) - 1
    sums = Months(
        np.zeros((len(stints), groups, months, PARTS)),
        np.zeros((groups, months, BEFORE)),
        np.zeros((groups, months)),
    )
    for begin in range(0, len(book.client_ids), AT_ONCE):
        client = np.arange(begin, min(begin + AT_ONCE, len(book.client_ids)))
        _add(sums, book, edges, client, stints, group)
    return sums


def _add(
    sums: Months,
    book: OrderBook,
    edges: Ints,
    client: Ints,
    stints: Sequence[Stints],
    group: Ints,
) -> None:
    orders, money = book.orders, book.money_to
    at = orders.position(client[:, None], edges[None, :])
    last = orders.previous_deal(np.repeat(client, len(edges) - 1), at[:, 1:].reshape(-1))
    active = last.reshape(len(client), -1) > edges[1:] - book.silence
    bought = np.diff(money[at], axis=1)
    sums.everyone[:] += _by_group(group[client], bought, len(sums.everyone))
    for place, of_policy in enumerate(stints):
        first, end = np.searchsorted(of_policy.client, [client[0], client[-1] + 1])
        rows = np.arange(first, end)
        who, own = of_policy.client[rows], of_policy.client[rows] - client[0]
        since = orders.position(who, of_policy.begin[rows] - 1)[:, None]
        until = orders.position(who, of_policy.end[rows] - 1)[:, None]
        within = np.clip(at[own], since, until)  # sums of the time with the account manager
        begun = of_policy.begin[rows, None] <= edges[1:]
        there = begun & (edges[1:] < of_policy.end[rows, None])
        deals, worth = np.diff(orders.deals_to[within], axis=1), np.diff(money[within], axis=1)
        opening = of_policy.opening[rows]
        if place == 0:
            of = group[who[opening]]
            for part, had in enumerate((deals, active[own] & there, worth)):
                sums.before[:, :, part] += _by_group(of, had[opening], len(sums.before))
        made, of, cared = ~opening, group[who[~opening]], sums.cared[place]
        cared[..., DEALS] += _by_group(of, deals[made], len(cared))
        cared[..., ACTIVE] += _by_group(of, active[own[made]] & there[made], len(cared))
        handed = begun[made] & (of_policy.begin[rows[made], None] > edges[:-1])
        cared[..., HANDOFFS] += _by_group(of, handed, len(cared))
        ripe = np.clip(of_policy.deals[rows[made]], 1, MATURE) - 1
        by_ripe = _by_group(of * MATURE + ripe, worth[made], len(cared) * MATURE)
        cared[..., WORTH] += by_ripe.reshape(len(cared), MATURE, -1).swapaxes(1, 2)


def _by_group(group: Ints, values: Ints | Bools, groups: int) -> Floats:
    """[group, month] sums of rows by their group."""
    months = [np.bincount(group, month, groups) for month in values.T]
    by_group: Floats = np.stack(months, axis=1).astype(np.float64)
    return by_group
