"""Companies with a register of assignments, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from kit.company.model import Company
from kit.owners.past import past_owners

START = pd.Timestamp("2020-01-01")


@pytest.fixture
def owned(make_sales):
    """Past owners of clients with a deal every 20 days; days count from 2020-01-01.

    `rows`: client, employee, role, the day from which. Without rows the orders name the employee,
    by `sellers`: client to (employee, the day after the last deal with it), one after the other.
    """

    def made(
        rows: Sequence[tuple[str, str, str | None, int]] = (),
        sellers: dict[str, list[tuple[str, int]]] | None = None,
        *,
        as_of: int = 800,
    ):
        clients = sorted({*(row[0] for row in rows), *(sellers or {})})
        orders = [(client, day, 10.0) for client in clients for day in range(0, as_of + 1, 20)]
        sales = make_sales(orders, as_of=as_of)
        if sellers is not None:
            day = (sales.orders["day"] - START).dt.days
            names = [
                next(name for name, until in sellers[client] if at < until)
                for client, at in zip(sales.orders["client_id"], day, strict=True)
            ]
            sales.orders["employee_id"] = names
        if rows:
            table = pd.DataFrame(rows, columns=["client_id", "employee_id", "role", "from_on"])
            table["role"] = table["role"].astype("str")
            table["from_on"] = (START + pd.to_timedelta(table["from_on"], unit="D")).astype(
                "datetime64[s]"
            )
            columns = {f"assignments.{name}" for name in table.columns}
            sales = replace(sales, assignments=table, given=sales.given | columns)
        return past_owners(Company(), sales)

    return made


@pytest.fixture
def owned_until(make_sales):
    """The same from rows with the last day of each assignment (None: it goes on) at their end."""

    def made(rows: Sequence[tuple[str, str, str, int, int | None]], *, as_of: int = 800):
        clients = sorted({row[0] for row in rows})
        orders = [(client, day, 10.0) for client in clients for day in range(0, as_of + 1, 20)]
        sales = make_sales(orders, as_of=as_of)
        names = ["client_id", "employee_id", "role", "from_on", "to_on"]
        table = pd.DataFrame(rows, columns=names)
        table["role"] = table["role"].astype("str")
        for name in ("from_on", "to_on"):
            days = pd.to_timedelta(table[name].astype("float64"), unit="D")
            table[name] = (START + days).astype("datetime64[s]")
        columns = {f"assignments.{name}" for name in table.columns}
        sales = replace(sales, assignments=table, given=sales.given | columns)
        return past_owners(Company(), sales)

    return made
