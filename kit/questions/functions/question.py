"""How many functions do the hunter and the account manager carry, and how many are the same?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml

from kit.company.model import Company, Holding
from kit.language import Language, say
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER, role_labels
from kit.questions.finding import Finding
from kit.questions.functions.granularity import Count, cuts, leader
from kit.questions.functions.words import (
    COLUMNS,
    HEAD,
    SOURCES,
    answer,
    caveats,
    needs,
    whose_text,
)
from kit.questions.functions.workload import hours_account, load_overlap
from kit.questions.gaps import of_both
from kit.questions.headings import describe
from kit.sales.tables import Sales


def functions(company: Company, sales: Sales | None) -> Finding:
    """How many functions do the hunter and the account manager carry, and how many are the same?

    A role carries the functions it owns or helps with. Beside the counts, the ratio of the
    functions that only one of the two carries, and the Jaccard index: what they become under every
    merge of two functions and every split of one (`details["granularity"]`), the overlap weighted
    by hours, whether hours add up to hours worked, and what would move if each function went to
    the role with which the book leaves it.

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
    language = Language(company.settings.language)
    held = {
        role: {one.function: one for one in company.holdings if one.role == role}
        for role in (HUNTER, ACCOUNT_MANAGER)
    }
    count = _count(held[HUNTER], held[ACCOUNT_MANAGER])
    owned = {
        role: {f: one for f, one in part.items() if one.level == "owner"}
        for role, part in held.items()
    }
    overlap, overlap_by_share = load_overlap(
        *({f: one.hours for f, one in part.items()} for part in held.values())
    )
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
        "load_overlap": overlap,
        "load_overlap_by_share": overlap_by_share,
        "moves": sum(one["to_role"] is not None for one in moves),
        "undecided": sum(one["to_role"] is None for one in moves),
        "placeholders": sum(one.ours for one in company.functions),
        "hours_not_adding_up": sum(one["adds_up"] is False for one in hours),
    }
    complete = all(held.values())
    return Finding(
        name="functions",
        question=language(HEAD),
        status="answered" if complete else "needs data",
        evidence="L0",
        text="\n\n".join(language(one) for one in answer(company, numbers, moves, hours)),
        table=_table(company, held, language),
        details={
            "matrix": _matrix(company, language),
            "granularity": _granularity(count, language),
            "moves": _moves_table(company, moves, language),
            "hours": _hours_table(company, hours, language),
            "people": _people(company, held, language),
        },
        numbers=numbers,
        caveats=tuple(language(one) for one in caveats(numbers)) if complete else (),
        needs=tuple(language(one) for one in needs(company, held, overlap, hours)),
        sources=SOURCES,
        language=language.code,
    )


@cache
def principle() -> Mapping[str, str]:
    """The role with which the book leaves a function, by function id: 2 of the one, 5 of the other.

    Read from the template `chapter`, where a function that one of the two roles carries alone is
    that role's; the shared ones, which the book does not name, are not in it.
    """
    text = files("kit").joinpath("company", "templates", "chapter.yaml").read_text("utf-8")
    carried: dict[str, set[str]] = {}
    for one in yaml.safe_load(text)["holdings"]:
        if one["role"] in (HUNTER, ACCOUNT_MANAGER):
            carried.setdefault(one["function"], set()).add(one["role"])
    return {function: min(roles) for function, roles in carried.items() if len(roles) == 1}


Held = Mapping[str, Mapping[str, Holding]]


def _count(first: Mapping[str, Holding], second: Mapping[str, Holding]) -> Count:
    a, b = set(first), set(second)
    return Count(len(a - b), len(b - a), len(a & b))


def _range(count: Count) -> dict[str, Any]:
    """The extremes under every other cut, the present one included."""
    tried = [count, *(one.count for one in cuts(count))]
    by_share = sorted(
        (one for one in tried if one.first_share is not None),
        key=lambda one: (one.first_share, one.first + one.second),
    )
    jaccards = [one.jaccard for one in tried if one.jaccard is not None]
    return {
        "ratio_low": by_share[0].ratio if by_share else None,
        "ratio_high": by_share[-1].ratio if by_share else None,
        "jaccard_low": min(jaccards, default=None),
        "jaccard_high": max(jaccards, default=None),
        "leader": (None, HUNTER, ACCOUNT_MANAGER)[leader(count)],
        "leader_survives": leader(count) > 0 and len({leader(one) for one in tried}) == 1,
    }


def _moves(company: Company, held: Held) -> list[dict[str, Any]]:
    """What would pass to the other role by the principle, or is carried by both without one."""
    staffed = {role: sum(role in one.roles for one in company.people) for role in held}
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


