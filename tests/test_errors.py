"""What a person sees of an error in a notebook: its sentence, in their language, no traceback."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

import kit
from kit.errors import KitError


@pytest.fixture
def shell():
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


@pytest.mark.parametrize(
    ("reader", "words"), [("en", "There is no file or folder"), ("ru", "Нет ни файла, ни папки")]
)
def test_a_notebook_shows_the_sentence_alone(shell, capsys, monkeypatch, reader, words):
    monkeypatch.setattr(KitError, "reader", reader)
    shell.run_cell("import kit; kit.open('no-such.csv')")
    written = capsys.readouterr()
    shown = written.out + written.err
    assert words.lower() in shown.lower()
    assert "no-such.csv" in shown
    assert "Traceback" not in shown
    assert "store.py" not in shown


def test_in_a_program_it_reads_in_english(monkeypatch):
    monkeypatch.setattr(KitError, "reader", "ru")
    with pytest.raises(KitError, match="There is no file or folder"):
        kit.open("no-such.csv")
