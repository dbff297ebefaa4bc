"""The decision as a Finding: what it says, when it decides, and when it must not."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

import kit
from kit.company.model import Assumption, Company, Criterion, Settings
from kit.errors import KitError
from kit.evidence.assessment import Evidence, Reason
from kit.evidence.trials import Rung
from kit.evidence.two_way import Ratio
from kit.gates import BEFOREHAND
from kit.language import say
from kit.questions.decision import handoffs
from kit.questions.decision.belief import beliefs, estimated
from kit.questions.decision.inputs import BY_ID, KNOWN, STATED
from kit.questions.decision.question import decision

CLEAR = {
    "uplift": 0.3, "disruption": 0.05, "early_loss": 0.0, "later_change": 0.0,
    "hours_per_order": 2.0, "hours_per_month": 0.5, "handoff_hours": 1.0,
    "hunting_share": 0.5, "clients_per_100_hours": 2.0,
    "manager_hours_per_order": 0.5, "manager_hours_per_month": 0.2,
    "manager_handoff_hours": 1.0, "manager_cost": 20.0,
}  # fmt: skip


def effect(rung="L0", estimate=None, error=0.0, about="handoff", withdrawn=False) -> Evidence:
    """A hand-made effect, never firm: by default nothing is known."""
    log = None if estimate is None else math.log1p(estimate) if estimate > -1 else -math.inf
    ratio = None if log is None else Ratio(log, error, math.inf)
    by_hand = (Reason("by hand", say("by hand")),)
    return Evidence(
        None, (), Rung(rung, True, by_hand[0].why, about=about), ratio, None, None, by_hand,
        by_hand if withdrawn else (),
    )  # fmt: skip


def stated(changes=None, language="en", criteria=(), **settings) -> Company:
    """A company that states every figure, ten per cent up and down; None: it does not state it."""
    values = {**CLEAR, **(changes or {})}
    entries = []
    for name, value in values.items():
        if value is None:
            continue
        low, likely, high = (
            value if isinstance(value, tuple) else sorted((0.9 * value, value, 1.1 * value))
        )
        entries.append(Assumption(id=name, label=name, low=low, likely=likely, high=high))
    return Company(
        settings=Settings(
            language=language, triggers=("deal 1", "deal 2", "deal 3"), lookback=0, **settings
        ),
        assumptions=tuple(entries),
        criteria=criteria,
    )


def orders(clients: int, deals: int = 8, gap: int = 60):
    """Every client buys 1,000 every two months, the next one a little more."""
    return [(f"c{n:04d}", n % 50 + gap * k, 1000 + n) for n in range(clients) for k in range(deals)]


@pytest.fixture
def sales(make_sales):
    return make_sales(orders(40), as_of=800, margin=True)


def test_with_figures_of_its_own_a_company_can_decide(sales):
    """Care wins a quarter of the margin for good, and hours are freed: the earlier the better."""
    found = decision(stated(), sales, effect())
    told = found.numbers
    assert (told["verdict"], told["best"], told["runner_up"]) == ("decided", "deal 1", "deal 2")
    assert told["p_best"] == 1.0
    assert (told["clients"], told["months"], told["draws"], told["rung"]) == (40, 24, 2000, "L0")
    assert told["regret"] == 0
    assert told["borrowed"] == []
    # on assumptions alone the status stays open, and the text says what it rests on
    assert (found.status, found.evidence) == ("cannot tell", "L0")
    assert "rests on assumptions, and changes with them" in found.read().prose
    assert "«after the 1st deal» wins in nearly every plausible future" in found.read().prose


def test_the_values_are_those_of_a_hand_calculation(sales):
    found = decision(stated(), sales, effect())
    value = found.table.set_index("trigger")["value"]
    margin = sum(100 * (1000 + n) / 4 * 7 for n in range(40))  # seven deals after the first
    months = 40 * 420 / (365.25 / 12)  # silent by the end: until the eighth deal
    first_year = sum(100 * (1000 + n) / 4 * 7 for n in range(40)) / 40  # days 0 to 360
    freed = 2.0 * 280 + 0.5 * months - 1.0 * 40
    hunting = freed * 0.5 * 0.02 * first_year
    served = (0.5 * 280 + 0.2 * months + 1.0 * 40) * 2000
    assert value["deal 1"] == pytest.approx(0.25 * margin + hunting - served, rel=0.01)
    assert value["keep"] == 0
    assert found.numbers["margin"] == pytest.approx(margin * 8 / 7, rel=0.01)
    assert list(found.table["fired"]) == [40, 40, 40, 0]


@pytest.mark.parametrize("missing", ["uplift", "disruption"])
def test_a_borrowed_figure_that_decides_keeps_the_verdict_open(sales, missing):
    """Just enough care to make up for the change: whose figure it is now matters."""
    changes = {"uplift": 0.2, "disruption": 0.1, missing: None, "hours_per_order": 1.0}
    found = decision(stated(changes), sales, effect())
    assert found.numbers["verdict"] == "cannot tell"
    assert missing in found.numbers["borrowed"]
    assert "not your company's" in found.read().prose
    assert any(missing in need for need in found.read().needs)


def test_a_borrowed_figure_that_changes_nothing_does_not_matter(sales):
    found = decision(stated({"manager_handoff_hours": None}), sales, effect())
    assert found.numbers["verdict"] == "decided"
    origins = found.details["inputs"].set_index("input")["origin"]
    assert origins["manager_handoff_hours"] == "placeholder"


def test_an_estimated_effect_answers(sales):
    known = effect(rung="L3", estimate=0.25, error=0.05)
    found = decision(stated(), sales, known)
    assert (found.status, found.evidence) == ("answered", "L3")
    inputs = found.details["inputs"].set_index("input")
    assert inputs.loc["net_effect", "origin"] == "estimated"
    # precisions add: 400 from the data, 25 from what is held likely beforehand
    middle, error = np.log(1.25) * 400 / 425, 1 / np.sqrt(425)
    assert inputs.loc["net_effect", "likely"] == pytest.approx(np.exp(middle) - 1, abs=1e-4)
    assert inputs.loc["net_effect", "low"] == pytest.approx(
        np.exp(middle - error * 1.645) - 1, abs=1e-4
    )
    assert "weigh 94%" in str(inputs.loc["net_effect", "source"])
    assert any("by -28% to 39% in 9 cases of 10" in one for one in found.read().assumptions)
    assert "uplift" not in inputs.index  # never both: that would count it twice
    assert "disruption" not in inputs.index
    assert "assumptions, and changes" not in found.read().prose


@pytest.mark.parametrize(("estimate", "error"), [(-0.33, 0.5), (0.6, 0.2), (-0.1, 0.03)])
def test_an_estimate_is_weighed_against_what_is_held_likely_beforehand(estimate, error):
    """Bayes' rule on a fine grid gives the same."""
    (one,) = [estimated(effect(rung="L2", estimate=estimate, error=error))]
    grid = np.linspace(-4, 4, 800_001)
    prior = np.exp(-(grid**2) / (2 * BEFOREHAND**2))
    weight = prior * np.exp(-((grid - np.log1p(estimate)) ** 2) / (2 * error**2))
    weight /= weight.sum()
    mean = (weight * grid).sum()
    assert np.log1p(one.likely) == pytest.approx(mean, abs=1e-6)
    assert one.error**2 == pytest.approx((weight * (grid - mean) ** 2).sum(), rel=1e-5)
    assert grid[np.searchsorted(weight.cumsum(), 0.05)] == pytest.approx(
        np.log1p(one.low), abs=1e-4
    )
    # halfway where the data are as unsure as what was held likely before
    assert one.own_share == pytest.approx(BEFOREHAND**2 / (BEFOREHAND**2 + error**2))
    assert one.borrowed == (error > BEFOREHAND)


