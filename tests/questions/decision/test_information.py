"""What it is worth to know a figure, and where rules change places, against closed forms."""

import numpy as np
import pytest
from scipy.stats import norm

from kit.questions.decision.information import envelope, evppi
from kit.questions.decision.weighing import judge


def gaussian(mean: float, slope: float, noise: float, draws: int = 40_000):
    """Rule A is worth mean + slope·x + noise·z, rule B nothing; x and z standard normal."""
    random = np.random.default_rng(3)
    x, z = random.standard_normal((2, draws))
    return np.column_stack([mean + slope * x + noise * z, np.zeros(draws)]), x, z


def closed_form(mean: float, sd: float) -> float:
    """E max(Y, 0) − max(E Y, 0) for Y normal."""
    return mean * norm.cdf(mean / sd) + sd * norm.pdf(mean / sd) - max(mean, 0.0)


@pytest.mark.parametrize(("mean", "slope", "noise"), [(0, 2, 3), (1, 2, 3), (-2, 4, 1), (1, -3, 0)])
def test_evppi_of_a_gaussian_input(mean, slope, noise):
    values, x, z = gaussian(mean, slope, noise)
    assert evppi(values, x) == pytest.approx(closed_form(mean, abs(slope)), abs=0.03)
    if noise:
        assert evppi(values, z) == pytest.approx(closed_form(mean, noise), abs=0.03)


def test_it_is_the_standard_deviation_times_the_normal_density_where_rules_are_level():
    values, x, _ = gaussian(0, 2, 3, draws=2000)
    assert evppi(values, x) == pytest.approx(2 * norm.pdf(0), rel=0.1)


def test_all_inputs_together_are_the_expected_regret_of_the_best_rule():
    values, _, _ = gaussian(1, 2, 3)
    verdict = judge(values, np.full(len(values), 100.0))
    assert verdict.regret[verdict.best] == pytest.approx(closed_form(1, np.hypot(2, 3)), abs=0.03)


def test_evppi_of_what_does_not_matter_is_nearly_nothing():
    values, _, _ = gaussian(1, 2, 3, draws=2000)
    noise = np.random.default_rng(8).standard_normal(2000)
    assert evppi(values, noise) < 0.05
    assert evppi(values, np.full(2000, 4.0)) == 0.0


def test_evppi_of_a_curved_relation():
    """Rule A is worth x² − 1 with x standard normal: the positive part is E max(x² − 1, 0)."""
    x = np.random.default_rng(5).standard_normal(40_000)
    values = np.column_stack([x**2 - 1, np.zeros_like(x)])
    expected = 2 * norm.pdf(1)  # by parts: ∫_{|x|>1} (x² − 1) φ = 2 φ(1)
    assert evppi(values, x) == pytest.approx(expected, rel=0.1)


def test_evppi_does_not_depend_on_the_unit_of_the_input():
    values, x, _ = gaussian(1, 2, 3, draws=2000)
    assert evppi(values, 1e6 * x + 5e9) == pytest.approx(evppi(values, x), rel=1e-6)


# --- where the winner changes -------------------------------------------------------------------


def test_the_winner_changes_where_lines_cross():
    base, slope = np.array([0.0, -2.0, -10.0]), np.array([0.0, 1.0, 3.0])
    assert envelope(base, slope, -5, 9) == [(2.0, 0, 1), (4.0, 1, 2)]
    assert envelope(base, slope, 3, 9) == [(4.0, 1, 2)]
    assert envelope(base, slope, -5, 1) == []


def test_a_change_at_the_very_end_of_the_range_is_none():
    base, slope = np.array([1.0, 0.0]), np.array([0.0, 1.0])  # level at 1
    assert envelope(base, slope, 0.0, 1.0) == []
    assert envelope(base, slope, 0.0, 1.0 + 1e-6) == [(1.0, 0, 1)]
    # at the left end the steeper one is ahead from there on: no change either
    assert envelope(base, slope, 1.0, 2.0) == []


def test_envelope_is_the_highest_line_on_a_grid():
    random = np.random.default_rng(11)
    for _ in range(200):
        base, slope = random.normal(size=(2, 7))
        turns = envelope(base, slope, -3, 3)
        grid = np.linspace(-3, 3, 3001)
        best = (base[:, None] + slope[:, None] * grid).argmax(axis=0)
        changes = np.flatnonzero(np.diff(best))
        assert len(turns) >= len(set(best)) - 1
        for at in changes:
            near = [one for one in turns if grid[at] - 1e-9 <= one[0] <= grid[at + 1] + 1e-9]
            assert near
            assert (near[0][1], near[-1][2]) == (best[at], best[at + 1])


