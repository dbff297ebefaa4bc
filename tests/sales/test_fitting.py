"""Tables that do not fit each other: matched where the table of employees allows it, or said."""

from __future__ import annotations

from pathlib import Path

from kit.sales.clean import read_sales
from kit.sales.tables import Sales


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text.replace(" | ", "\n") + "\n", encoding="utf-8")


def read(folder: Path, *tables: str) -> Sales:
    others = [f"{table}={table}.csv" for table in tables]
    return read_sales(["orders.csv", *others], folder=folder)


ORDERS = (
    "Order no,Client,Date,Amount,Employee | 1,A,2024-01-10,100,17 | 2,A,2024-03-10,120,23 | "
    "3,B,2024-02-10,90,17 | 4,B,2024-05-10,90,23"
)
STAFF = "Employee ID,Name,Role | 17,Иван Пётр,Hunter | 23,Olga Zhuk,Account manager"


def test_names_in_the_register_are_matched_by_the_staff_file(tmp_path: Path) -> None:
    put(
        tmp_path,
        orders=ORDERS,
        employees=STAFF,
        assignments="Client,Employee,From | A,ПЕТР Иван,2024-01-01 | A,Zhuk Olga,2024-03-01",
    )
    sales = read(tmp_path, "assignments", "employees")
    assert list(sales.assignments["employee_id"]) == ["17", "23"]
    [warning] = sales.warnings
    assert str(warning) == (
        "who looked after whom, from when to when: 2 employees are written by name and were "
        "matched by the table of employees (“Zhuk Olga” is 23 and “ПЕТР Иван” is 17)."
    )


def test_names_in_the_orders_are_matched_too(tmp_path: Path) -> None:
    named = ORDERS.replace(",17", ",Иван Петр").replace(",23", ",Olga Zhuk")
    put(tmp_path, orders=named, employees=STAFF)
    sales = read(tmp_path, "employees")
    assert set(sales.orders["employee_id"]) == {"17", "23"}
    assert "orders: 2 employees are written by name" in str(sales.warnings[0])
    assert sorted(sales.book.employee_ids) == ["17", "23"]


def test_a_name_that_two_have_matches_nobody(tmp_path: Path) -> None:
    named = ORDERS.replace(",17", ",Ann Lee").replace(",23", ",Ann Lee")
    twins = "Employee ID,Name,Role | 17,Ann Lee,Hunter | 23,Ann Lee,Account manager"
    put(tmp_path, orders=named, employees=twins)
    sales = read(tmp_path, "employees")
    assert set(sales.orders["employee_id"]) == {"Ann Lee"}
    assert str(sales.warnings[0]) == (
        "orders: 1 employee of 1 is not in the table employees. Are they written differently? "
        "Here “Ann Lee”, there “17” and “23”. Until they agree they belong to no role."
    )


def test_a_register_whose_people_are_not_those_of_the_orders_is_said(tmp_path: Path) -> None:
    put(tmp_path, orders=ORDERS, assignments="Client,Employee,From | A,Ann,2024-01-01")
    [warning] = read(tmp_path, "assignments").warnings
    assert "“Ann”, there “17” and “23”" in str(warning)


def test_a_register_of_other_clients_is_said(tmp_path: Path) -> None:
    register = "Client,Employee,From | a-1,17,2024-01-01 | b-2,23,2024-01-01"
    put(tmp_path, orders=ORDERS, assignments=register)
    [warning] = read(tmp_path, "assignments").warnings
    assert "2 clients of 2 are not in the orders" in str(warning)


def test_tables_that_fit_are_not_spoken_of(tmp_path: Path) -> None:
    register = "Client,Employee,From | A,17,2024-01-01 | B,17,2024-01-01 | C,23,2024-01-01"
    put(tmp_path, orders=ORDERS, employees=STAFF, assignments=register)
    assert read(tmp_path, "assignments", "employees").warnings == ()


def test_both_roles_of_somebody_promoted_are_kept_and_said(tmp_path: Path) -> None:
    staff = (
        "Employee ID,Name,Role,Hired on,Left on | 17,Ann,Hunter,2020-01-01,2024-02-29 | "
        "17,Ann,Account manager,2024-03-01, | 23,Bob,Account manager,2021-01-01, | "
        "23,Bob,Account manager,2021-01-01,"
    )
    put(tmp_path, orders=ORDERS, employees=staff)
    sales = read(tmp_path, "employees")
    assert len(sales.employees) == 3  # the fourth says nothing new
    [warning] = sales.warnings
    assert "17: “Hunter” and “Account manager”" in str(warning)
