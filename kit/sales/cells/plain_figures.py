"""Figures in the usual notations, read by Arrow for all rows at once.

What a notation means is laid down by `amounts.parse_figure`: here stand only those of which one
sign at most can be the decimal one, so that nothing is to be weighed. Every other cell is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.sales.cells.exact import Exact

Bools = npt.NDArray[np.bool_]
Sign = Literal["", ".", ","]

_SAMPLE = 1000  # rows that show which notation to try first
_DIGITS, _GROUPS = "[0-9]{1,12}", "[1-9][0-9]{0,2}(?:[%s][0-9]{3}){1,3}"  # far below the largest
_SPACES = " \u2009\u00a0\u202f"


class _Notation(NamedTuple):
    """How figures are written: the sign before their decimals, and signs that part thousands."""

    pattern: str
    decimal: Sign
    parts: str


_WHOLE = _Notation(_DIGITS, "", "")
_NOTATIONS = (
    _WHOLE,
    _Notation(_DIGITS + r"\.(?:[0-9]{1,2}|[0-9]{4,6})", ".", ""),
    _Notation(_DIGITS + r",(?:[0-9]{1,2}|[0-9]{4,6})", ",", ""),
    _Notation(_GROUPS % _SPACES, "", _SPACES),
    _Notation(_GROUPS % _SPACES + r"\.[0-9]{1,2}", ".", _SPACES),
    _Notation(_GROUPS % _SPACES + r",[0-9]{1,2}", ",", _SPACES),
    _Notation(_GROUPS % "," + r"\.[0-9]{1,2}", ".", ","),
    _Notation(_GROUPS % "." + r",[0-9]{1,2}", ",", "."),
)
_REAL_NUMBERS = (_WHOLE, _Notation(_DIGITS + r"\.[0-9]{1,6}", ".", ""))


@dataclass(frozen=True)
class PlainFigures:
    """The cells of a column that are figures in a usual notation.

    Attributes
    ----------
    by_sign
        By the decimal sign that they show, or "" for whole figures: their values, each for the
        whole column and missing for all other cells.
    shown
        The first row of each notation, and the first figure with four digits in a row: what can be
        said of any of these cells can be said of one of these.
    """

    by_sign: dict[Sign, Exact]
    shown: npt.NDArray[np.int64]

    @classmethod
    def of(cls, cells: pa.ChunkedArray, *, typed: bool = False) -> PlainFigures:
        """A column of text without outer blanks, null where blank; `typed`: of real numbers."""
        if cells.num_chunks > 1:
            parts = [cls._of(part, typed) for part in cells.chunks]
            return cls._joined(parts, list(map(len, cells.chunks)))
        return cls._of(cells.combine_chunks(), typed)

    @classmethod
    def _joined(cls, parts: Sequence[PlainFigures], lengths: Sequence[int]) -> PlainFigures:
        """The figures of a column in several pieces."""
        signs = dict.fromkeys(sign for part in parts for sign in part.by_sign)
        sizes = list(zip(parts, lengths, strict=True))
        by_sign = {
            sign: Exact.stacked([part.by_sign.get(sign, Exact.none(n)) for part, n in sizes])
            for sign in signs
        }
        begins = np.cumsum([0, *lengths[:-1]])
        shown = [part.shown + begin for part, begin in zip(parts, begins, strict=True)]
        return cls(by_sign, np.concatenate(shown))

    @classmethod
    def _of(cls, cells: pa.Array, typed: bool) -> PlainFigures:
        """Those of a column in one piece."""
        notations = _REAL_NUMBERS if typed else _NOTATIONS
        sample = cells.slice(0, _SAMPLE)
        order = sorted(notations, key=lambda notation: -_matching(sample, notation).sum())
        by_sign: dict[Sign, Exact] = {}
        shown: set[int] = set()
        left = np.flatnonzero(cells.is_valid().to_numpy(zero_copy_only=False))
        for notation in order:
            rest = cells if len(left) == len(cells) else cells.take(pa.array(left))
            matching = _matching(rest, notation)
            if not matching.any():
                continue
            texts = rest if matching.all() else rest.filter(pa.array(matching))
            rows = left[matching]
            shown.add(int(rows[0]))
            if notation is _WHOLE:
                long = pc.match_substring_regex(texts, "[0-9]{4}").to_numpy(zero_copy_only=False)
                shown.update(rows[long][:1].tolist())
            values = _values(texts, notation, rows, len(cells))
            before = by_sign.get(notation.decimal)
            by_sign[notation.decimal] = values if before is None else before.filled(values)
            left = left[~matching]
            if not len(left):
                break
        return cls(by_sign, np.array(sorted(shown), dtype=np.int64))

    def others(self, cells: pa.ChunkedArray) -> pa.ChunkedArray:
        """The column without these cells, except those that show what they are like."""
        left = np.ones(len(cells), dtype=np.bool_)
        for values in self.by_sign.values():
            left &= values.missing
        if left.all():
            return cells
        left[self.shown] = True
        return pc.if_else(pa.array(left), cells, pa.scalar(None, pa.string()))

    def added(self, figures: Exact, decimal: Literal["point", "comma"]) -> Exact:
        """Figures of the cells that are left, with these: as far as they fit the decimal sign."""
        for sign, values in self.by_sign.items():
            if sign in ("", "." if decimal == "point" else ","):
                figures = figures.filled(values)
        return figures


def _matching(cells: pa.Array, notation: _Notation) -> Bools:
    matching = pc.match_substring_regex(cells, f"^-?{notation.pattern}$")
    return np.asarray(pc.fill_null(matching, False), dtype=np.bool_)


def _values(
    texts: pa.Array, notation: _Notation, rows: npt.NDArray[np.int64], length: int
) -> Exact:
    """The figures in some rows of a column; missing in the others."""
    scale = 0
    if notation.parts:
        texts = pc.replace_substring_regex(texts, f"[{notation.parts}]", "")
    if notation.decimal:
        place = pc.find_substring(texts, notation.decimal)
        decimals = pc.subtract(pc.subtract(pc.binary_length(texts), place), 1).to_numpy()
        mantissa = pc.replace_substring(texts, notation.decimal, "").cast(pa.int64()).to_numpy()
        scale = int(decimals.max())
        if (decimals < scale).any():
            mantissa = mantissa * 10 ** (scale - decimals).astype(np.int64)
    else:
        mantissa = texts.cast(pa.int64()).to_numpy()
    whole, missing = np.zeros(length, dtype=np.int64), np.ones(length, dtype=np.bool_)
    whole[rows], missing[rows] = mantissa, False
    return Exact(whole, scale, missing)
