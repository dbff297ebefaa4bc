"""In the lesson, spellings of one client are accepted or refused, all of a kind or one by one."""

from __future__ import annotations

import pytest

from kit.company import store
from kit.diagnosis import read
from kit.lessons.start.edits import with_data
from kit.lessons.start.panel import StartPanel
from kit.lessons.widgets.desk import Desk
from kit.sales.same_clients.decisions import read_decisions
from kit.sales.same_clients.merges import FILE_NAME

OWN = """Order No,Client,Date,Amount
1,Kestrel Tools,2024-01-05,10
2,Kestrel Tools,2024-02-05,20
3,KESTREL TOOLS,2024-02-06,30
4,Kestrle Tools,2024-03-05,30
5,Lark,2024-03-06,30
6,Lark,2024-03-07,30
7,LARK,2024-03-08,30
"""


@pytest.fixture
def panel(tmp_path):
    company = store.new(tmp_path / "ours", "chapter")
    (company.folder / "orders.csv").write_text(OWN)
    desk = Desk.of(company)
    desk.change(lambda company: with_data(company, inputs=("orders=orders.csv",)))
    return StartPanel(desk)


def clients(panel: StartPanel) -> list[str]:
    return sorted(set(read(panel._desk.company).orders["client_id"]))


def one_by_one(panel: StartPanel) -> None:
    (question,) = panel.questions.boxes
    (button,) = [button for button in question.buttons if FILE_NAME in button.description]
    button.click()


def test_nothing_is_listed_before_a_person_wants_to_decide_one_by_one(panel):
    assert panel.same.box.children == ()
    assert len(panel.questions.boxes) == 1


def test_a_click_on_all_takes_them_as_one(panel):
    panel.questions.boxes[0].buttons[0].click()
    assert panel.questions.boxes == []
    assert clients(panel) == ["Kestrel Tools", "Lark"]


def test_each_kind_and_each_pair_is_accepted_or_refused(panel):
    one_by_one(panel)
    assert list(panel.same.fields) == [
        ("KESTREL TOOLS", "Kestrel Tools"),
        ("LARK", "Lark"),
        ("Kestrle Tools", "Kestrel Tools"),
    ]
    assert [field.value for field in panel.same.fields.values()] == ["", "", ""]
    assert panel.questions.boxes == []
    assert "say below which are one" in panel.account.value
    panel.same.buttons[0].click()  # all that differ in capitals
    panel.same.fields["Kestrle Tools", "Kestrel Tools"].value = "no"
    assert panel.questions.boxes == []
    assert clients(panel) == ["Kestrel Tools", "Kestrle Tools", "Lark"]
    file = panel._desk.company.folder / FILE_NAME
    decided = {pair[0]: decision[0] for pair, decision in read_decisions(file, FILE_NAME).items()}
    assert decided == {"KESTREL TOOLS": True, "LARK": True, "Kestrle Tools": False}


def test_a_decision_is_taken_back(panel):
    one_by_one(panel)
    for button in panel.same.buttons[::2]:
        button.click()
    assert clients(panel) == ["Kestrel Tools", "Lark"]
    panel.same.fields["LARK", "Lark"].value = "no"
    assert clients(panel) == ["Kestrel Tools", "LARK", "Lark"]
    assert "LARK" in panel.same.fields["LARK", "Lark"].description


def test_every_field_says_which_spellings_it_is_about(panel):
    one_by_one(panel)
    labels = [field.description for field in panel.same.fields.values()]
    assert labels[0] == "“KESTREL TOOLS” and “Kestrel Tools”"
    assert len(set(labels)) == 3


def test_one_click_for_all_holds_for_what_was_listed_and_not_for_what_comes_next_month(panel):
    panel.questions.boxes[0].buttons[0].click()
    company = panel._desk.company
    assert list(company.data.answers.values()) == [FILE_NAME]
    with (company.folder / "orders.csv").open("a") as file:
        file.write("8,Kestrel Toolss,2024-04-07,900\n")
    panel._again()
    assert panel.same.fields["Kestrel Toolss", "Kestrel Tools"].value == ""
    assert "say below which are one" in panel.account.value
