"""What limits the reading as a whole, said in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from kit.language import Quoted, Text, say, say_n
from kit.sales.cells import words
from kit.sales.columns import Columns
from kit.sales.options import answer_option, map_option
from kit.sales.read_columns import NAMES, NOTHING
from kit.sales.rows import Rows
from kit.sales.tables import TABLES, column_name

_WORDS_SHOWN = 12
_LITTLE = 0.01  # of a file's rows
_TYPING_ERROR_DAYS = 365


def dating(files: Sequence[Columns]) -> list[Text]:
    """How deals are dated, where the day on which they were carried out was not mapped."""
    if all("fulfilled_on" in columns for columns in files):
        return []
    dated = list(dict.fromkeys(Quoted(columns.heading("ordered_on")) for columns in files))
    candidates = [columns.match.fulfilled for columns in files if columns.match.fulfilled]
    if not candidates:
        return [
            say(
                "Deals are dated by their order date ({dated}), not by the day they were carried"
                " out.",
                dated=dated,
            )
        ]
    return [
        say(
            "Deals are dated by their order date ({dated}), not by the day they were carried out."
            " If “{column}” is that day, add {option}.",
            dated=dated,
            column=candidates[0],
            option=map_option("fulfilled_on", candidates[0]),
        )
    ]


def unknown_words(rows: Rows) -> list[Text]:
    """Words of statuses and kinds that are not known, with their rows."""
    status, kind = rows.frame["status_cell"], rows.frame["kind_cell"]
    statuses = status[words.where(status, lambda cell: words.status(cell) == "unknown")]
    if len(status.drop_duplicates()) > 1:  # what tells rows apart was asked
        statuses = statuses[:0]
    kinds = kind[words.where(kind, lambda cell: words.document(cell) == "unknown")]
    notes = []
    if len(statuses):
        notes.append(
            say(
                "These statuses are not known and count as completed: {words}.",
                words=_counted(statuses),
            )
        )
    if len(kinds):
        notes.append(
            say(
                "These kinds of order are not known and count as regular orders: {words}.",
                words=_counted(kinds),
            )
        )
    return notes


def without_id(files: Sequence[Columns]) -> list[Text]:
    """Required ids that are words for nothing, where they are more than 1 % of a file's rows."""
    notes = []
    for columns in files:
        for name, counts in columns.nothing.items():
            rows = sum(counts.values())
            table = columns.account.table
            required = any(column.name == name and column.required for column in TABLES[table])
            if not required or rows <= _LITTLE * len(columns.account.raw.rows):
                continue
            ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            shown = [
                say_n("“{word}” ({n} row)", "“{word}” ({n} rows)", n, word=word)
                for word, n in ranked[:_WORDS_SHOWN]
            ]
            notes.append(
                say_n(
                    "{file}: {n} row has no {column}: it says {words}. If that is a name, add"
                    " {option}.",
                    "{file}: {n} rows have no {column}: they say {words}. If these are names, add"
                    " {option}.",
                    rows,
                    file=columns.account.raw.file,
                    column=column_name(name),
                    words=shown,
                    option=answer_option(f"{table}.{name}.{NOTHING}", NAMES),
                )
            )
    return notes


def partial(rows: Rows, files: Sequence[Columns]) -> list[Text]:
    """Orders of which some rows count and others could not be read."""
    used = rows.frame["order_id"]
    partly: set[str] = set()
    for columns in files:
        lost = columns.account.unread
        if lost.any():
            ids = columns.ids("order_id")[lost].dropna()
            partly.update(ids[ids.isin(used)])
    if not partly:
        return []
    return [
        say_n(
            "{n} order ({example}) counts in part: other rows of it have no readable figure and"
            " were set aside.",
            "{n} orders (such as {example}) count in part: other rows of them have no readable"
            " figure and were set aside.",
            len(partly),
            example=min(partly),
        )
    ]


def about(
    orders: pd.DataFrame, others: Mapping[str, pd.DataFrame], end: date, *, titled: bool
) -> list[Text]:
    """Caveats that show only in the finished tables."""
    notes = []
    if titled:
        notes.append(
            say("The file has no order number: orders are told apart by client, title and date.")
        )
    notes += _lonely_end(orders)
    ordering = set(orders["client_id"].unique().tolist())
    for table in ("clients", "contracts"):
        listed = set(others[table]["client_id"].unique())
        if listed & ordering and listed - ordering:
            notes.append(_without_orders(table, len(listed - ordering)))
    unlisted = ordering - set(others["clients"]["client_id"].unique())
    if len(others["clients"]) and unlisted and len(unlisted) < len(ordering):
        notes.append(
            say_n(
                "{n} client with orders is not in the client list.",
                "{n} clients with orders are not in the client list.",
                len(unlisted),
            )
        )
    return notes


def _without_orders(table: str, n: int) -> Text:
    if table == "contracts":
        return say_n(
            "{n} client with a contract has no order; it is kept.",
            "{n} clients with a contract have no order; they are kept.",
            n,
        )
    return say_n(
        "{n} client of the client list has no order; it is kept.",
        "{n} clients of the client list have no order; they are kept.",
        n,
    )


def _lonely_end(orders: pd.DataFrame) -> list[Text]:
    """A last day far after the one before: as_of would hang on a typing error."""
    days = np.unique(orders["day"].to_numpy())
    if (
        len(days) < 2
        or (days[-1] - days[-2]).astype("timedelta64[D]").astype(int) <= _TYPING_ERROR_DAYS
    ):
        return []
    last = orders.loc[orders["day"] == days[-1], "order_id"]
    return [
        say(
            "The last order date, {last}, is more than a year after the one before, {before} "
            "(order {order}). If it is a typing error, everything is judged as of a wrong day: "
            "correct it or name the day with {option}.",
            last=pd.Timestamp(days[-1]).date(),
            before=pd.Timestamp(days[-2]).date(),
            order=str(last.iloc[0]),
            option=f"--as-of {pd.Timestamp(days[-2]).date().isoformat()}",
        )
    ]


def _counted(cells: pd.Series) -> list[Text]:
    counts = {str(cell): int(n) for cell, n in cells.astype("str").value_counts().items()}
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [
        say_n("“{word}” ({n} row)", "“{word}” ({n} rows)", n, word=cell)
        for cell, n in ranked[:_WORDS_SHOWN]
    ]
    more = len(ranked) - len(shown)
    return shown + ([say_n("{n} more word", "{n} more words", more)] if more else [])
