"""Lessons 00 to 06 from start to end, as a sales leader goes through them."""

import pytest
from playwright.sync_api import expect
from reader import Reader

from kit.language import say
from kit.sales.tables import table_name

EVERYWHERE = [("lab", "en"), ("app", "ru"), ("app", "en"), ("lab", "ru")]
# Seven rows, one without an amount. Two columns could be the amount, so the kit has to be told.
OWN_ORDERS = """\
Order no;Customer;Order date;Amount;Net amount
1;Acme;2025-01-10;120,00;100,00
2;Acme;2025-02-10;240,00;200,00
3;Borealis;2025-01-15;60,00;50,00
4;Borealis;2025-03-20;;
5;Cobalt;2025-02-02;360,00;300,00
6;Cobalt;2025-04-05;480,00;400,00
7;Cobalt;2025-05-06;12,00;10,00
"""
# what a lesson has whose barriers are looked for
EVERY_LESSON = ("fieldset[data-question]", ".kit-decided")
CONDITION = "A project is needed: нужен проект"


def bring_own_orders(reader: Reader, tmp_path) -> None:
    """Lesson 05: the demo is loaded; then files of one's own, a column corrected, the account."""
    reader.open("05")
    panel = reader.find(".kit-start")
    table = panel.locator("table").first
    expect(table).to_contain_text("orders.csv")
    reader.shoot("05-demo", panel)
    reader.shoot("05-whole")
    reader.look_over(".kit-start table", *EVERY_LESSON)

    file = tmp_path / "our sales.csv"
    file.write_text(OWN_ORDERS, encoding="utf-8")
    with reader.page.expect_file_chooser() as chooser:
        panel.get_by_role("button", name=reader.words(say("Choose files"))).click()
    chooser.value.set_files(file)
    expect(panel.locator(".kit-file")).to_have_count(1)
    expect(panel.locator(".kit-file")).to_contain_text("our sales.csv")
    amount = reader.column(panel, "amount")
    expect(amount).to_contain_text("Net amount: 100,00")
    # samples stand beside the name of a column (with spaces that do not break)
    options = [text.split() for text in amount.locator("option").all_inner_texts()]
    amount.select_option(index=options.index("Net amount: 100,00 · 200,00 · 50,00".split()))
    row = panel.locator("table").first.locator("tr", has_text="our sales.csv")
    expect(row.locator("td")).to_have_text([reader.words(table_name("orders")), "7", "6", "1"])
    reader.eventually(lambda: "Net amount" in reader.company().data.map.values())
    reader.shoot("05-own", panel)

    reader.reload()
    panel = reader.find(".kit-start")
    expect(panel.locator("table").first).to_contain_text("our sales.csv")
    assert (reader.workshop.company / "data" / "our sales.csv").read_text() == OWN_ORDERS
    panel.get_by_role("button", name=reader.words(say("Use the demo company"))).click()
    expect(panel.locator("table").first).to_contain_text("assignments.csv")


def draw_a_role(reader: Reader) -> None:
    """Lesson 01: a box more, moved with the mouse, an arrow to it, and when a client passes."""
    reader.open("01")
    guess_first(reader, "80", "91")
    board = reader.find(".kit-conveyor")
    expect(board.locator(".kit-role")).to_have_count(5)
    board.get_by_test_id("add-kind").select_option("inside_sales")
    board.get_by_test_id("add-role").click()
    box = board.locator(".kit-role[data-role=inside_sales]")
    expect(box).to_be_visible()

    box.click()
    expect(board.get_by_test_id("delete-role")).to_be_visible()
    reader.look_over(".kit-role", ".kit-answer .kit-picture", *EVERY_LESSON)

    was = reader.role("inside_sales").place
    box.hover()
    edges = box.bounding_box()
    middle = edges["x"] + edges["width"] / 2, edges["y"] + edges["height"] / 2
    reader.page.mouse.down()
    reader.page.mouse.move(middle[0] + 200, middle[1] + 160, steps=5)
    reader.page.mouse.up()
    reader.eventually(lambda: reader.role("inside_sales").place != was)

    board.get_by_test_id("draw-arrow").click()
    board.locator(".kit-role[data-role=account_manager]").click()
    box.click()
    arrow = board.locator(".kit-handoff[data-from=account_manager][data-to=inside_sales]")
    expect(arrow).to_be_visible()
    condition = board.get_by_test_id("condition account_manager inside_sales")
    condition.fill(CONDITION)
    condition.press("Control+Enter")
    see_the_role(reader)
    saved = [handoff for handoff in reader.company().handoffs if handoff.to_role == "inside_sales"]
    assert [(handoff.from_role, handoff.condition) for handoff in saved] == [
        ("account_manager", CONDITION)
    ]
    reader.shoot("01-map", board)
    reader.shoot("01-whole")
    expect(board.get_by_test_id("delete-handoff")).to_be_visible()
    reader.meet_no_barrier()
    # what the orders show follows the map, and is not a picture alone
    expect(reader.find(".kit-answer")).not_to_be_empty()


