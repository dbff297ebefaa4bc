"""AdventureWorks' order header, against a plain pandas and Decimal reading of the same file."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kit.errors import KitError
from kit.sales.clean import read_sales

FILE = Path(__file__).parents[3] / "shared/data/adventureworks/SalesOrderHeader.xlsx"
pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the AdventureWorks file is not in ../shared/data"
)
B2B = "SalesPersonID IS NOT NULL"


def test_the_b2b_part() -> None:
    sales = read_sales([FILE.name], folder=FILE.parent, map={"amount": "SubTotal"}, where=B2B)
    (file,) = sales.inputs
    assert (file.rows_read, file.rows_used, file.rows_set_aside) == (31_465, 3_806, 27_659)
    assert sales.orders["client_id"].nunique() == 635
    assert sales.orders["employee_id"].nunique() == 17
    assert {str(reason) for reason in sales.set_aside["reason"]} == {
        f"does not meet the condition {B2B}"
    }
    assert (str(sales.start), str(sales.as_of)) == ("2011-05-31", "2014-05-01")
    assert file.matched["order_id"] == "SalesOrderID"

    head, *rows = CalamineWorkbook.from_path(FILE).get_sheet_by_index(0).to_python()
    place = {name: n for n, name in enumerate(head)}
    expected = {}
    for number, row in enumerate(rows, start=43659):
        if row[place["SalesPersonID"]] != "NULL":
            cents = Decimal(str(row[place["SubTotal"]])).quantize(Decimal("0.01"), ROUND_HALF_UP)
            expected[str(number)] = (
                str(int(row[place["CustomerID"]])),
                row[place["OrderDate"]],
                int(cents * 100),
            )
    read = {
        row.order_id: (row.client_id, row.day.date(), row.amount)
        for row in sales.orders.itertuples()
    }
    assert read == expected
    assert sum(amount for _, _, amount in expected.values()) == 8_048_770_429


def test_subtotal_or_total_due_is_asked() -> None:
    with pytest.raises(KitError) as caught:
        read_sales([FILE.name], folder=FILE.parent)
    text = str(caught.value)
    assert "--map amount=SubTotal" in text
    assert "--map amount=TotalDue" in text
    assert "20565.6206" in text
