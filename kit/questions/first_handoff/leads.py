"""Every passing of a lead: which marks it had by then, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.intervals import Curve, reach
from kit.owners.ownership import day_numbers
from kit.sales.lanes import NEVER, Ints
from kit.sales.tables import Sales

BOTH, LATE, UNKNOWN = MARKS = ("both", "late", "unknown")
YEAR = 365  # days within which a first order counts


@dataclass(frozen=True)
class Passed:
    """The leads that were passed on.

    Attributes
    ----------
    rows
        One for each passing: `by`, `to`, `marks` (`both`: qualified and a need confirmed by that
        day; `late`: a mark known to be later; `unknown`: a date is missing, and none is later),
        `ready` (days from both marks to the passing), `wait` (days to the acceptance; missing where
        none is recorded), `returned` (by `as_of`), `reason`.
    once
        The first passing of each client who had not ordered before it: `marks`, `by`, `to`, `days`
        to the first order or else to the end of the data, and whether it was `bought`.
    not_passed, again, clients_before, early
        Leads without a day of passing; passings after a client's first; clients who had ordered
        before; acceptances dated before the passing, which are left out.
    known
        Leads whose client is in the orders at all.
    """

    rows: pd.DataFrame
    once: pd.DataFrame
    not_passed: int
    again: int
    clients_before: int
    early: int
    known: int

    def of(self, marks: str) -> pd.DataFrame:
        """The passings with these marks."""
        return self.rows[self.rows["marks"] == marks]

    def bought(self, marks: str) -> Curve:
        """The share of leads with these marks that placed a first order, by days since then."""
        return first_orders(self.once[self.once["marks"] == marks])


def passed(sales: Sales) -> Passed:
    """The leads of a company that were passed on up to the end of its data."""
    table = sales.leads[sales.leads["passed_on"].notna()]
    table = table.sort_values("passed_on", kind="stable").reset_index(drop=True)
    as_of, day = sales.book.as_of, day_numbers(table["passed_on"])
    qualified, need = (_days(table[name]) for name in ("qualified_on", "need_on"))
    accepted, returned = (_days(table[name]) for name in ("accepted_on", "returned_on"))
    ready = np.maximum(qualified, need)
    late = ((qualified > day) & (qualified < NEVER)) | ((need > day) & (need < NEVER))
    marks = np.where(late, LATE, np.where(ready <= day, BOTH, UNKNOWN))
    wait = np.where((accepted >= day) & (accepted <= as_of), accepted - day, NEVER)
    rows = pd.DataFrame(
        {
            "by": table["by_id"].astype(object),
            "to": table["to_id"].astype(object),
            "marks": marks,
            "ready": pd.Series(day - ready).where(marks == BOTH),
            "wait": pd.Series(wait).where(wait < NEVER),
            "returned": returned <= as_of,
            "reason": table["reason"].astype(object).where(returned <= as_of),
        }
    )
    number = sales.book.numbers(table["client_id"])
    first = np.full(len(table), NEVER)
    first[number >= 0] = sales.book.first_deal[number[number >= 0]]
    again = table["client_id"].duplicated().to_numpy()
    before = first < day
    once = pd.DataFrame(
        {
            **{name: rows[name] for name in ("marks", "by", "to")},
            "days": np.minimum(first, as_of) - day,
            "bought": first <= as_of,
        }
    )[~again & ~before]
    return Passed(
        rows=rows,
        once=once.reset_index(drop=True),
        not_passed=len(sales.leads) - len(table),
        again=int(again.sum()),
        clients_before=int((before & ~again).sum()),
        early=int((accepted < day).sum()),
        known=int((number >= 0).sum()),
    )


def first_orders(once: pd.DataFrame) -> Curve:
    """The share of such leads with a first order, by days since they were passed on."""
    return reach(once["days"].to_numpy(np.int64), once["bought"].to_numpy(np.bool_))


def _days(dates: pd.Series) -> Ints:
    """Days since 1970-01-01; `NEVER` where none is recorded."""
    days = day_numbers(dates)
    days[dates.isna().to_numpy()] = NEVER
    return days
