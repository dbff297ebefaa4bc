"""What one can do in lesson 03: name who does both jobs, note the hours, and decide."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from kit.company.model import Company, Split
from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.widgets.days import typed_day
from kit.lessons.widgets.sheet import typed_number, typed_sentence

NUMBERS: Mapping[str, tuple[float, Text]] = {
    "winning": (168, say("hours a week")),
    "keeping": (168, say("hours a week")),
    "won": (10_000, say("new clients a month")),
}
CHOICES: Mapping[str, Text] = {
    "": say("not decided yet"),
    "keep": say("keeps both"),
    "hand_over": say("hands a function over"),
    "test": say("tries it for three months"),
}
TEXTS = ("function", "counted", "who")


def add_person(company: Company, typed: str) -> Company:
    """The company with one more person who does both jobs.

    Raises
    ------
    KitError
        There is no name, or the person is there already.
    """
    name = typed_sentence(typed)
    if not name:
        raise KitError(say("Write down a name first."))
    if any(split.person == name for split in company.splits):
        raise KitError(say("“{person}” is on the list already.", person=name))
    return company.model_copy(update={"splits": (*company.splits, Split(person=name))})


def remove_person(company: Company, person: str) -> Company:
    """The company without this person on the list."""
    kept = tuple(split for split in company.splits if split.person != person)
    return company.model_copy(update={"splits": kept})


def set_part(company: Company, person: str, part: str, typed: str) -> Company:
    """The company with one entry of a person changed, as typed; '' takes it back.

    Raises
    ------
    KitError
        It is no number, no day or no choice; or the person is not on the list any more.
    """
    if all(split.person != person for split in company.splits):
        raise KitError(say("“{person}” is not on the list any more.", person=person))
    value = _value(part, typed)
    splits = tuple(
        split.model_copy(update={part: value}) if split.person == person else split
        for split in company.splits
    )
    return company.model_copy(update={"splits": splits})


def _value(part: str, typed: str) -> Any:
    if part in NUMBERS:
        most, of = NUMBERS[part]
        number = typed_number(typed)
        if not typed.strip():
            return None
        if math.isnan(number) or not 0 <= number <= most:
            raise KitError(say("“{typed}” is no number of {of}.", typed=typed.strip(), of=of))
        return number
    if part == "by":
        return typed_day(typed)
    if part == "choice":
        return typed if typed in CHOICES and typed else None
    return typed_sentence(typed)
