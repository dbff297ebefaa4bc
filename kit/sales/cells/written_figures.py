"""One figure as it is written in a cell, its decimal sign still open."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from babel.numbers import is_currency

DecimalSign = Literal["point", "comma"]
_SIMPLER = str.maketrans(
    dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-")
    | dict.fromkeys("\u2019\u02bc\u00b4`", "'")
)
_SPACES = re.compile(r"\s+")
# a sign that several currencies share stays a sign
_CURRENCIES = {
    "€": "EUR",
    "£": "GBP",
    "₽": "RUB",
    "₴": "UAH",
    "₸": "KZT",
    "₺": "TRY",
    "₹": "INR",
    "₩": "KRW",
    "₪": "ILS",
    "$": "$",
    "¥": "¥",
    "us$": "USD",
    "a$": "AUD",
    "c$": "CAD",
    "r$": "BRL",
    "руб": "RUB",
    "рублей": "RUB",
    "рубля": "RUB",
    "рубль": "RUB",
    "р": "RUB",
    "usd": "USD",
    "eur": "EUR",
    "rub": "RUB",
    "rur": "RUB",
    "грн": "UAH",
    "тг": "KZT",
    "тенге": "KZT",
    "zł": "PLN",
    "kč": "CZK",
    "kr": "kr",
}
_SCALES = {
    "k": 3,
    "тыс": 3,
    "m": 6,
    "mm": 6,
    "mn": 6,
    "mln": 6,
    "млн": 6,
    "b": 9,
    "bn": 9,
    "млрд": 9,
}
_LARGEST_POWER = 40
# digits, or digits with a point that cannot part thousands
_PLAIN = re.compile(r"-?[0-9]+(\.(?:[0-9]{1,2}|[0-9]{4,}))?")
_BRACKETS = re.compile(r"([^\d()]*)\(([^()]*\d[^()]*)\)([^\d()]*)")
# a minus, a currency or none, the digits (from a digit, or the decimal sign, to a digit), "no
# cents" as in 1500,- and what follows, with a minus at its start or end
_FIGURE = re.compile(
    r"(?P<minus1>[+-]?)\s*"
    r"(?P<before>[^\d.,()+-]*(?:(?<=[а-яё])\.|(?<=[^\W\d_])\.(?=\s))?)\s*"
    r"(?P<minus2>[+-]?)\s*"
    r"(?P<digits>[.,]?\d(?:[\d.,' ]*\d)?(?:e[+-]?\d+)?)"
    r"(?P<cents>[.,]-+)?\s*"
    r"(?P<minus3>-?)"
    r"(?P<after>[^\d,()+-]*)"
    r"(?P<minus4>-?)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(us\$|[acr]\$|[^\W\d_]+|[^\w\s.])\.?\s*", re.IGNORECASE)
_GROUPS = re.compile(r"[1-9]\d{0,2}(?P<sign>[.,' ])\d{3}(?:(?P=sign)\d{3})*")
_INDIAN = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}")
_SCIENTIFIC = re.compile(r"(\d+)(?:([.,])(\d+))?[eE]([+-]?\d+)")


class Figure(NamedTuple):
    """One figure as written, its decimal sign still open.

    Attributes
    ----------
    point, comma
        Its exact value if a point, or a comma, is the decimal sign; None where it cannot be.
    power
        Thousands are 3, millions 6; already in the value.
    rounded
        Whether the source has shortened it (1.2M, 1.2E+06).
    percent
        Whether it is a percentage; 15% has the value 0.15.
    currency
        ISO code, or the sign where several currencies share it.
    separator
        The comma if the figure has one, else the point.
    """

    point: Decimal | None
    comma: Decimal | None
    power: int = 0
    rounded: bool = False
    percent: bool = False
    currency: str | None = None
    separator: str = "."

    @property
    def shows(self) -> DecimalSign | None:
        """The decimal sign, where only one is possible."""
        if self.comma is None:
            return "point"
        return "comma" if self.point is None else None

    @property
    def open(self) -> bool:
        """Whether it has two meanings: 1,234 or 1.234."""
        return self.shows is None and self.point != self.comma

    def value(self, decimal: DecimalSign) -> Decimal | None:
        """The exact value under a decimal sign; None where the figure does not fit it."""
        return self.point if decimal == "point" else self.comma


def parse_figure(text: str) -> Figure | None:
    """What a cell says as a figure; None: no figure."""
    plain = _PLAIN.fullmatch(text)
    if plain:  # nearly all cells of most files; the same as below, ten times as fast
        return Figure(Decimal(text), None if plain[1] else Decimal(text))
    text = _SPACES.sub(" ", text.translate(_SIMPLER)).strip()
    brackets = _BRACKETS.fullmatch(text)
    if brackets:
        text = "".join(brackets.groups()).strip()
    match = _FIGURE.fullmatch(text)
    if match is None:
        return None
    minuses = "".join(match[f"minus{place}"] for place in (1, 2, 3, 4)) + "-" * bool(brackets)
    around = _surroundings(match["before"]), _surroundings(match["after"])
    if len(minuses) > 1 or around[0] is None or around[1] is None:
        return None
    words = [*around[0], *around[1]]
    currencies = [word for word in words if isinstance(word, str) and word != "%"]
    powers = [word for word in words if isinstance(word, int)]
    percents = words.count("%")
    if len(currencies) > 1 or len(powers) > 1 or percents > 1:
        return None
    digits = match["digits"] + (match["cents"][0] + "0" if match["cents"] else "")
    as_point, as_comma = _number(digits, "."), _number(digits, ",")
    if as_point is None and as_comma is None:
        return None
    shift = sum(powers) - 2 * percents
    negative = minuses == "-"
    return Figure(
        point=_signed(as_point, shift, negative),
        comma=_signed(as_comma, shift, negative),
        power=sum(powers),
        rounded=bool(powers) or "e" in digits.lower(),
        percent=bool(percents),
        currency=currencies[0] if currencies else None,
        separator="," if "," in digits else ".",
    )


def _surroundings(text: str) -> list[str | int] | None:
    """Words beside the digits: currencies, powers of ten, "%"; None if one is not known."""
    words: list[str | int] = []
    place = 0
    text = text.strip()
    while place < len(text):
        match = _WORD.match(text, place)
        if match is None:
            return None
        word = match[1]
        if word.lower() in _SCALES:
            words.append(_SCALES[word.lower()])
        elif word.lower() in _CURRENCIES:
            words.append(_CURRENCIES[word.lower()])
        # in lower case three letters are rather a unit: 100 kgs is no money
        elif word == "%" or (word.isupper() and is_currency(word)):
            words.append(word)
        else:
            return None
        place = match.end()
    return words


def _number(digits: str, point: str) -> Decimal | None:
    """What the digits mean when `point` is the decimal sign; None if they do not fit it."""
    match = _SCIENTIFIC.fullmatch(digits)
    if match:
        if match[2] not in (None, point) or abs(int(match[4])) > _LARGEST_POWER:
            return None
        return Decimal(f"{match[1]}.{match[3] or ''}E{match[4]}")
    whole, sign, fraction = digits.partition(point)
    if sign and not fraction.isdecimal():
        return None
    groups = _GROUPS.fullmatch(whole) or (_INDIAN.fullmatch(whole) if point == "." else None)
    if groups:
        whole = re.sub(r"\D", "", whole)
    if whole and not whole.isdecimal():
        return None
    return Decimal(f"{whole or 0}.{fraction}" if sign else whole)


def _signed(number: Decimal | None, shift: int, negative: bool) -> Decimal | None:
    if number is None:
        return None
    number = number.scaleb(shift) if shift else number
    return number.copy_negate() if negative else number
