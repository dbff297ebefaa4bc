"""Numbers that a spreadsheet has rounded tell no orders apart: asked about, or said."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.language import LANGUAGES, Language
from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

KEY = "orders.order_id.rounded"
ROWS = (
    "7.7001E+12;Plover;2024-01-05;10",
    "7.7001E+12;Plover;2024-01-05;15",
    "7.7001E+12;Plover;2024-03-20;20",
    "7.7001E+12;Wren;2024-03-20;30",
    "7.7002E+12;Wren;2024-04-20;40",
    "7.7002E+12;Wren;2024-04-20;45",
)


def read(folder: Path, *rows: str, answers: dict[str, str] | None = None, **files: str) -> Sales:
    text = "\n".join(["Order No;Client;Order date;Amount", *rows])
    (folder / "orders.csv").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    inputs = ["orders.csv", *(f"{name}={name}.csv" for name in files)]
    return read_sales(inputs, folder=folder, answers=answers or {})


def asked(folder: Path, *rows: str, **files: str) -> Unanswered:
    with pytest.raises(Unanswered) as caught:
        read(folder, *rows, **files)
    return caught.value


def test_a_rounded_number_of_several_days_or_clients_is_asked_about(tmp_path: Path) -> None:
    error = asked(tmp_path, *ROWS)
    (doubt,) = error.doubts
    assert doubt.key == KEY
    said = str(error)
    assert "“7.7001E+12” means 3 orders of different days or clients. 4 rows" in said
    assert "--answer orders.order_id.rounded=days" in said
    assert "--map order_id=COLUMN" in said
    assert all(len(Language(code)(error.text)) <= 1000 for code in LANGUAGES)


@pytest.mark.parametrize(
    ("answer", "amounts"),
    [("days", [20, 25, 30, 85]), ("rows", [10, 15, 20, 30, 85])],
)
def test_days_or_rows_tell_orders_apart_where_numbers_cannot(
    tmp_path: Path, answer: str, amounts: list[int]
) -> None:
    sales = read(tmp_path, *ROWS, answers={KEY: answer})
    assert sorted(sales.orders["amount"] // 100) == amounts
    assert "4 rows have one that means several" in "\n".join(map(str, sales.notes))


def test_another_column_answers_it(tmp_path: Path) -> None:
    rows = [f"{row};A{place // 2}" for place, row in enumerate(ROWS)]
    text = "\n".join(["Order No;Client;Order date;Amount;Ref", *rows])
    (tmp_path / "orders.csv").write_text(text, encoding="utf-8")
    sales = read_sales(["orders.csv"], folder=tmp_path, map={"order_id": "Ref"})
    assert sorted(sales.orders["order_id"]) == ["A0", "A1", "A1", "A2"]


@pytest.mark.parametrize(
    "number",
    [
        "7.7001E+12",  # of one client and day
        "7.70012345678E+11",  # nothing is gone
        "7E12",  # a code
        "E+12",
    ],
)
def test_numbers_that_stand_for_one_order_are_no_question(tmp_path: Path, number: str) -> None:
    rows = (f"{number};Plover;2024-01-05;10", f"{number};Plover;2024-01-05;15")
    sales = read(tmp_path, *rows, "2;Wren;2024-03-20;30")
    assert sorted(sales.orders["amount"] // 100) == [25, 30]
    assert sales.orders["order_id"].isin([number, "2"]).all()


@pytest.mark.parametrize(("others", "open"), [(197, True), (198, False)])
def test_one_percent_of_the_rows_is_a_note_and_more_a_question(
    tmp_path: Path, others: int, open: bool
) -> None:
    rows = [f"{n};N{n};2024-01-01;100" for n in range(others)]
    rows += ["7,7001E+12;N1;2024-02-01;1", "7,7001E+12;N1;2024-02-02;1"]
    if open:
        assert asked(tmp_path, *rows).doubts[0].key == KEY
    else:
        sales = read(tmp_path, *rows)
        assert len(sales.orders) == 200
        assert "2 rows have one that means several" in "\n".join(map(str, sales.notes))


def test_rounded_numbers_of_clients_are_asked_about_in_every_table(tmp_path: Path) -> None:
    rows = ("1;4.6E+11;2024-01-05;10", "2;4.6E+11;2024-03-05;10", "3;77;2024-03-06;10")
    contracts = "Client;Signed\n4.6E+11;2024-02-15\n"
    error = asked(tmp_path, *rows, contracts=contracts)
    keys = {"orders.client_id.rounded", "contracts.client_id.rounded"}
    assert {doubt.key for doubt in error.doubts} == keys
    sales = read(tmp_path, *rows, answers=dict.fromkeys(keys, "keep"), contracts=contracts)
    assert sorted(sales.orders["client_id"]) == ["4.6E+11", "4.6E+11", "77"]


def test_rounded_numbers_by_which_lines_are_joined_are_asked_about(tmp_path: Path) -> None:
    rows = ("7.7001E+12;Plover;2024-01-05;10", "2;Wren;2024-03-20;30")
    lines = "Order No;Quantity;Unit price\n7.7001E+12;1;10\n7.7001E+12;2;10\n2;3;10\n"
    error = asked(tmp_path, *rows, lines=lines)
    assert [doubt.key for doubt in error.doubts] == ["lines.order_id.rounded"]
