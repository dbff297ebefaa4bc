"""The Russian lessons: made from the English ones, complete, and really Russian."""

import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGLISH = sorted((ROOT / "notebooks" / "en").glob("*.ipynb"))


def _tool():
    spec = importlib.util.spec_from_file_location("lessons_tool", ROOT / "tools" / "lessons.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["lessons_tool"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


tool = _tool()


def _notebook(*cells):
    return {
        "cells": [
            {"cell_type": kind, "id": name, "metadata": {}, "source": source.splitlines(True)}
            for kind, name, source in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@pytest.fixture
def lessons(tmp_path):
    """One lesson of two paragraphs, with its catalogue, translated and built."""
    (tmp_path / "en").mkdir()
    where = tool.Lessons(tmp_path / "en", tmp_path / "ru", tmp_path / "po" / "notebooks.po")
    _write(where, "Our 80 % of `deal 2`\n\n[on](02.ipynb)", "Good day.")
    tool.update(where)
    _translate(where, {"01 a-b": "Наши 80 % от `deal 2`\n\n[дальше](02.ipynb)", "01 a-d": "День."})
    tool.build(where)
    return where


def _write(where, first, second, name="01", last="a-d"):
    cells = (("markdown", "a-b", first), ("code", "a-c", "# ▶ 1.1\nx"), ("markdown", last, second))
    (where.english / f"{name}.ipynb").write_text(json.dumps(_notebook(*cells)), encoding="utf-8")


def _translate(where, russian):
    catalogue = where.entries()
    for entry in catalogue:
        if entry.context in russian:
            entry.string = russian[entry.context]
            entry.flags.discard("fuzzy")
    where.catalogue.write_bytes(tool.text(catalogue))


def _cells(where, name="01"):
    notebook = json.loads((where.russian / f"{name}.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def test_a_translated_lesson_is_sound_and_its_code_is_the_same(lessons):
    assert tool.problems(lessons) == []
    assert _cells(lessons) == ["Наши 80 % от `deal 2`\n\n[дальше](02.ipynb)", "# ▶ 1.1\nx", "День."]


def test_update_and_build_give_the_same_bytes_again(lessons):
    before = [lessons.catalogue.read_bytes(), (lessons.russian / "01.ipynb").read_bytes()]
    tool.update(lessons)
    tool.build(lessons)
    assert [lessons.catalogue.read_bytes(), (lessons.russian / "01.ipynb").read_bytes()] == before


def test_changed_english_makes_its_entry_fuzzy_and_keeps_both_texts(lessons):
    _write(lessons, "Our 80 % of `deal 2`\n\n[on](02.ipynb)", "Good evening.")
    assert tool.problems(lessons) == ["changed in English: 01 a-d", "stale: 01.ipynb"]
    tool.update(lessons)
    (entry,) = [one for one in lessons.entries() if one.fuzzy]
    assert (entry.context, entry.id, entry.string) == ("01 a-d", "Good evening.", "День.")
    assert b'#| msgid "Good day."' in lessons.catalogue.read_bytes()
    tool.build(lessons)
    assert tool.problems(lessons) == ["fuzzy: 01 a-d"]
    # what nobody has looked at again is not shown as if it were right
    assert _cells(lessons)[2] == "Good evening."


def test_a_new_paragraph_is_missing_unless_its_words_are_known(lessons):
    _write(lessons, "New.", "Good day.", name="02")
    tool.update(lessons)
    assert tool.problems(lessons) == ["missing: 02 a-b", "not built: 02.ipynb"]


def test_a_paragraph_with_another_id_keeps_its_translation(lessons):
    _write(lessons, "Our 80 % of `deal 2`\n\n[on](02.ipynb)", "Good day.", last="a-e")
    assert "obsolete: 01 a-d" in tool.problems(lessons)
    tool.update(lessons)
    tool.build(lessons)
    assert tool.problems(lessons) == []
    assert _cells(lessons)[2] == "День."


def test_a_lesson_that_is_gone_is_named_and_taken_away(lessons):
    (lessons.english / "01.ipynb").rename(lessons.english / "03.ipynb")
    assert "no English source: 01.ipynb" in tool.problems(lessons)
    tool.update(lessons)
    tool.build(lessons)
    assert [path.name for path in lessons.russian.iterdir()] == ["03.ipynb"]
    assert tool.problems(lessons) == []


@pytest.mark.parametrize("russian", ["Наши 80 % от `deal 3`\n\n[дальше](02.ipynb)", "Наши 80 %"])
def test_a_translation_keeps_code_and_links(lessons, russian):
    _translate(lessons, {"01 a-b": russian})
    tool.build(lessons)
    assert tool.problems(lessons) == ["other links or code than in English: 01 a-b"]


def test_a_file_changed_by_hand_is_stale(lessons):
    path = lessons.russian / "01.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("День", "Ночь"), encoding="utf-8")
    assert tool.problems(lessons) == ["stale: 01.ipynb"]


def test_an_unknown_command_says_what_there_is(capsys):
    assert tool.main(["translate"]) == 2
    assert "update, build, check" in capsys.readouterr().err


# --- the lessons themselves ------------------------------------------------------------------


def test_the_lessons_are_translated_and_up_to_date():
    assert tool.problems(tool.Lessons()) == []


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: path.stem)
def test_code_cells_are_the_same_in_both_languages(english):
    russian = ROOT / "notebooks" / "ru" / english.name
    both = [json.loads(path.read_text(encoding="utf-8")) for path in (english, russian)]
    first, second = ([cell for cell in one["cells"] if cell["cell_type"] == "code"] for one in both)
    assert first == second
    assert [cell["id"] for cell in both[0]["cells"]] == [cell["id"] for cell in both[1]["cells"]]


@pytest.mark.parametrize("name", [path.stem for path in ENGLISH])
def test_seven_letters_of_ten_are_cyrillic(name):
    prose = _russian_prose(name)
    cyrillic, latin = re.findall(r"[а-яё]", prose, re.I), re.findall(r"[a-z]", prose, re.I)
    assert len(cyrillic) >= 1000
    assert len(cyrillic) >= 0.7 * (len(cyrillic) + len(latin))


@pytest.mark.parametrize("name", [path.stem for path in ENGLISH])
def test_the_russian_lesson_has_one_question_as_its_heading(name):
    headings = re.findall(r"^# (.+)$", _russian_prose(name), re.M)
    assert len(headings) == 1
    assert headings[0].endswith("?")


@pytest.mark.parametrize("name", [path.stem for path in ENGLISH])
def test_a_figure_and_its_sign_stay_on_one_line(name):
    assert not re.findall(r".*\d[ \n]%.*", _russian_prose(name))


def _russian_prose(name):
    """The text of a Russian lesson without code and without the targets of its links."""
    notebook = json.loads((ROOT / "notebooks" / "ru" / f"{name}.ipynb").read_text(encoding="utf-8"))
    prose = "\n\n".join(
        "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"
    )
    return re.sub(r"`[^`]*`|\]\([^)]*\)", " ", prose)
