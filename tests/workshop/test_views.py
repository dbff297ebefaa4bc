"""What JupyterLab and Voilà are told before they start."""

import json
import re
from pathlib import Path

import pytest

from kit.workshop import app, lab
from kit.workshop.lessons import Lessons

HERE = Path(app.__file__).parent


@pytest.fixture
def lessons(tmp_path):
    folder = tmp_path / "ru"
    folder.mkdir()
    cell = {"cell_type": "markdown", "source": ["# Чьи заказы?"]}
    (folder / "00_x.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    return Lessons(folder, "00_x.ipynb")


def test_pages_are_served_to_this_computer_alone_and_to_who_has_the_token(lessons):
    told = app.configuration(lessons, port=9000)
    assert told.Voila.ip == "127.0.0.1"
    assert told.Voila.auto_token is True
    assert told.Voila.port == 9000
    assert told.Voila.root_dir == str(lessons.folder)
    assert app.configuration(lessons).Voila.port == 8866
    assert app.configuration(lessons, port=0).Voila.port > 1023


def test_pages_are_in_the_language_of_the_lessons(lessons):
    told = app.configuration(lessons)
    words = told.VoilaConfiguration.resources["words"]
    assert told.VoilaExporter.language_code == words["language"] == "ru"


def test_the_list_of_lessons_goes_into_folders_and_not_into_lessons(lessons):
    hook = app.configuration(lessons).VoilaConfiguration.page_config_hook
    assert "lessons" not in hook({}, notebook_path="00_x.ipynb", base_url="/")
    assert hook({}, notebook_path="", base_url="/")["lessons"] == [("00_x.ipynb", "Чьи заказы?")]


@pytest.mark.parametrize("path", sorted((HERE / "templates").iterdir()), ids=lambda one: one.name)
def test_no_template_asks_another_host(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?:|//[a-z0-9-]+\.[a-z]", text)


def test_jupyterlab_is_told_not_to_ask_for_news():
    (file,) = lab.SETTINGS.rglob("*.json")
    assert file.relative_to(lab.SETTINGS).as_posix() == "labconfig/default_setting_overrides.json"
    told = json.loads(file.read_text())["@jupyterlab/apputils-extension:notification"]
    assert told == {"fetchNews": "false", "checkForUpdates": False}
