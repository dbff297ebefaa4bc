"""The rules that can hand a client over, and the text form people write them in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from kit.company import KEEP as KEEP
from kit.errors import KitError
from kit.language import Quoted, Text, say, say_n

FORMS = (
    "contract",
    "deal 2",
    "volume 50000 per 90 days",
    "share 40%",
    "tenure 180 days active 90 days",
)
COMPOSITE_FORMS = ("all of (contract, deal 2)", "any of (deal 3, share 40%)")

KEEP_LABEL = say("the hunter keeps everyone")

MOST_DEALS = 1_000_000
MOST_DAYS = 36_500
MOST_MONEY = Decimal(10) ** 15
DEEPEST = 10  # brackets within brackets


@dataclass(frozen=True)
class Contract:
    """Fires on the day the client's first contract is signed."""

    def __str__(self) -> str:
        return "contract"


@dataclass(frozen=True)
class Deal:
    """Fires on the day of the client's n-th deal (an order with a positive amount)."""

    n: int

    def __post_init__(self) -> None:
        if not 1 <= self.n <= MOST_DEALS:
            problem = say("the number of the deal must be between 1 and {most}.", most=MOST_DEALS)
            raise KitError(problem)

    def __str__(self) -> str:
        return f"deal {self.n}"


@dataclass(frozen=True)
class Volume:
    """Fires when regular orders of the last `days` days reach `amount` (major units).

    At least two of those orders must be deals: one large order is not yet regular business.
    """

    amount: Decimal
    days: int

    def __post_init__(self) -> None:
        if not (self.amount.is_finite() and 0 < self.amount <= MOST_MONEY):
            problem = say("the volume must be above 0 and at most {most}.", most=MOST_MONEY)
            raise KitError(problem)
        _check_days(self.days)

    def __str__(self) -> str:
        return f"volume {plain(self.amount)} per {counted(self.days, 'day')}"


@dataclass(frozen=True)
class Share:
    """Fires when a year's orders reach `percent` of the client's annual budget."""

    percent: Decimal

    def __post_init__(self) -> None:
        if not (self.percent.is_finite() and 0 < self.percent <= 100):
            raise KitError(say("the share must be above 0% and at most 100%."))

    def __str__(self) -> str:
        return f"share {plain(self.percent)}%"


@dataclass(frozen=True)
class Tenure:
    """Fires `days` after the first deal or later, once a deal lies in the last `active` days."""

    days: int
    active: int

    def __post_init__(self) -> None:
        _check_days(self.days)
        _check_days(self.active)

    def __str__(self) -> str:
        return f"tenure {counted(self.days, 'day')} active {counted(self.active, 'day')}"


@dataclass(frozen=True)
class AllOf:
    """Fires when the last of its parts fires."""

    parts: tuple[Trigger, ...]

    def __post_init__(self) -> None:
        _check_parts(self.parts)

    def __str__(self) -> str:
        return f"all of ({', '.join(str(part) for part in self.parts)})"


@dataclass(frozen=True)
class AnyOf:
    """Fires when the first of its parts fires."""

    parts: tuple[Trigger, ...]

    def __post_init__(self) -> None:
        _check_parts(self.parts)

    def __str__(self) -> str:
        return f"any of ({', '.join(str(part) for part in self.parts)})"


Trigger = Contract | Deal | Volume | Share | Tenure | AllOf | AnyOf


def parse(text: str) -> Trigger:
    """The rule that `text` describes; `str()` of a rule is text that parses back to it.

    Case and spaces do not matter; thousands may be parted by spaces or underscores, decimals by a
    point (a comma separates the parts of `all of` and `any of`).

    Raises
    ------
    KitError
        The text is no rule, or a figure in it is out of range; the message lists the forms.
    """
    # split() knows every Unicode space, the no-break and thin ones of copied figures included
    try:
        return _parse(" ".join(text.split()), depth=0)
    except KitError as error:
        raise KitError(
            say(
                "The trigger “{text}” cannot be used: {problem} Write one of {forms}, "
                "or join several as in {composites}.",
                text=text,
                problem=error.text,
                forms=[Quoted(form) for form in FORMS],
                composites=[Quoted(form) for form in COMPOSITE_FORMS],
            )
        ) from None


def written(text: str) -> str:
    """A rule as company.yaml has it, or `KEEP`.

    Raises
    ------
    KitError
        The text is neither.
    """
    return KEEP if text.strip().lower() == KEEP else str(parse(text))


