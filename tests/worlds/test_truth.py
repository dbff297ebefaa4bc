"""What would have happened under other handoffs agrees with companies in which it happened."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.worlds import ClientType, Effect, Policy, World, simulate
from kit.worlds.truth import (
    client_ids,
    handed_on,
    margin_if_handed,
    observed,
    true_effect,
    value_by_rule,
    without_handoffs,
)

EFFECT = Effect(
    disruption=0.3, disruption_days=120, uplift=0.05, new_lines=0.1, immature=0.4, mature_deals=5
)
WORLD = World(
    clients=80,
    seed=11,
    effect=EFFECT,
    returns=0.1,
    cancelled=0.1,
    seasonality=0.3,
    policy=Policy("deal", deals=2, judgement=0.3, exits=(date(2023, 7, 3),)),
)
OTHER = replace(WORLD, policy=Policy("volume", volume=4_000, capacity=2, only_active=True))
EPOCH = pd.Timestamp("1970-01-01")


def _recorded(company, days):
    """Each client's margin in their first days, order by order as recorded."""
    sums = dict.fromkeys(company.truth["client_id"], 0)
    first = dict(zip(company.truth["client_id"], company.truth["first_order_on"], strict=True))
    for order in company.orders.itertuples():
        late = order.ordered_on >= first[order.client_id] + pd.Timedelta(days=days)
        if order.status == "completed" and not late:
            sums[order.client_id] += order.margin
    return list(sums.values())


def _new_clients(world):
    """The world, with every first deal in the data."""
    return replace(world, known_before=0.0)


@pytest.mark.parametrize("days", [90, 365, 730, 10_000])
def test_a_policys_own_handoffs_give_the_margin_that_was_recorded(days):
    for world in (_new_clients(WORLD), _new_clients(OTHER)):
        company = simulate(world)
        own = margin_if_handed(company, handed_on(company), days)
        assert own.tolist() == _recorded(company, days)


def test_another_policys_handoffs_give_what_that_policy_recorded():
    one, other = simulate(_new_clients(WORLD)), simulate(_new_clients(OTHER))
    assert handed_on(one).tolist() != handed_on(other).tolist()
    asked = margin_if_handed(one, handed_on(other), 730)
    assert asked.tolist() == _recorded(other, 730)


def test_one_client_by_hand():
    buys = ClientType("one", 1, gap_days=50, ticket=1_000, dropout=0.0)
    plain = World(clients=1, seed=4, types=(buys,), known_before=0.0, returns=0.0, cancelled=0.0)
    base = simulate(replace(plain, policy=Policy("never")))
    orders = base.orders.to_dict("records")
    effect = Effect(disruption=0.2, disruption_days=100, uplift=0.1, immature=0.3, mature_deals=4)
    company = simulate(replace(plain, effect=effect, policy=Policy("never")))
    day = orders[2]["ordered_on"]  # with the third deal: 0.3 × (4 − 3) / (4 − 1) is lost
    by_hand = sum(one["margin"] for one in orders[:2])
    for one in orders[2:]:
        since = (one["ordered_on"] - day).days
        factor = 1 + 0.1 - (0.2 if since < 100 else 0.0) - 0.3 * ((4 - 3) / 3)
        by_hand += int(one["margin"] * factor)
    assert len(orders) == 8
    handed = np.array([(day - EPOCH).days])
    assert margin_if_handed(company, handed, 10_000).tolist() == [by_hand]


def test_never_handed_over_is_the_base_path():
    company = simulate(WORLD)
    base = without_handoffs(company)
    never = np.full(WORLD.clients, -1)
    new = company.truth["first_order_on"] >= "2021-01-04"
    sums = base.orders.groupby("client_id")["margin"].sum()
    expected = sums.reindex(client_ids(company), fill_value=0)[new.to_numpy()]
    assert margin_if_handed(company, never, 10_000)[new].tolist() == expected.tolist()
    assert (base.assignments["role"] == "hunter").all()
    assert "orders.product_group" not in base.given


def test_the_base_path_has_the_same_orders_on_the_same_days():
    company = simulate(replace(WORLD, effect=replace(EFFECT, new_lines=0.0)))
    here, there = company.sales().orders, without_handoffs(company).orders
    pd.testing.assert_frame_equal(here[["client_id", "day"]], there[["client_id", "day"]])
    handed = company.truth.set_index("client_id")["handed_on"]
    before = ~(here["day"] >= here["client_id"].map(handed))
    assert (here["amount"] == there["amount"])[before & (here["amount"] > 0)].all()
    assert (here["amount"] != there["amount"]).sum() > 300


def test_the_true_effect_is_the_planted_one():
    for planted in (-0.15, 0.0, 0.15):
        world = replace(WORLD, clients=300, effect=Effect(uplift=planted))
        assert true_effect(simulate(world)) == pytest.approx(planted, abs=0.005)


def test_the_true_effect_by_a_plain_loop():
    company = simulate(replace(WORLD, effect=replace(EFFECT, new_lines=0.0)))
    base = without_handoffs(company)
    handed = company.truth.set_index("client_id")["handed_on"].dropna()
    handed = handed[handed >= "2021-01-04"]
    sums = []
    for orders in (company.sales().orders, base.orders):
        total = 0
        for order in orders.itertuples():
            day = handed.get(order.client_id)
            if day is not None and day <= order.day < day + pd.Timedelta(days=365):
                total += order.margin
        sums.append(total)
    assert true_effect(company) == pytest.approx(sums[0] / sums[1] - 1, abs=1e-12)


def test_new_lines_are_part_of_the_effect_or_not():
    world = replace(WORLD, effect=Effect(uplift=-0.2, new_lines=0.3), returns=0.0)
    company = simulate(world)
    assert true_effect(company, part="core") == pytest.approx(-0.2, abs=0.001)
    assert true_effect(company) == pytest.approx(0.1, abs=0.001)


def test_without_handoffs_there_is_no_true_effect():
    company = simulate(replace(WORLD, policy=Policy("never")))
    assert np.isnan(true_effect(company))
    assert (handed_on(company) == -1).all()


def test_the_oracle_ranks_rules_by_margin_against_keeping_everyone():
    company = simulate(replace(WORLD, clients=300, effect=Effect(immature=0.4, uplift=0.1)))
    days = {"keep": np.full(300, -1)}
    for deals in (1, 4):
        policy = Policy("deal", deals=deals, delay_days=(0, 0))
        days[f"deal {deals}"] = handed_on(simulate(replace(company.world, policy=policy)))
    value = value_by_rule(company, days)
    assert value["keep"] == 0
    assert value["deal 1"] < 0 < value["deal 4"]
    watched = observed(company, 730)
    by_rule = margin_if_handed(company, days["deal 1"]) - margin_if_handed(company, days["keep"])
    assert value["deal 1"] == sum(by_rule[watched].tolist())


def test_who_is_observed_long_enough():
    company = simulate(WORLD)
    first = company.truth["first_order_on"]
    last = first + pd.Timedelta(days=729)
    expected = (first >= "2021-01-04") & (last <= "2024-12-30")
    assert observed(company, 730).tolist() == expected.tolist()
    assert 10 < expected.sum() < 80
