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
from functools import cache
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
    order = order or _answered(asked)
    orders = {sign: _order_of(column, sign, order, asked) for sign in "/-"}
    swapped = _swapped(column, name, asked)
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

_BELOW_13 = 12 / 30  # share of all days that a month's number could be, too
_CHANCE = 0.02  # below it no mixture of dates and texts comes about by accident
_MANY, _DAYS_OF_A_MONTH = 20, 6  # dates, and days of the month, that cannot all be below 13


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
            "{file}, column “{column}”: the year may stand first or last in {n} row, for "
            "example {value} (row {row:plain}). Export it with four-digit years; if the "
            "year stands last, say what comes first.",
            "{file}, column “{column}”: the year may stand first or last in {n} rows, for "
            "example {value} (row {row:plain}). Export it with four-digit years; if the "
            "year stands last, say what comes first.",
            column.rows_with(slashed),
            **column.example(slashed[0]),
        ),
    )


def _swapped(column: Distinct[Written], name: str, doubts: Doubts) -> frozenset[int]:
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
        Choice("right", say("the dates are right as they stand")),
    )
    answer = doubts.ask(Doubt(f"{name}.swapped", text, choices))
    return frozenset(real) if answer == "swapped" else frozenset()


def _day_and_month(written: Written) -> bool:
    """Whether a date of text could have been taken for one with day and month swapped."""
    pair = written.parts[:2] if written.notation is Notation.SLASHED else written.parts[1:]
    return max(pair) <= 12


# ---- what is no day: placeholders, months, quarters ---------------------------------------------


def _placeholders(column: Distinct[Written], days: npt.NDArray[np.datetime64]) -> list[int]:
    """The texts that stand for no date: years that cannot be, days that systems put for none."""
    impossible, usual = [], []
    for place, written in enumerate(column.meanings):
        if written is None:
            continue
        year = int(written.year)
        if not _FIRST_YEAR <= year < _NO_YEAR:
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
    periods = [_period(text) for text in column.texts]
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


def _period(text: str) -> tuple[str, tuple[int, int]] | None:
    """A month with its year and number, or another period (whose numbers do not matter)."""
    text = text.strip()
    for pattern in _MONTH_FORMS:
        if match := pattern.fullmatch(text):
            groups = match.groupdict()
            word = groups.get("word")
            number = _month(word) if word else int(groups["m"])
            year = int(groups["y"])
            year = year if len(groups["y"]) == _FULL else _full_year(year)
            return ("month", (year, number)) if number and 1 <= number <= 12 else None
    for kind, pattern in _OTHER_PERIODS:
        if pattern.fullmatch(text):
            return kind, (0, 0)
    return None


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
    WEEK = say("year-week-day")
    SECONDS = say("seconds or milliseconds since 1970")


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

    @property
    def year(self) -> int:
        """The year, all four digits."""
        if self.notation is not Notation.SLASHED:
            return self.parts[0]
        return _full_year(self.parts[2]) if self.short_year else self.parts[2]

    def year_first_possible(self) -> bool:
        """Whether a SLASHED date could also be (two-digit year, month, day)."""
        _, month, day = self.parts
        return 1 <= month <= 12 and 1 <= day <= 31


# of English, Russian, German, Spanish, French, Italian, Portuguese, Dutch and Polish
_MONTHS = (
    "january february march april may june july august september october november december",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber mrz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada"
    " grudnia",
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad"
    " grudzień",
)
_FULL = 4
_REAL = (Notation.ISO, Notation.YEAR_FIRST, Notation.SERIAL)  # as spreadsheets store dates
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
_FIRST_YEAR = 1900  # earlier ones are slips of the pen, or a spreadsheet's 1899-12-30 for nothing

