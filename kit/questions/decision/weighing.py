"""The whole decision on arrays: draws, which rule is ahead, and which figures that hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kit.gates import MAX_REGRET_SHARE, MIN_P_BEST
from kit.questions.decision.belief import Belief
from kit.questions.decision.information import Turn, deciding, evppi, turns
from kit.questions.decision.outcomes import Outcomes
from kit.questions.decision.value import DRAWS, Futures, futures

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


@dataclass(frozen=True)
class Weighed:
    """Rules weighed against each other; they are numbered as in `seen`, «keep» comes last.

    Attributes
    ----------
    believed
        The inputs, with the ranges of those that follow from the clients filled in.
    future, verdict
        The draws and what they say.
    turns
        Where the best rule loses the lead with a single input, the nearest to what is likely first.
    borrowed
        Inputs that are not the company's own and on which the winner depends.
    """

    believed: tuple[Belief, ...]
    future: Futures
    verdict: Verdict
    turns: tuple[Turn, ...]
    borrowed: tuple[Belief, ...]

    @property
    def decided(self) -> bool:
        """The draws decide, and they do so without a borrowed figure."""
        return self.verdict.decided and not self.borrowed

    def information(self) -> list[tuple[Belief, float]]:
        """Each input and what knowing it would be worth (minor units), the most valuable first."""
        found = [
            (belief, evppi(self.future.values, self.future.inputs[belief.id]))
            for belief in self.believed
        ]
        return sorted(found, key=lambda both: -both[1])


def weigh(
    seen: Outcomes,
    believed: Sequence[Belief],
    *,
    per_unit: int = 100,
    draws: int = DRAWS,
    seed: int = 1,
) -> Weighed:
    """Which rule is worth most, how sure is that, and what does it hang on?

    Parameters
    ----------
    seen
        What happened to at least one client after each rule.
    believed
        The inputs: `kit.questions.decision.belief.beliefs`.
    per_unit
        Minor units per unit of money.
    draws, seed
        How many plausible futures; what makes them the same every time.
    """
    future = futures(seen, believed, per_unit=per_unit, draws=draws, seed=seed)
    filled = tuple(_filled(belief, future) for belief in believed)
    verdict = judge(future.values, future.status_quo)
    found = sorted(turns(future, filled), key=lambda turn: turn.distance)
    lost = [turn for turn in found if verdict.best in (turn.below, turn.above)]
    return Weighed(filled, future, verdict, tuple(lost or found), deciding(found))


def _filled(belief: Belief, future: Futures) -> Belief:
    """A computed input gets the range of its draws."""
    if not belief.computed:
        return belief
    drawn = future.inputs[belief.id]
    low, high = np.quantile(drawn, [0.05, 0.95])
    return replace(belief, low=float(low), likely=float(drawn.mean()), high=float(high))
