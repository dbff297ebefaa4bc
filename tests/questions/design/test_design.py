"""The experiment: its list can be drawn again, its figures are those of experiments really run."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import kit
from kit.company.model import Company, Settings
from kit.errors import KitError
from kit.evidence.assessment import assess
from kit.evidence.two_way import Ratio
from kit.owners.past import past_owners
from kit.questions.design.draw import allocated
from kit.questions.design.power import worth_of_one
from kit.questions.design.question import design
from kit.report.outputs import write_lots
from kit.sales.lanes import NEVER
from kit.triggers.rules import parse
from kit.worlds import Policy, World, simulate

DAY_OF_DRAWING = pd.Timestamp(date(2023, 8, 31))


def company(*rules: str, **settings) -> Company:
    return Company(settings=Settings(triggers=rules or ("deal 2",), **settings))


@pytest.fixture(scope="module")
def made():
    """Hunters keep everyone, so every client who reached the trigger lately may be drawn."""
    return simulate(World(clients=500, seed=1, policy=Policy("never")))


@pytest.fixture(scope="module")
def sales(made):
    return made.sales()


@pytest.fixture(scope="module")
def found(sales):
    return design(company(), sales)


@pytest.fixture
def quick(monkeypatch):
    """For the list alone the past need not be drawn over and over."""
    monkeypatch.setattr("kit.questions.design.power.DRAWS", 2)


def written(sales, folder, experiment=None) -> list[str]:
    """The orders as a file, and the list beside it."""
    columns = {"order_id": "Order No", "client_id": "Client", "day": "Order date"}
    table = sales.orders.rename(columns=columns)[[*columns.values(), "amount"]]
    table = table.assign(amount=table["amount"] / 100)
    table.to_csv(folder / "orders.csv", index=False, date_format="%Y-%m-%d")
    files = [f"orders={folder / 'orders.csv'}"]
    return files if experiment is None else [*files, f"experiment={experiment}"]


def hunters(sales) -> pd.Series:
    """Each client's owner at the end."""
    known, book = past_owners(company(), sales), sales.book
    owner, _ = known.holdings.on(np.arange(len(book.client_ids)), book.as_of)
    return pd.Series(known.holdings.employee_ids[owner], index=book.client_ids)


def drawn_by_hand(sales, lots) -> dict[str, str]:
    """The same lots by plain loops: blocks of hunter and size, in the order of hashes."""
    first = hunters(sales)
    year = sales.orders[sales.orders["day"] > pd.Timestamp(sales.as_of) - pd.Timedelta(days=365)]
    brought = year.groupby("client_id")["margin"].sum().reindex(lots["client_id"]).fillna(0)
    blocks: dict[str, list[str]] = {}
    for client in lots["client_id"]:
        size = "large" if brought[client] > brought.median() else "small"
        blocks.setdefault(f"{first[client]}|{size}", []).append(client)
    digest = {text: hashlib.sha256(f"1|deal 2|{text}".encode()).digest() for text in blocks}
    arms = {}
    for block, clients in blocks.items():
        order = sorted(clients, key=lambda c: hashlib.sha256(f"1|deal 2|{c}".encode()).digest())
        for turn, client in enumerate(order):
            arms[client] = ("now", "middle", "later")[(digest[block][0] + turn) % 3]
    return arms


def test_the_groups_are_even_in_every_block_and_in_all(quick, sales, found):
    lots = found.details["allocation"]
    hunter = hunters(sales)[lots["client_id"]]
    for _, arms in lots["arm"].groupby(hunter.to_numpy()):
        counts = arms.value_counts().reindex(["now", "middle", "later"], fill_value=0)
        assert counts.max() - counts.min() <= 2  # two blocks, large and small, each even to one
    assert [found.numbers[arm] for arm in ("now", "middle", "later")] == [
        (lots["arm"] == arm).sum() for arm in ("now", "middle", "later")
    ]


