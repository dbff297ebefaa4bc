"""Handoffs for reasons outside the client: a rep left, or clients were redistributed (rung L2).

A rep's departure is recognised when most of the rep's clients change hands within a month, or,
where owners are seen only through orders, when the rep stops selling for good. In the second case
every client of the rep counts as handed over on that day, heard of again or not: a client who had
silently left never shows a new owner, and counting only those who ordered again would compare
survivors with everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.evidence.trials import AFTER, MONTH_DAYS, Entries, Rung, trials
from kit.gates import MOVE_CLIENTS, MOVE_DAYS, MOVE_SHARE, OTHERWISE
from kit.language import Text, say, say_n
from kit.owners.changes import day_numbers
from kit.owners.ledger import Ints
from kit.owners.past import NEVER, Past
from kit.owners.staff import HUNTER, RECEIVERS

RECENT_DAYS = 365  # a client that changed hands within so many days before is not compared


@dataclass(frozen=True)
class Departure:
    """A rep whose clients went to others: from `day` on, `clients` of the `held` active ones."""

    rep: str
    day: int
    clients: Ints  # numbers in the ledger
    days: Ints  # of each client's handoff
    held: int
    handoff: bool  # mostly from a hunter to somebody who receives clients


def rung(past: Past) -> Rung:
    """L2: clients were handed over for reasons outside the client."""
    found = departures(past)
    if not found and past.changes.count("reshuffle") and past.seen_through_orders:
        return Rung("L2", False, unseen())
    if not found:
        return Rung(
            "L2",
            False,
            say(
                "No rep is seen to have left, and nobody's clients were redistributed as a whole: "
                "no handoff came from outside."
            ),
        )
    rows = entries(past, found)
    stack = trials(past.ledger, rows)
    if min(stack.arms) < 2:
        return Rung(
            "L2", False, say("A rep left, but nobody is left to compare the rep's clients with.")
        )
    share = otherwise(past, found, rows, round(AFTER * MONTH_DAYS))
    if share > OTHERWISE:
        return Rung(
            "L2",
            False,
            say(
                "A rep left, but {share:percent} of the clients who could be compared were handed "
                "over within the year for other reasons: what is left of them is a selection.",
                share=share,
            ),
        )
    handoff = np.mean([one.handoff for one in found]) > 0.5
    why = say_n(
        "{n} rep left, or lost most clients at once, for reasons outside the client; the clients "
        "of those who stayed are the comparison.",
        "{n} reps left, or lost most clients at once, for reasons outside the client; the clients "
        "of those who stayed are the comparison.",
        len(found),
    )
    return Rung("L2", True, why, stack, about="handoff" if handoff else "owner change")


def unseen() -> Text:
    """Why a redistribution that shows only in orders cannot be used."""
    return say(
        "Clients were redistributed, but their owners are known only from orders: a client who had "
        "silently left never shows a new one, and whoever counts the others compares survivors."
    )


def departures(past: Past) -> tuple[Departure, ...]:
    """Every departure that the records show, by day."""
    found = _last_sales(past) if past.seen_through_orders else _moves(past)
    return tuple(sorted(found, key=lambda one: (one.day, one.rep)))


def _moves(past: Past) -> list[Departure]:
    """Reps most of whose active clients the register moves within a month."""
    lasting = past.changes.lasting()
    number = past.ledger.numbers(lasting["client"])
    known = number >= 0
    lasting, number = lasting[known], number[known]
    day = day_numbers(lasting["day"])
    found = []
    for rep, rows in lasting.groupby("from_employee", sort=True).indices.items():
        places = np.asarray(rows, dtype=np.int64)
        places = places[np.argsort(day[places], kind="stable")]
        days = day[places]
        within = np.searchsorted(days, days + MOVE_DAYS, side="left")
        most = int((within - np.arange(len(days))).argmax())
        moved = places[most : within[most]]
        often = int(np.bincount(day[moved] - days[most]).argmax())
        if 2 * (day[moved] == days[most] + often).sum() >= len(moved):
            moved = moved[day[moved] >= days[most] + often]  # others passed before, one by one
        begin = int(day[moved].min())
        held = _held(past, str(rep), begin - 1)
        active = np.isin(number[moved], held)
        if active.sum() < max(MOVE_CLIENTS, MOVE_SHARE * len(held)):
            continue
        kinds = lasting["kind"].to_numpy()[moved]
        found.append(
            Departure(
                str(rep),
                begin,
                number[moved],
                day[moved],
                len(held),
                bool((kinds == "handoff").mean() > 0.5),
            )
        )
    return found


def _last_sales(past: Past) -> list[Departure]:
    """Reps who have stopped selling; all their active clients are handed over that day."""
    who = past.holdings
    found = []
    for rep in sorted({str(one) for one in who.employee} - past.changes.stand_ins):
        last = past.last_sale.get(rep, NEVER)
        if last > past.ledger.as_of - past.silence:
            continue  # perhaps only a quiet time
        held = _held(past, rep, last)
        if len(held) < MOVE_CLIENTS:
            continue
        later = past.changes.table
        of_rep = later["from_employee"].astype(str) == rep
        after = later[np.asarray(of_rep) & (day_numbers(later["day"]) > last)]
        takers = after["to_role"].isin(RECEIVERS).mean() if len(after) else 0.0
        handoff = past.roles.get(rep) == HUNTER and takers > 0.5
        day = np.full(len(held), last + 1)
        found.append(Departure(rep, last + 1, held, day, len(held), handoff))
    return found


def _held(past: Past, rep: str, day: int) -> Ints:
    """The active clients whose owner the rep is at the end of a day."""
    everyone = np.arange(len(past.ledger.client_ids))
    at = np.full(len(everyone), day)
    employee, _ = past.holdings.on(everyone, at)
    mine = np.array([str(one) == rep for one in employee], dtype=np.bool_)
    return everyone[mine & past.active(everyone, at + 1)]


def entries(past: Past, found: tuple[Departure, ...]) -> Entries:
    """A trial for every departure: the rep's clients against those whose rep stayed.

    Eligible is everybody active in the days of silence before, who has not been handed over, and
    whose owner has the departing rep's role (where roles are known). A client in comparison is
    followed until its own owner changes.
    """
    leaves = {one.rep: one.day for one in found}
    rows: list[pd.DataFrame] = []
    everyone = np.arange(len(past.ledger.client_ids))
    codes = {rep: at for at, rep in enumerate(sorted({str(one) for one in past.holdings.employee}))}
    for number, one in enumerate(found):
        zero = np.full(len(everyone), one.day)
        zero[one.clients] = one.days
        treated = np.zeros(len(everyone), dtype=bool)
        treated[one.clients] = True
        owner, role = past.holdings.on(everyone, zero - 1)
        mine = past.roles.get(one.rep) or next(
            (r for o, r in zip(owner, role, strict=True) if o == one.rep and r), None
        )
        eligible = past.active(everyone, zero) & ~pd.isna(owner)
        eligible &= (past.ledger.first_deal < zero) & (past.handed >= zero)
        if mine is not None:
            eligible &= role == mine
        else:
            eligible &= past.next_move(everyone, zero - RECENT_DAYS + 1) >= zero
        until = np.where(treated, NEVER, _ends(past, owner, zero, leaves))
        use = eligible & (until > zero)
        rows.append(
            pd.DataFrame(
                {
                    "trial": number,
                    "client": everyone[use],
                    "treated": treated[use],
                    "zero": zero[use],
                    "until": until[use],
                    "unit": [codes[str(name)] for name in owner[use]],
                }
            )
        )
    if not rows:
        none = np.zeros(0, np.int64)
        return Entries(none, none, none.astype(bool), none, none, none)
    table = pd.concat(rows, ignore_index=True)
    return Entries(*(table[name].to_numpy() for name in Entries.__dataclass_fields__))


def _ends(past: Past, owner: np.ndarray, zero: Ints, leaves: dict[str, int]) -> Ints:
    """The day before a client in comparison changes hands itself."""
    if past.seen_through_orders:
        # its change would show only if it ordered again: its rep's departure counts instead
        days = np.array([leaves.get(str(one), NEVER) for one in owner], dtype=np.int64)
        return np.where(days > zero, days - 1, NEVER)
    moved = past.next_move(np.arange(len(zero)), zero)
    return np.where(moved < NEVER, moved - 1, NEVER)


def otherwise(past: Past, found: tuple[Departure, ...], rows: Entries, days: int) -> float:
    """Share of the clients in comparison who passed within `days` though their rep had not left."""
    compare = ~rows.treated
    if not compare.any():
        return 0.0
    client, zero = rows.client[compare], rows.zero[compare]
    moved = past.next_move(client, zero)
    owner, _ = past.holdings.on(client, zero - 1)
    leaves = {one.rep: one.day for one in found}
    left = np.array([leaves.get(str(one), NEVER) for one in owner], dtype=np.int64)
    # who passed because the rep left does so on that day or, seen through orders, after it
    return float(((moved < zero + days) & (moved < left)).mean())
