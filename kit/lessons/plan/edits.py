"""What one can do to the plan: each edit takes a company and returns the changed one."""

from __future__ import annotations

from typing import Any, Literal

from kit.company.model import Company, Step
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.days import typed_day
from kit.lessons.widgets.sheet import typed_sentence
from kit.questions.plan.words import AGREED, OWN, SPLIT, lines_of

Part = Literal["who", "by", "wrong", "what"]


def set_part(company: Company, line: str, part: Part, typed: str) -> Company:
    """The company with what was typed for one part of a line of its plan; '' takes it back.

    Who sees to an agreement, and by when, is kept with the agreement; so it is of a split job.

    Raises
    ------
    KitError
        There is no such line any more; or it is no day.
    """
    if line not in {each.id for each in lines_of(company)}:
        raise KitError(say("This line is not in the plan any more."))
    change: dict[str, Any] = {part: typed_day(typed) if part == "by" else typed_sentence(typed)}
    if part == "what" and not change[part]:
        raise KitError(say("A line says what is done. To be rid of it, take it away."))
    kind, _, of = line.partition(" ")
    if kind == AGREED:
        agreements = tuple(
            each.model_copy(update=change) if each.id == of else each for each in company.agreements
        )
        return company.model_copy(update={"agreements": agreements})
    if kind == SPLIT and part in ("who", "by"):
        splits = tuple(
            each.model_copy(update=change) if each.person == of else each for each in company.splits
        )
        return company.model_copy(update={"splits": splits})
    steps = {step.id: step for step in company.plan}
    steps[line] = steps.get(line, Step(id=line)).model_copy(update=change)
    kept = (step for step in steps.values() if step != Step(id=step.id))
    return company.model_copy(update={"plan": tuple(kept)})


def add_line(company: Company, typed: str) -> Company:
    """The company with a line of its own.

    Raises
    ------
    KitError
        Nothing was typed.
    """
    what = typed_sentence(typed)
    if not what:
        raise KitError(say("Write down what is done; then add it."))
    taken = [int(step.id.split()[1]) for step in company.plan if step.id.startswith(f"{OWN} ")]
    step = Step(id=f"{OWN} {max(taken, default=0) + 1}", what=what)
    return company.model_copy(update={"plan": (*company.plan, step)})


def remove_line(company: Company, line: str) -> Company:
    """The company without a line of its own."""
    kept = tuple(step for step in company.plan if step.id != line)
    return company.model_copy(update={"plan": kept})
