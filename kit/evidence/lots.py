"""Handoffs drawn by lot: now, or later (rung L3)."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from kit.evidence.trials import AFTER, MONTH_DAYS, Entries, Rung, trials
from kit.language import say, say_n
from kit.owners.ownership import day_numbers
from kit.sales.lanes import Ints
from kit.sales.tables import Sales

ARMS = ("now", "middle", "later")
# a path of chance ever leaves ±this/√share before all is watched: one in twenty (by reflection)
ALWAYS = 2.2414


def rung(sales: Sales) -> Rung:
    """L3: a lot decided who was handed over when."""
    if not len(sales.experiment):
        return Rung("L3", False, say("No experiment is recorded: no handoff was drawn at random."))
    rows, months = entries(sales)
    stack = trials(sales.book, rows, months, by_rep=False) if months else None
    if stack is None or min(stack.arms) < 2:
        return Rung(
            "L3",
            False,
            say(
                "An experiment is recorded, but both of its groups have to be there. At least a "
                "month has to pass between their handoffs, and before the data end."
            ),
        )
    why = say_n(
        "It was drawn at random who was handed over at once and who later; compared over {n} "
        "month.",
        "It was drawn at random who was handed over at once and who later; compared over {n} "
        "months.",
        months,
    )
    return Rung("L3", True, why, stack, months, watched=watched(rows, months, sales.book.as_of))


def watched(rows: Entries, months: int, as_of: int) -> float:
    """Which share of the client-months that will be compared has passed, of those drawn so far."""
    whole = np.round(months * MONTH_DAYS)
    return float(np.clip(as_of + 1 - rows.zero, 0, whole).sum() / (len(rows.zero) * whole))


def level(share: float) -> float:
    """The level of a range that holds in 19 of 20 lots however often one looks before the end.

    Repeated confidence intervals (Jennison and Turnbull 1989) with the bound of O'Brien and Fleming
    for looks at any time. Once all is watched there is but one look to come: 95 %.
    """
    return 0.95 if share >= 1 else float(2 * ndtr(ALWAYS / np.sqrt(share)) - 1)


def entries(sales: Sales) -> tuple[Entries, int]:
    """Trials of everybody who drew a lot, as drawn (intention to treat), and their months."""
    drawn = sales.experiment
    start = day_numbers(drawn["starts_on"])
    wait = day_numbers(drawn["hand_over_on"]) - start
    place = drawn["arm"].map({arm: at for at, arm in enumerate(ARMS)}).to_numpy(np.int64)
    rank = np.unique(place, return_inverse=True)[1].astype(np.int64)
    if rank.max() < 1:
        return Entries.joined(()), 0
    client = sales.book.numbers(drawn["client_id"])
    rows, months = staged(client, start, wait, rank)
    return rows.take((rows.client >= 0) & (rows.zero <= sales.book.as_of)), months


def staged(client: Ints, start: Ints, wait: Ints, rank: Ints) -> tuple[Entries, int]:
    """A trial for every group but the last: handed over when it is due, against all who wait.

    Day zero is that on which the group is usually due. Who waits is followed until the own group's
    first clients are due, and who was handed over until the last group's are; at most for twelve
    months after the first handoffs, which is the number returned.

    Parameters
    ----------
    start, wait, rank
        Of each client: the day of the lot; days until it is due; the place of its group, from 0.
    """
    last = int(rank.max())
    due = [int(np.median(wait[rank == group])) for group in range(last + 1)]
    # the earliest twentieth may be a slip of the pen
    begins = np.array([int(np.quantile(wait[rank == group], 0.05)) for group in range(last + 1)])
    parts = []
    for group in range(last):
        rows = np.flatnonzero(rank >= group)
        treated = rank[rows] == group
        ends = np.where(treated, begins[last], begins[rank[rows]])
        zero, until = start[rows] + due[group], start[rows] + ends - 1
        number = np.full(len(rows), group)
        parts.append(Entries(number, client[rows], treated, zero, until, client[rows]))
    months = int((begins[last] - due[0]) / MONTH_DAYS)
    return Entries.joined(parts), min(max(months, 0), AFTER)
