"""The notations in which a single date may be written."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from kit.language import say


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
_SERIAL_ZERO = datetime(1899, 12, 30)


def parse_date(text: str) -> Written | None:
    """What a cell says as a date, day and month of 03/04/2024 still open; None: no date."""
    text = text.strip()
    for notation, pattern in _NUMBERS:
        found = pattern.fullmatch(text)
        if found:
            return _numeric(notation, found.groupdict())
    if found := _SERIAL.fullmatch(text):
        return _serial(int(found["day"]), float("0." + (found["part"] or "0")))
    for pattern in _WORDS:
        found = pattern.fullmatch(text)
        if found:
            return _worded(found.groupdict())
    return None


def _numeric(notation: Notation, found: dict[str, str | None]) -> Written | None:
    seconds = _seconds(found)
    if seconds is None:
        return None
    year, month, day = str(found["y"]), int(found["m"] or 0), int(found["d"] or 0)
    offset = _offset(found)
    if notation is Notation.SLASHED:
        sign = str(found["sep"])
        short = len(year) < _FULL
        return Written(notation, (day, month, int(year)), sign, short, seconds, offset)
    short = len(year) < _FULL
    full = _full_year(int(year)) if short else int(year)
    return Written(notation, (full, month, day), "", short, seconds, offset)


def _worded(found: dict[str, str | None]) -> Written | None:
    month = _month(str(found["word"]))
    if month is None:
        return None
    return _numeric(Notation.WORDS, {**found, "m": str(month)})


def _month(word: str) -> int | None:
    """The month that a word names or abbreviates (three letters or more), in English or Russian."""
    word = word.lower()
    for names in _MONTHS:
        for number, name in enumerate(names.split(), 1):
            if name.startswith(word):
                return number
    return None


def _serial(day: int, part: float) -> Written | None:
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


def _seconds(found: dict[str, str | None]) -> int | None:
    """Seconds since midnight; None for a time that does not exist."""
    if found.get("hour") is None:
        return 0
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    second = int(found.get("second") or 0)
    half = found.get("half")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second


def _offset(found: dict[str, str | None]) -> timedelta | None:
    if found.get("utc"):
        return timedelta(0)
    if not found.get("sign"):
        return None
    size = timedelta(hours=int(found["zh"] or 0), minutes=int(found.get("zm") or 0))
    return -size if found["sign"] == "-" else size
