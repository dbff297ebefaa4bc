"""Every change of a client's owner, as the register of assignments or the orders recorded it.

A row of the tables made here is one change: `client`, `day`, `from_employee`, `to_employee`,
`from_role`, `to_role` (missing where not known), and what is to be said of it, twice.

`passage`, what was recorded:

handover
    The client is the other one's from then on, as far as the data go.
partial
    The other one joined, and the first stayed (assignments only).
same person
    The role changed, the employee did not (assignments only).
cover, back
    The other one stood in, and the client came back: no handover.
unsettled
    The other one has served a single deal, the client's last: handover or cover, nobody knows.

`kind`, the class of the change:

handoff
    From a hunter to somebody who receives clients: the passage that a trigger decides about.
reshuffle
    Many clients of one person passed to one other at the same time: clients were redistributed.
reassignment
    Any other change that lasted: the same role, or roles that are not known.
cover
    One order of another, and the client came back. Both changes, there and back.
step_in
    To or from somebody who mostly takes single orders: a stand-in, often a head of sales.
unsettled, partial
    As the passage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.gates import (
    RESHUFFLE_CHANGES,
    RESHUFFLE_SHARE,
    STAND_IN_SHARE,
    STAND_IN_STINTS,
)
from kit.language import Text, say
from kit.owners.ownership import Deals, day_numbers
from kit.owners.register import of_clients
from kit.owners.staff import HUNTER, RECEIVERS, RoleOf, role_ids
from kit.sales.lanes import NEVER, Bools, Ints
from kit.sales.sorting import Texts
from kit.sales.tables import Sales

CLASSES: Mapping[str, Text] = {
    "handoff": say("handoff: from a hunter to an account manager or inside sales"),
    "reassignment": say("reassignment: another person, not known to be a handoff"),
    "reshuffle": say("reshuffle: many clients of one person to one other at once"),
    "cover": say("cover: a single order of a colleague"),
    "step_in": say("step-in: somebody who mostly takes single orders"),
    "unsettled": say("unsettled: the client's last order so far"),
    "partial": say("partial: a second person joined, the first stayed"),
}
LASTING = ("handoff", "reassignment", "reshuffle")
COLUMNS = ["client", "day", "from_employee", "to_employee", "from_role", "to_role"]
COLUMNS += ["passage", "kind"]
COVER_DAYS = 31  # an assignment as short as this, with the one before going on, is cover
TRANSITION_DAYS = 31  # for so long two assignments may overlap while a client is handed over


@dataclass(frozen=True)
class Changes:
    """All changes of one source, `assignments` or `orders`; `stand_ins` are people.

    `passages` has every change, also of the role alone; `table` those of the owner.
    """

    passages: pd.DataFrame
    source: str
    stand_ins: frozenset[str]

    @cached_property
    def table(self) -> pd.DataFrame:
        """The changes after which somebody else was, or joined, the owner."""
        return self.passages[self.passages["passage"] != "same person"].reset_index(drop=True)

    def count(self, kind: str) -> int:
        """How many changes there are of one class."""
        return int((self.table["kind"] == kind).sum())

    @cached_property
    def lasting(self) -> pd.DataFrame:
        """The changes after which the client was the other one's."""
        return self.table[self.table["kind"].isin(LASTING)]


def turns(deals: Deals) -> pd.DataFrame:
    """Runs of deals of one client with one owner: `client`, `owner`, `day` (the first), `deals`.

    Clients and owners are numbers, as in the deals. `cover`: a single deal between two turns of one
    other person. `stands_in`: the owner mostly has turns of a single deal.
    """
    begins = np.ones(len(deals), dtype=np.bool_)
    begins[1:] = deals.client[1:] != deals.client[:-1]
    begins[1:] |= deals.owner[1:] != deals.owner[:-1]
    starts = np.flatnonzero(begins)
    client, owner = deals.client[starts].astype(np.int64), deals.owner[starts].astype(np.int64)
    many = np.diff(np.append(starts, len(deals)))
    single = many == 1
    cover = np.zeros(len(starts), dtype=np.bool_)
    cover[1:-1] = single[1:-1] & (client[:-2] == client[2:]) & (owner[:-2] == owner[2:])
    of_owner = np.bincount(owner)
    often = np.bincount(owner, single) > STAND_IN_SHARE * of_owner
    return pd.DataFrame(
        {
            "client": client,
            "owner": owner,
            "day": deals.day[starts].astype(np.int64),
            "deals": many,
            "cover": cover,
            "stands_in": ((of_owner >= STAND_IN_STINTS) & often)[owner],
        }
    )


