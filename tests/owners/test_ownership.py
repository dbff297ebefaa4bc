"""Whether clients have owners at all: by hand, by shuffling, and on real data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kit
from kit.owners.ownership import Deals, Ownership, ownership

DATA = Path(__file__).parents[3] / "shared" / "data"


def test_without_deals_nobody_owns(deals):
    assert ownership(deals(), 1).real is False


def test_ownership_by_hand(deals):
    # two months, two owners each half of the deals: two clients keep their owner
    frame = deals(c="AA", d="BB")
    found = ownership(frame, 1)
    assert (found.pairs, found.clients, found.owners) == (2, 2, 2)
    assert (found.same_owner_rate, found.chance_rate) == (1.0, 0.5)
    assert not found.real  # by chance it would be so in every second shuffle
    assert found.p == pytest.approx(0.5, abs=0.06)


def test_two_deals_of_one_month_are_drawn_without_putting_back(deals):
    found = deals(c="AB")
    assert ownership(replace(found, day=np.full(2, found.day[0])), 1).chance_rate == 0.0


def test_chance_is_what_shuffling_gives(deals):
    random = np.random.default_rng(3)
    frame = deals(**{f"c{at}": "".join(random.choice(list("AABCD"), 8)) for at in range(40)})
    pair = np.flatnonzero(frame.client[1:] == frame.client[:-1])
    month = frame.day.astype("datetime64[D]").astype("datetime64[M]")
    rates = []
    for _ in range(200):
        shuffled = pd.Series(frame.owner).groupby(month).transform(random.permutation).to_numpy()
        rates.append((shuffled[pair] == shuffled[pair + 1]).mean())
    found = ownership(frame, 1)
    assert found.chance_rate == pytest.approx(np.mean(rates), abs=4 * np.std(rates) / 200**0.5)
    assert not found.real


def test_kept_clients_are_owned_and_one_owner_says_nothing(deals):
    assert ownership(deals(**{f"c{at}": "ABCD"[at % 4] * 5 for at in range(20)}), 1).real
    alone = ownership(deals(c="AAAA", d="AAAA"), 1)
    assert (alone.same_owner_rate, alone.chance_rate, alone.strength) == (1.0, 1.0, None)
    assert not alone.real


@pytest.mark.parametrize(
    ("p", "same", "real"),
    [(0.009, 0.2, True), (0.01, 0.2, False), (0.009, 0.199, False), (None, 0.9, False)],
)
def test_owners_are_real_at_a_strength_of_a_fifth_and_below_a_hundredth(p, same, real):
    assert Ownership(100, 20, 3, same, 0.0, p).real is real


def test_a_large_company_is_tested_on_a_part_of_its_clients(monkeypatch, deals):
    monkeypatch.setattr("kit.owners.ownership.TESTED_DEALS", 50)
    found = ownership(deals(**{f"c{at}": "ABCD"[at % 4] * 5 for at in range(40)}), 1)
    assert (found.pairs, found.real) == (160, True)


@pytest.mark.parametrize(("strength", "drawn"), [(0.0, True), (0.1, True), (0.9, False)])
def test_permutations_that_cannot_matter_are_not_drawn(monkeypatch, deals, strength, drawn):
    random = np.random.default_rng(2)
    frame = deals(**{f"c{at}": "".join(random.choice(list("ABCD"), 8)) for at in range(300)})
    kept = random.random(len(frame.owner)) < strength
    frame = replace(frame, owner=np.where(kept, frame.client % 4, frame.owner))
    shuffles = []
    argsort = np.argsort
    monkeypatch.setattr(
        np, "argsort", lambda *given, **how: shuffles.append(1) or argsort(*given, **how)
    )
    p = ownership(frame, 1).p
    assert (len(shuffles) > 999) is drawn
    monkeypatch.setattr("kit.owners.ownership.NEVER_AS_MANY", 0.0)
    assert ownership(frame, 1).p == p


def test_a_month_without_tested_deals_leaves_the_chance_of_the_others(monkeypatch, deals):
    frame = deals(**{f"c{at}": "ABCD"[at % 4] * 50 for at in range(40)})
    frame = replace(frame, day=frame.day + 1500 * (frame.client // 2))  # two clients at a time
    monkeypatch.setattr("kit.owners.ownership.TESTED_DEALS", 1000)
    assert ownership(frame, 1).p == 0.001


@pytest.fixture(scope="module")
def adventureworks():
    book = DATA / "adventureworks" / "SalesOrderHeader.xlsx"
    if not book.exists():
        pytest.skip(f"real data not found: {book}")
    company = kit.open(str(book), map={"amount": "SubTotal"}, where="SalesPersonID IS NOT NULL")
    return Deals.of(kit.read(company).book)


def test_adventureworks_clients_have_owners(adventureworks):
    found = ownership(adventureworks, 1)
    assert (found.pairs, found.owners) == (3806 - 635, 17)
    assert found.changes == 284
    assert found.same_owner_rate == pytest.approx(1 - 284 / 3171)
    assert found.strength == pytest.approx(0.9, abs=0.01)
    assert found.p == 0.001
    assert found.real


def test_northwind_owners_are_chance():
    if not (DATA / "northwind").exists():
        pytest.skip(f"real data not found: {DATA / 'northwind'}")
    files = (f"orders={DATA}/northwind/orders.csv", f"lines={DATA}/northwind/order_details.csv")
    found = ownership(Deals.of(kit.read(kit.open(files)).book), 1)
    assert found.same_owner_rate == pytest.approx(0.132, abs=0.0005)
    assert found.chance_rate == pytest.approx(0.128, abs=0.001)
    assert found.p > 0.1
    assert not found.real
