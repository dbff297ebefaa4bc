"""How a notebook becomes steps, for any notebook."""

import json
import re
from pathlib import Path

import pytest

from kit.company.store import shipped
from kit.lessons.stage.stage import Stage
from kit.lessons.start.glance import FILES
from kit.workshop.steps import lessons_in


def notebook(path: Path, *cells: tuple[str, str], **metadata) -> None:
    written = [
        {"cell_type": kind, "id": f"cell-{place}", "source": source.splitlines(keepends=True)}
        for place, (kind, source) in enumerate(cells)
    ]
    text = json.dumps({"cells": written, "metadata": metadata})
    path.write_text(text, encoding="utf-8")


def test_a_step_begins_at_each_heading_of_the_second_level(tmp_path):
    notebook(
        tmp_path / "07_flood.ipynb",
        ("markdown", "# Is there *room*?\n\n**Time:** 5 minutes"),
        ("code", "# ▶ 7.1\nimport kit\ncompany = kit.my_company()"),
        ("markdown", "## The idea\n\nText\n\n### Not a step\n\n## Your `turn`\n\nmore"),
        ("code", "kit.start_panel(company)"),
        ("markdown", "```\n## a comment in code\n```\nafter it"),
    )
    (lesson,) = lessons_in(tmp_path, "en")
    assert (lesson.number, lesson.question) == ("07", "Is there room?")
    assert [step.title for step in lesson.steps] == ["The idea", "Your turn"]
    opening, turn = lesson.steps
    # what stands before the first such heading belongs to the first step
    assert [part.text or part.cell for part in opening.parts] == [
        "# Is there *room*?\n\n**Time:** 5 minutes",
        "07-cell-1",
        "## The idea\n\nText\n\n### Not a step",
    ]
    assert [part.text or part.cell for part in turn.parts] == [
        "## Your `turn`\n\nmore",
        "07-cell-3",
        "```\n## a comment in code\n```\nafter it",
    ]
    assert [part.silent for step in lesson.steps for part in step.parts if part.cell] == [
        True,
        False,
    ]


def test_a_cell_that_is_no_python_has_a_place_for_its_error(tmp_path):
    notebook(tmp_path / "00_x.ipynb", ("code", "if"), ("code", "  \n"))
    (lesson,) = lessons_in(tmp_path, "en")
    assert [(part.cell, part.silent) for part in lesson.steps[0].parts] == [("00-cell-0", False)]


def test_the_metadata_name_the_lesson_and_say_how_long_it_takes(tmp_path):
    told = {"name": {"en": "Map", "ru": "Схема"}, "block": {"en": "1 Who?"}, "minutes": 45}
    notebook(tmp_path / "01_b.ipynb", ("markdown", "# Who?"), handoff=told)
    notebook(tmp_path / "02_c.ipynb", ("markdown", "# When?"))
    first, second = lessons_in(tmp_path, "en")
    assert (first.name, first.block, first.minutes) == ("Map", "1 Who?", 45)
    assert lessons_in(tmp_path, "ru")[0].name == "Схема"
    assert (second.name, second.block, second.minutes) == ("When?", "", 0)


@pytest.mark.parametrize(
    "text", ["{", "[1]", '{"cells": 3}', '{"cells": [{"source": []}]}', "\ufeff"]
)
def test_a_file_that_cannot_be_read_is_a_lesson_without_steps(tmp_path, text):
    (tmp_path / "03_odd.ipynb").write_text(text, encoding="utf-8")
    notebook(tmp_path / "04_x.ipynb", ("markdown", "# When?"))
    odd, sound = lessons_in(tmp_path, "en")
    assert (odd.number, odd.name, odd.steps) == ("03", "03_odd", ())
    assert sound.question == "When?"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_lesson_that_is_shipped_has_a_name_a_block_and_steps(language):
    lessons = lessons_in(shipped(f"notebooks/{language}"), language)
    assert len(lessons) >= 6
    for lesson in lessons:
        assert lesson.question.endswith("?")
        assert len(lesson.name) <= 24
        assert lesson.block
        assert all(step.title for step in lesson.steps)
        opening = lesson.steps[0].parts[0].text
        stated = re.findall(r"(\d+) мин|(\d+) min", opening)
        assert lesson.minutes == sum(int(one or other) for one, other in stated)
        # no heading is said twice: a person looks for a step by it
        titles = [step.title for step in lesson.steps]
        assert len(set(titles)) == len(titles)


def places(folder: Path, language: str) -> dict[str, str]:
    """The place on the page of each cell that has one."""
    return {
        part.cell: f"#{lesson.number}/{nth}"
        for lesson in lessons_in(folder, language)
        for nth, step in enumerate(lesson.steps, 1)
        for part in step.parts
        if part.cell
    }


def played(folder: Path) -> dict[str, str]:
    """The cells that Python runs, under the names by which it tells the page what they show."""
    cells = Stage(folder)._cells
    del cells["start"]
    return dict(cell for of_lesson in cells.values() for cell in of_lesson)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_cell_that_runs_has_its_place(language):
    folder = shipped(f"notebooks/{language}")
    assert list(places(folder, language)) == list(played(folder))


def test_a_cell_without_an_id_has_its_place_too(tmp_path):
    cells = [("markdown", "text"), ("code", " "), ("raw", "x"), ("code", "1"), ("code", "x = 2")]
    written = [{"cell_type": kind, "source": source} for kind, source in cells]
    (tmp_path / "06_own.ipynb").write_text(json.dumps({"cells": written}), encoding="utf-8")
    assert list(places(tmp_path, "en")) == list(played(tmp_path)) == ["06-3", "06-4"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_who_checks_how_the_files_were_read_is_led_to_their_panel(language):
    folder = shipped(f"notebooks/{language}")
    (panel,) = (cell for cell, source in played(folder).items() if "start_panel(" in source)
    assert places(folder, language)[panel] == FILES
