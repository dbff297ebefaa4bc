"""What follows in hours and money, by a loop over policies, draws, months and maturities."""

import numpy as np
import pytest

from kit.choice.beliefs import Belief, placeholder
from kit.choice.futures import DRAWS, FULL, Futures, futures
from kit.choice.inputs import BY_ID, INPUTS
from kit.choice.months import Months
from kit.intervals import Resamples

POLICIES, DRAWN, MONTHS = 3, 5, 4  # the last policy hands over nobody
EARLY = (1.0, 2 / 3, 1 / 3, 0.0)  # of the early loss: after one deal, two, three, four or more


@pytest.fixture
def future() -> Futures:
    """Random months; account managers have too few hours in some of them."""
    random = np.random.default_rng(3)
    cared = random.uniform(1, 9, (POLICIES, DRAWN, MONTHS, 7))
    cared[..., 3:] *= 100
    cared[-1] = 0
    before = random.uniform(1, 9, (DRAWN, MONTHS, 3)) * [1, 1, 200]
    inputs = {figure.id: random.uniform(0.1, 0.9, DRAWN) for figure in INPUTS}
    inputs["effect"] = random.uniform(-0.3, 0.3, DRAWN)
    inputs["new_client_margin"] = random.uniform(500, 900, DRAWN)
    return Futures(inputs, cared, before, random.uniform(4e3, 9e3, (DRAWN, MONTHS)),
                   random.uniform(2, 14, DRAWN))  # fmt: skip


def by_loop(future: Futures):
    """[policy, draw] each of: effect, won, cost, overload; and [policy, draw, month] the load."""
    sums = {name: np.zeros((POLICIES, DRAWN)) for name in ("effect", "won", "cost", "overload")}
    load = np.zeros((POLICIES, DRAWN, MONTHS))
    for draw in range(DRAWN):
        of = {name: float(values[draw]) for name, values in future.inputs.items()}
        changes = [of["effect"] - of["early_loss"] * early for early in EARLY]
        for policy in range(POLICIES):
            for month in range(MONTHS):
                deals, active, handoffs, *worth = future.cared[policy, draw, month].tolist()
                old_deals, old_active, old_worth = future.before[draw, month].tolist()
                hours = (
                    of["manager_hours_per_order"] * deals
                    + of["manager_hours_per_month"] * active
                    + of["manager_handoff_hours"] * handoffs
                )
                old = (
                    of["manager_hours_per_order"] * old_deals
                    + of["manager_hours_per_month"] * old_active
                )
                freed = (
                    of["hours_per_order"] * deals
                    + of["hours_per_month"] * active
                    - of["handoff_hours"] * handoffs
                )
                clients = freed * of["hunting_share"] * of["clients_per_100_hours"] / 100
                busy = (hours + old) / future.capacity[draw]
                changed = sum(w * (1 + c) for w, c in zip(worth, changes, strict=True))
                left = max(1 - FULL / busy, 0)
                load[policy, draw, month] = busy
                sums["won"][policy, draw] += clients * of["new_client_margin"]
                sums["cost"][policy, draw] += hours * of["manager_cost"]
                sums["effect"][policy, draw] += of["margin_share"] * sum(
                    w * c for w, c in zip(worth, changes, strict=True)
                )
                sums["overload"][policy, draw] += (
                    left * (changed + old_worth) * of["overload_loss"] * of["margin_share"]
                )
    sums["overload"] -= sums["overload"][-1].copy()
    return sums, load


def test_every_part_of_a_policys_worth_is_what_single_months_add_up_to(future):
    sums, load = by_loop(future)
    assert (sums["overload"][:-1] > 0).any()
    assert (load < FULL).any()
    assert future.load == pytest.approx(load)
    for name, expected in sums.items():
        assert getattr(future, name) == pytest.approx(expected), name
    paid = sums["cost"] * future.inputs["hired_share"]
    worth = sums["effect"] + sums["won"] - paid - sums["overload"]
    assert future.values == pytest.approx(worth.T)
    assert future.values[:, -1] == pytest.approx(0)


def test_margin_counts_at_the_share_that_stays_of_revenue(future):
    share = future.inputs["margin_share"]
    assert future.margin == pytest.approx(future.cared[..., 3:].sum(axis=(2, 3)) * share)
    assert future.total == pytest.approx(future.everyone.sum(axis=1) * share)


def test_nobody_is_overloaded_where_nobody_knows_who_receives(future):
    unknown = Futures(future.inputs, future.cared, future.before, future.everyone, None)
    assert unknown.load is None
    assert (unknown.overload == 0).all()


def made(managers: int | None = 3, **stated: float) -> Futures:
    """Drawn for ten clients, who brought 1,000 and 3,000 in their first year by turns."""
    believed = {figure.id: placeholder(figure) for figure in INPUTS if figure.placeholder}
    believed["manager_cost"] = Belief(BY_ID["manager_cost"], 30, 30, 30, "", "company")
    believed |= {
        id: Belief(BY_ID[id], value, value, value, "", "company") for id, value in stated.items()
    }
    sums = Months(np.ones((2, 10, 3, 7)), np.ones((10, 3, 3)), np.ones((10, 3)))
    first_years = np.tile([1000.0, 3000.0], 5), np.ones(10)
    return futures(sums, Resamples(10, 1, DRAWS), believed, None, first_years, managers, 100,
                   np.random.default_rng(1))  # fmt: skip


def test_figures_are_drawn_in_the_units_of_the_orders():
    future = made(manager_week=40.0, hired_share=0.25, margin_share=1.0)
    assert (future.inputs["manager_cost"] == 3000).all()  # 30 a hour in minor units
    assert future.capacity == pytest.approx(3 * 40 * 365.25 / 12 / 7)
    assert (future.inputs["hired_share"] == 0.25).all()
    brought = future.inputs["new_client_margin"]
    assert brought.mean() == pytest.approx(2000, rel=0.01)
    # the mean of ten clients drawn with putting back
    assert brought.std() == pytest.approx(1000 / np.sqrt(10), rel=0.05)
    assert future.cared.shape == (2, DRAWS, 3, 7)
    assert future.everyone == pytest.approx(10)


def test_whether_hours_are_hired_is_as_likely_as_not_where_nobody_said():
    hired = made().inputs["hired_share"]
    assert set(hired.tolist()) == {0.0, 1.0}
    assert hired.mean() == pytest.approx(0.5, abs=0.04)


def test_what_is_stated_of_a_share_of_revenue_counts_for_new_clients_too():
    assert made(margin_share=0.5).inputs["new_client_margin"].mean() == pytest.approx(
        1000, rel=0.01
    )
    assert made(managers=None).capacity is None