def test_a_wide_estimate_decides_nothing_as_long_as_the_winner_hangs_on_it(sales):
    changes = {"hours_per_order": 1.0}
    found = decision(stated(changes), sales, effect(rung="L2", estimate=-0.02, error=0.3))
    assert (found.numbers["verdict"], found.status) == ("cannot tell", "cannot tell")
    assert found.numbers["measure_next"] == "net_effect"
    assert found.details["information"]["input"].iloc[0] == "net_effect"
    assert found.numbers["borrowed"] == ["net_effect"]
    assert "your own data weigh 31% in it. That is too little" in found.read().prose
    assert (
        "not your company's" not in found.read().prose
    )  # it is the company's, only too little of it
    assert not any("assumptions in company.yaml" in one for one in found.read().needs)


def test_what_no_estimate_can_hold_is_warned_of_where_the_company_states_it(sales):
    known = effect(rung="L3", estimate=0.25, error=0.05)

    def warned(company, found=known):
        return [
            one
            for one in decision(company, sales, found).read().caveats
            if "Rather too wide" in one
        ]

    (said,) = warned(stated({"early_loss": 0.02, "later_change": None}))
    assert "Additional loss where a client passes before the third deal" in said
    assert "Change of the effect after the first year" not in said
    assert not warned(stated({"early_loss": None, "later_change": None}))
    assert not warned(stated(), effect())  # nothing is carried over


