"""Reps who left, and who is compared with their clients: by hand, at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from kit.evidence.departures import departures, entries, otherwise, rung
from kit.evidence.trials import MOST_COMPARED

ORIGIN = int(np.datetime64("2020-01-01").astype(np.int64))


def book(holder: str, days: list[int], to: str = "N", role: str | None = "hunter"):
    """A rep's clients from day 0 on; a client a day on which it passes to another, −1: stays."""
    rows = []
    for place, day in enumerate(days):
        client = f"{holder}{place:02}"
        rows.append((client, holder, role, 0))
        if day >= 0:
            rows.append((client, to, None if role is None else "account_manager", day))
    return rows


def others(role: str | None = "hunter") -> list[tuple]:
    """Two reps who go on: each had clients before and is given one later."""
    rows = [(f"{name}{place:02}", name, role, 0) for name in "FG" for place in range(2)]
    return [*rows, ("F09", "F", role, 760), ("G09", "G", role, 760)]


@pytest.mark.parametrize(
    ("days", "left_on", "clients", "moved"),
    [
        ([400] * 5, 400, 5, 5),
        ([400] * 4, None, 0, 0),  # four are too few
        ([400] * 5 + [-1] * 5, 400, 10, 5),  # half of those held: all of them count
        ([400] * 5 + [-1] * 6, None, 0, 0),
        ([400] * 3 + [430] * 2, 400, 5, 5),  # 31 days, the first and the last counted
        ([400] * 3 + [431] * 2, None, 0, 0),
        ([380] * 2 + [400] * 5, 400, 5, 5),  # two passed before, one by one
        ([380] * 4 + [400] * 3, 380, 7, 7),
    ],
)
def test_a_rep_left_when_most_clients_change_hands_within_a_month(
    owned, days, left_on, clients, moved
):
    moves = departures(owned(book("H", days) + others())).accepted
    told = [(move.rep, move.day - ORIGIN, len(move.clients), move.moved) for move in moves]
    assert told == ([] if left_on is None else [("H", left_on, clients, moved)])


@pytest.mark.parametrize(
    ("more", "accepted", "batches"),
    [
        (others(), 1, 0),
        # the rep is given a client later: nobody left, hunters hand over like that
        ([*others(), ("H99", "H", "hunter", 500)], 0, 1),
        # nobody else went on: the records end for all
        (others()[:4], 0, 1),
    ],
)
def test_a_departure_is_proven_by_a_rep_who_stopped_while_others_went_on(
    owned, more, accepted, batches
):
    moves = departures(owned(book("H", [400] * 6) + more))
    assert (len(moves.accepted), len(moves.batches)) == (accepted, batches)
    if accepted:
        (move,) = moves.accepted
        assert (move.left, move.handoff, move.moved) == (True, True, 6)


def test_a_review_day_on_which_most_hand_over_is_no_departure(owned):
    rows = [row for name in "HIJ" for row in book(name, [400] * 6)]
    rows += [(f"{name}99", name, "hunter", 500) for name in "HIJ"]
    past = owned(rows)
    moves = departures(past)
    assert (len(moves.accepted), [move.rep for move in moves.batches]) == (0, ["H", "I", "J"])
    assert "Reviews with fixed dates" not in str(rung(past, 1).why)  # it was one day
    assert "A review with fixed dates is a rule" in str(rung(past, 1).why)


def test_a_redistribution_among_few_of_many_is_accepted_though_the_reps_go_on(owned):
    """H and I exchange their clients; four others keep theirs."""
    swap = {"H": "I", "I": "H"}
    rows = [row for one, other in swap.items() for row in book(one, [400] * 6, other, "hunter")]
    rows = [(client, rep, "hunter", day) for client, rep, _, day in rows]
    rows += [(f"{name}{at}", name, "hunter", 0) for name in "ABCD" for at in range(6)]
    moves = departures(owned(rows))
    assert [(move.rep, move.left, move.handoff) for move in moves.accepted] == [
        ("H", False, False),
        ("I", False, False),
    ]
    assert moves.batches == ()
    given = entries(owned(rows), moves.accepted, 1)
    # neither is compared with the other
    assert (~given.treated).sum() == 2 * 24
    assert given.treated.sum() == 12


