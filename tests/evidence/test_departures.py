"""Reps who left, and who is compared with their clients: by hand, at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from kit.evidence.departures import departures, entries, otherwise
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


@pytest.mark.parametrize(
    ("days", "left_on", "clients"),
    [
        ([400] * 5, 400, 5),
        ([400] * 4, None, 0),  # four are too few
        ([400] * 5 + [-1] * 5, 400, 5),  # half of those held
        ([400] * 5 + [-1] * 6, None, 0),
        ([400] * 3 + [430] * 2, 400, 5),  # 31 days, the first and the last counted
        ([400] * 3 + [431] * 2, None, 0),
        ([380] * 2 + [400] * 5, 400, 5),  # two passed before, one by one
        ([380] * 4 + [400] * 3, 380, 7),
    ],
)
def test_a_rep_left_when_most_clients_change_hands_within_a_month(owned, days, left_on, clients):
    moves = departures(owned(book("H", days)))
    assert [(move.rep, move.day - ORIGIN, len(move.clients)) for move in moves] == (
        [] if left_on is None else [("H", left_on, clients)]
    )


def test_clients_who_were_silent_are_not_held(owned, make_sales):
    past = owned(book("H", [400] * 5))
    (move,) = departures(past)
    assert move.held == 5
    assert move.handoff
    assert move.days.tolist() == [ORIGIN + 400] * 5


@pytest.mark.parametrize(("as_of", "left"), [(790, True), (789, False)])
def test_who_has_not_sold_for_as_long_as_clients_are_silent_left(owned, as_of, left):
    sellers = {f"H{place}": [("H", 701), ("N", 900)] for place in range(5)}
    sellers |= {f"G{place}": [("G", 900)] for place in range(5)}
    past = owned(sellers=sellers, as_of=as_of)
    assert past.last_sale["H"] == ORIGIN + 700
    assert past.book.silence == 90
    assert [(move.rep, move.day - ORIGIN) for move in departures(past)] == [("H", 701)] * left


def test_who_changed_hands_a_year_before_is_compared_and_a_day_later_is_not(owned):
    rows = book("H", [700] * 6, role=None)
    rows += [("G00", "G", None, 0), ("G00", "F", None, 700 - 365)]
    rows += [("G01", "G", None, 0), ("G01", "F", None, 700 - 364)]
    rows += [("G02", "G", None, 0)]
    past = owned(rows)
    given = entries(past, departures(past), 1)
    compared = past.book.client_ids[given.client[~given.treated]]
    assert compared.tolist() == ["G00", "G02"]
    assert (given.until[~given.treated] >= 2**30).all()


def test_a_client_in_comparison_ends_on_the_day_before_it_passes(owned):
    past = owned(book("H", [400] * 6) + book("G", [500, -1]))
    given = entries(past, departures(past), 1)
    assert (given.until[~given.treated][:1] - ORIGIN).tolist() == [499]
    assert given.treated.sum() == 6
    # what was handed over as one: all clients of the rep
    assert len(np.unique(given.unit[given.treated])) == 1


@pytest.mark.parametrize(("day", "share"), [(402, 0.5), (764, 0.5), (765, 0.0)])
def test_who_passed_for_other_reasons_within_the_days(owned, day, share):
    past = owned(book("H", [400] * 6) + book("G", [day, -1]))
    moves = departures(past)
    given = entries(past, moves, 1)
    assert otherwise(past, moves, given, 365) == share


def test_of_very_many_clients_some_are_drawn_for_the_comparison(owned, monkeypatch):
    past = owned(book("H", [400] * 6) + book("G", [-1] * 60))
    every = entries(past, departures(past), 1)
    assert len(every.client) == 66 < MOST_COMPARED
    monkeypatch.setattr("kit.evidence.departures.MOST_COMPARED", 40)
    drawn = entries(past, departures(past), 1)
    assert drawn.treated.sum() == 6
    assert 20 < (~drawn.treated).sum() <= 40
    again = entries(past, departures(past), 1)
    assert drawn.client.tolist() == again.client.tolist()
