"""The ladder, its gates, and the effect, on companies whose truth is planted and on real data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kit
from kit.company.model import Company
from kit.evidence.assessment import assess
from kit.evidence.departures import departures, entries
from kit.gates import MIN_ARM
from kit.owners.past import past_owners
from kit.questions.effect.question import effect
from kit.questions.effect.words import _reshuffles
from kit.worlds import Effect, Policy, World, simulate
from kit.worlds.truth import true_effect

DATA = Path(__file__).parents[4] / "shared" / "data"
EXITS = (date(2022, 9, 1), date(2023, 3, 1))
MANY_EXITS = tuple(date(2022, month, 1) for month in (3, 5, 7, 9, 11))  # of ten hunters
COMPANY = Company()


def world(policy: Policy, *, clients: int = 300, seed: int = 1, uplift: float = 0.0, **more):
    hunters = 2 * len(policy.exits) if len(policy.exits) > 2 else 5
    effect_ = Effect(uplift=uplift, **more)
    return simulate(
        World(clients=clients, seed=seed, policy=policy, effect=effect_, hunters=hunters)
    )


@pytest.mark.parametrize(
    ("policy", "owners", "rung", "about"),
    [
        (Policy("deal", 2, randomised=(10, 375)), "assignments", "L3", "handoff"),
        (Policy("never", exits=EXITS), "assignments", "L2", "handoff"),
        (Policy("never", exits=EXITS), "orders", "L2", "handoff"),
        (Policy("never", exits=EXITS), "assignments without roles", "L2", "owner change"),
        (Policy("deal", 2, delay_days=(0, 330)), "assignments", "L1", "handoff"),
        (Policy("deal", 2, delay_days=(0, 330)), "orders", "L0", None),
        (Policy(judgement=1.0, judgement_by="growth"), "assignments", "L0", None),
        (Policy(judgement=1.0), "assignments", "L0", None),
    ],
)
def test_each_way_of_handing_over_reaches_its_rung(policy, owners, rung, about):
    found = effect(COMPANY, world(policy, clients=400).sales(owners))
    assert found.evidence == found.numbers["rung"] == rung
    assert found.numbers["about"] == about
    reached = found.details["ladder"].set_index("rung")["reached"]
    assert reached[rung]
    if rung == "L0":
        assert found.status == "cannot tell"
        assert found.numbers["low"] is None
        assert found.numbers["high"] is None
        assert found.read().caveats
    else:
        assert found.numbers["low"] < found.numbers["high"]
        # a point is told only where the range is an answer
        assert (found.numbers["estimate"] is None) is (found.status == "cannot tell")
    if about == "owner change":
        assert found.status == "cannot tell"
        assert found.numbers["handoffs"] == 0


@pytest.mark.parametrize("rung", ["L1", "L2", "L3"])
@pytest.mark.parametrize("uplift", [-0.45, 0.6])
def test_a_planted_effect_lies_in_the_interval(rung, uplift):
    policy = {
        "L1": Policy("deal", 2, delay_days=(0, 330)),
        "L2": Policy("never", exits=MANY_EXITS),
        "L3": Policy("deal", 2, randomised=(10, 375)),
    }[rung]
    # of whole reps more is needed: there are fourteen, however many clients
    made = world(policy, clients=1_600 if rung == "L2" else 800, seed=4, uplift=uplift)
    assert true_effect(made) == pytest.approx(uplift, rel=0.01)
    found = effect(COMPANY, made.sales())
    assert found.evidence == rung
    assert found.numbers["low"] <= uplift <= found.numbers["high"]
    # and zero, which is far away, does not
    assert not found.numbers["low"] <= 0 <= found.numbers["high"]
    assert found.status == "answered"


def test_survivors_are_withdrawn_where_only_clients_known_to_be_alive_are_handed_over():
    made = world(Policy("deal", 2, delay_days=(0, 330), only_active=True), clients=600)
    found = assess(COMPANY, made.sales())
    assert found.rung.name == "L1"
    assert len(found.biased) == 1
    told = effect(COMPANY, made.sales())
    assert told.status == "cannot tell"
    assert told.numbers["withdrawn"]
    assert told.numbers["estimate"] is told.numbers["low"] is told.numbers["high"] is None
    assert any("known to be alive" in one for one in told.read().caveats)
    # why it has to be: the comparison itself is far from the truth, which is 0
    assert found.estimate.interval()[0] > 0


def test_selection_at_a_peak_does_not_move_the_crossing_aligned_comparison():
    logs = []
    for seed in range(1, 9):
        made = world(Policy("volume", volume=8_000, delay_days=(0, 330)), clients=400, seed=seed)
        found = assess(COMPANY.model_copy(update={"settings": _volume()}), made.sales())
        assert found.rung.name == "L1"
        logs.append(found.estimate.log)
    assert abs(np.mean(logs)) < 2 * np.std(logs, ddof=1) / np.sqrt(len(logs)) + 0.02


def _volume():
    return COMPANY.settings.model_copy(update={"triggers": ("volume 8000 per 90 days",)})


def test_dated_at_the_rep_survivors_do_not_move_the_estimate_from_orders():
    logs = [
        assess(COMPANY, world(Policy("never", exits=EXITS), seed=seed).sales("orders")).estimate.log
        for seed in range(1, 9)
    ]
    assert abs(np.mean(logs)) < 2 * np.std(logs, ddof=1) / np.sqrt(len(logs)) + 0.02


def test_imprecision_keeps_the_interval_and_says_so():
    found = effect(COMPANY, world(Policy("never", exits=EXITS), clients=100).sales())
    assert found.status == "cannot tell"
    assert not found.numbers["withdrawn"]
    assert found.numbers["low"] < 0 < found.numbers["high"]
    assert found.numbers["estimate"] is None
    assert min(found.numbers["treated"], found.numbers["compared"]) < MIN_ARM
    assert "no answer" in found.read().prose
    assert "Clients of one rep share luck" in found.read().prose


def test_with_many_reps_it_answers():
    made = world(Policy("never", exits=MANY_EXITS), clients=1_500, uplift=-0.4)
    found = effect(COMPANY, made.sales())
    assert (found.numbers["treated_reps"], found.numbers["compared_reps"]) == (5, 9)
    assert found.status == "answered"
    assert "lower than it would have been" in found.read().prose
    assert found.numbers["high"] < 0 < found.numbers["breakdown"]
    low, high = found.numbers["low"], found.numbers["high"]
    assert found.numbers["breakdown"] == pytest.approx(-high / (1 + high))
    assert low <= -0.4 <= high


def test_repeat_and_new_product_groups_are_told_apart():
    made = world(Policy("never", exits=MANY_EXITS), clients=1_500, uplift=-0.5, new_lines=0.1)
    found = effect(COMPANY, made.sales())
    rows = found.table.set_index("part")
    assert rows.loc["repeat", "estimate_low"] <= -0.5 <= rows.loc["repeat", "estimate_high"]
    assert rows.loc["new", "estimate_low"] <= 0.1 <= rows.loc["new", "estimate_high"]
    both = rows.loc["repeat", "estimate"] + rows.loc["new", "estimate"]
    assert both == pytest.approx(rows.loc["all", "estimate"], abs=0.06)


def test_a_rep_who_left_is_dated_on_the_day_itself():
    made = world(Policy("never", exits=EXITS), clients=400)
    moves = effect(COMPANY, made.sales()).details["at_once"]
    assert moves["from_employee"].tolist() == ["H1", "H2"]
    assert [day.date() for day in moves["date"]] == list(EXITS)


def test_a_client_in_comparison_is_followed_until_its_next_change_of_owner():
    sales = world(Policy("never", exits=EXITS), clients=200).sales()
    known = past_owners(COMPANY, sales)
    found = departures(known).accepted
    rows = entries(known, found, 1)
    # somebody compared at the first departure, who was handed over at the second
    second = set(found[1].clients.tolist())
    one = next(
        at
        for at in range(len(rows.client))
        if not rows.treated[at] and rows.zero[at] == found[0].day and rows.client[at] in second
    )
    assert rows.until[one] == found[1].day - 1
    # the same client, moved from one hunter to another a month before
    client = str(known.book.client_ids[rows.client[one]])
    other = sales.assignments[sales.assignments["client_id"] == client].iloc[[0]]
    moved = other.assign(employee_id="H5", from_on=pd.Timestamp("2022-08-02"))
    register = pd.concat([sales.assignments, moved], ignore_index=True)
    first = (register["client_id"] == client) & (register.index == other.index[0])
    register.loc[first, "to_on"] = pd.Timestamp("2022-08-01")
    register.loc[register.index[-1], "to_on"] = pd.Timestamp("2023-02-28")
    again = past_owners(COMPANY, replace(sales, assignments=register))
    rows = entries(again, departures(again).accepted, 1)
    mine = (rows.client == again.book.numbers([client])[0]) & (rows.zero == found[0].day)
    assert rows.until[mine].tolist() == [found[1].day - 1]


def test_the_rule_in_force_comes_first_and_a_broken_rule_is_refused():
    made = world(Policy("deal", 3, delay_days=(0, 300)), clients=400)
    text = "\n".join(map(str, effect(COMPANY, made.sales()).details["ladder"]["why"]))
    assert "after the 3rd deal" in text
    judged = world(Policy("deal", 2, judgement=0.5), clients=400, seed=2)
    ladder = effect(COMPANY, judged.sales()).details["ladder"].set_index("rung")
    assert not ladder.loc["L1", "reached"]
    assert "did not follow a rule" in str(ladder.loc["L1", "why"])


def test_without_owners_orders_or_clients_it_needs_data(make_sales):
    none = effect(COMPANY, None)
    assert none.status == "needs data"
    made = world(Policy("never"), clients=30).sales("none")
    found = effect(COMPANY, made)
    assert found.status == "needs data"
    assert any("assignments" in one for one in found.read().needs)
    one = make_sales([("a", 1, 5.0)], as_of=10, assignments=[("a", "hunter", 0)])
    assert effect(COMPANY, one).status == "cannot tell"


def test_the_caller_s_tables_stay_as_they_were():
    sales = world(Policy("never", exits=EXITS), clients=60).sales()
    before = {name: getattr(sales, name).copy() for name in ("orders", "assignments", "employees")}
    effect(COMPANY, sales)
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(sales, name), table)


def test_the_order_of_the_rows_of_the_register_does_not_matter():
    sales = world(Policy("never", exits=EXITS), clients=120).sales()
    turned = replace(sales, assignments=sales.assignments.iloc[::-1].reset_index(drop=True))
    assert effect(COMPANY, turned).numbers == effect(COMPANY, sales).numbers


def test_the_demo_cannot_tell_and_is_right_about_it():
    company = kit.open("demo")
    found = effect(company, kit.read(company))
    assert found.status == "cannot tell"
    assert found.numbers["handoffs"] == 317
    low, high = found.numbers["low"], found.numbers["high"]
    assert low is None or low <= 0 <= high  # its true effect is 0
    russian = effect(kit.open("demo", language="ru"), kit.read(company))
    assert "передач" in russian.read().prose
    assert russian.numbers == found.numbers


def exchange_by_hand(company) -> float:
    """The same comparison without any model: sums of a year after over a year before."""
    orders = kit.read(company).orders
    orders = orders[orders["amount"] > 0].sort_values(["client_id", "ordered_on"])
    day = pd.Timestamp("2012-11-30")
    year, half = pd.Timedelta(days=365), pd.Timedelta(days=182)
    before = orders[(orders["ordered_on"] < day) & (orders["ordered_on"] >= day - half)]
    owner = before.groupby("client_id")["employee_id"].last()
    ratios = {}
    for name, clients in owner.groupby(owner.isin(["275", "277"])):
        mine = orders[orders["client_id"].isin(clients.index)]
        late = mine[(mine["ordered_on"] >= day) & (mine["ordered_on"] < day + year)]["amount"].sum()
        early = mine[(mine["ordered_on"] < day) & (mine["ordered_on"] >= day - year)][
            "amount"
        ].sum()
        ratios[name] = late / early
    return float(ratios[True] / ratios[False] - 1)


@pytest.mark.skipif(
    not (DATA / "adventureworks").exists(), reason="AdventureWorks is not in ../shared/data"
)
def test_adventureworks_exchanged_clients_of_two_reps_which_is_told_as_a_range():
    company = kit.open(
        DATA / "adventureworks" / "SalesOrderHeader.xlsx",
        where="SalesPersonID is not null",
        map={"amount": "SubTotal"},
    )
    found = effect(company, kit.read(company))
    assert (found.status, found.evidence) == ("cannot tell", "L2")
    told = found.numbers
    assert (told["changes"], told["reshuffle"], told["reshuffles"]) == (284, 131, 3)
    assert (told["handoffs"], told["about"], told["estimate"]) == (0, "owner change", None)
    assert (told["treated_reps"], told["treated"]) == (4, 139)
    assert told["low"] < 0 < told["high"]
    moves = found.details["at_once"]
    assert list(zip(moves["changes"], moves["date"].dt.date, strict=True)) == [
        (22, date(2012, 5, 30)),
        (16, date(2012, 9, 30)),
        (93, date(2012, 11, 30)),
    ]
    exchange = moves.iloc[2]
    assert (exchange["held"], exchange["compared"]) == (91, 209)
    assert -0.35 < exchange["change_low"] < 0 < exchange["change_high"] < 0.6
    # all of the two reps' clients that had ordered in the half year before, against those of others
    held = exchange_by_hand(company)
    assert exchange["change_low"] < held < exchange["change_high"]
    assert (
        "None of them is known to be a handoff from a hunter to an account manager"
        in found.read().prose
    )
    assert "Nov 30, 2012" in found.read().prose


@pytest.mark.skipif(not (DATA / "northwind").exists(), reason="Northwind is not in ../shared/data")
def test_northwind_has_no_owners():
    folder = DATA / "northwind"
    company = kit.open([f"orders={folder / 'orders.csv'}", f"lines={folder / 'order_details.csv'}"])
    found = effect(company, kit.read(company))
    assert (found.status, found.evidence) == ("cannot tell", "L0")
    assert found.numbers["handoff"] is None
    assert found.numbers["owners_agree"] == pytest.approx(0.132, abs=0.001)
    assert "show no owners" in found.read().prose


def test_who_changed_hands_within_the_year_before_is_not_compared_where_roles_are_unknown():
    sales = world(Policy("never", exits=EXITS), clients=200).sales("assignments without roles")

    def compared(register):
        known = past_owners(COMPANY, replace(sales, assignments=register))
        found = departures(known).accepted
        rows = entries(known, found, 1)
        mine = ~rows.treated & (rows.zero == found[0].day)
        return {str(one) for one in known.book.client_ids[rows.client[mine]]}

    register = sales.assignments
    stayed = register[~register["employee_id"].isin(["H1", "H2"])]
    client = next(
        one for one in sorted(compared(register)) if (stayed["client_id"] == one).sum() == 1
    )
    (row,) = stayed.index[stayed["client_id"] == client]
    begin = register.loc[row, "from_on"]
    days = [begin, begin + pd.Timedelta(days=40), pd.Timestamp("2022-05-02")]
    assert days[1] < pd.Timestamp("2021-09-01")  # the first change lies more than a year before

    def passed(owners):
        turns = pd.DataFrame([register.loc[row]] * len(owners)).reset_index(drop=True)
        turns["employee_id"] = owners
        turns["from_on"] = days[: len(owners)]
        turns["to_on"] = [*(day - pd.Timedelta(days=1) for day in days[1 : len(owners)]), pd.NaT]
        turns = turns.astype(register.dtypes.to_dict())
        return pd.concat([register.drop(index=row), turns], ignore_index=True)

    assert client in compared(passed(["H3", "H4"]))
    assert client not in compared(passed(["H3", "H4", "H5"]))


@pytest.mark.parametrize(
    ("moved", "last"), [(5, "at once. That is"), (7, "2 more redistributions")]
)
def test_of_very_many_redistributions_the_largest_are_told(moved, last):
    found = effect(COMPANY, world(Policy("never", exits=EXITS), clients=60).sales())
    rows = [
        {"date": pd.Timestamp("2022-01-01"), "from_employee": f"H{at}", "to_employee": "N",
         "changes": 10 + at % 6, "clients": 10 + at % 6, "both_ways": False,
         "kind": "reshuffle", "change_low": float("nan")}
        for at in range(moved)
    ]  # fmt: skip
    told = _reshuffles(
        replace(found, details={**found.details, "at_once": pd.DataFrame(rows)}),
        {"reshuffles_not_told": max(moved - 5, 0)},
    )
    assert last in str(told[-1])
    assert len(told) == 5 + (moved > 5)
    # the smallest, with 10 changes, are not among them
    assert any(" 10 clients" in str(text) for text in told) is (moved == 5)
