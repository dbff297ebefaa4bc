"""What the third handoff says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kit.language import Text, say, say_n
from kit.questions.claims import Claim, Paragraph
from kit.questions.third_handoff.needs import ALL, QUARTER
from kit.sales.tables import Sales

Row = Mapping[str, Any]

KINDS: Mapping[str, Text] = {
    "project": say("project"),
    "advice": say("advice"),
    ALL: say("all together"),
}
ASSUMPTIONS = (
    say("A need without a start counts as not begun yet. Who begins without noting it looks slow."),
    say("A need is returned in time if its work ended on or before the day that was agreed."),
)
OF_FUNCTIONS = (
    say(
        "Where the turns of the client's owner are written down too, a day that nobody covers has "
        "no owner. Else such a day is the owner's."
    ),
)


def known(value: Any) -> bool:
    """Whether a cell of a table has a figure."""
    return bool(pd.notna(value))


def paragraphs(rows: Sequence[Row], functions: Sequence[Row], numbers: Row) -> list[Paragraph]:
    """The answer in paragraphs; the rows of the tables, and the numbers."""
    told: list[list[Claim]] = [[], [], []]
    if numbers["needs"]:
        told[0] = _recorded(rows, numbers)
        returned = [_returned(row) for row in rows if row["kind"] == ALL and row["judged"]]
        told[1] = [
            Claim(text, "known")
            for text in (*returned, *_without_day(numbers), *_without_end(numbers))
        ]
    if functions:
        told[2] = [Claim(text, "known") for text in _owned(functions[-1], numbers)]
    if numbers["groups"]:
        told[2] += [Claim(text, "known") for text in _groups(numbers)]
    return [tuple(claims) for claims in told if claims]


def _without_day(numbers: Row) -> list[Text]:
    if not numbers["without_due"]:
        return []
    return [
        say_n(
            "For {n} need that was begun no day of return is recorded.",
            "For {n} needs that were begun no day of return is recorded.",
            numbers["without_due"],
        )
    ]


def _without_end(numbers: Row) -> list[Text]:
    if numbers["ends_recorded"]:
        return []
    return [say("When such work ended nobody recorded, so returns cannot be judged.")]


def _recorded(rows: Sequence[Row], numbers: Row) -> list[Claim]:
    text = say_n(
        "{n} need was recorded from {start} to {end}.",
        "{n} needs were recorded from {start} to {end}.",
        numbers["needs"],
        start=numbers["from_on"],
        end=numbers["to_on"],
    )
    claims = [Claim(text, "known")]
    if not numbers["starts_recorded"]:
        claims.append(Claim(say("When they were begun nobody recorded."), "known"))
    for row in rows:
        if known(row["begun_30d"]):
            text = say(
                "“{kind}”: within {days} days {share:percent} of {n} needs are begun (95% "
                "interval {low:percent} to {high:percent}).",
                kind=row["label"],
                days=numbers["month"],
                share=row["begun_30d"],
                n=row["needs"],
                low=row["begun_30d_low"],
                high=row["begun_30d_high"],
            )
            claims.append(Claim(text, "inferred"))
    if numbers["forgotten"]:
        text = say_n(
            "{n} need has waited for more than {days} days, and nobody has begun.",
            "{n} needs have waited for more than {days} days, and nobody has begun.",
            numbers["forgotten"],
            days=QUARTER,
        )
        claims.append(Claim(text, "known"))
    return claims


def _returned(row: Row) -> Text:
    return say(
        "By the day that was agreed {share:percent} of {n} needs were done and back (95% interval "
        "{low:percent} to {high:percent}).",
        share=row["in_time"],
        n=row["judged"],
        low=row["in_time_low"],
        high=row["in_time_high"],
    )


def _owned(row: Row, numbers: Row) -> list[Text]:
    texts = [
        say_n(
            "{n} function of a client passed by itself, over {days} days in all.",
            "{n} functions of clients passed by themselves, over {days} days in all.",
            numbers["lines"],
            days=row["days"],
        )
    ]
    for column, sentence, uncertain in (
        (
            "orphan",
            say(
                "On {share:percent} of these days nobody had the function (95% interval "
                "{low:percent} to {high:percent})."
            ),
            say("On {share:percent} of these days nobody had the function."),
        ),
        (
            "double",
            say(
                "On {share:percent} of these days several people had it (95% interval "
                "{low:percent} to {high:percent})."
            ),
            say("On {share:percent} of these days several people had it."),
        ),
    ):
        ends = {"low": row[f"{column}_low"], "high": row[f"{column}_high"]}
        certain = known(ends["low"])
        values = {"share": row[column], **(ends if certain else {})}
        texts.append(Text((sentence if certain else uncertain).msgid, values))
    if row["out"]:
        texts.append(
            say_n(
                "{n} function is still with somebody else, and no last day is recorded.",
                "{n} functions are still with somebody else, and no last day is recorded.",
                row["out"],
            )
        )
    return texts


def _groups(numbers: Row) -> list[Text]:
    return [
        say_n(
            "There is {n} joint working group with a client; without a last day: {endless}; "
            "without a name from the client: {theirs}.",
            "There are {n} joint working groups with clients; without a last day: {endless}; "
            "without a name from the client: {theirs}.",
            numbers["groups"],
            endless=numbers["groups_without_end"],
            theirs=numbers["groups_without_theirs"],
        )
    ]


def caveats(numbers: Row, sales: Sales) -> list[Text]:
    """What limits the answer."""
    texts = []
    if numbers["early"]:
        texts.append(
            say_n(
                "{n} need was begun before it was recorded. It counts as begun on that day.",
                "{n} needs were begun before they were recorded. They count as begun on that day.",
                numbers["early"],
            )
        )
    return [*texts, *sales.notes]


def needs(sales: Sales) -> list[Text]:
    """What the question cannot do without: one of these."""
    if len(sales.needs) or len(sales.groups):
        return []
    return [
        say(
            "A list of needs: the client, project or advice, the days on which it was recorded, "
            "begun and ended."
        )
    ]


def wishes(numbers: Row, sales: Sales) -> list[Text]:
    """What would answer more."""
    texts = []
    if not numbers["needs"]:
        texts.append(
            say("The needs of clients, with the days on which they were recorded and begun.")
        )
    elif numbers["without_due"]:
        texts.append(say("The day on which each function is to come back."))
    if numbers["needs"] and not (numbers["starts_recorded"] and numbers["ends_recorded"]):
        texts.append(say("For each need the days on which work on it began and ended."))
    if not numbers["lines"]:
        texts.append(
            say("Who had which function of a client, from when to when, beside the client's owner.")
        )
    if not numbers["groups"]:
        texts.append(say("Joint working groups: members of both sides, first and last day."))
    return texts
