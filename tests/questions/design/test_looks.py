"""The bounds of planned looks against published ones, and against paths that are simply drawn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from kit.questions.design.looks import PLANNED, bounds, month_of, spent


def test_four_even_looks_have_the_published_bounds():
    """Lan and DeMets, like O'Brien and Fleming, 5 % two-sided: 4.333, 2.963, 2.359, 2.014."""
    assert bounds(PLANNED) == pytest.approx([4.333, 2.963, 2.359, 2.014], abs=0.002)


def test_a_single_look_is_the_usual_one():
    assert bounds((1.0,)) == pytest.approx([norm.ppf(0.975)], abs=1e-4)


@pytest.mark.parametrize("shares", [(0.3, 1.0), (0.5, 0.8, 1.0), (0.2, 0.6, 0.9)])
def test_together_they_spend_what_may_be_spent(shares):
    """A second way: the multivariate normal of all looks, integrated by another library."""
    limits = np.array(bounds(shares))
    times = np.array(shares)
    together = np.sqrt(np.minimum.outer(times, times) / np.maximum.outer(times, times))
    for n in range(1, len(shares) + 1):
        law = multivariate_normal(np.zeros(n), together[:n, :n], abseps=1e-7, releps=1e-7)
        inside = law.cdf(limits[:n], lower_limit=-limits[:n])
        assert 1 - inside == pytest.approx(spent(shares[n - 1]), abs=2e-4)


def test_who_looks_four_times_at_these_bounds_is_wrong_once_in_twenty():
    random = np.random.default_rng(3)
    steps = random.standard_normal((100_000, 4)) * 0.5
    z = np.abs(np.cumsum(steps, axis=1) / np.sqrt(np.array(PLANNED)))
    assert (z > np.array(bounds())).any(axis=1).mean() == pytest.approx(0.05, abs=0.003)
    # and at the usual bound far more often
    assert (z > 1.96).any(axis=1).mean() > 0.1


def test_a_share_of_the_information_is_in_when_so_many_client_months_are_watched():
    assert month_of(1.0, 12, 6) == pytest.approx(18, abs=0.1)
    # by hand: after m ≤ 6 months m²/2 of 12 · 6 client-months are in
    assert month_of(18 / 72, 12, 6) == pytest.approx(6, abs=0.1)
