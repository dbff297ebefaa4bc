"""Lessons played on one page: which cells run when, and what is shown of each."""

import asyncio
import json

import ipywidgets
import pytest
from IPython.core.interactiveshell import InteractiveShell

from kit.errors import KitError
from kit.lessons.guesses.panel import look
from kit.lessons.stage.stage import Stage, run
from kit.lessons.widgets.desk import Desk


@pytest.fixture(autouse=True)
def shell(monkeypatch):
    monkeypatch.setattr(Desk, "_lesson", "")
    monkeypatch.setattr(Desk, "_desks", {})
    monkeypatch.setattr(KitError, "reader", "en")  # whatever company was opened before
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def widget(name):
    return ipywidgets.widgets.widget._instances[name]


def html(shown):
    return [widget(name).value for name in shown]


def test_a_cell_shows_the_widget_that_it_ends_with():
    names = {}
    (shown,) = run("import ipywidgets\nbox = ipywidgets.VBox()\nbox", names)
    assert widget(shown) is names["box"]
    assert run("count = 3", names) == []
    assert run("None", names) == []
    assert names["count"] == 3


def test_a_cell_shows_what_a_notebook_would():
    code = (
        "from IPython.display import HTML, display\n"
        "print('said <b>')\n"
        "display(HTML('<i>shown</i>'))\n"
        "'<u>'"
    )
    assert html(run(code, {})) == [
        "<pre>said &lt;b&gt;\n</pre>",
        "<i>shown</i>",
        "<pre>&#x27;&lt;u&gt;&#x27;</pre>",
    ]


@pytest.mark.parametrize("code", ["1 / 0", "x = 1 / 0", "if"])
def test_a_cell_that_fails_says_so_in_its_place(code):
    (page,) = html(run(code, {}))
    assert 'role="alert"' in page
    assert ("ZeroDivisionError" in page) == ("/" in code)


def test_what_a_person_can_mend_is_said_without_a_traceback():
    code = (
        "from kit.errors import KitError\nfrom kit.language import say\n"
        "raise KitError(say('The lessons'))"
    )
    (page,) = html(run(code, {}))
    assert ">The lessons<" in page
    assert "Traceback" not in page


def lesson(folder, number, *cells):
    written = [
        {"cell_type": kind, "id": f"c{place}", "source": [source]}
        for place, (kind, source) in enumerate(cells)
    ]
    path = folder / f"{number}_x.ipynb"
    path.write_text(json.dumps({"cells": written}), encoding="utf-8")


def play(folder, *messages):
    """Send what a page would, each when the cells before have run; gives back what is shown."""

    async def story():
        stage = Stage(folder)
        for message in messages:
            stage._heard(stage, message, [])
            await asyncio.sleep(0.3)
        return stage

    return asyncio.run(story()).shown


def opening(number):
    return {"act": "open", "lesson": number}


def test_the_cells_of_the_lesson_that_is_open_run_once_and_in_order(tmp_path):
    lesson(tmp_path, "00", ("code", "x = 1"), ("markdown", "text"), ("code", "print(x); x += 1"))
    lesson(tmp_path, "01", ("code", "print('x' in dir())"))
    shown = play(tmp_path, opening("00"), opening("01"), opening("00"))
    assert {cell: html(ids) for cell, ids in shown.items()} == {
        "00-c0": [],
        "00-c2": ["<pre>1\n</pre>"],
        # each lesson has names of its own, as in a notebook
        "01-c0": ["<pre>False\n</pre>"],
    }
    assert list(play(tmp_path, opening("01"))) == ["01-c0"]


def test_the_reader_who_turns_to_another_lesson_does_not_wait_for_the_first(tmp_path):
    lesson(tmp_path, "00", ("code", "1"), ("code", "2"))
    lesson(tmp_path, "01", ("code", "3"))

    async def story():
        stage = Stage(tmp_path)
        stage._heard(stage, opening("00"), [])
        await asyncio.sleep(0)
        stage._heard(stage, opening("01"), [])
        await asyncio.sleep(0.3)
        return list(stage.shown)

    assert asyncio.run(story()) == ["00-c0", "01-c0"]


def test_what_is_no_lesson_is_left_alone(tmp_path):
    (tmp_path / "02_odd.ipynb").write_text("{")
    assert play(tmp_path, opening("02"), opening("../.."), {"act": "run", "code": "1"}, {}) == {}


def test_the_company_that_a_lesson_changes_is_told_of_once(tmp_path, monkeypatch):
    monkeypatch.setenv("HANDOFF_COMPANY", str(tmp_path / "ours"))
    code = "import kit\ncompany = kit.my_company()\nkit.decided(company)"
    lesson(tmp_path, "00", ("code", code))
    lesson(tmp_path, "01", ("code", code))
    shown = play(tmp_path, opening("00"), opening("01"))
    (desk,) = Desk.opened()
    assert shown["status"] == [desk.status.model_id]


def test_what_lessons_still_ask_for_follows_the_company(tmp_path, monkeypatch):
    monkeypatch.setenv("HANDOFF_COMPANY", str(tmp_path / "ours"))
    code = "import kit\ncompany = kit.my_company()\nkit.decided(company)"
    lesson(tmp_path, "00", ("code", code))
    lesson(tmp_path, "03", ("code", "kit.guess_panel(company, '03')"), ("code", "1"))

    async def story():
        stage = Stage(tmp_path)
        stage._heard(stage, opening("00"), [])
        await asyncio.sleep(0.3)
        before = stage.asked
        # said at once, in whichever lesson it was done
        Desk.opened()[0].change(lambda company: look(company, "03"))
        return before, stage.asked

    before, after = asyncio.run(story())
    assert before == {"03": {"said": "1 open", "cells": {"03-c0": "your guess"}}}
    assert after == {}


def test_it_is_warm_before_anybody_comes_and_stops_when_somebody_does(tmp_path, monkeypatch):
    monkeypatch.setenv("HANDOFF_COMPANY", str(tmp_path / "ours"))
    lesson(tmp_path, "00", ("code", "import kit\nnot_an_import()"))

    async def story(busy):
        stage = Stage(tmp_path)
        stage.lesson = "00" if busy else ""
        await stage.warm()
        return len(Desk.opened())

    assert asyncio.run(story(busy=True)) == 0
    assert asyncio.run(story(busy=False)) == 1
