"""What counts: the criteria, everybody's shares of points, and the questions that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kit.company.model import Company
from kit.content import Content, Sentence, load
from kit.language import Text
from kit.lessons.widgets.question import Question

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


_CONTENT = load(Path(__file__).with_name("criteria.yaml"), _Specifics)
CRITERIA: Mapping[str, Text] = {criterion.id: criterion.label for criterion in _CONTENT.criteria}
SPECIFICS = _CONTENT.questions


def shares(company: Company) -> dict[str, tuple[float, float, float]]:
    """Each criterion's share of all points: mean, lowest and highest over the participants."""
    people = range(len(company.criteria[0].weights)) if company.criteria else range(0)
    totals = [sum(criterion.weights[person] for criterion in company.criteria) for person in people]
    share_of = {}
    for criterion in company.criteria:
        parts = [criterion.weights[person] / totals[person] for person in people if totals[person]]
        if parts:
            share_of[criterion.id] = (sum(parts) / len(parts), min(parts), max(parts))
    return share_of
