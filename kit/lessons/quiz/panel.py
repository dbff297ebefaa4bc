"""The questions of a lesson, with an explanation for every answer, kept in the company folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from ipywidgets import VBox

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, say
from kit.lessons.quiz.question import Question, quiz
from kit.lessons.widgets.desk import Desk, panel
from kit.lessons.widgets.modules import script
from kit.questions.money.question import CLAIM
from kit.triggers.tally import EARLY_DAYS

HERE = Path(__file__).parent

# what the sentences of the questions may name
FIGURES = {"early_days": EARLY_DAYS, "claim": round(100 * CLAIM)}
LESSONS: Mapping[str, tuple[Question, ...]] = {
    lesson: quiz(HERE / f"lesson_{lesson}.yaml", FIGURES)
    for lesson in ("00", "01", "02", "03", "04", "05")
}


def lesson_questions(company: Company, lesson: str) -> VBox:
    """The questions of a lesson: choose an answer and read at once why it is right or not.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `answers` keep what was chosen, and show it again.
    lesson : str
        The lesson's number, as in its file's name: "00" to "05".

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


class QuestionCard(anywidget.AnyWidget):
    """One question as radio buttons, and what is to be said about the answer chosen.

    name, text, answers
        The question's id and words; each answer's `id` and `text`.
    chosen
        The id of the answer, '' where none is chosen yet.
    verdict, feedback
        `right` or `wrong` for the frame's look; the same in words, with the reason.
    """

    _esm = script(HERE / "questions.mjs")
    _css = HERE / "questions.css"
    name = traitlets.Unicode().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    answers: traitlets.List[Any] = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    verdict = traitlets.Unicode("").tag(sync=True)
    feedback = traitlets.Unicode("").tag(sync=True)

    def __init__(self, desk: Desk, question: Question) -> None:
        super().__init__(name=question.id)
        self._desk, self._question = desk, question
        self._show(desk.company)
        desk.listen(self._show)
        self.observe(self._keep, "chosen")

    def _keep(self, change: dict[str, Any]) -> None:
        """Put a new answer into the company folder; what could not be saved is not shown."""
        if change["new"] == self._desk.company.answers.get(self._question.id, ""):
            return
        self._desk.change(lambda company: answered(company, self._question.id, change["new"]))
        self._show(self._desk.company)

    def _show(self, company: Company) -> None:
        language = Language(company.settings.language)
        answer = self._question.answer(company.answers.get(self._question.id))
        with self.hold_sync():
            self.text = language(self._question.text)
            self.answers = [
                {"id": one.id, "text": language(one.text)} for one in self._question.answers
            ]
            self.chosen = answer.id if answer else ""
            if answer is None:
                self.verdict = self.feedback = ""
            elif answer.right:
                self.verdict = "right"
                self.feedback = language(say("Right. {why}", why=answer.why))
            else:
                self.verdict = "wrong"
                self.feedback = language(say("Not quite. {why}", why=answer.why))


def answered(company: Company, question: str, answer: str) -> Company:
    """The company with this answer to a question."""
    return company.model_copy(update={"answers": {**company.answers, question: answer}})
