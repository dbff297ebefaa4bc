"""Does the money for training go where the margin comes from?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.intervals import Floats, bootstrap, ratio
from kit.language import Text, say
from kit.owners.ownership import Deals, Ownership, day_numbers, ownership
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER, RoleOf, role_ids, role_labels, staff
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status, records
from kit.questions.question import Chart, Column, Question, Table
from kit.questions.sense import several_roles
from kit.questions.training.headline import headline, next_step
from kit.questions.training.words import (
    ASSUMPTIONS,
    MAX_UNKNOWN,
    UNKNOWN,
    caveats,
    needs,
    paragraphs,
    wishes,
)
from kit.sales.tables import Sales


def answer(company: Company, sales: Sales) -> Finding:
    """Does the money for training go where the margin comes from?

    Per role, the share of training spend and the share of margin (revenue where margin is missing)
    of the orders that people of the role entered, over the same days; the gap in percentage
    points. The interval of the money share is a bootstrap over clients; spend is counted whole and
    has none. Nothing is told where roles stand on orders by chance, or where more than a fifth of
    either sum belongs to no role.

    Parameters
    ----------
    company : Company
        Roles and people, where the data do not name roles.
    sales : Sales
        Orders with `employee_id`, `training`, and `employees` or `assignments` for roles.

    Returns
    -------
    Finding
        `table`: a row per role, largest share of the money first. Money is in minor units.
        Evidence L0.
    """
    roles = staff(company, sales).role_of
    spent = _spent(company, sales, roles)
    entered = _entered(sales, roles, company.settings.seed)
    basis, check = entered.basis, entered.check
    missing = needs(sales, roles, spent, entered.roles)
    table = TABLE.frame([])
    status: Status = "needs data"
    if not missing:
        table = _table(company, spent, entered, roles)
        status = "answered" if _tellable(table, check) else "cannot tell"
    one_role = None if missing else several_roles(company, sales)
    numbers = _numbers(table, sales, spent, basis, check)
    figures = numbers_of(numbers)
    return Finding(
        training,
        status,
        text=tuple(paragraphs(rows_of(table), figures, check, sales, status)),
        table=table,
        numbers=numbers,
        assumptions=ASSUMPTIONS if not missing else (),
        caveats=tuple(caveats(figures, sales, basis)),
        needs=(*missing, *wishes(basis, missing)),
        sources=training.sources,
        senseless=() if one_role is None else (one_role,),
    )


def _spent(company: Company, sales: Sales, roles: RoleOf) -> pd.DataFrame:
    """Training within the days of the orders: `cost`, and the `role` it was for."""
    table = sales.training
    within = table[table["on"].between(pd.Timestamp(sales.start), pd.Timestamp(sales.as_of))]
    named = role_ids(within["role"], company).astype(object)
    by_person = roles.on(within["employee_id"], day_numbers(within["on"]))
    role = named.where(named.notna(), by_person).fillna(UNKNOWN)
    return pd.DataFrame({"role": role, "cost": within["cost"].astype("float64")})


@dataclass(frozen=True)
class Entered:
    """The orders by the role of whoever entered them.

    roles: those that occur. sums: [client, role] margin, or else revenue (`basis`). check: whether
    the role on an order is more than chance, as for owners.
    """

    roles: tuple[str, ...]
    sums: Floats
    basis: str
    check: Ownership


def _entered(sales: Sales, roles: RoleOf, seed: int) -> Entered:
    book, orders = sales.book, sales.book.orders
    names = sorted({UNKNOWN, *roles.roles})
    codes = [names.index(roles.single.get(str(who), UNKNOWN)) for who in book.employee_ids]
    role_of = np.array([*codes, names.index(UNKNOWN)], np.int32)  # -1, nobody, is the last
    changing = np.flatnonzero([str(who) in roles.spells for who in book.employee_ids])
    whole = "orders.margin" in sales.given and book.margin_known
    worth_to = orders.margin_to if whole else orders.amount_to
    sums = np.zeros((len(book.client_ids), len(names)))
    occurs = np.zeros(len(names), np.bool_)
    parts = []
    for begin, end in book.parts():
        client, role = orders.client[begin:end], role_of[orders.employee[begin:end]]
        then = np.flatnonzero(np.isin(orders.employee[begin:end], changing))
        if len(then):  # the role of who has changed it hangs on the day
            employee = orders.employee[begin:end][then].astype(np.int64)
            day = orders.day[begin:end][then].astype(np.int64)
            known = roles.of_codes(book.employee_ids, employee, day)
            role[then] = [names.index(name) for name in known]
        occurs[role] = True
        money = np.diff(worth_to[begin : end + 1])
        first = client[0] if len(client) else 0
        place = (client - first) * len(names) + role
        added = np.bincount(place, money).reshape(-1)
        sums.reshape(-1)[first * len(names) :][: len(added)] += added
        deal = np.diff(orders.deals_to[begin : end + 1]) > 0
        of_role = np.flatnonzero(deal & (role != names.index(UNKNOWN)))
        rows = (client, orders.day[begin:end], role)
        parts.append([column[of_role].astype(np.int32) for column in rows])
    who, day, of = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    parts.clear()
    # by clients that have such a deal: the draws of the check do not depend on the others
    who = (np.cumsum(np.bincount(who) > 0, dtype=np.int32) - 1)[who]
    deals = Deals(who, day, of, book.client_ids, np.array(names, dtype=object))
    kept = tuple(name for name, there in zip(names, occurs, strict=True) if there)
    return Entered(kept, sums[:, occurs], "margin" if whole else "revenue", ownership(deals, seed))


def _table(
    company: Company,
    spent: pd.DataFrame,
    entered: Entered,
    roles_of: RoleOf,
) -> pd.DataFrame:
    roles = sorted({*spent["role"], *entered.roles})
    sums = np.zeros((len(entered.sums), len(roles)))
    sums[:, [roles.index(role) for role in entered.roles]] = entered.sums
    share, low, high = bootstrap(sums, _shares, company.settings.seed)
    costs = spent.groupby("role")["cost"].agg(["sum", "size"]).reindex(roles, fill_value=0)
    spend_share = ratio(costs["sum"].to_numpy(np.float64), np.array(costs["sum"].sum()))
    labels: dict[str, Text | str] = {**role_labels(company), UNKNOWN: say("no role known")}
    holders = list(roles_of.single.values())
    for spells in roles_of.spells.values():
        holders += {role for _, role in spells}
    table = pd.DataFrame(
        {
            "role": roles,
            "label": [labels.get(role, role) for role in roles],
            "people": [holders.count(role) for role in roles],
            "trainings": costs["size"].to_numpy(np.int64),
            "spend": costs["sum"].to_numpy(np.int64),
            "spend_share": spend_share,
            "money": sums.sum(axis=0).astype(np.int64),
            "money_share": share,
            "money_share_low": low,
            "money_share_high": high,
            "gap_points": 100 * (spend_share - share),
            "gap_points_low": 100 * (spend_share - high),
            "gap_points_high": 100 * (spend_share - low),
        }
    )
    return table.sort_values("money", ascending=False, kind="stable", ignore_index=True)


def _shares(sums: Floats) -> Floats:
    return ratio(sums, sums.sum(axis=1, keepdims=True))


def _tellable(table: pd.DataFrame, check: Ownership) -> bool:
    shares = table.set_index("role")[["spend_share", "money_share"]]
    whole = bool(shares.notna().to_numpy().all() and table["money"].sum() > 0)
    nobody = shares.reindex([UNKNOWN]).fillna(0.0).to_numpy().max()
    return whole and check.real and bool(nobody <= MAX_UNKNOWN)


def _numbers(
    table: pd.DataFrame, sales: Sales, spent: pd.DataFrame, basis: str, check: Ownership
) -> dict[str, Any]:
    rows = {str(row["role"]): row for row in records(table)}
    numbers: dict[str, Any] = {
        "basis": basis,
        "trainings": len(spent),
        "trainings_outside": len(sales.training) - len(spent),
        "spend": int(spent["cost"].sum()),
        "pairs_of_deals": check.pairs,
        "same_role_rate": check.same_owner_rate,
        "chance_rate": check.chance_rate,
        "p": check.p,
    }
    for role in (HUNTER, ACCOUNT_MANAGER, UNKNOWN):
        for column in ("spend_share", "money_share", "gap_points"):
            numbers[f"{role}_{column}"] = rows[role][column] if role in rows else None
    return numbers


TABLE = Table(
    (
        Column("role", say("Role"), shown=False),
        Column("label", say("Role"), "words"),
        Column("people", say("People"), "people"),
        Column("trainings", say("Trainings"), "trainings"),
        Column("spend", say("Spent on training"), "money"),
        Column("spend_share", say("Share of the training spend"), "share"),
        Column("money", say("Margin, or revenue where margin is missing"), "money"),
        Column("money_share", say("Share of margin (or revenue)"), "share", interval=True),
        Column("gap_points", say("Gap, points"), "points", interval=True),
    )
)


def _charts() -> tuple[Chart, ...]:
    from kit.questions.training.chart import CHARTS

    return CHARTS


training = Question(
    name="training",
    asks=say("Does the money for training go where the margin comes from?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(TABLE,),
    charts=_charts,
    needs=("orders.employee_id", "training.cost"),
    absent=say("Without orders and training costs nothing can be compared."),
    ignores=("criteria", "assumptions"),
    sources=(
        "Ерохин, Климов 2024, Управление клиентской базой",
        "Efron 1979, Ann. Stat. 7(1), doi.org/10.1214/aos/1176344552",
    ),
)