def from_orders(deals: Deals, roles: RoleOf, window: int) -> Changes:
    """The changes between the owners of a client's consecutive deals.

    Nothing is said of clients who never ordered again: orders cannot show to whom they were given.

    Parameters
    ----------
    deals
        With their owners.
    roles
        Of the employees: the giver's counts at its last deal, the taker's at its first.
    window
        Days within which the clients of one move show their new owner: each does so only when it
        orders again.
    """
    runs = turns(deals)
    client, owner = runs["client"].to_numpy(), runs["owner"].to_numpy()
    cover, stands_in = runs["cover"].to_numpy(), runs["stands_in"].to_numpy()
    now = np.flatnonzero(client[1:] == client[:-1]) + 1  # the turns that follow another
    last = np.diff(client, append=-1) != 0
    # whose the client was, whoever stood in; a client's first turn is never cover
    standing = np.maximum.accumulate(np.where(cover, 0, np.arange(len(runs))))
    passage = np.full(len(now), "handover", dtype=object)
    passage[last[now] & (runs["deals"].to_numpy()[now] == 1)] = "unsettled"
    passage[owner[standing[now - 1]] == owner[now]] = "back"
    passage[cover[now]] = "cover"
    names = deals.owner_ids
    giver, taker = owner[now - 1], owner[now]
    begins, first = runs["day"].to_numpy()[now], np.cumsum(runs["deals"].to_numpy())[now - 1]
    people = frozenset(str(name) for name in names[np.unique(owner[stands_in])])
    kind = np.where(passage == "unsettled", passage, "reassignment").astype(object)
    kind[stands_in[now] | stands_in[now - 1]] = "step_in"
    kind[cover[now] | cover[now - 1]] = "cover"
    table = _table(
        client=deals.client_ids[client[now]],
        day=begins,
        from_employee=names[giver],
        to_employee=names[taker],
        from_role=roles.of_codes(names, giver, deals.day[first - 1]),
        to_role=roles.of_codes(names, taker, begins),
        passage=passage,
        kind=kind,
    )
    return Changes(_classified(table, window), "orders", people)


def from_register(company: Company, sales: Sales, roles: RoleOf, window: int) -> Changes:
    """The changes that the register of assignments records.

    An assignment follows the latest one that began earlier and still runs; if that one goes on
    for more than a month, the passage is partial. Where the register has no ends, each assignment
    ends the one before. A role that the register leaves out is that of the employee, by `roles`:
    the giver's on the day before, the taker's on the day itself.
    """
    given = of_clients(sales)
    employee, names = pd.factorize(given["employee_id"])
    role, role_names = pd.factorize(role_ids(given["role"], company))
    client, client_ids = pd.factorize(given["client_id"])
    ended = "assignments.to_on" in sales.given
    begin = day_numbers(given["from_on"])
    end = np.full(len(given), NEVER)
    if ended:
        end = np.where(given["to_on"].isna(), NEVER, day_numbers(given["to_on"]))
    order = np.lexsort((end, begin, client))
    order = order[np.bincount(client)[client[order]] > 1]
    stints = _Stints(*(of[order] for of in (client, employee, role, begin, end)))
    new, before, passage = _passages(stints, ended=ended)
    client, day = stints.client[new], stints.begin[new]
    employee_ids = np.asarray(names, dtype=object)
    role_of = np.array([*role_names, np.nan], dtype=object)  # -1, a role not known, is the last
    sides = {}
    for side, of, on in (("from", before, day - 1), ("to", new, day)):
        who, recorded = stints.employee[of], stints.role[of]
        sides[f"{side}_employee"] = employee_ids[who]
        sides[f"{side}_role"] = np.where(
            recorded < 0, roles.of_codes(employee_ids, who, on), role_of[recorded]
        )
    table = _table(
        client=np.asarray(client_ids, dtype=object)[client],
        day=day,
        **sides,
        passage=passage,
        kind=np.where(passage == "handover", "reassignment", passage),
    )
    return Changes(_classified(table, window), "assignments", frozenset())


def _table(day: Ints, **columns: Texts) -> pd.DataFrame:
    """Changes from their columns; days since 1970-01-01. Texts stay what they are: objects."""
    days = pd.Series(day.astype("datetime64[D]").astype("datetime64[s]"))
    texts = {name: pd.Series(column, dtype=object) for name, column in columns.items()}
    return pd.DataFrame({name: texts.get(name, days) for name in COLUMNS})


@dataclass(frozen=True)
class _Stints:
    """Assignments by client and day: codes (role: -1 where not known), days since 1970-01-01."""

    client: Ints
    employee: Ints
    role: Ints
    begin: Ints
    end: Ints


