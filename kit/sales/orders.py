"""Orders: which rows of a file count and what each says, and the rows gathered to orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Quoted, Text, say, say_n
from kit.sales.cells import words
from kit.sales.cells.currencies import currency_code, currency_codes
from kit.sales.cells.dates import Dates
from kit.sales.cells.distinct import Codes, as_text, of_words
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
from kit.sales.rows import Mask, Rows, coded, differing
from kit.sales.standing.books import sides_of
from kit.sales.standing.judging import Standing, standing
from kit.sales.stored import IN_MEMORY, give_back
from kit.sales.sums import sums_of_others
from kit.sales.taxes import less_tax
from kit.sales.weight import LITTLE

ATTRIBUTES = ("employee_id", "product_group")


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
        name: _taken(frame.pop(name), first) for name in ("order_id", "client_id")
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
    parts = {name: _taken(orders.pop(name), order) for name in list(orders)}
    return pd.DataFrame(parts, copy=False), notes


def _taken(column: Any, places: Codes) -> Any:
    """A column's cells at some places."""
    if isinstance(column, pd.Series):
        return column.take(places).reset_index(drop=True)
    repeats = isinstance(column, np.ndarray) and column.strides == (0,)
    return constant(column[0], len(places)) if repeats else column[places]


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
