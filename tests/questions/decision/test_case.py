"""What is worth measuring first, at the edges."""

import dataclasses

import numpy as np
import pytest

from kit.questions.decision.belief import Belief
from kit.questions.decision.case import WORTH_KNOWING, Case
from kit.questions.decision.information import Turn
from kit.questions.decision.inputs import KNOWN
from kit.questions.decision.value import Futures
from kit.questions.decision.weighing import Weighed, judge

FIGURES = tuple(Belief(known, 0.1, 0.2, 0.3, "test", "company") for known in KNOWN[1:4])


def case(worth_knowing, turns=(), borrowed=()) -> Case:
    """A case in which not knowing costs 100; what knowing each figure is worth, as given."""
    values = np.zeros((10, 2))
    values[:5, 0], values[5:, 0] = 1000.0, -200.0
    verdict = judge(values, np.full(10, 1e4))
    assert verdict.regret[verdict.best] == 100.0
    weighed = Weighed(
        believed=FIGURES,
        future=Futures(values, np.full(10, 1e4), {}, None, 100, 0.0, False),
        verdict=verdict,
        turns=tuple(Turn(belief, 0.25, 0, 1) for belief in turns),
        borrowed=tuple(borrowed),
    )
    information = list(zip(FIGURES, worth_knowing, strict=True))
    given = {"weighed": weighed, "information": information, "enough": True}
    rest = {field.name for field in dataclasses.fields(Case)} - set(given)
    return Case(**dict.fromkeys(rest), **given)


def test_what_knowing_is_worth_has_to_be_more_than_a_twentieth_of_not_knowing():
    first, second, third = FIGURES
    assert WORTH_KNOWING == 0.05
    worth = case((5.1, 1.0, 0.0), turns=(second,), borrowed=(third,))
    assert worth.measure_next is first
    level = case((5.0, 1.0, 0.0), turns=(second,), borrowed=(third,))
    assert level.measure_next is third  # the borrowed one that could change the choice
    assert case((5.0, 1.0, 0.0), turns=(second,)).measure_next is second
    assert case((5.0, 1.0, 0.0)).measure_next is None


def test_borrowed_figures_come_in_the_order_of_what_knowing_them_is_worth():
    first, second, third = FIGURES
    assert case((3.0, 2.0, 1.0), borrowed=(third, first)).borrowed == [first, third]
    assert second not in case((3.0, 2.0, 1.0), borrowed=(third, first)).borrowed


@pytest.mark.parametrize(("enough", "borrowed"), [(True, ()), (False, ()), (True, FIGURES[:1])])
def test_it_is_decided_with_enough_clients_and_without_a_borrowed_figure(enough, borrowed):
    values = np.column_stack([np.full(10, 5.0), np.zeros(10)])
    told = case((0.0, 0.0, 0.0), borrowed=borrowed)
    clear = dataclasses.replace(told.weighed, verdict=judge(values, np.full(10, 1e4)))
    told = dataclasses.replace(told, weighed=clear, enough=enough)
    assert told.decided == (enough and not borrowed)
