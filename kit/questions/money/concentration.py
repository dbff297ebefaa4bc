"""How much of the revenue hangs on a few clients?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.questions.intervals import REPLICATES, Floats

TOP = 0.20  # the largest clients whose share is told


def concentration(revenue: Floats, seed: int) -> pd.DataFrame:
    """The largest fifth's share of revenue, and the Herfindahl–Hirschman index.

    Over clients with positive revenue (money per client, any unit); intervals from resampled
    clients. One row: clients, largest_fifth_share and hhi, each with _low and _high. The index is
    the sum of squared shares (Hirschman 1964): 1 / n where all are equal, 1 for a single client.
    """
    revenue = revenue[revenue > 0]
    random = np.random.default_rng(seed)
    low, high = np.full(2, np.nan), np.full(2, np.nan)
    if len(revenue):
        again = [_measures(random.choice(revenue, len(revenue))) for _ in range(REPLICATES)]
        low, high = np.percentile(again, [2.5, 97.5], axis=0)
    row: dict[str, object] = {"clients": len(revenue)}
    names = ("largest_fifth_share", "hhi")
    for name, value, least, most in zip(names, _measures(revenue), low, high, strict=True):
        row |= {name: value, f"{name}_low": least, f"{name}_high": most}
    return pd.DataFrame([row])


def _measures(revenue: Floats) -> tuple[float, float]:
    if not len(revenue):
        return float("nan"), float("nan")
    shares = np.sort(revenue)[::-1] / revenue.sum()
    return float(shares[: int(np.ceil(TOP * len(shares)))].sum()), float((shares**2).sum())
