"""Handoffs for reasons outside the client: a rep left, or clients were redistributed (rung L2).

What happened to the rep counts, not what happened to the client: from the day on which a rep left,
or on which most of a rep's clients were given to others, *all* the rep's active clients count as
handed over, moved or not, heard of again or not (intention to treat). Otherwise those whom the
leaver took along would stand in the comparison, and of those who had left silently only the others
would be counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.evidence.trials import AFTER, MONTH_DAYS, MOST_COMPARED, Entries, Rung, trials
from kit.gates import MIN_REPS, MOVE_CLIENTS, MOVE_DAYS, MOVE_SHARE, OTHERWISE, STAYED
from kit.language import Text, say, say_n
from kit.owners.changes import busiest
from kit.owners.ownership import day_numbers
from kit.owners.past import Past
from kit.owners.staff import HUNTER, RECEIVERS
from kit.sales.lanes import NEVER, Bools, Ints

RECENT_DAYS = 365  # a client that changed hands within so many days before is not compared


@dataclass(frozen=True)
class Departure:
    """A rep whose clients went to others from `day` on.

    clients: all that were active then, numbers in the book, rising. moved: how many of them are
    seen to have changed hands, or to have been left to nobody. left: whether the rep is seen to
    have stopped, or goes on with other clients. handoff: mostly from a hunter to somebody who
    receives clients.
    """

    rep: str
    day: int
    clients: Ints
    moved: int
    left: bool
    handoff: bool


@dataclass(frozen=True)
class Moves:
    """Many clients of a rep that changed hands at once, and what they prove.

    accepted: reps who left, and redistributions. batches: reps who handed over most clients at once
    and went on as before, as most others did: a review day, which is a rule with dates.
    """

    accepted: tuple[Departure, ...]
    batches: tuple[Departure, ...]


def rung(past: Past, seed: int) -> Rung:
    """L2: clients were handed over for reasons outside the client."""
    moves = departures(past)
    if not moves.accepted:
        return Rung("L2", False, _none(past, moves))
    rows = entries(past, moves.accepted, seed)
    stack = trials(past.book, rows)
    if min(stack.arms) < 2:
        return Rung(
            "L2", False, say("A rep left, but nobody is left to compare the rep's clients with.")
        )
    if stack.reps[1] < MIN_REPS:
        return Rung(
            "L2",
            False,
            say_n(
                "A rep left, but only {n} rep stayed who could be compared. With fewer than "
                "{least}, the luck of a rep cannot be told from the handoff.",
                "A rep left, but only {n} reps stayed who could be compared. With fewer than "
                "{least}, the luck of a rep cannot be told from the handoff.",
                stack.reps[1],
                least=MIN_REPS,
            ),
        )
    share = otherwise(past, moves.accepted, rows, round(AFTER * MONTH_DAYS))
    if share > OTHERWISE:
        return Rung(
            "L2",
            False,
            say(
                "A rep left, but {share:percent} of the clients who could be compared were "
                "handed over within the year for other reasons. Those who are left are a "
                "selection.",
                share=share,
            ),
        )
    handoff = np.mean([move.handoff for move in moves.accepted]) > 0.5
    about = "handoff" if handoff else "owner change"
    return Rung("L2", True, _why(moves.accepted), stack, about=about)


def _why(accepted: tuple[Departure, ...]) -> Text:
    held = sum(len(move.clients) for move in accepted)
    moved = sum(move.moved for move in accepted)
    if all(move.left for move in accepted):
        return say_n(
            "{n} rep stopped selling and others went on. All active clients of that rep count "
            "as handed over, {held} in all, though {moved} are seen to have changed hands. The "
            "clients of those who stayed are the comparison.",
            "{n} reps stopped selling and others went on. All active clients of these reps "
            "count as handed over, {held} in all, though {moved} are seen to have changed "
            "hands. The clients of those who stayed are the comparison.",
            len(accepted),
            held=held,
            moved=moved,
        )
    return say_n(
        "{n} rep left or gave most clients to others at once. All active clients of that rep "
        "count as handed over, {held} in all, though {moved} are seen to have changed hands. "
        "The clients of the other reps are the comparison.",
        "{n} reps left or gave most clients to others at once. All active clients of these reps "
        "count as handed over, {held} in all, though {moved} are seen to have changed hands. "
        "The clients of the other reps are the comparison.",
        len(accepted),
        held=held,
        moved=moved,
    )


def _none(past: Past, moves: Moves) -> Text:
    if moves.batches:
        return say_n(
            "Many clients changed hands at once ({n} time), but the reps went on selling and "
            "most of them took part. A review with fixed dates is a rule, not a departure.",
            "Many clients changed hands at once ({n} times), but the reps went on selling and "
            "most of them took part. Reviews with fixed dates are a rule, not a departure.",
            len({move.day for move in moves.batches}),
        )
    if past.late:
        return say(
            "The register names a new owner on the day of the client's next order. That is no day "
            "of a handoff, and no rep is seen to have stopped selling."
        )
    return say(
        "No rep is seen to have left while others went on, and nobody's clients were redistributed "
        "as a whole: no handoff came from outside."
    )


def departures(past: Past) -> Moves:
    """Every departure and redistribution that the records prove, by day."""
    return past.once("departures", lambda: _departures(past))


def _departures(past: Past) -> Moves:
    found = _at_once(past) + (_last_sales(past) if past.seen_through_orders else [])
    accepted, batches = [], []
    seen = set()
    for move in sorted(found, key=lambda move: (not move.left, move.day, move.rep)):
        if move.rep in seen and move.left is False:
            continue
        if move.left or not _takes_part(past, move, found):
            accepted.append(move)
            seen.add(move.rep)
        else:
            batches.append(move)
    return Moves(
        tuple(sorted(accepted, key=lambda move: (move.day, move.rep))),
        tuple(sorted(batches, key=lambda move: (move.day, move.rep))),
    )


def _takes_part(past: Past, move: Departure, found: list[Departure]) -> bool:
    """Whether a rep who goes on only did what most did at the time, or handed over as reps do."""
    if move.handoff:
        return True
    same = {other.rep for other in found if abs(other.day - move.day) <= MOVE_DAYS}
    working = [
        str(rep)
        for rep in past.holdings.employee_ids
        if len(held_by(past, str(rep), move.day - 1)) >= MOVE_CLIENTS
    ]
    return 2 * len(same) > len(working)


def _passed(past: Past) -> tuple[Ints, Ints, Ints, Bools]:
    """Every time a rep lost a client: the rep's code, the client, the day, whether a handoff."""
    lasting = past.changes.lasting
    if past.seen_through_orders:
        lasting = lasting[lasting["kind"] == "reshuffle"]
    place = {str(name): at for at, name in enumerate(past.holdings.employee_ids.tolist())}
    rep = lasting["from_employee"].astype(str).map(place).fillna(-1).to_numpy(np.int64)
    number, day = past.book.numbers(lasting["client"]), day_numbers(lasting["day"])
    handoff = (lasting["kind"] == "handoff").to_numpy(bool)
    known = (rep >= 0) & (number >= 0)
    client, last, since = past.holdings.closed
    known_rep = np.concatenate([rep[known], last])
    known_client = np.concatenate([number[known], client])
    known_day = np.concatenate([day[known], since])
    handed = np.concatenate([handoff[known], np.zeros(len(client), np.bool_)])
    order = np.lexsort((known_client, known_day, known_rep))
    return known_rep[order], known_client[order], known_day[order], handed[order]


