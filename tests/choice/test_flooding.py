"""A flood of new clients: loads and costs against plain loops and closed forms."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from kit.choice.carrying import DRAWS, NEAR, carry_of
from kit.choice.flooding import (
    Flood,
    Way,
    break_even,
    cheapest,
    flood_of,
    inflow_of,
    ways,
)
from kit.company.model import Assumption, Company
from kit.triggers.rules import Deal
from kit.worlds import Policy, World, simulate

FIGURES = {
    "manager_hours_per_order": 1.2, "manager_hours_per_month": 0.6, "manager_handoff_hours": 3.0,
    "manager_week": 35.0, "wait_days": 3.0, "manager_cost": 40.0, "hours_per_order": 2.0,
    "hours_per_month": 1.0, "handoff_hours": 4.0, "hunting_share": 0.5,
    "clients_per_100_hours": 2.0, "margin_share": 0.25,
}  # fmt: skip
RULE = Deal(2)


def stated(**changed) -> Company:
    figures = {name: value for name, value in (FIGURES | changed).items() if value is not None}
    return Company(
        assumptions=tuple(
            Assumption(id=name, label=name, low=value, likely=value, high=value, basis="measured")
            for name, value in figures.items()
        )
    )


@pytest.fixture(scope="module")
def sales():
    policy = Policy("deal", 3, delay_days=(10, 60))
    return simulate(World(clients=240, seed=5, policy=policy)).sales()


def looped(sales) -> tuple[np.ndarray, int, float]:
    """Deals, active clients and handoffs by month, and new clients and their worth: a slow loop."""
    as_of = pd.Timestamp(sales.as_of)
    edges = [as_of - pd.DateOffset(months=back) for back in range(24, -1, -1)]
    silence = pd.Timedelta(days=sales.book.silence)
    months, clients, worth = np.zeros((3, 24)), 0, 0.0
    money = "margin" if sales.book.measure == "margin" else "amount"
    for _, rows in sales.orders.groupby("client_id"):
        rows = rows.sort_values("day")
        deals = rows[rows["amount"] > 0]["day"]
        if deals.empty or deals.iloc[0] <= edges[0] or deals.iloc[0] > as_of:
            continue
        clients += 1
        for month, (begin, end) in enumerate(pairwise(edges)):
            inside = (rows["day"] > begin) & (rows["day"] <= end)
            worth += float(rows.loc[inside, money].sum())
            handed = deals.iloc[1] + pd.Timedelta(days=1) if len(deals) > 1 else pd.Timestamp.max
            if handed > end:
                continue
            months[0, month] += ((deals > begin) & (deals <= end) & (deals >= handed)).sum()
            months[1, month] += deals[deals <= end].iloc[-1] > end - silence
            months[2, month] += begin < handed
    return months, clients, worth


def test_once_as_many_is_what_carry_says(sales):
    company = stated()
    carry, flood = carry_of(company, sales), flood_of(company, sales, 1.0)
    assert np.array_equal(flood.load[:, 0], carry.load_with)
    assert flood.load[:, 24] == pytest.approx(carry.load_later)
    assert flood.at(24).likely == pytest.approx(np.median(carry.load_later))


def test_what_new_clients_come_to_ask_is_counted_from_the_records(sales):
    months, clients, worth = looped(sales)
    inflow = inflow_of(stated(), sales, RULE)
    assert inflow.clients == clients
    for drawn, counted in zip((inflow.deals, inflow.active, inflow.handoffs), months, strict=True):
        mean, error = drawn[:, 1:].mean(axis=0), drawn[:, 1:].std(axis=0) / np.sqrt(DRAWS)
        assert np.all(np.abs(mean - counted) <= 5 * error + 1e-9)
        assert not drawn[:, 0].any()
    for drawn, counted in ((inflow.won, clients), (inflow.worth, worth)):
        assert abs(drawn.mean() - counted) <= 5 * drawn.std() / np.sqrt(DRAWS)


def test_a_company_to_which_everybody_new_comes_twice_has_the_load_of_twice_as_many(sales):
    start = pd.Timestamp(sales.as_of) - pd.DateOffset(months=24)
    first = sales.orders[sales.orders["amount"] > 0].groupby("client_id")["day"].min()
    again = sales.orders[sales.orders["client_id"].isin(first.index[first > start])]
    again = again.assign(client_id="X" + again["client_id"], order_id="X" + again["order_id"])
    twice = replace(sales, orders=pd.concat([sales.orders, again], ignore_index=True))
    company = stated()
    one, two = (flood_of(company, each, 1.0).flow.mean(axis=0) for each in (sales, twice))
    surge = flood_of(company, sales, 2.0)
    added = (surge.load - flood_of(company, sales, 1.0).load).mean(axis=0)
    assert two[1:] == pytest.approx(2 * one[1:], rel=0.03)
    assert added == pytest.approx(two / 2, rel=0.03)


def planted(sales, company, *, load=0.5, growth=1.0, step=0.01, surge=2.0, limit=0.8, **more):
    """A flood whose load begins somewhere and rises by `step` a month for each more."""
    flood = flood_of(company, sales, surge)
    drawn = replace(flood.carry.drawn, grown=np.full(DRAWS, growth), free=np.full(DRAWS, 600.0))
    carry = replace(
        flood.carry, drawn=drawn, load_with=np.full(DRAWS, load), managers=4, limit=limit
    )
    deals = np.tile(step * 600 / FIGURES["manager_hours_per_order"] * np.arange(25), (DRAWS, 1))
    none = np.zeros((DRAWS, 25))
    inflow = replace(
        flood.inflow, deals=deals, active=none, handoffs=none,
        won=np.full(DRAWS, 100.0), worth=np.full(DRAWS, 500_000_00.0),
    )  # fmt: skip
    return Flood(carry, inflow, surge, **more)


@pytest.mark.parametrize(
    ("surge", "off", "factor", "step"),
    [(2.0, 0.0, 1.0, 0.021), (3.0, 0.0, 1.0, 0.021), (2.0, 0.5, 3.0, 0.021), (1.5, 0.2, 2.0, 0.05)],
)
def test_the_month_is_that_in_which_a_straight_line_meets_the_limit(
    sales, surge, off, factor, step
):
    slope = (surge - 1) * (1 - off + off * factor) * step
    flood = planted(sales, stated(), step=step, surge=surge, off_profile=off, factor=factor)
    when = flood.when()
    for told, room in ((when.low, 0.3 - NEAR), (when.likely, 0.3), (when.high, 0.3 + NEAR)):
        assert told == np.ceil(round(room / slope, 9))
    assert flood.people == pytest.approx((0.5 + 24 * slope) * 4 / 0.8)
    later = flood.when(people=1)
    assert later.likely == np.ceil(round((0.8 * 5 / 4 - 0.5) / slope, 9))


def test_without_more_new_clients_and_growth_the_limit_is_never_reached(sales):
    flood = planted(sales, stated(), surge=1.0)
    assert (flood.when().low, flood.when().high) == (np.inf, np.inf)
    assert ways(stated(), sales, flood) == ()


def test_a_base_that_grew_need_not_go_on_growing(sales):
    flood = planted(sales, stated(), growth=2.0, surge=1.0, load=0.5)
    month = 24 * np.log(0.8 / 0.5) / np.log(2)
    assert flood.when().likely == np.ceil(month)
    assert flood.when().high == np.inf


def test_work_that_finds_no_time_piles_up(sales):
    flood = planted(sales, stated(), load=0.9, step=0.02)
    undone, days = 0.0, 5 * 365.25 / 12 / 7
    for month in range(25):
        undone = max(undone + 0.9 + 0.02 * month - 1, 0) if month else 0.0
        assert flood.undone[:, month] == pytest.approx(undone * days)
    assert flood.late(24).low == 1.0


@pytest.fixture
def out(sales):
    company = stated()
    flood = planted(sales, company, step=0.04)
    return {way.remedy: way for way in ways(company, sales, flood)}


def test_hiring_costs_the_pay_of_as_many_as_the_fullest_month_needs(out):
    more = np.ceil((0.5 + 24 * 0.04) * 4 / 0.8 - 4)
    months = 24 - np.ceil(0.3 / 0.04)
    assert out["people"].amount == pytest.approx(more)
    assert out["people"].hours == pytest.approx(more * months * 600 / 4)
    assert out["people"].cost == pytest.approx(more * months * 150 * 40 * 100)
    assert out["people"].often == 1


def test_saying_no_costs_the_margin_of_as_many_as_must_not_come(sales, out):
    # twice as many bring 0.08 a month for each month, and 0.04 of these is what today's bring
    part = max((0.5 + 0.04 * month - 0.8) / (0.08 * month) for month in range(1, 25))
    share = 1 if sales.book.measure == "margin" else 0.25
    assert out["no"].amount == pytest.approx(part)
    assert out["no"].cost == pytest.approx(part * 2 * 500_000_00 * share)


def test_passing_later_leaves_work_with_hunters_who_win_fewer_clients(sales):
    company = stated()
    flood = flood_of(company, sales, 3.0)
    limit = float(np.quantile(flood.load.max(axis=1), 0.3))
    flood = replace(flood, carry=replace(flood.carry, limit=limit))
    (way, *_) = ways(company, sales, flood)
    assert way.remedy == "later"
    then = flood_of(company, sales, 3.0, rule=Deal(int(way.amount[0])))
    total = np.zeros(DRAWS)
    for month in range(1, 25):
        grown = flood.grown ** (month / 24)
        deals = (flood.carry.orders[0] - then.carry.orders[0]) * grown
        clients = (flood.carry.asked - then.carry.asked) * grown
        handed = (flood.carry.monthly - then.carry.monthly) * grown
        deals = deals + 2 * (flood.inflow.deals - then.inflow.deals)[:, month]
        clients = clients + 2 * (flood.inflow.active - then.inflow.active)[:, month]
        handed = handed + 2 * (flood.inflow.handoffs - then.inflow.handoffs)[:, month]
        total += 2.0 * deals + 1.0 * clients - 4.0 * handed
    assert way.hours == pytest.approx(np.maximum(total, 0))
    share = 1 if sales.book.measure == "margin" else 0.25
    each = flood.inflow.worth * share / flood.inflow.won
    assert way.cost == pytest.approx(np.maximum(total, 0) * 0.5 * 0.02 * each)


def test_a_price_nobody_stated_gives_a_break_even_instead_of_a_cost(sales):
    company = stated(manager_cost=None)
    sales = replace(sales, given=sales.given - {"employees.cost_per_hour"})
    flood = planted(sales, company, step=0.04)
    _, people, no = made = ways(company, sales, flood)
    assert people.cost is None
    assert cheapest(made) is None
    assert np.median(break_even(people, (no,))) == pytest.approx(
        np.median(no.cost) / np.median(people.hours)
    )
    assert break_even(no, (people,)) is None


def way(remedy, cost, enough=True) -> Way:
    all_of_them = np.ones(DRAWS, np.bool_)
    costs = None if cost is None else np.full(DRAWS, cost)
    return Way(remedy, all_of_them & enough, costs, costs, costs, all_of_them)


def test_what_does_not_suffice_is_not_the_cheapest():
    later, people, no = way("later", 1.0, enough=False), way("people", 3.0), way("no", 2.0)
    assert cheapest((later, people, no)) == ("no", 1.0)
    assert cheapest((replace(later, cost=None), people, no)) == ("no", 1.0)
    assert cheapest((later, people, replace(no, cost=None))) is None


def test_few_months_of_new_clients_give_no_answer(make_sales):
    orders = [(f"C{n}", 10 * k + n, 100.0) for n in range(30) for k in range(30)]
    short = make_sales(orders, as_of=320)
    assert inflow_of(Company(), short, RULE) is None
    assert flood_of(Company(), short, 2.0) is None
