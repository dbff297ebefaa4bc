"""Lessons 03 and 04 in a browser: who does both jobs; five points, then lines on sliders."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kit.language import say

POINTS = ("3", "2.5", "2", "2", "1")


@pytest.mark.parametrize(("view", "language"), [("app", "en"), ("lab", "ru")])
def test_the_line_is_expected_and_then_follows_a_slider(visit, view, language):
    reader = visit(view, language)
    reader.open("04")
    form = reader.find(".kit-sheet")
    form.locator("input").first.fill("40")
    form.get_by_role("button", name=reader.words(say("Write it down and show the figure"))).click()
    expect(form.locator("[role=status]").first).to_contain_text("22")
    panel = reader.find(".kit-career")
    expect(panel.locator("path[data-line]")).to_have_count(0)
    for year, point in enumerate(POINTS, start=1):
        panel.get_by_test_id(f"point {year}").fill(point)
    panel.get_by_test_id("expect").focus()
    panel.get_by_test_id("expect").press("Enter")
    expect(panel.locator("path[data-line]")).to_have_count(3)
    reader.eventually(lambda: reader.company().expectations.path == (3, 2.5, 2, 2, 1))

    said = panel.get_by_test_id("said")
    before, line = said.inner_text(), panel.locator("path[data-line=split]")
    drawn = line.get_attribute("d")
    slider = panel.get_by_test_id("slider gain")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    expect(line).not_to_have_attribute("d", drawn)
    expect(said).not_to_have_text(before)
    reader.shoot("04-path", panel)
    reader.look_over(".kit-career svg", "fieldset[data-question]", ".kit-decided")
    reader.reload()
    expect(reader.find(".kit-career").locator("path[data-line]")).to_have_count(3)


@pytest.mark.parametrize(("view", "language"), [("app", "en"), ("lab", "ru")])
def test_who_does_both_jobs_is_drawn_and_decided_by_keyboard(visit, view, language):
    reader = visit(view, language)
    reader.open("03")
    form = reader.find(".kit-sheet")
    form.locator("input").first.fill("10")
    form.get_by_role("button", name=reader.words(say("Write it down and show the figure"))).click()
    expect(form.locator("[role=status]").first).to_contain_text("6")
    panel = reader.find(".kit-two-jobs")
    panel.get_by_test_id("person").fill("Anna")
    panel.get_by_test_id("person").press("Enter")
    row = panel.locator("fieldset[data-person=Anna]")
    expect(row).to_be_visible()
    for part, typed in (("winning", "20"), ("keeping", "20"), ("won", "2")):
        field = panel.get_by_test_id(f"{part} Anna")
        field.fill(typed)
        field.press("Enter")
    expect(panel.locator("svg [data-point=Anna]")).to_have_count(1)
    expect(row).to_contain_text("50")
    panel.get_by_test_id("choice Anna").select_option("keep")
    for part, typed in (("counted", "new clients"), ("who", "Vera"), ("by", "2027-03-31")):
        field = panel.get_by_test_id(f"{part} Anna")
        field.fill(typed)
        field.press("Enter")
    reader.eventually(lambda: [split.settled for split in reader.company().splits] == [True])
    reader.shoot("03-people", panel)
    reader.look_over(".kit-two-jobs svg", "fieldset[data-question]", ".kit-decided")
    reader.reload()
    expect(reader.find(".kit-two-jobs").get_by_test_id("who Anna")).to_have_value("Vera")
