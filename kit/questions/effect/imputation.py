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
from kit.evidence.two_way import Panel, brought, fit
from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER, Ints

MOST_CLIENTS = 50_000  # of more, so many are drawn


def imputed(book: OrderBook, handed: Ints, seed: int) -> float | None:
    """The relative change after the handoff by the full panel; None where there is none."""
    client = np.flatnonzero(book.first_deal < NEVER)
    if len(client) > MOST_CLIENTS:
        client = np.random.default_rng(seed).choice(client, MOST_CLIENTS, replace=False)
    handed = handed[client]
    months = int((book.as_of - book.start + 1) / MONTH_DAYS)
    if not len(client) or months < 2 or not (handed < NEVER).any():
        return None
    edges = book.start + np.round(np.arange(months + 1) * MONTH_DAYS).astype(np.int64)
    money = book.cells(client, np.broadcast_to(edges, (len(client), months + 1)))
    seen = edges[None, 1:] > book.first_deal[client][:, None]
    after = seen & (edges[None, :-1] >= handed[:, None])
    before = seen & (edges[None, 1:] <= handed[:, None])
    rows = np.zeros(len(client), np.int64)
    panel = Panel(money, before, np.zeros_like(before), rows, client)
    fitted = fit(panel, effect=False)
    mean = fitted.level(brought(panel))[:, None] * fitted.month
    usable = after & (mean > 0)
    expected = float(mean[usable].sum())
    return float(money[usable].sum()) / expected - 1 if expected > 0 else None
