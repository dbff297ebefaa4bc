"""The replay against a plain loop over days and clients, and by hand where that is plain to see."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from day_loop import EPOCH, HUNTER, TEAM, Client, Loop, World

from kit.policies.due import Facts
from kit.policies.history import History
from kit.policies.policy import Policy, parse
from kit.policies.replay import replay
from kit.policies.result import HUNTERS, Books, Replay, ServiceHours
from kit.policies.result import TEAM as OF_TEAM
from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER
from kit.sales.tables import Sales

FIRST = (date(2020, 1, 1) - EPOCH).days


def book_of(world: World) -> OrderBook:
    rows = [(name, *order) for name, client in world.clients.items() for order in client.orders]
    days = [EPOCH + timedelta(days=day) for _, day, _ in rows]
    money = [amount for _, _, amount in rows]
    sales = Sales(
        orders=pd.DataFrame(
            {
                "client_id": pd.Series([name for name, _, _ in rows], dtype="str"),
                "day": pd.Series(days, dtype="datetime64[s]"),
                "amount": pd.Series(money, dtype="int64"),
                "margin": pd.Series(money, dtype="Int64"),
                "regular": pd.Series([True] * len(rows), dtype="bool"),
            }
        ),
        clients=pd.DataFrame({"client_id": [], "annual_budget_low": [], "annual_budget_high": []}),
        contracts=pd.DataFrame({"client_id": [], "signed_on": [], "ends_on": []}).astype(
            {"signed_on": "datetime64[s]", "ends_on": "datetime64[s]"}
        ),
        assignments=pd.DataFrame(),
        employees=pd.DataFrame(),
        given=frozenset(),
        start=EPOCH + timedelta(days=FIRST),
        as_of=EPOCH + timedelta(days=world.as_of),
        currency=None,
        per_unit=100,
        set_aside=pd.DataFrame(),
        inputs=(),
    )
    return OrderBook.of(sales)


def replayed(policy: Policy, world: World) -> Replay:
    book = book_of(world)
    clients = [world.clients[name] for name in book.client_ids]
    holders = {HUNTER: HUNTERS, TEAM: OF_TEAM}
    books = Books(
        receivers=np.array([f"M{n}" for n in range(world.receivers)], dtype=object),
        holder=np.array([holders.get(c.holder, c.holder) for c in clients], np.int64),
        deals=np.array([c.deals_at_handoff for c in clients], np.int64),
    )
    conditions = {
        name: np.array(
            [
                (NEVER if c.conditions[name] is None else c.conditions[name])
                if name in c.conditions
                else -NEVER
                for c in clients
            ]
        )
        for name in policy.gate.conditions
    }
    facts = Facts(
        fired=np.array([NEVER if c.fired is None else c.fired for c in clients], np.int64),
        judged=np.array([c.judged for c in clients], np.bool_),
        among=np.array([c.among for c in clients], np.bool_),
        segment=np.array([c.segment for c in clients], np.int64),
        conditions=conditions,
    )
    history = History(book, world.start, world.as_of, world.silence)
    hours = None if world.hours is None else ServiceHours(*world.hours)
    return replay(policy, history, facts, books, hours)


def agree(policy: Policy, world: World) -> Replay:
    """The replay, once every figure of it is that of the day loop."""
    ours, loop = replayed(policy, world), Loop(policy, world)
    loop.run()
    names, stints = sorted(world.clients), ours.stints
    assert [
        (names[c], r, due, b, None if e == NEVER else e, deals, opening)
        for c, r, due, b, e, deals, opening in zip(
            *(column.tolist() for column in vars(stints).values()), strict=True
        )
    ] == [
        tuple(stint.values())
        for stint in sorted(loop.stints, key=lambda stint: (stint["client"], stint["begin"]))
    ]
    months = list(loop.months.values())
    assert len(months) == len(ours.months)
    for name in (
        *("days", "handoffs", "returns", "waited", "one_timers", "one_timers_open", "deals"),
        *("hunter_deals", "margin_opening", "margin_all", "clients", "hunter_clients", "waiting"),
    ):
        assert getattr(ours, name).tolist() == [month[name] for month in months], name
    for name in ("margin", "books", "deals_of"):
        assert getattr(ours, name).T.tolist() == [month[name] for month in months], name
    np.testing.assert_allclose(
        ours.credited, [float(month["credited"]) for month in months], rtol=1e-12
    )
    whole = [pd.Period(year=y, month=m, freq="M").days_in_month for y, m in loop.months]
    for figure, name in (("client_months", "active"), ("hunter_client_months", "with_hunter")):
        days = np.array([month[name] for month in months])
        np.testing.assert_allclose(getattr(ours, figure), days / whole, rtol=1e-12)
    assert ours.counts["base"] == loop.base
    return ours


def random_world(rng: random.Random) -> World:
    """Few days and round amounts, so that ties are common; gaps, returns, odd books."""
    start = FIRST + rng.choice([200, 213, 244, 366, 400])
    as_of = start + rng.choice([1, 45, 121, 200, 300])
    receivers = rng.choice([0, 1, 2, 3, 5])
    step = rng.choice([1, 7, 15])
    clients = {}
    for number in range(rng.randint(1, 14)):
        day, orders = FIRST + step * rng.randint(0, 500 // step), []
        for _ in range(rng.randint(1, 12)):
            if day > as_of:
                break
            orders.append((day, rng.choice([-500, 1000, 1000, 2000, 50_000])))
            day += step * rng.choice([0, 1, 1, 2, 3, 8]) + rng.choice([0, 0, 60, 150])
        orders = orders or [(FIRST, 1000)]
        deals = sorted(d for d, money in orders if money > 0)
        fired = rng.choice([None, *deals, *deals[:2], *deals[:2], as_of + 5, FIRST - 9])
        holder = HUNTER
        if rng.random() < 0.3:
            holder = rng.choice([TEAM, *range(receivers)])
        conditions = {
            name: rng.choice([None, *deals, start + 30])
            for name in ("packet", "paid")
            if rng.random() < 0.6
        }
        clients[f"C{number:02d}"] = Client(
            orders,
            fired,
            holder,
            deals_at_handoff=rng.choice([-1, 0, 1, 2, 3, 9]),
            judged=rng.random() < 0.9,
            among=rng.random() < 0.9,
            segment=rng.choice([-1, 0, 1]),
            conditions=conditions,
        )
    hours = rng.choice([(1.5, 0.5, 4.0), (0.0, 0.0, 1.0), (2.0, 1.0, 0.0)])
    return World(clients, receivers, start, as_of, rng.choice([20, 45, 90]), hours)


def random_policy(rng: random.Random, world: World) -> Policy:
    terms = ["deal 2", rng.choice(["daily", "monthly", "quarterly"])]
    terms += rng.choice([[], ["order largest"], ["order smallest"]])
    terms += rng.choice([[], ["base over 2 months"], ["base over 5 months"], ["new clients only"]])
    terms += rng.choice([[], [], [f"return after {rng.choice([10, 30, 60, 120])} days"]])
    terms += rng.choice([[], [], ["exempt 20 per year"], ["exempt 500 per year"]])
    terms += rng.choice([[], [], ['exempt clients "C01", "C03", "C99"']])
    terms += rng.choice([[], [], ["gate 2 deals"], ["gate 3 deals, packet"], ["gate packet, paid"]])
    terms += rng.choice([[], ["credit 50% for 1 month"], ["credit 12.5% for 6 months"]])
    terms += rng.choice([[], ["receiver least hours"], ["receiver same segment"]])
    if world.receivers:
        terms += rng.choice([[], *([f"cap {n} clients"] for n in (1, 2, 3)), ["cap 6 hours"]])
    return parse("; ".join(terms))


@pytest.mark.parametrize("seed", range(150))
def test_the_replay_is_the_day_loop(seed):
    rng = random.Random(seed)
    world = random_world(rng)
    agree(random_policy(rng, world), world)
