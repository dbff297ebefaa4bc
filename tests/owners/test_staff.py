"""Who works in which role, as the company said and as its systems recorded it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.company.model import Company
from kit.owners.staff import role_ids, staff
from kit.sales.tables import Sales


def test_roles_are_recognised_by_label_and_by_usual_names():
    company = Company.model_validate(
        {"roles": [{"id": "hunter", "label": "Искатель"}, {"id": "boss", "label": "The Boss"}]}
    )
    texts = pd.Series(["искатель", "HUNTER", "the-boss", "КМ", "Account  Manager", "Cook", None])
    assert role_ids(texts, company)[:6].to_list() == [
        "hunter", "hunter", "boss", "account_manager", "account_manager", "Cook",
    ]  # fmt: skip
    assert pd.isna(role_ids(texts, company)[6])


def test_staff_from_register_and_company(register):
    sales = register(
        ("c", "H", "Hunter", "2020-01-01", None),
        ("d", "H", "Клиентский менеджер", "2020-01-01", None),
    )
    company = Company.model_validate(
        {
            "roles": [{"id": "hunter", "label": "Hunter"}],
            "people": [{"id": "H", "roles": ["hunter"]}, {"id": "N", "roles": ["hunter"]}],
        }
    )
    found = staff(company, sales)
    assert found.roles("H") == {"hunter", "account_manager"}
    assert found.single() == {"N": "hunter"}
    assert found.of_role("hunter") == {"H", "N"}
    assert list(found.differing()) == ["H"]


def employees(make_sales, *rows: tuple) -> Sales:
    sales = make_sales([("A", 0, 10)], as_of=5)
    frame = pd.DataFrame(rows, columns=["employee_id", "role", "hired_on", "left_on"])
    for column in ("hired_on", "left_on"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    given = sales.given | {"employees.employee_id", "employees.role"}
    return replace(sales, employees=frame, given=given)


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]").astype(np.int64)


def test_somebody_promoted_has_each_role_in_its_time(make_sales):
    sales = employees(
        make_sales,
        ("E", "Account manager", "2023-04-01", None),
        ("E", "Hunter", "2020-01-01", "2023-03-31"),
        ("F", "Hunter", "2019-01-01", None),
    )
    roles = staff(Company(), sales).role_of
    when = days("2019-06-01", "2023-03-31", "2023-04-01", "2030-01-01")
    assert roles.on(np.array(["E"] * 4, dtype=object), when).tolist() == [
        "hunter",
        "hunter",
        "account_manager",
        "account_manager",
    ]
    assert roles.on(np.array(["F", "G"], dtype=object), when[:2]).tolist() == ["hunter", None]
    assert roles.of("E", when[2]) == "account_manager"
    assert roles.roles == {"hunter", "account_manager"}
    assert staff(Company(), sales).unclear() == []


def test_a_role_begins_where_the_one_before_ended(make_sales):
    sales = employees(
        make_sales, ("E", "Hunter", None, "2023-03-31"), ("E", "Account manager", None, None)
    )
    roles = staff(Company(), sales).role_of
    assert roles.of("E", days("2023-03-31")[0]) == "hunter"
    assert roles.of("E", days("2023-04-01")[0]) == "account_manager"


@pytest.mark.parametrize("begin", [None, "2020-01-01"])
def test_two_roles_without_different_days_are_both(make_sales, begin):
    sales = employees(
        make_sales, ("E", "Hunter", begin, None), ("E", "Account manager", begin, None)
    )
    found = staff(Company(), sales)
    assert found.unclear() == ["E"]
    assert found.role_of.of("E", 0) is None
    assert found.of_role("hunter") == {"E"}
