"""Who looks after how many clients, and how many more that can be: counted again by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import kit
from kit.choice.carrying import carry_of
from kit.company.model import Assumption, Company
from kit.questions.carry.question import carry
from kit.worlds import Policy, World, simulate

RULE_DAYS = (10, 60)


@pytest.fixture(scope="module")
def world():
    return simulate(World(clients=220, seed=3, policy=Policy("deal", 3, delay_days=RULE_DAYS)))


def stated(**values) -> Company:
    return Company(
        assumptions=tuple(
            Assumption(id=name, label=name, low=low, likely=likely, high=high, basis="measured")
            for name, (low, likely, high) in values.items()
        )
    )


HOURS = {
    "manager_hours_per_order": (1.0, 1.2, 1.4),
    "manager_hours_per_month": (0.5, 0.6, 0.7),
    "manager_handoff_hours": (2.0, 3.0, 4.0),
}


def counted(world, sales) -> dict[str, int]:
    """Active, held and due clients by plain pandas."""
    as_of, silence = pd.Timestamp(sales.as_of), sales.book.silence
    deals = sales.orders[sales.orders["amount"] > 0]
    last = deals.groupby("client_id")["day"].max()
    active = set(last.index[last > as_of - pd.Timedelta(days=silence)])
    open_rows = sales.assignments[sales.assignments["role"] == "account_manager"]
    held = active & set(open_rows.loc[open_rows["from_on"] <= as_of, "client_id"])
    twice = deals.groupby("client_id").size()
    return {
        "active": len(active),
        "held": len(held),
        "due": len((active - held) & set(twice.index[twice >= 2])),
    }


def test_books_are_counted_from_the_records(world):
    sales = world.sales()
    finding = carry(Company(), sales)
    expected = counted(world, sales)
    assert {name: finding.numbers[name] for name in expected} == expected
    assert finding.table["clients"].sum() == expected["held"]
    text = finding.read().prose
    assert f"look after {expected['held']} of {expected['active']} active clients" in text
    assert f"means {expected['due']} more at once" in text
    assert finding.status == "cannot tell"
    assert "At your own books" in text


def test_hours_follow_from_the_figures(world):
    sales = world.sales()
    company = stated(**HOURS)
    weighed = carry_of(company, sales)
    deals = sales.orders[sales.orders["amount"] > 0]
    year = deals[deals["day"] > pd.Timestamp(sales.as_of) - pd.Timedelta(days=365)]
    own = sales.assignments[sales.assignments["role"] == "account_manager"]
    last = deals.groupby("client_id")["day"].max()
    silence = pd.Timedelta(days=sales.book.silence)
    active = set(last.index[last > pd.Timestamp(sales.as_of) - silence])
    held = active & set(own["client_id"])
    a_month = year["client_id"].isin(held).sum() / 12
    free = 4 * 40 * 365.25 / 12 / 7
    assert np.median(weighed.load_now) == pytest.approx(
        (1.2 * a_month + 0.6 * len(held)) / free, rel=0.03
    )
    finding = carry(company, sales)
    assert finding.numbers["can_carry"] in ("can", "cannot", "open")
    assert sum(weighed.each.values()) == pytest.approx(
        (1.2 * a_month + 0.6 * len(held)) / (free / 4), rel=1e-9
    )


@pytest.mark.parametrize(("factor", "verdict"), [(0.05, "can"), (8.0, "cannot")])
def test_far_too_few_or_many_hours_are_answered(world, factor, verdict):
    company = stated(**{name: tuple(factor * x for x in ends) for name, ends in HOURS.items()})
    finding = carry(company, world.sales())
    assert finding.numbers["can_carry"] == verdict
    assert finding.status == "answered"


def test_without_owners_nothing_is_said_of_books(world):
    finding = carry(Company(), world.sales("none"))
    assert finding.status == "needs data"
    assert "no own books" in finding.read().prose
    assert any("assignments" in need for need in finding.read().needs)


def test_nearly_no_new_clients_leave_nothing_to_hand_over(make_sales):
    orders = [(f"C{n}", 20 * k, 100.0) for n in range(30) for k in range(60)]
    finding = carry(Company(), make_sales(orders, as_of=1200))
    assert finding.numbers["new_clients_a_year"] == 0
    assert "next to nothing to hand over" in finding.read().headline
    russian = carry(Company(settings={"language": "ru"}), make_sales(orders, as_of=1200))
    assert "new client" not in russian.read().headline


def test_a_person_with_few_clients_is_not_shown(world):
    sales = world.sales()
    own = sales.assignments["role"] == "account_manager"
    few = sales.assignments["employee_id"].where(~(own & (sales.assignments.index % 97 == 0)), "M9")
    sales = replace(sales, assignments=sales.assignments.assign(employee_id=few))
    finding = carry(Company(), sales)
    assert "M9" not in set(finding.table["employee"])


def test_the_demo_reads_as_it_was_counted():
    company = kit.open("demo")
    finding = kit.carry(company, kit.read(company))
    assert (finding.numbers["held"], finding.numbers["active"], finding.numbers["due"]) == (
        *(185, 222),
        29,
    )
    assert finding.numbers["held_two_years_ago"] == 122
    assert finding.numbers["stated_hours_contradict_paid_hours"]
    assert date(2024, 12, 30) == kit.read(company).as_of
