"""The whole decision on arrays: draws, verdict, and which figures it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kit.questions.decision.beliefs import Belief
from kit.questions.decision.information import Turn, deciding, evppi, turns
from kit.questions.decision.outcomes import Outcomes
from kit.questions.decision.value import DRAWS, Futures, futures
from kit.questions.decision.verdict import Verdict, judge


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
            (one, evppi(self.future.values, self.future.inputs[one.id])) for one in self.believed
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
        The inputs: `kit.questions.decision.beliefs.beliefs`.
    per_unit
        Minor units per unit of money.
    draws, seed
        How many plausible futures; what makes them the same every time.
    """
    future = futures(seen, believed, per_unit=per_unit, draws=draws, seed=seed)
    filled = tuple(_filled(one, future) for one in believed)
    verdict = judge(future.values, future.status_quo)
    found = sorted(turns(future, filled), key=lambda one: one.distance)
    lost = [one for one in found if verdict.best in (one.below, one.above)]
    return Weighed(filled, future, verdict, tuple(lost or found), deciding(found))


def _filled(one: Belief, future: Futures) -> Belief:
    """A computed input gets the range of its draws."""
    if not one.computed:
        return one
    drawn = future.inputs[one.id]
    low, high = np.quantile(drawn, [0.05, 0.95])
    return replace(one, low=float(low), likely=float(drawn.mean()), high=float(high))
