"""Orders whose client is blank: named by the cell above, by another column, or by none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from kit.language import say, say_n
from kit.sales.columns import FEW, Columns
from kit.sales.doubts import Choice, Doubt
from kit.sales.headings.likely import holds_names
from kit.sales.headings.names import explicit_names, shortened
from kit.sales.rows import Mask

KEY = "orders.client_id.blank"
ABOVE, ASIDE = "above", "aside"
MERGED = 0.3  # share of blank cells from which a column of clients may be one of merged cells
FILLED = 0.95  # of the rows without a client: a column that may name it
SHOWN = 3


def clients_named(columns: Columns, client: pd.Series, empty: Mask) -> pd.Series:
    """Clients, those that are blank named by the cell above or by another column.

    Where each client stands once, as in merged cells, it is filled down. Where a name comes back
    further down, or another column has names in nearly all rows without a client, it is asked.

    Parameters
    ----------
    empty
        Rows that are sums of others, or say nothing.
    """
    account = columns.account
    rows = account.used & ~empty
    blank = np.asarray(client.isna(), dtype=np.bool_) & rows
    n, named = int(blank.sum()), client[rows].dropna()
    if not n or "client_id" in columns.match.asked:
        return client
    filled = client.mask(blank, client.ffill())
    merged = len(named) > 1 and n >= MERGED * rows.sum() and not blank[np.argmax(rows)]
    merged = merged and not columns.nothing.get("client_id")  # which says that there is none
    if merged and not named.duplicated().any():
        account.note(
            say_n(
                "{n} row without a client has the client above it: each client is written once.",
                "{n} rows without a client have the client above them: each client is written"
                " once.",
                n,
            )
        )
        return filled
    others = _others(columns, client, blank, rows) if n > FEW * rows.sum() else {}
    if not merged and not others:
        return client
    answer = _ask(columns, blank, others, str(filled[blank].iloc[0]) if merged else None)
    if answer == ABOVE:
        return filled
    return client.mask(blank, others[answer]).astype(client.dtype) if answer in others else client


def _others(
    columns: Columns, client: pd.Series, blank: Mask, rows: Mask
) -> Mapping[str, pd.Series]:
    """Columns that may name the clients that are blank."""
    raw = columns.account.raw
    names = explicit_names(raw.header)
    taken = set(columns.match.positions.values())
    found: dict[str, pd.Series] = {}
    for place in range(len(raw.header)):
        if place not in taken and len(found) < SHOWN and holds_names(raw, place):
            cells = pd.Series(pc.utf8_trim_whitespace(raw.cells.column(place)).to_pandas())
            if _may_name(cells, client, blank, rows):
                found[names[place]] = cells
    return found


def _ask(columns: Columns, blank: Mask, others: Mapping[str, pd.Series], above: str | None) -> str:
    """Where a client stands that is blank; `above`: it may be this one, in a cell above."""
    account, n = columns.account, int(blank.sum())
    values = {
        "file": account.raw.file,
        "column": columns.heading("client_id"),
        "row": int(account.raw.rows[int(np.argmax(blank))]),
    }
    text = say_n(
        "{file}: {n} row has no client in “{column}” (row {row:plain}).",
        "{file}: {n} rows have no client in “{column}” (such as row {row:plain}).",
        n,
        **values,
    )
    choices = [
        Choice(
            heading,
            say(
                "“{column}” names it there (such as {samples})",
                column=heading,
                samples=[shortened(str(cell)) for cell in cells[blank].dropna().unique()[:3]],
            ),
        )
        for heading, cells in others.items()
    ]
    if above is not None:
        text = say_n(
            "{file}: {n} row has no client in “{column}” (such as row {row:plain}, below"
            " “{client}”).",
            "{file}: {n} rows have no client in “{column}” (such as row {row:plain}, below"
            " “{client}”).",
            n,
            client=above,
            **values,
        )
        choices.append(Choice(ABOVE, say("each belongs to the client above it"), n))
    choices.append(Choice(ASIDE, say("they belong to no client: leave them out"), n))
    return columns.doubts.ask(Doubt(KEY, text, tuple(choices)))


def _may_name(cells: pd.Series, client: pd.Series, blank: Mask, counted: Mask) -> bool:
    """Whether a column may name the client where that is blank."""
    here = cells[blank]
    if here.notna().mean() < FILLED or not 1 < here.nunique() < here.notna().sum():
        return False
    known = counted & ~blank & np.asarray(cells.notna(), dtype=np.bool_)
    if not known.any():
        return True
    clients = client[known].groupby(cells[known]).nunique()
    return bool((clients == 1).mean() >= FILLED and len(clients) > 1)
