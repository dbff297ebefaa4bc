"""How many functions do the hunter and the account manager carry, and how many are the same?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from kit.company.model import Company, Holding
from kit.company.template import entries
from kit.language import Text, say
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER, role_labels
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding
from kit.questions.functions.granularity import Count, cuts, leader
from kit.questions.functions.headline import headline, next_step
from kit.questions.functions.words import caveats, needs, paragraphs, whose_text
from kit.questions.functions.workload import hours_account, shared_hours
from kit.questions.gaps import of_both
from kit.questions.question import Chart, Column, Question, Table
from kit.sales.tables import Sales


def answer(company: Company, sales: Sales | None) -> Finding:
    """How many functions do the hunter and the account manager carry, and how many are the same?

    A role carries the functions it owns or helps with. Beside the counts, the ratio of the
    functions that only one of the two carries, and the Jaccard index: what they become under every
    merge of two functions and every split of one (`details["granularity"]`), the hours on functions
    that both carry, whether hours add up to hours worked, and what would move if each function
    went to the role with which the book leaves it.

    Parameters
    ----------
    company : Company
        Its roles `hunter` and `account_manager`, functions, holdings and people.
    sales : Sales or None
        Only the table of employees is used: hours worked, and who has left.

    Returns
    -------
    Finding
        `table`: a row per function. `details`: `matrix` (function × role), `granularity`, `moves`,
        `hours`, `people`. Evidence L0: counts of what the company itself wrote down.
    """
    held = {
        role: {holding.function: holding for holding in company.holdings if holding.role == role}
        for role in (HUNTER, ACCOUNT_MANAGER)
    }
    count = _count(held[HUNTER], held[ACCOUNT_MANAGER])
    owned = {
        role: {f: holding for f, holding in part.items() if holding.level == "owner"}
        for role, part in held.items()
    }
    workload = shared_hours(company, HUNTER, ACCOUNT_MANAGER)
    moves = _moves(company, held)
    hours = hours_account(company, sales)
    numbers: dict[str, Any] = {
        "hunter": count.first + count.both,
        "account_manager": count.second + count.both,
        "shared": count.both,
        "unique_hunter": count.first,
        "unique_account_manager": count.second,
        "union": count.first + count.second + count.both,
        "jaccard": count.jaccard,
        "ratio": count.ratio,
        "ratio_owned": _count(owned[HUNTER], owned[ACCOUNT_MANAGER]).ratio,
        **_range(count),
        **workload,
        "moves": sum(move["to_role"] is not None for move in moves),
        "undecided": sum(move["to_role"] is None for move in moves),
        "people_doing_both": len(of_both(company)),
        "placeholders": sum(function.ours for function in company.functions),
        "hours_not_adding_up": sum(group["adds_up"] is False for group in hours),
    }
    complete = all(held.values())
    moves_table, hours_table = _moves_table(company, moves), _hours_table(company, hours)
    wrong_hours = hours_table[[group["adds_up"] is False for group in hours]]
    figures = numbers_of(numbers)
    return Finding(
        functions,
        "answered" if complete else "needs data",
        text=tuple(
            paragraphs(
                company, figures, rows_of(moves_table, "moves"), rows_of(wrong_hours, "hours")
            )
        ),
        table=_table(company, held),
        details={
            "matrix": _matrix(company),
            "granularity": _granularity(count),
            "moves": moves_table,
            "hours": hours_table,
            "people": _people(company, held),
        },
        numbers=numbers,
        caveats=tuple(caveats(figures)) if complete else (),
        needs=tuple(needs(company, held, workload["hours"], hours)),
        sources=functions.sources,
        headings=_headings(company),
    )


@cache
def principle() -> Mapping[str, str]:
    """The role with which the book leaves a function, by function id: 2 of the one, 5 of the other.

    Read from the template `chapter`, where a function that one of the two roles carries alone is
    that role's; the shared ones, which the book does not name, are not in it.
    """
    carried: dict[str, set[str]] = {}
    for holding in entries("chapter")["holdings"]:
        if holding["role"] in (HUNTER, ACCOUNT_MANAGER):
            carried.setdefault(holding["function"], set()).add(holding["role"])
    return {function: min(roles) for function, roles in carried.items() if len(roles) == 1}


Held = Mapping[str, Mapping[str, Holding]]


def _count(first: Mapping[str, Holding], second: Mapping[str, Holding]) -> Count:
    a, b = set(first), set(second)
    return Count(len(a - b), len(b - a), len(a & b))


def _range(count: Count) -> dict[str, Any]:
    """The extremes under every other cut, the present one included."""
    tried = [count, *(cut.count for cut in cuts(count))]
    by_share = sorted(
        (other for other in tried if other.first_share is not None),
        key=lambda other: (other.first_share, other.first + other.second),
    )
    jaccards = [other.jaccard for other in tried if other.jaccard is not None]
    return {
        "ratio_low": by_share[0].ratio if by_share else None,
        "ratio_high": by_share[-1].ratio if by_share else None,
        "jaccard_low": min(jaccards, default=None),
        "jaccard_high": max(jaccards, default=None),
        "leader": (None, HUNTER, ACCOUNT_MANAGER)[leader(count)],
        "leader_survives": leader(count) > 0 and len({leader(other) for other in tried}) == 1,
    }


def _moves(company: Company, held: Held) -> list[dict[str, Any]]:
    """What would pass to the other role by the principle, or is carried by both without one."""
    staffed = {role: sum(role in person.roles for person in company.people) for role in held}
    moves: list[dict[str, Any]] = []
    for function in company.functions:
        holders = [role for role in held if function.id in held[role]]
        keeper = principle().get(function.id)
        row = {"function": function.id, "label": function.label}
        if keeper is None and len(holders) == 2:
            moves.append({**row, "from_role": None, "to_role": None, "hours": None, "people": None})
        for role in holders if keeper else ():
            if role != keeper:
                hours = held[role][function.id].hours
                people = staffed[role] if company.people else None
                moves.append(
                    {**row, "from_role": role, "to_role": keeper, "hours": hours, "people": people}
                )
    return moves


def _table(company: Company, held: Held) -> pd.DataFrame:
    rows, labels = [], role_labels(company)
    others = {holding.function for holding in company.holdings if holding.role not in held}
    for function in company.functions:
        row: dict[str, Any] = {"function": function.id, "label": function.label}
        holders = [role for role in held if function.id in held[role]]
        row["held"] = "both" if len(holders) == 2 else (*holders, "nobody")[0]
        if row["held"] == "nobody" and function.id in others:
            row["held"] = "others"
        row["whose"] = whose_text(row["held"], labels)
        for role, part in held.items():
            holding = part.get(function.id)
            row[role] = holding.level if holding else None
            row[f"{role}_hours"] = holding.hours if holding else None
        rows.append({**row, "ours": function.ours})
    return functions.table().frame(rows)


def _headings(company: Company) -> dict[str, Text | str]:
    """The two roles are called as the company calls them."""
    labels = role_labels(company)
    return {
        f"{role}_hours": say("{role}, hours a week", role=labels[role])
        for role in (HUNTER, ACCOUNT_MANAGER)
        if role in labels
    }


def _matrix(company: Company) -> pd.DataFrame:
    """Every holding, with the labels of its role and function."""
    roles = role_labels(company)
    labels = {function.id: function.label for function in company.functions}
    return functions.table("matrix").frame(
        {
            "role": holding.role,
            "role_label": roles[holding.role],
            "function": holding.function,
            "label": labels[holding.function],
            "level": holding.level,
            "hours": holding.hours,
        }
        for holding in company.holdings
    )


def _granularity(count: Count) -> pd.DataFrame:
    return functions.table("granularity").frame(
        {
            "cut": cut.how,
            "where": cut.where,
            "ways": cut.ways,
            "unique_hunter": cut.count.first,
            "unique_account_manager": cut.count.second,
            "shared": cut.count.both,
            "ratio": cut.count.ratio,
            "jaccard": cut.count.jaccard,
        }
        for cut in cuts(count)
    )


def _moves_table(company: Company, moves: list[dict[str, Any]]) -> pd.DataFrame:
    labels = role_labels(company)
    return functions.table("moves").frame(
        {
            **move,
            "from_label": labels.get(move["from_role"], say("both")),
            "to_label": labels.get(move["to_role"], say("yours to decide")),
        }
        for move in moves
    )


def _hours_table(company: Company, hours: list[dict[str, Any]]) -> pd.DataFrame:
    labels = role_labels(company)
    return functions.table("hours").frame(
        {**group, "roles": tuple(labels[role] for role in group["roles"])} for group in hours
    )


def _people(company: Company, held: Held) -> pd.DataFrame:
    """How many functions each person carries through all of their roles."""
    labels = role_labels(company)
    both = {person.id for person in of_both(company)}
    rows = []
    for person in company.people:
        own = {holding.function for holding in company.holdings if holding.role in person.roles}
        rows.append(
            {
                "person": person.id,
                "name": person.name or person.id,
                "roles": tuple(labels[role] for role in person.roles),
                "functions": len(own),
                "unique_hunter": len(own & (set(held[HUNTER]) - set(held[ACCOUNT_MANAGER]))),
                "unique_account_manager": len(
                    own & (set(held[ACCOUNT_MANAGER]) - set(held[HUNTER]))
                ),
                "doing_both": person.id in both,
            }
        )
    return functions.table("people").frame(rows)


def _charts() -> tuple[Chart, ...]:
    from kit.questions.functions.chart import CHARTS

    return CHARTS


FUNCTION = Column("function", say("Function"), shown=False)
LABEL = Column("label", say("Function"), "words")
HOURS = Column("hours", say("Hours a week"), "hours")
HIDDEN_COUNTS = (
    Column("unique_hunter", say("Only the hunter"), "functions", shown=False),
    Column("unique_account_manager", say("Only the account manager"), "functions", shown=False),
)

functions = Question(
    name="functions",
    asks=say("How many functions do the hunter and the account manager share?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(
        Table(
            (
                FUNCTION,
                LABEL,
                Column("held", say("Carried by"), shown=False),
                Column("whose", say("Carried by"), "words"),
                Column("hunter", say("Hunter"), shown=False),
                Column("account_manager", say("Account manager"), shown=False),
                Column("hunter_hours", say("Hunter, hours a week"), "hours"),
                Column("account_manager_hours", say("Account manager, hours a week"), "hours"),
                Column("ours", say("Placeholder"), "yes or no", shown=False),
            )
        ),
        Table(
            (
                Column("role", say("Role"), shown=False),
                Column("role_label", say("Role"), "words"),
                FUNCTION,
                LABEL,
                Column("level", say("How")),
                HOURS,
            ),
            "matrix",
        ),
        Table(
            (
                Column("cut", say("Cut otherwise"), "words"),
                Column("where", say("Carried by"), "words"),
                Column("ways", say("Ways to do it"), "count"),
                *HIDDEN_COUNTS,
                Column("ratio", say("Ratio")),
                Column("shared", say("Both"), "functions"),
                Column("jaccard", say("Part of all functions that both carry (Jaccard)"), "share"),
            ),
            "granularity",
            say("The same functions, cut finer or coarser"),
            say("Every merge of two functions and every split of one, and what is left."),
        ),
        Table(
            (
                FUNCTION,
                LABEL,
                Column("from_role", say("From role"), shown=False),
                Column("to_role", say("To role"), shown=False),
                Column("from_label", say("From"), "words"),
                Column("to_label", say("To"), "words"),
                HOURS,
                Column("people", say("People"), "people"),
            ),
            "moves",
            say("What the conveyor principle would move"),
            say("One principle, not a recommendation: what it means for your people is not in it."),
        ),
        Table(
            (
                Column("roles", say("Roles"), "words"),
                Column("people", say("People"), "people"),
                Column("hours_on_functions", say("Hours on functions"), "hours"),
                Column("hours_worked", say("Hours worked"), "hours"),
                Column("difference", say("Difference, hours"), "hours"),
            ),
            "hours",
            say("Hours on functions against hours worked"),
            say("A week, of the whole role. Nothing is scaled to fit."),
        ),
        Table(
            (
                Column("person", say("Person"), shown=False),
                Column("name", say("Person"), "words"),
                Column("roles", say("Roles"), "words"),
                Column("functions", say("Functions"), "functions"),
                *HIDDEN_COUNTS,
                Column("doing_both", say("Does the work of both"), "yes or no"),
            ),
            "people",
        ),
    ),
    charts=_charts,
    ignores=("criteria", "assumptions"),
    sources=(
        "Ерохин, Климов 2024, Управление клиентской базой",
        "Jaccard 1901, Bull. Soc. Vaud. Sci. Nat. 37, 547–579",
        "Staats, Gino 2012, Manag. Sci. 58(6), doi.org/10.1287/mnsc.1110.1482",
    ),
)
