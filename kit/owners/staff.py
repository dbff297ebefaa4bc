"""Who works in which role: as the company said, and as its systems recorded it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kit.company.model import Company
from kit.sales.tables import Sales

HUNTER = "hunter"
ACCOUNT_MANAGER = "account_manager"
RECEIVERS = (ACCOUNT_MANAGER, "inside_sales")  # roles that receive clients from the hunter

# How systems and people call the known roles, in plain form.
NAMES: Mapping[str, tuple[str, ...]] = {
    HUNTER: (
        "new business", "business developer", "business development manager",
        "business development", "хантер", "охотник", "активный менеджер", "активный продавец",
        "менеджер активных продаж", "специалист по развитию", "менеджер по развитию",
    ),
    ACCOUNT_MANAGER: (
        "farmer", "client manager", "key account manager", "км", "клиентский менеджер",
        "аккаунт менеджер", "фермер", "менеджер по работе с клиентами",
    ),
    "inside_sales": (
        "inside sales specialist", "inside sales representative", "соп",
        "специалист офисных продаж",
    ),
    "telemarketer": ("sdr", "sales development representative", "тм", "телемаркетолог"),
    "project_manager": ("менеджер проектов", "менеджер проекта", "руководитель проектов"),
    "specialist": ("узкий специалист",),
}  # fmt: skip


def role_ids(texts: pd.Series, company: Company) -> pd.Series:
    """Roles as written in the data, as the company's role ids; missing stays missing.

    A role is recognised by the company's id or label, or by a usual name of a known role. One that
    is not recognised keeps its own words: it is a role that the company has not declared.
    """
    role_of = {_plain(name): role for role, names in NAMES.items() for name in (role, *names)}
    role_of |= {_plain(role.id): role.id for role in company.roles}
    role_of |= {_plain(role.label): role.id for role in company.roles}
    ids = {
        text: role_of.get(_plain(text), re.sub(r"\s+", " ", text.strip()))
        for text in texts.dropna().unique()
    }
    return texts.map(ids)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold().replace("ё", "е")).strip()


@dataclass(frozen=True)
class Staff:
    """Employees and their roles.

    recorded, declared: employee to role ids, by the systems and by `people` of the company.
    """

    recorded: Mapping[str, frozenset[str]]
    declared: Mapping[str, frozenset[str]]

    def roles(self, employee: str) -> frozenset[str]:
        """The roles of an employee: recorded ones, else what the company said."""
        return self.recorded.get(employee) or self.declared.get(employee) or frozenset()

    def single(self) -> dict[str, str]:
        """Employee to role, for those who have exactly one."""
        everyone = (*self.recorded, *self.declared)
        return {name: min(self.roles(name)) for name in everyone if len(self.roles(name)) == 1}

    def of_role(self, role: str) -> frozenset[str]:
        """Everybody known to work in a role, by either source."""
        return frozenset(
            name
            for source in (self.recorded, self.declared)
            for name, roles in source.items()
            if role in roles
        )

    def differing(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """People whose recorded roles are not the declared ones: (declared, recorded)."""
        return {
            name: (roles, self.recorded[name])
            for name, roles in self.declared.items()
            if name in self.recorded and roles and self.recorded[name] != roles
        }


def staff(company: Company, sales: Sales | None) -> Staff:
    """Everybody whose role is known.

    Recorded is the table of employees, and what the assignments say of those it does not list.
    """
    declared = {person.id: frozenset(person.roles) for person in company.people}
    recorded: dict[str, frozenset[str]] = {}
    if sales is not None:
        for table, name in (
            (sales.assignments, "assignments.role"),
            (sales.employees, "employees.role"),
        ):
            if name in sales.given and len(table):
                roles = role_ids(table["role"], company)
                pairs = pd.DataFrame({"employee": table["employee_id"], "role": roles}).dropna()
                for employee, of_employee in pairs.drop_duplicates().groupby("employee")["role"]:
                    recorded[str(employee)] = frozenset(of_employee)
    return Staff(recorded, declared)


def role_labels(company: Company) -> dict[str, str]:
    """Role id to its label; a role that the company has not declared is called as it is written."""
    return {role.id: role.label for role in company.roles}
