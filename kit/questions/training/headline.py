"""What training against margin comes to in one sentence, and what to do next."""

from __future__ import annotations

from typing import Any

from kit.language import Text, say
from kit.questions.claims import Claim
from kit.questions.figures import rows_of
from kit.questions.finding import Finding
from kit.questions.next_steps import GIVE_ROLES
from kit.questions.training.words import UNKNOWN


def headline(finding: Finding) -> Claim:
    """Who gets most of the training, and whether they bring as much of the margin."""
    if finding.status == "needs data":
        return Claim(say("Training cannot be set against margin yet: data are missing."), "known")
    rows = [row for row in rows_of(finding.table) if row["role"] != UNKNOWN]
    if finding.status == "cannot tell" or not rows:
        text = say("Whether training goes where the margin comes from cannot be told.")
        return Claim(text, "inferred")
    most = max(rows, key=lambda row: row["spend_share"])
    return Claim(_text(most, finding.numbers["basis"] == "margin"), "known")


def _text(row: dict[str, Any], is_margin: bool) -> Text:
    values = {"role": row["label"], "spend": row["spend_share"]}
    # the interval of the money has to lie on one side before the two are set against each other
    if row["gap_points_low"] > 0:
        if is_margin:
            return say(
                "“{role}” gets {spend:percent} of the training and brings a smaller share of the "
                "margin.",
                **values,
            )
        return say(
            "“{role}” gets {spend:percent} of the training and brings a smaller share of the "
            "revenue.",
            **values,
        )
    if row["gap_points_high"] < 0:
        if is_margin:
            return say(
                "“{role}” gets {spend:percent} of the training and brings a larger share of the "
                "margin.",
                **values,
            )
        return say(
            "“{role}” gets {spend:percent} of the training and brings a larger share of the "
            "revenue.",
            **values,
        )
    return say("“{role}” gets {spend:percent} of the training.", **values)


def next_step(finding: Finding) -> Text:
    """What to settle first."""
    if finding.status == "needs data":
        if finding.numbers["trainings"]:
            return GIVE_ROLES
        return say("Bring a list of training: the day, the cost, and for whom it was.")
    if finding.status == "cannot tell":
        return say("Write down whom each training was for, and who entered each order.")
    return say("Ask before the next course what it should change, and for which role.")
