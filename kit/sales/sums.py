"""Rows that are sums of the rows above them, whatever they are called, found by arithmetic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.sales.cells.dates import Dates
from kit.sales.columns import Columns
from kit.sales.rows import Mask

FEWEST = 3  # rows above the last one, whose sum it is although nothing in it is missing


def sums_of_others(
    columns: Columns, order: pd.Series, client: pd.Series, ordered: Dates, named: Mask
) -> Mask:
    """Rows whose amount is exactly the sum of the rows above, back to the last sum or to the top.

    Only rows that cannot be orders come into question: without a day, and without words but for
    the name of a client, an order or a sum. The last row may be whole, if its client stands nowhere
    else and it is the sum of all others. Shape (rows,).

    Parameters
    ----------
    named
        Rows that a word shows to be sums.
    """
    found = named.copy()
    used = columns.account.used
    if "amount" not in columns or not len(used):
        return found
    undated = np.isnat(ordered.days) & used & ~ordered.placeholders
    last = int(np.flatnonzero(used)[-1]) if used.any() else -1
    if not undated.any() and not _alone(order, client, last):
        return found
    amounts = columns.read("amount").figures
    open_rows = undated & ~amounts.missing & ~named & ~_worded(columns, undated)
    places = np.flatnonzero(open_rows | (named & used)).tolist()
    if last >= 0 and not open_rows[last] and not named[last] and _alone(order, client, last):
        places.append(last)
    if not places:
        return found
    # a row below a single one repeats its amount as well where it goes on with its order: it is
    # a sum only in a file that has others
    counted = (used & ~amounts.missing).astype(np.int64)
    mantissa = np.where(used, amounts.mantissa, 0)
    above, rows_above = np.cumsum(mantissa), np.cumsum(counted)
    whole, single = _found(places, named, mantissa, above, rows_above, last, open_rows)
    found[whole] = True
    if whole:
        found[single] = True
    return found


def _found(
    places: Sequence[int],
    named: Mask,
    mantissa: npt.NDArray[np.int64],
    above: npt.NDArray[np.int64],
    rows_above: npt.NDArray[np.int64],
    last: int,
    open_rows: Mask,
) -> tuple[list[int], list[int]]:
    """Rows that are sums of two rows and more, and those that repeat the single row above."""
    starts = {0: 0}  # sum of the orders above a sum that was found: how many rows they are
    summed = rows = 0  # what the sums found so far add to the running ones
    several: list[int] = []
    single: list[int] = []
    for at in places:
        amount = int(mantissa[at])
        total = int(above[at]) - amount - summed
        count = int(rows_above[at]) - 1 - rows
        is_sum = bool(named[at])
        if not is_sum and amount and total - amount in starts:
            block = count - starts[total - amount]
            if not open_rows[at] and at == last:
                is_sum = total == amount and count >= FEWEST
            else:
                is_sum = block >= 1
            if is_sum:
                (several if block > 1 else single).append(at)
        if is_sum:
            summed, rows = summed + amount, rows + 1
            starts[total] = count
    return several, single


def _alone(order: pd.Series, client: pd.Series, last: int) -> bool:
    """Whether the last row's client stands in no other row: it may be a word for a sum."""
    if last < 0 or pd.isna(client.iloc[last]):
        return last >= 0
    return int((client == client.iloc[last]).sum()) == 1


def _worded(columns: Columns, rows: Mask) -> Mask:
    """Rows with words beside those that name an order, a client or a day."""
    positions = columns.match.positions
    naming = {positions.get(name) for name in ("order_id", "client_id", "ordered_on", "currency")}
    return columns.worded(rows, naming | columns.account.raw.number_cells)
