"""What the declared map leaves open: roles without people, functions without owners, both at once.

Each function answers one question from the company alone. Where the company has not written down
what the question is about (nobody entered, nothing ticked), the answer is empty, not a list of
everything: silence is no gap.
"""

from __future__ import annotations

from kit.company.model import Company, Function, Person, Role
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER, Staff


def without_people(company: Company, staff: Staff) -> list[Role]:
    """Roles in which nobody works, by `people` or by the data."""
    if not staff.declared and not staff.recorded:
        return []
    return [one for one in company.roles if not staff.of_role(one.id)]


def without_functions(company: Company) -> list[Role]:
    """Roles that carry no function."""
    carrying = {one.role for one in company.holdings}
    return [one for one in company.roles if one.id not in carrying] if carrying else []


def starts(company: Company) -> list[Role]:
    """Roles with which the conveyor begins: they hand clients on and receive none."""
    giving = {one.from_role for one in company.handoffs}
    receiving = {one.to_role for one in company.handoffs}
    return [one for one in company.roles if one.id in giving - receiving]


def unreached(company: Company) -> list[Role]:
    """Roles that no client can come to along the declared handoffs from where they begin."""
    if not company.handoffs:
        return []
    reached = {one.id for one in starts(company)}
    if not reached:  # everything runs in a circle: any role may be the beginning
        reached = {role for one in company.handoffs for role in (one.from_role, one.to_role)}
    while True:
        further = {one.to_role for one in company.handoffs if one.from_role in reached}
        if further <= reached:
            break
        reached |= further
    return [one for one in company.roles if one.id not in reached]


def orphans(company: Company) -> list[Function]:
    """Functions that nobody owns; some may be helped with."""
    owned = {one.function for one in company.holdings if one.level == "owner"}
    if not company.holdings:
        return []
    return [one for one in company.functions if one.id not in owned]


def owners(company: Company, function: str) -> list[str]:
    """The roles that own a function, in the company's order."""
    owning = {
        one.role for one in company.holdings if one.function == function and one.level == "owner"
    }
    return [one.id for one in company.roles if one.id in owning]


def doubles(company: Company) -> list[Function]:
    """Functions with more than one owner."""
    return [one for one in company.functions if len(owners(company, one.id)) > 1]


def of_both(company: Company) -> list[Person]:
    """People who do the work of hunter and account manager.

    They have both roles, or their roles carry a function that only the hunter should have and one
    that only the account manager should.
    """
    carried: dict[str, set[str]] = {}
    for one in company.holdings:
        carried.setdefault(one.role, set()).add(one.function)
    hunter, manager = carried.get(HUNTER, set()), carried.get(ACCOUNT_MANAGER, set())
    found = []
    for person in company.people:
        own = set().union(*(carried.get(role, set()) for role in person.roles))
        both_roles = {HUNTER, ACCOUNT_MANAGER} <= set(person.roles)
        if both_roles or (own & (hunter - manager) and own & (manager - hunter)):
            found.append(person)
    return found
