"""Who passed clients to whom, and whether clients have owners at all; by hand and on real data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kit
from kit.company.model import Company
from kit.owners.handovers import from_assignments, from_orders, owner_changes
from kit.owners.ownership import owned_deals, ownership
from kit.owners.passages import arrows, between_employees
from kit.owners.staff import role_ids, staff

DATA = Path(__file__).parents[3] / "shared" / "data"
START = np.datetime64("2020-01-15")


def deals(**clients: str) -> pd.DataFrame:
    """Each client's owners, a letter a deal, a deal a month."""
    rows = [
        (client, START + np.timedelta64(30 * at, "D"), owner)
        for client, owners in clients.items()
        for at, owner in enumerate(owners)
    ]
    return pd.DataFrame(rows, columns=["client", "day", "owner"])


def kinds(owners: str) -> list[tuple[str, str, str]]:
    table = from_orders(deals(c=owners), {})
    return list(table[["kind", "from_employee", "to_employee"]].itertuples(index=False, name=None))


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
def test_changes_of_owner_are_told_apart(owners, expected):
    assert kinds(owners) == expected


def test_clients_are_not_joined():
    table = from_orders(deals(c="AA", d="BB", e="ABA"), {"A": "hunter"})
    assert list(table["kind"]) == ["cover"]
    assert list(table["from_role"]) == ["hunter"]
    assert table["to_role"].isna().all()


def test_no_deals_no_passages():
    assert len(from_orders(deals(), {})) == 0
    assert ownership(deals(), 1).real is False


def test_ownership_by_hand():
    # two months, two owners each half of the deals: two clients keep their owner
    frame = deals(c="AA", d="BB")
    found = ownership(frame, 1)
    assert (found.pairs, found.clients, found.owners) == (2, 2, 2)
    assert (found.same_owner_rate, found.chance_rate) == (1.0, 0.5)
    assert not found.real  # by chance it would be so in every second shuffle
    assert found.p == pytest.approx(0.5, abs=0.06)


def test_two_deals_of_one_month_are_drawn_without_putting_back():
    frame = deals(c="AB").assign(day=START)
    assert ownership(frame, 1).chance_rate == 0.0


def test_chance_is_what_shuffling_gives():
    random = np.random.default_rng(3)
    frame = deals(**{f"c{at}": "".join(random.choice(list("AABCD"), 8)) for at in range(40)})
    pair = np.flatnonzero(frame["client"].to_numpy()[1:] == frame["client"].to_numpy()[:-1])
    month = frame["day"].dt.to_period("M")
    rates = []
    for _ in range(200):
        owner = frame.groupby(month)["owner"].transform(lambda one: random.permutation(one))
        rates.append((owner.to_numpy()[pair] == owner.to_numpy()[pair + 1]).mean())
    found = ownership(frame, 1)
    assert found.chance_rate == pytest.approx(np.mean(rates), abs=4 * np.std(rates) / 200**0.5)
    assert not found.real


def test_kept_clients_are_owned_and_one_owner_says_nothing():
    assert ownership(deals(**{f"c{at}": "ABCD"[at % 4] * 5 for at in range(20)}), 1).real
    alone = ownership(deals(c="AAAA", d="AAAA"), 1)
    assert (alone.same_owner_rate, alone.chance_rate, alone.strength) == (1.0, 1.0, None)
    assert not alone.real


def test_a_large_company_is_tested_on_a_part_of_its_clients(monkeypatch):
    monkeypatch.setattr("kit.owners.ownership.TESTED_DEALS", 50)
    found = ownership(deals(**{f"c{at}": "ABCD"[at % 4] * 5 for at in range(40)}), 1)
    assert (found.pairs, found.real) == (160, True)


