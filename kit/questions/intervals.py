"""Shares, curves and sums with their 95 % intervals."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

Days = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

Z = 1.959963984540054  # the 97.5 % point of the normal distribution
REPLICATES = 1000
CELLS_AT_ONCE = 4_000_000  # bootstrap weights held at once: 32 MB


def wilson(n: int, of: int) -> tuple[float | None, float | None, float | None]:
    """A share n / of with its Wilson interval; three None where nobody was counted."""
    if of == 0:
        return None, None, None
    low, high = proportion_confint(n, of, method="wilson")
    return n / of, max(0.0, float(low)), min(1.0, float(high))


@dataclass(frozen=True)
class Curve:
    """The share reached by each day, with a pointwise interval; a step function.

    days, reached, low, high: arrays of the same length, starting at day 0. horizon: the last day
    that the data can speak about: beyond it nobody was observed. at_risk: clients still waiting
    and observed at each day.
    """

    days: Days
    reached: Floats
    low: Floats
    high: Floats
    at_risk: Days
    horizon: int

    def at(self, day: int) -> tuple[float | None, float | None, float | None]:
        """(share, low, high) reached by `day`; None where the data do not reach that far."""
        if not len(self.days) or day > self.horizon:
            return None, None, None
        step = int(np.searchsorted(self.days, day, side="right")) - 1
        return float(self.reached[step]), float(self.low[step]), float(self.high[step])

    def median(self) -> tuple[int | None, int | None, int | None]:
        """The first day by which half is reached, with the days at which the band crosses half.

        Brookmeyer and Crowley 1982. None: not reached within the data.
        """
        return self._crossing(self.reached), self._crossing(self.high), self._crossing(self.low)

    def _crossing(self, share: Floats) -> int | None:
        reached = np.flatnonzero(share >= 0.5 - 1e-9)
        return int(self.days[reached[0]]) if len(reached) else None


def reach(times: Days, fired: npt.NDArray[np.bool_]) -> Curve:
    """How many of the clients a rule has reached by each day: 1 − Kaplan–Meier.

    Parameters
    ----------
    times
        Days from a client's first deal to firing, or to the end of observation.
    fired
        Whether the client fired at that time; else it is censored there.

    Notes
    -----
    The interval is Greenwood's on the log(−log) scale (Kalbfleisch and Prentice 1980). Where
    nobody or everybody has fired, which has no Greenwood interval, it is the exact binomial one.
    """
    if not len(times):
        return _nobody()
    estimate = SurvfuncRight(times, fired.astype(np.int64))
    days = np.asarray(estimate.surv_times, dtype=np.int64)
    survival = np.clip(np.asarray(estimate.surv_prob, dtype=np.float64), 0.0, 1.0)
    error = np.asarray(estimate.surv_prob_se, dtype=np.float64)
    settled = len(survival) > 0 and bool(survival[-1] <= 1e-12)
    return _curve(times, fired, days, 1.0 - survival, error, settled)


def reach_or_silence(times: Days, event: npt.NDArray[np.int64]) -> tuple[Curve, Curve]:
    """How many a rule has reached, and how many fell silent first, by each day.

    Aalen–Johansen with two events that compete: 1 the rule fired, 2 the client fell silent; 0 is
    the end of observation. Intervals: Aalen's variance on the log(−log) scale.
    """
    if not len(times):
        return _nobody(), _nobody()
    both = np.maximum(event, 0)
    if not both.any():
        nothing = both == 1
        return (reach(times, nothing), reach(times, nothing))
    # statsmodels numbers the events by the largest one present
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        estimate = CumIncidenceRight(times, both)
    days = np.asarray(estimate.times, dtype=np.int64)
    causes = [
        (np.clip(np.asarray(incidence), 0.0, 1.0), np.asarray(error, dtype=np.float64))
        for incidence, error in zip(estimate.cinc, estimate.cinc_se, strict=True)
    ]
    if len(causes) < 2:  # nobody fell silent first
        causes.append((np.zeros(len(days)), np.full(len(days), np.nan)))
    (fired, fired_error), (silent, silent_error) = causes
    # nobody is left waiting: neither curve moves again, however far one looks
    settled = bool(fired[-1] + silent[-1] >= 1.0 - 1e-9)
    return (
        _curve(times, both > 0, days, fired, fired_error, settled),
        _curve(times, both > 0, days, silent, silent_error, settled),
    )


def _nobody() -> Curve:
    nothing = np.zeros(0)
    return Curve(nothing.astype(np.int64), nothing, nothing, nothing, nothing.astype(np.int64), -1)


def _curve(
    times: Days,
    ended: npt.NDArray[np.bool_],
    days: Days,
    reached: Floats,
    error: Floats,
    settled: bool,
) -> Curve:
    ordered = np.sort(times)
    if not len(days) or days[0] > 0:
        days = np.append(0, days).astype(np.int64)
        reached, error = np.append(0.0, reached), np.append(np.nan, error)
    at_risk = len(times) - np.searchsorted(ordered, days, side="left")
    left = 1.0 - reached
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.exp(Z * error / (left * np.abs(np.log(left))))
        low, high = 1.0 - left ** (1.0 / spread), 1.0 - left**spread
    # no Greenwood interval at 0 and 1: the exact binomial bound on those observed so far
    bound = 0.025 ** (1.0 / np.maximum(at_risk, 1))
    none, all_ = reached <= 1e-12, reached >= 1.0 - 1e-12
    low = np.where(none, 0.0, np.where(all_, 0.025 ** (1.0 / len(times)), low))
    high = np.where(none, 1.0 - bound, np.where(all_, 1.0, high))
    # nor where the last clients at risk left together (0 / 0): Wilson, without those lost before
    strange = ~np.isfinite(low) | ~np.isfinite(high)
    if strange.any():
        censored = np.searchsorted(np.sort(times[~ended]), days[strange], side="left")
        seen = len(times) - censored
        low[strange], high[strange] = proportion_confint(
            reached[strange] * seen, seen, method="wilson"
        )
    horizon = int(np.iinfo(np.int64).max) if settled else int(times.max())
    return Curve(days, reached, low, high, at_risk.astype(np.int64), horizon)


def bootstrap(
    columns: Floats, statistic: Callable[[Floats], Floats], seed: int
) -> tuple[Floats, Floats, Floats]:
    """A statistic of sums over clients, with its percentile interval from resampled clients.

    Parameters
    ----------
    columns
        clients × k: what is summed over clients.
    statistic
        Takes replicates × k sums and returns replicates × m statistics.
    seed
        Of the resampling: the same input gives the same interval.

    Returns
    -------
    tuple
        (value, low, high), each of length m; a statistic that is undefined in more than one in
        twenty replicates (NaN) has no interval.
    """
    value = statistic(columns.sum(axis=0, keepdims=True))[0]
    clients = len(columns)
    if clients == 0:
        return value, np.full(len(value), np.nan), np.full(len(value), np.nan)
    random = np.random.default_rng(seed)
    at_once = max(1, min(REPLICATES, CELLS_AT_ONCE // clients))
    sums = []
    for start in range(0, REPLICATES, at_once):
        size = min(at_once, REPLICATES - start)
        weights = random.multinomial(clients, np.full(clients, 1.0 / clients), size=size)
        sums.append(weights @ columns)
    replicates = statistic(np.concatenate(sums))
    unknown = np.isnan(replicates).mean(axis=0) > 0.05
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of NaN only
        low, high = np.nanpercentile(replicates, [2.5, 97.5], axis=0)
    return value, np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """numerator / denominator, NaN where the denominator is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.where(denominator != 0, numerator / denominator, np.nan)
    return result
