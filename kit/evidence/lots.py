"""Handoffs drawn by lot: now, or later (rung L3)."""

from __future__ import annotations

import numpy as np

from kit.evidence.trials import AFTER, MONTH_DAYS, Entries, Rung, trials
from kit.language import say, say_n
from kit.owners.ownership import day_numbers
from kit.sales.lanes import NEVER
from kit.sales.tables import Sales


def rung(sales: Sales) -> Rung:
    """L3: a lot decided who was handed over when."""
    if not len(sales.experiment):
        return Rung("L3", False, say("No experiment is recorded: no handoff was drawn by lot."))
    rows, months = entries(sales)
    stack = trials(sales.book, rows, months, by_rep=False) if months else None
    if stack is None or min(stack.arms) < 2:
        return Rung(
            "L3",
            False,
            say(
                "An experiment is recorded, but both of its groups have to be there, and a month "
                "at least has to lie between their handoffs and before the end of the data."
            ),
        )
    why = say_n(
        "It was drawn by lot who was handed over at once and who later; compared over {n} month.",
        "It was drawn by lot who was handed over at once and who later; compared over {n} months.",
        months,
    )
    return Rung("L3", True, why, stack, months)


def entries(sales: Sales) -> tuple[Entries, int]:
    """One trial of everybody who drew a lot, as drawn (intention to treat), and its months.

    Time zero is the day on which the group «now» is usually due; both groups are followed until
    the first clients of the group «later» are due, at most twelve months.
    """
    drawn = sales.experiment
    client = sales.book.numbers(drawn["client_id"])
    start = day_numbers(drawn["starts_on"])
    wait = day_numbers(drawn["hand_over_on"]) - start
    treated = (drawn["arm"] == "now").to_numpy(dtype=bool)
    if not treated.any() or treated.all():
        return Entries.joined(()), 0
    soon = int(np.median(wait[treated]))
    # the earliest twentieth may be a slip of the pen
    months = int((np.quantile(wait[~treated], 0.05) - soon) / MONTH_DAYS)
    zero = start + soon
    use = (client >= 0) & (zero <= sales.book.as_of)
    n = int(use.sum())
    return (
        Entries(
            trial=np.zeros(n, np.int64),
            client=client[use],
            treated=treated[use],
            zero=zero[use],
            until=np.full(n, NEVER),
            rep=client[use],
        ),
        min(max(months, 0), AFTER),
    )