def _passages(stints: _Stints, *, ended: bool) -> tuple[Ints, Ints, Texts]:
    """Every change: the assignment that began, the one before it, and the passage.

    All clients' second assignments first, then all third ones, and so on.
    """
    client, employee, role = stints.client, stints.employee, stints.role
    begin, end = stints.begin, stints.end
    starts = np.flatnonzero(np.diff(client, prepend=-1))
    many = np.diff(np.append(starts, len(client)))
    standing = np.ones(len(client), dtype=np.bool_)  # all but those that were cover
    news, befores = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    passages = [np.zeros(0, object)]
    for place in range(1, int(many.max(initial=1))):
        new = starts[many > place] + place
        before = _before(stints, standing, new, place)
        new, before = new[before >= 0], before[before >= 0]
        same = employee[new] == employee[before]
        following = np.minimum(new + 1, len(client) - 1)
        back = (following > new) & (client[following] == client[new])
        back &= employee[following] == employee[before]
        cover = ~same & (end[new] - begin[new] <= COVER_DAYS)
        cover &= back | (end[before] >= end[new] + 1)
        standing[new[cover]] = False
        passage = np.full(len(new), "handover", dtype=object)
        if ended:
            passage[end[before] >= begin[new] + TRANSITION_DAYS] = "partial"
        passage[cover] = "cover"
        passage[same] = "same person"
        change = ~same | (role[new] != role[before])
        news.append(new[change])
        befores.append(before[change])
        passages.append(passage[change])
    new = np.concatenate(news)
    order = np.argsort(new)  # by client and day again
    return new[order], np.concatenate(befores)[order], np.concatenate(passages)[order]


def _before(stints: _Stints, standing: Bools, new: Ints, place: int) -> Ints:
    """The assignment that each new one follows: the latest that runs, else the last to end.

    `new` are their clients' assignments number `place`, from 0; -1 where none began earlier.
    """
    earlier = new[:, None] + np.arange(-place, 0)
    begin, end, today = stints.begin[earlier], stints.end[earlier], stints.begin[new][:, None]
    usable = standing[earlier] & (begin < today)
    running = usable & (end >= today)
    latest = np.where(running, begin, -NEVER).argmax(axis=1)
    last = np.where(usable, end, -NEVER).argmax(axis=1)
    before = new - place + np.where(running.any(axis=1), latest, last)
    return np.where(usable.any(axis=1), before, -1)


def _classified(table: pd.DataFrame, window: int) -> pd.DataFrame:
    """Tell handoffs and reshuffles from the other changes."""
    kind = table["kind"].to_numpy().copy()
    passed = ((table["from_role"] == HUNTER) & table["to_role"].isin(RECEIVERS)).to_numpy()
    kind[passed & (kind == "reassignment")] = "handoff"
    # most changes of a pair of people at once: from the first of them on they are redistributed
    rows = np.flatnonzero(np.isin(kind, ("reassignment", "unsettled")))
    pair, day = pairs_of(table.iloc[rows]), day_numbers(table["day"].iloc[rows])
    order = np.lexsort((day, pair))
    rows, pair, day = rows[order], pair[order], day[order]
    starts, first, most = busiest(pair, day, window)
    many = np.diff(np.append(starts, len(rows)))
    burst = most >= np.maximum(RESHUFFLE_CHANGES, RESHUFFLE_SHARE * many)
    begin = np.repeat(np.where(burst, day[first], NEVER), many)
    kind[rows[day >= begin]] = "reshuffle"
    return table.assign(kind=pd.Series(kind, dtype=object))


def pairs_of(changes: pd.DataFrame) -> Ints:
    """One number for each pair of employees that a client passed between, in their order."""
    giver, _ = pd.factorize(changes["from_employee"], sort=True)
    taker, takers = pd.factorize(changes["to_employee"], sort=True)
    return (giver * len(takers) + taker).astype(np.int64)


def busiest(group: Ints, day: Ints, window: int) -> tuple[Ints, Ints, Ints]:
    """When did most of a group come within `window` days? Rows are sorted by group and day.

    Returns
    -------
    starts, first, most
        For every group: its first row; the first row whose days hold most; how many they hold.
    """
    if not len(group):
        none = np.zeros(0, np.int64)
        return none, none, none
    lane = int(day.max() - day.min()) + window + 1
    key = group * lane + (day - day.min())
    together = np.searchsorted(key, key + window, side="left") - np.arange(len(key))
    starts = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    most = np.maximum.reduceat(together, starts)
    size = np.diff(np.append(starts, len(group)))
    peaks = np.flatnonzero(together == np.repeat(most, size))
    return starts, peaks[np.searchsorted(peaks, starts)], most