def register(make_sales, *rows: tuple[str, str, str, str, str | None], ended: bool = True):
    """Sales with an assignments table: client, employee, role, from, to."""
    frame = pd.DataFrame(rows, columns=["client_id", "employee_id", "role", "from_on", "to_on"])
    for name in ("from_on", "to_on"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    frame["function"] = None
    names = ["client_id", "employee_id", "role", "from_on"] + (["to_on"] if ended else [])
    return replace(
        make_sales([("c", 0, 100)], as_of=500),
        assignments=frame,
        given=frozenset(f"assignments.{name}" for name in names),
    )


@pytest.fixture
def passages(make_sales):
    def read(*rows, ended=True):
        found = from_assignments(Company(), register(make_sales, *rows, ended=ended))
        columns = [found[name] for name in ("from_employee", "to_employee", "kind")]
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


def test_a_person_who_changes_the_role_keeps_the_client(passages):
    assert passages(
        ("c", "A", "Hunter", "2020-01-01", "2020-06-30"), ("c", "A", "KM", "2020-07-01", None)
    ) == [("A", "A", "same person")]


def test_two_who_begin_together_hand_nothing_over(passages):
    assert (
        passages(("c", "A", "Hunter", "2020-01-01", None), ("c", "B", "KM", "2020-01-01", None))
        == []
    )


def test_roles_are_recognised_by_label_and_by_usual_names():
    company = Company.model_validate(
        {"roles": [{"id": "hunter", "label": "Искатель"}, {"id": "boss", "label": "The Boss"}]}
    )
    texts = pd.Series(["искатель", "HUNTER", "the-boss", "КМ", "Account  Manager", "Cook", None])
    assert role_ids(texts, company)[:6].to_list() == [
        "hunter", "hunter", "boss", "account_manager", "account_manager", "Cook",
    ]  # fmt: skip
    assert pd.isna(role_ids(texts, company)[6])


def test_staff_from_register_and_company(make_sales):
    sales = register(
        make_sales,
        ("c", "H", "Hunter", "2020-01-01", None),
        ("d", "H", "Клиентский менеджер", "2020-01-01", None),
    )
    company = Company.model_validate(
        {
            "roles": [{"id": "hunter", "label": "Hunter"}],
            "people": [{"id": "H", "roles": ["hunter"]}, {"id": "N", "roles": ["hunter"]}],
        }
    )
    found = staff(company, sales)
    assert found.roles("H") == {"hunter", "account_manager"}
    assert found.single() == {"N": "hunter"}
    assert found.of_role("hunter") == {"H", "N"}
    assert list(found.differing()) == ["H"]


ROLES = ("hunter", "account_manager", "inside_sales", "specialist")


def conveyor(*pairs: tuple[str, str]) -> Company:
    return Company.model_validate(
        {
            "roles": [{"id": one, "label": one} for one in ROLES],
            "handoffs": [{"from": a, "to": b} for a, b in pairs],
        }
    )


def moved(giver: str, taker: str, n: int, kind: str = "handover") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "client": [f"{giver}{taker}{at}" for at in range(n)],
            "day": np.datetime64("2020-01-01"),
            "from_employee": giver[0], "to_employee": taker[0],
            "from_role": giver, "to_role": taker, "kind": kind,
        }
    )  # fmt: skip


def relations(company, *tables, clients=None):
    found = arrows(company, pd.concat(tables), dict.fromkeys(ROLES[:3], 50) | (clients or {}))
    return {(r["from_role"], r["to_role"]): (r["relation"], r["recorded"]) for r in found}


def test_missing_extra_and_reversed_arrows():
    company = conveyor(
        ("hunter", "account_manager"), ("hunter", "inside_sales"),
        ("inside_sales", "account_manager"), ("account_manager", "specialist"),
    )  # fmt: skip
    assert relations(
        company,
        moved("hunter", "account_manager", 40),
        moved("account_manager", "inside_sales", 6),
        moved("account_manager", "hunter", 5),
        moved("hunter", "specialist", 4),
        moved("hunter", "hunter", 30),
        moved("hunter", "inside_sales", 9, kind="cover"),
    ) == {
        ("hunter", "account_manager"): ("recorded", 40),
        ("hunter", "inside_sales"): ("missing", 0),
        ("inside_sales", "account_manager"): ("missing", 0),
        ("account_manager", "specialist"): ("cannot tell", None),
        ("account_manager", "inside_sales"): ("reversed", 6),
        ("account_manager", "hunter"): ("reversed", 5),
        ("hunter", "specialist"): ("rare", None),
    }


