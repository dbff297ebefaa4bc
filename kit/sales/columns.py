"""The cells of one file's canonical columns, understood."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Quoted, Text, say, say_n
from kit.sales.account import Account
from kit.sales.cells import words
from kit.sales.cells.amounts import KEY as decimals_key
from kit.sales.cells.amounts import Amounts, read_amounts, shown_sign
from kit.sales.cells.currencies import currency_code
from kit.sales.cells.dates import Dates, read_dates, restore_ids
from kit.sales.cells.day_and_month import KEY as dates_key
from kit.sales.cells.day_and_month import DateOrder
from kit.sales.cells.distinct import Source, encoded, no_words, of_words
from kit.sales.cells.exact import Exact
from kit.sales.cells.sides import Sides, heading_side, may_have_marks, opposite, without_marks
from kit.sales.cells.written_figures import DecimalSign
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import shortened
from kit.sales.headings.units import Unit, power_in, unit_at_end
from kit.sales.minor_units import in_units
from kit.sales.options import answer_option, map_option
from kit.sales.tables import TABLES, Kind, column_name

# half of the figures at least so large in full: then they are rather full ones already
_DOUBTFUL = 10**8
FEW = 0.01  # share of the rows that may be odd without a question

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


@dataclass(frozen=True)
class BookSides:
    """The side of the book on which each row stands, and the side of each mark as written."""

    of_rows: Sides
    marks: Mapping[str, int]


def _series(cells: pa.Array | pa.ChunkedArray) -> pd.Series:
    return pd.Series(pd.array(cells, dtype="str"))


class Columns:
    """One file's columns by canonical name, read on request."""

    def __init__(self, account: Account, conventions: Conventions, doubts: Doubts) -> None:
        self.account = account
        self.match = account.match
        self.conventions = conventions
        self.doubts = doubts
        self.signs: dict[str, str] = {}  # currency sign or code: a heading under which it stands
        self.nothing: dict[str, dict[str, int]] = {}  # words by which ids say that there is none
        self.caveats: list[Text] = []  # what limits the reading as a whole
        self.unusable: set[str] = set()  # optional columns left out because they cannot be read
        self.sides: BookSides | None = None  # of the amounts, where they have sides
        self.minor_units: bool | None = None  # whether money is in cents; None: not looked at yet
        self._read: dict[tuple[str, bool], Amounts] = {}  # figures by column, and whether money

    def __contains__(self, name: str) -> bool:
        return name in self.match.positions

    def heading(self, name: str) -> str:
        """The file's own heading of a column."""
        return self.account.raw.header[self.match.positions[name]]

    def cells(self, name: str) -> pa.ChunkedArray:
        """Cells without outer blanks; null: blank."""
        return pc.utf8_trim_whitespace(self.account.raw.cells.column(self.match.positions[name]))

    def worded(
        self, rows: npt.NDArray[np.bool_], besides: Container[int | None]
    ) -> npt.NDArray[np.bool_]:
        """Which of some rows hold a word in a column other than those at these places."""
        raw = self.account.raw
        worded = np.zeros(len(rows), dtype=np.bool_)
        where = np.flatnonzero(rows)
        for place in range(len(raw.header)):
            if place not in besides:
                cells = raw.cells.column(place).take(pa.array(where))
                found = pc.fill_null(pc.match_substring_regex(cells, r"\p{L}{2}"), False)
                worded[where] |= found.to_numpy()
        return worded

    def texts(self, name: str) -> pd.Series:
        """Cells as text; missing where blank or where the file has no such column."""
        if name not in self:
            return _series(pa.nulls(len(self.account.raw.rows), pa.string()))
        return _series(self.cells(name))

    def words(self, name: str) -> pd.Series:
        """Cells of a column of which few texts differ, as a category; missing as in `texts`."""
        if name not in self:
            return no_words(len(self.account.raw.rows))
        return of_words(*encoded(self.cells(name)))

    def ids(self, name: str) -> pd.Series:
        """Cells as ids, exactly as written; ids that a spreadsheet shows as dates are restored.

        What says that there is nobody is missing, unless a person said that it is a name.
        """
        return _series(self._ids(name))

    def coded_ids(self, name: str) -> pd.Series:
        """`ids` of a column of which few texts differ, as a category."""
        return of_words(*encoded(self._ids(name)))

    def _ids(self, name: str) -> pa.ChunkedArray:
        if name not in self:
            return pa.chunked_array([pa.nulls(len(self.account.raw.rows), pa.string())])
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
        return cells

    def dates(self, name: str) -> Dates:
        """Cells as days."""
        if self.conventions.dates:
            self.doubts.settled[dates_key] = self.conventions.dates
        dates = read_dates(
            self.cells(name),
            self.source(name),
            order=self.conventions.dates,
            time_zone=self.conventions.time_zone,
            name=f"{self.account.table}.{name}",
            doubts=self.doubts,
        )
        self.account.note(*dates.notes)
        if name == "ordered_on" and dates.not_understood.any():
            not_yet = pc.fill_null(words.not_yet(self.cells(name)), False).to_numpy()
            dates = replace(dates, not_understood=dates.not_understood & ~not_yet)
        return dates

    def figures(self, name: str, *, money: bool = True) -> Amounts:
        """Cells as exact figures."""
        if self.conventions.decimals:
            self.doubts.settled[decimals_key] = self.conventions.decimals
        amounts = self.read(name, money=money)
        self.account.note(*amounts.notes)
        if money:  # of the rows in use only: a condition may have left one currency
            currencies = amounts.currencies(self.account.used)
            self.signs |= dict.fromkeys(currencies, self.heading(name))
            if currency := unit_at_end(self.heading(name)).currency:
                self.signs[currency_code(currency)] = self.heading(name)
        return amounts

    def read(self, name: str, *, money: bool = True) -> Amounts:
        """The figures of a column, of which nothing is told yet: read once."""
        if (name, money) not in self._read:
            cells = self.cells(name)
            marked = None
            if name == "amount" and may_have_marks(cells):
                marked = without_marks(cells)
            amounts = self._amounts(name, marked[0] if marked else cells, money)
            if name == "amount" and not marked and amounts.not_understood.any():
                marked = without_marks(cells)  # one seldom met
                amounts = self._amounts(name, marked[0], money) if marked else amounts
            if marked:
                self.sides = BookSides(marked[1], marked[2])
            if name == "amount":
                amounts = self._with_opposite(amounts)
            if money:
                amounts = replace(amounts, figures=in_units(self, name, amounts.figures))
            self._read[name, money] = amounts
        return self._read[name, money]

    def _amounts(self, name: str, cells: pa.ChunkedArray, money: bool) -> Amounts:
        """What some cells hold as figures of a column."""
        scaled = money and self._unit(name)[0].power > 0
        return read_amounts(
            cells,
            self.source(name),
            decimals=self.conventions.decimals,
            name=f"{self.account.table}.{name}",
            money=money,
            typed=self.match.positions[name] in self.account.raw.number_cells,
            elsewhere=lambda: self._shown_elsewhere(name),
            power=(lambda figures: self._power(name, figures)) if scaled else None,
            doubts=self.doubts,
        )

    def _with_opposite(self, amounts: Amounts) -> Amounts:
        """The amounts of both sides of a book, where each side has a column of its own."""
        raw, place = self.account.raw, self.match.positions["amount"]
        other = opposite(raw.header, place)
        if other is None or "amount" in self.match.stated:
            return amounts
        cells = pc.utf8_trim_whitespace(raw.cells.column(other))
        against = self._amounts("amount", cells, True)
        mine = ~amounts.figures.missing & (amounts.figures.mantissa != 0)
        others = ~against.figures.missing & (against.figures.mantissa != 0) & ~mine
        own = heading_side(raw.header[place])
        sides = np.where(mine, own, np.where(others, -own, 0)).astype(np.int8)
        self.sides = BookSides(sides, {raw.header[place]: own, raw.header[other]: -own})
        figures = replace(amounts.figures, missing=amounts.figures.missing | others)
        return replace(
            amounts,
            figures=figures.filled(against.figures),
            not_understood=(amounts.not_understood & ~others) | (against.not_understood & ~mine),
        )

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
        signs = {shown_sign(self.cells(other), self.source(other)) for other in figures} - {None}
        return signs.pop() if len(signs) == 1 else None

    def _power(self, name: str, figures: Sequence[Decimal]) -> int:
        """The power of ten by which the heading, or a line above it, raises a column of money.

        A question where that rests on one letter or on a line above, or where the figures are so
        large that they may be full ones.
        """
        heading, key = self.heading(name), f"{self.account.table}.{name}.unit"
        unit, words = self._unit(name)
        power = unit.power
        times = 10**power
        known = Choice(str(times), say("every figure counts times {times}", times=times))
        full = Choice("1", say("the figures are full ones"))
        if unit.certain and self.doubts.answers.get(key) not in (known.answer, full.answer):
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

    def _unit(self, name: str) -> tuple[Unit, str]:
        """In what unit figures are, by their heading or a line above it, and its words."""
        heading, raw = self.heading(name), self.account.raw
        unit = unit_at_end(heading)
        if unit.power:
            return unit, heading
        for row in raw.set_aside:
            if row.row < int(raw.rows[0]) and (power := power_in(row.record)):
                return unit._replace(power=power, certain=False), shortened(row.record)
        return unit, heading

    def set_aside_undated(self, name: str, dates: Dates, blank: Text | None = None) -> None:
        """Set rows aside that have no day in a column that every row needs.

        `blank`: the reason of a row whose cell is blank.

        Raises
        ------
        KitError
            No cell in use is understood.
        """
        heading = self.heading(name)
        self._check_understood(name, ~np.isnat(dates.days), dates.not_understood, dates.period)
        self._set_aside_placeholders(name, dates, blank)
        no_day = np.isnat(dates.days) & ~dates.placeholders
        self.account.set_aside(
            no_day & ~dates.not_understood,
            blank or say("no date: “{column}” is blank", column=heading),
        )
        self.account.set_aside(
            dates.not_understood, say("“{column}” is not understood as a date", column=heading)
        )

    def _set_aside_placeholders(self, name: str, dates: Dates, blank: Text | None) -> None:
        """Set rows aside whose date stands for none; asks where they are more than a few."""
        rows = dates.placeholders & self.account.used
        if not rows.any():
            return
        heading, n = self.heading(name), int(rows.sum())
        dated = int((self.account.used & ~np.isnat(dates.days)).sum())
        if n > FEW * (n + dated) and blank is None:
            text = say_n(
                "{file}: {n} row of “{column}” holds a date such as {example} (row {row:plain}),"
                " which stands for no date. If another column holds the day, name it: {option}.",
                "{file}: {n} rows of “{column}” hold a date such as {example} (row {row:plain}),"
                " which stands for no date. If another column holds the day, name it: {option}.",
                n,
                file=self.account.raw.file,
                column=heading,
                example=dates.placeholder,
                row=int(self.account.raw.rows[int(np.flatnonzero(rows)[0])]),
                option=map_option(f"{self.account.table}.{name}", "COLUMN"),
            )
            leave = Choice("leave-out", say("leave these rows out"), n)
            self.doubts.ask(Doubt(f"{self.account.table}.{name}.placeholders", text, (leave,)))
        note = say_n(
            "{file}: {n} row of “{column}” holds a date that stands for none, such as {example}.",
            "{file}: {n} rows of “{column}” hold a date that stands for none, such as {example}.",
            n,
            file=self.account.raw.file,
            column=heading,
            example=dates.placeholder,
        )
        self.account.note(note)
        self.caveats.append(note)
        no_date = say(
            "“{column}” holds {example}, which stands for no date",
            column=heading,
            example=dates.placeholder,
        )
        self.account.set_aside(rows, blank or no_date)

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
        self,
        name: str,
        understood: npt.NDArray[np.bool_],
        wrong: npt.NDArray[np.bool_],
        period: Text | None = None,
    ) -> None:
        """Refuse a column of which no cell in use was understood: it must be another column.

        One that is understood in part is asked about. `period`: what it holds instead of days.
        """
        used = self.account.used
        if not (wrong & used).any():
            return
        if (understood & used).any():
            self._ask_if_in_part(name, understood & used, wrong & used, needed=True)
            return
        example = int(np.flatnonzero(wrong & used)[0])
        if period is not None:
            raise KitError(
                say(
                    "{file}: “{column}” holds {period}, not days (row {row:plain}: “{example}”)."
                    " Export the file with the day of each order, not summed by {period}.",
                    file=self.account.raw.file,
                    column=self.heading(name),
                    period=period,
                    row=int(self.account.raw.rows[example]),
                    example=str(self.cells(name)[example]),
                )
            )
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

    def _ask_if_in_part(
        self,
        name: str,
        understood: npt.NDArray[np.bool_],
        wrong: npt.NDArray[np.bool_],
        *,
        needed: bool,
    ) -> None:
        """Ask where more than a few cells in use are not understood, with examples of them."""
        n, read = int(wrong.sum()), int(understood.sum())
        if n <= FEW * (n + read):
            return
        cells = self.cells(name)
        examples: list[Text | Quoted] = []
        for place in np.flatnonzero(wrong)[:1000].tolist():
            example = Quoted(shortened(str(cells[place])))
            if example not in examples:
                examples.append(example)
        first = int(self.account.raw.rows[int(np.flatnonzero(wrong)[0])])
        text = say_n(
            "{file}: {n} cell of “{column}” cannot be read as the {meaning}: {examples} (row"
            " {row:plain}); {read} can. Correct it in the source, or say what is to be done.",
            "{file}: {n} cells of “{column}” cannot be read as the {meaning}, such as {examples}"
            " (first in row {row:plain}); {read} can. Correct them in the source, or say what is to"
            " be done.",
            n,
            file=self.account.raw.file,
            column=self.heading(name),
            meaning=column_name(name),
            examples=examples[:3],
            row=first,
            read=read,
        )
        choice = (
            Choice("leave-out", say("leave these rows out"), n)
            if needed
            else Choice("blank", say("count these cells as blank"), n)
        )
        self.doubts.ask(Doubt(f"{self.account.table}.{name}.unread", text, (choice,)))

    def optional_dates(self, name: str) -> npt.NDArray[np.datetime64]:
        """An optional column of days; what cannot be read is missing, and said so."""
        if name in self:
            try:
                dates = self.dates(name)
                self._note_unread(name, dates.not_understood, ~np.isnat(dates.days))
                if dates.placeholders.any():
                    self.account.note(
                        say_n(
                            "“{column}”: {n} cell such as {example} stands for no date and counts"
                            " as blank.",
                            "“{column}”: {n} cells such as {example} stand for no date and count"
                            " as blank.",
                            int(dates.placeholders.sum()),
                            column=self.heading(name),
                            example=dates.placeholder,
                        )
                    )
                return dates.days
            except KitError as problem:
                self._leave_out(name, problem)
        return np.full(len(self.account.raw.rows), np.datetime64("NaT"), dtype="datetime64[s]")

    def optional_figures(self, name: str, *, money: bool = True) -> Exact | None:
        """An optional column of figures; what cannot be read is missing, and said so."""
        if name in self:
            try:
                amounts = self.figures(name, money=money)
                self._note_unread(name, amounts.not_understood, ~amounts.figures.missing)
                return amounts.figures
            except KitError as problem:
                self._leave_out(name, problem)
        return None

    def _leave_out(self, name: str, problem: KitError) -> None:
        self.unusable.add(name)
        self.account.note(
            say("{canonical} is left out: {why}", canonical=column_name(name), why=problem.text)
        )

    def _note_unread(
        self, name: str, wrong: npt.NDArray[np.bool_], understood: npt.NDArray[np.bool_]
    ) -> None:
        if not wrong.any():
            return
        used = self.account.used
        self._ask_if_in_part(name, understood & used, wrong & used, needed=False)
        example = int(np.flatnonzero(wrong)[0])
        self.account.note(
            say_n(
                "“{column}”: {n} cell could not be read as {canonical} and counts as blank "
                "(row {row:plain}: “{example}”).",
                "“{column}”: {n} cells could not be read as {canonical} and count as blank "
                "(row {row:plain}: “{example}”).",
                int(wrong.sum()),
                column=self.heading(name),
                canonical=column_name(name),
                row=int(self.account.raw.rows[example]),
                example=str(self.cells(name)[example]),
            )
        )

    def source(self, name: str) -> Source:
        """The file, heading and row numbers of a column, for messages."""
        raw = self.account.raw
        return Source(raw.file, self.heading(name), raw.rows)