def see_the_role(reader: Reader) -> None:
    """The box and its arrow, and the same in words."""
    board = reader.find(".kit-conveyor")
    expect(board.locator(".kit-role[data-role=inside_sales]")).to_be_visible()
    expect(board.locator(".kit-list")).to_contain_text(CONDITION)


def tick_functions(reader: Reader) -> None:
    """Lesson 02: what a hunter does is taken away and ticked anew; 2 : 5 goes and comes back."""
    reader.open("02")
    guess_first(reader, "40", "50")
    board = reader.find(".kit-functions")
    ratio = board.locator("[data-count=ratio]")
    expect(ratio).to_have_text("2 : 5")
    reader.shoot("02-whole")
    reader.look_over(".kit-answer .kit-picture", *EVERY_LESSON)
    for function, shown in (("relationship", "1 : 5"), ("needs", "1 : 6")):
        cell = board.locator(f"td[data-function={function}][data-role=hunter]")
        cell.focus()
        cell.press("Delete")
        expect(ratio).to_have_text(shown)
    for function, shown in (("relationship", "2 : 6"), ("needs", "2 : 5")):
        cell = board.locator(f"td[data-function={function}][data-role=hunter]")
        cell.click(position={"x": 4, "y": 4})
        expect(cell).to_have_attribute("data-level", "owner")
        expect(ratio).to_have_text(shown)
    board.get_by_test_id("add-name").fill("Служба заботы & care")
    board.get_by_test_id("add-function").click()
    expect(board.locator("th[data-function]", has_text="Служба заботы & care")).to_be_visible()
    assert "Служба заботы & care" in [reader.label for reader in reader.company().functions]
    reader.shoot("02-functions", board)


def guess_first(reader: Reader, typed: str, shown: str) -> None:
    """What waits for a guess is closed; the guess opens it, and is beside the figure."""
    form = reader.find(".kit-sheet")
    form.locator("input").fill(typed)
    form.get_by_role("button", name=reader.words(say("Write it down and show the figure"))).click()
    expect(form.locator("[role=status]")).to_contain_text(shown)


def follow_the_money(reader: Reader) -> None:
    """Lesson 06: the spread of the 80 %, in words and as a picture with words of its own."""
    reader.open("06")
    guess_first(reader, "80", "96")
    expect(reader.find(".kit-answer")).to_contain_text("%")
    reader.shoot("06-money", reader.see_chart())
    reader.shoot("06-whole")
    reader.look_over(".kit-answer .kit-picture", *EVERY_LESSON)


@pytest.mark.parametrize(("view", "language"), EVERYWHERE)
def test_the_lessons_keep_what_a_company_decides(visit, tmp_path, view, language):
    reader = visit(view, language)
    bring_own_orders(reader, tmp_path)

    draw_a_role(reader)
    chosen = reader.answer_questions()
    reader.start_anew()
    see_the_role(reader)
    reader.see_answers(chosen)

    follow_the_money(reader)
    tick_functions(reader)
    reader.reload()
    expect(reader.find("[data-count=ratio]")).to_have_text("2 : 5")
    expect(reader.find("table.kit-matrix")).to_contain_text("Служба заботы & care")
    expect(reader.find(".kit-decided")).not_to_be_empty()
