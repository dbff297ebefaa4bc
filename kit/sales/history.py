"""Every client's history: its orders in the order of time, its contracts and its budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from kit.sales.stream import (
    BATCH_ROWS,
    NEVER,
    Batch,
    Bools,
    Ints,
    connect,
    overview,
    reading,
    sorted_batches,
)
from kit.sales.tables import Sales

SHORTEST_SILENCE = 90  # days


@dataclass(frozen=True)
class Contracts:
    """All contracts of the clients in the histories, one entry each, by client, then by day.

    `client`: place in `Histories.client_ids`; `signed`, `ends`: days since 1970-01-01, `ends`
    included and `NEVER` where the contract is open-ended.
    """

    client: Ints
    signed: Ints
    ends: Ints

    def cover(self, client: Ints, day: Ints) -> Bools:
        """Whether any of the client's contracts covers the day, for each pair of them.

        True where more of its contracts have begun by that day than had ended before it.
        """
        lane = 2 * NEVER  # wide enough that no day reaches the next client's
        begun = np.searchsorted(self.client * lane + self.signed, client * lane + day, side="right")
        ends = np.sort(self.client * lane + self.ends)
        # the contracts of all clients before this one are in both counts
        return begun > np.searchsorted(ends, client * lane + day, side="left")


@dataclass(frozen=True)
class Histories:
    """What the triggers need of a company's sales; made by `of` or `from_parquet`.

    client_ids
        Every client with at least one order, in the order of their code points.
    budget_low, budget_high
        What each client spends a year, at least and at most, minor units; 0 where not known.
    contracts, contracts_given
        The contracts, and whether the company has a table of them: without one nobody is known to
        have none.
    first_day, last_day
        First and last day with an order, days since 1970-01-01 (0 and -1 without orders).
    margin_known
        Whether every order has a margin.
    per_unit
        Minor units per unit of money.
    """

    client_ids: npt.NDArray[np.object_]
    budget_low: Ints
    budget_high: Ints
    contracts: Contracts
    contracts_given: bool
    first_day: int
    last_day: int
    margin_known: bool
    per_unit: int
    _orders: str | pa.Table = field(repr=False)

    @classmethod
    def of(cls, sales: Sales) -> Histories:
        """The histories in a company's cleaned tables."""
        orders = pa.table(
            {
                "client_id": pa.array(sales.orders["client_id"], pa.string()),
                "day": pa.array(sales.orders["day"]).cast(pa.date32()),
                "amount": pa.array(sales.orders["amount"], pa.int64()),
                "margin": pa.array(sales.orders["margin"], pa.int64()),
                "regular": pa.array(sales.orders["regular"], pa.bool_()),
            }
        )
        contracts = sales.contracts.dropna(subset=["client_id", "signed_on"])
        return _histories(
            orders,
            budgets=sales.clients.rename(
                columns={"annual_budget_low": "low", "annual_budget_high": "high"}
            )[["client_id", "low", "high"]],
            contracts=pd.DataFrame(
                {
                    "client_id": contracts["client_id"],
                    "signed": _day_numbers(contracts["signed_on"]),
                    "ends": _day_numbers(contracts["ends_on"]),
                }
            ),
            contracts_given="contracts.signed_on" in sales.given or len(contracts) > 0,
            per_unit=sales.per_unit,
            name="orders",
        )

    @classmethod
    def from_parquet(
        cls, orders: Path, clients: Path | None = None, *, per_unit: int = 100
    ) -> Histories:
        """The histories in canonical Parquet files, which are never wholly in memory.

        Parameters
        ----------
        orders
            Columns client_id, day (date), amount and margin (minor units, margin nullable),
            regular (bool); in any order of rows.
        clients
            Columns client_id, contract_on, contract_ends_on (dates, nullable), budget_low,
            budget_high (minor units a year, nullable). Without it contracts and budgets are
            unknown.
        per_unit
            Minor units per unit of money.

        Raises
        ------
        KitError
            A file cannot be read, lacks a column, or has blanks where it must not.
        """
        budgets = pd.DataFrame({"client_id": [], "low": [], "high": []})
        contracts = pd.DataFrame({"client_id": [], "signed": [], "ends": []})
        if clients is not None:
            source = f"read_parquet({_quoted(clients)})"
            with connect() as connection, reading(str(clients)):
                budgets = connection.sql(
                    f"select client_id::varchar as client_id, budget_low as low, "
                    f"budget_high as high from {source}"
                ).df()
                contracts = connection.sql(
                    f"select client_id::varchar as client_id, "
                    f"contract_on - date '1970-01-01' as signed, "
                    f"contract_ends_on - date '1970-01-01' as ends "
                    f"from {source} where contract_on is not null"
                ).df()
        return _histories(
            f"read_parquet({_quoted(orders)})",
            budgets=budgets,
            contracts=contracts,
            contracts_given=clients is not None,
            per_unit=per_unit,
            name=str(orders),
        )

    def batches(self, rows: int = BATCH_ROWS, *, as_of: int | None = None) -> Iterator[Batch]:
        """Complete clients, in batches of about `rows` orders; nothing later than `as_of`.

        A client with more orders than that comes in one larger batch.
        """
        until = NEVER if as_of is None else as_of
        return sorted_batches(self._orders, self.client_ids, rows=rows, until=until)

    @cached_property
    def contract_day(self) -> Ints:
        """Each client's first signed contract, days since 1970-01-01; `NEVER` without one."""
        first = np.full(len(self.client_ids), NEVER)
        np.minimum.at(first, self.contracts.client, self.contracts.signed)
        return first


