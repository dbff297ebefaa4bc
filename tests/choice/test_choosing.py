"""The rule of choice on values made by hand."""

import numpy as np
import pytest

from kit.choice.choosing import choose, worth_measuring

TOTAL = np.full(1000, 100.0)


def values(*columns):
    return np.column_stack([np.broadcast_to(column, 1000) for column in columns]).astype(float)


def test_the_policy_that_least_often_loses_noticeably_is_chosen():
    first = np.where(np.arange(1000) < 100, -5.0, 5.0)  # loses against keep in 1 of 10
    choice = choose(values(first, 0.0), TOTAL)
    assert choice.best == 0
    assert choice.decided
    assert choice.risk.tolist() == pytest.approx([0.1, 0.9])
    assert choice.loss.tolist() == pytest.approx([0.005, 0.045])
    assert choice.same == ()
    assert choice.rival == 1


def test_a_risk_above_one_in_seven_decides_nothing():
    first = np.where(np.arange(1000) < 160, -5.0, 5.0)
    choice = choose(values(first, 0.0), TOTAL)
    assert choice.best == 0
    assert not choice.decided
    assert choice.rival == 1


def test_the_mean_does_not_choose_what_the_risk_refuses():
    rare = np.where(np.arange(1000) < 200, 100.0, -2.0)  # mean 18.4, but loses in 8 of 10
    assert choose(values(rare, 0.0), TOTAL).best == 1


def test_policies_within_a_hundredth_of_the_margin_are_one_answer():
    choice = choose(values(5.0, 4.2, 0.0), TOTAL)
    assert (choice.best, choice.same, choice.rival) == (0, (1,), 2)


@pytest.mark.parametrize("copies", [1, 3])
def test_copies_change_nothing(copies):
    random = np.random.default_rng(3)
    first, second = random.normal(2, 3, 1000), random.normal(0, 3, 1000)
    alone = choose(values(first, second, 0.0), TOTAL)
    together = choose(values(*[first] * copies, second, *[second] * copies, 0.0), TOTAL)
    assert together.risk[together.best] == alone.risk[alone.best]
    assert together.decided == alone.decided
    assert (together.best < copies) == (alone.best == 0)


def test_what_decides_is_worth_measuring_and_what_does_not_is_not():
    random = np.random.default_rng(5)
    decides, other = random.normal(size=(2, 4000))
    worth = np.column_stack([5 * decides, np.zeros(4000)])
    falls = worth_measuring(
        worth, np.full(4000, 100.0), {"decides": decides, "other": other}, random
    )
    # known, the sign of the first is known; now either choice is wrong in (1 - P(|5z| <= 1)) / 2
    assert falls["decides"] == pytest.approx(0.42, abs=0.03)
    assert falls["other"] < 0.02


def test_policies_are_one_answer_only_where_all_are_alike_at_once():
    """Each of three others is alike in 90 % of the draws, but not in the same ones."""
    random = np.random.default_rng(3)
    total = np.ones(3000)
    values = np.full((3000, 4), 0.5) + random.normal(0, 1e-4, (3000, 4))
    for policy, begin, end in ((1, 0, 320), (2, 320, 620), (3, 330, 630)):
        values[begin:end, policy] -= 0.02
    choice = choose(values, total)
    assert choice.best == 0
    # the second and the third fall behind in 310 of 3,000 draws; with the first, in 630
    assert choice.same == (2, 3)
    assert choice.rival == 1


def test_the_rival_is_good_where_the_best_is_not():
    """The second best fails together with the best; the third is right in just these draws."""
    values = np.zeros((100, 3))
    values[:60, :2] = 0.05  # in 60 draws the first two gain
    values[60:, 2] = 0.05  # in the others only the third does
    values[40:60, 1] = 0.0
    choice = choose(values, np.ones(100))
    assert choice.risk.tolist() == [0.4, 0.6, 0.6]
    values[60:63, 1] = 0.05  # now the second is less often wrong than the third
    choice = choose(values, np.ones(100))
    assert choice.risk.round(2).tolist() == [0.4, 0.57, 0.6]
    assert (choice.best, choice.same, choice.rival) == (0, (), 2)
