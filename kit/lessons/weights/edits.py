"""What one can do to the criteria: each edit takes a company and returns the changed one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kit.company.model import Company, Criterion
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.widgets.criteria import CLIENT_VIEW, CRITERIA


def read_points(typed: str, of: Text | str) -> float:
    """Points from 0 to 100 as somebody typed them.

    Raises
    ------
    KitError
        It is no such number; `of` says which one is meant.
    """
    try:
        points = float(typed.strip().replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= 100:
        raise KitError(
            say("“{typed}” for “{of}”: give points from 0 to 100.", typed=typed.strip(), of=of)
        )
    return points


def add_weights(company: Company, typed: Mapping[str, str], steps: Collection[str]) -> Company:
    """One more participant, with points for every criterion whose step is known.

    Parameters
    ----------
    steps
        The ids of these criteria; nobody can say what a step is worth that is not to be seen, so
        the others get none.

    Raises
    ------
    KitError
        No step is known; a criterion has no points, or all have none: then nothing is weighed.
    """
    company = _with_criteria(company)
    if not steps:
        raise KitError(say("No step is known yet, so there is nothing to give points to."))
    points = {}
    for criterion in company.criteria:
        if criterion.id not in steps:
            points[criterion.id] = 0.0
            continue
        written = typed.get(criterion.id, "")
        if not written.strip():
            raise KitError(
                say("“{of}” has no points yet. Who does not care gives 0.", of=criterion.label)
            )
        points[criterion.id] = read_points(written, criterion.label)
    if not any(points.values()):
        raise KitError(say("All points are 0. The step that matters most gets 100."))
    return _changed(
        company,
        {
            criterion.id: (*criterion.weights, points[criterion.id])
            for criterion in company.criteria
        },
    )


def set_weight(company: Company, criterion: str, participant: int, typed: str) -> Company:
    """Change what one participant, counted from 0, gave one criterion."""
    weighed = next((part for part in company.criteria if part.id == criterion), None)
    if weighed is None or not 0 <= participant < len(weighed.weights):
        raise KitError(say("These points are not there any more."))
    points = read_points(typed, weighed.label)
    weights = (*weighed.weights[:participant], points, *weighed.weights[participant + 1 :])
    left = [part.weights[participant] for part in company.criteria if part.id != criterion]
    if not points and not any(left):
        raise KitError(say("All points are 0. The step that matters most gets 100."))
    return _changed(company, {criterion: weights})


def remove_weights(company: Company, participant: int) -> Company:
    """Take one participant's points away."""
    return _changed(
        company,
        {
            criterion.id: (
                *criterion.weights[:participant],
                *criterion.weights[participant + 1 :],
            )
            for criterion in company.criteria
        },
    )


def set_score(company: Company, rule: str, typed: str) -> Company:
    """How well clients would take a rule, 0 to 100; '' takes it back."""
    company = _with_criteria(company)
    view = next(criterion for criterion in company.criteria if criterion.id == CLIENT_VIEW)
    scores = {other: score for other, score in view.scores.items() if other != rule}
    if typed.strip():
        scores[rule] = read_points(typed, CRITERIA[CLIENT_VIEW])
    criteria = tuple(
        criterion.model_copy(update={"scores": scores})
        if criterion.id == CLIENT_VIEW
        else criterion
        for criterion in company.criteria
    )
    return company.model_copy(update={"criteria": criteria})


def _with_criteria(company: Company) -> Company:
    """The company with the five criteria of the panel; its own ones stay."""
    language = Language(company.settings.language)
    people = len(company.criteria[0].weights) if company.criteria else 0
    there = {criterion.id for criterion in company.criteria}
    added = tuple(
        Criterion(id=id, label=language(label), weights=(0.0,) * people)
        for id, label in CRITERIA.items()
        if id not in there
    )
    return company.model_copy(update={"criteria": (*company.criteria, *added)})


def _changed(company: Company, weights: Mapping[str, Sequence[float]]) -> Company:
    criteria = tuple(
        criterion.model_copy(update={"weights": tuple(weights[criterion.id])})
        if criterion.id in weights
        else criterion
        for criterion in company.criteria
    )
    return company.model_copy(update={"criteria": criteria})
