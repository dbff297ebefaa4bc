"""Segments that take more: found where it was planted, and hardly ever where it was not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.choice.profiles import profiles
from kit.company.model import Company
from kit.worlds import Policy, World, simulate

SEGMENTS = ("A", "B", "C", "D")


@pytest.fixture(scope="module")
def sales():
    policy = Policy("deal", 2, delay_days=(5, 20))
    return simulate(World(clients=240, seed=9, policy=policy)).sales()


def with_log(sales, seed: int, factor: float, named: float = 1.0):
    """A fortnight of hours for each client held, `factor` times as many in segment A."""
    random = np.random.default_rng(seed)
    ids = np.asarray(sales.book.client_ids)
    segment = random.choice(SEGMENTS, len(ids))
    own = sales.assignments[sales.assignments["role"] == "account_manager"]
    holder = own.sort_values("from_on").groupby("client_id")["employee_id"].last()
    of = dict(zip(ids, segment, strict=True))
    lines = []
    for client, employee in holder.items():
        if client not in of:
            continue
        hours = random.gamma(2.0, 0.5) * (factor if of[client] == "A" else 1.0)
        told = client if random.random() < named else None
        lines.append((employee, told, pd.Timestamp(sales.as_of), "client", hours, None))
    log = pd.DataFrame(lines, columns=list(sales.activities.columns))
    log = log.astype(sales.activities.dtypes.to_dict())
    clients = sales.clients.set_index("client_id").reindex(ids).reset_index()
    clients = clients.assign(segment=segment).astype(sales.clients.dtypes.to_dict())
    given = sales.given | {"clients.segment", "clients.client_id"}
    given |= {f"activities.{name}" for name in log.columns}
    return replace(sales, clients=clients, activities=log, given=given)


def hours(sales) -> dict:
    return {
        profile.segment: profile
        for profile in profiles(Company(), sales)
        if profile.kind == "hours"
    }


def test_planted_hours_are_found_and_their_range_holds_the_truth():
    world = World(clients=240, seed=9, policy=Policy("deal", 2, delay_days=(5, 20)))
    made = simulate(world).sales()
    covered, found = 0, 0
    for seed in range(40):
        a = hours(with_log(made, seed, 2.5))["A"]
        covered += a.low <= 2.5 <= a.high
        found += a.off
    assert covered >= 37  # at a level for four segments together
    assert found >= 36


def test_where_nothing_was_planted_hardly_any_table_says_that_a_segment_differs(sales):
    wrong = sum(
        any(profile.differs for profile in hours(with_log(sales, seed, 1.0)).values())
        for seed in range(60)
    )
    assert wrong <= 7  # 3 of 60 are allowed; 8 and more would come in 1 of 90 such series


def test_hours_for_each_client_are_those_of_a_plain_loop(sales):
    made = with_log(sales, 3, 2.0)
    a = hours(made)["A"]
    segment = dict(zip(made.clients["client_id"], made.clients["segment"], strict=True))
    last = made.orders[made.orders["amount"] > 0].groupby("client_id")["day"].max()
    active = last.index[last > pd.Timestamp(made.as_of) - pd.Timedelta(days=made.book.silence)]
    log = made.activities[made.activities["client_id"].isin(active)]
    inside = log["client_id"].map(segment) == "A"
    # one day of a log is a fifth of a week
    assert a.clients == inside.sum()
    assert a.value == pytest.approx(log.loc[inside, "hours"].sum() * 5 / inside.sum())
    assert a.rest == pytest.approx(log.loc[~inside, "hours"].sum() * 5 / (~inside).sum())
    assert a.factor == pytest.approx(a.value / a.rest)


def test_hours_without_clients_are_unknown_and_not_none(sales):
    assert hours(with_log(sales, 1, 3.0, named=0.2)) == {}


def test_returns_are_counted_and_unknown_where_there_are_none():
    world = World(clients=150, seed=2, policy=Policy("deal", 2), returns=0.3)
    made = with_log(simulate(world).sales(), 1, 1.0)
    of = {p.segment: p for p in profiles(Company(), made) if p.kind == "returns"}
    orders = made.orders.assign(
        segment=made.orders["client_id"].map(
            dict(zip(made.clients["client_id"], made.clients["segment"], strict=True))
        )
    )
    for name, profile in of.items():
        mine = orders[orders["segment"] == name]["amount"]
        assert profile.value == pytest.approx((mine < 0).sum() / (mine > 0).sum())
    none = with_log(
        simulate(World(clients=80, seed=2, policy=Policy("deal", 2), returns=0.0)).sales(), 1, 1.0
    )
    assert not [p for p in profiles(Company(), none) if p.kind == "returns"]


def test_without_segments_nothing_is_compared(sales):
    given = {column for column in sales.given if not column.startswith("clients.segment")}
    assert profiles(Company(), replace(sales, given=given)) is None
