"""Amounts and quantities, read per column over all its rows, exact until the last step.

What a single figure is, `written_figures` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kit.language import Text, say, say_n
from kit.sales.cells.currencies import has_thousandths
from kit.sales.cells.distinct import Codes, Distinct, Source
from kit.sales.cells.exact import LARGEST, Exact
from kit.sales.cells.plain_figures import PlainFigures
from kit.sales.cells.written_figures import DecimalSign, Figure, parse_figure
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.options import answer_option

KEY = "decimals"  # of the doubt about the decimal sign

_SIGN_NAMES = {"point": say("a point"), "comma": say("a comma")}
_LARGEST_MONEY = Decimal(LARGEST) / 100  # in units: with two decimals the most that is exact
_MOST_DECIMALS = 60
_NO_ROWS = np.zeros(0, dtype=np.int64)
_ENOUGH_PARTED = 5  # figures such as 1,234 beside whole ones below 1,000: no decimals that vary


@dataclass(frozen=True)
class Amounts:
    """One column of figures.

    Attributes
    ----------
    figures
        Each row's figure in units, exact; missing where blank or not understood.
    not_understood
        True where a cell is not blank and no figure, or too large to be exact. Shape (rows,).
    signs, codes
        What stands beside each distinct figure: an ISO code, or the sign where several currencies
        share it ("$", "¥", "kr"), or nothing; and each row's place among them, -1 where blank or
        where only the figure stands.
    notes
        How the figures were read.
    """

    figures: Exact
    not_understood: npt.NDArray[np.bool_]
    signs: Sequence[str | None]
    codes: Codes
    notes: tuple[Text, ...]

    def currencies(self, used: npt.NDArray[np.bool_]) -> frozenset[str]:
        """The currencies of the rows in use, if there are several; else the one there is."""
        every = frozenset(sign for sign in self.signs if sign)
        if len(every) < 2:
            return every
        places = np.unique(self.codes[used & (self.codes >= 0)]).tolist()
        return frozenset(sign for place in places if (sign := self.signs[place]))


def read_amounts(
    cells: pa.ChunkedArray,
    source: Source,
    *,
    decimals: DecimalSign | None,
    name: str = "",
    money: bool = True,
    typed: bool = False,
    elsewhere: Callable[[], DecimalSign | None] | None = None,
    power: Callable[[Sequence[Decimal]], int] | None = None,
    doubts: Doubts | None = None,
) -> Amounts:
    """The figures that a column of text holds.

    Thousands may be set apart by comma, point, apostrophe or any space; a currency, K, M, тыс. or
    млн may stand beside the digits; a negative has a minus on either side or brackets. The decimal
    sign is decided over all rows by a value that shows it. If none does (all are like 1,234), the
    rest of the file may show it, or the column itself, by whole figures below 1,000 beside others
    that end in a nought; else the sign is asked for: a wrong one is an error of a factor of 1,000.

    Parameters
    ----------
    cells, source
        The column; null is blank. Its file, heading and row numbers, for messages.
    decimals
        What the reader said of all columns; a value that does not fit is not understood. Before it
        comes what was answered for this column, then for its table.
    name
        The canonical column with its table, `orders.amount`: whose the question and its answers
        are, `orders.amount.decimals` and `orders.decimals`.
    money
        False for quantities and shares: 15% is 0.15; a currency or K and M are not understood.
    typed
        True if the column is in `Raw.number_cells`: real numbers, nothing is to be decided.
    elsewhere
        The decimal sign that the file's other columns show, worked out where it is needed.
    power
        From the figures as they are written to the power of ten that a heading sets for them:
        3 for thousands. Figures with a scale of their own (1.2M) stay as they are.
    doubts
        Where the decimal sign is asked if it is contradictory, or open where it matters; without
        it, that is an error.
    """
    asked = Doubts() if doubts is None else doubts
    limit = _LARGEST_MONEY if money else Decimal(LARGEST)
    decimal: DecimalSign = "point"
    notes: tuple[Text, ...] = ()
    signs: list[str | None] = []
    plain = PlainFigures.of(cells, typed=typed) if power is None else PlainFigures({}, _NO_ROWS)
    odd = plain.others(cells)
    if typed:
        numbers = Distinct.of(odd, source, _typed)
        powers = _power_of(numbers.meanings, power)
        values = [_within(_raised(number, powers), limit) for number in numbers.meanings]
        codes = numbers.codes
    else:
        column = Distinct.of(odd, source, lambda text: _fitting(parse_figure(text), money))
        decimal, notes = _decimal_sign(column, decimals, asked, elsewhere, name)
        if doubts is None:
            asked.close()
        read = [None if figure is None else figure.value(decimal) for figure in column.meanings]
        powers = _power_of(read, power)
        values = [
            _within(_raised(value, 0 if figure is None or figure.power else powers), limit)
            for value, figure in zip(read, column.meanings, strict=True)
        ]
        signs = [None if figure is None else figure.currency for figure in column.meanings]
        codes, notes = column.codes, notes + _rounded_note(column)
    figures = plain.added(Exact.of(values, codes), decimal)
    filled = cells.is_valid().to_numpy()
    return Amounts(figures, figures.missing & filled, signs, codes, notes)


def shown_sign(cells: pa.ChunkedArray, source: Source) -> DecimalSign | None:
    """The decimal sign that a column shows: None where it shows none, or both."""
    column = Distinct.of(PlainFigures.of(cells).others(cells), source, parse_figure)
    signs = {figure.shows for figure in column.meanings if figure is not None and figure.shows}
    return signs.pop() if len(signs) == 1 else None


def _power_of(
    values: Sequence[Decimal | None], power: Callable[[Sequence[Decimal]], int] | None
) -> int:
    return power([value for value in values if value is not None]) if power else 0


def _raised(value: Decimal | None, power: int) -> Decimal | None:
    return value.scaleb(power) if value is not None and power else value


def _typed(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _within(value: Decimal | None, limit: Decimal) -> Decimal | None:
    """The value, unless it is too large or too fine to be counted exactly."""
    if value is None or abs(value) > limit or int(value.as_tuple().exponent) < -_MOST_DECIMALS:
        return None
    return value


def _fitting(figure: Figure | None, money: bool) -> Figure | None:
    """The figure, unless what stands beside it does not belong to this kind of column."""
    if figure is None or (figure.percent if money else figure.currency or figure.power):
        return None
    return figure


def _decimal_sign(
    column: Distinct[Figure],
    answered: DecimalSign | None,
    doubts: Doubts,
    elsewhere: Callable[[], DecimalSign | None] | None,
    name: str,
) -> tuple[DecimalSign, tuple[Text, ...]]:
    """The decimal sign of the column, and how it is known; asks if it stays open."""
    of_column, of_table = _keys(name)
    for key in (of_column, of_table):
        if doubts.answers.get(key) in get_args(DecimalSign):
            return _ask(doubts, key, _what_was_asked(column, key == of_column)), ()
    if answered is not None:
        return answered, ()
    if doubts.answers.get(KEY) in get_args(DecimalSign):
        return _ask(doubts, KEY, say("the decimal sign")), ()
    point = column.where(lambda figure: figure.shows == "point")
    comma = column.where(lambda figure: figure.shows == "comma")
    if point and comma:
        text = say(
            "{file}, column “{column}”: {one} (row {one_row:plain}) has a decimal point, "
            "{other} (row {other_row:plain}) a decimal comma. Write the column in one way, or "
            "say which holds: values that do not fit are then set aside.",
            **column.two(point[0], comma[0]),
        )
        return _ask(doubts, of_column, text), ()
    if point or comma:
        sign: DecimalSign = "point" if point else "comma"
        return sign, (
            say(
                "“{column}”: the decimal sign is {sign}, as {value} shows.",
                column=column.source.column,
                sign=_SIGN_NAMES[sign],
                value=column.texts[(point or comma)[0]],
            ),
        )
    undecided = column.where(lambda figure: figure.open)
    if not undecided:
        return "point", ()
    shown = elsewhere() if elsewhere else None
    if shown is not None:
        return shown, (
            say(
                "“{column}”: the decimal sign is {sign}, as other columns of the file show.",
                column=column.source.column,
                sign=_SIGN_NAMES[shown],
            ),
        )
    figures = column.understood(undecided)
    separators = {figure.separator for figure in figures}
    if len(separators) == 1 and not any(has_thousandths(figure.currency) for figure in figures):
        note = say(
            "“{column}”: {value} and the like are read as thousands, because this currency has no "
            "thousandths. If the sign is a decimal one, add {option}.",
            column=column.source.column,
            value=column.texts[undecided[0]],
            option=_option(of_column, "comma" if separators == {","} else "point"),
        )
        return "point" if separators == {","} else "comma", (note,)
    # 1.234M may well have three decimals; and one column has one sign for thousands
    if len(separators) > 1 or any(figure.power for figure in figures):
        return _ask(doubts, of_table, _open(column, undecided), column, undecided[0]), ()
    if not _parts_thousands(column, undecided):
        return _ask(doubts, of_table, _open(column, undecided), column, undecided[0]), ()
    note = say_n(
        "“{column}”: {n} row such as {value} is read as thousands, because whole figures below "
        "1,000 are beside it. If the sign is a decimal one, add {option}.",
        "“{column}”: {n} rows such as {value} are read as thousands, because whole figures "
        "below 1,000 are beside them. If the sign is a decimal one, add {option}.",
        column.rows_with(undecided),
        column=column.source.column,
        value=column.texts[undecided[0]],
        option=_option(of_column, "comma" if separators == {","} else "point"),
    )
    return "point" if separators == {","} else "comma", (note,)


def _parts_thousands(column: Distinct[Figure], undecided: Sequence[int]) -> bool:
    """Whether a column in which no figure shows its decimal sign can only be whole figures.

    Decimals are written either always, to the third, or as far as they are not nought. Whole
    figures beside 1,234 rule the first out, a nought at the end of 1,230, or many such figures, the
    second; and who parts thousands parts all of them.
    """
    whole = column.where(lambda figure: bool(figure.point) and figure.point == figure.comma)
    texts = [column.texts[place] for place in whole]
    if not texts or any(re.search(r"\d{4}", text) for text in texts):
        return False
    ends = any(column.texts[place].rstrip(" )-").endswith("0") for place in undecided)
    return ends or len(undecided) >= _ENOUGH_PARTED


def _keys(name: str) -> tuple[str, str]:
    """Under what the sign of a column, and of its whole table, is asked and answered."""
    table = name.partition(".")[0]
    return (f"{name}.{KEY}", f"{table}.{KEY}") if name else (KEY, KEY)


def _option(key: str, sign: str) -> str:
    return f"--decimals {sign}" if key == KEY else answer_option(key, sign)


def _what_was_asked(column: Distinct[Figure], of_column: bool) -> Text:
    if of_column:
        return say("The decimal sign of “{column}”.", column=column.source.column)
    return say("The decimal sign.")


def _ask(
    doubts: Doubts,
    key: str,
    text: Text,
    column: Distinct[Figure] | None = None,
    example: int = 0,
) -> DecimalSign:
    """Ask for the decimal sign; what an example would be in each case.

    The first time the option is the one for all columns; where another is open, its own.
    """
    point, comma = say("the decimal sign is a point"), say("the decimal sign is a comma")
    figure = column.meanings[example] if column else None
    if column and figure and figure.point is not None and figure.comma is not None:
        point, comma = (
            say(
                "{meaning}: {value} is {figure:plain}",
                meaning=meaning,
                value=value,
                figure=float(exact),
            )
            for meaning, value, exact in (
                (point, column.texts[example], figure.point),
                (comma, column.texts[example], figure.comma),
            )
        )
    others = any(doubt.key.endswith(KEY) and doubt.key != key for doubt in doubts.open)
    asked = key if others else KEY
    choices = (
        Choice("point", point, option=_option(asked, "point")),
        Choice("comma", comma, option=_option(asked, "comma")),
    )
    return "comma" if doubts.ask(Doubt(key, text, choices)) == "comma" else "point"


def _open(column: Distinct[Figure], undecided: Sequence[int]) -> Text:
    return say_n(
        "{file}, column “{column}”: in {n} row the sign before the last three digits may mean "
        "decimals or thousands, for example {value} (row {row:plain}).",
        "{file}, column “{column}”: in {n} rows the sign before the last three digits may mean "
        "decimals or thousands, for example {value} (row {row:plain}).",
        column.rows_with(undecided),
        **column.example(undecided[0]),
    )


def _rounded_note(column: Distinct[Figure]) -> tuple[Text, ...]:
    """Says how many figures the source itself has shortened."""
    rounded = column.where(lambda figure: figure.rounded)
    if not rounded:
        return ()
    return (
        say_n(
            "“{column}”: {n} row is rounded in the source, for example {value}; sums are no "
            "more exact than that.",
            "“{column}”: {n} rows are rounded in the source, for example {value}; sums are no "
            "more exact than that.",
            column.rows_with(rounded),
            column=column.source.column,
            value=column.texts[rounded[0]],
        ),
    )
