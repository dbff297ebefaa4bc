"""Amounts that hold a tax which has a column of its own: taken off, or left as they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from kit.language import say
from kit.sales.cells.amounts import read_amounts, shown_sign
from kit.sales.cells.distinct import Source
from kit.sales.cells.exact import Exact
from kit.sales.columns import Columns
from kit.sales.doubts import Choice, Doubt
from kit.sales.headings.names import addresses

KEY = "orders.amount.tax"
LESS, WITH = "less", "with"


def less_tax(columns: Columns, amount: Exact) -> Exact:
    """The amounts of rows without the tax that they hold, as a person says."""
    found, raw = columns.match.tax, columns.account.raw
    if found is None:
        return amount
    net, tax = found.parts
    names = addresses(raw.header)
    text = say(
        "{file}: “{column}” holds the tax of “{tax}” (row {row:plain}: {part} of {whole}). Do"
        " orders count with it or without?",
        file=raw.file,
        column=names[found.total],
        tax=names[found.base],
        row=int(raw.rows[found.row]),
        part=tax,
        whole=found.whole,
    )
    choices = (
        Choice(LESS, say("without: {net}", net=net)),
        Choice(WITH, say("with it: {whole}", whole=found.whole)),
    )
    if columns.doubts.ask(Doubt(KEY, text, choices)) == WITH:
        return amount
    taxes = read_amounts(
        pc.utf8_trim_whitespace(raw.cells.column(found.base)),
        Source(raw.file, raw.header[found.base], raw.rows),
        decimals=columns.conventions.decimals,
        name="orders.amount",
        typed=found.base in raw.number_cells,
        elsewhere=lambda: shown_sign(columns.cells("amount"), columns.source("amount")),
        doubts=columns.doubts,
    ).figures
    none = np.zeros(len(taxes), dtype=np.bool_)
    return amount.minus(replace(taxes, missing=none))
