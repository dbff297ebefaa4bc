"""What is believed of a figure: the middle, the ends after widening, and who said it."""

import numpy as np
import pytest

from kit.choice.beliefs import Belief, beliefs
from kit.choice.calibration import FACTOR
from kit.choice.inputs import BY_ID, INPUTS
from kit.company.model import Assumption, Company
from kit.errors import KitError


def stated(id: str, low: float, likely: float, high: float, **more) -> Company:
    assumption = Assumption(id=id, label=id, low=low, likely=likely, high=high, **more)
    return Company(assumptions=(assumption,))


@pytest.mark.parametrize(
    "figure", [each for each in INPUTS if each.placeholder], ids=lambda f: f.id
)
def test_every_placeholder_is_drawn_within_its_range_in_nine_of_ten_cases(figure):
    low, likely, high = figure.placeholder
    belief = Belief(figure, low, likely, high, "", "placeholder")
    drawn = belief.draw(np.random.default_rng(1), 40_000)
    assert np.median(drawn) == pytest.approx(likely, rel=0.03, abs=0.01)
    if low < likely < high:
        assert (drawn < low).mean() == pytest.approx(0.05, abs=0.01) or low == figure.least
        assert (drawn > high).mean() == pytest.approx(0.05, abs=0.01) or high == figure.most
    assert drawn.min() >= figure.least
    assert drawn.max() <= figure.most


def test_a_stated_range_is_widened_on_its_own_scale(small_sales):
    belief = beliefs(stated("manager_hours_per_order", 1, 2, 4), small_sales)[
        "manager_hours_per_order"
    ]
    low, high = belief.reach()
    assert belief.origin == "company"
    assert low == pytest.approx(2 / 2**FACTOR)
    assert high == pytest.approx(2 * 2**FACTOR)


def test_a_measured_range_stands(small_sales):
    company = stated("manager_hours_per_order", 1, 2, 4, basis="measured")
    belief = beliefs(company, small_sales)["manager_hours_per_order"]
    assert (belief.origin, belief.reach()) == ("measured", (pytest.approx(1), pytest.approx(4)))


def test_an_effect_is_held_no_narrower_for_being_stated(small_sales):
    usual = beliefs(Company(), small_sales)["effect"]
    said = beliefs(stated("effect", -0.01, 0.0, 0.01), small_sales)["effect"]
    assert said.high - said.low >= usual.high - usual.low - 1e-9
    lost = beliefs(stated("early_loss", 0.0, 0.0, 0.02), small_sales)["early_loss"]
    assert lost.high == pytest.approx(
        BY_ID["early_loss"].placeholder[2] - BY_ID["early_loss"].placeholder[1]
    )


def test_a_figure_that_cannot_be_is_refused(small_sales):
    with pytest.raises(KitError, match="hunting_share cannot reach from 30 to 70"):
        beliefs(stated("hunting_share", 30, 50, 70), small_sales)