def test_who_was_drawn_before_is_not_drawn_again(quick, sales, found):
    lots = found.details["allocation"]
    before = lots.iloc[:20].reset_index(drop=True)
    again = design(company(), replace(sales, experiment=before)).details["allocation"]
    assert set(again["client_id"]) == set(lots["client_id"][20:])


def test_the_list_can_be_drawn_again_by_anybody(quick, sales, found):
    lots = found.details["allocation"]
    again = design(company(), sales).details["allocation"]
    pd.testing.assert_frame_equal(lots, again)
    assert lots.set_index("client_id")["arm"].to_dict() == drawn_by_hand(sales, lots)
    other = design(company(seed=7), sales).details["allocation"]
    assert other["client_id"].tolist() == lots["client_id"].tolist()
    assert 0.3 < (other["arm"] == lots["arm"]).mean() < 0.7  # another seed, other lots


def test_the_days_follow_from_the_group(quick, sales):
    lots = design(company(), sales, wait=9, soon=20).details["allocation"]
    wait = (lots["hand_over_on"] - lots["starts_on"]).dt.days
    assert set(wait[lots["arm"] == "now"]) == {20}
    assert set(wait[lots["arm"] == "middle"]) == {20 + 137}  # four and a half months
    assert set(wait[lots["arm"] == "later"]) == {20 + 274}  # nine months
    assert set(lots["starts_on"]) == {pd.Timestamp(sales.as_of)}


def test_the_lots_do_not_depend_on_the_order_of_the_rows_of_the_file(quick, sales, tmp_path):
    files = written(sales, tmp_path)
    lots = design(company(), kit.read(kit.open(files))).details["allocation"]
    orders = pd.read_csv(tmp_path / "orders.csv").sample(frac=1, random_state=1)
    orders.to_csv(tmp_path / "orders.csv", index=False)
    mixed = design(company(), kit.read(kit.open(files))).details["allocation"]
    assert len(lots) > 50
    pd.testing.assert_frame_equal(lots, mixed)


def test_whom_the_list_leaves_out(quick):
    made = simulate(World(clients=600, seed=2, policy=Policy("deal", 2, judgement=0.5)))
    sales = made.sales()
    lots = design(company(), sales).details["allocation"]
    truth = made.truth.set_index("client_id")
    handed = truth.index[truth["handed_on"] <= pd.Timestamp(sales.as_of)]
    assert len(lots) > 10
    assert not set(lots["client_id"]) & set(handed)
    deals = sales.orders[sales.orders["amount"] > 0].groupby("client_id")["day"]
    second = deals.apply(lambda days: days.sort_values().iloc[1] if len(days) > 1 else pd.NaT)
    reached = second[lots["client_id"]]
    assert (reached > pd.Timestamp(sales.as_of) - pd.Timedelta(days=366)).all()


def test_owners_without_meaning_leave_nobody_out(quick, made):
    """One person enters all orders of a year, another those of the next: nobody is handed over."""
    sales = made.sales("orders")
    orders = sales.orders.copy()
    even = orders["day"].dt.year % 2 == 0
    orders["employee_id"] = pd.Series(np.where(even, "A1", "H1"), dtype="str")
    staffed = pd.DataFrame({"employee_id": ["H1", "A1"], "role": ["hunter", "account_manager"]})
    by_turns = replace(sales, orders=orders, employees=staffed.astype("str"))
    known = past_owners(company(), by_turns)
    assert not known.owned
    assert (known.handed <= known.book.as_of).any()
    lots = design(company(), by_turns).details["allocation"]
    without = design(company(), made.sales("none")).details["allocation"]
    assert len(lots) > 50
    pd.testing.assert_frame_equal(lots, without)


@pytest.mark.parametrize("owners", ["assignments", "orders", "none"])
def test_clients_who_order_no_more_are_not_drawn(quick, made, owners):
    sales = made.sales(owners)
    lots = design(company(), sales).details["allocation"]
    last = sales.orders[sales.orders["amount"] > 0].groupby("client_id")["day"].max()
    quiet = (pd.Timestamp(sales.as_of) - last[lots["client_id"]]).dt.days
    gaps = sales.orders[sales.orders["amount"] > 0].groupby("client_id")["day"].diff().dt.days
    assert len(lots) > 50
    assert quiet.max() < max(90, math.ceil(gaps[gaps > 0].quantile(0.95)))


