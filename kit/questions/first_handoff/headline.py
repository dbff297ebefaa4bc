"""What the first handoff comes to in one sentence, and what to do next."""

from __future__ import annotations

from kit.language import Text, say
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding

MOST_UNKNOWN = 0.1  # of the leads: above it recording comes first
OFTEN = 0.1  # of the leads returned: from here on the reasons come first


def headline(finding: Finding) -> Claim:
    """How many leads met both conditions when they were passed on."""
    numbers = numbers_of(finding.numbers)
    if finding.status == "cannot tell":
        text = say("Whether leads are passed on as agreed cannot be told: too few have dates.")
        return Claim(text, "known")
    if not numbers["unknown"]:
        text = say(
            "{share:percent} of the leads were qualified and had a confirmed need when they were "
            "passed on.",
            share=numbers["share_low"],
        )
        return Claim(text, "known")
    text = say(
        "{low:percent} to {high:percent} of the leads met both conditions when they were passed "
        "on; the rest of the range is not recorded.",
        low=numbers["share_low"],
        high=numbers["share_high"],
    )
    return Claim(text, "known")


def next_step(finding: Finding) -> Text:
    """What to write down or to agree on first."""
    numbers = finding.numbers
    if numbers["unknown"] > MOST_UNKNOWN * numbers["passed"]:
        return say("Write down for every lead when it was qualified and when a need was confirmed.")
    if numbers["returned"] > OFTEN * numbers["passed"]:
        return say("Agree for which reasons, and within how many days, a lead may be returned.")
    return say("Let telemarketers and hunters judge the same ten leads apart, and compare.")
