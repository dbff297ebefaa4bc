"""Hours on functions: how many go into those that both carry, and whether they add up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from kit.company.model import Company
from kit.sales.tables import Sales

TOLERANCE = 0.05  # of the hours worked: a smaller difference is rounding


def shared_hours(company: Company, first: str, second: str) -> dict[str, float | None]:
    """How many hours a week two roles spend on the functions that both of them carry.

    Returns
    -------
    dict
        For each role, and for both together under the names without a role: `hours` on all of its
        functions, `hours_shared` on those that the other carries too, and `hours_shared_share` of
        the one in the other. All None where a function of either has no hours; a share is None
        where there are none.
    """
    held = {
        role: {
            holding.function: holding.hours for holding in company.holdings if holding.role == role
        }
        for role in (first, second)
    }
    sums: dict[str, tuple[float, float]] = {}
    for role, other in ((first, second), (second, first)):
        hours = [hour for hour in held[role].values() if hour is not None]
        shared = [hour for function, hour in held[role].items() if hour and function in held[other]]
        sums[f"{role}_"] = (sum(hours), sum(hour or 0.0 for hour in shared))
    sums[""] = (sum(pair[0] for pair in sums.values()), sum(pair[1] for pair in sums.values()))
    complete = all(hour is not None for part in held.values() for hour in part.values())
    numbers: dict[str, float | None] = {}
    for name, (hours_of, shared_of) in sums.items():
        numbers[f"{name}hours"] = hours_of if complete else None
        numbers[f"{name}hours_shared"] = shared_of if complete else None
        numbers[f"{name}hours_shared_share"] = (
            shared_of / hours_of if complete and hours_of else None
        )
    return numbers


def hours_account(company: Company, sales: Sales | None) -> list[dict[str, Any]]:
    """Hours on functions against hours worked, for each group of roles that share people.

    A person's week cannot be divided between two roles, so roles that share a person are summed.
    Groups of which some hours are not known have no difference. Hours worked are those of `people`;
    where a person has none there, those of the employees' table, which also says who has left.
    """
    worked, gone = _hours_worked(company, sales), _gone(sales)
    rows = []
    for group in _groups(company):
        people = [
            person
            for person in company.people
            if set(person.roles) & set(group) and person.id not in gone
        ]
        holdings = [holding for holding in company.holdings if holding.role in group]
        on_functions = [holding.hours for holding in holdings]
        hours = [worked.get(person.id) for person in people]
        planned, at_work = _sum(on_functions), _sum(hours)
        difference = None if planned is None or at_work is None else planned - at_work
        rows.append(
            {
                "roles": group,
                "people": len(people),
                "hours_on_functions": planned,
                "hours_worked": at_work,
                "difference": difference,
                "adds_up": None
                if difference is None or at_work is None
                else abs(difference) <= TOLERANCE * at_work,
            }
        )
    return rows


def _hours_worked(company: Company, sales: Sales | None) -> dict[str, float]:
    worked: dict[str, float] = {}
    if sales is not None and "employees.hours_per_week" in sales.given:
        table = sales.employees.dropna(subset=["hours_per_week"])
        if "employees.hired_on" in sales.given:  # of several rows of one employee the last counts
            table = table.sort_values("hired_on", na_position="first", kind="stable")
        worked = {
            str(who): float(hours)
            for who, hours in zip(table["employee_id"], table["hours_per_week"], strict=True)
        }
    return worked | {
        person.id: person.hours_per_week
        for person in company.people
        if person.hours_per_week is not None
    }


def _gone(sales: Sales | None) -> set[str]:
    if sales is None or "employees.left_on" not in sales.given:
        return set()
    left = sales.employees["left_on"] <= pd.Timestamp(sales.as_of)
    # somebody listed once for each role has gone when the last of them has ended
    there = set(sales.employees.loc[~left, "employee_id"].astype(str))
    return set(sales.employees["employee_id"].astype(str)) - there


def _sum(hours: list[float | None]) -> float | None:
    """The sum, where every hour is known and there is one."""
    stated = [hour for hour in hours if hour is not None]
    return sum(stated) if hours and len(stated) == len(hours) else None


def _groups(company: Company) -> list[tuple[str, ...]]:
    """Roles, those that share a person together, in the company's order."""
    groups = [{role.id} for role in company.roles]
    for person in company.people:
        linked = [group for group in groups if group & set(person.roles)]
        if len(linked) > 1:
            groups = [group for group in groups if group not in linked] + [set().union(*linked)]
    order = [role.id for role in company.roles]
    return sorted(
        (_ordered(group, order) for group in groups), key=lambda group: order.index(group[0])
    )


def _ordered(group: Iterable[str], order: list[str]) -> tuple[str, ...]:
    return tuple(sorted(group, key=order.index))
