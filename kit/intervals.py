"""Shares, curves and sums with their 95 % intervals."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

Days = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

Estimate = tuple[float | None, float | None, float | None]  # a share, and the ends of its interval

Z = 1.959963984540054  # the 97.5 % point of the normal distribution
Z90 = 1.6448536269514722  # the 95 % point: where a range ends that holds 9 cases of 10
REPLICATES = 2000
MOST_DRAWN = 2000  # so many are drawn with putting back; more clients than that are drawn in groups
MULTIPLIED = 250_000  # numbers with each other, at once: so few, BLAS wakes no threads for
MANY_COLUMNS = 100  # from here on its threads are worth waking
WITHOUT_VALUE = 0.05  # a statistic undefined in more of the replicates than this has no interval


def wilson(n: int, of: int) -> tuple[float | None, float | None, float | None]:
    """A share n / of with its Wilson interval; three None where nobody was counted."""
    if of == 0:
        return None, None, None
    low, high = _wilson(np.array(n / of), np.array(float(of)))
    return n / of, max(0.0, float(low)), min(1.0, float(high))


def _wilson(share: Floats, of: Floats) -> tuple[Floats, Floats]:
    """Wilson 1927: the shares whose standard error reaches as far as to the one seen."""
    middle = share + Z**2 / (2 * of)
    reach_ = Z * np.sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    whole = 1 + Z**2 / of
    return (middle - reach_) / whole, (middle + reach_) / whole


def difference(one: Estimate, other: Estimate) -> Estimate:
    """One share less another that is independent of it, with the interval that theirs give.

    Each is (share, low, high). The distances of the shares to the ends of their intervals are
    added as squares (Newcombe 1998; for any kind of interval Zou and Donner 2008). None where a
    part is not known.
    """
    if None in (*one, *other):
        return None, None, None
    (share, low, high), (past, least, most) = np.array(one, float), np.array(other, float)
    middle = share - past
    below, above = np.hypot(share - low, most - past), np.hypot(high - share, past - least)
    return float(middle), float(middle - below), float(middle + above)


def garwood(count: int) -> tuple[float, float]:
    """The exact interval of a Poisson count (Garwood 1936)."""
    low = float(gammaincinv(count, 0.025)) if count else 0.0
    return low, float(gammaincinv(count + 1, 0.975))


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
        share, low, high = self.on(np.array([day]))[0].tolist()
        return share, low, high

    def on(self, days: Days) -> Floats:
        """The same for many days: rows of share, low, high; NaN where the data do not reach."""
        if not len(self.days):
            return np.full((len(days), 3), np.nan)
        step = np.searchsorted(self.days, days, side="right") - 1
        points = np.column_stack([self.reached[step], self.low[step], self.high[step]])
        points[days > self.horizon] = np.nan
        return points

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
    return reach_by_day(np.bincount(times[fired]), np.bincount(times[~fired]))


def reach_by_day(fired: Days, waiting: Days) -> Curve:
    """The same from counts.

    Parameters
    ----------
    fired
        How many clients fired so many days (0, 1, …) after their first deal.
    waiting
        How many had not when they were last observed, so many days after it.
    """
    fired, waiting = _of_one_length((fired, waiting))
    at_risk = _at_risk(fired + waiting)
    days = np.flatnonzero(fired)
    events, exposed = fired[days].astype(np.float64), at_risk[days].astype(np.float64)
    left = np.cumprod(1.0 - events / exposed, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = left * np.sqrt(np.cumsum(events / (exposed * (exposed - events)), dtype=np.float64))
    settled = bool(len(left)) and bool(left[-1] <= 1e-12)
    return _curve(days, 1.0 - left, error, fired, waiting, settled)


def reach_or_silence(times: Days, event: npt.NDArray[np.int64]) -> tuple[Curve, Curve]:
    """How many a rule has reached, and how many fell silent first, by each day.

    Aalen–Johansen with two events that compete: 1 the rule fired, 2 the client fell silent; 0 is
    the end of observation. Intervals: Aalen's variance (Marubini and Valsecchi 1995) on the
    log(−log) scale.
    """
    fired, silent, waiting = _of_one_length(
        [np.bincount(times[event == kind]) for kind in (1, 2, 0)]
    )
    ended = fired + silent
    if not ended.any():
        return reach_by_day(fired, waiting), reach_by_day(silent, waiting)
    at_risk = _at_risk(ended + waiting)
    days = np.flatnonzero(ended + waiting)
    exposed, events = at_risk[days].astype(np.float64), ended[days]
    before = np.append(1.0, np.cumprod(1.0 - events / exposed)[:-1])  # waiting until that day
    shares, errors = [], []
    for own in (fired[days], silent[days]):
        share = np.cumsum(before * own / exposed)
        with np.errstate(divide="ignore", invalid="ignore"):
            all_causes = events / (exposed * (exposed - events))
            variance = (
                share**2 * np.cumsum(all_causes)
                - 2 * share * np.cumsum(share * all_causes)
                + np.cumsum(share**2 * all_causes)
                + np.cumsum((before / exposed) ** 2 * (exposed - own) * own / exposed)
                - 2 * share * np.cumsum(before * own / exposed**2)
                + 2 * np.cumsum(share * before * own / exposed**2)
            )
            errors.append(np.sqrt(variance))
        shares.append(np.clip(share, 0.0, 1.0))
    # nobody is left waiting: neither curve moves again, however far one looks
    settled = bool(shares[0][-1] + shares[1][-1] >= 1.0 - 1e-9)
    both = (
        _curve(days, share, error, ended, waiting, settled)
        for share, error in zip(shares, errors, strict=True)
    )
    reached, first_silent = both
    return reached, first_silent


def _of_one_length(counts: Sequence[Days]) -> list[Days]:
    longest = max(len(count) for count in counts)
    return [np.pad(count, (0, longest - len(count))) for count in counts]


def _at_risk(leaving: Days) -> Days:
    """Clients still waiting and observed at the start of each day."""
    at_risk: Days = leaving.sum() - np.cumsum(leaving) + leaving
    return at_risk


def _curve(
    days: Days, reached: Floats, error: Floats, ended: Days, waiting: Days, settled: bool
) -> Curve:
    clients = int(ended.sum() + waiting.sum())
    if not clients:
        none, nobody = np.zeros(0), np.zeros(0, np.int64)
        return Curve(nobody, none, none, none, nobody, -1)
    if not len(days) or days[0] > 0:
        days = np.append(0, days)
        reached, error = np.append(0.0, reached), np.append(np.nan, error)
    at_risk = _at_risk(ended + waiting)[days]
    left = 1.0 - reached
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.exp(Z * error / (left * np.abs(np.log(left))))
        low, high = 1.0 - left ** (1.0 / spread), 1.0 - left**spread
    # no Greenwood interval at 0 and 1: the exact binomial bound on those observed so far
    bound = 0.025 ** (1.0 / np.maximum(at_risk, 1))
    nobody_yet, everybody = reached <= 1e-12, reached >= 1.0 - 1e-12
    low = np.where(nobody_yet, 0.0, np.where(everybody, 0.025 ** (1.0 / clients), low))
    high = np.where(nobody_yet, 1.0 - bound, np.where(everybody, 1.0, high))
    # nor where the last clients at risk left together (0 / 0): Wilson, without those lost before
    strange = ~np.isfinite(low) | ~np.isfinite(high)
    if strange.any():
        lost = np.cumsum(waiting)
        low[strange], high[strange] = _wilson(
            reached[strange], (clients - lost[days[strange]]).astype(np.float64)
        )
    last = int(np.flatnonzero(ended + waiting)[-1])
    horizon = int(np.iinfo(np.int64).max) if settled else last
    return Curve(days, reached, low, high, at_risk, horizon)


class Resamples:
    """The same clients drawn with putting back again and again: sums over them, of any columns.

    Up to `MOST_DRAWN` clients are drawn one by one. More are dealt at random into so many groups,
    and the groups are drawn (random groups: Wolter 2007, chapter 2), with sums scaled to as many
    clients as there are: that keeps the spread and the skew of sums over clients, also where few of
    them hold most of it, at a cost that hardly grows with their number. What it adds to the ends of
    an interval is in benchmarks/intervals.md.

    Parameters
    ----------
    clients
        How many; one at least.
    seed
        The same one gives the same draws; one number or several.
    draws
        How often.
    """

    def __init__(self, clients: int, seed: int | tuple[int, ...], draws: int = REPLICATES) -> None:
        self._clients = clients
        self.groups = min(clients, MOST_DRAWN)
        self._drawn_as = seed, draws
        self._times = _as_floats(self.groups, seed, draws)
        self._group = _dealt(clients, seed) if clients > MOST_DRAWN else None

    @property
    def group(self) -> Days:
        """Each client's group: its own number, where clients are drawn one by one."""
        return np.arange(self._clients) if self._group is None else self._group

    def sums(self, columns: npt.NDArray[Any]) -> Floats:
        """[draw, column] sums over the clients drawn, of [client, column] values."""
        if self._group is None:
            return _product(self._times, columns.astype(np.float64))
        grouped = [np.bincount(self._group, column) for column in columns.T]
        return self.of_groups(np.column_stack(grouped))

    def of_groups(self, columns: Floats) -> Floats:
        """The same, of [group, column] sums over each group's clients."""
        sums = _product(self._times, columns)
        if self._group is None:
            return sums
        scale = self._clients / _clients_drawn(self._clients, *self._drawn_as)
        scaled: Floats = scale[:, None] * sums
        return scaled