def _at_once(past: Past) -> list[Departure]:
    """Reps most of whose active clients changed hands within a month.

    Where a new owner shows only at the next order: within the days of silence.
    """
    rep, client, day, handoff = _passed(past)
    window = past.book.silence if past.seen_through_orders else MOVE_DAYS
    starts, first, most = busiest(rep, day, window)
    many = most >= MOVE_CLIENTS
    moves = []
    for start, begin, together in zip(starts[many], first[many], most[many], strict=True):
        rows = np.arange(begin, begin + together)
        if not past.seen_through_orders:
            since = day[rows] - day[rows[0]]
            often = int(np.bincount(since).argmax())
            if 2 * (since == often).sum() >= len(rows):
                rows = rows[since >= often]  # others passed before, one by one
        name = str(past.holdings.employee_ids[rep[start]])
        on = int(day[rows].min())
        held = held_by(past, name, on - 1)
        moved = int(np.isin(held, client[rows]).sum())
        if moved < max(MOVE_CLIENTS, MOVE_SHARE * len(held)):
            continue
        handed = bool(handoff[rows].mean() > 0.5)
        moves.append(Departure(name, on, held, moved, _left(past, name, on), handed))
    if past.seen_through_orders:  # who left is dated by the last sale
        moves = [move for move in moves if not move.left]
    return moves


