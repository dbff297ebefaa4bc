"""Policies over a company's own months: the span, the books as recorded, and what is left open."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import kit
from kit.company.model import Handoff
from kit.company.reading import company_in
from kit.company.shipped import shipped
from kit.company.writing import written
from kit.errors import KitError
from kit.policies.own_history import (
    own_history,
    policies_considered,
    policies_in_force,
    replayed,
)
from kit.policies.policy import parse
from kit.sales.lanes import NEVER
from kit.triggers.candidates import rules_in_force
from kit.triggers.rules import Deal

DEMO = shipped("datasets/demo")
START, AS_OF = date(2023, 1, 1), date(2024, 12, 30)


@pytest.fixture(scope="module")
def demo():
    company = kit.open(DEMO)
    return company, kit.read(company)


def _rows(name):
    with (DEMO / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _day(number):
    return date(1970, 1, 1) + timedelta(days=int(number))


def test_the_span_is_the_last_24_calendar_months(demo):
    history = own_history(*demo).history
    assert (_day(history.start), _day(history.as_of)) == (START, AS_OF)
    (replay,) = replayed(*demo, [parse("keep")])
    assert [str(month) for month in replay.months[[0, -1]]] == ["2023-01", "2024-12"]
    assert replay.days.sum() == (AS_OF - START).days + 1


def test_the_books_at_the_start_are_those_of_the_register(demo):
    had = {}
    for row in sorted(_rows("assignments.csv"), key=lambda row: row["From"]):
        if row["From"] < START.isoformat():
            had[row["Client"]] = row
    expected = {
        client: row["Employee"] for client, row in had.items() if row["Role"] == "account_manager"
    }
    books, ids = own_history(*demo).books, demo[1].book.client_ids
    assert books.recorded
    assert books.receivers.tolist() == ["M1", "M2", "M3", "M4"]
    held = np.flatnonzero(books.holder >= 0)
    assert {ids[c]: books.receivers[books.holder[c]] for c in held} == {
        client: who for client, who in expected.items() if client in set(ids)
    }
    handed = {c: row["From"] for c, row in had.items() if row["Role"] == "account_manager"}
    deals = demo[1].orders[demo[1].orders["amount"] > 0]
    done = Counter(
        client
        for client, day in zip(deals["client_id"], deals["day"], strict=True)
        if client in handed and day < pd.Timestamp(handed[client])
    )
    known = [c for c in held if books.deals[c] >= 0]
    assert len(known) > 100
    assert [books.deals[c] for c in known] == [done[ids[c]] for c in known]


def test_deal_2_hands_over_on_the_day_after_the_second_deal(demo):
    company, sales = demo
    (replay,) = replayed(company, sales, [parse("deal 2")])
    orders = sales.orders[sales.orders["amount"] > 0].sort_values(["client_id", "day"])
    second = orders.groupby("client_id")["day"].nth(1)
    second = dict(zip(orders.loc[second.index, "client_id"], second, strict=True))
    opening = set(replay.stints.client[replay.stints.opening])
    made = ~replay.stints.opening
    handed = {
        sales.book.client_ids[c]: _day(begin)
        for c, begin in zip(replay.stints.client[made], replay.stints.begin[made], strict=True)
    }
    in_span = {
        client: (day + pd.Timedelta(days=1)).date()
        for client, day in second.items()
        if START <= (day + pd.Timedelta(days=1)).date() <= AS_OF
        and sales.book.numbers([client])[0] not in opening
    }
    assert len(in_span) > 100
    assert {client: handed[client] for client in in_span} == in_span
    others = set(handed) - set(in_span)
    # those who had done it before go on the first morning, or with their next deal
    assert replay.handoffs[0] >= replay.counts["base"] > 0
    assert all(second[client].date() < START for client in others)
    assert (replay.stints.end == NEVER).all()
    assert replay.handoffs.sum() == made.sum()


def test_keep_leaves_every_book_as_it_was(demo):
    (replay,) = replayed(*demo, [parse("keep")])
    assert replay.handoffs.sum() == replay.margin.sum() == replay.waiting.sum() == 0
    assert replay.margin_opening.sum() > 0
    assert (replay.pay["hunter"] + replay.pay["account_manager"] == replay.margin_all).all()


def test_every_order_belongs_to_somebody(demo):
    for text in ("keep", "deal 2; cap 40 clients; return after 100 days; credit 50% for 6 months"):
        (replay,) = replayed(*demo, [parse(text)])
        sales = demo[1]
        whole = sales.orders[sales.orders["day"] >= pd.Timestamp(START)]
        assert replay.margin_all.sum() == whole["margin"].sum()
        assert (replay.deals + replay.hunter_deals).sum() == (whole["amount"] > 0).sum()
        assert (replay.margin_under_care <= replay.margin_all).all()
        assert (replay.books.sum(axis=0) == replay.clients).all()
        assert (replay.deals_of.sum(axis=0) == replay.deals).all()


def test_without_roles_the_books_are_empty_and_a_cap_cannot_hold(demo):
    company, _ = demo
    bare = company.model_copy(
        update={
            "people": (),
            "data": company.data.model_copy(update={"inputs": ("orders=orders.csv",)}),
        }
    )
    sales = kit.read(bare)
    (replay,) = replayed(bare, sales, [parse("deal 2")])
    assert not replay.recorded
    assert len(replay.receivers) == 0
    assert replay.clients[-1] > 0
    with pytest.raises(KitError, match="nobody is known who receives clients"):
        replayed(bare, sales, [parse("deal 2; cap 60 clients")])
    with pytest.raises(KitError, match="contracts"):
        replayed(bare, sales, [parse("contract; monthly")])
    with pytest.raises(KitError, match="goes by segment"):
        replayed(bare, sales, [parse("deal 2; receiver same segment")])


def test_hours_that_are_not_stated_are_asked_for(demo):
    company, sales = demo
    (replay,) = replayed(company, sales, [parse("deal 2; cap 40 hours")])
    assert (replay.clients > 0).all()
    unstated = company.model_copy(update={"assumptions": ()})
    with pytest.raises(KitError, match="it is not stated what serving takes"):
        replayed(unstated, sales, [parse("deal 2; cap 40 hours")])


def test_the_policy_in_force_is_the_one_chosen_on_the_arrow(demo):
    company, _ = demo
    assert policies_in_force(company) == ()
    arrow = Handoff(
        from_role="hunter",
        to_role="account_manager",
        triggers=("deal 2", "contract"),
        chosen="deal 2",
        terms="monthly; cap 60 clients",
    )
    decided = company.model_copy(update={"handoffs": (arrow,)})
    assert policies_in_force(decided) == (parse("deal 2; cap 60 clients; monthly"),)
    assert [str(policy) for policy in policies_considered(decided)] == [
        "deal 2; cap 60 clients; monthly",
        "contract; cap 60 clients; monthly",
    ]
    assert rules_in_force(decided) == (Deal(2),)
    # text and company are one and the same, and read back the same
    text = written(decided)
    assert "terms: monthly; cap 60 clients" in text
    assert company_in(text.encode(), DEMO).handoffs == (arrow,)


def test_the_hunter_may_be_decided_to_keep_everyone(demo):
    company, _ = demo
    arrow = Handoff(
        from_role="hunter", to_role="account_manager", chosen="keep", terms="cap 60 clients"
    )
    decided = company.model_copy(update={"handoffs": (arrow,)})
    assert policies_in_force(decided) == (parse("keep"),)
    assert rules_in_force(decided) == ()


def test_terms_that_are_none_are_said(demo):
    company, _ = demo
    arrow = Handoff(from_role="hunter", to_role="account_manager", chosen="deal 2", terms="cap 6")
    with pytest.raises(KitError, match="“cap 6” is none of the known terms"):
        policies_in_force(company.model_copy(update={"handoffs": (arrow,)}))


def _recorded(folder, draw):
    """Orders with days of payment and clients with days of their packet, some of them blank."""
    orders, packets, number = [], {}, 0
    for client in range(60):
        name, day = f"C{client:02d}", date(2021, 1, 4) + timedelta(days=int(draw.integers(0, 900)))
        packets[name] = day + timedelta(days=int(draw.integers(0, 300)))
        for _ in range(int(draw.integers(1, 9))):
            late = int(draw.integers(0, 120))
            paid = None if draw.random() < 0.3 else day + timedelta(days=late)
            orders.append((number := number + 1, name, day, 100 + number, paid))
            day += timedelta(days=int(draw.integers(1, 90)))
    for name in [*packets][::3]:
        packets[name] = None
    del packets["C01"]  # not in the table at all
    with (folder / "orders.csv").open("w", encoding="utf-8") as file:
        print("Order No,Client,Order date,Amount,Paid", file=file)
        draw.shuffle(orders)
        for row in orders:
            print(*("" if cell is None else cell for cell in row), sep=",", file=file)
    with (folder / "clients.csv").open("w", encoding="utf-8") as file:
        print("Client,Packet complete on", file=file)
        for name, day in packets.items():
            print(name, day or "", sep=",", file=file)
    return orders, packets


@pytest.mark.parametrize("seed", range(3))
def test_conditions_of_the_gate_are_read_from_the_companys_columns(tmp_path, seed):
    orders, packets = _recorded(tmp_path, np.random.default_rng(seed))
    files = [f"{table}={tmp_path / table}.csv" for table in ("orders", "clients")]
    company = kit.open(files, map={"paid_on": "Paid"})
    sales = kit.read(company)
    assert {"orders.paid_on", "clients.packet_on"} <= sales.given
    start = own_history(company, sales).history.start
    for gate in ("packet", "paid", "packet, paid"):
        (replay,) = replayed(company, sales, [parse(f"deal 2; gate {gate}")])
        expected, unknown = {}, 0
        for name in {client for _, client, *_ in orders}:
            mine = sorted((day, number, paid) for number, c, day, _, paid in orders if c == name)
            if len(mine) < 2:
                continue
            waits = []
            if "paid" in gate:
                waits.append(max(row for row in mine if row[0] == mine[1][0])[2])
            if "packet" in gate:
                waits.append(packets.get(name))
            ready = max([mine[1][0], *(day for day in waits if day is not None)])
            first = max(ready + timedelta(days=1), _day(start))
            # silent clients wait for their next deal; the first morning on which one is not
            silent, days = sales.book.silence, [day for day, *_ in mine]
            while first <= sales.as_of:
                last = max((day for day in days if day < first), default=None)
                if last is not None and (first - last).days <= silent:
                    expected[name] = first
                    unknown += None in waits
                    break
                first += timedelta(days=1)
        stints = replay.stints
        handed = dict(zip(sales.book.client_ids[stints.client], stints.begin, strict=True))
        assert {name: _day(begin) for name, begin in handed.items()} == expected
        assert replay.counts["gate_unknown"] == unknown > 0
    assert len(expected) > 15


def test_what_no_column_records_holds_nobody_back(demo):
    free, gated = replayed(*demo, [parse("deal 2"), parse("deal 2; gate packet, paid")])
    assert (gated.stints.begin == free.stints.begin).all()
    assert gated.counts["gate_unknown"] == gated.handoffs.sum() > 0
