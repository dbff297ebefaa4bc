"""handoff: when should a client pass from the hunter to the account manager?

Everything a notebook cell calls is here; each name is loaded when it is first used, so that
`import kit` costs nothing.

>>> import kit
>>> company = kit.open("demo")
>>> sales = kit.read(company)
>>> finding = kit.backtest(company, sales)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit.company.store import my_company as my_company
    from kit.company.store import open as open
    from kit.diagnosis import read as read
    from kit.lessons.agreements.panel import agreement_panel as agreement_panel
    from kit.lessons.calibration.panel import calibration_panel as calibration_panel
    from kit.lessons.check.expectations import expect_panel as expect_panel
    from kit.lessons.conveyor.panel import conveyor_panel as conveyor_panel
    from kit.lessons.decided.panel import decided as decided
    from kit.lessons.exercise.panel import exercise_panel as exercise_panel
    from kit.lessons.functions.panel import functions_panel as functions_panel
    from kit.lessons.guesses.panel import guess_panel as guess_panel
    from kit.lessons.quiz.panel import lesson_questions as lesson_questions
    from kit.lessons.start.panel import start_panel as start_panel
    from kit.lessons.triggers.panel import trigger_panel as trigger_panel
    from kit.lessons.weights.panel import weights_panel as weights_panel
    from kit.questions.pictures import plot as plot

__version__ = "0.1.0"

# the module that each name lives in; beside them stand the questions of the catalogue
_HOMES = {
    "agreement_panel": "kit.lessons.agreements.panel",
    "calibration_panel": "kit.lessons.calibration.panel",
    "conveyor_panel": "kit.lessons.conveyor.panel",
    "decided": "kit.lessons.decided.panel",
    "exercise_panel": "kit.lessons.exercise.panel",
    "expect_panel": "kit.lessons.check.expectations",
    "functions_panel": "kit.lessons.functions.panel",
    "guess_panel": "kit.lessons.guesses.panel",
    "lesson_questions": "kit.lessons.quiz.panel",
    "my_company": "kit.company.store",
    "open": "kit.company.store",
    "plot": "kit.questions.pictures",
    "read": "kit.diagnosis",
    "start_panel": "kit.lessons.start.panel",
    "trigger_panel": "kit.lessons.triggers.panel",
    "weights_panel": "kit.lessons.weights.panel",
}


def _questions() -> dict[str, Any]:
    from kit.questions.catalogue import in_diagnosis

    return {question.name: question for question in in_diagnosis()}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "__all__":
        return __dir__()
    if name.startswith("_") or name not in (questions := _questions()):
        raise AttributeError(f"kit has no {name!r}; it has {', '.join(__dir__())}")
    return questions[name]


def __dir__() -> list[str]:
    return sorted([*_HOMES, *_questions()])
