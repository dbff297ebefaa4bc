"""Which days of orders count: not those years away from all others, nor those still to come."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.language import Text, say, say_n
from kit.sales.columns import FEW
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.options import answer_option
from kit.sales.rows import Rows
from kit.sales.weight import sum_of

FAR = 731  # days: two years and more without an order lie between
MANY = 0.25  # share of the rows from which on what lies apart is no slip
FUTURE = "orders.future"


def on_days_that_count(
    rows: Rows, doubts: Doubts, *, as_of: date | None, today: date
) -> tuple[Rows, list[Text]]:
    """The rows without those whose day would move the start or the end of all; and caveats.

    Parameters
    ----------
    as_of
        The day that a person named: what is later has been set aside already.
    today
        Used only to ask: an answer names its day, so that results never depend on the clock.
    """
    notes: list[Text] = []
    if not len(rows.frame):
        return rows, notes
    rows = _without_far(rows, doubts, notes, "early", today)
    rows = _without_far(rows, doubts, notes, "late", today)
    if as_of is None:
        rows = _without_future(rows, doubts, notes, today)
    return rows, notes


def _days(rows: Rows) -> npt.NDArray[np.datetime64]:
    frame = rows.frame
    return frame["fulfilled_on"].fillna(frame["ordered_on"]).to_numpy("datetime64[D]")


def _without_far(
    rows: Rows, doubts: Doubts, notes: list[Text], end: Literal["early", "late"], today: date
) -> Rows:
    """Without the few rows that lie years before, or after, all others; asks where they matter."""
    days = _days(rows)
    sign = 1 if end == "early" else -1
    ordered = np.sort(days.astype(np.int64) * sign)
    before = np.flatnonzero(np.diff(ordered) > FAR) + 1  # rows before each gap of years
    few = before[before <= FEW * len(days)]
    if not len(few):
        # of a small file one row is much: it has to lie further away than all others span
        before = before[before <= MANY * len(days)]
        spans = ordered[-1] - ordered[before]
        before = before[ordered[before] - ordered[before - 1] > spans]
        if not len(before):
            return rows
    n = int(few[-1] if len(few) else before[-1])
    apart = days.astype(np.int64) * sign < ordered[n]
    first, last = days[apart].min().item(), days[apart].max().item()
    edge = days[~apart].min().item() if end == "early" else days[~apart].max().item()
    sizes = np.abs(rows.figures["amount"].numbers())
    matter = not len(few) or sizes[apart].sum() > FEW * sizes.sum()
    if matter and last > today:
        return rows  # what is still to come is asked about as such
    key = f"orders.{end}"
    keep = Choice("keep", say("they are right and count"))
    leave = Choice("leave-out", say("leave them out"), n, sum_of(rows, apart))
    if matter or doubts.answers.get(key) in (keep.answer, leave.answer):
        text = say_n(
            "{n} order row ({days}, such as order {order}) is years away from all others "
            "({edge}). Is its date right? It would move the period that everything is judged by.",
            "{n} order rows ({days}, such as order {order}) are years away from all others "
            "({edge}). Are their dates right? They would move the period that everything is "
            "judged by.",
            n,
            days=_span(first, last),
            order=str(rows.frame["order_id"].to_numpy()[int(np.flatnonzero(apart)[0])]),
            edge=edge,
        )
        if doubts.ask(Doubt(key, text, (leave, keep))) == "keep":
            return rows
    notes.append(
        say_n(
            "{n} order row ({days}) is left out: it is years away from all others ({edge}). If "
            "its date is right, add {option}.",
            "{n} order rows ({days}) are left out: they are years away from all others "
            "({edge}). If their dates are right, add {option}.",
            n,
            days=_span(first, last),
            edge=edge,
            option=answer_option(key, keep.answer),
        )
    )
    return rows.without(apart, say("its date is years away from all others"))


def _without_future(rows: Rows, doubts: Doubts, notes: list[Text], today: date) -> Rows:
    """Without orders that are still to come, as a person says; asks where there are any.

    A kept answer names a day. Where rows lie between it and today, they are no longer to come, and
    it is asked again.
    """
    days = _days(rows)
    # a day later: the clock may be behind that of the company
    since, coming = today, days > np.datetime64(today, "D") + 1
    answered = _day(doubts.answers.get(FUTURE, ""))
    if not coming.any() and answered is not None:
        since, coming = answered, days > np.datetime64(answered, "D")
    if not coming.any():
        return rows
    first, last = days[coming].min().item(), days[coming].max().item()
    later = days > np.datetime64(today, "D")
    leave = Choice(
        today.isoformat(),
        say("leave out what is later than {day}", day=today),
        int(later.sum()),
        sum_of(rows, later),
        option=f"--as-of {today.isoformat()}",
    )
    keep = Choice("keep", say("they count, and all is judged as of {day}", day=last))
    text = say_n(
        "{n} order row is dated after {since}: {days}. Is it planned, or has it been carried out?",
        "{n} order rows are dated after {since}: {days}. Are they planned, or have"
        " they been carried out?",
        int(coming.sum()),
        since=since,
        days=_span(first, last),
    )
    answer = doubts.ask(
        Doubt(FUTURE, text, (leave, keep)), fits=lambda given: _fits(given, days, today)
    )
    if answer == "keep":
        return rows
    until = date.fromisoformat(answer)
    late = days > np.datetime64(until, "D")
    notes.append(
        say_n(
            "{n} order row after {day} is left out, as you said.",
            "{n} order rows after {day} are left out, as you said.",
            int(late.sum()),
            day=until,
        )
    )
    return rows.without(late, say("after {as_of}, the day up to which data count", as_of=until))


def _span(first: date, last: date) -> date | Text:
    return first if first == last else say("{first} to {last}", first=first, last=last)


def _fits(answer: str, days: npt.NDArray[np.datetime64], today: date) -> bool:
    if answer == "keep":
        return True
    last = _day(answer)
    if last is None:
        return False
    return not ((days > np.datetime64(last, "D")) & (days <= np.datetime64(today, "D"))).any()


def _day(answer: str) -> date | None:
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return None


def first_days_only(orders: pd.DataFrame) -> list[Text]:
    """A caveat where every order is dated the first of a month: the data seem to be by months."""
    days = orders["day"]
    if len(days) < 12 or days.nunique() < 4 or not (days.dt.day == 1).all():
        return []
    return [
        say(
            "Every order is dated the first day of a month. If these are sums by month, how many"
            " days pass between deals is not known: export the day of each order."
        )
    ]