def test_an_undeclared_arrow_is_extra():
    found = relations(conveyor(), moved("hunter", "inside_sales", 5))
    assert found == {("hunter", "inside_sales"): ("extra", 5)}


def test_what_has_perhaps_begun_is_not_missing():
    company = conveyor(("hunter", "account_manager"))
    unsettled = moved("hunter", "account_manager", 1, kind="unsettled")
    assert relations(company, unsettled) == {("hunter", "account_manager"): ("cannot tell", None)}


def test_a_role_with_few_clients_cannot_be_missed():
    company = conveyor(("hunter", "account_manager"))
    nothing = moved("hunter", "account_manager", 0)
    few = relations(company, nothing, clients={"account_manager": 4})
    assert few == {("hunter", "account_manager"): ("cannot tell", None)}


def test_pairs_of_employees_below_five_clients_are_not_shown():
    table, hidden = between_employees(
        pd.concat([moved("hunter", "account_manager", 5), moved("account_manager", "hunter", 4)])
    )
    assert table.to_dict("records") == [
        {"from_employee": "h", "to_employee": "a", "clients": 5, "at_once": 5}
    ]
    assert hidden == 1


def test_a_reshuffle_shows_in_its_busiest_month():
    table = moved("hunter", "account_manager", 6)
    days = np.array([0, 1, 30, 31, 100, 200]).astype("timedelta64[D]")
    shown, _ = between_employees(table.assign(day=np.datetime64("2020-01-01") + days))
    assert shown.loc[0, "at_once"] == 3  # days 0, 1, 30; and 1, 30, 31


@pytest.fixture(scope="module")
def adventureworks():
    book = DATA / "adventureworks" / "SalesOrderHeader.xlsx"
    if not book.exists():
        pytest.skip(f"real data not found: {book}")
    company = kit.open(str(book), map={"amount": "SubTotal"}, where="SalesPersonID IS NOT NULL")
    return owned_deals(kit.read(company))


def test_adventureworks_clients_have_owners(adventureworks):
    found = ownership(adventureworks, 1)
    assert (found.pairs, found.owners) == (3806 - 635, 17)
    assert found.same_owner_rate == pytest.approx(1 - 284 / 3171)
    assert found.strength == pytest.approx(0.9, abs=0.01)
    assert found.p == 0.001
    assert found.real


def test_adventureworks_changes_and_covers(adventureworks):
    assert owner_changes(adventureworks) == 284
    table = from_orders(adventureworks, {})
    assert table["client"].nunique() == 210
    assert (table["kind"] == "cover").sum() == 49
    # the three known redrawings of territories are the three most frequent exchanges
    pairs, _ = between_employees(table)
    top = {"-".join(sorted(pair)) for pair in pairs.iloc[:4, :2].to_numpy()}
    assert top == {"275-277", "282-289", "280-284"}


def test_northwind_owners_are_chance():
    if not (DATA / "northwind").exists():
        pytest.skip(f"real data not found: {DATA / 'northwind'}")
    files = (f"orders={DATA}/northwind/orders.csv", f"lines={DATA}/northwind/order_details.csv")
    found = ownership(owned_deals(kit.read(kit.open(files))), 1)
    assert found.same_owner_rate == pytest.approx(0.132, abs=0.0005)
    assert found.chance_rate == pytest.approx(0.128, abs=0.001)
    assert found.p > 0.1
    assert not found.real


def test_the_demo_register_says_what_was_planted():
    company = kit.open("demo")
    sales = kit.read(company)
    table = from_assignments(company, sales)
    assert set(table["kind"]) == {"handover"}
    assert len(table) == table["client"].nunique() == 317
    assert set(zip(table["from_role"], table["to_role"], strict=True)) == {
        ("hunter", "account_manager")
    }
    assert ownership(owned_deals(sales), 1).real
