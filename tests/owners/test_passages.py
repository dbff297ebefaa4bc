"""The declared conveyor against the recorded one, and who passed clients to whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.owners.passages import arrows, between_employees

ROLES = ("hunter", "account_manager", "inside_sales", "specialist")


def conveyor(*pairs: tuple[str, str]) -> Company:
    return Company.model_validate(
        {
            "roles": [{"id": one, "label": one} for one in ROLES],
            "handoffs": [{"from": a, "to": b} for a, b in pairs],
        }
    )


def moved(giver: str, taker: str, n: int, passage: str = "handover") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "client": [f"{giver}{taker}{at}" for at in range(n)],
            "day": np.datetime64("2020-01-01"),
            "from_employee": giver[0], "to_employee": taker[0],
            "from_role": giver, "to_role": taker, "passage": passage,
        }
    )  # fmt: skip


def relations(company, *tables, clients=None):
    found = arrows(company, pd.concat(tables), dict.fromkeys(ROLES[:3], 50) | (clients or {}))
    return {(r["from_role"], r["to_role"]): (r["relation"], r["recorded"]) for r in found}


def test_missing_extra_and_reversed_arrows():
    company = conveyor(
        ("hunter", "account_manager"), ("hunter", "inside_sales"),
        ("inside_sales", "account_manager"), ("account_manager", "specialist"),
    )  # fmt: skip
    assert relations(
        company,
        moved("hunter", "account_manager", 40),
        moved("account_manager", "inside_sales", 6),
        moved("account_manager", "hunter", 5),
        moved("hunter", "specialist", 4),
        moved("hunter", "hunter", 30),
        moved("hunter", "inside_sales", 9, passage="cover"),
    ) == {
        ("hunter", "account_manager"): ("recorded", 40),
        ("hunter", "inside_sales"): ("missing", 0),
        ("inside_sales", "account_manager"): ("missing", 0),
        ("account_manager", "specialist"): ("cannot tell", None),
        ("account_manager", "inside_sales"): ("reversed", 6),
        ("account_manager", "hunter"): ("reversed", 5),
        ("hunter", "specialist"): ("rare", None),
    }


def test_an_undeclared_arrow_is_extra():
    found = relations(conveyor(), moved("hunter", "inside_sales", 5))
    assert found == {("hunter", "inside_sales"): ("extra", 5)}


def test_what_has_perhaps_begun_is_not_missing():
    company = conveyor(("hunter", "account_manager"))
    unsettled = moved("hunter", "account_manager", 1, passage="unsettled")
    assert relations(company, unsettled) == {("hunter", "account_manager"): ("cannot tell", None)}


def test_a_role_with_few_clients_cannot_be_missed():
    company = conveyor(("hunter", "account_manager"))
    nothing = moved("hunter", "account_manager", 0)
    few = relations(company, nothing, clients={"account_manager": 4})
    assert few == {("hunter", "account_manager"): ("cannot tell", None)}


def test_pairs_of_employees_below_five_clients_are_not_shown():
    table, hidden = between_employees(
        pd.concat([moved("hunter", "account_manager", 5), moved("account_manager", "hunter", 4)])
    )
    assert table.to_dict("records") == [
        {"from_employee": "h", "to_employee": "a", "clients": 5, "at_once": 5}
    ]
    assert hidden == 1


def test_a_reshuffle_shows_in_its_busiest_month():
    table = moved("hunter", "account_manager", 6)
    days = np.array([0, 1, 30, 31, 100, 200]).astype("timedelta64[D]")
    shown, _ = between_employees(table.assign(day=np.datetime64("2020-01-01") + days))
    assert shown.loc[0, "at_once"] == 3  # days 0, 1, 30; and 1, 30, 31
