"""Where any answer would be senseless: what the data must hold before a question may be asked.

Each check takes a company and its sales and says why a question cannot be answered from them, or
gives None. A `Question` names those that it needs; their limits stand in `kit.gates`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from kit.company.model import Company
from kit.gates import (
    NEW_CLIENTS,
    NEW_SHARE,
    ONE_ORDER_CLIENTS,
    ONE_ORDER_SHARE,
    ROLES_KNOWN_SHARE,
)
from kit.language import Text, say, say_n
from kit.owners.past import past_owners
from kit.owners.staff import role_labels
from kit.questions.claims import Obstacle
from kit.questions.finding import Finding
from kit.questions.next_steps import GIVE_ROLES
from kit.sales.lanes import NEVER
from kit.sales.tables import Sales
from kit.triggers.cohort import cohort_from, lookback


def head(sales: Sales | None, findings: Iterable[Finding]) -> tuple[Text, ...]:
    """What to know before any answer: what is odd in the files, and what cannot be told at all."""
    concerned: dict[str, tuple[Text, list[Text]]] = {}
    for finding in findings:
        for reason in finding.senseless:
            asks = say("“{question}”", question=finding.question.asks)
            concerned.setdefault(str(reason.text), (reason.text, []))[1].append(asks)
    return (
        *(sales.warnings if sales is not None else ()),
        *(offer.offered for offer in (sales.offers if sales is not None else ())),
        *(
            say("{reason} Not answered for that: {questions}.", reason=reason, questions=questions)
            for reason, questions in concerned.values()
        ),
    )


def clients_return(company: Company, sales: Sales) -> Obstacle | None:
    """Why nothing can be said of repeat business: (nearly) every client has one order."""
    deals = np.diff(sales.book.orders.deals_to[sales.book.start_of])
    buying = int((deals > 0).sum())
    single = int((deals == 1).sum())
    if buying < ONE_ORDER_CLIENTS or single < ONE_ORDER_SHARE * buying:
        return None
    column = next(
        (file.matched["client_id"] for file in sales.inputs if "client_id" in file.matched), None
    )
    why = say(
        "Each client has one order only ({single} of {clients} clients): nothing can be said about "
        "repeat business.",
        single=single,
        clients=buying,
    )
    if column is None:
        return Obstacle(why, say("Bring the orders of a longer time."))
    step = say(
        "If “{column}” tells leads or deals apart, name the column of the client ({option}); if "
        "these are subscriptions, count every payment as an order.",
        column=column,
        option="--map orders.client_id=…",
    )
    return Obstacle(why, step)


def clients_begin(company: Company, sales: Sales) -> Obstacle | None:
    """Why new clients cannot be told from old ones: (nearly) all begin within the run-in."""
    first = sales.book.first_deal
    clients = int((first < NEVER).sum())
    new = int(((first >= cohort_from(company, sales)) & (first < NEVER)).sum())
    days = lookback(company, sales)
    if days == 0 or clients == 0:
        return None
    few = new < NEW_CLIENTS and 2 * new < clients
    if not few and new >= NEW_SHARE * clients:
        return None
    why = say_n(
        "{n} client of {clients} begins after the run-in: new and existing clients cannot be told "
        "apart.",
        "{n} clients of {clients} begin after the run-in: new and existing clients cannot be told "
        "apart.",
        new,
        clients=clients,
    )
    step = say_n(
        "Shorten the run-in of {n} day ({option}), if clients who bought before {start} may count "
        "as new.",
        "Shorten the run-in of {n} days ({option}), if clients who bought before {start} may count "
        "as new.",
        days,
        option="--lookback 0",
        start=sales.start,
    )
    return Obstacle(why, step)


def several_owners(company: Company, sales: Sales) -> Obstacle | None:
    """Why nothing can be said of handoffs: all clients have the same owner."""
    past = past_owners(company, sales)
    if past is None:
        return None
    owners = set(past.last_sale)  # whoever has a deal
    if "assignments.employee_id" in sales.given:
        owners |= set(map(str, sales.assignments["employee_id"].dropna().unique()))
    if len(owners) != 1:
        return None
    why = say(
        "All clients have the same owner, {owner}: nobody was there to pass a client to.",
        owner=min(owners),
    )
    return Obstacle(why, say("Check whether another column says who looks after each client."))


def several_roles(company: Company, sales: Sales) -> Obstacle | None:
    """Why nothing can be said of roles: all owners whose role is known have the same one."""
    past = past_owners(company, sales)
    if past is None:
        return None
    if len(past.holdings.roles) != 1:
        return None
    known = (past.holdings.role >= 0)[past.holdings.employee >= 0].mean()
    if known < ROLES_KNOWN_SHARE:
        return None
    role = str(past.holdings.roles[0])
    why = say(
        "All owners of clients have the same role, “{role}”: nothing can be said about passing "
        "between roles.",
        role=role_labels(company).get(role, role),
    )
    return Obstacle(why, GIVE_ROLES)
