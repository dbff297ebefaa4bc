"""A column of typed cells is written as each of its cells is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest

from kit.sales.files.typed import Cell, cell_text, column_text

NUMBERS = (0.0, -0.0, 1.5, 0.1 + 0.2, 1.234, -0.001, 1e-4, 9.99e-5, 1.5e-7, 1e15, 1e21, 1234.5678)
DAYS = (date(1900, 1, 1), date(2024, 2, 29), date(9999, 12, 31))
MOMENTS = (
    datetime(2024, 1, 5),
    datetime(2024, 1, 5, 23, 59, 59, 500_000),
    datetime(2024, 1, 5, 23, 59, 59, 499_999),
    datetime(1899, 12, 31, 8, 30),
)


@pytest.mark.parametrize(
    "cells",
    [
        NUMBERS,
        DAYS,
        MOMENTS,
        ("", *NUMBERS, "n/a", ""),
        ("x", *DAYS),
        (*MOMENTS, " "),
        (*NUMBERS, *DAYS),
        (*MOMENTS, *DAYS, "", 7.0),
        (True, False, ""),
        (1, 2.5, 10**17),
        (1, 10**17, ""),
        (time(8, 30), timedelta(hours=30), 1.234),
        ("", "a"),
    ],
    ids=str,
)
def test_cells_are_written_as_one_by_one(cells: Sequence[Cell]) -> None:
    assert column_text(cells).to_pylist() == [cell_text(cell) for cell in cells]


def test_numbers_of_every_size_are_written_as_one_by_one() -> None:
    dice = random.Random(3)
    numbers = [
        round(
            dice.choice([-1, 1]) * dice.random() * 10 ** dice.randrange(-8, 18), dice.randrange(9)
        )
        for _ in range(20_000)
    ]
    numbers += [dice.random() * 10 ** dice.randrange(-20, 20) for _ in range(5_000)]
    texts = column_text(numbers).to_pylist()
    assert texts == [cell_text(number) for number in numbers]
    assert all("e" not in text and text != "-0" for text in texts)
