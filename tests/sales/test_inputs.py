"""What a person names: sheets of workbooks, columns of a file without headings."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kit.errors import KitError
from kit.sales.clean import read_sales
from kit.sales.doubts import Unanswered
from kit.sales.inputs import named_sheets

HEADINGS = ["Order ID", "Client", "Order date", "Amount"]


@pytest.fixture
def years(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for year in (2023, 2024):
        sheet = workbook.create_sheet(f"Year {year}")
        for row in (HEADINGS, [1, "A", f"{year}-01-05", year], [2, "B", f"{year}-02-05", 7]):
            sheet.append(row)
    workbook.save(tmp_path / "orders.xlsx")
    return tmp_path


def test_which_sheet_is_asked_with_the_option_that_says_so(years: Path) -> None:
    with pytest.raises(Unanswered) as caught:
        read_sales(["orders.xlsx"], folder=years)
    (doubt,) = caught.value.doubts
    assert doubt.key == "orders.sheet"
    assert [doubt.option_of(choice) for choice in doubt.choices] == [
        '--sheet "Year 2023"',
        '--sheet "Year 2024"',
        "--sheet all",
    ]
    assert "together, as parts of one table: “Year 2023” and “Year 2024”" in str(caught.value)


def test_all_sheets_of_one_layout_are_read_where_a_person_says_so(years: Path) -> None:
    answers = {"sheet": "all", "orders.order_id.repeats": "dates"}
    sales = read_sales(["orders.xlsx"], folder=years, answers=answers)
    assert [file.file for file in sales.inputs] == [
        "orders.xlsx, Year 2023",
        "orders.xlsx, Year 2024",
    ]
    assert sum(file.rows_used for file in sales.inputs) == 4


@pytest.mark.parametrize(
    "names", [("Jan", "Feb"), ("Январь 2024", "Февраль 2024"), ("2023", "2024"), ("Q1", "Q2")]
)
def test_a_sheet_for_each_period_is_a_part_of_one_table(names: tuple[str, str], tmp_path: Path):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for n, name in enumerate(names, start=1):
        sheet = workbook.create_sheet(name)
        for row in (HEADINGS, [n, "A", f"2024-0{n}-05", 10 * n], [9, "C", "2024-03-05", 7]):
            sheet.append(row)
    workbook.create_sheet("Contents").append(["What is in this workbook"])
    workbook.save(tmp_path / "orders.xlsx")
    sales = read_sales(["orders.xlsx"], folder=tmp_path)
    assert sorted(sales.orders["amount"]) == [700, 1000, 2000]  # a row of both counts once
    (reason,) = sales.set_aside["reason"]
    assert str(reason) == "the same row is in another file that was read before"
    notes = " ".join(str(note) for note in sales.inputs[0].notes)
    assert f"Sheets read together, as parts of one table: “{names[0]}” and “{names[1]}”." in notes
    assert "Sheets not read: Contents." in notes


@pytest.mark.parametrize(
    "answers", [{"sheet": "year 2024 "}, {"orders.sheet": "Year 2024", "sheet": "Year 2023"}]
)
def test_the_sheet_that_is_named_is_read(answers: dict[str, str], years: Path) -> None:
    sales = read_sales(["orders.xlsx"], folder=years, answers=answers)
    assert list(sales.orders["amount"]) == [202400, 700]


def test_a_sheet_that_is_not_there(years: Path) -> None:
    with pytest.raises(KitError) as caught:
        read_sales(["orders.xlsx"], folder=years, answers={"sheet": "2025"})
    assert str(caught.value) == (
        "orders.xlsx has no sheet “2025”. Its sheets are: “Year 2023” and “Year 2024”. Name one, "
        'for example --sheet "Year 2023".'
    )


def test_sheets_of_the_command() -> None:
    assert named_sheets(["May", "clients=All", "a=b", "'x y'"]) == {
        "clients.sheet": "All",
        "sheet": "x y",
    }
    assert named_sheets(["a=b"]) == {"sheet": "a=b"}


@pytest.fixture
def headless(tmp_path: Path) -> Path:
    (tmp_path / "orders.csv").write_text(
        "1;A;2024-01-05;10.50\n2;B;2024-02-05;20\n3;A;2024-03-05;30\n", encoding="utf-8"
    )
    return tmp_path


def test_a_file_without_headings_is_said_and_asked_about(headless: Path) -> None:
    with pytest.raises(Unanswered) as caught:
        read_sales(["orders.csv"], folder=headless)
    assert "the first row looks like data" in str(caught.value)
    assert '--map "ordered_on=column 3"' in str(caught.value)


def test_columns_of_a_file_without_headings_are_named_by_their_place(headless: Path) -> None:
    names = ("order_id", "client_id", "ordered_on", "amount")
    mapping = {name: f"column {place}" for place, name in enumerate(names, start=1)}
    sales = read_sales(["orders.csv"], folder=headless, map=mapping)
    assert len(sales.orders) == 3
    assert sum(sales.orders["amount"]) == 6050


def test_a_value_of_the_first_row_is_no_name_of_a_column(headless: Path) -> None:
    with pytest.raises(KitError, match=r"the first row of orders\.csv looks like data") as caught:
        read_sales(["orders.csv"], folder=headless, map={"client_id": "A"})
    assert '--map "client_id=column 1"' in str(caught.value)
