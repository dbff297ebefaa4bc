"""The ratio of two groups after an event, each client compared with itself and with its month.

The model is a Poisson pseudo-likelihood with a level for every row (a client in a trial) and for
every month of a trial, `E[y] = level × month × exp(β × treated × after)`. It needs only that the
mean is right, not that money is a count (Gourieroux, Monfort and Trognon 1984; Santos Silva and
Tenreyro 2006). The levels have closed-form updates, so no matrix is ever built. How sure the ratio
is where clients share luck: `luck.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri, stdtr, stdtrit

from kit.gates import FAR_OUT, USUAL_CHANGE
from kit.sales.lanes import Bools, Floats, Ints

ROUNDS = 2000
CLOSE = 1e-9
STILL = 5
WIDEST = math.log(20)  # what is drawn lies between a twentieth and twenty times
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
        half = float(stdtrit(self.freedom, 0.5 + level / 2)) * self.error
        # beyond e^700 there is nothing left to tell
        return math.expm1(self.log - half), math.expm1(min(self.log + half, 700.0))

    def draw(self, random: np.random.Generator, size: int) -> Floats:
        """Independent draws of the relative change: Student's t on the log scale, `WIDEST` at most.

        With one or two degrees of freedom it has no variance, and single draws no limits.
        """
        logs = self.log + self.error * random.standard_t(self.freedom, size)
        drawn: Floats = np.expm1(np.clip(logs, -WIDEST, WIDEST))
        return drawn

    def believed(self, level: float = 0.95) -> tuple[float, float, float]:
        """What to believe after it, low, middle and high: it is weighed against what is usual.

        What looks decisive in a small comparison is too large (Gelman and Carlin 2014), and those
        that do not look so are not told. So each is drawn towards «no change» as far as its own
        error is large beside `USUAL_CHANGE` (van Zwet and Gelman 2022).
        """
        weight = self._weight
        half = float(ndtri(0.5 + level / 2)) * math.sqrt(weight) * self.spread
        low, middle, high = (math.expm1(weight * self.log + side) for side in (-half, 0.0, half))
        return low, middle, high

    @property
    def _weight(self) -> float:
        """Of the estimate, against «no change» beforehand: both by their precision."""
        return USUAL_CHANGE**2 / (USUAL_CHANGE**2 + self.spread**2)

    def noticed(self) -> float:
        """The least relative change with which in 80 % of cases `believed` excludes «no change»."""
        bound = float(ndtri(0.975)) * self.spread / math.sqrt(self._weight)
        return bound + float(stdtrit(self.freedom, 0.8)) * self.error

    @property
    def spread(self) -> float:
        """The standard deviation of a normal distribution as wide as this one far out.

        There answers are decided: of few reps those look decisive whose error is small by chance.
        """
        return self.error * float(stdtrit(self.freedom, FAR_OUT) / ndtri(FAR_OUT))

    @property
    def p(self) -> float:
        """How often chance alone would give so large a change, were there none."""
        if self.error <= 0:
            return 1.0
        return float(2 * stdtr(self.freedom, -abs(self.log) / self.error))


@dataclass(frozen=True)
class Panel:
    """What is compared: rows (a client in a trial) by months.

    money, seen, hit: shape (rows, months); hit marks the months of treated rows after the event.
    trial: the trial of each row, rising. client: whose rows belong together in the variance. rep:
    whose clients share their luck; None where a lot was drawn client by client.
    """

    money: Floats
    seen: Bools
    hit: Bools
    trial: Ints
    client: Ints
    rep: Ints | None = None


@dataclass(frozen=True)
class Alike:
    """Rows of one trial, and of one rep, that are seen and hit in the same months, taken together.

    Their levels differ only by what each brought, so that all iterations work on their sums.

    of: the group of each row. trial, rep, seen, hit: as in the panel, by trial. brought: their
    money by month; money, most: what they brought in all; the most that one brought. n: how many
    rows. starts: each trial's first group.
    """

    of: Ints
    trial: Ints
    rep: Ints
    seen: Floats
    hit: Bools
    n: Ints
    brought: Floats
    money: Floats
    most: Floats
    starts: Ints

    @classmethod
    def among(cls, panel: Panel) -> Alike:
        """The groups of a panel; rows that brought nothing stand apart."""
        cells = np.where(panel.seen, panel.money, 0.0)
        by_row = np.maximum(cells.sum(axis=1), 0.0)
        hit = panel.hit & panel.seen
        rep = np.zeros(len(hit), np.int64) if panel.rep is None else panel.rep
        of = np.unique(panel.trial, return_inverse=True)[1]
        of = np.unique(of * (int(np.ptp(rep)) + 1) + rep - rep.min(), return_inverse=True)[1]
        for byte in np.packbits(np.column_stack([panel.seen, hit, by_row > 0]), axis=1).T:
            of = np.unique(of * 256 + byte, return_inverse=True)[1]
        n = np.bincount(of)
        first = np.zeros(len(n), np.int64)
        first[of] = np.arange(len(of))
        most = np.zeros(len(n))
        np.maximum.at(most, of, by_row)
        brought = np.column_stack([np.bincount(of, month) for month in cells.T])
        return cls(
            of=of,
            trial=panel.trial[first],
            rep=rep[first],
            seen=panel.seen[first].astype(np.float64),
            hit=hit[first],
            n=n,
            brought=brought.astype(np.float64),
            money=np.bincount(of, by_row).astype(np.float64),
            most=most,
            starts=_starts(panel.trial[first]),
        )

    def take(self, groups: Bools) -> Alike:
        """Some of the groups; trials are numbered anew, and `of` is of no use any more."""
        trial = np.unique(self.trial[groups], return_inverse=True)[1].astype(np.int64)
        names = ("rep", "seen", "hit", "n", "brought", "money", "most")
        parts = {name: getattr(self, name)[groups] for name in names}
        return Alike(of=self.of[:0], trial=trial, starts=_starts(trial), **parts)

    def by_trial(self, cells: Floats) -> Floats:
        """The sums of the groups of each trial."""
        return np.add.reduceat(cells, self.starts, axis=0)


@dataclass(frozen=True)
class Fitted:
    """β, and the levels behind it.

    log: β; −∞ where the treated brought nothing afterwards, NaN where nothing can be compared.
    month: one per trial and month. alike: rows that differ only by their level. unit, cells: of
    each group, the level of a row that brought 1 in all, and what is expected of it by month.
    """

    log: float
    month: Floats
    alike: Alike
    unit: Floats
    cells: Floats

    def level(self, by_row: Floats) -> Floats:
        """One per row, of what each brought in all."""
        level: Floats = by_row * self.unit[self.alike.of]
        return level

    def mean(self, by_row: Floats) -> Floats:
        """What is expected of every row in every month; 0 where it is not seen."""
        mean: Floats = np.multiply(by_row[:, None], self.cells[self.alike.of])
        return mean


def brought(panel: Panel) -> Floats:
    """What every row brought in the months seen; of who took back more than he bought nothing.

    Returns can leave a client with less than nothing: its level is then 0.
    """
    by_row: Floats = np.maximum(np.where(panel.seen, panel.money, 0.0).sum(axis=1), 0.0)
    return by_row


def fit(panel: Panel, *, effect: bool = True) -> Fitted:
    """Maximise the pseudo-likelihood; without `effect` β is held at 0."""
    return solve(Alike.among(panel), effect=effect)


def solve(alike: Alike, *, effect: bool = True, beta: float = 0.0) -> Fitted:
    """The same from rows taken together; `beta` is where the search begins."""
    hit, trial = alike.hit, alike.trial
    # returns can leave a month with less than nothing
    by_month = np.maximum(alike.by_trial(alike.brought), 0.0)
    hit_money = float(alike.brought[hit].sum())
    unit, cells = np.zeros(len(hit)), np.zeros(hit.shape)
    month = _share(by_month, alike.by_trial(alike.seen * alike.n[:, None]))
    if effect and (hit_money <= 0 or not hit.any()):
        log = -math.inf if hit.any() else math.nan
        return Fitted(log, month, alike, unit, cells)
    if not effect:
        beta = 0.0
    still = 0  # rounds in which β has not moved: where there is a hole a level may never settle
    for iteration in range(ROUNDS):
        weight = np.where(hit, math.exp(beta), alike.seen)
        before = unit
        unit = _share(np.ones(len(hit)), (weight * month[trial]).sum(axis=1))
        month = _share(by_month, alike.by_trial(weight * (unit * alike.money)[:, None]))
        cells = weight * unit[:, None] * month[trial]
        expected = float((cells * alike.money[:, None])[hit].sum())
        if effect and expected <= 0:
            return Fitted(math.nan, month, alike, unit, cells)
        step = math.log(hit_money / expected) if effect else 0.0
        beta += step
        highest = max(float((alike.most * unit).max(initial=0.0)), 1e-300)
        moved = float((alike.most * np.abs(unit - before)).max(initial=0.0)) / highest
        still = still + 1 if effect and abs(step) < CLOSE else 0
        if still == STILL or (iteration and abs(step) < CLOSE and moved < CLOSE):
            break
    return Fitted(beta, month, alike, unit, cells)


@dataclass(frozen=True)
class Linearised:
    """How β moves with what each row brought.

    information: Σ μ x², where x is `hit` cleared of all levels; centred: x of each group, shape as
    `fitted.cells`. carried: of each row, its part of the information. by_client: the ratio with
    the variance clustered by client.
    """

    fitted: Fitted
    information: float
    centred: Floats
    carried: Floats
    by_client: Ratio


def linearised(panel: Panel) -> Linearised | None:
    """The relative change of the treated after the event; None where nothing can be compared.

    The variance is clustered by client over all its rows. Deviations are enlarged by the share of
    the month, and each client's part by the share of its group, that it carries: that comes close
    to leaving out each client in turn (the jackknife, as CR3: Bell and McCaffrey 2002), which
    heavy-tailed sales need. The degrees of freedom follow from how unevenly the clients of
    the smaller group carry it.
    """
    if not len(panel.money):
        return None
    fitted = fit(panel)
    if not math.isfinite(fitted.log):
        return None
    alike, by_row = fitted.alike, brought(panel)
    mean = fitted.mean(by_row)
    centred = _centred(fitted)
    weight = by_row * (fitted.cells * centred**2).sum(axis=1)[alike.of]
    information = float(weight.sum())
    if information <= 0:
        return None
    # a month's level follows its largest clients, which takes their deviations from them
    months = alike.by_trial(fitted.cells * alike.money[:, None])[panel.trial]
    rest = np.where(panel.seen, panel.money - mean, 0.0)
    rest /= 1 - np.minimum(_share(mean, months), MOST)
    clients = np.unique(panel.client, return_inverse=True)[1]
    score = np.bincount(clients, (centred[alike.of] * rest).sum(axis=1))
    treated = panel.hit.any(axis=1)
    carried = [
        np.bincount(clients, weight * (treated == arm)).astype(np.float64) for arm in (True, False)
    ]
    if min(arm.sum() for arm in carried) <= 0:
        return None
    # without this client its group would be so much smaller: the jackknife's factor
    share = np.maximum(*(arm / arm.sum() for arm in carried))
    part = score / (1 - np.minimum(share, MOST))
    error = math.sqrt(float((part**2).sum())) / information
    by_client = Ratio(fitted.log, error, min(effective(arm) - 1 for arm in carried))
    by_client = replace(by_client, freedom=max(by_client.freedom, 1.0))
    return Linearised(fitted, information, centred, weight, by_client)


def effective(carried: Floats) -> float:
    """How many carry a sum, were they all alike: of very unequal ones few count (Kish 1965)."""
    return float(carried.sum() ** 2 / (carried**2).sum())


def _centred(fitted: Fitted) -> Floats:
    """The indicator of treated-after, cleared of all levels, weighted by the fitted means.

    One row per group: the level of a row cancels.
    """
    alike, cells = fitted.alike, fitted.cells
    mean = cells * alike.money[:, None]
    rest = (alike.hit & (mean > 0)).astype(np.float64)
    row_weight, month_weight = cells.sum(axis=1), alike.by_trial(mean)
    for _ in range(ROUNDS):
        by_row = _share((cells * rest).sum(axis=1), row_weight)
        by_row *= alike.money > 0
        rest = rest - by_row[:, None]
        by_month = _share(alike.by_trial(mean * rest), month_weight)
        rest = rest - by_month[alike.trial]
        if max(np.abs(by_row).max(initial=0), np.abs(by_month).max(initial=0)) < CLOSE:
            break
    return rest


def _starts(trial: Ints) -> Ints:
    return np.flatnonzero(np.r_[True, trial[1:] != trial[:-1]]).astype(np.int64)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
