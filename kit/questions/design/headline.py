"""What an experiment would show, in one sentence, and what to do next."""

from __future__ import annotations

from kit.language import Text, say
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding
from kit.questions.next_steps import RECORD_OWNERS


def headline(finding: Finding) -> Claim:
    """The smallest change that the longest worthwhile experiment would notice."""
    numbers = numbers_of(finding.numbers)
    if numbers["mde"] is None:
        text = say("What an experiment would show cannot be told: too few clients reach the rule.")
        return Claim(text, "inferred")
    text = say(
        "An experiment would usually notice a change of {mde:percent} or more in what clients "
        "bring.",
        mde=numbers["mde"],
    )
    return Claim(text, "inferred")


def next_step(finding: Finding) -> Text:
    """How to begin."""
    if finding.numbers["mde"] is None:
        return RECORD_OWNERS
    return say("Choose the day from which a random draw decides, and who keeps the list.")
