"""One career or two specialists in one sentence, and what to do next."""

from __future__ import annotations

from kit.language import Text, say
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding
from kit.questions.next_steps import OWN_FIGURES, RECORD_OWNERS


def headline(finding: Finding) -> Claim:
    """Which of the two looks after more clients, as far as the rates tell."""
    numbers = numbers_of(finding.numbers)
    if not numbers["rates_known"]:
        text = say("The career path cannot be calculated yet: nobody is seen to win clients.")
        return Claim(text, "known")
    if finding.status == "needs data":
        text = say("The career path cannot be calculated yet: hours are only placeholders.")
        return Claim(text, "known")
    if finding.status == "cannot tell":
        text = say("One career or two specialists: by your rates either may come out ahead.")
        return Claim(text, "assumed")
    if numbers["ahead_low"] > 0:
        text = say(
            "By your rates, two specialists look after {low:percent} to {high:percent} more over "
            "five years.",
            low=numbers["ahead_low"],
            high=numbers["ahead_high"],
        )
    else:
        text = say(
            "By your rates, two specialists look after {low:percent} to {high:percent} less over "
            "five years.",
            low=numbers["behind_low"],
            high=numbers["behind_high"],
        )
    return Claim(text, "assumed")


def next_step(finding: Finding) -> Text:
    """Which figure to find out."""
    if not finding.numbers["rates_known"]:
        return RECORD_OWNERS
    if finding.status == "needs data":
        return OWN_FIGURES
    rates = finding.rows("rates")
    deciding = rates[rates["decides"]]
    if len(deciding):
        return say("Find out first: {figure}.", figure=deciding["label"].iloc[0])
    return say("Ask what the calculation leaves out: pay, learning, and what clients prefer.")
