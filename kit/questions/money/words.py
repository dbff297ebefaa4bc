"""What the money from existing clients says in words."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from kit.language import Money, Text, say, say_n
from kit.sales.tables import Sales

CLAIM = 0.80  # Erokhin and Klimov 2024: the share of profit from work with existing clients
HANDED = "recorded handoff"  # the definition by the records of who looked after whom
AVERAGE = say(
    "An average says nothing about the next hour. That existing clients bring much of the money "
    "does not mean that one more hour with them brings more than one with new clients."
)


def paragraphs(
    definitions: Sequence[Mapping[str, Any]],
    basis: str,
    numbers: Mapping[str, Any],
    concentration: Mapping[str, Any],
    sales: Sales,
) -> list[Text]:
    """The answer in paragraphs.

    Parameters
    ----------
    definitions
        The table's rows of all years, of the definitions that judge every client, from the
        smallest share to the largest.
    basis
        Their column with the share that is told.
    """
    if not definitions:
        return [say("There is no revenue after the run-in: nothing can be said about its sources.")]
    narrow, wide = definitions[0], max(definitions, key=lambda row: row[basis])
    return [
        _spread(narrow, wide, basis, numbers),
        _claim(narrow, wide, basis),
        *_work(definitions, basis),
        say_n(
            "The largest fifth of {n} client with revenue brought {top:percent} of it.",
            "The largest fifth of {n} clients with revenue brought {top:percent} of it.",
            concentration["clients"],
            top=concentration["largest_fifth_share"],
        ),
        say(
            "Counted are orders worth {revenue} from {start} to {end}.",
            revenue=Money(numbers["revenue"], sales.currency, sales.per_unit),
            start=numbers["counted_from"],
            end=sales.as_of,
        ),
    ]


def _spread(
    narrow: Mapping[str, Any], wide: Mapping[str, Any], basis: str, numbers: Mapping[str, Any]
) -> Text:
    is_margin = numbers["basis"] == "margin"
    if narrow[basis] == wide[basis]:
        return say(
            "Existing clients brought {share:percent} {of_what}, however a new client is defined.",
            share=narrow[basis],
            of_what=say("of the margin") if is_margin else say("of the revenue"),
        )
    values = {
        "low": narrow[basis],
        "high": wide[basis],
        "narrow": narrow["label"],
        "wide": wide["label"],
    }
    if is_margin:
        return say(
            "How much of the margin existing clients brought depends on who counts as new. It "
            "is {low:percent} if a client is new {narrow}, {high:percent} if it is new {wide}.",
            **values,
        )
    return say(
        "How much of the revenue existing clients brought depends on who counts as new. It is "
        "{low:percent} if a client is new {narrow}, {high:percent} if it is new {wide}.",
        **values,
    )


def _claim(narrow: Mapping[str, Any], wide: Mapping[str, Any], basis: str) -> Text:
    """The book's figure against the spread; outside it only where chance could not carry it in."""
    if narrow[f"{basis}_low"] > CLAIM:
        return say(
            "The book says {claim:percent} of profit. Here it is more, however a new client is "
            "defined.",
            claim=CLAIM,
        )
    if wide[f"{basis}_high"] < CLAIM:
        return say(
            "The book says {claim:percent} of profit. Here it is less, however a new client is "
            "defined.",
            claim=CLAIM,
        )
    if narrow[basis] <= CLAIM <= wide[basis]:
        return say(
            "The book says {claim:percent} of profit. That is between these two, so agree first on "
            "who counts as new.",
            claim=CLAIM,
        )
    if math.isnan(narrow[f"{basis}_low"]) or math.isnan(wide[f"{basis}_high"]):
        return say(
            "The book says {claim:percent} of profit. These few clients do not show how far chance "
            "can move such a share, so it stays open whether here it is more or less.",
            claim=CLAIM,
        )
    return say(
        "The book says {claim:percent} of profit. These shares are too close to it: chance alone "
        "could make the difference, so nobody can say whether here it is more or less.",
        claim=CLAIM,
    )


def _work(definitions: Sequence[Mapping[str, Any]], basis: str) -> list[Text]:
    """The definition nearest to what the book means, where handoffs were recorded."""
    for row in definitions:
        if row["definition"] == HANDED:
            return [
                say(
                    "The book means the work of account managers. Nearest to that: a client is new "
                    "{label}. Then it is {share:percent}.",
                    label=row["label"],
                    share=row[basis],
                )
            ]
    return []


def assumptions(numbers: Mapping[str, Any], sales: Sales) -> list[Text]:
    """What the answer takes for granted."""
    day = say(
        "A return counts in the year in which it falls. An order on the very day of a contract or "
        "of a rule's firing is still a new client's."
    )
    if numbers["lookback_days"]:
        return [
            day,
            say_n(
                "Clients who bought in the first {n} day of the data count as existing from then "
                "on; that time itself is not counted.",
                "Clients who bought in the first {n} days of the data count as existing from then "
                "on; that time itself is not counted.",
                numbers["lookback_days"],
            ),
        ]
    return [
        day,
        say(
            "Clients who bought before {start} count as new at the first deal seen here. That "
            "makes the share of existing clients too small, above all in the first year.",
            start=sales.start,
        ),
    ]


def needs(definitions: Collection[str], measures: Collection[str]) -> list[Text]:
    """What would answer more; `definitions`: the names of those that could be told."""
    texts = []
    if "contract" not in definitions:
        texts.append(
            say(
                "A list of contracts (client, day of signing): the share where a client is new "
                "until its first contract."
            )
        )
    if HANDED not in definitions:
        texts.append(
            say(
                "A list of who looked after whom (client, employee, role, from when): the share "
                "where a client is new until its recorded handoff."
            )
        )
    if "margin" not in measures:
        texts.append(
            say(
                "The margin or the cost of every order: the book speaks of profit, and here "
                "revenue takes its place."
            )
        )
    return texts
