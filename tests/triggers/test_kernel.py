from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import oracle
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.sales.book import OrderBook
from kit.sales.tables import Sales
from kit.triggers.kernel import run
from kit.triggers.result import BY_RULE, Result
from kit.triggers.rules import AllOf, AnyOf, Contract, Deal, Share, Tenure, Trigger, Volume, parse

START = date(2019, 11, 20)


def day(after: int) -> date:
    return START + timedelta(days=after)


def sales_of(world: oracle.World) -> Sales:
    orders = [(name, one) for name, client in world.clients.items() for one in client.orders]
    budgets = [(name, *c.budget) for name, c in world.clients.items() if c.budget is not None]
    contracts = [(name, *one) for name, client in world.clients.items() for one in client.contracts]
    low = pd.DataFrame(budgets, columns=["client_id", "annual_budget_low", "annual_budget_high"])
    return Sales(
        orders=pd.DataFrame(
            {
                "client_id": pd.Series([name for name, _ in orders], dtype="str"),
                "day": pd.Series([o.day for _, o in orders], dtype="datetime64[s]"),
                "amount": pd.Series([o.amount for _, o in orders], dtype="int64"),
                "margin": pd.Series([o.margin for _, o in orders], dtype="Int64"),
                "regular": pd.Series([o.regular for _, o in orders], dtype="bool"),
            }
        ),
        clients=low.astype({"annual_budget_low": "Int64", "annual_budget_high": "Int64"}),
        contracts=pd.DataFrame(contracts, columns=["client_id", "signed_on", "ends_on"]).astype(
            {"signed_on": "datetime64[s]", "ends_on": "datetime64[s]"}
        ),
        assignments=pd.DataFrame(),
        employees=pd.DataFrame(),
        given=frozenset({"contracts.signed_on"} if world.contracts_given else ()),
        start=START,
        as_of=world.as_of,
        currency=None,
        per_unit=world.per_unit,
        set_aside=pd.DataFrame(),
        inputs=(),
    )


def run_world(
    world: oracle.World, rules: list[Trigger], *, keep: bool = True, rows: int = 500_000
) -> Result:
    return run(
        OrderBook.of(sales_of(world)),
        rules,
        as_of=oracle.number(world.as_of),
        cohort_from=oracle.number(world.cohort_from),
        silence=world.silence,
        keep=rules if keep else (),
        rows=rows,
    )


# Few distinct days and round amounts, so that ties and exact hits of thresholds are common.
days = st.one_of(
    st.integers(0, 1500).map(day),
    st.sampled_from([0, 1, 30, 89, 90, 91, 180, 181, 364, 365, 366, 545, 730, 731, 1500]).map(day),
)
amounts = st.one_of(
    st.integers(-400, 1500),
    st.sampled_from([-500, -100, 0, 1, 100, 500, 1000]),
)
orders = st.builds(
    oracle.Order,
    day=days,
    amount=amounts,
    margin=st.none() | st.integers(-50, 400),
    regular=st.sampled_from([True, True, True, False]),
)


@st.composite
def contract(draw: st.DrawFn) -> tuple[date, date | None]:
    signed = draw(st.integers(-300, 1600))
    ends = draw(st.none() | st.integers(signed, signed + 500))
    return day(signed), None if ends is None else day(ends)


@st.composite
def budget(draw: st.DrawFn) -> tuple[int, int]:
    low = draw(st.sampled_from([100, 999, 1000, 2000, 3333]))
    return low, low + draw(st.sampled_from([0, 0, 1, 1000]))


