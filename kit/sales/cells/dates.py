"""Dates, read per column over all its rows: the notation is found, never assumed.

What a single date is, `written_dates` says; whether its day or its month comes first, over all the
rows of a column, `day_and_month`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales.cells.day_and_month import DateOrder, answered, order_of, swapped_by_spreadsheet
from kit.sales.cells.distinct import Distinct, Source
from kit.sales.cells.written_dates import (
    FIRST_YEAR,
    SERIAL_ZERO,
    Notation,
    Written,
    parse_date,
    parse_period,
)
from kit.sales.doubts import Choice, Doubt, Doubts

_EPOCH = date(1970, 1, 1).toordinal()
_LEAP_DAY_OF_1900 = date(1900, 3, 1)  # spreadsheets count a 29 February 1900 that never was
_DATE_CELL = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?")


@dataclass(frozen=True)
class Dates:
    """A column of days.

    Attributes
    ----------
    days
        datetime64[s] at midnight; NaT where blank or not understood. Shape (rows,).
    not_understood
        True where a cell holds something that is no date. Shape (rows,).
    placeholders
        True where a cell holds a date that stands for none, such as 1900-01-01; `days` is NaT
        there. Shape (rows,).
    placeholder
        One of them, as written; empty if there are none.
    period
        What the cells hold instead of days, where they hold months, quarters, weeks or years.
    notes
        Which notations were found and how often, and what was done about time zones.
    """

    days: npt.NDArray[np.datetime64]
    not_understood: npt.NDArray[np.bool_]
    placeholders: npt.NDArray[np.bool_]
    placeholder: str = ""
    period: Text | None = None
    notes: tuple[Text, ...] = ()


def read_dates(
    cells: pa.ChunkedArray,
    source: Source,
    *,
    order: DateOrder | None,
    time_zone: str | None,
    name: str = "orders.ordered_on",
    doubts: Doubts | None = None,
) -> Dates:
    """The days that a column of text holds.

    ISO, dotted (always day first), compact, textual dates (nine languages), spreadsheet serials,
    days of ISO weeks and seconds since 1970 are read as they stand, also mixed. Whether 03/04/2024
    is March or April is decided for each separator, over all rows, by a value that shows it;
    otherwise the reader is asked.

    Parameters
    ----------
    cells, source
        The column; null is blank. Its file, heading and row numbers, for messages.
    order
        What the reader answered; a value impossible in that order is not understood.
    time_zone
        The company's zone (IANA name), to which times with an offset are converted; None keeps
        the day as it is written. Times without an offset are local.
    name
        The canonical column with its table: the keys of its doubts begin so.
    doubts
        Where the order of day and month is asked if it is open or contradictory, a swap of the two
        by a spreadsheet, and months instead of days; without it, that is an error.

    Raises
    ------
    KitError
        The time zone is unknown.
    """
    asked = Doubts() if doubts is None else doubts
    column = Distinct.of(cells, source, parse_date)
    order = order or answered(asked)
    orders = {sign: order_of(column, sign, order, asked) for sign in "/-"}
    swapped = swapped_by_spreadsheet(column, name, asked)
    period, of_month = _periods(column, name, asked)
    if doubts is None:
        asked.close()
    zone = _zone(time_zone, source)

    days = np.full(len(column.texts) + 1, np.datetime64("NaT", "D"))
    formats: list[Text | None] = [None] * len(column.texts)
    shifted, offsets, short_years = [], [], []
    for place, written in enumerate(column.meanings):
        if written is None:
            continue
        moment = written.moment(orders.get(written.sign) == "month-first")
        if moment is not None and place in swapped:
            moment = moment.replace(month=moment.day, day=moment.month)
        if moment is None:
            continue
        if written.offset is not None:
            offsets.append(place)
            if zone is not None:
                moved = _converted(moment, written.offset, zone)
                if moved.date() != moment.date():
                    shifted.append(place)
                moment = moved
        if written.short_year:
            short_years.append(place)
        days[place] = moment.toordinal() - _EPOCH
        formats[place] = _format_name(written, orders.get(written.sign))

    for place, (year, month) in of_month.items():
        days[place] = date(year, month, 1).toordinal() - _EPOCH
        formats[place] = say("months, each taken for its first day")
    stand_ins = _placeholders(column, days)
    days[stand_ins] = np.datetime64("NaT")
    per_row = days.astype("datetime64[s]")[column.codes]  # code -1, blank, is the NaT at the end
    notes = _format_notes(column, formats, short_years)
    placeholders = np.isin(column.codes, stand_ins)
    if offsets:
        notes += _zone_note(column, offsets, shifted, time_zone)
    return Dates(
        days=per_row,
        not_understood=(column.codes >= 0) & np.isnat(per_row) & ~placeholders,
        placeholders=placeholders,
        placeholder=column.texts[stand_ins[0]] if stand_ins else "",
        period=period,
        notes=notes,
    )


def restore_ids(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Ids that a workbook stored as dates, as the numbers they are: 2019-07-13 is 43659.

    For columns in `Raw.date_cells` only. Cells that are no ISO date stay as they are. The serials
    59 and 60 share a date and both become 59.
    """
    coded = pc.dictionary_encode(cells.combine_chunks())
    texts = pa.array([_as_serial(text) for text in coded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([texts.take(coded.indices)])


def _as_serial(text: str) -> str:
    if not _DATE_CELL.fullmatch(text):
        return text
    moment = datetime.fromisoformat(text)
    midnight = datetime(moment.year, moment.month, moment.day)
    day = (midnight - SERIAL_ZERO).days - (moment.date() < _LEAP_DAY_OF_1900)
    seconds = (moment - midnight).seconds
    return f"{day + seconds / 86400:.15g}" if seconds else str(day)


def _format_notes(
    column: Distinct[Written], formats: Sequence[Text | None], short_years: Sequence[int]
) -> tuple[Text, ...]:
    """Which notations were found, and in how many rows."""
    rows = np.bincount(column.codes[column.codes >= 0], minlength=len(column.texts))
    counts: Counter[str] = Counter()
    names: dict[str, Text] = {}
    for place, name in enumerate(formats):
        if name is not None:
            names[name.msgid] = name
            counts[name.msgid] += int(rows[place])
    if not counts:
        return ()
    counted = [
        say_n("{format} ({n} row)", "{format} ({n} rows)", n, format=names[key])
        for key, n in counts.most_common()
    ]
    notes = [say("“{column}”: dates read as {found}.", column=column.source.column, found=counted)]
    if short_years:
        notes.append(
            say_n(
                "“{column}”: {n} row has a two-digit year; 69 to 99 are read as 1969 to 1999.",
                "“{column}”: {n} rows have two-digit years; 69 to 99 are read as 1969 to 1999.",
                column.rows_with(short_years),
                column=column.source.column,
            )
        )
    return tuple(notes)


def _format_name(written: Written, order: DateOrder | None) -> Text:
    if written.notation is not Notation.SLASHED:
        text: Text = written.notation.value
        return text
    if order == "month-first":
        return say("month/day/year") if written.sign == "/" else say("month-day-year")
    # either order gives the same day where none was shown
    return say("day/month/year") if written.sign == "/" else say("day-month-year")


def _zone(name: str | None, source: Source) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise KitError(
            say(
                "{file}, column “{column}”: the time zone {zone} is not known; write it like "
                "Europe/Moscow.",
                file=source.file,
                column=source.column,
                zone=name,
            )
        ) from error


def _converted(moment: datetime, offset: timedelta, zone: ZoneInfo) -> datetime:
    utc = (moment - offset).replace(tzinfo=ZoneInfo("UTC"))
    return utc.astimezone(zone).replace(tzinfo=None)


def _zone_note(
    column: Distinct[Written],
    offsets: Sequence[int],
    shifted: Sequence[int],
    time_zone: str | None,
) -> tuple[Text, ...]:
    """What was done with times that say how far they are from UTC."""
    rows = column.rows_with(offsets)
    if time_zone is None:
        return (
            say_n(
                "“{column}”: {n} row has a time zone; the day is kept as written. Near "
                "midnight it may differ from the day at the company: give the company's time "
                "zone to convert it.",
                "“{column}”: {n} rows have a time zone; the day is kept as written. Near "
                "midnight it may differ from the day at the company: give the company's time "
                "zone to convert them.",
                rows,
                column=column.source.column,
            ),
        )
    return (
        say_n(
            "“{column}”: {n} row was converted to {zone}; the day changed in {shifted}.",
            "“{column}”: {n} rows were converted to {zone}; the day changed in {shifted}.",
            rows,
            column=column.source.column,
            zone=time_zone,
            shifted=column.rows_with(shifted),
        ),
    )


# ---- what is no day: placeholders, months, quarters ---------------------------------------------


def _placeholders(column: Distinct[Written], days: npt.NDArray[np.datetime64]) -> list[int]:
    """The texts that stand for no date: years that cannot be, days that systems put for none."""
    impossible, usual = [], []
    for place, written in enumerate(column.meanings):
        if written is None:
            continue
        year = int(written.year)
        if not FIRST_YEAR <= year < _NO_YEAR:
            impossible.append(place)
        elif str(days[place]) in _STAND_INS:
            usual.append(place)
    left = np.delete(days[:-1], impossible + usual)
    left = left[~np.isnat(left)]
    alone = [place for place in usual if not len(left) or np.abs(left - days[place]).min() > _ALONE]
    return sorted(impossible + alone)


def _periods(
    column: Distinct[Written], name: str, doubts: Doubts
) -> tuple[Text | None, dict[int, tuple[int, int]]]:
    """What a column without a single date holds instead; and its months, where those are asked."""
    if not column.texts or any(written is not None for written in column.meanings):
        return None, {}
    periods = [parse_period(text) for text in column.texts]
    kinds = Counter(period[0] for period in periods if period is not None)
    if not kinds or kinds.total() < _MOST * len(periods):
        return None, {}
    kind = kinds.most_common(1)[0][0]
    if kind != "month":
        return _PERIODS[kind], {}
    months = {
        place: period[1] for place, period in enumerate(periods) if period and period[0] == "month"
    }
    first = next(iter(months))
    text = say(
        "{file}: “{column}” holds months, not days (such as {example}, row {row:plain}). How many"
        " days pass between two deals cannot be told from months: export the file with the day of"
        " each order, not summed by month.",
        file=column.source.file,
        column=column.source.column,
        example=column.texts[first],
        row=column.row(first),
    )
    choice = Choice("first-day", say("go on with the first day of each month, as a rough picture"))
    doubts.ask(Doubt(f"{name}.months", text, (choice,)))
    return _PERIODS[kind], months


_NO_YEAR = 2200
_STAND_INS = frozenset(
    "1900-01-01 1900-01-02 1901-01-01 1904-01-01 1904-01-02 1969-12-31 1970-01-01 1970-01-02"
    " 2078-12-31 2079-06-06 2099-01-01 2099-12-31 2100-01-01 2100-12-31 2199-12-31".split()
)
_ALONE = np.timedelta64(731, "D")  # so far from every other date a usual stand-in is one
_MOST = 0.8  # of the cells: a column of months
_PERIODS = {
    "month": say("months"),
    "quarter": say("quarters"),
    "week": say("weeks"),
    "year": say("years"),
}
