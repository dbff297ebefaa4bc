"""What a lesson still asks of a company: a guess, a decision with a name and a day, an answer."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kit.company.model import Company
from kit.language import Text, say, say_n
from kit.lessons.exercise.made_up import STORIES
from kit.lessons.quiz.panel import LESSONS
from kit.lessons.widgets.guess import revealed
from kit.questions.plan.words import lines_of


@dataclass(frozen=True)
class Open:
    """How many things are open in one place of a lesson, and which they are, in a few words."""

    n: int
    what: Text


def open_in(company: Company, source: str) -> Open | None:
    """What the panels that a cell shows still ask of the company; None: nothing.

    Parameters
    ----------
    company : Company
        As it is now.
    source : str
        The cell.
    """
    found = [
        missing
        for panel, lesson in _panels(source)
        if panel in _MISSING and (missing := _MISSING[panel](company, lesson))
    ]
    return found[0] if found else None


def _panels(source: str) -> Iterable[tuple[str, str]]:
    """The functions that a cell calls, each with the lesson that it is told."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            told = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield str(name), str(told[0]) if told else ""


def _guess(company: Company, lesson: str) -> Open | None:
    return None if revealed(company, lesson) else Open(1, say("your guess"))


def _exercise(company: Company, lesson: str) -> Open | None:
    n = sum(story.id not in company.expectations.guesses for story in STORIES)
    return Open(n, say_n("{n} guess", "{n} guesses", n)) if n else None


def _agreement(company: Company, lesson: str) -> Open | None:
    kept = {agreement.id: agreement for agreement in company.agreements}.get(lesson)
    if kept is None:
        return Open(1, say("your decision"))
    return None if kept.who and kept.by else Open(1, say("name and day"))


def _room(company: Company, lesson: str) -> Open | None:
    return None if company.room.beyond else Open(1, say("your decision"))


def _path(company: Company, lesson: str) -> Open | None:
    return Open(1, say("your guess")) if company.expectations.path is None else None


def _splits(company: Company, lesson: str) -> Open | None:
    n = sum(not split.settled for split in company.splits)
    if not company.splits:
        return Open(1, say("your decision"))
    return Open(n, say_n("{n} person", "{n} people", n)) if n else None


def _ceiling(company: Company, lesson: str) -> Open | None:
    return None if company.ceiling.pay else Open(1, say("your decision"))


def _plan(company: Company, lesson: str) -> Open | None:
    n = sum(not line.named for line in lines_of(company))
    return Open(n, say_n("{n} line without a name", "{n} lines without a name", n)) if n else None


def _choice(company: Company, lesson: str) -> Open | None:
    decided = company.decision.because or any(handoff.chosen for handoff in company.handoffs)
    return None if decided else Open(1, say("your decision"))


def _condition(company: Company, lesson: str) -> Open | None:
    return None if company.qualification.marks else Open(1, say("the condition in writing"))


def _questions(company: Company, lesson: str) -> Open | None:
    n = sum(question.id not in company.answers for question in LESSONS.get(lesson, ()))
    return Open(n, say_n("{n} question", "{n} questions", n)) if n else None


_MISSING: Mapping[str, Callable[[Company, str], Open | None]] = {
    "guess_panel": _guess,
    "expect_panel": _guess,
    "exercise_panel": _exercise,
    "agreement_panel": _agreement,
    "room_panel": _room,
    "two_jobs_panel": _splits,
    "career_panel": _path,
    "ceiling_panel": _ceiling,
    "plan_panel": _plan,
    "choice_panel": _choice,
    "lesson_questions": _questions,
    "qualification_panel": _condition,
}
