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
    return [role for role in company.roles if not staff.of_role(role.id)]


def without_functions(company: Company) -> list[Role]:
    """Roles that carry no function."""
    carrying = {holding.role for holding in company.holdings}
    return [role for role in company.roles if role.id not in carrying] if carrying else []


def starts(company: Company) -> list[Role]:
    """Roles with which the conveyor begins: they hand clients on and receive none."""
    giving = {handoff.from_role for handoff in company.handoffs}
    receiving = {handoff.to_role for handoff in company.handoffs}
    return [role for role in company.roles if role.id in giving - receiving]


def unreached(company: Company) -> list[Role]:
    """Roles that no client can come to along the declared handoffs from where they begin."""
    if not company.handoffs:
        return []
    reached = {role.id for role in starts(company)}
    if not reached:  # everything runs in a circle: any role may be the beginning
        reached = {
            role for handoff in company.handoffs for role in (handoff.from_role, handoff.to_role)
        }
    while True:
        further = {handoff.to_role for handoff in company.handoffs if handoff.from_role in reached}
        if further <= reached:
            break
        reached |= further
    return [role for role in company.roles if role.id not in reached]


def orphans(company: Company) -> list[Function]:
    """Functions that nobody owns; some may be helped with."""
    owned = {holding.function for holding in company.holdings if holding.level == "owner"}
    if not company.holdings:
        return []
    return [function for function in company.functions if function.id not in owned]


def owners(company: Company, function: str) -> list[str]:
    """The roles that own a function, in the company's order."""
    owning = {
        holding.role
        for holding in company.holdings
        if holding.function == function and holding.level == "owner"
    }
    return [role.id for role in company.roles if role.id in owning]


def doubles(company: Company) -> list[Function]:
    """Functions with more than one owner."""
    return [one for one in company.functions if len(owners(company, one.id)) > 1]


def of_both(company: Company) -> list[Person]:
    """People who do the work of hunter and account manager.

    They have both roles, or their roles carry a function that only the hunter should have and one
    that only the account manager should.
    """
    carried: dict[str, set[str]] = {}
    for holding in company.holdings:
        carried.setdefault(holding.role, set()).add(holding.function)
    hunter, manager = carried.get(HUNTER, set()), carried.get(ACCOUNT_MANAGER, set())
    doing_both = []
    for person in company.people:
        own = set().union(*(carried.get(role, set()) for role in person.roles))
        both_roles = {HUNTER, ACCOUNT_MANAGER} <= set(person.roles)
        if both_roles or (own & (hunter - manager) and own & (manager - hunter)):
            doing_both.append(person)
    return doing_both
