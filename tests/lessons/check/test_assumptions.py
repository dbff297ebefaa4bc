"""Figures that nobody measured: typed, kept with their source, and taken back."""

import pytest

from kit.choice.inputs import BY_ID, STATED
from kit.company import store
from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language
from kit.lessons.check.assumptions import assumptions_panel, read_figure, state, take_back

HOURS, SHARE = BY_ID["hours_per_order"], BY_ID["hunting_share"]
ENGLISH = Language("en")


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


def test_figures_as_people_type_them():
    assert read_figure("1,5", HOURS) == 1.5
    assert read_figure("1 200", BY_ID["manager_cost"]) == 1200
    # a share is typed in percent, with or without its sign
    assert read_figure("30 %", SHARE) == read_figure("30", SHARE) == 0.3
    for typed, figure in (
        ("-1", HOURS),
        ("120", SHARE),
        ("much", HOURS),
        ("", HOURS),
        ("inf", HOURS),
    ):
        with pytest.raises(KitError, match="Write a number in"):
            read_figure(typed, figure)


def test_a_figure_needs_an_order_and_a_source():
    company = state(
        Company(), "hunting_share", ("30", "50", "70"), "  the head  of sales ", ENGLISH
    )
    (assumption,) = company.assumptions
    assert (assumption.low, assumption.likely, assumption.high, assumption.source) == (
        0.3,
        0.5,
        0.7,
        "the head of sales",
    )
    again = state(company, "hunting_share", ("10", "20", "30"), "the hunters", ENGLISH)
    assert [(a.id, a.low) for a in again.assumptions] == [("hunting_share", 0.1)]
    assert take_back(again, "hunting_share") == Company()
    with pytest.raises(KitError, match="have to rise"):
        state(Company(), "hunting_share", ("50", "30", "70"), "x", ENGLISH)
    with pytest.raises(KitError, match="whose figure"):
        state(Company(), "hunting_share", ("30", "50", "70"), " ", ENGLISH)


def test_the_form_saves_and_the_table_follows(demo):
    panel = assumptions_panel(demo).children[1]
    (_, table, _, which, hint, low, likely, high, source, measured, buttons, message) = (
        panel.children
    )
    which.value = "hours_per_month"
    # what the demo's company states is in the form
    assert [low.value, likely.value, high.value, source.value] == [
        *("0.3", "0.5", "1", "the hunters' estimate"),
    ]
    assert "two weeks" in hint.value
    low.value, likely.value, high.value = "2", "1", "3"
    buttons.children[0].click()
    assert "have to rise" in message.value
    low.value = "0,5"
    source.value = "a stop-watch"
    measured.value = True
    buttons.children[0].click()
    assert message.value == ""
    kept = {assumption.id: assumption for assumption in store.open(demo.folder).assumptions}[
        "hours_per_month"
    ]
    assert (kept.low, kept.likely, kept.high, kept.source) == (0.5, 1, 3, "a stop-watch")
    assert kept.basis == "measured"
    assert "a stop-watch" in table.value
    buttons.children[1].click()
    assert "hours_per_month" not in {
        assumption.id for assumption in store.open(demo.folder).assumptions
    }
    assert "a stop-watch" not in table.value
    # what past handoffs did is not given away here before somebody has guessed
    assert "what your past handoffs did" not in table.value


def test_without_orders_every_figure_can_be_stated(tmp_path):
    company = store.new(tmp_path / "ours", "chapter")
    panel = assumptions_panel(company).children[1]
    assert panel.children[1].value.count("<tr>") == len(STATED) + 1