def silence_days(histories: Histories, *, as_of: int | None = None) -> int:
    """After how many days without a deal does a client of this company count as silent?

    The 95th percentile (linear between neighbours, rounded up) of the days between a client's
    consecutive days with deals, over all clients; at least 90.
    """
    counted = np.zeros(0, np.int64)
    for batch in histories.batches(as_of=as_of):
        deals = batch.amount > 0
        client, day = batch.client[deals], batch.day[deals]
        gaps = np.diff(day)[(np.diff(client) == 0) & (np.diff(day) > 0)]
        found = np.bincount(gaps)
        counted = np.pad(counted, (0, max(0, len(found) - len(counted))))
        counted[: len(found)] += found
    if not counted.any():
        return SHORTEST_SILENCE
    # In whole twentieths of a day, so that rounding up is exact.
    place, rest = divmod(19 * (int(counted.sum()) - 1), 20)
    up_to = np.cumsum(counted)
    below = int(np.searchsorted(up_to, place, side="right"))
    above = int(np.searchsorted(up_to, place + 1, side="right")) if rest else below
    return max(SHORTEST_SILENCE, -(-(20 * below + rest * (above - below)) // 20))


def _histories(
    orders: str | pa.Table,
    *,
    budgets: pd.DataFrame,
    contracts: pd.DataFrame,
    contracts_given: bool,
    per_unit: int,
    name: str,
) -> Histories:
    seen = overview(orders, name)
    place = pd.Index(seen.client_ids)
    low, high = _budgets(budgets, place)
    return Histories(
        client_ids=seen.client_ids,
        budget_low=low,
        budget_high=high,
        contracts=_contracts(contracts, place),
        contracts_given=contracts_given,
        first_day=seen.first_day,
        last_day=seen.last_day,
        margin_known=seen.margin_known,
        per_unit=per_unit,
        _orders=orders,
    )


def _budgets(budgets: pd.DataFrame, clients: pd.Index[Any]) -> tuple[Ints, Ints]:
    """Low and high budget per client; of one known figure both, of several rows the widest span."""
    both = budgets[["low", "high"]].astype("Int64")
    both = both.where(both > 0)
    spans = pd.DataFrame(
        {"client_id": budgets["client_id"], "low": both.min(axis=1), "high": both.max(axis=1)}
    )
    found = spans.groupby("client_id").agg({"low": "min", "high": "max"}).reindex(clients)
    filled = found.astype("Int64").fillna(0)
    return filled["low"].to_numpy(np.int64), filled["high"].to_numpy(np.int64)


def _contracts(contracts: pd.DataFrame, clients: pd.Index[Any]) -> Contracts:
    """The contracts of clients with orders; one that ends before it is signed covers no day."""
    code = clients.get_indexer(pd.Index(contracts["client_id"]))
    signed = contracts["signed"].to_numpy(np.int64)
    ends = contracts["ends"].astype("Int64").fillna(NEVER).to_numpy(np.int64)
    order = np.lexsort((ends, signed, code))
    order = order[code[order] >= 0]
    return Contracts(
        client=code[order].astype(np.int64),
        signed=signed[order],
        ends=np.maximum(ends, signed - 1)[order],
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _day_numbers(days: pd.Series[Any]) -> pd.Series[Any]:
    """Days since 1970-01-01, missing where the date is."""
    whole = (days.astype("datetime64[s]") - pd.Timestamp(0)) // pd.Timedelta(days=1)
    return whole.astype("Int64")
