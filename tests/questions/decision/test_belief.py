"""A stated range becomes a distribution that has these percentiles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from kit.questions.decision.belief import pert

RANGES = [(0.5, 1.5, 4.0), (0.0, 0.05, 0.15), (-0.05, 0.0, 0.05), (2, 2, 5), (2, 5, 5), (-3, -1, 8)]


def distribution(one):
    span = one.most - one.least
    place = (one.likely - one.least) / span
    return beta(1 + 4 * place, 5 - 4 * place, loc=one.least, scale=span)


@pytest.mark.parametrize(("low", "likely", "high"), RANGES)
def test_low_and_high_are_the_5th_and_95th_percentile_and_likely_is_the_mode(low, likely, high):
    one = pert(low, likely, high)
    exact = distribution(one)
    assert exact.ppf([0.05, 0.95]) == pytest.approx([low, high], abs=1e-9)
    assert one.likely == pytest.approx(likely, abs=1e-9)
    assert one.mean == pytest.approx(exact.mean())
    grid = np.linspace(one.least, one.most, 20_001)
    assert grid[exact.pdf(grid).argmax()] == pytest.approx(likely, abs=2e-4 * (high - low))


@pytest.mark.parametrize(("low", "likely", "high"), RANGES)
def test_draws_hit_the_percentiles(low, likely, high):
    drawn = pert(low, likely, high).draw(np.random.default_rng(7), 200_000)
    width = high - low
    assert np.quantile(drawn, [0.05, 0.95]) == pytest.approx([low, high], abs=0.01 * width)
    assert pert(low, likely, high).mean == pytest.approx(drawn.mean(), abs=0.005 * width)


def test_a_single_figure_is_a_constant():
    assert set(pert(3, 3, 3).draw(np.random.default_rng(1), 50)) == {3.0}


@given(st.floats(-1e6, 1e6), st.floats(0, 1), st.floats(1e-3, 1e6))
def test_any_range_has_its_ends_outside_and_its_mode_inside(low, place, width):
    one = pert(low, low + place * width, low + width)
    assert one.least < low + 1e-9 * width
    assert one.most > low + width * (1 - 1e-9)
    assert one.least <= one.likely <= one.most
