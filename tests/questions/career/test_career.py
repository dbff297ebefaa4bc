"""One career or two specialists: what it says, and when it says nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import kit
from kit.choice.career import career_of
from kit.company.model import Company
from kit.questions.career.question import career


@pytest.fixture(scope="module")
def demo():
    opened = kit.open("demo")
    return opened, kit.read(opened)


def test_it_is_never_more_than_a_calculation(demo):
    finding = career(*demo)
    assert finding.evidence == "L0"
    assert finding.headline.basis == "assumed"
    assert "not evidence" in finding.read().caveats[0]
    json.dumps(finding.to_dict(), allow_nan=False)


def test_the_demo_cannot_tell_and_says_what_decides(demo):
    finding = career(*demo)
    assert finding.status == "cannot tell"
    assert finding.numbers["ahead_low"] < 0 < finding.numbers["ahead_high"]
    rates = finding.rows("rates")
    deciding = rates[rates["decides"]]
    found = career_of(*demo)
    assert list(deciding["rate"]) == [name for name in rates["rate"] if name in found.deciding]
    assert str(deciding["label"].iloc[0]) in finding.read().next_step
    swing = rates["most"] - rates["least"]
    assert swing.is_monotonic_decreasing


def test_the_years_are_those_of_the_calculation(demo):
    likely = career_of(*demo).likely
    table = career(*demo).table.set_index("year")
    assert table.loc[1, "path_won"] == pytest.approx(likely.path_won[:12].mean(), abs=0.05)
    assert table.loc[5, "path_clients"] == pytest.approx(likely.path_clients[59], abs=0.05)
    assert table.loc[5, "split_clients"] == pytest.approx(likely.split_clients[59], abs=0.05)


def test_the_long_jump_has_its_true_figures(demo):
    numbers = career(*demo).numbers
    assert numbers["jump_gain"] == pytest.approx(8.95 / 8.45 - 1)
    assert (numbers["book_gain_low"], numbers["book_gain_high"]) == (
        pytest.approx(0.119, abs=1e-3), pytest.approx(0.279, abs=1e-3),
    )  # fmt: skip
    assert "5.9%: 8.95 m against the best decathlete's 8.45 m" in career(*demo).read().prose


def test_hours_that_are_only_placeholders_need_data(demo):
    opened, sales = demo
    unstated = opened.model_copy(
        update={
            "assumptions": (),
            "settings": opened.settings.model_copy(update={"hours_per_order": None}),
        }
    )
    finding = career(unstated, sales)
    assert finding.status == "needs data"
    assert "placeholders" in finding.read().headline
    assert "time log" in finding.read().needs[0]


def test_without_owners_or_a_past_there_is_nothing_to_go_by(demo, make_sales):
    opened, sales = demo
    orders = sales.orders.drop(columns="employee_id")
    bare = replace(
        sales, orders=orders, assignments=sales.assignments.iloc[:0],
        given={one for one in sales.given if "employee_id" not in one},
    )  # fmt: skip
    finding = career(opened, bare)
    assert finding.status == "needs data"
    assert finding.table.empty
    assert career(Company(), make_sales([("A", 0, 10), ("A", 40, 10)], as_of=60)).table.empty
    assert career(Company(), None).status == "needs data"
