"""Exact decimal figures in columns: sums and products without rounding until the very end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import localcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kit.sales.cells.amounts import Amounts

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
        one, two = self.at(scale), other.at(scale)
        missing = self.missing | other.missing
        a, b = _wide_enough(one.mantissa, two.mantissa, _peak(one.mantissa) + _peak(two.mantissa))
        difference = a - b
        difference[missing] = 0
        return Exact(difference, scale, missing)

    def total(self, groups: npt.NDArray[Any], n: int) -> Exact:
        """Sums by group (0 … n-1); a group is missing where any of its rows is."""
        bound = float(np.abs(self.mantissa.astype(np.float64)).sum())
        sums: npt.NDArray[Any]
        if bound < _SAFE:
            sums = np.zeros(n, dtype=np.int64)
            np.add.at(sums, groups, self.mantissa.astype(np.int64))
        else:
            sums = np.zeros(n, dtype=object)
            np.add.at(sums, groups, self.mantissa.astype(object))
        missing = np.zeros(n, dtype=np.bool_)
        missing[groups[self.missing]] = True
        sums[missing] = 0
        return Exact(sums, self.scale, missing)

    def minor(self, per_unit: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Minor units, rounded half up (away from zero) once; and where they are beyond 2**53."""
        scaled = _times(self.mantissa, per_unit)
        unit = 10**self.scale
        if _peak(scaled) * 2 + unit >= _SAFE:
            scaled = scaled.astype(object)
        size = (2 * abs(scaled) + unit) // (2 * unit)
        whole = np.where(scaled < 0, -size, size)
        too_large = np.asarray(size > 2**53, dtype=np.bool_)
        whole[too_large] = 0
        return whole.astype(np.int64), too_large


def exact(amounts: Amounts) -> Exact:
    """The figures of one column as it was read."""
    missing = np.asarray([value is None for value in amounts.distinct] + [True])
    if missing.all():
        return none(len(amounts.codes))
    decimals = pa.array(amounts.distinct)
    scale = max(decimals.type.scale, 0)
    whole: npt.NDArray[Any]
    if isinstance(decimals.type, pa.Decimal128Type) and decimals.type.precision <= _DIGITS_OF_INT64:
        # 16 bytes each, little end first: the low half holds all of a figure of 18 digits
        whole = np.frombuffer(decimals.buffers()[1], dtype="<i8")[::2][: len(decimals)].copy()
    else:
        with localcontext(prec=100):
            figures = [0 if one is None else int(one.scaleb(scale)) for one in amounts.distinct]
        whole = np.asarray(figures, dtype=object)
    whole = np.append(whole, 0)
    whole[missing] = 0
    return Exact(whole[amounts.codes], scale, missing[amounts.codes])


def ones_like(figures: Exact) -> Exact:
    """1 in every row."""
    n = len(figures)
    return Exact(np.ones(n, dtype=np.int64), 0, np.zeros(n, dtype=np.bool_))


def filled(figures: Exact) -> Exact:
    """Missing figures as 0."""
    return Exact(figures.mantissa, figures.scale, np.zeros(len(figures), dtype=np.bool_))


def stacked(parts: Sequence[Exact]) -> Exact:
    """Columns of several files, one below the other."""
    scale = max((one.scale for one in parts), default=0)
    same = [one.at(scale) for one in parts]
    return Exact(
        np.concatenate([one.mantissa for one in same]),
        scale,
        np.concatenate([one.missing for one in same]),
    )


def none(n: int) -> Exact:
    """A column of n missing figures."""
    return Exact(np.zeros(n, dtype=np.int64), 0, np.ones(n, dtype=np.bool_))


def _peak(values: npt.NDArray[Any]) -> float:
    return float(max(abs(values.max()), abs(values.min()))) if len(values) else 0.0


def _times(values: npt.NDArray[Any], factor: npt.NDArray[Any] | int) -> npt.NDArray[Any]:
    if isinstance(factor, int):
        wide = _peak(values) * factor >= _SAFE
        return values.astype(object) * factor if wide else values * factor
    a, b = _wide_enough(values, factor, _peak(values) * _peak(factor))
    product: npt.NDArray[Any] = a * b
    return product


def _wide_enough(
    a: npt.NDArray[Any], b: npt.NDArray[Any], bound: float
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    if bound < _SAFE:
        return a, b
    return a.astype(object), b.astype(object)
