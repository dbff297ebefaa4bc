"""What a rule is worth: three clients by hand, the bootstrap and the draws against closed forms."""

import numpy as np
import pytest

from kit.company.model import Company
from kit.questions.decision.belief import Belief
from kit.questions.decision.information import turns
from kit.questions.decision.inputs import KNOWN
from kit.questions.decision.outcomes import DAYS_PER_MONTH, Outcomes, horizon_days, outcomes
from kit.questions.decision.value import futures, status_quo, summed, worth
from kit.questions.decision.weighing import weigh
from kit.triggers.cohort import day_number, fire
from kit.triggers.rules import parse

FIXED = {
    "uplift": 0.1, "disruption": 0.3, "early_loss": 0.05, "later_change": 0.08,
    "hours_per_order": 2.0, "hours_per_month": 0.5, "handoff_hours": 3.0,
    "hunting_share": 0.5, "clients_per_100_hours": 4.0, "new_client_margin": 50.0,
    "manager_hours_per_order": 1.0, "manager_hours_per_month": 0.25,
    "manager_handoff_hours": 4.0, "manager_cost": 20.0,
}  # fmt: skip


def believed(**changes):
    """Constants, or (low, likely, high); a name given as None is left out."""
    values = {**FIXED, **changes}
    found = []
    for one in KNOWN:
        value = values.get(one.id)
        if value is not None:
            low, likely, high = value if isinstance(value, tuple) else (value,) * 3
            found.append(Belief(one, low, likely, high, "test", "company"))
    return tuple(found)


def follow(sales, *rules, months=24, silence=90):
    result = fire(Company(), sales, tuple(parse(one) for one in rules))
    return outcomes(
        sales.book,
        result.per_client,
        range(len(rules)),
        as_of=day_number(sales.as_of),
        silence=silence,
        months=months,
    )


@pytest.fixture
def three(make_sales):
    return make_sales(
        [
            ("a", 0, 100), ("a", 30, 200), ("a", 400, 400), ("a", 410, -40), ("a", 740, 999),
            ("b", 10, 100),
            ("c", 5, 50), ("c", 100, 60), ("c", 200, 70),
        ],
        as_of=800,
        contracts=[("c", 2)],
        margin=True,  # a quarter of each amount
    )  # fmt: skip


def test_what_happens_after_each_rule_by_hand(three):
    seen = follow(three, "contract", "deal 2", "deal 4")
    assert list(seen.client_ids) == ["a", "b", "c"]
    assert seen.fired.tolist() == [[False, True, False], [False] * 3, [True, True, False]]
    assert seen.early.tolist() == [[False, True, False], [False] * 3, [True, True, False]]
    # a quarter of 400 − 40; of 60 + 70; of 70; the fourth deal of a lies beyond 730 days
    assert seen.margin.tolist() == [[0, 9000, 0], [0, 0, 0], [3250, 1750, 0]]
    assert not seen.unpriced.any()
    # more than 365 days after firing: what a buys and returns from day 400 on
    assert seen.later_margin.tolist() == [[0, 9000, 0], [0, 0, 0], [0, 0, 0]]
    assert seen.deals.tolist() == [[0, 1, 0], [0, 0, 0], [2, 1, 0]]
    # until the last deal: all three are silent at the end
    days = seen.months * DAYS_PER_MONTH
    np.testing.assert_allclose(days, [[0, 400 - 30, 0], [0, 0, 0], [200 - 5, 200 - 100, 0]])
    assert seen.total.tolist() == [16500, 2500, 4500]
    assert seen.first_year.tolist() == [7500, 2500, 4500]
    # c: contract on its first day, next deal 95 days later; deal 2, next deal 100 days later.
    # a: deal 2, nothing for 370 days
    assert seen.lost.tolist() == [[False, True, False], [False] * 3, [False] * 3]
    assert seen.coverage.tolist() == seen.fired.tolist()


def test_the_later_effect_begins_on_the_day_after_a_year(make_sales):
    days = [(0, 1), (20, 1), (20 + 364, 4), (20 + 365, 40), (20 + 366, 400), (730, 4_000), (731, 9)]
    sales = make_sales([("a", day, amount) for day, amount in days], as_of=740, margin=True)
    seen = follow(sales, "deal 2")
    assert seen.margin.tolist() == [[100 * (4 + 40 + 400 + 4_000) / 4]]
    assert seen.later_margin.tolist() == [[100 * (400 + 4_000) / 4]]
    # nothing is later where the year ends with the horizon, or after it
    assert follow(sales, "deal 2", months=12).later_margin.tolist() == [[0]]


