"""What `carry` says: who looks after how many clients, and how many more that can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kit.choice.carrying import CONTRADICTS, LATE, Carry
from kit.choice.inputs import BY_ID
from kit.language import Text, say, say_n
from kit.owners.time_log import LEAST_PEOPLE, TimeLog
from kit.policies.own_history import MANAGER_HOURS
from kit.questions.carry_figures import LOADS
from kit.questions.claims import Basis, Claim, Paragraph
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding
from kit.questions.next_steps import GIVE_ROLES, RECORD_OWNERS
from kit.triggers.rules import label

Figures = Mapping[str, Any]


def headline(finding: Finding) -> Claim:
    """The answer in one sentence."""
    numbers = numbers_of(finding.numbers)
    nothing = nothing_to_choose(numbers)
    if nothing is not None:
        return nothing
    verdict = numbers["can_carry"]
    if verdict in ("can", "cannot"):
        loads = rows_of(finding.rows(LOADS.name), LOADS.name)
        return Claim(_verdict(loads, can=verdict == "can"), _weakest(finding))
    if verdict == "open":
        text = say("Whether they can carry it cannot be told: the hours leave room for both.")
        return Claim(text, _weakest(finding))
    if numbers["account_managers"] is not None:
        text = say(
            "Whether they can carry it cannot be told: how many hours orders and clients take is "
            "missing."
        )
    elif numbers["people_with_a_book"] is not None:
        text = say("Whether it can be carried cannot be told: nobody recorded who has which role.")
    else:
        text = say(
            "Whether it can be carried cannot be told: nobody recorded who looks after whom."
        )
    return Claim(text, "known")


def _weakest(finding: Finding) -> Basis:
    """What the hours rest on."""
    claims = [claim for part in finding.text if not isinstance(part, Text) for claim in part]
    return "assumed" if any(claim.basis == "assumed" for claim in claims) else "inferred"


def _verdict(loads: Sequence[Figures], *, can: bool) -> Text:
    """By the moment at which the load is highest, with its range."""
    highest = heaviest(loads)
    ends = {"low": highest["load_low"], "high": highest["load_high"]}
    if highest["at"] == "later":
        if can:
            return say(
                "They can carry it: in two years, at your own growth, it takes {low:percent} to "
                "{high:percent} of their time.",
                **ends,
            )
        return say(
            "They cannot carry it: in two years, at your own growth, it takes {low:percent} to "
            "{high:percent} of their time.",
            **ends,
        )
    if can:
        return say(
            "They can carry it: it takes {low:percent} to {high:percent} of their time.", **ends
        )
    return say(
        "They cannot carry it: it takes {low:percent} to {high:percent} of their time.", **ends
    )


def heaviest(loads: Sequence[Figures]) -> Figures:
    """Of the moments to come, that at which the load is highest."""
    return max((row for row in loads if row["at"] != "today"), key=lambda row: row["load"])


def next_step(finding: Finding) -> Text:
    """What to settle first."""
    numbers = finding.numbers
    if numbers["hardly_any"]:
        return say("Look again when there are more new clients; record who looks after whom.")
    if numbers["people_with_a_book"] is None:
        return RECORD_OWNERS
    if numbers["account_managers"] is None:
        return GIVE_ROLES
    if numbers["second_force"] or numbers["can_carry"] == "cannot":
        return say("Decide whether to hire account managers or to hand over fewer clients.")
    if numbers["can_carry"] == "can" and not numbers["stated_hours_contradict_paid_hours"]:
        return say("Agree with account managers how many clients each takes over, and when.")
    if numbers["hours_measured"]:
        return say("Let account managers note their hours for some weeks more.")
    return BY_ID["manager_hours_per_order"].measure


def nothing_to_choose(numbers: Figures) -> Claim | None:
    """Why no policy is to be chosen, where nobody is to be handed over, or nobody takes them."""
    if numbers["hardly_any"]:
        text = say_n(
            "{n} new client in the last year: next to nothing to hand over.",
            "{n} new clients in the last year: next to nothing to hand over.",
            numbers["new_clients_a_year"],
        )
        return Claim(text, "known")
    if numbers["second_force"]:
        text = say(
            "Handing over would take {people} more people at your own books: a second sales force, "
            "not a handoff.",
            people=_people_range(numbers),
        )
        return Claim(text, "inferred")
    return None


def _people_range(numbers: Figures) -> Text:
    least, most = (numbers[f"people_needed_at_{books}_books"] for books in ("full", "usual"))
    if least == most:
        return say("about {n}", n=most)
    return say("{least} to {most}", least=least, most=most)


def paragraphs(
    weighed: Carry, numbers: Figures, loads: Sequence[Figures], people: Sequence[Figures]
) -> tuple[Paragraph, ...]:
    """What is known of books, then what follows for hours or people; all figures placed."""
    claims = [*_today(numbers, people), *_rule(weighed, numbers)]
    if weighed.verdict is not None:
        claims += _hours(weighed, {row["at"]: row for row in loads}, people)
    else:
        claims += _people_needed(numbers)
    if weighed.contradicts:
        claims.append(_contradiction(loads[0]["load"], measured=weighed.measured))
    share = numbers["noted_share_of_paid_hours"]
    if share is not None and abs(share - 1) > CONTRADICTS:
        claims.append(_log_against_pay(share))
    return (tuple(claims),)


def _today(numbers: Figures, people: Sequence[Figures]) -> list[Claim]:
    carriers = numbers["people_with_a_book"]
    if carriers is None:
        text = say_n(
            "{n} client is active. The records do not show who looks after whom, so there are no "
            "own books to go by.",
            "{n} clients are active. The records do not show who looks after whom, so there are "
            "no own books to go by.",
            numbers["active"],
        )
        return [Claim(text, "known")]
    if numbers["account_managers"] is None:
        if not carriers or numbers["usual_book"] is None:
            return [Claim(say("Hardly anybody looks after active clients today."), "known")]
        text = say_n(
            "{n} person looks after your active clients, usually {usual} clients; 9 of 10 books "
            "stay within {full}.",
            "{n} people look after your active clients, usually {usual} clients each; 9 of 10 "
            "books stay within {full}.",
            carriers,
            usual=numbers["usual_book"],
            full=numbers["full_book"],
        )
        return [Claim(text, "known")]
    text = say_n(
        "Your account manager looks after {held} of {active} active clients.",
        "Your {n} account managers look after {held} of {active} active clients.",
        numbers["account_managers"],
        held=numbers["held"],
        active=numbers["active"],
    )
    claims = [Claim(text, "known")]
    if people:
        text = say("The fullest book has {clients}.", clients=people[0]["clients"])
        claims.append(Claim(text, "known"))
    if numbers["held_two_years_ago"] is not None:
        text = say(
            "Two years ago they looked after {before}.", before=numbers["held_two_years_ago"]
        )
        claims.append(Claim(text, "known"))
    return claims


def _rule(weighed: Carry, numbers: Figures) -> list[Claim]:
    if numbers["hardly_any"]:
        nothing = nothing_to_choose(numbers)
        return [] if nothing is None else [nothing]
    text = say(
        "The rule “{rule}” means {due} more at once and about {monthly} a month.",
        rule=label(weighed.rule),
        due=numbers["due"],
        monthly=numbers["handoffs_a_month"],
    )
    return [Claim(text, "known")]


def _hours(weighed: Carry, loads: Mapping[str, Figures], people: Sequence[Figures]) -> list[Claim]:
    # how many hours they have may be the kit's placeholder
    basis: Basis = "assumed" if weighed.believed["manager_week"].ours else "inferred"
    if weighed.measured:
        text = say(
            "By the hours noted that is {low:percent} to {high:percent} of their time, most likely "
            "{load:percent}.",
            **_range(loads["due"]),
        )
    else:
        text = say(
            "By the hours you state that is {low:percent} to {high:percent} of their time, most "
            "likely {load:percent}.",
            **_range(loads["due"]),
        )
    claims = [Claim(text, basis)]
    if "later" in loads:
        text = say(
            "In two years, at your own growth, it is {low:percent} to {high:percent}, most likely "
            "{load:percent}.",
            **_range(loads["later"]),
        )
        claims.append(Claim(text, basis))
    own = [row["load"] for row in people if not pd.isna(row["load"])]
    if own and max(own) > 1:
        text = say(
            "The fullest book alone takes {load:percent} of its account manager's time.",
            load=max(own),
        )
        claims.append(Claim(text, basis))
    return claims


def _range(row: Figures) -> dict[str, Any]:
    return {"load": row["load"], "low": row["load_low"], "high": row["load_high"]}


def _people_needed(numbers: Figures) -> list[Claim]:
    asked, managers = numbers["clients_asked_for"], numbers["account_managers"]
    if numbers["people_needed_at_full_books"] is None or not asked or numbers["hardly_any"]:
        return []
    people = _people_range(numbers)
    if numbers["second_force"]:
        text = say(
            "At your own books these {asked} clients take {people} people beside the {carriers} "
            "you have: a second sales force, not a handoff.",
            asked=asked,
            people=people,
            carriers=numbers["people_with_a_book"],
        )
    elif managers is None:
        text = say(
            "At your own books these {asked} clients take {people} people.",
            asked=asked,
            people=people,
        )
    else:
        text = say(
            "At your own books {asked} clients take {people} account managers; you have "
            "{managers}.",
            asked=asked,
            people=people,
            managers=managers,
        )
    return [Claim(text, "inferred")]


def _contradiction(share: float, *, measured: bool) -> Claim:
    if measured and share < 1:
        text = say(
            "By the hours noted, today's clients take {share:percent} of the paid hours: the rest "
            "goes elsewhere, or was not noted.",
            share=share,
        )
    elif measured:
        text = say(
            "By the hours noted, today's clients take {share:percent} of the paid hours, more than "
            "there are: are all paid hours in the data?",
            share=share,
        )
    elif share < 1:
        text = say(
            "By the hours you state, today's clients take {share:percent} of the paid hours. What "
            "fills the rest, or are the stated hours too low? Note the hours for two weeks.",
            share=share,
        )
    else:
        text = say(
            "By the hours you state, today's clients take {share:percent} of the paid hours, more "
            "than there are: note the hours for two weeks.",
            share=share,
        )
    return Claim(text, "inferred")


def _log_against_pay(share: float) -> Claim:
    if share < 1:
        text = say(
            "The time log comes to {share:percent} of the paid hours of those who kept it: part of "
            "their work was not noted.",
            share=share,
        )
    else:
        text = say(
            "The time log comes to {share:percent} of the paid hours of those who kept it: lines "
            "were noted twice, or more is worked than paid.",
            share=share,
        )
    return Claim(text, "known")


def _noted(log: TimeLog, numbers: Figures) -> list[Text]:
    """What rests on the time log, and what could not be taken from it."""
    lines = []
    if any(figure in log.noted for figure in MANAGER_HOURS):
        lines.append(
            say(
                "Account managers' hours were noted: {people} people, {lines} lines. Their "
                "ranges follow from how much these people differ; two weeks represent all "
                "others.",
                people=numbers["people_who_noted_hours"],
                lines=numbers["lines_of_hours_noted"],
            )
        )
    if log.too_few:
        lines.append(
            say(
                "Of these figures the time log has fewer than {least} people whose lines say how "
                "much was served, so they stay as stated: {inputs}.",
                least=LEAST_PEOPLE,
                inputs=[BY_ID[figure].label for figure in log.too_few],
            )
        )
    if log.without_role:
        lines.append(
            say_n(
                "{n} person of the time log is known neither as a hunter nor as receiving clients, "
                "and is left out.",
                "{n} people of the time log are known neither as hunters nor as receiving clients, "
                "and are left out.",
                numbers["people_noted_without_a_role"],
            )
        )
    return lines


def assumptions(weighed: Carry, numbers: Figures) -> tuple[Text, ...]:
    """What the answer takes for granted."""
    lines = [
        say(
            "A client is active until it has had no deal for {days} days. It is due when the rule "
            "has reached it and somebody else than an account manager looks after it.",
            days=numbers["silent_days"],
        )
    ]
    if weighed.log is not None:
        lines += _noted(weighed.log, numbers)
    if weighed.verdict is None:
        return tuple(lines)
    if numbers["stated_ranges_widened"] > 1:
        lines.append(
            say(
                "Ranges that people state are too narrow: yours are taken {factor} times as "
                "wide, until you test them or note the hours.",
                factor=numbers["stated_ranges_widened"],
            )
        )
    lines.append(
        say(
            "At a load of {limit:percent}, {late:percent} of the clients wait longer than the "
            "agreed {days} working days. Work comes at random, and a client has one account "
            "manager.",
            late=LATE,
            limit=numbers["load_limit"],
            days=numbers["wait_days"],
        )
    )
    if weighed.load_later is not None:
        lines.append(
            say(
                "Two years on means: at the growth of your active clients over the last two years, "
                "{growth} times.",
                growth=numbers["growth"],
            )
        )
    return tuple(lines)


def needs(weighed: Carry) -> tuple[Text, ...]:
    """What would answer more."""
    wanted = []
    if weighed.own is None:
        wanted.append(
            say(
                "A column of the orders that says who looks after the client, or a list of "
                "assignments: then own books can be counted."
            )
        )
    elif weighed.managers is None:
        wanted.append(
            say(
                "A list of employees with their roles, or people with roles on the conveyor "
                "map: then it is known who receives clients."
            )
        )
    if not weighed.stated:
        names = ("manager_hours_per_order", "manager_hours_per_month")
        wanted += [BY_ID[name].measure for name in names if weighed.believed[name].ours]
    elif weighed.verdict == "open" and not weighed.measured:
        wanted.append(BY_ID["manager_hours_per_order"].measure)
    return tuple(wanted)
