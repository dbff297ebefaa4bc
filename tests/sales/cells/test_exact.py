"""Column arithmetic agrees with Python's own integers and decimals, at the edge of 64 bits too."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.sales.cells.exact import Exact

Cells = list[Decimal | None]

EDGE = Decimal(2**53)
FINE = Decimal("0.12345678901234567890123")
figure = st.none() | st.decimals(-EDGE, EDGE, places=4) | st.sampled_from([EDGE, -EDGE, FINE])


def column(cells: Cells) -> Exact:
    return Exact.of(cells, np.arange(len(cells)))


def cells(figures: Exact) -> Cells:
    with localcontext(prec=200):
        return [
            None if missing else Decimal(int(mantissa)).scaleb(-figures.scale)
            for mantissa, missing in zip(figures.mantissa, figures.missing, strict=True)
        ]


@given(st.lists(st.tuples(figure, figure), min_size=1, max_size=6))
def test_products_and_differences_are_exact(rows: list[tuple[Decimal | None, ...]]) -> None:
    left, right = ([row[side] for row in rows] for side in (0, 1))
    with localcontext(prec=200):
        products = [None if a is None or b is None else a * b for a, b in rows]
        differences = [None if a is None or b is None else a - b for a, b in rows]
    assert cells(column(left).times(column(right))) == products
    assert cells(column(left).minus(column(right))) == differences


@given(st.lists(st.tuples(figure, st.integers(0, 2)), min_size=1, max_size=12))
def test_a_sum_is_exact_and_missing_where_a_part_is(rows: list[tuple[Decimal | None, int]]) -> None:
    sums = column([row for row, _ in rows]).total(np.array([group for _, group in rows]), 3)
    with localcontext(prec=200):
        for group, total in enumerate(cells(sums)):
            parts = [row for row, of in rows if of == group]
            if None in parts:
                assert total is None
            else:
                assert total == sum(part for part in parts if part is not None)


@pytest.mark.parametrize(
    "figures",
    [
        [2**62, 2**62 - 1],  # products and sums leave 64 bits here
        [-(2**62), 2**61],
        [2**63 - 1, 2**63 - 1],
        [0, 0],
    ],
)
def test_nothing_overflows_at_the_edge_of_64_bits(figures: list[int]) -> None:
    n = len(figures)
    whole = Exact(np.array(figures, dtype=np.int64), 0, np.zeros(n, dtype=np.bool_))
    twice = Exact(np.full(n, 2, dtype=np.int64), 0, np.zeros(n, dtype=np.bool_))
    less = Exact(np.full(n, -(2**62), dtype=np.int64), 0, np.zeros(n, dtype=np.bool_))
    assert whole.times(twice).mantissa.tolist() == [2 * value for value in figures]
    assert whole.minus(less).mantissa.tolist() == [value + 2**62 for value in figures]
    assert whole.total(np.zeros(n, dtype=int), 1).mantissa.tolist() == [sum(figures)]
    assert whole.at(25).mantissa.tolist() == [value * 10**25 for value in figures]
    assert whole.minor(1)[1].tolist() == [abs(value) > 2**53 for value in figures]


def test_figures_of_twenty_digits_keep_their_last_one() -> None:
    longest = [Decimal("9007199254740991.9999"), Decimal("-9007199254740991.9999"), None]
    assert cells(column(longest)) == longest


def test_columns_of_several_files_are_brought_to_one_scale() -> None:
    parts = [column([Decimal("1.5"), None]), Exact.none(1), column([Decimal("0.125")])]
    assert cells(Exact.stacked(parts)) == [Decimal("1.5"), None, None, Decimal("0.125")]


def test_what_a_discount_leaves() -> None:
    shares = column([Decimal("0.25"), None, Decimal(1)])
    assert cells(shares.share_kept(percent=False)) == [Decimal("0.75"), 1, 0]
    assert cells(shares.share_kept(percent=True)) == [Decimal("0.9975"), 1, Decimal("0.99")]


def test_minor_units_are_missing_where_the_figure_is_or_is_too_large() -> None:
    figures = column([Decimal("0.005"), None, EDGE])
    assert figures.nullable_minor(100).tolist() == [1, pd.NA, pd.NA]
    assert str(figures.numbers().tolist()) == "[0.005, nan, 9007199254740992.0]"
