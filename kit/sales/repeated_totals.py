"""Amounts of whole orders that stand on each of their rows: asked about, and then counted once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kit.language import say, say_n
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.rows import Rows, first_orders
from kit.sales.weight import little, money_of, sum_of

KEY = "orders.amount.repeated"
ONCE, EACH = "once", "each"
FEWEST = 4  # orders of several rows: fewer have equal rows by accident
AGREEING = 0.95  # of them
MANY = 50  # orders that show it at a first look


def once_an_order(rows: Rows, doubts: Doubts) -> tuple[Rows, bool]:
    """Ask whether an amount that is the same in all rows of each order is that of the whole order.

    Then the first row keeps it and the others hold nothing.

    Returns
    -------
    rows, lines
        The rows; whether somebody said that equal rows of an order are lines of it.
    """
    amounts = rows.figures.get("amount")
    if amounts is None or "order_id" not in rows.columns or not len(rows.frame):
        return rows, False
    several_rows, same_amount = first_orders(rows)
    if several_rows >= MANY and same_amount < several_rows / 2:
        return rows, False
    orders = rows.codes("client_id", "order_id")
    size = np.bincount(orders)
    first = np.empty(len(size), dtype=np.int64)
    first[orders[::-1]] = np.arange(len(orders))[::-1]
    further = np.flatnonzero(size[orders] > 1)
    further = further[first[orders[further]] != further]
    before = first[orders[further]]
    days = rows.frame["ordered_on"].to_numpy("datetime64[s]")
    alike = (amounts.mantissa[further] == amounts.mantissa[before]) & (
        amounts.mantissa[further] != 0
    )
    alike &= days[further] == days[before]
    n = int((size > 1).sum())
    differing = np.zeros(len(size), dtype=np.bool_)
    differing[orders[further[~alike]]] = True
    if n < FEWEST or n - differing.sum() < AGREEING * n:
        return rows, False
    again = np.zeros(len(orders), dtype=np.bool_)
    again[further[alike]] = True
    if little(rows, again):
        return rows, False
    row = int(np.flatnonzero(again)[0])
    account = rows.accounts[int(rows.frame["file"].iloc[row])]
    text = say_n(
        "{file}: {n} order has several rows, and each of them the same amount, such as {amount} in"
        " rows {first:plain} and {second:plain}. Is that the amount of the whole order?",
        "{file}: {n} orders have several rows, and each of these the same amount, such as {amount}"
        " in rows {first:plain} and {second:plain}. Is that the amount of the whole order?",
        n,
        file=account.raw.file,
        amount=money_of(amounts.take(np.arange(len(orders)) == row)),
        first=rows.number(int(first[orders[row]])),
        second=rows.number(row),
    )
    choices = (
        Choice(
            ONCE, say("of the whole order: it counts once"), int(again.sum()), sum_of(rows, again)
        ),
        Choice(EACH, say("of each row: they are added up")),
    )
    if doubts.ask(Doubt(KEY, text, choices)) == EACH:
        return rows, True
    kept = replace(amounts, mantissa=np.where(again, 0, amounts.mantissa))
    return replace(rows, figures={**rows.figures, "amount": kept}), False
