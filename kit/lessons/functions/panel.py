"""The function matrix: who owns which function, who helps, how many hours; and the counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from ipywidgets import VBox

from kit.company.model import Company, Function, Holding, Role
from kit.language import Text, say, say_n
from kit.lessons.functions import edits as edits
from kit.lessons.functions.edits import Level
from kit.lessons.widgets.desk import Desk, Edit, panel
from kit.lessons.widgets.drawing import Drawing
from kit.lessons.widgets.modules import PARTS, script
from kit.questions.finding import MISSING
from kit.questions.functions.question import functions

HERE = Path(__file__).parent
NEXT: Mapping[Level, Level] = {"none": "owner", "owner": "helps", "helps": "none"}


def functions_panel(company: Company) -> VBox:
    """The table function × role, to be filled in with the mouse or the keyboard, and its counts.

    Every change is in the company folder at once, and the counts under the table follow it: they
    are those of the Finding `functions`.

    Parameters
    ----------
    company : Company
        Opened from its folder, as by `kit.my_company()`. Where that cannot be changed, the panel
        says why.
    """
    return panel(company, FunctionMatrix)


class FunctionMatrix(Drawing):
    """The table and the counts of `functions_panel`."""

    _esm = script(PARTS, HERE / "matrix.mjs")

    texts: ClassVar[Mapping[str, Text]] = {
        "matrix": say("Functions and the roles that hold them"),
        "function": say("Function"),
        "keys": say(
            "Arrow keys go from cell to cell. Space changes between owner, helps and nothing; a "
            "digit or Enter types the hours a week; Delete empties the cell. Enter on a function "
            "renames it."
        ),
        "owner": say("owner"),
        "helps": say("helps"),
        "none": say("nothing"),
        "type_hours": say("hours?"),
        "total": say("Hours a week, together"),
        "ours": say("placeholder"),
        "ours_note": say("A placeholder: give it the name that your company uses."),
        "add_function": say("Add a function"),
        "change_function": say("Change a function"),
        "name": say("Name"),
        "new_name": say("New name"),
        "add": say("Add"),
        "rename": say("Rename"),
        "split": say("Split into two"),
        "first": say("First part"),
        "second": say("Second part"),
        "split_note": say("Both keep the same roles. Hours are halved: correct them afterwards."),
        "split_done": say("The hours were halved because only you know how they are spent."),
        "merge": say("Merge two into one"),
        "with": say("With"),
        "merge_name": say("Name of both together"),
        "merge_note": say(
            "The owner of one of them owns the new one. Hours are added up; where none were "
            "stated, none are added."
        ),
        "delete": say("Delete the function"),
        "keep": say("Keep it"),
        "unsaved": say("not saved yet"),
        "counts": say("What the table says now"),
        "no_roles": say("There are no roles yet. Draw them on the conveyor map first."),
    }

    def __init__(self, desk: Desk) -> None:
        # between owner and helps lies nothing; the hours should not be lost on the way
        self._hours: dict[tuple[str, str], float | None] = {}
        super().__init__(desk)

    def look(self, company: Company) -> dict[str, Any]:
        """The table with its sums, and the counts under it."""
        say_it = self._desk.language
        held = {(holding.role, holding.function): holding for holding in company.holdings}
        return {
            "roles": [
                {
                    "id": role.id,
                    "label": role.label,
                    "total": say_it.write(
                        _total([h for h in company.holdings if h.role == role.id])
                    ),
                }
                for role in company.roles
            ],
            "functions": [
                {
                    "id": function.id,
                    "label": function.label,
                    "ours": function.ours,
                    "loses": say_it(_what_goes(company, function)),
                    "cells": [
                        self._cell(role, function, held.get((role.id, function.id)))
                        for role in company.roles
                    ],
                }
                for function in company.functions
            ],
            **self._counts(company),
        }

    def _cell(self, role: Role, function: Function, held: Holding | None) -> dict[str, Any]:
        say_it = self._desk.language
        hours = "" if held is None or held.hours is None else say_it.write(held.hours, "plain")
        return {
            "level": held.level if held else "none",
            "hours": hours,
            "name": say_it(_cell_name(role, function, held)),
            "asks": say_it(
                say("Hours a week: {role}, {function}", role=role.label, function=function.label)
            ),
        }

    def _counts(self, company: Company) -> dict[str, Any]:
        """What the Finding `functions` says of the table as it stands."""
        say_it = self._desk.language
        finding = functions(company, None)
        numbers = finding.numbers
        labels = {role.id: role.label for role in company.roles}
        first = labels.get("hunter", say("Hunter"))
        second = labels.get("account_manager", say("Account manager"))

        def count(key: str, label: Text, value: str | None) -> dict[str, str]:
            return {"key": key, "label": say_it(label), "value": value or MISSING}

        jaccard = numbers["jaccard"]
        return {
            "counts": [
                count("hunter", say("{role}: functions", role=first), str(numbers["hunter"])),
                count(
                    "account_manager",
                    say("{role}: functions", role=second),
                    str(numbers["account_manager"]),
                ),
                count("shared", say("The same in both"), str(numbers["shared"])),
                count(
                    "ratio",
                    say("Only {first} : only {second}", first=first, second=second),
                    f"{numbers['unique_hunter']} : {numbers['unique_account_manager']}",
                ),
                count(
                    "jaccard",
                    say("Part that both carry, {shared} of {union} (Jaccard)", **_part(numbers)),
                    None if jaccard is None else say_it.number(jaccard),
                ),
            ],
            "says": [
                *finding.read(say_it).text,
                *(finding.read(say_it).needs if finding.status != "answered" else ()),
            ],
        }

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """What can be asked of the matrix."""
        return {
            "hold": lambda m: lambda c: self._hold(c, m["role"], m["function"], m.get("level")),
            "hours": lambda m: (
                lambda c: edits.state_hours(
                    c, m["role"], m["function"], edits.read_hours(m["hours"])
                )
            ),
            "add": lambda m: lambda c: edits.add_function(c, m["label"]),
            "rename": lambda m: lambda c: edits.rename_function(c, m["function"], m["label"]),
            "split": lambda m: (
                lambda c: edits.split_function(c, m["function"], m["first"], m["second"])
            ),
            "merge": lambda m: (
                lambda c: edits.merge_functions(c, m["function"], m["other"], m["label"])
            ),
            "remove": lambda m: lambda c: edits.remove_function(c, m["function"]),
        }

    def _hold(self, company: Company, role: str, function: str, level: Level | None) -> Company:
        """Hold a function so, or, where no level is asked for, the next one of the round."""
        before = edits.holding(company, role, function)
        if level is None:
            level = NEXT[before.level if before else "none"]
        if before is not None:
            self._hours[role, function] = before.hours
        changed = edits.hold(company, role, function, level)
        if before is None and level != "none":
            changed = edits.state_hours(changed, role, function, self._hours.get((role, function)))
        return changed


def _part(numbers: Mapping[str, Any]) -> dict[str, int]:
    return {"shared": numbers["shared"], "union": numbers["union"]}


def _cell_name(role: Role, function: Function, held: Holding | None) -> Text:
    """The cell as it is read out."""
    names = {"role": role.label, "function": function.label}
    if held is None:
        return say("{role}, {function}: nothing", **names)
    if held.hours is None:
        if held.level == "owner":
            return say("{role}, {function}: owner, hours not stated", **names)
        return say("{role}, {function}: helps, hours not stated", **names)
    if held.level == "owner":
        return say("{role}, {function}: owner, {hours} hours a week", hours=held.hours, **names)
    return say("{role}, {function}: helps, {hours} hours a week", hours=held.hours, **names)


def _total(held: list[Holding]) -> Text | float | str:
    """The hours of a role; what is not stated is said, for the sum is then too low."""
    stated = [holding.hours for holding in held if holding.hours is not None]
    missing = len(held) - len(stated)
    if not stated:
        return MISSING
    if missing:
        return say_n(
            "{total} (and {n} not stated)",
            "{total} (and {n} not stated)",
            missing,
            total=sum(stated),
        )
    return sum(stated)


def _what_goes(company: Company, function: Function) -> Text:
    """What deleting a function would take along."""
    held = sum(holding.function == function.id for holding in company.holdings)
    if not held:
        return say("Delete “{function}”? No role holds it.", function=function.label)
    return say_n(
        "Delete “{function}”? {n} role holds it and loses it with its hours.",
        "Delete “{function}”? {n} roles hold it and lose it with its hours.",
        held,
        function=function.label,
    )
