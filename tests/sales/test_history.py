from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kit.errors import KitError
from kit.sales.history import Histories, silence_days
from kit.sales.stream import NEVER
from kit.sales.tables import Sales

START = date(2020, 1, 1)
FIRST = 18262  # 2020-01-01 in days since 1970-01-01


def sales(
    orders: list[tuple[str, int, int]],
    budgets: list[tuple[str, int | None, int | None]] = (),  # type: ignore[assignment]
    contracts: list[tuple[str, int, int | None]] = (),  # type: ignore[assignment]
    **columns: list[object],
) -> Sales:
    """Orders as (client, day, amount), contracts as (client, signed, ends): days after START."""

    def dates(after: list[int | None]) -> pd.Series:
        days = [None if one is None else START + timedelta(days=one) for one in after]
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
        start=START,
        as_of=START,
        currency=None,
        per_unit=100,
        set_aside=pd.DataFrame(),
        inputs=(),
    )


def test_orders_come_by_client_and_day_whatever_their_order() -> None:
    given = sales(
        [("b", 5, 1), ("10", 9, 2), ("б", 1, 3), ("b", 2, -4), ("10", 9, 5), ("9", 0, 6)],
        margin=[1, None, 3, 4, 5, 6],
        regular=[True, False, True, True, True, True],
    )
    before = given.orders.copy()
    histories = Histories.of(given)
    (batch,) = histories.batches()
    assert histories.client_ids.tolist() == ["10", "9", "b", "б"]  # as text: never as numbers
    assert batch.client.tolist() == [0, 0, 1, 2, 2, 3]
    assert (batch.day - FIRST).tolist() == [9, 9, 0, 2, 5, 1]
    assert sorted(batch.amount[:2].tolist()) == [2, 5]
    assert batch.amount[2:].tolist() == [6, -4, 1, 3]
    assert sorted(zip(batch.margin[:2], batch.margin_known[:2], strict=True)) == [
        (0, False),
        (5, True),
    ]
    assert sorted(batch.regular[:2].tolist()) == [False, True]
    assert not histories.margin_known
    assert (histories.first_day, histories.last_day) == (FIRST, FIRST + 9)
    pd.testing.assert_frame_equal(given.orders, before)


@pytest.mark.parametrize("rows", [1, 2, 3, 5, 100])
def test_no_client_is_cut_in_two(rows: int) -> None:
    orders = [(f"{client:02}", after, 1) for client in range(12) for after in range(client)]
    seen = []
    for batch in Histories.of(sales(orders)).batches(rows):
        clients = set(batch.client.tolist())
        assert not clients & {client for client, _ in seen}
        seen += list(zip(batch.client.tolist(), (batch.day - FIRST).tolist(), strict=True))
    # client 00 has no order, so that code 0 is client 01
    assert seen == [(client - 1, after) for client in range(12) for after in range(client)]


def test_nothing_later_than_as_of() -> None:
    histories = Histories.of(sales([("a", 0, 1), ("a", 5, 1), ("b", 6, 1)]))
    (batch,) = histories.batches(as_of=FIRST + 5)
    assert (batch.day - FIRST).tolist() == [0, 5]
    assert list(histories.batches(as_of=FIRST - 1)) == []


def test_no_orders_at_all() -> None:
    histories = Histories.of(sales([]))
    assert len(histories.client_ids) == 0
    assert list(histories.batches()) == []
    assert silence_days(histories) == 90


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
    histories = Histories.of(sales([(client, 0, 1) for client in "abcdef"], budgets=budgets))
    assert histories.budget_low.tolist() == [100, 300, 0, 400, 10, 0]
    assert histories.budget_high.tolist() == [200, 300, 0, 500, 30, 0]


