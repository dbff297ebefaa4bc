"""The ratio of two groups after an event, each client compared with itself and with its month.

The model is a Poisson pseudo-likelihood with a level for every row (a client in a trial) and for
every month of a trial, `E[y] = level × month × exp(β × treated × after)`. It needs only that the
mean is right, not that money is a count (Gourieroux, Monfort and Trognon 1984; Santos Silva and
Tenreyro 2006). The levels have closed-form updates, so no matrix is ever built.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, t

from kit.owners.ledger import Bools, Floats, Ints

ROUNDS = 2000
CLOSE = 1e-9
MOST = 0.75  # of a group or a month: the factor below is then 4, whatever is carried beyond


@dataclass(frozen=True)
class Ratio:
    """A relative change with its uncertainty, on the log scale until it is asked for.

    log: the estimated log ratio; error: its standard error; freedom: degrees of freedom.
    """

    log: float
    error: float
    freedom: float

    @property
    def change(self) -> float:
        """The relative change: −0.15 is 15 % less."""
        return math.expm1(self.log)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The interval of the relative change."""
        half = float(t.ppf(0.5 + level / 2, self.freedom)) * self.error
        # beyond e^700 there is nothing left to tell
        return math.expm1(self.log - half), math.expm1(min(self.log + half, 700.0))

    @property
    def spread(self) -> float:
        """The standard deviation of a normal distribution with the same 95 % interval."""
        return self.error * float(t.ppf(0.975, self.freedom) / norm.ppf(0.975))

    @property
    def p(self) -> float:
        """How often chance alone would give so large a change, were there none."""
        if self.error <= 0:
            return 1.0
        return float(2 * t.sf(abs(self.log) / self.error, self.freedom))


@dataclass(frozen=True)
class Panel:
    """What is compared: rows (a client in a trial) by months.

    money, seen, hit: shape (rows, months); hit marks the months of treated rows after the event.
    trial: the trial of each row, rising. client: whose rows belong together in the variance.
    """

    money: Floats
    seen: Bools
    hit: Bools
    trial: Ints
    client: Ints


@dataclass(frozen=True)
class Fitted:
    """β, the mean of every month of every row (0 where not seen), and the levels behind it.

    log: β; −∞ where the treated brought nothing afterwards, NaN where nothing can be compared.
    level: one per row; month: one per trial and month.
    """

    log: float
    mean: Floats
    level: Floats
    month: Floats


def fit(panel: Panel, *, effect: bool = True) -> Fitted:
    """Maximise the pseudo-likelihood; without `effect` β is held at 0."""
    hit, seen = panel.hit & panel.seen, panel.seen.astype(np.float64)
    money = np.where(panel.seen, panel.money, 0.0)
    starts = _starts(panel.trial)
    # returns can leave a month, or a client, with less than nothing: its level is then 0
    by_row = np.maximum(money.sum(axis=1), 0.0)
    by_month = np.maximum(np.add.reduceat(money, starts, axis=0), 0.0)
    level = np.ones_like(by_row)
    month = _share(by_month, np.add.reduceat(seen, starts, axis=0))
    hit_money = float(money[hit].sum())
    if effect and (hit_money <= 0 or not hit.any()):
        return Fitted(-math.inf if hit.any() else math.nan, seen * 0.0, level, month)
    beta, mean = 0.0, seen
    for _ in range(ROUNDS):
        weight = np.where(hit, math.exp(beta), seen)
        before = level
        level = _share(by_row, (weight * month[panel.trial]).sum(axis=1))
        month = _share(by_month, np.add.reduceat(weight * level[:, None], starts, axis=0))
        mean = weight * level[:, None] * month[panel.trial]
        expected = float(mean[hit].sum())
        if effect and expected <= 0:
            return Fitted(math.nan, mean, level, month)
        step = math.log(hit_money / expected) if effect else 0.0
        beta += step
        moved = np.abs(level - before).max(initial=0.0) / max(level.max(initial=0.0), 1e-300)
        if abs(step) < CLOSE and moved < CLOSE:
            break
    return Fitted(beta, mean, level, month)


def ratio(panel: Panel) -> Ratio | None:
    """The relative change of the treated after the event; None where nothing can be compared.

    The variance is clustered by client over all its rows. Deviations are enlarged by the share of
    the month, and each client's part by the share of its group, that it carries: that comes close
    to leaving out each client in turn (the jackknife, as CR3: Bell and McCaffrey 2002), which
    heavy-tailed sales need. The degrees of freedom follow from how unevenly the clients of
    the smaller group carry it.
    """
    if not len(panel.money):
        return None
    found = fit(panel)
    if not math.isfinite(found.log):
        return None
    mean = found.mean
    centred = _centred((panel.hit & panel.seen).astype(np.float64), mean, panel.trial)
    weight = (mean * centred**2).sum(axis=1)
    information = float(weight.sum())
    if information <= 0:
        return None
    # a month's level follows its largest clients, which takes their deviations from them
    months = np.add.reduceat(mean, _starts(panel.trial), axis=0)[panel.trial]
    rest = np.where(panel.seen, panel.money - mean, 0.0)
    rest = rest / (1 - np.minimum(_share(mean, months), MOST))
    clients = np.unique(panel.client, return_inverse=True)[1]
    score = np.bincount(clients, (centred * rest).sum(axis=1))
    treated = panel.hit.any(axis=1)
    carried = [
        np.bincount(clients, weight * (treated == arm)).astype(np.float64) for arm in (True, False)
    ]
    if min(one.sum() for one in carried) <= 0:
        return None
    # without this client its group would be so much smaller: the jackknife's factor
    share = np.maximum(*(one / one.sum() for one in carried))
    part = score / (1 - np.minimum(share, MOST))
    error = math.sqrt(float((part**2).sum())) / information
    return Ratio(found.log, error, min(_freedom(one) for one in carried))


def _freedom(carried: Floats) -> float:
    """Clients that carry a group, less one: of very unequal ones few count (Kish 1965)."""
    return max(float(carried.sum() ** 2 / (carried**2).sum()) - 1, 1.0)


def _centred(hit: Floats, mean: Floats, trial: Ints) -> Floats:
    """The indicator of treated-after, cleared of all levels, weighted by the fitted means."""
    starts = _starts(trial)
    rest = hit * (mean > 0)
    row_weight = mean.sum(axis=1)
    month_weight = np.add.reduceat(mean, starts, axis=0)
    for _ in range(ROUNDS):
        by_row = _share((mean * rest).sum(axis=1), row_weight)
        rest = rest - by_row[:, None]
        by_month = _share(np.add.reduceat(mean * rest, starts, axis=0), month_weight)
        rest = rest - by_month[trial]
        if max(np.abs(by_row).max(initial=0), np.abs(by_month).max(initial=0)) < CLOSE:
            break
    return rest


def _starts(trial: Ints) -> Ints:
    return np.flatnonzero(np.r_[True, trial[1:] != trial[:-1]]).astype(np.int64)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
