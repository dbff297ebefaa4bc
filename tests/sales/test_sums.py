"""A row that is the sum of rows above it is no order, whatever it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

HEAD = "Order no;Client;Date;Amount;Note"
ROWS = (
    "1;A;2024-01-05;10,50;",
    "2;B;2024-01-15;20,25;",
    "3;A;2024-02-05;5,00;",
    "4;C;2024-02-08;7,10;",
)
TOTAL = 4285


def read(folder: Path, *rows: str, head: str = HEAD, **options: object) -> Sales:
    (folder / "o.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    return read_sales(["o.csv"], folder=folder, **options)  # type: ignore[arg-type]


def reasons(sales: Sales) -> list[str]:
    return [str(reason) for reason in sales.set_aside["reason"]]


@pytest.mark.parametrize(
    "word",
    [
        "Total",
        "ИТОГО:",
        "Gesamtsumme",
        "Total général",
        "Totale",
        "Razem",
        "Toplam",
        "合计",
        "",
        "Ω",
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_sum_below_all_rows(word: str, place: int, tmp_path: Path) -> None:
    cells = ["", "", "", "42,85", ""]
    cells[place] = word
    sales = read(tmp_path, *ROWS, ";".join(cells))
    assert (len(sales.orders), int(sales.orders["amount"].sum())) == (4, TOTAL)
    assert reasons(sales) == ["a totals row"]


def test_a_dated_sum_in_a_language_that_nobody_listed(tmp_path: Path) -> None:
    rows = [row.partition(";")[2] for row in ROWS]
    head = HEAD.partition(";")[2]
    sales = read(tmp_path, *rows, "Yhteensä;2024-12-31;42,85;", head=head)
    assert (len(sales.orders), reasons(sales)) == (4, ["a totals row"])
    wrong = read(tmp_path, *rows, "Yhteensä;2024-12-31;42,86;", head=head)
    assert len(wrong.orders) == 5  # a cent more: no sum, and so an order


def test_sums_of_months_and_of_all(tmp_path: Path) -> None:
    rows = (*ROWS[:2], ";;;30,75;", *ROWS[2:], ";;;12,10;", ";;;42,85;")
    sales = read(tmp_path, *rows)
    assert (int(sales.orders["amount"].sum()), reasons(sales)) == (TOTAL, ["a totals row"] * 3)


def test_a_sum_of_one_row_counts_among_other_sums_only(tmp_path: Path) -> None:
    rows = (ROWS[0], ";;;10,50;", *ROWS[1:], ";;;32,35;")
    assert reasons(read(tmp_path, *rows)) == ["a totals row"] * 2
    with pytest.raises(Unanswered):  # it may as well be an order that has lost its number
        read(tmp_path, ROWS[0], ";;;10,50;", *ROWS[1:])


def test_lines_that_go_on_with_an_order_are_no_sums(tmp_path: Path) -> None:
    rows = ("1;A;2024-01-05;10;Bolts", ";;;20;Nuts", ";;;30;Washers", "2;B;2024-01-15;7;Bolts")
    sales = read(tmp_path, *rows)
    assert list(sales.orders["amount"]) == [6000, 700]


def test_clients_of_merged_cells_that_come_back_are_asked_about(tmp_path: Path) -> None:
    head = "Client;Order no;Date;Amount"
    rows = ("A;1;2024-01-05;1", ";2;2024-01-06;2", "B;3;2024-01-07;4", ";4;2024-01-08;9")
    rows += ("A;5;2024-01-09;20",)
    with pytest.raises(Unanswered) as caught:
        read(tmp_path, *rows, head=head)
    assert "2 rows have no client in “Client” (such as row 3, below “A”)" in str(caught.value)
    for answer, of_a in (("above", 23), ("aside", 21)):
        sales = read(tmp_path, *rows, head=head, answers={"orders.client_id.blank": answer})
        amounts = sales.orders.groupby("client_id")["amount"].sum()
        assert amounts["A"] == of_a * 100
