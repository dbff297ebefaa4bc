"""Which of day and month comes first in a column of dates: the data show it, or it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, get_args

from kit.language import Text, say, say_n
from kit.sales.cells.distinct import Distinct
from kit.sales.cells.written_dates import Notation, Written
from kit.sales.doubts import Choice, Doubt, Doubts

DateOrder = Literal["day-first", "month-first"]
KEY = "dates"  # of the doubt about the order of day and month
_BELOW_13 = 12 / 30  # share of all days that a month's number could be, too
_CHANCE = 0.02  # below it no mixture of dates and texts comes about by accident
_MANY, _DAYS_OF_A_MONTH = 20, 6  # dates, and days of the month, that cannot all be below 13


def answered(doubts: Doubts) -> DateOrder | None:
    """The order of day and month that was answered before, to a question about another column."""
    answer = doubts.answers.get(KEY)
    order = next((choice for choice in get_args(DateOrder) if choice == answer), None)
    if order is not None:
        doubts.settled[KEY] = order
    return order


def _ask(doubts: Doubts, text: Text) -> DateOrder:
    """Ask for the order of day and month, once for all columns."""
    choices = (
        Choice("day-first", say("the day comes first"), option="--dates day-first"),
        Choice("month-first", say("the month comes first"), option="--dates month-first"),
    )
    answer = doubts.ask(Doubt(KEY, text, choices))
    return "month-first" if answer == "month-first" else "day-first"


def order_of(
    column: Distinct[Written], sign: str, answered: DateOrder | None, doubts: Doubts
) -> DateOrder | None:
    """The order of day and month for dates with this separator; asks if it stays open."""
    slashed = column.where(
        lambda written: written.notation is Notation.SLASHED and written.sign == sign
    )
    if answered is not None or not slashed:
        return answered
    _ask_if_year_first(column, slashed, doubts)
    day_first, month_first, either = [], [], []
    for place, written in zip(slashed, column.understood(slashed), strict=True):
        as_day, as_month = written.moment(month_first=False), written.moment(month_first=True)
        if as_day and as_month:
            if as_day != as_month:
                either.append(place)
        elif as_day:
            day_first.append(place)
        elif as_month:
            month_first.append(place)
    if day_first and month_first:
        text = say(
            "{file}, column “{column}”: {one} (row {one_row:plain}) can only be day-first, "
            "{other} (row {other_row:plain}) only month-first. Correct the dates in the "
            "source, or say which holds: values that do not fit are then set aside.",
            **column.two(day_first[0], month_first[0]),
        )
        return _ask(doubts, text)
    if day_first:
        return "day-first"
    if month_first:
        return "month-first"
    if either:
        return _ask(
            doubts,
            say_n(
                "{file}, column “{column}”: {n} row can be read day-first or month-first, for "
                "example {value} (row {row:plain}).",
                "{file}, column “{column}”: {n} rows can be read day-first or month-first, for "
                "example {value} (row {row:plain}).",
                column.rows_with(either),
                **column.example(either[0]),
            ),
        )
    return None


def _ask_if_year_first(column: Distinct[Written], slashed: Sequence[int], doubts: Doubts) -> None:
    """Two-digit years that may come first: 24-02-13, 24-03-27, where the last part varies."""
    dates = column.understood(slashed)
    if not all(written.short_year and written.year_first_possible() for written in dates):
        return
    firsts, lasts = ({written.parts[part] for written in dates} for part in (0, 2))
    if len(lasts) <= len(firsts):
        return
    _ask(
        doubts,
        say_n(
            "{file}, column “{column}”: the year may come first or last in {n} row, for example "
            "{value} (row {row:plain}). Export it with four-digit years; if the year comes "
            "last, say what comes first.",
            "{file}, column “{column}”: the year may come first or last in {n} rows, for "
            "example {value} (row {row:plain}). Export it with four-digit years; if the year "
            "comes last, say what comes first.",
            column.rows_with(slashed),
            **column.example(slashed[0]),
        ),
    )


def swapped_by_spreadsheet(column: Distinct[Written], name: str, doubts: Doubts) -> frozenset[int]:
    """The texts whose day and month a spreadsheet has swapped, as somebody has confirmed.

    A spreadsheet that expects the month first turns 03/04 into a date with day and month swapped
    and leaves 13/04 as text: then no real date has a day above 12 and every text does. Where the
    texts are gone, many dates and none after the 12th are left.
    """
    iso = column.where(lambda written: written.notation in _REAL)
    dotted = column.where(lambda written: written.notation is Notation.DOTTED)
    slashed = column.where(lambda written: written.notation is Notation.SLASHED)
    real, texts = (iso, dotted + slashed) if iso else (dotted, slashed)
    parts = [written.parts for written in column.understood(real)]
    if not parts or any(day > 12 or not 1 <= month <= 12 for _, month, day in parts):
        return frozenset()
    if texts:
        if any(map(_day_and_month, column.understood(texts))):
            return frozenset()
        if _BELOW_13 ** len(real) * (1 - _BELOW_13) ** len(texts) >= _CHANCE:
            return frozenset()
        text = say(
            "{file}, column “{column}”: a spreadsheet seems to have swapped day and month. "
            "{dates} rows are dates, none after the 12th (for example {one}, row "
            "{one_row:plain}), and {texts} rows are text, all after the 12th ({other}, row "
            "{other_row:plain}). Better than an answer is a file that no spreadsheet has opened.",
            dates=column.rows_with(real),
            texts=column.rows_with(texts),
            **column.two(real[0], texts[0]),
        )
    else:
        if len(set(parts)) < _MANY or len({day for _, _, day in parts}) < _DAYS_OF_A_MONTH:
            return frozenset()
        text = say(
            "{file}, column “{column}”: no date is after the 12th of its month (for example {one}, "
            "row {one_row:plain}). A spreadsheet seems to have swapped day and month and to have "
            "lost the other dates. Better than an answer is a file that no spreadsheet has opened.",
            file=column.source.file,
            column=column.source.column,
            one=column.texts[real[0]],
            one_row=column.row(real[0]),
        )
    example = next((part for part in parts if part[1] != part[2]), parts[0])
    choices = (
        Choice(
            "swapped",
            say(
                "swapped: {one} is {day}",
                one=f"{example[0]:04}-{example[1]:02}-{example[2]:02}",
                day=date(example[0], example[2], example[1]),
            ),
        ),
        Choice("right", say("the dates are right as they are")),
    )
    answer = doubts.ask(Doubt(f"{name}.swapped", text, choices))
    return frozenset(real) if answer == "swapped" else frozenset()


def _day_and_month(written: Written) -> bool:
    """Whether a date of text could have been taken for one with day and month swapped."""
    pair = written.parts[:2] if written.notation is Notation.SLASHED else written.parts[1:]
    return max(pair) <= 12


_REAL = (Notation.ISO, Notation.YEAR_FIRST, Notation.SERIAL)  # as spreadsheets store dates
