"""Lesson 07: a flood moves under the sliders; lesson 13: the plan and a card are kept."""

from datetime import date

import pytest
from playwright.sync_api import expect
from reader import Reader

from kit.language import say


def guess(reader: Reader, typed: str) -> None:
    form = reader.find(".kit-sheet").first
    form.locator("input").fill(typed)
    form.get_by_role("button", name=reader.words(say("Write it down and show the figure"))).click()
    expect(form.locator("[role=status]")).to_be_visible()


@pytest.mark.parametrize(("view", "language"), [("app", "en"), ("lab", "ru")])
def test_a_flood_moves_and_the_limit_and_the_plan_are_kept(visit, view, language):
    reader = visit(view, language)
    reader.open("07")
    guess(reader, "50")
    flood = reader.find(".kit-flood")
    needed = flood.get_by_test_id("needed")
    before = needed.inner_text()
    flood.get_by_test_id("surge").focus()
    for _ in range(5):
        flood.get_by_test_id("surge").press("ArrowRight")
    expect(needed).not_to_have_text(before)
    expect(flood.get_by_test_id("risk")).to_have_count(0)  # there is no default
    flood.get_by_test_id("leaving").fill("20")
    expect(flood.get_by_test_id("risk")).to_contain_text("EUR")
    reader.shoot("07-flood", flood)
    reader.look_over(".kit-flood", "fieldset[data-question]", ".kit-decided")

    reader.open("13")
    guess(reader, "50")
    plan = reader.find(".kit-plan")
    row = plan.locator("tr[data-loose]").first
    row.locator("input").nth(0).fill("Anna")
    row.locator("input").nth(0).press("Enter")
    row.locator("input").nth(1).fill("2027-03-31")
    row.locator("input").nth(1).press("Enter")
    line = "handoff telemarketer hunter"
    expect(plan.get_by_test_id(f"loose {line}")).to_have_count(0)
    (step,) = reader.company().plan
    assert (step.id, step.who, step.by) == (line, "Anna", date(2027, 3, 31))
    plan.get_by_test_id("new").fill("Ask three clients")
    plan.get_by_test_id("new").press("Enter")
    expect(plan.get_by_test_id("who own 1")).to_be_visible()
    reader.shoot("13-plan", plan)
    reader.look_over(".kit-plan", "fieldset[data-question]", ".kit-decided")
