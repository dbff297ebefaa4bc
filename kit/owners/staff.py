"""Who works in which role: as the company said, and as its systems recorded it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.sales.lanes import NEVER, Ints
from kit.sales.sorting import Texts
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


Spells = tuple[tuple[int, str], ...]  # from which day (since 1970-01-01) on in which role


@dataclass(frozen=True)
class RoleOf:
    """In which role somebody worked on a day.

    Attributes
    ----------
    single
        Employee to role, for those who always had the same one.
    spells
        The same for those whose role changed, in the order of days. Before the first day counts
        the first role.
    """

    single: Mapping[str, str]
    spells: Mapping[str, Spells] = field(default_factory=dict)

    @property
    def roles(self) -> frozenset[str]:
        """Every role that somebody has or had."""
        changing = {role for spells in self.spells.values() for _, role in spells}
        return frozenset(self.single.values()) | changing

    def of(self, employee: str, day: int) -> str | None:
        """The role of one employee on a day; None where it is not known."""
        role: str | None = self.on(np.array([employee], dtype=object), np.array([day]))[0]
        return role

    def on(self, employee: Texts | pd.Series, day: Ints) -> Texts:
        """The role of each employee on each day; None where it is not known."""
        code, names = pd.factorize(np.asarray(employee, dtype=object))
        return self.of_codes(np.asarray(names, dtype=object), code, day)

    def of_codes(self, names: Texts, code: Ints, day: Ints) -> Texts:
        """The same, where `code` is each employee's place in `names`; −1 is nobody."""
        always = [self.single.get(str(name)) for name in names]
        roles: Texts = np.array([*always, None], dtype=object)[code]
        for place, name in enumerate(names):
            if spells := self.spells.get(str(name)):
                rows = np.flatnonzero(code == place)
                begin = np.array([first for first, _ in spells])
                at = np.maximum(np.searchsorted(begin, day[rows], side="right") - 1, 0)
                roles[rows] = np.array([role for _, role in spells], dtype=object)[at]
        return roles


@dataclass(frozen=True)
class Staff:
    """Employees and their roles.

    recorded, declared: employee to role ids, by the systems and by `people` of the company.
    spells: from when on in which role, for those of whom the table of employees says it.
    """

    recorded: Mapping[str, frozenset[str]]
    declared: Mapping[str, frozenset[str]]
    spells: Mapping[str, Spells] = field(default_factory=dict)

    def roles(self, employee: str) -> frozenset[str]:
        """The roles of an employee: recorded ones, else what the company said."""
        return self.recorded.get(employee) or self.declared.get(employee) or frozenset()

    def single(self) -> dict[str, str]:
        """Employee to role, for those who have exactly one."""
        everyone = (*self.recorded, *self.declared)
        return {name: min(self.roles(name)) for name in everyone if len(self.roles(name)) == 1}

    @property
    def role_of(self) -> RoleOf:
        """The roles to go by: of those who have one, or one after the other."""
        return RoleOf(self.single(), self.spells)

    @property
    def recorded_roles(self) -> list[str]:
        """The roles that the systems name, in order."""
        return sorted({role for roles in self.recorded.values() for role in roles})

    def unclear(self) -> list[str]:
        """Those with several roles of which nobody can tell which they had when."""
        everyone = {**self.recorded, **self.declared}
        return [name for name in everyone if len(self.roles(name)) > 1 and name not in self.spells]

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
    return Staff(recorded, declared, {} if sales is None else _spells(company, sales))


def _spells(company: Company, sales: Sales) -> dict[str, Spells]:
    """From when on in which role, for those of the table of employees whose role changed.

    A role begins on the day of its row or, where that is blank, on the day after the row before it
    ends. Somebody of whom two roles begin on the same day has both: there are no spells.
    """
    table = sales.employees
    if "employees.role" not in sales.given or not table["employee_id"].duplicated().any():
        return {}
    table = table[table["employee_id"].duplicated(keep=False) & table["role"].notna()]
    table = table.assign(role=role_ids(table["role"], company))
    placed = table["hired_on"].fillna(table["left_on"])
    # of whom nothing says when: after a row that ends, else before the others
    ended = table["left_on"].notna().groupby(table["employee_id"]).transform("any")
    placed = placed.mask(placed.isna() & ended, pd.Timestamp.max.floor("s"))
    table = table.iloc[np.argsort(placed.to_numpy().astype(np.int64), kind="stable")]
    spells = {}
    for employee, rows in table.groupby("employee_id", sort=False):
        begins = _begins(rows)
        if len(set(rows["role"])) > 1 and all(np.diff(begins) > 0):
            spells[str(employee)] = tuple(zip(begins, rows["role"].astype(str), strict=True))
    return spells


def _begins(rows: pd.DataFrame) -> list[int]:
    """The first day of each row of one employee; that of the row before where nothing says it."""
    begins: list[int] = []
    before = -NEVER - 1  # the last day of the row before
    for hired, left in zip(rows["hired_on"], rows["left_on"], strict=True):
        begin = before + 1 if pd.isna(hired) else _day(hired)
        begins.append(begin)
        before = begin - 1 if pd.isna(left) else _day(left)
    return begins


def _day(day: pd.Timestamp) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def role_labels(company: Company) -> dict[str, str]:
    """Role id to its label; a role that the company has not declared is called as it is written."""
    return {role.id: role.label for role in company.roles}
