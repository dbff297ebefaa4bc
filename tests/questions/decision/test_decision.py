"""Which policy: decided where it may be, and words that say what the figures say."""

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from readback import misread, mistaken

import kit
from kit.choice.weighing import weigh
from kit.company.model import Assumption, Company, Settings
from kit.evidence.two_way import Ratio
from kit.language import Language
from kit.questions.decision.question import decision
from kit.questions.pay.question import pay
from kit.worlds import Policy, World, simulate

DATA = Path(__file__).parents[4] / "shared" / "data"
FIGURES = {
    "hours_per_order": 2.0, "hours_per_month": 0.6, "handoff_hours": 2.0, "hunting_share": 0.5,
    "clients_per_100_hours": 2.0, "manager_hours_per_order": 1.0, "manager_hours_per_month": 0.5,
    "manager_handoff_hours": 2.0, "manager_cost": 30.0, "manager_week": 40.0, "hired_share": 0.0,
}  # fmt: skip


def stated(language: str = "en", **changes) -> Company:
    figures = {**FIGURES, **changes}
    return Company(
        settings=Settings(language=language, triggers=("deal 2", "deal 3", "deal 6")),
        assumptions=tuple(
            Assumption(id=name, label=name, low=value, likely=value, high=value, basis="measured")
            for name, value in figures.items()
            if value is not None
        ),
    )


@pytest.fixture(scope="module")
def sales():
    return simulate(World(clients=250, seed=5, policy=Policy("deal", 4))).sales()


@pytest.fixture
def evidence(monkeypatch):
    """Evidence with a clean estimate of any size."""

    def made(sales, change: float, error: float = 0.02):
        from kit.evidence.assessment import assess
        from kit.evidence.trials import Rung
        from kit.language import say

        found = assess(Company(), sales)
        rung = Rung("L3", True, say("by hand"), about="handoff")
        return replace(found, rung=rung, estimate=Ratio(math.log1p(change), error, 60.0), biased=())

    return made


def test_a_large_loss_decides_for_keeping(sales, evidence):
    finding = decision(stated(), sales, evidence(sales, -0.35))
    assert finding.status == "answered"
    assert finding.numbers["best"] == "keep"
    assert "Choose “the hunter keeps everyone”" in finding.read().prose


def test_where_no_new_client_was_followed_for_a_year_nothing_is_weighed(sales, evidence):
    """Freed hours would bring nothing at all, whatever they are: that is no range of zero."""
    company = stated()
    late = company.settings.model_copy(update={"lookback": (sales.as_of - sales.start).days - 300})
    company = company.model_copy(update={"settings": late})
    finding = decision(company, sales, evidence(sales, -0.35))
    assert (finding.status, finding.numbers["best"]) == ("cannot tell", None)
    assert finding.numbers["new_clients_followed"] == 0
    reading = finding.read()
    assert "No new client's first year is over" in reading.prose
    assert "what a new client brings is not known" in reading.headline
    assert "older orders" in str(finding.next_step)
    assert pay(company, sales, evidence(sales, -0.35)).table.empty


def test_where_hardly_any_client_is_new_nothing_is_chosen(sales, evidence, monkeypatch):
    """A choice with little risk all the same: neither words, table nor numbers may make it."""
    monkeypatch.setattr("kit.choice.weighing.FIRST_YEARS", 0)
    company = stated()
    late = company.settings.model_copy(update={"lookback": (sales.as_of - sales.start).days - 30})
    company = company.model_copy(update={"settings": late})
    finding = decision(company, sales, evidence(sales, -0.35))
    assert finding.numbers["low_risk"]
    assert finding.numbers["own_figures"]
    assert finding.numbers["own_evidence"]
    assert finding.status == "cannot tell"
    assert not finding.numbers["decided"]
    reading = finding.read()
    assert "Choose" not in reading.headline + reading.prose
    assert "cannot be told apart" in reading.text[-1]
    assert "chosen" not in set(finding.table["answer"].map(str))


def test_a_large_gain_decides_for_handing_over(sales, evidence):
    finding = decision(stated(), sales, evidence(sales, 0.3))
    numbers = finding.numbers
    # which of those that hand over, hangs on what passing early costs
    assert "keep" not in (numbers["best"], numbers["rival"], *numbers["same"])
    assert "Whether to hand over at all" not in finding.read().prose
    risk = finding.table.set_index("policy")["risk"]
    assert numbers["risk"] == risk.min() == risk[numbers["best"]]
    assert risk["keep"] > 0.9


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (-0.35, "Fewer than one in 50 such answers"),
        (0.02, "That changes if each deal short of the fourth"),
        (0.3, "it cannot be told yet"),
    ],
)
def test_what_a_decided_answer_says_is_read_back(sales, evidence, change, says):
    finding = decision(stated(), sales, evidence(sales, change))
    assert misread(replace(finding, caveats=()), [sales.start, sales.as_of]) == []
    assert mistaken(finding) == []
    numbers, when = finding.numbers, finding.read().text[-1]
    assert says in when
    label_of = dict(zip(finding.table["policy"], finding.table["label"].map(str), strict=True))
    beside = numbers["same"] if numbers["decided"] else [numbers["rival"]]
    assert all(label_of[policy] in when for policy in (numbers["best"], *beside))
    risk = finding.table["risk"].min()
    assert numbers["wrong_one_in"] == (min(50, round(1 / risk)) if risk else 50)


