"""The conveyor that the company declared against the one that its systems recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.owners.changes import busiest, pairs_of
from kit.owners.ownership import day_numbers

FLOOR = 5  # clients: below it nothing is said of one employee, and no passage is called a habit
RESHUFFLE_DAYS = 31
PASSED = ("handover", "partial", "same person")  # passages that move a client along


def arrows(
    company: Company, passages: pd.DataFrame | None, clients: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Every arrow between two roles, declared or recorded, and how the two agree.

    Parameters
    ----------
    passages
        As `kit.owners.changes` makes them; None where nothing was recorded.
    clients
        Role to the number of clients that people of the role were seen with.

    Returns
    -------
    list of dict
        `from_role`, `to_role`, `declared`, `recorded` (clients who passed; None where they are
        fewer than `FLOOR` or the records cannot show it), `relation`:

        recorded
            Declared, and at least `FLOOR` clients passed so.
        missing
            Declared, both roles have their clients, and not one passed.
        extra, reversed
            At least `FLOOR` clients passed so and it is not declared; reversed: the other way
            round is.
        rare
            Fewer than `FLOOR` clients passed so: too few to tell a habit from a slip.
        cannot tell
            Declared, and one of the roles has fewer than `FLOOR` clients in the records; or the
            handoff is partial, which leaves the owner as he was; or it may just have begun.
        declared
            There are no records.
    """
    declared = {(arrow.from_role, arrow.to_role): arrow for arrow in company.handoffs}
    if passages is None:
        alone = {"declared": True, "recorded": None, "relation": "declared"}
        return [{"from_role": giver, "to_role": taker, **alone} for giver, taker in declared]
    counted = recorded(passages)
    rows = []
    for pair in dict.fromkeys((*declared, *sorted(counted))):
        n = counted.get(pair, 0)
        have_clients = all(clients.get(role, 0) >= FLOOR for role in pair)
        if n >= FLOOR:
            relation = "recorded" if pair in declared else "extra"
            if pair not in declared and pair[::-1] in declared:
                relation = "reversed"
        elif n:
            relation = "rare"
        elif have_clients and not _waiting(passages, pair) and not declared[pair].partial:
            relation = "missing"
        else:
            relation = "cannot tell"
        rows.append(
            {
                "from_role": pair[0],
                "to_role": pair[1],
                "declared": pair in declared,
                "recorded": n if n >= FLOOR or relation == "missing" else None,
                "relation": relation,
            }
        )
    return rows


def recorded(passages: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Clients who passed from one role to another, by the two roles; each client once."""
    passed = passages[passages["passage"].isin(PASSED)].dropna(subset=["from_role", "to_role"])
    passed = passed[passed["from_role"] != passed["to_role"]]
    passed = passed.drop_duplicates(["client", "from_role", "to_role"])
    return dict(Counter(zip(passed["from_role"], passed["to_role"], strict=True)))


def _waiting(passages: pd.DataFrame, pair: tuple[str, str]) -> bool:
    """Whether a passage between the two has perhaps begun."""
    unsettled = passages[passages["passage"] == "unsettled"]
    between = (unsettled["from_role"] == pair[0]) & (unsettled["to_role"] == pair[1])
    return bool(between.any())


def between_employees(passages: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Clients who passed from one employee to another, and how many pairs are not shown.

    A pair with fewer than `FLOOR` clients would tell of single people: it is left out. `at_once`:
    the most of these clients that passed within `RESHUFFLE_DAYS`.
    """
    passed = passages[passages["passage"].isin(PASSED)]
    passed = passed[passed["from_employee"] != passed["to_employee"]]
    pair, day = pairs_of(passed), day_numbers(passed["day"])
    client = pd.factorize(passed["client"])[0]
    order = np.lexsort((day, client, pair))
    again = (np.diff(pair[order], prepend=-1) == 0) & (np.diff(client[order], prepend=-1) == 0)
    rows = order[~again]  # each client's first passage between the two
    rows = rows[np.lexsort((day[rows], pair[rows]))]
    starts, _, at_once = busiest(pair[rows], day[rows], RESHUFFLE_DAYS)
    first = passed.iloc[rows[starts]]
    table = pd.DataFrame(
        {
            "from_employee": first["from_employee"].astype(str).to_numpy(dtype=object),
            "to_employee": first["to_employee"].astype(str).to_numpy(dtype=object),
            "clients": np.diff(np.append(starts, len(rows))),
            "at_once": at_once,
        }
    )
    shown = table[table["clients"] >= FLOOR]
    # pairs are in the order of their names already
    shown = shown.sort_values("clients", ascending=False, kind="stable", ignore_index=True)
    return shown, len(table) - len(shown)
