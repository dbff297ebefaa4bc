"""Margins in money, as shares and as percentages of the amount; none is taken for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

AMOUNTS = (1000, 5000, 2000, 8000)


def read(folder: Path, heading: str, *cells: str, amounts=AMOUNTS, **options) -> Sales:
    rows = [
        f"{n};C{n % 2};2024-0{n + 1}-10;{amount};{cell}"
        for n, (amount, cell) in enumerate(zip(amounts, cells, strict=True))
    ]
    text = "\n".join([f"Order ID;Client;Order date;Amount;{heading}", *rows])
    (folder / "o.csv").write_text(text, encoding="utf-8")
    return read_sales(["o.csv"], folder=folder, **options)


def margins(sales: Sales) -> list[float]:
    by_order = sales.orders.sort_values("order_id")
    return [margin / sales.per_unit for margin in by_order["margin"]]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Margin", ("30%", "25 %", "40.5%", "10%")),
        ("Margin %", ("30", "25", "40.5", "10")),
        ("Margin %", ("0.3", "0.25", "0.405", "0.1")),  # as a workbook holds them
        ("Маржа, %", ("30", "25", "40,5", "10")),
        ("Рентабельность", ("0,3", "0,25", "0,405", "0,1")),
        ("Marge %", ("30 %", "25 %", "40,5 %", "10 %")),
        ("Kâr marjı", ("30%", "25%", "40,5%", "10%")),
        ("Margin", ("0.3", "0.25", "0.405", "0.1")),
    ],
)
def test_shares_and_percentages_are_worked_out(heading, cells, tmp_path):
    sales = read(tmp_path, heading, *cells)
    assert margins(sales) == [300, 1250, 810, 800]
    assert any("shares of the amount" in str(note) for note in sales.notes)


def test_figures_that_may_be_percentages_are_asked_about(tmp_path):
    with pytest.raises(Unanswered) as caught:
        read(tmp_path, "Margin", "30", "25", "40", "10")
    assert [doubt.key for doubt in caught.value.doubts] == ["orders.margin.unit"]
    answers = {"orders.margin.unit": "percent"}
    assert margins(read(tmp_path, "Margin", "30", "25", "40", "10", answers=answers)) == [
        300, 1250, 800, 800,
    ]  # fmt: skip
    answers = {"orders.margin.unit": "money"}
    assert margins(read(tmp_path, "Margin", "30", "25", "40", "10", answers=answers)) == [
        30, 25, 40, 10,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (("300", "1250", "810", "800"), AMOUNTS),
        (("10", "50", "21", "79"), AMOUNTS),  # thin, but it goes with the amounts
        (("12", "8", "9", "11"), (40, 30, 35, 50)),
        (("1.01", "0.5", "0.7", "0.2"), (50, 100, 20, 90)),
        (("0", "0", "0", "0"), AMOUNTS),
    ],
)
def test_money_is_money_without_a_question(cells, amounts, tmp_path):
    assert margins(read(tmp_path, "Margin", *cells, amounts=amounts, decimals="point")) == [
        float(cell) for cell in cells
    ]


def test_a_margin_in_money_goes_before_its_percentage(tmp_path):
    sales = read(tmp_path, "Margin;Margin %", "300;30", "1250;25", "810;40.5", "800;10")
    assert margins(sales) == [300, 1250, 810, 800]
    sales = read(tmp_path, "Cost;Margin %", "700;30", "3750;25", "1190;40.5", "7200;10")
    assert margins(sales) == [300, 1250, 810, 800]


def test_the_lines_of_one_order_have_shares_of_their_own(tmp_path):
    (tmp_path / "o.csv").write_text(
        "Order ID;Client;Order date;Amount;Margin %\n"
        "1;A;2024-01-05;1000;50\n1;A;2024-01-05;3000;10\n2;B;2024-02-05;500;20\n"
    )
    assert margins(read_sales(["o.csv"], folder=tmp_path)) == [800, 100]


def test_the_question_names_the_file_that_states_the_margin(tmp_path):
    (tmp_path / "a.csv").write_text(
        "Order ID;Client;Order date;Amount\n1;A;2024-01-05;1000\n2;B;2024-02-05;5000\n"
    )
    (tmp_path / "b.csv").write_text(
        "Order ID;Client;Order date;Amount;Margin\n"
        "3;A;2024-03-05;2000;30\n4;B;2024-04-05;8000;25\n5;B;2024-05-05;3000;40\n"
    )
    with pytest.raises(Unanswered, match=r"b\.csv: “Margin” .*30 beside .*2,000"):
        read_sales(["a.csv", "b.csv"], folder=tmp_path)
