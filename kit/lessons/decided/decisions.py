"""What a company has decided so far, in words, and what it has left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kit.company.asked import ASKED
from kit.company.model import Company, Handoff
from kit.company.names import arrow
from kit.company.template import is_demo
from kit.language import Quoted, Text, say, say_n
from kit.lessons.widgets.criteria import SPECIFICS, shares
from kit.lessons.widgets.guess import CHANCES, OPEN
from kit.lessons.widgets.names import candidate_arrows
from kit.lessons.widgets.sayings import summed_up
from kit.lessons.widgets.written import condition, lent
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER
from kit.questions.functions.question import functions
from kit.questions.plan.words import lines_of, room_in_words, rule
from kit.sales.tables import TABLES, column_name, table_name
from kit.triggers.candidates import named_candidates

PLAN = "13"  # the lesson with the plan


@dataclass(frozen=True)
class Section:
    """One heading and the sentences under it; `none` is said where there are none.

    lesson: the one that it is decided in.
    """

    title: Text
    lines: tuple[Text, ...]
    none: Text
    lesson: str = ""


def decisions(company: Company) -> tuple[Section, ...]:
    """Everything that company.yaml says, section by section; what is open comes last."""
    return (
        *_by_lesson(company),
        Section(say("The plan"), planned(company), say("No line yet.")),
        Section(say("Still open"), open_points(company), say("Nothing that shows here.")),
    )


def decisions_of(company: Company, lesson: str) -> tuple[Section, ...]:
    """What is decided in one lesson, and what of it is still open."""
    points = tuple(_OPEN[lesson](company)) if lesson in _OPEN else ()
    return (
        *(section for section in _by_lesson(company) if section.lesson == lesson),
        *(
            [Section(say("The plan"), planned(company), say("No line yet."))]
            if lesson == PLAN
            else []
        ),
        Section(say("Agreed"), agreed(company, lesson), say("Nothing agreed yet.")),
        *([Section(say("Still open"), points, say("Nothing that shows here."))] if points else []),
    )


def _by_lesson(company: Company) -> tuple[Section, ...]:
    candidates = tuple(rule(candidate) for candidate in named_candidates(company) or ())
    untried = say("None chosen: one setting of each rule is tried.")
    no_files = say("No files of your own or of the demo yet.")
    return (
        Section(say("Roles and people"), _roles(company), say("No roles yet."), "01"),
        Section(say("The conveyor"), _handoffs(company), say("No handoffs yet."), "01"),
        Section(say("Functions"), _functions(company), say("No functions yet."), "02"),
        Section(say("One person or two"), splits(company), say("Nobody looked at yet."), "03"),
        Section(say("The hunters' own base"), ceiling(company), say("No ceiling yet."), "04"),
        Section(say("Data"), _data(company), no_files, "05"),
        Section(say("Room for clients"), room(company), say("No limit agreed yet."), "07"),
        Section(
            say("When a lead passes"), condition(company), say("Nothing written down yet."), "08"
        ),
        Section(say("Candidate triggers"), candidates, untried, "09"),
        Section(say("Client stories"), summed_up(company), say("No client looked at yet."), "09"),
        Section(say("What counts"), weights(company), say("No points given yet."), "09"),
        Section(say("Assumptions"), _assumptions(company), say("No assumptions yet."), "11"),
        Section(say("What was expected"), expected(company), say("Nothing written down."), "11"),
        Section(say("The decision"), choice(company), say("Left open."), "11"),
        Section(
            say("Functions that pass and come back"), lent(company), say("None planned."), "12"
        ),
    )


def agreed(company: Company, lesson: str = "") -> tuple[Text, ...]:
    """What was agreed in the lessons, or in one: what, who sees to it, and by when."""
    lines = []
    for agreement in company.agreements:
        if lesson not in ("", agreement.id):
            continue
        line: Text | Quoted = Quoted(agreement.what)
        if agreement.id in ASKED:
            line = say("{begin}: {what}", begin=ASKED[agreement.id].begin, what=agreement.what)
        lines.append(
            say(
                "{agreed}. {who} sees to it by {day}.",
                agreed=line,
                who=agreement.who,
                day=agreement.by,
            )
            if agreement.who and agreement.by
            else say("{agreed}. Nobody sees to it yet.", agreed=line)
        )
    return tuple(lines)


def planned(company: Company) -> tuple[Text, ...]:
    """Every line of the plan, with who sees to it, by when, and the sign that it was wrong."""
    lines = []
    for line in lines_of(company):
        told = say("{what}. Nobody sees to it yet.", what=line.what)
        if line.named:
            told = say(
                "{what}. {who} sees to it by {day}.", what=line.what, who=line.who, day=line.by
            )
        if line.wrong:
            told = say("{line} Sign that we were wrong: {wrong}", line=told, wrong=line.wrong)
        lines.append(told)
    return tuple(lines)


def room(company: Company) -> tuple[Text, ...]:
    """How many clients there is room for, and what happens beyond."""
    agreed, text = company.room, room_in_words(company)
    lines = [] if text is None else [text]
    if agreed.off_profile:
        names = [Quoted(segment) for segment in agreed.off_profile]
        lines.append(say("Do not fit: {segments}", segments=names))
    if agreed.accepts:
        lines.append(say("May take such a client all the same: {who}", who=agreed.accepts))
    return tuple(lines)


def splits(company: Company) -> tuple[Text, ...]:
    """What becomes of each person who does both jobs; who and by when, where it is settled."""
    lines = []
    for split in company.splits:
        values = {"person": split.person, "function": split.function}
        line = {
            None: say("{person}: not decided yet", **values),
            "keep": say("{person} keeps both jobs", **values),
            "hand_over": say("{person} hands over: {function}", **values),
            "test": say("{person} tries for three months to hand over: {function}", **values),
        }[split.choice]
        if split.choice and split.settled:
            line = say(
                "{decided}. Counted: {counted}. {who} sees to it by {day}.",
                decided=line,
                counted=split.counted,
                who=split.who,
                day=split.by,
            )
        elif split.choice:
            line = say("{decided}. Still open: what is counted, a name or a day.", decided=line)
        lines.append(line)
    return tuple(lines)


def ceiling(company: Company) -> tuple[Text, ...]:
    """From how many own clients on a hunter hands over, or why from none, and what that is paid."""
    agreed, lines = company.ceiling, []
    if agreed.clients is not None:
        lines.append(
            say_n(
                "A hunter hands over from {n} active client on",
                "A hunter hands over from {n} active clients on",
                agreed.clients,
            )
        )
    elif agreed.because:
        lines.append(say("There is no ceiling"))
    if agreed.because:
        lines.append(say("Because: {reason}", reason=agreed.because))
    if agreed.pay:
        lines.append(say("Paid for a client passed on: {pay}", pay=agreed.pay))
    return tuple(lines)


def _roles(company: Company) -> tuple[Text, ...]:
    lines = []
    for role in company.roles:
        people = [person.name or person.id for person in company.people if role.id in person.roles]
        if people:
            lines.append(say("{role}: {people}", role=role.label, people=people))
        else:
            lines.append(say("{role}: nobody named yet", role=role.label))
    return tuple(lines)


def _handoffs(company: Company) -> tuple[Text, ...]:
    return tuple(_handoff(company, handoff) for handoff in company.handoffs)


def _handoff(company: Company, handoff: Handoff) -> Text:
    drawn = arrow(company, handoff)
    if handoff.partial:
        owner = _label(company, handoff.from_role)
        drawn = say("{arrow}, in part: {owner} stays the owner", arrow=drawn, owner=owner)
    if handoff.condition:
        drawn = say("{arrow}, when “{condition}”", arrow=drawn, condition=handoff.condition)
    if handoff.chosen:
        decided = rule(handoff.policy(handoff.chosen))
        return say("{arrow}; decided: {rule}", arrow=drawn, rule=decided)
    if handoff.triggers:
        rules = [rule(candidate) for candidate in handoff.triggers]
        return say("{arrow}; not decided, candidates are {rules}", arrow=drawn, rules=rules)
    if not handoff.condition:
        return say("{arrow}; no condition yet", arrow=drawn)
    return drawn


def _label(company: Company, role: str) -> str:
    return {part.id: part.label for part in company.roles}[role]


def _functions(company: Company) -> tuple[Text, ...]:
    if not company.functions:
        return ()
    lines = []
    for role in company.roles:
        levels = [holding.level for holding in company.holdings if holding.role == role.id]
        if levels:
            lines.append(
                say_n(
                    "{role}: {n} function ({owned} as owner)",
                    "{role}: {n} functions ({owned} as owner)",
                    len(levels),
                    role=role.label,
                    owned=levels.count("owner"),
                )
            )
        else:
            lines.append(say("{role}: no functions yet", role=role.label))
    counts = functions(company, None).numbers
    if counts["hunter"] and counts["account_manager"]:
        lines.append(
            say(
                "{hunter} and {account_manager}: {alone} : {other} of their own, {shared} shared",
                hunter=_label(company, HUNTER),
                account_manager=_label(company, ACCOUNT_MANAGER),
                alone=counts["unique_hunter"],
                other=counts["unique_account_manager"],
                shared=counts["shared"],
            )
        )
    return tuple(lines)


def _data(company: Company) -> tuple[Text, ...]:
    data, settings = company.data, company.settings
    lines = []
    for stated in data.inputs:
        table, sign, name = stated.partition("=")
        if sign and table in TABLES:
            lines.append(say("{table}: {file}", table=table_name(table), file=name))
        else:
            lines.append(say("{table}: {file}", table=table_name("orders"), file=stated))
    if is_demo(company):
        lines.append(say("these are the demo's files, not a real company's"))
    for key, column in data.map.items():
        table, _, wanted = key.rpartition(".")
        lines.append(
            say(
                "{wanted} ({table}) is read from “{column}”",
                wanted=column_name(wanted),
                table=table_name(table),
                column=column,
            )
            if table
            else say("{wanted} is read from “{column}”", wanted=column_name(wanted), column=column)
        )
    if data.where:
        lines.append(say("only orders for which {condition}", condition=data.where))
    if data.dates:
        order = {"day-first": say("the day first"), "month-first": say("the month first")}
        lines.append(say("dates have {order}", order=order[data.dates]))
    if data.decimals:
        signs = {"point": say("a point"), "comma": say("a comma")}
        lines.append(say("figures have {sign} before the decimals", sign=signs[data.decimals]))
    if data.time_zone:
        lines.append(say("times are those of {zone}", zone=data.time_zone))
    if settings.as_of:
        lines.append(say("nothing later than {day} is used", day=settings.as_of))
    if settings.lookback is not None:
        lines.append(
            say_n(
                "{n} day at the start is a run-in",
                "{n} days at the start are a run-in",
                settings.lookback,
            )
        )
    if settings.hours_per_order:
        lines.append(
            say(
                "an order takes {hours} hours of the person who serves it",
                hours=settings.hours_per_order,
            )
        )
    return tuple(lines)


def weights(company: Company) -> tuple[Text, ...]:
    """What the participants weighed, and what they said about the company."""
    weighed = shares(company)
    lines = [
        say(
            "{criterion}: {share:percent} of all points (from {low:percent} to {high:percent})",
            criterion=criterion.label,
            share=round(weighed[criterion.id][0], 2),
            low=round(weighed[criterion.id][1], 2),
            high=round(weighed[criterion.id][2], 2),
        )
        for criterion in company.criteria
        if criterion.id in weighed
    ]
    for question in SPECIFICS:
        answer = question.answer(company.answers.get(question.id))
        if answer is not None:
            lines.append(say("{question} {answer}", question=question.text, answer=answer.text))
    return tuple(lines)


def expected(company: Company) -> tuple[Text, ...]:
    """What was expected before anybody saw the results."""
    winner, sure = company.expectations.winner, company.expectations.sure
    effect = company.expectations.figures.get("10")
    lines = []
    if effect is not None:
        lines.append(say("After a handoff the margin changes by {share:percent}", share=effect))
    if winner == OPEN:
        lines.append(say("None is clearly ahead"))
    elif winner:
        lines.append(say("It wins: {rule}", rule=rule(winner)))
    if sure is not None:
        lines.append(say("How sure: {chance}", chance=CHANCES[sure]))
    return tuple(lines)


def choice(company: Company) -> tuple[Text, ...]:
    """The trigger decided on and why, and what is recorded from now on; empty: left open."""
    chosen = dict.fromkeys(
        handoff.policy(handoff.chosen) for handoff in candidate_arrows(company) if handoff.chosen
    )
    lines = [say("Decided: {rule}", rule=rule(trigger)) for trigger in chosen]
    why, record = company.decision.because, company.decision.record
    if not chosen and (why or record):
        lines.append(say("Left open."))
    if why:
        lines.append(say("Because: {reason}", reason=why))
    if record:
        lines.append(say("Recorded from now on: {what}", what=record))
    return tuple(lines)


def _assumptions(company: Company) -> tuple[Text, ...]:
    return tuple(
        say(
            "{label}: {low} to {high}, most likely {likely} {unit} ({source})",
            label=assumption.label,
            low=assumption.low,
            likely=assumption.likely,
            high=assumption.high,
            unit=assumption.unit,
            source=assumption.source or say("source not stated"),
        )
        for assumption in company.assumptions
    )


def open_points(company: Company) -> tuple[Text, ...]:
    """What is missing, contradicts itself or is still the kit's wording, one sentence each."""
    return (
        *_open_roles(company),
        *_open_handoffs(company),
        *_open_functions(company),
        *_open_data(company),
    )


