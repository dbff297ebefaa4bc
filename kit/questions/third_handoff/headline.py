"""What the third handoff comes to in one sentence, and what to do next."""

from __future__ import annotations

from kit.language import Text, say, say_n
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding
from kit.questions.third_handoff.words import known


def headline(finding: Finding) -> Claim:
    """How soon needs are begun or, where nobody records needs, who has the functions."""
    numbers = numbers_of(finding.numbers)
    if finding.status == "cannot tell" and not numbers["starts_recorded"]:
        text = say("How soon needs are served cannot be told: nobody records when they are begun.")
        return Claim(text, "known")
    if finding.status == "cannot tell":
        text = say("How soon needs are served cannot be told: too few are recorded.")
        return Claim(text, "known")
    rows = rows_of(finding.table)
    if rows and known(rows[-1]["begun_30d"]):
        text = say(
            "{share:percent} of the needs for projects and advice are begun within a month of "
            "being recorded.",
            share=rows[-1]["begun_30d"],
        )
        return Claim(text, "inferred")
    if numbers["lines"]:
        text = say_n(
            "{n} function that passed by itself had days without anybody in charge.",
            "{n} functions that passed by themselves had days without anybody in charge.",
            numbers["orphan_lines"],
        )
        return Claim(text, "known")
    text = say_n(
        "{n} need for a project or advice is recorded; how soon it is begun is not known yet.",
        "{n} needs for projects or advice are recorded; how soon they are begun is not known yet.",
        numbers["needs"],
    )
    return Claim(text, "known")


def next_step(finding: Finding) -> Text:
    """What to settle first."""
    numbers = finding.numbers
    if numbers["needs"] and not numbers["starts_recorded"]:
        return say("Write down for each need when work on it began, and when it ended.")
    if numbers["orphan_lines"] or numbers["double_lines"]:
        return say("Name one owner for each function that nobody has, or that two people have.")
    if numbers["forgotten"]:
        return say(
            "Ask of each need that nobody began: who takes it, or who says no to the client?"
        )
    if numbers["groups_without_end"]:
        return say("Agree on a last day for each joint group that has none.")
    if numbers["without_due"]:
        return say("Agree on a day of return whenever a function is handed over.")
    return say("Write down who has which function of a client, from when to when.")
