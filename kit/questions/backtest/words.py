"""What the back-test says in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kit.language import Money, Text, say, say_n
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding
from kit.triggers.cohort import MIN_CLIENTS
from kit.triggers.tally import EARLY_DAYS


def paragraphs(finding: Finding) -> list[Text]:
    """The answer in plain words: one paragraph each."""
    numbers = numbers_of(finding.numbers)
    rows = [row for row in rows_of(finding.table) if row["status"] != "needs data"]
    if not rows:
        return [say("None of the triggers can be judged with these data: see what is needed.")]
    if numbers["clients"] == 0:
        return [
            say(
                "No client of these data has its first deal after the run-in: there is nobody "
                "whose start was seen. A longer history would help, or a shorter run-in."
            )
        ]
    paragraphs = [
        say_n(
            "{n} client had its first deal between {start} and {end}. This is when each trigger "
            "would have handed it over.",
            "{n} clients had their first deal between {start} and {end}. This is when each "
            "trigger would have handed them over.",
            numbers["clients"],
            start=numbers["first_deal_from"],
            end=numbers["as_of"],
        )
    ]
    if finding.status == "cannot tell":
        paragraphs.append(
            say(
                "That is too few for a comparison: the figures below describe these clients and "
                "no others. A longer history would tell more."
            )
        )
    paragraphs += _comparison(rows)
    paragraphs += _predicts(finding)
    paragraphs.append(
        say(
            "These figures recommend no trigger. They say whom each would reach, and when. What a "
            "handoff does to a client is not in them."
        )
    )
    return paragraphs + [_rule(row, finding) for row in rows]


def reached_within_a_year(row: Mapping[str, Any]) -> Text:
    """How many clients one rule has handed over a year after their first deal, with its range."""
    if row["judged"] < MIN_CLIENTS:
        return say_n(
            "“{rule}”: only {n} client can be judged, too few to compare.",
            "“{rule}”: only {n} clients can be judged, too few to compare.",
            int(row["judged"]),
            rule=row["label"],
        )
    if pd.isna(row["reached_12m"]):
        return say(
            "“{rule}”: {fired} of {judged} new clients handed over; the data do not reach a year.",
            rule=row["label"],
            fired=int(row["fired"]),
            judged=int(row["judged"]),
        )
    return say(
        "“{rule}”: {share:percent} of {judged} new clients handed over within a year "
        "({low:percent} to {high:percent}); {inflow} handoffs a month.",
        rule=row["label"],
        share=row["reached_12m"],
        low=row["reached_12m_low"],
        high=row["reached_12m_high"],
        judged=int(row["judged"]),
        inflow=round(row["inflow_per_month"], 1),
    )


def _rule(row: Mapping[str, Any], finding: Finding) -> Text:
    if row["judged"] == 0:
        return say("“{rule}”: no client can be judged.", rule=row["label"])
    parts: list[Text] = [
        say_n(
            "“{rule}” would reach {fired} of {n} client ({share:percent}).",
            "“{rule}” would reach {fired} of {n} clients ({share:percent}).",
            row["judged"],
            rule=row["label"],
            fired=row["fired"],
            share=row["fired_share"],
        )
    ]
    if row["median_days"] == 0:
        parts.append(say("Half of the clients would pass on the day of their first deal."))
    elif pd.notna(row["median_days"]):
        parts.append(
            say_n(
                "Half of the clients would pass within {n} day of the first deal.",
                "Half of the clients would pass within {n} days of the first deal.",
                row["median_days"],
            )
        )
    else:
        parts.append(say("In the period covered, fewer than half would have passed."))
    if row["maybe"]:
        parts.append(
            say_n(
                "For {n} more client the budget is too uncertain to say.",
                "For {n} more clients the budget is too uncertain to say.",
                row["maybe"],
            )
        )
    if row["fired"]:
        parts.append(
            say(
                "Orders of those reached: {before} up to that day, {after} after it.",
                before=Money(row["revenue_before"], finding.currency, finding.per_unit),
                after=Money(row["revenue_after"], finding.currency, finding.per_unit),
            )
        )
    if row["too_early_of"]:
        parts.append(
            say_n(
                "Of {n} watched for {days} days from then on, {early} ordered nothing "
                "({low:percent} to {high:percent}).",
                "Of {n} watched for {days} days from then on, {early} ordered nothing "
                "({low:percent} to {high:percent}).",
                row["too_early_of"],
                days=EARLY_DAYS,
                early=row["too_early_n"],
                low=row["too_early_share_low"],
                high=row["too_early_share_high"],
            )
        )
        if pd.notna(row["too_early_base"]):
            parts.append(
                say_n(
                    "After as many orders by clients not reached then, nothing followed in "
                    "{base:percent} of {n} case.",
                    "After as many orders by clients not reached then, nothing followed in "
                    "{base:percent} of {n} cases.",
                    row["too_early_base_of"],
                    base=row["too_early_base"],
                )
            )
    return _joined(parts)


def _comparison(rows: list[dict[str, Any]]) -> list[Text]:
    """The rules that reach most and least in a year, of those that judge every client."""
    told = [row for row in rows if pd.notna(row["reached_12m"]) and row["judged"] == row["clients"]]
    if len(told) < 2:
        return []
    most = max(told, key=lambda row: row["reached_12m"])
    least = min(told, key=lambda row: row["reached_12m"])
    if most["reached_12m"] == least["reached_12m"]:
        return []
    texts = [
        say(
            "Within a year of the first deal “{most}” would reach {high:percent} of the clients "
            "and “{least}” {low:percent}.",
            most=most["label"],
            high=most["reached_12m"],
            least=least["label"],
            low=least["reached_12m"],
        )
    ]
    if pd.notna(most["hunter_orders_share"]) and pd.notna(least["hunter_orders_share"]):
        texts.append(
            say(
                "What waiting means: with “{least}” hunters would serve {late:percent} of all "
                "repeat orders, with “{most}” {soon:percent}.",
                least=least["label"],
                late=least["hunter_orders_share"],
                most=most["label"],
                soon=most["hunter_orders_share"],
            )
        )
    return [_joined(texts)]


def _predicts(finding: Finding) -> list[Text]:
    table = finding.details["landmark"]
    told = [row for row in rows_of(table, "landmark") if row["status"] == "answered"]
    if not told:
        return [
            say(
                "Do clients reached in the first year buy more in the second? That cannot be told: "
                "too few clients on both sides can be watched for two years."
            )
        ]

    def named(rows: list[dict[str, Any]]) -> list[Text]:
        return [say("“{rule}”", rule=row["label"]) for row in rows]

    more = [row for row in told if row["difference_low"] > 0]
    less = [row for row in told if row["difference_high"] < 0]
    neither = [row for row in told if row not in more and row not in less]
    texts = []
    if more:
        texts.append(
            say(
                "Clients reached within their first year bought more in the second than the others "
                "under: {rules}. This predicts, it does not prove: a good client reaches a "
                "threshold because it is a good client.",
                rules=named(more),
            )
        )
    if less:
        texts.append(
            say(
                "Clients reached within their first year bought less in the second than the others "
                "under: {rules}.",
                rules=named(less),
            )
        )
    if neither:
        texts.append(
            say(
                "No clear difference between those reached in the first year and the others under: "
                "{rules}.",
                rules=named(neither),
            )
        )
    return [_joined(texts)]


def _joined(texts: list[Text]) -> Text:
    sentence = texts[0]
    for text in texts[1:]:
        sentence = say("{before} {next}", before=sentence, next=text)
    return sentence
