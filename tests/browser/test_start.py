"""Lesson 05 on files of one's own: what they leave open is answered there, and asked again."""

import pytest
from playwright.sync_api import expect

from kit.language import say

# Statuses of the company's own, refunds in a table below, and clients spelt in two ways.
CLIENTS = ("Kestrel Tools", "KESTREL TOOLS", "Lark GmbH", "Lark", "Heron", "Heron")
STAGES = ("Won", "Legal", "Won", "Lost", "Tender", "Won")
ROWS = [
    f"{n},{CLIENTS[n % 6]},2024-0{n % 7 + 1}-1{n % 2},{100 * n},{STAGES[n // 2 % 6]}"
    for n in range(1, 61)
]
HEAD = "Order No,Client,Date,Amount,Stage"
REFUNDS = ["", "Refund,Client,Date,Amount,Reason", "R1,Heron,2024-05-02,500,broken"]
SECTIONS = 3  # words of the stages, the table below, the spellings


@pytest.mark.parametrize(("view", "language"), [("app", "ru"), ("lab", "en")])
def test_what_files_leave_open_is_answered_and_asked_again(visit, view, language, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("\n".join([HEAD, *ROWS, *REFUNDS]), encoding="utf-8")
    reader = visit(view, language)
    told = reader.words
    reader.open("05")
    panel = reader.find(".kit-start")
    expect(panel.locator("table").first).to_contain_text("orders.csv")  # the demo's
    with reader.page.expect_file_chooser() as chooser:
        panel.get_by_role("button", name=told(say("Choose files"))).click()
    chooser.value.set_files(file)
    expect(panel.locator(".kit-file")).to_have_count(1)
    questions = panel.locator(".kit-doubt")
    expect(questions).to_have_count(SECTIONS)
    reader.shoot("05-questions", panel)
    reader.meet_no_barrier(".kit-doubt")

    # by keyboard: some of the words; by mouse: what the table below is
    other = say("only some of them, with semicolons between")
    field = panel.get_by_label(told(say("Or {other}", other=other)))
    field.fill("Legal")
    field.press("Enter")
    expect(questions).to_have_count(SECTIONS - 1)
    below = questions.filter(has_text="R1").or_(questions.filter(has_text="Refund"))
    below.get_by_role("button", name=told(say("returns: taken off"))).click()
    expect(questions).to_have_count(SECTIONS - 2)

    # one by one opens the list of spellings; all of a kind, and one of them otherwise
    questions.get_by_role("button", name="same-clients.csv").click()
    expect(questions).to_have_count(0)
    pair = panel.get_by_label("KESTREL TOOLS")
    reader.shoot("05-same-clients", panel)
    every = panel.get_by_role("button", name=told(say("All of these: one client each")))
    for button in every.all():
        button.focus()
        reader.page.keyboard.press("Enter")
    pair.select_option(told(say("two clients")))
    account = panel.get_by_text(told(say("Rows read are rows used plus rows set aside")))
    expect(account).to_be_visible()
    reader.eventually(lambda: "orders.below" in reader.company().data.answers)
    reader.shoot("05-answered", panel)
    reader.meet_no_barrier(".kit-answered")

    # an answer taken back is a question again, also after the page is loaded anew
    answered = panel.locator(".kit-answered").filter(has_text="Refund")
    answered.get_by_role("button", name=told(say("Ask again"))).press("Enter")
    expect(questions).to_have_count(1)
    expect(questions).to_contain_text("Refund")
    reader.shoot("05-asked-again", panel)
    reader.reload()
    expect(reader.find(".kit-start").locator(".kit-doubt")).to_contain_text("Refund")