def test_equal_lines_never_change_places():
    same = np.array([1.0, 1.0, 0.0])
    assert envelope(same, np.array([2.0, 2.0, 0.0]), 0, 9) == []
    assert envelope(np.zeros(3), np.zeros(3), 0, 9) == []


# --- the verdict --------------------------------------------------------------------------------


def draws(better: int, gain: float, loss: float) -> np.ndarray:
    """100 futures: rule A gains `gain` in `better` of them and loses `loss` in the others."""
    return np.column_stack(
        [np.r_[np.full(better, gain), np.full(100 - better, -loss)], np.zeros(100)]
    )


def test_figures_of_the_verdict():
    verdict = judge(draws(80, 50.0, 10.0), np.full(100, 1000.0))
    assert (verdict.best, verdict.runner_up) == (0, 1)
    assert verdict.p_best.tolist() == [0.8, 0.2]
    assert verdict.regret.tolist() == pytest.approx([2.0, 40.0])
    assert verdict.regret_share.tolist() == pytest.approx([0.002, 0.04])
    assert verdict.if_wrong == pytest.approx(10.0)
    assert verdict.decided


@pytest.mark.parametrize(
    ("better", "gain", "loss", "decided"),
    [
        (65, 50.0, 10.0, True),  # exactly 0.65
        (64, 50.0, 10.0, False),
        (90, 50.0, 225.0, True),  # regret 22.5 of 1000: exactly 2.25 %
        (90, 50.0, 225.1, False),
        (100, 1.0, 0.0, True),
    ],
)
def test_it_decides_by_how_often_a_rule_wins_and_the_limit_of_regret(better, gain, loss, decided):
    assert judge(draws(better, gain, loss), np.full(100, 1000.0)).decided is decided


@pytest.mark.parametrize("margin", [0.0, -5.0])
def test_nothing_is_decided_without_a_margin(margin):
    verdict = judge(draws(100, 1.0, 0.0), np.full(100, margin))
    assert not verdict.decided
    assert np.isnan(verdict.regret_share).all()


def test_the_runner_up_is_who_wins_most_often_of_the_others():
    """B is worth more than C on average, and never the best; C wins in 40 of 100."""
    a, b, c = np.zeros((3, 100))
    a[:60], a[60:] = 30.0, -10.0
    b[:] = 5.0
    c[:60], c[60:] = -50.0, 20.0
    verdict = judge(np.column_stack([a, b, c]), np.full(100, 1000.0))
    assert (verdict.best, verdict.runner_up) == (0, 2)
    assert verdict.p_best.tolist() == [0.6, 0.0, 0.4]
    assert verdict.if_wrong == 30.0


def test_of_equally_frequent_winners_the_one_worth_more_is_the_runner_up():
    """B and C win in 20 draws each; C is worth more, and comes first or last in the table."""
    a, b, c = np.zeros((3, 100))
    a[:60], a[60:] = 30.0, -10.0
    b[60:80], c[80:] = 20.0, 25.0
    for columns, expected in (((a, b, c), 2), ((a, c, b), 1)):
        verdict = judge(np.column_stack(columns), np.full(100, 1000.0))
        assert (verdict.best, verdict.runner_up) == (0, expected)
    # worth counts only where the wins are level: B, which is worth more, wins one draw less
    b[:60], b[60] = 10.0, -100.0
    verdict = judge(np.column_stack([a, b, c]), np.full(100, 1000.0))
    assert b.mean() > c.mean()
    assert verdict.p_best.tolist() == [0.6, 0.19, 0.21]
    assert (verdict.best, verdict.runner_up) == (0, 2)


def test_rules_that_coincide_do_not_take_the_lead_from_each_other():
    both = draws(80, 50.0, 10.0)
    verdict = judge(both[:, [0, 0, 1]], np.full(100, 1000.0))
    assert verdict.p_best.tolist() == [0.8, 0.8, 0.2]
    assert (verdict.best, verdict.runner_up) == (0, 2)
    assert verdict.decided
    alone = judge(both[:, [0, 0]], np.full(100, 1000.0))
    assert {alone.best, alone.runner_up} == {0, 1}
