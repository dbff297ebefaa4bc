"""What doing one job only goes with, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kit.gates import NOTED_HOURS
from kit.language import Text, say, say_n

LABELS: Mapping[str, Text] = {
    "new clients": say("new clients"),
    "repeat business": say("repeat business"),
}


def paragraphs(numbers: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> list[Text]:
    """The answer in paragraphs; `rows`: those of the table."""
    if not numbers["people"]:
        return [
            say(
                "There is no time log. Orders alone show who sold what, never in which hours, so "
                "nothing is put in its place."
            )
        ]
    texts = [
        say_n(
            "{n} person noted {hours} hours of {functions} kinds of work in {months} months.",
            "{n} people noted {hours} hours of {functions} kinds of work in {months} months.",
            numbers["people"],
            hours=numbers["hours"],
            functions=numbers["functions"],
            months=numbers["months"],
        )
    ]
    if numbers["people"] < NOTED_HOURS:
        texts.append(
            say(
                "With fewer than {least} people one person's ability cannot be told from what "
                "specializing does. So you see people's hours, and no estimate.",
                least=NOTED_HOURS,
            )
        )
        return texts
    if not rows:
        texts.append(
            say("Nobody divides the hours otherwise from month to month: nothing to compare.")
        )
    for row in rows:
        texts.append(
            say(
                "“{output}” from an hour, where two kinds of work become one: anything from "
                "{low:percent} to {high:percent} fits the records. The same people are compared "
                "in different months.",
                output=row["label"],
                low=row["change_low"],
                high=row["change_high"],
            )
        )
        if row["across"] == row["across"]:
            texts.append(
                say(
                    "A comparison across people would say {across:percent} for “{output}”: it "
                    "takes for specializing who was given which work.",
                    across=row["across"],
                    output=row["label"],
                )
            )
    return texts


def assumptions(numbers: Mapping[str, Any]) -> tuple[Text, ...]:
    """What it takes for granted."""
    if not numbers["people"]:
        return ()
    return (
        say("A new client counts for who owned it on the day of its first deal."),
        say("A repeat order counts for who entered it, else for who owned the client."),
        say("People do not choose one kind of work in months that are good anyway."),
    )


def caveats(numbers: Mapping[str, Any]) -> list[Text]:
    """What would mislead."""
    if not numbers["people"]:
        return []
    texts = [
        say(
            "People may hunt only when there is something to hunt. Then good months make "
            "specialists, not the other way round, and this figure is wrong. Records cannot show "
            "it."
        ),
        say(
            "How finely the log tells kinds of work apart changes the concentration. Quote no "
            "figure without the list."
        ),
    ]
    if numbers["basis"] == "revenue":
        texts.append(say("Not every order has a margin: repeat business is revenue."))
    return texts


def needs(numbers: Mapping[str, Any]) -> list[Text]:
    """What would answer it."""
    if numbers["people"] < NOTED_HOURS:
        return [
            say(
                "A time log of at least {least} people over several months: who, which day, what "
                "kind of work, how many hours.",
                least=NOTED_HOURS,
            )
        ]
    return []
