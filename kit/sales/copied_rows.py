"""Rows that stand twice in one file, cell for cell: an order counted twice, or two equal lines."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kit.language import say, say_n
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.rows import Mask, Rows, coded, first_orders
from kit.sales.weight import little, sum_of


def without_copies(rows: Rows, doubts: Doubts) -> Rows:
    """Ask about orders that stand twice, where no order has several rows that differ.

    Where some have, the file holds lines of orders, and two may well be equal.
    """
    if "order_id" not in rows.columns or "amount" not in rows.figures:
        return rows
    several_rows, alike = first_orders(rows)
    if alike < several_rows:  # what differs in its amount differs
        return rows
    files = rows.frame["file"]
    numbers = coded(files, rows.codes("client_id", "order_id"))
    sizes = np.bincount(numbers) if len(numbers) else np.zeros(0, dtype=np.int64)
    several = sizes[numbers] > 1
    if not several.any():
        return rows
    again = _again(rows, numbers, several)
    first_and_copies = np.bincount(numbers[several & ~again], minlength=len(sizes))
    if not again.any() or (first_and_copies > 1).any() or little(rows, again):
        return rows
    copy = int(np.argmax(again))
    first = int(np.argmax(numbers == numbers[copy]))
    account = rows.accounts[int(files.iloc[copy])]
    text = say_n(
        "{file}: {n} row is the same as an earlier one in every cell (rows {first:plain} and"
        " {copy:plain}: order {order}). Does it count?",
        "{file}: {n} rows are the same as earlier ones in every cell (such as rows {first:plain}"
        " and {copy:plain}: order {order}). Do they count?",
        int(again.sum()),
        file=account.raw.file,
        first=rows.number(first),
        copy=rows.number(copy),
        order=str(rows.frame["order_id"].iloc[copy]),
    )
    n, total = int(again.sum()), sum_of(rows, again)
    choices = (
        Choice("leave-out", say("no: each such order counts once"), n, total),
        Choice("keep", say("yes: they are lines of one order that are equal"), n, total),
    )
    if doubts.ask(Doubt("orders.copies", text, choices)) == "keep":
        return rows
    return rows.without(again, say("the same row is further above"))


def _again(rows: Rows, numbers: npt.NDArray[np.int64], several: Mask) -> Mask:
    """Rows of these that repeat an earlier one of their file in every cell."""
    again = np.zeros(len(numbers), dtype=np.bool_)
    for file, account in rows.accounts.items():
        here = np.flatnonzero(several & (rows.frame["file"] == file).to_numpy())
        places = pa.array(rows.frame["place"].to_numpy()[here])
        cells = [column.take(places).to_pandas() for column in account.raw.cells.columns]
        codes = coded(numbers[here], *cells) if cells else numbers[here]
        first = np.unique(codes, return_index=True)[1]
        repeated = np.ones(len(here), dtype=np.bool_)
        repeated[first] = False
        again[here[repeated]] = True
    return again