def test_read_back_once_the_months_are_over_it_is_a_lot(quick, sales, tmp_path):
    early = sales.orders["day"] <= DAY_OF_DRAWING
    then = replace(
        sales,
        orders=sales.orders[early].reset_index(drop=True),
        assignments=sales.assignments[sales.assignments["from_on"] <= DAY_OF_DRAWING],
        as_of=DAY_OF_DRAWING.date(),
    )
    drawn = design(company(), then)
    file = write_lots(tmp_path / "experiment.csv", drawn)
    now = kit.read(kit.open(written(sales, tmp_path, file)))
    lots = drawn.details["allocation"]
    assert now.experiment["client_id"].tolist() == lots["client_id"].tolist()
    assert now.experiment["arm"].tolist() == lots["arm"].tolist()
    for day in ("starts_on", "hand_over_on"):
        assert (now.experiment[day] == lots[day].to_numpy()).all()
    (account,) = [one for one in now.inputs if one.table == "experiment"]
    assert account.rows_set_aside == 0
    found = assess(company(), now)
    assert found.rung.name == "L3"
    assert sum(found.rung.stack.arms) > 50
    low, high = found.estimate.interval()
    assert low < 0 < high  # nobody was handed over, so nothing changed


def test_what_would_be_noticed_is_what_effect_computes_for_the_same_clients():
    """Experiments really run, everybody watched to the end: the plan for as many clients."""
    noticed, planned = [], []
    for seed in range(1, 7):
        world = World(clients=500, seed=seed, policy=Policy("never"))
        sales = simulate(world).sales()
        book = sales.book
        deals = sales.orders[sales.orders["amount"] > 0].sort_values(["client_id", "day"])
        second = deals.groupby("client_id")["day"].nth(1)
        crossed = deals.loc[second.index].set_index("client_id")["day"]
        crossed = crossed[crossed + pd.Timedelta(days=14 + 366) <= pd.Timestamp(sales.as_of)]
        arm = np.random.default_rng(seed).permutation(len(crossed)) % 3
        wait = np.array([14, 14 + 183, 14 + 365])[arm]
        lots = pd.DataFrame(
            {
                "client_id": crossed.index.astype("str"),
                "starts_on": crossed.to_numpy(),
                "arm": np.array(["now", "middle", "later"])[arm],
                "hand_over_on": crossed.to_numpy() + wait.astype("timedelta64[D]"),
            }
        )
        evidence = assess(company(), replace(sales, experiment=lots))
        assert evidence.rung.name == "L3"
        noticed.append(evidence.mde)
        days = np.full(len(book.client_ids), NEVER)
        days[book.numbers(crossed.index)] = crossed.to_numpy().astype("datetime64[D]").astype(int)
        one = worth_of_one(book, days, 14, 12, seed)
        n = evidence.rung.stack.clients
        planned.append(Ratio(0.0, one.error / math.sqrt(n), one.freedom * n).noticed())
    assert np.mean(planned) == pytest.approx(np.mean(noticed), rel=0.05)
    assert planned == pytest.approx(noticed, rel=0.15)  # single lots differ by chance


def test_looks_end_it_early_only_for_large_changes(found):
    looks, told = found.details["looks"], found.numbers
    assert looks["information"].tolist() == [0.25, 0.5, 0.75, 1.0]
    assert looks["change"].is_monotonic_decreasing
    assert looks["month"].is_monotonic_increasing
    assert looks["month"].iloc[-1] == told["recruiting_months"] + told["waiting_months"]
    assert looks["change"].iloc[-1] == pytest.approx(2.014 * told["standard_error"], rel=1e-3)
    # at a quarter of the information the error is twice as large
    assert looks["change"].iloc[0] == pytest.approx(2 * 4.333 * told["standard_error"], rel=1e-3)


