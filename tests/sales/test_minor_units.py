"""Amounts that a program wrote in cents are read as what they are, and that is said or asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

SECONDS = 1_704_067_200  # midnight of 1 January 2024, in UTC
CENTS = [212_255, 129_900, 77_431, 5_000, 990, 480_000]


def sales(folder: Path, headings: str, rows: list[list[object]], **options: object) -> Sales:
    text = "\n".join([headings, *(",".join(map(str, row)) for row in rows)])
    (folder / "f.csv").write_text(text, encoding="utf-8")
    return read_sales(["f.csv"], folder=folder, **options)  # type: ignore[arg-type]


def charges(currency: str = "usd") -> list[list[object]]:
    return [
        [
            f"ch_3Oq{n}b2eZvKYlo2C",
            cents,
            SECONDS + 86_400 * n,
            currency,
            f"cus_Na6dX7aXxi{n % 2}N8x",
        ]
        for n, cents in enumerate(CENTS)
    ]


def test_an_export_of_an_interface_is_in_cents_and_that_is_said(tmp_path):
    headings = "id,amount,created,currency,customer"
    read = sales(tmp_path, headings, charges())
    assert read.orders["amount"].sum() == sum(CENTS)
    assert (read.currency, read.per_unit, str(read.start)) == ("USD", 100, "2024-01-01")
    (offer,) = read.offers
    assert "212255 is 2,122.55" in str(offer.offered)
    full = sales(tmp_path, headings, charges(), answers={"orders.minor_units": "units"})
    assert full.orders["amount"].sum() == 100 * sum(CENTS)


def test_a_currency_without_cents_stays_as_it_is_row_by_row(tmp_path):
    headings = "id,amount,created,currency,customer"
    yen = sales(tmp_path, headings, charges("jpy"))
    assert (yen.orders["amount"].sum(), yen.per_unit, yen.offers) == (sum(CENTS), 1, ())
    mixed = [[*row[:3], "jpy" if n % 2 else "usd", *row[4:]] for n, row in enumerate(charges())]
    dollars = sales(tmp_path, headings, mixed, where="currency = 'usd'")
    assert dollars.orders["amount"].sum() == sum(CENTS[::2])
    yen = sales(tmp_path, headings, mixed, where="currency = 'jpy'")
    assert yen.orders["amount"].sum() == sum(CENTS[1::2])


def test_ids_of_a_program_alone_are_asked_about(tmp_path):
    headings = "id,amount,date,customer"
    rows = [[row[0], row[1], f"2024-01-0{n + 1}", row[4]] for n, row in enumerate(charges())]
    with pytest.raises(Unanswered) as caught:
        sales(tmp_path, headings, rows)
    (doubt,) = caught.value.doubts
    assert doubt.key == "orders.minor_units"
    for answer, times in (("minor", 1), ("units", 100)):
        read = sales(tmp_path, headings, rows, answers={doubt.key: answer})
        assert read.orders["amount"].sum() == times * sum(CENTS)
    with_decimals = [[row[0], f"{row[1] / 100:.2f}", *row[2:]] for row in rows]
    assert sales(tmp_path, headings, with_decimals).orders["amount"].sum() == sum(CENTS)


def test_what_was_given_back_is_in_cents_too(tmp_path):
    rows = [[*row, row[1] if n == 3 else 0] for n, row in enumerate(charges())]
    read = sales(tmp_path, "id,amount,created,currency,customer,amount_refunded", rows)
    assert read.orders["amount"].sum() == sum(CENTS) - CENTS[3]


def test_ordinary_ids_and_whole_amounts_are_no_question(tmp_path):
    rows = [[f"order_2024010{n}", cents, f"2024-01-0{n + 1}", f"C{n % 2}"] for n, cents in
            enumerate(CENTS)]  # fmt: skip
    read = sales(tmp_path, "order id,amount,date,client", rows)
    assert read.orders["amount"].sum() == 100 * sum(CENTS)


@pytest.mark.parametrize(
    "heading", ["amount_cents", "Amount (cents)", "Сумма, коп.", "Betrag in Cent"]
)
def test_a_heading_says_cents(heading, tmp_path):
    rows = [[n, cents, f"2024-01-0{n + 1}", f"C{n % 2}"] for n, cents in enumerate(CENTS)]
    headings = f'order id,"{heading}",date,client'
    read = sales(tmp_path, headings, rows)
    assert read.orders["amount"].sum() == sum(CENTS)
    full = sales(tmp_path, headings, rows, answers={"orders.amount.minor_units": "units"})
    assert full.orders["amount"].sum() == 100 * sum(CENTS)


def test_a_heading_that_says_cents_above_decimals_is_asked_about(tmp_path):
    rows = [[n, f"{cents}.5", f"2024-01-0{n + 1}", f"C{n % 2}"] for n, cents in enumerate(CENTS)]
    with pytest.raises(Unanswered) as caught:
        sales(tmp_path, "order id,amount_cents,date,client", rows)
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.amount.minor_units"]
