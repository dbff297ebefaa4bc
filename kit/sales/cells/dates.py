"""Dates, read per column over all its rows: the notation is found, never assumed.

First the column, then the order of day and month over all its rows, then the notations in which a
single date may be written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales.cells.distinct import Distinct, Source
from kit.sales.doubts import Choice, Doubt, Doubts

DateOrder = Literal["day-first", "month-first"]
KEY = "dates"  # of the doubt about the order of day and month

_EPOCH = date(1970, 1, 1).toordinal()
_SERIAL_ZERO = datetime(1899, 12, 30)
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
    notes
        Which notations were found and how often, and what was done about time zones.
    """

    days: npt.NDArray[np.datetime64]
    not_understood: npt.NDArray[np.bool_]
    notes: tuple[Text, ...] = ()


def read_dates(
    cells: pa.ChunkedArray,
    source: Source,
    *,
    order: DateOrder | None,
    time_zone: str | None,
    doubts: Doubts | None = None,
) -> Dates:
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
    doubts
        Where the order of day and month is asked if it is open or contradictory; without it, that
        is an error.

    Raises
    ------
    KitError
        The time zone is unknown.
    """
    asked = Doubts() if doubts is None else doubts
    column = Distinct.of(cells, source, parse_date)
    order = order or _answered(asked)
    orders = {sign: _order_of(column, sign, order, asked) for sign in "/-"}
    if order is None:
        _ask_if_swapped(column, asked)
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

    per_row = days.astype("datetime64[s]")[column.codes]  # code -1, blank, is the NaT at the end
    notes = _format_notes(column, formats, short_years)
    if offsets:
        notes += _zone_note(column, offsets, shifted, time_zone)
    return Dates(per_row, (column.codes >= 0) & np.isnat(per_row), notes)


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
    day = (midnight - _SERIAL_ZERO).days - (moment.date() < _LEAP_DAY_OF_1900)
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


# ---- the order of day and month: shown by the data, answered, or asked for ----------------------

_ENOUGH = 10  # dates of each notation, before a column is suspected of being swapped


def _answered(doubts: Doubts) -> DateOrder | None:
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


def _order_of(
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
    for place in slashed:
        written = column.meanings[place]
        assert written is not None
        as_day, as_month = written.moment(month_first=False), written.moment(month_first=True)
        if as_day and as_month:
            if as_day != as_month:
                either.append(place)
        elif as_day:
            day_first.append(place)
        elif as_month:
            month_first.append(place)
    if day_first and month_first:
        return _ask(doubts, _contradiction(column, day_first[0], month_first[0]))
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
                file=column.source.file,
                column=column.source.column,
                value=column.texts[either[0]],
                row=column.row(either[0]),
            ),
        )
    return None


def _contradiction(column: Distinct[Written], day_first: int, month_first: int) -> Text:
    return say(
        "{file}, column “{column}”: {one} (row {one_row:plain}) can only be day-first, "
        "{other} (row {other_row:plain}) only month-first. Correct the dates in the "
        "source, or say which holds: values that do not fit are then set aside.",
        file=column.source.file,
        column=column.source.column,
        one=column.texts[day_first],
        one_row=column.row(day_first),
        other=column.texts[month_first],
        other_row=column.row(month_first),
    )


def _ask_if_year_first(column: Distinct[Written], slashed: Sequence[int], doubts: Doubts) -> None:
    """Two-digit years that may come first: 24-02-13, 24-03-27, where the last part varies."""
    dates = [written for place in slashed if (written := column.meanings[place]) is not None]
    if not all(written.short_year and written.year_first_possible() for written in dates):
        return
    firsts, lasts = ({written.parts[part] for written in dates} for part in (0, 2))
    if len(lasts) <= len(firsts):
        return
    _ask(
        doubts,
        say_n(
            "{file}, column “{column}”: the year may stand first or last in {n} row, for "
            "example {value} (row {row:plain}). Export it with four-digit years; if the "
            "year stands last, say what comes first.",
            "{file}, column “{column}”: the year may stand first or last in {n} rows, for "
            "example {value} (row {row:plain}). Export it with four-digit years; if the "
            "year stands last, say what comes first.",
            column.rows_with(slashed),
            file=column.source.file,
            column=column.source.column,
            value=column.texts[slashed[0]],
            row=column.row(slashed[0]),
        ),
    )


def _ask_if_swapped(column: Distinct[Written], doubts: Doubts) -> None:
    """The trace of a file opened under a foreign setting.

    A spreadsheet that expects the month first turns 03/04 into a date with day and month swapped
    and leaves 13/04 as text: then no ISO date has a day above 12 and every slashed one does.
    """
    iso = column.where(lambda written: written.notation is Notation.ISO)
    slashed = column.where(lambda written: written.notation is Notation.SLASHED)
    if len(iso) < _ENOUGH or len(slashed) < _ENOUGH:
        return
    if column.where(lambda written: written.notation is Notation.ISO and written.parts[2] > 12):
        return
    if column.where(
        lambda written: written.notation is Notation.SLASHED and max(written.parts[:2]) <= 12
    ):
        return
    _ask(
        doubts,
        say(
            "{file}, column “{column}”: a spreadsheet seems to have swapped day and month. "
            "{dates} rows are dates, none after the 12th (for example {one}, row "
            "{one_row:plain}), and {texts} rows are text, all after the 12th ({other}, row "
            "{other_row:plain}). Export the file again without opening it in a spreadsheet; if "
            "the dates are right, say how the text is written.",
            file=column.source.file,
            column=column.source.column,
            dates=column.rows_with(iso),
            texts=column.rows_with(slashed),
            one=column.texts[iso[0]],
            one_row=column.row(iso[0]),
            other=column.texts[slashed[0]],
            other_row=column.row(slashed[0]),
        ),
    )


# ---- the notations in which a single date may be written ----------------------------------------


class Notation(Enum):
    """How a date is written; the value says it to people."""

    ISO = say("year-month-day")
    YEAR_FIRST = say("year/month/day")
    COMPACT = say("yearmonthday without separators")
    DOTTED = say("day.month.year")
    SLASHED = say("day and month in either order")
    WORDS = say("month in words")
    SERIAL = say("spreadsheet day numbers")


class Written(NamedTuple):
    """One date as written: for SLASHED, (first, second, year), else (year, month, day).

    `sign` is the separator of a SLASHED date; `offset` its distance from UTC, where it says so.
    """

    notation: Notation
    parts: tuple[int, int, int]
    sign: str = ""
    short_year: bool = False
    seconds: int = 0
    offset: timedelta | None = None

    def moment(self, month_first: bool = False) -> datetime | None:
        """The local moment; None when there is no such day."""
        year, month, day = self.parts
        if self.notation is Notation.SLASHED:
            first, second, year = self.parts
            month, day = (first, second) if month_first else (second, first)
            if self.short_year:
                year = _full_year(year)
        if year < _FIRST_YEAR:
            return None
        try:
            return datetime(year, month, day) + timedelta(seconds=self.seconds)
        except ValueError:
            return None

    def year_first_possible(self) -> bool:
        """Whether a SLASHED date could also be (two-digit year, month, day)."""
        _, month, day = self.parts
        return 1 <= month <= 12 and 1 <= day <= 31


_MONTHS = (
    "january february march april may june july august september october november december",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
)
_FULL = 4
_FIRST_YEAR = 1900  # earlier ones are slips of the pen, or a spreadsheet's 1899-12-30 for nothing

_TIME = (
    r"(?:(?:T|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?:\s*(?P<utc>Z|UTC|GMT)|\s*(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2})?)?)?"
)
_WEEKDAY = r"(?:[^\W\d]{2,12}\.?,\s*)?"
_MONTH = r"(?P<word>[^\W\d_]{3,9})\.?"
_YEAR = r"(?P<y>\d{4}|\d{2})(?:\s*(?:г|года)\b\.?)?"
_NUMBERS = (
    (Notation.ISO, re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})" + _TIME)),
    (Notation.DOTTED, re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\." + _YEAR + _TIME)),
    (
        Notation.SLASHED,
        re.compile(r"(?P<d>\d{1,2})(?P<sep>[/-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + _TIME),
    ),
    (
        Notation.YEAR_FIRST,
        re.compile(r"(?P<y>\d{4})(?P<sep>[/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})" + _TIME),
    ),
    (Notation.COMPACT, re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})" + _TIME)),
    (
        Notation.COMPACT,
        re.compile(
            r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"
            r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})"
        ),
    ),
)
_WORDS = (
    re.compile(
        _WEEKDAY + r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s.-]+" + _MONTH + r"[\s,-]+" + _YEAR + _TIME
    ),
    re.compile(_WEEKDAY + _MONTH + r"\s*(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+" + _YEAR + _TIME),
    re.compile(r"(?P<y>\d{4})[\s-]+" + _MONTH + r"[\s-]+(?P<d>\d{1,2})" + _TIME),
)
_SERIAL = re.compile(r"(?P<day>\d{5})(?:[.,](?P<part>\d+))?")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119


def parse_date(text: str) -> Written | None:
    """What a cell says as a date, day and month of 03/04/2024 still open; None: no date."""
    text = text.strip()
    for notation, pattern in _NUMBERS:
        match = pattern.fullmatch(text)
        if match:
            return _numeric(notation, match.groupdict())
    if match := _SERIAL.fullmatch(text):
        return _of_serial(int(match["day"]), float("0." + (match["part"] or "0")))
    for pattern in _WORDS:
        match = pattern.fullmatch(text)
        if match:
            return _worded(match.groupdict())
    return None


def _numeric(notation: Notation, match: dict[str, str | None]) -> Written | None:
    seconds = _seconds(match)
    if seconds is None:
        return None
    year, month, day = str(match["y"]), int(match["m"] or 0), int(match["d"] or 0)
    offset = _offset(match)
    if notation is Notation.SLASHED:
        sign = str(match["sep"])
        short = len(year) < _FULL
        return Written(notation, (day, month, int(year)), sign, short, seconds, offset)
    short = len(year) < _FULL
    full = _full_year(int(year)) if short else int(year)
    return Written(notation, (full, month, day), "", short, seconds, offset)


def _worded(match: dict[str, str | None]) -> Written | None:
    month = _month(str(match["word"]))
    if month is None:
        return None
    return _numeric(Notation.WORDS, {**match, "m": str(month)})


def _month(word: str) -> int | None:
    """The month that a word names or abbreviates (three letters or more), in English or Russian."""
    word = word.lower()
    for names in _MONTHS:
        for number, name in enumerate(names.split(), 1):
            if name.startswith(word):
                return number
    return None


def _of_serial(day: int, part: float) -> Written | None:
    if not _FIRST_SERIAL <= day <= _LAST_SERIAL:
        return None
    moment = _SERIAL_ZERO + timedelta(days=day)
    return Written(
        Notation.SERIAL,
        (moment.year, moment.month, moment.day),
        seconds=min(int(part * 86400), 86399),
    )


def _full_year(short: int) -> int:
    """A two-digit year as POSIX reads it: 69 to 99 are the last century's."""
    return short + (2000 if short < 69 else 1900)


def _seconds(match: dict[str, str | None]) -> int | None:
    """Seconds since midnight; None for a time that does not exist."""
    if match.get("hour") is None:
        return 0
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    second = int(match.get("second") or 0)
    half = match.get("half")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second


def _offset(match: dict[str, str | None]) -> timedelta | None:
    if match.get("utc"):
        return timedelta(0)
    if not match.get("sign"):
        return None
    size = timedelta(hours=int(match["zh"] or 0), minutes=int(match.get("zm") or 0))
    return -size if match["sign"] == "-" else size
