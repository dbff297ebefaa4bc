"""The order book against plain loops over random histories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.company.model import Company
from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER, Lanes
from kit.sales.tables import Sales, empty

EPOCH = date(1970, 1, 1)
FIRST = 18_000  # 2019-04-14


@st.composite
def order(draw: st.DrawFn) -> tuple[str, int, int, int | None, bool, str | None, str | None]:
    """client, day after FIRST, amount, margin, regular, employee, product group."""
    return (
        draw(st.sampled_from(["a", "B", "б", "10", "9"])),
        draw(st.sampled_from([0, 1, 2, 30, 89, 90, 91, 364, 365, 366])),
        draw(st.sampled_from([-70, -1, 0, 1, 5, 100, 999])),
        draw(st.none() | st.integers(-50, 400)),
        draw(st.booleans()),
        draw(st.sampled_from([None, "Ann", "Боб"])),
        draw(st.sampled_from([None, "pens", "paper"])),
    )


def sales_of(orders: list[tuple], **changed: object) -> Sales:
    columns = list(zip(*orders, strict=True)) or [()] * 7
    given = {
        "orders": pd.DataFrame(
            {
                "client_id": pd.Series(columns[0], dtype="str"),
                "day": pd.Series(
                    [EPOCH + timedelta(days=FIRST + after) for after in columns[1]],
                    dtype="datetime64[s]",
                ),
                "amount": pd.Series(columns[2], dtype="int64"),
                "margin": pd.Series(columns[3], dtype="Int64"),
                "regular": pd.Series(columns[4], dtype="bool"),
                "employee_id": pd.Series(columns[5], dtype="str"),
                "product_group": pd.Series(columns[6], dtype="str"),
            }
        ),
        "start": EPOCH + timedelta(days=FIRST),
        "as_of": EPOCH + timedelta(days=FIRST + 400),
        "given": frozenset(),
        **changed,
    }
    names = ("clients", "contracts", "assignments", "employees")
    tables = {name: empty(name) for name in names}
    tables["clients"]["annual_budget_low"] = tables["clients"]["annual_budget"]
    tables["clients"]["annual_budget_high"] = tables["clients"]["annual_budget"]
    return Sales(
        **tables,
        currency=None,
        per_unit=100,
        set_aside=pd.DataFrame(),
        inputs=(),
        **given,
    )


histories = st.lists(order(), max_size=25)
random_histories = settings(max_examples=40, deadline=None, derandomize=True)
EDGES = (-NEVER, FIRST - 1, FIRST, FIRST + 1, FIRST + 89, FIRST + 90, FIRST + 366, NEVER)


@random_histories
@given(orders=histories)
def test_every_look_up_is_what_a_plain_loop_finds(orders: list[tuple]) -> None:
    book = OrderBook.of(sales_of(orders))
    assert book.client_ids.tolist() == sorted({one[0] for one in orders})
    assert book.start_of.tolist()[-1:] == [len(orders)]
    for number, client in enumerate(book.client_ids):
        # sorted() keeps the order in which orders of one day were given
        own = sorted((one for one in orders if one[0] == client), key=lambda one: one[1])
        rows = slice(book.start_of[number], book.start_of[number + 1])
        kept = book.orders
        assert kept.amount[rows].tolist() == [one[2] for one in own]
        assert kept.margin[rows].tolist() == [one[3] or 0 for one in own]
        assert kept.margin_known[rows].tolist() == [one[3] is not None for one in own]
        assert kept.regular[rows].tolist() == [one[4] for one in own]
        names = [book.employee_ids[at] if at >= 0 else None for at in kept.employee[rows]]
        assert names == [one[5] for one in own]
        groups = [book.product_groups[at] if at >= 0 else None for at in kept.group[rows]]
        assert groups == [one[6] for one in own]
        deals = [FIRST + one[1] for one in own if one[2] > 0]
        assert book.first_deal[number] == min(deals, default=NEVER)
        for day in EDGES:
            who, when = np.array([number]), np.array([day])
            until = [one for one in own if FIRST + one[1] <= day]
            (position,) = kept.position(who, when)
            assert position == rows.start + len(until)
            assert kept.amount_to[position] - kept.amount_to[rows.start] == sum(
                one[2] for one in until
            )
            assert kept.margin_to[position] - kept.margin_to[rows.start] == sum(
                one[3] or 0 for one in until
            )
            assert kept.unpriced_to[position] - kept.unpriced_to[rows.start] == sum(
                one[2] for one in until if one[3] is None
            )
            at = np.array([position])
            assert kept.next_deal(who, at) == min((d for d in deals if d > day), default=NEVER)
            before = max((d for d in deals if d <= day), default=-NEVER)
            assert kept.previous_deal(who, at) == before
            earlier = max((d for d in deals if d < day), default=-NEVER)
            assert book.last_deal_before(who, when) == earlier


@random_histories
@given(orders=histories, zero=st.sampled_from([FIRST, FIRST + 1, FIRST + 90]))
def test_sums_between_two_days_include_the_first_and_not_the_last(
    orders: list[tuple], zero: int
) -> None:
    book = OrderBook.of(sales_of(orders))
    everyone = np.arange(len(book.client_ids))
    edges = np.array([FIRST - 5, FIRST, FIRST + 1, FIRST + 90, FIRST + 365])
    cells = book.cells(everyone, np.tile(edges, (len(everyone), 1)))
    new = None
    if book.group_since is not None:
        since = np.full(len(everyone), zero)
        new = book.new_cells(everyone, since, np.tile(edges, (len(everyone), 1)))
    priced = bool(orders) and all(one[3] is not None for one in orders)
    assert book.measure == ("margin" if priced else "revenue")
    for number, client in enumerate(book.client_ids):
        own = [(FIRST + one[1], one[3] if priced else one[2], one[6]) for one in orders
               if one[0] == client]  # fmt: skip
        first_bought = {}
        for day, _, group in sorted(own, key=lambda one: one[0]):
            first_bought.setdefault(group, day)
        for cell, (begin, end) in enumerate(pairwise(edges)):
            inside = [one for one in own if begin <= one[0] < end]
            assert cells[number, cell] == sum(one[1] for one in inside)
            if new is not None:
                assert new[number, cell] == sum(
                    one[1] for one in inside if first_bought[one[2]] >= zero and one[0] >= zero
                )


def test_days_of_1900_and_9999_stay_in_their_lanes() -> None:
    far = (date(1900, 1, 1) - EPOCH).days, (date(9999, 12, 31) - EPOCH).days
    client = np.repeat(np.arange(3), 2)
    lanes = Lanes(client, np.tile(np.array(far), 3))
    everyone = np.arange(3)
    assert lanes.position(everyone, far[0] - 1).tolist() == [0, 2, 4]
    assert lanes.position(everyone, far[0]).tolist() == [1, 3, 5]
    assert lanes.position(everyone, 2**62).tolist() == [2, 4, 6]
    assert lanes.latest(everyone, -(2**62)).tolist() == [-1, -1, -1]
    assert lanes.following(everyone, far[1]).tolist() == [-1, -1, -1]
    assert lanes.following(everyone, far[1] - 1).tolist() == [1, 3, 5]
    many = Lanes(np.array([0, 10**7]), np.array(far))
    assert many.position(np.array([0, 10**7]), far[1]).tolist() == [1, 2]


def test_one_client_with_returns_only_has_no_deal() -> None:
    book = OrderBook.of(sales_of([("a", 3, -5, None, True, None, None)]))
    assert book.first_deal.tolist() == [NEVER]
    assert book.last_deal_before(np.array([0]), NEVER).tolist() == [-NEVER]
    (days,) = book.batches()
    assert (days.clients, days.without_deal) == (0, 1)
    assert book.group_since is None
    assert len(book.employee_ids) == 0


def test_nothing_is_found_where_there_is_nothing() -> None:
    book = OrderBook.of(sales_of([]))
    assert (book.first_day, book.last_day, len(book.orders)) == (0, -1, 0)
    assert book.numbers(["a"]).tolist() == [-1]
    lanes = Lanes(np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert lanes.position(np.array([4]), 7).tolist() == [0]
    assert lanes.latest(np.array([4]), 7).tolist() == [-1]
    assert lanes.following(np.array([4]), 7).tolist() == [-1]


def test_a_column_that_the_source_lacks_names_nobody() -> None:
    sales = sales_of([("a", 3, 5, 1, True, "Ann", "pens")])
    orders = sales.orders.drop(columns=["employee_id", "product_group"])
    book = replace(sales, orders=orders).book
    assert book.orders.employee.tolist() == book.orders.group.tolist() == [-1]


def test_what_is_asked_twice_is_worked_out_once_and_again_for_another_company() -> None:
    book = OrderBook.of(sales_of([("a", 3, 5, 1, True, None, None)]))
    asked: list[int] = []

    def make() -> int:
        asked.append(1)
        return len(asked)

    first, second = Company(), Company(name="another")
    assert [book.once("figure", first, make), book.once("figure", Company(), make)] == [1, 1]
    assert book.once("figure", second, make) == 2
    assert book.once("other figure", None, make) == 3
    assert book.once("other figure", None, make) == 3


def test_the_book_is_built_once_and_anew_for_changed_sales() -> None:
    sales = sales_of([("a", 3, 5, 1, True, None, None)])
    assert sales.book is sales.book
    assert (sales.book.start, sales.book.as_of) == (FIRST, FIRST + 400)
    with pytest.raises(ValueError, match="read-only"):
        sales.book.orders.amount[0] = 7
