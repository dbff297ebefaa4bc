"""What one can do to the written condition of the first handoff, and to what leads were judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from kit.company.model import Company, Judged, Qualification, Verdict
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.sheet import typed_number, typed_sentence
from kit.lessons.widgets.written import said_by

LAST = 20  # leads that are judged
MARKS = 6
ENOUGH = 0.8  # of the leads: both sides have to say the same, or the condition is not written yet


def write_down(
    company: Company, marks: Iterable[str], *, weeks: str, days: str, reasons: str, waiting: str
) -> Company:
    """The company with this condition in writing; a field that is empty stays open.

    Raises
    ------
    KitError
        Weeks or days are no whole number above 0.
    """
    changed = {
        "marks": tuple(mark for typed in marks if (mark := typed_sentence(typed))),
        "need_weeks": whole_number(weeks, 520),
        "return_days": whole_number(days, 365),
        "return_reasons": typed_sentence(reasons),
        "waiting": typed_sentence(waiting),
    }
    return _with(company, company.qualification.model_copy(update=changed))


def whole_number(typed: str, most: int) -> int | None:
    """A whole number from 1 to `most` as people type it; None where nothing is typed.

    Raises
    ------
    KitError
        It is none.
    """
    if not typed.strip():
        return None
    number = typed_number(typed)
    if number not in range(1, most + 1):
        raise KitError(
            say(
                "“{typed}” is no whole number from 1 to {most}. Write, for example, 6.",
                typed=typed.strip(),
                most=most,
            )
        )
    return int(number)


def judge(company: Company, by: str, said: Mapping[str, tuple[str, str]]) -> Company:
    """The company with what one side said of leads: qualified, and a need now.

    Parameters
    ----------
    said
        By lead; a pair that is empty takes the judgement back. Half of one is unknown.
    """
    others = [it for it in company.qualification.judged if it.by != by or it.lead not in said]
    judged = [
        Judged.model_validate(
            {"lead": lead, "by": by, "qualified": qualified or "unknown", "need": need or "unknown"}
        )
        for lead, (qualified, need) in said.items()
        if qualified or need
    ]
    changed = {"judged": (*others, *judged)}
    return _with(company, company.qualification.model_copy(update=changed))


def add_lead(company: Company, by: str, typed: str) -> Company:
    """The company with one more lead to judge, of which this side knows nothing yet.

    Raises
    ------
    KitError
        No name is typed.
    """
    lead = typed_sentence(typed)
    if not lead:
        raise KitError(say("Type the name of a lead first."))
    if lead in said_by(company, by):
        return company
    return judge(company, by, {lead: ("unknown", "unknown")})


def verdicts() -> tuple[str, ...]:
    """What can be said of one condition of a lead."""
    return tuple(get_args(Verdict))


def _with(company: Company, qualification: Qualification) -> Company:
    return company.model_copy(update={"qualification": qualification})