def _open_roles(company: Company) -> list[Text]:
    if not company.roles:
        return [say("Which roles do you have?")]
    taken = {role for person in company.people for role in person.roles}
    lines = [
        say("Who works as {role}?", role=role.label)
        for role in company.roles
        if role.id not in taken
    ]
    both = [
        person.name or person.id
        for person in company.people
        if {HUNTER, ACCOUNT_MANAGER} <= {*person.roles}
    ]
    if both:
        lines.append(
            say(
                "Should {people} go on doing both: winning clients and looking after them?",
                people=both,
            )
        )
    return lines


def _open_handoffs(company: Company) -> list[Text]:
    if not company.handoffs:
        return [say("Who hands clients over to whom?")]
    lines = []
    for handoff in company.handoffs:
        drawn = arrow(company, handoff)
        if handoff.triggers and not handoff.chosen:
            lines.append(say("{arrow}: which of the candidates is it?", arrow=drawn))
        elif not (handoff.condition or handoff.triggers or handoff.chosen):
            lines.append(say("{arrow}: when does the client pass?", arrow=drawn))
    return lines


def _open_functions(company: Company) -> list[Text]:
    if not company.functions:
        return [say("Which functions are there?")]
    lines = []
    for function in company.functions:
        owners = [
            _label(company, holding.role)
            for holding in company.holdings
            if holding.function == function.id and holding.level == "owner"
        ]
        if not owners:
            lines.append(say("Who owns “{function}”?", function=function.label))
        elif len(owners) > 1:
            lines.append(
                say(
                    "“{function}” has several owners: {owners}. Who decides?",
                    function=function.label,
                    owners=owners,
                )
            )
    ours = [function.label for function in company.functions if function.ours]
    if ours:
        lines.append(
            say_n(
                "{n} function is still a placeholder, to be replaced by your own: {names}.",
                "{n} functions are still placeholders, to be replaced by your own: {names}.",
                len(ours),
                names=[Quoted(label) for label in ours],
            )
        )
    if company.holdings and all(holding.hours is None for holding in company.holdings):
        lines.append(say("How many hours a week does each function take?"))
    return lines


def _open_data(company: Company) -> list[Text]:
    return [] if company.data.inputs else [say("Which files hold your orders?")]


_OPEN: Mapping[str, Callable[[Company], Iterable[Text]]] = {
    "05": _open_data,
    "01": lambda company: (*_open_roles(company), *_open_handoffs(company)),
    "02": _open_functions,
}
