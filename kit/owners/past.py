"""What the records say of past owners, put together once for every comparison."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.gates import MOVE_DAYS
from kit.owners.changes import Changes, day_numbers, from_owners, from_register, turns
from kit.owners.ledger import Bools, Ints, Ledger
from kit.owners.ownership import Ownership, owned_deals, ownership
from kit.owners.staff import HUNTER, RECEIVERS, role_ids, staff
from kit.sales.tables import Sales

NEVER = 2**40  # a day that does not come


@dataclass(frozen=True)
class Holdings:
    """Who owned which client from when: sorted by client number and day; `employee` is text."""

    client: Ints
    day: Ints
    employee: np.ndarray
    role: np.ndarray

    def on(self, client: Ints, day: Ints) -> tuple[np.ndarray, np.ndarray]:
        """The owner and the owner's role at the end of a day; None where nobody is known."""
        if not len(self.client):
            nobody = np.full(len(client), None, dtype=object)
            return nobody, nobody
        lane = 4 * int(max(np.abs(self.day).max(), np.abs(day).max(initial=0)) + 1)
        key = self.client * lane + self.day
        place = np.searchsorted(key, client * lane + day, side="right") - 1
        found = (place >= 0) & (self.client[place] == client)
        owner, role = self.employee[place], self.role[place]
        owner[~found], role[~found] = None, None
        return owner, role


@dataclass(frozen=True)
class Past:
    """Orders, owners and their changes.

    Attributes
    ----------
    ledger, changes
        The orders by client and day; the changes of owner by class.
    holdings
        Owners by client and day: from the register of assignments, or from the orders.
    check
        Whether owners of orders mean anything; None where there is a register to go by.
    roles
        Employee to role, for those who have exactly one.
    silence
        Days without a deal after which a client counts as gone.
    last_sale
        Employee to the day of the last deal, as far as orders name their employee.
    handed, moved
        Per client: the day of its first handoff, and of its first change of owner that lasted;
        `NEVER` where there was none.
    """

    ledger: Ledger
    changes: Changes
    holdings: Holdings
    check: Ownership | None
    roles: dict[str, str]
    silence: int
    last_sale: dict[str, int]
    handed: Ints
    moved: Ints
    _moves: Ints  # client × lane + day of every change that lasted, rising

    @property
    def seen_through_orders(self) -> bool:
        """Whether a new owner shows only once the client orders again."""
        return self.changes.source == "orders"

    @property
    def owned(self) -> bool:
        """Whether the records may be read as ownership at all."""
        return self.check is None or self.check.real

    @property
    def roles_known(self) -> bool:
        """Whether anybody is known to be a hunter, and anybody to receive clients."""
        known = {*self.roles.values(), *self.holdings.role}
        return HUNTER in known and bool(known & set(RECEIVERS))

    def next_move(self, client: Ints, day: Ints) -> Ints:
        """The first day from `day` on on which each client changes hands; `NEVER` where none."""
        wanted = client * NEVER + day
        place = np.searchsorted(self._moves, wanted, side="left")
        after = np.append(self._moves, np.iinfo(np.int64).max)[place]
        return np.where(after // NEVER == client, after % NEVER, NEVER)

    def active(self, client: Ints, day: Ints) -> Bools:
        """Whether each client had a deal in the days of silence before a day."""
        return np.asarray(self.ledger.last_deal_before(client, day) >= day - self.silence)


def past(company: Company, sales: Sales) -> Past | None:
    """The past owners of a company's clients; None where nothing was recorded about owners."""
    roles = staff(company, sales).single()
    deals = owned_deals(sales)
    check = None
    silence = sales.book.silence
    ledger = Ledger.of(sales)
    if {"assignments.from_on", "assignments.employee_id"} <= sales.given and len(sales.assignments):
        changes = from_register(company, sales, roles, window=MOVE_DAYS)
        holdings = _registered(company, sales, ledger, roles)
    elif len(deals):
        check = ownership(deals, company.settings.seed)
        changes = from_owners(deals, roles, window=silence)
        holdings = _seen(deals, ledger, roles)
    else:
        return None
    lasting = changes.lasting()
    return Past(
        ledger=ledger,
        changes=changes,
        holdings=holdings,
        check=check,
        roles=roles,
        silence=silence,
        last_sale=_last_sales(deals),
        handed=_first(ledger, lasting[lasting["kind"] == "handoff"]),
        moved=_first(ledger, lasting),
        _moves=_all(ledger, lasting),
    )


def _last_sales(deals: pd.DataFrame) -> dict[str, int]:
    last = deals.groupby("owner")["day"].max()
    return dict(zip(last.index.astype(str), day_numbers(last).tolist(), strict=True))


def _first(ledger: Ledger, changes: pd.DataFrame) -> Ints:
    """Each client's first day in a table of changes."""
    first = np.full(len(ledger.client_ids), NEVER)
    number = ledger.numbers(changes["client"])
    known = number >= 0
    np.minimum.at(first, number[known], day_numbers(changes["day"])[known])
    return first


def _all(ledger: Ledger, changes: pd.DataFrame) -> Ints:
    """Every change of a client with deals, as one rising number each."""
    number, day = ledger.numbers(changes["client"]), day_numbers(changes["day"])
    known = (number >= 0) & (day >= 0)
    return np.sort(number[known] * NEVER + day[known])


def _registered(company: Company, sales: Sales, ledger: Ledger, roles: dict[str, str]) -> Holdings:
    given = sales.assignments
    number = ledger.numbers(given["client_id"])
    day = day_numbers(given["from_on"])
    employee = given["employee_id"].astype(object).to_numpy()
    role = role_ids(given["role"], company).astype(object).to_numpy()
    return _holdings(number, day, employee, role, roles)


def _seen(deals: pd.DataFrame, ledger: Ledger, roles: dict[str, str]) -> Holdings:
    """Owners as their orders show them: who stands in or covers does not own."""
    runs = turns(deals)
    runs = runs[~(runs["cover"] | runs["stands_in"])]
    number = ledger.numbers(runs["client"])
    employee = runs["owner"].astype(object).to_numpy()
    return _holdings(number, day_numbers(runs["day"]), employee, np.full(len(runs), None), roles)


def _holdings(
    number: Ints, day: Ints, employee: np.ndarray, role: np.ndarray, roles: dict[str, str]
) -> Holdings:
    known = number >= 0
    number, day, employee, role = number[known], day[known], employee[known], role[known]
    missing = pd.isna(role)
    role = np.where(missing, np.array([roles.get(str(one)) for one in employee], object), role)
    order = np.lexsort((day, number))
    return Holdings(number[order], day[order], employee[order], role[order])
