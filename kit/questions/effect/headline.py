"""What past handoffs did, in one sentence, and what to do next."""

from __future__ import annotations

from kit.language import Text, say
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding
from kit.questions.next_steps import DRAW_A_LOT, GIVE_ROLES, RECORD_OWNERS


def headline(finding: Finding) -> Claim:
    """The range of the effect; where it is no answer, that comes first and no point is told."""
    numbers = numbers_of(finding.numbers)
    if finding.status == "needs data":
        return Claim(say("Nobody recorded who looked after which client."), "known")
    if numbers["low"] is None or numbers["withdrawn"]:
        text = say("What a handoff does to a client cannot be told from these records.")
        return Claim(text, "inferred")
    ends = {"low": numbers["low"], "high": numbers["high"]}
    if finding.status != "answered":
        if numbers["about"] != "handoff":
            text = say(
                "What a handoff does to a client cannot be told: no change of owner is known to be "
                "one."
            )
            return Claim(text, "inferred")
        return Claim(_open(numbers["measure"] == "revenue", ends), "inferred")
    if ends["low"] <= 0 <= ends["high"]:
        text = say("A handoff makes no difference to what a client brings that you would notice.")
        return Claim(text, "inferred")
    if numbers["measure"] == "revenue":
        text = say(
            "After a handoff a client's revenue changed by {low:percent} to {high:percent} against "
            "what it would have been.",
            **ends,
        )
    else:
        text = say(
            "After a handoff a client's margin changed by {low:percent} to {high:percent} against "
            "what it would have been.",
            **ends,
        )
    return Claim(text, "inferred")


def _open(is_revenue: bool, ends: dict[str, float]) -> Text:
    if is_revenue:
        return say(
            "What a handoff does to a client cannot be told: its revenue may have changed by "
            "{low:percent} to {high:percent}.",
            **ends,
        )
    return say(
        "What a handoff does to a client cannot be told: its margin may have changed by "
        "{low:percent} to {high:percent}.",
        **ends,
    )


def next_step(finding: Finding) -> Text:
    """What would tell more."""
    if finding.status == "needs data":
        return RECORD_OWNERS
    if finding.numbers["changes"] and not finding.numbers["handoffs"]:
        return GIVE_ROLES
    if finding.status == "answered":
        return say("Set this against the hours that a handoff frees: does it pay?")
    return DRAW_A_LOT
