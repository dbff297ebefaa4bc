"""One sheet of a workbook: its typed cells as text, and what types its columns hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

import numpy as np
import pyarrow as pa
from python_calamine import CalamineSheet

from kit.sales.files.blocks import Block, Record
from kit.sales.files.raw import HEADING_ROWS, Raw
from kit.sales.files.typed import Cell, cell_text, text_and_kinds

_ROWS = 16_384  # made to Python's objects at a time: so many stay near the processor


class SheetCells:
    """The cells of one sheet, from its first row and column on."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self.sheet = sheet
        self.before: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
        self.single: dict[int, Sequence[Cell]] = {}  # rows that were read one by one
        self.rest: _Kinds | None = None  # of the rows that were read in blocks
        self.blocks_from = 0

    def rows(self) -> Iterator[list[Cell]]:
        """Every row, as wide as the widest one; a blank cell is ""."""
        rows: Iterator[list[Cell]] = self.sheet.iter_rows()
        return (self.before + row for row in rows) if self.before else rows

    def first(self) -> list[list[str]]:
        """The text of the rows among which the headings are."""
        return [list(map(cell_text, row)) for row in islice(self.rows(), HEADING_ROWS)]

    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell_text(cell).strip() for row in self.rows() for cell in row)

    def records(self) -> Iterator[Record]:
        """Every row as text, with its number."""
        for number, row in enumerate(self.rows(), 1):
            self.single[number] = row
            yield number, list(map(cell_text, row))

    def blocks(self, number: int, width: int) -> Iterator[Block]:
        """The rows from a number on, by column."""
        self.rest, self.blocks_from = _Kinds(width), number
        rows = islice(self.rows(), number - 1, None)
        while some := list(islice(rows, _ROWS)):
            columns = list(zip(*some, strict=True))[:width]
            end = number + len(some)
            yield Block(self.rest.texts_of(columns), np.arange(number, end), ())
            number = end

    def typed(self, raw: Raw) -> Raw:
        """These rows, read by `records` and `blocks`, with what types their columns hold."""
        kinds = self.rest or _Kinds(len(raw.header))
        single = self.single
        if any(row.row >= self.blocks_from for row in raw.set_aside):  # read, and no data
            kinds, single = _Kinds(len(raw.header)), dict(enumerate(self.rows(), 1))
        rows = [single[number] for number in raw.rows.tolist() if number in single]
        kinds.texts_of(list(zip(*rows, strict=True)))
        places = range(len(raw.header))
        return replace(
            raw,
            date_cells=frozenset(filter(kinds.holds_dates, places)),
            number_cells=frozenset(filter(kinds.holds_numbers, places)),
        )


class _Kinds:
    """The types of the cells of columns, and what is written where there are only texts."""

    def __init__(self, width: int) -> None:
        self.kinds: list[set[type]] = [set() for _ in range(width)]
        self.digits = [False] * width  # whether a text beside other cells has any
        self.texts: list[list[pa.Array]] = [[] for _ in range(width)]

    def texts_of(self, columns: Sequence[Sequence[Cell]]) -> list[pa.Array]:
        """Further cells of every column as text, whose types are remembered."""
        arrays = []
        for place, cells in enumerate(columns[: len(self.kinds)]):
            texts, kinds = text_and_kinds(cells)
            self.kinds[place] |= kinds
            if kinds == {str}:
                self.texts[place].append(texts)
            elif str in kinds and not self.digits[place]:
                self.digits[place] = _has_digits({cell for cell in cells if isinstance(cell, str)})
            arrays.append(texts)
        return arrays

    def holds_dates(self, place: int) -> bool:
        """Whether a column has any date."""
        return any(issubclass(kind, date) for kind in self.kinds[place])

    def holds_numbers(self, place: int) -> bool:
        """Whether a column has numbers, and digits in nothing else."""
        kinds = self.kinds[place]
        if kinds.isdisjoint((int, float)) or not kinds <= {int, float, str} or self.digits[place]:
            return False
        return not any(_has_digits(texts.unique().to_pylist()) for texts in self.texts[place])


def _has_digits(texts: Iterable[str]) -> bool:
    return any(sign.isdigit() for text in texts for sign in text)
