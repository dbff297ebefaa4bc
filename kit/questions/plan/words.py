"""The plan line by line: what was decided and agreed, who sees to it, by when, and what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.company import KEEP
from kit.company.asked import ASKED
from kit.company.model import Company, Handoff, Lent, Split, Step
from kit.company.names import arrow
from kit.errors import KitError
from kit.language import Quoted, Text, say, say_n
from kit.policies.policy import parse
from kit.policies.words import label
from kit.questions.claims import Claim, Paragraph
from kit.triggers.rules import KEEP_LABEL

Figures = Mapping[str, Any]

OWN = "own"  # begins the id of a line that the participants wrote themselves
AGREED = "agreed"  # and that of what was agreed in a lesson
SPLIT = "split"  # and of what becomes of somebody with both roles


@dataclass(frozen=True)
class Line:
    """A line of the plan.

    Attributes
    ----------
    id, lesson
        What it belongs to, such as `room` or `agreed 06`; the lesson in which it was decided.
    what
        The line itself.
    who, by, wrong
        Who sees to it, by when, and the sign that it was wrong; '' and None where nobody said.
    decided
        Whether something was decided, and not only that it is open.
    """

    id: str
    lesson: str
    what: Text
    who: str
    by: date | None
    wrong: str
    decided: bool = True

    @property
    def named(self) -> bool:
        """Whether somebody sees to it by a day."""
        return bool(self.who and self.by)

    def passed(self, day: date | None) -> bool:
        """Whether its day is over on a day; nobody knows of a day that is not known."""
        return self.by is not None and day is not None and self.by <= day


def lines_of(company: Company) -> tuple[Line, ...]:
    """Every line of the plan: the arrows, functions, the limit, what is recorded, agreements, own.

    What was said of a line is in the company's `plan`; of an agreement, with the agreement.
    """
    steps = {step.id: step for step in company.plan}
    found = [
        *_arrows(company),
        *_functions(company),
        *_leads(company),
        *_ceiling(company),
        *_room(company),
        *_record(company),
    ]
    lines = [_line(*parts, steps) for parts in found]
    lines += [
        Line(
            f"{AGREED} {agreement.id}", agreement.id, _agreed(agreement.id, agreement.what),
            agreement.who, agreement.by, agreement.wrong,
        )
        for agreement in company.agreements
    ]  # fmt: skip
    lines += [_of_split(company, split, steps) for split in company.splits]
    lines += [_of_lent(lent, steps) for lent in company.lent]
    lines += [
        Line(step.id, "13", _as_it_is(step.what), step.who, step.by, step.wrong)
        for step in company.plan
        if step.id.startswith(OWN)
    ]
    return tuple(lines)


def _line(id: str, lesson: str, what: Text, decided: bool, steps: Mapping[str, Step]) -> Line:
    step = steps.get(id, Step(id=id))
    return Line(id, lesson, what, step.who, step.by, step.wrong, decided)


def _of_split(company: Company, split: Split, steps: Mapping[str, Step]) -> Line:
    """What becomes of somebody with both roles; who sees to it is kept with that."""
    id = f"{SPLIT} {split.person}"
    named = {person.id: person.name for person in company.people}
    who = named.get(split.person) or split.person
    if split.choice == "keep":
        text = say("{person} keeps both roles", person=who)
    elif split.choice == "hand_over":
        text = say("{person} hands over: {function}", person=who, function=split.function)
    elif split.choice is None:
        text = say("{person} does both jobs: what becomes of it is still open", person=who)
    else:
        text = say("{person} tries without: {function}", person=who, function=split.function)
    wrong = steps.get(id, Step(id=id)).wrong
    return Line(id, "03", text, split.who, split.by, wrong, decided=split.choice is not None)


def _of_lent(lent: Lent, steps: Mapping[str, Step]) -> Line:
    """A function that has passed for a time, with whoever has it and the day of its return."""
    id = f"lent {lent.client} {lent.function}"
    step = steps.get(id, Step(id=id))
    text = say("{client}: “{function}” comes back", client=lent.client, function=lent.function)
    return Line(id, "12", text, step.who or lent.who, step.by or lent.back_on, step.wrong)


_Parts = tuple[str, str, Text, bool]


def _arrows(company: Company) -> list[_Parts]:
    return [
        (f"handoff {handoff.from_role} {handoff.to_role}", *_arrow(company, handoff))
        for handoff in company.handoffs
    ]


def _arrow(company: Company, handoff: Handoff) -> tuple[str, Text, bool]:
    drawn = arrow(company, handoff)
    if handoff.chosen:
        chosen = rule(handoff.policy(handoff.chosen))
        return "11", say("{arrow}: {rule}", arrow=drawn, rule=chosen), True
    if handoff.triggers:
        return "11", say("{arrow}: which trigger is still open", arrow=drawn), False
    if handoff.condition:
        words = say(
            "{arrow}, when “{condition}”", arrow=drawn, condition=handoff.condition.rstrip(".")
        )
        return "01", words, True
    return "01", say("{arrow}: when a client passes is still open", arrow=drawn), False


def rule(text: str) -> Text:
    """A rule with its terms in words."""
    if text == KEEP:
        return KEEP_LABEL
    try:
        return label(parse(text))
    except KitError:
        return say("“{rule}”, which is no rule that is known", rule=text)


def _functions(company: Company) -> list[_Parts]:
    if not company.functions:
        return []
    owners = {
        function.label: [
            holding.role
            for holding in company.holdings
            if holding.function == function.id and holding.level == "owner"
        ]
        for function in company.functions
    }
    loose = [Quoted(name) for name, roles in owners.items() if len(roles) != 1]
    if not loose:
        text = say_n("{n} function has one owner", "{n} functions have one owner each", len(owners))
        return [("functions", "02", text, True)]
    text = say("No owner yet, or more than one: {functions}", functions=loose)
    return [("functions", "02", text, False)]


def _leads(company: Company) -> list[_Parts]:
    marks = [Quoted(mark) for mark in company.qualification.marks]
    if not marks:
        return []
    return [("qualification", "08", say("A lead passes with: {marks}", marks=marks), True)]


def _ceiling(company: Company) -> list[_Parts]:
    agreed = company.ceiling
    if agreed.clients is not None:
        text = say_n(
            "A hunter hands over from {n} active client on",
            "A hunter hands over from {n} active clients on",
            agreed.clients,
        )
    elif agreed.because:
        text = say("There is no ceiling")
    else:
        return []
    return [("ceiling", "04", text, True)]


def room_in_words(company: Company) -> Text | None:
    """How many clients there is room for, and what happens beyond; None: not agreed on."""
    room = company.room
    if room.ceiling is not None:
        return say_n(
            "At most {n} client for an account manager. Then: {beyond}",
            "At most {n} clients for an account manager. Then: {beyond}",
            room.ceiling,
            beyond=room.beyond,
        )
    if room.beyond:
        return say("No ceiling yet. When it is reached: {beyond}", beyond=room.beyond)
    return None


def _room(company: Company) -> list[_Parts]:
    text = room_in_words(company)
    return [] if text is None else [("room", "07", text, True)]


def _record(company: Company) -> list[_Parts]:
    if not company.decision.record:
        return []
    text = say("Recorded from now on: {what}", what=company.decision.record)
    return [("record", "11", text, True)]


def _agreed(lesson: str, what: str) -> Text:
    if lesson not in ASKED:
        return _as_it_is(what)
    return say("{begin}: {what}", begin=ASKED[lesson].begin, what=what)


def _as_it_is(what: str) -> Text:
    return say("{what}", what=what)


def paragraphs(lines: Sequence[Figures], numbers: Figures) -> tuple[Paragraph, ...]:
    """How far the plan is, then what came due by the last day of the records."""
    text = say_n(
        "{n} line is in the plan; {named} of them with a name and a day.",
        "{n} lines are in the plan; {named} of them with a name and a day.",
        numbers["lines"],
        named=numbers["lines_named"],
    )
    parts: list[Paragraph] = [(Claim(text, "known"),)]
    due = [row for row in lines if row["passed"]]
    if due:
        parts.append(tuple(Claim(_due(row), "known") for row in due))
    return tuple(parts)


def _due(row: Figures) -> Text:
    values = {"day": row["by"], "what": row["what"], "who": row["who"] or say("nobody")}
    if row["wrong"]:
        return say(
            "By {day}: {what} ({who}). Has the sign come that it was wrong: “{wrong}”?",
            **values,
            wrong=row["wrong"],
        )
    return say("By {day}: {what} ({who}). Was it done?", **values)


STATES: Mapping[str, Text] = {
    "passed": say("its day has passed"),
    "loose": say("no name or no day yet"),
    "open": say("still open"),
    "named": say("in hand"),
}