def test_a_wide_estimate_on_which_nothing_hangs_does_not_stand_in_the_way(sales):
    dear = {"hours_per_order": 30.0}  # a repeat order costs the hunter a week
    found = decision(stated(dear), sales, effect(rung="L2", estimate=-0.02, error=0.3))
    assert found.numbers["borrowed"] == []
    assert found.numbers["verdict"] == "decided"
    # most of what is believed of a handoff is an assumption: a scenario, as without any evidence
    assert (found.status, found.evidence) == ("cannot tell", "L0")
    assert "rests on the assumption that its margin changes by" in found.read().prose
    assert "That is too little" not in found.read().prose


def test_how_early_past_handoffs_were_is_counted(make_sales):
    assigned = [(f"c{n:04d}", "hunter", 0) for n in range(40)]
    sales = make_sales(orders(40), as_of=800, margin=True, assignments=assigned)
    # c0000 to c0009 with two deals (days 0 and 60, 1 and 61, …), c0010 to c0013 with four
    early = sales.assignments.iloc[:10].assign(from_on=pd.Timestamp("2020-03-12"))  # day 71
    late = sales.assignments.iloc[10:14].assign(from_on=pd.Timestamp("2020-07-20"))  # day 201
    passed = pd.concat([early, late]).assign(employee_id="m", role="account_manager")
    table = pd.concat([sales.assignments, passed], ignore_index=True)
    sales = dataclasses.replace(sales, assignments=table)
    known = effect(rung="L2", estimate=-0.1, error=0.05)
    (net,) = [one for one in beliefs(stated(), sales, known) if one.id == "net_effect"]
    assert net.early_share == pytest.approx(10 / 14)


@pytest.mark.parametrize(
    "changes",
    [
        {"rung": "L0", "estimate": 0.2, "error": 0.01},
        {"rung": "L2", "estimate": 0.2, "error": 0.01, "withdrawn": True},
        {"rung": "L2", "estimate": 0.2, "error": 0.01, "about": "owner change"},
        {"rung": "L2"},
        {"rung": "L2", "estimate": -1.0, "error": 0.01},
    ],
)
def test_what_is_not_known_about_handoffs_is_not_used(sales, changes):
    found = effect(**changes)
    assert estimated(found) is None
    assert {one.id for one in beliefs(stated(), sales, found)} >= {"uplift", "disruption"}
    assert decision(stated(), sales, found).numbers["rung"] == "L0"


