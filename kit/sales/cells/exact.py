"""Exact decimal figures in columns: sums and products without rounding until the very end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from kit.sales.cells.distinct import Codes

LARGEST = 2**53  # whole numbers up to here are exact as float64
_DIGITS_OF_INT64 = 18
_SAFE = 2.0**62  # below this every step stays within int64; above it Python's own integers are used


@dataclass(frozen=True)
class Exact:
    """A column of figures: value = mantissa / 10**scale; where `missing`, mantissa is 0.

    mantissa: int64, or object (Python int) where int64 would not do. Shape (rows,), as missing.
    """

    mantissa: npt.NDArray[Any]
    scale: int
    missing: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, distinct: Sequence[Decimal | None], codes: Codes) -> Exact:
        """Each row's figure by its place among the distinct ones; -1, and None, is missing."""
        missing = np.asarray([figure is None for figure in distinct] + [True])
        if missing.all():
            return cls.none(len(codes))
        decimals = pa.array(distinct)
        scale = max(decimals.type.scale, 0)
        whole: npt.NDArray[Any]
        if pa.types.is_decimal128(decimals.type) and decimals.type.precision <= _DIGITS_OF_INT64:
            # 16 bytes each, little end first: the low half holds all of a figure of 18 digits
            whole = np.frombuffer(decimals.buffers()[1], dtype="<i8")[::2][: len(decimals)].copy()
        else:
            with localcontext(prec=100):
                figures = [
                    0 if figure is None else int(figure.scaleb(scale)) for figure in distinct
                ]
            whole = np.asarray(figures, dtype=object)
        whole = np.append(whole, 0)
        whole[missing] = 0
        return cls(whole[codes], scale, missing[codes])

    @classmethod
    def none(cls, n: int) -> Exact:
        """A column of n missing figures."""
        return cls(np.zeros(n, dtype=np.int64), 0, np.ones(n, dtype=np.bool_))

    @classmethod
    def stacked(cls, parts: Sequence[Exact]) -> Exact:
        """Columns of several files, one below the other."""
        scale = max((part.scale for part in parts), default=0)
        aligned = [part.at(scale) for part in parts]
        return cls(
            np.concatenate([part.mantissa for part in aligned]),
            scale,
            np.concatenate([part.missing for part in aligned]),
        )

    def __len__(self) -> int:
        return len(self.mantissa)

    def take(self, rows: npt.NDArray[Any]) -> Exact:
        """Some rows, by mask or position."""
        return Exact(self.mantissa[rows], self.scale, self.missing[rows])

    def at(self, scale: int) -> Exact:
        """The same figures with at least as many decimals."""
        factor = 10 ** (scale - self.scale)
        return self if factor == 1 else Exact(_scaled(self.mantissa, factor), scale, self.missing)

    def filled(self, other: Exact) -> Exact:
        """These figures, and those of another column where they are missing."""
        if self.missing.all():
            return other
        scale = max(self.scale, other.scale)
        mine, others = self.at(scale).mantissa, other.at(scale).mantissa
        mantissa = np.where(self.missing, others, mine)
        return Exact(mantissa, scale, self.missing & other.missing)

    def times(self, other: Exact) -> Exact:
        """The product, row by row; missing where either is."""
        left, right = self.mantissa, other.mantissa
        left, right = _with_room(_peak(left) * _peak(right), left, right)
        return Exact(left * right, self.scale + other.scale, self.missing | other.missing)

    def minus(self, other: Exact) -> Exact:
        """The difference, row by row; missing where either is."""
        scale = max(self.scale, other.scale)
        left, right = self.at(scale).mantissa, other.at(scale).mantissa
        left, right = _with_room(_peak(left) + _peak(right), left, right)
        missing = self.missing | other.missing
        difference = left - right
        difference[missing] = 0
        return Exact(difference, scale, missing)

    def total(self, groups: npt.NDArray[Any], n: int) -> Exact:
        """Sums by group (0 … n-1); a group is missing where any of its rows is."""
        bound = float(np.abs(self.mantissa.astype(np.float64)).sum())
        (rows,) = _with_room(bound, self.mantissa)
        sums: npt.NDArray[Any] = np.zeros(n, dtype=rows.dtype)
        np.add.at(sums, groups, rows)
        missing = np.zeros(n, dtype=np.bool_)
        missing[groups[self.missing]] = True
        sums[missing] = 0
        return Exact(sums, self.scale, missing)

    def share_kept(self, *, percent: bool) -> Exact:
        """1 less each share (or percentage); 1 where missing."""
        scale = self.scale + 2 * percent
        everyone = np.zeros(len(self), dtype=np.bool_)
        ones = Exact(np.ones(len(self), dtype=np.int64), 0, everyone)
        return ones.minus(Exact(self.mantissa, scale, everyone))

    def numbers(self) -> npt.NDArray[np.float64]:
        """Each row's figure as float; NaN where missing."""
        return np.where(self.missing, np.nan, self.mantissa.astype(np.float64) / 10.0**self.scale)

    def minor(self, per_unit: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Minor units, rounded half up (away from zero) once; and where they are beyond 2**53."""
        scaled, unit = _scaled(self.mantissa, per_unit), 10**self.scale
        (scaled,) = _with_room(_peak(scaled) * 2 + unit, scaled)
        size = (2 * abs(scaled) + unit) // (2 * unit)
        whole = np.where(scaled < 0, -size, size)
        too_large = np.asarray(size > LARGEST, dtype=np.bool_)
        whole[too_large] = 0
        return whole.astype(np.int64), too_large

    def nullable_minor(self, per_unit: int) -> pd.arrays.IntegerArray:
        """Minor units as pandas' Int64, missing where there is no figure or too large a one."""
        minor, too_large = self.minor(per_unit)
        return pd.arrays.IntegerArray(minor, self.missing | too_large)


def _peak(values: npt.NDArray[Any]) -> float:
    return float(max(abs(values.max()), abs(values.min()))) if len(values) else 0.0


def _scaled(values: npt.NDArray[Any], factor: int) -> npt.NDArray[Any]:
    (roomy,) = _with_room(max(_peak(values), 1.0) * factor, values)
    return roomy * factor


def _with_room(bound: float, *columns: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], ...]:
    """The columns as they are, or as Python's own integers where a result may reach `bound`."""
    return columns if bound < _SAFE else tuple(column.astype(object) for column in columns)
