"""The third handoff: lags, returns and functions by hand, by a plain loop, and as planted."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.company.model import Company, Function
from kit.intervals import wilson
from kit.questions.third_handoff.question import third_handoff
from kit.sales.tables import TABLES

DAY_0 = np.datetime64("2020-01-01", "s")
NO = None
AS_OF = 1000


def table(name, rows):
    names = [column.name for column in TABLES[name]]
    frame = pd.DataFrame([dict(zip(names, row, strict=False)) for row in rows], columns=names)
    for column in names:
        if column.endswith("_on"):
            days = [np.datetime64("NaT") if pd.isna(day) else DAY_0 + np.timedelta64(int(day), "D")
                    for day in frame[column]]  # fmt: skip
            frame[column] = pd.Series(days, dtype="datetime64[s]")
        else:
            frame[column] = frame[column].astype(object)
    return frame


@pytest.fixture
def made(make_sales):
    """Sales with needs (client, kind, recorded, started, ended, due), a register and groups."""

    def sales(needs=(), register=(), groups=()):
        given = {"orders.client_id"}
        tables = {}
        for name, rows in (("needs", needs), ("groups", groups), ("assignments", register)):
            if rows:
                tables[name] = table(name, rows)
                given |= {f"{name}.{column}" for column in tables[name]}
        whole = make_sales([("c", 0, 1), ("c", AS_OF, 1)], as_of=AS_OF)
        return replace(whole, **tables, given=whole.given | given)

    return sales


def need(kind="project", recorded=0, started=NO, ended=NO, due=NO, client="c"):
    return (client, kind, recorded, started, ended, due)


def assigned(client, who, first, last=None, function=None):
    return (client, who, None, first, last, function)


def rows(finding):
    return finding.table.set_index("kind")


def test_begun_by_hand_at_the_edges(made):
    needs = [
        *[need(started=30)] * 6,  # the thirtieth day is within the month
        *[need(started=31)] * 2,
        *[need(started=1001)],  # after the data: not begun yet
        need(recorded=910),  # waited for 90 days: not forgotten yet
        need(recorded=909),  # for 91
    ]
    finding = third_handoff(Company(), made(needs))
    assert finding.status == "answered"
    row = rows(finding).loc["all"]
    assert (row["needs"], row["begun"], row["forgotten"]) == (11, 8, 2)
    assert row["begun_30d"] == pytest.approx(6 / 11)
    assert row["median"] == 30
    assert "2 needs have waited for more than 90 days" in finding.read().prose
    assert "55% of the needs" in finding.read().headline
    json.dumps(finding.to_dict(), allow_nan=False)


def test_kinds_as_they_are_written_and_all_together(made):
    needs = [*[need(started=5)] * 6, *[need("advice", started=2)] * 4, need("audit"), need(NO)]
    table_ = rows(third_handoff(Company(), made(needs)))
    assert table_["needs"].to_dict() == {"project": 6, "advice": 4, "audit": 1, "all": 12}
    assert str(table_.loc["audit", "label"]) == "audit"


def test_returned_on_time_and_what_cannot_be_judged(made):
    needs = [
        *[need(started=1, ended=50, due=50)] * 7,  # the day itself is in time
        *[need(started=1, ended=51, due=50)] * 2,
        need(started=1, due=999),  # overdue: not back by then
        need(started=1, due=1000),  # due today: not judged
        need(started=1, ended=50),  # no day was agreed
        need(due=20),  # never begun: nothing to bring back
    ]
    finding = third_handoff(Company(), made(needs))
    row = rows(finding).loc["all"]
    share, low, high = wilson(7, 10)
    assert row["judged"] == 10
    assert row[["in_time", "in_time_low", "in_time_high"]].to_list() == [share, low, high]
    assert finding.numbers["without_due"] == 1
    assert "For 1 need that was begun no day of return is recorded." in finding.read().prose


def test_where_nobody_records_the_start_a_blank_is_no_delay(made):
    finding = third_handoff(Company(), made([need(due=50, ended=40)] * 30))
    assert finding.status == "cannot tell"
    row = rows(finding).loc["all"]
    assert row[["begun", "begun_30d", "begun_90d", "median", "forgotten"]].isna().all()
    assert (row["judged"], row["in_time"]) == (30, 1.0)
    assert finding.details["curves"].empty
    prose = finding.read().prose
    assert "When they were begun nobody recorded." in prose
    assert "within 30 days" not in prose
    assert "have waited" not in prose
    assert "nobody records when they are begun" in finding.read().headline


def test_where_nobody_records_the_end_nothing_is_late(made):
    finding = third_handoff(Company(), made([need(started=5, due=50)] * 30))
    row = rows(finding).loc["all"]
    assert row["judged"] == 0
    assert pd.isna(row["in_time"])
    prose = finding.read().prose
    assert "By the day that was agreed" not in prose
    assert "returns cannot be judged" in prose


def test_what_was_begun_before_it_was_recorded_is_said(made):
    needs = [need(recorded=50, started=40), *[need(started=10)] * 10]
    finding = third_handoff(Company(), made(needs))
    assert finding.numbers["early"] == 1
    assert "1 need was begun before it was recorded" in " ".join(finding.read().caveats)
    assert rows(finding).loc["all", "begun_30d"] == 1.0


def test_functions_by_hand_with_the_companys_names(made):
    register = [
        assigned("c", "M", 0),
        assigned("c", "M", 0, 99, "offer"),
        assigned("c", "S", 100, 199, "offer"),
        assigned("c", "M", 300, None, "offer"),  # a hundred days without an owner
        assigned("d", "M", 0),
        assigned("d", "M", 0, None, "offer"),
        assigned("d", "S", 801, 850, "offer"),  # fifty days with two
        assigned("e", "M", 0),
        assigned("e", "S", 901, None, "terms"),  # still out
    ]
    company = Company(functions=(Function(id="offer", label="Preparing the offer"),))
    finding = third_handoff(company, made([need(started=1)] * 10, register))
    told = finding.details["functions"]
    assert [str(label) for label in told["label"]] == [
        "Preparing the offer", "terms", "all together",
    ]  # fmt: skip
    offer, terms, together = told.to_dict("records")
    assert (offer["days"], offer["orphan_days"], offer["double_days"]) == (901 + 200, 100, 50)
    assert (offer["lent"], offer["out"]) == (2, 0)
    assert (terms["lent"], terms["out"], terms["days"]) == (1, 1, 100)
    assert together["orphan"] == pytest.approx(100 / 1201)
    assert (finding.numbers["orphan_lines"], finding.numbers["double_lines"]) == (1, 1)
    assert "Name one owner for each function" in finding.read().next_step


def test_groups_without_an_end_are_named(made):
    groups = [
        ("c", "stock", "M, P", "buyer", 10, 40),
        ("d", "prices", "M", NO, 20, NO),
        ("e", "data", "M", "engineer", 15, NO),
    ]
    finding = third_handoff(Company(), made([need(started=1)] * 10, groups=groups))
    assert finding.details["groups"]["client"].tolist() == ["e", "d"]
    assert "without a last day: 2; without a name from the client: 1" in finding.read().prose


def test_what_is_missing_and_what_is_too_little(made):
    nothing = third_handoff(Company(), made())
    assert nothing.status == "needs data"
    assert "A list of needs" in nothing.read().needs[0]
    few = third_handoff(Company(), made([need(started=1)] * 9))
    assert few.status == "cannot tell"
    assert "cannot be told" in few.read().headline
    groups = third_handoff(Company(), made(groups=[("c", "stock", "M", NO, 10, NO)]))
    assert groups.status == "cannot tell"
    assert "1 joint working group" in groups.read().prose
    only_functions = [
        row
        for at in range(10)
        for row in (assigned(f"c{at}", "M", 0), assigned(f"c{at}", "S", 5, 9, "offer"))
    ]
    functions = third_handoff(Company(), made(register=only_functions))
    assert functions.status == "answered"
    assert functions.read().headline.startswith("0 functions that passed by themselves")


@pytest.mark.parametrize("seed", range(25))
def test_a_plain_loop_counts_the_same(made, seed):
    draw = np.random.default_rng(seed)
    needs = []
    for _ in range(int(draw.integers(10, 80))):
        recorded = int(draw.integers(0, AS_OF + 1))
        started = recorded + int(draw.integers(-5, 120)) if draw.random() < 0.8 else NO
        ended = due = NO
        if started is not None:
            ended = started + int(draw.integers(0, 90)) if draw.random() < 0.7 else NO
            due = started + int(draw.integers(0, 90)) if draw.random() < 0.6 else NO
        needs.append(need(str(draw.choice(["project", "advice"])), recorded, started, ended, due))
    table_ = rows(third_handoff(Company(), made(needs)))
    for kind, row in table_.iterrows():
        mine = [it for it in needs if kind in ("all", it[1])]
        watched, forgotten, judged, in_time = [], 0, 0, 0
        for _, _, recorded, started, ended, due in mine:
            begun = started is not None and started <= AS_OF
            watched.append((max((started if begun else AS_OF) - recorded, 0), begun))
            forgotten += not begun and AS_OF - recorded > 90
            if begun and due is not None:
                back = ended is not None and ended <= AS_OF
                if back or due < AS_OF:
                    judged += 1
                    in_time += back and ended <= due
        assert (row["needs"], row["forgotten"], row["judged"]) == (len(mine), forgotten, judged)
        if judged:
            assert row["in_time"] == pytest.approx(in_time / judged)
        left = 1.0
        for day in range(31):
            at_risk = sum(time >= day for time, _ in watched)
            events = sum(time == day and event for time, event in watched)
            left *= 1 - events / at_risk if at_risk else 1
        if pd.notna(row["begun_30d"]):
            assert row["begun_30d"] == pytest.approx(1 - left)
        else:
            assert max(time for time, _ in watched) < 30


def test_the_share_begun_within_a_month_covers_what_was_planted(made):
    """200 worlds of 60 needs; one in ten is never begun, the others after 20 days on average."""
    truth = 0.9 * (1 - np.exp(-31 / 20))
    hits, worlds = 0, 200
    for seed in range(worlds):
        draw = np.random.default_rng(seed)
        recorded = draw.integers(0, AS_OF - 20, 60)
        lag = np.floor(draw.exponential(20, 60))
        needs = [
            need(recorded=int(day), started=NO if never else int(day + wait))
            for day, wait, never in zip(recorded, lag, draw.random(60) < 0.1, strict=True)
        ]
        row = rows(third_handoff(Company(), made(needs))).loc["all"]
        hits += row["begun_30d_low"] <= truth <= row["begun_30d_high"]
    assert 0.91 <= hits / worlds <= 0.99
