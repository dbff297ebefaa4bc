"""Who does both jobs: hours for either, what comes of them, and what is decided for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from ipywidgets import VBox

from kit.company.model import Company, Split
from kit.errors import KitError
from kit.evidence.hunting import hunting_of
from kit.language import Text, say
from kit.lessons.two_jobs import edits as edits
from kit.lessons.widgets.answer import recall, sales_of, source
from kit.lessons.widgets.days import EXAMPLE
from kit.lessons.widgets.desk import Edit, panel
from kit.lessons.widgets.drawing import Drawing, look_of
from kit.lessons.widgets.modules import MARKS, PARTS, script
from kit.owners.staff import HUNTER, RECEIVERS
from kit.owners.time_log import WEEKS_A_MONTH

HERE = Path(__file__).parent


def two_jobs_panel(company: Company) -> VBox:
    """For each person who does both jobs: hours, what comes of them, and what is decided.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `splits` keep it.
    """
    return panel(company, TwoJobs)


class TwoJobs(Drawing):
    """The rows and the picture of `two_jobs_panel`."""

    _esm = script(PARTS, MARKS, HERE / "two_jobs.mjs")
    _css = look_of("choosing.css")

    texts: ClassVar[Mapping[str, Text]] = {
        "add": say("Add"),
        "new": say("Another person who does both jobs"),
        "none": say("Nobody on the list yet."),
        "remove": say("Take off the list"),
        "winning": say("Hours a week: winning clients"),
        "keeping": say("Hours a week: looking after clients"),
        "won": say("New clients a month"),
        "choice": say("This person"),
        "function": say("Which function, and to whom"),
        "counted": say("What we count"),
        "who": say("Who sees to it"),
        "by": say("By when"),
        "day": say("for example: {day}", day=EXAMPLE),
        "concentration": say("Concentration: {share}", share="#1"),
        "picture": say("New clients from 100 hours, by how concentrated the hours are"),
        "across": say("concentration of the hours (100%: one kind of work)"),
        "upward": say("new clients from 100 hours"),
        "read": say(
            "A point needs both hours and new clients. Across people ability and work are mixed "
            "up: this picture proves nothing about dividing the work."
        ),
        "percent": say("%"),
        "settled": say("decided, with name and day"),
        "open": say("still open"),
        "unsaved": say("not saved yet"),
    }

    def look(self, company: Company) -> dict[str, Any]:
        """Everybody on the list, and who else could be."""
        language = self._desk.language
        listed = {split.person for split in company.splits}
        offered = [name for name in _with_both(company) if name not in listed]
        return {
            "weeks": WEEKS_A_MONTH,
            "offered": offered,
            "choices": [[id, language(text)] for id, text in edits.CHOICES.items()],
            "people": [self._person(split, _won(company)) for split in company.splits],
        }

    def _person(self, split: Split, won: Mapping[str, float]) -> dict[str, Any]:
        write = self._desk.language.write

        def number(value: float | None) -> str:
            return "" if value is None else write(value, "plain")

        return {
            "person": split.person,
            "winning": number(split.winning),
            "keeping": number(split.keeping),
            "won": number(split.won),
            "recorded": round(won[split.person], 2) if split.person in won else None,
            "choice": split.choice or "",
            "function": split.function,
            "counted": split.counted,
            "who": split.who,
            "by": write(split.by) if split.by else "",
            "settled": split.settled,
            # what is drawn, whatever the reader's way of writing numbers
            "hours": [split.winning, split.keeping],
            "clients": split.won if split.won is not None else won.get(split.person),
        }

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """What can be asked of the panel."""
        return {
            "add": lambda m: lambda c: edits.add_person(c, str(m["person"])),
            "remove": lambda m: lambda c: edits.remove_person(c, str(m["person"])),
            "set": lambda m: (
                lambda c: edits.set_part(c, str(m["person"]), str(m["part"]), str(m["typed"]))
            ),
        }


def _with_both(company: Company) -> list[str]:
    """People with both roles by the map, then all others."""
    both = [
        person.name or person.id
        for person in company.people
        if HUNTER in person.roles and set(RECEIVERS) & set(person.roles)
    ]
    return list(dict.fromkeys([*both, *(person.name or person.id for person in company.people)]))


def _won(company: Company) -> Mapping[str, float]:
    """New clients a month by name and by id, as far as records have them."""
    try:
        sales = sales_of(company)
        if sales is None:
            return {}
        ground = (source(company), company.model_dump_json(include={"people", "roles", "settings"}))
        hunting = recall(
            company, "new clients by person", ground, lambda: hunting_of(company, sales)
        )
    except KitError:
        return {}
    if hunting is None:
        return {}
    rates = dict(
        zip(
            map(str, hunting.people),
            (hunting.won.sum(axis=1) / hunting.seen.sum(axis=1)).tolist(),
            strict=True,
        )
    )
    named = {person.name: rates[person.id] for person in company.people if person.id in rates}
    return {**rates, **named}
