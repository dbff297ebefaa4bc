"""What was agreed, who sees to it, and which days have passed?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.company.model import Company
from kit.language import Text, say
from kit.questions.claims import Claim
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding
from kit.questions.plan.words import STATES, Line, lines_of, paragraphs
from kit.questions.question import Column, Question, Table
from kit.sales.tables import Sales

LINES = Table(
    (
        Column("line", say("Line, as written"), shown=False),
        Column("lesson", say("Lesson")),
        Column("what", say("What was decided"), "words"),
        Column("who", say("Who sees to it")),
        Column("by", say("By when"), "date"),
        Column("wrong", say("Sign that we were wrong")),
        Column("state", say("How it is now"), "words"),
        Column("passed", say("Its day has passed"), "yes or no", shown=False),
    ),
)
CARDS = Table(
    (
        Column("client", say("Client")),
        Column("gives", say("Hands over")),
        Column("takes", say("Takes over")),
        Column("dossier", say("Dossier")),
        Column("promises", say("Promises")),
        Column("prices", say("Prices and terms")),
        Column("contacts", say("Contacts")),
        Column("visit_on", say("Visit together"), "date"),
        Column("passes_on", say("Day of the handoff"), "date"),
    ),
    name="cards",
    title=say("Handoff cards"),
    note=say("Both sign: who hands the client over, and who takes it over."),
)


def answer(company: Company, sales: Sales | None) -> Finding:
    """What was agreed, who sees to it, and which days have passed?

    Every decision that the company's folder holds is a line: each handoff, the functions, the
    limit, what is recorded, what was agreed in a lesson, and lines of the participants' own. A day
    has passed where it is not after the last day of the records: nothing here asks a clock.

    Parameters
    ----------
    company : Company
        Its map, decisions, agreements, `plan` and `cards`.
    sales : Sales or None
        Only the last day of the records is used.

    Returns
    -------
    Finding
        `table`: a row per line. `details`: `cards`, where there are any. Evidence L0.
    """
    lines = lines_of(company)
    if not lines:
        return Finding(plan, "needs data", text=(NOTHING,), needs=(DECIDE,))
    last = None if sales is None else sales.as_of
    table = LINES.frame([_row(line, line.passed(last)) for line in lines])
    cards = CARDS.frame([card.model_dump() for card in company.cards])
    numbers: dict[str, Any] = {
        "lines": len(lines),
        "lines_named": sum(line.named for line in lines),
        "lines_without_a_name": sum(not line.named for line in lines),
        "lines_passed": sum(line.passed(last) for line in lines),
        "named_share": sum(line.named for line in lines) / len(lines),
        "cards": len(company.cards),
    }
    return Finding(
        plan,
        "answered" if numbers["lines_named"] else "needs data",
        text=paragraphs(rows_of(table), numbers_of(numbers)),
        table=table,
        details={CARDS.name: cards} if len(cards) else {},
        numbers=numbers,
        needs=() if numbers["lines_named"] else (DECIDE,),
    )


def _row(line: Line, passed: bool) -> dict[str, Any]:
    loose = "loose" if line.decided else "open"
    state = "passed" if passed else "named" if line.named else loose
    return {
        "line": line.id,
        "lesson": line.lesson,
        "what": line.what,
        "who": line.who,
        "by": pd.NaT if line.by is None else line.by,
        "wrong": line.wrong,
        "state": STATES[state],
        "passed": passed,
    }


def headline(finding: Finding) -> Claim:
    """How far the plan is, or what has come due."""
    numbers = numbers_of(finding.numbers)
    if numbers["lines_passed"]:
        text = say(
            "Lines of your plan whose day has passed: {n}. What came of them?",
            n=numbers["lines_passed"],
        )
    elif numbers["lines_without_a_name"]:
        text = say(
            "Lines of your plan that have no name or no day yet: {n}.",
            n=numbers["lines_without_a_name"],
        )
    else:
        text = say("All lines of your plan have a name and a day: {n}.", n=numbers["lines"])
    return Claim(text, "known")


def next_step(finding: Finding) -> Text:
    """What to do about it."""
    if finding.numbers["lines_passed"]:
        return say("Ask those named what came of it, and write down what you change.")
    if finding.numbers["lines_without_a_name"]:
        return say("Give each line of the plan a name, a day, and a sign that you were wrong.")
    return say("Set the day on which you look at the plan again.")


NOTHING = say("Nothing is decided or agreed yet.")
DECIDE = say("Decisions: the lessons ask for them, each with a name and a day.")

plan = Question(
    name="plan",
    asks=say("What did you agree on, and is it due?"),
    answer=answer,
    tables=(LINES, CARDS),
    headline=headline,
    next_step=next_step,
    tells_what_was_said=True,
)
