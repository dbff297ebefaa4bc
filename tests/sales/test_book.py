"""The order book against plain loops over random histories."""

from __future__ import annotations

import gc
import os
import stat
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.company.model import Company
from kit.errors import KitError
from kit.sales import sorting, stored
from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER, Lanes
from kit.sales.tables import Sales, empty
from kit.sales.temporary import folder_of_process

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
random_histories = settings(max_examples=40, derandomize=True)
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
        sales.book.orders.amount_to[0] = 7


BEGIN = date(2020, 1, 1)
DAY_0 = 18_262  # 2020-01-01 in days since 1970-01-01


def made(
    orders: list[tuple[str, int, int]],
    budgets: list[tuple[str, int | None, int | None]] = (),  # type: ignore[assignment]
    contracts: list[tuple[str, int, int | None]] = (),  # type: ignore[assignment]
    **columns: list[object],
) -> Sales:
    """Orders as (client, day, amount), contracts as (client, signed, ends): days after BEGIN."""

    def dates(after: list[int | None]) -> pd.Series:
        days = [None if one is None else BEGIN + timedelta(days=one) for one in after]
        return pd.Series(days, dtype="datetime64[s]")

    frame = pd.DataFrame(
        {
            "client_id": pd.Series([client for client, _, _ in orders], dtype="str"),
            "day": dates([after for _, after, _ in orders]),
            "amount": pd.Series([amount for _, _, amount in orders], dtype="int64"),
            "margin": pd.Series(columns.get("margin", [None] * len(orders)), dtype="Int64"),
            "regular": pd.Series(columns.get("regular", [True] * len(orders)), dtype="bool"),
        }
    )
    clients = pd.DataFrame(
        budgets, columns=["client_id", "annual_budget_low", "annual_budget_high"]
    ).astype({"annual_budget_low": "Int64", "annual_budget_high": "Int64"})
    return Sales(
        orders=frame,
        clients=clients,
        contracts=pd.DataFrame(
            {
                "client_id": [client for client, _, _ in contracts],
                "signed_on": dates([signed for _, signed, _ in contracts]),
                "ends_on": dates([ends for _, _, ends in contracts]),
            }
        ),
        assignments=pd.DataFrame(),
        employees=pd.DataFrame(),
        given=frozenset(),
        start=BEGIN,
        as_of=BEGIN,
        currency=None,
        per_unit=100,
        set_aside=pd.DataFrame(),
        inputs=(),
    )


def test_orders_come_by_client_and_day_whatever_their_order() -> None:
    given = made(
        [("b", 5, 1), ("10", 9, 2), ("б", 1, 3), ("b", 2, -4), ("10", 9, 5), ("9", 0, 6)],
        margin=[1, None, 3, 4, 5, 6],
        regular=[True, False, True, True, True, True],
    )
    before = given.orders.copy()
    book = given.book
    orders = book.orders
    assert book.client_ids.tolist() == ["10", "9", "b", "б"]  # as text: never as numbers
    assert orders.client.tolist() == [0, 0, 1, 2, 2, 3]
    assert (orders.day - DAY_0).tolist() == [9, 9, 0, 2, 5, 1]
    assert orders.amount.tolist() == [2, 5, 6, -4, 1, 3]
    assert orders.margin[:2].tolist() == [0, 5]
    assert orders.margin_known[:2].tolist() == orders.regular[:2].tolist() == [False, True]
    assert not book.margin_known
    assert (book.first_day, book.last_day) == (DAY_0, DAY_0 + 9)
    pd.testing.assert_frame_equal(given.orders, before)


@pytest.mark.parametrize("rows", [1, 2, 3, 5, 100])
def test_no_client_is_cut_in_two(rows: int) -> None:
    orders = [(f"{client:02}", after, 1) for client in range(12) for after in range(client)]
    seen: list[tuple[int, int]] = []
    for days in made(orders).book.batches(rows):
        clients = days.code[days.client]
        assert not set(clients.tolist()) & {client for client, _ in seen}
        seen += list(zip(clients.tolist(), (days.day - DAY_0).tolist(), strict=True))
    # client 00 has no order, so that code 0 is client 01
    assert seen == [(client - 1, after) for client in range(12) for after in range(client)]


