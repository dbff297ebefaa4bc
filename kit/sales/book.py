"""The order book: every client's orders in the order of time, worked out once for all questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from kit.sales.lanes import (
    NEVER,
    Bools,
    Floats,
    Ints,
    rows_between,
)
from kit.sales.order_days import Contracts, OrderDays, Orders
from kit.sales.sorting import Sorted, Texts, connect, quoted, reading, sorted_orders
from kit.sales.stored import IN_MEMORY, give_back

if TYPE_CHECKING:
    from kit.company.model import Company
    from kit.sales.tables import Sales

BATCH_ROWS = 250_000
SHORTEST_SILENCE = 90  # days

Made = TypeVar("Made")


@dataclass(frozen=True)
class OrderBook:
    """A company's orders, contracts and budgets, ready for every question; made by `Sales.book`.

    Attributes
    ----------
    client_ids
        Every client with at least one order, in the order of their code points. A client's number
        is its place in it.
    employee_ids, product_groups
        Everybody, and every group, that an order names, in the order of code points.
    orders
        All orders, by client number and day.
    margin_known
        Whether every order has a margin.
    budget_low, budget_high
        What each client spends a year, at least and at most, minor units; 0 where not known.
    contracts, contracts_given
        The contracts, and whether the company has a table of them: without one nobody is known to
        have none.
    start, as_of
        The first and the last day that the data cover, since 1970-01-01.
    per_unit
        Minor units per unit of money.
    """

    client_ids: Texts
    employee_ids: Texts
    product_groups: Texts
    orders: Orders
    margin_known: bool
    budget_low: Ints
    budget_high: Ints
    contracts: Contracts
    contracts_given: bool
    start: int
    as_of: int
    per_unit: int
    _made: dict[str, tuple[Company | None, Any]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, sales: Sales) -> OrderBook:
        """The book of a company's cleaned tables; `Sales.book` keeps it."""
        contracts = sales.contracts.dropna(subset=["client_id", "signed_on"])
        return _book(
            sorted_orders(_source(sales), "orders"),
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
            days=(_day_number(sales.start), _day_number(sales.as_of)),
            per_unit=sales.per_unit,
        )

    @classmethod
    def from_parquet(
        cls, orders: Path, clients: Path | None = None, *, per_unit: int = 100
    ) -> OrderBook:
        """The book of canonical Parquet files, which are never wholly in memory.

        Parameters
        ----------
        orders
            Columns client_id, day (date), amount and margin (minor units, margin nullable),
            regular (bool), and where known employee_id and product_group; in any order of rows.
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
            source = f"read_parquet({quoted(clients)})"
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
        return _book(
            sorted_orders(orders, str(orders)),
            budgets=budgets,
            contracts=contracts,
            contracts_given=clients is not None,
            days=None,
            per_unit=per_unit,
        )

    def once(self, name: str, company: Company | None, make: Callable[[], Made]) -> Made:
        """What several questions ask, worked out once a run; again when the company has changed.

        `name` says what is asked; `company` is None where it depends on the orders alone.
        """
        kept = self._made.get(name)
        if kept is None or kept[0] != company:
            kept = self._made[name] = (company, make())
            if len(self.orders) > IN_MEMORY:
                give_back()
        made: Made = kept[1]
        return made

    def batches(self, rows: int = BATCH_ROWS, *, as_of: int | None = None) -> Iterator[OrderDays]:
        """Complete clients, in batches of about `rows` orders; nothing later than `as_of`.

        A client with more orders than that comes in one larger batch; clients without a deal are
        left out.
        """
        until = NEVER if as_of is None else as_of
        for begin, end in self.parts(rows):
            yield OrderDays.of(self.orders, begin, end, until)

    def parts(self, rows: int = BATCH_ROWS) -> Iterator[tuple[int, int]]:
        """The positions between which complete clients lie, about `rows` orders each.

        Without orders there is one part, with nothing in it.
        """
        begin, client = 0, self.orders.client
        while begin < len(client) or begin == 0:
            end = len(client)
            if begin + rows < end:
                end = int(np.searchsorted(client, client[begin + rows - 1], side="right"))
            yield begin, end
            if begin == end:
                return
            begin = end

    @cached_property
    def first_day(self) -> int:
        """The first day with an order, since 1970-01-01; 0 without orders."""
        return int(self.orders.day.min()) if len(self.orders) else 0

    @cached_property
    def last_day(self) -> int:
        """The last day with an order, since 1970-01-01; -1 without orders."""
        return int(self.orders.day.max()) if len(self.orders) else -1

    @cached_property
    def silence(self) -> int:
        """After how many days without a deal does a client of this company count as silent?

        The 95th percentile (linear between neighbours, rounded up) of the days between a client's
        consecutive days with deals, over all clients; at least 90.
        """
        return _silence(self)

    @cached_property
    def _place(self) -> pd.Index[Any]:
        return pd.Index(self.client_ids, dtype=object)

    def numbers(self, ids: pd.Series | pd.Index[Any] | Sequence[str] | Texts) -> Ints:
        """The numbers of clients by their ids; -1 for one without an order."""
        places = self._place.get_indexer(pd.Index(ids, dtype=object))
        return np.asarray(places, dtype=np.int64)

    @cached_property
    def start_of(self) -> Ints:
        """Each client's first position, and the number of orders at the end."""
        return self.orders.starts(len(self.client_ids))

    @cached_property
    def first_deal(self) -> Ints:
        """The day of each client's first deal; `NEVER` for one who has only returns."""
        return self.orders.next_deal(np.arange(len(self.client_ids)), self.start_of[:-1])

    @cached_property
    def contract_day(self) -> Ints:
        """Each client's first signed contract, days since 1970-01-01; `NEVER` without one."""
        return self.contracts.first_signed(len(self.client_ids))

    def last_deal_before(self, client: Ints, day: Ints | int) -> Ints:
        """The day of each client's last deal before `day`; -`NEVER` where there is none."""
        position = self.orders.position(client, np.asarray(day, dtype=np.int64) - 1)
        return self.orders.previous_deal(client, position)

    def active(self, client: Ints, day: Ints | int) -> Bools:
        """Whether each client had a deal in the days of silence before `day`."""
        return self.last_deal_before(client, day) >= day - self.silence

    @property
    def measure(self) -> str:
        """What a client is worth by: `margin` where every order has one, else `revenue`."""
        return "margin" if self.margin_known and len(self.orders) else "revenue"

    @property
    def money_to(self) -> Ints:
        """The worth of all orders before each position, minor units."""
        return self.orders.margin_to if self.measure == "margin" else self.orders.amount_to

    def cells(self, client: Ints, edges: Ints) -> Floats:
        """What each client brought between neighbouring edges: shape (rows, edges - 1).

        `edges` has a row of days per entry of `client`; each period includes its first day.
        """
        before = self.money_to[self.orders.position(client[:, None], edges - 1)]
        return np.diff(before, axis=1).astype(np.float64)

    @cached_property
    def group_since(self) -> Ints | None:
        """Per order: the first day on which its client bought of its product group.

        None where the data have no product groups; orders without one form a group of their own.
        """
        if not len(self.product_groups):
            return None
        orders, groups = self.orders, len(self.product_groups) + 1
        since = np.empty(len(orders), np.int64)
        for begin, end in self.parts():
            pair = orders.client[begin:end] * groups + orders.group[begin:end] + 1
            # rows are in the order of time, so the first of a pair is its earliest
            _, first, which = np.unique(pair, return_index=True, return_inverse=True)
            since[begin:end] = self.orders.day[begin:end][first][which]
        return since

    def new_cells(self, client: Ints, zero: Ints, edges: Ints) -> Floats:
        """As `cells`, of product groups that the client first bought on or after the day `zero`."""
        since = self.group_since
        assert since is not None
        begin = self.orders.position(client, zero - 1)
        end = self.orders.position(client, edges[:, -1] - 1)
        order, _ = rows_between(begin, end)
        row = np.repeat(np.arange(len(client)), np.maximum(end - begin, 0))
        new = since[order] >= zero[row]
        row, order = row[new], order[new]
        cell = (edges[row] <= self.orders.day[order][:, None]).sum(axis=1) - 1
        cells = np.zeros((len(client), edges.shape[1] - 1))
        np.add.at(cells, (row, cell), self.money_to[order + 1] - self.money_to[order])
        return cells


