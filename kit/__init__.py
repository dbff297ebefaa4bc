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
    from kit.charts import plot
    from kit.company.store import my_company, open
    from kit.diagnosis import read
    from kit.diagnostics.backtest import backtest
    from kit.diagnostics.decision import decision
    from kit.diagnostics.effect import effect
    from kit.diagnostics.functions import functions
    from kit.diagnostics.money import money
    from kit.diagnostics.roles import roles
    from kit.diagnostics.training import training
    from kit.panels.conveyor import conveyor_panel
    from kit.panels.decided import decided
    from kit.panels.exercise import exercise_panel
    from kit.panels.expectations import expect_panel
    from kit.panels.functions import functions_panel
    from kit.panels.questions import lesson_questions
    from kit.panels.start import start_panel
    from kit.panels.triggers import trigger_panel
    from kit.panels.weights import weights_panel

__version__ = "0.1.0"

# the module that each name lives in
_HOMES = {
    "backtest": "kit.diagnostics.backtest",
    "conveyor_panel": "kit.panels.conveyor",
    "decided": "kit.panels.decided",
    "decision": "kit.diagnostics.decision",
    "effect": "kit.diagnostics.effect",
    "exercise_panel": "kit.panels.exercise",
    "expect_panel": "kit.panels.expectations",
    "functions": "kit.diagnostics.functions",
    "functions_panel": "kit.panels.functions",
    "lesson_questions": "kit.panels.questions",
    "money": "kit.diagnostics.money",
    "my_company": "kit.company.store",
    "open": "kit.company.store",
    "plot": "kit.charts",
    "read": "kit.diagnosis",
    "roles": "kit.diagnostics.roles",
    "start_panel": "kit.panels.start",
    "training": "kit.diagnostics.training",
    "trigger_panel": "kit.panels.triggers",
    "weights_panel": "kit.panels.weights",
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
