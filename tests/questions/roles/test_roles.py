"""The map of roles: its gaps, and what the records make of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import kit
from kit.company.model import Company
from kit.company.store import new
from kit.questions.roles.question import roles
from kit.questions.roles.words import _between

DATA = Path(__file__).parents[4] / "shared" / "data"


def company(**parts) -> Company:
    made = {
        "roles": [
            {"id": one, "label": one.replace("_", " ").capitalize()}
            for one in ("telemarketer", "hunter", "account_manager", "specialist")
        ],
        "functions": [{"id": one, "label": one.capitalize()} for one in "abcd"],
        "holdings": [
            {"role": "hunter", "function": "a"},
            {"role": "account_manager", "function": "a"},
            {"role": "account_manager", "function": "b"},
            {"role": "telemarketer", "function": "c", "level": "helps"},
        ],
        "people": [
            {"id": "1", "name": "Ann", "roles": ["hunter"]},
            {"id": "2", "name": "Ben", "roles": ["hunter", "account_manager"]},
            {"id": "3", "roles": ["telemarketer"]},
        ],
        "handoffs": [
            {"from": "telemarketer", "to": "hunter"},
            {"from": "hunter", "to": "account_manager"},
        ],
    }
    return Company.model_validate(made | parts)


def gaps(finding) -> dict[str, list[str]]:
    table = finding.details["gaps"]
    return table.groupby("kind")["what"].apply(list).to_dict()


def test_gaps_by_hand():
    finding = roles(company(), None)
    assert finding.status == "answered"
    assert gaps(finding) == {
        "role without people": ["Specialist"],
        "role without functions": ["Specialist"],
        "role not reached": ["Specialist"],
        "orphan function": ["C", "D"],  # C is helped with and owned by nobody
        "double ownership": ["A"],
        "person doing both": ["Ben"],
    }
    assert "Nobody owns “C” and “D”." in finding.read().prose
    assert finding.numbers["double_owned_functions"] == 1
    assert set(finding.table["relation"]) == {"declared"}
    json.dumps(finding.to_dict(), allow_nan=False)


def test_where_nothing_was_entered_nothing_is_called_a_gap():
    finding = roles(company(people=[], holdings=[], handoffs=[]), None)
    assert gaps(finding) == {}
    assert "As far as it is filled in, nothing is missing" in finding.read().prose
    assert "Who works in each role" in finding.read().needs[0]


def test_a_circle_without_a_beginning_reaches_its_own_roles():
    pair = ("hunter", "account_manager")
    circle = [{"from": one, "to": other} for one, other in (pair, pair[::-1])]
    assert gaps(roles(company(handoffs=circle), None))["role not reached"] == [
        "Telemarketer",
        "Specialist",
    ]


def test_a_person_of_one_mixed_role_does_both():
    given = company()
    parts = {
        "roles": [*given.roles, {"id": "allrounder", "label": "All-rounder"}],
        "functions": [*given.functions, {"id": "e", "label": "E"}],
        "holdings": [
            *given.holdings,
            {"role": "hunter", "function": "e"},
            {"role": "allrounder", "function": "e"},
            {"role": "allrounder", "function": "b"},
        ],
        "people": [{"id": "9", "roles": ["allrounder"]}],
    }
    assert gaps(roles(company(**parts), None))["person doing both"] == ["9"]


def test_nothing_at_all_needs_data():
    finding = roles(Company(), None)
    assert finding.status == "needs data"
    assert len(finding.needs) == 2
    json.dumps(finding.to_dict(), allow_nan=False)


def owned(make_sales, owners: dict[str, str], day: int = 30):
    """Orders whose owners are a letter each, a deal every `day` days."""
    orders = [(c, at * day, 100) for c, all_ in owners.items() for at in range(len(all_))]
    sales = make_sales(orders, as_of=2000)
    letters = [letter for client in sorted(owners) for letter in owners[client]]
    frame = sales.orders.assign(employee_id=pd.array(letters, dtype="str"))
    return replace(sales, orders=frame, given=sales.given | {"orders.employee_id"})


def with_roles(sales, **who: str):
    table = pd.DataFrame({"employee_id": list(who), "role": list(who.values())})
    return replace(
        sales, employees=table, given=sales.given | {"employees.employee_id", "employees.role"}
    )


def test_the_recorded_conveyor_against_the_declared_one(make_sales):
    # six clients pass as declared, five come back the wrong way; the rest keep their owners
    owners = {f"a{at}": "HHHMMM" for at in range(6)} | {f"b{at}": "NNNJJJ" for at in range(5)}
    owners |= {f"c{at}": "HJMN"[at % 4] * 8 for at in range(20)} | {"d": "HHMHH"}
    sales = with_roles(
        owned(make_sales, owners),
        H="Hunter", J="Hunter", M="Account manager", N="Клиентский менеджер",
    )  # fmt: skip
    finding = roles(company(people=[]), sales)
    assert finding.status == "answered"
    found = finding.table.set_index(["from_role", "to_role"])
    assert found.loc[("hunter", "account_manager"), "relation"] == "recorded"
    assert found.loc[("hunter", "account_manager"), "recorded"] == 6
    assert found.loc[("account_manager", "hunter"), "relation"] == "reversed"
    assert found.loc[("account_manager", "hunter"), "recorded"] == 5
    assert found.loc[("telemarketer", "hunter"), "relation"] == "cannot tell"
    numbers = finding.numbers
    assert (numbers["handover"], numbers["cover"], numbers["unsettled"]) == (11, 1, 0)
    assert (numbers["source"], numbers["owner_changes"]) == ("orders", 13)
    assert numbers["clients"] == 32
    assert "In the records against the direction of your map" in finding.read().prose
    assert any("Orders show handovers of clients who stayed" in c for c in finding.read().caveats)
    before = sales.orders.copy()
    roles(company(), sales)
    pd.testing.assert_frame_equal(sales.orders, before)


def test_random_owners_are_refused(make_sales):
    letters = "HJMNHMJNNMHJ"
    owners = {f"a{at}": (letters * 2)[at : at + 8] for at in range(12)}
    sales = with_roles(owned(make_sales, owners), H="hunter", M="account_manager")
    finding = roles(company(), sales)
    assert finding.status == "cannot tell"
    assert set(finding.table["relation"]) == {"declared"}
    assert finding.details["employees"].empty
    assert "do not show who owns a client" in finding.read().prose
    assert "who looked after whom" in finding.read().needs[-1]


def test_one_owner_of_everything_is_no_handover(make_sales):
    finding = roles(company(), owned(make_sales, {"a": "HHHH", "b": "HHH"}))
    assert finding.status == "cannot tell"
    assert "the same owner" in finding.read().prose


def test_orders_without_owners_leave_the_map_and_ask(make_sales):
    finding = roles(company(), make_sales([("A", 0, 10)], as_of=5))
    assert finding.status == "answered"
    assert finding.numbers["same_owner_rate"] is None
    assert "Orders that name the employee" in finding.read().needs[-1]


def test_people_whose_recorded_role_differs(make_sales):
    sales = with_roles(make_sales([("A", 0, 10)], as_of=5), **{"1": "Account manager"})
    finding = roles(company(), sales)
    assert gaps(finding)["role recorded otherwise"] == ["1"]
    assert finding.numbers["people_recorded_otherwise"] == 1


def test_the_demo():
    opened = kit.open("demo")
    finding = roles(opened, kit.read(opened))
    assert finding.status == "answered"
    assert finding.numbers["source"] == "assignments"
    found = finding.table.set_index(["from_role", "to_role"])
    assert found.loc[("hunter", "account_manager"), "recorded"] == 317
    assert found.loc[("telemarketer", "hunter"), "relation"] == "cannot tell"
    assert finding.details["employees"]["clients"].min() >= 5
    assert finding.numbers["same_owner_rate"] > 0.9


def test_northwind_is_refused_even_with_a_declared_conveyor(tmp_path):
    if not (DATA / "northwind").exists():
        pytest.skip(f"real data not found: {DATA / 'northwind'}")
    files = (f"orders={DATA}/northwind/orders.csv", f"lines={DATA}/northwind/order_details.csv")
    sales = kit.read(kit.open(files))
    for opened in (kit.open(files), new(tmp_path / "chapter", "chapter")):
        finding = roles(opened, sales)
        assert finding.status == "cannot tell"
        assert finding.numbers["same_owner_rate"] == pytest.approx(0.132, abs=0.0005)
        assert finding.numbers["chance_rate"] == pytest.approx(0.128, abs=0.001)
        assert "13% of 741 cases" in finding.read().prose


def test_adventureworks_without_roles_is_employee_by_employee():
    book = DATA / "adventureworks" / "SalesOrderHeader.xlsx"
    if not book.exists():
        pytest.skip(f"real data not found: {book}")
    opened = kit.open(str(book), map={"amount": "SubTotal"}, where="SalesPersonID IS NOT NULL")
    finding = roles(opened, kit.read(opened))
    assert finding.status == "answered"
    assert len(finding.table) == 0
    assert (finding.numbers["owner_changes"], finding.numbers["cover"]) == (284, 49)
    assert finding.numbers["handover"] + finding.numbers["unsettled"] == 192
    first = finding.details["employees"].iloc[0]
    assert {first["from_employee"], first["to_employee"]} == {"275", "277"}
    assert "redrawn territories" in finding.read().prose
    assert "No roles have been declared" in finding.read().prose


@pytest.mark.parametrize("pairs", [20, 21, 23])
def test_of_very_many_pairs_the_largest_are_told(pairs):
    row = {"to_employee": "F", "clients": 9, "at_once": 9}
    employees = pd.DataFrame([{**row, "from_employee": f"E{at}"} for at in range(pairs)])
    numbers = {"source": "assignments", "pairs_at_once": pairs}
    texts = [str(text) for text in _between(numbers, employees)]
    named = next(text for text in texts if "Here over half" in text)
    assert named.count("→") == 20
    assert named.endswith("E19 → F (9 of 9 clients).")
    assert (f"the largest 20 of {pairs} such pairs" in texts[-1]) == (pairs > 20)


def test_changes_of_owner_are_told_in_parts_that_make_up_the_whole(make_sales):
    turns = {"a": "HHMHH", "b": "HHHMM", "c": "HHHHM", "d": "HHMHMM"}
    turns |= {f"e{at}": "HHHHHH" for at in range(40)} | {f"f{at}": "MMMMMM" for at in range(40)}
    numbers = roles(company(), owned(make_sales, turns)).numbers
    parts = {kind: numbers[kind] for kind in ("handover", "cover", "back", "unsettled")}
    # a: stood in, back; b: passed; c: too early to tell; d: stood in and back, twice over
    assert sum(parts.values()) == numbers["owner_changes"] == 2 + 1 + 1 + 3
    assert parts["unsettled"] == 1
