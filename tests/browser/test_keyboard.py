"""Files, map, matrix and questions by keyboard alone: no test here touches the mouse.

Mostly in JupyterLab, which has uses of its own for Enter, the arrow keys and letters.
"""

import pytest
from playwright.sync_api import expect
from reader import Reader

HERE = "selector => document.activeElement?.matches(selector) ?? false"


def go(one: Reader, selector: str, key: str = "Tab") -> None:
    """Press Tab until the keyboard is at such a place."""
    for _ in range(200):
        one.page.keyboard.press(key)
        if one.page.evaluate(HERE, selector):
            return
    raise AssertionError(f"{key} does not lead to {selector}")


def enter_the_lesson(one: Reader, lesson: str, selector: str) -> None:
    one.open(lesson)
    expect(one.find(selector)).to_be_visible(timeout=60_000)
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
    go(one, ".kit-start .jupyter-widget-upload, .kit-start .widget-upload")
    press("Enter")
    one.eventually(lambda: bool(choosers))
    choosers[0].set_files(file)
    amount = one.column(one.find(".kit-start"), "amount")
    expect(amount).to_contain_text("Net amount: 100,50", timeout=60_000)
    for _ in range(100):
        press("Tab")
        if amount.evaluate("select => select === document.activeElement"):
            break
    press("ArrowDown")
    press("ArrowDown")
    expect(one.find(".kit-start table")).to_contain_text("ours.csv")
    assert one.company().data.map["orders.amount"] == "Net amount"


def test_a_conveyor_can_be_drawn_by_keyboard(reader):
    one = reader("lab", "en")
    press = one.page.keyboard.press
    enter_the_lesson(one, "01", ".kit-conveyor .kit-role")

    go(one, "[data-testid=add-kind]")
    for _ in range(10):
        if one.page.evaluate("() => document.activeElement.value") == "project_manager":
            break
        press("ArrowDown")
    go(one, "[data-testid=add-name]")
    press("Enter")
    box = one.find(".kit-role[data-role=project_manager]")
    expect(box).to_be_visible()

    go(one, ".kit-role[data-role=account_manager]")
    press("c")
    go(one, ".kit-role[data-role=project_manager]")
    press("c")
    field = one.find('[data-testid="condition account_manager project_manager"]')
    expect(field).to_be_focused()
    one.page.keyboard.type("A warehouse is to be built")
    press("Control+Enter")
    expect(one.find(".kit-list")).to_contain_text("A warehouse is to be built")

    go(one, ".kit-role[data-role=project_manager]", "Shift+Tab")
    was = one.role("project_manager").place
    press("ArrowDown")
    press("Shift+ArrowRight")
    one.eventually(lambda: one.role("project_manager").place == (was[0] + 50, was[1] + 10))

    press("Delete")
    expect(one.find("[data-testid=delete-no]")).to_be_focused()
    go(one, "[data-testid=delete-yes]", "Shift+Tab")
    press("Enter")
    expect(box).to_have_count(0)
    go(one, "[data-testid=undo]", "Shift+Tab")
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

    go(one, ".kit-matrix [tabindex='0']")
    press("Control+Home")
    while not one.page.evaluate(HERE, "td[data-function=relationship][data-role=hunter]"):
        press("ArrowRight")
    for key, shown in (("Space", "2 : 5"), ("Space", "1 : 5"), ("Space", "2 : 5")):
        press(key)
        expect(ratio).to_have_text(shown)
    one.page.keyboard.type("12")
    press("Enter")
    cell = one.find("td[data-function=relationship][data-role=hunter]")
    expect(cell).to_contain_text("12")
    expect(cell).to_be_focused()
    (held,) = [
        two
        for two in one.company().holdings
        if (two.role, two.function) == ("hunter", "relationship")
    ]
    assert (held.level, held.hours) == ("owner", 12)

    go(one, "fieldset[data-question] input")
    press("Space")
    question = one.find("fieldset[data-question]:focus-within")
    expect(question.locator(".kit-feedback")).not_to_be_empty()
    first = one.company().answers
    press("ArrowDown")
    one.eventually(lambda: one.company().answers not in (first, {}))
