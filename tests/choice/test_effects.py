"""The effect with and without evidence: drawn posteriors against integration on a grid."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from kit.choice.beliefs import placeholder
from kit.choice.effects import effects
from kit.choice.inputs import BY_ID
from kit.evidence.two_way import Ratio
from kit.gates import EARLY_SPREAD, NO_EARLY_LOSS

SIZE = 20_000


def evidence(log: float, error: float, freedom: float = 30.0, early: float = 0.0, slope=None):
    kept = Ratio(log, error, freedom)
    done = np.full(10, 4 - 3 * early)
    stack = SimpleNamespace(done=done, entries=SimpleNamespace(treated=np.ones(10, bool)))
    slope = slope and SimpleNamespace(ratio=slope, early_share=early)
    rung = SimpleNamespace(stack=stack)
    return SimpleNamespace(may_decide=True, kept=kept, rung=rung, slope=slope)


def drawn(of, seed=1):
    effect, early = placeholder(BY_ID["effect"]), placeholder(BY_ID["early_loss"])
    return effects(effect, early, of, np.random.default_rng(seed), SIZE)


def test_without_evidence_it_is_what_is_held_beforehand():
    mature, lost = drawn(None)
    low, likely, high = BY_ID["effect"].placeholder
    assert np.quantile(mature, [0.05, 0.5, 0.95]) == pytest.approx([low, likely, high], abs=0.01)
    assert (lost == 0).mean() == pytest.approx(NO_EARLY_LOSS, abs=0.01)
    assert np.median(lost[lost > 0]) == pytest.approx(EARLY_SPREAD * stats.norm.ppf(0.75), rel=0.03)


def test_evidence_moves_the_effect_as_integration_says():
    log, error, freedom = np.log(0.85), 0.08, 6.0
    mature, _ = drawn(evidence(log, error, freedom))
    low, likely, high = (np.log1p(share) for share in BY_ID["effect"].placeholder)
    grid = np.linspace(-1.2, 1.0, 4001)
    side = np.where(grid < likely, likely - low, high - likely) / 1.6448536269514722
    beforehand = np.exp(-0.5 * ((grid - likely) / side) ** 2) / side
    weight = beforehand * stats.t.pdf((grid - log) / error, freedom)
    mean = (weight @ grid) / weight.sum()
    assert np.log1p(mature).mean() == pytest.approx(mean, abs=0.004)
    spread = np.sqrt((weight @ (grid - mean) ** 2) / weight.sum())
    assert np.log1p(mature).std() == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize("log", [np.log(0.2), np.log(0.4), np.log(2.2)])
def test_far_from_what_is_held_the_draws_are_many_all_the_same(log):
    """Nearly nothing is held out there: the posterior is between both, and no handful of draws."""
    error = 0.12
    mature, lost = drawn(evidence(log, error))
    assert len(np.unique(mature)) > SIZE / 20
    low, likely, high = (np.log1p(share) for share in BY_ID["effect"].placeholder)
    grid = np.linspace(-3.0, 2.0, 8001)
    side = np.where(grid < likely, likely - low, high - likely) / 1.6448536269514722
    weight = np.exp(-0.5 * ((grid - likely) / side) ** 2) / side
    weight *= stats.t.pdf((grid - log) / error, 30.0)
    mean = (weight @ grid) / weight.sum()
    assert np.log1p(mature).mean() == pytest.approx(mean, abs=0.01)
    assert np.log1p(drawn(evidence(log, error), seed=2)[0]).mean() == pytest.approx(mean, abs=0.01)
    assert (lost == 0).mean() == pytest.approx(NO_EARLY_LOSS, abs=0.02)


@pytest.mark.parametrize("ends", [(-0.1, -0.1), (-0.1, 0.05), (-0.2, -0.1)])
def test_a_measured_effect_without_a_range_on_a_side_is_weighed_all_the_same(ends):
    low, high = ends
    measured = replace(placeholder(BY_ID["effect"]), low=low, likely=-0.1, high=high)
    early = placeholder(BY_ID["early_loss"])
    random = np.random.default_rng(1)
    mature, lost = effects(measured, early, evidence(np.log(0.7), 0.05), random, SIZE)
    # nothing is held on a side without a range, wherever the estimate lies
    assert (mature.min() < -0.1 - 1e-9) == (low < -0.1)
    assert (mature.max() > -0.1 + 1e-9) == (high > -0.1)
    assert np.isfinite(lost).all()


def test_an_estimate_on_early_handoffs_says_less_of_mature_ones():
    at_four, _ = drawn(evidence(np.log(0.8), 0.05, early=0.0))
    at_one, lost = drawn(evidence(np.log(0.6), 0.05, early=1.0))
    assert at_four.mean() == pytest.approx(-0.19, abs=0.02)
    assert at_one.mean() > -0.33
    assert lost.mean() > drawn(None)[1].mean()


def test_early_against_late_shows_the_early_loss():
    slope = SimpleNamespace(log=np.log(0.7), error=0.05, freedom=60.0)
    _, lost = drawn(evidence(0.0, 0.08, slope=slope))
    assert lost.mean() == pytest.approx(0.29, abs=0.03)
    none = SimpleNamespace(log=0.0, error=0.02, freedom=60.0)
    assert drawn(evidence(0.0, 0.08, slope=none))[1].mean() < 0.03
