"""Who had which client when, and what changed: put together once a run for every question."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.gates import LATE_AROUND, LATE_CHANGES, LATE_ERRORS, LATE_SHARE, MOVE_DAYS
from kit.owners.changes import TRANSITION_DAYS, Changes, from_orders, from_register, turns
from kit.owners.ownership import Deals, Ownership, day_numbers, ownership
from kit.owners.register import of_clients
from kit.owners.staff import HUNTER, RECEIVERS, RoleOf, Staff, role_ids, staff
from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER, Bools, Ints, Lanes
from kit.sales.sorting import Texts
from kit.sales.tables import Sales

Made = TypeVar("Made")


@dataclass(frozen=True)
class _Owners:
    """Owners as they were recorded, in any order.

    Attributes
    ----------
    client, number
        Each row's client, numbered as the source has it; its number in the order book, or -1.
    day
        The first day.
    employee, role
        Places in `employee_ids` and `roles`; -1: not known, or nobody from that day on.
    owns
        False where somebody only stands in.
    """

    client: Ints
    number: Ints
    day: Ints
    employee: Ints
    role: Ints
    owns: Bools
    employee_ids: Texts
    roles: Texts

    def of_role(self) -> dict[str, int]:
        """How many clients the people of each role had."""
        clients, known = int(self.client.max(initial=0)) + 1, self.role >= 0
        had = np.zeros((len(self.roles), clients), np.bool_)
        had[self.role[known], self.client[known]] = True
        counts = had.sum(axis=1)
        names = [str(role) for role in self.roles]
        return dict(sorted((name, n) for name, n in zip(names, counts.tolist(), strict=True) if n))


@dataclass(frozen=True)
class Holdings(Lanes):
    """Who owned which client from when: a row for each new owner, by client and day.

    Attributes
    ----------
    employee, role
        Places in `employee_ids` and `roles`; a role of −1 is not known, an employee of −1 is
        nobody: the assignment before was closed, and no other followed.
    employee_ids, roles
        Everybody, and every role, of the holdings, in the order of code points.
    """

    employee: Ints
    role: Ints
    employee_ids: Texts
    roles: Texts

    @classmethod
    def of(cls, owners: _Owners) -> Holdings:
        """The owners of clients with orders."""
        rows = np.flatnonzero(owners.owns & (owners.number >= 0))
        rows = rows[np.lexsort((owners.day[rows], owners.number[rows]))]
        employee, employee_ids = _in_order(owners.employee[rows], owners.employee_ids)
        role, roles = _in_order(owners.role[rows], owners.roles)
        number, day = owners.number[rows], owners.day[rows]
        return cls(number, day, employee, role, employee_ids, roles)

    def on(self, client: Ints, day: Ints | int) -> tuple[Ints, Ints]:
        """The owner and the owner's role at the end of a day; −1 where nobody is known."""
        row = self.latest(client, day)
        if not len(self.day):
            return row, row
        owned = row >= 0
        return np.where(owned, self.employee[row], -1), np.where(owned, self.role[row], -1)

    def code(self, employee: str) -> int:
        """The employee's place in `employee_ids`; -1 where it owned nobody."""
        place = int(np.searchsorted(self.employee_ids, employee))
        there = place < len(self.employee_ids) and self.employee_ids[place] == employee
        return place if there else -1

    def clients_of(self, employee: str) -> Ints:
        """Every client that the employee has owned at any time."""
        order, starts = self._by_employee
        at = self.code(employee)
        if at < 0:
            return np.zeros(0, np.int64)
        return np.unique(self.client[order[starts[at] : starts[at + 1]]])

    @cached_property
    def receives(self) -> Bools:
        """Of each of `roles`, and last of one that is not known: whether it receives clients."""
        return np.append(np.isin(self.roles, RECEIVERS), False)

    @cached_property
    def closed(self) -> tuple[Ints, Ints, Ints]:
        """Clients left to nobody: the client, the last owner, and the first day without one."""
        row = np.flatnonzero((self.employee[1:] < 0) & (self.client[1:] == self.client[:-1])) + 1
        return self.client[row], self.employee[row - 1], self.day[row]

    @cached_property
    def _by_employee(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.employee, kind="stable")
        places = np.arange(len(self.employee_ids) + 1)
        return order, np.searchsorted(self.employee[order], places)