def test_a_client_who_still_buys_is_served_until_the_end(make_sales):
    sales = make_sales([("a", 0, 100), ("a", 300, 100), ("a", 700, 100)], as_of=731, margin=True)
    seen = follow(sales, "deal 2", silence=90)
    assert seen.months[0, 0] * DAYS_PER_MONTH == pytest.approx(730 - 300)
    assert follow(sales, "deal 2", silence=29).months[0, 0] * DAYS_PER_MONTH == pytest.approx(400)


def test_everybody_is_watched_for_the_whole_time(make_sales):
    sales = make_sales([("a", 0, 100), ("b", 1, 100), ("c", 400, 100)], as_of=730, margin=True)
    assert list(follow(sales, "deal 1").client_ids) == ["a"]
    assert list(follow(sales, "deal 1", months=12).client_ids) == ["a", "b"]
    assert [horizon_days(months) for months in (12, 18, 24, 36)] == [365, 548, 730, 1095]


def test_the_value_of_each_rule_by_hand(three):
    seen = follow(three, "contract", "deal 2")
    values = worth(summed(seen), {n: np.array([v]) for n, v in FIXED.items()}, 100)[0]

    def by_hand(margin, later, deals, months, handed):
        effect = (0.1 - 0.3) * margin + 0.08 * later - 0.05 * margin  # all pass early
        freed = 2.0 * deals + 0.5 * months - 3.0 * handed
        hunting = freed * 0.5 * (4.0 / 100) * 5000
        served = 1.0 * deals + 0.25 * months + 4.0 * handed
        return effect + hunting - served * 2000

    month = 365.25 / 12
    assert values == pytest.approx(
        [by_hand(3250, 0, 2, 195 / month, 1), by_hand(10750, 9000, 2, 470 / month, 2), 0.0]
    )
    assert values[1] == pytest.approx(-29116.17, abs=0.01)  # worked out with paper and pencil


def test_only_early_clients_carry_the_additional_loss(make_sales):
    orders = [("a", day, 100) for day in (0, 10, 20, 30)]
    sales = make_sales(orders, as_of=800, margin=True)
    seen = follow(sales, "deal 1", "deal 2", "deal 3")
    assert seen.early.tolist() == [[True, True, False]]
    none = dict.fromkeys(FIXED, 0.0)
    values = worth(
        summed(seen), {n: np.array([v]) for n, v in {**none, "early_loss": 0.1}.items()}, 100
    )
    assert values[0].tolist() == pytest.approx([-750.0, -500.0, 0.0, 0.0])


def test_orders_without_a_margin_count_by_the_share(make_sales):
    sales = make_sales([("a", 0, 100), ("a", 30, 200), ("a", 60, 300)], as_of=800)
    seen = follow(sales, "deal 2")
    assert (seen.margin.tolist(), seen.unpriced.tolist()) == ([[0.0]], [[30000.0]])
    inputs = {n: np.array([v]) for n, v in {**dict.fromkeys(FIXED, 0.0), "uplift": 0.5}.items()}
    inputs["margin_share"] = np.array([0.2])
    assert worth(summed(seen), inputs, 100)[0].tolist() == pytest.approx([3000.0, 0.0])
    assert status_quo(summed(seen), inputs).tolist() == pytest.approx([12000.0])


def test_an_estimated_effect_takes_the_place_of_uplift_and_disruption(three):
    seen = follow(three, "deal 2")
    none = {n: np.array([0.0]) for n in FIXED if n not in ("uplift", "disruption")}
    values = worth(summed(seen), {**none, "net_effect": np.array([-0.1])}, 100)
    assert values[0].tolist() == pytest.approx([-1075.0, 0.0])


def test_an_estimate_from_early_handoffs_holds_the_early_loss_already(make_sales):
    """Estimated −10 %, three of four handoffs early, which cost 8 points more: then early ones
    cost 12 %, later ones 4 %, and the mean is 10 % again."""
    orders = [("a", day, 100) for day in (0, 10, 20, 30)]
    seen = follow(make_sales(orders, as_of=800, margin=True), "deal 1", "deal 3")
    inputs = {n: np.array([0.0]) for n in FIXED if n not in ("uplift", "disruption")}
    inputs |= {"net_effect": np.array([-0.10]), "early_loss": np.array([0.08])}
    early, mature, _ = worth(summed(seen), inputs, 100, early_share=0.75)[0]
    assert (early / 7500, mature / 2500) == pytest.approx((-0.12, -0.04))
    assert pytest.approx(-0.10) == 0.75 * -0.12 + 0.25 * -0.04


