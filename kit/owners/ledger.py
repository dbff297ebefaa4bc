"""Each client's orders as running sums: how much did it bring between two days?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.owners.changes import day_numbers
from kit.sales.tables import Sales

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LONG_AGO = -(10**6)  # a day before all others


@dataclass(frozen=True)
class Ledger:
    """Orders by client and day; days count from 1970-01-01.

    Attributes
    ----------
    client_ids
        Clients with at least one deal; a client's place in it is its number.
    first_deal
        The day of each client's first deal.
    measure
        `margin` where every order has one, else `revenue`.
    start, as_of
        The first and the last day that the data cover.
    client, day, money, deal
        One row per order, sorted by client and day: the client's number, the day, minor units,
        and whether it is a deal (no return).
    group_since
        Per order: the first day on which this client bought of this product group; None where
        the data have no product groups.
    """

    client_ids: pd.Index
    first_deal: Ints
    measure: str
    start: int
    as_of: int
    client: Ints
    day: Ints
    money: Floats
    deal: Bools
    group_since: Ints | None

    @classmethod
    def of(cls, sales: Sales) -> Ledger:
        """The orders of every client that has a deal."""
        orders = sales.orders
        deal = orders["amount"].to_numpy() > 0
        client_ids = pd.Index(orders["client_id"][deal].unique(), dtype=object)
        code = client_ids.get_indexer(pd.Index(orders["client_id"], dtype=object))
        use = code >= 0
        code, deal, day = code[use], deal[use], day_numbers(orders["day"])[use]
        known = bool(len(orders)) and not orders["margin"].isna().any()
        measure = "margin" if known else "revenue"
        money = orders["margin" if known else "amount"][use].to_numpy(dtype=np.float64)
        since = None
        if "product_group" in orders and not orders["product_group"].isna().all():
            group = orders["product_group"][use].fillna("")
            since = np.asarray(
                pd.Series(day).groupby([code, group.to_numpy()]).transform("min"), dtype=np.int64
            )
        first = np.full(len(client_ids), np.iinfo(np.int64).max)
        np.minimum.at(first, code[deal], day[deal])
        order = np.lexsort((day, code))
        return cls(
            client_ids=client_ids,
            first_deal=first,
            measure=measure,
            start=int(np.datetime64(sales.start, "D").astype(np.int64)),
            as_of=int(np.datetime64(sales.as_of, "D").astype(np.int64)),
            client=code[order].astype(np.int64),
            day=day[order],
            money=money[order],
            deal=deal[order],
            group_since=None if since is None else since[order],
        )

    def numbers(self, clients: pd.Series | list[str]) -> Ints:
        """The numbers of clients by their ids; -1 for one without a deal."""
        found = self.client_ids.get_indexer(pd.Index(clients, dtype=object))
        return np.asarray(found, dtype=np.int64)

    def cells(self, client: Ints, edges: Ints) -> Floats:
        """What each client brought between neighbouring edges: shape (rows, edges - 1).

        `edges` has a row per entry of `client`; each period includes its first day.
        """
        before = np.concatenate([[0.0], np.cumsum(self.money)])[self._position(client, edges)]
        return np.diff(before, axis=1)

    def new_cells(self, client: Ints, zero: Ints, edges: Ints) -> Floats:
        """The same, of product groups that the client first bought on or after `zero`."""
        assert self.group_since is not None
        begin = self._position(client, zero[:, None])[:, 0]
        end = self._position(client, edges[:, -1:])[:, 0]
        length = np.maximum(end - begin, 0)
        row = np.repeat(np.arange(len(client)), length)
        order = (
            np.repeat(begin, length)
            + np.arange(len(row))
            - np.repeat(np.cumsum(length) - length, length)
        )
        new = self.group_since[order] >= zero[row]
        row, order = row[new], order[new]
        cell = (edges[row] <= self.day[order][:, None]).sum(axis=1) - 1
        cells = np.zeros((len(client), edges.shape[1] - 1))
        np.add.at(cells, (row, cell), self.money[order])
        return cells

    def last_deal_before(self, client: Ints, day: Ints) -> Ints:
        """The day of each client's last deal before `day`; `LONG_AGO` where there is none."""
        if not self.deal.any():
            return np.full(len(client), LONG_AGO)
        who, when = self.client[self.deal], self.day[self.deal]
        wanted = client * self._lane + self._within(day)
        place = np.searchsorted(who * self._lane + when, wanted, side="left") - 1
        found = (place >= 0) & (who[place] == client)
        return np.where(found, when[place], LONG_AGO)

    def last_deal(self, client: Ints) -> Ints:
        """The day of each client's last deal."""
        return self.last_deal_before(client, np.full(len(client), self.as_of + 1))

    @property
    def _lane(self) -> int:
        return int(max(abs(self.as_of), abs(self.start), np.abs(self.day).max(initial=0))) * 4 + 1

    def _position(self, client: Ints, day: Ints) -> Ints:
        """How many orders of all clients lie before each client's day."""
        key = self.client * self._lane + self.day
        wanted = client[:, None] * self._lane + self._within(day)
        return np.asarray(np.searchsorted(key, wanted, side="left"), dtype=np.int64)

    def _within(self, day: Ints) -> Ints:
        """Days that stay in their client's lane, however far away they are."""
        limit = self._lane // 4
        return np.clip(day, -limit, limit)
