"""Needs beyond orders: how long they wait, whether they are served, and come back in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.intervals import Curve, reach
from kit.owners.ownership import day_numbers
from kit.sales.lanes import NEVER, Bools, Ints
from kit.sales.tables import Sales

MONTH, QUARTER = 30, 90  # days within which a need should have been begun
ALL = "all"


@dataclass(frozen=True)
class Needs:
    """The needs that were recorded, as arrays of one length.

    Attributes
    ----------
    kind
        `project`, `advice` or as it is written; None where it is not.
    waited, begun
        Days from the record to the start, or to the end of the data; whether it was begun.
    early
        Begun before it was recorded: it counts as begun on that day.
    in_time, judged
        Returned by the day that was agreed; whether that can be said by now.
    due
        Whether a day of return was agreed at all.
    starts, ends
        Whether anybody records when needs are begun, and when their work has ended. Where nobody
        does, a blank is not known, and says nothing.
    """

    kind: np.ndarray
    waited: Ints
    begun: Bools
    early: Bools
    in_time: Bools
    judged: Bools
    due: Bools
    starts: bool
    ends: bool

    def __len__(self) -> int:
        return len(self.kind)

    def of(self, kind: str) -> Bools:
        """Which of them are of this kind; `all`: every one."""
        every: Bools = np.ones(len(self), np.bool_) if kind == ALL else self.kind == kind
        return every

    def start(self, which: Bools) -> Curve:
        """The share begun, by days since the record."""
        return reach(self.waited[which], self.begun[which])

    @property
    def forgotten(self) -> Bools:
        """Not begun, though recorded more than a quarter before the end of the data."""
        late: Bools = ~self.begun & (self.waited > QUARTER) & self.starts
        return late


def needs_of(sales: Sales) -> Needs:
    """The needs of a company's clients, up to the end of its data."""
    table, as_of = sales.needs, sales.book.as_of
    recorded = day_numbers(table["recorded_on"])
    started, ended, due = (_days(table[name]) for name in ("started_on", "ended_on", "due_on"))
    starts, ends = bool((started < NEVER).any()), bool((ended < NEVER).any())
    begun = started <= as_of
    agreed = (begun | (not starts)) & (due < NEVER)
    back = ended <= as_of
    return Needs(
        kind=table["need"].astype(object).where(table["need"].notna(), None).to_numpy(),
        waited=np.maximum(np.minimum(started, as_of) - recorded, 0),
        begun=begun,
        early=begun & (started < recorded),
        in_time=agreed & back & (ended <= due),
        judged=agreed & (back | (due < as_of)) & ends,
        due=agreed,
        starts=starts,
        ends=ends,
    )


def _days(dates: pd.Series) -> Ints:
    """Days since 1970-01-01; `NEVER` where none is recorded."""
    days = day_numbers(dates)
    days[dates.isna().to_numpy()] = NEVER
    return days