def test_nothing_later_than_as_of() -> None:
    book = made([("a", 0, 1), ("a", 5, 1), ("b", 6, 1)]).book
    (days,) = book.batches(as_of=DAY_0 + 5)
    assert (days.day - DAY_0).tolist() == [0, 5]
    (days,) = book.batches(as_of=DAY_0 - 1)
    assert (days.clients, days.without_deal, days.day.tolist()) == (0, 0, [])


def test_no_orders_at_all() -> None:
    book = made([]).book
    assert len(book.client_ids) == 0
    assert [days.clients for days in book.batches()] == [0]
    assert book.silence == 90


def test_budgets_unknown_single_and_several() -> None:
    budgets = [
        ("a", 100, 200),
        ("b", None, 300),
        ("c", 0, 0),
        ("d", 500, 400),
        ("e", 10, 20),
        ("e", 15, 30),
        ("stranger", 1, 1),
    ]
    book = made([(client, 0, 1) for client in "abcdef"], budgets=budgets).book
    assert book.budget_low.tolist() == [100, 300, 0, 400, 10, 0]
    assert book.budget_high.tolist() == [200, 300, 0, 500, 30, 0]


def test_contracts_first_signing_and_cover() -> None:
    contracts = [
        ("b", 50, 60),
        ("b", 10, 20),
        ("b", 15, 30),
        ("c", 40, None),
        ("c", 90, 80),  # ends before it is signed: covers no day
        ("stranger", 0, None),
    ]
    book = made([(c, 0, 1) for c in "abc"], contracts=contracts).book
    assert book.contracts_given
    assert book.contract_day.tolist() == [NEVER, DAY_0 + 10, DAY_0 + 40]
    days = np.array([9, 10, 20, 21, 30, 31, 49, 50, 60, 61])
    cover = book.contracts.cover(np.full(len(days), 1), DAY_0 + days)
    assert cover.tolist() == [False, True, True, True, True, False, False, True, True, False]
    days = np.array([0, 39, 40, 85, 3000])
    cover = book.contracts.cover(np.full(len(days), 2), DAY_0 + days)
    assert cover.tolist() == [False, False, True, True, True]
    assert not book.contracts.cover(np.zeros(1, np.int64), np.array([DAY_0])).any()
    assert not made([("a", 0, 1)]).book.contracts_given


def test_silence_is_the_95th_percentile_of_gaps_rounded_up() -> None:
    # 21 gaps of 100 … 120 days: place 19 of 0 … 20 is exactly 119
    orders, after = [("a", 0, 1)], 0
    for gap in range(100, 121):
        after += gap
        orders.append(("a", after, 1))
    assert made(orders).book.silence == 119
    # one gap more, of 400: place 19.95 lies between 119 and 120
    assert made([*orders, ("a", after + 400, 1)]).book.silence == 120


def test_silence_counts_distinct_days_with_deals_of_one_client() -> None:
    orders = [
        ("a", 0, 5),
        ("a", 0, 5),
        ("a", 100, -5),  # a return is no deal
        ("a", 100, 0),
        ("a", 200, 5),
        ("b", 700, 5),
    ]
    book = made(orders).book
    assert book.silence == 200
    assert made([("a", 0, 1), ("a", 3, 1)]).book.silence == 90


def test_silence_agrees_with_numpy_on_random_gaps() -> None:
    rng = np.random.default_rng(3)
    for n in (2, 7, 40, 333):
        gaps = rng.integers(1, 900, n)
        days = np.concatenate([[0], np.cumsum(gaps)])
        found = made([("a", int(d), 1) for d in days]).book.silence
        assert found == max(90, int(np.ceil(round(float(np.percentile(gaps, 95)), 6))))


def test_sums_that_could_overflow_are_refused() -> None:
    with pytest.raises(KitError, match=r"add up to .* more than can be summed exactly"):
        OrderBook.of(made([("a", 0, 2**60), ("a", 1, -(2**60)), ("a", 2, 2**60)]))


def write(path: Path, **changed: object) -> Path:
    columns: dict[str, object] = {
        "client_id": ["a", "a"],
        "day": pa.array([date(2020, 1, 2), date(2020, 1, 1)]),
        "amount": pa.array([5, 7], pa.int64()),
        "margin": pa.array([None, 1], pa.int64()),
        "regular": [True, False],
    }
    columns |= changed
    pq.write_table(pa.table({k: v for k, v in columns.items() if v is not None}), path)
    return path


