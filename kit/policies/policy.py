"""A policy: the rule by which clients are handed over, with its terms, and its text form.

`deal 2; cap 60 clients; order largest; monthly` is the rule `deal 2` with three terms. A rule alone
is a policy too: whoever it reaches is handed over the next day.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

from kit.company import KEEP
from kit.errors import KitError
from kit.language import Quoted, Text, say
from kit.triggers.rules import (
    MOST_DAYS,
    MOST_DEALS,
    MOST_MONEY,
    NUMBER,
    WHOLE,
    Trigger,
    counted,
    number,
    plain,
    whole,
)
from kit.triggers.rules import parse as parse_trigger

FORMS = (
    "gate 2 deals, packet, paid",
    "exempt 50000 per year",
    'exempt clients "C17", "C204"',
    "cap 60 clients",
    "cap 120 hours",
    "order largest",
    "monthly",
    "receiver least hours",
    "base over 6 months",
    "new clients only",
    "return after 120 days",
    "credit 50% for 6 months",
)

MOST_CLIENTS = 1_000_000
MOST_HOURS = Decimal(744)  # a month has no more
MOST_MONTHS = 120

Order = Literal["waiting", "largest", "smallest"]
Calendar = Literal["daily", "monthly", "quarterly"]
Receiver = Literal["fewest clients", "least hours", "same segment"]
Condition = Literal["packet", "paid"]
ORDERS: tuple[Order, ...] = get_args(Order)
CALENDARS: tuple[Calendar, ...] = get_args(Calendar)
RECEIVERS: tuple[Receiver, ...] = get_args(Receiver)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)


def _check_range(value: int | Decimal, least: int, most: int | Decimal, what: Text) -> None:
    if not (Decimal(value).is_finite() and least <= value <= most):
        raise KitError(
            say("{what} must be between {least} and {most}.", what=what, least=least, most=most)
        )


def _check_choices(values: tuple[str, ...], choices: tuple[str, ...]) -> None:
    for value in values:
        if value not in choices:
            raise KitError(
                say("“{value}” is none of {choices}.", value=value, choices=list(choices))
            )


@dataclass(frozen=True)
class Gate:
    """What has to be there besides the rule: so many deals; the packet; the invoice paid.

    What nobody recorded is not known, and what is not known is not false: it holds no client back,
    and the replay counts the clients who passed so.
    """

    deals: int = 0
    conditions: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        _check_range(self.deals, 0, MOST_DEALS, say("the deals of the gate"))
        _check_choices(self.conditions, CONDITIONS)
        if len(set(self.conditions)) < len(self.conditions):
            raise KitError(say("the gate names a condition twice."))


@dataclass(frozen=True)
class Exempt:
    """Who stays with the hunter: who brought so much in twelve months; clients by their ids.

    `margin`: whole units of the currency; None: nobody for that reason. Where the data have no
    margins it is set against revenue.
    """

    margin: Decimal | None = None
    clients: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.margin is not None:
            _check_range(self.margin, 0, MOST_MONEY, say("what an exempt client brings"))
        if not all(client.strip() for client in self.clients):
            raise KitError(say("an exempt client has no name."))
        if len(set(self.clients)) < len(self.clients):
            raise KitError(say("an exempt client is there twice."))


@dataclass(frozen=True)
class Cap:
    """How much one account manager carries: active clients, or standard hours a month."""

    most: Decimal
    unit: Literal["clients", "hours"]

    def __post_init__(self) -> None:
        if self.unit == "clients":
            _check_range(self.most, 1, MOST_CLIENTS, say("the clients of the cap"))
            if self.most % 1:
                raise KitError(say("a cap in clients is a whole number."))
        else:
            _check_range(self.most, 1, MOST_HOURS, say("the hours of the cap"))


@dataclass(frozen=True)
class Credit:
    """The share of a client's margin that the hunter is credited for so long after a handoff."""

    percent: Decimal
    months: int

    def __post_init__(self) -> None:
        _check_range(self.percent, 0, 100, say("the percent of the credit"))
        _check_range(self.months, 1, MOST_MONTHS, say("the months of the credit"))


