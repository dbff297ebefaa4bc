"""The first handoff: marks, returns and first orders by hand, by a plain loop, and as planted."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.company.model import Company
from kit.gates import PAIR_LEADS
from kit.intervals import wilson
from kit.questions.first_handoff.question import first_handoff
from kit.sales.tables import TABLES

DAY_0 = np.datetime64("2020-01-01", "s")
NO = None
COLUMNS = [column.name for column in TABLES["leads"]]
YEAR = 365


def made(make_sales, orders, leads, *, as_of=1000, given=COLUMNS):
    """Sales with a table of leads: client, by, to, qualified, need, passed, accepted, returned."""
    names = ["client_id", "by_id", "to_id", "qualified_on", "need_on", "passed_on"]
    names += ["accepted_on", "returned_on", "reason"]
    frame = pd.DataFrame(leads, columns=names)
    for name in names:
        if name.endswith("_on"):
            days = [np.datetime64("NaT") if pd.isna(d) else DAY_0 + np.timedelta64(int(d), "D")
                    for d in frame[name]]  # fmt: skip
            frame[name] = pd.Series(days, dtype="datetime64[s]")
    sales = make_sales(orders, as_of=as_of)
    return replace(
        sales,
        leads=frame[COLUMNS],
        given=sales.given | {f"leads.{name}" for name in given},
    )


def many(n, **changes):
    """Alike leads: qualified and needed on the day before, passed on day 10."""
    lead = {"qualified": 9, "need": 9, "passed": 10, "accepted": NO, "returned": NO, "reason": NO}
    lead |= changes
    stem = changes.get("stem", "L")
    return [
        (f"{stem}{at}", lead.get("by", "T"), lead.get("to", "H"), lead["qualified"], lead["need"],
         lead["passed"], lead["accepted"], lead["returned"], lead["reason"])
        for at in range(n)
    ]  # fmt: skip


def marks(finding):
    return finding.table.set_index("marks")


@pytest.mark.parametrize(
    ("qualified", "need", "expected"),
    [
        (10, 10, "both"),  # the day itself is not too late
        (9, 3, "both"),
        (11, 9, "late"),
        (9, 11, "late"),
        (11, NO, "late"),  # whatever the other mark was
        (NO, 9, "unknown"),
        (9, NO, "unknown"),
        (NO, NO, "unknown"),
    ],
)
def test_marks_at_the_edge(make_sales, qualified, need, expected):
    finding = first_handoff(
        Company(), made(make_sales, [("c", 0, 1)], many(25, qualified=qualified, need=need))
    )
    assert marks(finding)["leads"].to_dict() == {
        "both": 0, "late": 0, "unknown": 0, expected: 25,
    }  # fmt: skip


def test_unknown_is_told_apart_from_no(make_sales):
    leads = [*many(30), *many(10, need=20, stem="late"), *many(20, need=NO, stem="un")]
    finding = first_handoff(Company(), made(make_sales, [("L0", 30, 5)], leads))
    assert finding.status == "answered"
    rows = marks(finding)
    assert rows["leads"].to_dict() == {"both": 30, "late": 10, "unknown": 20}
    numbers = finding.numbers
    assert (numbers["share_low"], numbers["share_high"]) == (0.5, pytest.approx(50 / 60))
    assert finding.read().headline.startswith("50% to 83% of the leads met both conditions")
    share, low, high = wilson(30, 60)
    assert rows.loc["both", ["share", "share_low", "share_high"]].to_list() == [share, low, high]
    # what is on record is no share: an interval about it would hide those that are not known
    assert "Of 30 it is recorded that both conditions were met." in finding.read().prose
    assert "Nobody ever recorded that a lead was returned" in finding.read().prose
    assert rows["returned_share"].isna().all()  # not recorded is not «never»
    json.dumps(finding.to_dict(), allow_nan=False)


def test_where_few_dates_are_known_nothing_is_told(make_sales):
    few = [*many(19), *many(10, need=NO, stem="un")]
    finding = first_handoff(Company(), made(make_sales, [("L0", 30, 5)], few))
    assert finding.status == "cannot tell"
    assert "cannot be told" in finding.read().headline
    most_unknown = [*many(30), *many(31, need=NO, stem="un")]
    assert first_handoff(
        Company(), made(make_sales, [("L0", 30, 5)], most_unknown)
    ).status == "cannot tell"  # fmt: skip


def test_without_the_table_it_says_what_is_missing(make_sales):
    finding = first_handoff(Company(), make_sales([("c", 0, 1)], as_of=5))
    assert finding.status == "needs data"
    assert "A list of leads" in finding.read().needs[0]
    undated = made(make_sales, [("c", 0, 1)], many(30, passed=NO))
    assert first_handoff(Company(), undated).status == "needs data"
    unmarked = made(make_sales, [("c", 0, 1)], many(30), given=["client_id", "passed_on"])
    assert first_handoff(Company(), unmarked).status == "needs data"


def test_returns_with_reasons_and_the_last_day(make_sales):
    leads = [
        *many(20, returned=1000, reason="no budget"),
        *many(5, returned=1001, reason="too late to count", stem="after"),
        *many(5, returned=40, stem="without"),
    ]
    finding = first_handoff(Company(), made(make_sales, [("L0", 30, 5)], leads))
    assert marks(finding).loc["both", "returned"] == 25
    reasons = finding.details["reasons"]
    assert [(str(reason), n) for reason, n in reasons.to_numpy()] == [
        ("no budget", 20), ("no reason recorded", 5),
    ]  # fmt: skip
    share, *_ = wilson(25, 30)
    assert marks(finding).loc["both", "returned_share"] == share
    assert "“no budget”, 20 times" in finding.read().prose


def test_leads_that_are_in_no_order_are_no_lost_leads(make_sales):
    finding = first_handoff(Company(), made(make_sales, [("other", 30, 5)], many(60)))
    assert finding.table["bought_12m"].isna().all()
    assert "None of these leads is in the orders" in finding.read().prose


def test_who_had_ordered_before_is_no_new_client(make_sales):
    orders = [(f"L{at}", 9, 5) for at in range(30)] + [(f"N{at}", 10, 5) for at in range(30)]
    leads = [*many(30), *many(30, stem="N"), *many(3, stem="N", passed=500)]
    finding = first_handoff(Company(), made(make_sales, orders, leads))
    row = marks(finding).loc["both"]
    assert row["clients"] == 30  # each once, and an order on the day itself counts
    assert row["bought_12m"] == 1.0
    assert (finding.numbers["clients_before"], finding.numbers["again"]) == (30, 3)
    caveats = " ".join(finding.read().caveats)
    assert "30 leads had ordered before" in caveats
    assert "3 passings are of leads" in caveats


def random_table(seed):
    draw = np.random.default_rng(seed)
    n, as_of = int(draw.integers(30, 120)), 900
    maybe = lambda day, chance: NO if draw.random() < chance else int(day)  # noqa: E731
    leads, orders = [], [("old", 0, 5)]
    for _ in range(n):
        client = f"c{draw.integers(n)}"
        passed = maybe(draw.integers(0, as_of + 1), 0.1)
        near = 100 if passed is None else passed
        leads.append((
            client, f"T{draw.integers(3)}", f"H{draw.integers(2)}",
            maybe(near + draw.integers(-20, 8), 0.2), maybe(near + draw.integers(-20, 8), 0.2),
            passed, maybe(near + draw.integers(-2, 30), 0.3),
            maybe(near + draw.integers(0, 60), 0.7), draw.choice(["a", "b", None]),
        ))  # fmt: skip
        if draw.random() < 0.5:
            orders.append((client, int(near + draw.integers(-30, 500)), 5))
    return [order for order in orders if 0 <= order[1] <= as_of], leads, as_of


def oracle(orders, leads, as_of):
    """The same by a plain loop over leads."""
    out = {}
    seen = set()
    for lead in sorted((lead for lead in leads if lead[5] is not None), key=lambda it: it[5]):
        client, by, to, qualified, need, passed, _, returned, _ = lead
        known = [mark for mark in (qualified, need) if mark is not None]
        if any(mark > passed for mark in known):
            kind = "late"
        else:
            kind = "both" if len(known) == 2 else "unknown"
        row = out.setdefault(kind, {"leads": 0, "returned": 0, "watched": []})
        row["leads"] += 1
        row["returned"] += returned is not None and returned <= as_of
        pair = out.setdefault((by, to), {"leads": 0, "both": 0, "known": 0})
        pair["leads"] += 1
        pair["both"] += kind == "both"
        pair["known"] += kind != "unknown"
        days = [day for who, day, _ in orders if who == client]
        first = min(days, default=None)
        if client not in seen and (first is None or first >= passed):
            row["watched"].append(
                (first - passed, True) if first is not None else (as_of - passed, False)
            )
        seen.add(client)
    return out


def product_limit(watched):
    """The share with an event within a year; None where nobody was watched so long."""
    left = 1.0
    for day in range(YEAR + 1):
        at_risk = sum(time >= day for time, _ in watched)
        events = sum(time == day and event for time, event in watched)
        if at_risk and events:
            left *= 1 - events / at_risk
    if left > 0 and max((time for time, _ in watched), default=-1) < YEAR:
        return None
    return 1 - left


@pytest.mark.parametrize("seed", range(25))
def test_a_plain_loop_counts_the_same(make_sales, seed):
    orders, leads, as_of = random_table(seed)
    finding = first_handoff(Company(), made(make_sales, orders, leads, as_of=as_of))
    expected = oracle(orders, leads, as_of)
    for kind, row in marks(finding).iterrows():
        own = expected.get(kind, {"leads": 0, "returned": 0, "watched": []})
        assert row["leads"] == own["leads"]
        assert row["returned"] == own["returned"]
        assert row["clients"] == len(own["watched"])
        year = product_limit(own["watched"]) if own["watched"] else None
        if pd.isna(row["bought_12m"]):
            assert year is None
        else:
            assert row["bought_12m"] == pytest.approx(year)
    pairs = {key: row for key, row in expected.items() if isinstance(key, tuple)}
    told = finding.details["pairs"].set_index(["by", "to"])
    assert set(told.index) == {
        key for key, row in pairs.items() if row["leads"] >= PAIR_LEADS
    }  # fmt: skip
    for key, row in told.iterrows():
        assert row["leads"] == pairs[key]["leads"]
        assert row["unknown"] == pairs[key]["leads"] - pairs[key]["known"]
        if pairs[key]["known"]:
            assert row["both_share"] == pytest.approx(pairs[key]["both"] / pairs[key]["known"])


def test_the_interval_of_the_difference_covers_what_was_planted(make_sales):
    """150 worlds: 40% against 25% place a first order within a year, watched to a common end."""
    hits, worlds = 0, 150
    for seed in range(worlds):
        draw = np.random.default_rng(seed)
        leads, orders = [], [("old", 0, 5)]
        for kind, share in (("both", 0.40), ("late", 0.25)):
            for at in range(90):
                client, passed = f"{kind}{at}", int(draw.integers(0, 900))
                leads += many(1, passed=passed, qualified=passed, stem=client,
                              need=passed + (kind == "late"))  # fmt: skip
                if draw.random() < share:
                    day = passed + int(draw.integers(0, YEAR + 1))
                    if day <= 1000:
                        orders.append((f"{client}0", day, 5))
        numbers = first_handoff(Company(), made(make_sales, orders, leads)).numbers
        hits += numbers["gap_points_low"] <= 15 <= numbers["gap_points_high"]
    assert 0.91 <= hits / worlds <= 0.99


def test_a_gap_without_an_effect_is_said_to_prove_nothing(make_sales):
    """Planted: whether a lead buys is drawn first; those who will are qualified more often."""
    draw = np.random.default_rng(5)
    leads, orders = [], []
    for at in range(400):
        buys = draw.random() < 0.35
        early = draw.random() < (0.8 if buys else 0.4)
        leads += many(1, stem=f"c{at}", need=9 if early else 15)
        if buys:
            orders.append((f"c{at}0", 60, 5))
    finding = first_handoff(Company(), made(make_sales, orders, leads))
    assert finding.numbers["gap_points_low"] > 10  # a gap is there, though the marks do nothing
    assert "It does not show what the rule does" in finding.read().prose
    assert finding.evidence == "L0"
