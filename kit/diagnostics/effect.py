"""What did past handoffs do to what clients brought?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.diagnostics.absent import without_orders
from kit.diagnostics.changes import CLASSES, day_numbers
from kit.diagnostics.columns import describe
from kit.diagnostics.conveyor import FLOOR
from kit.diagnostics.departures import departures
from kit.diagnostics.effect_text import (
    COLUMNS,
    QUESTION,
    RUNGS,
    SOURCES,
    answer,
    assumptions,
    caveats,
    needs,
)
from kit.diagnostics.evidence import Evidence, assess
from kit.diagnostics.finding import Finding, Status
from kit.diagnostics.gates import MDE_FACTOR
from kit.diagnostics.imputation import imputed
from kit.diagnostics.parts import change_of_new, repeat_only
from kit.diagnostics.randomisation import randomisation
from kit.diagnostics.trials import BEFORE, MONTHS, Trials
from kit.diagnostics.two_way import Ratio, ratio
from kit.language import Language, say
from kit.sales.tables import Sales

PARTS = {
    "all": say("everything the client buys"),
    "repeat": say("product groups bought before"),
    "new": say("product groups new to the client"),
}


def effect(company: Company, sales: Sales | None) -> Finding:
    """By how much did a client's margin change because it was handed over?

    Estimand: the ratio of the monthly margin (revenue, where margins are not complete) over up to
    twelve months after a handoff to what it would have been without one, less 1, averaged over the
    clients handed over. It is estimated on the highest rung of the ladder of evidence that the
    records reach: a lot (L3), departures of reps (L2), waiting after a rule (L1); below that
    nothing is estimated (L0). Formulas, assumptions and sources: docs/methods.md.

    Parameters
    ----------
    company : Company
        Its roles and people, and the rule in force on the arrow from the hunter.
    sales : Sales or None
        Orders, and what is known of owners: assignments, or employees on orders; an experiment.

    Returns
    -------
    Finding
        `numbers`: `rung`, `estimate`, `low`, `high` (relative; None where withdrawn), `mde`,
        `handoffs`, `clients` and the owner changes by class. `details`: `changes`, `at_once`,
        `ladder`, `months`. Never `answered` on L0, nor where the changes are not known to be
        handoffs. Without sales, or without any owner: `needs data`.
    """
    if sales is None:
        absent = say("Without orders nothing can be said about what handoffs did.")
        return without_orders(company, "effect", QUESTION, absent)
    language = Language(company.settings.language)
    found = assess(company, sales)
    numbers = _numbers(company, found)
    stack = None if found.biased else found.rung.stack
    finding = Finding(
        name="effect",
        question=language(QUESTION),
        status=_status(found),
        evidence=found.rung.name,
        text="",
        table=_parts(stack, found, language),
        details={
            "changes": _changes(found, language),
            "at_once": _moves(found, language),
            "ladder": _ladder(found, language),
            "months": _months(stack if found.rung.wide_enough else None, language),
        },
        numbers=numbers,
        assumptions=tuple(language(one) for one in assumptions(found)),
        caveats=tuple(language(one) for one in caveats(found, numbers)),
        needs=tuple(language(one) for one in needs(found)),
        sources=SOURCES,
        language=language.code,
        currency=sales.currency,
        per_unit=sales.per_unit,
    )
    return replace(finding, text="\n\n".join(language(one) for one in answer(found, finding)))


def _status(found: Evidence) -> Status:
    if found.past is None and found.rung.stack is None:
        return "needs data"
    if found.rung.name == "L0" or found.biased or found.imprecise:
        return "cannot tell"
    return "answered" if found.rung.about == "handoff" else "cannot tell"


def _numbers(company: Company, found: Evidence) -> dict[str, Any]:
    kept = None if found.biased else found.estimate
    low, high = kept.interval() if kept else (None, None)
    changes = found.past.changes if found.past and found.past.owned else None
    check = found.past.check if found.past else None
    treated, compared = found.rung.stack.arms if found.rung.stack else (0, 0)
    p, draws = (None, None)
    if kept and found.rung.stack:
        p, draws = randomisation(found.rung.stack, company.settings.seed)
    return {
        "rung": found.rung.name,
        "about": found.rung.about if found.rung.stack else None,
        "measure": found.past.ledger.measure if found.past else None,
        "estimate": kept.change if kept else None,
        "low": low,
        "high": high,
        "standard_error": kept.spread if kept else None,
        "mde": found.mde,
        "withdrawn": bool(found.biased),
        "clients": found.rung.stack.clients if found.rung.stack else 0,
        "treated": treated,
        "compared": compared,
        "months": found.rung.months if found.rung.stack else None,
        "breakdown": _breakdown(kept),
        "placebo": found.placebo.change if found.placebo else None,
        "placebo_p": found.placebo.p if found.placebo else None,
        "randomisation_p": p,
        "randomisation_draws": draws,
        "full_panel": _full_panel(found) if kept else None,
        "largest_receiver": _largest_receiver(found),
        "changes": len(found.past.changes.table) if found.past else 0,
        "handoffs": changes.count("handoff") if changes else 0,
        **{one: changes.count(one) if changes else None for one in CLASSES},
        "reshuffles": len(_reshuffles(found)),
        "stand_ins": len(changes.stand_ins) if changes else 0,
        "owners_agree": check.same_owner_rate if check else None,
        "owners_by_chance": check.chance_rate if check else None,
    }


def _breakdown(kept: Ratio | None) -> float | None:
    """The hidden difference between the groups that would take the interval to «no change»."""
    if kept is None:
        return None
    low, high = kept.interval()
    if low <= 0 <= high:
        return 0.0
    return -high / (1 + high) if high < 0 else low


def _full_panel(found: Evidence) -> float | None:
    if found.past is None:
        return None
    known = found.past
    return imputed(known.ledger, known.handed if known.roles_known else known.moved)


def _largest_receiver(found: Evidence) -> float | None:
    """The largest share of the compared handoffs that one person has taken over."""
    if found.past is None or found.rung.stack is None:
        return None
    rows = found.rung.stack.entries
    handed = set(rows.client[rows.treated].tolist())
    lasting = found.past.changes.lasting()
    lasting = lasting[np.isin(found.past.ledger.numbers(lasting["client"]), list(handed))]
    return (
        float(lasting["to_employee"].value_counts(normalize=True).iloc[0]) if len(lasting) else None
    )


def _parts(stack: Trials | None, found: Evidence, language: Language) -> pd.DataFrame:
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


def _changes(found: Evidence, language: Language) -> pd.DataFrame:
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


def _reshuffles(found: Evidence) -> list[dict[str, Any]]:
    """Redistributions: changes of a pair of people, both ways if they came together."""
    if found.past is None or not found.past.owned:
        return []
    table = found.past.changes.table
    table = table[table["kind"] == "reshuffle"]
    merged: dict[tuple[str, str], dict[str, Any]] = {}
    for (giver, taker), part in table.groupby(["from_employee", "to_employee"]):
        day = int(day_numbers(part["day"]).min())
        back = merged.get((str(taker), str(giver)))
        if back is not None and abs(back["day"] - day) <= found.past.silence:
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


def _moves(found: Evidence, language: Language) -> pd.DataFrame:
    """When many clients of one person changed hands at once; nobody with fewer than five."""
    rows = _reshuffles(found)
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


def _ladder(found: Evidence, language: Language) -> pd.DataFrame:
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


def _months(stack: Trials | None, language: Language) -> pd.DataFrame:
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
