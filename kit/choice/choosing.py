"""Which policy? The one least likely to cost a noticeable part of the margin; or it stays open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kit.gates import MAX_RISK, NOTICEABLE, SAME_SHARE
from kit.sales.lanes import Bools, Floats, Ints

CELLS = 10  # into which the draws of a figure are cut, to see what knowing it would change


@dataclass(frozen=True)
class Choice:
    """A choice among policies, numbered as the columns of the values.

    Attributes
    ----------
    best
        The policy with the least risk.
    risk
        Per policy, the share of the draws in which it loses a noticeable part of the margin
        (`NOTICEABLE`) against the best policy of that draw.
    same
        Policies none of which makes a noticeable difference to `best` in most draws, taken
        together; `best` is not among them.
    rival
        Of those not among them either, the one that makes up best for `best`: least often are
        both noticeably worse than the best policy of the draw. None where there is none.
    loss
        Per policy, what it loses on average against the best of each draw, as a share of the
        margin.
    """

    best: int
    risk: Floats
    same: tuple[int, ...]
    rival: int | None
    loss: Floats

    @property
    def decided(self) -> bool:
        """Whether the risk is small enough to choose."""
        return bool(self.risk[self.best] <= MAX_RISK)


def choose(values: Floats, total: Floats) -> Choice:
    """The policy that is least likely to be noticeably worse than the best one.

    Parameters
    ----------
    values
        [draw, policy] worth against «the hunter keeps everyone».
    total
        [draw] the margin of all clients; above 0.
    """
    share = values / total[:, None]
    losses = share.max(axis=1, keepdims=True) - share
    wrong = losses > NOTICEABLE
    risk = wrong.mean(axis=0)
    loss = losses.mean(axis=0)
    ranked = np.lexsort((np.arange(len(risk)), loss.round(6), risk.round(4)))
    best = int(ranked[0])
    same = _same_as(best, np.abs(share - share[:, [best]]) <= NOTICEABLE)
    others = [int(place) for place in ranked if place != best and place not in same]
    both = (wrong & wrong[:, [best]]).mean(axis=0).round(4)
    rival = min(others, key=lambda place: both[place], default=None)  # the first by risk among ties
    return Choice(best, risk, same, rival, loss)


def _same_as(best: int, near: Bools) -> tuple[int, ...]:
    """The policies that are all near the best one at once, in enough draws; nearest taken first."""
    together, same = np.ones(len(near), np.bool_), []
    for place in np.argsort(-near.mean(axis=0), kind="stable").tolist():
        with_it = together & near[:, place]
        if place != best and with_it.mean() >= SAME_SHARE:
            together = with_it
            same.append(place)
    return tuple(sorted(same))


def worth_measuring(
    values: Floats, total: Floats, inputs: Mapping[str, Floats], random: np.random.Generator
) -> dict[str, float]:
    """By how much the risk of the best choice would fall, on average, if a figure were known.

    The draws are cut into `CELLS` by the figure, and in each the policy of least risk is chosen.
    Choosing in small cells looks better than it is; the same cut by a shuffled figure says by how
    much, and is taken off. At least 0.
    """
    share = values / total[:, None]
    wrong = share.max(axis=1, keepdims=True) - share > NOTICEABLE
    least = float(wrong.mean(axis=0).min())
    falls = {}
    for name, drawn in inputs.items():
        if np.ptp(drawn) == 0:
            falls[name] = 0.0
            continue
        by_chance = _least_within(wrong, random.permutation(len(drawn)))
        informed = _least_within(wrong, np.argsort(drawn, kind="stable"))
        falls[name] = float(np.clip(by_chance - informed, 0.0, least))
    return falls


def _least_within(wrong: Bools, order: Ints) -> float:
    """The mean over cells of the least share of wrong choices; `order` cuts the draws."""
    cells = np.array_split(order, CELLS)
    return float(np.mean([wrong[cell].mean(axis=0).min() for cell in cells]))
