"""Amounts and quantities, read per column over all its rows, exact until the last step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales.cells.figure_notations import DecimalSign, Figure, parse_figure
from kit.sales.files.raw import Source

__all__ = ["Amounts", "DecimalSign", "read_amounts", "to_minor"]

LARGEST = 2**53  # whole numbers up to here are exact as float64
_SIGN_NAMES = {"point": say("a point"), "comma": say("a comma")}


@dataclass(frozen=True)
class Amounts:
    """One column of figures, exact.

    Attributes
    ----------
    distinct, codes
        The distinct values in units, and for each row its place among them; -1 is a blank cell. A
        value that is None was not understood.
    per_unit
        Minor units per unit.
    currencies
        What stands beside the figures: ISO codes, or the sign where several currencies share it
        ("$", "¥", "kr").
    notes
        How the figures were read.
    """

    distinct: tuple[Decimal | None, ...]
    codes: npt.NDArray[np.int64]
    per_unit: int
    currencies: frozenset[str]
    notes: tuple[Text, ...]

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """True where a row has no figure: blank, or not understood."""
        known = np.array([value is not None for value in self.distinct] + [False])
        return ~known[self.codes]

    @property
    def not_understood(self) -> npt.NDArray[np.bool_]:
        """True where a cell is not blank and no figure, or too large to be exact."""
        return self.missing & (self.codes >= 0)

    def exact(self) -> npt.NDArray[np.object_]:
        """Each row's value as Decimal in units, None where missing; to derive amounts from."""
        return self._distinct_array()[self.codes]

    def minor(self) -> npt.NDArray[np.int64]:
        """Each row's value rounded half up to minor units; 0 where missing."""
        return to_minor(self._distinct_array(), self.per_unit)[0][self.codes]

    def numbers(self) -> npt.NDArray[np.float64]:
        """Each row's value in units as float; NaN where missing."""
        values = [float("nan") if value is None else float(value) for value in self.distinct]
        return np.array([*values, float("nan")], np.float64)[self.codes]

    def _distinct_array(self) -> npt.NDArray[np.object_]:
        # code -1, a blank cell, takes the None at the end
        values = np.empty(len(self.distinct) + 1, object)
        values[:-1] = self.distinct
        return values


