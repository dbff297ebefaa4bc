"""What the columns of a Finding's tables are called, and their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kit.language import Language, Text


def describe(
    table: pd.DataFrame,
    columns: Mapping[str, tuple[str, Text]],
    language: Language,
    shown: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Give a table its units and headings; returns the same table.

    columns: each column's unit and heading; `<column>_low` and `_high` are its interval. shown:
    the columns that a person is shown, where not all.
    """
    names = {
        one: columns[one if one in columns else one.removesuffix("_low").removesuffix("_high")]
        for one in table.columns
    }
    table.attrs["units"] = {column: unit for column, (unit, _) in names.items()}
    table.attrs["labels"] = {column: language(text) for column, (_, text) in names.items()}
    if shown is not None:
        table.attrs["shown"] = list(shown)
    return table
