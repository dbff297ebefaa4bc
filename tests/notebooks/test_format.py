"""Every lesson keeps to one form, so that a reader always knows where they are."""

import re
from pathlib import Path

import nbformat
import pytest

import kit
from kit.triggers.rules import parse

FOLDER = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(FOLDER.glob("en/*.ipynb"))
MARK = re.compile(r"# ▶ (\d+)\.(\d+)")


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(request):
    path = request.param
    return path, nbformat.read(path, as_version=4)


def _prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def _code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_lessons_of_this_stage_are_there():
    names = {path.stem for path in LESSONS}
    assert {"00_start_here", "04_choose_a_trigger", "05_check_against_your_sales"} <= names


def test_file_is_valid_and_ends_with_a_line_end(lesson):
    path, notebook = lesson
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert path.read_text(encoding="utf-8").endswith("}\n")


def test_it_opens_with_one_heading_that_is_a_question(lesson):
    _, notebook = lesson
    headings = re.findall(r"^# (.+)$", _prose(notebook), flags=re.M)
    assert len(headings) == 1
    assert headings[0].endswith("?")
    assert notebook.cells[0].source.startswith("# ")


def test_it_says_how_long_what_for_and_what_one_needs(lesson):
    opening = lesson[1].cells[0].source
    assert re.search(r"\d+ minutes to read", opening)
    assert re.search(r"\d+ minutes for the exercise", opening)
    assert "**You need:**" in opening
    assert "**You will be able to:**" in opening


def test_it_shows_the_idea_and_what_research_says_against_it(lesson):
    prose = _prose(lesson[1])
    assert "## The idea" in prose
    against = prose[prose.index("What research says against") :]
    assert re.search(r"\([^)]*\b(19|20)\d\d\)", against)


def test_it_explains_how_to_run_a_cell(lesson):
    assert "Shift+Enter" in _prose(lesson[1])


def test_it_has_an_exercise_and_ends_with_key_points_and_decisions(lesson):
    _, notebook = lesson
    sections = re.findall(r"^## (.+)$", _prose(notebook), flags=re.M)
    assert any(section.startswith("Exercise") for section in sections)
    assert sections[-2:] == ["Key points", "What your company decides now"]
    assert notebook.cells[-1].cell_type == "markdown"


def test_code_cells_are_short_and_without_output(lesson):
    for cell in _code(lesson[1]):
        lines = cell.source.splitlines()
        assert len(lines) <= 10, cell.id
        assert max(map(len, lines)) <= 100, cell.id
        assert cell.outputs == [], cell.id
        assert cell.execution_count is None, cell.id


def test_marks_number_the_cells_in_order(lesson):
    path, notebook = lesson
    marks = [MARK.fullmatch(cell.source.splitlines()[0]) for cell in _code(notebook)]
    assert all(marks)
    numbers = [(int(mark[1]), int(mark[2])) for mark in marks]
    assert numbers == [(int(path.stem[:2]), n) for n in range(1, len(marks) + 1)]


def test_ids_are_words_that_name_the_lesson(lesson):
    _, notebook = lesson
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert {one.partition("-")[0] for one in ids} == {ids[0].partition("-")[0]}
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", one) for one in ids)


def test_code_compiles(lesson):
    for cell in _code(lesson[1]):
        python = [line for line in cell.source.splitlines() if not line.startswith("%")]
        compile("\n".join(python), cell.id, "exec")


def test_only_what_the_package_offers_is_called(lesson):
    code = "\n".join(cell.source for cell in _code(lesson[1]))
    used = set(re.findall(r"\bkit\.([A-Za-z_]+)", code)) - {"diagnostics"}
    assert used
    assert used <= set(kit.__all__)


def test_triggers_shown_can_be_parsed(lesson):
    lists = re.findall(r"^ours = \[(.+)\]$", "\n".join(c.source for c in _code(lesson[1])), re.M)
    for text in re.findall(r'"([^"]+)"', " ".join(lists)):
        parse(text)


def test_nothing_is_loaded_from_the_network(lesson):
    text = "\n".join(cell.source for cell in lesson[1].cells)
    assert not re.search(r"https?://|%pip|!pip", text)
