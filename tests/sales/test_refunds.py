"""What was given back of an order is taken off, or asked about: never counted in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

STRIPE = "id,Created date (UTC),Amount,Amount Refunded,Converted Amount,Converted Amount Refunded"


def read(folder: Path, head: str, *rows: str, **options: object) -> Sales:
    (folder / "o.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return read_sales(["o.csv"], folder=folder, **options)  # type: ignore[arg-type]


def plain(folder: Path, column: str, *rows: str, **options: object) -> Sales:
    head = f"Order no;Client;Date;Amount;{column}"
    lines = [f"{n};A;2024-01-{n:02};{row}" for n, row in enumerate(rows, start=1)]
    return read(folder, head, *lines, **options)


def amounts(sales: Sales) -> list[int]:
    return [int(amount) for amount in sales.orders["amount"]]


def test_what_was_refunded_in_full_is_no_order(tmp_path):
    sales = plain(tmp_path, "Amount refunded", "100;0", "200;200", "300;", "50;-50")
    assert amounts(sales) == [10000, 30000]
    assert [str(reason) for reason in sales.set_aside["reason"]] == ["refunded in full"] * 2


@pytest.mark.parametrize(
    "column",
    ["Refunded Amount", "Refund total", "Refunded", "Erstatteter Betrag", "Сумма возврата",
     "Возвращено", "Credit note amount", "Montant remboursé"],
)  # fmt: skip
def test_what_was_given_back_in_part_is_asked_about(column, tmp_path):
    rows = ("100;0", "200;50", "300;")
    with pytest.raises(Unanswered, match=rf"“{column}”: 1 order gave back .*50 of 200 \(row 3\)"):
        plain(tmp_path, column, *rows)
    less = plain(tmp_path, column, *rows, answers={"orders.refunds": "less"})
    assert amounts(less) == [10000, 15000, 30000]
    assert less.answers["orders.refunds"] == "less"
    full = plain(tmp_path, column, *rows, answers={"orders.refunds": "not"})
    assert amounts(full) == [10000, 20000, 30000]


@pytest.mark.parametrize(
    "column",
    ["Refund date", "Refund ID", "Refunded tax amount", "Amount after refunds", "Refunded?"],
)
def test_other_things_about_refunds_are_no_sums(column, tmp_path):
    assert amounts(plain(tmp_path, column, "100;0", "200;1", "300;0")) in (
        [10000, 20000, 30000],
        [10000, 30000],  # yes and no: that row was refunded
    )


def test_a_little_is_taken_off_and_said(tmp_path):
    sales = plain(tmp_path, "Amount refunded", "10000;0", "200;50", "300;")
    assert amounts(sales) == [1000000, 15000, 30000]
    note = next(str(note) for note in sales.notes if "gave back" in str(note))
    assert "--answer orders.refunds=not" in note


def test_an_export_whose_amount_is_before_refunds_asks_nothing(tmp_path):
    head = f"{STRIPE},Currency,Status,Customer ID"
    rows = ("c1,2024-01-05 10:00,100.00,40.00,90.00,36.00,usd,Paid,A",
            "c2,2024-02-05 10:00,100.00,0.00,90.00,0.00,usd,Paid,A")  # fmt: skip
    sales = read(tmp_path, head, *rows)
    assert amounts(sales) == [6000, 10000]
    assert [doubt.key for doubt in sales.offers if doubt.key == "orders.refunds"]
    converted = read(tmp_path, head, *rows, map={"amount": "Converted Amount"})
    assert amounts(converted) == [5400, 9000]  # each amount has its own column of refunds


def test_what_every_row_of_an_order_repeats_is_taken_off_once(tmp_path):
    head = "Order no;Client;Date;Amount;Amount refunded"
    rows = [f"1;A;2024-01-05;{amount};100" for amount in (100, 150, 250)]
    sales = read(tmp_path, head, *rows, answers={"orders.refunds": "less"})
    assert amounts(sales) == [40000]


def test_a_partly_refunded_status_and_its_sum_are_asked_in_one_run(tmp_path):
    head = "Name,Email,Financial Status,Currency,Subtotal,Created at,Lineitem name,Refunded Amount"
    rows = ("#1,a@x.com,paid,EUR,100.00,2024-01-05,Chair,0.00",
            "#1,a@x.com,,,,2024-01-05,Table,",
            "#2,a@x.com,partially_refunded,EUR,200.00,2024-02-05,Chair,60.00")  # fmt: skip
    with pytest.raises(Unanswered) as caught:
        read(tmp_path, head, *rows)
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.refunds", "orders.words"]
    answers = {"orders.refunds": "less", "orders.words": "all"}
    assert amounts(read(tmp_path, head, *rows, answers=answers)) == [10000, 14000]


def test_a_file_without_refunds_beside_one_with_them_keeps_its_amounts(tmp_path):
    (tmp_path / "a.csv").write_text(
        "Order no;Client;Date;Amount\n1;A;2024-01-01;1000\n2;B;2024-01-02;5000\n"
    )
    (tmp_path / "b.csv").write_text(
        "Order no;Client;Date;Amount;Refunded\n2;B;2024-01-02;700;100\n3;C;2024-01-03;8000;2500\n"
    )
    with pytest.raises(Unanswered, match=r"“Refunded”: 2 orders .*100 of 700 \(row 2\)"):
        read_sales(["a.csv", "b.csv"], folder=tmp_path)
    less = read_sales(["a.csv", "b.csv"], folder=tmp_path, answers={"orders.refunds": "less"})
    assert amounts(less) == [100000, 560000, 550000]