@dataclass(frozen=True)
class Past:
    """Owners and their changes.

    Attributes
    ----------
    book, staff
        The orders by client and day; who works in which role.
    changes
        The changes to go by: those of the register of assignments, where it records any, else
        those between the owners of orders.
    seen
        Those between the owners of orders; None where no order has one.
    check
        Whether owners of orders mean anything; None where no order has one.
    first_sale, last_sale
        Employee to the day of the first and the last deal, as far as orders name their employee.
    holdings
        Owners by client and day, from the same source as `changes`.
    received
        Per client: the first day on which, by the register, somebody had it whose role receives
        clients; `NEVER` where nobody had.
    clients, of_role
        How many clients that source knows, and of these, by role, how many its people had.
    late
        Whether the register was written when a client ordered again, not when it was handed over.
    """

    book: OrderBook
    staff: Staff
    changes: Changes
    seen: Changes | None
    check: Ownership | None
    first_sale: Mapping[str, int]
    last_sale: Mapping[str, int]
    holdings: Holdings
    received: Ints
    clients: int
    of_role: Mapping[str, int]
    late: bool = False
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What is worked out from these owners, worked out once; `name` says what."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    @property
    def seen_through_orders(self) -> bool:
        """Whether a new owner shows only once the client orders again."""
        return self.changes.source == "orders" or self.late

    @property
    def owned(self) -> bool:
        """Whether the records may be read as ownership at all."""
        registered = self.changes.source == "assignments"
        return registered or (self.check is not None and self.check.real)

    @cached_property
    def roles(self) -> RoleOf:
        """In which role each employee worked on a day."""
        return self.staff.role_of

    @cached_property
    def roles_known(self) -> bool:
        """Whether anybody is known to be a hunter, and anybody to receive clients."""
        roles = {*self.roles.roles, *self.holdings.roles.tolist()}
        return HUNTER in roles and bool(roles & set(RECEIVERS))

    @cached_property
    def handed(self) -> Ints:
        """The day of each client's first handoff; `NEVER` where there was none."""
        return self._first(self.changes.lasting[self.changes.lasting["kind"] == "handoff"])

    @cached_property
    def moved(self) -> Ints:
        """The day of each client's first change of owner that lasted; `NEVER` where none did."""
        return self._first(self.changes.lasting)

    def next_move(self, client: Ints, day: Ints) -> Ints:
        """The first day from `day` on on which each client changes hands; `NEVER` where none."""
        row = self._moves.following(client, day - 1)
        if not len(self._moves.day):
            return np.full(len(row), NEVER)
        return np.where(row >= 0, self._moves.day[row], NEVER)

    @cached_property
    def _moves(self) -> Lanes:
        """Every change that lasted, of a client with orders."""
        number = self.book.numbers(self.changes.lasting["client"])
        day = day_numbers(self.changes.lasting["day"])
        order = np.lexsort((day, number))
        order = order[number[order] >= 0]
        return Lanes(number[order], day[order])

    def _first(self, changes: pd.DataFrame) -> Ints:
        """Each client's first day in a table of changes."""
        return _first(self.book, self.book.numbers(changes["client"]), day_numbers(changes["day"]))


def past_owners(company: Company, sales: Sales) -> Past | None:
    """The past owners of a company's clients; None where nothing was recorded about owners."""
    return sales.book.once("past owners", company, lambda: _past(company, sales))


def _past(company: Company, sales: Sales) -> Past | None:
    book, people = sales.book, staff(company, sales)
    roles = people.role_of
    deals = Deals.of(book)
    registered, register, seen, check = None, None, None, None
    if {"assignments.from_on", "assignments.employee_id"} <= sales.given and len(sales.assignments):
        registered = from_register(company, sales, roles, window=MOVE_DAYS)
        register = _registered(company, sales, roles)
    if len(deals):
        check = ownership(deals, company.settings.seed)
        seen = from_orders(deals, roles, window=book.silence)
    if registered and register and (seen is None or len(registered.passages)):
        changes, owners = registered, register
    elif seen is not None:
        changes, owners = seen, _seen(deals, roles)
    else:
        return None
    received = np.full(len(book.client_ids), NEVER)
    if register:
        receiving = np.isin(register.role, np.flatnonzero(np.isin(register.roles, RECEIVERS)))
        received = _first(book, register.number[receiving], register.day[receiving])
    return Past(
        book=book,
        staff=people,
        changes=changes,
        seen=seen,
        check=check,
        first_sale=_ends_of_sales(deals, np.minimum, NEVER),
        last_sale=_ends_of_sales(deals, np.maximum, -NEVER),
        holdings=Holdings.of(owners),
        received=received,
        clients=int((np.bincount(owners.client) > 0).sum()),
        of_role=owners.of_role(),
        late=changes.source == "assignments" and _written_late(book, changes),
    )