def test_the_least_change_noticed_shrinks_by_more_than_the_root_of_the_clients(found):
    assert found.table["mde"].notna().all()
    for _, rows in found.table.groupby("wait"):
        scaled = rows["mde"] * np.sqrt(rows["clients"])
        # more than by the root: the fewer the clients, the more a comparison exaggerates
        assert scaled.is_monotonic_decreasing
        assert scaled.max() < 2 * scaled.min()
        assert rows["mde"].is_monotonic_decreasing
        assert rows["clients"].tolist() == sorted(rows["clients"])
    assert found.numbers["mde"] == pytest.approx(found.table["mde"].min())
    assert not found.numbers["enough"]
    assert "cannot find out" in found.read().prose


def test_clients_are_counted_who_reached_it_a_month(made, sales, found):
    first = made.truth["first_order_on"]
    begin = pd.Timestamp(sales.start) + pd.Timedelta(days=365)
    new = made.truth["client_id"][(first >= begin) & (first <= pd.Timestamp(sales.as_of))]
    deals = sales.orders[sales.orders["amount"] > 0].groupby("client_id").size()
    reached = int((deals.reindex(new, fill_value=0) >= 2).sum())
    months = ((pd.Timestamp(sales.as_of) - begin).days + 1) / (365.25 / 12)
    assert found.numbers["crossing_per_month"] == pytest.approx(reached / months)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"wait": 0}, "1 to 24 months"),
        ({"wait": 25}, "1 to 24 months"),
        ({"soon": -1}, "0 to 90 days"),
        ({"soon": 91}, "0 to 90 days"),
        ({"trigger": "deel 2"}, "deel 2"),
        ({"trigger": "share 30%"}, "annual budget"),
        ({"trigger": "contract"}, "contracts"),
    ],
)
def test_what_cannot_be_planned_says_what_to_do(make_sales, options, part):
    bare = make_sales([("a", 1, 5.0), ("a", 9, 5.0)], as_of=300)
    with pytest.raises(KitError, match=part):
        design(company(), bare, **options)


def test_candidates_that_these_data_cannot_judge_are_named(make_sales):
    bare = make_sales([("a", 1, 5.0), ("a", 9, 5.0)], as_of=300)
    with pytest.raises(KitError, match="annual budget"):
        design(company("share 30%"), bare)
    assert design(company("share 30%", "deal 2"), bare).numbers["trigger"] == "deal 2"
    nothing_named = Company(settings=Settings(triggers=()))
    assert design(nothing_named, bare).numbers["trigger"] == "deal 2"


@pytest.mark.parametrize(("orders", "listed"), [([], 0), ([("a", 1, 5.0), ("a", 9, 5.0)], 1)])
def test_few_clients_or_none_cannot_tell(make_sales, orders, listed):
    found = design(company(), make_sales(orders, as_of=40))
    assert found.status == "cannot tell"
    assert len(found.details["allocation"]) == listed
    assert found.numbers["mde"] is None
    assert "cannot be said" in found.read().prose
    assert design(company(), None).status == "needs data"


def test_it_says_so_in_russian(sales, found):
    russian = design(company(language="ru"), sales)
    assert "бросайте жребий" in russian.read().prose or "жреби" in russian.read().prose
    assert russian.numbers == found.numbers
    assert not any(
        "clients" in one
        for one in (russian.read().prose, *russian.read().caveats, *russian.read().assumptions)
    )


@pytest.mark.parametrize(("handed", "listed"), [(399, []), (400, []), (401, ["a"])])
def test_who_was_handed_over_by_the_last_day_is_not_drawn(make_sales, handed, listed):
    rows = [("a", "hunter", 0), ("a", "account_manager", handed)]
    sales = make_sales([("a", 350, 5.0), ("a", 380, 5.0)], as_of=400, assignments=rows)
    employees = pd.Series(["h", "m"])
    sales = replace(sales, assignments=sales.assignments.assign(employee_id=employees))
    crossed = np.array([sales.book.as_of - 20])
    drawn = allocated(Company(), sales, crossed, parse("deal 2"), 12, 14)
    assert [row["client_id"] for row in drawn] == listed
