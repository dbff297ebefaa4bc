"""How many clients an experiment takes, read from the company's own past."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kit.evidence.lots import ARMS, staged
from kit.evidence.luck import ratio
from kit.evidence.trials import MONTH_DAYS, trials
from kit.evidence.two_way import Ratio
from kit.gates import MIN_ARM, WORTH_NOTICING
from kit.questions.design.draw import waits
from kit.sales.book import OrderBook
from kit.sales.lanes import Ints

MOST_DRAWN = 5_000  # of more clients, so many are drawn for it
DRAWS = 24  # lots drawn over the past, to see how far chance alone moves the result


def worth_of_one(book: OrderBook, crossed: Ints, soon: int, wait: int, seed: int) -> Ratio | None:
    """What one client is worth: error times 1/√n, and freedom times n, are those of n clients.

    As `effect` computes them, for the past clients who crossed, on average over lots drawn anew.
    """
    client = np.flatnonzero(crossed + soon + wait * MONTH_DAYS <= book.as_of)
    if len(client) < len(ARMS) * MIN_ARM:
        return None
    random = np.random.default_rng(seed)
    if len(client) > MOST_DRAWN:
        client = np.sort(random.choice(client, MOST_DRAWN, replace=False))
    days = np.array(waits(soon, wait))
    ratios, watched = [], []
    for _ in range(DRAWS):
        rank = random.permutation(len(client)) % len(ARMS)
        rows, months = staged(client, crossed[client], days[rank], rank)
        stack = trials(book, rows, months, by_rep=False)
        change = ratio(stack.panel()) if len(stack.entries.client) else None
        if change is not None:
            ratios.append(change)
            watched.append(stack.clients)
    if len(ratios) < DRAWS // 2:
        return None
    n = float(np.mean(watched))
    error = float(np.mean([change.error for change in ratios])) * math.sqrt(n)
    return Ratio(0.0, error, float(np.mean([change.freedom for change in ratios])) / n)


def plan(per_month: float, recruiting: int, wait: int, spread: Ratio | None) -> dict[str, Any]:
    """How many clients take part if drawn for so many months, and what they would show."""
    n = int(per_month * recruiting)
    mde = error = None
    if spread is not None and n:
        error = spread.error / math.sqrt(n)
        mde = Ratio(0.0, error, max(spread.freedom * n, 1.0)).noticed()
    enough = mde is not None and mde <= WORTH_NOTICING and n >= len(ARMS) * MIN_ARM
    return {
        "recruiting": recruiting,
        "wait": wait,
        "clients": n,
        "mde": mde,
        "enough": enough,
        "standard_error": error,
    }


def shortest(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The plan of the table that is through soonest and still notices `WORTH_NOTICING`."""
    good = [
        row
        for row in rows
        if row["mde"] is not None
        and row["mde"] <= WORTH_NOTICING
        and row["clients"] >= len(ARMS) * MIN_ARM
    ]
    best = min(good, key=lambda row: (row["recruiting"] + row["wait"], row["wait"]), default=None)
    told = [row for row in rows if row["mde"] is not None]
    least = min(told, key=lambda row: row["mde"], default=None)
    shown = best or least
    return {
        "enough": best is not None,
        "recruiting_months": shown["recruiting"] if shown else None,
        "waiting_months": shown["wait"] if shown else None,
        "clients": shown["clients"] if shown else None,
        "mde": shown["mde"] if shown else None,
        "standard_error": shown["standard_error"] if shown else None,
    }
