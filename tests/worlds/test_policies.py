"""Handoffs by exits, within capacity, by lot and by judgement; and what they do to orders."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.worlds import Effect, Policy, World, simulate
from kit.worlds.life import NEVER, SEASONS, day_of
from kit.worlds.owners import _queued

SMALL = World(clients=150, seed=7)
PLAIN = replace(SMALL, returns=0.0, cancelled=0.0, cover=0.0)
EXITS = (date(2022, 3, 1), date(2023, 7, 3), date(2024, 2, 1))


def _day(written):
    return day_of(date.fromisoformat(written))


def _changes(world, effect):
    """Each deal's amount with the effect, without it, and days since the handoff (NaN: before)."""
    plain = simulate(world)
    planted = simulate(replace(world, effect=effect))
    keys = ["client_id", "ordered_on"]
    core = planted.orders
    if "product_group" in core:
        core = core[core["product_group"] == "core"]
    both = plain.orders.merge(core, on=keys, suffixes=("", "_planted"))
    assert len(both) == len(plain.orders)
    handed = both["client_id"].map(plain.truth.set_index("client_id")["handed_on"])
    since = (both["ordered_on"] - handed).dt.days
    return both.assign(since=since.where(since >= 0)), planted


def _is_scaled(both, factor):
    """Amounts and margins are the plain ones times the factor, cut off to whole cents."""
    for money in ("amount", "margin"):
        change = both[f"{money}_planted"] - both[money] * factor
        assert change.between(-1, 0.001).all()


def test_disruption_ends_and_uplift_stays():
    effect = Effect(disruption=0.3, disruption_days=100, uplift=0.1)
    both, _ = _changes(PLAIN, effect)
    early, late = both["since"] < 100, both["since"] >= 100
    assert min(early.sum(), late.sum()) > 100
    _is_scaled(both[early], 1 + 0.1 - 0.3)
    _is_scaled(both[late], 1.1)
    before = both[both["since"].isna()]
    assert (before["amount_planted"] == before["amount"]).all()


@pytest.mark.parametrize(("deals", "lost"), [(1, 0.4), (2, 0.3), (3, 0.2), (5, 0.0), (7, 0.0)])
def test_young_clients_lose_more_for_good(deals, lost):
    world = replace(PLAIN, known_before=0.0, policy=Policy("deal", deals, delay_days=(0, 0)))
    both, _ = _changes(world, Effect(immature=0.4, mature_deals=5))
    after = both[both["since"] >= 0]
    assert len(after) > 500
    _is_scaled(after, 1 - lost)


def test_more_deals_before_a_late_handoff_count():
    world = replace(PLAIN, known_before=0.0, policy=Policy("deal", 1, delay_days=(90, 90)))
    both, _ = _changes(world, Effect(immature=0.4, mature_deals=5))
    done = both[both["since"].isna() | (both["since"] == 0)].groupby("client_id").size()
    after = both[both["since"] >= 0]
    left = (5 - after["client_id"].map(done)).clip(lower=0) / 4
    assert left.nunique() >= 4
    _is_scaled(after, 1 - 0.4 * left)


def test_new_lines_are_orders_of_their_own():
    both, planted = _changes(PLAIN, Effect(uplift=-0.1, new_lines=0.25))
    after = both[both["since"] >= 0].set_index(["client_id", "ordered_on"]).sort_index()
    new = planted.orders[planted.orders["product_group"] == "new lines"]
    new = new.set_index(["client_id", "ordered_on"]).sort_index()
    assert list(new.index) == list(after.index)
    assert ((new["amount"] - 0.25 * after["amount"]).between(-1, 0.001)).all()
    assert ((new["margin"] - 0.25 * after["margin"]).between(-1, 0.001)).all()
    assert (new["employee_id"].str[0] == "M").all()
    assert planted.orders["order_id"].is_unique
    _is_scaled(after, 0.9)


def test_an_order_can_lose_all_but_not_more():
    effect = Effect(disruption=0.8, uplift=-0.5)
    planted = simulate(replace(PLAIN, effect=effect)).orders
    assert planted["amount"].min() == 0


def test_every_exit_hands_over_all_clients_of_its_hunter():
    company = simulate(replace(SMALL, policy=Policy("never", exits=EXITS)))
    truth = company.truth.set_index("client_id")
    hunters = company.assignments[company.assignments["role"] == "hunter"]
    for n, day in enumerate(EXITS, start=1):
        own = hunters[hunters["employee_id"] == f"H{n}"].set_index("client_id")
        assert len(own) > 5
        assert (truth.loc[own.index, "handed_on"] == pd.Timestamp(day)).all()
        assert (own["from_on"] < pd.Timestamp(day)).all()
    assert set(truth["reason"].dropna()) == {"hunter left"}
    assert truth["handed_on"].notna().sum() == hunters["employee_id"].isin(["H1", "H2", "H3"]).sum()
    left = company.employees.set_index("employee_id")["left_on"].dropna()
    assert left.to_dict() == {
        "H1": pd.Timestamp("2022-02-28"),
        "H2": pd.Timestamp("2023-07-02"),
        "H3": pd.Timestamp("2024-01-31"),
    }


