"""The verdict and the figures under it claim no more than the answers beside them."""

from dataclasses import replace

import pytest

import kit
from kit.report.key_figures import key_figures
from kit.report.verdict import CARRY, verdict


@pytest.fixture(scope="module")
def findings():
    company = kit.open("demo")
    sales = kit.read(company)
    asked = (kit.carry, kit.pay, kit.decision)
    return {each.name: each for each in (question(company, sales) for question in asked)}


def chosen(findings, policy):
    """The same company, had this policy been decided on, and could nobody carry the second deal."""
    decision = findings["decision"]
    numbers = {
        **decision.numbers,
        "decided": True, "low_risk": True, "keep_is_open": False, "own_figures": True,
        "own_evidence": True, "best": policy, "same": [], "can_carry": "cannot",
    }  # fmt: skip
    decided = replace(decision, status="answered", numbers=numbers)
    return (findings["carry"], findings["pay"], decided)


def test_of_a_rule_that_carry_was_not_asked_about_the_verdict_says_nothing(findings):
    decision = findings["decision"]
    rule = decision.numbers["rule"]
    policies = decision.table["policy"].tolist()
    same = next(policy for policy in policies if policy.startswith(f"{rule};"))
    other = next(policy for policy in policies if not policy.startswith(f"{rule};"))
    assert other != "keep"
    assert CARRY["cannot"] in verdict(chosen(findings, same))
    for policy in (other, "keep"):
        (alone,) = verdict(chosen(findings, policy))
        assert alone not in CARRY.values()


@pytest.mark.parametrize(("grown", "at"), [(0.5, "due"), (2.0, "later")])
def test_the_load_of_page_one_is_that_of_the_headline(findings, grown, at):
    carry = findings["carry"]
    loads = carry.details["load"].copy()
    figures = ["load", "load_low", "load_high"]
    due = loads.loc[loads["at"].eq("due"), figures].to_numpy()
    loads.loc[loads["at"].eq("later"), figures] = grown * due
    answered = replace(
        carry,
        status="answered",
        details={"load": loads},
        numbers={**carry.numbers, "can_carry": "cannot"},
    )
    figure = key_figures((answered,))[1].value.values["range"]
    headline = answered.headline.text.values
    (row,) = loads[loads["at"].eq(at)].to_dict("records")
    assert (figure.low, figure.high) == (row["load_low"], row["load_high"])
    assert (headline["low"], headline["high"]) == (row["load_low"], row["load_high"])
