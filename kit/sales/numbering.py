"""What one order is: its number, rows that continue it, several clients in one cell, one day."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.language import Text, say, say_n
from kit.sales.cells.dates import Dates
from kit.sales.cells.distinct import Codes
from kit.sales.columns import Columns
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.rows import Mask, Rows, differing
from kit.sales.unnamed_clients import clients_named
from kit.sales.weight import LITTLE, little, sum_of

SAME_DAY = 0.05  # share of the orders from which it is said that they share their day
_SURE = r"\s*[;|\n]\s*"
_PERHAPS = r"\s*(?:[,/&+]|\bи\b|\band\b|\bund\b|\by\b|\bet\b)\s*"
_BETWEEN = re.compile(f"{_SURE}|{_PERHAPS}".replace(r"\s*", ""))


def numbered(
    columns: Columns, order: pd.Series, client: pd.Series, ordered: Dates, total: Mask
) -> tuple[pd.Series, pd.Series, Dates]:
    """Order numbers, clients and days, where blank cells stand for those of the row above.

    A row without a number continues the order above it if it names the same client and day, or
    neither of them but something else. Inside an order a blank client or day is that of its first
    row. Without a column of numbers each row is an order of its own.

    Parameters
    ----------
    total
        Rows that are sums of others: they continue nothing.
    """
    account = columns.account
    if "order_id" not in columns:
        account.note(say("The file has no order number: each row counts as an order."))
        empty = total | _says_nothing(columns, ordered)
        client = clients_named(columns, client, empty)
        return _by_row(columns), client, ordered
    blank = np.asarray(order.isna(), dtype=np.bool_) & ~total
    if blank.any() and not blank.all():
        continued = _continuing(columns, order, client, ordered, blank)
        if continued.any():
            order = order.mask(continued, order.ffill())
            account.note(
                say_n(
                    "{n} row without an order number continues the order above it.",
                    "{n} rows without an order number continue the order above them.",
                    int(continued.sum()),
                )
            )
    if not columns.match.by_title:
        client = _from_first(columns, order, client)
        undated = np.isnat(ordered.days) & ~ordered.not_understood & ~total
        if undated.any() and not undated.all():
            days = pd.Series(ordered.days).groupby(order).transform("first")
            filled = np.where(undated, days.to_numpy(dtype="datetime64[s]"), ordered.days)
            ordered = replace(ordered, days=filled)
    empty = total | _says_nothing(columns, ordered)
    client = clients_named(columns, client, empty)
    missing = np.asarray(order.isna(), dtype=np.bool_) & ~empty & account.used
    return _without_number(columns, order, missing), client, ordered


def _says_nothing(columns: Columns, ordered: Dates) -> Mask:
    """Rows without a day and without a figure, such as lines of text below a table."""
    empty = np.isnat(ordered.days) & ~ordered.placeholders
    for name in ("amount", "unit_price", "quantity"):
        if name in columns:
            empty &= columns.cells(name).is_null().to_numpy()
    return empty


def _by_row(columns: Columns) -> pd.Series:
    """A name for each row: its number, behind that of its file where there are several."""
    account = columns.account
    prefix = f"{account.place + 1}-" if account.place else ""
    names = [f"{prefix}{row}" for row in account.raw.rows.tolist()]
    return pd.Series(pd.array(names, dtype="str"))


def _continuing(
    columns: Columns, order: pd.Series, client: pd.Series, ordered: Dates, blank: Mask
) -> Mask:
    """Rows without a number that belong to the order above."""
    starts = order.notna()
    days = pd.Series(ordered.days)
    above = order.ffill().notna()
    same_client = client.isna() | (client == client.where(starts).ffill())
    same_day = days.isna() | (days == days.where(starts).ffill())
    continued = np.asarray(above & same_client & same_day, dtype=np.bool_) & blank
    nameless = continued & np.asarray(client.isna(), dtype=np.bool_)
    if nameless.any():
        continued &= ~nameless | _says_something(columns, nameless)
    return continued


def _says_something(columns: Columns, rows: Mask) -> Mask:
    """Rows that hold words of their own, as lines of an order do and sums do not."""
    positions = columns.match.positions
    keys = {positions.get(name) for name in ("order_id", "client_id", "ordered_on")}
    return columns.worded(rows, keys)


def _from_first(columns: Columns, order: pd.Series, client: pd.Series) -> pd.Series:
    """Blank clients inside an order are those of its other rows."""
    blank = client.isna() & order.notna()
    if not blank.any() or blank.all():
        return client
    filled = client.fillna(client.groupby(order).transform("first"))
    n = int((blank & filled.notna()).sum())
    if n:
        columns.account.note(
            say_n(
                "{n} row without a client has the client of its order.",
                "{n} rows without a client have the client of their order.",
                n,
            )
        )
    return filled


def _without_number(columns: Columns, order: pd.Series, missing: Mask) -> pd.Series:
    """Rows that have no number, in a file where others have one: set aside, or orders."""
    account = columns.account
    n = int(missing.sum())
    if not n:
        return order
    if n > LITTLE * account.used.sum() and not missing.all():
        heading = columns.heading("order_id")
        text = say_n(
            "{file}: {n} row has no order number in “{column}” (such as row {row:plain}).",
            "{file}: {n} rows have no order number in “{column}” (such as row {row:plain}).",
            n,
            file=account.raw.file,
            column=heading,
            row=int(account.raw.rows[int(np.flatnonzero(missing)[0])]),
        )
        choices = (
            Choice("aside", say("they are no orders"), n),
            Choice("rows", say("each of them is an order"), n),
        )
        if columns.doubts.ask(Doubt("orders.order_id.blank", text, choices)) == "rows":
            return order.mask(missing, _by_row(columns).map("row {}".format))
    return order


# ---- what the orders of all files show -----------------------------------------------------------


def dated_apart(
    rows: Rows, by_title: npt.NDArray[np.bool_], doubts: Doubts
) -> npt.NDArray[np.bool_]:
    """Rows whose order is told by its number and its day, because one number names several.

    Numbers that begin anew each year, or that a person took from a wrong column, would otherwise
    make one order of many.
    """
    frame = rows.frame
    numbered_rows = ~by_title & np.asarray("order_id" in rows.columns)
    if not numbered_rows.any():
        return by_title
    code = rows.codes("client_id", "order_id")
    seconds = frame["ordered_on"].to_numpy("datetime64[s]").view(np.int64)
    sold = _sold(rows, code)
    on_several = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.bool_)
    on_several[: int(code[sold].max(initial=-1)) + 1] = differing(code[sold], seconds[sold])
    several = on_several[code] & numbered_rows
    orders, repeated = len(on_several), len(np.unique(code[several]))
    if not repeated or repeated <= LITTLE * orders:
        return by_title
    first = frame[several & (code == code[several][0])].sort_values("ordered_on")
    text = say_n(
        "“{column}”: {n} order number has several dates, such as {number} on {first} and {last}.",
        "“{column}”: {n} order numbers have several dates, such as {number} on {first} and {last}.",
        repeated,
        column=_heading(rows, "order_id"),
        number=str(first["order_id"].iloc[0]),
        first=first["ordered_on"].iloc[0].date(),
        last=first["ordered_on"].iloc[-1].date(),
    )
    n, total = int(several.sum()), sum_of(rows, several)
    choices = (
        Choice("dates", say("each date of a number is an order of its own"), n, total),
        Choice("first", say("each number is one order, of its first date"), n, total),
    )
    answer = doubts.ask(Doubt("orders.order_id.repeats", text, choices))
    return by_title | several if answer == "dates" else by_title


def _sold(rows: Rows, code: Codes) -> Mask:
    """Rows but those that take back, on a later day, what was sold under the same number."""
    amounts = rows.figures.get("amount")
    if amounts is None:
        return np.ones(len(code), dtype=np.bool_)
    negative = ~amounts.missing & (amounts.mantissa < 0)
    has_sale = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.bool_)
    has_sale[code[~negative]] = True
    return np.asarray(~(negative & has_sale[code]), dtype=np.bool_)


def _heading(rows: Rows, name: str) -> str:
    """What the first file that has it calls a column."""
    files = (account for account in rows.accounts.values() if name in account.match.positions)
    return next((account.raw.header[account.match.positions[name]] for account in files), name)


def one_client(rows: Rows, doubts: Doubts) -> tuple[Rows, list[Text]]:
    """Ask what cells mean that name several clients; a few of them stay as they are, and a note."""
    clients = rows.frame["client_id"]
    known = set(clients.unique().tolist())
    parts = {name: _parts(name, known) for name in known}
    several = {name: names for name, names in parts.items() if len(names) > 1}
    mask = np.asarray(clients.isin(list(several)), dtype=np.bool_)
    if not mask.any():
        return rows, []
    example = str(clients[mask].iloc[0])
    n, total = int(mask.sum()), sum_of(rows, mask)
    text = say_n(
        "“{column}”: {n} row names several clients in one cell, such as “{example}”.",
        "“{column}”: {n} rows name several clients in one cell, such as “{example}”.",
        n,
        column=_heading(rows, "client_id"),
        example=example,
    )
    if little(rows, mask):
        return rows, [text]
    choices = (
        Choice("whole", say("each such cell is a client of its own"), n, total),
        Choice("first", say("the client named first counts"), n, total),
        Choice("aside", say("these rows do not count"), n, total),
    )
    answer = doubts.ask(Doubt("orders.client_id.several", text, choices))
    if answer == "aside":
        return rows.without(mask, say("several clients in one cell")), []
    if answer == "first":
        first = clients.map({name: names[0] for name, names in several.items()}).fillna(clients)
        rows = replace(rows, frame=rows.frame.assign(client_id=first.astype("str")))
    return rows, []


def _parts(name: str, known: set[str]) -> list[str]:
    """The clients that a cell names: apart by a semicolon, else all of them known by themselves."""
    if not _BETWEEN.search(name):
        return [name]
    sure = [part for part in re.split(_SURE, name) if part]
    if len(sure) > 1:
        return sure
    perhaps = [part for part in re.split(_PERHAPS, name) if part]
    return perhaps if len(perhaps) > 1 and known.issuperset(perhaps) else [name]


def by_day(orders: pd.DataFrame, doubts: Doubts) -> tuple[pd.DataFrame, list[Text]]:
    """Offer to gather a client's orders of one day to one, where many orders share their day."""
    deals = (orders["amount"] > 0).to_numpy()
    shared = (
        deals
        & orders.loc[deals, ["client_id", "day"]]
        .duplicated(keep=False)
        .reindex(orders.index, fill_value=False)
        .to_numpy()
    )
    if shared.sum() <= SAME_DAY * max(deals.sum(), 1):
        return orders, []
    text = say_n(
        "{n} of {orders} orders shares its client and day with another one.",
        "{n} of {orders} orders share their client and day with another one.",
        int(shared.sum()),
        orders=int(deals.sum()),
    )
    choices = (
        Choice("orders", say("each of them is an order of its own")),
        Choice("days", say("a client's orders of one day are one order")),
    )
    if doubts.offer(Doubt("orders.same_day", text, choices)) == "days":
        first = {name: "first" for name in orders if name not in ("client_id", "day")}
        how = {**first, "amount": "sum", "regular": "all", "ordered_on": "min"}
        together = orders[shared].groupby(["client_id", "day"], as_index=False)
        gathered = together.agg(how)
        lacking = together["margin"].agg(lambda margin: margin.isna().any())["margin"]
        gathered["margin"] = together["margin"].sum()["margin"].mask(lacking.astype(bool))
        joined = pd.concat([orders[~shared], gathered[orders.columns]], ignore_index=True)
        joined = joined.astype(orders.dtypes.to_dict())
        joined = joined.sort_values(["client_id", "day", "order_id"], ignore_index=True)
        note = say(
            "Orders of one client on one day count as one: {n} became {days}.",
            n=int(shared.sum()),
            days=len(gathered),
        )
        return joined, [note]
    return orders, []