def _table(company: Company, held: Held, language: Language) -> pd.DataFrame:
    rows, labels = [], role_labels(company)
    others = {one.function for one in company.holdings if one.role not in held}
    for function in company.functions:
        row: dict[str, Any] = {"function": function.id, "label": function.label}
        holders = [role for role in held if function.id in held[role]]
        row["held"] = "both" if len(holders) == 2 else (*holders, "nobody")[0]
        if row["held"] == "nobody" and function.id in others:
            row["held"] = "others"
        row["whose"] = language(whose_text(row["held"], labels))
        for role, part in held.items():
            holding = part.get(function.id)
            row[role] = holding.level if holding else None
            row[f"{role}_hours"] = holding.hours if holding else None
        rows.append({**row, "ours": function.ours})
    columns = ["function", "label", "held", "whose", HUNTER, ACCOUNT_MANAGER]
    columns += [f"{HUNTER}_hours", f"{ACCOUNT_MANAGER}_hours", "ours"]
    shown = ["label", "whose", f"{HUNTER}_hours", f"{ACCOUNT_MANAGER}_hours"]
    table = describe(pd.DataFrame(rows, columns=columns), COLUMNS, language, shown)
    for role in held:
        heading = say("{role}, hours a week", role=labels.get(role, role))
        table.attrs["labels"] |= {role: labels.get(role, role), f"{role}_hours": language(heading)}
    return table


def _matrix(company: Company, language: Language) -> pd.DataFrame:
    """Every holding, with the labels of its role and function."""
    roles = role_labels(company)
    labels = {one.id: one.label for one in company.functions}
    rows = [
        {
            "role": one.role,
            "role_label": roles[one.role],
            "function": one.function,
            "label": labels[one.function],
            "level": one.level,
            "hours": one.hours,
        }
        for one in company.holdings
    ]
    columns = ["role", "role_label", "function", "label", "level", "hours"]
    return describe(pd.DataFrame(rows, columns=columns), COLUMNS, language)


def _granularity(count: Count, language: Language) -> pd.DataFrame:
    rows = [
        {
            "cut": language(one.how),
            "where": language(one.where),
            "ways": one.ways,
            "unique_hunter": one.count.first,
            "unique_account_manager": one.count.second,
            "shared": one.count.both,
            "ratio": one.count.ratio,
            "jaccard": one.count.jaccard,
        }
        for one in cuts(count)
    ]
    columns = ["cut", "where", "ways", "unique_hunter", "unique_account_manager", "shared"]
    columns += ["ratio", "jaccard"]
    shown = ["cut", "where", "ways", "ratio", "shared", "jaccard"]
    return describe(pd.DataFrame(rows, columns=columns), COLUMNS, language, shown)


def _moves_table(company: Company, moves: list[dict[str, Any]], language: Language) -> pd.DataFrame:
    labels = role_labels(company)
    rows = [
        {
            **one,
            "from_label": labels.get(one["from_role"], language(say("both"))),
            "to_label": labels.get(one["to_role"], language(say("yours to decide"))),
        }
        for one in moves
    ]
    columns = ["function", "label", "from_role", "to_role", "from_label", "to_label", "hours"]
    shown = ["label", "from_label", "to_label", "hours", "people"]
    return describe(pd.DataFrame(rows, columns=[*columns, "people"]), COLUMNS, language, shown)


def _hours_table(company: Company, hours: list[dict[str, Any]], language: Language) -> pd.DataFrame:
    labels = role_labels(company)
    columns = ["roles", "people", "hours_on_functions", "hours_worked", "difference"]
    rows = [
        {**one, "roles": language.write([labels[role] for role in one["roles"]])} for one in hours
    ]
    return describe(pd.DataFrame(rows, columns=columns), COLUMNS, language)


def _people(company: Company, held: Held, language: Language) -> pd.DataFrame:
    """How many functions each person carries through all of their roles."""
    labels = role_labels(company)
    both = {one.id for one in of_both(company)}
    rows = []
    for person in company.people:
        own = {one.function for one in company.holdings if one.role in person.roles}
        rows.append(
            {
                "person": person.id,
                "name": person.name or person.id,
                "roles": language.write([labels[role] for role in person.roles]),
                "functions": len(own),
                "unique_hunter": len(own & (set(held[HUNTER]) - set(held[ACCOUNT_MANAGER]))),
                "unique_account_manager": len(
                    own & (set(held[ACCOUNT_MANAGER]) - set(held[HUNTER]))
                ),
                "doing_both": language(say("yes") if person.id in both else say("no")),
            }
        )
    columns = ["person", "name", "roles", "functions", "unique_hunter", "unique_account_manager"]
    shown = ["name", "roles", "functions", "doing_both"]
    frame = pd.DataFrame(rows, columns=[*columns, "doing_both"])
    return describe(frame, COLUMNS, language, shown)
