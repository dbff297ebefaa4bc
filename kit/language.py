"""Sentences for people, in the language they read.

Code that finds something out says it with `say(...)`: a `Text`, an English sentence with named
values, not yet in any language. Whoever shows it renders it with a `Language`. So the reading of
files and the engine never need to know who is looking.

Inside a sentence `{name}` is written by the type of its value (whole numbers with the locale's
separators, dates, `Money`, lists), `{name:percent}` turns 0.25 into 25 %, `{name:plain}` writes a
number without separators (years, row numbers), `{name:text}` writes the value as it stands.
"""

from __future__ import annotations

import gettext
import io
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent, is_currency

LANGUAGES = ("en", "ru")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
YEAR = "г."  # after a year, in Russian
PERCENT = re.compile(r"(?<=\d) (?=%)")  # Russian has a space there, which does not break
UNIT = re.compile(r"(?:%|\s\D+)$")  # what a figure ends in
RATIO = re.compile(r"(?<=\d) : (?=\d)")  # as in 2 : 5, which stays on one line


@dataclass(frozen=True)
class Money:
    """An amount in minor units (cents, kopecks) of one currency; `currency` None: not known."""

    minor: int
    currency: str | None = None
    per_unit: int = 100


@dataclass(frozen=True)
class Quoted:
    """A name from somebody's data, shown in the quotation marks of the reader's language."""

    name: str


@dataclass(frozen=True)
class Span:
    """From one value to another of the same kind; None where that end is open."""

    low: Any
    high: Any


@dataclass(frozen=True)
class Text:
    """An English sentence with its values, to be shown in any language; `str()` gives English."""

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        return Language("en")(self)

    def __hash__(self) -> int:  # its values may be lists
        return hash(self.msgid)


def say(msgid: str, /, **values: Any) -> Text:
    """A sentence; `msgid` is the English form and the key of its translations."""
    return Text(msgid, values)


def say_n(singular: str, plural: str, n: int, /, **values: Any) -> Text:
    """A sentence whose wording depends on a whole number, available in it as `{n}`."""
    return Text(singular, {"n": n, **values}, plural)


def hint(msgid: str) -> str:
    """A sentence where only a plain string may stand, such as the description of a field.

    It is the key of its translations; whoever shows it does so with `Text(msgid)`.
    """
    return msgid


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    source = files("kit").joinpath("locale", code, "LC_MESSAGES", "kit.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class _Sentence(string.Formatter):
    """`str.format` whose values are written in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        return self.language.write(value, format_spec)


def _minus(figure: str) -> str:
    """With a minus sign, not the hyphen that the locales write."""
    return figure.replace("-", "−")


class Language:
    """Renders `Text`, numbers, dates and money for readers of one language (`en` or `ru`)."""

    def __init__(self, code: str = "en") -> None:
        if code not in LANGUAGES:
            raise ValueError(f"language {code!r}: choose one of {', '.join(LANGUAGES)}")
        self.code = code
        self.locale = Locale(code)

    def __call__(self, text: Text | str) -> str:
        """The sentence in this language; a plain string is already written and stays."""
        if isinstance(text, str):
            return text
        if not text.msgid:  # to gettext the empty sentence is the catalogue's header
            return ""
        catalogue = _catalogue(self.code)
        if text.plural is None:
            sentence = catalogue.gettext(text.msgid)
        else:
            sentence = catalogue.ngettext(text.msgid, text.plural, text.values["n"])
        written = _Sentence(self).vformat(sentence, (), text.values)
        written = PERCENT.sub(NO_BREAK_SPACE, written).replace(f"{YEAR}.", YEAR)  # one stop
        return RATIO.sub(f"{NO_BREAK_SPACE}:{NO_BREAK_SPACE}", written)

    def write(self, value: Any, form: str = "") -> str:
        """One value in this language; `form` is '', 'percent', 'plain' or 'text'."""
        if isinstance(value, Text):
            return self(value)
        if isinstance(value, Quoted):
            return f"«{value.name}»" if self.code == "ru" else f"“{value.name}”"
        if isinstance(value, Span):
            ends = (value.low, value.high)
            return self.span(*(None if end is None else self.write(end, form) for end in ends))
        if form == "percent":
            return self.percent(value)
        if form == "plain":
            return format_decimal(value, format="0.###", locale=self.locale)
        if form == "text" or isinstance(value, str):
            return str(value)
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, date):
            form = f"d MMMM y{NO_BREAK_SPACE}{YEAR}" if self.code == "ru" else "medium"
            return format_date(value, format=form, locale=self.locale)
        if isinstance(value, Sequence):
            return format_list([self.write(one) for one in value], locale=self.locale)
        return self.number(value)

    def span(self, low: str | None, high: str | None) -> str:
        """Two written figures as a range: 63–128 %, −5 to 7 %; a unit of both is written once."""
        if low is None or high is None:
            if low is None:
                return self(say("at most {high}", high=high)) if high is not None else ""
            return self(say("at least {low}", low=low))
        unit = UNIT.search(high)
        if unit and low.endswith(unit[0]):
            low = low.removesuffix(unit[0])
        if "−" in low + high:
            return self(say("{low} to {high}", low=low, high=high))
        return f"{low}–{high}"

    def number(self, value: float) -> str:
        """12345.678 as 12,345.68 or 12 345,68; whole numbers without decimals."""
        return _minus(format_decimal(value, format="#,##0.##", locale=self.locale))

    def percent(self, share: float) -> str:
        """0.256 as 26%; below 10 % with one decimal, so that small shares do not vanish."""
        pattern = "#,##0%" if abs(share) >= 0.0995 or share == 0 else "#,##0.#%"
        if self.code == "ru":
            pattern = pattern.replace("%", NO_BREAK_SPACE + "%")
        return _minus(format_percent(share, format=pattern, locale=self.locale))

    def money(self, money: Money) -> str:
        """Money in the locale's form; from 1,000 units on without cents."""
        units = money.minor / money.per_unit
        whole = abs(units) >= 1000 or money.per_unit == 1 or units == int(units)
        digits = "#,##0" if whole else "#,##0.00"
        if money.currency and is_currency(money.currency):
            pattern = f"¤{digits}" if self.code == "en" else f"{digits}{NO_BREAK_SPACE}¤"
            return _minus(
                format_currency(
                    units, money.currency, format=pattern, locale=self.locale, currency_digits=False
                )
            )
        number = _minus(format_decimal(units, format=digits, locale=self.locale))
        return f"{number}{NO_BREAK_SPACE}{money.currency}" if money.currency else number
