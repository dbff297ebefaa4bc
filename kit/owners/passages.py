"""The conveyor that the company declared against the one that its systems recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company

FLOOR = 5  # clients: below it nothing is said of one employee, and no passage is called a habit
RESHUFFLE_DAYS = 31
PASSED = ("handover", "partial", "same person")  # kinds of passage that move a client along


def arrows(
    company: Company, passages: pd.DataFrame | None, clients: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Every arrow between two roles, declared or recorded, and how the two agree.

    Parameters
    ----------
    passages
        As `kit.owners.handovers` makes them; None where nothing was recorded.
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
    declared = {(one.from_role, one.to_role): one for one in company.handoffs}
    if passages is None:
        alone = {"declared": True, "recorded": None, "relation": "declared"}
        return [{"from_role": a, "to_role": b, **alone} for a, b in declared]
    counted = recorded(passages)
    rows = []
    for pair in dict.fromkeys((*declared, *sorted(counted))):
        n = counted.get(pair, 0)
        seen = all(clients.get(role, 0) >= FLOOR for role in pair)
        if n >= FLOOR:
            relation = "recorded" if pair in declared else "extra"
            if pair not in declared and pair[::-1] in declared:
                relation = "reversed"
        elif n:
            relation = "rare"
        elif seen and not _waiting(passages, pair) and not declared[pair].partial:
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
    passed = passages[passages["kind"].isin(PASSED)].dropna(subset=["from_role", "to_role"])
    passed = passed[passed["from_role"] != passed["to_role"]]
    once = passed.drop_duplicates(["client", "from_role", "to_role"])
    return dict(Counter(zip(once["from_role"], once["to_role"], strict=True)))


def _waiting(passages: pd.DataFrame, pair: tuple[str, str]) -> bool:
    """Whether a passage between the two has perhaps begun."""
    open_ = passages[passages["kind"] == "unsettled"]
    return bool(((open_["from_role"] == pair[0]) & (open_["to_role"] == pair[1])).any())


def between_employees(passages: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Clients who passed from one employee to another, and how many pairs are not shown.

    A pair with fewer than `FLOOR` clients would tell of single people: it is left out. `at_once`:
    the most of these clients that passed within `RESHUFFLE_DAYS`.
    """
    passed = passages[passages["kind"].isin(PASSED)]
    passed = passed[passed["from_employee"] != passed["to_employee"]]
    rows, hidden = [], 0
    for (giver, taker), part in passed.groupby(["from_employee", "to_employee"]):
        first = part.groupby("client")["day"].min()
        if len(first) < FLOOR:
            hidden += 1
            continue
        days = np.sort(first.to_numpy().astype("datetime64[D]").astype(np.int64))
        at_once = np.searchsorted(days, days + RESHUFFLE_DAYS, side="left") - np.arange(len(days))
        rows.append((str(giver), str(taker), len(days), int(at_once.max())))
    rows.sort(key=lambda row: (-row[2], row[0], row[1]))
    columns = ["from_employee", "to_employee", "clients", "at_once"]
    return pd.DataFrame(rows, columns=columns), hidden
