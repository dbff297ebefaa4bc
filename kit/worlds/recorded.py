"""The simulated tables as `kit.read` would give them from files without faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from kit.sales.same_clients.merges import Merges
from kit.sales.tables import TABLES, Kind, Sales, empty

Recorded = Literal["assignments", "assignments without roles", "orders", "none"]
DATED = {"contracts": "signed_on", "assignments": "from_on", "experiment": "starts_on"}
LEFT_OUT: Mapping[Recorded, tuple[str, ...]] = {
    "assignments": (),
    "assignments without roles": ("employees",),
    "orders": ("assignments",),
    "none": ("assignments", "employees"),
}


def as_read(
    orders: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    owners: Recorded,
    currency: str,
    per_unit: int,
) -> Sales:
    """The tables of a simulated company as `Sales`.

    Parameters
    ----------
    orders
        All orders, the cancelled ones too.
    tables
        The other tables by name; an empty one counts as not given.
    owners
        What is recorded of the owners.
    currency, per_unit
        ISO code; minor units per unit.

    Raises
    ------
    ValueError
        No order was completed.
    """
    if owners not in LEFT_OUT:
        raise ValueError(f"owners are recorded as one of {', '.join(LEFT_OUT)}")
    done = orders[orders["status"] == "completed"]
    if done.empty:
        raise ValueError("no order was completed: let the company have more clients or more time")
    names = set(orders.columns)
    if owners == "none":
        names.discard("employee_id")
    given = {f"orders.{name}" for name in names}
    as_of = done["ordered_on"].max()
    frames = {}
    for table, frame in tables.items():
        if frame.empty or table in LEFT_OUT[owners]:
            frames[table] = empty(table)
            continue
        if table == "assignments" and owners == "assignments without roles":
            frame = frame.drop(columns="role")
        given |= {f"{table}.{name}" for name in frame.columns}
        if table in DATED:
            frame = frame[frame[DATED[table]] <= as_of]
        frames[table] = _whole(table, frame.reset_index(drop=True))
    return Sales(
        orders=_orders(done, names),
        clients=frames["clients"],
        contracts=frames["contracts"],
        assignments=frames["assignments"],
        employees=frames["employees"],
        experiment=frames["experiment"],
        given=frozenset(given),
        start=done["ordered_on"].min().date(),
        as_of=as_of.date(),
        currency=currency,
        per_unit=per_unit,
        set_aside=pd.DataFrame(
            {"file": pd.Series(dtype="str"), "row": pd.Series(dtype="int64")}
            | {name: pd.Series(dtype="object") for name in ("reason", "record")}
        ),
        inputs=(),
        same_clients=Merges(),
    )


def _orders(done: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    frame = done.sort_values(["client_id", "ordered_on", "order_id"], ignore_index=True)
    frame["day"] = frame["ordered_on"]
    frame["margin"] = frame["margin"].astype("Int64")
    frame["regular"] = frame["kind"] == "regular"
    columns = ["order_id", "client_id", "day", "ordered_on", "amount", "margin"]
    columns += [name for name in ("employee_id", "regular") if name in names or name == "regular"]
    return frame[columns + [name for name in ("product_group",) if name in names]]


def _whole(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with all canonical columns, missing where it has none."""
    whole = frame.reindex(columns=[column.name for column in TABLES[table]])
    types = {Kind.MONEY: "Int64", Kind.NUMBER: "float64", Kind.DATE: "datetime64[s]"}
    kinds = {column.name: types.get(column.kind, "str") for column in TABLES[table]}
    return whole.astype(kinds)
