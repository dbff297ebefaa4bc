"""A figure is guessed first; then guess and figure are side by side, and other panels open."""

import re
from functools import partial
from html import unescape

import pytest
from ipywidgets import HTML

import kit
from kit.company import store
from kit.errors import KitError
from kit.language import Language
from kit.lessons.guesses.figures import FIGURES
from kit.lessons.guesses.panel import compared, forget, guess, guess_panel, look
from kit.lessons.guesses.view import explained
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.guess import after_guess, revealed

# the demo's figures, as the answers of the questions have them; see datasets/README.md
DEMO = {
    **{"00": "13%", "01": "91%", "02": "50%", "03": "6%", "04": "22% to 77%", "05": "2%"},
    **{"06": "74% to 96%", "07": "43% to 63%", "08": "45% to 77%", "09": "86%"},
    **{"10": "−68% to 64%", "12": "77%"},
    "13": "0%",
}


@pytest.fixture
def demo(tmp_path):
    return store.new(tmp_path / "ours", "demo")


def text(company, lesson, guessed, language="en"):
    page = compared(company, lesson, guessed, Language(language))
    return unescape(re.sub(r"<[^>]+>", " ", page)).replace(" ", " ")


def test_every_figure_of_the_demo_is_shown_beside_the_guess(demo):
    assert list(DEMO) == list(FIGURES)
    for lesson, shown in DEMO.items():
        assert shown in text(demo, lesson, 0.4)
        assert "40%" in text(demo, lesson, 0.4)
        assert "40%" not in text(demo, lesson, None)


@pytest.mark.parametrize(
    ("guessed", "said"),
    [
        (0.8, "Inside the range"),
        (0.72, "Close"),
        (0.99, "Close"),
        (0.5, "24 points too low"),
        (0.69, "5 points too low"),
    ],
)
def test_a_guess_is_compared_with_the_nearer_end_of_a_range(demo, guessed, said):
    assert said in text(demo, "06", guessed)


def test_a_change_may_be_below_zero_and_a_wide_range_confirms_none(demo):
    assert guess(demo, "10", "−10 %").expectations.figures == {"10": -0.1}
    said = text(demo, "10", -0.1)
    assert "−10%" in said
    assert "confirms no guess" in said
    assert "21 points too high" in text(demo, "10", 0.85)
    with pytest.raises(KitError, match="is no change in percent"):
        guess(demo, "10", "-120")


def test_points_have_their_plural_in_russian(demo):
    for guessed, said in ((0.71, "На 21 пункт больше"), (0.72, "На 22 пункта"), (0.8, "На 30 пун")):
        assert said in text(demo, "02", guessed, "ru")


@pytest.mark.parametrize("typed", ["", "  ", "much", "-1", "101", "nan"])
def test_what_is_no_percentage_is_refused(demo, typed):
    with pytest.raises(KitError, match="between 0 and 100"):
        guess(demo, "06", typed)


def test_a_guess_is_kept_and_opens_what_waits_for_it(demo):
    form = guess_panel(demo, "06").children[1]
    waiting = explained(demo, kit.money, "06")
    assert "kit-waiting" in waiting.children[1].value
    asked, typed = form.children[1:3]
    typed.value = "80 %"
    form.children[3].children[0].click()
    assert store.open(demo.folder).expectations.figures == {"06": 0.8}
    assert "74% to 96%" in form.children[1].value
    page = waiting.children[0].children[1].value
    assert page.index("<figure") < page.index("<details")
    assert page.count("<details") == 2
    # and is hidden again
    form.children[2].children[0].click()
    assert store.open(demo.folder).expectations.figures == {}
    assert "kit-waiting" in waiting.children[1].value
    assert asked.value.count("existing clients") == 1


def test_what_opens_is_made_once_however_often_one_guesses_again(demo):
    made = []

    def build():
        made.append(HTML("the figure"))
        return made[-1]

    box = after_guess(demo, build, "06")
    assert made == []
    for _ in range(2):
        Desk.of(demo).change(partial(look, lesson="06"))
        assert [child.value for child in box.children] == ["the figure"]
        Desk.of(demo).change(partial(forget, lesson="06"))
        assert "kit-waiting" in box.children[1].value
    assert len(made) == 1


def test_who_would_not_guess_sees_the_figure_and_other_lessons_stay_closed(demo):
    seen = look(demo, "02")
    assert revealed(seen, "02")
    assert not revealed(seen, "06")
    assert not revealed(seen)
    assert forget(seen, "02") == demo


def test_records_without_the_figure_say_what_is_missing(tmp_path):
    company = store.new(tmp_path / "empty", "chapter")
    shown = text(company, "06", 0.8)
    assert "80%" in shown
    assert "Your figure" not in shown
    assert len(shown.split("80%")[1].split()) > 5


def test_new_files_make_old_guesses_void(demo):
    from kit.company.template import without_demo

    guessed = guess(demo, "06", "80")
    assert without_demo(guessed).expectations.figures == {}


def test_a_lesson_without_a_figure_is_named(demo):
    with pytest.raises(KitError, match="lesson '9'"):
        guess_panel(demo, "9")


def test_a_company_in_no_folder_shows_its_figures_at_once():
    shown = explained(kit.open("demo"), kit.functions, "02")
    assert "kit-waiting" not in shown.children[0].children[1].value
    assert 'role="alert"' in guess_panel(kit.open("demo"), "02").children[0].value


def test_another_window_opens_it_too(demo):
    waiting = explained(demo, kit.functions, "02")
    store.save(look(store.open(demo.folder), "02"))
    Desk.of(demo).look()
    assert len(waiting.children) == 1