# --- draws --------------------------------------------------------------------------------------


def random_outcomes(clients: int, rules: int, seed: int = 2) -> Outcomes:
    draw = np.random.default_rng(seed)
    shape = (clients, rules)
    fired = draw.random(shape) < 0.7
    deals = draw.poisson(6, shape) * fired
    total = draw.gamma(2.0, 300_000.0, clients)
    nothing = np.zeros(shape)
    return Outcomes(
        client_ids=np.array([str(one) for one in range(clients)], dtype=object),
        first_deal=np.zeros(clients, np.int64),
        days=730,
        fired=fired,
        early=fired & (draw.random(shape) < 0.5),
        coverage=fired,
        watched=fired,
        lost=nothing.astype(bool),
        margin=draw.gamma(2.0, 200_000.0, shape) * fired,
        unpriced=nothing,
        later_margin=nothing,
        later_unpriced=nothing,
        deals=deals.astype(float),
        months=draw.random(shape) * 20 * fired,
        total=total,
        total_unpriced=nothing[:, 0],
        first_year=total * 0.6,
        first_year_unpriced=nothing[:, 0],
    )


def test_the_bootstrap_has_the_mean_and_the_spread_of_a_sum():
    seen = random_outcomes(60, 3)
    future = futures(seen, believed(), draws=20_000, seed=4)
    for sums, each in (
        (future.sums.margin[:, 1], seen.margin[:, 1]),
        (future.status_quo, seen.total),
    ):
        assert sums.mean() == pytest.approx(each.sum(), rel=0.005)
        assert sums.std() == pytest.approx(np.sqrt(60) * each.std(), rel=0.02)
    # one draw of clients for all columns: what belongs together stays together
    expected = np.corrcoef(seen.margin[:, 0], seen.total)[0, 1]
    drawn = np.corrcoef(future.sums.margin[:, 0], future.status_quo)[0, 1]
    assert drawn == pytest.approx(expected, abs=0.03)
    assert (future.sums.clients == 60).all()


def test_one_uncertain_input_moves_the_value_in_a_straight_line():
    seen = random_outcomes(1, 1)  # one client: the bootstrap adds nothing
    none = dict.fromkeys(FIXED, 0.0)
    future = futures(seen, believed(**{**none, "uplift": (-0.05, 0.0, 0.05)}), draws=5000)
    uplift = future.inputs["uplift"]
    np.testing.assert_allclose(future.values[:, 0], uplift * seen.margin[0, 0], rtol=1e-12)
    low, high = np.quantile(future.values[:, 0], [0.05, 0.95]) / seen.margin[0, 0]
    assert (low, high) == pytest.approx((-0.05, 0.05), abs=0.003)
    assert (future.values[:, -1] == 0).all()


def test_the_margin_of_a_new_client_comes_from_the_same_clients():
    seen = random_outcomes(40, 2)
    computed = [
        Belief(one.input, np.nan, np.nan, np.nan, "", "data", computed=True)
        if one.id == "new_client_margin"
        else one
        for one in believed()
    ]
    future = futures(seen, computed, draws=500)
    np.testing.assert_allclose(
        future.inputs["new_client_margin"] * 100 * 40, 0.6 * future.status_quo, rtol=1e-12
    )
    weighed = weigh(seen, computed, draws=500)
    filled = next(one for one in weighed.believed if one.id == "new_client_margin")
    assert filled.low < filled.likely < filled.high
    assert filled.likely == pytest.approx(0.6 * seen.total.mean() / 100, rel=0.02)


def test_an_estimated_effect_is_drawn_on_the_log_scale():
    net = next(one for one in KNOWN if one.id == "net_effect")
    one = Belief(net, -0.3, -0.1, 0.1, "", "estimated", error=0.2)
    drawn = np.log1p(one.draw(np.random.default_rng(1), 100_000))
    assert drawn.mean() == pytest.approx(np.log(0.9), abs=0.003)
    assert drawn.std() == pytest.approx(0.2, abs=0.002)


def test_the_same_seed_gives_the_same_draws_and_another_one_others():
    seen, inputs = random_outcomes(30, 2), believed(uplift=(0.0, 0.1, 0.2))
    first, again = (futures(seen, inputs, draws=200, seed=5).values for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, futures(seen, inputs, draws=200, seed=6).values)