def test_too_few_clients_are_described_and_not_compared(make_sales):
    found = decision(stated(), make_sales(orders(19), as_of=800, margin=True), effect())
    assert (found.status, found.numbers["verdict"]) == ("cannot tell", "cannot tell")
    assert found.numbers["clients"] == 19
    assert len(found.table) == 4
    assert "too few to compare" in found.read().prose


def test_twenty_clients_are_enough(make_sales):
    found = decision(stated(), make_sales(orders(20), as_of=800, margin=True), effect())
    assert (found.numbers["clients"], found.numbers["months"]) == (20, 24)
    assert found.numbers["verdict"] == "decided"


def test_the_last_day_still_counts_as_handed_before(sales, monkeypatch):
    days = pd.Series([100, 101], index=["c0000", "c0001"])
    monkeypatch.setattr(handoffs, "first_handoffs", lambda company, sales: days)
    ids = np.array(["c0000", "c0001", "c0002"], dtype=object)
    handed = handoffs.handed_before(stated(), sales, ids, np.full(3, 100))
    assert handed.tolist() == [True, False, False]


def test_a_single_client(make_sales):
    found = decision(stated(), make_sales(orders(1), as_of=800, margin=True), effect())
    assert found.numbers["clients"] == 1
    assert found.numbers["verdict"] == "cannot tell"


def test_a_shorter_time_where_too_few_can_be_watched_for_two_years(make_sales):
    sales = make_sales(orders(40), as_of=600, margin=True)
    found = decision(stated(), sales, effect())
    assert (found.numbers["months"], found.numbers["clients"]) == (12, 40)
    assert any("can be watched for 24 months" in one for one in found.read().caveats)
    longer = decision(stated(horizon_months=18), sales, effect())
    assert (longer.numbers["months"], longer.numbers["clients"]) == (18, 40)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nobody_to_watch(make_sales, language):
    company = stated(language=language)
    for sales in (
        make_sales([], as_of=10, margin=True),
        make_sales(orders(40), as_of=300, margin=True),
        make_sales([("a", 1, -50)], as_of=800, margin=True),
    ):
        found = decision(company, sales, effect())
        assert found.status == "needs data"
        assert found.read().needs
        assert found.numbers["verdict"] == "cannot tell"


def test_without_orders():
    found = decision(stated(), None)
    assert (found.status, found.needs != ()) == ("needs data", True)


def test_rules_that_the_data_cannot_judge_are_left_out_and_said(make_sales):
    company = stated()
    company = company.model_copy(
        update={"settings": company.settings.model_copy(update={"triggers": ("contract",)})}
    )
    found = decision(company, make_sales(orders(40), as_of=800, margin=True), effect())
    assert found.status == "needs data"
    assert any("signed_on" in one for one in found.read().needs)


def test_clients_without_a_budget_stay_with_the_hunter(make_sales):
    budgets = {f"c{n:04d}": 1000 for n in range(30)}
    sales = make_sales(orders(40), as_of=800, margin=True, budgets=budgets)
    company = stated()
    company = company.model_copy(
        update={"settings": company.settings.model_copy(update={"triggers": ("share 30%",)})}
    )
    found = decision(company, sales, effect())
    assert found.table["fired"].tolist() == [30, 0]
    assert found.numbers["clients"] == 40
    assert any("10 clients have no known budget" in one for one in found.read().caveats)


def test_a_rule_that_no_client_can_be_judged_by_is_named(make_sales):
    sales = make_sales(orders(40), as_of=800, margin=True, budgets={"somebody else": 1000})
    company = stated()
    settings = company.settings.model_copy(update={"triggers": ("share 30%", "deal 1")})
    found = decision(company.model_copy(update={"settings": settings}), sales, effect())
    assert found.table["trigger"].tolist() == ["deal 1", "keep"]
    assert "«30% of the client's budget»: no client can be judged." in found.read().caveats


