"""Own books: how many active clients each employee looks after, at the end of every month."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.owners.past import past_owners
from kit.owners.staff import HUNTER
from kit.sales.lanes import Ints
from kit.sales.sorting import Texts
from kit.sales.tables import Sales

BACK = 24  # months for which books are looked at
USUAL = 12  # months over which the usual book is taken
LEAST_BOOK = 3  # active clients: with fewer, somebody is no account manager of them


@dataclass(frozen=True)
class Books:
    """Active clients by who looks after them, at the end of each of the last months.

    Attributes
    ----------
    days
        The last days of the months, days since 1970-01-01; the newest last.
    people
        Everybody who has looked after a client in that time.
    counts
        [month, person] active clients.
    active
        [month] all active clients, whoever looks after them, or nobody.
    """

    days: Ints
    people: Texts
    counts: Ints
    active: Ints

    @property
    def now(self) -> Ints:
        """Each person's book today."""
        now: Ints = self.counts[-1]
        return now

    @cached_property
    def held(self) -> Ints:
        """Every book of the last year, person by person and month by month, but the tiny ones."""
        recent = self.counts[-USUAL:]
        held: Ints = recent[recent >= LEAST_BOOK]
        return held

    @property
    def usual(self) -> float | None:
        """The median book of the last year."""
        return float(np.median(self.held)) if len(self.held) else None

    @property
    def full(self) -> float | None:
        """The book that 9 of 10 do not exceed, of the last year."""
        return float(np.quantile(self.held, 0.9)) if len(self.held) else None

    @property
    def carriers(self) -> int:
        """How many people have a book today."""
        return int((self.now >= LEAST_BOOK).sum())

    def before(self, months: int) -> int | None:
        """The active clients whom they looked after so many months ago; None: not recorded."""
        if len(self.days) <= months:
            return None
        return int(self.counts[-1 - months].sum())


def books(company: Company, sales: Sales) -> Books | None:
    """The books of those who receive clients; of everybody where nobody's role is known.

    None where the records do not show who owned whom.
    """
    return sales.book.once("own books", company, lambda: _books(company, sales))


def _books(company: Company, sales: Sales) -> Books | None:
    past = past_owners(company, sales)
    if past is None or not past.owned:
        return None
    book = sales.book
    days = month_ends(book.start, book.as_of)
    client = np.arange(len(book.client_ids))
    people = past.holdings.employee_ids
    counts = np.zeros((len(days), len(people)), np.int64)
    active = np.zeros(len(days), np.int64)
    receives = past.holdings.receives
    hunts = np.append(past.holdings.roles == HUNTER, False)
    for month, day in enumerate(days.tolist()):
        buying = client[book.active(client, day + 1)]
        active[month] = len(buying)
        owner, role = past.holdings.on(buying, day)
        if receives.any():
            owner = owner[receives[role]]
        elif hunts.any():
            owner = owner[~hunts[role]]
        counts[month] = np.bincount(owner[owner >= 0], minlength=len(people))
    told = counts.any(axis=0)
    return Books(
        days=days,
        people=people[told],
        counts=counts[:, told],
        active=active,
    )


def month_ends(start: int, as_of: int, most: int = BACK + 1) -> Ints:
    """`as_of` and the days whole months before it, as far as the data reach; the newest last."""
    newest = pd.Timestamp(np.datetime64(as_of, "D"))
    back = [newest - pd.DateOffset(months=months) for months in range(most)]
    days = np.array(back[::-1], "datetime64[D]").astype(np.int64)
    return days[days >= start]
