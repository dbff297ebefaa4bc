"""The gates that withdraw an estimate, and those that only say that it is not firm."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from kit.company.model import Company
from kit.evidence import assessment
from kit.evidence.assessment import Reason, assess
from kit.evidence.trials import Entries, Rung
from kit.evidence.two_way import Ratio
from kit.gates import NO_DIFFERENCE
from kit.language import say
from kit.worlds import Policy, World, simulate

COMPANY = Company()
DEPARTURES = Policy("never", exits=(date(2022, 9, 1), date(2023, 3, 1)))
LOT = Policy("deal", 2, randomised=(10, 375))


def sales(policy: Policy, clients: int = 300):
    return simulate(World(clients=clients, seed=1, policy=policy)).sales()


def test_groups_that_differed_beforehand_withdraw_the_estimate_but_not_under_a_lot(monkeypatch):
    monkeypatch.setattr(assessment, "PLACEBO_P", 1.1)  # any two groups differ
    drawn = assess(COMPANY, sales(LOT, 900))
    assert (drawn.rung.name, drawn.biased) == ("L3", ())
    assert drawn.placebo is not None
    assert drawn.kept == drawn.estimate
    chosen = assess(COMPANY, sales(DEPARTURES))
    assert (chosen.rung.name, len(chosen.biased)) == ("L2", 1)
    assert chosen.estimate is not None
    assert chosen.kept is None
    assert not chosen.firm


def test_the_placebo_closes_below_its_limit_and_not_at_it(monkeypatch):
    given = sales(DEPARTURES)
    p = assess(COMPANY, given).placebo.p
    for limit, reasons in ((p, 0), (np.nextafter(p, 1), 1)):
        monkeypatch.setattr(assessment, "PLACEBO_P", limit)
        assert len(assess(COMPANY, replace(given)).biased) == reasons  # a book of its own


def test_evidence_is_worked_out_once_a_run():
    given = sales(DEPARTURES)
    assert assess(COMPANY, given) is assess(COMPANY, given)
    other = COMPANY.model_copy(update={"name": "another"})
    assert assess(other, given) is not assess(COMPANY, given)


def evidence(*, error=0.04, biased=(), imprecise=(), about="handoff", name="L2"):
    stack = assess(COMPANY, sales(LOT)).rung.stack if name != "L0" else None
    rung = Rung(name, True, say("why"), stack, about=about)
    ratio = Ratio(log=-0.1, error=error, freedom=30.0)
    return assessment.Evidence(None, (rung,), rung, ratio, None, None, imprecise, biased)


@pytest.mark.parametrize(
    ("given", "kept", "firm"),
    [
        ({}, True, True),
        ({"imprecise": (Reason("few clients", say("few")),)}, True, False),
        ({"biased": (Reason("survivors", say("chosen")),)}, False, False),
        ({"about": "owner change"}, True, False),
        ({"name": "L0"}, True, False),
    ],
)
def test_what_evidence_says_of_itself(given, kept, firm):
    found = evidence(**given)
    assert (found.kept is not None, found.firm) == (kept, firm)
    assert found.about == (None if given.get("name") == "L0" else given.get("about", "handoff"))
    assert found.may_decide is (found.kept is not None and found.about == "handoff")
    # Student's t with 30 degrees of freedom: 2.7500 far out, and 0.8538; weighed against ± 0.2
    spread = 0.04 * 2.75 / 2.5758
    weight = 0.2**2 / (0.2**2 + spread**2)
    assert found.mde == pytest.approx(1.96 * spread / weight**0.5 + 0.8538 * 0.04, rel=1e-3)


def test_the_range_of_an_answer_is_drawn_towards_no_change_and_an_open_one_is_not():
    # error 0.04 as of a normal: 0.04271; weight 0.9564; middle −0.09564; half 1.96 · 0.04176
    low, high = evidence().told
    assert (low, high) == pytest.approx((math.exp(-0.17750) - 1, math.exp(-0.01378) - 1), abs=1e-4)
    assert evidence().middle == pytest.approx(math.exp(-0.09564) - 1, abs=1e-4)
    open_one = evidence(imprecise=(Reason("few clients", say("few")),))
    half = 2.0423 * 0.04
    ends = (math.exp(-0.1 - half) - 1, math.exp(-0.1 + half) - 1)
    assert open_one.told == pytest.approx(ends, abs=1e-4)
    assert open_one.middle is None
    assert evidence(biased=(Reason("survivors", say("chosen")),)).told is None


@pytest.mark.parametrize(
    ("low", "high", "codes"),
    [
        (0.01, 0.60, []),  # it excludes “no change”
        (-0.40, -0.001, []),
        (-NO_DIFFERENCE, NO_DIFFERENCE, []),  # whatever it is, it makes no difference
        (-NO_DIFFERENCE - 1e-6, NO_DIFFERENCE, ["includes no change"]),
        (-NO_DIFFERENCE, NO_DIFFERENCE + 1e-6, ["includes no change"]),
        (0.0, 0.3, ["includes no change"]),
    ],
)
def test_an_answer_excludes_no_change_or_lies_within_what_makes_no_difference(low, high, codes):
    stack = SimpleNamespace(arms=(20, 20), by_rep=False)
    estimate = SimpleNamespace(
        believed=lambda level: (low, 0.0, high), interval=lambda: (low, high), freedom=30.0
    )
    assert [reason.code for reason in assessment._imprecise(stack, estimate)] == codes


def test_a_small_comparison_that_would_decide_alone_is_no_answer():
    stack = SimpleNamespace(arms=(20, 20), by_rep=False)
    estimate = Ratio(log=-0.5, error=0.2, freedom=30.0)  # alone: −0.5 ± 0.41; weighed: −0.24 ± 0.28
    assert [one.code for one in assessment._imprecise(stack, estimate)] == ["exaggerates"]


@pytest.mark.parametrize(
    ("freedom", "by_rep", "told"), [(8, True, 0), (7.9, True, 1), (3, False, 0)]
)
def test_few_reps_are_named_as_the_reason_for_a_wide_range(freedom, by_rep, told):
    stack = SimpleNamespace(arms=(20, 20), by_rep=by_rep, reps=(2, 3))
    wide = Ratio(log=0.0, error=0.2, freedom=freedom)
    codes = [reason.code for reason in assessment._imprecise(stack, wide)]
    assert codes == ["includes no change", *["few reps"] * told]


@pytest.mark.parametrize(("zero", "reasons"), [(310, 1), (311, 0)])
def test_survivors_are_counted_where_the_silence_has_ended_with_the_data(zero, reasons):
    """Of 100 compared 50 had ordered their last before day zero; of 100 handed over, nobody."""
    client = np.arange(200)
    treated = client < 100
    last = np.where(~treated & (client % 2 == 0), zero - 1, zero)
    book = SimpleNamespace(silence=90, as_of=400, last_deal_before=lambda who, day: last[who])
    none = np.zeros(200, np.int64)
    rows = Entries(none, client, treated, np.full(200, zero), none, client)
    stack = SimpleNamespace(entries=rows)
    found = assessment._survivors(SimpleNamespace(book=book), stack)
    assert [reason.code for reason in found] == ["survivors"] * reasons
    # who bought last on day zero itself had not gone before it
    last[:] = zero
    assert assessment._survivors(SimpleNamespace(book=book), stack) == []


@pytest.mark.parametrize(("arms", "reasons"), [((20, 20), 0), ((19, 20), 1), ((20, 19), 1)])
def test_twenty_clients_on_each_side_are_enough(arms, reasons):
    stack = SimpleNamespace(arms=arms, by_rep=False)
    assert len(assessment._imprecise(stack, Ratio(log=0.0, error=0.01, freedom=30.0))) == reasons
    assert Rung("L2", True, say("why"), stack).wide_enough is (reasons == 0)
