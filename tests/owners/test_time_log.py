"""Hours that people noted, against sums by hand; what one person notes shows nothing."""

import csv
import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import kit
from kit.choice.beliefs import beliefs
from kit.language import Language
from kit.owners.time_log import LEAST_SPREAD, ratio, time_log
from kit.policies.own_history import own_history
from kit.sales.tables import empty

ENGLISH, RUSSIAN = Language("en"), Language("ru")
T_95_OF_3 = 2.353363  # Student's t with 3 degrees of freedom, 95 %: from a printed table
HEADINGS = "Name,Date,Kind,Hours,Client,How many orders"
FORTNIGHT = date(2024, 12, 2)  # a Monday


@pytest.fixture(scope="module")
def demo():
    company = kit.open("demo")
    return company, kit.read(company)


def noted(people: dict[str, dict[str, tuple[float, int | None]]]) -> list[tuple]:
    """Lines of two working weeks: each person's hours and count of a kind, spread over ten days."""
    lines = []
    for name, kinds in people.items():
        for kind, (hours, count) in kinds.items():
            for day in range(10):
                on = FORTNIGHT + timedelta(days=day + 2 * (day // 5))
                first = count if day == 0 else None
                lines.append((name, on, kind, hours / 10, None, first))
    return lines


def with_log(sales, lines):
    columns = ("employee_id", "on", "activity", "hours", "client_id", "count")
    frame = pd.DataFrame(lines, columns=columns)
    frame["on"] = pd.to_datetime(frame["on"]).astype("datetime64[s]")
    frame["count"] = frame["count"].astype("float64")
    frame = frame[list(empty("activities").columns)]
    given = sales.given | {f"activities.{name}" for name in frame.columns}
    return replace(sales, activities=frame, given=given)


HOURS = {"M1": (30.0, 20), "M2": (24.0, 24), "M3": (18.0, 12), "M4": (33.0, 30)}
FOUR = {
    name: {"order": pair, "client": (20.0, None), "handoff": (6.0, 2), "other": (10.0, None)}
    for name, pair in HOURS.items()
}


def test_hours_for_an_order_by_hand(demo):
    log = time_log(demo[0], with_log(demo[1], noted(FOUR)))
    figure = log.noted["manager_hours_per_order"]
    middle = (30 + 24 + 18 + 33) / (20 + 24 + 12 + 30)
    squares = sum((hours - middle * count) ** 2 for hours, count in HOURS.values())
    error = math.sqrt(4 / 3 * squares) / 86
    assert (figure.people, figure.lines) == (4, 40)
    assert figure.likely == pytest.approx(middle)
    assert figure.low == pytest.approx(middle * math.exp(-T_95_OF_3 * error / middle), rel=1e-5)
    assert figure.high == pytest.approx(middle * math.exp(T_95_OF_3 * error / middle), rel=1e-5)
    assert (log.managers, log.lines, log.without_role) == (4, 160, 0)


def test_hours_for_a_clients_month_by_own_books(demo):
    """Ten working days are two weeks, and a month has 365.25 / 12 / 7 of them."""
    company, sales = demo
    log = time_log(company, with_log(sales, noted(FOUR)))
    held = _held_by_register(sales)
    months = sum(held[name] for name in HOURS) * 2 / (365.25 / 12 / 7)
    assert log.noted["manager_hours_per_month"].likely == pytest.approx(4 * 20 / months)
    assert log.hours_a_week["M1"] == pytest.approx((30 + 20 + 6 + 10) / 2)


def _held_by_register(sales) -> dict[str, int]:
    """The active clients of each manager on the log's first day, from the register row by row."""
    from kit.company.shipped import shipped

    with (shipped("datasets/demo") / "assignments.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["From"])
    owner = {row["Client"]: row["Employee"] for row in rows if row["From"] <= str(FORTNIGHT)}
    deals = sales.orders[(sales.orders["amount"] > 0) & (sales.orders["day"] <= str(FORTNIGHT))]
    last = deals.groupby("client_id")["day"].max()
    held: dict[str, int] = {}
    for client, day in last.items():
        if (pd.Timestamp(FORTNIGHT) - day).days < sales.book.silence and client in owner:
            held[owner[client]] = held.get(owner[client], 0) + 1
    return held


def test_people_who_differ_by_nothing_still_leave_a_range():
    low, likely, high = ratio(np.array([10.0, 20.0, 30.0]), np.array([5.0, 10.0, 15.0]))
    assert likely == 2
    assert high == pytest.approx(2 * (1 + LEAST_SPREAD))
    assert low == pytest.approx(2 / (1 + LEAST_SPREAD))


@pytest.mark.parametrize("people", [2, 3, 4, 8])
def test_the_range_holds_the_figure_of_all_people_in_nine_cases_of_ten(people):
    draw = np.random.default_rng(people)
    held = 0
    for _ in range(1500):
        served = draw.integers(15, 60, people).astype(float)
        each = 1.4 * np.exp(draw.normal(0, 0.3, people)) / math.exp(0.3**2 / 2)
        low, _, high = ratio(each * served, served)
        held += low <= 1.4 <= high
    assert 0.86 <= held / 1500 <= 0.96


def test_noted_hours_take_the_place_of_stated_ones_and_are_shown_as_measured(demo):
    company, sales = demo
    logged = with_log(sales, noted(FOUR))
    before, after = beliefs(company, sales), beliefs(company, logged)
    for name in ("manager_hours_per_order", "manager_hours_per_month", "manager_handoff_hours"):
        assert (before[name].origin, after[name].origin) == ("company", "measured")
        assert after[name].factor == 1
    assert {name for name in before if before[name] != after[name]} == {
        "manager_hours_per_order", "manager_hours_per_month", "manager_handoff_hours"
    }  # fmt: skip
    assert own_history(company, logged).hours.per_order == pytest.approx(105 / 86)
    rows = kit.decision(company, logged).rows("inputs").set_index("input")
    shown = rows.loc["manager_hours_per_order"]
    assert ENGLISH(shown["origin_label"]) == "measured"
    assert ENGLISH(shown["source"]) == "your time log: 4 people, 40 lines"
    finding = kit.carry(company, logged)
    assert any("4 people, 160 lines" in ENGLISH(text) for text in finding.assumptions)


def _told(finding, language=ENGLISH) -> str:
    return " ".join(language(claim.text) for paragraph in finding.text for claim in paragraph)


def test_a_log_that_contradicts_paid_hours_is_told(demo):
    company, sales = demo

    def with_other(hours: float):
        people = {name: {**kinds, "other": (hours, None)} for name, kinds in FOUR.items()}
        return kit.carry(company, with_log(sales, noted(people)))

    served = 30 + 24 + 18 + 33 + 4 * (20 + 6)  # in two weeks of 160 paid hours each
    finding = with_other(1.0)
    assert finding.numbers["noted_share_of_paid_hours"] == pytest.approx((served + 4) / 320)
    assert "By the hours noted" in _told(finding)
    assert "comes to 67% of the paid hours" in _told(finding)
    assert "не записана" in _told(finding, RUSSIAN)
    assert "The time log comes to" not in _told(with_other(20.0))
    assert "noted twice" in _told(with_other(80.0))


def test_what_one_person_notes_changes_nothing_and_is_said(demo):
    company, sales = demo
    alone = with_log(sales, noted({"M1": FOUR["M1"]}))
    assert beliefs(company, alone) == beliefs(company, sales)
    log = time_log(company, alone)
    assert not log.noted
    assert "manager_hours_per_order" in log.too_few
    finding = kit.carry(company, alone)
    assert any("fewer than 2 people" in ENGLISH(text) for text in finding.assumptions)


def test_orders_that_nobody_counted_and_people_without_a_role_measure_nothing(demo):
    company, sales = demo
    uncounted = {name: {"order": (30.0, None)} for name in HOURS}
    strangers = {"Z1": {"order": (10.0, 9)}, "Z2": {"order": (10.0, 9)}}
    log = time_log(company, with_log(sales, noted({**uncounted, **strangers})))
    assert not log.noted
    assert log.too_few == ("manager_hours_per_order",)
    assert log.without_role == 2


def test_handoffs_without_a_count_are_the_clients_named(demo):
    company, sales = demo
    lines = [
        (name, FORTNIGHT, "handoff", hours, client, None)
        for name, hours, client in (
            ("M1", 3.0, "C0001"), ("M1", 1.0, "C0001"), ("M1", 2.0, "C0002"), ("M2", 4.0, "C0003"),
        )
    ]  # fmt: skip
    log = time_log(company, with_log(sales, lines))
    assert log.noted["manager_handoff_hours"].likely == pytest.approx(10 / 3)


def test_a_hunters_hours_are_figures_of_their_own(demo):
    company, sales = demo
    hunters = sorted(sales.employees.loc[sales.employees["role"] == "hunter", "employee_id"])[:2]
    log = time_log(company, with_log(sales, noted(dict.fromkeys(hunters, FOUR["M1"]))))
    assert set(log.noted) <= {"hours_per_order", "hours_per_month", "handoff_hours"}
    assert log.noted["hours_per_order"].likely == pytest.approx(1.5)


def test_without_a_log_there_is_none(demo):
    assert time_log(*demo) is None
    assert kit.carry(*demo).numbers["noted_share_of_paid_hours"] is None
