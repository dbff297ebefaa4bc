"""What people get done by month, against something that changes for each of them over time.

The model is a Poisson pseudo-likelihood with a level for every person and every month,
`E[y] = exposure × person × month × exp(β x)`: each person is compared with itself, and with the
others in the same month, so that who is able, and which months are good, says nothing of β. Only
the mean has to be right (Gourieroux, Monfort and Trognon 1984). How sure β is follows from
leaving out one person after another (the jackknife, as CR3: Bell and McCaffrey 2002), with
Student's t of one person less.

Where x is made of what was brought before (a base of clients that grows by winning them), β is
wrong for all that: a month that was lucky raises x in all later months, which are then measured
against a level that holds the luck (Nickell 1981). `without_feedback` lets the same happen in
simulated histories and looks for the β whose estimate is the one that was found (indirect
inference: Gourieroux, Phillips and Yu 2010).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from kit.sales.lanes import Bools, Floats

Cells = npt.NDArray[np.floating]  # any number of panels: shape (..., people, months)

ROUNDS = 200
CLOSE = 1e-8
CLOSE_ENOUGH = 1e-5  # of a mean over many
LEAST_LEFT = 1e-6  # of what x varies: below it, nothing is left after persons and months
LONGEST_STEP = 1.0  # of β times the largest x, in one round
CELLS_DRAWN = 60_000  # person-months in all simulated histories together
DRAWS = (20, 100)  # histories: at least and at most
INVERTED = 3  # steps towards the β whose estimate was found
STRETCHED = (-0.6, 0.0)  # what the bias may change by, of a change of β


@dataclass(frozen=True)
class Panel:
    """What is compared; all of shape (people, months).

    brought: what a person got done in a month. x: what changes. exposure: what it was got done in
    (hours; 1 where nothing differs). seen: whether the person was there.
    """

    brought: Floats
    x: Floats
    exposure: Floats
    seen: Bools


@dataclass(frozen=True)
class Slope:
    """β with its 95 % interval; `people`: how many say something about it."""

    beta: float
    low: float
    high: float
    people: int


def slope(panel: Panel) -> Slope | None:
    """β of the panel; None where nothing is left to compare.

    That is so where x does not change but with the person or the month, also without any one of
    the people.
    """
    panel = _informative(panel)
    found = _estimate(panel)
    if found is None:
        return None
    beta, half = found
    return Slope(beta, beta - half, beta + half, len(panel.brought))


def without_feedback(panel: Panel, kept: Floats, seed: int) -> Slope | None:
    """β where x holds what the person brought before, cleared of what that alone does to it.

    Parameters
    ----------
    panel
        Counts, and x: how many of what was counted are still there, with others perhaps.
    kept
        The share of what was brought in a month that is still in x so many months later; it
        begins with month 0, of which nothing counts yet.
    seed
        Of the simulated histories.
    """
    panel = _informative(panel)
    found = _estimate(panel)
    if found is None:
        return None
    beta, half = found
    bias, cleared = _feedback(panel, kept, seed), beta
    for _ in range(INVERTED):
        cleared = beta - bias(cleared)
    # the bias depends on β itself, so that the interval is stretched with it
    step = min(half, LONGEST_STEP / 2 / max(float(np.abs(panel.x).max()), 1.0))
    moved = (bias(cleared + step) - bias(cleared - step)) / (2 * step) if step > 0 else 0.0
    half /= 1 + float(np.clip(moved, *STRETCHED))
    return Slope(cleared, cleared - half, cleared + half, len(panel.brought))


def _informative(panel: Panel) -> Panel:
    """The panel without people who brought nothing, and months in which nobody brought anything."""
    brought = np.where(panel.seen, panel.brought, 0.0)
    people = brought.sum(axis=1) > 0
    months = brought[people].sum(axis=0) > 0
    cut = np.ix_(people, months)
    return Panel(brought[cut], panel.x[cut], panel.exposure[cut], panel.seen[cut])


def _estimate(panel: Panel) -> tuple[float, float] | None:
    """β and half of its interval."""
    people = len(panel.brought)
    if people < 2:
        return None
    exposure = np.where(panel.seen, panel.exposure, 0.0)
    beta = float(_fit(panel.brought, panel.x, exposure))
    others = np.array([np.delete(np.arange(people), left_out) for left_out in range(people)])
    without = _fit(panel.brought[others], panel.x[others], exposure[others])
    if not (math.isfinite(beta) and np.isfinite(without).all()):
        return None
    error = math.sqrt((people - 1) / people * float(((without - beta) ** 2).sum()))
    return beta, float(stdtrit(people - 1, 0.975)) * error


def _fit(brought: Cells, x: Cells, exposure: Cells, close: float = CLOSE) -> Floats:
    """β of each panel, by Newton's method; levels have closed forms. NaN where there is none."""
    by_person = np.maximum(brought.sum(axis=-1, keepdims=True), 0.0)
    by_month = np.maximum(brought.sum(axis=-2, keepdims=True), 0.0)
    beta = np.zeros(brought.shape[:-2])
    month = np.ones_like(by_month)
    longest = LONGEST_STEP / max(float(np.abs(x).max(initial=0.0)), 1e-12)
    information = spread = beta
    for _ in range(ROUNDS):
        free = exposure * np.exp(beta[..., None, None] * x)
        for _ in range(3):
            person = _over(by_person, (free * month).sum(axis=-1, keepdims=True))
            month = _over(by_month, (free * person).sum(axis=-2, keepdims=True))
        mean = free * person * month
        left = x - _over((mean * x).sum(axis=(-2, -1)), mean.sum(axis=(-2, -1)))[..., None, None]
        spread = (mean * left**2).sum(axis=(-2, -1))
        weights = [mean.sum(axis=axis, keepdims=True) for axis in (-1, -2)]
        for _ in range(4):
            for axis, weight in zip((-1, -2), weights, strict=True):
                left = left - _over((mean * left).sum(axis=axis, keepdims=True), weight)
        information = (mean * left**2).sum(axis=(-2, -1))
        score = (left * np.where(exposure > 0, brought - mean, 0.0)).sum(axis=(-2, -1))
        step = np.clip(_over(score, information), -longest, longest)
        beta = beta + step
        if np.abs(step).max(initial=0.0) < close:
            break
    beta = np.where(information > LEAST_LEFT * spread, beta, np.nan)
    return np.asarray(beta, dtype=np.float64)


