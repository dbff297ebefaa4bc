"""The cells of one file's canonical columns, as days, figures, words and ids."""

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
from kit.language import Text, say
from kit.sales.account import Account
from kit.sales.cells import words
from kit.sales.cells.amounts import KEY as decimals_key
from kit.sales.cells.amounts import Amounts, read_amounts, shown_sign
from kit.sales.cells.currencies import currency_code
from kit.sales.cells.dates import Dates, read_dates, restore_ids
from kit.sales.cells.day_and_month import KEY as dates_key
from kit.sales.cells.day_and_month import DateOrder
from kit.sales.cells.distinct import Source, encoded, no_words, of_words
from kit.sales.cells.sides import Sides, heading_side, may_have_marks, opposite, without_marks
from kit.sales.cells.written_figures import DecimalSign
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import shortened
from kit.sales.headings.units import Unit, power_in, unit_at_end
from kit.sales.minor_units import in_units
from kit.sales.options import answer_option
from kit.sales.tables import TABLES, Kind

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


@dataclass(frozen=True)
class BookSides:
    """The side of the book on which each row stands, and the side of each mark as written."""

    of_rows: Sides
    marks: Mapping[str, int]


def _series(cells: pa.Array | pa.ChunkedArray) -> pd.Series:
    whole = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    return pd.Series(pd.array(whole, dtype="str"))


class ReadColumns:
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

    def source(self, name: str) -> Source:
        """The file, heading and row numbers of a column, for messages."""
        raw = self.account.raw
        return Source(raw.file, self.heading(name), raw.rows)
