"""Triggers held against each other: what they predict, and where they agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.intervals import Floats, bootstrap, ratio
from kit.triggers.cohort import MIN_CLIENTS
from kit.triggers.result import PerClient

LANDMARK = 365  # days after the first deal at which clients are divided
FOLLOWING = 365  # days of revenue after it that are compared


def landmark(
    clients: PerClient, judged: Sequence[str], places: Sequence[int], as_of: int, seed: int
) -> pd.DataFrame:
    """Do clients that a rule had reached after a year buy more in the next than the others?

    At `LANDMARK` days after the first deal, among cohort clients still observable for the
    `FOLLOWING` days, the mean revenue of those days of fired against not fired clients, with
    bootstrap intervals. Dividing at a fixed day, by what was known then, avoids immortal time:
    comparing «ever» with «never» fired would credit a rule with having waited for survivors
    (Anderson, Cain, Gelber 1983). It predicts; it does not prove.

    Returns one row per trigger; a rule with fewer than 20 clients on a side, or without an
    interval of the difference, is `cannot tell`.
    """
    rows = []
    watched = clients.cohort & (clients.first_deal + LANDMARK + FOLLOWING <= as_of)
    for text, place in zip(judged, places, strict=True):
        use = watched & clients.known[:, place]
        fired_on = clients.fired_on[use, place]
        fired = (fired_on >= 0) & (fired_on <= clients.first_deal[use] + LANDMARK)
        revenue = clients.second_year[use].astype(np.float64)
        columns = np.column_stack([fired, fired * revenue, ~fired, ~fired * revenue]).astype(
            np.float64
        )
        value, low, high = bootstrap(columns, _means, seed)
        enough = min(int(fired.sum()), int((~fired).sum())) >= MIN_CLIENTS
        # without an interval (nobody bought in the second year) nothing is known of a difference
        enough = enough and bool(np.isfinite(low[2]))
        row: dict[str, object] = {
            "trigger": text,
            "status": "answered" if enough else "cannot tell",
            "fired_n": int(fired.sum()),
            "not_fired_n": int((~fired).sum()),
        }
        for name, at in (("revenue_fired", 0), ("revenue_not_fired", 1), ("difference", 2)):
            row |= {name: value[at], f"{name}_low": low[at], f"{name}_high": high[at]}
        rows.append(row)
    return pd.DataFrame(rows)


def _means(sums: Floats) -> Floats:
    fired, not_fired = ratio(sums[:, 1], sums[:, 0]), ratio(sums[:, 3], sums[:, 2])
    return np.column_stack([fired, not_fired, fired - not_fired])


def agreement(clients: PerClient, judged: Sequence[str], places: Sequence[int]) -> pd.DataFrame:
    """For each pair of triggers: which clients fire under both, one or neither; how far apart.

    Over cohort clients that both rules can judge. `days_apart` is the median of the second rule's
    firing day minus the first's where both fired: positive, the second comes later.
    """
    rows = []
    for (text_a, a), (text_b, b) in combinations(zip(judged, places, strict=True), 2):
        use = clients.cohort & clients.known[:, a] & clients.known[:, b]
        on_a, on_b = clients.fired_on[use, a], clients.fired_on[use, b]
        in_a, in_b = on_a >= 0, on_b >= 0
        apart: npt.NDArray[np.int64] = (on_b - on_a)[in_a & in_b]
        rows.append(
            {
                "trigger": text_a,
                "other": text_b,
                "clients": int(use.sum()),
                "both": int((in_a & in_b).sum()),
                "only_first": int((in_a & ~in_b).sum()),
                "only_other": int((in_b & ~in_a).sum()),
                "neither": int((~in_a & ~in_b).sum()),
                "same_day": int((apart == 0).sum()),
                "days_apart": float(np.median(apart)) if len(apart) else None,
            }
        )
    return pd.DataFrame(
        rows,
        columns=[
            "trigger",
            "other",
            "clients",
            "both",
            "only_first",
            "only_other",
            "neither",
            "same_day",
            "days_apart",
        ],
    )
