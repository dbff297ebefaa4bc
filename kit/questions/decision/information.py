"""Which figure decides? What knowing it would be worth, and where rules change places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kit.gates import REACH
from kit.questions.decision.belief import Belief
from kit.questions.decision.value import Futures, Inputs, first_year, worth

Floats = npt.NDArray[np.float64]

KNOTS = (0.05, 0.275, 0.5, 0.725, 0.95)  # Harrell 2001: five knots at these quantiles
SAME = 1e-9  # of the largest value: lines as near as this are one line


def evppi(values: Floats, known: Floats) -> float:
    """What it would be worth, on average, to know one input before choosing.

    Expected value of partial perfect information: E[max_r E[V_r | x]] − max_r E[V_r], with the
    inner expectation fitted by a natural cubic spline on the draws (Strong, Oakley and Brennan
    2014). In the units of `values`; never negative. 0 for an input that does not vary.

    Parameters
    ----------
    values
        [draw, rule].
    known
        [draw] the input's values.
    """
    basis = _natural_spline(known)
    if basis is None or values.shape[1] < 2:
        return 0.0
    # differences from one rule: what all rules share would only add noise
    gains = values - values[:, [int(values.mean(axis=0).argmax())]]
    # normal equations: many draws and a handful of well-scaled columns
    coefficients, *_ = np.linalg.lstsq(basis.T @ basis, basis.T @ gains, rcond=None)
    fitted = basis @ coefficients
    return float(max(fitted.max(axis=1).mean() - fitted.mean(axis=0).max(), 0.0))


def _natural_spline(x: Floats) -> Floats | None:
    """Columns 1, x and the curves of a natural cubic spline; None where x does not vary."""
    spread = float(x.std())
    if not spread > 1e-12 * max(1.0, float(np.abs(x).max())):
        return None
    scaled = (x - x.mean()) / spread
    knots = np.unique(np.quantile(scaled, KNOTS))
    columns = [np.ones(len(x)), scaled]
    if len(knots) >= 3:
        last, before = knots[-1], knots[-2]
        span = (last - knots[0]) ** 2

        def cubed(knot: float) -> Floats:
            above: Floats = np.maximum(scaled - knot, 0.0)
            return above**3

        for knot in knots[:-2]:
            curve = (
                cubed(knot)
                - cubed(before) * (last - knot) / (last - before)
                + cubed(last) * (before - knot) / (last - before)
            )
            columns.append(curve / span)
    basis: Floats = np.column_stack(columns)
    return basis


@dataclass(frozen=True)
class Turn:
    """At `value` of an input the winner changes: `below` it one rule is ahead, above it another."""

    belief: Belief
    value: float
    below: int
    above: int

    @property
    def distance(self) -> float:
        """How far from the likely value, in widths of the input's range."""
        return abs(self.value - self.belief.likely) / width_of(self.belief)


def width_of(belief: Belief) -> float:
    """How wide an input's range is, and at least half of its likely value."""
    return max(belief.high - belief.low, abs(belief.likely) / 2, 1e-12)


def turns(future: Futures, believed: Sequence[Belief]) -> list[Turn]:
    """Every value of an input, in plausible reach, at which another rule comes out ahead.

    The other inputs are held at their expected values, and so are the sums over clients: there the
    values of the rules are the expected ones. The value is linear in each input, so the places are
    exact. In plausible reach: within the input's range, widened by its own width to both sides.
    """
    sums = future.sums.mean()
    middle = {name: np.array([value.mean()]) for name, value in future.inputs.items()}
    found = []
    for belief in believed:
        ends = []
        for value in (0.0, 1.0):
            at = moved(middle, belief.id, value, future)
            ends.append(worth(sums, at, future.per_unit, future.early_share)[0])
        base, slope = ends[0], ends[1] - ends[0]
        reach = REACH * width_of(belief)
        low = max(belief.low - reach, belief.input.least)
        high = min(belief.high + reach, belief.input.most)
        for value, below, above in envelope(base, slope, low, high):
            found.append(Turn(belief, value, below, above))
    return found


def moved(middle: Mapping[str, Floats], name: str, value: float, future: Futures) -> Inputs:
    """The expected inputs with one at another value, and what is worked out from it."""
    at = {**middle, name: np.array([value])}
    if name == "margin_share" and future.computed_margin:
        at["new_client_margin"] = first_year(future.sums.mean(), at[name]) / future.per_unit
    return at


def envelope(base: Floats, slope: Floats, low: float, high: float) -> list[tuple[float, int, int]]:
    """Where the highest of several lines changes between `low` and `high`: (place, from, to)."""
    found: list[tuple[float, int, int]] = []
    at = low
    heights = base + slope * at
    tolerance = SAME * max(float(np.abs(heights).max()), 1e-300)
    # of lines that meet at the left end, the steepest is the highest from there on
    level = np.flatnonzero(heights >= heights.max() - tolerance)
    top = int(level[np.argmax(slope[level])])
    flat = SAME * max(float(np.abs(slope).max()), 1e-300)
    while True:
        steeper = np.flatnonzero(slope > slope[top] + flat)
        if not len(steeper):
            return found
        places = (base[top] - base[steeper]) / (slope[steeper] - slope[top])
        nearest = float(places.min())
        if not nearest < high:
            return found
        level = steeper[places <= nearest + SAME * max(abs(nearest), 1e-300)]
        following = int(level[np.argmax(slope[level])])
        at = max(nearest, at)
        found.append((at, top, following))
        top = following


def deciding(found: Sequence[Turn]) -> tuple[Belief, ...]:
    """The borrowed figures on which the winner depends: they have to be the company's own first."""
    return tuple({turn.belief.id: turn.belief for turn in found if turn.belief.borrowed}.values())
