"""The simulated companies keep to their settings, and to themselves."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.sales.tables import TABLES, Kind
from kit.worlds import ClientType, Effect, Policy, World, simulate
from kit.worlds.life import day_of, working_day

SMALL = World(clients=120, seed=7)
TABLE_NAMES = ("orders", "clients", "contracts", "employees", "assignments", "experiment")


def _deals(world):
    orders = simulate(world).orders
    return orders[(orders["amount"] > 0) & (orders["status"] == "completed")]


def test_the_same_settings_give_the_same_company():
    one, other = simulate(SMALL), simulate(SMALL)
    for name in (*TABLE_NAMES, "truth"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_another_seed_gives_another_company():
    assert not simulate(SMALL).orders.equals(simulate(replace(SMALL, seed=8)).orders)


def test_figures_of_a_tiny_world_stay_what_they_were():
    # a change here changes the demo company and every validation table: mention it in CHANGELOG.md
    orders = simulate(World(clients=3, seed=1, known_before=0)).orders
    assert orders["client_id"].value_counts().to_dict() == {"C0002": 48, "C0001": 31, "C0003": 29}
    assert int(orders["amount"].sum()) == 29_031_555


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_columns_are_canonical(name):
    table = getattr(simulate(SMALL), name)
    kinds = {column.name: column.kind for column in TABLES[name]}
    required = {column.name for column in TABLES[name] if column.required}
    assert required <= set(table.columns) <= set(kinds)
    for column in table.columns:
        if kinds[column] is Kind.DATE:
            assert table[column].dtype == "datetime64[s]"
        if kinds[column] is Kind.MONEY:
            assert table[column].dtype in ("int64", "Int64")


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_one_client_in_one_month_is_a_company_too(name):
    tiny = World(clients=1, start=date(2024, 3, 1), end=date(2024, 3, 31), seed=3)
    assert list(getattr(simulate(tiny), name).columns)


def test_a_world_without_contracts_has_an_empty_table():
    contracts = simulate(replace(SMALL, contracts=0.0)).contracts
    assert len(contracts) == 0
    assert {"client_id", "signed_on", "ends_on"} <= set(contracts.columns)


def test_orders_are_recorded_on_working_days_of_the_period_only():
    days = simulate(SMALL).orders["ordered_on"]
    assert days.between("2021-01-04", "2024-12-30").all()
    assert days.dt.day_of_week.max() <= 4
    assert days.is_monotonic_increasing


def test_weekends_wait_for_monday():
    saturday = day_of(date(2024, 6, 1))
    days = working_day(saturday + np.array([-1, 0, 1, 2]))
    assert days.tolist() == [saturday - 1] + [saturday + 2] * 3


def test_who_left_orders_no_more():
    company = simulate(replace(SMALL, returns=0.0, cancelled=0.0))
    last = company.orders.groupby("client_id")["ordered_on"].max()
    truth = company.truth.set_index("client_id")
    left = truth["left_on"].dropna()
    recorded = left[left >= "2021-01-04"]
    pd.testing.assert_series_equal(last.reindex(recorded.index), recorded, check_names=False)


def test_clients_known_before_the_data_begin_come_first():
    truth = simulate(replace(SMALL, known_before=0.25)).truth
    assert (truth["first_order_on"] < "2021-01-04").tolist() == [True] * 30 + [False] * 90


def test_shares_of_returns_and_cancelled_orders():
    world = replace(SMALL, clients=400, returns=0.05, cancelled=0.1)
    orders = simulate(world).orders
    deals = ((orders["amount"] > 0) & (orders["status"] == "completed")).sum()
    assert (orders["amount"] < 0).sum() / deals == pytest.approx(0.05, abs=0.01)
    assert (orders["status"] == "cancelled").sum() / deals == pytest.approx(0.1, abs=0.015)
    assert (orders.loc[orders["amount"] < 0, "status"] == "completed").all()


def test_a_return_is_never_larger_than_its_order():
    world = World(clients=1, seed=2, types=(ClientType("one", 1, 30, 1000),), returns=1.0)
    orders = simulate(replace(world, known_before=0.0, cancelled=0.0)).orders
    by_size = orders["amount"].abs().where(orders["amount"] < 0).max()
    assert by_size <= orders["amount"].max()
    assert orders["amount"].sum() > 0


def test_the_rule_decides_when_a_client_is_handed_over():
    company = simulate(replace(SMALL, policy=Policy("deal", deals=3, delay_days=(7, 7))))
    deals = _deals(replace(SMALL, known_before=0.0))
    truth = simulate(
        replace(SMALL, known_before=0.0, policy=Policy("deal", deals=3, delay_days=(7, 7)))
    ).truth.set_index("client_id")
    third = deals.groupby("client_id")["ordered_on"].nth(2)
    third = deals.loc[third.index].set_index("client_id")["ordered_on"]
    expected = (third + pd.Timedelta(days=7))[lambda day: day <= "2024-12-30"]
    handed = truth["handed_on"].dropna()
    assert handed.sort_index().to_dict() == expected.sort_index().to_dict()
    assert set(company.truth["reason"].dropna()) == {"rule"}


def test_the_volume_rule_needs_two_regular_orders_within_ninety_days():
    policy = Policy("volume", volume=6_000, delay_days=(0, 0))
    world = replace(SMALL, known_before=0.0, policy=policy)
    deals = _deals(world)
    regular = deals[deals["kind"] == "regular"]
    expected = {}
    for client, own in regular.groupby("client_id"):
        for day in own["ordered_on"]:
            window = own[(own["ordered_on"] <= day)]
            window = window[window["ordered_on"] > day - pd.Timedelta(days=90)]
            if len(window) >= 2 and window["amount"].sum() >= 600_000:
                expected[client] = day
                break
    truth = simulate(world).truth.set_index("client_id")
    assert truth["crossed_on"].dropna().to_dict() == expected
    assert len(expected) > 10


def test_the_contract_rule_follows_the_first_signature():
    company = simulate(replace(SMALL, policy=Policy("contract", delay_days=(5, 5))))
    first = company.contracts.groupby("client_id")["signed_on"].min()
    handed = company.truth.set_index("client_id")["handed_on"].dropna()
    expected = (first + pd.Timedelta(days=5))[lambda day: day <= "2024-12-30"]
    assert handed.to_dict() == expected.to_dict()


def test_hunters_may_keep_everyone():
    company = simulate(replace(SMALL, policy=Policy("never")))
    assert company.truth["handed_on"].isna().all()
    assert set(company.assignments["role"]) == {"hunter"}


def test_judgement_hands_over_growing_clients_early_and_keeps_the_others():
    truth = simulate(replace(SMALL, policy=Policy(judgement=1.0))).truth
    judged = truth[truth["handed_on"].notna()]
    assert set(judged["type"]) == {"growing"}
    assert set(judged["reason"]) == {"judgement"}
    waited = (judged["handed_on"] - judged["first_order_on"]).dt.days
    assert waited.between(10, 60).all()


def test_the_orders_do_not_depend_on_the_policy():
    rules = [Policy("never"), Policy("deal", deals=1), Policy("contract", judgement=0.5)]
    seen = [simulate(replace(SMALL, policy=policy)).orders for policy in rules]
    for other in seen[1:]:
        pd.testing.assert_frame_equal(
            seen[0].drop(columns="employee_id"), other.drop(columns="employee_id")
        )


def test_a_planted_effect_changes_orders_after_the_handoff_and_no_others():
    world = replace(SMALL, returns=0.0, cancelled=0.0)
    plain, planted = simulate(world), simulate(replace(world, effect=Effect(uplift=-0.2)))
    handed = plain.truth.set_index("client_id")["handed_on"]
    after = plain.orders["ordered_on"] >= plain.orders["client_id"].map(handed)
    change = planted.orders["amount"] - plain.orders["amount"]
    assert after.sum() > 500
    assert (change[~after] == 0).all()
    # whole cents, cut off
    assert (change + 0.2 * plain.orders["amount"])[after].between(-1, 0.001).all()


def test_orders_are_entered_by_the_owner_of_the_day():
    company = simulate(replace(SMALL, cover=0.0))
    joined = company.orders.merge(company.assignments, on="client_id", suffixes=("", "_owner"))
    since = joined["ordered_on"] >= joined["from_on"]
    until = joined["to_on"].isna() | (joined["ordered_on"] <= joined["to_on"])
    owned = joined[since & until]
    assert len(owned) == len(company.orders)
    assert (owned["employee_id"] == owned["employee_id_owner"]).all()


def test_cover_is_rare_and_by_a_colleague_of_the_same_role():
    with_cover = simulate(replace(SMALL, clients=400, cover=0.03)).orders["employee_id"]
    without = simulate(replace(SMALL, clients=400, cover=0.0)).orders["employee_id"]
    assert (with_cover.str[0] == without.str[0]).all()
    assert (with_cover != without).mean() == pytest.approx(0.03, abs=0.01)


def test_when_a_hunter_leaves_their_clients_are_handed_over_that_day():
    leaves = pd.Timestamp("2023-07-03")
    policy = Policy("deal", deals=4, exits=(leaves.date(),))
    company = simulate(replace(SMALL, policy=policy))
    own = company.assignments.query("employee_id == 'H1'")
    assert (own["from_on"] < leaves).all()
    assert (own["to_on"] < leaves).all()
    left = company.truth[company.truth["reason"] == "hunter left"]
    assert (left["handed_on"] == leaves).all()
    assert set(left["client_id"]) == set(own.loc[own["to_on"] == "2023-07-02", "client_id"])
    late = company.orders[company.orders["ordered_on"] >= leaves]
    assert "H1" not in set(late["employee_id"])


def test_stints_follow_each_other_without_gap_or_overlap():
    stints = simulate(SMALL).assignments
    assert (stints["to_on"].isna() | (stints["to_on"] >= stints["from_on"])).all()
    hunters = stints[stints["role"] == "hunter"].set_index("client_id")
    managers = stints[stints["role"] == "account_manager"].set_index("client_id")
    gap = managers["from_on"] - hunters["to_on"].reindex(managers.index)
    assert (gap == pd.Timedelta(days=1)).all()


def test_impossible_settings_are_refused():
    with pytest.raises(ValueError, match="two hunters"):
        World(hunters=1)
    with pytest.raises(ValueError, match="less than a week"):
        World(start=date(2024, 1, 1), end=date(2023, 1, 1))