def test_clients_left_to_nobody_count_as_moved(owned_until):
    rows = [(f"H{at:02}", "H", "hunter", 0, 399) for at in range(6)]
    rows += [(*row, None) for row in others()]
    past = owned_until(rows)
    (move,) = departures(past).accepted
    assert (move.rep, move.day - ORIGIN, move.moved, len(move.clients)) == ("H", 400, 6, 6)
    numbers = past.book.numbers(["H00", "F00"])
    assert past.holdings.on(numbers, ORIGIN + 399)[0].tolist() == [
        past.holdings.code("H"),
        past.holdings.code("F"),
    ]
    assert past.holdings.on(numbers, ORIGIN + 400)[0].tolist() == [-1, past.holdings.code("F")]


@pytest.mark.parametrize(("as_of", "left"), [(790, True), (789, False)])
def test_who_has_not_sold_for_as_long_as_clients_are_silent_left(owned, as_of, left):
    sellers = {f"H{place}": [("H", 701), ("N", 900)] for place in range(5)}
    sellers |= {f"G{place}": [("G", 900)] for place in range(5)}
    past = owned(sellers=sellers, as_of=as_of)
    assert past.last_sale["H"] == ORIGIN + 700
    assert past.book.silence == 90
    moves = departures(past).accepted
    assert [(move.rep, move.day - ORIGIN, move.left) for move in moves] == [("H", 701, True)] * left


def test_who_changed_hands_a_year_before_is_compared_and_a_day_later_is_not(owned):
    rows = book("H", [700] * 6, role=None)
    rows += [("G00", "G", None, 0), ("G00", "F", None, 700 - 365)]
    rows += [("G01", "G", None, 0), ("G01", "F", None, 700 - 364)]
    rows += [("G02", "G", None, 0), ("Z00", "Z", None, 750)]
    past = owned(rows)
    given = entries(past, departures(past).accepted, 1)
    compared = past.book.client_ids[given.client[~given.treated]]
    assert compared.tolist() == ["G00", "G02"]
    assert (given.until[~given.treated] >= 2**30).all()


def test_a_client_in_comparison_ends_on_the_day_before_it_passes(owned):
    past = owned(book("H", [400] * 6) + book("G", [500, -1]) + [("F00", "F", "hunter", 600)])
    given = entries(past, departures(past).accepted, 1)
    assert (given.until[~given.treated][:1] - ORIGIN).tolist() == [499]
    assert given.treated.sum() == 6
    # whose clients share their luck
    assert len(np.unique(given.rep[given.treated])) == 1


def test_whom_a_leaver_did_not_pass_on_is_handed_over_too_and_never_compared(owned):
    """H left; two of H's clients have no new owner in the register. Later I leaves as well."""
    rows = book("H", [400] * 6 + [-1] * 2) + book("I", [600] * 6) + others()
    past = owned(rows)
    moves = departures(past).accepted
    assert [(move.rep, len(move.clients)) for move in moves] == [("H", 8), ("I", 6)]
    given = entries(past, moves, 1)
    taken = past.book.numbers(["H06", "H07"])
    mine = np.isin(given.client, taken)
    assert given.treated[mine].tolist() == [True, True]
    assert given.trial[mine].tolist() == [0, 0]
    # the clients of who leaves later are compared until that day
    later = np.isin(given.client, moves[1].clients) & ~given.treated
    assert set((given.until[later] - ORIGIN).tolist()) == {599}


@pytest.mark.parametrize(("day", "share"), [(402, 0.5), (764, 0.5), (765, 0.0)])
def test_who_passed_for_other_reasons_within_the_days(owned, day, share):
    past = owned(book("H", [400] * 6) + book("G", [day, -1]) + [("F00", "F", "hunter", 600)])
    moves = departures(past).accepted
    given = entries(past, moves, 1)
    assert otherwise(past, moves, given, 365) == share


def test_of_very_many_clients_some_are_drawn_for_the_comparison(owned, monkeypatch):
    past = owned(book("H", [400] * 6) + book("G", [-1] * 60) + [("F00", "F", "hunter", 600)])
    moves = departures(past).accepted
    every = entries(past, moves, 1)
    assert len(every.client) == 66 < MOST_COMPARED
    monkeypatch.setattr("kit.evidence.departures.MOST_COMPARED", 40)
    drawn = entries(past, moves, 1)
    assert drawn.treated.sum() == 6
    assert 20 < (~drawn.treated).sum() <= 40
    again = entries(past, moves, 1)
    assert drawn.client.tolist() == again.client.tolist()