def test_without_margins_a_share_of_revenue_stands_in(make_sales):
    sales = make_sales(orders(40), as_of=800)
    found = decision(stated(), sales, effect())
    inputs = found.details["inputs"].set_index("input")
    assert inputs.loc["margin_share", "origin"] == "placeholder"
    revenue = sum(100 * (1000 + n) * 8 for n in range(40))
    # PERT of 10 %, 25 %, 45 %: its mean is near 26.5 %
    assert found.numbers["margin"] == pytest.approx(0.265 * revenue, rel=0.03)
    assert any("Not every order has a margin" in one for one in found.read().caveats)
    own = decision(stated({"margin_share": (0.25, 0.25, 0.25)}), sales, effect())
    priced = decision(stated(), make_sales(orders(40), as_of=800, margin=True), effect())
    assert own.table["value"].tolist() == pytest.approx(priced.table["value"].tolist(), abs=2)


def test_some_margins_give_the_share_of_the_others(make_sales):
    sales = make_sales(orders(60), as_of=800, margin=True)
    half = sales.orders["client_id"] < "c0030"
    bare = sales.orders.assign(margin=sales.orders["margin"].mask(half))
    found = decision(stated(), dataclasses.replace(sales, orders=bare), effect())
    row = found.details["inputs"].set_index("input").loc["margin_share"]
    assert (row["origin"], row["likely"]) == ("data", pytest.approx(0.25))
    whole = decision(stated(), sales, effect())
    assert found.table["value"].tolist() == pytest.approx(whole.table["value"].tolist(), rel=0.01)


@pytest.mark.parametrize(("priced", "origin"), [(19, "placeholder"), (20, "data")])
def test_twenty_clients_with_a_margin_are_enough_for_the_share(make_sales, priced, origin):
    sales = make_sales(orders(40), as_of=800, margin=True)
    others = sales.orders["client_id"] >= f"c{priced:04d}"
    bare = sales.orders.assign(margin=sales.orders["margin"].mask(others))
    believed = beliefs(stated(), dataclasses.replace(sales, orders=bare), None)
    (share,) = (belief for belief in believed if belief.id == "margin_share")
    assert share.origin == origin


def test_what_an_hour_costs_comes_from_the_table_of_employees(sales):
    company = stated({"manager_cost": None})
    employees = pd.DataFrame(
        {
            "employee_id": ["1", "2", "3", "4", "5"],
            "role": ["account manager", "КМ", "hunter", "account manager", "account manager"],
            "cost_per_hour": pd.array([2000, 4000, 9900, None, 0], dtype="Int64"),
        }
    )
    given = sales.given | {"employees.role", "employees.cost_per_hour"}
    own = dataclasses.replace(sales, employees=employees, given=given)
    row = decision(company, own, effect()).details["inputs"].set_index("input").loc["manager_cost"]
    assert (row["low"], row["likely"], row["high"], row["origin"]) == (20, 30, 40, "data")
    row = (
        decision(company, sales, effect()).details["inputs"].set_index("input").loc["manager_cost"]
    )
    assert row["origin"] == "placeholder"
    assert row["likely"] == pytest.approx(0.05 * sales.orders["margin"].mean() / 100)


def test_hours_per_order_of_the_settings_count_as_stated(sales):
    company = stated({"hours_per_order": None}, hours_per_order=2.0)
    row = (
        decision(company, sales, effect())
        .details["inputs"]
        .set_index("input")
        .loc["hours_per_order"]
    )
    assert (row["low"], row["likely"], row["high"], row["origin"]) == (1.5, 2.0, 2.5, "company")
    both = stated({"hours_per_order": 3.0}, hours_per_order=2.0)
    row = (
        decision(both, sales, effect()).details["inputs"].set_index("input").loc["hours_per_order"]
    )
    assert row["likely"] == 3.0