def to_minor(
    values: npt.NDArray[Any], per_unit: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Exact units to minor units: rounded half up (away from zero), once.

    Parameters
    ----------
    values
        Decimals in units; None where missing.
    per_unit
        Minor units per unit.

    Returns
    -------
    minor : int64; 0 where missing or too large
    too_large : True beyond 2**53 minor units
    """
    minor = np.zeros(len(values), np.int64)
    too_large = np.zeros(len(values), bool)
    for place, value in enumerate(values):
        if value is None:
            continue
        if abs(value) * per_unit > LARGEST:
            too_large[place] = True
        else:
            minor[place] = int((value * per_unit).to_integral_value(ROUND_HALF_UP))
    return minor, too_large


def read_amounts(
    cells: pa.ChunkedArray,
    source: Source,
    *,
    per_unit: int,
    decimals: DecimalSign | None,
    money: bool = True,
    typed: bool = False,
) -> Amounts:
    """The figures that a column of text holds.

    Thousands may be set apart by comma, point, apostrophe or any space; a currency, K, M, тыс. or
    млн may stand beside the digits; a negative has a minus on either side or brackets. The decimal
    sign is decided over all rows by a value that shows it. If none does (all are like 1,234), money
    is read as thousands, because it has no three decimals, and a quantity is asked for.

    Parameters
    ----------
    cells, source
        The column; null is blank. Its file, heading and row numbers, for messages.
    per_unit
        Minor units per unit of the currency.
    decimals
        What the reader answered; a value that does not fit is not understood.
    money
        False for quantities and shares: 15% is 0.15; a currency or K and M are not understood.
    typed
        True if the column is in `Raw.number_cells`: real numbers, nothing is to be decided.

    Raises
    ------
    KitError
        The decimal sign is contradictory, or open where it matters.
    """
    coded = pc.dictionary_encode(cells.combine_chunks())
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    texts = coded.dictionary.to_pylist()
    limit = Decimal(LARGEST) / (per_unit if money else 1)
    if typed:
        values = [_within(_typed(text), limit) for text in texts]
        return Amounts(tuple(values), codes, per_unit, frozenset(), ())

    figures = [_fitting(parse_figure(text), money) for text in texts]
    column = _Column(source, texts, figures, codes)
    decimal, notes = column.decimal_sign(decimals, thousands=money and per_unit < 1000)
    values = [
        None if figure is None else _within(figure.value(decimal), limit) for figure in figures
    ]
    currencies = {figure.currency for figure in figures if figure and figure.currency}
    return Amounts(
        tuple(values), codes, per_unit, frozenset(currencies), notes + column.rounded_note()
    )


def _typed(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _within(value: Decimal | None, limit: Decimal) -> Decimal | None:
    return None if value is None or abs(value) > limit else value


def _fitting(figure: Figure | None, money: bool) -> Figure | None:
    """The figure, unless what stands beside it does not belong to this kind of column."""
    if figure is None or (figure.percent if money else figure.currency or figure.power):
        return None
    return figure


@dataclass(frozen=True)
class _Column:
    """The distinct values of a column and how often each occurs."""

    source: Source
    texts: Sequence[str]
    figures: Sequence[Figure | None]
    codes: npt.NDArray[np.int64]

    def rows_with(self, places: Sequence[int]) -> int:
        return int(np.isin(self.codes, places).sum())

    def row(self, place: int) -> int:
        """The first row that holds a value."""
        return int(self.source.rows[int(np.argmax(self.codes == place))])

    def decimal_sign(
        self, given: DecimalSign | None, *, thousands: bool
    ) -> tuple[DecimalSign, tuple[Text, ...]]:
        """The decimal sign of the column, and how it is known; asks if it stays open.

        `thousands`: what stays open may be read as thousands.
        """
        if given is not None:
            return given, ()
        point = [place for place, one in enumerate(self.figures) if one and one.shows == "point"]
        comma = [place for place, one in enumerate(self.figures) if one and one.shows == "comma"]
        if point and comma:
            raise self._contradiction(point[0], comma[0])
        if point or comma:
            sign: DecimalSign = "point" if point else "comma"
            return sign, (
                say(
                    "“{column}”: the decimal sign is {sign}, as {value} shows.",
                    column=self.source.column,
                    sign=_SIGN_NAMES[sign],
                    value=self.texts[(point or comma)[0]],
                ),
            )
        undecided = [(place, one) for place, one in enumerate(self.figures) if one and one.open]
        if not undecided:
            return "point", ()
        places = [place for place, _ in undecided]
        separators = {one.separator for _, one in undecided}
        # 1.234M may well have three decimals; and one column has one sign for thousands
        if not thousands or len(separators) > 1 or any(one.power for _, one in undecided):
            raise self._open(places)
        note = say_n(
            "“{column}”: {n} row such as {value} is read as thousands, because money has no three "
            "decimals. If the sign is a decimal one, add --decimals {sign}.",
            "“{column}”: {n} rows such as {value} are read as thousands, because money has no "
            "three decimals. If the sign is a decimal one, add --decimals {sign}.",
            self.rows_with(places),
            column=self.source.column,
            value=self.texts[places[0]],
            sign="comma" if separators == {","} else "point",
        )
        return "point" if separators == {","} else "comma", (note,)

    def _contradiction(self, point: int, comma: int) -> KitError:
        return KitError(
            say(
                "{file}, column “{column}”: {one} (row {one_row:plain}) has a decimal point, "
                "{other} (row {other_row:plain}) a decimal comma. Write the column in one way, or "
                "add --decimals point or --decimals comma: values that do not fit are then set "
                "aside.",
                file=self.source.file,
                column=self.source.column,
                one=self.texts[point],
                one_row=self.row(point),
                other=self.texts[comma],
                other_row=self.row(comma),
            )
        )

    def _open(self, places: Sequence[int]) -> KitError:
        return KitError(
            say_n(
                "{file}, column “{column}”: in {n} row the sign before the last three digits may "
                "be a decimal one or part thousands, for example {value} (row {row:plain}). Add "
                "--decimals point or --decimals comma.",
                "{file}, column “{column}”: in {n} rows the sign before the last three digits may "
                "be a decimal one or part thousands, for example {value} (row {row:plain}). Add "
                "--decimals point or --decimals comma.",
                self.rows_with(places),
                file=self.source.file,
                column=self.source.column,
                value=self.texts[places[0]],
                row=self.row(places[0]),
            )
        )

    def rounded_note(self) -> tuple[Text, ...]:
        """Says how many figures the source itself has shortened."""
        places = [place for place, one in enumerate(self.figures) if one and one.rounded]
        if not places:
            return ()
        return (
            say_n(
                "“{column}”: {n} row is rounded in the source, for example {value}; sums are no "
                "more exact than that.",
                "“{column}”: {n} rows are rounded in the source, for example {value}; sums are no "
                "more exact than that.",
                self.rows_with(places),
                column=self.source.column,
                value=self.texts[places[0]],
            ),
        )
