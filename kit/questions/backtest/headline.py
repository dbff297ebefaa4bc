"""What the rules over own history come to in one sentence, and what to do next."""

from __future__ import annotations

import pandas as pd

from kit.language import Text, say, say_n
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding
from kit.questions.next_steps import BRING_ORDERS


def headline(finding: Finding) -> Claim:
    """How far the rules differ in a year; it recommends none of them."""
    numbers = numbers_of(finding.numbers)
    judged = [row for row in rows_of(finding.table) if row["status"] != "needs data"]
    if not judged:
        return Claim(say("None of the rules can be tried on these records."), "known")
    if not numbers["clients"]:
        text = say("No client has its first deal after the run-in: nobody's start was seen.")
        return Claim(text, "known")
    if finding.status != "answered":
        text = say_n(
            "{n} new client is too few to compare the rules.",
            "{n} new clients are too few to compare the rules.",
            numbers["clients"],
        )
        return Claim(text, "known")
    shares = [
        row["reached_12m"]
        for row in judged
        if pd.notna(row["reached_12m"]) and row["judged"] == row["clients"]
    ]
    if len(shares) > 1 and min(shares) < max(shares):
        text = say(
            "Within a year {low:percent} to {high:percent} of new clients would pass, depending on "
            "the rule.",
            low=min(shares),
            high=max(shares),
        )
        return Claim(text, "inferred")
    row = max(judged, key=lambda row: row["fired"])
    text = say_n(
        "“{rule}” would reach {fired} of {n} client.",
        "“{rule}” would reach {fired} of {n} clients.",
        row["judged"],
        rule=row["label"],
        fired=row["fired"],
    )
    return Claim(text, "known")


def next_step(finding: Finding) -> Text:
    """What to settle first."""
    if finding.status == "needs data" or not finding.numbers["clients"]:
        return BRING_ORDERS
    if finding.status == "cannot tell":
        return say("Bring a longer history of orders.")
    return say("Ask hunters about some of these clients: was each rule's day early, right or late?")
