"""Dates in parts: year, month and day in columns of their own are one date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kit.errors import KitError
from kit.sales.clean import read_sales


def days(folder: Path, head: str, *rows: str) -> list[date]:
    (folder / "o.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    sales = read_sales(["o.csv"], folder=folder)
    return [day.date() for day in sales.orders["day"]]


@pytest.mark.parametrize(
    "head",
    [
        "Client;Amount;Year;Month;Day",
        "Client;Amount;Jahr;Monat;Tag",
        "Клиент;Сумма;Год;Месяц;День",
        "Müşteri;Tutar;Yıl;Ay;Gün",
    ],
)
def test_year_month_and_day_are_put_together(head, tmp_path):
    assert days(tmp_path, head, "A;10;2024;3;9", "B;20;2023.0;12;31") == [
        date(2024, 3, 9),
        date(2023, 12, 31),
    ]


def test_a_date_goes_before_its_parts(tmp_path):
    head = "Client;Amount;Year;Month;Day;Order date"
    assert days(tmp_path, head, "A;10;2024;3;9;2024-03-10") == [date(2024, 3, 10)]


@pytest.mark.parametrize("head", ["Client;Amount;Year;Month;Week", "Client;Amount;Year;Month;Day"])
def test_what_is_no_whole_date_is_not_guessed(head, tmp_path):
    with pytest.raises(KitError, match="date of the order"):
        days(tmp_path, head, "A;10;2024;March;9", "B;10;2024;April;8")


def test_the_day_in_the_name_of_a_document(tmp_path):
    head = "Контрагент;Документ;Сумма"
    rows = (
        "A;Реализация 00-1 от 05.01.2024 12:00:00;10",
        "B;Реализация 00-2 от 06.02.2024 9:00:00;20",
    )
    assert days(tmp_path, head, *rows) == [date(2024, 1, 5), date(2024, 2, 6)]
    with pytest.raises(KitError, match="no date for each sale"):
        days(tmp_path, head, *rows, "C;Ввод остатков;5", "D;Прочее;7")
