"""The career path on sliders: expected first, then drawn in the browser where a slider moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from ipywidgets import VBox

from kit.choice.career import FILLED, GAIN, Course, Rate, Rates, course, own_rates
from kit.company.model import Company
from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.career import edits as edits
from kit.lessons.widgets.answer import recall, sales_of, source
from kit.lessons.widgets.desk import Edit, panel
from kit.lessons.widgets.drawing import Drawing, look_of
from kit.lessons.widgets.modules import MARKS, PARTS, script
from kit.questions.career.words import LABELS
from kit.questions.claims import BASES

HERE = Path(__file__).parent
DRAWS = 80
SLIDERS = ("wins", "hours", "leaving", "gain", "filled")
RANGED = ("wins", "hours", "leaving")  # in whose ranges the shaded bands are drawn
# where the company's own records give none: made up, to be moved
MADE_UP: Mapping[str, Rate] = {
    "wins": Rate(1.0, 2.0, 4.0, ours=True),
    "leaving": Rate(0.0088, 0.0184, 0.0294, ours=True),
    "own_hours": Rate(0.8, 2.0, 5.0, ours=True),
    "manager_hours": Rate(0.8, 2.0, 5.0, ours=True),
    "handing_hours": Rate(1.0, 3.0, 8.0, ours=True),
    "taking_hours": Rate(1.0, 3.0, 8.0, ours=True),
    "month_hours": Rate(130.0, 150.0, 170.0, ours=True),
    "gain": Rate(*GAIN, ours=True),
    "change": Rate(-0.27, -0.02, 0.23, ours=True),
    "filled": Rate(*FILLED, ours=True),
}


def career_panel(company: Company) -> VBox:
    """Five years of a career path against two specialists, by rates that can be moved.

    First five points of the line are expected. Then both lines are drawn, with bands for the
    ranges of the rates; moving a slider draws them anew without asking Python.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `expectations` keep the points.
    """
    return panel(company, CareerPath)


class CareerPath(Drawing):
    """The points, the sliders and the lines of `career_panel`."""

    _esm = script(PARTS, MARKS, HERE / "course.mjs", HERE / "career.mjs")
    _css = look_of("choosing.css")

    texts: ClassVar[Mapping[str, Text]] = {
        "ask": say(
            "Two people win clients, keep them, and hunt in the hours that are left. How many new "
            "clients a month do both together win at the end of each year? Write down five points."
        ),
        "in_year": say("Year {n}", n="#1"),
        "expect": say("Write them down and show the lines"),
        "skip": say("Show the lines without guessing"),
        "again": say("Guess again"),
        "rates": say("Your rates"),
        "moved": say(
            "Move a slider with the mouse or the arrow keys; the lines and the sentence follow."
        ),
        "picture": say("New clients a month of two people, over five years"),
        "read": say(
            "Shaded: where 9 of 10 cases are if the first three rates are anywhere in their "
            "ranges. A calculation, not evidence."
        ),
        "path": say("career path"),
        "split": say("two specialists"),
        "expected": say("what you expected"),
        "axis": say("years"),
        "upward": say("new clients a month"),
        "hours_of": say("{hours} h", hours="#1"),
        "percent": say("%"),
        "year_five": say(
            "After five years the path wins {a} a month and has {b} clients. Two specialists win "
            "{c} and have {d}.",
            a="#1", b="#2", c="#3", d="#4",
        ),
        "more": say("Over five years two specialists look after {share} more.", share="#1"),
        "less": say("Over five years two specialists look after {share} less.", share="#1"),
        "unsaved": say("not saved yet"),
    }  # fmt: skip

    def look(self, company: Company) -> dict[str, Any]:
        """The sliders with the company's own rates, and what was expected."""
        language = self._desk.language
        rates, own = rates_of(company)
        expected = company.expectations.path
        off = _off(expected, likely_course(rates)) if expected else None
        return {
            "revealed": expected is not None,
            "expected": list(expected) if expected else None,
            "off": language(off) if off is not None else "",
            "intro": language(
                say("They begin at your company's own rates, as far as records have them.")
                if own
                else say("Your records give no rates yet: these are made up.")
            ),
            "sliders": [self._slider(id, rates) for id in SLIDERS],
            "fixed": {
                **{name: rates[name].likely for name in ("month_hours", "change")},
                **{name: rates[name].likely for name in ("handing_hours", "taking_hours")},
                "manager_share": _manager_share(rates),
            },
            "draws": np.random.default_rng(1).random((DRAWS, len(RANGED))).round(3).tolist(),
        }

    def _slider(self, id: str, rates: Mapping[str, Rate]) -> dict[str, Any]:
        language = self._desk.language
        rate = rates["own_hours" if id == "hours" else id]
        ends = [_shown(id, end) for end in (rate.low, rate.likely, rate.high)]
        least, most, step = _SCALE.get(id) or (0.0, _round_up(2 * ends[2]), 0.05)
        basis = BASES["known" if rate.known else "assumed" if rate.ours else "inferred"]
        return {
            "id": id,
            "name": language(LABELS["own_hours" if id == "hours" else id]),
            "note": language(basis),
            "least": least,
            "most": most,
            "step": step,
            "value": float(np.clip(round(ends[1] / step) * step, max(least, step), most))
            if id in RANGED
            else round(ends[1]),
            "low": ends[0] if id in RANGED else None,
            "high": ends[2] if id in RANGED else None,
        }

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """What can be asked of the panel."""
        return {
            "expect": lambda m: lambda c: edits.expect(c, [str(one) for one in m["points"]]),
            "look": lambda m: edits.look,
            "forget": lambda m: edits.forget,
        }


