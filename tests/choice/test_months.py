"""Sums by month and policy, against a loop over single orders."""

import numpy as np
import pytest

from kit.choice.months import ACTIVE, DEALS, HANDOFFS, WORTH, monthly
from kit.policies.result import Stints
from kit.sales.lanes import NEVER

EDGES = np.array([18290, 18320, 18351, 18382, 18400])  # days since 1970; orders begin on 18262
CLIENTS, AS_OF = 12, 150


@pytest.fixture
def sales(make_sales):
    random = np.random.default_rng(11)
    orders = [
        (f"C{client:02}", int(day), float(random.choice([-20, 5, 10, 30, 45])))
        for client in range(CLIENTS)
        for day in np.sort(random.integers(0, AS_OF, random.integers(1, 14)))
    ]  # fmt: skip
    return make_sales(orders, as_of=AS_OF)


def stints(random, clients: int) -> Stints:
    """Random times with an account manager; some clients have two, some none."""
    rows = []
    for client in range(clients):
        days = np.sort(random.choice(np.arange(18285, 18410), 4, replace=False)).tolist()
        rows += [
            (client, days[0], days[1], int(random.integers(0, 7)), bool(random.random() < 0.3)),
            (client, days[2], NEVER if random.random() < 0.5 else days[3], 2, False),
        ][: int(random.integers(0, 3))]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    client, begin, end, deals, opening = columns
    return Stints(client, np.zeros(len(rows), int), begin, begin, end, deals, opening.astype(bool))


def slow(sales, of: Stints, silence: int):
    orders = sales.orders.sort_values(["client_id", "day"])
    ids = sorted(orders["client_id"].unique())
    days = orders["day"].to_numpy().astype("datetime64[D]").astype(int)
    cared = np.zeros((len(ids), len(EDGES) - 1, 7))
    before = np.zeros((len(ids), len(EDGES) - 1, 3))
    for row in range(len(of.client)):
        client, begin, end = of.client[row], of.begin[row], of.end[row]
        mine = orders["client_id"].to_numpy() == ids[client]
        for month in range(len(EDGES) - 1):
            low, high = EDGES[month], EDGES[month + 1]
            inside = mine & (days > low) & (days <= high) & (days >= begin) & (days < end)
            deals = (inside & (orders["amount"] > 0)).sum()
            worth = orders["amount"][inside].sum()
            bought = days[mine & (orders["amount"] > 0).to_numpy() & (days <= high)]
            active = len(bought) and bought.max() > high - silence and begin <= high < end
            if of.opening[row]:
                before[client, month] += deals, active, worth
            else:
                ripe = WORTH.start + min(max(of.deals[row], 1), 4) - 1
                cared[client, month, DEALS] += deals
                cared[client, month, ACTIVE] += active
                cared[client, month, HANDOFFS] += low < begin <= high
                cared[client, month, ripe] += worth
    return cared, before


@pytest.mark.parametrize("seed", range(6))
def test_every_month_and_policy_is_summed_as_single_orders_are(sales, seed):
    random = np.random.default_rng(seed)
    clients = len(sales.book.client_ids)
    both = stints(random, clients), stints(random, clients)
    sums = monthly(sales.book, EDGES, both, np.arange(clients), clients)
    for place, of in enumerate(both):
        cared, before = slow(sales, of, sales.book.silence)
        assert sums.cared[place] == pytest.approx(cared)
        if place == 0:
            assert sums.before == pytest.approx(before)


def test_groups_add_their_clients(sales):
    clients = len(sales.book.client_ids)
    of = [stints(np.random.default_rng(1), clients)]
    single = monthly(sales.book, EDGES, of, np.arange(clients), clients)
    group = np.arange(clients) % 3
    grouped = monthly(sales.book, EDGES, of, group, 3)
    for each in range(3):
        assert grouped.cared[0, each] == pytest.approx(single.cared[0, group == each].sum(axis=0))
        assert grouped.everyone[each] == pytest.approx(single.everyone[group == each].sum(axis=0))