def test_parquet_without_clients_knows_no_contracts_and_budgets(tmp_path: Path) -> None:
    book = OrderBook.from_parquet(write(tmp_path / "orders.parquet"))
    assert book.orders.amount.tolist() == [7, 5]
    assert book.orders.regular.tolist() == [False, True]
    assert (book.start, book.as_of) == (18_262, 18_263)
    assert book.budget_high.tolist() == [0]
    assert book.contract_day.tolist() == [NEVER]
    assert not book.contracts_given
    assert book.per_unit == 100


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"margin": None}, r"orders.parquet cannot be read as a canonical table: .*margin"),
        ({"client_id": ["a", None]}, r"orders.parquet: 1 order lacks its client, day or amount"),
        (
            {"amount": pa.array([None, None], pa.int64())},
            r"orders.parquet: 2 orders lack their client, day or amount",
        ),
    ],
)
def test_unfit_parquet_is_named(tmp_path: Path, changed: dict[str, object], message: str) -> None:
    with pytest.raises(KitError, match=message):
        OrderBook.from_parquet(write(tmp_path / "orders.parquet", **changed))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KitError, match=r"nowhere.parquet cannot be read"):
        OrderBook.from_parquet(tmp_path / "nowhere.parquet")


@pytest.fixture
def few_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "IN_MEMORY", 4)
    monkeypatch.setattr(sorting, "IN_MEMORY", 4)


ORDERS = [
    ("b", 3, 5, 1, True, "Ann", "pens"),
    ("a", 1, 7, None, False, None, "paper"),
    ("b", 3, -2, 0, True, "Боб", None),
    ("a", 1, 9, 4, True, "Ann", None),
    ("б", 2, 1, 1, True, None, None),
]


def test_many_orders_lie_in_a_file_of_the_owner_and_are_the_same(few_in_memory: None) -> None:
    few = sales_of(ORDERS[:4])
    assert list(folder_of_process(os.getpid()).glob("orders-*")) == []
    assert len(few.book.orders) == 4
    many = sales_of(ORDERS)
    (file,) = folder_of_process(os.getpid()).glob("orders-*")
    assert os.name != "posix" or stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    table = pd.DataFrame(dict(zip(
        ("client_id", "day", "amount", "margin", "regular", "employee_id", "product_group"),
        zip(*ORDERS, strict=True), strict=True,
    )))  # fmt: skip
    table["day"] = [EPOCH + timedelta(days=FIRST + after) for after in table["day"]]
    kinds = {"client_id": "str", "day": "datetime64[s]", "amount": "int64", "margin": "Int64"}
    kinds |= {"regular": "bool", "employee_id": "str", "product_group": "str"}
    pd.testing.assert_frame_equal(many.orders, table.astype(kinds))
    assert many.orders is not many.orders
    del many, file
    gc.collect()
    assert list(folder_of_process(os.getpid()).glob("orders-*")) == []


def test_the_book_is_the_same_whether_orders_lie_in_memory_or_in_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_memory = sales_of(ORDERS).book
    monkeypatch.setattr(stored, "IN_MEMORY", 4)
    monkeypatch.setattr(sorting, "IN_MEMORY", 4)
    in_file = sales_of(ORDERS).book
    for name in (*sorting.COLUMNS, *(f"{name}_to" for name in sorting.SUMS)):
        one, other = (getattr(book.orders, name) for book in (in_memory, in_file))
        assert (one.tolist(), one.dtype) == (other.tolist(), other.dtype)
    assert in_memory.client_ids.tolist() == in_file.client_ids.tolist() == ["a", "b", "б"]
    assert in_memory.employee_ids.tolist() == in_file.employee_ids.tolist() == ["Ann", "Боб"]
    assert in_memory.product_groups.tolist() == in_file.product_groups.tolist() == ["paper", "pens"]


def test_the_class_sales_has_no_orders_of_its_own() -> None:
    with pytest.raises(TypeError, match="orders"):
        Sales(**{name: value for name, value in vars(sales_of([])).items() if name != "orders"})
