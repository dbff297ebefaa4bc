"""How well handoffs followed a rule, and the trials of those who waited: by hand, at the edges."""

from __future__ import annotations

import numpy as np
import pytest

from kit.evidence.crossings import Followed, _fit, _no_more_than, entries
from kit.gates import AFTER_CROSSING, FOLLOWED, MIN_ARM, RULE_DAYS
from kit.sales.lanes import NEVER
from kit.triggers.rules import parse

ORIGIN = int(np.datetime64("2020-01-01").astype(np.int64))
RULE = parse("deal 2")


def register(*handed: int):
    """Clients of a hunter from day 0 on, each handed over on a day; −1: never."""
    rows = []
    for place, day in enumerate(handed):
        rows.append((f"c{place:02}", "H", "hunter", 0))
        if day >= 0:
            rows.append((f"c{place:02}", "N", "account_manager", day))
    return rows


def fit(past, crossed: list[int], new=None) -> Followed:
    days = np.array([ORIGIN + day if day >= 0 else NEVER for day in crossed], dtype=np.int64)
    whoever = np.ones(len(days), np.bool_) if new is None else np.array(new)
    return _fit(past, RULE, False, days, whoever)


def test_a_year_after_the_crossing_is_followed_and_after_a_year_and_a_month_is_not(owned):
    past = owned(register(10 + 365, 10 + RULE_DAYS, -1))
    followed = fit(past, [10, 10, 10])
    assert (followed.n, followed.followed) == (3, pytest.approx(1 / 3))
    assert followed.after == 1.0


def test_on_the_day_of_the_crossing_is_after_it_and_the_day_before_is_not(owned):
    past = owned(register(10, 9))
    assert fit(past, [10, 10]).after == 0.5


def test_the_year_may_end_with_the_data_and_not_after_them(owned):
    past = owned(register(50, 50, 50), as_of=400)
    assert [fit(past, [day] * 3).n for day in (4, 5)] == [3, 0]


def test_most_handed_over_without_having_crossed_followed_no_rule(owned):
    past = owned(register(50, 50, 50, 50))
    assert fit(past, [10, 10, -1, -1]).after == 1.0
    assert fit(past, [10, -1, -1, -1]).after == 0.0
    assert fit(past, [10, -1, -1, -1], new=[True, True, False, False]).after == 1.0


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"n": MIN_ARM - 1}, False),
        ({"after": AFTER_CROSSING - 1e-9}, False),
        ({"followed": FOLLOWED - 1e-9}, False),
    ],
)
def test_handoffs_fit_a_rule_at_the_limits_themselves(changes, fits):
    given = {"after": AFTER_CROSSING, "followed": FOLLOWED, "n": MIN_ARM} | changes
    assert Followed(RULE, False, np.zeros(0, np.int64), **given).fits is fits


def test_a_share_just_below_the_limit_is_not_written_as_the_limit():
    assert _no_more_than(0.8999) == 0.89
    assert _no_more_than(0.9) == 0.9


def test_every_half_month_compares_those_handed_over_with_those_who_still_wait(owned):
    past = owned(register(24, 25, -1, 3))
    followed = fit(past, [10, 10, 10, 10])
    given = entries(past, followed, 1)
    first = given.trial == 0
    # handed over on the 14th day after the crossing: within the first half month; on the 15th not
    assert given.client[first].tolist() == [0, 1, 2]
    assert given.treated[first].tolist() == [True, False, False]
    assert (given.zero[first] - ORIGIN).tolist() == [24, 17, 17]
    assert given.until[first].tolist() == [NEVER, ORIGIN + 24, NEVER - 1]
    second = given.trial == 1
    assert given.client[second].tolist() == [1, 2]
    assert given.treated[second].tolist() == [True, False]
    assert given.zero.max() <= past.book.as_of


def test_of_very_many_who_wait_some_are_drawn(owned, monkeypatch):
    past = owned(register(*[24] * 3, *[-1] * 40))
    followed = fit(past, [10] * 43)
    monkeypatch.setattr("kit.evidence.crossings.MOST_COMPARED", 270)
    given = entries(past, followed, 1)
    assert given.treated.sum() == 3
    assert np.bincount(given.trial[~given.treated]).tolist() == [10] * 27
