"""Curves and intervals against textbook figures and plain counting."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from kit.intervals import (
    MOST_DRAWN,
    REPLICATES,
    Resamples,
    bootstrap,
    garwood,
    ratio,
    reach,
    reach_by_day,
    reach_or_silence,
    wilson,
)

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


def test_nobody_yet_is_bounded_by_those_who_are_still_watched():
    """Forty are lost on day 10 before anybody fires; one of the other ten fires on day 50."""
    times = np.array([10] * 40 + [50] + [60] * 9)
    event = np.array([0] * 40 + [1] + [0] * 9)
    reached, silent = reach_or_silence(times, np.where(times == 50, 2, event))
    assert silent.at(50)[0] == pytest.approx(1 / 10)
    # at day 50 ten clients are left, at day 10 all fifty were
    assert reached.at(50) == pytest.approx((0.0, 0.0, 1 - 0.025 ** (1 / 10)))
    assert reached.at(10) == pytest.approx((0.0, 0.0, 1 - 0.025 ** (1 / 50)))


def test_where_the_last_ones_left_together_only_those_lost_before_are_left_out():
    """Two are lost on day 5, and the last six leave on day 9: 0 / 0 in Aalen's variance."""
    times = np.array([5, 5, 9, 9, 9, 9, 9, 9])
    event = np.array([0, 0, 1, 1, 1, 2, 2, 2])
    reached, silent = reach_or_silence(times, event)
    for curve in (reached, silent):
        assert curve.at(9) == pytest.approx((0.5, *wilson(3, 6)[1:]))


histories = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([0, 1, 2])), min_size=1, max_size=25
)


@settings(max_examples=150)
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


