"""What the first handoff says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kit.gates import KNOWN_LEADS
from kit.language import Text, say, say_n
from kit.questions.claims import Basis, Claim, Paragraph
from kit.questions.first_handoff.leads import BOTH, LATE, UNKNOWN
from kit.sales.tables import Sales

Row = Mapping[str, Any]

LABELS: Mapping[str, Text] = {
    BOTH: say("both conditions met"),
    LATE: say("one confirmed only later"),
    UNKNOWN: say("not known: a date is missing"),
}
WAITS: Mapping[str, Text] = {
    "ready": say("from both conditions to the passing"),
    "accepted": say("from the passing to the acceptance"),
}
NO_REASON = say("no reason recorded")
ASSUMPTIONS = (
    say(
        "A lead met both conditions if both dates are on or before the day on which it was passed."
    ),
    say("A date that is missing is not known. It does not count as a no."),
    say("A lead that ordered nothing up to the end of the data counts as long as it was watched."),
)


def paragraphs(
    rows: Sequence[Row], waits: Sequence[Row], reasons: Sequence[Row], numbers: Row
) -> list[Paragraph]:
    """The answer in paragraphs; the rows of the tables, and the numbers."""
    of = {row["marks"]: row for row in rows}
    counted = [_conforming(of[BOTH], numbers), *_otherwise(numbers)]
    waited = [_wait(row) for row in waits if row["leads"] and pd.notna(row["median"])]
    returned = _returns(of, reasons, numbers)
    told: list[tuple[list[Text], Basis]] = [
        (texts, "known") for texts in (counted, waited, returned) if texts
    ]
    told.append((_first_orders(of, numbers), "inferred"))
    return [tuple(Claim(text, basis) for text in texts) for texts, basis in told]


def _otherwise(numbers: Row) -> list[Text]:
    texts = []
    if numbers["unknown"]:
        texts.append(
            say_n(
                "For {n} lead a date is missing, so nobody knows. The true share is between "
                "{low:percent} and {high:percent}.",
                "For {n} leads a date is missing, so nobody knows. The true share is between "
                "{low:percent} and {high:percent}.",
                numbers["unknown"],
                low=numbers["share_low"],
                high=numbers["share_high"],
            )
        )
    if numbers["late"]:
        texts.append(
            say_n(
                "Of {n} lead it is known that it was passed on too soon: a condition was confirmed "
                "only later.",
                "Of {n} leads it is known that they were passed on too soon: a condition was "
                "confirmed only later.",
                numbers["late"],
            )
        )
    return texts


def _conforming(both: Row, numbers: Row) -> Text:
    if numbers["unknown"]:  # the range that follows is the wider one
        return say_n(
            "{n} lead was passed on from {start} to {end}. Of {both} it is recorded that both "
            "conditions were met.",
            "{n} leads were passed on from {start} to {end}. Of {both} it is recorded that both "
            "conditions were met.",
            numbers["passed"],
            start=numbers["from_on"],
            end=numbers["to_on"],
            both=both["leads"],
        )
    return say_n(
        "{n} lead was passed on from {start} to {end}. Both conditions were met in {both} "
        "({share:percent}; 95% interval {low:percent} to {high:percent}).",
        "{n} leads were passed on from {start} to {end}. Both conditions were met in {both} "
        "({share:percent}; 95% interval {low:percent} to {high:percent}).",
        numbers["passed"],
        start=numbers["from_on"],
        end=numbers["to_on"],
        both=both["leads"],
        share=both["share"],
        low=both["share_low"],
        high=both["share_high"],
    )


def _wait(row: Row) -> Text:
    if row["what"] == "ready":
        return say_n(
            "Once both conditions were met, half of {leads} such leads were passed on within {n} "
            "day.",
            "Once both conditions were met, half of {leads} such leads were passed on within {n} "
            "days.",
            row["median"],
            leads=row["leads"],
        )
    return say_n(
        "Half of {leads} leads with an acceptance were accepted within {n} day.",
        "Half of {leads} leads with an acceptance were accepted within {n} days.",
        row["median"],
        leads=row["leads"],
    )


def _returns(of: Mapping[str, Row], reasons: Sequence[Row], numbers: Row) -> list[Text]:
    if not numbers["returned"]:
        return [
            say(
                "Nobody ever recorded that a lead was returned. Perhaps none was, perhaps nobody "
                "writes it down."
            )
        ]
    texts = [
        say_n(
            "{n} lead was returned.",
            "{n} leads were returned.",
            numbers["returned"],
        )
    ]
    texts += [
        say(
            "Returned of those “{marks}”: {share:percent} of {n} (95% interval {low:percent} to "
            "{high:percent}).",
            marks=row["label"],
            share=row["returned_share"],
            n=row["leads"],
            low=row["returned_share_low"],
            high=row["returned_share_high"],
        )
        for row in of.values()
        if row["leads"]
    ]
    if reasons and reasons[0]["reason"] != NO_REASON:
        texts.append(
            say_n(
                "The most frequent reason is “{reason}”, {n} time.",
                "The most frequent reason is “{reason}”, {n} times.",
                reasons[0]["returned"],
                reason=str(reasons[0]["reason"]),
            )
        )
    return texts


def _first_orders(of: Mapping[str, Row], numbers: Row) -> list[Text]:
    if not numbers["in_orders"]:
        return [
            say(
                "None of these leads is in the orders. Whether they became clients cannot be told: "
                "perhaps leads and clients are written differently."
            )
        ]
    if numbers["gap_points"] is None:
        return [
            say(
                "Whether leads with both conditions buy more often cannot be told. That takes "
                "{least} clients on both sides, watched for a year.",
                least=KNOWN_LEADS,
            )
        ]
    both, late = of[BOTH], of[LATE]
    return [
        say(
            "Within a year {both:percent} of the leads with both conditions placed a first order "
            "({n} clients), and {late:percent} of those confirmed later ({m} clients).",
            both=both["bought_12m"],
            n=both["clients"],
            late=late["bought_12m"],
            m=late["clients"],
        ),
        say_n(
            "The difference is {n} point (95% interval {low} to {high}).",
            "The difference is {n} points (95% interval {low} to {high}).",
            numbers["gap_points"],
            low=numbers["gap_points_low"],
            high=numbers["gap_points_high"],
        ),
        say(
            "It does not show what the rule does. Leads that buy anyway are easier to qualify, and "
            "telemarketers make exceptions for leads that look special."
        ),
    ]


def caveats(numbers: Row, sales: Sales) -> list[Text]:
    """What limits the answer."""
    texts = []
    if numbers["again"]:
        texts.append(
            say_n(
                "{n} passing is of a lead that had been passed on before. For first orders each "
                "client counts once, with its first passing.",
                "{n} passings are of leads that had been passed on before. For first orders each "
                "client counts once, with its first passing.",
                numbers["again"],
            )
        )
    if numbers["clients_before"]:
        texts.append(
            say_n(
                "{n} lead had ordered before it was passed on, and is left out of first orders.",
                "{n} leads had ordered before they were passed on, and are left out of first "
                "orders.",
                numbers["clients_before"],
            )
        )
    if numbers["not_passed"]:
        texts.append(
            say_n(
                "{n} lead has no day of passing: perhaps it still waits. It is left out.",
                "{n} leads have no day of passing: perhaps they still wait. They are left out.",
                numbers["not_passed"],
            )
        )
    if numbers["early"]:
        texts.append(
            say_n(
                "{n} acceptance is dated before the passing, and is left out of the wait.",
                "{n} acceptances are dated before the passing, and are left out of the wait.",
                numbers["early"],
            )
        )
    return [*texts, *sales.notes]


def needs(sales: Sales) -> list[Text]:
    """What the question cannot do without."""
    recorded = {name for name in ("qualified_on", "need_on") if f"leads.{name}" in sales.given}
    if "leads.passed_on" in sales.given and recorded and sales.leads["passed_on"].notna().any():
        return []
    return [
        say(
            "A list of leads: the client, who passed it on to whom and when. Also the days of "
            "qualification and of a confirmed need."
        )
    ]


def wishes(numbers: Row, sales: Sales) -> list[Text]:
    """What would make the answer better."""
    texts = []
    if numbers["unknown"]:
        texts.append(
            say("For every lead the day of qualification and the day of a confirmed need.")
        )
    if "leads.returned_on" not in sales.given or not numbers["returned"]:
        texts.append(say("The day on which a lead was returned, and the reason."))
    if "leads.accepted_on" not in sales.given:
        texts.append(say("The day on which the hunter accepted a lead."))
    return texts
