"""What `carry` says: who looks after how many clients, and how many more that can be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from kit.choice.calibration import MONTHS
from kit.choice.carrying import TWO_YEARS, Carry, Load
from kit.choice.inputs import BY_ID
from kit.language import Text, say, say_n
from kit.questions.finding import Claim, Finding, Paragraph
from kit.triggers.rules import label


def headline(finding: Finding) -> Text:
    """The answer in one sentence."""
    numbers = finding.numbers
    nothing = nothing_to_choose(numbers)
    if nothing is not None:
        return nothing
    match numbers["verdict"]:
        case "can":
            return say(
                "They can carry it: {load:percent} of their time, {later:percent} in two years.",
                load=numbers["load_with"],
                later=numbers["load_later"],
            )
        case "cannot":
            return say(
                "They cannot carry it: {load:percent} of their time, {later:percent} in two years.",
                load=numbers["load_with"],
                later=numbers["load_later"],
            )
        case "open":
            return say(
                "Whether they can carry it cannot be told: the hours stated leave room for both."
            )
    if numbers["people_needed_at_usual_books"] is not None:
        return say(
            "At your own books, {least} to {most} account managers are needed.",
            least=_people(numbers["people_needed_at_full_books"]),
            most=_people(numbers["people_needed_at_usual_books"]),
        )
    return say("Whether it can be carried cannot be told: nobody recorded who looks after whom.")


def numbers_of(weighed: Carry) -> dict[str, Any]:
    """The figures of the answer, by name."""
    own, needed = weighed.own, weighed.needed
    return {
        "active": weighed.active,
        "held": weighed.held,
        "due": weighed.due,
        "handoffs_a_month": weighed.monthly,
        "new_clients_a_year": weighed.new_a_year,
        "account_managers": weighed.managers,
        "usual_book": None if own is None else own.usual,
        "full_book": None if own is None else own.full,
        "held_two_years_ago": None if own is None else own.before(TWO_YEARS),
        "people_needed_at_full_books": None if needed is None else needed[0],
        "people_needed_at_usual_books": None if needed is None else needed[1],
        "load_limit": weighed.limit,
        "load_with": None if weighed.load_with is None else float(np.median(weighed.load_with)),
        "load_later": None if weighed.load_later is None else float(np.median(weighed.load_later)),
        "verdict": weighed.verdict,
        "second_force": weighed.second_force,
        "hardly_any": weighed.hardly_any,
        "stated_hours_contradict_paid_hours": weighed.contradicts,
    }


def nothing_to_choose(numbers: Mapping[str, Any]) -> Text | None:
    """Why no policy is to be chosen, where nobody is to be handed over, or nobody takes them."""
    if numbers["hardly_any"]:
        return _hardly_any(numbers["new_clients_a_year"])
    if numbers["second_force"]:
        return say(
            "Handing over would take {people} more people at your own books: a second sales force, "
            "not a handoff.",
            people=math.ceil(numbers["people_needed_at_usual_books"]),
        )
    return None


def paragraphs(weighed: Carry) -> tuple[Paragraph, ...]:
    """What is known of books, then what follows for hours or people."""
    claims = [*_today(weighed), *_rule(weighed)]
    if weighed.verdict is not None:
        claims += _hours(weighed)
    else:
        claims += _people_needed(weighed)
    if weighed.contradicts:
        claims.append(_contradiction(weighed))
    return (tuple(claims),)


def _today(weighed: Carry) -> list[Claim]:
    own = weighed.own
    if own is None:
        return [
            Claim(
                say_n(
                    "{n} client is active. The records do not show who looks after whom, so there "
                    "are no own books to go by.",
                    "{n} clients are active. The records do not show who looks after whom, so "
                    "there are no own books to go by.",
                    weighed.active,
                ),
                "known",
            )
        ]
    if weighed.managers is None:
        return [
            Claim(
                say_n(
                    "{n} person looks after your active clients, usually {usual} clients; 9 of 10 "
                    "books stay within {full}.",
                    "{n} people look after your active clients, usually {usual} clients each; 9 of "
                    "10 books stay within {full}.",
                    own.carriers,
                    usual=round(own.usual or 0),
                    full=round(own.full or 0),
                ),
                "known",
            )
        ]
    claims = [
        Claim(
            say_n(
                "Your account manager looks after {held} of {active} active clients.",
                "Your {n} account managers look after {held} of {active} active clients; the "
                "fullest book has {fullest}.",
                weighed.managers,
                held=weighed.held,
                active=weighed.active,
                fullest=int(own.now.max(initial=0)),
            ),
            "known",
        )
    ]
    before = own.before(TWO_YEARS)
    if before is not None:
        claims.append(
            Claim(
                say("Two years ago it was {before}.", before=before),
                "known",
            )
        )
    return claims


def _rule(weighed: Carry) -> list[Claim]:
    if weighed.hardly_any:
        return [Claim(_hardly_any(weighed.new_a_year), "known")]
    return [
        Claim(
            say(
                "“{rule}” means {due} more at once and about {monthly} a month.",
                rule=label(weighed.rule),
                due=weighed.due,
                monthly=round(weighed.monthly),
            ),
            "known",
        )
    ]


def _hardly_any(new: int) -> Text:
    return say_n(
        "{n} new client in the last {months} months: next to nothing to hand over.",
        "{n} new clients in the last {months} months: next to nothing to hand over.",
        new,
        months=MONTHS,
    )


def _hours(weighed: Carry) -> list[Claim]:
    assert weighed.load_with is not None
    now = Load.of(weighed.load_with)
    claims = [
        Claim(
            say(
                "By the hours you state that is {load:percent} of their time ({low:percent} to "
                "{high:percent}).",
                load=now.likely,
                low=now.low,
                high=now.high,
            ),
            "inferred",
        )
    ]
    if weighed.load_later is not None:
        later = Load.of(weighed.load_later)
        claims.append(
            Claim(
                say(
                    "In two years, at your own growth, it is {load:percent} ({low:percent} to "
                    "{high:percent}).",
                    load=later.likely,
                    low=later.low,
                    high=later.high,
                ),
                "inferred",
            )
        )
    full = max(weighed.each.values(), default=0.0)
    if full > 1:
        claims.append(
            Claim(
                say(
                    "The fullest book alone takes {load:percent} of its account manager's time.",
                    load=full,
                ),
                "inferred",
            )
        )
    return claims


def _people_needed(weighed: Carry) -> list[Claim]:
    needed, own = weighed.needed, weighed.own
    if needed is None or own is None or not weighed.asked:
        return []
    values = {
        "asked": weighed.asked,
        "least": _people(needed[0]),
        "most": _people(needed[1]),
    }
    if weighed.second_force:
        text = say(
            "At your own books these {asked} clients take {least} to {most} people beside the "
            "{people} you have: a second sales force, not a handoff.",
            people=own.carriers,
            **values,
        )
    elif weighed.managers is None:
        text = say(
            "At your own books these {asked} clients take {least} to {most} people.", **values
        )
    else:
        text = say(
            "At your own books {asked} clients take {least} to {most} account managers; you have "
            "{managers}.",
            managers=weighed.managers,
            **values,
        )
    return [Claim(text, "inferred")]


def _contradiction(weighed: Carry) -> Claim:
    assert weighed.load_now is not None
    share = float(np.median(weighed.load_now))
    if share < 1:
        text = say(
            "By the hours you state, today's clients take {share:percent} of the paid hours: what "
            "fills the rest, or are the stated hours too low? Note the hours for two weeks.",
            share=share,
        )
    else:
        text = say(
            "By the hours you state, today's clients take {share:percent} of the paid hours, which "
            "cannot be: note the hours for two weeks.",
            share=share,
        )
    return Claim(text, "inferred")


def _people(needed: float) -> float:
    """People to half of one: more would pretend to know more."""
    return max(round(needed * 2) / 2, 0.5)


def needs(weighed: Carry) -> tuple[Text, ...]:
    """What would answer more."""
    wanted = []
    if weighed.own is None:
        wanted.append(
            say(
                "A column of the orders that says who looks after the client, or a table "
                "`assignments`: then own books can be counted."
            )
        )
    elif weighed.managers is None:
        wanted.append(
            say(
                "A table `employees` with a column `role`, or people with roles on the conveyor "
                "map: then it is known who receives clients."
            )
        )
    if not weighed.stated:
        names = ("manager_hours_per_order", "manager_hours_per_month")
        wanted += [BY_ID[name].measure for name in names if weighed.believed[name].ours]
    elif weighed.verdict == "open":
        wanted.append(BY_ID["manager_hours_per_order"].measure)
    return tuple(wanted)
