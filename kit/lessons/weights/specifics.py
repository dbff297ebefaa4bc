"""What is special about a company: questions without a right answer that lead to the weights."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kit.content import Content, Sentence, load
from kit.language import Text
from kit.lessons.quiz.question import Question

# the criteria that rules are judged by, in the order of the panel
VALUE, COVERAGE, TOO_EARLY, PORTFOLIO, CLIENT_VIEW = (
    *("value", "coverage", "too_early", "portfolio"),
    "client_view",
)


class Specific(Question):
    """A question about market, goods or history, and what each answer says about the weights.

    bears_on: the criterion. more: the answers that speak for more weight, and those for less.
    """

    bears_on: str
    more: frozenset[str]
    less: frozenset[str] = frozenset()


class _Criterion(Content):
    id: str
    label: Sentence


class _Specifics(Content):
    criteria: tuple[_Criterion, ...]
    questions: tuple[Specific, ...]


_CONTENT = load(Path(__file__).with_name("specifics.yaml"), _Specifics)
CRITERIA: Mapping[str, Text] = {criterion.id: criterion.label for criterion in _CONTENT.criteria}
SPECIFICS = _CONTENT.questions
