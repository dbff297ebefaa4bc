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
from kit.questions.figures import rows_of
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
    """The answer in paragraphs; `passed`: the rows of the table."""
    texts = map_sentences(company, numbers, gaps)
    if check is not None and check.owners != 1:
        texts.append(_owners(check, numbers))
    if numbers["source"] == "assignments" and check is not None and not check.real:
        texts.append(
            say("What follows therefore rests on the list of who looked after whom alone.")
        )
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


def _owners(check: Ownership, numbers: Mapping[str, Any]) -> Text:
    if check.same_owner_rate is None:
        return say(
            "No client has two deals with an owner, so nothing can be said about who owns clients."
        )
    values = {
        "same": numbers["same_owner_rate"],
        "chance": numbers["chance_rate"],
        "n": numbers["pairs_of_deals"],
    }
    if not check.real:
        return say(
            "The names on orders do not show who owns a client. A client's next deal has the same "
            "name in {same:percent} of {n} cases, and with names dealt out at random it would be "
            "{chance:percent}. Any handover read from orders would be invented, so none is.",
            **values,
        )
    return say(
        "Names on orders mean something: a client's next deal has the same owner in "
        "{same:percent} of {n} cases. With owners dealt out at random it would be "
        "{chance:percent}.",
        **values,
    )


def _arrows(company: Company, passed: Sequence[Mapping[str, Any]]) -> list[Text]:
    if not company.roles:
        return []
    by: dict[str, list[Text]] = {}
    for row in passed:
        names = {"giver": row["from_label"], "taker": row["to_label"]}
        by.setdefault(row["relation"], []).append(
            say_n(
                "“{giver}” → “{taker}” ({n} client)",
                "“{giver}” → “{taker}” ({n} clients)",
                row["recorded"],
                **names,
            )
            if pd.notna(row["recorded"]) and row["recorded"]
            else say("“{giver}” → “{taker}”", **names)
        )
    sentences = {
        "recorded": say("On your map and in the records: {arrows}."),
        "missing": say(
            "On your map, and not one client passed this way, though both roles have clients: "
            "{arrows}."
        ),
        "extra": say("In the records and not on your map: {arrows}."),
        "reversed": say("In the records against the direction of your map: {arrows}."),
        "rare": say(
            "Fewer than {floor} clients passed this way, too few to tell a habit from a slip: "
            "{arrows}.",
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
                "A client's next deal has another owner {changes} times. {handovers} times it "
                "passed to a new owner, {covers} times a colleague filled in for one deal, "
                "{backs} times the client came back. {open} times the new owner has one deal so "
                "far: too early to tell.",
                changes=numbers["owner_changes"],
                handovers=numbers["handover"],
                covers=numbers["cover"],
                backs=numbers["back"],
                open=numbers["unsettled"],
            )
        )
    for largest in rows_of(employees.head(1), "employees"):
        texts.append(
            say_n(
                "The largest passage between two people: {giver} → {taker}, {n} client.",
                "The largest passage between two people: {giver} → {taker}, {n} clients.",
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
        for row in rows_of(reshuffled.head(MOST_TOLD), "employees")
    ]
    if pairs:
        texts.append(
            say(
                "Here over half of the clients passed within {days}. That looks like redrawn "
                "territories or a departure rather than one handoff after another: {pairs}.",
                days=say_n("{n} day", "{n} days", RESHUFFLE_DAYS),
                pairs=pairs,
            )
        )
    if len(reshuffled) > MOST_TOLD:
        texts.append(
            say(
                "Named are the largest {shown} of {n} such pairs; the table below has all of them.",
                shown=MOST_TOLD,
                n=numbers["pairs_at_once"],
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
                "The list of who looked after whom is right. Where the one before stays for more "
                "than a month longer, the handover is a partial one. A spell of a month or less "
                "from which the client comes back is cover."
            )
        ]
    return []


def caveats(company: Company, numbers: Mapping[str, Any]) -> list[Text]:
    """What limits the answer."""
    texts = []
    if company.roles:
        texts.append(
            say(
                "The map is what your company drew: its arrows are checked, and what nobody drew "
                "is found only where clients passed."
            )
        )
    if numbers["source"] == "orders":
        texts.append(
            say(
                "A client who never ordered again shows no new owner. Orders show handovers of "
                "clients who stayed, and no others."
            )
        )
    if numbers["employee_pairs_hidden"]:
        texts.append(
            say_n(
                "{n} pair of employees with fewer than {floor} clients between them is not shown, "
                "so that nobody is exposed.",
                "{n} pairs of employees with fewer than {floor} clients between them are not "
                "shown, so that nobody is exposed.",
                numbers["employee_pairs_hidden"],
                floor=FLOOR,
            )
        )
    if numbers["people_of_several_roles"] and numbers["source"] == "orders":
        texts.append(
            say_n(
                "{n} person has several roles: on an order nobody can tell which one acted, so "
                "these deals belong to no role.",
                "{n} people have several roles: on an order nobody can tell which one acted, so "
                "these deals belong to no role.",
                numbers["people_of_several_roles"],
            )
        )
    if numbers["source"]:
        texts.append(
            say(
                "The records say when clients passed and between whom, not whether it did them "
                "good or harm."
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
                "Your roles and the arrows between them: lesson 01 draws them, with the book's as "
                "an example."
            )
        )
    elif not company.people and not (sales is not None and "employees.role" in sales.given):
        texts.append(say("Who works in each role: a list of employees with their roles."))
    if sales is None or (not source and check is None):
        texts.append(
            say(
                "Orders that name the employee, or a list of who looked after whom (client, "
                "employee, role, from when): how clients really pass."
            )
        )
    elif not source:
        texts.append(
            say(
                "A list of who looked after whom (client, employee, role, from when). Names on "
                "orders would do if the test on them gave p below {p:plain}. The same owner "
                "would also have to come at least {strength:percent} of the way from chance to "
                "always.",
                p=MAX_P,
                strength=MIN_STRENGTH,
            )
        )
    elif source == "orders" and "employees.role" not in sales.given and not company.people:
        texts.append(say("A list of employees with their roles: between which roles clients pass."))
    return texts