def rules_of(texts: Iterable[str]) -> tuple[Trigger, ...]:
    """The rules that are written down, each once; `KEEP` is none."""
    return tuple(dict.fromkeys(parse(text) for text in texts if written(text) != KEEP))


def label(trigger: Trigger) -> Text:
    """The rule in words, as it stands in tables, charts and sentences."""
    match trigger:
        case Contract():
            return say("after the contract is signed")
        case Deal(1):
            return say("after the 1st deal")
        case Deal(2):
            return say("after the 2nd deal")
        case Deal(3):
            return say("after the 3rd deal")
        case Deal(n):
            return say_n("after {n} deal", "after {n} deals", n)
        case Volume(amount, days):
            return say("regular orders of {amount} within {days}", amount=amount, days=_days(days))
        case Share(percent):
            return say("{percent}% of the client's budget", percent=percent)
        case Tenure(days, active):
            return say(
                "{days} after the first deal, with a deal in the last {active}",
                days=_days(days),
                active=_days(active),
            )
        case AllOf(parts):
            return say("when the last of these has happened: {rules}", rules=_inner(parts))
        case AnyOf(parts):
            return say("at the first of these: {rules}", rules=_inner(parts))


def _days(n: int) -> Text:
    return say_n("{n} day", "{n} days", n)


def _inner(parts: tuple[Trigger, ...]) -> list[Text]:
    """Labels of parts, in brackets where a part has parts of its own."""
    return [
        say("({rule})", rule=label(part)) if isinstance(part, AllOf | AnyOf) else label(part)
        for part in parts
    ]


def _check_days(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        problem = say("a number of days must be between 1 and {most}.", most=MOST_DAYS)
        raise KitError(problem)


def _check_parts(parts: tuple[Trigger, ...]) -> None:
    if len(parts) < 2:
        raise KitError(say("“all of” and “any of” need two parts or more, with commas between."))


def plain(value: Decimal) -> str:
    """A number as rules and policies write it."""
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def counted(n: int, unit: str) -> str:
    """A number of days, months, … as rules and policies write it."""
    return f"1 {unit}" if n == 1 else f"{n} {unit}s"


# Thousands are parted properly or not at all: `deal 2 3` is a slip, not deal 23.
WHOLE = r"(\d{1,3}(?:[ _]\d{3})+|\d{1,20})"
NUMBER = r"((?:\d{1,3}(?:[ _]\d{3})+|\d{1,20})(?:\.\d{1,20})?)"


def whole(written: str) -> int:
    """What `WHOLE` matched."""
    return int(re.sub("[ _]", "", written))


def number(written: str) -> Decimal:
    """What `NUMBER` matched."""
    return Decimal(re.sub("[ _]", "", written))


_LEAVES: tuple[tuple[re.Pattern[str], Callable[..., Trigger]], ...] = (
    (re.compile(r"contract", re.I | re.A), Contract),
    (re.compile(rf"deal {WHOLE}", re.I | re.A), lambda n: Deal(whole(n))),
    (
        re.compile(rf"volume {NUMBER} per {WHOLE} days?", re.I | re.A),
        lambda amount, days: Volume(number(amount), whole(days)),
    ),
    (re.compile(rf"share {NUMBER} ?%", re.I | re.A), lambda percent: Share(number(percent))),
    (
        re.compile(rf"tenure {WHOLE} days? active {WHOLE} days?", re.I | re.A),
        lambda days, active: Tenure(whole(days), whole(active)),
    ),
)
_COMPOSITE = re.compile(r"(all|any) of ?\((.*)\)", re.I | re.A)


def _parse(text: str, depth: int) -> Trigger:
    text = text.strip()
    if depth > DEEPEST:
        raise KitError(say("its brackets are nested more than {most} deep.", most=DEEPEST))
    if composite := _COMPOSITE.fullmatch(text):
        parts = tuple(_parse(part, depth + 1) for part in _split(composite[2]))
        return AllOf(parts) if composite[1].lower() == "all" else AnyOf(parts)
    for pattern, make in _LEAVES:
        if leaf := pattern.fullmatch(text):
            return make(*leaf.groups())
    raise KitError(say("“{part}” is none of the known forms.", part=text))


def _split(inside: str) -> list[str]:
    """The parts between the commas that are not inside inner brackets."""
    parts, depth, begin = [], 0, 0
    for place, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
        if sign == "," and depth == 0:
            parts.append(inside[begin:place])
            begin = place + 1
    if depth:
        raise KitError(say("its brackets do not match."))
    return [*parts, inside[begin:]]
