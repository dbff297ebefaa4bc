"""The lessons in a folder of the reader's own: what lies there, and what it is called."""

import json
from pathlib import Path

import pytest

from kit.company.store import shipped
from kit.errors import KitError
from kit.workshop.lessons import Lessons, heading, lay_out, titles


def notebook(path: Path, *cells: tuple[str, str]) -> None:
    content = [{"cell_type": kind, "source": [source]} for kind, source in cells]
    path.write_text(json.dumps({"cells": content}), encoding="utf-8")


def test_a_lesson_is_called_by_the_question_in_its_first_heading(tmp_path):
    notebook(
        tmp_path / "01_b.ipynb",
        ("code", "# ▶ 1.1\nimport kit"),
        ("markdown", "Before you begin\n\n# Кто ведёт клиента?\n\n# Second"),
    )
    notebook(tmp_path / "00_a.ipynb", ("markdown", "## Only a smaller heading"))
    (tmp_path / "02_broken.ipynb").write_text("{")
    (tmp_path / "03_odd.ipynb").write_text("[1]")
    (tmp_path / "notes.txt").write_text("# no lesson")
    assert titles(tmp_path) == [
        ("00_a.ipynb", "00_a"),
        ("01_b.ipynb", "Кто ведёт клиента?"),
        ("02_broken.ipynb", "02_broken"),
        ("03_odd.ipynb", "03_odd"),
    ]


def test_a_heading_may_be_stored_as_one_text_or_as_lines():
    assert heading([{"cell_type": "markdown", "source": "# One?\ntext"}]) == "One?"
    assert heading([{"cell_type": "markdown", "source": ["x\n", "# Two?"]}]) == "Two?"
    assert heading([{"cell_type": "code", "source": "# not a heading"}]) == ""


def test_every_lesson_that_is_laid_out_asks_a_question(tmp_path):
    lessons = lay_out(tmp_path)
    asked = titles(lessons.folder)
    assert [file for file, _ in asked] == sorted(
        path.name for path in shipped("notebooks/en").glob("*.ipynb")
    )
    assert all(question.endswith("?") for _, question in asked)


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
