"""Dates, read per column over all its rows: the notation is found, never assumed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales.cells.date_notations import Notation, Written, parse_date
from kit.sales.cells.date_order import DateColumn, DateOrder
from kit.sales.files.raw import Source

__all__ = ["DateOrder", "read_dates", "restore_ids"]

Reading = tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_], tuple[Text, ...]]

_EPOCH = date(1970, 1, 1).toordinal()
_SERIAL_ZERO = date(1899, 12, 30)
_DATE_CELL = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?")
_LEAP_DAY_OF_1900 = date(1900, 3, 1)  # spreadsheets count a 29 February 1900 that never was


def read_dates(
    cells: pa.ChunkedArray,
    source: Source,
    *,
    order: DateOrder | None,
    time_zone: str | None,
) -> Reading:
    """The days that a column of text holds.

    ISO, dotted (always day first), compact, textual (English, Russian) dates and spreadsheet
    serials are read as they stand, also mixed. Whether 03/04/2024 is March or April is decided for
    each separator, over all rows, by a value that shows it; otherwise the reader is asked.

    Parameters
    ----------
    cells, source
        The column; null is blank. Its file, heading and row numbers, for messages.
    order
        What the reader answered; a value impossible in that order is not understood.
    time_zone
        The company's zone (IANA name), to which times with an offset are converted; None keeps
        the day as it is written. Times without an offset are local.

    Returns
    -------
    days : datetime64[s] at midnight; NaT where blank or not understood
    not_understood : True where a cell holds something that is no date
    notes : which notations were found and how often, and what was done about time zones

    Raises
    ------
    KitError
        The order of day and month is open or contradictory, or the time zone is unknown.
    """
    coded = pc.dictionary_encode(cells.combine_chunks())
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    written = [parse_date(text) for text in coded.dictionary.to_pylist()]
    column = DateColumn(source, coded.dictionary.to_pylist(), written, codes)
    orders = {sign: column.order_of(sign, order) for sign in "/-"}
    if order is None:
        column.refuse_swapped()
    zone = _zone(time_zone, source)

    days = np.full(len(written) + 1, np.datetime64("NaT", "D"))
    formats: list[Text | None] = [None] * len(written)
    shifted, offsets, short_years = [], [], []
    for place, one in enumerate(written):
        if one is None:
            continue
        moment = one.moment(orders.get(one.sign) == "month-first")
        if moment is None:
            continue
        if one.offset is not None:
            offsets.append(place)
            if zone is not None:
                moved = _converted(moment, one.offset, zone)
                if moved.date() != moment.date():
                    shifted.append(place)
                moment = moved
        if one.short_year:
            short_years.append(place)
        days[place] = moment.toordinal() - _EPOCH
        formats[place] = _format_name(one, orders.get(one.sign))

    read = days.astype("datetime64[s]")[codes]  # code -1, blank, is the NaT at the end
    not_understood = (codes >= 0) & np.isnat(read)
    notes = _format_notes(column, formats, short_years)
    if offsets:
        notes += _zone_note(column, offsets, shifted, time_zone)
    return read, not_understood, notes


def restore_ids(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Ids that a workbook stored as dates, as the numbers they are: 2019-07-13 is 43659.

    For columns in `Raw.date_cells` only. Cells that are no ISO date stay as they are. The serials
    59 and 60 share a date and both become 59.
    """
    coded = pc.dictionary_encode(cells.combine_chunks())
    texts = pa.array([_serial(text) for text in coded.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([texts.take(coded.indices)])


def _serial(text: str) -> str:
    if not _DATE_CELL.fullmatch(text):
        return text
    moment = datetime.fromisoformat(text)
    day = (moment.date() - _SERIAL_ZERO).days - (moment.date() < _LEAP_DAY_OF_1900)
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return f"{day + seconds / 86400:.15g}" if seconds else str(day)


def _format_notes(
    column: DateColumn, formats: Sequence[Text | None], short_years: Sequence[int]
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
    found = [
        say_n("{format} ({n} row)", "{format} ({n} rows)", rows_of, format=names[key])
        for key, rows_of in counts.most_common()
    ]
    notes = [say("“{column}”: dates read as {found}.", column=column.source.column, found=found)]
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


def _zone_note(
    column: DateColumn, offsets: Sequence[int], shifted: Sequence[int], time_zone: str | None
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


def _format_name(one: Written, order: DateOrder | None) -> Text:
    if one.notation is not Notation.SLASHED:
        text: Text = one.notation.value
        return text
    if order == "month-first":
        return say("month/day/year") if one.sign == "/" else say("month-day-year")
    # either order gives the same day where none was shown
    return say("day/month/year") if one.sign == "/" else say("day-month-year")


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
