"""Every lesson keeps to one form, so that a reader always knows where they are."""

import io
import re
import tokenize
from pathlib import Path

import nbformat
import pytest

import kit

FOLDER = Path(__file__).parents[2] / "notebooks" / "en"
LESSONS = sorted(FOLDER.glob("*.ipynb"))
MARK = re.compile(r"# ▶ (\d+)\.(\d+)")
PANELS = {
    "00_start_here": 'kit.guess_panel(company, "00")',
    "01_map_your_roles": 'kit.guess_panel(company, "01")',
    "02_count_the_functions": 'kit.guess_panel(company, "02")',
    "03_one_or_two": 'kit.guess_panel(company, "03")',
    "04_grow_a_career": 'kit.guess_panel(company, "04")',
    "05_read_your_file": 'kit.guess_panel(company, "05")',
    "06_follow_the_money": 'kit.guess_panel(company, "06")',
    "07_take_a_flood": 'kit.guess_panel(company, "07")',
    "08_pass_the_lead": 'kit.guess_panel(company, "08")',
    "09_choose_a_trigger": 'kit.guess_panel(company, "09")',
    "10_look_at_past_handoffs": 'kit.guess_panel(company, "10")',
    "11_decide": "kit.expect_panel(company)",
    "12_share_the_client": 'kit.guess_panel(company, "12")',
    "13_make_the_plan": 'kit.guess_panel(company, "13")',
}


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(request):
    path = request.param
    return path, nbformat.read(path, as_version=4)


def _prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def _code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_lessons_are_there():
    assert {path.stem for path in LESSONS} == set(PANELS)


def test_file_is_valid_and_in_the_form_in_which_it_is_saved(lesson):
    path, notebook = lesson
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert path.read_text(encoding="utf-8") == nbformat.writes(notebook) + "\n"


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
    objectives = opening[opening.index("**You will be able to:**") :]
    assert len(re.findall(r"^- ", objectives, re.M)) == 3


def test_it_has_its_parts_in_their_order(lesson):
    prose = _prose(lesson[1])
    sections = re.findall(r"^## (.+)$", prose, flags=re.M)
    assert sections[0].startswith("Your guess")
    assert [one for one in sections if one.startswith("Decide")] == sections[-2:-1]
    assert sections[-1] == "Check yourself"
    assert "**Key points**" in prose


def test_it_names_the_book(lesson):
    # research for and against is looked for in test_words.py
    assert re.search(r"Erokhin\s+and\s+Klimov", _prose(lesson[1]))


def test_it_works_on_the_companys_own_data(lesson):
    path, notebook = lesson
    cells = [cell.source for cell in _code(notebook)]
    number = path.stem[:2]
    assert cells[0].endswith("\n\ncompany = kit.my_company()")
    assert cells[0].splitlines()[1] == "import kit"
    shown = [cell.partition("\n")[2] for cell in cells]
    panel, questions = shown.index(PANELS[path.stem]), f'kit.lesson_questions(company, "{number}")'
    assert 0 < panel < shown.index(questions) == len(shown) - 2
    # a lesson ends with its own decisions; the plan lists all
    all_of_them = path == LESSONS[-1]
    assert shown[-1] == (
        "kit.decided(company)" if all_of_them else f'kit.decided(company, "{number}")'
    )


def test_links_lead_to_lessons_and_every_lesson_can_be_left(lesson):
    path, notebook = lesson
    targets = set(re.findall(r"\]\(([^)]+)\)", _prose(notebook)))
    assert targets <= {one.name for one in LESSONS} - {path.name}
    last = notebook.cells[-1]
    neighbours = [LESSONS[i].name for i in _beside(LESSONS.index(path))]
    assert all(f"]({name})" in last.source for name in neighbours)


def _beside(place):
    return [one for one in (place - 1, place + 1) if 0 <= one < len(LESSONS)]


def test_lessons_refer_to_each_other_by_their_own_questions():
    for path in LESSONS[:-1]:
        link = re.search(r"Next:\s+\[(.+)\]\((.+)\)", nbformat.read(path, 4).cells[-1].source)
        title = nbformat.read(FOLDER / link[2], 4).cells[0].source.splitlines()[0]
        assert link[1].endswith("?")
        assert title.endswith("?")


def test_code_cells_are_short_hidden_and_without_output(lesson):
    for cell in _code(lesson[1]):
        lines = cell.source.splitlines()
        assert len(lines) <= 10, cell.id
        assert max(map(len, lines)) <= 100, cell.id
        assert cell.outputs == [], cell.id
        assert cell.execution_count is None, cell.id
        assert cell.metadata.jupyter.source_hidden is True, cell.id


def test_marks_number_the_cells_in_order(lesson):
    path, notebook = lesson
    marks = [MARK.fullmatch(cell.source.splitlines()[0]) for cell in _code(notebook)]
    assert all(marks)
    numbers = [(int(mark[1]), int(mark[2])) for mark in marks]
    assert numbers == [(int(path.stem[:2]), n) for n in range(1, len(marks) + 1)]


def test_code_says_nothing_in_any_language(lesson):
    # the same cell stands in both languages: names of the kit and of columns, and no words
    for cell in _code(lesson[1]):
        for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
            if token.type == tokenize.COMMENT:
                assert MARK.fullmatch(token.string), cell.id
            if token.type == tokenize.STRING:
                assert re.fullmatch(r'"([a-z_]*|\d\d|–)"', token.string), cell.id
        assert "print" not in cell.source, cell.id


def test_ids_are_words_that_name_the_lesson(lesson):
    _, notebook = lesson
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert {one.partition("-")[0] for one in ids} == {ids[0].partition("-")[0]}
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", one) for one in ids)


def test_only_what_the_package_offers_is_called(lesson):
    code = "\n".join(cell.source for cell in _code(lesson[1]))
    used = set(re.findall(r"\bkit\.([A-Za-z_]+)", code)) - {"lessons"}
    assert used
    assert used <= set(kit.__all__)


def test_nothing_is_loaded_from_the_network(lesson):
    text = "\n".join(cell.source for cell in lesson[1].cells)
    assert not re.search(r"https?://|%pip|!pip", text)


def test_triggers_shown_are_rules_that_the_kit_knows(lesson):
    from kit.triggers.rules import parse

    shown = re.findall(
        r"`((?:contract|deal|volume|share|tenure|a(?:ll|ny) of)\b[^`]*)`", _prose(lesson[1])
    )
    for rule in shown:
        assert str(parse(rule)) == rule
