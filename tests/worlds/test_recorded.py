"""Sales built from a simulated company are those that its files give."""

from dataclasses import fields, replace
from datetime import date

import pandas as pd
import pytest

from kit.sales.clean import read_sales
from kit.worlds import Effect, Policy, World, simulate

WORLD = World(
    clients=60,
    seed=5,
    policy=Policy("deal", deals=2, exits=(date(2023, 7, 3),), randomised=(10, 120)),
    effect=Effect(uplift=-0.1, new_lines=0.2),
    returns=0.1,
    cancelled=0.1,
)
MONEY = ("amount", "margin", "annual_budget_low", "annual_budget_high", "cost_per_hour")
TABLES = ("clients", "contracts", "assignments", "employees", "experiment")
RECORDED = {
    "assignments": TABLES,
    "assignments without roles": ("clients", "contracts", "assignments", "experiment"),
    "orders": ("clients", "contracts", "employees", "experiment"),
    "none": ("clients", "contracts", "experiment"),
}


def _read(company, folder, owners="assignments"):
    """The company's files, written without any fault, as the kit reads them."""
    inputs = []
    for name in ("orders", *RECORDED[owners]):
        table = getattr(company, name).copy()
        for column in table.columns.intersection(MONEY):
            cells = [f"{int(one) / 100:.2f}" if pd.notna(one) else "" for one in table[column]]
            table[column] = cells
        if name == "orders" and owners == "none":
            table = table.drop(columns="employee_id")
        if name == "assignments" and owners == "assignments without roles":
            table = table.drop(columns="role")
        if len(table):
            table.to_csv(folder / f"{name}.csv", index=False, date_format="%Y-%m-%d")
            inputs.append(f"{name}={name}.csv")
    return read_sales(inputs, folder=folder)


def _agree(built, read):
    for one in fields(read):
        if one.name in ("inputs", "notes", "set_aside", "offers"):
            continue
        here, there = getattr(built, one.name), getattr(read, one.name)
        if isinstance(there, pd.DataFrame):
            pd.testing.assert_frame_equal(here, there, obj=one.name)
        else:
            assert here == there, one.name


@pytest.mark.parametrize("owners", RECORDED)
def test_it_is_what_reading_the_files_gives(tmp_path, owners):
    company = simulate(WORLD)
    assert len(company.experiment) > 20
    _agree(company.sales(owners), _read(company, tmp_path, owners))


@pytest.mark.parametrize(
    "world",
    [
        World(clients=1, seed=3, start=date(2024, 3, 1), end=date(2024, 3, 31), known_before=0),
        World(clients=40, seed=2, policy=Policy("never"), contracts=0.0, budgets=0.0),
        # as text, C10000 comes before C2000
        World(clients=10_050, seed=2, start=date(2024, 11, 1), end=date(2024, 12, 30)),
    ],
)
def test_ugly_companies_agree_as_well(tmp_path, world):
    company = simulate(world)
    _agree(company.sales(), _read(company, tmp_path))


def test_cancelled_orders_are_left_out_and_sums_kept():
    company = simulate(WORLD)
    sales = company.sales()
    cancelled = company.orders["status"] == "cancelled"
    assert 0 < cancelled.sum() == len(company.orders) - len(sales.orders)
    kept = company.orders.loc[~cancelled, "amount"].sum()
    assert sales.orders["amount"].sum() == kept


def test_what_is_recorded_of_the_owners():
    company = simulate(WORLD)
    without = company.sales("assignments without roles")
    assert without.assignments["role"].isna().all()
    assert len(without.assignments) > WORLD.clients
    assert len(without.employees) == 0
    orders = company.sales("orders")
    assert len(orders.assignments) == 0
    assert "orders.employee_id" in orders.given
    assert "employees.role" in orders.given
    nothing = company.sales("none")
    assert "employee_id" not in nothing.orders
    assert not {one for one in nothing.given if "employee" in one or "role" in one}


def test_product_groups_are_there_if_handoffs_bring_new_lines():
    groups = simulate(WORLD).sales().orders["product_group"]
    assert set(groups) == {"core", "new lines"}
    assert "product_group" not in simulate(replace(WORLD, effect=Effect())).sales().orders


def test_a_company_without_an_order_has_no_sales():
    world = World(clients=1, seed=1, known_before=1.0, start=date(2024, 1, 1), end=date(2024, 1, 9))
    empty = next(
        company
        for seed in range(1, 50)
        if (company := simulate(replace(world, seed=seed))).orders.empty
    )
    assert empty.truth["first_order_on"].iloc[0] < pd.Timestamp("2024-01-01")
    with pytest.raises(ValueError, match="no order was completed"):
        empty.sales()


def test_owners_are_recorded_in_one_of_four_ways():
    with pytest.raises(ValueError, match="assignments without roles, orders, none"):
        simulate(WORLD).sales("roles")
