"""The full panel beside the trials, as a check: what would the handed over have brought?

Every client's level and every month's (of 30.44 days from the start of the data) are fitted on all
months in which the client had not been handed over, and carried on for those who had (Borusyak,
Jaravel and Spiess 2024, with a multiplicative mean). Unlike the trials it compares everybody with
everybody, so clients chosen for their growth, or seen only if they ordered again, pull it away. It
never decides anything here.
"""

from __future__ import annotations

import numpy as np

from kit.evidence.trials import MONTH_DAYS
from kit.evidence.two_way import Panel, fit
from kit.owners.ledger import Ints, Ledger
from kit.owners.past import NEVER


def imputed(ledger: Ledger, handed: Ints) -> float | None:
    """The relative change after the handoff by the full panel; None where there is none."""
    client = np.arange(len(ledger.client_ids))
    months = int((ledger.as_of - ledger.start + 1) / MONTH_DAYS)
    if not len(client) or months < 2 or not (handed < NEVER).any():
        return None
    edges = ledger.start + np.round(np.arange(months + 1) * MONTH_DAYS).astype(np.int64)
    money = ledger.cells(client, np.tile(edges, (len(client), 1)))
    seen = edges[None, 1:] > ledger.first_deal[:, None]
    after = seen & (edges[None, :-1] >= handed[:, None])
    before = seen & (edges[None, 1:] <= handed[:, None])
    rows = np.zeros(len(client), np.int64)
    found = fit(Panel(money, before, np.zeros_like(before), rows, client), effect=False)
    mean = found.level[:, None] * found.month
    usable = after & (mean > 0)
    expected = float(mean[usable].sum())
    return float(money[usable].sum()) / expected - 1 if expected > 0 else None
