"""The tables of the decision, and how their columns are headed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.language import Language, Text, say
from kit.questions.decision.belief import Origin
from kit.questions.decision.case import Case
from kit.questions.decision.value import summed, worth
from kit.questions.headings import describe

ORIGINS: Mapping[Origin, Text] = {
    "estimated": say("your past handoffs"),
    "company": say("your statement"),
    "data": say("your data"),
    "literature": say("published, of another company"),
    "placeholder": say("placeholder of the kit"),
}
# column: its unit and heading; `_low` and `_high` are its range
HEADINGS: Mapping[str, tuple[str, Text]] = {
    "trigger": ("text", say("Trigger")),
    "label": ("text", say("Trigger")),
    "fired": ("clients", say("Handed over in that time")),
    "value": ("money", say("Worth against «the hunter keeps everyone» (9 of 10 futures)")),
    "p_best": ("share", say("Best in so many of the futures")),
    "regret": ("money", say("Loss to be expected if it is chosen")),
    "regret_share": ("share", say("The same, of the margin")),
    "input": ("text", say("Id")),
    "range": ("text", say("Likely (from … to)")),
    "low": ("", say("Low")),
    "likely": ("", say("Likely")),
    "high": ("", say("High")),
    "unit": ("text", say("Unit")),
    "source": ("text", say("Source")),
    "origin": ("text", say("Origin")),
    "origin_label": ("text", say("Whose figure")),
    "borrowed": ("", say("Not, or mostly not, your company's own")),
    "evppi": ("money", say("What knowing it would be worth")),
    "share": ("share", say("Of all that could be won by knowing")),
    "rule_below": ("text", say("Ahead below")),
    "rule_above": ("text", say("Ahead above")),
    "sentence": ("text", say("In words")),
    "part": ("text", say("Clients")),
    "part_label": ("text", say("Clients")),
    "clients": ("clients", say("How many")),
    "value_per_client": ("money", say("Worth per client")),
    "score": ("share", say("Mean score")),
    "rank_1": ("share", say("Comes first")),
    "rank_2": ("share", say("Comes second")),
    "rank_3": ("share", say("Comes third")),
}
# where the label is that of an input
INPUT_HEADINGS = {**HEADINGS, "label": ("text", say("Figure"))}
SHOWN = ("label", "fired", "value", "p_best", "regret", "regret_share")


def details(
    case: Case, rules: tuple[str, ...], handed: npt.NDArray[np.bool_], language: Language
) -> dict[str, pd.DataFrame]:
    """The further tables by name, described.

    Parameters
    ----------
    rules
        Text forms in the order of `case.labels`.
    handed
        Which clients have a recorded handoff.
    """
    tables = {
        "inputs": _inputs(case, language),
        "information": _information(case, language),
        "break_even": _break_even(case, rules, language),
        "handed": _handed(case, rules, handed, language),
        "criteria": _criteria(case, rules),
    }
    for one in tables.values():
        headings = INPUT_HEADINGS if "input" in one else HEADINGS
        describe(one, headings, language, one.attrs.get("shown"))
    return tables


def main_table(case: Case, rules: tuple[str, ...], language: Language) -> pd.DataFrame:
    """One row per rule, described."""
    values, verdict = case.weighed.future.values, case.weighed.verdict
    low, high = np.quantile(values, [0.05, 0.95], axis=0)
    table = pd.DataFrame(
        {
            "trigger": rules,
            "label": case.labels,
            "fired": [*case.seen.fired.sum(axis=0).tolist(), 0],
            "value": _whole(values.mean(axis=0)),
            "value_low": _whole(low),
            "value_high": _whole(high),
            "p_best": verdict.p_best,
            "regret": _whole(verdict.regret),
            "regret_share": verdict.regret_share,
        }
    )
    return describe(table, HEADINGS, language, SHOWN)


def _whole(money: Any) -> list[int]:
    return [round(float(one)) for one in money]


def _inputs(case: Case, language: Language) -> pd.DataFrame:
    rows = [
        {
            "input": one.id,
            "label": language(one.input.label),
            "range": case.range_of(one, language),
            "low": one.low,
            "likely": one.likely,
            "high": one.high,
            "unit": one.input.unit,
            "source": language(one.source),
            "origin": one.origin,
            "origin_label": language(ORIGINS[one.origin]),
            "borrowed": one.borrowed,
        }
        for one in case.weighed.believed
    ]
    table = pd.DataFrame(rows)
    table.attrs["shown"] = ["label", "range", "origin_label", "source"]
    return table


def _information(case: Case, language: Language) -> pd.DataFrame:
    regret = float(case.weighed.verdict.regret[case.weighed.verdict.best])
    table = pd.DataFrame(
        {
            "input": [one.id for one, _ in case.information],
            "label": [language(one.input.label) for one, _ in case.information],
            "evppi": [round(value) for _, value in case.information],
            "share": [
                min(value / regret, 1.0) if regret > 0 else 0.0 for _, value in case.information
            ],
        }
    )
    table.attrs["shown"] = ["label", "evppi", "share"]
    return table


def _break_even(case: Case, rules: tuple[str, ...], language: Language) -> pd.DataFrame:
    columns = ["input", "label", "value", "unit", "rule_below", "rule_above", "sentence"]
    rows = [
        (
            one.belief.id,
            language(one.belief.input.label),
            one.value,
            one.belief.input.unit,
            rules[one.below],
            rules[one.above],
            language(case.sentence(one, language)),
        )
        for one in case.weighed.turns
    ]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs["shown"] = ["label", "sentence"]
    return table


def _handed(
    case: Case, rules: tuple[str, ...], handed: npt.NDArray[np.bool_], language: Language
) -> pd.DataFrame:
    """The expected value per client, of all and of those without a recorded handoff."""
    parts = {"all": np.ones(len(handed), np.bool_), "without": ~handed, "with": handed}
    names = {
        "all": say("all clients"),
        "without": say("clients without a recorded handoff"),
        "with": say("clients with a recorded handoff"),
    }
    middle = {name: np.array([x.mean()]) for name, x in case.weighed.future.inputs.items()}
    frames = []
    for part, which in parts.items():
        if not which.any():
            continue
        sums = summed(case.seen.only(which))
        early = case.weighed.future.early_share
        values = worth(sums, middle, case.sales.per_unit, early)[0]
        frames.append(
            pd.DataFrame(
                {
                    "part": part,
                    "part_label": language(names[part]),
                    "trigger": rules,
                    "label": case.labels,
                    "clients": int(which.sum()),
                    "value_per_client": _whole(values / which.sum()),
                }
            )
        )
    table = pd.concat(frames, ignore_index=True)
    table.attrs["shown"] = ["label", "part_label", "clients", "value_per_client"]
    return table


def _criteria(case: Case, rules: tuple[str, ...]) -> pd.DataFrame:
    table = case.criteria
    if len(table):
        table.insert(1, "label", list(case.labels))
        table.attrs["shown"] = [name for name in table if name != "trigger"]
    return table
