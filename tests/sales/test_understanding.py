"""How a file was understood is told in a few lines, with what counts and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.language import Language
from kit.sales.clean import read_sales
from kit.sales.tables import Sales, Word

DEALS = (
    "Deal ID,Company,Close date,Amount,Owner,Stage\n"
    "1,A,2024-01-05,100 EUR,Ann,Won\n2,A,2024-02-05,50.50,Ann,Won\n"
    "3,B,2024-03-05,900,Bob,Lost\n4,B,2024-03-06,70,Bob,Won\n5,B,,10,Bob,Won\n"
    "Total,,,1130.50,,\n"
)


@pytest.fixture
def sales(tmp_path: Path) -> Sales:
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    return read_sales(["deals.csv"], folder=tmp_path)


def test_orders_clients_sum_and_period(sales):
    reading = sales.reading
    assert (reading.orders, reading.clients, reading.total) == (3, 2, 22_050)
    assert (reading.currency, f"{reading.start}", f"{reading.as_of}") == (
        *("EUR", "2024-01-05", "2024-03-06"),
    )


def test_status_words_with_rows_and_sums_without_the_totals_row(sales):
    (file,) = sales.reading.files
    assert file.words == (Word("Won", True, 4, 23_050), Word("Lost", False, 1, 90_000))
    assert [(str(reason), rows) for reason, rows in file.reasons] == [
        ("a totals row", 1),
        ("cancelled or lost", 1),
        ("no date: “Close date” is blank", 1),
    ]


def test_it_is_told_in_both_languages(sales):
    assert [str(sentence) for sentence in sales.reading.sentences] == [
        "deals.csv: 6 rows read, 3 used, 3 set aside.",
        "   orders: client = “Company”, date of the order = “Close date”, amount = “Amount”, order "
        "number = “Deal ID”, employee = “Owner”, and status = “Stage”.",
        "   count as orders: “Won” (4 rows, €230.50).",
        "   do not count: “Lost” (1 row, €900).",
        "   set aside: a totals row (1), cancelled or lost (1), and no date: “Close date” is blank "
        "(1).",
        "3 orders of 2 clients, €220.50 in all, from Jan 5, 2024 to Mar 6, 2024.",
    ]
    russian = [Language("ru")(sentence) for sentence in sales.reading.sentences]
    assert russian[3].startswith("   не считаются: «Lost» (1 строка, 900")
    assert russian[5].startswith("3 заказа 2 клиентов, всего 220,50")


def test_that_there_is_no_column_is_said_of_what_matters(tmp_path):
    (tmp_path / "o.csv").write_text("Order No,Client,Date,Amount\n1,A,2024-01-05,10\n")
    sentences = read_sales(["o.csv"], folder=tmp_path).reading.sentences
    assert str(sentences[1]).endswith("No column for: employee and status.")
