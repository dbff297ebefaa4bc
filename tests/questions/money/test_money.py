"""New against existing money, by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

import kit
from kit.company.model import Company, Settings
from kit.questions.money.concentration import concentration
from kit.questions.money.question import money

ORDERS = [("A", 0, 100), ("A", 100, 100), ("A", 400, 300), ("B", 50, 200), ("B", 60, 100)]


def company(**settings) -> Company:
    return Company(settings=Settings(**{"triggers": ("deal 2",), "lookback": 0, **settings}))


def shares(finding, column="existing_share") -> dict[str, float]:
    total = finding.table[finding.table["year"].isna()]
    return dict(zip(total["definition"], total[column], strict=True))


def test_every_definition_by_hand(make_sales):
    sales = make_sales(
        ORDERS,
        as_of=500,
        contracts=[("A", 100)],
        assignments=[("A", "hunter", 0), ("A", "Account manager", 100), ("B", "hunter", 50)],
        margin=True,
    )
    finding = money(company(), sales)
    assert shares(finding) == pytest.approx(
        {
            "first order": 500 / 800,  # all but A's 100 and B's 200
            "12 months": 300 / 800,  # A's order on day 400
            "contract": 300 / 800,  # the order on the signing day is still a new client's
            "recorded handoff": 400 / 800,  # from day 100 on A has an account manager
            "deal 2": 300 / 800,
        }
    )
    assert shares(finding, "existing_margin_share") == pytest.approx(shares(finding))
    assert (finding.numbers["lowest"], finding.numbers["highest"]) == (0.375, 0.625)
    assert finding.numbers["revenue"] == 80_000
    assert finding.needs == ()


def test_years_are_told_apart(make_sales):
    finding = money(company(), make_sales(ORDERS, as_of=500))
    first = finding.table[finding.table["definition"] == "first order"].set_index("period")
    # 2020: 100 and 200 new, 100 and 100 existing; 2021: A's 300
    assert first.loc["2020", "existing_share"] == pytest.approx(200 / 500)
    assert first.loc["2021", "existing_share"] == 1.0
    assert first.loc["2021", "clients"] == 1


def test_two_deals_on_the_first_day_are_one_new_and_one_existing(make_sales):
    finding = money(company(), make_sales([("A", 0, 100), ("A", 0, 300)], as_of=10))
    assert shares(finding)["first order"] == 0.75


def test_returns_lower_the_sum_they_belong_to(make_sales):
    orders = [("A", 0, 100), ("A", 10, 100), ("A", 20, -50)]
    assert shares(money(company(), make_sales(orders, as_of=30)))["first order"] == pytest.approx(
        50 / 150
    )


def test_clients_of_the_run_in_are_existing_from_its_end_on(make_sales):
    new = [("C", 250, 100), ("D", 300, 100)]
    finding = money(company(lookback=200), make_sales([*ORDERS, *new], as_of=500))
    assert set(shares(finding).values()) == {300 / 500}  # A's; the first deals of C and D are new
    assert finding.numbers["revenue"] == 50_000


def test_a_definition_that_cannot_judge_everyone_is_shown_but_not_in_the_spread(make_sales):
    sales = make_sales(ORDERS, as_of=500, budgets={"A": 100})
    finding = money(company(triggers=("share 100%",)), sales)
    total = finding.table[finding.table["year"].isna()].set_index("definition")
    assert total.loc["share 100%", "clients"] == 1
    assert finding.numbers["definitions"] == 2


def test_missing_margin_contracts_and_owners_are_asked_for(make_sales):
    finding = money(company(), make_sales(ORDERS, as_of=500))
    assert len(finding.needs) == 3
    assert finding.numbers["basis"] == "revenue"


@pytest.mark.parametrize(
    ("orders", "words"),
    [
        # each client: amounts of its first deal, of one within a year of it, and of one after
        ([(10, 0, 1000), (20, 0, 1000), (10, 0, 900)], "Here it is more"),
        ([(1000, 10, 0), (900, 10, 0), (1000, 20, 0)], "Here it is less"),
        ([(10, 90, 0), (20, 80, 0), (10, 80, 0)], "between these two"),
        # 82 % in all, and one client with hardly any: chance alone could make it less
        ([(10, 0, 100), (30, 0, 10), (0.1, 0, 82)], "too close"),
        ([(10, 0, 1000)], "it stays open"),
    ],
)
def test_the_claim_is_placed_against_the_spread(make_sales, orders, words):
    rows = [
        (f"c{at}", day, amount)
        for at, amounts in enumerate(orders)
        for day, amount in zip((0, 1, 400), amounts, strict=True)
        if amount
    ]
    finding = money(company(triggers=("deal 1",)), make_sales(rows, as_of=600))
    assert words in finding.read().prose


@pytest.mark.parametrize("n", [1, 3, 20, 50, 300, 5000])
def test_the_interval_of_concentration_is_that_of_sorting_every_resample(n):
    random = np.random.default_rng(n)
    revenue = 100 * (random.pareto(1.5, n) + 1)

    def largest(values):
        return np.sort(values)[::-1][: int(np.ceil(0.2 * n))].sum() / values.sum()

    row = concentration(revenue, seed=2).iloc[0]
    assert row["largest_fifth_share"] == pytest.approx(largest(revenue))
    assert row["hhi"] == pytest.approx((revenue**2).sum() / revenue.sum() ** 2)
    again = [largest(random.choice(revenue, n)) for _ in range(4000)]
    if n == 1:  # one client says nothing of how far it could lie from the truth
        assert np.isnan([row["largest_fifth_share_low"], row["hhi_high"]]).all()
        return
    low, high = np.percentile(again, [2.5, 97.5])
    for name, end in (("low", low), ("high", high)):
        assert abs(row[f"largest_fifth_share_{name}"] - end) <= 0.1 * (high - low) + 1e-12


def test_nobody_has_no_concentration():
    row = concentration(np.array([0.0, -5.0]), seed=2).iloc[0]
    assert row["clients"] == 0
    assert row.drop("clients").isna().all()


def test_concentration(make_sales):
    orders = [
        (name, 0, amount) for name, amount in zip("ABCDE", (500, 200, 100, 100, 100), strict=True)
    ]
    table = money(company(), make_sales(orders, as_of=1)).details["concentration"]
    row = table.iloc[0]
    assert (row["largest_fifth_share"], row["hhi"]) == pytest.approx((0.5, 0.25 + 0.04 + 3 * 0.01))
    assert row["hhi_low"] <= row["hhi"] <= row["hhi_high"]


def test_nothing_after_the_run_in_cannot_tell(make_sales):
    finding = money(company(lookback=1000), make_sales(ORDERS, as_of=500))
    assert finding.status == "cannot tell"
    json.dumps(finding.to_dict(), allow_nan=False)


def test_what_the_book_means_is_told_apart_where_handoffs_were_recorded(make_sales):
    company = kit.open("demo")
    finding = kit.money(company, kit.read(company))
    whole = finding.table[finding.table["year"].isna()].set_index("definition")
    share = whole.loc["recorded handoff", "existing_margin_share"]
    assert finding.numbers["lowest"] < share < finding.numbers["highest"]
    prose = finding.read().prose
    assert "The book means the work of account managers." in prose
    assert f"Then it is {share:.0%}." in prose
    orders = [(f"C{n}", 20 * k + n, 100.0) for n in range(30) for k in range(60)]
    unknown = kit.money(Company(), make_sales(orders, as_of=1240))
    assert "work of account managers" not in unknown.read().prose
