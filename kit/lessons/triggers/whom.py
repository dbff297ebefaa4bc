"""Client by client: on which day each candidate trigger would have fired."""

from __future__ import annotations

from typing import Any

from kit.company.model import Company
from kit.language import Language, say
from kit.lessons.widgets.page import table
from kit.questions.backtest.question import backtest, firings
from kit.questions.finding import MISSING, Shown
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, missing_data
from kit.triggers.rules import label

CLIENTS = 12


def whom(company: Company, sales: Sales | None) -> Any:
    """The first clients with their days, a column for each candidate; for `answer`.

    Without sales: the back-test, which says what is missing.
    """
    if sales is None:
        return backtest(company, None)
    language = Language(company.settings.language)
    rules = [rule for rule in candidates(company, sales) if missing_data(rule, sales) is None]
    days: dict[str, dict[str, str]] = {}
    for client, rule, day in firings(company, sales).itertuples(index=False):
        days.setdefault(str(client), {})[rule] = day
    rows = [
        (client, *(fired.get(str(rule), MISSING) for rule in rules))
        for client, fired in list(days.items())[:CLIENTS]
    ]
    caption = say("The first clients, and the day on which each candidate would have fired")
    return Shown(table(caption, (say("Client"), *map(label, rules)), rows, language))


# a lesson does not ask again when these parts of the company change
whom.ignores = backtest.ignores  # type: ignore[attr-defined]