def _feedback(panel: Panel, kept: Floats, seed: int) -> Callable[[float], float]:
    """By how much the estimate is off on average, were this the true β."""
    people, months = panel.brought.shape
    draws = int(np.clip(CELLS_DRAWN // max(people * months, 1), *DRAWS))
    lag = np.arange(months)[None, :] - np.arange(months)[:, None]
    reach = np.pad(kept, (0, max(0, months - len(kept))))
    # [month it was brought in, later month]: the share that is still there
    stays = np.where(lag > 0, reach[np.clip(lag, 0, len(reach) - 1)], 0.0)
    rest = panel.x - panel.brought @ stays
    exposure = np.where(panel.seen, panel.exposure, 0.0)

    def bias(beta: float) -> float:
        level = _level(panel.brought, panel.x, exposure, beta)
        random = np.random.default_rng(seed)  # the same luck for every β
        brought, x = np.zeros((2, draws, people, months))
        for month in range(months):
            x[..., month] = np.maximum(
                rest[:, month] + brought[..., :month] @ stays[:month, month], 0
            )
            grown = np.exp(np.clip(beta * x[..., month], -50.0, 20.0))
            mean = level[:, month] * exposure[:, month] * grown
            brought[..., month] = random.poisson(np.minimum(mean, 1e6))
        found = _fit(brought, x, np.broadcast_to(exposure, x.shape), CLOSE_ENOUGH)
        return float(np.nanmean(found)) - beta

    return bias


def _level(brought: Floats, x: Floats, exposure: Floats, beta: float) -> Floats:
    """Person times month, were this β the true one. Shape (people, months)."""
    free = exposure * np.exp(beta * x)
    month: Cells = np.ones((1, brought.shape[1]))
    for _ in range(ROUNDS):
        person = _over(brought.sum(axis=1, keepdims=True), (free * month).sum(1, keepdims=True))
        month = _over(brought.sum(axis=0, keepdims=True), (free * person).sum(0, keepdims=True))
    return np.asarray(person * month, dtype=np.float64)


def _over(part: Cells, whole: Cells) -> Cells:
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
