"""When may one look, and what has to be seen to end the experiment early?

Whoever looks at a running experiment again and again, and stops at the first range without «no
change», is wrong far more often than in one of twenty. So the twentieth is spent in portions,
little of it early: the spending function of Lan and DeMets 1983 that comes close to O'Brien and
Fleming 1979; the bounds by recursive integration (Armitage, McPherson and Rowe 1969).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from kit.sales.lanes import Floats

ALPHA = 0.05
PLANNED = (0.25, 0.5, 0.75, 1.0)  # shares of the information
POINTS = 2001  # at which the density of the path is held
FAR = 8.0  # standard deviations beyond which there is nothing
HALVINGS = 50


def spent(information: float) -> float:
    """How much of `ALPHA` may be spent by a share of the information: half of it on either side."""
    return float(4 - 4 * ndtr(ndtri(1 - ALPHA / 4) / np.sqrt(information)))


def bounds(information: Sequence[float] = PLANNED) -> list[float]:
    """By how many standard errors a change has to differ from none at each look to end it.

    Parameters
    ----------
    information
        The share that is in at each look, rising, the last at most 1.
    """
    found: list[float] = []
    density: Floats | None = None
    grid = np.zeros(0)
    before = paid = 0.0
    for share in information:
        due = max(spent(share) - paid, 1e-12)
        step = np.sqrt(share - before)
        low, high = 0.0, FAR
        for _ in range(HALVINGS):
            bound = (low + high) / 2
            beyond = _beyond(bound * np.sqrt(share), grid, density, step)
            low, high = (bound, high) if beyond > due else (low, bound)
        bound = (low + high) / 2
        found.append(bound)
        edge = bound * np.sqrt(share)
        wider = np.linspace(-edge, edge, POINTS)
        if density is None:
            next_density = _normal(wider / step) / step
        else:
            kernel = _normal((wider[:, None] - grid[None, :]) / step) / step
            next_density = kernel @ (density * _weights(grid))
        grid, density = wider, next_density
        before, paid = share, paid + due
    return found


def _beyond(edge: float, grid: Floats, density: Floats | None, step: float) -> float:
    """How likely the path is first beyond the edge at this look, on either side."""
    if density is None:
        return float(2 * ndtr(-edge / step))
    leaves = ndtr((grid - edge) / step) + ndtr((-edge - grid) / step)
    return float(leaves @ (density * _weights(grid)))


def _weights(grid: Floats) -> Floats:
    """The trapezoidal rule."""
    weights = np.full(len(grid), grid[1] - grid[0])
    weights[[0, -1]] /= 2
    return weights


def _normal(z: Floats) -> Floats:
    density: Floats = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return density


def month_of(share: float, recruiting: int, waiting: int) -> float:
    """Months from the start until so large a share of all client-months has been watched.

    Clients are drawn evenly over `recruiting` months, and each is watched for `waiting`.
    """
    low, high = 0.0, float(recruiting + waiting)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if _watched(middle, recruiting, waiting) < share else (low, middle)
        )
    return high


def _watched(month: float, recruiting: int, waiting: int) -> float:
    """The share of all client-months that has been watched by a month."""
    ago = month - np.linspace(0, recruiting, 201)  # since each was drawn
    return float(np.clip(ago, 0, waiting).mean()) / waiting


def schedule(numbers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """When to look at the plan that is told, and what would end it early."""
    if numbers["mde"] is None:
        return []
    recruiting, waiting = numbers["recruiting_months"], numbers["waiting_months"]
    return [
        {
            "month": round(month_of(share, recruiting, waiting), 1),
            "information": share,
            "errors": bound,
            "change": bound * numbers["standard_error"] / math.sqrt(share),
        }
        for share, bound in zip(PLANNED, bounds(), strict=True)
    ]
