"""What is decided in the end, with its reason, and what is recorded from now on."""

import pytest

from kit.company import store
from kit.company.model import Expectations
from kit.errors import KitError
from kit.lessons.decided.decisions import decisions
from kit.lessons.triggers.choice import choice_panel, settle


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


def decided(company):
    return [
        str(line)
        for section in decisions(company)
        if str(section.title) == "The decision"
        for line in section.lines
    ]


def test_a_decision_needs_a_reason_and_an_open_point_does_not(demo):
    with pytest.raises(KitError, match="Write down why"):
        settle(demo, "deal 2", "  ", "")
    with pytest.raises(KitError, match="no candidate any more"):
        settle(demo, "deal 9", "because", "")
    taken = settle(demo, "deal 2", "clients  come back by then", "hours per order")
    assert decided(taken) == [
        "Decided: after the 2nd deal",
        "Because: clients come back by then",
        "Recorded from now on: hours per order",
    ]
    assert (
        decided(settle(demo, "keep", "few clients", ""))[0] == "Decided: the hunter keeps everyone"
    )
    left = settle(taken, "", "", "hours per order")
    assert decided(left) == ["Left open.", "Recorded from now on: hours per order"]
    assert decided(settle(left, "", "", "")) == decided(demo) == []


def test_the_form_keeps_and_shows_it(demo):
    panel = choice_panel(demo).children[1]
    _, _, rule, reason, record, buttons, message = panel.children
    assert rule.value == ""
    assert dict(rule.options)["after the 2nd deal"] == "deal 2"
    assert dict(rule.options)["the hunter keeps everyone"] == "keep"
    rule.value = "deal 2"
    buttons.children[0].click()
    assert "Write down why" in message.value
    assert rule.value == "deal 2"  # what was typed is not lost
    reason.value, record.value = "they know us by then", "budgets"
    buttons.children[0].click()
    assert message.value == ""
    saved = store.open(demo.folder)
    assert saved.handoffs[1].chosen == "deal 2"
    again = choice_panel(saved).children[1].children
    assert [again[2].value, again[3].value, again[4].value] == [
        *("deal 2", "they know us by then", "budgets"),
    ]


def test_expectations_are_read_back(demo):
    told = demo.model_copy(
        update={
            "expectations": Expectations(winner="keep", sure=70, figures={"10": -0.1}),
        }
    )
    lines = {
        str(section.title): [str(line) for line in section.lines] for section in decisions(told)
    }
    assert lines["What was expected"] == [
        "After a handoff the margin changes by −10%",
        "It wins: the hunter keeps everyone",
        "How sure: rather sure: 7 of 10",
    ]
