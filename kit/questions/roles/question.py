"""Who does what, and does the conveyor that was declared agree with the one that was recorded?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit.company.model import Company
from kit.language import Language
from kit.owners.ownership import Ownership
from kit.owners.passages import arrows, between_employees
from kit.owners.past import past_owners
from kit.owners.staff import Staff, role_labels, staff
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
from kit.questions.headings import describe
from kit.questions.roles.gaps_words import gap_rows
from kit.questions.roles.words import (
    COLUMNS,
    HEAD,
    RELATIONS,
    SOURCES,
    answer,
    assumptions,
    caveats,
    needs,
)
from kit.sales.tables import Sales


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


def roles(company: Company, sales: Sales | None) -> Finding:
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
    language = Language(company.settings.language)
    people = staff(company, sales)
    records = _records(company, sales)
    found = arrows(company, records.passages, records.clients)
    employees, hidden = _employees(records)
    gaps = gap_rows(company, people)
    check = records.check
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
        **{kind: records.kinds.get(kind) for kind in ("handover", "cover", "unsettled")},
        **{one: sum(row["relation"] == one for row in found) for one in RELATIONS},
        "employee_pairs_hidden": hidden,
    }
    return Finding(
        name="roles",
        question=language(HEAD),
        status=_status(company, records),
        evidence="L0",
        text="\n\n".join(
            language(one) for one in answer(company, numbers, found, gaps, employees, check)
        ),
        table=_arrow_table(company, found, language),
        details={
            "gaps": describe(
                pd.DataFrame(
                    [{name: language(text) for name, text in row.items()} for row in gaps],
                    columns=["kind", "gap", "what"],
                ),
                COLUMNS,
                language,
                ["gap", "what"],
            ),
            "roles": _role_table(company, people, records, language),
            "employees": describe(employees, COLUMNS, language),
        },
        numbers=numbers,
        assumptions=tuple(language(one) for one in assumptions(records.source)),
        caveats=tuple(language(one) for one in caveats(company, people, numbers)),
        needs=tuple(language(one) for one in needs(company, sales, records.source, check)),
        sources=SOURCES if check else SOURCES[:1],
        language=language.code,
    )


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
        kinds = {kind: int(counts.get(kind, 0)) for kind in ("handover", "cover", "unsettled")}
    return Records(past.check, source, passages, past.clients, past.of_role, changes, kinds)


def _status(company: Company, records: Records) -> Status:
    if records.source:
        return "answered"
    if records.check is not None:
        return "cannot tell"
    return "answered" if company.roles else "needs data"


def _employees(records: Records) -> tuple[pd.DataFrame, int]:
    if records.passages is None:
        return pd.DataFrame(columns=["from_employee", "to_employee", "clients", "at_once"]), 0
    return between_employees(records.passages)


def _arrow_table(company: Company, found: list[dict[str, Any]], language: Language) -> pd.DataFrame:
    labels = role_labels(company)
    declared = {(one.from_role, one.to_role): one for one in company.handoffs}
    rows = []
    for row in found:
        handoff = declared.get((row["from_role"], row["to_role"]))
        rows.append(
            {
                **row,
                "from_label": labels.get(row["from_role"], row["from_role"]),
                "to_label": labels.get(row["to_role"], row["to_role"]),
                "condition": handoff.condition if handoff else "",
                "partial": handoff.partial if handoff else False,
                "agreement": language(RELATIONS[row["relation"]]),
            }
        )
    columns = ["from_role", "to_role", "from_label", "to_label", "condition", "partial"]
    columns += ["declared", "recorded", "relation", "agreement"]
    shown = ["from_label", "to_label", "condition", "agreement", "recorded"]
    table = pd.DataFrame(rows, columns=columns).astype({"recorded": "Int64"})
    return describe(table, COLUMNS, language, shown)


def _role_table(
    company: Company, people: Staff, records: Records, language: Language
) -> pd.DataFrame:
    """Roles, declared or met in the records, with what is known of each."""
    begin = {one.id for one in starts(company)}
    met = (
        []
        if records.passages is None
        else sorted({*records.clients} - {r.id for r in company.roles})
    )
    carried = [one.role for one in company.holdings]
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
            *((one.id, one.label, one.place) for one in company.roles),
            *((role, role, None) for role in met),
        ]
    ]
    columns = ["role", "label", "place", "is_declared", "begins", "people", "carries", "clients"]
    shown = ["label", "people", "carries", "clients"]
    table = pd.DataFrame(rows, columns=columns).astype({"clients": "Int64"})
    return describe(table, COLUMNS, language, shown)
