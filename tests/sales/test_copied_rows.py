"""Rows that stand twice in one file: orders counted twice, or equal lines of one order."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered

HEAD = "Order ID,Client,Order date,Amount,Note"
ROWS = [f"{n},C{n % 3},2024-0{n % 9 + 1}-10,{n + 1}00,n{n}" for n in range(12)]  # 7,800 in all


def total(folder: Path, rows: list[str], **options: object) -> float:
    (folder / "o.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    sales = read_sales(["o.csv"], folder=folder, **options)  # type: ignore[arg-type]
    file = sales.inputs[0]
    assert file.rows_read == len(rows) == file.rows_used + file.rows_set_aside
    return float(sales.orders["amount"].sum() / sales.per_unit)


def test_orders_that_stand_twice_are_asked_about(tmp_path):
    rows = [*ROWS, ROWS[3], ROWS[7], ROWS[7]]
    with pytest.raises(Unanswered, match=r"rows 5 and 14: order 3") as caught:
        total(tmp_path, rows)
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.copies"]
    assert total(tmp_path, rows, answers={"orders.copies": "leave-out"}) == 7800
    assert total(tmp_path, rows, answers={"orders.copies": "keep"}) == 7800 + 400 + 800 + 800


@pytest.mark.parametrize(
    "more",
    [
        ["3,C0,2024-04-10,400,another note"],  # differs in a cell that is not read
        [ROWS[3], "7,C1,2024-08-10,50,n7"],  # an order with two lines: two others may be equal
        [],
    ],
)
def test_lines_of_orders_are_no_copies(more, tmp_path):
    expected = 7800 + sum(int(row.split(",")[3]) for row in more)
    assert total(tmp_path, [*ROWS, *more]) == expected
