"""Lesson 00 on files of one's own: what they leave open is answered by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from kit.language import say

# Statuses of the company's own, clients spelt in two ways, and orders that share their day.
ROWS = [
    f"{n},{'Kestrel Tools,KESTREL TOOLS,Lark GmbH,Lark,Kestrle Tools,Heron'.split(',')[n % 6]},"
    f"2024-0{n % 7 + 1}-1{n % 2},{100 * n},{'Won,Legal,Won,Lost,Tender,Won'.split(',')[n % 6]}"
    for n in range(1, 61)
]
ORDERS = "\n".join(["Order No,Client,Date,Amount,Stage", *ROWS]) + "\n"


@pytest.mark.parametrize(("view", "language"), [("lab", "en"), ("app", "ru")])
def test_questions_about_files_are_answered_with_a_click_or_a_key(visit, view, language, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    reader = visit(view, language)
    told = reader.words
    reader.open("00")
    panel = reader.find(".kit-start")
    panel.get_by_label(told(say("Or the path of a file"))).fill(str(tmp_path / "orders.csv"))
    panel.get_by_role("button", name=told(say("Add this file"))).click()
    questions = panel.locator(".kit-doubt")
    expect(questions).to_have_count(2)
    reader.shoot("00-questions", panel)
    # by keyboard: only some of the words
    other = say("only some of them, with semicolons between")
    field = panel.get_by_label(told(say("Or {other}", other=other)))
    field.fill("Legal")
    field.press("Enter")
    expect(questions).to_have_count(1)
    # by mouse: one by one, which opens the list
    questions.get_by_role("button", name="same-clients.csv").click()
    pair = panel.get_by_label("Kestrle Tools")
    expect(pair).to_have_value("not decided" if language == "en" else "не решено")
    expect(questions).to_have_count(0)
    reader.shoot("00-same-clients", panel)
    for button in panel.get_by_role(
        "button", name=told(say("All of these: one client each"))
    ).all():
        button.focus()
        reader.page.keyboard.press("Enter")
    pair.select_option(told(say("two clients")))
    expect(
        panel.get_by_text(told(say("Rows read are rows used plus rows set aside")))
    ).to_be_visible()
    again = panel.locator(".kit-answered")
    reader.shoot("00-answered", panel)
    reader.meet_no_barrier(".kit-start")
    again.get_by_role("button", name=told(say("Ask again"))).first.press("Enter")
    expect(questions.get_by_text("Legal")).to_be_visible()
    reader.shoot("00-asked-again", panel)
