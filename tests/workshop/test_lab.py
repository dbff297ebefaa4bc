"""What JupyterLab is told before it starts."""

import importlib.metadata
import json

import pytest

from kit.workshop import lab


def overrides(folder):
    return json.loads((folder / "labconfig" / "default_setting_overrides.json").read_text())


def test_menus_are_in_russian_with_russian_lessons_alone():
    name = "@jupyterlab/translation-extension:plugin"
    assert overrides(lab.SETTINGS / "ru")[name] == {"locale": "ru_RU"}
    assert name not in overrides(lab.SETTINGS)


def test_jupyterlab_has_the_language_that_it_is_told():
    reason = "the language pack is not installed: make install brings it"
    pytest.importorskip("jupyterlab_language_pack_ru_RU", reason=reason)
    languages = importlib.metadata.entry_points(group="jupyterlab.languagepack")
    assert "ru_RU" in languages.names


def test_jupyterlab_is_told_not_to_ask_for_news():
    told = overrides(lab.SETTINGS)["@jupyterlab/apputils-extension:notification"]
    assert told == {"fetchNews": "false", "checkForUpdates": False}
