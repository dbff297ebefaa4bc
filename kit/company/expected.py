"""What each entry of company.yaml takes, and the messages that say so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kit.company.model import (
    Assumption,
    Company,
    Criterion,
    DataSource,
    Function,
    Handoff,
    Holding,
    Person,
    Role,
    Settings,
)
from kit.language import Text, say

# What each entry takes, in words: a message that says what is wrong also says what is right.
EXPECTED: Mapping[str, Text] = {
    "kit": say("a whole number, 1"),
    "name": say("a text"),
    "settings.language": say("en or ru"),
    "settings.as_of": say("a date such as 2026-03-31"),
    "settings.lookback": say("a whole number of days, 0 or more"),
    "settings.triggers": say('a list of rules, such as "deal 2" or "contract"'),
    "settings.seed": say("a whole number"),
    "settings.hours_per_order": say("a number of hours above 0"),
    "settings.horizon_months": say("a whole number of months, 12 to 120"),
    "data.inputs": say('a list of files, such as "orders.csv" or "contracts=signed.xlsx"'),
    "data.map": say("pairs such as amount: SubTotal (put a name that is a number in quotes)"),
    "data.where": say("an SQL condition as text"),
    "data.dates": say("day-first or month-first"),
    "data.decimals": say("point or comma"),
    "data.time_zone": say("the name of a time zone, such as Europe/Moscow"),
    "roles": say("a list of roles, each with an id and a label"),
    "roles.id": say("small Latin letters, digits and _, such as account_manager"),
    "roles.label": say("the name of the role, as text"),
    "roles.place": say("two numbers, where the role is drawn, such as [300, 160]"),
    "functions": say("a list of functions, each with an id and a label"),
    "functions.id": say("small Latin letters, digits and _, such as repeat_sales"),
    "functions.label": say("the name of the function, as text"),
    "functions.ours": say("true or false"),
    "holdings": say("a list such as {example}", example="- {role: hunter, function: sale}"),
    "holdings.role": say("the id of a role, such as hunter"),
    "holdings.function": say("the id of a function, such as sale"),
    "holdings.level": say("owner or helps"),
    "holdings.hours": say("a number of hours a week, 0 or more"),
    "people": say("a list of people, each with an id"),
    "people.id": say("the person's id as in the sales data (put a number in quotes)"),
    "people.name": say("a text"),
    "people.roles": say("a list of role ids, such as [hunter]"),
    "people.hours_per_week": say("a number of hours above 0"),
    "handoffs": say("a list of handoffs, each with from and to"),
    "handoffs.from": say("the id of a role, such as hunter"),
    "handoffs.to": say("the id of a role, such as account_manager"),
    "handoffs.condition": say("a text"),
    "handoffs.triggers": say('a list of rules, such as "deal 2" or "contract"'),
    "handoffs.chosen": say('a rule, such as "deal 2"'),
    "handoffs.partial": say("true or false"),
    "assumptions": say("a list of assumptions, each with id, label, low, likely and high"),
    "assumptions.id": say("small Latin letters, digits and _, such as uplift"),
    "assumptions.label": say("a text"),
    "assumptions.low": say("a number"),
    "assumptions.likely": say("a number"),
    "assumptions.high": say("a number"),
    "assumptions.unit": say("a text"),
    "assumptions.source": say("a text"),
    "criteria": say("a list of criteria, each with an id and a label"),
    "criteria.id": say("small Latin letters, digits and _, such as client_view"),
    "criteria.label": say("a text"),
    "criteria.weights": say("a list of numbers from 0 to 100, one for each participant"),
    "criteria.scores": say("pairs such as deal 2: 60, each from 0 to 100"),
    "answers": say("pairs of a question and its answer, the answer as text in quotes"),
}
MODELS: Mapping[str, type[BaseModel]] = {
    "": Company,
    "settings": Settings,
    "data": DataSource,
    "roles": Role,
    "functions": Function,
    "holdings": Holding,
    "people": Person,
    "handoffs": Handoff,
    "assumptions": Assumption,
    "criteria": Criterion,
}
# these two alone are truth values
TRUTHS = ("functions.ours", "handoffs.partial")

Place = tuple[int | str, ...]


def entry_names(section: str) -> list[str]:
    """What one can write in a section of company.yaml, as it is spelt there."""
    fields = MODELS[section].model_fields.items()
    return sorted(field.serialization_alias or name for name, field in fields)


def entry_name(place: Place) -> str:
    """The name of an entry without its number in a list: `holdings.hours`."""
    return ".".join(part for part in place if isinstance(part, str))


def unknown(where: Text | None, place: Place) -> Text:
    """There is no such entry, and these there are; `where` None: it came as an option."""
    name = entry_name(place)
    return say(
        "{place}: there is no entry {entry}. In its place one can write {choices}.",
        place=where or "",
        entry=name,
        choices=entry_names(name.rpartition(".")[0]),
    )


def missing(where: Text | None, place: Place) -> Text:
    """An entry has to be there and is not."""
    return say(
        "{place}: {entry} is missing here; it takes {expected}.",
        place=where or "",
        entry=entry_name(place),
        expected=_expected(place),
    )


def unusable(where: Text | None, place: Place, value: Any) -> Text:
    """An entry has a value that it cannot have; `where` None: it came as an option."""
    name = entry_name(place)
    if where is None:
        return say(
            "The option {option} cannot be {value}; it takes {expected}.",
            option=name.partition(".")[2] or name,
            value=repr(value),
            expected=_expected(place),
        )
    return say(
        "{place}: {entry} cannot be {value}; it takes {expected}.",
        place=where,
        entry=name,
        value=_short(value),
        expected=_expected(place),
    )


def at(file: Path, line: int | None) -> Text:
    """A place in a file, for the start of a message."""
    if line is None:
        return say("{file}", file=str(file))
    return say("{file}, line {line:plain}", file=str(file), line=line)


def _expected(place: Place) -> Text:
    name = entry_name(place)
    while name:
        if name in EXPECTED:
            return EXPECTED[name]
        name = name.rpartition(".")[0]
    return say("entries of its own, one a line")


def _short(value: Any) -> str:
    written = repr(value)
    return written if len(written) <= 80 else f"{written[:79]}…"
