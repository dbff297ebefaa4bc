"""What the back-test says in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kit.language import Money, Text, say, say_n
from kit.questions.finding import Finding, records
from kit.triggers.tally import EARLY_DAYS


def paragraphs(finding: Finding) -> list[Text]:
    """The answer in plain words: one paragraph each."""
    numbers = finding.numbers
    rows = [row for row in records(finding.table) if row["status"] != "needs data"]
    if not rows:
        return [say("None of the triggers can be judged with these data: see what is needed.")]
    if numbers["clients"] == 0:
        return [
            say(
                "No client of these data has its first deal after the run-in: there is nobody "
                "whose start was seen. Use a longer history, or a shorter run-in (--lookback)."
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
    if len(rows) > 1:
        paragraphs += _comparison(rows)
    paragraphs += _predicts(finding)
    paragraphs.append(
        say(
            "No trigger is right in itself, and these figures recommend none: they say whom each "
            "would reach, when, and what comes with it. What a handoff does to a client they "
            "cannot say: nobody was handed over at random (evidence L0)."
        )
    )
    return paragraphs + [_rule(row, finding) for row in rows]


def _rule(row: Mapping[str, Any], finding: Finding) -> Text:
    parts: list[Text] = []
    if row["judged"] == 0:
        return say("«{rule}»: no client can be judged.", rule=row["label"])
    parts.append(
        say_n(
            "«{rule}» reaches {fired} of {n} client ({share:percent}).",
            "«{rule}» reaches {fired} of {n} clients ({share:percent}).",
            int(row["judged"]),
            rule=row["label"],
            fired=int(row["fired"]),
            share=row["fired_share"],
        )
    )
    if row["median_days"] == 0:
        parts.append(say("Half are reached on the day of their first deal."))
    elif pd.notna(row["median_days"]):
        parts.append(
            say_n(
                "Half are reached within {n} day of the first deal.",
                "Half are reached within {n} days of the first deal.",
                int(row["median_days"]),
            )
        )
    else:
        parts.append(say("Half of the clients are not reached within the data."))
    if row["maybe"]:
        parts.append(
            say_n(
                "Of {n} more the budget range leaves it open.",
                "Of {n} more the budget range leaves it open.",
                int(row["maybe"]),
            )
        )
    if row["fired"]:
        parts.append(
            say(
                "Up to then they had brought {before}, afterwards {after}.",
                before=Money(int(row["revenue_before"]), finding.currency, finding.per_unit),
                after=Money(int(row["revenue_after"]), finding.currency, finding.per_unit),
            )
        )
    if row["too_early_of"]:
        values = {
            "early": int(row["too_early_n"]),
            "of": int(row["too_early_of"]),
            "low": row["too_early_share_low"],
            "high": row["too_early_share_high"],
            "days": EARLY_DAYS,
        }
        if pd.notna(row["too_early_base"]):
            parts.append(
                say(
                    "Too early for {early} of {of}, who ordered nothing in the next {days} days "
                    "({low:percent} to {high:percent}); after any order of the same number it is "
                    "{base:percent}, handoff or not.",
                    **values,
                    base=row["too_early_base"],
                )
            )
        else:
            parts.append(
                say(
                    "Too early for {early} of {of}, who ordered nothing in the next {days} days "
                    "({low:percent} to {high:percent}).",
                    **values,
                )
            )
    return _joined(parts)


def _comparison(rows: list[dict[str, Any]]) -> list[Text]:
    told = [row for row in rows if pd.notna(row["reached_12m"])]
    if len(told) < 2:
        return []
    most = max(told, key=lambda row: row["reached_12m"])
    least = min(told, key=lambda row: row["reached_12m"])
    if most["reached_12m"] == least["reached_12m"]:
        return []
    texts = [
        say(
            "Within a year of the first deal «{most}» reaches {high:percent} of the clients and "
            "«{least}» {low:percent}.",
            most=most["label"],
            high=most["reached_12m"],
            least=least["label"],
            low=least["reached_12m"],
        )
    ]
    both = [row for row in rows if pd.notna(row["hunter_orders_share"])]
    if most in both and least in both:
        texts.append(
            say(
                "The price of waiting: with «{least}» hunters still serve {late:percent} of all "
                "repeat orders, with «{most}» {soon:percent}.",
                least=least["label"],
                late=least["hunter_orders_share"],
                most=most["label"],
                soon=most["hunter_orders_share"],
            )
        )
    return [_joined(texts)]


def _predicts(finding: Finding) -> list[Text]:
    table = finding.details["landmark"]
    told = table[table["status"] == "answered"]
    if told.empty:
        return [
            say(
                "Whether being reached within the first year goes with more revenue in the second "
                "cannot be told: too few clients can be watched for two years on both sides."
            )
        ]
    labels = dict(zip(finding.table["trigger"], finding.table["label"], strict=True))

    def named(which: pd.Series) -> list[Text]:
        return [say("«{rule}»", rule=labels[rule]) for rule in told.loc[which, "trigger"]]

    more, less = told["difference_low"] > 0, told["difference_high"] < 0
    texts = []
    if more.any():
        texts.append(
            say(
                "Clients reached within their first year went on to buy more in the second than "
                "the others under: {rules}. This predicts, it does not prove: a good client "
                "reaches a threshold because it is a good client.",
                rules=named(more),
            )
        )
    if less.any():
        texts.append(say("They bought less than the others under: {rules}.", rules=named(less)))
    if (~more & ~less).any():
        texts.append(
            say(
                "No difference that chance could not explain under: {rules}.",
                rules=named(~more & ~less),
            )
        )
    return [_joined(texts)]


def _joined(texts: list[Text]) -> Text:
    sentence = texts[0]
    for text in texts[1:]:
        sentence = say("{before} {next}", before=sentence, next=text)
    return sentence
