"""One career or two jobs: the calculation against a plain loop and what must hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import kit
from kit.choice.career import MONTHS, Rates, career_of, course, likely_rates

PLAIN = Rates(
    wins=2.0, leaving=0.02, own_hours=2.0, manager_hours=2.0, handing_hours=0.0, taking_hours=0.0,
    month_hours=160.0, gain=0.0, change=0.0, filled=1.0,
)  # fmt: skip


def slowly(rates: Rates) -> tuple[list[float], list[float], float]:
    """Clients at the end of each month, on the path and split, and how far the split is ahead."""
    base = kept = passed = sum_path = sum_split = 0.0
    path, split = [], []
    for _ in range(MONTHS):
        hunting_hours = max(rates.month_hours - base * rates.own_hours, 0)
        base = base * (1 - rates.leaving) + rates.wins * hunting_hours / rates.month_hours
        each = rates.manager_hours / (1 + rates.gain)
        moving = 0.0
        hours_left = rates.month_hours - passed * each
        if hours_left > 0:
            moving = min(kept, hours_left / (each + rates.taking_hours))
        kept, passed = kept - moving, passed + moving
        hours = rates.month_hours - kept * rates.own_hours - moving * rates.handing_hours
        spare = rates.month_hours - passed * each - moving * rates.taking_hours
        hunting_hours = max(hours, 0) + rates.filled * max(spare, 0)
        won = rates.wins * (1 + rates.gain) * hunting_hours / rates.month_hours
        kept, passed = kept * (1 - rates.leaving) + won, passed * (1 - rates.leaving)
        path.append(2 * base)
        split.append(kept + passed)
        sum_path += 2 * base
        sum_split += kept + passed * (1 + rates.change)
    return path, split, sum_split / sum_path - 1


@pytest.mark.parametrize(
    "rates",
    [
        PLAIN,
        replace(PLAIN, own_hours=6.0, manager_hours=4.0, handing_hours=8.0, taking_hours=9.0),
        replace(PLAIN, wins=9.0, gain=0.2, change=-0.1, filled=0.3, manager_hours=5.0),
    ],
)
def test_five_years_are_those_of_a_plain_loop(rates):
    path, split, ahead = slowly(rates)
    found = course(rates)
    assert found.path_clients == pytest.approx(path)
    assert found.split_clients == pytest.approx(split)
    assert float(found.ahead) == pytest.approx(ahead)
    assert found.path_won[0] == 2 * rates.wins


def test_arrays_of_draws_are_worked_out_one_by_one():
    gains = np.array([0.0, 0.1, 0.3])
    together = course(replace(PLAIN, gain=gains))
    for place, gain in enumerate(gains):
        alone = course(replace(PLAIN, gain=float(gain)))
        assert together.split_clients[place] == pytest.approx(alone.split_clients)


def test_hours_alone_decide_nothing_where_none_are_lost():
    """Dividing the same hours otherwise, with no gain and no cost, changes nothing."""
    assert abs(float(course(PLAIN).ahead)) < 0.02


def test_an_account_manager_alone_with_one_hunter_has_hours_to_spare():
    assert float(course(replace(PLAIN, filled=0.0)).ahead) < -0.1


def test_a_specialist_who_gets_more_done_is_ahead():
    assert float(course(replace(PLAIN, gain=0.1)).ahead) > 0.08


def test_break_even_is_where_both_are_equal_and_decides_within_its_range():
    opened = kit.open("demo")
    career = career_of(opened, kit.read(opened))
    for name, even in career.break_even.items():
        if even is not None:
            assert abs(career.ahead_at(name, even)) < 1e-3
            rate = career.rates[name]
            assert (name in career.deciding) == (rate.low <= even <= rate.high)
    low, likely, high = career.ahead
    assert low < likely < high
    assert likely == pytest.approx(float(course(likely_rates(career.rates)).ahead))


def test_who_leaves_is_who_was_active_a_year_ago_and_is_not_now():
    opened = kit.open("demo")
    sales = kit.read(opened)
    deals = sales.orders[sales.orders["amount"] > 0]
    silence, end = sales.book.silence, sales.orders["day"].max()
    last = deals.groupby("client_id")["day"].max()
    year_ago = end - np.timedelta64(364, "D")
    before = deals[
        (deals["day"] < year_ago) & (deals["day"] >= year_ago - np.timedelta64(silence, "D"))
    ]
    clients = before["client_id"].unique()
    gone = (last[clients] < end + np.timedelta64(1 - silence, "D")).mean()
    monthly = career_of(opened, sales).rates["leaving"].likely
    assert 1 - (1 - monthly) ** 12 == pytest.approx(gone)
