"""What each panel of a lesson still asks for, counted from the company alone."""

from datetime import date

import pytest

from kit.company import store
from kit.company.model import Agreement
from kit.lessons.agreements.panel import agree
from kit.lessons.exercise.made_up import STORIES
from kit.lessons.exercise.panel import guess as guess_made_up
from kit.lessons.guesses.panel import guess, look
from kit.lessons.quiz.panel import LESSONS
from kit.lessons.stage.open_points import open_in
from kit.lessons.triggers.choice import settle
from kit.lessons.widgets.question import answered


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "ours", "demo")


def open_points(company, source):
    found = open_in(company, source)
    return found and (found.n, str(found.what))


def test_a_guess_is_open_until_it_was_made_or_passed_over(company):
    cell = 'kit.guess_panel(company, "06")'
    assert open_points(company, cell) == (1, "your guess")
    assert open_points(guess(company, "06", "40"), cell) is None
    assert open_points(look(company, "06"), cell) is None
    assert open_points(guess(company, "02", "40"), cell) == (1, "your guess")


def test_a_decision_is_open_until_it_has_a_name_and_a_day(company):
    cell = 'kit.agreement_panel(company, "06")'
    assert open_points(company, cell) == (1, "your decision")
    loose = company.model_copy(update={"agreements": (Agreement(id="06", what="x"),)})
    assert open_points(loose, cell) == (1, "name and day")
    whole = agree(company, "06", what="x", who="Ann", by=date(2027, 3, 31))
    assert open_points(whole, cell) is None
    choice = "choice_panel(company)"
    assert open_points(company, choice) == (1, "your decision")
    assert open_points(settle(company, "", "we measure first", ""), choice) is None


def test_questions_and_made_up_companies_are_counted(company):
    cell = 'kit.lesson_questions(company, "01")'
    asked = [question.id for question in LESSONS["01"]]
    assert open_points(company, cell) == (len(asked), f"{len(asked)} questions")
    for left, id in reversed(list(enumerate(asked))):
        company = answered(company, id, "whatever")
        words = "1 question" if left == 1 else f"{left} questions"
        assert open_points(company, cell) == ((left, words) if left else None)
    exercise = "kit.exercise_panel(company)"
    assert open_points(company, exercise) == (len(STORIES), f"{len(STORIES)} guesses")
    for story in STORIES:
        company = guess_made_up(company, story.id, "-10")
    assert open_points(company, exercise) is None


@pytest.mark.parametrize("source", ["import kit", "kit.decided(company)", "if", "answer(x)(y)"])
def test_other_cells_ask_for_nothing(company, source):
    assert open_in(company, source) is None