@dataclass(frozen=True)
class Policy:
    """What is chosen: when, whom, how many, to whom and in which order clients are handed over.

    Attributes
    ----------
    trigger
        The rule that lets a client go; None: the hunter keeps everyone (`keep`, without terms).
    gate, exempt
        What else has to be there; who stays all the same.
    cap
        What one account manager carries at most; who finds no room waits. None: no limit.
    order
        Who goes first: who has waited longest, or who brings most or least per service hour.
    calendar
        On which days clients are handed over: each day, the first of each month, or of each
        quarter. What was known on the evening before decides.
    receiver
        Who takes a client: of those with room the one with fewest clients, with least standard
        hours, or with most clients of the same segment.
    base_months
        Over how many months the clients go whom the rule had reached before the start; 0: at once;
        None: only clients whose first deal comes after the start are handed over.
    returns
        After so many days without a deal a client goes back to the hunters; None: never.
    credit
        What the hunter is credited after a handoff; it moves pay, not worth.
    """

    trigger: Trigger | None
    gate: Gate = Gate()
    exempt: Exempt = Exempt()
    cap: Cap | None = None
    order: Order = "waiting"
    calendar: Calendar = "daily"
    receiver: Receiver = "fewest clients"
    base_months: int | None = 0
    returns: int | None = None
    credit: Credit | None = None

    def __post_init__(self) -> None:
        for value, choices in (
            (self.order, ORDERS),
            (self.calendar, CALENDARS),
            (self.receiver, RECEIVERS),
        ):
            _check_choices((value,), choices)
        if self.base_months is not None:
            _check_range(self.base_months, 0, MOST_MONTHS, say("the months for the base"))
        if self.returns is not None:
            _check_range(self.returns, 1, MOST_DAYS, say("the days until a client goes back"))
        if self.trigger is None and self._terms():
            raise KitError(say("where the hunter keeps everyone there are no terms."))

    def __str__(self) -> str:
        return "; ".join((KEEP if self.trigger is None else str(self.trigger), *self._terms()))

    @property
    def terms(self) -> str:
        """The terms alone, in their text form; '' without any."""
        return "; ".join(self._terms())

    def _terms(self) -> list[str]:
        """The terms that differ from the usual, in their text form."""
        terms = []
        deals = [counted(self.gate.deals, "deal")] if self.gate.deals else []
        if gate := [*deals, *self.gate.conditions]:
            terms.append(f"gate {', '.join(gate)}")
        if self.exempt.margin is not None:
            terms.append(f"exempt {plain(self.exempt.margin)} per year")
        if self.exempt.clients:
            terms.append(f"exempt clients {', '.join(map(_quoted, self.exempt.clients))}")
        if self.cap is not None:
            unit = self.cap.unit if self.cap.most != 1 else self.cap.unit[:-1]
            terms.append(f"cap {plain(self.cap.most)} {unit}")
        if self.order != "waiting":
            terms.append(f"order {self.order}")
        if self.calendar != "daily":
            terms.append(self.calendar)
        if self.receiver != "fewest clients":
            terms.append(f"receiver {self.receiver}")
        if self.base_months is None:
            terms.append("new clients only")
        elif self.base_months:
            terms.append(f"base over {counted(self.base_months, 'month')}")
        if self.returns is not None:
            terms.append(f"return after {counted(self.returns, 'day')}")
        if self.credit is not None:
            months = counted(self.credit.months, "month")
            terms.append(f"credit {plain(self.credit.percent)}% for {months}")
        return terms