def _left(past: Past, rep: str, day: int) -> bool:
    """Whether the records prove that a rep stopped about that day, and that others went on."""
    if past.book.as_of + 1 - day < past.book.silence:
        return False  # perhaps only a quiet time
    until = day + MOVE_DAYS
    if past.last_sale:
        if past.last_sale.get(rep, -NEVER) >= until:
            return False
        there = [
            last >= until
            for name, last in past.last_sale.items()
            if name != rep and past.first_sale[name] < day <= last + past.book.silence
        ]
        return sum(there) >= STAYED * len(there) > 0
    # the register alone: nobody was given to the rep any more, and others were
    own = past.holdings.employee == past.holdings.code(rep)
    later = past.holdings.day >= until
    return not bool((own & later).any()) and bool((~own & later).any())


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
        if len(held) < MOVE_CLIENTS or not _left(past, leaver, last + 1):
            continue
        at = place.get(leaver)
        after = of_rep[starts[at] : starts[at + 1]] if at is not None else of_rep[:0]
        after = after[day[after] > last]
        takers = received[after].mean() if len(after) else 0.0
        handoff = past.roles.of(leaver, last) == HUNTER and takers > 0.5
        moved = int((past.next_move(held, np.full(len(held), last + 1)) < NEVER).sum())
        moves.append(Departure(leaver, last + 1, held, moved, True, bool(handoff)))
    return moves


def held_by(past: Past, rep: str, day: int) -> Ints:
    """The active clients whose owner the rep is at the end of a day."""
    clients = past.holdings.clients_of(rep)
    employee, _ = past.holdings.on(clients, day)
    mine = employee == past.holdings.code(rep)
    held: Ints = clients[mine & past.book.active(clients, day + 1)]
    return held


def entries(past: Past, moves: tuple[Departure, ...], seed: int) -> Entries:
    """A trial for every departure: the rep's clients against those whose rep stayed.

    Eligible is everybody active in the days of silence before, who has not been handed over, and
    whose owner has the departing rep's role (where roles are known). A client in comparison is
    followed until its own owner changes, or its rep leaves.
    Of very many clients some are drawn for each comparison.
    """
    treated_on = _treated_on(past, moves)
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
        owner, role = past.holdings.on(clients, zero - 1)
        mine = _role(past, move)
        eligible = past.book.active(clients, zero) & (owner >= 0)
        eligible &= (past.book.first_deal[clients] < zero) & (past.handed[clients] >= zero)
        eligible &= treated | (treated_on[clients] > move.day + MOVE_DAYS)
        if mine is not None:
            eligible &= role == mine
        else:
            recent = past.next_move(clients, zero - RECENT_DAYS + 1) < zero
            eligible &= treated | ~recent
        until = np.where(treated, NEVER, _ends(past, clients, zero, treated_on[clients]))
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
    _, role = past.holdings.on(move.clients, move.day - 1)
    named = role[role >= 0]
    return int(named[0]) if len(named) else None


def _treated_on(past: Past, moves: tuple[Departure, ...]) -> Ints:
    """The first day on which each client's rep left or gave up the client; `NEVER` for others."""
    days = np.full(len(past.book.client_ids), NEVER)
    for move in moves:
        np.minimum.at(days, move.clients, move.day)
    return days


def _ends(past: Past, clients: Ints, zero: Ints, treated_on: Ints) -> Ints:
    """The day before a client in comparison changes hands itself."""
    ends = np.where(treated_on > zero, treated_on, NEVER)
    if not past.seen_through_orders:  # there it would show only if it ordered again
        ends = np.minimum(ends, past.next_move(clients, zero))
    return np.where(ends < NEVER, ends - 1, NEVER)


def otherwise(past: Past, moves: tuple[Departure, ...], rows: Entries, days: int) -> float:
    """Share of the clients in comparison who passed within `days` though their rep had not left."""
    compare = ~rows.treated
    if not compare.any():
        return 0.0
    client, zero = rows.client[compare], rows.zero[compare]
    moved = past.next_move(client, zero)
    # who passed because the rep left does so on that day or, seen through orders, after it
    return float(((moved < zero + days) & (moved < _treated_on(past, moves)[client])).mean())