def test_contracts_first_signing_and_cover() -> None:
    contracts = [
        ("b", 50, 60),
        ("b", 10, 20),
        ("b", 15, 30),
        ("c", 40, None),
        ("c", 90, 80),  # ends before it is signed: covers no day
        ("stranger", 0, None),
    ]
    histories = Histories.of(sales([(c, 0, 1) for c in "abc"], contracts=contracts))
    assert histories.contracts_given
    assert histories.contract_day.tolist() == [NEVER, FIRST + 10, FIRST + 40]
    days = np.array([9, 10, 20, 21, 30, 31, 49, 50, 60, 61])
    cover = histories.contracts.cover(np.full(len(days), 1), FIRST + days)
    assert cover.tolist() == [False, True, True, True, True, False, False, True, True, False]
    days = np.array([0, 39, 40, 85, 3000])
    cover = histories.contracts.cover(np.full(len(days), 2), FIRST + days)
    assert cover.tolist() == [False, False, True, True, True]
    assert not histories.contracts.cover(np.zeros(1, np.int64), np.array([FIRST])).any()
    assert not Histories.of(sales([("a", 0, 1)])).contracts_given


def test_silence_is_the_95th_percentile_of_gaps_rounded_up() -> None:
    # 21 gaps of 100 … 120 days: place 19 of 0 … 20 is exactly 119
    orders, after = [("a", 0, 1)], 0
    for gap in range(100, 121):
        after += gap
        orders.append(("a", after, 1))
    assert silence_days(Histories.of(sales(orders))) == 119
    # one gap more, of 400: place 19.95 lies between 119 and 120
    assert silence_days(Histories.of(sales([*orders, ("a", after + 400, 1)]))) == 120


def test_silence_counts_distinct_days_with_deals_of_one_client() -> None:
    orders = [
        ("a", 0, 5),
        ("a", 0, 5),
        ("a", 100, -5),  # a return is no deal
        ("a", 100, 0),
        ("a", 200, 5),
        ("b", 700, 5),
    ]
    histories = Histories.of(sales(orders))
    assert silence_days(histories) == 200
    assert silence_days(histories, as_of=FIRST + 199) == 90
    assert silence_days(Histories.of(sales([("a", 0, 1), ("a", 3, 1)]))) == 90


def test_silence_agrees_with_numpy_on_random_gaps() -> None:
    rng = np.random.default_rng(3)
    for n in (2, 7, 40, 333):
        gaps = rng.integers(1, 900, n)
        days = np.concatenate([[0], np.cumsum(gaps)])
        found = silence_days(Histories.of(sales([("a", int(d), 1) for d in days])))
        assert found == max(90, int(np.ceil(round(float(np.percentile(gaps, 95)), 6))))


def test_sums_that_could_overflow_are_refused() -> None:
    with pytest.raises(KitError, match=r"add up to .* more than can be summed exactly"):
        Histories.of(sales([("a", 0, 2**60), ("a", 1, -(2**60)), ("a", 2, 2**60)]))


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
    histories = Histories.from_parquet(write(tmp_path / "orders.parquet"))
    (batch,) = histories.batches()
    assert batch.amount.tolist() == [7, 5]
    assert batch.regular.tolist() == [False, True]
    assert histories.budget_high.tolist() == [0]
    assert histories.contract_day.tolist() == [NEVER]
    assert not histories.contracts_given
    assert histories.per_unit == 100


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"margin": None}, r"orders.parquet cannot be read as a canonical table: .*margin"),
        ({"client_id": ["a", None]}, r"orders.parquet: 1 order lacks its client_id, day"),
        (
            {"amount": pa.array([None, None], pa.int64())},
            r"orders.parquet: 2 orders lack their client_id, day, amount or regular",
        ),
    ],
)
def test_unfit_parquet_is_named(tmp_path: Path, changed: dict[str, object], message: str) -> None:
    with pytest.raises(KitError, match=message):
        Histories.from_parquet(write(tmp_path / "orders.parquet", **changed))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KitError, match=r"nowhere.parquet cannot be read"):
        Histories.from_parquet(tmp_path / "nowhere.parquet")
