"""What a question of a lesson is: a few answers to choose from, each with its explanation."""

from __future__ import annotations

from dataclasses import dataclass

from kit.language import Text


@dataclass(frozen=True)
class Answer:
    """One answer: `id` is what company.yaml keeps, `why` is said to whoever chooses it."""

    id: str
    text: Text
    right: bool
    why: Text


@dataclass(frozen=True)
class Question:
    """One question; `id` begins with its lesson, as in `02.ratio`. One of its answers is right."""

    id: str
    text: Text
    answers: tuple[Answer, ...]

    def answer(self, id: str | None) -> Answer | None:
        """The answer of that id; None where it has none, such as one from an older lesson."""
        return next((one for one in self.answers if one.id == id), None)


def question(id: str, text: Text, *answers: Answer) -> Question:
    """A question with its answers, in the order in which they are shown."""
    return Question(id, text, answers)


def right(id: str, text: Text, why: Text) -> Answer:
    """The answer that is right, and what makes it so."""
    return Answer(id, text, True, why)


def wrong(id: str, text: Text, why: Text) -> Answer:
    """An answer that is plausible and wrong, and where it goes astray."""
    return Answer(id, text, False, why)
