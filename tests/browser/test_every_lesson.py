"""Every lesson in both views and languages, as it is before anybody has done anything in it.

Lessons that a walk looks over in the same view and language are not opened here again.
"""

import pytest
from test_walk import EVERYWHERE

WALKED = ("01", "02", "05", "06")  # by test_walk.py, in every view and language
CHOSEN = ("09", "10", "11")  # by test_choose_and_check.py
ELSEWHERE = {
    ("app", "ru"): (*WALKED, *CHOSEN),
    ("app", "en"): WALKED,
    ("lab", "en"): (*WALKED, *CHOSEN),
    ("lab", "ru"): WALKED,
}


@pytest.mark.parametrize(("view", "language"), EVERYWHERE)
def test_a_lesson_has_no_flaw_before_it_is_begun(visit, view, language):
    reader = visit(view, language)
    lessons = sorted(path.name[:2] for path in reader.workshop.lessons.glob("*.ipynb"))
    assert set(lessons) >= set(ELSEWHERE[view, language])
    for lesson in lessons:
        if lesson not in ELSEWHERE[view, language]:
            reader.open(lesson)
            reader.look_over()
