"""Orders: which rows of a file count and what each says."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kit.language import Quoted, say, say_n
from kit.sales.cells import words
from kit.sales.cells.currencies import currency_code, currency_codes
from kit.sales.cells.dates import Dates
from kit.sales.cells.distinct import of_words
from kit.sales.cells.exact import Exact
from kit.sales.columns import NEVER, Columns, constant
from kit.sales.doubts import Choice, Doubt
from kit.sales.headings import dating
from kit.sales.headings.names import some
from kit.sales.headings.neighbours import tables_below, without_cells
from kit.sales.headings.units import unit_at_end
from kit.sales.lines import derived_amount
from kit.sales.margins import margin_figures
from kit.sales.numbering import numbered
from kit.sales.options import map_option
from kit.sales.refunds import NAME, given_back
from kit.sales.rows import Mask, Rows
from kit.sales.standing.books import sides_of
from kit.sales.standing.judging import Standing, standing
from kit.sales.sums import sums_of_others
from kit.sales.taxes import less_tax
from kit.sales.weight import LITTLE


def order_rows(
    columns: Columns, *, where: str | None, as_of: date | None, own_amount: bool
) -> Rows:
    """The usable rows of one order file; every other row is set aside with its reason.

    Beside the canonical columns, the cells that words were read from: `status_cell`, `kind_cell`,
    `currency_cell`.

    Parameters
    ----------
    own_amount
        False where order lines give the amounts.

    Raises
    ------
    KitError
        The condition, or a whole column of dates or amounts, is not understood.
    """
    account = columns.account
    order, client = columns.ids("order_id"), columns.ids("client_id")
    ordered = columns.dates("ordered_on")
    joined, taken_off = _other_tables(columns, ordered)
    total = np.zeros(len(order), dtype=np.bool_)
    undated = np.flatnonzero(np.isnat(ordered.days))
    if len(undated):
        for cells in (order, client, columns.texts("ordered_on")):
            total[undated] |= words.totals(cells.take(undated))
    if own_amount:
        total = sums_of_others(columns, order, client, ordered, total)
    account.set_aside(total, say("a totals row"))
    if where:
        account.set_aside_unless_met(where)
    judged = account.used
    says = standing(columns, where=where)
    says.doubtful = says.doubtful.mask(joined)
    status, kind = says.cells, columns.words("kind")
    order, client, ordered = numbered(columns, order, client, ordered, total)
    account.set_aside(np.asarray(order.isna(), dtype=np.bool_), say("no order number"))
    account.set_aside(np.asarray(client.isna(), dtype=np.bool_), say("no client"))
    _ask_undated(columns, ordered, says)
    columns.set_aside_undated("ordered_on", ordered)
    fulfilled = constant(NEVER, len(order))
    if "fulfilled_on" in columns:
        carried_out = columns.dates("fulfilled_on")
        not_yet = say(
            "not carried out yet: “{column}” is blank", column=columns.heading("fulfilled_on")
        )
        columns.set_aside_undated("fulfilled_on", carried_out, not_yet)
        fulfilled = carried_out.days
    figures = _figures(columns, own_amount)
    back = given_back(columns)
    if back is not None:
        figures[NAME] = back
    sides = sides_of(columns)
    if "status" in columns:
        account.statuses, account.judged = status, judged
        account.amounts = figures.get("amount")
    if as_of is not None:
        day = fulfilled if "fulfilled_on" in columns else ordered.days
        late = day > np.datetime64(as_of, "s")
        account.set_aside(late, say("after {as_of}, the day up to which data count", as_of=as_of))
    currency = _currency(columns)
    by_name = {
        "order_id": order,
        "client_id": client,
        "ordered_on": ordered.days,
        "fulfilled_on": fulfilled,
        "paid_on": columns.optional_dates("paid_on"),
        "employee_id": columns.coded_ids("employee_id"),
        "regular": ~words.where(kind, lambda cell: words.is_regular(cell) is False),
        "product_group": columns.words("product_group"),
        "currency": currency_codes(currency),
        "currency_cell": currency,
        "status_cell": status,
        "kind_cell": kind,
        "doubtful": says.doubtful,
        "documents": says.documents,
        "contrary": says.contrary,
        "returned": says.returned | taken_off,
        "document_kind": says.kinds,
        "side": sides,
    }
    del order, client, ordered, fulfilled, status, kind, currency, says  # held once, in `by_name`
    return Rows.used(columns, by_name, figures)


def _other_tables(columns: Columns, ordered: Dates) -> tuple[Mask, Mask]:
    """Set aside, or ask about, further tables below the first.

    Returns
    -------
    joined, taken_off
        Their rows that are orders as well or to be taken off, without the cells that stand under
        other headings than the first table's; and those of them that are to be taken off.
    """
    account = columns.account
    raw, undated = account.raw, np.isnat(ordered.days)
    joined = np.zeros(len(raw.rows), dtype=np.bool_)
    taken_off = joined.copy()
    if not undated.any():
        return joined, taken_off
    names = [name for name in ("client_id", "ordered_on", "amount") if name in columns]
    needed = [columns.match.positions[name] for name in names]
    tables = tables_below(raw, undated, ordered.not_understood, needed)
    for number, table in enumerate(tables, start=1):
        if not table.members.any():
            account.set_aside(table.rows, say("repeats the column headings"))
            continue
        n, dated = int(table.members.sum()), bool((table.members & ~undated).any())
        text = say_n(
            "{file}: in row {row:plain} another table begins below the orders, with the"
            " headings {headings} and {n} row. What is it?",
            "{file}: in row {row:plain} another table begins below the orders, with the"
            " headings {headings} and {n} rows. What are they?",
            n,
            file=raw.file,
            row=table.row,
            headings=some([table.title, *table.headings] if table.title else table.headings, 5),
        )
        choices = [Choice("leave-out", say("no orders: leave them out"), n)]
        if table.same_places:
            choices += [
                Choice("orders", say("orders as well"), n),
                Choice("less", say("returns: taken off"), n),
            ]
        key = "orders.below" if number == 1 else f"orders.below.{number}"
        answer = "leave-out"
        if dated:
            answer = columns.doubts.ask(Doubt(key, text, tuple(choices)))
        heading = table.rows & ~table.members
        account.set_aside(heading, say("headings of another table below the orders"))
        if answer == "leave-out":
            account.set_aside(table.rows, say("belongs to another table below the orders"))
            account.note(
                say(
                    "In row {row:plain} another table begins ({headings}); it is not read.",
                    row=table.row,
                    headings=some(table.headings, 5),
                )
            )
            continue
        joined |= table.members
        account.raw = without_cells(account.raw, table)
        if answer == "less":
            taken_off |= table.members
    return joined, taken_off


def _ask_undated(columns: Columns, ordered: Dates, says: Standing) -> None:
    """Ask which date counts, where the better one is blank in rows that count."""
    account, instead = columns.account, columns.match.instead
    if instead is None or "ordered_on" in columns.match.stated:
        return
    certain = account.used & np.asarray(says.doubtful.isna(), dtype=np.bool_) & ~says.contrary
    undated = certain & np.isnat(ordered.days) & ~ordered.not_understood
    n = int(undated.sum())
    if n <= LITTLE * certain.sum():
        return
    heading = columns.heading("ordered_on")
    if "status" not in columns and dating.meaning(heading) == "won":
        return  # what has no such day was not won
    text = say_n(
        "{file}: “{column}” is blank in {n} row that would count as an order. Which date counts?",
        "{file}: “{column}” is blank in {n} rows that would count as orders. Which date counts?",
        n,
        file=account.raw.file,
        column=heading,
    )
    choices = (
        Choice(
            heading,
            say("“{column}”: rows without it are no orders", column=heading),
            n,
            option=map_option("ordered_on", heading),
        ),
        Choice(
            instead,
            say("“{column}” for all rows", column=instead),
            option=map_option("ordered_on", instead),
        ),
    )
    columns.doubts.ask(Doubt("orders.ordered_on", text, choices))


def _currency(columns: Columns) -> pd.Series:
    """The currency of each row: that of the heading of the amount, where it names one.

    A column of currencies beside it is then that of another amount.
    """
    cells = columns.words("currency")
    stated = unit_at_end(columns.heading("amount")).currency if "amount" in columns else None
    if not stated or len(cells.dropna().unique()) < 2:
        return cells
    columns.account.note(
        say(
            "“{column}” is in {currency}, as its heading says, whatever “{other}” says.",
            column=columns.heading("amount"),
            currency=currency_code(stated),
            other=columns.heading("currency"),
        )
    )
    return of_words([stated], np.zeros(len(cells), dtype=np.int64))


def _figures(columns: Columns, own_amount: bool) -> dict[str, Exact]:
    figures = {}
    if own_amount and "amount" in columns:
        amount = columns.required_figures("amount", money=True)
        figures["amount"] = less_tax(columns, amount)
    elif own_amount:
        figures["amount"] = derived_amount(columns)
        columns.account.note(
            say(
                "The file states no amount: it is derived from {columns}.",
                columns=[
                    Quoted(columns.heading(name))
                    for name in ("quantity", "unit_price", "discount")
                    if name in columns
                ],
            )
        )
    margin, cost = margin_figures(columns), columns.optional_figures("cost")
    figures |= {} if margin is None else {"margin": margin}
    figures |= {} if cost is None else {"cost": cost}
    return figures