def test_who_is_gone_enters_no_order_not_even_as_cover():
    policy = Policy("never", exits=EXITS, only_active=True)
    orders = simulate(replace(SMALL, cover=0.5, returns=0.3, policy=policy)).orders
    for n, day in enumerate(EXITS, start=1):
        own = orders.loc[orders["employee_id"] == f"H{n}", "ordered_on"]
        assert len(own) > 20
        assert (own < pd.Timestamp(day)).all()


def test_at_least_one_hunter_stays():
    assert len(World(hunters=4, policy=Policy(exits=EXITS)).policy.exits) == 3
    with pytest.raises(ValueError, match="one hunter stays"):
        World(hunters=3, policy=Policy(exits=EXITS))


def test_who_left_silently_is_not_handed_over_if_only_active():
    policy = Policy("deal", deals=2, exits=(date(2023, 7, 3),))
    every = simulate(replace(SMALL, policy=policy)).truth
    active = simulate(replace(SMALL, policy=replace(policy, only_active=True)))
    gone = every["left_on"] < every["handed_on"]
    assert gone.sum() > 5
    assert active.truth.loc[gone, ["handed_on", "reason"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(active.truth[~gone], every[~gone])
    # nobody owns them once their hunter is gone
    stints = active.assignments.merge(active.truth, on="client_id")
    kept = stints[stints["handed_on"].isna() & (stints["employee_id"] == "H1")]
    assert (kept["to_on"] == pd.Timestamp("2023-07-02")).all()
    assert len(kept) > 0


def test_the_queue_of_one_account_manager_by_hand():
    days = ["2024-01-05", "2024-01-03", "2024-01-20", "2024-01-25", "2024-02-10", "2024-05-02"]
    planned = np.array([_day(one) for one in days])
    never = np.full(len(days), NEVER)
    accepted = _queued(planned, never, np.zeros(len(days), dtype=int), 2)
    # January takes the 3rd and the 5th; February the two who wait; so the 10th waits for March
    expected = ["2024-01-05", "2024-01-03", "2024-02-01", "2024-02-01", "2024-03-01", "2024-05-02"]
    assert accepted.tolist() == [_day(one) for one in expected]


def test_a_queue_goes_over_new_year_and_those_who_cannot_wait_take_no_room():
    days = ["2023-12-05", "2023-12-06", "2023-12-07", "2023-12-08"]
    planned = np.array([_day(one) for one in days])
    last = np.array([NEVER, _day("2023-12-31"), NEVER, _day("2024-01-15")])
    accepted = _queued(planned, last, np.zeros(4, dtype=int), 1)
    assert accepted[0] == _day("2023-12-05")
    assert accepted[1] > last[1]
    assert accepted[2] == _day("2024-01-01")
    assert accepted[3] > last[3]


def test_each_account_manager_has_a_queue_of_their_own():
    planned = np.array([_day("2024-01-05")] * 4)
    accepted = _queued(planned, np.full(4, NEVER), np.array([0, 1, 0, 1]), 1)
    assert accepted.tolist() == [_day("2024-01-05")] * 2 + [_day("2024-02-01")] * 2


def test_no_account_manager_accepts_more_than_their_capacity():
    policy = Policy("deal", deals=2, delay_days=(7, 7), capacity=1)
    company = simulate(replace(SMALL, clients=300, policy=policy))
    stints = company.assignments[company.assignments["role"] == "account_manager"]
    months = Counter(zip(stints["employee_id"], stints["from_on"].dt.to_period("M"), strict=True))
    assert max(months.values()) == 1
    truth = company.truth.set_index("client_id")
    wait = (truth["handed_on"] - truth["crossed_on"]).dt.days.dropna()
    assert wait.min() == 7
    assert (wait > 60).sum() > 30
    assert (truth["handed_on"][wait.index[wait > 7]].dt.day == 1).all()
    # who waits does so because every month before was full, and nobody overtakes
    queue = stints.set_index("client_id").join(truth[["crossed_on"]])
    for owner, own in queue.groupby("employee_id"):
        own = own.sort_values(["crossed_on"], kind="stable")
        assert own["from_on"].is_monotonic_increasing
        for one in own.itertuples():
            wanted = (one.crossed_on + pd.Timedelta(days=7)).to_period("M")
            for month in pd.period_range(wanted, one.from_on.to_period("M"))[:-1]:
                assert months[owner, month] == 1


def test_an_experiment_draws_half_of_those_who_cross():
    world = replace(SMALL, clients=900, policy=Policy("deal", deals=2, randomised=(10, 180)))
    company = simulate(world)
    experiment, truth = company.experiment, company.truth.set_index("client_id")
    crossed = truth["crossed_on"].dropna()
    crossed = crossed[crossed >= "2021-01-04"]
    assert experiment.set_index("client_id")["starts_on"].to_dict() == crossed.to_dict()
    now = experiment["arm"] == "now"
    # a fair coin: four standard errors
    assert abs(now.mean() - 0.5) < 4 * 0.5 / len(now) ** 0.5
    types = experiment["client_id"].map(truth["type"])
    for one in types.unique():
        share = now[types == one]
        assert abs(share.mean() - 0.5) < 4 * 0.5 / len(share) ** 0.5
    delay = (experiment["hand_over_on"] - experiment["starts_on"]).dt.days
    assert (delay == np.where(now, 10, 180)).all()
    lot = experiment.set_index("client_id")["hand_over_on"]
    handed = truth["handed_on"].reindex(lot.index)
    assert handed.dropna().to_dict() == lot[lot <= "2024-12-30"].to_dict()


def test_the_lot_leaves_everything_else_as_it_was():
    drawn = simulate(replace(SMALL, policy=Policy("deal", randomised=(10, 180))))
    plain = simulate(replace(SMALL, policy=Policy("deal")))
    columns = ["order_id", "client_id", "ordered_on", "amount", "margin"]
    pd.testing.assert_frame_equal(drawn.orders[columns], plain.orders[columns])
    before = drawn.truth["crossed_on"] < "2021-01-04"
    assert before.sum() > 5
    pd.testing.assert_frame_equal(drawn.truth[before], plain.truth[before])
    assert len(plain.experiment) == 0
    assert list(plain.experiment.columns) == list(drawn.experiment.columns)


def test_an_experiment_records_the_lot_and_not_what_became_of_it():
    policy = Policy("deal", randomised=(10, 180), judgement=0.5, capacity=2)
    company = simulate(replace(SMALL, policy=policy))
    lot = company.experiment.set_index("client_id")["hand_over_on"]
    handed = company.truth.set_index("client_id")["handed_on"].reindex(lot.index)
    assert ((lot - company.experiment.set_index("client_id")["starts_on"]).dt.days <= 180).all()
    assert (handed != lot).mean() > 0.5


def test_judgement_by_growth_takes_growing_clients_early_and_shrinking_ones_never():
    policy = Policy(judgement=1.0, judgement_by="growth", delay_days=(5, 5))
    truth = simulate(replace(SMALL, policy=policy)).truth
    waited = (truth["handed_on"] - truth["first_order_on"]).dt.days
    assert set(waited[truth["type"] == "growing"].dropna()) == {5}
    for late in ("steady", "one-off", "project buyer"):
        assert set(waited[truth["type"] == late].dropna()) == {365 + 5}
    assert waited[truth["type"] == "leaving"].isna().all()
    assert set(truth["reason"].dropna()) == {"judgement"}


def test_a_year_of_seasons_has_the_mean_1():
    assert len(SEASONS) == 12
    assert SEASONS.sum() == pytest.approx(0, abs=1e-12)
    assert np.abs(SEASONS).max() == 1


def test_seasons_change_sizes_by_month_and_nothing_else():
    plain, seasonal = simulate(PLAIN).orders, simulate(replace(PLAIN, seasonality=0.4)).orders
    same = [one for one in plain.columns if one not in ("amount", "margin")]
    pd.testing.assert_frame_equal(plain[same], seasonal[same])
    large = plain["amount"] > 10_000
    ratio = (seasonal["amount"] / plain["amount"])[large]
    by_month = ratio.groupby(plain["ordered_on"].dt.month)
    # December 0.96, November 1.4, August 0.6
    assert by_month.median()[[12, 11, 8]].round(2).tolist() == [0.96, 1.4, 0.6]
    assert by_month.std().max() < 0.001
    assert by_month.median().mean() == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Effect(disruption=1.5), "between 0 and 1"),
        (lambda: Effect(immature=-0.1), "between 0 and 1"),
        (lambda: Effect(uplift=-1.1), "at least -1"),
        (lambda: Effect(new_lines=-0.1), "at least 0"),
        (lambda: Effect(mature_deals=1), "at least 2"),
        (lambda: Policy(capacity=0), "at least one handoff"),
        (lambda: Policy(delay_days=(9, 3)), "least come first"),
        (lambda: Policy(randomised=(-1, 90)), "not negative"),
        (lambda: World(seasonality=1.5), "amplitude"),
    ],
)
def test_settings_that_cannot_be_are_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_one_client_whose_story_lies_before_the_data():
    world = World(clients=1, known_before=1.0, start=date(2024, 1, 1), end=date(2024, 1, 9))
    policy = Policy("deal", 1, capacity=1, randomised=(0, 30), exits=(date(2023, 1, 1),))
    company = simulate(replace(world, seed=2, policy=policy, effect=Effect(new_lines=0.5)))
    assert len(company.experiment) == 0
    assert company.truth["crossed_on"].iloc[0] < pd.Timestamp("2024-01-01")
    assert len(company.assignments) == 2
