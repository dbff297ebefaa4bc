"""Who does what, and does the conveyor that was declared agree with the one that was recorded?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit.company.model import Company
from kit.language import say
from kit.owners.ownership import Ownership
from kit.owners.passages import RESHUFFLE_DAYS, arrows, between_employees
from kit.owners.past import past_owners
from kit.owners.staff import Staff, role_labels, staff
from kit.questions.claims import Obstacle
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status
from kit.questions.gaps import (
    doubles,
    of_both,
    orphans,
    starts,
    unreached,
    without_functions,
    without_people,
)
from kit.questions.question import Chart, Column, Question, Table
from kit.questions.roles.gaps_words import gap_rows
from kit.questions.roles.headline import headline, next_step
from kit.questions.roles.words import RELATIONS, assumptions, caveats, needs, paragraphs
from kit.questions.sense import several_owners, several_roles
from kit.sales.tables import Sales

# what a change of owner between two deals can be: each is one of these
KINDS = ("handover", "cover", "back", "unsettled")


@dataclass(frozen=True)
class Records:
    """What the systems say about owners.

    check: of the owners of orders; None where orders have none. source: where `passages` are from,
    `assignments`, `orders` or '' (nothing that may be used). of: clients in that source. clients:
    role to clients seen with its people. changes: of owner between consecutive deals. kinds:
    passages between the owners of orders, by kind.
    """

    check: Ownership | None
    source: str
    passages: pd.DataFrame | None
    of: int
    clients: Mapping[str, int]
    changes: int
    kinds: dict[str, int]


def answer(company: Company, sales: Sales | None) -> Finding:
    """Who does what, and does the declared conveyor agree with the recorded one?

    From the company: roles without people or functions, roles that no client can reach, functions
    that nobody or several own, people who do the work of hunter and account manager. From the
    records: the handover matrix between employees and between roles, against the declared
    handoffs. Before that it is tested whether clients have owners at all (same owner of
    consecutive deals against owners permuted within months); where they do not, the answer is
    `cannot tell`. Assignments, where they record passages, are used before owners of orders.

    Parameters
    ----------
    company : Company
        Its roles, functions, holdings, people and handoffs, as far as written down.
    sales : Sales or None
        Owners of orders (`employee_id`), assignments and employees, as far as given.

    Returns
    -------
    Finding
        `table`: a row per arrow between two roles. `details`: `gaps`, `roles`, `employees` (pairs
        with 5 clients or more). Evidence L0.
    """
    people = staff(company, sales)
    records = _records(company, sales)
    passed = arrows(company, records.passages, records.clients)
    employees, hidden = _employees(records)
    gaps = gap_rows(company, people)
    check = records.check
    senseless = _senseless(company, sales)
    numbers: dict[str, Any] = {
        "roles": len(company.roles),
        "people": len(company.people),
        "functions": len(company.functions),
        "handoffs": len(company.handoffs),
        "roles_without_people": len(without_people(company, people)),
        "roles_without_functions": len(without_functions(company)),
        "roles_not_reached": len(unreached(company)),
        "orphan_functions": len(orphans(company)),
        "double_owned_functions": len(doubles(company)),
        "people_doing_both": len(of_both(company)),
        "people_recorded_otherwise": len(people.differing()),
        "source": records.source or None,
        "clients": records.of,
        "pairs_of_deals": check.pairs if check else None,
        "clients_with_pairs": check.clients if check else None,
        "same_owner_rate": check.same_owner_rate if check else None,
        "chance_rate": check.chance_rate if check else None,
        "p": check.p if check else None,
        "strength": check.strength if check else None,
        "owner_changes": records.changes if check else None,
        **{kind: records.kinds.get(kind) for kind in KINDS},
        **{relation: sum(row["relation"] == relation for row in passed) for relation in RELATIONS},
        "employee_pairs_hidden": hidden,
        "pairs_at_once": int((employees["at_once"] * 2 > employees["clients"]).sum()),
        "people_of_several_roles": len(people.unclear()),
    }
    table, figures = _arrow_table(company, passed), numbers_of(numbers)
    return Finding(
        roles,
        "cannot tell" if senseless else _status(company, records),
        text=(
            *paragraphs(company, figures, rows_of(table), gaps, employees, check),
            *(obstacle.text for obstacle in senseless),
        ),
        table=table,
        details={
            "gaps": roles.table("gaps").frame(gaps),
            "roles": _role_table(company, people, records),
            "employees": employees,
        },
        numbers=numbers,
        assumptions=tuple(assumptions(records.source)),
        caveats=tuple(caveats(company, figures)),
        needs=tuple(needs(company, sales, records.source, check)),
        sources=roles.sources if check else roles.sources[:1],
        senseless=senseless,
    )


def _senseless(company: Company, sales: Sales | None) -> tuple[Obstacle, ...]:
    """Why the records cannot speak of passing; what was declared stands all the same."""
    if sales is None:
        return ()
    reason = several_owners(company, sales) or several_roles(company, sales)
    return () if reason is None else (reason,)


def _records(company: Company, sales: Sales | None) -> Records:
    past = None if sales is None else past_owners(company, sales)
    if past is None:
        return Records(None, "", None, 0, {}, 0, {})
    changes = past.check.changes if past.check else 0
    passages, source = past.changes.passages, past.changes.source
    if not past.owned or (source == "assignments" and not len(passages)):
        return Records(past.check, "", None, 0, {}, changes, {})
    kinds = {}
    if past.seen is not None:
        counts = past.seen.passages["passage"].value_counts()
        kinds = {kind: int(counts.get(kind, 0)) for kind in KINDS}
    return Records(past.check, source, passages, past.clients, past.of_role, changes, kinds)


def _status(company: Company, records: Records) -> Status:
    if records.source:
        return "answered"
    if records.check is not None:
        return "cannot tell"
    return "answered" if company.roles else "needs data"


def _employees(records: Records) -> tuple[pd.DataFrame, int]:
    if records.passages is None:
        return roles.table("employees").frame([]), 0
    return between_employees(records.passages)


def _arrow_table(company: Company, passed: list[dict[str, Any]]) -> pd.DataFrame:
    labels = role_labels(company)
    declared = {(handoff.from_role, handoff.to_role): handoff for handoff in company.handoffs}
    rows = []
    for row in passed:
        handoff = declared.get((row["from_role"], row["to_role"]))
        rows.append(
            {
                **row,
                "from_label": labels.get(row["from_role"], row["from_role"]),
                "to_label": labels.get(row["to_role"], row["to_role"]),
                "condition": handoff.condition if handoff else "",
                "partial": handoff.partial if handoff else False,
                "agreement": RELATIONS[row["relation"]],
            }
        )
    return roles.table().frame(rows).astype({"recorded": "Int64"})


def _role_table(company: Company, people: Staff, records: Records) -> pd.DataFrame:
    """Roles, declared or met in the records, with what is known of each."""
    begin = {role.id for role in starts(company)}
    met = (
        []
        if records.passages is None
        else sorted({*records.clients} - {role.id for role in company.roles})
    )
    carried = [holding.role for holding in company.holdings]
    rows = [
        {
            "role": role,
            "label": label,
            "place": place,
            "is_declared": role not in met,
            "begins": role in begin,
            "people": len(people.of_role(role)),
            "carries": carried.count(role),
            "clients": records.clients.get(role),
        }
        for role, label, place in [
            *((role.id, role.label, role.place) for role in company.roles),
            *((role, role, None) for role in met),
        ]
    ]
    return roles.table("roles").frame(rows).astype({"clients": "Int64"})


def _charts() -> tuple[Chart, ...]:
    from kit.questions.roles.chart import CHARTS

    return CHARTS


roles = Question(
    name="roles",
    asks=say("Who does what, and do clients really move that way?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(
        Table(
            (
                Column("from_role", say("From role"), shown=False),
                Column("to_role", say("To role"), shown=False),
                Column("from_label", say("From"), "words"),
                Column("to_label", say("To"), "words"),
                Column("condition", say("Condition"), "words"),
                Column("partial", say("Partial"), "yes or no", shown=False),
                Column("declared", say("Declared"), "yes or no", shown=False),
                Column("relation", say("Agreement"), shown=False),
                Column("agreement", say("Agreement"), "words"),
                Column("recorded", say("Clients who passed"), "clients"),
            )
        ),
        Table(
            (
                Column("kind", say("Kind"), shown=False),
                Column("gap", say("What is open"), "words"),
                Column("what", say("Where"), "words"),
            ),
            "gaps",
            say("What the map of roles leaves open"),
            say("Read off what the company has written down; a gap may be meant."),
        ),
        Table(
            (
                Column("role", say("Role"), shown=False),
                Column("label", say("Role"), "words"),
                Column("place", say("Place in the drawing"), shown=False),
                Column("is_declared", say("Declared"), "yes or no", shown=False),
                Column("begins", say("The conveyor begins here"), "yes or no", shown=False),
                Column("people", say("People"), "people"),
                Column("carries", say("Functions"), "functions"),
                Column("clients", say("Clients"), "clients"),
            ),
            "roles",
            say("The roles and their people"),
            say("As declared, and as the data have it where they say."),
        ),
        Table(
            (
                Column("from_employee", say("From employee")),
                Column("to_employee", say("To employee")),
                Column("clients", say("Clients"), "clients"),
                Column(
                    "at_once", say("Of them within {days} days", days=RESHUFFLE_DAYS), "clients"
                ),
            ),
            "employees",
            say("Who took clients over from whom"),
            say("Pairs of people with too few clients are left out, so that nobody is exposed."),
        ),
    ),
    charts=_charts,
    ignores=("criteria", "assumptions"),
    sources=(
        "Ерохин, Климов 2024, Управление клиентской базой",
        "Phipson, Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9(1), doi.org/10.2202/1544-6115.1585",
    ),
)
