"""Files, map, matrix and questions by keyboard alone: no test here touches the mouse.

Mostly in JupyterLab, which has uses of its own for Enter, the arrow keys and letters.
"""

import pytest
from playwright.sync_api import expect
from reader import Reader


def enter_the_lesson(one: Reader, lesson: str, selector: str) -> None:
    one.open(lesson)
    expect(one.find(selector)).to_be_visible()
    expect(one.find(".kit-status[data-state=alive]")).to_be_visible()


def test_own_files_can_be_brought_by_keyboard(reader, tmp_path):
    one = reader("lab", "en")
    press = one.page.keyboard.press
    file = tmp_path / "ours.csv"
    file.write_text(
        "Order no;Customer;Order date;Amount;Net amount\n1;Acme;2025-01-10;120,50;100,50\n"
    )
    choosers = []
    one.page.on("filechooser", lambda chooser: choosers.append(chooser))
    enter_the_lesson(one, "00", ".kit-start table")
    one.tab_to(".kit-start .jupyter-widget-upload, .kit-start .widget-upload")
    press("Enter")
    one.eventually(lambda: bool(choosers))
    choosers[0].set_files(file)
    amount = one.column(one.find(".kit-start"), "amount")
    expect(amount).to_contain_text("Net amount: 100,50")
    choice = amount.get_attribute("id")
    one.tab_to(f"[id='{choice}']")
    for column in ("Amount", "Net amount"):
        press("ArrowDown")
        one.eventually(lambda column=column: one.company().data.map.get("orders.amount") == column)
    expect(one.find(".kit-start table")).to_contain_text("ours.csv")


def test_a_conveyor_can_be_drawn_by_keyboard(reader):
    one = reader("lab", "en")
    press = one.page.keyboard.press
    enter_the_lesson(one, "01", ".kit-conveyor .kit-role")

    one.tab_to("[data-testid=add-kind]")
    one.tab_to("[data-testid=add-kind]:has([value=project_manager]:checked)", "ArrowDown")
    one.tab_to("[data-testid=add-name]")
    press("Enter")
    box = one.find(".kit-role[data-role=project_manager]")
    expect(box).to_be_visible()

    one.tab_to(".kit-role[data-role=account_manager]")
    press("c")
    one.tab_to(".kit-role[data-role=project_manager]")
    press("c")
    field = one.find('[data-testid="condition account_manager project_manager"]')
    expect(field).to_be_focused()
    one.page.keyboard.type("A warehouse is to be built")
    press("Control+Enter")
    expect(one.find(".kit-list")).to_contain_text("A warehouse is to be built")

    one.tab_to(".kit-role[data-role=project_manager]", "Shift+Tab")
    was = one.role("project_manager").place
    press("ArrowDown")
    press("Shift+ArrowRight")
    one.eventually(lambda: one.role("project_manager").place == (was[0] + 50, was[1] + 10))

    press("Delete")
    expect(one.find("[data-testid=delete-no]")).to_be_focused()
    one.tab_to("[data-testid=delete-yes]", "Shift+Tab")
    press("Enter")
    expect(box).to_have_count(0)
    one.tab_to("[data-testid=undo]", "Shift+Tab")
    press("Enter")
    expect(box).to_be_visible()
    (arrow,) = [two for two in one.company().handoffs if two.to_role == "project_manager"]
    assert arrow.condition == "A warehouse is to be built"


@pytest.mark.parametrize("view", ["app", "lab"])
def test_functions_can_be_ticked_and_questions_answered_by_keyboard(reader, view):
    one = reader(view, "en")
    press = one.page.keyboard.press
    ratio = one.find(".kit-functions [data-count=ratio]")
    enter_the_lesson(one, "02", ".kit-functions")
    expect(ratio).to_have_text("2 : 5")

    one.tab_to(".kit-matrix [tabindex='0']")
    press("Control+Home")
    cell = one.tab_to("td[data-function=relationship][data-role=hunter]", "ArrowRight")
    for level, shown in (("helps", "2 : 5"), ("none", "1 : 5"), ("owner", "2 : 5")):
        press("Space")
        expect(cell).to_have_attribute("data-level", level)
        expect(ratio).to_have_text(shown)
    one.page.keyboard.type("12")
    press("Enter")
    expect(cell).to_contain_text("12")
    (held,) = [
        two
        for two in one.company().holdings
        if (two.role, two.function) == ("hunter", "relationship")
    ]
    assert (held.level, held.hours) == ("owner", 12)

    one.tab_to("fieldset[data-question] input")
    press("Space")
    question = one.find("fieldset[data-question]:focus-within")
    expect(question.locator(".kit-feedback")).not_to_be_empty()
    one.eventually(lambda: len(one.company().answers) == 1)
    first = one.company().answers
    press("ArrowDown")
    one.eventually(lambda: one.company().answers != first)
    assert one.company().answers.keys() == first.keys()
