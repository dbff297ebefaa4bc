"""What a lot would have given: the randomisation test of a stack of trials."""

from __future__ import annotations

import math
from itertools import combinations, product

import numpy as np

from kit.evidence.trials import BEFORE, Trials
from kit.evidence.two_way import fit
from kit.sales.lanes import Floats

PERMUTATIONS = 999


def randomisation(stack: Trials, seed: int) -> tuple[float, int]:
    """How often would a lot give so large a difference, were handoffs without any effect?

    In every trial as many units as were handed over are drawn from all of them: clients, or, where
    reps left, reps with all their clients. The statistic is what the treated brought after time
    zero beyond the fit without an effect (Rosenbaum 2002, chapter 2).

    Returns
    -------
    float, int
        p (two-sided), and the number of draws behind it: all there are, where they are at most
        999; then p cannot be below one over that number.
    """
    panel = stack.panel()
    rest = np.where(panel.seen, panel.money - fit(panel, effect=False).mean, 0.0)[:, BEFORE:].sum(
        axis=1
    )
    rows = stack.entries
    pools: list[tuple[Floats, int]] = []
    observed = 0.0
    for trial in np.unique(rows.trial):
        here = rows.trial == trial
        code = np.unique(rows.unit[here], return_inverse=True)[1]
        sums = np.bincount(code, rest[here]).astype(np.float64)
        handed = np.unique(code[rows.treated[here]])
        observed += float(sums[handed].sum())
        pools.append((sums, len(handed)))
    draws = math.prod(math.comb(len(sums), k) for sums, k in pools)
    if draws <= PERMUTATIONS:
        totals = [[math.fsum(drawn) for drawn in combinations(sums, k)] for sums, k in pools]
        every = np.array([math.fsum(parts) for parts in product(*totals)])
        close = 1e-9 * max(1.0, abs(observed))
        return float((np.abs(every) >= abs(observed) - close).mean()), draws
    random = np.random.default_rng(seed)
    as_large = sum(
        abs(sum(float(random.permutation(sums)[:k].sum()) for sums, k in pools)) >= abs(observed)
        for _ in range(PERMUTATIONS)
    )
    return (as_large + 1) / (PERMUTATIONS + 1), PERMUTATIONS
