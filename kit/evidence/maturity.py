"""Early minus late: is it worse for a client to be handed over after one deal than after four?

Where clients of one rep were moved together, at whatever maturity, what happened to the rep
happened to all of them: it cancels in the difference between the young and the mature.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kit.evidence.trials import Trials, two_sided
from kit.evidence.two_way import Ratio, linearised
from kit.gates import MIN_ARM

MATURE = 4  # deals done at the handoff: from here on nothing is lost by being early


@dataclass(frozen=True)
class Slope:
    """The change at one deal over that at `MATURE` or more, and where the estimate itself stands.

    ratio: on the log scale linear in x = (MATURE − deals)⁺ / (MATURE − 1). early_share: the mean x
    of those handed over, by what they count in the estimate.
    """

    ratio: Ratio
    early_share: float


def early_minus_late(stack: Trials) -> Slope | None:
    """The young handed over against the young compared, over the same for the mature.

    None where fewer than `MIN_ARM` clients stand on a side of either.
    """
    young = stack.done < MATURE
    x = np.clip(MATURE - np.maximum(stack.done, 1), 0, None) / (MATURE - 1)
    parts, means = [], []
    for rows in (young, ~young):
        part = replace(two_sided(stack.take(np.flatnonzero(rows))), by_rep=False)
        if min(part.arms, default=0) < MIN_ARM:
            return None
        lines = linearised(part.panel())
        if lines is None:
            return None
        parts.append(lines)
        treated = part.entries.treated
        share = np.clip(MATURE - np.maximum(part.done, 1), 0, None) / (MATURE - 1)
        means.append(float(np.average(share[treated], weights=lines.carried[treated])))
    early, late = (lines.by_client for lines in parts)
    far = means[0]
    error = float(np.hypot(early.error, late.error)) / far
    ratio = Ratio((early.log - late.log) / far, error, min(early.freedom, late.freedom))
    whole = linearised(replace(stack, by_rep=False).panel())
    if whole is None:
        return None
    treated = stack.entries.treated
    return Slope(ratio, float(np.average(x[treated], weights=whole.carried[treated])))
