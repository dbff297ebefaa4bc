"""One function of a client in other hands leaves the client's owner where it was."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kit.company.model import Company
from kit.owners.past import past_owners
from kit.owners.register import of_clients, of_functions

WHOLE = (
    ("c", "H", "Hunter", "2020-01-01", "2020-06-30"),
    ("c", "M", "Account manager", "2020-07-01", None),
)
PART = ("c", "S", "Specialist", "2020-09-01", "2020-12-01")


@pytest.fixture
def with_functions(register):
    def made(rows, functions):
        sales = register(*rows)
        frame = sales.assignments.assign(function=pd.Series(functions, dtype="str"))
        given = sales.given | {"assignments.function"}
        return replace(sales, assignments=frame, given=given)

    return made


def test_a_function_that_passes_is_no_change_of_owner(with_functions, register):
    sales = with_functions((*WHOLE, PART), [None, None, "offer"])
    assert of_clients(sales)["employee_id"].tolist() == ["H", "M"]
    assert of_functions(sales)["employee_id"].tolist() == ["S"]
    without = past_owners(Company(), register(*WHOLE))
    past = past_owners(Company(), sales)
    assert past.changes.table.equals(without.changes.table)
    assert past.changes.table["to_employee"].tolist() == ["M"]


def test_where_every_row_names_a_function_all_of_them_count(with_functions):
    sales = with_functions(WHOLE, ["sale", "sale"])
    assert of_clients(sales)["employee_id"].tolist() == ["H", "M"]
    assert past_owners(Company(), sales).changes.count("handoff") == 1
