"""What Voilà is told before it starts, and what it serves."""

import pytest

from kit.workshop import app
from kit.workshop.lessons import Lessons


@pytest.fixture
def lessons(tmp_path):
    folder = tmp_path / "ru"
    folder.mkdir()
    return Lessons(folder, "00_x.ipynb")


def test_pages_are_served_to_this_computer_alone_and_to_who_has_the_token(lessons):
    told = app.configuration(lessons, port=9000)
    assert told.Voila.ip == "127.0.0.1"
    assert told.Voila.auto_token is True
    assert told.Voila.tornado_settings["allow_remote_access"] is False
    assert told.Voila.port == 9000
    assert told.Voila.root_dir == str(lessons.folder)
    assert app.configuration(lessons).Voila.port == 8866
    assert app.configuration(lessons, port=0).Voila.port > 1023


def test_a_python_that_died_is_not_started_again_behind_the_page(lessons):
    assert app.configuration(lessons).KernelManager.autorestart is False
