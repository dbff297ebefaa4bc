"""The tables of the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.language import Text, say
from kit.questions.decision.belief import Origin
from kit.questions.decision.case import Case
from kit.questions.decision.value import summed, worth
from kit.questions.question import Column, Table

ORIGINS: Mapping[Origin, Text] = {
    "estimated": say("your past handoffs"),
    "company": say("your statement"),
    "data": say("your data"),
    "literature": say("published, of another company"),
    "placeholder": say("placeholder of the kit"),
}
TRIGGER = Column("trigger", say("Trigger"), shown=False)
LABEL = Column("label", say("Trigger"), "words")
INPUT = Column("input", say("Id"), shown=False)
FIGURE = Column("label", say("Figure"), "words")
UNIT = Column("unit", say("Unit"), shown=False)
RULES = Table(
    (
        TRIGGER,
        LABEL,
        Column("fired", say("Handed over in that time"), "clients"),
        Column(
            "value",
            say("Worth against «the hunter keeps everyone» (9 of 10 futures)"),
            "money",
            interval=True,
        ),
        Column("p_best", say("Best in so many of the futures"), "share"),
        Column("regret", say("Loss to be expected if it is chosen"), "money"),
        Column("regret_share", say("The same, of the margin"), "share"),
    )
)
INPUTS = Table(
    (
        INPUT,
        FIGURE,
        Column("range", say("Likely (from … to)"), "words"),
        Column("low", say("Low"), "", shown=False),
        Column("likely", say("Likely"), "", shown=False),
        Column("high", say("High"), "", shown=False),
        UNIT,
        Column("origin", say("Origin"), shown=False),
        Column("origin_label", say("Whose figure"), "words"),
        Column("source", say("Source"), "words"),
        Column("borrowed", say("Not, or mostly not, your company's own"), "yes or no", False),
    ),
    "inputs",
    say("What the decision rests on"),
    say(
        "The range of each figure, and whose it is. Below the lower and above the upper end lies 1 "
        "case in 20 each."
    ),
)
INFORMATION = Table(
    (
        INPUT,
        FIGURE,
        Column("evppi", say("What knowing it would be worth"), "money"),
        Column("share", say("Of all that could be won by knowing"), "share"),
    ),
    "information",
    say("What it would be worth to know"),
    say(
        "How much a better choice would bring, on average, if the figure were known exactly before "
        "choosing. It is an upper limit to what finding it out may cost."
    ),
)
BREAK_EVEN = Table(
    (
        INPUT,
        FIGURE,
        Column("value", say("Value"), "", shown=False),
        UNIT,
        Column("rule_below", say("Ahead below"), shown=False),
        Column("rule_above", say("Ahead above"), shown=False),
        Column("sentence", say("In words"), "words"),
    ),
    "break_even",
    say("Where rules change places"),
    say("One figure at a time, all others as expected."),
)
HANDED = Table(
    (
        TRIGGER,
        LABEL,
        Column("part", say("Clients"), shown=False),
        Column("part_label", say("Clients"), "words"),
        Column("clients", say("How many"), "clients"),
        Column("value_per_client", say("Worth per client"), "money"),
    ),
    "handed",
    say("With and without clients who were handed over already"),
    say("Expected worth per client against «the hunter keeps everyone»."),
)
CRITERIA = Table(
    (
        TRIGGER,
        LABEL,
        Column("score", say("Mean score"), "share"),
        Column("rank_1", say("Comes first"), "share"),
        Column("rank_2", say("Comes second"), "share"),
        Column("rank_3", say("Comes third"), "share"),
    ),
    "criteria",
    say("By all the criteria that you weighed"),
    say(
        "In what share of the plausible futures, and of weights around your own, each rule comes "
        "first, second, third."
    ),
)
TABLES = (RULES, INPUTS, INFORMATION, BREAK_EVEN, HANDED, CRITERIA)


def details(
    case: Case, rules: tuple[str, ...], handed: npt.NDArray[np.bool_]
) -> dict[str, pd.DataFrame]:
    """The further tables by name.

    Parameters
    ----------
    rules
        Text forms in the order of `case.labels`.
    handed
        Which clients have a recorded handoff.
    """
    return {
        "inputs": _inputs(case),
        "information": _information(case),
        "break_even": _break_even(case, rules),
        "handed": _handed(case, rules, handed),
        "criteria": _criteria(case),
    }


def main_table(case: Case, rules: tuple[str, ...]) -> pd.DataFrame:
    """One row per rule."""
    values, verdict = case.weighed.future.values, case.weighed.verdict
    low, high = np.quantile(values, [0.05, 0.95], axis=0)
    return pd.DataFrame(
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


def _whole(money: Any) -> list[int]:
    return [round(float(amount)) for amount in money]


def _inputs(case: Case) -> pd.DataFrame:
    return INPUTS.frame(
        {
            "input": belief.id,
            "label": belief.input.label,
            "range": case.range_of(belief),
            "low": belief.low,
            "likely": belief.likely,
            "high": belief.high,
            "unit": belief.input.unit,
            "source": belief.source,
            "origin": belief.origin,
            "origin_label": ORIGINS[belief.origin],
            "borrowed": belief.borrowed,
        }
        for belief in case.weighed.believed
    )


def _information(case: Case) -> pd.DataFrame:
    regret = float(case.weighed.verdict.regret[case.weighed.verdict.best])
    return INFORMATION.frame(
        {
            "input": belief.id,
            "label": belief.input.label,
            "evppi": round(value),
            "share": min(value / regret, 1.0) if regret > 0 else 0.0,
        }
        for belief, value in case.information
    )


def _break_even(case: Case, rules: tuple[str, ...]) -> pd.DataFrame:
    return BREAK_EVEN.frame(
        {
            "input": turn.belief.id,
            "label": turn.belief.input.label,
            "value": turn.value,
            "unit": turn.belief.input.unit,
            "rule_below": rules[turn.below],
            "rule_above": rules[turn.above],
            "sentence": case.sentence(turn),
        }
        for turn in case.weighed.turns
    )


def _handed(case: Case, rules: tuple[str, ...], handed: npt.NDArray[np.bool_]) -> pd.DataFrame:
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
                    "part_label": [names[part]] * len(rules),
                    "trigger": rules,
                    "label": case.labels,
                    "clients": int(which.sum()),
                    "value_per_client": _whole(values / which.sum()),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _criteria(case: Case) -> pd.DataFrame:
    table = case.criteria
    if len(table):
        table.insert(1, "label", list(case.labels))
    return table