def test_nothing_known_of_the_effect_decides_nothing(sales):
    finding = decision(stated(), sales)
    assert finding.status == "cannot tell"


def test_the_three_paragraphs_come_in_order(sales):
    finding = decision(stated(), sales)
    carried, paid, when = finding.read().text
    assert carried == kit.carry(stated(), sales).read().text[0]
    assert paid == kit.pay(stated(), sales).read().text[0]
    assert "cannot be told yet" in when or "Choose" in when or "no difference" in when
    for paragraph in (carried, paid, when):
        assert paragraph.endswith(("(known)", "(inferred)", "(assumed)"))


def test_the_table_is_that_of_the_replays(sales):
    company = stated()
    finding, weighed = decision(company, sales), weigh(company, sales)
    for row, run in zip(finding.table.to_dict("records"), weighed.replays, strict=True):
        assert row["policy"] == str(run.policy)
        assert row["handoffs"] == int(run.handoffs.sum())
        assert row["at_the_end"] == int(run.clients[-1])
    months = finding.details["months"]
    assert (months.groupby("policy")["handoffs"].sum()[finding.table["policy"]].to_numpy()
            == finding.table["handoffs"].to_numpy()).all()  # fmt: skip


def test_it_is_the_same_every_time_and_in_every_unit_of_money(sales):
    company = stated()
    once, again = (decision(company, sales).to_dict() for _ in range(2))
    assert once == again
    many = sales.orders.assign(amount=sales.orders["amount"] * 7, margin=sales.orders["margin"] * 7)
    other = decision(stated(manager_cost=210.0), replace(sales, orders=many))
    assert other.numbers["best"] == once["numbers"]["best"]
    assert other.numbers["risk"] == pytest.approx(once["numbers"]["risk"], abs=0.01)


def test_in_russian_nothing_is_left_in_english(sales):
    reading = decision(stated("ru"), sales).read()
    for line in (*reading.text, reading.headline, *reading.assumptions, *reading.caveats):
        for word in (" the ", " client", " hours", "margin", "(known)", "(inferred)"):
            assert word not in line, line


@pytest.fixture(params=["adventureworks", "northwind"])
def real(request):
    if not DATA.exists():
        pytest.skip(f"real data not found: {DATA}")
    if request.param == "adventureworks":
        file = DATA / "adventureworks" / "SalesOrderHeader.xlsx"
        opened = kit.open(str(file), map={"amount": "SubTotal"}, where="SalesPersonID IS NOT NULL")
        return kit.read(opened), opened, "a second sales force, not a handoff"
    folder = DATA / "northwind"
    opened = kit.open([f"orders={folder / 'orders.csv'}", f"lines={folder / 'order_details.csv'}"])
    return kit.read(opened), opened, "next to nothing to hand over"


def test_two_companies_that_have_nothing_to_choose(real):
    sales, company, words = real
    finding = decision(company, sales)
    assert words in finding.read().prose
    assert finding.status == "cannot tell"
    assert not finding.numbers["decided"]
    assert "$" not in finding.read().prose


def test_a_wide_range_is_told_with_two_digits_and_a_narrow_one_as_it_is(sales):
    spread = Assumption(
        id="manager_hours_per_order", label="hours", low=1.234, likely=2.345, high=11.314
    )
    exact = Assumption(
        id="manager_hours_per_month",
        label="hours",
        low=1.23,
        likely=1.25,
        high=1.27,
        basis="measured",
    )
    company = Company(settings=Settings(triggers=("deal 2",)), assumptions=(spread, exact))
    rows = decision(company, sales).rows("inputs").set_index("input")
    english = Language("en")
    for figure in re.findall(r"[\d.]+", english(rows["range"]["manager_hours_per_order"])):
        assert len(figure.replace(".", "").lstrip("0").rstrip("0")) <= 2, figure
    assert rows["high"]["manager_hours_per_order"] > 11.314  # it is widened; the table keeps all
    assert english(rows["range"]["manager_hours_per_month"]) == "1.25 h (1.23–1.27 h)"


def test_that_the_team_is_todays_is_said_with_every_figure_of_a_replay(sales):
    for question in (decision, kit.pay):
        finding = question(stated(), sales)
        assert any("receive them today" in str(text) for text in finding.assumptions)
    nobody = simulate(World(clients=60, seed=5, policy=Policy("deal", 4))).sales("none")
    finding = decision(stated(), nobody)
    assert not any("receive them today" in str(text) for text in finding.assumptions)
