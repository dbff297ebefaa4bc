"""What a flood comes to in one sentence, and what to do next."""

from __future__ import annotations

from kit.choice.flooding import Remedy
from kit.choice.inputs import BY_ID
from kit.language import Text, say, say_n
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding
from kit.questions.flood.words import basis_of

TWICE = 2.0
STEPS: dict[Remedy, Text] = {
    "later": say("Agree after which deal a client passes once the limit is near."),
    "people": say("Set the number of clients at which you hire, and begin to look in time."),
    "no": say("Write down which clients you refuse once the limit is near, and who decides."),
}


def headline(finding: Finding) -> Claim:
    """The answer in one sentence."""
    numbers = numbers_of(finding.numbers)
    if not numbers:
        return Claim(say("What a flood would do cannot be told: data are missing."), "known")
    low, high, basis = numbers["month_low"], numbers["month_high"], basis_of(finding)
    flood = (
        say("Twice as many new clients") if finding.numbers["surge"] == TWICE else say("This flood")
    )
    if finding.status == "cannot tell":
        text = say(
            "{flood}: whether account managers would reach their limit cannot be told, as the "
            "hours leave room for both.",
            flood=flood,
        )
    elif low is None:
        text = say(
            "{flood}: account managers stay within their limit for {months} months.",
            flood=flood,
            months=numbers["months"],
        )
    elif high == 0:
        text = say("Account managers are at their limit today, before any flood.")
    elif low == high:
        text = say_n(
            "{flood}: account managers reach their limit in about {n} month.",
            "{flood}: account managers reach their limit in about {n} months.",
            high,
            flood=flood,
        )
    else:
        text = say(
            "{flood}: account managers reach their limit in {low} to {high} months.",
            flood=flood,
            low=low,
            high=high,
        )
    return Claim(text, basis)


def next_step(finding: Finding) -> Text:
    """What to settle first."""
    numbers = finding.numbers
    if not numbers or finding.status == "cannot tell":
        return BY_ID["manager_hours_per_order"].measure
    best = numbers["cheapest"]
    if numbers["month_low"] is None or best is None:
        return say(
            "Agree on the most clients one account manager has, and what happens when it is "
            "reached."
        )
    return STEPS[best]
