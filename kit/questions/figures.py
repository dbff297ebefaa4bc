"""Figures that know the cell they stand in, so that what a sentence says can be read back.

A sentence may be well put and its figure another one's. So words take their figures from `rows_of`
and `numbers_of`: plain numbers, days and ratios that carry their place. What is worked out on the
way to a sentence has no place: it belongs into a table or among the numbers first. The test
`tests/questions/test_said.py` reads every sentence of every question that it lists back.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

NUMBERS = "numbers"  # the table of a place that is among a Finding's numbers


@dataclass(frozen=True)
class Place:
    """Where a figure stands in its Finding.

    table: '' is the main one, `NUMBERS` the numbers. row: its label in the frame's index; None
    among the numbers. column: of the table, or the name among the numbers.
    """

    table: str
    row: Hashable
    column: str


class _Placed:
    place: Place


class Whole(_Placed, int):
    """A count."""


class Real(_Placed, float):
    """A share, or any other number."""


class Day(_Placed, date):
    """A day."""


class Written(_Placed, str):
    """A ratio as people write it, a name or a code."""


def rows_of(frame: pd.DataFrame, table: str = "") -> list[dict[str, Any]]:
    """The rows of a Finding's table, or of some of them, whose figures know their place."""
    return [
        {
            str(column): _placed(value, Place(table, label, str(column)))
            for column, value in row.items()
        }
        for label, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]


def numbers_of(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """A Finding's numbers, which know their names."""
    return {name: _placed(value, Place(NUMBERS, None, name)) for name, value in numbers.items()}


def _placed(value: Any, place: Place) -> Any:
    """The same value with its place; what is no figure (a Text, yes or no, nothing) stays."""
    figure: Whole | Real | Day | Written
    if isinstance(value, (bool, np.bool_)):
        return value
    if isinstance(value, (int, np.integer)):
        figure = Whole(value)
    elif isinstance(value, (float, np.floating)):
        # pandas keeps counts as floats where one of them is missing
        figure = Whole(value) if float(value).is_integer() else Real(value)
    elif isinstance(value, date) and not pd.isna(value):
        figure = Day(value.year, value.month, value.day)
    elif isinstance(value, str):
        figure = Written(value)
    else:
        return value
    figure.place = place
    return figure
