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

from kit.evidence.trials import AFTER, MONTH_DAYS, MOST_COMPARED, Entries, Rung, trials
from kit.gates import MOVE_CLIENTS, MOVE_DAYS, MOVE_SHARE, OTHERWISE
from kit.language import Text, say, say_n
from kit.owners.changes import busiest
from kit.owners.ownership import day_numbers
from kit.owners.past import Past
from kit.owners.staff import HUNTER, RECEIVERS
from kit.sales.lanes import NEVER, Ints

RECENT_DAYS = 365  # a client that changed hands within so many days before is not compared


@dataclass(frozen=True)
class Departure:
    """A rep whose clients went to others: from `day` on, `clients` of the `held` active ones."""

    rep: str
    day: int
    clients: Ints  # numbers in the book, rising
    days: Ints  # of each client's handoff
    held: int
    handoff: bool  # mostly from a hunter to somebody who receives clients


def rung(past: Past, seed: int) -> Rung:
    """L2: clients were handed over for reasons outside the client."""
    moves = departures(past)
    if not moves and past.changes.count("reshuffle") and past.seen_through_orders:
        return Rung("L2", False, unseen())
    if not moves:
        return Rung(
            "L2",
            False,
            say(
                "No rep is seen to have left, and nobody's clients were redistributed as a whole: "
                "no handoff came from outside."
            ),
        )
    rows = entries(past, moves, seed)
    stack = trials(past.book, rows)
    if min(stack.arms) < 2:
        return Rung(
            "L2", False, say("A rep left, but nobody is left to compare the rep's clients with.")
        )
    share = otherwise(past, moves, rows, round(AFTER * MONTH_DAYS))
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
    handoff = np.mean([move.handoff for move in moves]) > 0.5
    why = say_n(
        "{n} rep left, or lost most clients at once, for reasons outside the client; the clients "
        "of those who stayed are the comparison.",
        "{n} reps left, or lost most clients at once, for reasons outside the client; the clients "
        "of those who stayed are the comparison.",
        len(moves),
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
    return past.once("departures", lambda: _departures(past))


def _departures(past: Past) -> tuple[Departure, ...]:
    moves = _last_sales(past) if past.seen_through_orders else _moves(past)
    return tuple(sorted(moves, key=lambda move: (move.day, move.rep)))


def _moves(past: Past) -> list[Departure]:
    """Reps most of whose active clients the register moves within a month."""
    lasting = past.changes.lasting
    number, day = past.book.numbers(lasting["client"]), day_numbers(lasting["day"])
    kinds = lasting["kind"].to_numpy()
    rep, reps = pd.factorize(lasting["from_employee"].astype(str), sort=True)
    rows = np.lexsort((day, rep))
    rows = rows[number[rows] >= 0]
    _, first, most = busiest(rep[rows].astype(np.int64), day[rows], MOVE_DAYS)
    many = most >= MOVE_CLIENTS
    moves = []
    for begin, together in zip(first[many].tolist(), most[many].tolist(), strict=True):
        moved = rows[begin : begin + together]
        since = day[moved] - day[moved[0]]
        often = int(np.bincount(since).argmax())
        if 2 * (since == often).sum() >= len(moved):
            moved = moved[since >= often]  # others passed before, one by one
        leaver = str(reps[rep[moved[0]]])
        left_on = int(day[moved].min())
        held = held_by(past, leaver, left_on - 1)
        active = np.isin(number[moved], held)
        if active.sum() < max(MOVE_CLIENTS, MOVE_SHARE * len(held)):
            continue
        handoff = bool((kinds[moved] == "handoff").mean() > 0.5)
        moved = moved[np.argsort(number[moved], kind="stable")]
        moves.append(Departure(leaver, left_on, number[moved], day[moved], len(held), handoff))
    return moves


def _last_sales(past: Past) -> list[Departure]:
    """Reps who have stopped selling; all their active clients are handed over that day."""
    changes = past.changes.table
    rep, reps = pd.factorize(changes["from_employee"].astype(str), sort=True)
    of_rep = np.argsort(rep, kind="stable")
    starts = np.searchsorted(rep[of_rep], np.arange(len(reps) + 1))
    place = dict(zip(reps.tolist(), range(len(reps)), strict=True))
    day = day_numbers(changes["day"])
    received = changes["to_role"].isin(RECEIVERS).to_numpy()
    moves = []
    for leaver in past.holdings.employee_ids.tolist():
        last = past.last_sale.get(leaver, NEVER)
        if leaver in past.changes.stand_ins or last > past.book.as_of - past.book.silence:
            continue  # the latter perhaps only in a quiet time
        held = held_by(past, leaver, last)
        if len(held) < MOVE_CLIENTS:
            continue
        at = place.get(leaver)
        after = of_rep[starts[at] : starts[at + 1]] if at is not None else of_rep[:0]
        after = after[day[after] > last]
        takers = received[after].mean() if len(after) else 0.0
        handoff = past.roles.of(leaver, last) == HUNTER and takers > 0.5
        days = np.full(len(held), last + 1)
        moves.append(Departure(leaver, last + 1, held, days, len(held), bool(handoff)))
    return moves


def held_by(past: Past, rep: str, day: int) -> Ints:
    """The active clients whose owner the rep is at the end of a day."""
    clients = past.holdings.clients_of(rep)
    employee, _ = past.holdings.on(clients, day)
    mine = employee == past.holdings.code(rep)
    held: Ints = clients[mine & past.active(clients, np.full(len(clients), day + 1))]
    return held


def entries(past: Past, moves: tuple[Departure, ...], seed: int) -> Entries:
    """A trial for every departure: the rep's clients against those whose rep stayed.

    Eligible is everybody active in the days of silence before, who has not been handed over, and
    whose owner has the departing rep's role (where roles are known). A client in comparison is
    followed until its own owner changes. Of very many clients some are drawn for each comparison.
    """
    leaves = _leaving_days(past, moves)
    everyone = np.arange(len(past.book.client_ids))
    share = MOST_COMPARED // max(len(moves), 1)
    random = np.random.default_rng(seed)
    parts = []
    for trial, move in enumerate(moves):
        clients = everyone
        if len(everyone) > share:
            drawn = random.choice(len(everyone), share, replace=False)
            clients = np.union1d(drawn, move.clients)
        zero, treated = np.full(len(clients), move.day), np.isin(clients, move.clients)
        zero[np.searchsorted(clients, move.clients)] = move.days
        owner, role = past.holdings.on(clients, zero - 1)
        mine = _role(past, move)
        eligible = past.active(clients, zero) & (owner >= 0)
        eligible &= (past.book.first_deal[clients] < zero) & (past.handed[clients] >= zero)
        if mine is not None:
            eligible &= role == mine
        else:
            eligible &= past.next_move(clients, zero - RECENT_DAYS + 1) >= zero
        until = np.where(treated, NEVER, _ends(past, clients, owner, zero, leaves))
        use = eligible & (until > zero)
        number = np.full(int(use.sum()), trial)
        parts.append(Entries(number, clients[use], treated[use], zero[use], until[use], owner[use]))
    return Entries.joined(parts)


def _role(past: Past, move: Departure) -> int | None:
    """The code of the departing rep's role; None where it is not known."""
    single = past.roles.of(move.rep, move.day - 1)
    if single is not None:
        places = np.flatnonzero(past.holdings.roles == single)
        return int(places[0]) if len(places) else -2
    clients = past.holdings.clients_of(move.rep)
    day = np.full(len(clients), move.day)
    own = np.isin(clients, move.clients)
    day[own] = move.days[np.searchsorted(move.clients, clients[own], side="right") - 1]
    owner, role = past.holdings.on(clients, day - 1)
    named = role[(owner == past.holdings.code(move.rep)) & (role >= 0)]
    return int(named[0]) if len(named) else None


def _leaving_days(past: Past, moves: tuple[Departure, ...]) -> Ints:
    """The day on which each employee of the holdings left; `NEVER` for who stayed."""
    days = np.full(len(past.holdings.employee_ids) + 1, NEVER)  # the last: nobody
    for move in moves:
        days[past.holdings.code(move.rep)] = move.day
    return days


def _ends(past: Past, clients: Ints, owner: Ints, zero: Ints, leaves: Ints) -> Ints:
    """The day before a client in comparison changes hands itself."""
    if past.seen_through_orders:
        # its change would show only if it ordered again: its rep's departure counts instead
        days = leaves[owner]
        return np.where(days > zero, days - 1, NEVER)
    moved = past.next_move(clients, zero)
    return np.where(moved < NEVER, moved - 1, NEVER)


def otherwise(past: Past, moves: tuple[Departure, ...], rows: Entries, days: int) -> float:
    """Share of the clients in comparison who passed within `days` though their rep had not left."""
    compare = ~rows.treated
    if not compare.any():
        return 0.0
    client, zero = rows.client[compare], rows.zero[compare]
    moved = past.next_move(client, zero)
    owner, _ = past.holdings.on(client, zero - 1)
    # who passed because the rep left does so on that day or, seen through orders, after it
    return float(((moved < zero + days) & (moved < _leaving_days(past, moves)[owner])).mean())
