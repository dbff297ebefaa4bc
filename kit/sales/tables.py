"""The canonical tables: what the kit knows of a company's sales, whatever system recorded it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from kit.language import Text, say

if TYPE_CHECKING:
    from kit.sales.book import OrderBook
    from kit.sales.doubts import Doubt
    from kit.sales.same_clients.merges import Merges
    from kit.sales.stored import StoredOrders
    from kit.sales.understanding import Understanding


class Kind(Enum):
    """What a column holds, and so how its cells are read."""

    ID = "id"  # text, exactly as written
    TEXT = "text"
    DATE = "date"  # datetime64[s] at midnight
    MONEY = "money"  # int64 minor units; nullable Int64 where optional
    NUMBER = "number"  # float64


@dataclass(frozen=True)
class Column:
    """One canonical column; `from_map_only`: never matched by its name, only by `--map`."""

    name: str
    kind: Kind
    required: bool = False
    from_map_only: bool = False


def _columns(*columns: Column) -> tuple[Column, ...]:
    return columns


TABLES: Mapping[str, tuple[Column, ...]] = {
    "orders": _columns(
        Column("order_id", Kind.ID, required=True),
        Column("client_id", Kind.ID, required=True),
        Column("ordered_on", Kind.DATE, required=True),
        Column("fulfilled_on", Kind.DATE, from_map_only=True),
        Column("amount", Kind.MONEY, required=True),
        Column("margin", Kind.MONEY),
        Column("cost", Kind.MONEY),
        Column("quantity", Kind.NUMBER),
        Column("unit_price", Kind.MONEY),
        Column("discount", Kind.NUMBER),
        Column("employee_id", Kind.ID),
        Column("kind", Kind.TEXT),
        Column("product_group", Kind.TEXT),
        Column("status", Kind.TEXT),
        Column("currency", Kind.TEXT),
        Column("paid_on", Kind.DATE, from_map_only=True),
    ),
    "lines": _columns(
        Column("order_id", Kind.ID, required=True),
        Column("quantity", Kind.NUMBER, required=True),  # these two unless there is line_amount
        Column("unit_price", Kind.MONEY, required=True),
        Column("line_amount", Kind.MONEY),
        Column("discount", Kind.NUMBER),
        Column("cost", Kind.MONEY),
        Column("product_group", Kind.TEXT),
    ),
    "clients": _columns(
        Column("client_id", Kind.ID, required=True),
        Column("name", Kind.TEXT),
        Column("segment", Kind.TEXT),
        Column("annual_budget", Kind.MONEY),
        Column("annual_budget_low", Kind.MONEY),
        Column("annual_budget_high", Kind.MONEY),
        Column("first_contact_on", Kind.DATE),
        Column("packet_on", Kind.DATE),
    ),
    "contracts": _columns(
        Column("client_id", Kind.ID, required=True),
        Column("signed_on", Kind.DATE, required=True),
        Column("ends_on", Kind.DATE),
        Column("status", Kind.TEXT),
    ),
    "assignments": _columns(
        Column("client_id", Kind.ID, required=True),
        Column("employee_id", Kind.ID, required=True),
        Column("role", Kind.TEXT),
        Column("from_on", Kind.DATE, required=True),
        Column("to_on", Kind.DATE),
        Column("function", Kind.TEXT),
    ),
    "employees": _columns(
        Column("employee_id", Kind.ID, required=True),
        Column("name", Kind.TEXT),
        Column("role", Kind.TEXT, required=True),
        Column("hired_on", Kind.DATE),
        Column("left_on", Kind.DATE),
        Column("cost_per_hour", Kind.MONEY),
        Column("hours_per_week", Kind.NUMBER),
    ),
    "training": _columns(
        Column("on", Kind.DATE, required=True),
        Column("cost", Kind.MONEY, required=True),
        Column("role", Kind.TEXT),
        Column("employee_id", Kind.ID),
        Column("topic", Kind.TEXT),
    ),
    "experiment": _columns(
        Column("client_id", Kind.ID, required=True),
        Column("starts_on", Kind.DATE, required=True),
        Column("arm", Kind.TEXT, required=True),
        Column("hand_over_on", Kind.DATE, required=True),
    ),
    "activities": _columns(
        Column("employee_id", Kind.ID, required=True),
        Column("client_id", Kind.ID),
        Column("on", Kind.DATE, required=True),
        Column("activity", Kind.TEXT, required=True),
        Column("hours", Kind.NUMBER, required=True),
        Column("count", Kind.NUMBER),
    ),
    "leads": _columns(
        Column("client_id", Kind.ID, required=True),
        Column("by_id", Kind.ID),
        Column("to_id", Kind.ID),
        Column("passed_on", Kind.DATE),
        Column("qualified_on", Kind.DATE),
        Column("need_on", Kind.DATE),
        Column("accepted_on", Kind.DATE),
        Column("returned_on", Kind.DATE),
        Column("reason", Kind.TEXT),
    ),
    "needs": _columns(
        Column("client_id", Kind.ID, required=True),
        Column("need", Kind.TEXT),
        Column("recorded_on", Kind.DATE, required=True),
        Column("started_on", Kind.DATE),
        Column("ended_on", Kind.DATE),
        Column("due_on", Kind.DATE),
        Column("employee_id", Kind.ID),
        Column("functions", Kind.TEXT),
    ),
    "groups": _columns(
        Column("client_id", Kind.ID, required=True),
        Column("aim", Kind.TEXT),
        Column("our_members", Kind.TEXT, required=True),
        Column("their_members", Kind.TEXT),
        Column("from_on", Kind.DATE, required=True),
        Column("to_on", Kind.DATE),
    ),
}

# What people call them.
TABLE_NAMES: Mapping[str, Text] = {
    "orders": say("orders"),
    "lines": say("order lines"),
    "clients": say("clients"),
    "contracts": say("contracts"),
    "assignments": say("who looked after whom, from when to when"),
    "employees": say("employees"),
    "training": say("training"),
    "experiment": say("an experiment: whose handoff was drawn at random"),
    "activities": say("a time log: who spent how many hours on what"),
    "leads": say("leads: who passed them to whom, and when they were qualified"),
    "needs": say("needs: projects and advice for clients, from recorded to done"),
    "groups": say("joint working groups with clients"),
}
COLUMN_NAMES: Mapping[str, Text] = {
    "order_id": say("order number"),
    "client_id": say("client"),
    "ordered_on": say("date of the order"),
    "fulfilled_on": say("date on which it was carried out"),
    "amount": say("amount"),
    "margin": say("margin"),
    "cost": say("cost"),
    "quantity": say("quantity"),
    "unit_price": say("price of a unit"),
    "line_amount": say("amount of the line"),
    "discount": say("discount"),
    "employee_id": say("employee"),
    "kind": say("regular or project"),
    "product_group": say("product group"),
    "status": say("status"),
    "currency": say("currency"),
    "paid_on": say("date of the payment"),
    "name": say("name"),
    "segment": say("segment"),
    "annual_budget": say("yearly budget for such products"),
    "annual_budget_low": say("low estimate of the yearly budget"),
    "annual_budget_high": say("high estimate of the yearly budget"),
    "first_contact_on": say("date of the first contact"),
    "packet_on": say("date on which the client's packet was complete"),
    "signed_on": say("date of signing"),
    "ends_on": say("end of the contract"),
    "role": say("role"),
    "from_on": say("from"),
    "to_on": say("to"),
    "function": say("function"),
    "hired_on": say("hired on"),
    "left_on": say("left on"),
    "cost_per_hour": say("cost of an hour"),
    "hours_per_week": say("hours a week"),
    "on": say("date"),
    "topic": say("topic"),
    "starts_on": say("day of the draw"),
    "arm": say("group: now, middle or later"),
    "hand_over_on": say("day of the handoff"),
    "activity": say("kind of work: order, client, handoff, hunting or other"),
    "hours": say("hours spent"),
    "count": say("how many orders or handoffs"),
    "by_id": say("passed on by"),
    "to_id": say("passed to"),
    "passed_on": say("passed on, date"),
    "qualified_on": say("qualified, date"),
    "need_on": say("need confirmed, date"),
    "accepted_on": say("accepted, date"),
    "returned_on": say("returned, date"),
    "reason": say("reason for the return"),
    "need": say("kind of need: project or advice"),
    "recorded_on": say("need recorded, date"),
    "started_on": say("work begun, date"),
    "ended_on": say("work ended, date"),
    "due_on": say("to be returned by"),
    "functions": say("functions handed over"),
    "aim": say("aim"),
    "our_members": say("our members"),
    "their_members": say("the client's members"),
}


def column_name(column: str) -> Text:
    """A canonical column in words; one that has none keeps its short name."""
    return COLUMN_NAMES.get(column) or say("{column}", column=column)


def table_name(table: str) -> Text:
    """A canonical table in words."""
    return TABLE_NAMES.get(table) or say("{table}", table=table)


def empty(table: str) -> pd.DataFrame:
    """A table that was not given."""
    kinds = {
        Kind.ID: "str",
        Kind.TEXT: "str",
        Kind.DATE: "datetime64[s]",
        Kind.MONEY: "Int64",
        Kind.NUMBER: "float64",
    }
    return pd.DataFrame({one.name: pd.Series(dtype=kinds[one.kind]) for one in TABLES[table]})


@dataclass(frozen=True)
class Word:
    """A word of a status column ("": blank): whether its rows count as orders, and how many.

    `total`: the sum of all its rows in minor units; None where the file states no amounts.
    """

    word: str
    counts: bool
    rows: int
    total: int | None = None


@dataclass(frozen=True)
class InputFile:
    """The account of one file: rows_read = rows_used + rows_set_aside, always.

    `matched` maps canonical column to the source's own column; `notes` say how it was read;
    `words` are those of its status column, and `reasons` why rows were set aside, with how many:
    the most frequent first.
    """

    file: str
    table: str
    sha256: str
    rows_read: int
    rows_used: int
    rows_set_aside: int
    matched: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    words: tuple[Word, ...] = ()
    reasons: tuple[tuple[Text, int], ...] = ()


class _OrdersTable:
    """`Sales.orders`: in memory or, where there are very many, read anew from a file each time."""

    def __get__(self, sales: Sales | None, owner: type[Sales]) -> pd.DataFrame:
        if sales is None:
            raise AttributeError("the class itself has no orders")  # so: there is no default
        held = vars(sales)["orders"]
        return held if isinstance(held, pd.DataFrame) else held.table()

    def __set__(self, sales: Sales, orders: pd.DataFrame | StoredOrders) -> None:
        from kit.sales.stored import IN_MEMORY, StoredOrders

        if isinstance(orders, pd.DataFrame) and len(orders) > IN_MEMORY:
            orders = StoredOrders.of(orders)
        vars(sales)["orders"] = orders


@dataclass(frozen=True, kw_only=True)
class Sales:
    """What the company's systems recorded, cleaned; made by `kit.read`.

    orders
        One row per order and client, sorted by client_id, day, order_id: `order_id`, `client_id`
        (text), `day` (the date the deal counts from: fulfilled_on where it was mapped, else
        ordered_on), `ordered_on`, `fulfilled_on`, `amount` and `margin` (int64 / Int64 minor
        units; a return is negative), `employee_id`, `regular` (bool; False: a project order),
        `product_group`, `paid_on`. A column that the source lacks is absent, except `margin` and
        `regular`, which are always there (margin all missing, regular all True). Of more than two
        million orders the table is read from a file whenever it is asked for: questions ask `book`.
    clients, contracts, assignments, employees, training, experiment, activities,
    leads, needs, groups
        As in `TABLES`; empty frames with those columns where not given. clients has
        `annual_budget_low` and `annual_budget_high` (equal where one figure was given).
        contracts may list a client several times. A row of training names a role or an employee.
        experiment: clients whose day of handoff was drawn by lot at `starts_on`; `arm` is `now` or
        `later`, `hand_over_on` the day that the lot gave. activities: hours that people noted;
        `activity` is order, client, handoff, hunting or other. A log is no history: it alone may
        be later than as_of. leads: one row each time somebody passed one on (`by_id` to `to_id`);
        a date that is missing is not known, which is not a no. needs: what a client needs beyond
        orders; `need` is project or advice, or as it is written; groups: of people of both sides.
    given
        The canonical columns that the data have, as "table.column".
    start, as_of
        First and last day used; nothing after as_of is in any table's figures.
    currency, per_unit
        ISO code or sign, or None where the source does not say; minor units per unit.
    set_aside
        `file`, `row` (1-based, as a spreadsheet numbers it), `reason` (Text), `record` (the row as
        text): every row that was read and is not used.
    notes
        Caveats about the reading as a whole.
    same_clients
        Ids that are probably one client written in several ways, and what was decided.
    answers, answered, changed
        What was asked about the files and answered, by key; the same in words, but for columns; and
        what has changed since these answers were kept.
    offers
        What could be understood in two ways, one of which was taken: to be said at the head.
    warnings
        Those of them that a person has to know before any answer: tables that do not fit each
        other, and how they were made to.
    """

    orders: _OrdersTable = _OrdersTable()
    clients: pd.DataFrame
    contracts: pd.DataFrame
    assignments: pd.DataFrame
    employees: pd.DataFrame
    given: frozenset[str]
    start: date
    as_of: date
    currency: str | None
    per_unit: int
    set_aside: pd.DataFrame
    inputs: tuple[InputFile, ...]
    notes: tuple[Text, ...] = ()
    warnings: tuple[Text, ...] = ()
    training: pd.DataFrame = field(default_factory=lambda: empty("training"))
    experiment: pd.DataFrame = field(default_factory=lambda: empty("experiment"))
    activities: pd.DataFrame = field(default_factory=lambda: empty("activities"))
    leads: pd.DataFrame = field(default_factory=lambda: empty("leads"))
    needs: pd.DataFrame = field(default_factory=lambda: empty("needs"))
    groups: pd.DataFrame = field(default_factory=lambda: empty("groups"))
    same_clients: Merges | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    answered: Mapping[str, Text] = field(default_factory=dict)
    offers: tuple[Doubt, ...] = ()
    changed: tuple[Text, ...] = ()

    @cached_property
    def reading(self) -> Understanding:
        """How each file was understood, and what it came to: orders, clients, sum, period."""
        from kit.sales.understanding import Understanding

        return Understanding.of(self)

    def asked_for(self, key: str) -> bool:
        """Whether an answer with this key was used; `dates` answers for every column of them."""
        return any(
            used == key or used.startswith(f"{key}.") or used.endswith(f".{key}")
            for used in self.answers
        )

    def changed_to(self, **fields: object) -> Sales:
        """The same sales with other values in some fields; the orders must be the same."""
        sales = copy(self)
        vars(sales).update(fields)
        vars(sales).pop("reading", None)
        return sales

    @cached_property
    def book(self) -> OrderBook:
        """The orders by client and day, with all look-ups and sums: built once."""
        from kit.sales.book import OrderBook

        return OrderBook.of(self)
