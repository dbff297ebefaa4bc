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
    from kit.company.model import Company
    from kit.company.store import open
    from kit.diagnosis import Diagnosis, diagnose, findings, read
    from kit.diagnostics.backtest import backtest, firings
    from kit.diagnostics.finding import Finding
    from kit.diagnostics.money import money
    from kit.errors import KitError
    from kit.sales.tables import Sales
    from kit.triggers.rules import parse as parse_trigger

__version__ = "0.1.0"

# where each name lives, and what it is called there
_HOMES = {
    "Company": ("kit.company.model", "Company"),
    "Diagnosis": ("kit.diagnosis", "Diagnosis"),
    "Finding": ("kit.diagnostics.finding", "Finding"),
    "KitError": ("kit.errors", "KitError"),
    "Sales": ("kit.sales.tables", "Sales"),
    "backtest": ("kit.diagnostics.backtest", "backtest"),
    "diagnose": ("kit.diagnosis", "diagnose"),
    "firings": ("kit.diagnostics.backtest", "firings"),
    "findings": ("kit.diagnosis", "findings"),
    "money": ("kit.diagnostics.money", "money"),
    "open": ("kit.company.store", "open"),
    "parse_trigger": ("kit.triggers.rules", "parse"),
    "plot": ("kit.charts", "plot"),
    "read": ("kit.diagnosis", "read"),
}

__all__ = [
    "Company",
    "Diagnosis",
    "Finding",
    "KitError",
    "Sales",
    "__version__",
    "backtest",
    "diagnose",
    "findings",
    "firings",
    "money",
    "open",
    "parse_trigger",
    "plot",
    "read",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"kit has no {name!r}; it has {', '.join(__all__)}")
    module, attribute = _HOMES[name]
    value: object = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
