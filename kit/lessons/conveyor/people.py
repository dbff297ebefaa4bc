"""Who works in which role, said by clicking or taken from the list of employees."""

from __future__ import annotations

from kit.company.model import Company, Person
from kit.company.names import find_role
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.names import clean_label
from kit.owners.staff import role_ids
from kit.sales.tables import Sales


def add_person(company: Company, role: str, name: str) -> Company:
    """Somebody of this name works in the role; who is known already gets it as well."""
    find_role(company, role)
    label = clean_label(name, [])
    for person in company.people:
        if label.casefold() in (person.id.casefold(), person.name.casefold()):
            return set_role(company, person.id, role, works=True)
    person = Person(id=label, name=label, roles=(role,))
    return company.model_copy(update={"people": (*company.people, person)})


def set_role(company: Company, person: str, role: str, *, works: bool) -> Company:
    """Somebody works in a role, or does not any more.

    Raises
    ------
    KitError
        The role or the person is there no more.
    """
    find_role(company, role)
    if person not in [each.id for each in company.people]:
        raise KitError(say("{person} is not in the list any more.", person=person))
    return company.model_copy(
        update={
            "people": tuple(
                each.model_copy(update={"roles": _with(each.roles, role, works)})
                if each.id == person
                else each
                for each in company.people
            )
        }
    )


def _with(roles: tuple[str, ...], role: str, works: bool) -> tuple[str, ...]:
    others = tuple(each for each in roles if each != role)
    return (*others, role) if works else others


def take_staff(company: Company, sales: Sales | None) -> Company:
    """Everybody whom the list of employees has in a role of the map; what was said stays.

    Raises
    ------
    KitError
        There is no list of employees, or nobody in it has a role of the map.
    """
    if sales is None or sales.employees.empty:
        raise KitError(
            say(
                "There is no list of employees yet. Add it in lesson 05: a file with employee and "
                "role."
            )
        )
    declared = {role.id for role in company.roles}
    known = {person.id: person for person in company.people}
    found = 0
    employees = sales.employees.assign(role=role_ids(sales.employees["role"], company))
    for id, name, role in employees[["employee_id", "name", "role"]].itertuples(index=False):
        if role not in declared:
            continue
        found += 1
        person = known.get(str(id), Person(id=str(id), name=name if isinstance(name, str) else ""))
        if not person.roles or str(id) not in {each.id for each in company.people}:
            roles = _with(person.roles, role, works=True)
            known[person.id] = person.model_copy(update={"roles": roles})
    if not found:
        raise KitError(say("Nobody in the list of employees has a role that is on this map."))
    return company.model_copy(update={"people": tuple(known.values())})
