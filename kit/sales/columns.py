"""The cells of one file's canonical columns, understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Text, say
from kit.sales.account import Account
from kit.sales.cells import words
from kit.sales.cells.amounts import KEY as decimals_key
from kit.sales.cells.amounts import Amounts, DecimalSign, read_amounts, shown_sign
from kit.sales.cells.currencies import currency_code
from kit.sales.cells.dates import KEY as dates_key
from kit.sales.cells.dates import DateOrder, Dates, read_dates, restore_ids
from kit.sales.cells.distinct import Source
from kit.sales.cells.exact import Exact
from kit.sales.doubts import Choice, Doubt, Doubts, answer_option
from kit.sales.headings.names import map_option, shortened
from kit.sales.headings.units import power_in, unit_at_end
from kit.sales.tables import TABLES, Kind, column_name

# half of the figures at least so large in full: then they are rather full ones already
_DOUBTFUL = 10**8

NOTHING, NAMES = "nothing", "names"  # --answer orders.client_id.nothing=names


@dataclass(frozen=True)
class Conventions:
    """What the person said about how dates and figures are written; None: the data show it."""

    dates: DateOrder | None = None
    decimals: DecimalSign | None = None
    time_zone: str | None = None

    @classmethod
    def checked(cls, dates: str | None, decimals: str | None, time_zone: str | None) -> Conventions:
        """The person's options.

        Raises
        ------
        KitError
            An option with a value that is not among its choices.
        """
        order = next((choice for choice in get_args(DateOrder) if choice == dates), None)
        sign = next((choice for choice in get_args(DecimalSign) if choice == decimals), None)
        for option, value, read, choices in (
            ("--dates", dates, order, get_args(DateOrder)),
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
        return cls(order, sign, time_zone)


class Columns:
    """One file's columns by canonical name, read on request."""

    def __init__(self, account: Account, conventions: Conventions, doubts: Doubts) -> None:
        self.account = account
        self.match = account.match
        self.conventions = conventions
        self.doubts = doubts
        self.signs: dict[str, str] = {}  # currency sign or code: a heading under which it stands
        self.nothing: dict[str, dict[str, int]] = {}  # words by which ids say that there is none
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
        """Cells as ids, exactly as written; ids that a spreadsheet shows as dates are restored.

        What says that there is nobody is missing, unless a person said that it is a name.
        """
        if name not in self:
            return self.texts(name)
        cells = self.cells(name)
        if self.match.positions[name] in self.account.raw.date_cells:
            self.account.note(
                say(
                    "“{column}” was stored as dates; its numbers are restored.",
                    column=self.heading(name),
                )
            )
            cells = restore_ids(cells)
        key = f"{self.account.table}.{name}.{NOTHING}"
        none = words.nothing(cells, zero=name != "order_id")
        if pc.any(none).as_py():
            if self.doubts.answers.get(key) == NAMES:
                self.doubts.settled[key] = NAMES
            else:
                counts = pc.value_counts(pc.filter(cells, none)).to_pylist()
                self.nothing[name] = {pair["values"]: pair["counts"] for pair in counts}
                cells = pc.if_else(none, pa.scalar(None, pa.string()), cells)
        return pd.Series(pd.array(cells.to_pandas(), dtype="str"))

    def dates(self, name: str) -> Dates:
        """Cells as days."""
        if self.conventions.dates:
            self.doubts.settled[dates_key] = self.conventions.dates
        dates = read_dates(
            self.cells(name),
            self._source(name),
            order=self.conventions.dates,
            time_zone=self.conventions.time_zone,
            doubts=self.doubts,
        )
        self.account.note(*dates.notes)
        return dates

    def figures(self, name: str, *, money: bool = True) -> Amounts:
        """Cells as exact figures."""
        if self.conventions.decimals:
            self.doubts.settled[decimals_key] = self.conventions.decimals
        amounts = read_amounts(
            self.cells(name),
            self._source(name),
            decimals=self.conventions.decimals,
            money=money,
            typed=self.match.positions[name] in self.account.raw.number_cells,
            elsewhere=lambda: self._shown_elsewhere(name),
            power=(lambda figures: self._power(name, figures)) if money else None,
            doubts=self.doubts,
        )
        self.account.note(*amounts.notes)
        if money:  # of the rows in use only: a condition may have left one currency
            currencies = amounts.currencies(self.account.used)
            self.signs |= dict.fromkeys(currencies, self.heading(name))
        unit = unit_at_end(self.heading(name)).currency if money else None
        if unit:
            self.signs[currency_code(unit)] = self.heading(name)
        return amounts

    def _shown_elsewhere(self, name: str) -> DecimalSign | None:
        """The decimal sign that the file's other figures show, where they agree."""
        figures = [
            column.name
            for column in TABLES[self.account.table]
            if column.kind in (Kind.MONEY, Kind.NUMBER)
            and column.name != name
            and column.name in self
            and self.match.positions[column.name] not in self.account.raw.number_cells
        ]
        signs = {shown_sign(self.cells(other), self._source(other)) for other in figures} - {None}
        return signs.pop() if len(signs) == 1 else None

    def _power(self, name: str, figures: Sequence[Decimal]) -> int:
        """The power of ten by which the heading, or a line above it, raises a column of money.

        A question where that rests on one letter or on a line above, or where the figures are so
        large that they may be full ones.
        """
        heading, key = self.heading(name), f"{self.account.table}.{name}.unit"
        unit = unit_at_end(heading)
        power, words = unit.power, heading
        certain = unit.certain
        if not power:
            power, words = self._power_above()
            certain = False
        if not power:
            return 0
        times = 10**power
        known = Choice(str(times), say("every figure counts times {times}", times=times))
        full = Choice("1", say("the figures are full ones"))
        if certain and self.doubts.answers.get(key) not in (known.answer, full.answer):
            size = median(map(abs, figures)) if figures else 0
            if size * times < _DOUBTFUL:
                self.account.note(
                    say(
                        "“{column}”: its figures are multiplied by {times}, as the heading says."
                        " If they are full ones, add {option}.",
                        column=heading,
                        times=times,
                        option=answer_option(key, full.answer),
                    )
                )
                return power
        text = say(
            "{file}, column “{column}”: is it in units of {times}, as “{words}” says? It holds"
            " figures such as {example}.",
            file=self.account.raw.file,
            column=heading,
            times=times,
            words=words,
            example=float(figures[0]) if figures else 0,
        )
        return 0 if self.doubts.ask(Doubt(key, text, (known, full))) == "1" else power

    def _power_above(self) -> tuple[int, str]:
        """The power of ten that a line above the headings sets, and the line."""
        for row in self.account.raw.set_aside:
            if row.row < int(self.account.raw.rows[0]) and (power := power_in(row.record)):
                return power, shortened(row.record)
        return 0, ""

    def set_aside_undated(self, name: str, dates: Dates, blank: Text | None = None) -> None:
        """Set rows aside that have no day in a column that every row needs.

        `blank`: the reason of a row whose cell is blank.

        Raises
        ------
        KitError
            No cell in use is understood.
        """
        no_day, heading = np.isnat(dates.days), self.heading(name)
        self._check_understood(name, ~no_day, dates.not_understood)
        self.account.set_aside(
            no_day & ~dates.not_understood,
            blank or say("no date: “{column}” is blank", column=heading),
        )
        self.account.set_aside(
            dates.not_understood, say("“{column}” is not understood as a date", column=heading)
        )

    def required_figures(self, name: str, *, money: bool) -> Exact:
        """A column of figures that every row needs; rows without one are set aside.

        Raises
        ------
        KitError
            No cell in use is understood.
        """
        amounts, heading = self.figures(name, money=money), self.heading(name)
        missing = amounts.figures.missing
        self._check_understood(name, ~missing, amounts.not_understood)
        self.account.set_aside(
            missing & ~amounts.not_understood,
            say("no figure: “{column}” is blank", column=heading),
            unread=True,
        )
        self.set_aside_not_understood(name, amounts)
        return amounts.figures

    def set_aside_not_understood(self, name: str, amounts: Amounts) -> None:
        """Set rows aside whose cell is not blank and no figure."""
        self.account.set_aside(
            amounts.not_understood,
            say("“{column}” is not understood as a figure", column=self.heading(name)),
            unread=True,
        )

    def _check_understood(
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
                canonical=column_name(name),
                row=int(self.account.raw.rows[example]),
                example=str(self.cells(name)[example]),
                option=map_option(f"{self.account.table}.{name}", "COLUMN"),
            )
        )

    def optional_dates(self, name: str) -> npt.NDArray[np.datetime64]:
        """An optional column of days; what cannot be read is missing, and said so."""
        if name in self:
            try:
                dates = self.dates(name)
                self._note_unread(name, dates.not_understood)
                return dates.days
            except KitError as problem:
                self._leave_out(name, problem)
        return np.full(len(self.account.raw.rows), np.datetime64("NaT"), dtype="datetime64[s]")

    def optional_figures(self, name: str, *, money: bool = True) -> Exact | None:
        """An optional column of figures; what cannot be read is missing, and said so."""
        if name in self:
            try:
                amounts = self.figures(name, money=money)
                self._note_unread(name, amounts.not_understood)
                return amounts.figures
            except KitError as problem:
                self._leave_out(name, problem)
        return None

    def _leave_out(self, name: str, problem: KitError) -> None:
        self.unusable.add(name)
        self.account.note(
            say("{canonical} is left out: {why}", canonical=column_name(name), why=problem.text)
        )

    def _note_unread(self, name: str, wrong: npt.NDArray[np.bool_]) -> None:
        if not wrong.any():
            return
        example = int(np.flatnonzero(wrong)[0])
        self.account.note(
            say(
                "“{column}”: {n} cells could not be read as {canonical} and count as blank "
                "(row {row:plain}: “{example}”).",
                column=self.heading(name),
                n=int(wrong.sum()),
                canonical=column_name(name),
                row=int(self.account.raw.rows[example]),
                example=str(self.cells(name)[example]),
            )
        )

    def _source(self, name: str) -> Source:
        raw = self.account.raw
        return Source(raw.file, self.heading(name), raw.rows)
