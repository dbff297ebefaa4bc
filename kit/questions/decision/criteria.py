"""Rules judged by several criteria at once, with weights drawn around the participants' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.company.model import Criterion
from kit.language import Text, say
from kit.questions.decision.outcomes import YEAR_DAYS, Outcomes
from kit.questions.decision.value import Futures
from kit.questions.intervals import ratio
from kit.triggers.cohort import in_months

Floats = npt.NDArray[np.float64]

CONCENTRATION = 30.0  # of the weights around a participant's own: the higher, the nearer
RANKS = 3  # so many ranks are shown
# what the kit works out itself, and whether more of it is better
MEASURED: Mapping[str, tuple[Text, bool]] = {
    "value": (say("Value in money"), True),
    "coverage": (say("Clients reached within {months} months", months=in_months(YEAR_DAYS)), True),
    "too_early": (say("Clients handed over too early"), False),
    "portfolio": (say("Account managers' portfolio"), False),
}


def acceptability(
    criteria: Sequence[Criterion], rules: Sequence[str], seen: Outcomes, future: Futures, seed: int
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """In what share of the draws does each rule come first, second, third?

    Stochastic multicriteria acceptability analysis (Lahdelma and Salminen 2001) with a linear
    value: each criterion runs from 0 (the worst of the rules) to 1 (the best); a participant is
    drawn, and weights from a Dirichlet around the participant's own swing weights. The value in
    money differs from draw to draw, the other criteria do not.

    Parameters
    ----------
    criteria
        The company's; one without weights, or one that the kit does not work out and that lacks
        a score for some rule, is left out.
    rules
        Text forms in the order of the columns of `future.values`, `keep` the last.

    Returns
    -------
    tuple
        `trigger`, `score` (mean, 0 to 1), `rank_1` … (shares); empty where nothing is left. And
        the labels of the criteria that were weighed and are left out for want of scores.
    """
    used, columns, left = [], [], []
    for criterion in criteria:
        worth = _worth(criterion, rules, seen, future) if any(criterion.weights) else None
        if worth is not None:
            used.append(criterion)
            columns.append(worth)
        elif any(criterion.weights):
            left.append(criterion.label)
    if not used:
        return pd.DataFrame(), tuple(left)
    weights = _weights(
        np.array([criterion.weights for criterion in used]), len(future.values), seed
    )
    scores = np.einsum("dc,cdr->dr", weights, np.stack(columns))
    # a rule ranks behind those that are clearly better: equal ones share the better rank
    better = (scores[:, None, :] > scores[:, :, None] + 1e-9).sum(axis=2)
    table = pd.DataFrame({"trigger": list(rules), "score": scores.mean(axis=0)})
    for rank in range(min(RANKS, len(rules))):
        table[f"rank_{rank + 1}"] = (better == rank).mean(axis=0)
    return table, tuple(left)


def _worth(
    criterion: Criterion, rules: Sequence[str], seen: Outcomes, future: Futures
) -> Floats | None:
    """[draw, rule] from 0, the worst of the rules, to 1, the best (by the mean of the draws)."""
    if criterion.id == "value":
        raw = future.values
    elif criterion.id in MEASURED:
        row = _measured(criterion.id, seen)
        raw = np.broadcast_to(row if MEASURED[criterion.id][1] else -row, future.values.shape)
    elif all(rule in criterion.scores for rule in rules):
        row = np.array([criterion.scores[rule] for rule in rules])
        raw = np.broadcast_to(row, future.values.shape)
    else:
        return None
    middle = raw.mean(axis=0)
    span = middle.max() - middle.min()
    scaled: Floats = (raw - middle.min()) / span if span > 0 else np.zeros(raw.shape)
    return scaled


def _measured(name: str, seen: Outcomes) -> Floats:
    """One figure per rule, and for «keep», which hands nobody over."""
    if name == "coverage":
        figures = seen.coverage.mean(axis=0)
    elif name == "too_early":
        figures = np.nan_to_num(
            ratio(seen.lost.sum(axis=0).astype(float), seen.watched.sum(axis=0).astype(float))
        )
    else:
        figures = seen.months.sum(axis=0)
    return np.append(figures, 0.0)


def _weights(stated: Floats, draws: int, seed: int) -> Floats:
    """[draw, criterion], summing to 1: a participant, and weights around his or her own."""
    random = np.random.default_rng([seed, 99])
    voiced = stated[:, stated.sum(axis=0) > 0]
    shares = voiced / voiced.sum(axis=0)
    who = random.integers(shares.shape[1], size=draws)
    drawn = random.standard_gamma(CONCENTRATION * shares[:, who])
    weights: Floats = (drawn / drawn.sum(axis=0)).T
    return weights
