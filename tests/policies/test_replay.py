"""The replay against a plain loop over days and clients, and by hand where that is plain to see."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from day_loop import EPOCH, HUNTER, TEAM, Client, Loop, World

from kit.errors import KitError
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
    for number in range(rng.randint(3, 18)):
        day, orders = FIRST + step * rng.randint(0, 500 // step), []
        if rng.random() < 0.2:
            day = as_of - rng.randint(1, 40)
        for _ in range(rng.choice([1, rng.randint(1, 12), rng.randint(1, 12)])):
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
    terms += rng.choice([[], [f"return after {rng.choice([10, 30, 60, 120])} days"]])
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


def with_twins(rng: random.Random, world: World) -> World:
    """The same with some clients twice, some of those in another segment."""
    clients = dict(world.clients)
    for name, client in world.clients.items():
        for copy in range(rng.choice([0, 0, 1, 3])):
            segment = rng.choice([client.segment, client.segment, 0, 1])
            clients[f"{name}-{copy}"] = replace(client, segment=segment)
    return replace(world, clients=clients)


@pytest.mark.parametrize("seed", range(60))
def test_no_figure_depends_on_the_names_of_clients(seed):
    rng = random.Random(1000 + seed)
    world = with_twins(rng, random_world(rng))
    policy = random_policy(rng, world)
    policy = replace(policy, exempt=replace(policy.exempt, clients=()))
    names = list(world.clients)
    others = dict(zip(rng.sample(names, len(names)), world.clients.values(), strict=True))
    shuffled = {name: others[name] for name in rng.sample(names, len(names))}
    one, other = replayed(policy, world), replayed(policy, replace(world, clients=shuffled))
    for name, figure in vars(one).items():
        if name != "stints":
            np.testing.assert_array_equal(getattr(other, name), figure, name)
    for name in ("receiver", "due", "begin", "end", "deals", "opening"):
        stints = (np.sort(getattr(of.stints, name)) for of in (one, other))
        np.testing.assert_array_equal(*stints, name)


@pytest.mark.parametrize("seed", range(10))
def test_twins_go_as_in_the_day_loop(seed):
    rng = random.Random(2000 + seed)
    world = with_twins(rng, random_world(rng))
    agree(random_policy(rng, world), world)


def test_the_random_worlds_hold_what_they_are_to_try():
    tried = Counter()
    for seed in range(150):
        rng = random.Random(seed)
        world = random_world(rng)
        policy = random_policy(rng, world)
        ours = replayed(policy, world)
        tried += Counter(
            {
                "returned": int(ours.returns.sum()),
                "waiting": int(ours.waiting.sum()),
                "waited": int((ours.waits > 0).sum()),
                "again": len(ours.stints) - len(set(ours.stints.client.tolist())),
                "one-timers": int(ours.one_timers.sum()),
                "too young": int(ours.one_timers_open.sum()),
                "credited": int((ours.credited != 0).sum()),
                **{name: count for name, count in ours.counts.items() if count},
            }
        )
    assert len(tried) == 13
    assert min(tried.values()) >= 10, tried


MONTHLY = {
    # a second deal on 5 January: the first date is 1 February
    "A": Client([(FIRST - 90, 1000), (FIRST + 4, 3000)], fired=FIRST + 4),
    # on 1 February itself: not known the day before, so 1 March
    "B": Client([(FIRST - 80, 1000), (FIRST + 31, 5000)], fired=FIRST + 31),
    # on 20 January, but silent (30 days) before 1 March, when the one place is free
    "C": Client([(FIRST - 70, 1000), (FIRST + 19, 2000)], fired=FIRST + 19),
}


def monthly(text: str, receivers: int = 1) -> Replay:
    return agree(parse(text), World(dict(MONTHLY), receivers, FIRST, FIRST + 90, silence=30))


def test_a_month_by_hand():
    free = monthly("deal 2; monthly")
    assert free.handoffs.tolist() == [0, 2, 1]
    assert free.waiting.tolist() == [2, 1, 0]  # A and C; B, since the day it was reached
    capped = monthly("deal 2; monthly; cap 1 client")
    # A goes first and is silent from 4 February on: B has room on 1 March, C's time is over
    assert capped.handoffs.tolist() == [0, 1, 1]
    assert capped.stints.client.tolist() == [0, 1]
    assert capped.waits.tolist() == [26, 28]
    largest = monthly("deal 2; monthly; cap 1 client; order smallest")
    assert largest.stints.client.tolist() == [1, 2]  # C brought less than A


def test_figures_follow_from_counts_and_stated_hours():
    made = monthly("deal 2; monthly; credit 50% for 1 month")
    of = ServiceHours(per_order=2.0, per_client_month=1.0, per_handoff=4.0)
    # B's order of 1 March... none after: account managers serve active clients and handoffs only
    assert made.deals.sum() == 0
    assert made.hours(of).tolist() == (made.client_months + 4.0 * made.handoffs).tolist()
    assert made.hunter_hours(of).sum() == pytest.approx(
        2.0 * 3 + made.hunter_client_months.sum() + 4.0 * 3
    )
    stints = made.stints
    assert stints.client.tolist() == [0, 1, 2]
    assert stints.receiver.tolist() == [0, 0, 0]
    assert (stints.begin - FIRST).tolist() == [31, 60, 31]


def test_a_client_back_from_an_account_manager_waits_for_its_next_deal():
    client = Client([(FIRST, 1000), (FIRST + 100, 1000)], fired=FIRST)
    world = World({"A": client}, 1, FIRST, FIRST + 150, silence=90)
    stints = agree(parse("deal 1; return after 40 days"), world).stints
    assert (stints.begin - FIRST).tolist() == [1, 101]
    assert (stints.end - FIRST).tolist() == [41, 141]


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ("cap 3 clients", "nobody is known who receives clients"),
        ("receiver least hours", "it is not stated what serving takes"),
    ],
)
def test_what_is_missing_is_said(terms, says):
    with pytest.raises(KitError, match=says):
        replayed(parse(f"deal 2; {terms}"), World(dict(MONTHLY), 0, FIRST, FIRST + 90, silence=30))
