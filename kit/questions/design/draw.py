"""The lot itself: whom it is drawn for now, and which group each client is in."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.evidence.lots import ARMS
from kit.evidence.trials import MONTH_DAYS
from kit.owners.past import past_owners
from kit.sales.lanes import Ints
from kit.sales.tables import Sales
from kit.triggers.rules import Trigger

YEAR_DAYS = 365


def waits(soon: int, wait: int) -> tuple[int, ...]:
    """Days that each group waits: none, half of the months, all of them."""
    return tuple(soon + round(part * wait * MONTH_DAYS / 2) for part in range(len(ARMS)))


def allocated(
    company: Company,
    sales: Sales,
    crossed: Ints,
    rule: Trigger,
    wait: int,
    soon: int,
) -> list[dict[str, object]]:
    """Whom the lot is drawn for now: a list that anybody can draw again.

    Within a block, the clients of one hunter who brought more than the median of the list in the
    year before or not, clients are put in the order of a hash of the seed, the trigger and their
    id, and take the groups in turn, from one on that a hash of the block gives. Who was drawn
    before is not drawn again.
    """
    book, past = sales.book, past_owners(company, sales)
    everyone = np.arange(len(crossed))
    free = (crossed <= book.as_of) & (crossed > book.as_of - wait * MONTH_DAYS)
    free &= book.active(everyone, book.as_of + 1)
    free &= ~np.isin(book.client_ids.astype(str), sales.experiment["client_id"].astype(str))
    hunter = np.full(len(crossed), "", dtype=object)
    if past is not None and past.owned:
        free &= past.handed > book.as_of
        owner, _ = past.holdings.on(everyone, book.as_of)
        hunter = np.append(past.holdings.employee_ids, "")[owner]
    client = np.flatnonzero(free)
    year = np.tile([book.as_of - YEAR_DAYS + 1, book.as_of + 1], (len(client), 1))
    brought = book.cells(client, year)[:, 0]
    large = brought > np.median(brought) if len(client) else np.zeros(0, np.bool_)
    blocks: dict[str, list[int]] = {}
    for at, place in enumerate(client.tolist()):
        blocks.setdefault(f"{hunter[place]}|{'large' if large[at] else 'small'}", []).append(place)

    def draw(text: str) -> bytes:
        return hashlib.sha256(f"{company.settings.seed}|{rule}|{text}".encode()).digest()

    group = {}
    for block, places in blocks.items():
        first = draw(block)[0]
        for turn, place in enumerate(sorted(places, key=lambda at: draw(str(book.client_ids[at])))):
            group[place] = (first + turn) % len(ARMS)
    start = pd.Timestamp(np.datetime64(book.as_of, "D"))
    days = waits(soon, wait)
    return [
        {
            "client_id": str(book.client_ids[place]),
            "starts_on": start,
            "arm": ARMS[group[place]],
            "hand_over_on": start + pd.Timedelta(days=days[group[place]]),
        }
        for place in client.tolist()
    ]
