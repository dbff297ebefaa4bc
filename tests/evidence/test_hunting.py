"""New clients and own bases by month, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

import kit
from kit.company.model import Company
from kit.evidence.hunting import drift_of, hunting_of

DAY_0 = date(2020, 1, 1)


def on(year: int, month: int, day: int) -> int:
    return (date(year, month, day) - DAY_0).days


def company() -> Company:
    return Company.model_validate(
        {
            "settings": {"lookback": 0},
            "roles": [{"id": "hunter", "label": "Hunter"}, {"id": "account_manager", "label": "M"}],
            "people": [{"id": "H", "roles": ["hunter"]}, {"id": "M", "roles": ["account_manager"]}],
        }
    )


def made(make_sales):
    """H wins old (before), a on Jul 3 and b on Jul 31; a passes to M on Sep 10; M wins m."""
    orders = [("old", day, 10) for day in range(0, 700, 30)]
    orders += [("a", day, 10) for day in range(on(2020, 7, 3), 700, 30)]
    orders += [("b", on(2020, 7, 31), 10), ("b", on(2020, 8, 5), 10)]
    orders += [("m", day, 10) for day in range(on(2020, 8, 4), 700, 30)]
    rows = [
        ("old", "H", "hunter", 0), ("a", "H", "hunter", on(2020, 7, 1)),
        ("a", "M", "account_manager", on(2020, 9, 10)), ("b", "H", "hunter", on(2020, 7, 30)),
        ("m", "M", "account_manager", on(2020, 8, 1)),
    ]  # fmt: skip
    sales = make_sales(orders, as_of=on(2021, 3, 15))
    table = pd.DataFrame(rows, columns=["client_id", "employee_id", "role", "from_on"])
    table["from_on"] = (pd.Timestamp(DAY_0) + pd.to_timedelta(table["from_on"], unit="D")).astype(
        "datetime64[s]"
    )
    given = sales.given | {f"assignments.{name}" for name in table.columns}
    return replace(sales, assignments=table.astype({"role": "str"}), given=given)


def test_months_new_clients_and_bases_by_hand(make_sales):
    sales = made(make_sales)
    assert sales.book.silence == 90
    hunting = hunting_of(company(), sales)
    days = hunting.months.astype("datetime64[D]").astype(str).tolist()
    # the first month after the 90 days of silence, and the last whole one
    assert (days[0], days[-1]) == ("2020-04-01", "2021-02-01")
    assert hunting.people.tolist() == ["H"]
    assert hunting.roles_known
    won = dict(zip(days, hunting.won[0].tolist(), strict=True))
    assert {day: n for day, n in won.items() if n} == {"2020-07-01": 2}
    base = dict(zip(days, hunting.base[0].tolist(), strict=True))
    # old; with a and b from August; b is silent 90 days after Aug 5, a has gone on Sep 10
    assert base["2020-07-01"] == 1
    assert base["2020-08-01"] == base["2020-09-01"] == 3
    assert base["2020-10-01"] == base["2020-11-01"] == 2
    assert base["2020-12-01"] == 1
    # of a, b and m: a month later all, two months later all, three months later not a
    assert np.allclose(hunting.kept[:4], [0, 1, 1, 2 / 3])


def test_who_has_left_is_not_seen_with_nothing_won():
    opened = kit.open("demo")
    sales = kit.read(opened)
    hunting = drift_of(opened, sales).hunting
    seen = dict(zip(hunting.people, hunting.seen.sum(axis=1), strict=True))
    assert seen["H1"] == 17  # February 2022 to June 2023: left on 2023-07-02
    assert seen["H2"] == 34
    assert drift_of(opened, sales).beta is None  # five hunters


def test_new_clients_of_the_demo_are_those_of_its_files():
    opened = kit.open("demo")
    sales = kit.read(opened)
    hunting = hunting_of(opened, sales)
    deals = sales.orders[sales.orders["amount"] > 0]
    first = deals.groupby("client_id")["day"].min()
    begin = pd.Timestamp(hunting.months[0], unit="D")
    first = first[(first >= begin) & (first < pd.Timestamp("2024-12-01"))]
    owner = sales.assignments.sort_values("from_on").groupby("client_id")
    won = pd.Series(0, index=hunting.people)
    for client, day in first.items():
        mine = owner.get_group(client)
        mine = mine[mine["from_on"] <= day].iloc[-1]
        if mine["role"] == "hunter":
            won[mine["employee_id"]] += 1
    assert dict(zip(hunting.people, hunting.won.sum(axis=1), strict=True)) == won.to_dict()


def test_nobody_is_known_to_own_clients(make_sales):
    sales = make_sales([("A", day, 10) for day in range(0, 900, 30)], as_of=900)
    assert hunting_of(Company(), sales) is None
    assert drift_of(Company(), sales) is None
