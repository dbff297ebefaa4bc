"""Clients who passed from one employee to another, as orders and assignments recorded it.

A row of the tables made here is one passage: `client`, `day`, `from_employee`, `to_employee`,
`from_role`, `to_role` (missing where a role is not known), `kind`:

handover
    The client is the other one's from then on, as far as the data go.
partial
    The other one joined, and the first stayed (assignments only).
same person
    The role changed, the employee did not (assignments only).
cover
    The other one stood in, and the client came back: no handover.
unsettled
    The other one has served a single deal, the client's last: handover or cover, nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.company.model import Company
from kit.owners.staff import role_ids
from kit.sales.tables import Sales

COLUMNS = ["client", "day", "from_employee", "to_employee", "from_role", "to_role", "kind"]
COVER_DAYS = 31  # an assignment as short as this, with the one before going on, is cover
NEVER = 2**40  # a day that does not come
TRANSITION_DAYS = 31  # for so long two assignments may overlap while a client is handed over


def from_orders(deals: pd.DataFrame, roles: Mapping[str, str]) -> pd.DataFrame:
    """Passages between the owners of a client's consecutive deals.

    A single deal of another between two deals of the same owner is cover. Nothing is said of
    clients who never ordered again: orders cannot show to whom they were given.

    Parameters
    ----------
    deals
        `client`, `day`, `owner`, sorted, as `kit.owners.ownership.owned_deals` gives them.
    roles
        Employee to role, for those who have exactly one.
    """
    runs = stints(deals.assign(deals=1))
    client, owner = runs["client"].to_numpy(), runs["owner"].to_numpy()
    inside = covers_of(runs)
    kept = stints(runs[~inside])
    now, then = kept["client"].to_numpy(), kept["owner"].to_numpy()
    passed = np.flatnonzero(now[1:] == now[:-1]) + 1
    last = np.append(now[1:] != now[:-1], True)
    once = kept["deals"].to_numpy() == 1
    covers = np.flatnonzero(inside)
    table = pd.DataFrame(
        {
            "client": np.append(client[covers], now[passed]),
            "day": np.append(runs["day"].to_numpy()[covers], kept["day"].to_numpy()[passed]),
            "from_employee": np.append(owner[covers - 1], then[passed - 1]),
            "to_employee": np.append(owner[covers], then[passed]),
            "kind": np.append(
                np.full(len(covers), "cover", dtype=object),
                np.where(last[passed] & once[passed], "unsettled", "handover"),
            ),
        }
    )
    for side in ("from", "to"):
        table[f"{side}_role"] = table[f"{side}_employee"].map(roles)
    return table[COLUMNS].astype(dict.fromkeys(COLUMNS, object))


def owner_changes(deals: pd.DataFrame) -> int:
    """How often consecutive deals of a client have different owners, covers and all."""
    client, owner = deals["client"].to_numpy(), deals["owner"].to_numpy()
    return int(((client[1:] == client[:-1]) & (owner[1:] != owner[:-1])).sum())


def stints(rows: pd.DataFrame) -> pd.DataFrame:
    """Runs of the same owner: `client`, `owner`, the first `day` and the number of `deals`."""
    client, owner = rows["client"].to_numpy(), rows["owner"].to_numpy()
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (client[1:] != client[:-1]) | (owner[1:] != owner[:-1])
    runs = rows.groupby(begins.cumsum(), sort=True)
    return runs.agg({"client": "first", "owner": "first", "day": "first", "deals": "sum"})


def covers_of(runs: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which runs are a single deal of another between two runs of one owner."""
    client, owner = runs["client"].to_numpy(), runs["owner"].to_numpy()
    inside = np.zeros(len(runs), dtype=np.bool_)
    inside[1:-1] = (
        (runs["deals"].to_numpy()[1:-1] == 1)
        & (client[:-2] == client[2:])
        & (client[1:-1] == client[2:])
        & (owner[:-2] == owner[2:])
    )
    return inside


def from_assignments(company: Company, sales: Sales) -> pd.DataFrame:
    """Passages that the register of assignments records, with the roles that it names.

    An assignment follows the latest one that began earlier and still runs; if that one goes on
    for more than a month, the passage is partial. Where the register has no ends, each assignment
    ends the one before.
    """
    if not {"assignments.from_on", "assignments.employee_id"} <= sales.given:
        return _table([])
    given = sales.assignments
    ended = "assignments.to_on" in sales.given
    ends = given["to_on"] if ended else pd.Series(pd.NaT, index=given.index)
    rows = zip(
        given["client_id"].astype(object),
        _day_numbers(given["from_on"]),
        [None if end < 0 else end for end in _day_numbers(ends)],
        given["employee_id"].astype(object),
        _or_none(role_ids(given["role"], company)),
        strict=True,
    )
    by_client: dict[str, list[_Stint]] = {}
    for client, begin, end, employee, role in sorted(rows, key=_in_time):
        by_client.setdefault(client, []).append(_Stint(employee, role, begin, end))
    found = [
        row
        for client, assigned in by_client.items()
        for row in _passages(client, assigned, ended=ended)
    ]
    return _table(found)


class _Stint(NamedTuple):
    """One assignment; days since 1970-01-01, the last one None where it is open."""

    employee: str
    role: str | None
    begin: int
    end: int | None

    def runs_on(self, day: int) -> bool:
        """Whether it still runs on that day."""
        return self.end is None or self.end >= day


def _in_time(row: tuple[str, int, int | None, str, str | None]) -> tuple[str, int, int]:
    client, begin, end, *_ = row
    return client, begin, NEVER if end is None else end


def _before(new: _Stint, standing: list[_Stint]) -> _Stint | None:
    """The assignment that a new one follows: the latest that runs, else the last to end."""
    earlier = [one for one in standing if one.begin < new.begin]
    running = [one for one in earlier if one.runs_on(new.begin)]
    if running:
        return max(running, key=lambda one: one.begin)
    return max(earlier, key=lambda one: one.end or 0, default=None)


def _passages(client: str, assigned: list[_Stint], *, ended: bool) -> Iterator[dict[str, Any]]:
    standing: list[_Stint] = []
    for place, new in enumerate(assigned):
        before = _before(new, standing)
        standing.append(new)
        if before is None:
            continue
        changes = {
            "client": client,
            "day": np.datetime64(new.begin, "D"),
            "from_employee": before.employee,
            "to_employee": new.employee,
            "from_role": before.role,
            "to_role": new.role,
        }
        if new.employee == before.employee:
            if new.role != before.role:
                yield {**changes, "kind": "same person"}
            continue
        following = assigned[place + 1] if place + 1 < len(assigned) else None
        back = following is not None and following.employee == before.employee
        short = new.end is not None and new.end - new.begin <= COVER_DAYS
        if short and new.end is not None and (back or before.runs_on(new.end + 1)):
            standing.pop()
            yield {**changes, "kind": "cover"}
        elif ended and before.runs_on(new.begin + TRANSITION_DAYS):
            yield {**changes, "kind": "partial"}
        else:
            yield {**changes, "kind": "handover"}


def _day_numbers(dates: pd.Series) -> list[int]:
    """Days since 1970-01-01; a missing one is far below 0."""
    numbers: list[int] = dates.to_numpy().astype("datetime64[D]").astype(np.int64).tolist()
    return numbers


def _or_none(cells: pd.Series) -> list[str | None]:
    return [None if missing else str(one) for one, missing in zip(cells, cells.isna(), strict=True)]


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(COLUMNS, object))
