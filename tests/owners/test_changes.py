"""Owner changes by class: made by hand, and AdventureWorks' redistributions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kit
from kit.owners.changes import from_owners, turns
from kit.owners.ownership import owned_deals

WORKBOOK = (
    Path(__file__).parents[3] / "shared" / "data" / "adventureworks" / "SalesOrderHeader.xlsx"
)
ROLES = {"Ира": "hunter", "Олег": "hunter", "Нина": "account_manager"}


def deals(**owners: str) -> pd.DataFrame:
    """A letter an order: client → the owners of its deals, ten days apart."""
    names = {"i": "Ира", "o": "Олег", "n": "Нина", "s": "Стас"}
    rows = [
        (client, np.datetime64("2024-01-01") + 10 * place, names[letter])
        for client, letters in sorted(owners.items())
        for place, letter in enumerate(letters)
    ]
    return pd.DataFrame(rows, columns=["client", "day", "owner"])


def kinds(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["client"], table["kind"], strict=True))


def test_each_class_by_hand():
    found = from_owners(deals(a="iinn", b="iioi", c="iio", d="iioo", e="i", f="nnii"), ROLES, 90)
    assert kinds(found.table) == [
        ("a", "handoff"),
        ("b", "cover"),
        ("b", "cover"),
        ("c", "unsettled"),
        ("d", "reassignment"),
        ("f", "reassignment"),  # back from the account manager to a hunter is no handoff
    ]
    assert found.count("handoff") == 1
    assert found.lasting()["client"].tolist() == ["a", "d", "f"]


def test_without_roles_nothing_is_a_handoff():
    found = from_owners(deals(a="iinn"), {}, 90)
    assert kinds(found.table) == [("a", "reassignment")]


def test_who_mostly_takes_single_orders_stands_in():
    owners = {f"k{number}": "iisoo" for number in range(5)}
    found = from_owners(deals(**owners), ROLES, 90)
    assert found.stand_ins == {"Стас"}
    assert set(found.table["kind"]) == {"step_in"}
    four = from_owners(deals(**dict(list(owners.items())[:4])), ROLES, 90)
    assert four.stand_ins == set()


def test_ten_changes_of_a_pair_at_once_are_a_reshuffle_and_trickling_ones_are_not():
    at_once = {f"k{number:02d}": "iioo" for number in range(10)}
    assert from_owners(deals(**at_once), ROLES, 90).count("reshuffle") == 10
    nine = dict(list(at_once.items())[:9])
    assert from_owners(deals(**nine), ROLES, 90).count("reshuffle") == 0
    slowly = {f"k{number:02d}": "i" * (2 + 12 * number) + "oo" for number in range(10)}
    assert from_owners(deals(**slowly), ROLES, 90).count("reshuffle") == 0


def test_handoffs_stay_handoffs_when_many_come_at_once():
    at_once = {f"k{number:02d}": "iinn" for number in range(12)}
    assert from_owners(deals(**at_once), ROLES, 90).count("handoff") == 12


def test_nobody_and_one_client():
    assert len(from_owners(deals(), ROLES, 90).table) == 0
    assert len(from_owners(deals(a="iii"), ROLES, 90).table) == 0
    assert turns(deals(a="iio"))["deals"].tolist() == [2, 1]


@pytest.mark.skipif(not WORKBOOK.exists(), reason="AdventureWorks is not in ../shared/data")
def test_adventureworks_three_redistributions_with_dates_and_131_changes():
    company = kit.open(WORKBOOK, where="SalesPersonID is not null", map={"amount": "SubTotal"})
    owned = owned_deals(kit.read(company))
    found = from_owners(owned, {}, 90)
    # a plain count of changes between consecutive orders, whatever they are
    before = owned.groupby("client")["owner"].shift()
    assert len(found.table) == int((before.notna() & (before != owned["owner"])).sum()) == 284
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
