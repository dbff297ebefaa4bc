"""One career or two specialists, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kit.language import Text, say

MOST_TOLD = 3  # figures that may turn the answer round
SHARES = ("leaving", "gain", "change", "filled")
LABELS: Mapping[str, Text] = {
    "wins": say("new clients a month of somebody who only hunts"),
    "leaving": say("clients who leave in a year"),
    "own_hours": say("hours a month that a client takes from the hunter"),
    "manager_hours": say("hours a month that a client takes from the account manager"),
    "handing_hours": say("hours of the hunter for one handoff"),
    "taking_hours": say("hours of the account manager for one handoff"),
    "month_hours": say("hours a month that a person has for clients"),
    "gain": say("how much more a specialist gets done in an hour"),
    "change": say("what a handoff does to a client's worth"),
    "filled": say("the account manager's spare hours that other hunters' clients fill"),
}


def written(name: str, value: float) -> Text:
    """One value of a rate as people write it; who leaves, by the year."""
    if name == "leaving":
        value = 1 - (1 - value) ** 12
    if name in SHARES:
        return say("{share:percent}", share=round(value, 3))
    if name == "wins":
        return say("{n}", n=round(value, 2))
    return say("{hours} h", hours=round(value, 1))


def paragraphs(numbers: Mapping[str, Any], rates: Sequence[Mapping[str, Any]]) -> list[Text]:
    """The answer in paragraphs; `rates`: the rows of that table."""
    if not numbers["rates_known"]:
        return [say("Nobody is seen to win clients or to lose them, so there is nothing to go by.")]
    texts = [
        say(
            "Two people on the career path win clients, keep them, and hunt in the hours that are "
            "left. They are set against a hunter and an account manager, for {years} years and at "
            "equal pay.",
            years=numbers["years"],
        ),
        say(
            "By your records and hours somebody who only hunts would win {wins} new clients a "
            "month; {leaving:percent} of the clients leave in a year.",
            wins=numbers["wins"],
            leaving=numbers["leaving_a_year"],
        ),
        say(
            "Two specialists would look after anything from {low:percent} to {high:percent} more; "
            "below zero is less.",
            low=numbers["ahead_low"],
            high=numbers["ahead_high"],
        ),
    ]
    deciding = [row for row in rates if row["decides"]]
    if not deciding:
        texts.append(say("No single figure turns this round within its range."))
    for row in deciding[:MOST_TOLD]:
        texts.append(
            say(
                "“{label}” may turn it round: at {even} both come out equal, and its range is "
                "{range}.",
                label=row["label"],
                even=row["even"],
                range=row["range"],
            )
        )
    texts.append(
        say(
            "Nobody has measured here what doing one job only is worth. In the long jump it is "
            "{jump:percent}: {record} m against the best decathlete's {decathlon} m. The book's "
            "“7 to 8 m” would make it {low:percent} to {high:percent}.",
            jump=numbers["jump_gain"],
            record=numbers["jump"],
            decathlon=numbers["decathlon"],
            low=numbers["book_gain_low"],
            high=numbers["book_gain_high"],
        )
    )
    return texts


def assumptions(numbers: Mapping[str, Any]) -> tuple[Text, ...]:
    """What it takes for granted."""
    if not numbers["rates_known"]:
        return ()
    return (
        say("Both begin without clients and fully trained; the months as a telemarketer are left "
            "out on both sides."),
        say("A client is worth the same with everybody, but for what a handoff does to it."),
        say("Hunting takes the hours that a hunter's own clients leave."),
    )  # fmt: skip


def caveats(numbers: Mapping[str, Any]) -> list[Text]:
    """What would mislead."""
    if not numbers["rates_known"]:
        return []
    return [
        say(
            "This is a calculation, not evidence: it says what follows from the rates, and nobody "
            "has tried it."
        ),
        say(
            "It leaves out that a visible career keeps people, and that clients may like to keep "
            "one face. Nor does it know whether good hunters look after clients well."
        ),
    ]


def needs(numbers: Mapping[str, Any]) -> list[Text]:
    """What it lacks."""
    if not numbers["rates_known"]:
        return [
            say(
                "Orders of two years or more that name the employee, or who looked after each "
                "client from when on."
            )
        ]
    if not numbers["own_hours"]:
        return [say("A time log of two weeks: what an order, a client and a handoff take.")]
    return []
