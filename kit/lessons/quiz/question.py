"""What a question of a lesson is: a few answers to choose from, each with its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from kit.company.model import Inconsistent
from kit.content import Content, Sentence, load
from kit.language import say


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
                raise Inconsistent(say("{id} stands there twice.", id=id), "answers", number, "id")
        return self


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