def test_draws_stay_within_what_is_possible():
    future = futures(
        random_outcomes(5, 1),
        believed(hours_per_order=(0.0, 0.1, 4.0), hunting_share=(0.2, 0.9, 1.0)),
        draws=20_000,
    )
    hours, share = future.inputs["hours_per_order"], future.inputs["hunting_share"]
    assert hours.min() >= 0
    assert share.max() <= 1
    assert np.quantile(hours, 0.95) == pytest.approx(4.0, rel=0.02)
    assert np.quantile(share, 0.05) == pytest.approx(0.2, rel=0.05)


# --- break-even values --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_at_a_break_even_value_both_rules_are_worth_the_same(seed):
    seen = random_outcomes(80, 4, seed)
    inputs = believed(
        uplift=(0.0, 0.1, 0.3), disruption=(0.05, 0.15, 0.3), early_loss=(-0.1, 0.0, 0.1),
        hours_per_order=(0.5, 1.5, 4.0), clients_per_100_hours=(1.0, 2.0, 6.0),
        new_client_margin=(2000.0, 3500.0, 6000.0), manager_cost=(20.0, 30.0, 45.0),
    )  # fmt: skip
    weighed = weigh(seen, inputs, draws=400)
    found = turns(weighed.future, weighed.believed)
    assert found
    middle = {name: np.array([x.mean()]) for name, x in weighed.future.inputs.items()}
    sums = weighed.future.sums.mean()
    for turn in found:
        name = turn.belief.id

        def at(value, name=name):
            return worth(sums, {**middle, name: np.array([value])}, 100)[0]

        here, step = at(turn.value), 0.01 * (turn.belief.high - turn.belief.low or 1)
        scale = np.abs(here).max()
        assert here[turn.below] == pytest.approx(here[turn.above], abs=1e-9 * scale)
        assert here.max() == pytest.approx(here[turn.above], abs=1e-9 * scale)
        assert at(turn.value - step)[turn.below] > at(turn.value - step)[turn.above]
        assert at(turn.value + step)[turn.above] > at(turn.value + step)[turn.below]


def test_a_share_of_margin_also_moves_what_a_new_client_brings():
    seen = random_outcomes(50, 2)
    bare = Outcomes(
        **{
            **vars(seen),
            "margin": np.zeros_like(seen.margin), "unpriced": seen.margin,
            "total": np.zeros(50), "total_unpriced": seen.total,
            "first_year": np.zeros(50), "first_year_unpriced": seen.first_year,
        }
    )  # fmt: skip
    inputs = [
        Belief(one.input, np.nan, np.nan, np.nan, "", "data", computed=True)
        if one.id == "new_client_margin"
        else one
        for one in believed(
            margin_share=(0.1, 0.3, 0.6), uplift=0.3, disruption=0.1, manager_cost=60.0
        )
    ]
    weighed = weigh(bare, inputs, draws=400)
    (turn,) = [
        one for one in turns(weighed.future, weighed.believed) if one.belief.id == "margin_share"
    ][:1]
    sums = weighed.future.sums.mean()
    margin = turn.value * sums.first_year_unpriced[0, 0] / 50 / 100
    middle = {name: np.array([x.mean()]) for name, x in weighed.future.inputs.items()}
    middle |= {"margin_share": np.array([turn.value]), "new_client_margin": np.array([margin])}
    here = worth(sums, middle, 100)[0]
    assert here[turn.below] == pytest.approx(here[turn.above], abs=1e-9 * np.abs(here).max())


# --- size ---------------------------------------------------------------------------------------


def test_a_hundred_thousand_clients():
    seen = random_outcomes(100_000, 4)
    weighed = weigh(seen, believed(uplift=(0.0, 0.1, 0.2)), draws=100)
    expected = worth(
        summed(seen), {n: x.mean(keepdims=True) for n, x in weighed.future.inputs.items()}, 100
    )
    np.testing.assert_allclose(weighed.future.values.mean(axis=0), expected[0], rtol=0.1)


def test_inputs_are_not_changed():
    seen = random_outcomes(20, 2)
    before = {name: np.copy(value) for name, value in vars(seen).items()}
    weigh(seen, believed(uplift=(0.0, 0.1, 0.2)), draws=50)
    for name, value in vars(seen).items():
        np.testing.assert_array_equal(before[name], value, err_msg=name)


def test_only_some_clients():
    seen = random_outcomes(20, 2)
    half = seen.only(np.arange(20) < 10)
    assert half.clients == 10
    np.testing.assert_array_equal(half.margin, seen.margin[:10])
    assert half.days == seen.days
