"""Files, map, matrix and questions by keyboard alone: no test here touches the mouse.

Mostly in JupyterLab, which has uses of its own for Enter, the arrow keys and letters.
"""

import pytest
from playwright.sync_api import expect
from reader import Reader


def enter_the_lesson(reader: Reader, lesson: str, selector: str) -> None:
    reader.open(lesson)
    expect(reader.find(selector)).to_be_visible()
    expect(reader.alive()).to_be_visible()


def test_own_files_can_be_brought_by_keyboard(visit, tmp_path):
    reader = visit("lab", "en")
    press = reader.page.keyboard.press
    file = tmp_path / "ours.csv"
    file.write_text(
        "Order no;Customer;Order date;Amount;Net amount\n1;Acme;2025-01-10;120,50;100,50\n"
    )
    choosers = []
    reader.page.on("filechooser", lambda chooser: choosers.append(chooser))
    enter_the_lesson(reader, "05", ".kit-start table")
    reader.tab_to(".kit-drop button")
    press("Enter")
    reader.eventually(lambda: bool(choosers))
    choosers[0].set_files(file)
    amount = reader.column(reader.find(".kit-start"), "amount")
    expect(amount).to_contain_text("Net amount: 100,50")
    choice = amount.get_attribute("id")
    reader.tab_to(f"[id='{choice}']")
    for column in ("Amount", "Net amount"):
        press("ArrowDown")
        reader.eventually(
            lambda column=column: reader.company().data.map.get("orders.amount") == column
        )
    expect(reader.find(".kit-start table")).to_contain_text("ours.csv")


def test_a_conveyor_can_be_drawn_by_keyboard(visit):
    reader = visit("lab", "en")
    press = reader.page.keyboard.press
    enter_the_lesson(reader, "01", ".kit-conveyor .kit-role")

    reader.tab_to("[data-testid=add-kind]")
    reader.tab_to("[data-testid=add-kind]:has([value=inside_sales]:checked)", "ArrowDown")
    reader.tab_to("[data-testid=add-name]")
    press("Enter")
    box = reader.find(".kit-role[data-role=inside_sales]")
    expect(box).to_be_visible()

    reader.tab_to(".kit-role[data-role=account_manager]")
    press("c")
    reader.tab_to(".kit-role[data-role=inside_sales]")
    press("c")
    field = reader.find('[data-testid="condition account_manager inside_sales"]')
    expect(field).to_be_focused()
    reader.page.keyboard.type("A warehouse is to be built")
    press("Control+Enter")
    expect(reader.find(".kit-list")).to_contain_text("A warehouse is to be built")

    reader.tab_to(".kit-role[data-role=inside_sales]", "Shift+Tab")
    was = reader.role("inside_sales").place
    press("ArrowDown")
    press("Shift+ArrowRight")
    reader.eventually(lambda: reader.role("inside_sales").place == (was[0] + 50, was[1] + 10))

    press("Delete")
    expect(reader.find("[data-testid=delete-no]")).to_be_focused()
    reader.tab_to("[data-testid=delete-yes]", "Shift+Tab")
    press("Enter")
    expect(box).to_have_count(0)
    reader.tab_to("[data-testid=undo]", "Shift+Tab")
    press("Enter")
    expect(box).to_be_visible()
    (arrow,) = [
        handoff for handoff in reader.company().handoffs if handoff.to_role == "inside_sales"
    ]
    assert arrow.condition == "A warehouse is to be built"


@pytest.mark.parametrize("view", ["app", "lab"])
def test_functions_can_be_ticked_and_questions_answered_by_keyboard(visit, view):
    reader = visit(view, "en")
    press = reader.page.keyboard.press
    enter_the_lesson(reader, "02", ".kit-functions")
    ratio = reader.find(".kit-functions [data-count=ratio]")
    expect(ratio).to_have_text("2 : 5")

    reader.tab_to(".kit-matrix [tabindex='0']")
    press("Control+Home")
    cell = reader.tab_to("td[data-function=relationship][data-role=hunter]", "ArrowRight")
    for level, shown in (("helps", "2 : 5"), ("none", "1 : 5"), ("owner", "2 : 5")):
        press("Space")
        expect(cell).to_have_attribute("data-level", level)
        expect(ratio).to_have_text(shown)
    reader.page.keyboard.type("12")
    press("Enter")
    expect(cell).to_contain_text("12")
    (held,) = [
        holding
        for holding in reader.company().holdings
        if (holding.role, holding.function) == ("hunter", "relationship")
    ]
    assert (held.level, held.hours) == ("owner", 12)

    if view == "app":
        reader.tab_to("[data-act=next]")
        press("Enter")
        while not reader.all("fieldset[data-question]").first.is_visible():
            press("ArrowRight")
    reader.tab_to("fieldset[data-question] input")
    press("Space")
    question = reader.find("fieldset[data-question]:focus-within")
    expect(question.locator(".kit-feedback")).not_to_be_empty()
    reader.eventually(lambda: len(reader.company().answers) == 1)
    first = reader.company().answers
    press("ArrowDown")
    reader.eventually(lambda: reader.company().answers != first)
    assert reader.company().answers.keys() == first.keys()
