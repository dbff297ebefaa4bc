"""What one can do to the guesses at the company's own records."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kit.choice.calibration import Asked
from kit.company.model import Company, Guess
from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.widgets.sheet import typed_number

UNITS: Mapping[str, Text] = {
    "clients": say("clients"),
    "orders": say("orders"),
    "money": say("whole units of your currency"),
    "days": say("days"),
    "share": say("%"),
}


def read_guess(typed: str, asked: Asked) -> float:
    """One end of a range as people type it; of a share, 20 and 20 % are 0.2.

    Raises
    ------
    KitError
        It is no number that the figure could be.
    """
    figure = typed_number(typed)
    most = math.inf
    if asked.unit == "share":
        figure, most = round(figure / 100, 6), 1.0
    if not (math.isfinite(figure) and 0 <= figure <= most):
        raise KitError(
            say(
                "“{typed}” cannot be an end of the range for “{question}”. Write a number in "
                "{unit}.",
                typed=typed.strip(),
                question=asked.question,
                unit=UNITS[asked.unit],
            )
        )
    return figure


def guess(
    company: Company, typed: Mapping[str, tuple[str, str]], asked: Mapping[str, Asked]
) -> Company:
    """The company with these ranges; a question whose ends are both empty stays open.

    Parameters
    ----------
    typed
        The low and the high end of each question, by its id.
    asked
        The questions by their ids.

    Raises
    ------
    KitError
        An end is missing or cannot be read, or the low one is above the high one.
    """
    ranges = []
    for id, ends in typed.items():
        if not any(end.strip() for end in ends):
            continue
        question = asked[id]
        if not all(end.strip() for end in ends):
            raise KitError(
                say("“{question}” needs both ends of a range.", question=question.question)
            )
        low, high = (read_guess(end, question) for end in ends)
        if low > high:
            raise KitError(
                say("“{question}”: the low end is above the high one.", question=question.question)
            )
        ranges.append(Guess(id=id, low=low, high=high))
    kept = tuple(stated for stated in company.calibration if stated.id not in typed)
    return company.model_copy(update={"calibration": (*kept, *ranges)})
