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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.company.store import my_company, open
    from kit.diagnosis import read
    from kit.lessons.check.expectations import expect_panel
    from kit.lessons.conveyor.panel import conveyor_panel
    from kit.lessons.decided.panel import decided
    from kit.lessons.exercise.panel import exercise_panel
    from kit.lessons.functions.panel import functions_panel
    from kit.lessons.quiz.panel import lesson_questions
    from kit.lessons.start.panel import start_panel
    from kit.lessons.triggers.panel import trigger_panel
    from kit.lessons.weights.panel import weights_panel
    from kit.questions.backtest.question import backtest
    from kit.questions.decision.question import decision
    from kit.questions.effect.question import effect
    from kit.questions.functions.question import functions
    from kit.questions.money.question import money
    from kit.questions.pictures import plot
    from kit.questions.roles.question import roles
    from kit.questions.training.question import training

__version__ = "0.1.0"

# the module that each name lives in
_HOMES = {
    "backtest": "kit.questions.backtest.question",
    "conveyor_panel": "kit.lessons.conveyor.panel",
    "decided": "kit.lessons.decided.panel",
    "decision": "kit.questions.decision.question",
    "effect": "kit.questions.effect.question",
    "exercise_panel": "kit.lessons.exercise.panel",
    "expect_panel": "kit.lessons.check.expectations",
    "functions": "kit.questions.functions.question",
    "functions_panel": "kit.lessons.functions.panel",
    "lesson_questions": "kit.lessons.quiz.panel",
    "money": "kit.questions.money.question",
    "my_company": "kit.company.store",
    "open": "kit.company.store",
    "plot": "kit.questions.pictures",
    "read": "kit.diagnosis",
    "roles": "kit.questions.roles.question",
    "start_panel": "kit.lessons.start.panel",
    "training": "kit.questions.training.question",
    "trigger_panel": "kit.lessons.triggers.panel",
    "weights_panel": "kit.lessons.weights.panel",
}

__all__ = [
    "backtest",
    "conveyor_panel",
    "decided",
    "decision",
    "effect",
    "exercise_panel",
    "expect_panel",
    "functions",
    "functions_panel",
    "lesson_questions",
    "money",
    "my_company",
    "open",
    "plot",
    "read",
    "roles",
    "start_panel",
    "training",
    "trigger_panel",
    "weights_panel",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"kit has no {name!r}; it has {', '.join(__all__)}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
