"""Curves and intervals against textbook figures and plain counting."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.questions.intervals import bootstrap, ratio, reach, reach_or_silence, wilson

# Freireich et al. 1963, 6-mercaptopurine arm: weeks in remission, 1 = relapse
WEEKS = np.array([6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
RELAPSED = np.array([1] * 9 + [0] * 12, dtype=bool)


def test_kaplan_meier_gives_the_textbook_curve():
    curve = reach(WEEKS, RELAPSED)
    left = {day: 1 - curve.at(day)[0] for day in (5, 6, 7, 10, 13, 16, 22, 23)}
    expected = {
        5: 1.0,
        6: 0.8571,
        7: 0.8067,
        10: 0.7529,
        13: 0.6902,
        16: 0.6275,
        22: 0.5378,
        23: 0.4482,
    }
    assert left == pytest.approx(expected, abs=5e-5)


def test_its_interval_is_greenwood_on_the_log_log_scale():
    share, low, high = reach(WEEKS, RELAPSED).at(10)
    # S = .7529, standard error .0963: S ** exp(± 1.96 * .0963 / (S |ln S|)) = .5032 and .8894
    assert (1 - high, 1 - share, 1 - low) == pytest.approx((0.5032, 0.7529, 0.8894), abs=2e-4)


def test_the_median_is_the_first_day_by_which_half_is_reached():
    assert reach(WEEKS, RELAPSED).median()[0] == 23
    assert reach(np.array([1, 2, 3, 4]), np.array([True, True, False, False])).median()[0] == 2
    assert reach(np.array([1, 9, 9]), np.array([True, False, False])).median()[0] is None


def test_the_curve_says_nothing_beyond_the_last_client_observed():
    curve = reach(np.array([5, 10, 40]), np.array([True, False, False]))
    assert curve.at(40)[0] == pytest.approx(1 / 3)
    assert curve.at(41) == (None, None, None)
    # everybody fired: there is nothing left to wait for
    assert reach(np.array([0, 0, 3]), np.ones(3, dtype=bool)).at(700)[0] == 1.0


def test_nobody_and_everybody_still_have_an_interval():
    nobody = reach(np.full(40, 100), np.zeros(40, dtype=bool)).at(91)
    assert nobody == pytest.approx((0.0, 0.0, 1 - 0.025 ** (1 / 40)))
    everybody = reach(np.zeros(40, dtype=int), np.ones(40, dtype=bool)).at(91)
    assert everybody == pytest.approx((1.0, 0.025 ** (1 / 40), 1.0))
    assert reach(np.zeros(0, dtype=int), np.zeros(0, dtype=bool)).at(0) == (None, None, None)


histories = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([0, 1, 2])), min_size=1, max_size=25
)


@settings(max_examples=150, deadline=None)
@given(histories)
def test_both_curves_equal_the_product_worked_out_in_fractions(history):
    times = np.array([time for time, _ in history])
    event = np.array([kind for _, kind in history])
    one, two = reach_or_silence(times, event)
    kaplan = reach(times, event == 1)
    left, alive = Fraction(1), Fraction(1)
    first = second = Fraction(0)
    for day in range(int(times.max()) + 1):
        at_risk = int((times >= day).sum())
        d1, d2 = (int(((times == day) & (event == kind)).sum()) for kind in (1, 2))
        if at_risk:
            first += left * Fraction(d1, at_risk)
            second += left * Fraction(d2, at_risk)
            left *= 1 - Fraction(d1 + d2, at_risk)
            alive *= 1 - Fraction(d1, at_risk)
        assert one.at(day)[0] == pytest.approx(float(first), abs=1e-9)
        assert two.at(day)[0] == pytest.approx(float(second), abs=1e-9)
        assert kaplan.at(day)[0] == pytest.approx(float(1 - alive), abs=1e-9)
        for curve in (one, two, kaplan):
            share, low, high = curve.at(day)
            assert -1e-9 <= low <= share + 1e-9 <= high + 2e-9 <= 1 + 3e-9


def test_the_interval_of_the_competing_curve_covers_as_often_as_it_says():
    random = np.random.default_rng(5)
    truth = 0.6 * (1 - np.exp(-2 * 50 / 100))  # two exponential causes, rates 6:4, together 2/100
    covered = 0
    for _ in range(300):
        time = random.exponential(50, 120)
        kind = np.where(random.random(120) < 0.6, 1, 2)
        end = random.uniform(30, 150, 120)
        event = np.where(time <= end, kind, 0)
        curve, _ = reach_or_silence(np.minimum(time, end).round().astype(int), event)
        _, low, high = curve.at(50)
        covered += low <= truth <= high
    assert 0.92 <= covered / 300 <= 0.985


def test_wilson():
    assert wilson(8, 10) == pytest.approx((0.8, 0.4902, 0.9433), abs=5e-5)
    assert wilson(0, 10) == pytest.approx((0.0, 0.0, 0.2775), abs=5e-5)
    assert wilson(0, 0) == (None, None, None)


def test_bootstrap_of_a_share_comes_near_its_binomial_error_and_is_repeatable():
    clients = np.column_stack([np.arange(400) < 100, np.ones(400)]).astype(float)
    value, low, high = bootstrap(clients, lambda s: ratio(s[:, :1], s[:, 1:]), seed=7)
    assert value[0] == 0.25
    error = np.sqrt(0.25 * 0.75 / 400)
    assert (low[0], high[0]) == pytest.approx((0.25 - 1.96 * error, 0.25 + 1.96 * error), abs=0.005)
    again = bootstrap(clients, lambda s: ratio(s[:, :1], s[:, 1:]), seed=7)
    assert (low[0], high[0]) == (again[1][0], again[2][0])


def test_bootstrap_without_clients_has_no_interval():
    _, low, high = bootstrap(np.zeros((0, 2)), lambda s: ratio(s[:, :1], s[:, 1:]), seed=1)
    assert np.isnan([low[0], high[0]]).all()
