"""Every change of owner by class: by hand, from orders and register, and on real data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import kit
from kit.company.model import Company
from kit.gates import MOVE_DAYS
from kit.owners.changes import busiest, from_orders, from_register, turns
from kit.owners.ownership import Deals, ownership
from kit.owners.passages import between_employees
from kit.owners.staff import RoleOf

DATA = Path(__file__).parents[3] / "shared" / "data"
ROLES = RoleOf({"i": "hunter", "o": "hunter", "n": "account_manager"})


def kinds(changes) -> list[tuple[str, str]]:
    return list(zip(changes.table["client"], changes.table["kind"], strict=True))


def test_each_class_by_hand(deals):
    found = from_orders(
        deals(10, a="iinn", b="iioi", c="iio", d="iioo", e="i", f="nnii"), ROLES, 90
    )
    assert kinds(found) == [
        ("a", "handoff"),
        ("b", "cover"),
        ("b", "cover"),
        ("c", "unsettled"),
        ("d", "reassignment"),
        ("f", "reassignment"),  # back from the account manager to a hunter is no handoff
    ]
    assert found.count("handoff") == 1
    assert found.lasting["client"].tolist() == ["a", "d", "f"]


def test_without_roles_nothing_is_a_handoff(deals):
    found = from_orders(deals(10, a="iinn"), RoleOf({}), 90)
    assert kinds(found) == [("a", "reassignment")]


def test_who_mostly_takes_single_orders_stands_in(deals):
    owners = {f"k{number}": "iisoo" for number in range(5)}
    found = from_orders(deals(10, **owners), ROLES, 90)
    assert found.stand_ins == {"s"}
    assert set(found.table["kind"]) == {"step_in"}
    four = from_orders(deals(10, **dict(list(owners.items())[:4])), ROLES, 90)
    assert four.stand_ins == set()


def test_who_takes_single_orders_half_of_the_time_does_not_stand_in(deals):
    half = {f"k{number}": "iisoo" for number in range(3)}
    half |= {f"k{number}": "iissoo" for number in range(3, 6)}
    assert from_orders(deals(10, **half), ROLES, 90).stand_ins == set()
    assert from_orders(deals(10, **half, k6="iisoo"), ROLES, 90).stand_ins == {"s"}


def test_ten_changes_of_a_pair_at_once_are_a_reshuffle_and_trickling_ones_are_not(deals):
    at_once = {f"k{number:02d}": "iioo" for number in range(10)}
    assert from_orders(deals(10, **at_once), ROLES, 90).count("reshuffle") == 10
    nine = dict(list(at_once.items())[:9])
    assert from_orders(deals(10, **nine), ROLES, 90).count("reshuffle") == 0
    slowly = {f"k{number:02d}": "i" * (2 + 12 * number) + "oo" for number in range(10)}
    assert from_orders(deals(10, **slowly), ROLES, 90).count("reshuffle") == 0


def test_sixty_of_a_hundred_changes_at_once_are_a_reshuffle_and_fewer_are_not(deals):
    at_once = {f"k{number:02d}": "iioo" for number in range(12)}
    slowly = {f"m{number}": "i" * (2 + 12 * number) + "oo" for number in range(1, 10)}
    assert from_orders(deals(10, **at_once, **slowly), ROLES, 90).count("reshuffle") == 0
    del slowly["m9"]
    assert from_orders(deals(10, **at_once, **slowly), ROLES, 90).count("reshuffle") == 20


def test_handoffs_stay_handoffs_when_many_come_at_once(deals):
    at_once = {f"k{number:02d}": "iinn" for number in range(12)}
    assert from_orders(deals(10, **at_once), ROLES, 90).count("handoff") == 12


def test_nobody_and_one_client(deals):
    assert len(from_orders(deals(), ROLES, 90).table) == 0
    assert len(from_orders(deals(10, a="iii"), ROLES, 90).table) == 0
    assert turns(deals(10, a="iio"))["deals"].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        ("A", []),
        ("AAAA", []),
        ("AABB", [("handover", "A", "B")]),
        ("AABA", [("cover", "A", "B")]),
        ("AAB", [("unsettled", "A", "B")]),
        ("AABBA", [("handover", "A", "B"), ("unsettled", "B", "A")]),
        ("AABC", [("handover", "A", "B"), ("unsettled", "B", "C")]),
        ("ABAB", [("cover", "A", "B"), ("cover", "B", "A"), ("unsettled", "A", "B")]),
        ("ABABB", [("cover", "A", "B"), ("cover", "B", "A"), ("handover", "A", "B")]),
    ],
)
def test_changes_of_owner_are_told_apart(owners, expected, deals):
    passages = from_orders(deals(c=owners), RoleOf({}), 90).passages
    columns = ["passage", "from_employee", "to_employee"]
    recorded = list(passages[columns].itertuples(index=False, name=None))
    assert [row for row in recorded if row[0] != "back"] == expected


def test_clients_are_not_joined(deals):
    table = from_orders(deals(c="AA", d="BB", e="ABA"), RoleOf({"A": "hunter"}), 90).table
    assert list(table["passage"]) == ["cover", "back"]
    assert list(table["from_role"].fillna("")) == ["hunter", ""]
    assert list(table["to_role"].fillna("")) == ["", "hunter"]


def test_no_deals_no_passages(deals):
    assert len(from_orders(deals(), RoleOf({}), 90).passages) == 0


@pytest.fixture
def passages(register):
    def read(*rows, ended=True):
        sales = register(*rows, ended=ended)
        found = from_register(Company(), sales, RoleOf({}), MOVE_DAYS).passages
        columns = [found[name] for name in ("from_employee", "to_employee", "passage")]
        return list(zip(*columns, strict=True))

    return read


def test_one_assignment_after_another(passages):
    assert passages(
        ("c", "H", "Hunter", "2020-01-01", "2020-06-30"),
        ("c", "M", "Account manager", "2020-07-01", None),
        ("d", "H", "Hunter", "2020-01-01", None),
    ) == [("H", "M", "handover")]


def test_an_overlap_of_a_month_is_a_transition_and_a_longer_one_a_partial_handoff(passages):
    first = ("c", "H", "Hunter", "2020-01-01", "2020-07-20")
    assert passages(first, ("c", "M", "KM", "2020-07-01", None)) == [("H", "M", "handover")]
    assert passages(first, ("c", "M", "KM", "2020-05-01", None)) == [("H", "M", "partial")]
    open_ = ("c", "H", "Hunter", "2020-01-01", None)
    assert passages(open_, ("c", "P", "PM", "2020-05-01", None)) == [("H", "P", "partial")]


def test_a_register_without_ends_knows_only_beginnings(passages):
    assert passages(
        ("c", "H", "Hunter", "2020-01-01", None),
        ("c", "M", "KM", "2020-05-01", None),
        ended=False,
    ) == [("H", "M", "handover")]


def test_standing_in_for_a_month_is_cover(passages):
    assert passages(
        ("c", "A", "KM", "2020-01-01", "2020-06-30"),
        ("c", "B", "KM", "2020-07-01", "2020-07-20"),
        ("c", "A", "KM", "2020-07-21", None),
    ) == [("A", "B", "cover")]
    assert passages(
        ("c", "A", "KM", "2020-01-01", None), ("c", "B", "KM", "2020-07-01", "2020-07-20")
    ) == [("A", "B", "cover")]


@pytest.mark.parametrize(
    ("until", "passage"),
    [("2020-08-01", "cover"), ("2020-08-02", "partial")],  # 31 days after July 1, and one more
)
def test_cover_lasts_31_days_at_most(passages, until, passage):
    first = ("c", "A", "KM", "2020-01-01", None)
    assert passages(first, ("c", "B", "KM", "2020-07-01", until)) == [("A", "B", passage)]


@pytest.mark.parametrize(
    ("until", "passage"), [("2020-07-20", "handover"), ("2020-07-21", "cover")]
)
def test_cover_ends_while_the_one_before_still_has_the_client(passages, until, passage):
    first = ("c", "A", "KM", "2020-01-01", until)
    second = ("c", "B", "KM", "2020-07-01", "2020-07-20")
    assert passages(first, second) == [("A", "B", passage)]


@pytest.mark.parametrize(
    ("until", "passage"), [("2020-07-31", "handover"), ("2020-08-01", "partial")]
)
def test_a_transition_takes_a_month_at_most(passages, until, passage):
    first = ("c", "A", "Hunter", "2020-01-01", until)
    assert passages(first, ("c", "B", "KM", "2020-07-01", None)) == [("A", "B", passage)]


def test_a_person_who_changes_the_role_keeps_the_client(passages):
    assert passages(
        ("c", "A", "Hunter", "2020-01-01", "2020-06-30"), ("c", "A", "KM", "2020-07-01", None)
    ) == [("A", "A", "same person")]


def test_two_who_begin_together_hand_nothing_over(passages):
    assert (
        passages(("c", "A", "Hunter", "2020-01-01", None), ("c", "B", "KM", "2020-01-01", None))
        == []
    )


@pytest.fixture(scope="module")
def adventureworks():
    workbook = DATA / "adventureworks" / "SalesOrderHeader.xlsx"
    if not workbook.exists():
        pytest.skip(f"real data not found: {workbook}")
    company = kit.open(workbook, where="SalesPersonID is not null", map={"amount": "SubTotal"})
    return Deals.of(kit.read(company).book)


def test_adventureworks_three_redistributions_with_dates_and_131_changes(adventureworks):
    found = from_orders(adventureworks, RoleOf({}), 90)
    assert len(found.table) == ownership(adventureworks, 1).changes == 284
    moved = found.table[found.table["kind"] == "reshuffle"]
    by_pair = moved.groupby(["from_employee", "to_employee"])["day"].agg(["size", "min"])
    assert {pair: (int(row["size"]), row["min"].date()) for pair, row in by_pair.iterrows()} == {
        ("275", "277"): (48, date(2012, 11, 30)),
        ("277", "275"): (45, date(2012, 11, 30)),
        ("280", "284"): (16, date(2012, 9, 30)),
        ("282", "289"): (22, date(2012, 5, 30)),
    }
    assert found.stand_ins == {"274", "285", "287"}  # the sales managers
    assert found.count("handoff") == 0


def test_adventureworks_changes_and_covers(adventureworks):
    table = from_orders(adventureworks, RoleOf({}), 90).passages
    table = table[table["passage"] != "back"]
    assert table["client"].nunique() == 210
    assert (table["passage"] == "cover").sum() == 49
    # the three known redrawings of territories are the three most frequent exchanges
    pairs, _ = between_employees(table)
    top = {"-".join(sorted(pair)) for pair in pairs.iloc[:4, :2].to_numpy()}
    assert top == {"275-277", "282-289", "280-284"}


def test_the_demo_register_says_what_was_planted():
    company = kit.open("demo")
    sales = kit.read(company)
    table = from_register(company, sales, RoleOf({}), MOVE_DAYS).passages
    assert set(table["passage"]) == {"handover"}
    assert len(table) == table["client"].nunique() == 317
    assert set(zip(table["from_role"], table["to_role"], strict=True)) == {
        ("hunter", "account_manager")
    }
    assert ownership(Deals.of(sales.book), 1).real


def test_a_client_passed_back_and_forth_is_the_other_s_in_the_end_and_its_changes_are_cover(deals):
    changes = from_orders(deals(c="ABABB"), RoleOf({}), 90)
    assert changes.table["passage"].tolist() == ["cover", "cover", "handover"]
    assert changes.table["kind"].tolist() == ["cover", "cover", "cover"]


def test_the_busiest_days_of_each_group():
    group = np.array([0, 0, 0, 0, 2, 2])
    day = np.array([0, 30, 31, 60, 5, 36])
    starts, first, most = busiest(group, day, 31)
    assert starts.tolist() == [0, 4]
    assert first.tolist() == [1, 4]  # days 30, 31, 60; the 31st day after day 5 is no longer in
    assert most.tolist() == [3, 1]
    assert [part.tolist() for part in busiest(group[:0], day[:0], 31)] == [[], [], []]
