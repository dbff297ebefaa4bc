"""A figure given as low, likely and high, as a distribution one can draw from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

Floats = npt.NDArray[np.float64]

TAIL = 0.05  # low and high are this quantile and the one as far from the other end
HALVINGS = 50  # of the range from 0 to 1: exact to the last digits
WEIGHT = 4.0  # of the likely value against the ends, as PERT has it


@dataclass(frozen=True)
class Pert:
    """A beta distribution between `least` and `most` whose mode is the likely value.

    Malcolm, Roseboom, Clark and Fazar 1959; mean (least + 4 likely + most) / 6.
    """

    least: float
    likely: float
    most: float

    @property
    def mean(self) -> float:
        """Its expected value."""
        return (self.least + WEIGHT * self.likely + self.most) / (WEIGHT + 2)

    def draw(self, random: np.random.Generator, size: int) -> Floats:
        """Independent draws."""
        span = self.most - self.least
        if span <= 0:
            return np.full(size, self.likely)
        a, b = _shape((self.likely - self.least) / span)
        return self.least + span * random.beta(a, b, size)


def pert(low: float, likely: float, high: float) -> Pert:
    """The PERT whose 5th and 95th percentiles are `low` and `high`, and whose mode is `likely`.

    People who give a lowest and a highest figure rarely mean the ends of the possible: read as
    ends, the range would come out too narrow. `low` ≤ `likely` ≤ `high`; equal ones are a constant.
    """
    if high <= low:
        return Pert(likely, likely, likely)
    place = _mode_place((likely - low) / (high - low))
    below, above = _quantiles(place)
    span = (high - low) / (above - below)
    least = low - below * span
    return Pert(least, least + place * span, least + span)


def _shape(place: float) -> tuple[float, float]:
    """The beta's two parameters, from where the mode lies between the ends (0 to 1)."""
    return 1.0 + WEIGHT * place, 1.0 + WEIGHT * (1.0 - place)


def _quantiles(place: float) -> tuple[float, float]:
    a, b = _shape(place)
    return float(betaincinv(a, b, TAIL)), float(betaincinv(a, b, 1.0 - TAIL))


@lru_cache(maxsize=1024)
def _mode_place(ratio: float) -> float:
    """Where the mode lies between the ends, from where it lies between the two percentiles."""

    lowest, highest = 0.0, 1.0
    for _ in range(HALVINGS):
        place = (lowest + highest) / 2
        below, above = _quantiles(place)
        if place - below < ratio * (above - below):
            lowest = place
        else:
            highest = place
    return (lowest + highest) / 2
