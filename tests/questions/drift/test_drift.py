"""Does hunting fall with the base? Planted: no drift, a drift, and too few hunters to tell."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import kit
from kit.company.model import Company
from kit.questions.drift.question import drift
from kit.worlds import Policy, World, simulate

HALVES = 15  # planted: the base at which hunting is half of what it is without one
START = date(2020, 1, 1)


def company(hunters: int) -> Company:
    return Company.model_validate(
        {
            "roles": [{"id": "hunter", "label": "Hunter"}],
            "people": [{"id": f"H{at:02}", "roles": ["hunter"]} for at in range(hunters)],
        }
    )


def hunted(make_sales, hunters: int, halves: float | None, seed: int = 1):
    """Orders of five years: hunters win by Poisson, keep everyone, and lose one in 20 a month.

    Once in their time half of a hunter's clients go for good, for no reason of the hunter's. In the
    base is who ordered in one of the last three months, as the records have it.
    """
    random = np.random.default_rng(seed)
    orders, owner_of = [], {}
    for hunter in range(hunters):
        last: dict[str, int] = {}
        mine: list[str] = []
        loss = int(random.integers(18, 54))
        for month in range(60):
            base = sum(month - of <= 3 for of in last.values())
            rate = 4.0 * (0.5 ** (base / halves) if halves else 0.6)
            day = round(month * 365.25 / 12)
            for number in range(random.poisson(rate)):
                client = f"{hunter:02}-{month:02}-{number}"
                owner_of[client] = f"H{hunter:02}"
                orders.append((client, day + int(random.integers(2, 6)), 100))
                mine.append(client)
            orders += [(client, day + 8, 100) for client in mine]
            last |= dict.fromkeys(mine, month)
            mine = [client for client in mine if random.random() < (0.5 if month == loss else 0.95)]
    sales = make_sales(orders, as_of=1825)
    names = sales.orders["client_id"].map(owner_of).astype("str")
    frame = sales.orders.assign(employee_id=names)
    return replace(sales, orders=frame, given=sales.given | {"orders.employee_id"})


def test_a_planted_drift_is_told_with_the_base_at_which_hunting_halves(make_sales):
    finding = drift(company(16), hunted(make_sales, 16, HALVES))
    assert finding.status == "answered"
    numbers = finding.numbers
    assert numbers["verdict"] == "halves"
    assert numbers["halves_at_low"] <= HALVES <= numbers["halves_at_high"]
    assert numbers["change_low"] <= 0.5 ** (10 / HALVES) - 1 <= numbers["change_high"]
    said = finding.read()
    assert f"{numbers['halves_at_low']} to {numbers['halves_at_high']} active" in said.headline
    assert "ceiling" in said.next_step
    json.dumps(finding.to_dict(), allow_nan=False)


def test_a_base_that_only_follows_hunting_is_not_told_as_a_drift(make_sales):
    """The planted artefact: hunting is the same with every base."""
    for seed in range(4):
        finding = drift(company(10), hunted(make_sales, 10, None, seed))
        assert finding.numbers["verdict"] != "halves"
        assert finding.numbers["change_low"] <= 0 <= finding.numbers["change_high"]
        # the usual estimate is further down: that is what was taken out
        assert finding.numbers["uncleared_change"] < finding.numbers["change_high"]


@pytest.mark.parametrize("policy", [Policy(), Policy("never")], ids=["handed", "kept"])
def test_arrivals_that_know_nothing_of_owners_have_no_drift(policy):
    sales = simulate(World(clients=800, hunters=10, seed=3, policy=policy)).sales()
    finding = drift(Company(), sales)
    assert finding.numbers["hunters"] == 10
    assert finding.numbers["verdict"] != "halves"


def test_below_eight_hunters_there_is_a_picture_and_no_estimate():
    opened = kit.open("demo")
    finding = drift(opened, kit.read(opened))
    assert finding.status == "needs data"
    assert "change" not in finding.numbers
    assert "5 hunters are too few" in finding.read().headline
    parts = finding.rows("parts")
    assert set(parts["part"]) == {1, 2, 3}
    table = finding.table.set_index("employee")
    for name, rows in parts.groupby("employee"):
        assert rows["won"].sum() == table.loc[name, "won"]
        assert rows["months"].sum() == table.loc[name, "months"]
        assert rows["base"].is_monotonic_increasing
    assert "at least 8 people" in finding.read().needs[0]


def test_who_won_few_clients_is_not_shown(make_sales):
    sales = hunted(make_sales, 9, None)
    few = sales.orders["client_id"].str.startswith("00-") & ~sales.orders["client_id"].isin(
        [f"00-{month:02}-0" for month in range(20, 24)]
    )
    finding = drift(company(9), replace(sales, orders=sales.orders[~few].reset_index(drop=True)))
    assert "H00" not in set(finding.table["employee"])
    assert "H00" not in set(finding.rows("parts")["employee"])
    assert finding.numbers["hunters"] == 9


def test_without_owners_it_needs_data(make_sales):
    finding = drift(Company(), make_sales([("A", day, 10) for day in range(0, 900, 30)], as_of=900))
    assert finding.status == "needs data"
    assert finding.table.empty
    assert "owners are missing" in finding.read().headline
    assert drift(Company(), None).status == "needs data"


def test_without_roles_everybody_who_wins_is_a_hunter_and_it_says_so(make_sales):
    finding = drift(Company(), hunted(make_sales, 9, None))
    assert not finding.numbers["roles_known"]
    assert any("Nobody is known as a hunter" in line for line in finding.read().assumptions)
    assert any("roles" in line for line in finding.read().needs)
    assert pd.notna(finding.numbers["change_low"])
