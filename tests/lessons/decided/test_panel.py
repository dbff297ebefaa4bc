"""What the company has decided is what company.yaml says, no more and no less."""

from __future__ import annotations

import re
from html import unescape

import pytest

from kit.company import store
from kit.company.model import (
    Assumption,
    Company,
    Criterion,
    Function,
    Handoff,
    Holding,
    Person,
    Role,
)
from kit.language import Language
from kit.lessons.decided.decisions import decisions, open_points
from kit.lessons.decided.panel import as_html, decided
from kit.lessons.widgets.desk import Desk


def lines(company: Company) -> dict[str, list[str]]:
    return {
        str(section.title): [str(line) for line in section.lines] for section in decisions(company)
    }


@pytest.fixture
def small() -> Company:
    return Company(
        name="A & B <Ltd>",
        roles=(
            Role(id="hunter", label="Hunter"),
            Role(id="account_manager", label="Account manager"),
            Role(id="project_manager", label="Project manager"),
        ),
        functions=(
            Function(id="sale", label="The sale"),
            Function(id="terms", label="Terms", ours=True),
            Function(id="dossier", label="Dossier"),
            Function(id="review", label="Yearly review"),
        ),
        holdings=(
            Holding(role="hunter", function="sale", hours=20),
            Holding(role="hunter", function="terms"),
            Holding(role="account_manager", function="terms"),
            Holding(role="account_manager", function="dossier"),
            Holding(role="account_manager", function="sale", level="helps"),
        ),
        people=(
            Person(id="7", name="Ann", roles=("hunter", "account_manager")),
            Person(id="8", roles=("account_manager",)),
        ),
        handoffs=(
            Handoff(from_role="hunter", to_role="account_manager", triggers=("deal 2", "contract")),
            Handoff(
                from_role="account_manager",
                to_role="project_manager",
                condition="a warehouse is built",
                partial=True,
            ),
        ),
        assumptions=(
            Assumption(id="x", label="Hours per order", low=1, likely=1.5, high=2, unit="h"),
        ),
    )


def test_every_part_in_words(small):
    listed = lines(small)
    assert listed["Roles and people"] == [
        "Hunter: Ann",
        "Account manager: Ann and 8",
        "Project manager: nobody named yet",
    ]
    assert listed["The conveyor"] == [
        "Hunter → Account manager; not decided, candidates are after the 2nd deal and "
        "after the contract is signed",
        "Account manager → Project manager, in part: Account manager stays the owner, when “a "
        "warehouse is built”",
    ]
    # the hunter has 2 functions, the account manager 3, two are the same
    assert listed["Functions"] == [
        "Hunter: 2 functions (2 as owner)",
        "Account manager: 3 functions (2 as owner)",
        "Project manager: no functions yet",
        "Hunter and Account manager: 0\xa0:\xa01 of their own, 2 shared",
    ]
    assert listed["Assumptions"] == [
        "Hours per order: 1 to 2, most likely 1.5 h (source not stated)"
    ]
    assert listed["Data"] == []
    # as the back-test takes them: the settings name none, the arrow names two
    assert listed["Candidate triggers"] == [
        "after the 2nd deal",
        "after the contract is signed",
    ]


def test_open_points(small):
    assert [str(line) for line in open_points(small)] == [
        "Who works as Project manager?",
        "Should Ann go on doing both: winning clients and looking after them?",
        "Hunter → Account manager: which of the candidates is it?",
        "“Terms” has several owners: Hunter and Account manager. Who decides?",
        "Who owns “Yearly review”?",
        "1 function is still a placeholder, to be replaced by your own: “Terms”.",
        "Which files hold your orders?",
    ]


def test_a_decision_closes_its_point(small):
    first, second = small.handoffs
    decided_on = small.model_copy(
        update={"handoffs": (first.model_copy(update={"chosen": "deal 2"}), second)}
    )
    assert lines(decided_on)["The conveyor"][0] == (
        "Hunter → Account manager; decided: after the 2nd deal"
    )
    assert not any("candidates" in str(line) for line in open_points(decided_on))


