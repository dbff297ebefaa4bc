"""What the count of functions comes to in one sentence, and what to do next."""

from __future__ import annotations

from kit.language import Text, say, say_n
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding


def headline(finding: Finding) -> Claim:
    """How much both roles do; the map and its hours are what the company states."""
    numbers = numbers_of(finding.numbers)
    if not numbers["union"]:
        return Claim(say("Nobody has ticked yet which role carries which function."), "known")
    if not numbers["hunter"] or not numbers["account_manager"]:
        text = say("Only one of the two roles has functions yet: there is nothing to compare.")
        return Claim(text, "known")
    if numbers["hours_shared_share"] is not None:
        text = say(
            "By the hours you state, {share:percent} of the week of both roles goes into functions "
            "that both carry.",
            share=numbers["hours_shared_share"],
        )
        return Claim(text, "assumed")
    text = say_n(
        "On your map both roles carry {shared} of {n} function.",
        "On your map both roles carry {shared} of {n} functions.",
        numbers["union"],
        shared=numbers["shared"],
    )
    return Claim(text, "assumed")


def next_step(finding: Finding) -> Text:
    """What to settle first."""
    numbers = numbers_of(finding.numbers)
    if not numbers["hunter"] or not numbers["account_manager"]:
        return say("Tick in lesson 02 which role carries which function.")
    if numbers["undecided"] or numbers["shared"]:
        return say("Decide which role keeps each function that both carry now.")
    return say("Write down how many hours a week each function takes.")