def _silence(book: OrderBook) -> int:
    counted = np.zeros(0, np.int64)
    for days in book.batches():
        day, client = days.day[days.deal_rows], days.client[days.deal_rows]
        lengths = np.bincount(np.diff(day)[np.diff(client) == 0])
        counted = np.pad(counted, (0, max(0, len(lengths) - len(counted))))
        counted[: len(lengths)] += lengths
    if not counted.any():
        return SHORTEST_SILENCE
    # In whole twentieths of a day, so that rounding up is exact.
    place, rest = divmod(19 * (int(counted.sum()) - 1), 20)
    up_to = np.cumsum(counted)
    below = int(np.searchsorted(up_to, place, side="right"))
    above = int(np.searchsorted(up_to, place + 1, side="right")) if rest else below
    return max(SHORTEST_SILENCE, -(-(20 * below + rest * (above - below)) // 20))


def _source(sales: Sales) -> pa.Table | Path:
    """The orders of cleaned tables, or the file that they lie in."""
    held = vars(sales)["orders"]
    if not isinstance(held, pd.DataFrame):
        path: Path = held.path
        return path
    columns = {
        "client_id": pa.array(held["client_id"], pa.string()),
        "day": pa.array(held["day"]).cast(pa.date32()),
        "amount": pa.array(held["amount"], pa.int64()),
        "margin": pa.array(held["margin"], pa.int64()),
        "regular": pa.array(held["regular"], pa.bool_()),
    }
    for name in ("employee_id", "product_group"):
        if name in held:
            columns[name] = pa.array(held[name], pa.string())
    return pa.table(columns)


def _book(
    given: Sorted,
    *,
    budgets: pd.DataFrame,
    contracts: pd.DataFrame,
    contracts_given: bool,
    days: tuple[int, int] | None,
    per_unit: int,
) -> OrderBook:
    orders = Orders(**given.columns)
    place = pd.Index(given.names["client"])
    low, high = _budgets(budgets, place)
    return OrderBook(
        client_ids=given.names["client"],
        employee_ids=given.names["employee"],
        product_groups=given.names["group"],
        orders=orders,
        margin_known=given.margin_known,
        budget_low=low,
        budget_high=high,
        contracts=_contracts(contracts, place),
        contracts_given=contracts_given,
        start=days[0] if days else int(orders.day.min()) if len(orders) else 0,
        as_of=days[1] if days else int(orders.day.max(initial=-1)),
        per_unit=per_unit,
    )


def _budgets(budgets: pd.DataFrame, clients: pd.Index[Any]) -> tuple[Ints, Ints]:
    """Low and high budget per client; of one known figure both, of several rows the widest span."""
    both = budgets[["low", "high"]].astype("Int64")
    both = both.where(both > 0)
    spans = pd.DataFrame(
        {"client_id": budgets["client_id"], "low": both.min(axis=1), "high": both.max(axis=1)}
    )
    spans = spans.groupby("client_id").agg({"low": "min", "high": "max"}).reindex(clients)
    filled = spans.astype("Int64").fillna(0)
    return filled["low"].to_numpy(np.int64), filled["high"].to_numpy(np.int64)


def _contracts(contracts: pd.DataFrame, clients: pd.Index[Any]) -> Contracts:
    """The contracts of clients with orders."""
    client = clients.get_indexer(pd.Index(contracts["client_id"])).astype(np.int64)
    signed = contracts["signed"].to_numpy(np.int64)
    ends = np.asarray(contracts["ends"].astype("Int64").fillna(NEVER), dtype=np.int64)
    buys = client >= 0
    return Contracts.of(client[buys], signed[buys], ends[buys])


def _day_number(day: Any) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _day_numbers(days: pd.Series[Any]) -> pd.Series[Any]:
    """Days since 1970-01-01, missing where the date is."""
    whole = (days.astype("datetime64[s]") - pd.Timestamp(0)) // pd.Timedelta(days=1)
    return whole.astype("Int64")
