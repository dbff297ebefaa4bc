"""Two tables on one sheet: below, beside and above each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

HEAD = "Order ID,Client,Order date,Amount"
ORDERS = [f"{n},C{n % 2},2024-0{n + 1}-10,{n + 1}00" for n in range(6)]  # 2,100 in all


def read(folder: Path, lines: list[str], **options) -> Sales:
    (folder / "o.csv").write_text("\n".join(lines), encoding="utf-8")
    sales = read_sales(["o.csv"], folder=folder, **options)
    file = sales.inputs[0]
    assert file.rows_read == file.rows_used + file.rows_set_aside
    return sales


def keys(folder: Path, lines: list[str], **options) -> list[str]:
    with pytest.raises(Unanswered) as caught:
        read(folder, lines, **options)
    return [doubt.key for doubt in caught.value.doubts]


def figures(sales: Sales) -> tuple[int, float]:
    return len(sales.orders), sales.orders["amount"].sum() / sales.per_unit


REFUNDS = ["Refund,Client,Order date,Amount", "R1,C1,2024-05-02,50", "R2,C0,2024-06-02,30"]


@pytest.mark.parametrize("between", [[], [""], ["", "Refunds", ""], ["Refunds of the year,,,"]])
def test_dated_rows_under_other_headings_are_asked_about(between, tmp_path):
    lines = [HEAD, *ORDERS, *between, *REFUNDS]
    assert keys(tmp_path, lines) == ["orders.below"]
    for answer, expected in (
        ("leave-out", (6, 2100)),
        ("less", (8, 2020)),
        ("orders", (8, 2180)),
    ):
        assert figures(read(tmp_path, lines, answers={"orders.below": answer})) == expected


def test_cells_under_other_headings_say_nothing_of_the_orders(tmp_path):
    lines = [f"{HEAD},Status", *(f"{row},Won" for row in ORDERS)]
    lines += ["Refund,Client,Order date,Amount,Reason", "R1,C1,2024-05-02,50,lost in the post"]
    assert figures(read(tmp_path, lines, answers={"orders.below": "less"})) == (7, 2050)


def test_columns_in_other_places_can_only_be_left_out(tmp_path):
    lines = [HEAD, *ORDERS, "", "Client,Manager,Closing date,Budget", "C1,Ann,2025-01-01,900"]
    assert keys(tmp_path, lines) == ["orders.below"]
    assert keys(tmp_path, lines, answers={"orders.below": "orders"}) == ["orders.below"]
    assert figures(read(tmp_path, lines, answers={"orders.below": "leave-out"})) == (6, 2100)


def test_rows_without_a_day_are_left_out_and_named(tmp_path):
    lines = [HEAD, *ORDERS, "", "Plan of 2025", "Client,Manager,Budget,", "C1,Ann,9000,"]
    sales = read(tmp_path, lines)
    assert figures(sales) == (6, 2100)
    assert any("another table" in str(reason) for reason in sales.set_aside["reason"])
    assert any("another table begins" in str(note) for note in sales.inputs[0].notes)


def test_headings_printed_anew_are_no_other_table(tmp_path):
    lines = [HEAD, *ORDERS[:3], HEAD.upper(), *ORDERS[3:], "", "Order ID,Client,,"]
    sales = read(tmp_path, lines)
    assert figures(sales) == (6, 2100)
    assert set(map(str, sales.set_aside["reason"])) == {"repeats the column headings"}


def beside(right: list[str]) -> list[str]:
    left = [HEAD, *ORDERS]
    width = right[0].count(",")
    return [f"{row},,{right[n] if n < len(right) else ',' * width}" for n, row in enumerate(left)]


def test_a_table_beside_the_orders_gives_them_nothing(tmp_path):
    sales = read(tmp_path, beside(["Manager,Phone", "Ann,1", "Bob,2"]))
    assert figures(sales) == (6, 2100)
    assert "employee_id" not in sales.inputs[0].matched
    assert any("Beside the orders" in str(note) for note in sales.inputs[0].notes)


def test_two_tables_of_orders_beside_each_other_are_asked_about(tmp_path):
    lines = beside(["Order ID,Client,Order date,Amount", "7,C7,2023-01-01,70", "8,C8,2023-02-01,8"])
    assert keys(tmp_path, lines) == ["orders.beside"]
    assert figures(read(tmp_path, lines, answers={"orders.beside": "1"})) == (6, 2100)
    second = read(tmp_path, lines, answers={"orders.beside": "2"})
    assert figures(second) == (2, 78)
    assert second.inputs[0].rows_set_aside == 4


def test_a_blank_column_alone_parts_nothing(tmp_path):
    lines = [f"{HEAD},,Manager,Note"]
    lines += [
        f"{row},,{'Ann' if n % 2 else ''},{'x' if n == 3 else ''}" for n, row in enumerate(ORDERS)
    ]
    assert read(tmp_path, lines).inputs[0].matched["employee_id"] == "Manager"


def test_orders_above_the_headings_are_asked_about(tmp_path):
    lines = ["Date,Total", "2023-01-01,5", "2023-02-01,6", "2023-03-01,7", "", HEAD, *ORDERS]
    assert keys(tmp_path, lines) == ["orders.above"]
    assert figures(read(tmp_path, lines, answers={"orders.above": "leave-out"})) == (6, 2100)
    assert figures(read(tmp_path, ["Printed on,2024-12-01", "", HEAD, *ORDERS])) == (6, 2100)