def parse(text: str) -> Policy:
    """The policy that `text` describes; `str()` of a policy is text that parses back to it.

    The rule, or `keep`, comes first; the terms follow in any order, each after a semicolon. Case
    and spaces do not matter, but in the ids of clients, which stand in double quotes (a quote
    within one is doubled).

    Raises
    ------
    KitError
        The text is no policy, names a term twice, or a figure in it is out of range; the message
        lists the forms.
    """
    first, *terms = _split(text, ";")
    rule = " ".join(first.split())
    trigger = None if rule.lower() == KEEP else parse_trigger(rule)
    try:
        chosen: dict[str, Any] = {}
        for term in filter(str.strip, terms):
            name, value = _term(term.strip())
            if name == "exempt" and name in chosen:
                value = _both(chosen.pop(name), value)
            if name in chosen:
                raise KitError(say("“{term}” says again what was said before.", term=term.strip()))
            chosen[name] = value
        return Policy(trigger, **chosen)
    except KitError as error:
        raise KitError(
            say(
                "The policy “{text}” cannot be used: {problem} After the rule and a semicolon "
                "write any of {forms}, with semicolons between.",
                text=text,
                problem=error.text,
                forms=[Quoted(form) for form in FORMS],
            )
        ) from None


def _term(written: str) -> tuple[str, Any]:
    """The field of the policy that a term sets, and its value."""
    if clients := re.fullmatch(r"exempt clients?\s+(.*)", written, re.I | re.A | re.S):
        return "exempt", Exempt(clients=tuple(_unquoted(name) for name in _split(clients[1], ",")))
    spaced = " ".join(written.split())
    for pattern, make in _TERMS:
        if term := pattern.fullmatch(spaced):
            return make(*term.groups())
    raise KitError(say("“{term}” is none of the known terms.", term=written))


def _gate(written: str) -> tuple[str, Gate]:
    deals, conditions = None, []
    for part in (part.strip().lower() for part in written.split(",")):
        if of_deals := re.fullmatch(rf"{WHOLE} deals?", part, re.A):
            if deals is not None:
                raise KitError(say("the gate counts deals twice."))
            deals = whole(of_deals[1])
        else:
            conditions.append(part)
    ordered = sorted(conditions, key=lambda name: (*CONDITIONS, name).index(name))
    return "gate", Gate(deals or 0, tuple(ordered))  # type: ignore[arg-type]  # checked there


def _both(one: Exempt, other: Exempt) -> Exempt:
    """Two terms about who is exempt, as one."""
    if (one.clients and other.clients) or None not in (one.margin, other.margin):
        raise KitError(say("it says twice who is exempt."))
    margin = other.margin if one.margin is None else one.margin
    return Exempt(margin, one.clients or other.clients)


_TERMS: tuple[tuple[re.Pattern[str], Callable[..., tuple[str, Any]]], ...] = tuple(
    (re.compile(pattern, re.I | re.A), make)
    for pattern, make in (
        (r"gate (.+)", _gate),
        (rf"exempt {NUMBER} per year", lambda much: ("exempt", Exempt(number(much)))),
        (
            rf"cap {NUMBER} (client|hour)s?",
            lambda most, unit: ("cap", Cap(number(most), f"{unit.lower()}s")),  # type: ignore[arg-type]
        ),
        (rf"order ({'|'.join(ORDERS)})", lambda order: ("order", order.lower())),
        (rf"({'|'.join(CALENDARS)})", lambda days: ("calendar", days.lower())),
        (rf"receiver ({'|'.join(RECEIVERS)})", lambda who: ("receiver", who.lower())),
        (r"new clients only", lambda: ("base_months", None)),
        (r"base at once", lambda: ("base_months", 0)),
        (rf"base over {WHOLE} months?", lambda months: ("base_months", whole(months))),
        (rf"return after {WHOLE} days?", lambda days: ("returns", whole(days))),
        (
            rf"credit {NUMBER} ?% for {WHOLE} months?",
            lambda percent, months: ("credit", Credit(number(percent), whole(months))),
        ),
    )
)


def _split(text: str, sign: str) -> list[str]:
    """The parts between the signs that are not inside double quotes."""
    parts, begin, quoted = [], 0, False
    for place, here in enumerate(text):
        quoted ^= here == '"'
        if here == sign and not quoted:
            parts.append(text[begin:place])
            begin = place + 1
    if quoted:
        raise KitError(say("In “{text}” a quotation mark is not closed.", text=text))
    return [*parts, text[begin:]]


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _unquoted(written: str) -> str:
    written = written.strip()
    if len(written) > 1 and written[0] == written[-1] == '"':
        return written[1:-1].replace('""', '"')
    return written