def random_history(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Days and events of up to 300 clients, with many ties."""
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 300))
    return random.integers(0, int(random.integers(1, 60)), n), random.integers(0, 3, n)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # statsmodels: 0 / 0 where nobody is left
@pytest.mark.parametrize("seed", range(20))
def test_curves_and_their_errors_are_those_of_statsmodels(seed):
    times, event = random_history(seed)
    theirs = SurvfuncRight(times, (event == 1).astype(int))
    curve = reach(times, event == 1)
    for day, left, error in zip(
        theirs.surv_times, theirs.surv_prob, theirs.surv_prob_se, strict=True
    ):
        share, low, high = curve.at(int(day))
        assert share == pytest.approx(1 - left, abs=1e-12)
        if 1e-9 < left < 1 and error > 0:
            spread = np.exp(1.959963984540054 * error / (left * abs(np.log(left))))
            assert (1 - high, 1 - low) == pytest.approx((left**spread, left ** (1 / spread)))
    both = CumIncidenceRight(times, np.append(event[:-1], 2))  # one of each kind at least
    curves = reach_or_silence(times, np.append(event[:-1], 2))
    for curve, shares in zip(curves, both.cinc, strict=False):
        points = curve.on(np.asarray(both.times, dtype=np.int64))
        assert points[:, 0] == pytest.approx(shares, abs=1e-12)


def test_counts_by_day_give_the_curve_of_the_clients_one_by_one():
    times, event = random_history(4)
    one_by_one = reach(times, event == 1)
    counted = reach_by_day(np.bincount(times[event == 1]), np.bincount(times[event != 1], None, 99))
    days = np.arange(int(times.max()) + 3)
    np.testing.assert_array_equal(one_by_one.on(days), counted.on(days))
    assert one_by_one.horizon == counted.horizon == times.max()


def test_a_curve_over_many_days_is_the_curve_day_by_day():
    curve = reach(np.array([5, 10, 40]), np.array([True, False, False]))
    days = np.array([0, 4, 5, 39, 40, 41])
    points = curve.on(days)
    assert [tuple(point) for point in points[:-1]] == [curve.at(int(day)) for day in days[:-1]]
    assert np.isnan(points[-1]).all()
    assert curve.at(41) == (None, None, None)
    assert np.isnan(reach(np.zeros(0, int), np.zeros(0, bool)).on(days)).all()


def test_wilson():
    assert wilson(8, 10) == pytest.approx((0.8, 0.4902, 0.9433), abs=5e-5)
    assert wilson(0, 10) == pytest.approx((0.0, 0.0, 0.2775), abs=5e-5)
    assert wilson(0, 0) == (None, None, None)
    for n, of in ((0, 1), (1, 1), (3, 7), (500, 100_000), (100_000, 100_000)):
        theirs = proportion_confint(n, of, method="wilson")
        assert wilson(n, of)[1:] == pytest.approx(np.clip(theirs, 0, 1), abs=1e-15)


def test_garwood():
    assert garwood(0) == pytest.approx((0.0, 3.6889), abs=5e-5)
    assert garwood(10) == pytest.approx((4.7954, 18.3904), abs=5e-5)
    for count in (1, 7, 4000):
        low, high = garwood(count)
        assert low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2)
        assert high == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2)


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


def test_a_statistic_undefined_in_more_than_one_in_twenty_resamples_has_no_interval():
    clients = np.ones((30, 1))

    def undefined_in(share):
        def statistic(sums):
            values = sums[:, :1] + np.arange(len(sums))[:, None]
            if len(sums) > 1:
                values[: round(share * len(sums))] = np.nan
            return values

        return bootstrap(clients, statistic, seed=1)

    value, low, high = undefined_in(0.05)
    assert (value[0], low[0] < high[0]) == (30.0, True)
    value, low, high = undefined_in(0.05 + 1 / REPLICATES)
    assert value[0] == 30.0
    assert np.isnan([low[0], high[0]]).all()


def test_clients_are_drawn_one_by_one_up_to_a_number_and_then_in_groups():
    for n in (MOST_DRAWN, MOST_DRAWN + 1, 3 * MOST_DRAWN + 7):
        ones_and_places = np.column_stack([np.ones(n), np.arange(n) == 17])
        sums = Resamples(n, 5).sums(ones_and_places)
        assert sums[:, 0] == pytest.approx(n)  # as many as there are, in every draw
        # a single client is missing from 1 / e of the draws, whoever shares its group
        assert (sums[:, 1] == 0).mean() == pytest.approx(np.exp(-1), abs=0.03)
        assert sums[:, 1].mean() == pytest.approx(1, abs=0.07)
    one_by_one = Resamples(MOST_DRAWN, 5).sums(np.eye(MOST_DRAWN, 2))
    assert (one_by_one == one_by_one.round()).all()


@pytest.mark.parametrize("n", [20, 50, 300, 2500, 5000])
@pytest.mark.parametrize("tail", ["even", "lognormal", "pareto"])
def test_the_ends_lie_within_a_tenth_of_the_width_of_drawing_every_client(n, tail):
    random = np.random.default_rng(n)
    draw = {
        "even": lambda: random.random(n) + 1,
        "lognormal": lambda: random.lognormal(0, 1.5, n),
        "pareto": lambda: random.pareto(1.5, n) + 1,
    }
    revenue, kept = draw[tail](), random.random(n)
    columns = np.column_stack([kept * revenue, revenue, revenue**2])

    def statistic(sums):
        return np.column_stack(
            [
                ratio(sums[:, 0], sums[:, 1]),
                sums[:, 1],
                ratio(sums[:, 2], sums[:, 1] ** 2),
            ]
        )

    every = np.array(
        [np.bincount(random.integers(n, size=n), minlength=n) @ columns for _ in range(4000)]
    )
    low, high = np.percentile(statistic(every), [2.5, 97.5], axis=0)
    _, *ends = bootstrap(columns, statistic, seed=3)
    for end, right in zip(ends, (low, high), strict=True):
        assert (np.abs(end - right) / (high - low)).max() < 0.1


def test_the_interval_from_groups_covers_as_often_as_it_says():
    covered, random = 0, np.random.default_rng(11)
    for _ in range(200):
        money_ = random.lognormal(0, 1, 4000)
        existing = random.random(4000) < 0.3
        columns = np.column_stack([existing * money_, money_])
        _, low, high = bootstrap(columns, lambda s: ratio(s[:, :1], s[:, 1:]), seed=1)
        covered += low[0] <= 0.3 <= high[0]
    assert 0.91 <= covered / 200 <= 0.985
