"""The tables of the Finding `effect`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from kit.evidence.assessment import Evidence
from kit.evidence.departures import departures
from kit.evidence.trials import BEFORE, MONTHS, Trials
from kit.evidence.two_way import Ratio, ratio
from kit.gates import MDE_FACTOR
from kit.language import Language, say
from kit.owners.changes import CLASSES
from kit.owners.ownership import day_numbers
from kit.owners.passages import FLOOR
from kit.questions.effect.product_groups import change_of_new, repeat_only
from kit.questions.effect.words import COLUMNS, RUNGS
from kit.questions.headings import describe

PARTS = {
    "all": say("everything the client buys"),
    "repeat": say("product groups bought before"),
    "new": say("product groups new to the client"),
}


def parts(stack: Trials | None, found: Evidence, language: Language) -> pd.DataFrame:
    """The estimate in all, and apart for what was bought before and what is new to a client."""
    rows: list[dict[str, Any]] = []
    if stack is not None and found.estimate is not None:
        estimates = {"all": _row(found.estimate)}
        if stack.new is not None:
            repeat = ratio(repeat_only(stack).panel())
            if repeat is not None:
                estimates["repeat"] = _row(repeat)
                estimates["new"] = change_of_new(stack, repeat)
        treated, compared = stack.arms
        for part, row in estimates.items():
            label = language(PARTS[part])
            rows.append(
                {"part": part, "label": label, "treated": treated, "compared": compared, **row}
            )
    columns = ["part", "label", "treated", "compared", "estimate", "estimate_low", "estimate_high"]
    shown = ["label", "treated", "compared", "estimate", "mde"]
    return describe(pd.DataFrame(rows, columns=[*columns, "mde"]), COLUMNS, language, shown)


def _row(one: Ratio) -> dict[str, float | None]:
    low, high = one.interval()
    return {
        "estimate": one.change,
        "estimate_low": low,
        "estimate_high": high,
        "mde": MDE_FACTOR * one.error,
    }


def changes(found: Evidence, language: Language) -> pd.DataFrame:
    """Owner changes by class."""
    rows = []
    if found.past is not None and found.past.owned:
        by = found.past.changes.table.groupby("kind")["client"].agg(["size", "nunique"])
        for kind, label in CLASSES.items():
            if kind in by.index:
                n, clients = int(by["size"][kind]), int(by["nunique"][kind])
                rows.append(
                    {"kind": kind, "label": language(label), "changes": n, "clients": clients}
                )
    table = pd.DataFrame(rows, columns=["kind", "label", "changes", "clients"])
    return describe(table, COLUMNS, language, ["label", "changes", "clients"])


def reshuffles(found: Evidence) -> list[dict[str, Any]]:
    """Redistributions: changes of a pair of people, both ways if they came together."""
    if found.past is None or not found.past.owned:
        return []
    table = found.past.changes.table
    table = table[table["kind"] == "reshuffle"]
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for (giver, taker), part in table.groupby(["from_employee", "to_employee"]):
        day = int(day_numbers(part["day"]).min())
        back = merged.get((str(taker), str(giver)))
        if back is not None and abs(back["day"] - day) <= found.past.book.silence:
            back["changes"] += len(part)
            back["both_ways"] = True
            back["day"] = min(back["day"], day)
            continue
        merged[str(giver), str(taker)] = {
            "day": day,
            "from_employee": str(giver),
            "to_employee": str(taker),
            "changes": len(part),
            "both_ways": False,
            "kind": "reshuffle",
        }
    return sorted(merged.values(), key=lambda one: (one["day"], one["from_employee"]))


def at_once(found: Evidence, language: Language) -> pd.DataFrame:
    """When many clients of one person changed hands at once; nobody with fewer than five."""
    rows = reshuffles(found)
    if found.past is not None and found.past.owned:
        rows += [
            {
                "day": one.day,
                "from_employee": one.rep,
                "to_employee": "",
                "changes": len(one.clients),
                "both_ways": False,
                "kind": "departure",
            }
            for one in departures(found.past)
            if len(one.clients) >= FLOOR
        ]
    table = pd.DataFrame(
        rows, columns=["day", "from_employee", "to_employee", "changes", "both_ways", "kind"]
    )
    table["day"] = table["day"].to_numpy(np.int64).astype("datetime64[D]").astype("datetime64[s]")
    table = table.rename(columns={"day": "date"})
    words = {"reshuffle": say("redistributed"), "departure": say("left, or lost most clients")}
    table.insert(0, "label", [language(words[one]) for one in table["kind"]])
    shown = ["date", "from_employee", "to_employee", "changes", "label"]
    return describe(table, COLUMNS, language, shown)


def ladder(found: Evidence, language: Language) -> pd.DataFrame:
    """Every rung: whether it is reached, and why."""
    rows = [
        {
            "rung": one.name,
            "label": language(RUNGS[one.name]),
            "reached": language(say("yes") if one.reached else say("no")),
            "why": language(one.why),
        }
        for one in found.ladder
    ]
    return describe(pd.DataFrame(rows), COLUMNS, language)


def months(stack: Trials | None, language: Language) -> pd.DataFrame:
    """Month by month, the treated against the compared: 1 is no difference.

    A month after time zero is set against all months before it; a month before it against the
    other months before. Before time zero there can be no effect.
    """
    rows = []
    earlier = MONTHS[:BEFORE]
    for month in MONTHS if stack is not None else ():
        assert stack is not None
        one = ratio(stack.panel(np.union1d(earlier, [month]), np.array([month])))
        row: dict[str, Any] = {
            "month": int(month),
            "seen": int(stack.seen[:, month + BEFORE].sum()),
        }
        if one is not None:
            low, high = one.interval()
            row |= {"ratio": math.exp(one.log), "ratio_low": low + 1, "ratio_high": high + 1}
        rows.append(row)
    columns = ["month", "seen", "ratio", "ratio_low", "ratio_high"]
    table = pd.DataFrame(rows, columns=columns).astype({"ratio": float})
    return describe(table, COLUMNS, language)
