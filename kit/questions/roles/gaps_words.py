"""What the map leaves open, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kit.company.model import Company
from kit.language import Quoted, Text, say, say_n
from kit.owners.staff import Staff, role_labels
from kit.questions.gaps import (
    doubles,
    of_both,
    orphans,
    owners,
    unreached,
    without_functions,
    without_people,
)

OPEN: Mapping[str, Text] = {
    "role without people": say("Nobody works as {what}."),
    "role without functions": say("No function is carried by {what}."),
    "role not reached": say("No handoff leads to {what}."),
    "orphan function": say("Nobody owns {what}."),
    "double ownership": say("More than one role owns {what}."),
    "person doing both": say("The work of hunter and account manager is done by {what}."),
    "role recorded otherwise": say("The systems record another role than declared for {what}."),
}
PERSON_DOES_BOTH = say("does the work of hunter and account manager")


def gap_rows(company: Company, people: Staff) -> list[dict[str, Text | str]]:
    """What is open on the map, a row each: its kind, in words, and where."""
    labels = role_labels(company)
    rows: list[tuple[str, Text, str]] = []
    rows += [("role without people", say("nobody works in this role"), role.label)
             for role in without_people(company, people)]  # fmt: skip
    rows += [("role without functions", say("this role carries no function"), role.label)
             for role in without_functions(company)]  # fmt: skip
    rows += [("role not reached", say("no handoff leads to this role"), role.label)
             for role in unreached(company)]  # fmt: skip
    rows += [("orphan function", say("nobody owns this function"), function.label)
             for function in orphans(company)]  # fmt: skip
    for function in doubles(company):
        owning = [Quoted(labels[role]) for role in owners(company, function.id)]
        rows.append(("double ownership", say("owned by {roles}", roles=owning), function.label))
    rows += [("person doing both", PERSON_DOES_BOTH, person.name or person.id)
             for person in of_both(company)]  # fmt: skip
    for name, (declared, recorded) in people.differing().items():
        rows.append(
            (
                "role recorded otherwise",
                say(
                    "declared as {said}, recorded as {found}",
                    said=[Quoted(labels.get(role, role)) for role in sorted(declared)],
                    found=[Quoted(labels.get(role, role)) for role in sorted(recorded)],
                ),
                name,
            )
        )
    return [{"kind": kind, "gap": gap, "what": what} for kind, gap, what in rows]


def map_sentences(
    company: Company, numbers: Mapping[str, Any], gaps: Sequence[Mapping[str, Any]]
) -> list[Text]:
    """How much has been declared, and a sentence for each kind of gap."""
    if not company.roles:
        return [say("No roles have been declared: only employees can be looked at.")]
    texts = [
        say(
            "Your map has {roles}, {handoffs}, {functions} and {people}.",
            roles=say_n("{n} role", "{n} roles", numbers["roles"]),
            handoffs=say_n("{n} handoff", "{n} handoffs", numbers["handoffs"]),
            functions=say_n("{n} function", "{n} functions", numbers["functions"]),
            people=say_n("{n} person", "{n} people", numbers["people"]),
        )
    ]
    if not gaps:
        return [*texts, say("As far as it is filled in, nothing is missing.")]
    kinds: dict[str, list[Quoted]] = {}
    for row in gaps:
        kinds.setdefault(str(row["kind"]), []).append(Quoted(str(row["what"])))
    return [*texts, *(replace(OPEN[kind], values={"what": what}) for kind, what in kinds.items())]
