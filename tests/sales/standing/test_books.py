"""Rows on two sides of a book: debit and credit, by marks, by letters, in two columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

FIGURES = (1000, 2000, 300, 4000, 5000, 600)
CREDIT = (2, 5)  # places of the rows on the credit side: 900 of 12,900
KINDS = [
    ("Amount", "{figure}.00 Dr", "{figure}.00 Cr"),
    ("Amount", "{figure}.00", "{figure}.00CR"),
    ("Amount", "Dr {figure}.00", "Cr {figure}.00"),
    ("Amount", "{figure}.00 (D)", "{figure}.00 (C)"),
    ("Сумма", "{figure},00 Д", "{figure},00 К"),
    ("Сумма", "{figure},00 руб. Дт", "{figure},00 руб. Кт"),
    ("Betrag", "{figure},00 S", "{figure},00 H"),
    ("Amount;D/C", "{figure};D", "{figure};C"),
    ("Betrag;Soll-/Haben-Kennz.", "{figure};S", "{figure};H"),
    ("Сумма;Вид движения", "{figure};Дебет", "{figure};Кредит"),
    ("Importe;Signo", "{figure};+", "{figure};-"),
    ("Tutar;B/A", "{figure};B", "{figure};A"),
    ("Kwota;Strona", "{figure};Wn", "{figure};Ma"),
    ("Type;Amount", "Debit;{figure}", "Credit;{figure}"),
    ("Debit;Credit", "{figure};", ";{figure}"),
    ("Дебет, руб.;Кредит, руб.", "{figure},00;0,00", "0,00;{figure},00"),
    ("Soll;Haben", "{figure},00;", ";{figure},00"),
]


def read(folder: Path, heading: str, debit: str, credit: str, **options) -> Sales:
    rows = [
        f"{n};C{n % 2};2024-0{n + 1}-10;" + (credit if n in CREDIT else debit).format(figure=figure)
        for n, figure in enumerate(FIGURES)
    ]
    text = "\n".join([f"Order ID;Client;Order date;{heading}", *rows])
    (folder / "o.csv").write_text(text, encoding="utf-8")
    return read_sales(["o.csv"], folder=folder, map=MAPS.get(heading, {}), **options)


MAPS = {"Tutar;B/A": {"amount": "Tutar"}, "Kwota;Strona": {"amount": "Kwota"}}


def figures(sales: Sales) -> tuple[int, float]:
    return len(sales.orders), sales.orders["amount"].sum() / sales.per_unit


@pytest.mark.parametrize(("heading", "debit", "credit"), KINDS)
def test_which_side_are_orders_is_asked(heading, debit, credit, tmp_path):
    with pytest.raises(Unanswered) as caught:
        read(tmp_path, heading, debit, credit)
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.sides"]
    for answer, orders, total in (
        ("debit", 4, 12000),
        ("debit-less", 6, 11100),
        ("credit", 2, 900),
        ("credit-less", 6, -11100),
    ):
        answers = {"orders.sides": answer}
        sales = read(tmp_path, heading, debit, credit, answers=answers)
        assert figures(sales) == (orders, total)
        assert sales.inputs[0].rows_used + sales.inputs[0].rows_set_aside == 6


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Amount", "{figure} Dr"),
        ("Amount;D/C", "{figure};D"),
        ("Type;Amount", "Debit;{figure}"),
        ("Debit;Credit", "{figure};"),
    ],
)
def test_where_one_side_is_never_met_nothing_is_asked(heading, cell, tmp_path):
    assert figures(read(tmp_path, heading, cell, cell)) == (6, 12900)


@pytest.mark.parametrize(
    ("heading", "one", "other"),
    [
        ("Amount;Class", "{figure};A", "{figure};B"),
        ("Amount;Size", "{figure};S", "{figure};H"),
        ("Amount;Category", "{figure};C", "{figure};D"),
        ("Amount", "{figure}", "{figure} USD"),
    ],
)
def test_letters_of_other_meaning_are_no_sides(heading, one, other, tmp_path):
    assert figures(read(tmp_path, heading, one, other)) == (6, 12900)


def test_numbers_of_accounts_are_no_sums_of_two_sides(tmp_path):
    with pytest.raises(Unanswered) as caught:
        read(tmp_path, "Дебет;Кредит", "62;90", "51;62")
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.amount"]