# of sliders: least, most, step; others go up to twice the high end of the range
_SCALE: Mapping[str, tuple[float, float, float]] = {
    "leaving": (0.0, 60.0, 1.0),
    "gain": (0.0, 100.0, 1.0),
    "filled": (0.0, 100.0, 5.0),
}


def rates_of(company: Company) -> tuple[Mapping[str, Rate], bool]:
    """The company's own rates, and whether its records give them; else made-up ones."""
    try:
        sales = sales_of(company)
        if sales is None:
            return MADE_UP, False
        ground = (source(company), company.model_dump_json(include={"assumptions", "settings"}))
        own = recall(company, "rates of careers", ground, lambda: own_rates(company, sales))
    except KitError:
        return MADE_UP, False
    return (MADE_UP, False) if own is None else (own[1], True)


def likely_course(rates: Mapping[str, Rate]) -> Course:
    """What follows from the likely rates."""
    return course(Rates(**{name: rate.likely for name, rate in rates.items()}))


def _manager_share(rates: Mapping[str, Rate]) -> float:
    """The account manager's hours for a client, of those of the hunter."""
    return rates["manager_hours"].likely / max(rates["own_hours"].likely, 1e-9)


def _shown(id: str, value: float) -> float:
    """A rate as its slider shows it: shares in per cent, who leaves by the year."""
    if id == "leaving":
        return float(100 * (1 - (1 - value) ** 12))
    return 100 * value if id in ("gain", "filled") else value


def _round_up(value: float) -> float:
    power = 10.0 ** np.floor(np.log10(max(value, 0.1)))
    return float(np.ceil(value / power) * power)


def _off(expected: tuple[float, ...], found: Course) -> Text:
    """How far the five points are from the line of the path."""
    ends = found.path_won[11::12]
    average = float(np.mean(np.array(expected) - ends))
    if abs(average) < 0.1:
        return say("Your points are on the line of the path, on average.")
    if average > 0:
        return say(
            "Your points are {n} new clients a month above the line of the path, on average. What "
            "did you leave out?",
            n=round(average, 1),
        )
    return say(
        "Your points are {n} new clients a month below the line of the path, on average. What did "
        "you expect to take the hours?",
        n=round(-average, 1),
    )
