"""What `pay` is made of: the break-even as a table, and its numbers by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kit.choice.paying import Pay, Verdict
from kit.choice.weighing import Weighed
from kit.language import say
from kit.policies.words import label
from kit.questions.question import Column, Table

BREAK_EVEN = Table(
    (
        Column("policy", say("Policy"), "words", shown=False),
        Column("hours", say("Account managers' hours"), "words"),
        Column("may_cost", say("A handoff may cost of a client's margin"), "share", interval=True),
        # the same with the sign turned, for sentences
        Column("must_gain", say("A handoff has to gain"), "share", shown=False, interval=True),
        Column("verdict", say("Does it pay?"), "words"),
    ),
    title=say("Does it pay?"),
    note=say("Below zero: what a handoff has to gain. Range: 9 of 10 plausible cases."),
)
VERDICTS = {
    "pays": say("it pays"),
    "does not": say("it does not pay"),
    "no difference": say("no difference you could notice"),
    "open": say("open"),
}
WHOLE = 1.0  # more than all of its margin a client cannot lose


def break_even(weighed: Weighed, found: Pay | None) -> pd.DataFrame:
    """A row for hours that are paid anyway, and one for hours to be hired."""
    if found is None:
        return BREAK_EVEN.frame([])
    cases = (
        (say("paid anyway"), found.paid, found.verdict_paid),
        (say("to be hired"), found.hired, found.verdict_hired),
    )
    rows = []
    for hours, may_cost, verdict in cases:
        ends = np.quantile(np.minimum(may_cost, WHOLE), [0.05, 0.5, 0.95]).tolist()
        low, likely, high = ends
        rows.append(
            {
                "policy": label(found.policy),
                "hours": hours,
                "may_cost": likely,
                "may_cost_low": low,
                "may_cost_high": high,
                "must_gain": -likely,
                "must_gain_low": -high,
                "must_gain_high": -low,
                "verdict": VERDICTS[_told(weighed, verdict)],
            }
        )
    return BREAK_EVEN.frame(rows)


def pay_numbers(weighed: Weighed, found: Pay | None) -> dict[str, Any]:
    """The figures of the answer, by name."""
    evidence = weighed.evidence
    low, high = (evidence.told if evidence.may_decide else None) or (None, None)
    return {
        "policy": None if found is None else str(found.policy),
        "clients_handed_over": 0 if found is None else found.handed,
        "months": weighed.months,
        "new_clients_followed": weighed.followed,
        "hours_have_worth": weighed.hours_have_worth,
        "verdict_paid_anyway": None if found is None else _told(weighed, found.verdict_paid),
        "verdict_to_be_hired": None if found is None else _told(weighed, found.verdict_hired),
        "effect": evidence.middle,
        "effect_low": low,
        "effect_high": high,
        "effect_firm": evidence.firm,
        "own_figures": not weighed.ours,
        "own_evidence": weighed.own_effect,
    }


def _told(weighed: Weighed, verdict: Verdict) -> Verdict:
    """Open, as long as a placeholder or a mere statement would decide."""
    return verdict if weighed.own else "open"
