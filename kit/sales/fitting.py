"""Whether the tables fit each other: clients and employees that one of them writes otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from kit.language import Text, say, say_n
from kit.sales.tables import table_name

LISTED = 3  # people in a sentence
FEW = 0.5  # of a table's clients or employees: fewer than these in another table do not fit
WITH_CLIENTS = (
    "clients", "contracts", "assignments", "experiment", "activities", "leads", "needs", "groups",
)  # fmt: skip
WITH_EMPLOYEES = ("assignments", "training", "activities", "leads", "needs")  # beside the orders
PEOPLE = ("employee_id", "by_id", "to_id")  # columns that name them


def fitted(
    orders: pd.DataFrame, others: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], tuple[Text, ...]]:
    """The tables with the same people written in the same way, and what to know about it.

    Whoever a table calls by name is matched by the table of employees, where that has each name
    once. Nothing else is changed: what does not fit is said.
    """
    tables = {"orders": orders, **others}
    warnings = []
    ids = _ids(others["employees"])
    if ids:
        for table in ("orders", *WITH_EMPLOYEES):
            tables[table], said = _by_ids(table, tables[table], ids, others["employees"])
            warnings += said
    warnings += _strangers(tables)
    warnings += _promoted(others["employees"])
    warnings += _other_clients(tables)
    orders = tables.pop("orders")
    return orders, tables, tuple(warnings)


def _plain(name: str) -> str:
    """A name as names are compared: «Lee, Ann» is «ann lee»."""
    return " ".join(sorted(re.findall(r"\w+", name.casefold().replace("ё", "е"))))


def _ids(employees: pd.DataFrame) -> dict[str, str]:
    """Name to id, for names that one employee has alone."""
    named = employees[["name", "employee_id"]].dropna().drop_duplicates()
    named = named.assign(name=[_plain(str(name)) for name in named["name"]]).drop_duplicates()
    named = named[~named["name"].duplicated(keep=False) & (named["name"] != "")]
    return dict(zip(named["name"], named["employee_id"].astype(str), strict=True))


def _people(table: pd.DataFrame | None) -> set[str]:
    named = [] if table is None else [table[column] for column in PEOPLE if column in table]
    return {str(person) for people in named for person in people.dropna().unique()}


def _by_ids(
    table: str, frame: pd.DataFrame, ids: Mapping[str, str], employees: pd.DataFrame
) -> tuple[pd.DataFrame, list[Text]]:
    """A table whose employees are written by name, with their ids instead."""
    strange = sorted(_people(frame) - _people(employees))
    id_of = {person: ids[_plain(person)] for person in strange if _plain(person) in ids}
    if not id_of:
        return frame, []
    frame = frame.assign(
        **{
            column: frame[column].replace(id_of).astype(frame[column].dtype)
            for column in PEOPLE
            if column in frame
        }
    )
    pairs = [say("“{name}” is {id}", name=name, id=id) for name, id in list(id_of.items())[:LISTED]]
    text = say_n(
        "{table}: {n} employee is written by name and was matched by the table of employees "
        "({pairs}).",
        "{table}: {n} employees are written by name and were matched by the table of employees "
        "({pairs}).",
        len(id_of),
        table=table_name(table),
        pairs=pairs,
    )
    return frame, [text]


def _strangers(tables: Mapping[str, pd.DataFrame]) -> list[Text]:
    """Tables most of whose employees are nowhere else: written differently, perhaps."""
    warnings = []
    people = {table: _people(tables[table]) for table in ("orders", "employees", *WITH_EMPLOYEES)}
    base = "orders" if people["orders"] else "assignments"
    for table in ("orders", *WITH_EMPLOYEES):  # whoever has clients should have a role
        if people["employees"] and people[table]:
            warnings += _unknown(table, people[table], "employees", people["employees"])
    if base == "orders" and people["assignments"] and not people["employees"]:
        warnings += _unknown("assignments", people["assignments"], base, people[base])
    return warnings


def _unknown(table: str, people: set[str], other: str, known: set[str]) -> list[Text]:
    strange = sorted(people - known)
    if len(strange) <= FEW * len(people):
        return []
    return [
        say_n(
            "{table}: {n} employee of {of} is not in the table {other}. Are they written "
            "differently? Here {here}, there {there}. Until they agree they belong to no role.",
            "{table}: {n} employees of {of} are not in the table {other}. Are they written "
            "differently? Here {here}, there {there}. Until they agree they belong to no role.",
            len(strange),
            of=len(people),
            table=table_name(table),
            other=table_name(other),
            here=_some(strange),
            there=_some(known),
        )
    ]


def _some(people: Iterable[str]) -> list[Text]:
    return [say("“{name}”", name=person) for person in sorted(people)[:LISTED]]


def _promoted(employees: pd.DataFrame) -> list[Text]:
    """Employees with several rows: another role, or another time."""
    rows = employees.dropna(subset=["role"]).drop_duplicates(["employee_id", "role"])
    again = rows["employee_id"].duplicated(keep=False)
    several = rows.loc[again, "employee_id"].astype(str).unique()
    if not len(several):
        return []
    first = str(several[0])
    roles = rows.loc[rows["employee_id"] == first, "role"].astype(str)
    return [
        say_n(
            "{n} employee has several roles in the table of employees ({example}: {roles}): each "
            "counts from its own first day on. Without such days nobody can tell which role acted.",
            "{n} employees have several roles in the table of employees (such as {example}: "
            "{roles}): each counts from its own first day on. Without such days nobody can tell "
            "which role acted.",
            len(several),
            example=first,
            roles=[say("“{name}”", name=role) for role in roles],
        )
    ]


def _other_clients(tables: Mapping[str, pd.DataFrame]) -> list[Text]:
    """Tables most of whose clients have no order: the clients are written differently, perhaps."""
    ordering = set(tables["orders"]["client_id"].unique().tolist())
    warnings = []
    for table in WITH_CLIENTS:
        listed = {str(client) for client in tables[table]["client_id"].dropna().unique()}
        strange = sorted(listed - ordering)
        # a list of clients may well have many who never bought: only none at all is odd
        limit = FEW if table in ("assignments", "experiment") else 1.0
        if not listed or len(strange) < max(limit * len(listed), 1):
            continue
        warnings.append(
            say_n(
                "{table}: {n} client of {of} is not in the orders. Are they written differently? "
                "Here {here}, in the orders {there}.",
                "{table}: {n} clients of {of} are not in the orders. Are they written differently? "
                "Here {here}, in the orders {there}.",
                len(strange),
                of=len(listed),
                table=table_name(table),
                here=_some(strange),
                there=_some(ordering),
            )
        )
    return warnings
