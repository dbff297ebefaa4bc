"""What a company wrote down about its first and its third handoff, read back in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from kit.company.model import Company, Judged, Lent
from kit.company.names import function_name
from kit.language import Text, say, say_n

SIDES: Mapping[str, Text] = {"telemarketers": say("telemarketers"), "hunters": say("hunters")}


def said_by(company: Company, by: str) -> dict[str, Judged]:
    """What one side said of leads, by lead."""
    return {it.lead: it for it in company.qualification.judged if it.by == by}


def agreement(company: Company) -> tuple[int, int]:
    """Of how many leads both sides said the same of both conditions, and how many both judged."""
    first, second = (said_by(company, side) for side in SIDES)
    both = first.keys() & second.keys()
    same = sum(
        (first[lead].qualified, first[lead].need) == (second[lead].qualified, second[lead].need)
        for lead in both
    )
    return same, len(both)


def condition(company: Company) -> tuple[Text, ...]:
    """When a lead becomes the hunter's, as far as it is written down."""
    said = company.qualification
    texts = [say("a lead is qualified if: {mark}", mark=mark) for mark in said.marks]
    if said.need_weeks:
        texts.append(
            say_n(
                "a need is one of now if an order is wanted within {n} week",
                "a need is one of now if an order is wanted within {n} weeks",
                said.need_weeks,
            )
        )
    if said.return_days:
        texts.append(
            say_n(
                "a lead may be returned within {n} day",
                "a lead may be returned within {n} days",
                said.return_days,
            )
        )
    if said.return_reasons:
        texts.append(say("reasons for a return: {reasons}", reasons=said.return_reasons))
    if said.waiting:
        texts.append(say("leads without a need: {waiting}", waiting=said.waiting))
    same, both = agreement(company)
    if both:
        texts.append(say("both sides said the same of {same} of {n} leads", same=same, n=both))
    return tuple(texts)


def lent(company: Company) -> tuple[Text, ...]:
    """The functions that pass by themselves, each with its way back."""
    return tuple(one_lent(company, it) for it in company.lent)


def one_lent(company: Company, it: Lent) -> Text:
    """One function that passes by itself: to whom, from when to when, who tells, what it pays."""
    names = {"client": it.client, "function": function_name(company, it.function), "who": it.who}
    if it.back_on:
        text = say(
            "{client}, “{function}”: {who} from {first} to {back}",
            **names,
            first=it.from_on,
            back=it.back_on,
        )
    else:
        text = say(
            "{client}, “{function}”: {who} from {first}, no day of return",
            **names,
            first=it.from_on,
        )
    if it.tells:
        text = say("{before}; {tells} tells the client", before=text, tells=it.tells)
    if it.paid:
        text = say("{before}; paid: {paid}", before=text, paid=it.paid)
    return text
