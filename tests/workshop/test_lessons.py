"""The lessons in a folder of the reader's own: what lies there, and what it is called."""

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.workshop.lessons import Lessons, lay_out


def test_a_lesson_that_was_cut_off_while_it_was_copied_does_not_pass_for_one_that_was_changed(
    tmp_path, monkeypatch
):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KitError, match="cannot be written to"):
        lay_out(tmp_path)
    monkeypatch.undo()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert lay_out(tmp_path).notes == ()


def test_the_language_is_the_one_of_the_lessons_that_are_there():
    assert Lessons(Path("mine/ru"), "00_x.ipynb").language == "ru"
    assert Lessons(Path("mine/en"), "00_x.ipynb").language == "en"