def _written_late(book: OrderBook, changes: Changes) -> bool:
    """Whether owners change on days of the client's own deals far more often than chance has it.

    Chance is the share of days with a deal among those around the change. A register written at the
    next order knows nothing of clients who stayed away, just as orders do.
    """
    client, day = book.numbers(changes.lasting["client"]), day_numbers(changes.lasting["day"])
    known = client >= 0
    client, day = client[known], day[known]
    bought = book.first_deal[client] < day  # the first deal may well begin an assignment
    client, day = client[bought], day[bought]
    if len(client) < LATE_CHANGES:
        return False
    days = _days_of_deals(book)
    on_the_day = days.position(client, day) > days.position(client, day - 1)
    around = days.position(client, day + LATE_AROUND)
    around -= days.position(client, day - LATE_AROUND - 1)
    chance = around / (2 * LATE_AROUND + 1)
    expected, spread = float(chance.sum()), math.sqrt(float((chance * (1 - chance)).sum()))
    often = on_the_day.mean() >= LATE_SHARE
    return bool(often and on_the_day.sum() > expected + LATE_ERRORS * spread)


def _days_of_deals(book: OrderBook) -> Lanes:
    """A row for each client and day with a deal."""
    rows = book.orders.deal_rows
    client, day = book.orders.client[rows], book.orders.day[rows]
    first = np.ones(len(rows), np.bool_)
    first[1:] = (client[1:] != client[:-1]) | (day[1:] != day[:-1])
    return Lanes(client[first], day[first])


def _registered(company: Company, sales: Sales, roles: RoleOf) -> _Owners:
    given = of_clients(sales)
    client, client_ids = pd.factorize(given["client_id"])
    employee, employee_ids = pd.factorize(given["employee_id"])
    day, ids = day_numbers(given["from_on"]), np.asarray(employee_ids, dtype=object)
    recorded = role_ids(given["role"], company).astype(object).to_numpy()
    # a role that the register leaves out is that of the employee on that day
    own = roles.of_codes(ids, employee, day)
    role, names = pd.factorize(np.where(pd.isna(recorded), own, recorded))
    left, left_on = _left_to_nobody(sales, given, client.astype(np.int64), day)
    nobody = np.full(len(left), -1)
    client = np.concatenate([client, left]).astype(np.int64)
    return _Owners(
        client=client,
        number=sales.book.numbers(client_ids)[client],
        day=np.concatenate([day, left_on]),
        employee=np.concatenate([employee, nobody]).astype(np.int64),
        role=np.concatenate([role, nobody]).astype(np.int64),
        owns=np.ones(len(client), np.bool_),
        employee_ids=ids,
        roles=np.asarray(names, dtype=object),
    )


def _left_to_nobody(
    sales: Sales, register: pd.DataFrame, client: Ints, begin: Ints
) -> tuple[Ints, Ints]:
    """Clients whose assignment was closed while nobody followed, and from which day on."""
    none = np.zeros(0, np.int64)
    if "assignments.to_on" not in sales.given:
        return none, none
    to = register["to_on"]
    end = np.where(to.isna(), NEVER, day_numbers(to))
    order = np.lexsort((begin, client))
    of, first = client[order], begin[order]
    last = np.asarray(pd.Series(end[order]).groupby(of).cummax(), dtype=np.int64)
    following = np.append(np.where(of[1:] == of[:-1], first[1:], NEVER), NEVER)[: len(of)]
    open_ = (last < NEVER) & (following > last + 1 + TRANSITION_DAYS)
    return of[open_], last[open_] + 1


def _seen(deals: Deals, roles: RoleOf) -> _Owners:
    """Owners as their orders show them: who stands in or covers does not own."""
    runs = turns(deals)
    client, owner = runs["client"].to_numpy(), runs["owner"].to_numpy()
    day = runs["day"].to_numpy()
    role, names = pd.factorize(roles.of_codes(deals.owner_ids, owner, day))
    return _Owners(
        client=client,
        number=client,
        day=day,
        employee=owner,
        role=role.astype(np.int64),
        owns=~(runs["cover"] | runs["stands_in"]).to_numpy(),
        employee_ids=deals.owner_ids,
        roles=np.asarray(names, dtype=object),
    )


def _in_order(code: Ints, texts: Texts) -> tuple[Ints, Texts]:
    """Codes of the texts that occur, in the order of code points; -1 stays -1."""
    occur = np.unique(code[code >= 0])
    order = occur[np.argsort(texts[occur].astype(str))]
    place = np.full(len(texts) + 1, -1)  # the last for -1
    place[order] = np.arange(len(order))
    return place[code], texts[order]


def _ends_of_sales(deals: Deals, extreme: np.ufunc, none: int) -> dict[str, int]:
    """Each employee's first or last deal; `none` marks who has none."""
    ends = np.full(len(deals.owner_ids), none)
    extreme.at(ends, deals.owner, deals.day.astype(np.int64, copy=False))
    days = zip(deals.owner_ids.tolist(), ends.tolist(), strict=True)
    return {str(name): day for name, day in days if day != none}


def _first(book: OrderBook, client: Ints, day: Ints) -> Ints:
    """Each client's first of some days; `NEVER` where it has none."""
    first = np.full(len(book.client_ids), NEVER)
    bought = client >= 0
    np.minimum.at(first, client[bought], day[bought])
    return first
