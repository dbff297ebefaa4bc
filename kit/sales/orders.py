"""The rows of one order file: which count, and what each says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.language import Quoted, say
from kit.sales.cells import words
from kit.sales.cells.columns import Columns
from kit.sales.cells.currencies import codes
from kit.sales.cells.exact import Exact
from kit.sales.condition import rows_meeting
from kit.sales.derive import derived_amount, required_figures
from kit.sales.rows import Rows, mask_of


@dataclass
class Unknown:
    """Words that were not known, with the number of rows that use each."""

    statuses: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


def order_rows(
    columns: Columns,
    file: int,
    *,
    where: str | None,
    as_of: date | None,
    own_amount: bool,
    unknown: Unknown,
) -> Rows:
    """The usable rows of one order file; every other row is set aside with its reason.

    Parameters
    ----------
    own_amount
        False where order lines give the amounts.
    unknown
        Collects status and kind words that are not known.

    Raises
    ------
    KitError
        The condition, or a whole column of dates or amounts, is not understood.
    """
    account = columns.account
    order, client = columns.ids("order_id"), columns.ids("client_id")
    ordered = columns.dates("ordered_on")
    no_day = np.isnat(ordered.days)
    total = words.totals(order) | words.totals(client) | words.totals(columns.texts("ordered_on"))
    account.set_aside(total & no_day, say("a totals row"))
    if where:
        met = rows_meeting(account.raw, where)
        account.set_aside(~met, say("does not meet the condition {where}", where=where))
    statuses = _set_aside_by_status(columns)
    account.set_aside(_missing(order), say("no order number"))
    account.set_aside(_missing(client), say("no client"))
    heading = columns.heading("ordered_on")
    columns.check_understood("ordered_on", ~no_day, ordered.not_understood)
    account.set_aside(
        no_day & ~ordered.not_understood, say("no date: “{column}” is blank", column=heading)
    )
    account.set_aside(
        ordered.not_understood, say("“{column}” is not understood as a date", column=heading)
    )
    fulfilled = np.full(len(order), np.datetime64("NaT"), dtype="datetime64[s]")
    if "fulfilled_on" in columns:
        fulfilled = _fulfilled(columns)
    figures = _figures(columns, own_amount)
    if as_of is not None:
        day = fulfilled if "fulfilled_on" in columns else ordered.days
        late = day > np.datetime64(as_of, "s")
        account.set_aside(late, say("after {as_of}, the day up to which data count", as_of=as_of))
    kinds = columns.texts("kind")
    frame = pd.DataFrame(
        {
            "file": file,
            "place": np.arange(len(order)),
            "order_id": order,
            "client_id": client,
            "ordered_on": ordered.days,
            "fulfilled_on": fulfilled,
            "employee_id": columns.ids("employee_id"),
            "regular": _regular(kinds),
            "product_group": columns.texts("product_group"),
            "currency": codes(columns.texts("currency")),
            "currency_cell": columns.texts("currency"),
        }
    )
    used = account.used
    unknown.statuses.update(_counted(statuses[used & mask_of(statuses, _is_unknown_status)]))
    unknown.kinds.update(_counted(kinds[used & mask_of(kinds, _is_unknown_kind)]))
    return Rows(frame, figures, frozenset(columns.match.positions)).take(used)


def _set_aside_by_status(columns: Columns) -> pd.Series:
    cells = columns.texts("status")
    for meaning, reason in (
        ("cancelled", say("cancelled or lost")),
        ("open", say("not won yet")),
    ):
        said = [one for one in cells.dropna().unique() if words.status(one) == meaning]
        columns.account.set_aside(np.asarray(cells.isin(said), dtype=np.bool_), reason)
    return cells


def _fulfilled(columns: Columns) -> npt.NDArray[np.datetime64]:
    done = columns.dates("fulfilled_on")
    understood = ~np.isnat(done.days)
    columns.check_understood("fulfilled_on", understood, done.not_understood)
    columns.account.set_aside(
        ~understood & ~done.not_understood, say("not carried out yet: fulfilled_on is blank")
    )
    columns.account.set_aside(
        done.not_understood,
        say("“{column}” is not understood as a date", column=columns.heading("fulfilled_on")),
    )
    return done.days


def _figures(columns: Columns, own_amount: bool) -> dict[str, Exact]:
    figures = {}
    if own_amount and "amount" in columns:
        figures["amount"] = required_figures(columns, "amount", money=True)
    elif own_amount:
        figures["amount"] = derived_amount(columns)
        columns.account.note(
            [
                say(
                    "The file states no amount: it is derived from {columns}.",
                    columns=[
                        Quoted(columns.heading(name))
                        for name in ("quantity", "unit_price", "discount")
                        if name in columns
                    ],
                )
            ]
        )
    for name in ("margin", "cost"):
        given = columns.optional_figures(name)
        if given is not None:
            figures[name] = given
    return figures


def _regular(kinds: pd.Series) -> npt.NDArray[np.bool_]:
    return ~mask_of(kinds, lambda one: words.is_regular(one) is False)


def _is_unknown_status(cell: str) -> bool:
    return words.status(cell) == "unknown"


def _is_unknown_kind(cell: str) -> bool:
    return words.is_regular(cell) is None


def _missing(cells: pd.Series) -> npt.NDArray[np.bool_]:
    return np.asarray(cells.isna(), dtype=np.bool_)


def _counted(cells: pd.Series) -> dict[str, int]:
    return {str(one): int(n) for one, n in cells.value_counts().items()}
