"""Order lines: priced, tied to their orders, summed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.errors import KitError
from kit.language import say
from kit.sales.cells import words
from kit.sales.cells.exact import Exact
from kit.sales.columns import Columns
from kit.sales.doubts import Choice, Doubt
from kit.sales.headings.names import plain, synonyms
from kit.sales.options import map_option
from kit.sales.rows import Rows

DIFFERING = 0.01  # share of the amounts by which two ways to read them may differ unasked


def derived_amount(columns: Columns) -> Exact:
    """quantity * unit_price * (1 - discount), exact, row by row; sets unusable rows aside.

    A discount column whose figures never exceed 1 holds fractions (0.1 = 10 %), else percent; a
    blank discount is none.

    Raises
    ------
    KitError
        No row's quantity or price is understood, or a discount exceeds 100 %.
    """
    if _is_a_total(columns):
        return columns.required_figures("unit_price", money=True)
    quantity = columns.required_figures("quantity", money=False)
    amount = quantity.times(columns.required_figures("unit_price", money=True))
    if "discount" not in columns:
        return amount
    discount = columns.figures("discount", money=False)
    columns.set_aside_not_understood("discount", discount)
    return amount.times(_share_kept(columns, discount.figures))


def _share_kept(columns: Columns, discount: Exact) -> Exact:
    """1 less the discount, whose figures show whether they are shares or percent."""
    used = columns.account.used & ~discount.missing
    unit = 10**discount.scale
    largest = max(discount.mantissa[used].tolist(), default=0)
    column = columns.heading("discount")
    if largest > 100 * unit:
        raise KitError(
            say(
                "{file}: discounts in “{column}” go up to {largest}: neither a share of 1 nor "
                "percent. If they are sums of money, name another column for the amount: {option}.",
                file=columns.account.raw.file,
                column=column,
                largest=largest / unit,
                option="--map amount=COLUMN",
            )
        )
    percent = largest > unit
    columns.account.note(
        say("“{column}” is read as percent (10 is 10%).", column=column)
        if percent
        else say("“{column}” is read as a share (0.1 is 10%).", column=column)
    )
    return discount.share_kept(percent=percent)


def _is_a_total(columns: Columns) -> bool:
    """Whether what is taken for the price of a unit is a line's amount; asks by its heading."""
    heading = columns.heading("unit_price")
    if plain(heading) not in synonyms("lines")["line_amount"]:
        return False
    table = columns.account.table
    instead = "amount" if table == "orders" else "line_amount"
    doubt = Doubt(
        f"{table}.unit_price.of",
        say(
            "{file}: does “{column}” hold the price of one unit, to be multiplied by the"
            " quantity, or the amount of the whole line?",
            file=columns.account.raw.file,
            column=heading,
        ),
        (
            Choice(
                "line",
                say("the amount of the whole line"),
                option=map_option(f"{table}.{instead}", heading),
            ),
            Choice("unit", say("the price of one unit")),
        ),
    )
    return columns.doubts.ask(doubt) == "line"


def _line_amount(columns: Columns) -> Exact:
    """The amount of each line: stated, or quantity * unit_price; asks where the two differ."""
    if "line_amount" not in columns:
        return derived_amount(columns)
    places = columns.match.positions
    derivable = {"quantity", "unit_price"} <= set(places)
    derivable = derivable and places["unit_price"] != places["line_amount"]
    if derivable and _contradicted(columns) == "derived":
        return derived_amount(columns)
    return columns.required_figures("line_amount", money=True)


def _contradicted(columns: Columns) -> str:
    """Which amount counts: the stated one unless somebody decides for quantity * unit_price."""
    stated = columns.figures("line_amount").figures
    quantity = columns.figures("quantity", money=False).figures
    derived = quantity.times(columns.figures("unit_price").figures)
    if "discount" in columns:
        derived = derived.times(
            _share_kept(columns, columns.figures("discount", money=False).figures)
        )
    both = columns.account.used & ~stated.missing & ~derived.missing
    left, right = stated.numbers()[both], derived.numbers()[both]
    largest = max(np.abs(left).sum(), np.abs(right).sum())
    differing = np.abs(left - right)
    if differing.sum() <= DIFFERING * largest:
        return "stated"
    row = int(np.flatnonzero(both)[int(np.argmax(differing))])
    doubt = Doubt(
        "lines.line_amount.check",
        say(
            "{file}: “{column}” is not quantity times price, for example in row {row:plain}:"
            " {stated} and {derived}. Which counts?",
            file=columns.account.raw.file,
            column=columns.heading("line_amount"),
            row=int(columns.account.raw.rows[row]),
            stated=float(stated.numbers()[row]),
            derived=float(derived.numbers()[row]),
        ),
        (
            Choice(
                "stated",
                say(
                    "“{column}”, in all {sum}",
                    column=columns.heading("line_amount"),
                    sum=float(left.sum()),
                ),
            ),
            Choice("derived", say("quantity times price, in all {sum}", sum=float(right.sum()))),
        ),
    )
    return columns.doubts.ask(doubt)


def line_rows(columns: Columns) -> Rows:
    """The usable rows of one file of order lines, each with its exact amount."""
    account = columns.account
    order = columns.ids("order_id")
    account.set_aside(words.totals(order), say("a totals row"))
    account.set_aside(np.asarray(order.isna(), dtype=np.bool_), say("no order number"))
    figures = {"amount": _line_amount(columns)}
    cost = columns.optional_figures("cost")
    if cost is not None:
        figures["cost"] = cost
    cells = {"order_id": order, "product_group": columns.texts("product_group")}
    return Rows.used(columns, cells, figures)


def with_lines(orders: Rows, lines: Rows, all_orders: pd.Series, *, own_amount: bool) -> Rows:
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
    clients = orders.frame.groupby("order_id")["client_id"].nunique()
    shared = clients.index[clients > 1]
    several = say("an order number of several clients: its lines cannot be told apart")

    lines = lines.without(
        ~lines.frame["order_id"].isin(all_orders),
        say("a line of an order that is in no order file"),
    )
    lines = lines.without(lines.frame["order_id"].isin(shared), several)
    if not own_amount:
        orders = orders.without(orders.frame["order_id"].isin(shared), several)
        orders = orders.without(
            ~orders.frame["order_id"].isin(lines.frame["order_id"]),
            say("an order without usable lines"),
        )
    lines = lines.without(
        ~lines.frame["order_id"].isin(orders.frame["order_id"]),
        say("a line of an order that was set aside"),
    )
    lines.check()
    return _summed(orders, lines, own_amount)


def _summed(orders: Rows, lines: Rows, own_amount: bool) -> Rows:
    frame = orders.frame.copy()
    codes, ids = pd.factorize(lines.frame["order_id"])
    group = pd.Index(ids).get_indexer(frame["order_id"])  # -1: no line
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
    return Rows(frame, figures, orders.columns, orders.accounts)
