"""What doing one job only goes with, in one sentence, and what to do next."""

from __future__ import annotations

from kit.gates import NOTED_HOURS
from kit.language import Text, say, say_n
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding


def headline(finding: Finding) -> Claim:
    """More or less from an hour, or that it cannot be told."""
    numbers = numbers_of(finding.numbers)
    if not numbers["people"]:
        return Claim(say("Nobody noted hours, so nothing is known of an hour's output."), "known")
    if finding.status == "needs data":
        text = say_n(
            "{n} person noted hours: too few to tell ability from specializing.",
            "{n} people noted hours: too few to tell ability from specializing.",
            numbers["people"],
        )
        return Claim(text, "known")
    told = [row for row in rows_of(finding.table) if row["verdict"] in ("more", "less")]
    if told:
        row = told[0]
        values = {"low": row["change_low"], "high": row["change_high"], "output": row["label"]}
        return Claim(
            say(
                "In months with one job instead of two, “{output}” from an hour changes by "
                "{low:percent} to {high:percent}.",
                **values,
            ),
            "inferred",
        )
    if finding.status == "answered":
        return Claim(say("One job or two makes no difference to what an hour brings."), "inferred")
    text = say("Whether more comes out of an hour of one job only cannot be told.")
    return Claim(text, "inferred")


def next_step(finding: Finding) -> Text:
    """What to do with it."""
    if finding.numbers["people"] < NOTED_HOURS:
        return say("Have everybody note for three months which hours go into which kind of work.")
    if finding.status == "answered":
        return say("Ask whether people did one job in months that were good anyway.")
    return say("Let a random draw decide who does one job only for the next three months.")
