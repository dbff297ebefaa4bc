"""What a growing base does to hunting in one sentence, and what to do next."""

from __future__ import annotations

from kit.gates import HUNTERS
from kit.language import Text, say, say_n
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding
from kit.questions.next_steps import RECORD_OWNERS


def headline(finding: Finding) -> Claim:
    """At which base hunting halves, or that it cannot be told."""
    numbers = numbers_of(finding.numbers)
    if not numbers["hunters"]:
        return Claim(say("Who won which client cannot be seen yet: owners are missing."), "known")
    if finding.status == "needs data":
        return Claim(
            say_n(
                "{n} hunter is too few to tell what a growing base does to hunting.",
                "{n} hunters are too few to tell what a growing base does to hunting.",
                numbers["hunters"],
            ),
            "known",
        )
    if numbers["verdict"] == "halves":
        text = say(
            "A hunter with {low} to {high} active clients wins half as many new ones.",
            low=numbers["halves_at_low"],
            high=numbers["halves_at_high"],
        )
    elif numbers["verdict"] == "holds":
        text = say(
            "No base seen here, up to {n} active clients, halves what a hunter wins.",
            n=numbers["largest_base"],
        )
    else:
        text = say("Whether hunting falls as a hunter's own base grows cannot be told.")
    return Claim(text, "inferred")


def next_step(finding: Finding) -> Text:
    """What to do with it."""
    hunters = finding.numbers["hunters"]
    if not hunters:
        return RECORD_OWNERS
    if hunters < HUNTERS:
        return say("Write down each month what every hunter won, and how many clients they hold.")
    if finding.numbers["verdict"] == "halves":
        return say("Set a ceiling: from how many active clients on does a hunter hand over?")
    if finding.numbers["verdict"] == "holds":
        return say("Look for other reasons before you take clients away from hunters.")
    return say("Note for three months the hours that hunters spend on their own clients.")
