"""The back-test against figures worked out by hand and by pandas."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import numpy as np
import pandas as pd
import pytest

from kit.company.model import Company, Settings
from kit.questions.backtest.question import backtest, firings
from kit.report.results import firings_table


def company(*triggers: str, **settings) -> Company:
    return Company(settings=Settings(triggers=triggers or None, lookback=0, **settings))


THREE = [
    ("A", 0, 100),
    ("A", 40, 100),
    ("A", 100, 100),
    ("B", 10, 100),
    ("B", 300, 100),
    ("C", 20, 100),
]


def test_three_clients_by_hand(make_sales):
    finding = backtest(company("deal 2", hours_per_order=1.5), make_sales(THREE, as_of=500))
    row = finding.table.iloc[0]
    assert (row.trigger, row.clients, row.judged, row.fired) == ("deal 2", 3, 3, 2)
    # A fires on day 40, B 290 days after its first deal, C is watched for 480 days
    reached = [row.reached_3m, row.reached_6m, row.reached_12m]
    assert reached == pytest.approx([1 / 3, 1 / 3, 2 / 3])
    assert pd.isna(row.reached_24m)  # nobody was watched for two years
    assert row.median_days == 290
    # gaps 40, 60, 290: 95th percentile 267, so C falls silent 267 days after its only deal
    assert finding.numbers["silence_days"] == 267
    assert row.reached_12m_competing == pytest.approx(2 / 3)
    assert row.silent_first_24m == pytest.approx(1 / 3)
    assert (row.revenue_before, row.revenue_after) == (40_000, 10_000)
    assert row.revenue_before_share == pytest.approx(0.8)
    # B's second deal was its last: nothing in the 180 days after; A bought again
    assert (row.too_early_n, row.too_early_of) == (1, 2)
    assert row.too_early_base is None  # whoever has a second deal is handed over at it
    # repeat deals: A two, B one; up to the handoff one each
    assert (row.hunter_orders, row.hunter_orders_of, row.hunter_hours) == (2, 3, 3.0)
    assert row.portfolio == 1  # B; A has been silent since day 367
    assert (row.reversed_n, row.reversed_of) == (0, 2)
    months = 501 / (365.25 / 12)
    assert row.inflow_per_month == pytest.approx(2 / months)
    # exact Poisson limits of a count of 2: 0.2422 and 7.2247
    assert row.inflow_per_month_low == pytest.approx(0.2422 / months, rel=1e-3)
    assert row.inflow_per_month_high == pytest.approx(7.2247 / months, rel=1e-3)


def test_handoffs_and_portfolio_by_month_by_hand(make_sales):
    months = backtest(company("deal 2"), make_sales(THREE, as_of=500)).details["months"]
    months = months[months["trigger"] == "deal 2"].set_index(months["month"].dt.strftime("%y-%m"))
    # the days after the second deals are 11 February and 28 October 2020
    assert months.index[months["inflow"] > 0].tolist() == ["20-02", "20-10"]
    # A is silent from 2 January 2021 on, 267 days after its last deal
    portfolio = dict(months["portfolio"])
    assert (portfolio["20-01"], portfolio["20-09"], portfolio["20-12"]) == (0, 1, 2)
    assert (portfolio["21-01"], portfolio["21-05"], len(portfolio)) == (1, 1, 17)


def test_fewer_than_twenty_clients_cannot_tell_and_say_so(make_sales):
    finding = backtest(company("deal 2"), make_sales(THREE, as_of=500))
    assert finding.status == "cannot tell"
    assert "too few" in finding.read().prose


def test_missing_data_are_named_and_the_other_triggers_still_answer(make_sales):
    finding = backtest(
        company("contract", "deal 2", "share 40%", "all of (deal 2, contract)"),
        make_sales(THREE, as_of=500),
    )
    assert list(finding.table["status"]) == [
        "needs data",
        "cannot tell",
        "needs data",
        "needs data",
    ]
    assert any("list of contracts" in need for need in finding.read().needs)
    assert any("annual budget" in need for need in finding.read().needs)
    assert pd.isna(finding.table["fired"].iloc[0])
    assert set(firings(company("contract", "deal 2"), make_sales(THREE, as_of=500))["trigger"]) == {
        "deal 2"
    }


def test_nothing_but_missing_data(make_sales):
    finding = backtest(company("contract"), make_sales(THREE, as_of=500))
    assert finding.status == "needs data"
    json.dumps(finding.to_dict(), allow_nan=False)


def test_run_in_clients_leave_the_figures_and_stay_in_the_firings(make_sales):
    setting = Company(settings=Settings(triggers=("deal 1",), lookback=15))
    sales = make_sales(THREE, as_of=500)
    finding = backtest(setting, sales)
    assert finding.table["clients"].iloc[0] == 1  # only C starts on or after day 15
    assert finding.numbers["left_out_by_run_in"] == 2
    assert list(firings(setting, sales)["client_id"]) == ["A", "B", "C"]
    assert list(firings(setting, sales)["fired_on"]) == ["2020-01-01", "2020-01-11", "2020-01-21"]


@pytest.mark.parametrize("clients_at_once", [1, 2, 3])
def test_firings_are_written_out_a_batch_of_clients_at_a_time(
    make_sales, monkeypatch, clients_at_once
):
    monkeypatch.setattr("kit.questions.backtest.question.CLIENTS_AT_ONCE", clients_at_once)
    sales, stream = make_sales(THREE, as_of=500), BytesIO()
    firings_table(stream, company("deal 1", "deal 2"), sales)
    assert stream.getvalue().decode() == (
        "client_id,trigger,fired_on\nA,deal 1,2020-01-01\nA,deal 2,2020-02-10\n"
        "B,deal 1,2020-01-11\nB,deal 2,2020-10-27\nC,deal 1,2020-01-21\n"
    )
    stream = BytesIO()
    firings_table(stream, company("deal 9"), sales)
    assert stream.getvalue() == b"client_id,trigger,fired_on\n"


def test_the_run_in_is_a_year_from_three_years_of_data_on(make_sales):
    setting = Company(settings=Settings(triggers=("deal 1",)))
    assert backtest(setting, make_sales(THREE, as_of=1095)).numbers["lookback_days"] == 0
    # 2020 is a leap year: three years after 2020-01-01 is day 1096
    assert backtest(setting, make_sales(THREE, as_of=1096)).numbers["lookback_days"] == 365
    assert (
        "look new here and may not be"
        in backtest(setting, make_sales(THREE, as_of=900)).read().caveats[0]
    )


def test_a_contract_before_the_first_deal_counts_as_day_0(make_sales):
    sales = make_sales(THREE, as_of=500, contracts=[("B", 3), ("C", 120)])
    finding = backtest(company("contract"), sales)
    row = finding.table.iloc[0]
    assert (row.fired, row.reached_3m) == (2, pytest.approx(1 / 3))
    assert row.reached_6m == pytest.approx(1 - 2 / 3 * 1 / 2)
    # B: nothing before its contract, 200 after; C: its only order before it
    assert (row.revenue_before, row.revenue_after) == (10_000, 20_000)
    fired = firings(company("contract"), sales).set_index("client_id")["fired_on"]
    assert fired.to_dict() == {"B": "2020-01-04", "C": "2020-04-30"}


def test_clients_without_a_budget_are_left_out_of_the_share_rule(make_sales):
    sales = make_sales(THREE, as_of=500, budgets={"A": 400, "B": 1000})
    row = backtest(company("share 50%"), sales).table.iloc[0]
    assert (row.clients, row.judged, row.fired) == (3, 2, 1)  # A: 200 of 400 on day 40
    assert row.fired_share == 0.5


def test_the_question_of_the_default_triggers(make_sales):
    finding = backtest(company(), make_sales(THREE, as_of=500))
    texts = list(finding.table["trigger"])
    # best 90 days of the clients with two deals: A 200, B 100; their median is 150
    assert texts == [
        "contract",
        "deal 1",
        "deal 2",
        "deal 3",
        "volume 150 per 90 days",
        "share 30%",
        "tenure 180 days active 90 days",
    ]
    assert any("these settings are ours" in caveat for caveat in finding.read().caveats)


def _immortal(seed: int = 3, n: int = 400) -> tuple[list[tuple], list[tuple[str, int]]]:
    """Half sign at once, by lot; the others later, if they are still there. No effect at all."""
    random = np.random.default_rng(seed)
    orders, contracts = [], []
    for number in range(n):
        name = f"c{number:03}"
        start, life = int(random.integers(0, 300)), int(random.exponential(500)) + 1
        orders += [(name, start + day, 100) for day in range(0, min(life, 1460 - start), 30)]
        late = int(random.integers(400, 1000))
        if random.random() < 0.5:
            contracts.append((name, start + int(random.integers(0, 30))))
        elif late < life and start + late < 1460:
            contracts.append((name, start + late))
    return orders, contracts


def test_immortal_time_is_planted_and_does_not_get_in(make_sales):
    orders, contracts = _immortal()
    sales = make_sales(orders, as_of=1460, contracts=contracts)
    landmark = backtest(company("contract"), sales).details["landmark"].iloc[0]
    # the trap: «ever signed» against «never» on the same second-year revenue
    frame = pd.DataFrame(orders, columns=["client", "day", "amount"])
    first = frame.groupby("client")["day"].transform("min")
    second = frame[frame["day"].between(first + 366, first + 730)].groupby("client")["amount"].sum()
    second = second.reindex(frame["client"].unique(), fill_value=0)
    ever = second.index.isin([name for name, _ in contracts])
    naive = second[ever].mean() - second[~ever].mean()
    error = np.sqrt(second[ever].var() / ever.sum() + second[~ever].var() / (~ever).sum())
    assert naive > 4 * error  # the trap is sprung: «contracts double the revenue»
    assert landmark["difference_low"] < 0 < landmark["difference_high"]
    assert landmark["fired_n"] + landmark["not_fired_n"] == 400


def test_the_landmark_finds_a_difference_that_is_there(make_sales):
    random = np.random.default_rng(4)
    orders = []
    for number in range(120):
        big = number % 2 == 0
        days = np.sort(random.choice(700, 12, replace=False)) + int(random.integers(0, 200))
        orders += [(f"c{number:03}", int(day), 1000 if big else 100) for day in days]
    sales = make_sales(orders, as_of=1500)
    row = backtest(company("volume 1500 per 365 days"), sales).details["landmark"].iloc[0]
    assert row["status"] == "answered"
    assert row["difference_low"] > 0


def _divided(fired: int) -> list[tuple[str, int, int]]:
    """Clients whose second deal is on the day of the landmark, or on the day after; by hand."""
    orders = []
    for number in range(fired):  # first deal on day 70: the two years end with the data
        days = [(70, 1), (70 + 365, 100), (70 + 366, 30 + number % 3), (70 + 730, 7)]
        orders += [(f"a{number:02}", day, amount) for day, amount in days]
    for number in range(20):
        days = [(60, 1), (60 + 366, 5), (60 + 731, 1000)]
        orders += [(f"b{number:02}", day, amount) for day, amount in days]
    # a day too late to have the second year whole
    return [*orders, ("z", 71, 1), ("z", 72, 1), ("z", 500, 10_000)]


def test_the_landmark_and_its_following_year_by_hand(make_sales):
    sales = make_sales(_divided(20), as_of=800)
    row = backtest(company("deal 2"), sales).details["landmark"].iloc[0]
    assert (row["status"], row["fired_n"], row["not_fired_n"]) == ("answered", 20, 20)
    # days 366 to 730 after the first deal: 30, 31 or 32, and 7, against 5, in minor units
    assert (row["revenue_fired"], row["revenue_not_fired"]) == (3700 + 95, 500)
    assert row["difference"] == 3295
    assert row["difference_low"] < 3295 < row["difference_high"]


def test_a_difference_of_nothing_without_an_interval_is_not_answered(make_sales):
    orders = [(f"a{at:02}", day, 10) for at in range(20) for day in (0, 5)]
    orders += [(f"b{at:02}", 0, 10) for at in range(20)]
    finding = backtest(company("deal 2"), make_sales(orders, as_of=800))
    row = finding.details["landmark"].iloc[0]
    assert (row["fired_n"], row["not_fired_n"], row["difference"]) == (20, 20, 0)  # nobody bought
    assert row["status"] == "cannot tell"
    assert np.isnan([row["difference_low"], row["difference_high"]]).all()


def test_who_stops_after_as_many_orders_without_being_reached(make_sales):
    # ten reach 1,000 with their second deal, and four of them order again
    orders = [
        (f"a{at:02}", day, amount) for at in range(10) for day, amount in ((0, 100), (30, 900))
    ]
    orders += [(f"a{at:02}", 60, 100) for at in range(4)]
    # thirty have two deals as well and do not reach it; twelve of them order again
    orders += [(f"b{at:02}", day, 100) for at in range(30) for day in (0, 30)]
    orders += [(f"b{at:02}", 100, 100) for at in range(12)]
    rules = ("volume 1000 per 365 days", "deal 1", "deal 2", "deal 3")
    finding = backtest(company(*rules), make_sales(orders, as_of=800))
    rows = finding.table.set_index("trigger")
    row = rows.loc["volume 1000 per 365 days"]
    assert (row.too_early_n, row.too_early_of) == (6, 10)
    assert (row.too_early_base, row.too_early_base_of) == (18 / 30, 30)
    assert rows.loc[["deal 1", "deal 2", "deal 3"], "too_early_base"].isna().all()
    assert "nothing followed in 60% of 30 cases" in finding.read().prose
    assert sum("has no other clients to compare with" in one for one in finding.read().caveats) == 1


def test_nineteen_clients_on_a_side_of_the_landmark_cannot_tell(make_sales):
    sales = make_sales(_divided(19), as_of=800)
    row = backtest(company("deal 2"), sales).details["landmark"].iloc[0]
    assert (row["status"], row["fired_n"], row["not_fired_n"]) == ("cannot tell", 19, 20)


def test_agreement_counts_clients_and_days(make_sales):
    table = backtest(
        company("deal 2", "tenure 30 days active 90 days"), make_sales(THREE, as_of=500)
    ).details["agreement"]
    row = table.iloc[0]
    # tenure: A on day 30, B on day 40 (30 after its first), C on day 50
    assert (row.both, row.only_first, row.only_other, row.neither) == (2, 0, 1, 0)
    assert row.days_apart == np.median([30 - 40, 40 - 300])


def test_the_same_input_gives_the_same_finding(make_sales):
    sales = make_sales(_immortal()[0], as_of=1460)
    setting = company("deal 2", "volume 300 per 90 days")
    first, second = (json.dumps(backtest(setting, sales).to_dict()) for _ in range(2))
    assert first == second


def test_russian_words_and_figures(make_sales):
    finding = backtest(company("deal 2", language="ru"), make_sales(THREE, as_of=500))
    assert "сделк" in finding.read().prose
    assert "handed" not in finding.read().prose
    assert "Too early" not in finding.read().table()


def test_one_client_with_one_order(make_sales):
    finding = backtest(company(), make_sales([("A", 0, 100)], as_of=0))
    assert finding.status == "cannot tell"
    json.dumps(finding.to_dict(), allow_nan=False)


def test_only_returns_leave_nobody(make_sales):
    finding = backtest(company("deal 1"), make_sales([("A", 0, -100)], as_of=0))
    assert finding.status == "cannot tell"
    assert finding.table["clients"].iloc[0] == 0
    json.dumps(finding.to_dict(), allow_nan=False)


def test_findings_never_change_the_sales(make_sales):
    sales = make_sales(THREE, as_of=500)
    before = sales.orders.copy()
    backtest(company(), sales)
    pd.testing.assert_frame_equal(sales.orders, before)
    assert sales.as_of == date(2021, 5, 15)


def test_candidates_come_from_the_settings_then_the_arrows(make_sales):
    from kit.company.model import Handoff, Role

    drawn = Company(
        settings=Settings(lookback=0),
        roles=tuple(Role(id=one, label=one) for one in ("hunter", "inside_sales", "specialist")),
        handoffs=(
            Handoff(from_role="hunter", to_role="inside_sales", triggers=("deal 3", "deal 1")),
            Handoff(from_role="inside_sales", to_role="specialist", triggers=("deal 9",)),
        ),
    )
    sales = make_sales(THREE, as_of=500)
    assert list(backtest(drawn, sales).table["trigger"]) == ["deal 3", "deal 1"]
    for_this_run = drawn.model_copy(update={"settings": Settings(lookback=0, triggers=("deal 2",))})
    assert list(backtest(for_this_run, sales).table["trigger"]) == ["deal 2"]
