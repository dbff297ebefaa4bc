"""Rows gathered to orders: one for each order and client, by client and day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales.cells.distinct import Codes, as_text
from kit.sales.cells.exact import Exact
from kit.sales.columns import NEVER, constant
from kit.sales.rows import Rows, coded, differing, some_cells
from kit.sales.stored import IN_MEMORY, give_back

ATTRIBUTES = ("employee_id", "product_group")


def gathered(
    rows: Rows, titled: npt.NDArray[np.bool_], per_unit: int
) -> tuple[pd.DataFrame, list[Text]]:
    """One row per order and client, amounts summed exactly and rounded once; and caveats.

    The first date counts, and the first employee and product group that are not blank. An order is
    a project if any of its rows is one.

    Parameters
    ----------
    titled
        Rows whose order is named by a title: rows of one title on different days are different
        orders. Shape (rows,).
    """
    codes = _codes(rows, titled)
    n = int(codes.max()) + 1
    notes = _caveats(rows, codes)
    amount = rows.figures["amount"].total(codes, n)
    margin = _margin(rows, amount, codes, n)
    frame, first = rows.frame.copy(deep=False), _first(codes, n)
    del rows  # whoever has given them up: each column goes when its orders are there
    minor, large = amount.minor(per_unit)
    if large.any():
        raise KitError(
            say(
                "The sum of order {order} is too large to be counted exactly: check its amount.",
                order=str(frame["order_id"].iloc[first[int(np.flatnonzero(large)[0])]]),
            )
        )
    orders: dict[str, Any] = {
        name: some_cells(frame.pop(name), first) for name in ("order_id", "client_id")
    }
    del first
    for name in ("ordered_on", "fulfilled_on", "paid_on"):
        orders[name] = _earliest(frame.pop(name), codes, n)
    undone = np.isnat(orders["fulfilled_on"])
    orders["day"] = np.where(undone, orders["ordered_on"], orders["fulfilled_on"])
    orders["amount"] = minor
    orders["margin"] = margin.nullable_minor(per_unit)
    project = np.zeros(n, dtype=np.bool_)
    project[codes[~frame["regular"].to_numpy(np.bool_)]] = True
    orders["regular"] = ~project
    for name in ATTRIBUTES:
        orders[name] = _first_given(frame.pop(name), codes, n)
    del codes, frame
    if n > IN_MEMORY:
        give_back()
    order = _by_client_and_day(orders)
    parts = {name: some_cells(orders.pop(name), order) for name in list(orders)}
    return pd.DataFrame(parts, copy=False), notes


def _codes(rows: Rows, titled: npt.NDArray[np.bool_]) -> Codes:
    """For each row the number of its order, in order of appearance."""
    codes = rows.codes("client_id", "order_id")
    if not titled.any():
        return codes
    days = rows.frame["ordered_on"].to_numpy("datetime64[s]").astype(np.int64)
    return coded(codes, np.where(titled, days, np.iinfo(np.int64).min))


def _first(codes: Codes, n: int) -> npt.NDArray[np.int32]:
    """The first row with each code; the number of rows for a code without one."""
    first = np.full(n, len(codes), dtype=np.int32)
    first[codes[::-1]] = np.arange(len(codes), dtype=np.int32)[::-1]
    return first


def _first_given(cells: pd.Series, codes: Codes, n: int) -> pd.Series:
    """The first cell of each code that is not blank."""
    given = np.flatnonzero(cells.notna().to_numpy())
    places = np.append(given, -1)[_first(codes[given], n)]
    first = pd.Series(cells.array.take(places, allow_fill=True))
    return as_text(first) if isinstance(first.dtype, pd.CategoricalDtype) else first


def _earliest(days: pd.Series, codes: Codes, n: int) -> npt.NDArray[np.datetime64]:
    """The earliest day of each code; NaT where none of its rows has one."""
    never = np.iinfo(np.int64).max
    seconds = days.to_numpy("datetime64[s]")
    if np.isnat(seconds).all():
        return constant(NEVER, n)
    earliest = np.full(n, never)
    numbers = np.where(np.isnat(seconds), never, seconds.astype(np.int64))
    np.minimum.at(earliest, codes, numbers)
    nat = np.datetime64("NaT").astype(np.int64)
    return np.where(earliest == never, nat, earliest).astype("datetime64[s]")


def _by_client_and_day(orders: Mapping[str, Any]) -> Codes:
    """The order of rows by client, day and number of the order, by code points."""
    codes, names = pd.factorize(orders["client_id"])
    rank = np.empty(len(names), dtype=np.int32)
    rank[pc.sort_indices(pa.array(names, pa.string())).to_numpy()] = np.arange(len(names))
    keys = {
        "client": rank[codes],
        "day": orders["day"].astype("datetime64[s]").view(np.int64),
        "order": pa.array(orders["order_id"], pa.string()),
    }
    del codes
    order = pc.sort_indices(pa.table(keys), sort_keys=[(key, "ascending") for key in keys])
    return np.asarray(order).astype(np.int64)


def _margin(rows: Rows, amount: Exact, codes: npt.NDArray[Any], n: int) -> Exact:
    """The stated margin, or amount less cost; missing where neither is usable."""
    if "margin" in rows.figures:
        return rows.figures["margin"].total(codes, n)
    cost = rows.figures.get("cost")
    return Exact.none(n) if cost is None else amount.minus(cost.total(codes, n))


def _caveats(rows: Rows, codes: npt.NDArray[Any]) -> list[Text]:
    notes = []
    frame = rows.frame
    days = frame["ordered_on"].to_numpy("datetime64[s]").view(np.int64)
    several = int(differing(codes, days).sum())
    if several:
        notes.append(
            say_n(
                "{n} order has rows with different dates; its first date counts.",
                "{n} orders have rows with different dates; the first date counts.",
                several,
            )
        )
    numbers = rows.codes("order_id")
    shared = np.flatnonzero(differing(numbers, rows.codes("client_id")))
    if len(shared):
        notes.append(
            say_n(
                "{n} order number belongs to several clients ({example}); each client's part counts"
                " as an order of its own.",
                "{n} order numbers belong to several clients (such as {example}); each client's"
                " part counts as an order of its own.",
                len(shared),
                example=str(
                    frame["order_id"].iloc[_first(numbers, numbers.max() + 1)[shared]].min()
                ),
            )
        )
    spread = int(differing(codes, frame["file"].to_numpy(np.int64)).sum())
    if spread:
        notes.append(
            say_n(
                "{n} order has rows in several files that differ. They are added up: if the files"
                " are two exports of the same time, it is counted twice.",
                "{n} orders have rows in several files that differ. They are added up: if the files"
                " are two exports of the same time, they are counted twice.",
                spread,
            )
        )
    return notes
