"""Every change of a client's owner, by what kind of change it was.

A row of the tables made here is one change: `client`, `day`, `from_employee`, `to_employee`,
`from_role`, `to_role` (missing where not known), `kind`:

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
unsettled
    The client's last deal, the only one of the new owner: nobody knows whether it lasted.
partial
    The other one joined, and the first stayed (assignments only).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.company.model import Company
from kit.gates import (
    RESHUFFLE_CHANGES,
    RESHUFFLE_SHARE,
    STAND_IN_SHARE,
    STAND_IN_STINTS,
)
from kit.language import Text, say
from kit.owners.handovers import COLUMNS, covers_of, from_assignments, stints
from kit.owners.staff import HUNTER, RECEIVERS
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


@dataclass(frozen=True)
class Changes:
    """All owner changes; `source` is `assignments` or `orders`; `stand_ins` are people."""

    table: pd.DataFrame
    source: str
    stand_ins: frozenset[str]

    def count(self, kind: str) -> int:
        """How many changes there are of one class."""
        return int((self.table["kind"] == kind).sum())

    def lasting(self) -> pd.DataFrame:
        """The changes after which the client was the other one's."""
        return self.table[self.table["kind"].isin(LASTING)]


def from_register(company: Company, sales: Sales, roles: Mapping[str, str], window: int) -> Changes:
    """The changes that the register of assignments records; `roles`: employee to role."""
    passages = from_assignments(company, sales)
    for side in ("from", "to"):
        known = passages[f"{side}_employee"].map(roles)
        passages[f"{side}_role"] = passages[f"{side}_role"].fillna(known)
    passages = passages[passages["from_employee"] != passages["to_employee"]]
    kind = passages["kind"].to_numpy(dtype=object).copy()
    kind[kind == "handover"] = "reassignment"
    return Changes(_settled(passages.assign(kind=kind), window), "assignments", frozenset())


def from_owners(deals: pd.DataFrame, roles: Mapping[str, str], window: int) -> Changes:
    """The changes between the owners of a client's consecutive deals.

    Parameters
    ----------
    deals
        `client`, `day`, `owner`, sorted, as `kit.owners.ownership.owned_deals` gives them.
    roles
        Employee to role, for those who have exactly one.
    window
        Days within which the clients of one move show their new owner: each does so only when it
        orders again.
    """
    runs = turns(deals)
    client, owner = runs["client"].to_numpy(), runs["owner"].to_numpy()
    single, cover = runs["deals"].to_numpy() == 1, runs["cover"].to_numpy()
    stands_in = runs["stands_in"].to_numpy()
    now = np.flatnonzero(client[1:] == client[:-1]) + 1  # the turns that follow another
    last = np.append(client[1:] != client[:-1], True)
    kind = np.full(len(now), "reassignment", dtype=object)
    kind[last[now] & single[now]] = "unsettled"
    kind[stands_in[now] | stands_in[now - 1]] = "step_in"
    kind[cover[now] | cover[now - 1]] = "cover"
    table = pd.DataFrame(
        {
            "client": client[now],
            "day": runs["day"].to_numpy()[now],
            "from_employee": owner[now - 1],
            "to_employee": owner[now],
            "kind": kind,
        }
    )
    for side in ("from", "to"):
        table[f"{side}_role"] = table[f"{side}_employee"].map(roles)
    people = frozenset(str(one) for one in np.unique(owner[stands_in].astype(str)))
    return Changes(_settled(table, window), "orders", people)


def turns(deals: pd.DataFrame) -> pd.DataFrame:
    """Runs of deals of one client with one owner: `client`, `owner`, `day` (the first), `deals`.

    `cover`: a single deal between two turns of one other person. `stands_in`: the owner mostly has
    turns of a single deal.
    """
    runs = stints(deals.assign(deals=1)).reset_index(drop=True)
    by_owner = runs["deals"].eq(1).groupby(runs["owner"])
    often = (by_owner.transform("size") >= STAND_IN_STINTS) & (
        by_owner.transform("mean") > STAND_IN_SHARE
    )
    return runs.assign(cover=covers_of(runs), stands_in=often.to_numpy(dtype=bool))


def _settled(table: pd.DataFrame, window: int) -> pd.DataFrame:
    """Tell handoffs and reshuffles from the other changes."""
    table = table[COLUMNS].reset_index(drop=True).astype(dict.fromkeys(COLUMNS, object))
    kind = table["kind"].to_numpy(dtype=object).copy()
    open_ = np.isin(kind, ("reassignment", "unsettled"))
    passed = (table["from_role"] == HUNTER) & table["to_role"].isin(RECEIVERS)
    kind[np.asarray(passed) & (kind == "reassignment")] = "handoff"
    days = day_numbers(table["day"])
    pairs = table.groupby(["from_employee", "to_employee"], sort=False).indices
    for places in pairs.values():
        of_pair = places[open_[places] & (kind[places] != "handoff")]
        begin = _burst(days[of_pair], window)
        if begin is not None:
            kind[of_pair[days[of_pair] >= begin]] = "reshuffle"
    return table.assign(kind=kind)


def _burst(days: npt.NDArray[np.int64], window: int) -> int | None:
    """The day from which most changes of a pair come within the window; None: they trickle in."""
    if len(days) < RESHUFFLE_CHANGES:
        return None
    days = np.sort(days)
    together = np.searchsorted(days, days + window, side="left") - np.arange(len(days))
    most = int(together.argmax())
    if together[most] < max(RESHUFFLE_CHANGES, RESHUFFLE_SHARE * len(days)):
        return None
    return int(days[most])


def day_numbers(dates: pd.Series | npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    """Days since 1970-01-01."""
    return np.asarray(dates, dtype="datetime64[D]").astype(np.int64)
