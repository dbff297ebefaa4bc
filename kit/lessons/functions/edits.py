"""What one can do to the functions: each edit takes a company and returns the changed one."""

from __future__ import annotations

import re
from typing import Literal

from kit.company.model import Company, Function, Holding
from kit.company.names import find_role
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.names import clean_label, new_id

Level = Literal["none", "owner", "helps"]

# A thousands separator cannot be told from a decimal one, so there is none; nobody counts a week
# in thousandths of an hour.
_HOURS = re.compile(r"[0-9]{1,5}([.,][0-9]{1,2})?")


def find_function(company: Company, function: str) -> Function:
    """The function of this id.

    Raises
    ------
    KitError
        It is there no more.
    """
    for entry in company.functions:
        if entry.id == function:
            return entry
    raise KitError(say("There is no function {function} any more.", function=function))


def holding(company: Company, role: str, function: str) -> Holding | None:
    """How a role holds a function; None: not at all."""
    for entry in company.holdings:
        if (entry.role, entry.function) == (role, function):
            return entry
    return None


def read_hours(text: str) -> float | None:
    """Hours a week as a person types them, `7.5` or `7,5`; nothing typed is not stated.

    Raises
    ------
    KitError
        It is no such number.
    """
    typed = text.strip()
    if not typed:
        return None
    if not _HOURS.fullmatch(typed):
        raise KitError(
            say(
                "“{typed}” cannot be read as hours a week. Type a number such as 7.5, with two "
                "decimals at most.",
                typed=typed[:30],
            )
        )
    return float(typed.replace(",", "."))


def hold(company: Company, role: str, function: str, level: Level) -> Company:
    """Let a role own a function, help with it, or have nothing to do with it."""
    find_role(company, role)
    find_function(company, function)
    before = holding(company, role, function)
    rest = [holding for holding in company.holdings if holding is not before]
    if level == "none":
        return company.model_copy(update={"holdings": tuple(rest)})
    hours = before.hours if before else None
    after = Holding(role=role, function=function, level=level, hours=hours)
    return company.model_copy(update={"holdings": _in_order(company, [*rest, after])})


def state_hours(company: Company, role: str, function: str, hours: float | None) -> Company:
    """Say how many hours a week a role spends on a function that it holds."""
    before = holding(company, role, function)
    if before is None:
        if hours is None:
            return company
        raise KitError(
            say(
                "{role} does not have “{function}”, so no hours go into it. Say first whether the "
                "role owns it or helps.",
                role=find_role(company, role).label,
                function=find_function(company, function).label,
            )
        )
    after = before.model_copy(update={"hours": hours})
    holdings = tuple(after if holding is before else holding for holding in company.holdings)
    return company.model_copy(update={"holdings": holdings})


def add_function(company: Company, label: str) -> Company:
    """Add a function that nobody holds yet."""
    made = _named(company, label)
    return company.model_copy(update={"functions": (*company.functions, made)})


def rename_function(company: Company, function: str, label: str) -> Company:
    """Call a function something else; a placeholder of the kit becomes the company's own."""
    old = find_function(company, function)
    label = clean_label(label, [entry.label for entry in company.functions if entry.id != function])
    if label == old.label:
        return company
    new = old.model_copy(update={"label": label, "ours": False})
    functions = tuple(new if entry.id == function else entry for entry in company.functions)
    return company.model_copy(update={"functions": functions})


def remove_function(company: Company, function: str) -> Company:
    """Take a function away from everybody who holds it."""
    find_function(company, function)
    return company.model_copy(
        update={
            "functions": tuple(entry for entry in company.functions if entry.id != function),
            "holdings": tuple(
                holding for holding in company.holdings if holding.function != function
            ),
        }
    )


def split_function(company: Company, function: str, first: str, second: str) -> Company:
    """Make two functions out of one: the same roles hold both, each with half of the hours."""
    old = find_function(company, function)
    others = [entry.label for entry in company.functions if entry.id != function]
    first = clean_label(first, others)
    second = clean_label(second, [*others, first])
    kept = old.model_copy(update={"label": first, "ours": False})
    taken = [function.id for function in company.functions]
    made = Function(id=new_id(second, "function", taken), label=second)
    at = company.functions.index(old)
    holdings = []
    for holding in company.holdings:
        if holding.function == function:
            half = None if holding.hours is None else round(holding.hours / 2, 2)
            rest = None if holding.hours is None or half is None else round(holding.hours - half, 2)
            holdings.append(holding.model_copy(update={"hours": half}))
            holdings.append(holding.model_copy(update={"function": made.id, "hours": rest}))
        else:
            holdings.append(holding)
    functions = (*company.functions[:at], kept, made, *company.functions[at + 1 :])
    changed = company.model_copy(update={"functions": functions})
    return changed.model_copy(update={"holdings": _in_order(changed, holdings)})


def merge_functions(company: Company, function: str, other: str, label: str) -> Company:
    """Make one function out of two: whoever owned either owns it; stated hours are added up."""
    old, gone = find_function(company, function), find_function(company, other)
    if old == gone:
        raise KitError(say("Choose two different functions to merge."))
    rest = [entry.label for entry in company.functions if entry.id not in (function, other)]
    kept = old.model_copy(update={"label": clean_label(label, rest), "ours": False})
    functions = tuple(
        kept if entry.id == function else entry for entry in company.functions if entry.id != other
    )
    holdings = [
        holding for holding in company.holdings if holding.function not in (function, other)
    ]
    for role in company.roles:
        pair = [holding(company, role.id, merged) for merged in (function, other)]
        held = [holding for holding in pair if holding is not None]
        if held:
            stated = [holding.hours for holding in held if holding.hours is not None]
            holdings.append(
                Holding(
                    role=role.id,
                    function=function,
                    level="owner" if any(holding.level == "owner" for holding in held) else "helps",
                    hours=sum(stated) if stated else None,
                )
            )
    changed = company.model_copy(update={"functions": functions})
    return changed.model_copy(update={"holdings": _in_order(changed, holdings)})


def _named(company: Company, label: str) -> Function:
    label = clean_label(label, [function.label for function in company.functions])
    taken = [function.id for function in company.functions]
    return Function(id=new_id(label, "function", taken), label=label)


def _in_order(company: Company, holdings: list[Holding]) -> tuple[Holding, ...]:
    """By role and function, so that the file reads and compares well."""
    roles = [role.id for role in company.roles]
    functions = [function.id for function in company.functions]
    order = sorted(holdings, key=lambda h: (roles.index(h.role), functions.index(h.function)))
    return tuple(order)