def test_every_input_is_described_and_can_be_stated(sales):
    assert set(STATED) == {one.id for one in KNOWN} - {"net_effect"}
    for one in KNOWN:
        assert {"value", "above", "below"} == set(_fields(one.turn.msgid))
    found = beliefs(Company(), sales, None)
    assert [one.id for one in found] == [
        one.id for one in KNOWN if one.id not in ("net_effect", "margin_share")
    ]
    assert all(one.source for one in found)


def _fields(sentence):
    import string

    return [name for _, name, _, _ in string.Formatter().parse(sentence) if name]


@pytest.mark.parametrize(
    ("name", "value"), [("hunting_share", (10, 40, 60)), ("hours_per_order", (-1, 1, 2))]
)
def test_a_figure_that_cannot_be_is_refused_with_what_it_may_be(sales, name, value):
    with pytest.raises(KitError, match=rf"{name} cannot reach from"):
        decision(stated({name: value}), sales, effect())


def test_an_unknown_assumption_is_not_passed_over_in_silence(sales):
    found = decision(stated({"upllift": 0.1}), sales, effect())
    assert any("upllift" in one and "uplift" in one for one in found.read().caveats)


def test_recorded_handoffs_are_marked_and_shown_apart(make_sales):
    assigned = [(f"c{n:04d}", "hunter", 0) for n in range(40)]
    sales = make_sales(orders(40), as_of=800, margin=True, assignments=assigned)
    later = sales.assignments.iloc[:25].assign(
        employee_id="m", role="account_manager", from_on=pd.Timestamp("2020-06-01")
    )
    late = sales.assignments.iloc[25:30].assign(
        employee_id="m", role="account_manager", from_on=pd.Timestamp("2022-03-01")
    )
    table = pd.concat([sales.assignments, later, late], ignore_index=True)
    found = decision(stated(), dataclasses.replace(sales, assignments=table), effect())
    assert found.numbers["handed"] == 25  # those of 2022 came after the two years
    handed = found.details["handed"].set_index(["part", "trigger"])
    assert handed.loc[("without", "deal 1"), "clients"] == 15
    whole = handed.loc[("all", "deal 1"), "value_per_client"] * 40
    parts = [
        handed.loc[(part, "deal 1"), ["clients", "value_per_client"]]
        for part in ("with", "without")
    ]
    assert sum(one["clients"] * one["value_per_client"] for one in parts) == pytest.approx(
        whole, abs=60
    )
    assert any("25 of these clients were handed over" in one for one in found.read().caveats)


def test_handoffs_are_also_seen_in_orders_if_clients_have_owners(sales):
    number = sales.orders.groupby("client_id").cumcount()
    client = sales.orders["client_id"]
    hunter = "h" + (client.str[-1].astype(int) % 3).astype(str)
    passed = (number >= 4) & (client < "c0015")
    owned = sales.orders.assign(employee_id=hunter.mask(passed, "m"))
    given = sales.given | {"orders.employee_id"}
    known = dataclasses.replace(sales, orders=owned, given=given)
    assert decision(stated(), known, effect()).numbers["handed"] == 15
    told = effect(rung="L2", estimate=-0.1, error=0.05)
    (net,) = [one for one in beliefs(stated(), known, told) if one.id == "net_effect"]
    assert net.early_share == 0.0  # the fifth deal is the first with the new owner
    # dealt out by chance, owners say nothing
    drawn = np.random.default_rng(1).choice(["h0", "h1", "m"], len(owned))
    chance = dataclasses.replace(known, orders=sales.orders.assign(employee_id=drawn))
    assert decision(stated(), chance, effect()).numbers["handed"] == 0
    (net,) = [one for one in beliefs(stated(), chance, told) if one.id == "net_effect"]
    assert net.early_share == 0.5


