"""Which rule is ahead, how often, and what it costs if that is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kit.gates import MAX_REGRET_SHARE, MIN_P_BEST

Floats = npt.NDArray[np.float64]

TIE = 1e-9  # of the margin: rules as near as this are the same


@dataclass(frozen=True)
class Verdict:
    """The comparison of rules over the draws; arrays have one entry per rule, «keep» the last.

    Attributes
    ----------
    best, runner_up
        Places of the rule with the highest expected value, and of the one that wins most often of
        those that are not always level with it.
    p_best
        Share of draws in which no other rule is better (rules that coincide share the place, so
        these may sum to more than 1).
    regret, regret_share
        Expected loss against the best rule of each draw, minor units; as a share of the margin over
        the horizon (NaN where that is not positive).
    if_wrong
        The same loss of the best rule, over those draws only in which another one is better.
    decided
        Whether the draws decide: constants in `kit.gates`.
    """

    best: int
    runner_up: int
    p_best: Floats
    regret: Floats
    regret_share: Floats
    if_wrong: float
    decided: bool


def judge(values: Floats, status_quo: Floats) -> Verdict:
    """Compare rules over draws.

    Parameters
    ----------
    values
        [draw, rule] minor units, two rules or more.
    status_quo
        [draw] margin over the horizon, minor units.
    """
    margin = float(status_quo.mean())
    expected = values.mean(axis=0)
    best = int(expected.argmax())
    losses = values.max(axis=1, keepdims=True) - values
    ahead = losses <= TIE * abs(margin)
    p_best, regret = ahead.mean(axis=0), losses.mean(axis=0)
    share = regret / margin if margin > 0 else np.full(len(regret), np.nan)
    wrong = ~ahead[:, best]
    level = np.abs(values - values[:, [best]]).max(axis=0) <= TIE * abs(margin)
    if level.all():  # only coinciding rules: any other of them
        level = np.arange(len(expected)) == best
    # of equally frequent winners the one that is worth more
    runner_up = int(np.lexsort((expected, p_best, ~level))[-1])
    return Verdict(
        best=best,
        runner_up=runner_up,
        p_best=p_best,
        regret=regret,
        regret_share=share,
        if_wrong=float(losses[wrong, best].mean()) if wrong.any() else 0.0,
        decided=bool(p_best[best] >= MIN_P_BEST and share[best] <= MAX_REGRET_SHARE),
    )
