"""The lessons in a folder of the reader's own: what lies there, and what it is called."""

import json
from pathlib import Path

import pytest

from kit.company.reading import version_of
from kit.errors import KitError
from kit.workshop.lessons import Lessons, lay_out


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


def test_a_lesson_that_the_reader_changed_is_kept_beside_the_newer_one(tmp_path):
    folder = lay_out(tmp_path).folder
    names = sorted(path.name for path in folder.glob("*.ipynb"))
    record = folder / ".laid-out.json"
    laid = json.loads(record.read_text())
    shipped = {name: (folder / name).read_bytes() for name in names}
    # as after an older version: two lessons had other texts, one of which the reader changed;
    # two are no more, one of which was changed
    older, changed, gone, gone_changed = names[0], names[1], "03_old.ipynb", "04_old.ipynb"
    for name in (older, gone):
        (folder / name).write_text("older")
    for name in (changed, gone_changed):
        (folder / name).write_text("mine")
    (folder / "my own.ipynb").write_text("mine")
    before = version_of(b"older")
    record.write_text(
        json.dumps({**laid, **dict.fromkeys((older, changed, gone, gone_changed), before)})
    )
    (note,) = lay_out(tmp_path).notes
    assert str(note) == (
        f"The lessons are newer than your copies. Yours are kept in {folder / 'earlier'}: "
        f"{changed} and {gone_changed}."
    )
    assert {name: (folder / name).read_bytes() for name in names} == shipped
    assert sorted(path.name for path in folder.glob("*.ipynb")) == sorted([*names, "my own.ipynb"])
    kept = {path.name: path.read_text() for path in (folder / "earlier").iterdir()}
    assert kept == {changed: "mine", gone_changed: "mine"}
    assert lay_out(tmp_path).notes == ()


def test_lessons_from_before_there_was_a_record_are_kept_and_the_present_ones_laid_out(tmp_path):
    folder = lay_out(tmp_path).folder
    names = sorted(path.name for path in folder.glob("*.ipynb"))
    for _ in range(2):
        (folder / ".laid-out.json").unlink()
        (folder / names[0]).write_text("of an earlier version, perhaps changed")
        (folder / "03_follow_the_money.ipynb").write_text("of an earlier version")
        (folder / "07_mine.ipynb").write_text("nobody's business")
        (note,) = lay_out(tmp_path).notes
        assert "03_follow_the_money" in str(note)
    assert sorted(path.name for path in folder.glob("*.ipynb")) == sorted([*names, "07_mine.ipynb"])
    stem = Path(names[0]).stem
    assert sorted(path.name for path in (folder / "earlier").iterdir()) == [
        *(f"{stem}-2.ipynb", f"{stem}.ipynb"),
        *("03_follow_the_money-2.ipynb", "03_follow_the_money.ipynb"),
    ]
