"""The months of every entry against a plain loop over orders, and who is left out."""

from __future__ import annotations

import numpy as np
import pytest

from kit.evidence.trials import BEFORE, MONTH_DAYS, MONTHS, Entries, trials
from kit.sales.lanes import NEVER

FAR = 2**40


def entries(rows: list[tuple]) -> Entries:
    """(trial, client, treated, zero[, until]); the rep is the client."""
    columns = list(zip(*((*one, FAR)[:5] for one in rows), strict=True))
    client = np.array(columns[1], dtype=np.int64)
    return Entries(
        np.array(columns[0], dtype=np.int64),
        client,
        np.array(columns[2], dtype=bool),
        np.array(columns[3], dtype=np.int64),
        np.array(columns[4], dtype=np.int64),
        client,
    )


@pytest.fixture
def sales(make_sales):
    random = np.random.default_rng(3)
    orders = []
    for client in ("a", "b", "c", "ё"):
        for day in sorted(random.integers(0, 900, 40).tolist()):
            orders.append((client, day, float(random.integers(-20, 200))))
    return make_sales(orders, as_of=900)


def day(number: int) -> int:
    return int((np.datetime64("2020-01-01") + number).astype(np.int64))


def test_every_month_equals_a_plain_loop(sales):
    book = sales.book
    rows = [(0, 0, True, day(500)), (0, 1, False, day(510)), (1, 2, True, day(400))]
    rows += [(1, 3, False, day(400))]
    stack = trials(book, entries(rows))
    offsets = np.round(np.arange(-12, 13) * MONTH_DAYS).astype(int)
    for place, (_, client, _, zero) in enumerate(rows):
        mine = sales.orders[sales.orders["client_id"] == book.client_ids[client]]
        days = mine["day"].to_numpy().astype("datetime64[D]").astype(int)
        for month in range(24):
            begin, end = zero + offsets[month], zero + offsets[month + 1]
            expected = mine["amount"].to_numpy()[(days >= begin) & (days < end)].sum()
            assert stack.money[place, month] == expected
    assert stack.seen.all()
    assert stack.arms == (2, 2)


def test_months_before_the_first_deal_and_after_the_end_are_not_seen(make_sales):
    orders = [(name, 100 + 10 * step, 10.0) for name in "ab" for step in range(30)]
    book = make_sales(orders, as_of=400).book
    stack = trials(book, entries([(0, 0, True, day(160)), (0, 1, False, day(160), day(160 + 70))]))
    # the month that begins 61 days before holds the first deal on day 100: seen from then on
    assert MONTHS[stack.seen[0]].tolist() == [-2, -1, 0, 1, 2, 3, 4, 5, 6]
    # followed for 70 more days: two whole months
    assert MONTHS[stack.seen[1]].tolist() == [-2, -1, 0, 1]


def test_a_month_may_end_with_the_data_with_the_row_and_begin_before_the_first_deal(make_sales):
    """Month 0 is the days 0 to 29 after day zero, month −1 the 30 days before it."""

    def seen(zero: int, *, as_of: int = 400, until: int = 10_000) -> np.ndarray:
        orders = [(name, day, 1.0) for name in "ab" for day in range(100, as_of, 10)]
        rows = [(0, 0, True, day(zero), day(until)), (0, 1, False, day(zero), day(until))]
        return trials(make_sales(orders, as_of=as_of).book, entries(rows)).seen

    assert seen(300, as_of=329)[0, BEFORE:].sum() == 1
    assert len(seen(300, as_of=328)) == 0  # no month after day zero is left
    assert seen(300, until=329)[0, BEFORE:].sum() == 1
    assert len(seen(300, until=328)) == 0
    # day zero 131: the month before it begins on day 101, the one before that ends on day 100
    assert seen(131)[0, :BEFORE].tolist() == [False] * 10 + [True, True]
    assert seen(130)[0, :BEFORE].tolist() == [False] * 11 + [True]


def test_a_trial_that_has_lost_an_arm_is_left_out(sales):
    book = sales.book
    stack = trials(
        book,
        entries([(0, 0, True, day(400)), (1, 1, True, day(400)), (1, 2, False, day(400))]),
    )
    assert stack.entries.client.tolist() == [1, 2]
    assert stack.entries.trial.tolist() == [0, 0]


def test_new_product_groups_are_those_not_bought_before_time_zero(make_sales):
    orders = [("a", 10, 5.0), ("a", 200, 7.0), ("a", 210, 11.0), ("a", 260, 13.0)]
    orders += [("b", 10, 1.0), ("b", 220, 1.0)]
    made = make_sales(orders, as_of=700)
    groups = ["core", "core", "extra", "extra", "core", "core"]
    made.orders["product_group"] = groups
    book = made.book
    rows = entries([(0, 0, True, day(190)), (0, 1, False, day(190))])
    stack = trials(book, rows)
    assert stack.new[0].sum() == 2_400  # the two orders of the group that is new: 11 and 13
    assert stack.new[1].sum() == 0
    later = trials(book, entries([(0, 0, True, day(215)), (0, 1, False, day(215))]))
    assert later.new[0].sum() == 0  # by then it had bought of it
    assert later.money[0, BEFORE:].sum() == 1_300


def test_the_last_deal_before_a_day_ignores_returns(make_sales):
    book = make_sales([("a", 10, 5.0), ("a", 30, -5.0), ("b", 50, 1.0)], as_of=60).book
    client = np.array([0, 0, 1, 1])
    days = np.array([day(10), day(40), day(40), day(51)])
    expected = [-NEVER, day(10), -NEVER, day(50)]
    assert book.last_deal_before(client, days).tolist() == expected
    assert book.last_deal_before(np.array([0, 1]), book.as_of + 1).tolist() == [day(10), day(50)]


def test_who_only_returns_is_never_compared(make_sales):
    book = make_sales([("a", 10, -5.0), ("b", 50, 1.0)], as_of=60).book
    assert book.first_deal.tolist() == [NEVER, day(50)]
    stack = trials(book, entries([(0, 0, True, day(30)), (0, 1, False, day(30))]))
    assert stack.clients == 0
    assert book.measure == "revenue"
