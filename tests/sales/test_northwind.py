"""Northwind: orders in one file, their lines in another."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from kit.sales.clean import read_sales

FOLDER = Path(__file__).parents[3] / "shared/data/northwind"
pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the Northwind files are not in ../shared/data"
)


def test_orders_and_lines() -> None:
    sales = read_sales(
        ["orders=orders.csv", "lines=order_details.csv", "clients=customers.csv"], folder=FOLDER
    )
    assert [(file.rows_read, file.rows_used) for file in sales.inputs] == [
        (830, 830),
        (2155, 2155),
        (91, 91),
    ]
    assert sales.orders["client_id"].nunique() == 89
    assert (str(sales.start), str(sales.as_of)) == ("1996-07-04", "1998-05-06")

    exact: defaultdict[str, Decimal] = defaultdict(Decimal)
    with (FOLDER / "order_details.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            price = Decimal(line["unitPrice"]) * Decimal(line["quantity"])
            exact[line["orderID"]] += price * (1 - Decimal(line["discount"]))
    assert sum(exact.values()) == Decimal("1265793.0395")
    cent = Decimal("0.01")
    expected = {order: int(100 * v.quantize(cent, ROUND_HALF_UP)) for order, v in exact.items()}
    assert dict(zip(sales.orders["order_id"], sales.orders["amount"], strict=True)) == expected
    assert any("2 clients of the client list have no order" in str(note) for note in sales.notes)
    assert "orders.amount" in sales.given
