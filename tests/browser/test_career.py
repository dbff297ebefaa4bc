"""Lesson 04 in a browser: five points first, then lines that follow the sliders."""

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
