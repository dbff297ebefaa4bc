"""Does one job bring more from an hour? By hand, planted, and where it would mislead."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import kit
from kit.company.model import Company
from kit.evidence.specialising import specialising_of
from kit.questions.specialisation.question import specialisation

DAY_0 = pd.Timestamp("2020-01-01")


def with_log(sales, lines):
    """The sales with a time log: (employee, day, activity, hours)."""
    table = pd.DataFrame(
        [(who, None, DAY_0 + pd.Timedelta(day, "D"), kind, hours, None)
         for who, day, kind, hours in lines],
        columns=list(sales.activities.columns),
    ).astype(sales.activities.dtypes.to_dict())  # fmt: skip
    given = sales.given | {
        f"activities.{name}" for name in ("employee_id", "on", "hours", "activity")
    }
    return replace(sales, activities=table, given=given)


def with_sellers(sales, seller_of):
    names = sales.orders["client_id"].map(seller_of).astype("str")
    frame = sales.orders.assign(employee_id=names)
    return replace(sales, orders=frame, given=sales.given | {"orders.employee_id"})


def on(month: int, day: int) -> int:
    return (date(2020, month, day) - date(2020, 1, 1)).days


def test_hours_concentration_and_output_by_hand(make_sales):
    orders = [("a", on(2, 5), 100), ("a", on(2, 20), 40), ("a", on(3, 9), 60), ("a", on(5, 2), 80)]
    orders += [("b", on(3, 3), 100), ("b", on(3, 28), 70), ("b", on(4, 28), 30)]
    sales = with_sellers(make_sales(orders, as_of=on(6, 1), margin=True), {"a": "X", "b": "X"})
    log = [("X", on(2, 1), "hunt", 30), ("X", on(2, 10), "care", 10), ("X", on(3, 30), "care", 20)]
    found = specialising_of(Company(), with_log(sales, log))
    assert found.people.tolist() == ["X"]
    assert found.hours.tolist() == [[40, 20]]
    assert found.concentration.tolist() == [[0.75**2 + 0.25**2, 1.0]]
    # one person alone owns by no more than chance: nobody is known to have won a client
    assert found.brought["new clients"].sum() == 0
    # a quarter of the amount is margin; the first order is no repeat, April and May are not noted
    assert found.brought["repeat business"].tolist() == [[1_000, 1_500 + 1_750]]


def planted(make_sales, theta: float, seed: int = 1, *, sorting: float = 0.0, first: float = 0.0):
    """Twelve people over two years; `theta`: what one kind of work instead of two is worth (log).

    sorting: the better people get the more mixed work. first: good months make specialists.
    """
    random = np.random.default_rng(seed)
    orders, seller_of, log = [], {}, []
    for person in range(12):
        name = f"P{person:02}"
        able = random.normal(0, 0.4)
        for month in range(1, 25):
            day = round((month - 1) * 365.25 / 12) + 1
            luck = 0.3 * random.normal()
            usual = 0.75 - 0.3 * sorting * float(np.clip(able, -0.8, 0.8))
            share = float(np.clip(usual + 0.15 * random.normal() + first * luck, 0.5, 1.0))
            concentration = share**2 + (1 - share) ** 2
            hours = float(random.uniform(90, 160))
            log += [
                (name, day, "hunt", hours * share),
                (name, day + 25, "care", hours * (1 - share)),
            ]
            mean = 0.03 * hours * math.exp(able + 2 * theta * concentration + luck)
            for number in range(random.poisson(mean)):
                client = f"{name}-{month}-{number}"
                seller_of[client] = name
                at = day + int(random.integers(0, 25))
                orders += [(client, at, 100), (client, at + 20, 100)]
    sales = with_sellers(make_sales(orders, as_of=760, margin=True), seller_of)
    return with_log(sales, [line for line in log if line[3] > 0])


def test_the_planted_gain_is_in_the_range(make_sales):
    theta = math.log(1.6)
    finding = specialisation(Company(), planted(make_sales, theta))
    row = finding.table.set_index("output").loc["new clients"]
    assert row["change_low"] <= 0.6 <= row["change_high"]
    assert finding.status == "answered"
    assert row["verdict"] == "more"
    assert "changes by" in finding.read().headline
    assert finding.evidence == "L0"
    json.dumps(finding.to_dict(), allow_nan=False)


def test_better_people_with_mixed_work_mislead_the_comparison_across_people_and_not_this(
    make_sales,
):
    for seed in range(3):
        finding = specialisation(Company(), planted(make_sales, 0.0, seed, sorting=1.0))
        row = finding.table.set_index("output").loc["new clients"]
        assert row["across_high"] < 0  # the planted trap: it says that one job brings less
        assert row["change_low"] <= 0 <= row["change_high"]
        assert "who was given which work" in finding.read().prose


def test_where_good_months_make_specialists_it_is_wrong_and_it_warns(make_sales):
    finding = specialisation(Company(), planted(make_sales, 0.0, first=0.5))
    row = finding.table.set_index("output").loc["new clients"]
    assert row["change_low"] > 0  # nothing was planted: this is the error that is told of
    assert "good months make specialists" in finding.read().caveats[0]
    assert any("good anyway" in line for line in finding.read().assumptions)
    assert "good anyway" in finding.read().next_step


def test_below_eight_people_there_are_hours_and_no_estimate(make_sales):
    sales = planted(make_sales, 0.5)
    log = sales.activities[sales.activities["employee_id"] < "P05"].reset_index(drop=True)
    finding = specialisation(Company(), replace(sales, activities=log))
    assert finding.status == "needs data"
    assert finding.table.empty
    people = finding.rows("people").set_index("employee")
    assert list(people.index) == [f"P{at:02}" for at in range(5)]
    hours = log.groupby("employee_id")["hours"].sum()
    assert people["hours"].to_dict() == hours.round().to_dict()
    assert "5 people noted hours: too few" in finding.read().headline


def test_without_a_log_nothing_is_put_in_its_place():
    opened = kit.open("demo")
    finding = specialisation(opened, kit.read(opened))
    assert finding.status == "needs data"
    assert "never in which hours" in finding.read().prose
    assert "time log" in finding.read().needs[0]
    assert specialisation(opened, None).status == "needs data"


def test_hours_that_never_change_their_division_leave_nothing_to_compare(make_sales):
    sales = planted(make_sales, 0.5)
    log = sales.activities.assign(activity="all")
    finding = specialisation(Company(), replace(sales, activities=log))
    assert finding.status == "cannot tell"
    assert "nothing to compare" in finding.read().prose


@pytest.mark.parametrize("output", ["new clients", "repeat business"])
def test_both_outputs_are_told_where_both_can_be(make_sales, output):
    finding = specialisation(Company(), planted(make_sales, 0.5))
    assert output in set(finding.table["output"])
