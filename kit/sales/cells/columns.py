"""The cells of one file's canonical columns, understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import say
from kit.sales.account import Account
from kit.sales.cells.amounts import Amounts, DecimalSign, read_amounts
from kit.sales.cells.dates import DateOrder, read_dates, restore_ids
from kit.sales.cells.exact import Exact, exact
from kit.sales.cells.words import currency_code
from kit.sales.files.raw import Source
from kit.sales.headings.match import Match
from kit.sales.headings.named import map_option
from kit.sales.headings.names import unit_of


@dataclass(frozen=True)
class Notation:
    """What the person said about how dates and figures are written; None: the data show it."""

    dates: DateOrder | None = None
    decimals: DecimalSign | None = None
    time_zone: str | None = None


def notation(dates: str | None, decimals: str | None, time_zone: str | None) -> Notation:
    """Check the person's options.

    Raises
    ------
    KitError
        An option with a value that is not among its choices.
    """
    day = next((one for one in get_args(DateOrder) if one == dates), None)
    sign = next((one for one in get_args(DecimalSign) if one == decimals), None)
    for option, value, read, choices in (
        ("--dates", dates, day, get_args(DateOrder)),
        ("--decimals", decimals, sign, get_args(DecimalSign)),
    ):
        if value is not None and read is None:
            raise KitError(
                say(
                    "{option} {value}: choose one of {choices}.",
                    option=option,
                    value=value,
                    choices=list(choices),
                )
            )
    return Notation(day, sign, time_zone)


@dataclass(frozen=True)
class Dates:
    """A column of days: NaT where blank or not understood. Shapes (rows,)."""

    days: npt.NDArray[np.datetime64]
    not_understood: npt.NDArray[np.bool_]


class Columns:
    """One file's columns by canonical name, read on request."""

    def __init__(self, account: Account, match: Match, written: Notation) -> None:
        self.account = account
        self.match = match
        self.written = written
        self.signs: dict[str, str] = {}  # currency sign or code: a heading under which it stands
        self.unusable: set[str] = set()  # optional columns left out because they cannot be read

    def __contains__(self, name: str) -> bool:
        return name in self.match.positions

    def heading(self, name: str) -> str:
        """The file's own heading of a column."""
        return self.account.raw.header[self.match.positions[name]]

    def cells(self, name: str) -> pa.ChunkedArray:
        """Cells without outer blanks; null: blank."""
        return pc.utf8_trim_whitespace(self.account.raw.cells.column(self.match.positions[name]))

    def texts(self, name: str) -> pd.Series:
        """Cells as text; missing where blank or where the file has no such column."""
        if name not in self:
            return pd.Series([None] * len(self.account.raw.rows), dtype="str")
        return pd.Series(pd.array(self.cells(name).to_pandas(), dtype="str"))

    def ids(self, name: str) -> pd.Series:
        """Cells as ids, exactly as written; ids that a spreadsheet shows as dates are restored."""
        if name in self and self.match.positions[name] in self.account.raw.date_cells:
            self.account.note(
                [
                    say(
                        "“{column}” was stored as dates; its numbers are restored.",
                        column=self.heading(name),
                    )
                ]
            )
            return pd.Series(pd.array(restore_ids(self.cells(name)).to_pandas(), dtype="str"))
        return self.texts(name)

    def dates(self, name: str) -> Dates:
        """Cells as days."""
        days, not_understood, notes = read_dates(
            self.cells(name),
            self._source(name),
            order=self.written.dates,
            time_zone=self.written.time_zone,
        )
        self.account.note(notes)
        return Dates(days, not_understood)

    def figures(self, name: str, *, money: bool = True) -> tuple[Exact, npt.NDArray[np.bool_]]:
        """Cells as exact figures, and where a cell is not blank but no figure."""
        amounts = self._amounts(self.cells(name), self._source(name), name, money)
        self.account.note(amounts.notes)
        if money and amounts.currencies:
            self.signs |= dict.fromkeys(self._signs_of_used(name, amounts), self.heading(name))
        unit = unit_of(self.heading(name)) if money else None
        if unit:
            self.signs[currency_code(unit)] = self.heading(name)
        return exact(amounts), amounts.not_understood

    def check_understood(
        self, name: str, understood: npt.NDArray[np.bool_], wrong: npt.NDArray[np.bool_]
    ) -> None:
        """Refuse a column of which no cell in use was understood: it must be another column."""
        used = self.account.used
        if not (wrong & used).any() or (understood & used).any():
            return
        example = int(np.flatnonzero(wrong & used)[0])
        raise KitError(
            say(
                "{file}: not one cell of “{column}” ({n} in use) could be read as {canonical} "
                "(row {row:plain}: “{example}”). If it is the wrong column, name the right one: "
                "{option}.",
                file=self.account.raw.file,
                n=int((wrong & used).sum()),
                column=self.heading(name),
                canonical=name,
                row=int(self.account.raw.rows[example]),
                example=str(self.cells(name)[example]),
                option=map_option(f"{self.account.table}.{name}", "COLUMN"),
            )
        )

    def optional_dates(self, name: str) -> npt.NDArray[np.datetime64]:
        """An optional column of days; what cannot be read is missing, and said so."""
        nothing = np.full(len(self.account.raw.rows), np.datetime64("NaT"), dtype="datetime64[s]")
        if name not in self:
            return nothing
        try:
            dates = self.dates(name)
        except KitError as problem:
            self._left_out(name, problem)
            return nothing
        self._some_unread(name, dates.not_understood)
        return dates.days

    def optional_figures(self, name: str, *, money: bool = True) -> Exact | None:
        """An optional column of figures; what cannot be read is missing, and said so."""
        if name not in self:
            return None
        try:
            figures, wrong = self.figures(name, money=money)
        except KitError as problem:
            self._left_out(name, problem)
            return None
        self._some_unread(name, wrong)
        return figures

    def _left_out(self, name: str, problem: KitError) -> None:
        self.unusable.add(name)
        note = say("{canonical} is left out: {why}", canonical=name, why=problem.text)
        self.account.note([note])

    def _some_unread(self, name: str, wrong: npt.NDArray[np.bool_]) -> None:
        if not wrong.any():
            return
        example = int(np.flatnonzero(wrong)[0])
        note = say(
            "“{column}”: {n} cells could not be read as {canonical} and count as blank "
            "(row {row:plain}: “{example}”).",
            column=self.heading(name),
            n=int(wrong.sum()),
            canonical=name,
            row=int(self.account.raw.rows[example]),
            example=str(self.cells(name)[example]),
        )
        self.account.note([note])

    def _signs_of_used(self, name: str, amounts: Amounts) -> frozenset[str]:
        """Currency signs of the rows in use only: a condition may have left one currency."""
        used = self.account.used
        if used.all() or len(amounts.currencies) == 1:
            return amounts.currencies
        source = self._source(name)
        rows = Source(source.file, source.column, source.rows[used])
        cells = self.cells(name).filter(pa.array(used))
        return self._amounts(cells, rows, name, money=True).currencies

    def _amounts(self, cells: pa.ChunkedArray, source: Source, name: str, money: bool) -> Amounts:
        return read_amounts(
            cells,
            source,
            per_unit=100,
            decimals=self.written.decimals,
            money=money,
            typed=self.match.positions[name] in self.account.raw.number_cells,
        )

    def _source(self, name: str) -> Source:
        raw = self.account.raw
        return Source(raw.file, self.heading(name), raw.rows)