def _product(times: Floats, columns: Floats) -> Floats:
    """`times @ columns`; of few columns, a few rows at a time.

    A larger product is shared out to threads that wait for it, and for the next one, in a busy
    loop: with few columns that costs seven times the processor time, and on two cores gains none.
    With many, a few rows at a time cost four times as much.
    """
    if columns.shape[1] >= MANY_COLUMNS:
        product: Floats = times @ columns
        return product
    rows = max(1, MULTIPLIED // max(columns.size, 1))
    return np.concatenate(
        [times[first : first + rows] @ columns for first in range(0, len(times), rows)]
    )


@lru_cache(maxsize=2)  # 32 MB each
def _as_floats(units: int, seed: int | tuple[int, ...], draws: int) -> Floats:
    return _times_drawn(units, seed, draws).astype(np.float64)


@lru_cache(maxsize=16)  # 4 MB each at most: the years of a company differ in their clients
def _times_drawn(units: int, seed: int | tuple[int, ...], draws: int) -> npt.NDArray[np.uint8]:
    """[draw, unit] how often each of the units is among as many drawn with putting back."""
    random = np.random.default_rng(seed)
    times = np.empty((draws, units), np.uint8)
    for row in times:
        row[:] = np.bincount(random.integers(units, size=units), minlength=units)
    return times


@lru_cache(maxsize=16)
def _clients_drawn(clients: int, seed: int | tuple[int, ...], draws: int) -> Floats:
    """How many clients are in the groups of each draw: the first groups have one more."""
    size, larger = divmod(clients, MOST_DRAWN)
    times = _times_drawn(MOST_DRAWN, seed, draws)
    drawn: Floats = size * MOST_DRAWN + times[:, :larger].sum(axis=1, dtype=np.float64)
    return drawn


@lru_cache(maxsize=2)
def _dealt(clients: int, seed: int | tuple[int, ...]) -> Days:
    """Each client's group; their sizes differ by one at most."""
    return np.random.default_rng(seed).permutation(clients) % MOST_DRAWN


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
        (value, low, high), each of length m. A statistic has no interval (NaN) where more than one
        in twenty replicates have no value, or all have the same one: clients who do not differ, or
        a single one, say nothing of how far it could lie from the truth.
    """
    value = statistic(columns.sum(axis=0, keepdims=True))[0]
    if not len(columns):
        return value, np.full(len(value), np.nan), np.full(len(value), np.nan)
    replicates = statistic(Resamples(len(columns), seed).sums(columns))
    unknown = np.isnan(replicates).mean(axis=0) > WITHOUT_VALUE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of NaN only
        low, high = np.nanpercentile(replicates, [2.5, 97.5], axis=0)
        unknown |= np.nanmax(replicates, axis=0) == np.nanmin(replicates, axis=0)
    return value, np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """numerator / denominator, NaN where the denominator is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.where(denominator != 0, numerator / denominator, np.nan)
    return result
