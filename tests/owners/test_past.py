"""Who had which client when: the register first, then the owners of orders; at the edges."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.company.model import Company
from kit.owners.past import past_owners
from kit.sales.lanes import NEVER

ORIGIN = int(np.datetime64("2020-01-01").astype(np.int64))


@pytest.fixture
def company_of(register):
    """Two clients with a deal every 30 days up to day 480, and rows of a register."""

    def made(*rows, sellers: str = ""):
        sales = register(*rows)
        days = np.arange(0, 481, 30)
        orders = pd.DataFrame(
            {
                "order_id": [str(at) for at in range(2 * len(days))],
                "client_id": np.repeat(["c", "d"], len(days)),
                "day": np.tile(np.datetime64("2020-01-01", "s") + days * np.timedelta64(1, "D"), 2),
                "amount": 100,
                "margin": pd.Series([25] * 2 * len(days), dtype="Int64"),
                "regular": True,
            }
        )
        if sellers:
            orders["employee_id"] = list(sellers)
        return replace(sales, orders=orders.assign(ordered_on=orders["day"]))

    return made


REGISTER = (
    ("c", "H", "Hunter", "2020-01-01", "2020-06-30"),
    ("c", "M", "Account manager", "2020-07-01", None),
    ("d", "H", None, "2020-02-01", None),
    ("x", "M", "Account manager", "2020-02-01", None),
)


def test_the_owner_is_known_from_the_first_day_on(company_of):
    past = past_owners(Company(), company_of(*REGISTER))
    first = ORIGIN + 182  # 2020-07-01
    owner, role = past.holdings.on(np.array([0, 0, 1, 1]), ORIGIN + np.array([181, 182, 30, 31]))
    assert [past.holdings.employee_ids[at] if at >= 0 else None for at in owner] == [
        "H", "M", None, "H",
    ]  # fmt: skip
    assert [past.holdings.roles[at] if at >= 0 else None for at in role] == [
        "hunter", "account_manager", None, "hunter",
    ]  # fmt: skip
    assert past.handed.tolist() == [first, NEVER]
    assert past.received.tolist() == [first, NEVER]
    assert (past.clients, past.of_role) == (3, {"hunter": 2, "account_manager": 2})


def test_the_next_change_of_owner_may_be_on_the_day_itself(company_of):
    past = past_owners(Company(), company_of(*REGISTER))
    first = ORIGIN + 182
    days = np.array([first - 1, first, first + 1])
    assert past.next_move(np.zeros(3, np.int64), days).tolist() == [first, first, NEVER]


def test_a_client_is_active_for_as_long_as_clients_are_silent(company_of):
    past = past_owners(Company(), company_of(*REGISTER))
    assert past.book.silence == 90
    days = ORIGIN + 480 + np.array([90, 91])
    assert past.book.active(np.zeros(2, np.int64), days).tolist() == [True, False]
    assert past.book.active(np.zeros(1, np.int64), np.array([ORIGIN])).tolist() == [False]


def test_a_register_that_records_no_change_gives_way_to_the_owners_of_orders(company_of):
    only_now = (
        ("c", "M", "Account manager", "2020-01-01", None),
        ("d", "H", "Hunter", "2020-01-01", None),
    )
    sellers = "H" * 9 + "M" * 8 + "H" * 17
    past = past_owners(Company(), company_of(*only_now, sellers=sellers))
    assert past.changes.source == "orders"
    assert past.changes is past.seen
    assert past.last_sale == {"H": ORIGIN + 480, "M": ORIGIN + 480}
    without = past_owners(Company(), company_of(*only_now))
    assert (without.changes.source, without.owned, len(without.changes.table)) == (
        "assignments", True, 0,
    )  # fmt: skip
    assert without.check is None
    both = past_owners(Company(), company_of(*REGISTER, sellers=sellers))
    assert both.changes.source == "assignments"
    assert both.check is not None


def test_it_is_put_together_once_a_run(company_of):
    sales = company_of(*REGISTER)
    assert past_owners(Company(), sales) is past_owners(Company(), sales)


def test_nothing_recorded_is_none(make_sales):
    assert past_owners(Company(), make_sales([("a", 0, 5.0)], as_of=10)) is None


def test_who_was_promoted_hands_over_as_a_hunter_and_receives_as_a_manager(company_of):
    register = (
        ("c", "H", None, "2020-01-01", "2020-06-30"),
        ("c", "M", None, "2020-07-01", None),
        ("d", "M", None, "2020-01-01", "2020-08-31"),
        ("d", "H", None, "2020-09-01", None),
    )
    staff = pd.DataFrame(
        {
            "employee_id": ["H", "H", "M"],
            "role": ["Hunter", "Account manager", "Account manager"],
            "hired_on": pd.to_datetime(["2019-01-01", "2020-07-01", None]),
            "left_on": pd.to_datetime(["2020-06-30", None, None]),
        }
    )
    sales = company_of(*register)
    given = (sales.given | {"employees.employee_id", "employees.role"}) - {"assignments.role"}
    past = past_owners(Company(), replace(sales, employees=staff, given=given))
    changes = past.changes.table.set_index("client")
    assert changes.loc["c", ["from_role", "to_role", "kind"]].tolist() == [
        "hunter",
        "account_manager",
        "handoff",
    ]
    assert changes.loc["d", ["from_role", "to_role", "kind"]].tolist() == [
        "account_manager",
        "account_manager",
        "reassignment",
    ]
    assert past.handed.tolist() == [ORIGIN + 182, NEVER]
    # the register names no role: who received a client is read off the table of employees
    assert past.received.tolist() == [ORIGIN + 182, ORIGIN]
    assert past.of_role == {"hunter": 1, "account_manager": 2}
