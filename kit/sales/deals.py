"""Rows gathered to orders: one per order number and client."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales.cells.exact import Exact
from kit.sales.rows import Rows

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
    frame = rows.frame
    frame = frame.assign(titled_on=frame["ordered_on"].where(titled))
    keys = ["client_id", "order_id", "titled_on"]
    codes = frame.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()
    n = int(codes.max()) + 1
    notes = _caveats(frame, codes)
    amount = rows.figures["amount"].total(codes, n)
    margin = _margin(rows, amount, codes, n, notes)
    groups = frame.groupby(codes, sort=False)
    minor, large = amount.minor(per_unit)
    if large.any():
        raise KitError(
            say(
                "The sum of order {order} is too large to be counted exactly: check its amount.",
                order=str(groups["order_id"].first().iloc[int(np.flatnonzero(large)[0])]),
            )
        )
    orders = groups[["order_id", "client_id"]].first()
    orders["ordered_on"] = groups["ordered_on"].min()
    orders["fulfilled_on"] = groups["fulfilled_on"].min()
    orders["day"] = orders["fulfilled_on"].fillna(orders["ordered_on"])
    orders["amount"] = minor
    orders["margin"] = _nullable(margin, n, per_unit)
    orders["regular"] = groups["regular"].all()
    for name in ATTRIBUTES:
        orders[name] = groups[name].first()
    return orders.sort_values(["client_id", "day", "order_id"], ignore_index=True), notes


def _margin(
    rows: Rows, amount: Exact, codes: npt.NDArray[Any], n: int, notes: list[Text]
) -> Exact | None:
    """The stated margin, or amount less cost; None where neither is usable."""
    if "margin" not in rows.figures:
        cost = rows.figures.get("cost")
        return amount.minus(cost.total(codes, n)) if cost is not None else None
    margin = rows.figures["margin"].total(codes, n)
    # a share mistaken for money would make every client worthless: margins of at most 1 beside
    # amounts of hundreds are shares
    known = ~margin.missing
    sizes = np.abs(margin.mantissa[known].astype(np.float64)) / 10.0**margin.scale
    amounts = np.abs(amount.mantissa[known].astype(np.float64)) / 10.0**amount.scale
    if len(sizes) and sizes.max() <= 1 and sizes.max() > 0 and np.median(amounts) >= 100:
        notes.append(
            say(
                "The margin is left out: its figures lie between −1 and 1 and look like shares of"
                " the amount, not like money."
            )
        )
        return None
    return margin


def _nullable(figure: Exact | None, n: int, per_unit: int) -> pd.Series:
    if figure is None:
        return pd.Series([pd.NA] * n, dtype="Int64")
    minor, large = figure.minor(per_unit)
    return pd.Series(pd.arrays.IntegerArray(minor, figure.missing | large))


def _caveats(frame: pd.DataFrame, codes: npt.NDArray[Any]) -> list[Text]:
    notes = []
    days = pd.DataFrame({"code": codes, "day": frame["ordered_on"]}).drop_duplicates()
    several = int((days["code"].value_counts() > 1).sum())
    if several:
        notes.append(
            say_n(
                "{n} order has rows with different dates; its first date counts.",
                "{n} orders have rows with different dates; the first date counts.",
                several,
            )
        )
    pairs = frame[["order_id", "client_id"]].drop_duplicates()
    shared = pairs["order_id"].value_counts()
    shared = shared[shared > 1].sort_index()
    if len(shared):
        notes.append(
            say_n(
                "{n} order number belongs to several clients ({example}); each client's part counts"
                " as an order of its own.",
                "{n} order numbers belong to several clients (such as {example}); each client's"
                " part counts as an order of its own.",
                len(shared),
                example=str(shared.index[0]),
            )
        )
    files = pd.DataFrame({"code": codes, "file": frame["file"]}).drop_duplicates()
    spread = int((files["code"].value_counts() > 1).sum())
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
