"""How full account managers may be: the closed form against a queue that is really run."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.choice.carrying import LATE, TASK_VARIATION, carry_of, late_share, load_limit
from kit.company.model import Assumption, Company
from kit.worlds import Policy, World, simulate

PER_ORDER, PER_MONTH, PER_HANDOFF, WEEK, WAIT = 1.2, 0.6, 3.0, 35.0, 2.0


def queue(load: float, wait_hours: float, task_hours: float, tasks: int = 400_000) -> float:
    """The share of tasks that wait longer: Lindley's recursion, gamma tasks at random times."""
    random = np.random.default_rng(7)
    shape = 1 / TASK_VARIATION
    work = random.gamma(shape, task_hours / shape, tasks)
    gap = random.exponential(task_hours / load, tasks)
    steps = np.cumsum(work[:-1] - gap[1:])
    waits = steps - np.minimum.accumulate(np.minimum(steps, 0.0))
    return float((waits[tasks // 10 :] > wait_hours).mean())


@pytest.mark.parametrize(("load", "days"), [(0.65, 1), (0.8, 1), (0.85, 3), (0.92, 3)])
def test_the_closed_form_agrees_with_a_queue_that_is_run(load, days):
    assert late_share(load, 8 * days, 1.5) == pytest.approx(queue(load, 8 * days, 1.5), abs=0.04)


def test_the_limit_follows_from_the_agreed_wait():
    assert load_limit(3, 1.5) == pytest.approx(0.855, abs=0.01)
    assert load_limit(1, 1.5) == pytest.approx(0.645, abs=0.02)
    for days in (0.5, 1, 3, 10):
        assert late_share(load_limit(days, 1.5), 8 * days, 1.5) == pytest.approx(LATE, abs=1e-6)
    assert load_limit(200, 0.1) > 0.99


@pytest.fixture(scope="module")
def sales():
    return simulate(
        World(clients=220, seed=3, policy=Policy("deal", 3, delay_days=(10, 60)))
    ).sales()


@pytest.fixture(scope="module")
def weighed(sales):
    """Of account managers whose hours are known to the minute."""
    figures = {
        "manager_hours_per_order": PER_ORDER, "manager_hours_per_month": PER_MONTH,
        "manager_handoff_hours": PER_HANDOFF, "manager_week": WEEK, "wait_days": WAIT,
    }  # fmt: skip
    stated = tuple(
        Assumption(id=name, label=name, low=value, likely=value, high=value, basis="measured")
        for name, value in figures.items()
    )
    return carry_of(Company(assumptions=stated), sales)


def test_hours_with_those_due_are_counted_from_the_records(sales, weighed):
    as_of = pd.Timestamp(sales.as_of)
    deals = sales.orders[sales.orders["amount"] > 0]
    last = deals.groupby("client_id")["day"].max()
    active = set(last.index[last > as_of - pd.Timedelta(days=sales.book.silence)])
    own = sales.assignments[sales.assignments["role"] == "account_manager"]
    second = deals.sort_values("day").groupby("client_id")["day"].nth(1)
    of_second = deals.loc[second.index, "client_id"]
    asked = active & (set(own["client_id"]) | set(of_second))
    year_ago = as_of - pd.Timedelta(days=365)
    a_month = ((deals["day"] > year_ago) & deals["client_id"].isin(asked)).sum() / 12
    handoffs = (second > year_ago).sum() / 12
    needed = PER_ORDER * a_month + PER_MONTH * len(asked) + PER_HANDOFF * handoffs
    people = own["employee_id"].nunique()
    assert weighed.monthly == pytest.approx(handoffs)
    assert weighed.load_with == pytest.approx(needed / (people * WEEK * 365.25 / 12 / 7))


def test_in_two_years_it_is_as_much_more_as_clients_are_more_than_two_years_ago(sales, weighed):
    deals = sales.orders[sales.orders["amount"] > 0]
    silence = pd.Timedelta(days=sales.book.silence)
    as_of = pd.Timestamp(sales.as_of)
    now, then = (
        deals.loc[(deals["day"] <= day) & (deals["day"] > day - silence), "client_id"].nunique()
        for day in (as_of, as_of - pd.DateOffset(years=2))
    )
    grown = np.log(weighed.load_later / weighed.load_with)
    error = np.sqrt(1 / now + 1 / then)
    assert abs(np.log(now / then)) > 5 * error / np.sqrt(len(grown))  # or it would show nothing
    assert grown.mean() == pytest.approx(np.log(now / then), abs=4 * error / np.sqrt(len(grown)))
    assert grown.std() == pytest.approx(error, rel=0.07)


def test_the_limit_is_that_of_the_agreed_wait_and_the_hours_of_an_order(weighed):
    assert late_share(weighed.limit, 8 * WAIT, PER_ORDER) == pytest.approx(LATE, abs=1e-6)


@pytest.mark.parametrize(
    ("load", "growth", "said"),
    [(-0.06, 0.0, "can"), (-0.04, 0.0, "open"), (0.04, 0.0, "open"), (0.06, 0.0, "cannot"),
     (-0.06, 0.04, "open"), (-0.06, 0.2, "open"), (-0.06, 0.8, "cannot"), (0.06, -0.3, "cannot")],
)  # fmt: skip
def test_nearer_to_the_limit_than_the_limit_is_known_nothing_is_said(weighed, load, growth, said):
    now = np.full(500, weighed.limit + load)
    told = replace(weighed, load_with=now, load_later=now + growth)
    assert told.verdict == said


@pytest.mark.parametrize(("share", "said"), [(0.81, "cannot"), (0.79, "open")])
def test_four_of_five_futures_have_to_agree(weighed, share, said):
    load = np.where(np.arange(1000) < share * 1000, weighed.limit + 0.2, weighed.limit)
    assert replace(weighed, load_with=load, load_later=None).verdict == said
