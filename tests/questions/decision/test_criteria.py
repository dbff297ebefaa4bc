"""Rules judged by several criteria: ranks under weights drawn around the participants' own."""

import dataclasses

import numpy as np
import pytest

from kit.company.model import Criterion
from kit.questions.decision.criteria import CONCENTRATION, _weights, acceptability
from kit.questions.decision.outcomes import Outcomes
from kit.questions.decision.value import Futures, summed

RULES = ("deal 1", "deal 2", "keep")


def seen() -> Outcomes:
    """Four clients. Deal 1 reaches all and loses two of them; deal 2 reaches two and loses none."""
    all_four, two = np.ones(4, bool), np.array([True, True, False, False])
    both = np.column_stack([all_four, two])
    none = np.zeros((4, 2))
    return Outcomes(
        client_ids=np.array(list("abcd"), dtype=object),
        first_deal=np.zeros(4, np.int64),
        days=730,
        fired=both,
        early=both,
        coverage=both,
        watched=both,
        lost=np.column_stack([two, ~all_four]),
        margin=none,
        unpriced=none,
        later_margin=none,
        later_unpriced=none,
        deals=none,
        months=np.column_stack([np.full(4, 10.0), np.full(4, 2.5)]),
        total=np.ones(4),
        total_unpriced=np.zeros(4),
        first_year=np.ones(4),
        first_year_unpriced=np.zeros(4),
    )


def future(values) -> Futures:
    values = np.asarray(values, dtype=float)
    return Futures(values, np.ones(len(values)), {}, summed(seen()), 100, 0.0, False)


LEVEL = future(np.zeros((2000, 3)))


def weighed(*criteria, draws=LEVEL):
    table, left = acceptability(criteria, RULES, seen(), draws, seed=1)
    return table.set_index("trigger"), left


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("coverage", ["deal 1", "deal 2", "keep"]),  # 4, 2, 0 of 4
        ("portfolio", ["keep", "deal 2", "deal 1"]),  # 0, 10, 40 client-months
    ],
)
def test_a_single_criterion_ranks_the_rules_by_itself(name, order):
    table, left = weighed(Criterion(id=name, label=name, weights=(40,)))
    for rank, rule in enumerate(order, start=1):
        assert table.loc[rule, f"rank_{rank}"] == 1.0
    assert table.loc[order[0], "score"] == pytest.approx(1.0)
    assert table.loc[order[2], "score"] == pytest.approx(0.0)
    assert left == ()


def test_reached_within_twelve_months_is_not_reached_at_all():
    """«deal 1» fires for all four, never within a year; «deal 2» for one of them within it."""
    within_a_year = np.zeros((4, 2), np.bool_)
    within_a_year[0, 1] = True
    outcomes = dataclasses.replace(seen(), coverage=within_a_year)
    criteria = (Criterion(id="coverage", label="c", weights=(50,)),)
    table, _ = acceptability(criteria, RULES, outcomes, LEVEL, seed=1)
    assert table.set_index("trigger")["rank_1"].to_dict() == {"deal 1": 0, "deal 2": 1, "keep": 0}


def test_equal_rules_share_the_better_rank():
    """Too early: deal 1 loses two of four, deal 2 and the hunter nobody."""
    table, _ = weighed(Criterion(id="too_early", label="e", weights=(100,)))
    assert table["rank_1"].tolist() == [0.0, 1.0, 1.0]
    assert table["rank_3"].tolist() == [1.0, 0.0, 0.0]


def test_scores_lie_between_the_worst_and_the_best_rule():
    """Coverage 1, ½, 0 and client's view 0, ¾, 1, weighed alike: means ½, 0.625, ½."""
    table, _ = weighed(
        Criterion(id="coverage", label="c", weights=(50,)),
        Criterion(
            id="client_view", label="v", weights=(50,),
            scores={"deal 1": 20, "deal 2": 50, "keep": 60},
        ),
    )  # fmt: skip
    assert table["score"].tolist() == pytest.approx([0.5, 0.625, 0.5], abs=0.01)


def test_value_differs_from_draw_to_draw():
    values = np.zeros((1000, 3))
    values[:, 1] = np.where(np.arange(1000) < 700, 10.0, -1.0)
    table, _ = weighed(Criterion(id="value", label="m", weights=(10,)), draws=future(values))
    assert table["rank_1"].tolist() == [0.3, 0.7, 0.3]


def test_weights_lie_around_each_participant_s_own():
    stated = np.array([[80.0, 0.0], [20.0, 0.0], [0.0, 10.0]])  # two people, three criteria
    weights = _weights(stated, 40_000, seed=3)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    second = weights[:, 2] > 0.5
    assert second.mean() == pytest.approx(0.5, abs=0.01)
    assert weights[second, 2].min() == 1.0  # all of the second one's points are on the third
    mine = weights[~second, 0]
    assert mine.mean() == pytest.approx(0.8, abs=0.01)
    # Beta(0.8 c, 0.2 c)
    assert mine.var() == pytest.approx(0.8 * 0.2 / (CONCENTRATION + 1), rel=0.05)


def test_a_participant_without_points_is_not_drawn():
    weights = _weights(np.array([[0.0, 30.0], [0.0, 70.0]]), 1000, seed=1)
    assert weights[:, 1].mean() == pytest.approx(0.7, abs=0.02)


def test_what_is_left_out_and_what_has_no_weight():
    table, left = weighed(
        Criterion(id="coverage", label="Reached", weights=(50,)),
        Criterion(id="client_view", label="Client's view", weights=(90,), scores={"deal 1": 1}),
        Criterion(id="portfolio", label="Portfolio", weights=(0,)),
    )
    assert left == ("Client's view",)
    assert table["rank_1"].tolist() == [1.0, 0.0, 0.0]
    for nothing in ((), (Criterion(id="coverage", label="c"),)):
        table, left = acceptability(nothing, RULES, seen(), LEVEL, seed=1)
        assert table.empty
        assert left == ()
