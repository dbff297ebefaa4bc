"""Every answer is explained at once, and kept in the company folder."""

from __future__ import annotations

import itertools

import pytest
import yaml

from kit.company import store
from kit.errors import KitError
from kit.lessons.quiz.panel import LESSONS, lesson_questions
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.question import QuestionCard

ALL = [question for questions in LESSONS.values() for question in questions]


@pytest.fixture
def company(tmp_path):
    return store.new(tmp_path / "ours", "chapter")


def cards(company, lesson):
    """The cards of a lesson as a cell would show them, below the status line."""
    return list(lesson_questions(company, lesson).children[1].children)


def kept(company):
    text = (company.folder / "company.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text).get("answers", {})


def test_two_to_seven_questions_for_each_lesson():
    assert list(LESSONS) == [
        *("00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13")
    ]
    counts = [len(questions) for questions in LESSONS.values()]
    assert counts == [2, 5, 5, 5, 5, 4, 5, 5, 4, 7, 6, 4, 4, 5]


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.id)
def test_a_question_has_one_right_answer_and_explains_each(question):
    assert sum(answer.right for answer in question.answers) == 1
    assert len(question.answers) == 3
    for texts in (
        [str(answer.text) for answer in question.answers],
        [str(answer.why) for answer in question.answers],
    ):
        assert len(set(texts)) == 3
        assert all(text.strip() == text and "  " not in text for text in texts)
        assert all(text[-1] in ".?”" for text in texts)
    assert len({answer.id for answer in question.answers}) == 3


def test_ids_say_their_lesson_and_are_unique():
    for lesson, questions in LESSONS.items():
        assert all(question.id.startswith(f"{lesson}.") for question in questions)
    assert len({question.id for question in ALL}) == len(ALL)


def test_the_right_answer_is_not_always_in_the_same_place():
    places = [[answer.right for answer in question.answers].index(True) for question in ALL]
    assert all(places.count(place) >= 5 for place in range(3))
    for questions in LESSONS.values():
        inside = [[a.right for a in question.answers].index(True) for question in questions]
        assert len(set(inside)) > 1


def test_the_length_of_an_answer_gives_nothing_away():
    ranks = []
    for question in ALL:
        lengths = {answer.right: [] for answer in question.answers}
        for answer in question.answers:
            lengths[answer.right].append(len(str(answer.text)))
        ranks.append(sum(lengths[True][0] > other for other in lengths[False]))
    assert all(ranks.count(rank) <= len(ALL) / 2 for rank in range(3))


def test_an_answer_is_explained_and_saved(company):
    card = cards(company, "02")[0]
    assert (card.name, card.chosen, card.verdict, card.feedback) == ("02.union", "", "", "")
    card.chosen = "fifteen"
    assert card.verdict == "wrong"
    assert (
        card.feedback == "Not quite. Then the four shared ones are counted twice. 6 + 9 − 4 = 11."
    )
    assert kept(company) == {"02.union": "fifteen"}
    card.chosen = "eleven"
    assert card.verdict == "right"
    assert card.feedback.startswith("Right. 6 − 4 = 2 and 9 − 4 = 5")
    assert kept(company) == {"02.union": "eleven"}


def test_answers_are_there_again_when_the_cell_is_run_again(company):
    first, second = cards(company, "10")[:2]
    first.chosen, second.chosen = "alike", "works"
    again = cards(store.open(company.folder), "10")
    assert [child.chosen for child in again][:4] == ["alike", "works", "", ""]
    assert [child.verdict for child in again][:4] == ["right", "wrong", "", ""]
    # and the earlier card follows
    again[0].chosen = "yes"
    assert (first.chosen, first.verdict) == ("yes", "wrong")


def test_undo_takes_an_answer_back(company):
    card = cards(company, "01")[0]
    card.chosen = "project"
    Desk.of(company).undo()
    assert (card.chosen, card.verdict, card.feedback) == ("", "", "")


def test_an_answer_that_cannot_be_saved_is_not_shown_as_given(company):
    card = cards(company, "01")[0]
    other = store.open(company.folder)
    store.save(other.model_copy(update={"name": "Changed elsewhere"}))
    card.chosen = "project"
    assert (card.chosen, card.verdict) == ("", "")
    assert Desk.of(company).company.name == "Changed elsewhere"
    assert kept(company) == {}


def test_an_answer_that_no_longer_exists_is_no_answer(company):
    store.save(company.model_copy(update={"answers": {"05.aside": "gone", "99.old": "x"}}))
    card = cards(store.open(company.folder), "05")[0]
    assert (card.chosen, card.verdict) == ("", "")
    card.chosen = "reasons"
    assert kept(company) == {"05.aside": "reasons", "99.old": "x"}


def test_a_lesson_without_questions_is_named():
    with pytest.raises(KitError, match=r"lesson '1'. Choose one of 00, 01, 02, .*and 13"):
        lesson_questions(store.open("demo"), "1")


def test_a_company_in_no_folder_cannot_keep_answers():
    shown = lesson_questions(store.open("demo"), "00")
    assert 'role="alert"' in shown.children[0].value


def test_what_the_browser_gets_is_plain_text(company):
    card = QuestionCard(Desk.of(company), ALL[0])
    assert card.text == str(ALL[0].text)
    assert [answer["id"] for answer in card.answers] == ["contract", "none", "second"]
    assert all(set(answer) == {"id", "text"} for answer in card.answers)
    # whether an answer is right is not sent before it is given
    assert not any("right" in str(value) for value in itertools.chain(*card.answers))
