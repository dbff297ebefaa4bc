"""Cells with a type of their own, as text: one cell, and a whole column at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Cell = str | float | bool | date | datetime | time | timedelta

_DIGITS = 15  # that a spreadsheet shows
_EXACT = 1e13  # up to here a tenth beside a whole number shows
_SMALL = 1e-4  # below it Python writes an exponent


def cell_text(cell: Cell) -> str:
    """A typed cell as text: whole numbers without a point, dates in ISO form.

    A number with exactly three decimals gets a fourth, so that in a column that also holds text it
    cannot be taken for thousands.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return _number_text(cell)
    if isinstance(cell, datetime):
        cell = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds")
    return str(cell)


def column_text(cells: Sequence[Cell]) -> pa.Array:
    """`cell_text` of every cell; a column of one type, and texts, is not read one by one."""
    return text_and_kinds(cells)[0]


def text_and_kinds(cells: Sequence[Cell]) -> tuple[pa.Array, frozenset[type]]:
    """`column_text`, and the types of the cells."""
    if cells and type(cells[0]) is str:
        with suppress(pa.ArrowException):  # refuses what is no text
            return pa.array(cells, pa.string()), frozenset({str})
    kinds = frozenset(map(type, cells))
    return _text_of(cells, kinds), kinds


def _text_of(cells: Sequence[Cell], kinds: frozenset[type]) -> pa.Array:
    if not kinds:
        return pa.array([], pa.string())
    typed = set(kinds - {str})
    kind = typed.pop()
    if typed or kind not in _AT_ONCE:
        return pa.array(map(cell_text, cells), pa.string())
    if str not in kinds:
        return _AT_ONCE[kind](cells)
    texts = [cell if type(cell) is str else None for cell in cells]
    others = [None if type(cell) is str else cell for cell in cells]
    return pc.coalesce(pa.array(texts, pa.string()), _AT_ONCE[kind](others))


def number_texts(numbers: pa.Array) -> pa.Array:
    """`cell_text` of floating-point numbers, and "nan", "inf"; null where null.

    Arrow writes the fewest digits that mean the same number: where these are no more than a
    spreadsheet shows, they are the ones.
    """
    numbers = pc.add(numbers, 0.0)  # no minus before nothing
    texts = numbers.cast(pa.string())
    size = pc.abs(numbers)
    exponent = pc.and_(pc.less(size, _SMALL), pc.not_equal(size, 0.0))
    exponent = pc.or_(exponent, pc.match_substring(texts, "e"))
    odd = pc.or_(exponent, pc.greater(pc.binary_length(texts), _DIGITS + 1))
    if _has_thousandths(numbers):
        three = pc.match_substring_regex(texts, r"\.[0-9]{3}$")
        texts = pc.if_else(three, pc.binary_join_element_wise(texts, "0", ""), texts)
    places = np.flatnonzero(pc.fill_null(odd, False).to_numpy(zero_copy_only=False))
    if not len(places):
        return texts
    others = [_number_text(number) for number in numbers.take(pa.array(places)).to_pylist()]
    return pc.replace_with_mask(texts, pc.fill_null(odd, False), pa.array(others, pa.string()))


def _has_thousandths(numbers: pa.Array) -> bool:
    """Whether any number may have three decimals; false only where all have two at most."""
    hundredths = pc.fill_null(numbers, 0.0).to_numpy(zero_copy_only=False) * 100
    with np.errstate(invalid="ignore"):
        beside = np.abs(hundredths - np.rint(hundredths))
    return not (beside < 0.05).all() or bool((np.abs(hundredths) > _EXACT).any())


def moment_texts(moments: pa.Array) -> pa.Array:
    """`cell_text` of dates with a time of day, in microseconds; null where null."""
    half = pa.scalar(timedelta(milliseconds=500))
    whole = pc.floor_temporal(pc.add(moments, half), unit="second")
    texts = whole.cast(pa.timestamp("s")).cast(pa.string())
    return pc.replace_substring_regex(texts, " 00:00:00$", "")


def _number_text(number: float) -> str:
    """A number without exponent or separators; fractions to the 15 digits a spreadsheet shows."""
    if number == int(number):
        return str(int(number))
    text = f"{number:.{_DIGITS}g}"
    if "e" in text:
        digits = _DIGITS if abs(number) >= 1 else 20
        text = f"{number:.{digits}f}".rstrip("0")
    return text + "0" if len(text.partition(".")[2]) == 3 else text


_AT_ONCE: dict[type, Callable[[Sequence[object]], pa.Array]] = {
    float: lambda cells: number_texts(pa.array(cells, pa.float64())),
    date: lambda cells: pa.array(cells, pa.date32()).cast(pa.string()),
    datetime: lambda cells: moment_texts(pa.array(cells, pa.timestamp("us"))),
}
