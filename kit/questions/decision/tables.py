"""What the decision is made of, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from kit.choice.beliefs import Origin
from kit.choice.paying import Pay
from kit.choice.weighing import Weighed
from kit.language import Text, say
from kit.policies import words as policy_words
from kit.policies.result import Replay
from kit.questions.carry_figures import LOADS, PEOPLE, loads, people
from kit.questions.decision.words import named, range_of
from kit.questions.pay_figures import BREAK_EVEN, break_even
from kit.questions.question import Column, Table

ORIGINS: Mapping[Origin, Text] = {
    "data": say("your data"),
    "measured": say("measured"),
    "company": say("stated"),
    "placeholder": say("a placeholder"),
}

POLICIES = Table(
    (
        Column("policy", say("Policy, as written"), shown=False),
        Column("label", say("Policy"), "words"),
        Column("terms", say("Policy with its terms"), "words", shown=False),
        Column("handoffs", say("Clients handed over"), "clients"),
        Column("one_timers", say("Of these, one deal and none since"), "clients"),
        Column("wait", say("Usual wait, days"), "days"),
        Column("at_the_end", say("With account managers at the end"), "clients"),
        Column("load", say("Share of their hours, highest month"), "share"),
        Column("risk", say("Costs over 1% of the margin against the best"), "share"),
        Column("answer", say("Answer"), "words"),
    ),
)
INPUTS = Table(
    (
        Column("input", say("Figure, as written"), shown=False),
        Column("label", say("Figure"), "words"),
        Column("range", say("Taken here"), "words"),
        Column("low", say("Low"), "number", shown=False),
        Column("likely", say("Likely"), "number", shown=False),
        Column("high", say("High"), "number", shown=False),
        Column("factor", say("Widened"), "times"),
        Column("unit", say("Unit"), shown=False),
        Column("source", say("Where it comes from"), "words"),
        Column("origin", say("Origin, as written"), shown=False),
        Column("origin_label", say("Origin"), "words"),
    ),
    name="inputs",
    title=say("The figures behind it"),
    note=say("Range: 9 of 10 cases, after widening what was stated."),
)
MEASURING = Table(
    (
        Column("input", say("Figure, as written"), shown=False),
        Column("label", say("Figure"), "words"),
        Column("fall", say("The risk falls by, points"), "share"),
        Column("how", say("How to find it out"), "words"),
    ),
    name="measuring",
    title=say("What is worth measuring"),
    note=say("By how much the risk of a wrong choice falls, on average, once the figure is known."),
)
MONTHS = Table(
    (
        Column("policy", say("Policy, as written")),
        Column("month", say("Month"), "date"),
        Column("clients", say("With account managers"), "clients"),
        Column("handoffs", say("Handed over"), "clients"),
        Column("waiting", say("Waiting for room"), "clients"),
    ),
    name="months",
)
# what its sentences say of carrying and paying; shown with these questions
BOOKS = replace(PEOPLE, name="books")
HOURS = replace(LOADS, title=None, note=None)
PAYING = replace(BREAK_EVEN, name="break_even", title=None, note=None)
TABLES = (POLICIES, INPUTS, MEASURING, MONTHS, BOOKS, HOURS, PAYING)


def main_table(weighed: Weighed, *, decided: bool) -> pd.DataFrame:
    """One row per policy; `decided`: whether the best one is chosen."""
    return POLICIES.frame(
        {
            "policy": str(policy),
            "label": named(policy, weighed),
            "terms": policy_words.label(policy),
            "handoffs": int(run.handoffs.sum()),
            "one_timers": int(run.one_timers.sum()),
            "wait": round(float(np.median(run.waits))) if len(run.waits) else None,
            "at_the_end": int(run.clients[-1]) if len(run.clients) else 0,
            "load": _peak(weighed, place),
            "risk": None if weighed.choice is None else float(weighed.choice.risk[place]),
            "answer": _part(weighed, place, decided=decided),
        }
        for place, (policy, run) in enumerate(zip(weighed.policies, weighed.replays, strict=True))
    )


def _peak(weighed: Weighed, place: int) -> float | None:
    """The highest month of the likely load; None where hours are not known."""
    load = weighed.future.load
    if load is None or not weighed.carry.stated:
        return None
    return float(np.median(load[place], axis=0).max())


def _part(weighed: Weighed, place: int, *, decided: bool) -> Text | None:
    choice = weighed.choice
    if choice is None or not weighed.asked:
        return None
    if place == choice.best:
        return say("chosen") if decided else say("in front, not decided")
    if place in choice.same:
        return say("no difference you could notice")
    if place == choice.rival and not choice.decided:
        return say("or this one")
    return None


def details(
    weighed: Weighed, found: Pay | None, falls: Mapping[str, float]
) -> dict[str, pd.DataFrame]:
    """The further tables."""
    return {
        BOOKS.name: people(weighed.carry),
        HOURS.name: loads(weighed.carry),
        PAYING.name: break_even(weighed, found),
        "inputs": _inputs(weighed),
        "measuring": _measuring(weighed, falls),
        "months": pd.concat([_months(run) for run in weighed.replays], ignore_index=True),
    }


def _inputs(weighed: Weighed) -> pd.DataFrame:
    rows = []
    for belief in weighed.believed.values():
        low, high = belief.reach()
        rows.append(
            {
                "input": belief.id,
                "label": belief.input.label,
                "range": range_of(belief, weighed),
                "low": low,
                "likely": belief.likely,
                "high": high,
                "factor": belief.factor,
                "unit": belief.input.unit,
                "source": belief.source,
                "origin": belief.origin,
                "origin_label": ORIGINS[belief.origin],
            }
        )
    return INPUTS.frame(rows)


def _measuring(weighed: Weighed, falls: Mapping[str, float]) -> pd.DataFrame:
    ranked = sorted(falls.items(), key=lambda item: -item[1])
    return MEASURING.frame(
        {
            "input": name,
            "label": weighed.believed[name].input.label,
            "fall": fall,
            "how": weighed.believed[name].input.measure,
        }
        for name, fall in ranked
    )


def _months(run: Replay) -> pd.DataFrame:
    return MONTHS.frame(
        {"policy": str(run.policy), "month": month, "clients": n, "handoffs": new, "waiting": wait}
        for month, n, new, wait in zip(
            run.months.astype("datetime64[s]"),
            run.clients.tolist(),
            run.handoffs.tolist(),
            run.waiting.tolist(),
            strict=True,
        )
    )
