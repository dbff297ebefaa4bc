"""Does the money for training go where the margin comes from?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.language import Text, say
from kit.owners.ownership import Deals, Ownership, ownership
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER, role_ids, role_labels, staff
from kit.questions.finding import Finding, Status, records
from kit.questions.intervals import Floats, bootstrap, ratio
from kit.questions.question import Chart, Column, Question, Table
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
    single = staff(company, sales).single()
    spent = _spent(company, sales, single)
    orders, basis = _orders(sales, single)
    check = _check(orders, company.settings.seed)
    missing = needs(sales, single, spent, orders)
    table = TABLE.frame([])
    status: Status = "needs data"
    if not missing:
        table = _table(company, spent, orders, single)
        status = "answered" if _tellable(table, check) else "cannot tell"
    numbers = _numbers(table, sales, spent, basis, check)
    return Finding(
        training,
        status,
        text=tuple(paragraphs(company, table, numbers, check, sales, status)),
        table=table,
        numbers=numbers,
        assumptions=ASSUMPTIONS if not missing else (),
        caveats=tuple(caveats(numbers, sales, basis)),
        needs=(*missing, *wishes(basis, missing)),
        sources=training.sources,
    )


def _spent(company: Company, sales: Sales, single: Mapping[str, str]) -> pd.DataFrame:
    """Training within the days of the orders: `cost`, and the `role` it was for."""
    table = sales.training
    within = table[table["on"].between(pd.Timestamp(sales.start), pd.Timestamp(sales.as_of))]
    named = role_ids(within["role"], company).astype(object)
    by_person = within["employee_id"].astype(object).map(single).astype(object)
    role = named.where(named.notna(), by_person).fillna(UNKNOWN)
    return pd.DataFrame({"role": role, "cost": within["cost"].astype("float64")})


def _orders(sales: Sales, single: Mapping[str, str]) -> tuple[pd.DataFrame, str]:
    """Orders with the role of whoever entered them; `money` is margin, or else revenue."""
    orders = sales.orders
    whole = "orders.margin" in sales.given and bool(orders["margin"].notna().all())
    owner = orders.get("employee_id", pd.Series(pd.NA, index=orders.index, dtype=object))
    frame = pd.DataFrame(
        {
            "client": orders["client_id"].astype(object),
            "day": orders["day"],
            "deal": orders["amount"] > 0,
            "owner": owner.map(single).astype(object).fillna(UNKNOWN),
            "money": orders["margin" if whole else "amount"].astype("float64"),
        }
    )
    return frame, "margin" if whole else "revenue"


def _check(orders: pd.DataFrame, seed: int) -> Ownership:
    """Whether the role on an order is more than chance, as for owners."""
    known = orders[orders["deal"] & (orders["owner"] != UNKNOWN)]
    return ownership(Deals.named(known["client"], known["day"], known["owner"]), seed)


def _table(
    company: Company,
    spent: pd.DataFrame,
    orders: pd.DataFrame,
    single: Mapping[str, str],
) -> pd.DataFrame:
    roles = sorted({*spent["role"], *orders["owner"]})
    code, clients = pd.factorize(orders["client"])
    sums = np.zeros((len(clients), len(roles)))
    column = pd.Categorical(orders["owner"], categories=roles).codes.astype(np.int64)
    np.add.at(sums, (code, column), orders["money"].to_numpy())
    share, low, high = bootstrap(sums, _shares, company.settings.seed)
    costs = spent.groupby("role")["cost"].agg(["sum", "size"]).reindex(roles, fill_value=0)
    spend_share = ratio(costs["sum"].to_numpy(np.float64), np.array(costs["sum"].sum()))
    labels: dict[str, Text | str] = {**role_labels(company), UNKNOWN: say("no role known")}
    holders = list(single.values())
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
        "same_role_rate": check.same_owner_rate,
        "chance_rate": check.chance_rate,
        "p": check.p,
    }
    for role in (HUNTER, ACCOUNT_MANAGER, UNKNOWN):
        for column in ("spend_share", "money_share", "gap_points"):
            numbers[f"{role}_{column}"] = rows[role][column] if role in rows else None
    hunter, manager = (
        int(rows[role]["spend"]) if role in rows else 0 for role in (HUNTER, ACCOUNT_MANAGER)
    )
    numbers["hunter_times"] = hunter / manager if manager > 0 else None
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
