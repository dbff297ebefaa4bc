"""Guesses before the results: how they are typed, and what opens once one is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ipywidgets import HTML, DOMWidget, VBox

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.page import paragraph, style
from kit.lessons.widgets.sheet import typed_number

# what can be expected to win, beside the rules: the hunter keeps everyone; none is clearly ahead
OPEN = "open"
CHANCES: Mapping[int, Text] = {
    50: say("no more than if a coin were tossed"),
    70: say("rather sure: 7 of 10"),
    90: say("nearly certain: 9 of 10"),
}


def expected_effect(typed: str) -> float:
    """A change in percent as people type it, as a share: «−10 %» is -0.1.

    Raises
    ------
    KitError
        It is no percentage that a client's margin could change by.
    """
    percent = typed_number(typed)
    if not -100 <= percent <= 1000:
        raise KitError(
            say(
                "“{typed}” is no change in percent. Write, for example, -10 for a tenth less, 0 "
                "for no change, 15 for more.",
                typed=typed.strip(),
            )
        )
    return percent / 100


def with_expected(company: Company, **changes: Any) -> Company:
    """The company with other entries under `expectations`."""
    expectations = company.expectations.model_copy(update=changes)
    return company.model_copy(update={"expectations": expectations})


def revealed(company: Company, lesson: str = "") -> bool:
    """Whether results may be shown: something was expected, or somebody would not guess.

    lesson: of whose figure; '': those that rest on what was expected of a handoff.
    """
    if lesson:
        return lesson in company.expectations.figures
    return company.expectations.results is not None


def after_guess(company: Company, build: Callable[[], DOMWidget], lesson: str = "") -> VBox:
    """What `build` makes, from the moment on when results may be shown.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; one that no panel can change is shown its results at once.
    build : function
        Makes what is to be shown.
    lesson : str
        The lesson whose figure has to be guessed first; '': what is expected of a handoff.
    """
    box = VBox()
    try:
        desk = Desk.of(company)
    except KitError:
        box.children = (build(),)
        return box
    waiting = HTML()
    built: list[DOMWidget] = []

    def show(now: Company) -> None:
        if not revealed(now, lesson):
            first = say("Write down your guess first, earlier in this lesson; then this opens.")
            waiting.value = f'<div class="kit-waiting">{paragraph(first, desk.language)}</div>'
            box.children = (style(), waiting)
            return
        if not built:  # once: what it makes follows the company, hidden or not
            built.append(build())
        box.children = built

    show(desk.company)
    desk.listen(show)
    return box
