"""Order lines: priced, tied to their orders, summed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.language import say
from kit.sales.account import Account
from kit.sales.cells import words
from kit.sales.cells.columns import Columns
from kit.sales.cells.exact import Exact
from kit.sales.derive import derived_amount
from kit.sales.rows import Rows, set_aside_rows


def line_rows(columns: Columns, file: int) -> Rows:
    """The usable rows of one file of order lines, each with its exact amount."""
    account = columns.account
    order = columns.ids("order_id")
    account.set_aside(words.totals(order), say("a totals row"))
    account.set_aside(np.asarray(order.isna(), dtype=np.bool_), say("no order number"))
    figures = {"amount": derived_amount(columns)}
    cost = columns.optional_figures("cost")
    if cost is not None:
        figures["cost"] = cost
    frame = pd.DataFrame(
        {
            "file": file,
            "place": np.arange(len(order)),
            "order_id": order,
            "product_group": columns.texts("product_group"),
        }
    )
    return Rows(frame, figures, frozenset(columns.match.positions)).take(account.used)


def with_lines(
    orders: Rows,
    lines: Rows,
    all_orders: pd.Series,
    accounts: Sequence[Account],
    *,
    own_amount: bool,
) -> Rows:
    """Orders with the sums of their lines; what finds no partner is set aside.

    A line's figures go to the first row of its order (further rows of it get 0), so that summing
    the rows of an order later counts each line once.

    Parameters
    ----------
    all_orders
        Order numbers of every row of the order files, used or not.
    own_amount
        The orders keep their own amount; lines then give cost and product group only.
    """
    line_ids, order_ids = lines.frame["order_id"], orders.frame["order_id"]
    stray = ~line_ids.isin(all_orders)
    set_aside_rows(
        lines, stray.to_numpy(), accounts, say("a line of an order that is in no order file")
    )
    clients = orders.frame.groupby("order_id")["client_id"].nunique()
    shared = clients.index[clients > 1]
    reason = say("an order number of several clients: its lines cannot be told apart")
    set_aside_rows(lines, line_ids.isin(shared).to_numpy(), accounts, reason)
    if not own_amount:
        lineless = ~order_ids.isin(line_ids)
        set_aside_rows(orders, order_ids.isin(shared).to_numpy(), accounts, reason)
        set_aside_rows(orders, lineless.to_numpy(), accounts, say("an order without usable lines"))
        orders = orders.take((~lineless & ~order_ids.isin(shared)).to_numpy())
    usable = line_ids.isin(orders.frame["order_id"]) & ~line_ids.isin(shared)
    set_aside_rows(
        lines, (~usable & ~stray).to_numpy(), accounts, say("a line of an order that was set aside")
    )
    lines = lines.take(usable.to_numpy())
    return _joined(orders, lines, own_amount)


def _joined(orders: Rows, lines: Rows, own_amount: bool) -> Rows:
    frame = orders.frame.copy()
    codes, ids = pd.factorize(lines.frame["order_id"])
    group = pd.Index(ids).get_indexer(frame["order_id"])
    first = ~frame["order_id"].duplicated().to_numpy()
    figures = dict(orders.figures)
    for name, figure in lines.figures.items():
        if name in figures or (name == "amount" and own_amount):
            continue
        sums = figure.total(codes, len(ids))
        mantissa = np.append(sums.mantissa, 0)[group]
        missing = np.append(sums.missing, True)[group]
        mantissa[~first] = 0
        figures[name] = Exact(mantissa, sums.scale, missing & first)
    if frame["product_group"].isna().all():
        groups = lines.frame.groupby("order_id", sort=False)["product_group"].first()
        frame["product_group"] = frame["order_id"].map(groups).astype("str")
    return Rows(frame, figures, orders.columns)
