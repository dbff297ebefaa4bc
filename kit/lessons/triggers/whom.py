"""Client by client: on which day each candidate trigger would have fired."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kit.company.model import Company
from kit.language import Language, say
from kit.lessons.widgets.page import table
from kit.questions.backtest.question import backtest
from kit.questions.finding import MISSING, Shown
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, judgeable
from kit.triggers.cohort import fire
from kit.triggers.rules import label

CLIENTS = 12


def whom(company: Company, sales: Sales | None) -> Any:
    """The first new clients with their days, a column for each candidate; for `answer`.

    Clients of the run-in are in no figure of the back-test, and so they are not here either.
    Without sales: the back-test, which says what is missing.
    """
    if sales is None:
        return backtest(company, None)
    language = Language(company.settings.language)
    rules = judgeable(candidates(company, sales), sales)
    clients = fire(company, sales, rules).per_client
    rows = [
        (str(clients.client_ids[at]), *(_written(day, language) for day in clients.fired_on[at]))
        for at in clients.cohort.nonzero()[0][:CLIENTS]
    ]
    caption = say("The first new clients, and the day on which each candidate would have fired")
    return Shown(table(caption, (say("Client"), *map(label, rules)), rows, language))


def _written(day: int, language: Language) -> str:
    return MISSING if day < 0 else language.write(date(1970, 1, 1) + timedelta(days=int(day)))


# a lesson does not ask again when these parts of the company change
whom.ignores = backtest.ignores  # type: ignore[attr-defined]
