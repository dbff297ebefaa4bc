"""What a handoff does to a client, and what passing early adds to it: drawn together."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaln

from kit.choice.beliefs import Belief
from kit.evidence.assessment import Evidence
from kit.evidence.maturity import MATURE
from kit.evidence.two_way import Ratio
from kit.gates import EARLY_SPREAD, NO_EARLY_LOSS
from kit.sales.lanes import Floats

BEFOREHAND = 40  # so many futures are drawn beforehand for each that the evidence leaves
WORST = -0.95
FURTHEST = 3.0  # on the log scale: twenty times as much


def effects(
    effect: Belief, early: Belief, evidence: Evidence | None, random: np.random.Generator, size: int
) -> tuple[Floats, Floats]:
    """Draws of the effect on a mature client, and of the loss after one deal instead of four.

    With k deals done, fewer than four, a handoff does e − L (4 − k) / 3. What is held beforehand is
    weighed by how well it agrees with the company's own estimate, and with its comparison of early
    and later handoffs where there is one (Student's t on the log scale, with the degrees of freedom
    at the level of assignment): the posterior, by sampling importance resampling (Rubin 1987).
    A third of what is weighed is drawn beforehand, a third around the estimate and a third evenly
    between the two, each weight over all three densities (Owen and Zhou 2000): where one lies far
    out in another, a few draws would be all that is left, and the verdict that of their chance.
    """
    kept = evidence.kept if evidence is not None and evidence.may_decide else None
    many = size if kept is None else size * BEFOREHAND
    mature = np.maximum(effect.draw(random, many), WORST)
    lost = _early(early, random, many)
    if evidence is None or kept is None:
        return mature, lost
    early_part = lost * _early_share(evidence)
    # a figure measured without a range, or with one on one side only, has no density to weigh by
    spread = effect.low < effect.likely < effect.high
    if spread:
        drawn = np.arange(many) % 3
        ends = _between(effect, kept)
        for place, logs in (
            (1, _logs(kept, random, int((drawn == 1).sum()))),
            (2, random.uniform(*ends, int((drawn == 2).sum()))),
        ):
            moved = np.expm1(logs) + early_part[drawn == place]
            mature[drawn == place] = np.clip(moved, WORST, effect.input.most)
    seen = np.maximum(mature - early_part, WORST)
    log_weight = _agreement(np.log1p(seen), kept)
    if spread:
        beforehand, log_seen = effect.log_density(mature), np.log1p(seen)
        inside = (ends[0] <= log_seen) & (log_seen <= ends[1])
        evenly = np.where(inside, -math.log(ends[1] - ends[0]), -np.inf)
        together = np.logaddexp(beforehand, np.logaddexp(log_weight, evenly) - log_seen)
        log_weight += beforehand - together
    if evidence.slope is not None:
        early_log = np.log1p(np.maximum(mature - lost, WORST))
        log_weight += _agreement(early_log - np.log1p(mature), evidence.slope.ratio)
    weight = np.exp(log_weight - log_weight.max())
    chosen = random.choice(many, size, p=weight / weight.sum())
    return mature[chosen], lost[chosen]


def _early_share(evidence: Evidence) -> float:
    """The mean of (4 − deals)/3 of those handed over whom the estimate is about."""
    if evidence.slope is not None:
        return evidence.slope.early_share
    stack = evidence.rung.stack
    if stack is None:
        return 0.0
    done = np.maximum(stack.done[stack.entries.treated], 1)
    return float((np.clip(MATURE - done, 0, None) / (MATURE - 1)).mean())


def _early(early: Belief, random: np.random.Generator, size: int) -> Floats:
    """Nothing with one chance in four, else half a normal; a statement moves its middle.

    What a company states of it is held no narrower: of companies that stated «next to nothing» and
    were wrong, nearly all were told a rule that was wrong.
    """
    if not early.ours:
        return np.clip(early.draw(random, size), 0.0, 1.0)
    there = random.random(size) >= NO_EARLY_LOSS
    lost: Floats = np.abs(EARLY_SPREAD * random.standard_normal(size)) * there
    return np.minimum(lost, 1.0)


def _logs(estimate: Ratio, random: np.random.Generator, size: int) -> Floats:
    """Draws around the estimate, on the log scale; none so far out that it could be anything."""
    logs = estimate.log + estimate.error * random.standard_t(_freedom(estimate), size)
    within: Floats = np.clip(logs, math.log1p(WORST), FURTHEST)
    return within


def _between(effect: Belief, estimate: Ratio) -> tuple[float, float]:
    """From what is held beforehand to the estimate, on the log scale; never a point."""
    ends = (math.log1p(max(effect.likely, WORST)), estimate.log)
    low, high = max(min(ends), math.log1p(WORST)), min(max(ends), FURTHEST)
    return low - estimate.error / 2, high + estimate.error / 2


def _agreement(log: Floats, estimate: Ratio) -> Floats:
    """The log density of Student's t at the distance between what is held and the estimate."""
    freedom = _freedom(estimate)
    distance = (log - estimate.log) / estimate.error
    whole = gammaln((freedom + 1) / 2) - gammaln(freedom / 2) - math.log(estimate.error)
    whole -= math.log(freedom * math.pi) / 2
    density: Floats = whole - (freedom + 1) / 2 * np.log1p(distance**2 / freedom)
    return density


def _freedom(estimate: Ratio) -> float:
    return max(float(estimate.freedom), 1.0)
