"""Rows from a book: which of its two sides, debit and credit, are orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from kit.language import Text, say
from kit.sales.cells.distinct import encoded, no_words, of_words
from kit.sales.cells.sides import CREDIT, DEBIT, Sides, column_of_sides
from kit.sales.columns import Columns
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.headings.names import addresses
from kit.sales.options import answer_option
from kit.sales.read_columns import BookSides
from kit.sales.rows import Mask, Rows
from kit.sales.standing.search import FEW, SAMPLE
from kit.sales.weight import little, sum_of

KEY = "sides"  # of the doubt, behind its table
FEWER = 0.35  # of the rows: a side with so few may well be taken off the other
_NAMES = {DEBIT: "debit", CREDIT: "credit"}


def sides_of(columns: Columns) -> pd.Series:
    """The side of the book of each row, `debit` or `credit`; missing where there are no sides.

    A mark beside the amount tells it, or which of two columns the amount stands in, or a column
    that holds nothing but marks.
    """
    account, sides = columns.account, columns.sides
    heading = columns.heading("amount") if "amount" in columns else ""
    if sides is None:
        heading, sides = _column_of_sides(columns)
    n = len(account.raw.rows)
    if sides is None or len(set(sides.of_rows[account.used].tolist()) - {0}) < 2:
        return no_words(n)
    account.about[KEY] = heading
    for side, name in _NAMES.items():
        account.about[name] = next(
            (mark for mark, of_mark in sides.marks.items() if of_mark == side), ""
        )
    of_rows = np.asarray([-1, 0, 1])[sides.of_rows.astype(np.int64)]  # none, debit, credit
    return of_words(["debit", "credit"], of_rows)


def _column_of_sides(columns: Columns) -> tuple[str, BookSides | None]:
    raw = columns.account.raw
    positions = columns.match.positions
    taken = {place for name, place in positions.items() if name not in ("status", "kind")}
    for place, heading in enumerate(raw.header):
        if place in taken:
            continue
        cells = pc.utf8_trim_whitespace(raw.cells.column(place))
        if len(pc.unique(cells.slice(0, SAMPLE))) > FEW:
            continue
        texts, codes = encoded(cells)
        meant = column_of_sides(heading, texts)
        if meant is not None:
            of_text: Sides = np.asarray([*(meant[text] for text in texts), 0], dtype=np.int8)
            return addresses(raw.header)[place], BookSides(of_text[codes], meant)
    return "", None


def on_one_side(rows: Rows, doubts: Doubts, about: dict[str, str]) -> tuple[Rows, list[Text]]:
    """Ask which side of the book are orders, and whether the other is taken off.

    In a book of what clients owe the debit is sold and the credit paid or taken back; in one of
    revenue the credit is sold. A side of at most 1 % is left out without a question.

    Returns
    -------
    rows, notes
        The rows that count, those that are taken off with negative sums; what was left out.
    """
    cells = rows.frame["side"]
    debit, credit = (np.asarray(cells == name, dtype=np.bool_) for name in ("debit", "credit"))
    if not debit.any() or not credit.any():
        return rows, []
    first, second = ("debit", "credit") if debit.sum() >= credit.sum() else ("credit", "debit")
    mask = {"debit": debit, "credit": credit}
    named = {name: about.get(name) or name for name in mask}
    reason = say("is on the side “{side}”, which is no orders", side=named[second])
    key = f"orders.{KEY}"
    if little(rows, mask[second]) and key not in doubts.answers:
        note = say(
            "What is on the side “{side}” is left out: it is at most 1% of the rows and of the "
            "money. To take it off: {option}.",
            side=named[second],
            option=answer_option(key, f"{first}-less"),
        )
        return rows.without(mask[second], reason), [note]
    answer = doubts.ask(_doubt(rows, key, about.get(KEY, ""), named, mask, first, second))
    sold, less = answer.removesuffix("-less"), answer.endswith("-less")
    other = "credit" if sold == "debit" else "debit"
    if not less:
        reason = say("is on the side “{side}”, which is no orders", side=named[other])
        return rows.without(mask[other], reason), []
    frame = rows.frame.assign(returned=rows.frame["returned"] | mask[other])
    return replace(rows, frame=frame), []


def _doubt(
    rows: Rows,
    key: str,
    heading: str,
    named: dict[str, str],
    mask: dict[str, Mask],
    first: str,
    second: str,
) -> Doubt:
    text = say(
        "{file}: rows are on the two sides of a book, “{one}” and “{other}” (“{column}”). Which "
        "of them are orders?",
        file=next(iter(rows.accounts.values())).raw.file,
        one=named[first],
        other=named[second],
        column=heading,
    )

    def alone(one: str, other: str) -> Choice:
        meaning = say(
            "those on “{one}”; those on “{other}” are payments and do not count",
            one=named[one],
            other=named[other],
        )
        return Choice(one, meaning, int(mask[one].sum()), sum_of(rows, mask[one]))

    def less(one: str, other: str) -> Choice:
        meaning = say(
            "those on “{one}”; those on “{other}” are returns and are taken off",
            one=named[one],
            other=named[other],
        )
        return Choice(f"{one}-less", meaning, int(mask[other].sum()), sum_of(rows, mask[other]))

    likely = [alone(first, second), less(first, second)]
    if mask[second].sum() < FEWER * (mask[first].sum() + mask[second].sum()):
        likely.reverse()
    return Doubt(key, text, (*likely, alone(second, first), less(second, first)))
