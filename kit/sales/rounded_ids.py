"""Ids that a spreadsheet has rounded: 1.23457E+11 stands for every number that begins so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Text, say, say_n
from kit.sales.columns import Columns
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.options import map_option
from kit.sales.rows import Rows
from kit.sales.tables import TABLES, Kind

SHARE = 0.01  # of the rows: more of it is a question
_ROUNDED = re.compile(r"\d(?:[.,](\d+))?[Ee]\+?(\d+)")
_LIKELY = r"^\d(?:[.,]\d+[Ee]\+?|[Ee]\+)\d+$"


def told_apart(
    rows: Rows, files: Sequence[Columns], doubts: Doubts
) -> tuple[Rows, tuple[Text, ...]]:
    """Order rows of which no two orders share a rounded number, and what is to be said of it.

    A rounded number that stands for one client and day is a number like any other; one that stands
    for several is no number. What then is an order is asked where it could change figures.
    """
    frame = rows.frame
    rounded = _rounded(frame["order_id"])
    if not rounded.any():
        return rows, ()
    orders = frame.loc[rounded, ["order_id", "client_id", "ordered_on"]].drop_duplicates()
    shared = orders["order_id"].value_counts()
    several = np.asarray(frame["order_id"].isin(shared[shared > 1].index), dtype=np.bool_)
    n = int(several.sum())
    if not n:
        return rows, ()
    heading = next(file.heading("order_id") for file in files if "order_id" in file)
    example = str(frame.loc[several, "order_id"].iloc[0])
    choices = (
        Choice("days", say("Rows of one number, client and day are one order"), rows=n),
        Choice("rows", say("Each row is an order of its own"), rows=n),
    )
    answer = "days"
    if n > SHARE * len(frame):
        option = map_option("order_id", "COLUMN")
        text = say_n(
            "A spreadsheet has rounded the order numbers in “{column}”: “{example}” means "
            "{orders} orders of different days or clients. {n} row has such a number. Format "
            "the column as text and export again, or name another one with {option}.",
            "A spreadsheet has rounded the order numbers in “{column}”: “{example}” means "
            "{orders} orders of different days or clients. {n} rows have such a number. Format "
            "the column as text and export again, or name another one with {option}.",
            n,
            column=heading,
            example=example,
            orders=int(shared[example]),
            option=option,
        )
        answer = doubts.ask(Doubt("orders.order_id.rounded", text, choices))
    note = say_n(
        "A spreadsheet has rounded the order numbers in “{column}”: {n} row has one that means "
        "several (“{example}”). {choice}.",
        "A spreadsheet has rounded the order numbers in “{column}”: {n} rows have one that "
        "means several (“{example}”). {choice}.",
        n,
        column=heading,
        example=example,
        choice=next(choice.meaning for choice in choices if choice.answer == answer),
    )
    if answer == "days":
        mark = frame["ordered_on"].dt.strftime("%Y-%m-%d")
    else:
        mark = frame["file"].astype(str) + "-" + frame["place"].astype(str)
    apart = (frame["order_id"] + " #" + mark).where(several, frame["order_id"])
    return replace(rows, frame=frame.assign(order_id=apart.astype(frame["order_id"].dtype))), (
        note,
    )


def ask_about_others(tables: Mapping[str, Rows], files: Sequence[Columns], doubts: Doubts) -> None:
    """Ask about rounded ids by which tables are joined or clients told apart."""
    for table, rows in tables.items():
        for column in TABLES[table]:
            if column.kind is not Kind.ID or column.name not in rows.frame:
                continue
            if (table, column.name) == ("orders", "order_id"):
                continue
            ids = rows.frame[column.name]
            rounded = _rounded(ids)
            n = int(rounded.sum())
            if n <= SHARE * len(ids):
                continue
            heading = next(
                file.heading(column.name)
                for file in files
                if file.account.table == table and column.name in file
            )
            option = map_option(f"{table}.{column.name}", "COLUMN")
            text = say_n(
                "A spreadsheet has rounded the numbers in “{column}”: “{example}” may mean "
                "several, and {n} row has such a number. Format the column as text and export "
                "again, or name another one with {option}.",
                "A spreadsheet has rounded the numbers in “{column}”: “{example}” may mean "
                "several, and {n} rows have such a number. Format the column as text and export "
                "again, or name another one with {option}.",
                n,
                column=heading,
                example=str(ids[rounded].iloc[0]),
                option=option,
            )
            keep = Choice("keep", say("Each of these numbers means one"), rows=n)
            key = f"{table}.{column.name}.rounded"
            doubts.ask(Doubt(key, text, (keep,)))


def _rounded(ids: pd.Series) -> npt.NDArray[np.bool_]:
    """Which ids are numbers of which the last digits are gone. Shape (rows,)."""
    if isinstance(ids.dtype, pd.CategoricalDtype):
        of_word = _rounded(pd.Series(ids.cat.categories, dtype="str"))
        return np.append(of_word, False)[ids.cat.codes]
    likely = pc.match_substring_regex(pa.array(ids), _LIKELY)
    mask = np.asarray(pc.fill_null(likely, False), dtype=np.bool_)
    if mask.any():
        cut = [text for text in ids[mask].unique() if _digits_are_gone(text)]
        mask &= np.asarray(ids.isin(cut), dtype=np.bool_)
    return mask


def _digits_are_gone(text: str) -> bool:
    number = _ROUNDED.fullmatch(text)
    return number is not None and len(number[1] or "") < int(number[2])
