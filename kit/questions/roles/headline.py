"""What the map of roles comes to in one sentence, and what to do next."""

from __future__ import annotations

from typing import Any

from kit.language import Text, say, say_n
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding
from kit.questions.next_steps import GIVE_ROLES, RECORD_OWNERS


def headline(finding: Finding) -> Claim:
    """The largest way between two roles, or why none is known."""
    numbers = numbers_of(finding.numbers)
    passed = _passed(finding)
    if passed:
        return Claim(_largest(passed[0]), "known")
    if numbers["handover"]:
        text = say_n(
            "{n} time a client passed to a new owner; between which roles, nobody recorded.",
            "{n} times a client passed to a new owner; between which roles, nobody recorded.",
            numbers["handover"],
        )
        return Claim(text, "known")
    if numbers["source"]:
        return Claim(say("Clients changed owners; between which roles, nobody recorded."), "known")
    if numbers["pairs_of_deals"]:
        return Claim(say("The names on orders do not show who owns a client."), "known")
    if numbers["roles"]:
        text = say_n(
            "Your map has {n} role; whether clients move that way, no record shows.",
            "Your map has {n} roles; whether clients move that way, no record shows.",
            numbers["roles"],
        )
        return Claim(text, "known")
    return Claim(say("No roles are drawn yet, and no record shows who looked after whom."), "known")


def _passed(finding: Finding) -> list[dict[str, Any]]:
    """The arrows that clients took, the most used one first."""
    told = ("recorded", "extra", "reversed")
    rows = [row for row in rows_of(finding.table) if row["relation"] in told]
    return sorted(rows, key=lambda row: -row["recorded"])


def _largest(row: dict[str, Any]) -> Text:
    names = {"giver": row["from_label"], "taker": row["to_label"]}
    n = row["recorded"]
    if row["relation"] == "recorded":
        return say_n(
            "{n} client passed from “{giver}” to “{taker}”, as your map has it.",
            "{n} clients passed from “{giver}” to “{taker}”, as your map has it.",
            n,
            **names,
        )
    if row["relation"] == "reversed":
        return say_n(
            "{n} client passed from “{giver}” to “{taker}”, against the arrow on your map.",
            "{n} clients passed from “{giver}” to “{taker}”, against the arrow on your map.",
            n,
            **names,
        )
    return say_n(
        "{n} client passed from “{giver}” to “{taker}”, which is not on your map.",
        "{n} clients passed from “{giver}” to “{taker}”, which is not on your map.",
        n,
        **names,
    )


def next_step(finding: Finding) -> Text:
    """What to settle first."""
    numbers = numbers_of(finding.numbers)
    if numbers["extra"] or numbers["reversed"]:
        return say("Agree whether clients should pass in the ways that are not on your map.")
    if not numbers["roles"]:
        return say("Draw your roles and the arrows between them, as in lesson 01.")
    if not numbers["source"]:
        return RECORD_OWNERS
    if not numbers["recorded"]:
        return GIVE_ROLES
    if numbers["double_owned_functions"]:
        return say("Name one owner for each function that several roles own.")
    return say("Record each handoff from now on: the day, from whom, and to whom.")
