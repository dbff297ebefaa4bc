"""Training spend against the money that roles bring, by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

import kit
from kit.company.model import Company
from kit.questions.training.question import training
from kit.sales.clean import read_sales


def company() -> Company:
    return Company.model_validate(
        {
            "roles": [
                {"id": "hunter", "label": "Hunter"},
                {"id": "account_manager", "label": "Account manager"},
            ],
            "people": [
                {"id": "H", "roles": ["hunter"]},
                {"id": "M", "roles": ["account_manager"]},
            ],
        }
    )


def made(make_sales, owners: dict[str, str], spent, *, margin=True):
    """A deal of 100 each 10 days by the owner of each letter; spent: day, cost, role, employee."""
    orders = [(c, at * 10, 100) for c, all_ in owners.items() for at in range(len(all_))]
    sales = make_sales(orders, as_of=500, margin=margin)
    letters = [letter for client in sorted(owners) for letter in owners[client]]
    frame = sales.orders.assign(employee_id=pd.array(letters, dtype="str"))
    days = [pd.Timestamp("2020-01-01") + pd.Timedelta(days=row[0]) for row in spent]
    table = pd.DataFrame(
        {
            "on": pd.Series(days, dtype="datetime64[s]"),
            "cost": pd.array([row[1] * 100 for row in spent], dtype="Int64"),
            "role": pd.array([row[2] for row in spent], dtype="str"),
            "employee_id": pd.array([row[3] for row in spent], dtype="str"),
            "topic": pd.array([None] * len(spent), dtype="str"),
        }
    )
    given = sales.given | {"orders.employee_id", "training.on", "training.cost"}
    return replace(sales, orders=frame, training=table, given=given)


# ten clients served by the hunter, thirty by the account manager, four deals each
OWNERS = {f"a{at}": "HHHH" for at in range(10)} | {f"b{at}": "MMMM" for at in range(30)}
SPENT = [(5, 500, "Hunter", None), (9, 250, None, "H"), (70, 250, "КМ", None)]


def test_shares_and_gap_by_hand(make_sales):
    finding = training(company(), made(make_sales, OWNERS, SPENT))
    assert finding.status == "answered"
    rows = finding.table.set_index("role")
    assert list(rows.index) == ["account_manager", "hunter"]
    # 750 and 250 of 1,000; 40 and 120 of 160 deals
    assert rows["spend_share"].to_dict() == {"account_manager": 0.25, "hunter": 0.75}
    assert rows["money_share"].to_dict() == {"account_manager": 0.75, "hunter": 0.25}
    assert rows["gap_points"].to_dict() == {"account_manager": -50, "hunter": 50}
    assert rows.loc["hunter", ["spend", "money", "trainings", "people"]].to_list() == [
        75_000,
        40 * 2_500,
        2,
        1,
    ]
    assert "“Hunter” 2 entries and €750, “Account manager” 1 and €250" in finding.read().prose
    low, high = rows.loc["hunter", ["money_share_low", "money_share_high"]]
    # forty clients drawn from forty: the share of ten in them is binomial, ±1.96 × √(¼ ¾ / 40)
    assert (low, high) == (pytest.approx(0.25 - 0.134, abs=0.03), pytest.approx(0.384, abs=0.03))
    assert rows.loc["hunter", "gap_points_low"] == pytest.approx(100 * (0.75 - high))
    assert "An average says nothing about the next course" in finding.read().caveats[0]
    json.dumps(finding.to_dict(), allow_nan=False)


def test_revenue_stands_in_and_says_so(make_sales):
    finding = training(company(), made(make_sales, OWNERS, SPENT, margin=False))
    assert finding.numbers["basis"] == "revenue"
    assert "of the revenue" in finding.read().prose
    assert "The margin or the cost" in finding.read().needs[0]


def test_training_outside_the_days_of_the_orders_is_left_out(make_sales):
    finding = training(company(), made(make_sales, OWNERS, [*SPENT, (-40, 900, "Hunter", None)]))
    assert finding.numbers["trainings_outside"] == 1
    assert finding.numbers["hunter_spend_share"] == 0.75


def test_spend_without_a_known_role_is_shown_and_too_much_of_it_stops(make_sales):
    little = training(company(), made(make_sales, OWNERS, [*SPENT, (50, 200, None, "X")]))
    assert little.status == "answered"
    assert little.numbers["unknown_spend_share"] == pytest.approx(200 / 1200)
    much = training(company(), made(make_sales, OWNERS, [*SPENT, (50, 300, None, "X")]))
    assert much.status == "cannot tell"
    assert "23% of the training spend is for no known role" in much.read().prose


def test_roles_dealt_out_by_chance_are_refused(make_sales):
    letters = "HMMHMHHMHMMHHMHMMHHM"
    owners = {f"a{at}": (letters * 2)[at : at + 6] for at in range(20)}
    finding = training(company(), made(make_sales, owners, SPENT))
    assert finding.status == "cannot tell"
    assert "too near to chance" in finding.read().prose


def test_one_role_leaves_nothing_to_divide(make_sales):
    owners = {f"a{at}": "HHHH" for at in range(10)}
    finding = training(company(), made(make_sales, owners, SPENT))
    assert finding.status == "cannot tell"
    assert "people of one role" in finding.read().prose


def test_what_is_missing_is_named(make_sales):
    finding = training(Company(), make_sales([("A", 0, 10)], as_of=5))
    assert finding.status == "needs data"
    assert "A list of training" in finding.read().needs[0]
    assert "Orders that name the employee" in finding.read().needs[1]
    assert training(Company(), None).status == "needs data"
    late = training(company(), made(make_sales, OWNERS, [(-9, 100, "Hunter", None)]))
    assert late.status == "needs data"
    assert "between the first and the last order" in late.read().needs[0]


def test_the_demo_spends_three_times_more_on_hunters():
    opened = kit.open("demo")
    finding = training(opened, kit.read(opened))
    assert finding.status == "answered"
    spend = finding.table.set_index("role")["spend"]
    assert spend["hunter"] == 3 * spend["account_manager"]
    assert finding.numbers["hunter_spend_share"] == 0.75
    # against the planted margin: whoever entered the orders, from the files themselves
    orders = kit.read(opened).orders
    hunters = orders["employee_id"].str.startswith("H")
    share = orders.loc[hunters, "margin"].sum() / orders["margin"].sum()
    assert finding.numbers["hunter_money_share"] == pytest.approx(share)


ORDERS = "order_id,client_id,ordered_on,amount\n1,A,2024-01-05,100.00\n2,A,2024-06-05,50.00\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path


def test_a_training_file_is_read_and_every_row_accounted_for(folder):
    (folder / "courses.csv").write_text(
        "Дата обучения;Стоимость;Роль;Сотрудник;Тема\n"
        "10.02.2024;1 200,50;Хантер;;Холодные звонки\n"
        "11.02.2024;300,00;;M1;Наставник\n"
        "12.02.2024;100,00;;;Для всех\n"
        "13.02.2024;;Хантер;;Без цены\n"
        "13.02.2031;70,00;Хантер;;Ещё не было\n",
        encoding="utf-8",
    )
    sales = read_sales(["orders.csv", "training=courses.csv"], folder=folder)
    assert list(sales.training["cost"]) == [120_050, 30_000]
    assert list(sales.training["on"].dt.strftime("%m-%d")) == ["02-10", "02-11"]
    assert list(sales.training["role"].fillna("")) == ["Хантер", ""]
    account = sales.inputs[1]
    assert (account.rows_read, account.rows_used, account.rows_set_aside) == (5, 2, 3)
    reasons = " ".join(str(one) for one in sales.set_aside["reason"])
    assert "neither a role nor an employee is named" in reasons
    assert "after Jun 5, 2024" in reasons
    assert {"training.on", "training.cost", "training.role"} <= sales.given


def test_no_training_file_is_an_empty_table(folder):
    table = read_sales(["orders.csv"], folder=folder).training
    assert len(table) == 0
    assert list(table) == ["on", "cost", "role", "employee_id", "topic"]
