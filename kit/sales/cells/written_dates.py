"""One date as it is written in a cell, or the month, quarter, week or year that stands there."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import NamedTuple

from kit.language import say

SERIAL_ZERO = datetime(1899, 12, 30)


def parse_period(text: str) -> tuple[str, tuple[int, int]] | None:
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
        if year < FIRST_YEAR:
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
FIRST_YEAR = 1900  # earlier ones are slips of the pen, or a spreadsheet's 1899-12-30 for nothing
# Hours from UTC of zones by their usual letters.
_ZONES = {
    **{"PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4},
    **{"WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2},
    **{"EEST": 3, "MSK": 3, "МСК": 3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11},
}
_TIME = (
    r"(?:(?:T|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?:\s*(?P<utc>Z|UTC|GMT)|\s(?P<zone>" + "|".join(_ZONES) + ")"
    r"|\s*(?P<sign>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2})?)?)?"
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
_YEAR_AND_DAY = re.compile(
    r"^(?P<y>(?:19|20)\d{2})(?:[年년]|\.)\s*(?P<m>\d{1,2})(?:[月월]|\.)\s*(?P<d>\d{1,2})(?:[日일]|\.)$"
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
    if not text[-1:].isascii() or text.endswith("."):  # 2024年3月5日, 2024년 3월 5일, 2024. 3. 5.
        text = _YEAR_AND_DAY.sub(r"\g<y>-\g<m>-\g<d>", text)
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
    moment = SERIAL_ZERO + timedelta(days=day)
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
    if match.get("zone"):
        return timedelta(hours=_ZONES[str(match["zone"])])
    if not match.get("sign"):
        return None
    size = timedelta(hours=int(match["zh"] or 0), minutes=int(match.get("zm") or 0))
    return -size if match["sign"] == "-" else size
