"""The report from a lesson: among the browser's downloads, and open to be printed."""

import pytest
from playwright.sync_api import expect

from kit.language import say


@pytest.mark.parametrize(
    ("view", "language"), [("app", "en"), ("app", "ru"), ("lab", "en"), ("lab", "ru")]
)
def test_a_lesson_hands_over_the_report(visit, context, view, language):
    reader = visit(view, language)
    reader.open("01")
    if view == "lab":
        place = reader.find(".kit-report")
    else:
        # beside every lesson, and only there
        place = reader.page.locator("nav .kit-report")
        expect(reader.page.locator("main .kit-report:visible")).to_have_count(0)
    with reader.page.expect_download() as download:
        place.get_by_test_id("report").click()
    report = download.value.path().read_text(encoding="utf-8")
    written = reader.workshop.company / "handoff-report" / "report.html"
    assert report == written.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in report
    name = f"{reader.words(say('Handoff report'))} {reader.company().name}.html"
    assert download.value.suggested_filename == name
    expect(place.get_by_role("status")).to_contain_text("PDF")
    expect(place.locator(".kit-wrong")).to_be_empty()
    reader.shoot("report-button", place)
    reader.meet_no_barrier(".kit-report")
    with context.expect_page() as opened:
        place.get_by_role("link", name=reader.words(say("Open the report"))).click()
    sheet = opened.value
    expect(sheet.locator("#page-one h1")).to_be_visible()
    sheet.close()
