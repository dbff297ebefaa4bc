"""How much some of the rows weigh, by number and money, and what is not worth a question."""

from __future__ import annotations

import numpy as np

from kit.language import Money
from kit.sales.cells.exact import Exact
from kit.sales.rows import Mask, Rows

LITTLE = 0.01  # of the rows and of the money: what is not worth a question


def sum_of(rows: Rows, mask: Mask) -> Money | None:
    """What some of the rows come to; None where the files state no amounts."""
    amounts = rows.figures.get("amount")
    return None if amounts is None else money_of(amounts.take(mask))


def money_of(figures: Exact) -> Money:
    """What figures come to together."""
    minor, _ = figures.total(np.zeros(len(figures), dtype=np.int64), 1).minor(100)
    return Money(int(minor[0]))


def little(rows: Rows, mask: Mask) -> bool:
    """Whether rows are at most 1% of all rows, and of the money."""
    amounts = rows.figures.get("amount")
    if mask.sum() > LITTLE * len(mask):
        return False
    if amounts is None:
        return True
    sizes = np.abs(amounts.numbers())
    return bool(np.nansum(sizes[mask]) <= LITTLE * np.nansum(sizes))