def test_a_rule_that_is_none_is_called_so(small):
    wrong = small.model_copy(
        update={
            "handoffs": (
                Handoff(from_role="hunter", to_role="account_manager", chosen="second order"),
            )
        }
    )
    assert lines(wrong)["The conveyor"] == [
        "Hunter → Account manager; decided: “second order”, which is no rule that is known"
    ]


def test_nothing_decided_yet():
    assert [str(line) for line in open_points(Company())] == [
        "Which roles do you have?",
        "Who hands clients over to whom?",
        "Which functions are there?",
        "Which files hold your orders?",
    ]
    page = as_html(Company())
    assert "What your company has decided" in page
    assert "No roles yet." in page


def test_the_chapter_gives_two_to_five(tmp_path):
    listed = lines(store.new(tmp_path / "ours", "chapter"))["Functions"]
    assert "Hunter: 6 functions (6 as owner)" in listed
    assert "Account manager: 9 functions (9 as owner)" in listed
    assert listed[-1] == "Hunter and Account manager: 2\xa0:\xa05 of their own, 4 shared"


def test_the_demo_is_called_the_demo(tmp_path):
    listed = lines(store.new(tmp_path / "ours", "demo"))["Data"]
    assert listed[0] == "orders: orders.csv"
    assert "these are the demo's files, not a real company's" in listed
    assert "an order takes 1.5 hours of the person who serves it" in listed


def test_what_was_said_about_the_files(small):
    data = small.data.model_copy(
        update={
            "inputs": ("sales.xlsx", "clients=list.csv"),
            "map": {"orders.amount": "SubTotal", "client_id": "Kunde"},
            "where": "Stage = 'Won'",
            "dates": "day-first",
            "decimals": "comma",
        }
    )
    assert lines(small.model_copy(update={"data": data}))["Data"] == [
        "orders: sales.xlsx",
        "clients: list.csv",
        "amount (orders) is read from “SubTotal”",
        "client is read from “Kunde”",
        "only orders for which Stage = 'Won'",
        "dates have the day first",
        "figures have a comma before the decimals",
    ]


def test_names_cannot_become_markup(small):
    page = as_html(small)
    assert "<Ltd>" not in page
    assert "What A & B <Ltd> has decided" in unescape(page)
    assert len(re.findall("<h4>", page)) == len(decisions(small))


def test_the_panel_follows_the_company(tmp_path):
    company = store.new(tmp_path / "ours", "chapter")
    shown = decided(company).children[2]
    assert "Bob" not in shown.value
    Desk.of(company).change(
        lambda it: it.model_copy(
            update={"people": (Person(id="1", name="Bob", roles=("hunter",)),)}
        )
    )
    assert "Hunter: Bob" in shown.value
    Desk.of(company).undo()
    assert "Bob" not in shown.value


def test_a_company_that_cannot_be_changed_is_shown_all_the_same():
    _, shown = decided(store.open("demo")).children
    assert "What Demo distributor has decided" in shown.value


def test_in_russian_the_numbers_and_lists_are_russian(small):
    russian = small.model_copy(
        update={"settings": small.settings.model_copy(update={"language": "ru"})}
    )
    assert "1,5" in as_html(russian)
    assert Language("ru").code == "ru"


def test_points_and_what_was_said_about_the_company_are_read_back():
    weighed = Company(
        criteria=(
            Criterion(id="value", label="Money", weights=(100, 30)),
            Criterion(id="coverage", label="Reached", weights=(0, 90)),
        ),
        answers={"09.market_return": "weeks", "09.history_room": "no such answer"},
    )
    # 100 of 100 and 30 of 120 points; none and 90 of 120
    assert lines(weighed)["What counts"] == [
        "Money: 62% of all points (from 25% to 100%)",
        "Reached: 38% of all points (from 0% to 75%)",
        "Market: how soon does a client who is satisfied order again? Within weeks.",
    ]
    assert lines(Company())["What counts"] == []
