"""A question of a lesson: a few answers to choose from, each with its explanation, as a card."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import anywidget
import traitlets
from pydantic import Field, model_validator

from kit.company.model import Company, Inconsistent
from kit.content import Content, Sentence
from kit.language import Language, say
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.modules import script

HERE = Path(__file__).parent


class Answer(Content):
    """One answer: `id` is what company.yaml keeps, `why` is said to whoever chooses it."""

    id: str
    text: Sentence = Field(alias="say")
    right: bool = False
    why: Sentence


class Question(Content):
    """One question; `id` begins with its lesson, as in `02.ratio`."""

    id: str
    text: Sentence = Field(alias="ask")
    answers: tuple[Answer, ...] = Field(min_length=2)

    def answer(self, id: str | None) -> Answer | None:
        """The answer of that id; None where it has none, such as one from an older lesson."""
        return next((answer for answer in self.answers if answer.id == id), None)

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        ids = [answer.id for answer in self.answers]
        for number, id in enumerate(ids):
            if id in ids[:number]:
                raise Inconsistent(say("{id} is there twice.", id=id), "answers", number, "id")
        return self


class QuestionCard(anywidget.AnyWidget):
    """One question as radio buttons, and what is to be said about the answer chosen.

    name, text, answers
        The question's id and words; each answer's `id` and `text`.
    chosen
        The id of the answer, '' where none is chosen yet.
    verdict, feedback
        `right` or `wrong` for the frame's look; the same in words, with the reason.
    """

    _esm = script(HERE / "question.mjs")
    _css = HERE / "question.css"
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
                {"id": choice.id, "text": language(choice.text)}
                for choice in self._question.answers
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
