"""The questions of a lesson, with an explanation for every answer, kept in the company folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from ipywidgets import VBox
from pydantic import model_validator

from kit.company.model import Company, Inconsistent
from kit.content import Content, load
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.desk import panel
from kit.lessons.widgets.question import Question, QuestionCard
from kit.questions.money.words import CLAIM
from kit.triggers.tally import EARLY_DAYS

HERE = Path(__file__).parent


class Quiz(Content):
    """The questions of one lesson; one answer of each is right."""

    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        for number, question in enumerate(self.questions):
            right = sum(answer.right for answer in question.answers)
            if right != 1:
                raise Inconsistent(
                    say(
                        "{id} has {n} answers marked “right: true”; it needs one.",
                        id=question.id,
                        n=right,
                    ),
                    *("questions", number),
                )
        return self


def quiz(file: Path, figures: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions of a lesson's file, whose sentences may name these figures."""
    return load(file, Quiz, figures).questions


# what the sentences of the questions may name
FIGURES = {"early_days": EARLY_DAYS, "claim": round(100 * CLAIM)}
LESSONS: Mapping[str, tuple[Question, ...]] = {
    lesson: quiz(HERE / f"lesson_{lesson}.yaml", FIGURES)
    for lesson in (
        *("00", "01", "02", "03", "04", "05", "06"),
        *("07", "08", "09", "10", "11", "12", "13"),
    )
}


def lesson_questions(company: Company, lesson: str) -> VBox:
    """The questions of a lesson: choose an answer and read at once why it is right or not.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `answers` keep what was chosen, and show it again.
    lesson : str
        The lesson's number, as in its file's name: "00" to "11".

    Raises
    ------
    KitError
        There is no such lesson.
    """
    if lesson not in LESSONS:
        raise KitError(
            say(
                "There are no questions for lesson {lesson}. Choose one of {lessons}.",
                lesson=repr(lesson),
                lessons=list(LESSONS),
            )
        )
    return panel(
        company, lambda desk: VBox([QuestionCard(desk, question) for question in LESSONS[lesson]])
    )
