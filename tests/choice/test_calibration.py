"""How far stated ranges are trusted: right answers counted by hand, the factor integrated."""

import math
import statistics

import pytest
from scipy import integrate, stats

from kit.choice.calibration import FACTOR, FACTOR_SPREAD, QUESTIONS, widening


def expected_factor(hits: int, answers: int) -> float:
    """The same expectation, by adaptive integration over log f."""

    def density(log_f: float) -> float:
        holds = 2 * stats.norm.cdf(1.6448536269514722 / math.exp(log_f)) - 1
        prior = stats.norm.pdf(log_f, math.log(FACTOR), FACTOR_SPREAD)
        return prior * holds**hits * (1 - holds) ** (answers - hits)

    span = (math.log(0.25), math.log(20))
    whole = integrate.quad(density, *span, limit=200)[0]
    mean = integrate.quad(lambda log_f: log_f * density(log_f), *span, limit=200)[0] / whole
    return max(math.exp(mean), 1.0)


@pytest.mark.parametrize(("hits", "answers"), [(10, 10), (8, 10), (6, 10), (3, 10), (5, 5), (0, 7)])
def test_the_factor_is_the_posterior_mean(hits, answers):
    assert widening(hits, answers) == pytest.approx(expected_factor(hits, answers), rel=1e-3)


def test_more_hits_mean_narrower_and_nobodys_range_is_narrowed():
    factors = [widening(hits, 10) for hits in range(11)]
    assert factors == sorted(factors, reverse=True)
    assert factors[10] == 1.0
    assert 1.5 < factors[8] < 1.7
    assert 2.4 < factors[5] < 2.7


def test_the_questions_are_answered_from_the_records(small_sales):
    """Ten clients, one order a month each but for the last, who bought once two years ago."""
    right = {asked.id: asked.right(small_sales.book) for asked in QUESTIONS}
    assert right["active"] == 9
    assert right["new"] == 0
    assert right["deals"] == 9 * 12
    assert right["deal"] == 100
    assert right["one_order"] == pytest.approx(0.1)
    assert right["largest"] == pytest.approx(1 / 9)
    gaps = statistics.median([30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28])
    assert abs(right["gap"] - gaps) <= 1
