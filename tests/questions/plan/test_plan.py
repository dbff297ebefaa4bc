"""The plan: every decision is a line, and what came due is said without asking a clock."""

from datetime import date

import pytest

import kit
from kit.company.model import Agreement, Card, Company, Decision, Room, Step
from kit.language import Language
from kit.questions.plan.question import plan
from kit.questions.plan.words import lines_of


@pytest.fixture(scope="module")
def demo():
    company = kit.open("demo")
    return company, kit.read(company)


def decided(company: Company) -> Company:
    return company.model_copy(
        update={
            "agreements": (
                Agreement(id="06", what="that has ordered before", who="Ann", by=date(2024, 6, 30)),
                Agreement(id="09", what="the day of signing"),
            ),
            "room": Room(ceiling=60, beyond="hire"),
            "decision": Decision(because="x", record="who looks after whom"),
            "plan": (
                Step(id="room", who="Maria", by=date(2030, 1, 1), wrong="three wait a week"),
                Step(id="own 1", what="Ask three clients", who="Igor", by=date(2024, 12, 30)),
            ),
            "cards": (Card(client="C0001", gives="Hunter 2", passes_on=date(2025, 1, 9)),),
        }
    )


def test_every_decision_is_a_line_with_its_name_day_and_sign(demo):
    lines = {line.id: line for line in lines_of(decided(demo[0]))}
    assert list(lines) == [
        *(f"handoff {each.from_role} {each.to_role}" for each in demo[0].handoffs),
        *("functions", "room", "record", "agreed 06", "agreed 09", "own 1"),
    ]
    assert str(lines["agreed 06"].what) == "An existing client is one: that has ordered before"
    assert (lines["room"].who, lines["room"].wrong) == ("Maria", "three wait a week")
    assert lines["agreed 06"].named
    assert not lines["agreed 09"].named
    assert not lines["handoff hunter account_manager"].decided
    assert str(lines["own 1"].what) == "Ask three clients"


def test_a_day_has_passed_by_the_last_day_of_the_records_alone(demo):
    company, sales = decided(demo[0]), demo[1]
    finding = plan(company, sales)
    passed = finding.table.set_index("line")["passed"]
    assert sales.as_of == date(2024, 12, 30)
    assert passed[passed].index.to_list() == ["agreed 06", "own 1"]
    assert finding.numbers["lines_passed"] == 2
    assert finding.read().headline == (
        "Lines of your plan whose day has passed: 2. What came of them?"
    )
    prose = finding.read().prose
    assert "By Jun 30, 2024: An existing client is one: that has ordered before (Ann)" in prose
    assert plan(company, None).numbers["lines_passed"] == 0


def test_a_sign_that_was_written_down_is_asked_for(demo):
    company = demo[0].model_copy(
        update={
            "agreements": (
                Agreement(id="06", what="x", who="Ann", by=date(2024, 1, 1), wrong="all complain"),
            )
        }
    )
    assert (
        "Has the sign come that it was wrong: “all complain”?"
        in plan(company, demo[1]).read().prose
    )


def test_lines_without_a_name_or_a_day_are_counted(demo):
    finding, n = plan(decided(demo[0]), None), len(demo[0].handoffs) + 6
    assert finding.numbers["lines"] == n
    assert finding.numbers["lines_named"] == 3
    assert finding.numbers["named_share"] == 3 / n
    assert finding.read().headline.endswith(f"no name or no day yet: {n - 3}.")
    assert finding.read(Language("ru")).headline.endswith(f"нет имени или срока: {n - 3}.")


def test_cards_stand_in_a_table_of_their_own(demo):
    (row,) = plan(decided(demo[0]), None).rows("cards").to_dict("records")
    assert (row["client"], row["gives"], row["passes_on"]) == (
        "C0001",
        "Hunter 2",
        date(2025, 1, 9),
    )


def test_where_nothing_was_decided_there_is_no_plan():
    finding = plan(Company(), None)
    assert finding.status == "needs data"
    assert not finding.worked_out


def test_a_diagnosis_names_what_came_due(demo, tmp_path):
    from kit.diagnosis import Diagnosis

    due = Diagnosis(demo[1], (plan(decided(demo[0]), demo[1]),), {}).due
    assert [str(text)[:40] for text in due] == ["Lines of your plan whose day has passed:"]
    assert Diagnosis(demo[1], (plan(demo[0], demo[1]),), {}).due == ()