_TIME = (
    r"(?:(?:T|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?:\s*(?P<utc>Z|UTC|GMT)|\s*(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2})?)?)?"
)
_WEEKDAY = r"(?:[^\W\d]{2,12}\.?,\s*)?"
_MONTH = r"(?P<word>[^\W\d_]{3,12})\.?"
_OF = r"(?:d[eo]l?\s+)?"  # 4 de marzo de 2024
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
        _WEEKDAY
        + r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|°)?[\s.-]+"
        + _OF
        + _MONTH
        + r"[\s,-]+"
        + _OF
        + _YEAR
        + _TIME
    ),
    re.compile(_WEEKDAY + _MONTH + r"\s*(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+" + _YEAR + _TIME),
    re.compile(r"(?P<y>\d{4})[\s-]+" + _MONTH + r"[\s-]+(?P<d>\d{1,2})" + _TIME),
)
_Y = r"(?P<y>(?:19|20)\d{2})"
_MONTH_FORMS = (
    re.compile(_Y + r"[-/. ]?(?P<m>\d{1,2})"),
    re.compile(r"(?P<m>\d{1,2})[-/. ]" + _Y + r"(?:\s*г\.?)?"),
    re.compile(_Y + r"[-/., ]+" + _MONTH),
    re.compile(_MONTH + r"[-/., ']*" + _Y + r"(?:\s*(?:г|года)\b\.?)?"),
    re.compile(_MONTH + r"[-/., ']+(?P<y>\d{2})"),
)
_END = r"[-/., ]*(?:\d{4}|\d{2})?(?:\s*г(?:од|ода)?\b\.?)?"
_QUARTER = r"(?:q\s*[1-4]|[1-4]\s*q|(?:[1-4]|iv|i{1,3})[-\s]*(?:й\s*)?кв(?:артал)?\b\.?)"
_WEEK = r"(?:(?:w|kw|week|нед|неделя)\.?\s*\d{1,2}|\d{1,2}\s*(?:нед|неделя)\b\.?)"
_OTHER_PERIODS = (
    ("quarter", re.compile(rf"(?i){_QUARTER}{_END}|\d{{4}}[-/., ]*{_QUARTER}")),
    ("week", re.compile(rf"(?i){_WEEK}{_END}|\d{{4}}[-/., ]*{_WEEK}")),
    ("year", re.compile(r"(?i)(?:fy\s*)?(?:19|20)\d{2}(?:\s*г(?:од)?\b\.?)?")),
)
_SERIAL = re.compile(r"(?P<day>\d{5})(?:[.,](?P<part>\d+))?")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
_ISO_WEEK = re.compile(r"(?P<y>(?:19|20)\d{2})-?W(?P<w>\d{2})-?(?P<d>[1-7])")
_SECONDS = re.compile(r"(?P<seconds>\d{10})(?P<milli>\d{3})?(?:\.\d+)?")
_FIRST_SECOND, _LAST_SECOND = 1_000_000_000, 4_102_444_800  # September 2001 to 2100


def parse_date(text: str) -> Written | None:
    """What a cell says as a date, day and month of 03/04/2024 still open; None: no date."""
    text = text.strip()
    if len(text) == 10 and text[4] == text[7] == "-":  # the usual one, without a pattern
        year, month, day = text[:4], text[5:7], text[8:]
        if year.isdecimal() and month.isdecimal() and day.isdecimal():
            return Written(Notation.ISO, (int(year), int(month), int(day)))
    for notation, pattern in _NUMBERS:
        match = pattern.fullmatch(text)
        if match:
            return _numeric(notation, match.groupdict())
    if match := _ISO_WEEK.fullmatch(text):
        return _of_week(int(match["y"]), int(match["w"]), int(match["d"]))
    if match := _SECONDS.fullmatch(text):
        return _of_seconds(int(match["seconds"]))
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


@cache
def _month(word: str) -> int | None:
    """The month that a word names or abbreviates (three letters or more), if it is one only."""
    word = word.lower()
    numbers = {
        number
        for names in _MONTHS
        for number, name in enumerate(names.split(), 1)
        if name.startswith(word)
    }
    return numbers.pop() if len(numbers) == 1 else None


def _of_serial(day: int, part: float) -> Written | None:
    if not _FIRST_SERIAL <= day <= _LAST_SERIAL:
        return None
    moment = _SERIAL_ZERO + timedelta(days=day)
    return Written(
        Notation.SERIAL,
        (moment.year, moment.month, moment.day),
        seconds=min(int(part * 86400), 86399),
    )


def _of_week(year: int, week: int, day: int) -> Written | None:
    try:
        moment = date.fromisocalendar(year, week, day)
    except ValueError:
        return None
    return Written(Notation.WEEK, (moment.year, moment.month, moment.day))


def _of_seconds(seconds: int) -> Written | None:
    """A moment counted in UTC."""
    if not _FIRST_SECOND <= seconds < _LAST_SECOND:
        return None
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    return Written(
        Notation.SECONDS,
        (moment.year, moment.month, moment.day),
        seconds=seconds % 86400,
        offset=timedelta(0),
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
