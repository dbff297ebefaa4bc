"""What a flood is said to do: beside `carry`, where it cannot tell, and what is never a default."""

from dataclasses import replace

import numpy as np
import pytest

import kit
from kit.company.model import Assumption, Company
from kit.errors import KitError
from kit.questions.flood.question import flood
from kit.worlds import Policy, World, simulate

HOURS = {
    "manager_hours_per_order": 1.2, "manager_hours_per_month": 0.6, "manager_handoff_hours": 3.0,
    "manager_cost": 40.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def sales():
    policy = Policy("deal", 3, delay_days=(10, 60))
    return simulate(World(clients=220, seed=3, policy=policy)).sales()


def stated(factor: float = 1.0) -> Company:
    return Company(
        assumptions=tuple(
            Assumption(
                id=name, label=name, low=0.95 * hours * factor, likely=hours * factor,
                high=1.05 * hours * factor, basis="measured",
            )
            for name, hours in HOURS.items()
        )
    )  # fmt: skip


def test_as_many_new_clients_as_now_give_the_loads_of_carry(sales):
    company = stated()
    told, carried = flood(company, sales), kit.carry(company, sales)
    months = told.rows("months")
    months = months[months["surge"] == 1.0].set_index("month")
    loads = carried.rows("load").set_index("at")
    for month, moment in ((0, "due"), (24, "later")):
        for end in ("load", "load_low", "load_high"):
            assert months.loc[month, end] == pytest.approx(loads.loc[moment, end])
    assert told.numbers["load_limit"] == carried.numbers["load_limit"]


def test_more_new_clients_reach_the_limit_sooner_and_need_more_people(sales):
    table = flood(stated(), sales).table
    months = table["month"].fillna(np.inf).to_list()
    assert months == sorted(months, reverse=True)
    assert table["people"].to_list() == sorted(table["people"])
    assert table["late"].is_monotonic_increasing
    assert (table["one_more"].fillna(np.inf) >= table["month"].fillna(np.inf)).all()


def test_far_too_much_and_far_too_little_are_answered(sales):
    full, empty = flood(stated(6.0), sales), flood(stated(0.02), sales)
    assert (full.status, empty.status) == ("answered", "answered")
    assert full.read().headline == "Account managers are at their limit today, before any flood."
    assert "stay within their limit for 24 months" in empty.read().headline
    assert not len(empty.rows("ways"))


def test_without_hours_nothing_is_worked_out(sales):
    finding = flood(Company(), sales)
    assert finding.status == "needs data"
    assert not finding.worked_out
    assert "Let every account manager note" in " ".join(finding.read().needs)


def test_without_roles_and_with_a_short_history_it_needs_data(sales, make_sales):
    assert flood(stated(), simulate(World(clients=60, seed=3)).sales("none")).status == "needs data"
    orders = [(f"C{n}", 10 * k + n, 100.0) for n in range(30) for k in range(30)]
    assert flood(stated(), make_sales(orders, as_of=320)).status == "needs data"


def test_nothing_is_said_of_leaving_unless_somebody_assumes_it(sales):
    company = stated(2.0)
    silent, said = flood(company, sales), flood(company, sales, leaving=0.2)
    assert silent.numbers["at_risk_high"] is None
    assert "at risk" not in silent.read().prose
    assert "your own assumption" in said.read().prose
    assert said.text[-1][0].basis == "assumed"
    half = flood(company, sales, leaving=0.1)
    assert half.numbers["at_risk_high"] == pytest.approx(said.numbers["at_risk_high"] / 2, abs=1)


@pytest.mark.parametrize(
    "wrong", [{"surge": 0.5}, {"off_profile": 1.5}, {"factor": 0.0}, {"leaving": 20.0}]
)
def test_what_cannot_be_is_refused(sales, wrong):
    with pytest.raises(KitError, match="once or more often"):
        flood(stated(), sales, **wrong)


def test_what_is_not_recorded_of_segments_is_unknown(sales):
    given = {name for name in sales.given if not name.startswith("clients.segment")}
    finding = flood(stated(), replace(sales, given=given))
    assert "unknown" in finding.read().prose
    assert not len(finding.rows("segments"))
