"""Amounts in cents: the interfaces of programs give whole minor units and do not say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from babel.numbers import get_currency_precision, is_currency

from kit.language import say
from kit.sales.cells.currencies import currency_code
from kit.sales.cells.exact import Exact
from kit.sales.doubts import Choice, Doubt
from kit.sales.headings.units import unit_at_end

if TYPE_CHECKING:
    from kit.sales.read_columns import ReadColumns

KEY = "minor_units"  # of the doubt, behind its table
MINOR, UNITS = "minor", "units"
SEARCHED = 200  # rows that show where an export comes from
MOST = 0.8  # of a column's cells
# ch_3OqXb2eZvKYlo2C0: what payment services call their records; order_20240115 is no such id
_ID = re.compile(r"[a-z]{2,12}_(?:test_|live_)?(?=\w*\d)(?=\w*[A-Za-z])[A-Za-z0-9]{8,}")
_SECONDS = re.compile(r"\d{10}(?:\d{3})?(?:\.0)?")
_CODE = re.compile(r"[a-z]{3}")


def in_units(columns: ReadColumns, name: str, figures: Exact) -> Exact:
    """The figures of a column of money, which may be hundredths.

    A heading says so, or a program wrote them: then all are whole and stand beside the ids of a
    payment service. A currency without cents stays as it is, row by row.
    """
    if unit_at_end(columns.heading(name)).power < 0:
        minor = _said_to_be_minor(columns, name, figures)
    else:
        if columns.minor_units is None:
            columns.minor_units = _are_minor(columns, name, figures)
        minor = columns.minor_units and not figures.scale
    if not minor or figures.missing.all():
        return figures
    digits = _digits(columns)
    most = int(digits.max(initial=0))
    factor = 10 ** (most - digits)
    return figures.times(Exact(factor, most, np.zeros(len(factor), dtype=np.bool_)))


def _said_to_be_minor(columns: ReadColumns, name: str, figures: Exact) -> bool:
    """Whether a column is in cents, as its heading says; asks where its figures have decimals."""
    account, heading = columns.account, columns.heading(name)
    if not _digits(columns).any():
        return False
    example = next((str(cell) for cell in pc.drop_null(columns.cells(name).slice(0, 100))), "")
    doubt = Doubt(
        f"{account.table}.{name}.{KEY}",
        say(
            "{file}, column “{column}”: are its figures, such as {example}, cents?",
            file=account.raw.file,
            column=heading,
            example=example,
        ),
        (
            Choice(MINOR, say("cents, as the heading says")),
            Choice(UNITS, say("full amounts")),
        ),
    )
    if figures.scale or doubt.key in columns.doubts.answers:
        return columns.doubts.ask(doubt) == MINOR
    account.note(
        say(
            "“{column}” is in cents, as its heading says. If its figures are full amounts, add"
            " {option}.",
            column=heading,
            option=doubt.option_of(doubt.choices[1]),
        )
    )
    return True


def _are_minor(columns: ReadColumns, name: str, figures: Exact) -> bool:
    """Whether the money of a file is in minor units; asks where that is likely, but not sure."""
    account = columns.account
    known = np.flatnonzero(~figures.missing & (figures.mantissa != 0))
    if account.match.layout or account.table not in ("orders", "lines") or not len(known):
        return False
    key = f"{account.table}.{KEY}"
    raw = account.raw
    shown = (_first(raw.cells.column(place), _ID) for place in range(len(raw.header)))
    example = next((cell for cell in shown if cell), None)
    if figures.scale or example is None or not _digits(columns).any():
        return False
    row = int(known[0])
    power = int(_digits(columns)[row]) or 2
    whole = int(figures.mantissa[row])
    doubt = Doubt(
        key,
        say(
            "{file}: “{column}” holds whole figures only, such as {figure:plain} (row {row:plain}),"
            " beside ids such as {id}. Programs give amounts so in cents. Are they cents?",
            file=raw.file,
            column=columns.heading(name),
            figure=whole,
            row=int(raw.rows[row]),
            id=example,
        ),
        (
            Choice(
                MINOR,
                say("cents: {figure:plain} is {amount}", figure=whole, amount=whole / 10**power),
            ),
            Choice(UNITS, say("full amounts")),
        ),
    )
    written = [columns.cells(of) for of in ("ordered_on",) if of in columns]
    codes = [columns.cells(of) for of in ("currency",) if of in columns]
    sure = any(_first(cells, _SECONDS) for cells in written)
    sure = sure or any(_first(cells, _CODE) for cells in codes)
    answer = columns.doubts.offer(doubt) if sure else columns.doubts.ask(doubt)
    return answer == MINOR


def _first(column: pa.ChunkedArray, pattern: re.Pattern[str]) -> str | None:
    """The first cell of a column that is written so nearly throughout."""
    cells = pc.drop_null(pc.utf8_trim_whitespace(column.slice(0, SEARCHED))).to_pylist()
    fitting = [cell for cell in cells if pattern.fullmatch(cell)]
    return fitting[0] if fitting and len(fitting) >= MOST * len(cells) else None


def _digits(columns: ReadColumns) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How many decimals the currency of each row has; two where it is not known."""
    currency = columns.words("currency")
    codes = [currency_code(str(text)) for text in currency.cat.categories]
    digits = [get_currency_precision(code) if is_currency(code) else 2 for code in codes]
    return np.array([*digits, 2], dtype=np.int64)[currency.cat.codes.to_numpy()]
