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
    def of(cls, distinct: Sequence[Decimal | None], codes: npt.NDArray[np.int64]) -> Exact:
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
        if scale == self.scale:
            return self
        return Exact(_times(self.mantissa, 10 ** (scale - self.scale)), scale, self.missing)

    def times(self, other: Exact) -> Exact:
        """The product, row by row; missing where either is."""
        missing = self.missing | other.missing
        product = _times(self.mantissa, other.mantissa)
        product[missing] = 0
        return Exact(product, self.scale + other.scale, missing)

    def minus(self, other: Exact) -> Exact:
        """The difference, row by row; missing where either is."""
        scale = max(self.scale, other.scale)
        left, right = self.at(scale).mantissa, other.at(scale).mantissa
        missing = self.missing | other.missing
        left, right = _wide_enough(left, right, _peak(left) + _peak(right))
        difference = left - right
        difference[missing] = 0
        return Exact(difference, scale, missing)

    def total(self, groups: npt.NDArray[Any], n: int) -> Exact:
        """Sums by group (0 … n-1); a group is missing where any of its rows is."""
        bound = float(np.abs(self.mantissa.astype(np.float64)).sum())
        width: type = np.int64 if bound < _SAFE else object
        sums: npt.NDArray[Any] = np.zeros(n, dtype=width)
        np.add.at(sums, groups, self.mantissa.astype(width))
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
        scaled = _times(self.mantissa, per_unit)
        unit = 10**self.scale
        if _peak(scaled) * 2 + unit >= _SAFE:
            scaled = scaled.astype(object)
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


def _times(values: npt.NDArray[Any], factor: npt.NDArray[Any] | int) -> npt.NDArray[Any]:
    if isinstance(factor, int):
        wide = _peak(values) * factor >= _SAFE
        return values.astype(object) * factor if wide else values * factor
    left, right = _wide_enough(values, factor, _peak(values) * _peak(factor))
    product: npt.NDArray[Any] = left * right
    return product


def _wide_enough(
    left: npt.NDArray[Any], right: npt.NDArray[Any], bound: float
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    if bound < _SAFE:
        return left, right
    return left.astype(object), right.astype(object)
