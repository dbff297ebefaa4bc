"""What the money from existing clients comes to in one sentence, and what to do next."""

from __future__ import annotations

from kit.language import Text, say
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding


def headline(finding: Finding) -> Claim:
    """The share of existing clients, from the narrowest definition to the widest."""
    numbers = numbers_of(finding.numbers)
    low, high = numbers["lowest"], numbers["highest"]
    if low is None:
        return Claim(say("No revenue can be counted: where it comes from stays open."), "known")
    is_margin = numbers["basis"] == "margin"
    if low == high:
        if is_margin:
            text = say("Existing clients brought {share:percent} of the margin.", share=low)
        else:
            text = say("Existing clients brought {share:percent} of the revenue.", share=low)
        return Claim(text, "known")
    ends = {"low": low, "high": high}
    if is_margin:
        text = say(
            "Existing clients brought {low:percent} to {high:percent} of the margin: it depends on "
            "whom you call a new client.",
            **ends,
        )
    else:
        text = say(
            "Existing clients brought {low:percent} to {high:percent} of the revenue: it depends "
            "on whom you call a new client.",
            **ends,
        )
    return Claim(text, "known")


def next_step(finding: Finding) -> Text:
    """What to settle first."""
    if finding.numbers["lowest"] is None:
        return say("Bring a longer history, or shorten the run-in.")
    return say("Agree until when a client counts as new.")
