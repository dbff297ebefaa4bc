"""Asking which column of a file is a canonical one: the question, its choices and their options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from kit.language import Quoted, Text, say
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.files.raw import Raw
from kit.sales.headings.names import (
    addresses,
    column_position,
    explicit_names,
    has_column,
    shortened,
    some,
)
from kit.sales.options import map_option
from kit.sales.tables import column_name, table_name

BY_ROW = "rows"  # the answer that there is no order number


class ColumnQuestions:
    """What is asked about the columns of one file; an answer goes into `positions`.

    `asked`: columns that a person has still to name, with what could be it.
    """

    def __init__(self, raw: Raw, table: str, doubts: Doubts, *, qualify: bool) -> None:
        self.raw = raw
        self.table = table
        self.doubts = doubts
        self.prefix = f"{table}." if qualify else ""
        self.names = addresses(raw.header)
        self.explicit = explicit_names(raw.header)
        self.needs_number = False
        self.positions: dict[str, int] = {}
        self.asked: dict[str, tuple[str, ...]] = {}

    def ask(
        self, canonical: str, places: Sequence[int], text: Text, brief: Text | None = None
    ) -> None:
        """Ask which column it is; until somebody says so, the likeliest is taken."""
        choices = self.choices(canonical, places)
        key = f"{self.table}.{canonical}"
        no_number = canonical == "order_id" and not self.needs_number
        if no_number:
            choices += (Choice(BY_ROW, say("there is no number: each row is an order")),)
        option = self.option(canonical, "COLUMN")
        doubt = Doubt(key, text, choices, option=option, brief=brief)
        answer = self.doubts.ask(
            doubt,
            fits=lambda answer: has_column(self.raw, answer) or (no_number and answer == BY_ROW),
        )
        if answer and not (no_number and answer == BY_ROW):
            self.positions[canonical] = column_position(self.raw, answer, key)
        if self.doubts.is_open(key):
            self.asked[canonical] = tuple(self.explicit[place] for place in places)

    def choices(self, canonical: str, places: Sequence[int]) -> tuple[Choice, ...]:
        """These columns, each with what it holds and the option that says it is the one."""
        return tuple(
            Choice(
                self.explicit[place],
                say(
                    "“{column}” (such as {samples})",
                    column=self.names[place],
                    samples=self.samples(place),
                ),
                option=self.option(canonical, self.explicit[place]),
            )
            for place in places
        )

    def several(self, canonical: str, places: Sequence[int]) -> Text:
        """That several columns could be it."""
        return say(
            "{file} ({table}): {n} columns could be the {column}, and only you can say which one"
            " is meant.",
            file=self.raw.file,
            table=table_name(self.table),
            n=len(places),
            column=column_name(canonical),
        )

    def nowhere(self, canonical: str, *, listing: bool) -> Text:
        """That no column was found; `listing`: and which there are, once for each file."""
        if not listing:
            return say(
                "{file} ({table}): no column was recognised as the {column}.",
                file=self.raw.file,
                table=table_name(self.table),
                column=column_name(canonical),
            )
        if not any(self.raw.header):
            return say(
                "{file} ({table}): the first row looks like data (it holds a date and a "
                "number). So the file has no headings, and its columns are called {columns}. "
                "Which one is the {column}?",
                file=self.raw.file,
                table=table_name(self.table),
                column=column_name(canonical),
                columns=some(self.names),
            )
        return say(
            "{file} ({table}): no column was recognised as the {column}. The columns are:"
            " {columns}. Which one is it?",
            file=self.raw.file,
            table=table_name(self.table),
            column=column_name(canonical),
            columns=some(self.names),
        )

    def option(self, canonical: str, column: str) -> str:
        """The option that names a column."""
        return map_option(self.prefix + canonical, column)

    def samples(self, place: int) -> list[str]:
        """The first cells of a column that differ."""
        cells = dict.fromkeys(self.cells(place).dropna().head(1000))
        return [shortened(cell) for cell in list(cells)[:3]] or ["–"]

    def quoted(self, places: Iterable[int]) -> list[Quoted | Text]:
        """Headings for a sentence."""
        return some([self.names[place] for place in places])

    def cells(self, place: int) -> pd.Series:
        """A column's cells; missing where blank."""
        return pd.Series(self.raw.cells.column(place).to_pandas())

    def blank(self, place: int) -> bool:
        """Whether a column holds nothing."""
        column = self.raw.cells.column(place)
        return bool(column.null_count == len(column))
