"""The plan: every decision as a line, with a name, a day and the sign that it was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from ipywidgets import VBox

from kit.company.model import Company
from kit.language import Text, say
from kit.lessons.plan.edits import add_line, remove_line, set_part
from kit.lessons.widgets.desk import Edit, panel
from kit.lessons.widgets.drawing import Drawing, look_of
from kit.lessons.widgets.modules import PARTS, script
from kit.questions.plan.words import OWN, Line, lines_of

HERE = Path(__file__).parent


def plan_panel(company: Company) -> VBox:
    """Give each line of the plan a name, a day and a sign; add lines of your own.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `plan` and `agreements` keep it.
    """
    return panel(company, Plan)


class Plan(Drawing):
    """A table of lines; what was decided in the lessons is filled in, the rest is typed here."""

    _esm = script(PARTS, HERE / "plan.mjs")
    _css = look_of("choosing.css")

    texts: ClassVar[Mapping[str, Text]] = {
        "title": say("The plan"),
        "how": say(
            "What you decided in the lessons is here. Give each line a name, a day, and the sign "
            "by which you would notice that you were wrong."
        ),
        "what": say("What was decided"),
        "who": say("Who sees to it"),
        "by": say("By when"),
        "wrong": say("Sign that we were wrong"),
        "lesson": say("Lesson"),
        "loose": say("no name or no day yet"),
        "open": say("still open"),
        "none": say("Nothing is decided or agreed yet."),
        "new": say("One more line"),
        "add": say("Add the line"),
        "remove": say("Take away"),
        "unsaved": say("not saved yet"),
    }

    def look(self, company: Company) -> dict[str, Any]:
        """The lines as they are."""
        return {"lines": [self._row(line) for line in lines_of(company)]}

    def _row(self, line: Line) -> dict[str, Any]:
        language = self._desk.language
        return {
            "id": line.id,
            "lesson": line.lesson,
            "what": language(line.what),
            "who": line.who,
            "by": "" if line.by is None else language.write(line.by),
            "wrong": line.wrong,
            "named": line.named,
            "decided": line.decided,
            "own": line.id.startswith(OWN),
        }

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """What can be asked of the table."""
        return {
            "set": lambda m: lambda c: set_part(c, m["line"], m["part"], m["typed"]),
            "add": lambda m: lambda c: add_line(c, m["typed"]),
            "remove": lambda m: lambda c: remove_line(c, m["line"]),
        }