clients = st.builds(
    oracle.Client,
    orders=st.lists(orders, min_size=1, max_size=12),
    contracts=st.lists(contract(), max_size=2),
    budget=st.none() | budget(),
)
worlds = st.builds(
    oracle.World,
    clients=st.dictionaries(
        st.sampled_from(["a", "B", "б", "10", "9", "0010", "Z z"]), clients, min_size=1, max_size=6
    ),
    as_of=st.sampled_from([900, 1200, 1500, 1600]).map(day),
    cohort_from=st.sampled_from([0, 0, 100, 365]).map(day),
    silence=st.sampled_from([90, 200]),
    contracts_given=st.just(True),
    per_unit=st.sampled_from([100, 1]),
)
leaves = st.one_of(
    st.just(Contract()),
    st.builds(Deal, st.integers(1, 6)),
    st.builds(
        Volume,
        st.sampled_from([Decimal("0.004"), Decimal(1), Decimal("5.01"), Decimal(10), Decimal(500)]),
        st.sampled_from([1, 30, 90, 365]),
    ),
    st.builds(Share, st.sampled_from([Decimal(1), Decimal("33.3"), Decimal(50), Decimal(100)])),
    st.builds(Tenure, st.sampled_from([1, 30, 181, 400]), st.sampled_from([1, 30, 90])),
)
rules = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda kind, parts: kind(tuple(parts)),
        st.sampled_from([AllOf, AnyOf]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=4,
)
random_histories = settings(
    max_examples=50,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def placed(histogram: np.ndarray) -> dict[int, int]:
    return {int(place): int(histogram[place]) for place in np.flatnonzero(histogram)}


def check_clients(world: oracle.World, result: Result) -> None:
    kept = result.per_client
    names = oracle.buyers(world)
    assert list(kept.client_ids) == names
    for at, name in enumerate(names):
        expected = oracle.client_row(world, name)
        assert {field: getattr(kept, field)[at] for field in expected} == expected
        for column, rule in enumerate(result.triggers):
            expected = oracle.firing_row(world, name, rule)
            found = {field: getattr(kept, field)[at, column] for field in expected}
            assert found == expected, str(rule)


def check_aggregates(world: oracle.World, result: Result) -> None:
    buyers = oracle.buyers(world)
    first_deals = [oracle.deal_days(world, world.clients[name])[0] for name in buyers]
    assert result.clients == sum(first >= world.cohort_from for first in first_deals)
    seen = [name for name, client in world.clients.items() if oracle.seen(world, client)]
    assert result.without_deal == len(seen) - len(buyers)
    for k in range(51):
        expected = oracle.base_rate(world, k) if k else (0, 0)
        assert (result.base_of[k], result.base_n[k]) == expected
    for column, rule in enumerate(result.triggers):
        expected = oracle.aggregates(world, rule)
        found: dict[str, object] = {}
        for name, value in expected.items():
            row = getattr(result, name)[column]
            found[name] = placed(row) if isinstance(value, dict) else row
        assert found == expected, str(rule)


@random_histories
@given(world=worlds, chosen=st.lists(rules, min_size=1, max_size=6))
def test_random_histories_give_what_the_plain_oracle_gives(
    world: oracle.World, chosen: list[Trigger]
) -> None:
    result = run_world(world, chosen)
    check_clients(world, result)
    check_aggregates(world, result)


@settings(random_histories, max_examples=8)
@given(world=worlds, chosen=st.lists(rules, min_size=1, max_size=4), rows=st.integers(1, 9))
def test_batch_size_changes_nothing(world: oracle.World, chosen: list[Trigger], rows: int) -> None:
    assert_equal(run_world(world, chosen, rows=rows), run_world(world, chosen))


@settings(random_histories, max_examples=8)
@given(world=worlds, chosen=rules, others=st.lists(rules, min_size=1, max_size=4))
def test_more_settings_do_not_change_the_others(
    world: oracle.World, chosen: Trigger, others: list[Trigger]
) -> None:
    alone = run_world(world, [chosen])
    among = run_world(world, [*others, chosen, *others])
    place = len(others)
    for name in BY_RULE:
        np.testing.assert_array_equal(getattr(among, name)[place], getattr(alone, name)[0])
    for field in fields(alone.per_client):
        one, several = (getattr(kept, field.name) for kept in (alone.per_client, among.per_client))
        if one.ndim == 2:
            np.testing.assert_array_equal(several[:, place], one[:, 0])


def assert_equal(one: object, other: object) -> None:
    for field in fields(one):  # type: ignore[arg-type]
        left, right = getattr(one, field.name), getattr(other, field.name)
        if field.name == "per_client":
            assert_equal(left, right)
        else:
            np.testing.assert_array_equal(left, right, err_msg=field.name)


def order(after: int, amount: int, *, margin: int | None = 1, regular: bool = True) -> oracle.Order:
    return oracle.Order(day(after), amount, margin, regular)


def world_of(*clients: oracle.Client, as_of: int = 1000, **more: object) -> oracle.World:
    named = {f"client {at}": client for at, client in enumerate(clients)}
    chosen = {"cohort_from": START, "silence": 90, "per_unit": 1, **more}
    return oracle.World(clients=named, as_of=day(as_of), **chosen)  # type: ignore[arg-type]


def fired_after(world: oracle.World, *texts: str) -> list[int | None]:
    """Days from START to firing of the only client, per rule."""
    result = run_world(world, [parse(text) for text in texts])
    kept = result.per_client
    start = oracle.number(START)
    return [None if one == -1 else int(one) - start for one in kept.fired_on[0]]


def test_deals_on_one_day_count_each_and_returns_never() -> None:
    client = oracle.Client([order(0, 10), order(5, 10), order(5, 10), order(9, -30), order(10, 1)])
    fired = fired_after(world_of(client), "deal 1", "deal 2", "deal 3", "deal 4", "deal 5")
    assert fired == [0, 5, 5, 10, None]


def test_volume_needs_two_regular_deals_in_a_window_that_is_open_at_its_start() -> None:
    one_large = oracle.Client([order(0, 1000), order(90, 5)])
    assert fired_after(world_of(one_large), "volume 900 per 90 days") == [None]
    assert fired_after(world_of(one_large), "volume 900 per 91 days") == [90]
    project = oracle.Client([order(0, 1000, regular=False), order(1, 5), order(2, 895)])
    assert fired_after(world_of(project), "volume 900 per 90 days") == [2]
    assert fired_after(world_of(project), "volume 901 per 90 days") == [None]


def test_what_has_fired_stays_fired_and_the_reversal_is_seen() -> None:
    client = oracle.Client([order(0, 60), order(1, 60), order(2, -100)])
    world = world_of(client)
    assert fired_after(world, "volume 120 per 365 days", "volume 121 per 365 days") == [1, None]
    kept = run_world(world, [parse("volume 120 per 365 days"), Deal(2)]).per_client
    assert kept.holds_later.tolist() == [[0, 1]]
    assert kept.before.tolist() == [[120, 120]]


def test_share_is_compared_in_whole_numbers() -> None:
    # 33.3 % of 1,000 is 333: in floating point 0.333 × 1000 is a little more than that
    hit = oracle.Client([order(0, 332), order(3, 1)], budget=(1000, 1000))
    assert fired_after(world_of(hit), "share 33.3%", "share 33.31%") == [3, None]
    vast = oracle.Client([order(0, 10**15 - 1), order(7, 1)], budget=(10**15, 10**15))
    exact = "share 99.9999999999999%"  # too many decimals for int64
    assert fired_after(world_of(vast), "share 100%", exact) == [7, 0]


def test_share_of_a_budget_known_as_a_range_is_certain_or_only_possible() -> None:
    clients = [
        oracle.Client([order(0, 10), order(5, 40), order(6, 60)], budget=(100, 200)),
        oracle.Client([order(0, 10), order(5, 40)], budget=(100, 200)),
        oracle.Client([order(0, 10), order(5, 40)]),
    ]
    result = run_world(
        world_of(*clients), [parse("share 50%"), parse("any of (share 50%, deal 3)")]
    )
    kept = result.per_client
    start = oracle.number(START)
    assert kept.fired_on[:, 0].tolist() == [start + 6, -1, -1]
    assert kept.maybe_on[:, 0].tolist() == [start + 5, start + 5, -1]
    assert kept.known.tolist() == [[True, True], [True, True], [False, True]]
    assert (result.known.tolist(), result.fired.tolist()) == ([2, 3], [1, 1])
    assert result.maybe.tolist() == [1, 1]


def test_share_looks_back_365_days_and_no_further() -> None:
    in_time = oracle.Client([order(0, 60), order(364, 40)], budget=(100, 100))
    too_late = oracle.Client([order(0, 60), order(365, 40)], budget=(100, 100))
    assert fired_after(world_of(in_time), "share 100%") == [364]
    assert fired_after(world_of(too_late), "share 100%") == [None]


def test_a_share_still_holds_only_if_it_holds_for_the_highest_budget() -> None:
    kept_up = oracle.Client([order(0, 100), order(100, 1)], budget=(100, 200))
    fallen = oracle.Client([order(0, 100), order(100, -1)], budget=(100, 200))
    kept = run_world(world_of(kept_up, fallen), [parse("share 50%")]).per_client
    assert kept.holds_later.tolist() == [[1], [0]]


def test_a_tenure_holds_from_its_first_day_on() -> None:
    client = oracle.Client([order(0, 1)], contracts=[(day(0), day(10))])
    rules = [f"any of (contract, tenure {days} days active 182 days)" for days in (182, 183)]
    kept = run_world(world_of(client), [parse(text) for text in rules]).per_client
    assert (kept.fired_on == oracle.number(START)).all()
    assert kept.holds_later.tolist() == [[1, 0]]


def test_tenure_may_fire_on_a_day_without_an_order() -> None:
    client = oracle.Client([order(0, 1), order(100, 1), order(300, 1)])
    texts = ("tenure 180 days active 80 days", "tenure 180 days active 79 days")
    assert fired_after(world_of(client), *texts) == [180, 300]
    assert fired_after(world_of(client, as_of=299), *texts) == [180, None]
    assert fired_after(world_of(client, as_of=179), *texts) == [None, None]


def test_a_contract_before_the_first_deal_counts_as_day_0() -> None:
    client = oracle.Client([order(100, 7), order(400, 5)], contracts=[(day(40), day(110))])
    result = run_world(world_of(client), [Contract()])
    kept = result.per_client
    assert kept.fired_on[0, 0] == oracle.number(day(40))
    assert (kept.before[0, 0], kept.deals_at[0, 0]) == (0, 0)
    assert kept.next_deal[0, 0] == oracle.number(day(100))
    assert kept.holds_later[0, 0] == 0  # it ended before day 222
    assert placed(result.days[0]) == {0: 1}
    assert (result.before[0], result.after[0]) == (0, 12)
    assert placed(result.early_by_deals[0]) == {0: 1}
    # silent from day 190 to day 400, and again from day 490 on
    for as_of, active in ((189, 1), (190, 0), (400, 1), (489, 1), (490, 0)):
        assert run_world(world_of(client, as_of=as_of), [Contract()]).active.tolist() == [active]


def test_any_of_several_contracts_covers_the_day() -> None:
    bounds = [(day(0), day(50)), (day(150), None), (day(160), day(170))]
    covered = oracle.Client([order(0, 1)], contracts=bounds)
    lapsed = oracle.Client([order(0, 1)], contracts=[(day(0), day(181)), (day(183), None)])
    kept = run_world(world_of(covered, lapsed), [Contract()]).per_client
    assert kept.holds_later.tolist() == [[1], [0]]


def test_without_a_table_of_contracts_nobody_is_known_to_have_none() -> None:
    world = world_of(oracle.Client([order(0, 1), order(1, 1)]), contracts_given=False)
    rules = ["contract", "all of (contract, deal 2)", "any of (contract, deal 3)"]
    result = run_world(world, [parse(text) for text in rules])
    assert result.known.tolist() == [0, 0, 1]
    assert result.fired.tolist() == [0, 0, 0]
    assert result.deals_unfired.tolist() == [0, 0, 1]


def test_too_early_is_counted_only_where_180_days_were_watched() -> None:
    leaving = oracle.Client([order(0, 1), order(10, 1)])
    in_time = oracle.Client([order(0, 1), order(10, 1), order(190, 1)])
    too_late = oracle.Client([order(0, 1), order(10, 1), order(191, 1)])
    result = run_world(world_of(leaving, in_time, too_late, as_of=190), [Deal(2), Deal(3)])
    assert (result.too_early_of.tolist(), result.too_early_n.tolist()) == ([3, 0], [2, 0])
    assert (result.base_of[1:4].tolist(), result.base_n[1:4].tolist()) == ([3, 3, 0], [0, 2, 0])
    assert result.deals_before.tolist() == [3, 2]
    assert result.deals_unfired.tolist() == [0, 2]


def test_sums_beyond_floating_point_stay_exact() -> None:
    large = 2**55 + 1
    clients = [oracle.Client([order(0, large, margin=large), order(1, 2)]) for _ in range(3)]
    result = run_world(world_of(*clients), [Deal(1)])
    assert (result.before[0], result.after[0]) == (3 * large, 6)
    assert (result.margin_before[0], result.margin_after[0]) == (3 * large, 3)


def test_clients_without_a_deal_are_counted_and_left_out() -> None:
    returns = oracle.Client([order(0, -5), order(8, 0)])
    late = oracle.Client([order(0, -5), order(2000, 10)])
    result = run_world(world_of(returns, oracle.Client([order(4, 1)]), late), [Deal(1)])
    assert (result.clients, result.without_deal, result.fired.tolist()) == (1, 2, [1])


def test_no_clients_and_no_triggers_give_empty_figures() -> None:
    nobody = run_world(world_of(oracle.Client([order(0, -5)])), [Deal(1), Contract()])
    assert (nobody.clients, nobody.fired.tolist(), nobody.before.tolist()) == (0, [0, 0], [0, 0])
    assert nobody.per_client.fired_on.shape == (0, 2)
    no_rules = run_world(world_of(oracle.Client([order(0, 5)])), [])
    assert (no_rules.clients, no_rules.fired.shape, no_rules.active.shape[0]) == (1, (0,), 0)
    assert no_rules.per_client.fired_on.shape == (1, 0)


def test_parquet_gives_what_the_tables_give(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    world = world_of(
        *(
            oracle.Client(
                [
                    order(int(rng.integers(0, 900)), int(rng.integers(-50, 400)))
                    for _ in range(int(rng.integers(1, 15)))
                ],
                contracts=[(day(int(rng.integers(0, 900))), None)] if rng.random() < 0.5 else [],
                budget=(500, 900) if rng.random() < 0.5 else None,
            )
            for _ in range(30)
        ),
    )
    sales = sales_of(world)
    shuffled = sales.orders.sample(frac=1, random_state=1)
    days_column = pa.array(shuffled["day"]).cast(pa.date32())
    orders_file, clients_file = tmp_path / "it's orders.parquet", tmp_path / "clients.parquet"
    columns = {name: pa.array(shuffled[name]) for name in ("client_id", "amount", "regular")}
    margin = pa.array(shuffled["margin"], pa.int64())
    pq.write_table(pa.table({**columns, "margin": margin, "day": days_column}), orders_file)
    known = world.clients
    pq.write_table(
        pa.table(
            {
                "client_id": list(known),
                "contract_on": pa.array(
                    [c.contracts[0][0] if c.contracts else None for c in known.values()]
                ),
                "contract_ends_on": pa.nulls(len(known), pa.date32()),
                "budget_low": pa.array([c.budget and c.budget[0] for c in known.values()]),
                "budget_high": pa.array([c.budget and c.budget[1] for c in known.values()]),
            }
        ),
        clients_file,
    )
    chosen = [Contract(), Deal(2), Volume(Decimal(600), 90), Share(Decimal(40)), Tenure(90, 60)]
    from_files = run(
        OrderBook.from_parquet(orders_file, clients_file, per_unit=1),
        chosen,
        as_of=oracle.number(world.as_of),
        cohort_from=oracle.number(START),
        silence=90,
        keep=chosen,
        rows=50,
    )
    assert from_files.fired.all()
    assert_equal(from_files, run_world(world, chosen))
