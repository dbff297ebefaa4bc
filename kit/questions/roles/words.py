"""What the map of roles says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from kit.company.model import Company
from kit.language import Text, say, say_n
from kit.owners.ownership import MAX_P, MIN_STRENGTH, Ownership
from kit.owners.passages import FLOOR, RESHUFFLE_DAYS
from kit.owners.staff import Staff, role_labels
from kit.questions.finding import records
from kit.questions.roles.gaps_words import map_sentences
from kit.sales.tables import Sales

RELATIONS: Mapping[str, Text] = {
    "recorded": say("declared and recorded"),
    "missing": say("declared, never recorded"),
    "extra": say("recorded, not declared"),
    "reversed": say("recorded the wrong way round"),
    "rare": say("fewer than {floor} clients", floor=FLOOR),
    "cannot tell": say("the records cannot show it"),
    "declared": say("declared"),
}

MOST_TOLD = 20  # pairs of employees told one by one


def paragraphs(
    company: Company,
    numbers: Mapping[str, Any],
    passed: Sequence[Mapping[str, Any]],
    gaps: Sequence[Mapping[str, Any]],
    employees: pd.DataFrame,
    check: Ownership | None,
) -> list[Text]:
    """The answer in paragraphs."""
    texts = map_sentences(company, numbers, gaps)
    if check is not None and check.owners != 1:
        texts.append(_owners(check))
    if numbers["source"] == "assignments" and check is not None and not check.real:
        texts.append(say("What follows therefore rests on the register of assignments alone."))
    if numbers["source"]:
        texts += _arrows(company, passed)
        texts += _between(numbers, employees)
    elif check is None and company.roles:
        texts.append(
            say(
                "Whether clients really pass like this cannot be seen: there are no records of who "
                "served them."
            )
        )
    return texts


def _owners(check: Ownership) -> Text:
    if check.same_owner_rate is None:
        return say(
            "No client has two deals with an owner, so nothing can be said about who owns clients."
        )
    values = {
        "same": round(100 * check.same_owner_rate, 1),
        "chance": round(100 * (check.chance_rate or 0.0), 1),
        "n": check.pairs,
    }
    if not check.real:
        return say(
            "Do clients have owners here? The next deal of a client has the same owner in "
            "{same}% of {n} cases; if owners were dealt out by chance it would be "
            "{chance}%. That is too near to chance: whoever stands on an order does not own "
            "the client, and any handover read from orders would be invented. Nothing is concluded "
            "from them.",
            **values,
        )
    return say(
        "Clients do have owners: the next deal of a client has the same owner in {same}% of "
        "{n} cases, against {chance}% if owners were dealt out by chance.",
        **values,
    )


def _arrows(company: Company, passed: Sequence[Mapping[str, Any]]) -> list[Text]:
    if not company.roles:
        return []
    labels = role_labels(company)
    by: dict[str, list[Text]] = {}
    for row in passed:
        names = {
            "giver": labels.get(row["from_role"], row["from_role"]),
            "taker": labels.get(row["to_role"], row["to_role"]),
        }
        by.setdefault(row["relation"], []).append(
            say_n(
                "«{giver}» → «{taker}» ({n} client)",
                "«{giver}» → «{taker}» ({n} clients)",
                row["recorded"],
                **names,
            )
            if row["recorded"]
            else say("«{giver}» → «{taker}»", **names)
        )
    sentences = {
        "recorded": say("Declared and recorded: {arrows}."),
        "missing": say(
            "Declared, and not one client passed so though both roles have clients: {arrows}."
        ),
        "extra": say("Recorded and not declared: {arrows}."),
        "reversed": say("Recorded against the declared direction: {arrows}."),
        "rare": say(
            "Fewer than {floor} clients passed so, too few to tell a habit from a slip: {arrows}.",
            floor=FLOOR,
        ),
        "cannot tell": say("The records cannot show: {arrows}."),
    }
    return [
        replace(sentence, values={**sentence.values, "arrows": by[relation]})
        for relation, sentence in sentences.items()
        if relation in by
    ]


def _between(numbers: Mapping[str, Any], employees: pd.DataFrame) -> list[Text]:
    texts = []
    if numbers["source"] == "orders":
        texts.append(
            say(
                "The owner of a client's next deal is another one {changes} times: {handovers} "
                "lasting changes, {covers} times a colleague stood in for one deal, and {open} "
                "times the last deal so far is the new owner's only one, so nobody can tell yet.",
                changes=numbers["owner_changes"],
                handovers=numbers["handover"],
                covers=numbers["cover"],
                open=numbers["unsettled"],
            )
        )
    for largest in records(employees.head(1)):
        texts.append(
            say_n(
                "Most clients passed from employee {giver} to {taker}: {n}.",
                "Most clients passed from employee {giver} to {taker}: {n}.",
                largest["clients"],
                giver=largest["from_employee"],
                taker=largest["to_employee"],
            )
        )
    reshuffled = employees[employees["at_once"] * 2 > employees["clients"]]
    pairs = [
        say_n(
            "{giver} → {taker} ({at_once} of {n} client)",
            "{giver} → {taker} ({at_once} of {n} clients)",
            row["clients"],
            giver=row["from_employee"],
            taker=row["to_employee"],
            at_once=row["at_once"],
        )
        for row in records(reshuffled.head(MOST_TOLD))
    ]
    if len(reshuffled) > MOST_TOLD:
        pairs.append(say_n("{n} more pair", "{n} more pairs", len(reshuffled) - MOST_TOLD))
    if pairs:
        texts.append(
            say(
                "Most of them within {days} days, which looks like a redrawing of territories or "
                "a departure, not like handing over client by client: {pairs}.",
                days=RESHUFFLE_DAYS,
                pairs=pairs,
            )
        )
    return texts


def assumptions(source: str) -> list[Text]:
    """What the answer takes for granted."""
    if source == "orders":
        return [
            say("The employee of an order is the one who owned the client on that day."),
            say(
                "A single deal of a colleague between two deals of the same owner is cover, not a "
                "handover."
            ),
        ]
    if source == "assignments":
        return [
            say(
                "The register of assignments is right. Where the one before stays assigned for "
                "more than a month longer, the handover is a partial one; an assignment of a month "
                "or less from which the client comes back is cover."
            )
        ]
    return []


def caveats(company: Company, people: Staff, numbers: Mapping[str, Any]) -> list[Text]:
    """What limits the answer."""
    texts = []
    if company.roles:
        texts.append(
            say(
                "The map is what your company wrote down; what is not on it has not been looked "
                "for."
            )
        )
    if numbers["source"] == "orders":
        texts.append(
            say(
                "A client who never ordered again shows no new owner, whoever it was given to: "
                "orders see only handovers that clients survived."
            )
        )
    if numbers["employee_pairs_hidden"]:
        texts.append(
            say_n(
                "{n} pair of employees with fewer than {floor} clients between them is not shown: "
                "that would tell of single people.",
                "{n} pairs of employees with fewer than {floor} clients between them are not "
                "shown: that would tell of single people.",
                numbers["employee_pairs_hidden"],
                floor=FLOOR,
            )
        )
    several = len(people.unclear())
    if several and numbers["source"] == "orders":
        texts.append(
            say_n(
                "{n} person has several roles: on an order nobody can tell which one acted, so "
                "these deals belong to no role.",
                "{n} people have several roles: on an order nobody can tell which one acted, so "
                "these deals belong to no role.",
                several,
            )
        )
    if numbers["source"]:
        texts.append(
            say(
                "That clients passed says when and between whom, not that it did them good or harm."
            )
        )
    return texts


def needs(
    company: Company, sales: Sales | None, source: str, check: Ownership | None
) -> list[Text]:
    """What would answer more."""
    texts = []
    if not company.roles:
        texts.append(
            say(
                "Roles and handoffs in company.yaml: `handoff new DIR --template chapter` writes "
                "an example, and lesson 01 draws them."
            )
        )
    elif not company.people and not (sales is not None and "employees.role" in sales.given):
        texts.append(say("Who works in each role (`people` in company.yaml)."))
    if sales is None:
        texts.append(
            say(
                "Orders with `employee_id`, or a table `assignments` with `client_id`, "
                "`employee_id`, `role` and `from_on`: how clients really pass."
            )
        )
    elif not source and check is None:
        texts.append(
            say(
                "A column `employee_id` in the orders, or a table `assignments` with `client_id`, "
                "`employee_id`, `role` and `from_on`: how clients really pass."
            )
        )
    elif not source:
        texts.append(
            say(
                "A table `assignments` with `client_id`, `employee_id`, `role` and `from_on`: who "
                "owns a client, wherever the order was entered. From orders it takes a test with "
                "p below {p:plain} and at least {strength:percent} of the way from chance to "
                "always the same owner.",
                p=MAX_P,
                strength=MIN_STRENGTH,
            )
        )
    elif source == "orders" and "employees.role" not in sales.given and not company.people:
        texts.append(
            say(
                "A table `employees` with `employee_id` and `role`, or `people` in company.yaml: "
                "between which roles clients pass."
            )
        )
    return texts
