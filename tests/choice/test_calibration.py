"""How far stated ranges are trusted: right answers counted by hand, the factor integrated."""

import math
import statistics

import pytest
from scipy import integrate, stats

from kit.choice.calibration import FACTOR, FACTOR_SPREAD, QUESTIONS, Score, score, widening
from kit.company.model import Guess


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


RIGHT = {"active": 200.0, "new": 3.0, "deals": 1500.0, "deal": 900.0, "gap": 40.0}
RIGHT |= {"one_order": 0.4, "second": 0.5, "top_fifth": 0.8, "largest": 0.02, "lost": 0.3}


def scored(**ranges: tuple[float, float]) -> Score:
    return score([Guess(id=id, low=low, high=high) for id, (low, high) in ranges.items()], RIGHT)


def close(id: str) -> tuple[float, float]:
    return RIGHT[id] * 0.8, RIGHT[id] * 1.2


def test_ranges_that_could_hardly_miss_earn_nothing():
    """Every figure lies between nothing and ten times itself, every share between 0 and 1."""
    absurd = {id: (0, 1) if value < 1 else (0, 10 * value) for id, value in RIGHT.items()}
    came_out = scored(**absurd)
    assert (came_out.hits, came_out.answers, came_out.factor) == (0, 0, FACTOR)
    assert came_out.wide == set(RIGHT)
    assert not came_out.enough


def test_a_wide_range_counts_neither_way_and_a_wide_miss_is_a_miss():
    narrow = {id: close(id) for id in ("active", "deals", "deal", "gap", "one_order")}
    assert scored(**narrow).factor == widening(5, 5)
    with_wide = scored(**narrow, lost=(0, 1), top_fifth=(0.1, 1))
    assert (with_wide.hits, with_wide.answers, with_wide.factor) == (5, 5, widening(5, 5))
    assert with_wide.wide == {"lost", "top_fifth"}
    missed = scored(**narrow, second=(0.6, 1), new=(20, 400))
    assert (missed.hits, missed.answers, missed.wide) == (5, 7, frozenset())


def test_few_clients_and_small_shares_may_be_guessed_in_a_few():
    # 3 new clients in truth: up to 7 is close, up to 9 is not; of 2 % up to 7 points, not up to 8
    assert scored(new=(0, 7)).wide == set()
    assert scored(new=(0, 9)).wide == {"new"}
    assert scored(largest=(0, 0.07)).wide == set()
    assert scored(largest=(0, 0.08)).wide == {"largest"}
    # 80 % in truth: the other 20 count, as the same question turned round would have it
    assert scored(top_fifth=(0.69, 0.98)).wide == set()
    assert scored(top_fifth=(0.69, 1)).wide == {"top_fifth"}
    assert scored(deal=(500, 1850)).wide == set()
    assert scored(deal=(500, 1851)).wide == {"deal"}
