"""How much of the revenue hangs on a few clients?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kit.intervals import Floats, bootstrap, ratio

TOP = 0.20  # the largest clients whose share is told
LIMITS = 21  # from which revenue on a client may belong to them: so many are tried in a resample


def concentration(revenue: Floats, seed: int) -> pd.DataFrame:
    """The largest fifth's share of revenue, and the Herfindahl–Hirschman index.

    Over clients with positive revenue (money per client, any unit); intervals from resampled
    clients. One row: clients, largest_fifth_share and hhi, each with _low and _high. The index is
    the sum of squared shares (Hirschman 1964): 1 / n where all are equal, 1 for a single client.

    Notes
    -----
    What the k largest bring is the least of k · limit + Σ max(revenue − limit, 0) over all limits,
    reached at the k-th largest revenue. So it follows from sums over clients, for some limits
    around the one of the clients as they are (five standard errors of its rank to each side).
    """
    revenue = revenue[revenue > 0]
    n, k = len(revenue), int(np.ceil(TOP * len(revenue)))
    limits = np.zeros(0)
    if n:
        ranks = 1 - k / n + np.linspace(-2, 2, LIMITS) / np.sqrt(n)
        limits = np.quantile(revenue, np.clip(ranks, 0, 1), method="higher")
        limits[LIMITS // 2] = np.sort(revenue)[n - k]
    columns = np.column_stack(
        [revenue, revenue**2, *(np.maximum(revenue - limit, 0) for limit in limits)]
    )

    def measures(sums: Floats) -> Floats:
        largest = (k * limits + sums[:, 2:]).min(axis=1, initial=np.inf)
        whole = sums[:, 0]
        return np.column_stack([ratio(largest, whole), ratio(sums[:, 1], whole**2)])

    value, low, high = bootstrap(columns, measures, seed)
    row: dict[str, object] = {"clients": n}
    for at, name in enumerate(("largest_fifth_share", "hhi")):
        row |= {name: value[at], f"{name}_low": low[at], f"{name}_high": high[at]}
    return pd.DataFrame([row])