def test_clients_who_cost_more_than_they_bring_decide_nothing(sales):
    loss = dataclasses.replace(sales, orders=sales.orders.assign(margin=-sales.orders["margin"]))
    found = decision(stated(), loss, effect())
    assert (found.numbers["verdict"], found.numbers["regret_share"]) == ("cannot tell", None)
    assert "brought no margin" in found.read().prose


def test_break_evens_stand_in_the_table_and_in_words(sales):
    found = decision(stated({"uplift": (0.0, 0.1, 0.3), "hours_per_order": 0.6}), sales, effect())
    table = found.details["break_even"]
    row = table[table["input"] == "uplift"].iloc[0]
    assert row["rule_below"] == "keep"
    names = found.table.set_index("trigger")["label"]
    assert str(row["sentence"]) == (
        f"«{names[row['rule_above']]}» beats «{names['keep']}» as long as the account manager's "
        f"care wins more than {round(100 * row['value'], 1):g}% of a client's margin."
    )
    assert f"{row['sentence']} Taken here: 10% (0% … 30%)." in found.read().prose


def test_criteria_are_weighed_only_where_the_company_has_some(sales):
    assert decision(stated(), sales, effect()).details["criteria"].empty
    scores = {"deal 1": 0, "deal 2": 30, "deal 3": 100, "keep": 50}
    criteria = (
        Criterion(id="value", label="Money", weights=(0,)),
        Criterion(id="client_view", label="Client", weights=(100,), scores=scores),
    )
    found = decision(stated(criteria=criteria), sales, effect())
    table = found.details["criteria"].set_index("trigger")
    assert table["rank_1"].tolist() == [0, 0, 1, 0]
    assert table.loc["deal 3", "score"] == pytest.approx(1.0)
    assert "«after the 3rd deal» comes first" in found.read().prose


def test_no_jargon_in_the_text_and_no_winner_marked(sales):
    found = decision(stated({"uplift": None}), sales, effect())
    for word in ("P(", "EVPPI", "L0", "percentile", "bootstrap", "PERT", "regret"):
        assert word not in found.read().prose
    assert list(found.table["trigger"]) == ["deal 1", "deal 2", "deal 3", "keep"]


def test_russian_and_json(sales):
    company = stated({"uplift": None, "manager_cost": None}, language="ru")
    found = decision(company, sales, effect())
    assert "у активного менеджера" in found.read().prose
    assert " the " not in found.read().prose
    plain = found.to_dict()
    assert plain["numbers"]["verdict"] == found.numbers["verdict"]
    assert "<table>" in found.read().table()


def test_nothing_given_is_changed(sales):
    before = sales.orders.copy(deep=True)
    company = stated(criteria=(Criterion(id="coverage", label="c", weights=(50,)),))
    dumped = company.model_dump()
    decision(company, sales, effect())
    pd.testing.assert_frame_equal(sales.orders, before)
    assert company.model_dump() == dumped


def test_a_run_works_out_past_handoffs_once(sales, monkeypatch):
    from kit.diagnosis import findings
    from kit.evidence import assessment

    asked = []
    real = assessment._assess
    monkeypatch.setattr(assessment, "_assess", lambda *of: asked.append(of) or real(*of))
    names = [finding.name for finding in findings(stated(), sales)]
    assert {"effect", "decision"} <= set(names)
    assert len(asked) == 1
    decision(stated({"uplift": 0.1}), sales)  # another company: what was found of this one is gone
    assert len(asked) == 2


def test_the_demo_is_honest_about_what_it_does_not_know():
    company = kit.open("demo")
    found = decision(company, kit.read(company), effect())
    assert (found.status, found.numbers["verdict"]) == ("cannot tell", "cannot tell")
    assert (found.numbers["clients"], found.numbers["months"]) == (78, 24)
    assert set(found.numbers["borrowed"]) == {
        *("uplift", "disruption", "early_loss", "later_change"),
    }
    assert {one.id for one in company.assumptions} <= set(BY_ID)
