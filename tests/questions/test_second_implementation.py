"""Both curves against second implementations: scipy's, and a plain loop in fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from kit.intervals import reach, reach_or_silence

SEEDS = range(12)


def histories(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Many ties, a few late clients, and up to three in four not watched to the end."""
    random = np.random.default_rng(seed)
    n = int(random.integers(2, 160))
    wait = np.minimum(random.geometric(random.uniform(0.02, 0.3), n), 60)
    watched = random.integers(0, int(random.integers(5, 70)), n)
    kind = np.where(random.random(n) < 0.6, 1, 2)
    return np.minimum(wait, watched), np.where(wait <= watched, kind, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_kaplan_meier_is_that_of_scipy(seed):
    times, event = histories(seed)
    curve = reach(times, event == 1)
    other = ecdf(CensoredData(uncensored=times[event == 1], right=times[event != 1]))
    days = np.arange(int(times.max()) + 1)
    ours = [curve.at(int(day))[0] for day in days]
    assert ours == pytest.approx(other.cdf.evaluate(days), abs=1e-12)
    assert (event == 0).any()
    assert len(np.unique(times)) < len(times)  # ties


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # scipy: 0 / 0 where nobody is left
@pytest.mark.parametrize("seed", SEEDS)
def test_so_is_its_interval_on_the_log_log_scale(seed):
    times, event = histories(seed)
    curve = reach(times, event == 1)
    other = ecdf(CensoredData(uncensored=times[event == 1], right=times[event != 1])).sf
    band = other.confidence_interval(confidence_level=0.95, method="log-log")
    compared = 0
    for day in range(int(times.max()) + 1):
        share, low, high = curve.at(day)
        theirs = [1 - float(one.evaluate(day)) for one in (band.high, band.low)]
        if 0 < share < 1 and np.isfinite(theirs).all():
            assert (low, high) == pytest.approx(theirs, abs=1e-9)
            compared += 1
    assert compared or not 0 < curve.at(int(times.max()))[0] < 1


def followed(times: np.ndarray, event: np.ndarray) -> list[tuple[int, list[Fraction], list[float]]]:
    """Day by day: the shares reached and fallen silent, and Aalen's standard errors of both.

    Each event moves the weight of one client, which grows as those not watched any longer leave
    theirs to whoever is still waiting (the redistribution to the right: Efron 1967).
    """
    n = len(times)
    weight = [Fraction(1, n)] * n
    waiting = sorted(range(n), key=lambda one: (times[one], event[one] == 0))
    shares = [Fraction(0), Fraction(0)]
    rows = []
    for day in sorted(set(times.tolist())):
        for one in [one for one in waiting if times[one] == day and event[one]]:
            shares[event[one] - 1] += weight[one]
            waiting.remove(one)
        gone = [one for one in waiting if times[one] == day]
        waiting = [one for one in waiting if times[one] > day]
        for one in gone if waiting else ():
            for other in waiting:
                weight[other] += weight[one] / len(waiting)
        rows.append((day, list(shares)))
    return [(day, both, [_error(times, event, day, kind) for kind in (1, 2)]) for day, both in rows]


def _error(times: np.ndarray, event: np.ndarray, until: int, kind: int) -> float:
    """Aalen's variance of a cumulative incidence: Σ over event days (Marubini, Valsecchi 1995)."""
    days = sorted({int(day) for day in times[event > 0] if day <= until})
    left, steps, reached = Fraction(1), [], Fraction(0)
    for day in days:
        n = int((times >= day).sum())
        d, mine = (int(((times == day) & one).sum()) for one in (event > 0, event == kind))
        steps.append((n, d, mine, left, reached + left * Fraction(mine, n)))
        reached = steps[-1][-1]
        left *= 1 - Fraction(d, n)
    total = Fraction(0)
    for n, d, mine, before, here in steps:
        gap = reached - here
        if n > d:
            total += gap**2 * Fraction(d, n * (n - d))
        total += before**2 * Fraction(mine * (n - mine), n**3)
        total -= 2 * gap * before * Fraction(mine, n**2)
    return math.sqrt(total) if total > 0 else 0.0


@pytest.mark.parametrize("seed", SEEDS)
def test_aalen_johansen_is_that_of_redistributed_weights(seed):
    times, event = histories(seed)
    fired, silent = reach_or_silence(times, event)
    for day, both, _ in followed(times, event):
        got = (fired.at(day)[0], silent.at(day)[0])
        assert got == pytest.approx([float(one) for one in both], abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_its_interval_comes_from_aalens_variance(seed):
    times, event = histories(seed)
    curves = reach_or_silence(times, event)
    compared = 0
    for day, both, errors in followed(times, event):
        if (times >= day).sum() == ((times == day) & (event > 0)).sum():
            continue  # the last ones left together: 0 / 0, and Wilson's interval instead
        for curve, share, error in zip(curves, both, errors, strict=True):
            _, low, high = curve.at(day)
            if not 0 < share < 1 or not error:
                continue
            left = 1 - float(share)
            spread = math.exp(1.959963984540054 * error / (left * abs(math.log(left))))
            assert (low, high) == pytest.approx((1 - left ** (1 / spread), 1 - left**spread))
            compared += 1
    assert compared or not event.any()


def test_without_competition_one_curve_is_the_other():
    times, event = histories(3)
    only = np.where(event == 1, 1, 0)
    fired, silent = reach_or_silence(times, only)
    plain = reach(times, only == 1)
    for day in range(int(times.max()) + 1):
        assert fired.at(day)[0] == pytest.approx(plain.at(day)[0], abs=1e-12)
        assert silent.at(day)[0] == 0.0
