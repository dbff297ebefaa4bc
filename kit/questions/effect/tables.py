"""The tables of the Finding `effect`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kit.evidence.assessment import Evidence, compared
from kit.evidence.departures import departures
from kit.evidence.luck import ratio
from kit.evidence.trials import BEFORE, MONTHS, Trials
from kit.evidence.two_way import Ratio
from kit.gates import MIN_ARM, MOVE_DAYS
from kit.language import say
from kit.owners.changes import CLASSES
from kit.owners.ownership import day_numbers
from kit.owners.passages import FLOOR
from kit.questions.effect.product_groups import change_of_new, repeat_only
from kit.questions.effect.words import RUNGS
from kit.questions.question import Column, Table

CLIENTS = Column("clients", say("Clients"), "clients")
CHANGES = Column("changes", say("Changes"), "")
KIND = Column("kind", say("Kind"), shown=False)
LABEL = Column("label", say("What"), "words")
PARTS_TABLE = Table(
    (
        Column("part", say("Part"), shown=False),
        LABEL,
        Column("treated", say("Clients handed over"), "clients"),
        Column("compared", say("Clients compared with"), "clients"),
        Column("estimate", say("Change after a handoff"), "share", shown=False),
        Column("estimate_low", say("Change after a handoff: from"), "share"),
        Column("estimate_high", say("to"), "share"),
        Column("mde", say("Smallest change that would usually be noticed"), "share"),
    )
)
CHANGES_TABLE = Table(
    (KIND, LABEL, CHANGES, CLIENTS),
    "changes",
    say("Changes of a client's owner, by kind"),
    say("Each change between a client's consecutive owners, once."),
)
AT_ONCE = Table(
    (
        Column("date", say("From the day"), "date"),
        Column("from_employee", say("From whom")),
        Column("to_employee", say("To whom")),
        CHANGES,
        CLIENTS,
        Column("both_ways", say("Both ways"), "yes or no", shown=False),
        KIND,
        LABEL,
        Column("held", say("Active clients, moved or not"), "clients"),
        Column("compared", say("Clients compared with"), "clients"),
        Column("change_low", say("Change afterwards: from"), "share"),
        Column("change_high", say("to"), "share"),
    ),
    "at_once",
    say("When many clients of one person changed hands at once"),
    say("People with too few clients are left out, so that nobody is exposed."),
)
LADDER = Table(
    (
        Column("rung", say("Rung")),
        LABEL,
        Column("reached", say("Reached"), "yes or no"),
        Column("why", say("Why"), "words"),
    ),
    "ladder",
    say("The ladder of evidence: which rung these records reach"),
    say("From an experiment down to a description; the highest one reached counts."),
)
MONTHS_TABLE = Table(
    (
        Column("month", say("Month after the handoff"), ""),
        Column("seen", say("Cases seen"), ""),
        Column("ratio", say("Handed over against compared"), "", interval=True),
    ),
    "months",
)
PARTS = {
    "all": say("everything the client buys"),
    "repeat": say("product groups bought before"),
    "new": say("product groups new to the client"),
}


def parts(stack: Trials | None, evidence: Evidence) -> pd.DataFrame:
    """What the comparison alone gives: in all, for goods bought before, and for new ones."""
    rows: list[dict[str, Any]] = []
    if stack is not None and evidence.estimate is not None:
        estimates = {"all": _row(evidence.estimate)}
        if stack.new is not None:
            repeat = ratio(repeat_only(stack).panel())
            if repeat is not None:
                estimates["repeat"] = _row(repeat)
                estimates["new"] = change_of_new(stack, repeat)
        treated, others = stack.arms
        for part, row in estimates.items():
            label = PARTS[part]
            if not evidence.firm:  # a point in a range that cannot tell leads astray
                row["estimate"] = None
            rows.append(
                {"part": part, "label": label, "treated": treated, "compared": others, **row}
            )
    figures = ("estimate", "estimate_low", "estimate_high", "mde")
    return PARTS_TABLE.frame(rows).astype(dict.fromkeys(figures, float))


def _row(change: Ratio) -> dict[str, float | None]:
    low, high = change.interval()
    return {
        "estimate": change.change,
        "estimate_low": low,
        "estimate_high": high,
        "mde": change.noticed(),
    }


def changes(evidence: Evidence) -> pd.DataFrame:
    """Owner changes by class."""
    rows = []
    if evidence.past is not None and evidence.past.owned:
        by = evidence.past.changes.table.groupby("kind")["client"].agg(["size", "nunique"])
        for kind, label in CLASSES.items():
            if kind in by.index:
                n, clients = int(by["size"][kind]), int(by["nunique"][kind])
                rows.append({"kind": kind, "label": label, "changes": n, "clients": clients})
    return CHANGES_TABLE.frame(rows)


def reshuffles(evidence: Evidence) -> list[dict[str, Any]]:
    """Redistributions: changes of a pair of people, both ways if they came together."""
    if evidence.past is None or not evidence.past.owned:
        return []
    table = evidence.past.changes.table
    table = table[table["kind"] == "reshuffle"]
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for (giver, taker), part in table.groupby(["from_employee", "to_employee"]):
        day = int(day_numbers(part["day"]).min())
        back = merged.get((str(taker), str(giver)))
        if back is not None and abs(back["day"] - day) <= evidence.past.book.silence:
            back["changes"] += len(part)
            back["clients"] |= set(part["client"])
            back["both_ways"] = True
            back["day"] = min(back["day"], day)
            continue
        merged[str(giver), str(taker)] = {
            "day": day,
            "from_employee": str(giver),
            "to_employee": str(taker),
            "changes": len(part),
            "clients": set(part["client"]),
            "both_ways": False,
            "kind": "reshuffle",
        }
    for row in merged.values():
        row["clients"] = len(row["clients"])
    return sorted(merged.values(), key=lambda row: (row["day"], row["from_employee"]))


def at_once(evidence: Evidence) -> pd.DataFrame:
    """When many clients of one person changed hands at once; nobody with fewer than five."""
    rows = reshuffles(evidence)
    if evidence.past is not None and evidence.past.owned:
        rows += [
            {
                "day": move.day,
                "from_employee": move.rep,
                "to_employee": "",
                "changes": move.moved,
                "clients": move.moved,
                "both_ways": False,
                "kind": "departure",
            }
            for move in departures(evidence.past).accepted
            if move.left and move.moved >= FLOOR
        ]
    rows = [{**row, **_afterwards(evidence, row)} for row in rows]
    words = {"reshuffle": say("redistributed"), "departure": say("left")}
    days = np.array([row["day"] for row in rows], dtype=np.int64)
    table = AT_ONCE.frame({**row, "label": words[row["kind"]]} for row in rows)
    table["date"] = days.astype("datetime64[D]").astype("datetime64[s]")
    figures = ("held", "compared", "change_low", "change_high")
    return table.astype(dict.fromkeys(figures, float))


def _afterwards(evidence: Evidence, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the clients of these people brought afterwards against those of others: a range."""
    past, stack = evidence.past, evidence.rung.stack
    if past is None or stack is None or evidence.rung.name != "L2" or evidence.biased:
        return {}
    people = {row["from_employee"], row["to_employee"] if row["both_ways"] else None}
    moves = [
        move
        for move in departures(past).accepted
        if move.rep in people and abs(move.day - row["day"]) <= MOVE_DAYS
    ]
    reps = [past.holdings.code(move.rep) for move in moves]
    rows = stack.entries
    mine = rows.treated & np.isin(rows.rep, reps)
    mine &= np.isin(rows.zero, [move.day for move in moves])
    if not mine.any():
        return {}
    event = stack.take(np.flatnonzero(np.isin(rows.trial, rows.trial[mine])))
    change, _ = compared(event, "L2")
    held, others = event.arms
    if change is None or min(held, others) < MIN_ARM:
        return {}
    low, high = change.interval()
    return {"held": held, "compared": others, "change_low": low, "change_high": high}


def ladder(evidence: Evidence) -> pd.DataFrame:
    """Every rung: whether it is reached, and why."""
    return LADDER.frame(
        {"rung": rung.name, "label": RUNGS[rung.name], "reached": rung.reached, "why": rung.why}
        for rung in evidence.ladder
    )


def months(stack: Trials | None) -> pd.DataFrame:
    """Month by month, the treated against the compared: 1 is no difference.

    A month after time zero is set against all months before it; a month before it against the
    other months before. Before time zero there can be no effect.
    """
    rows = []
    earlier = MONTHS[:BEFORE]
    for month in MONTHS if stack is not None else ():
        assert stack is not None
        change = ratio(stack.panel(np.union1d(earlier, [month]), np.array([month])))
        row: dict[str, Any] = {
            "month": int(month),
            "seen": int(stack.seen[:, month + BEFORE].sum()),
        }
        if change is not None:
            low, high = change.interval()
            row |= {"ratio": math.exp(change.log), "ratio_low": low + 1, "ratio_high": high + 1}
        rows.append(row)
    return MONTHS_TABLE.frame(rows).astype({"ratio": float})
