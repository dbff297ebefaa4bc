"""Files are whole, and those of a run one set, whatever happens while they are written."""

import errno
import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from kit import cli, disk
from kit.errors import KitError
from kit.report import outputs

NAMES = ("diagnose", "diagnose, then without sales", "design", "save", "undo", "new")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes of Unix")


@pytest.fixture(scope="module")
def kills(benchmark_module):
    module = benchmark_module("kills")
    kept = {
        name: getattr(outputs, name)
        for name in ("page", "results_document", "firings_table", "set_aside_table")
    }
    yield module
    del sys.modules["kills"]
    for name, function in kept.items():
        setattr(outputs, name, function)


@pytest.fixture
def folder(tmp_path, kills):
    """The files of a first run, and one that is none of its."""
    kills.WRITERS[0].prepare(tmp_path)
    return tmp_path


def writer(kills, name):
    assert [one.name for one in kills.WRITERS] == list(NAMES)
    return kills.WRITERS[NAMES.index(name)]


@pytest.mark.parametrize("name", NAMES)
def test_killed_at_any_call_it_leaves_the_old_the_new_or_a_mark(kills, name):
    verdicts = list(kills.at_every_call(writer(kills, name)))
    assert len(verdicts) > 15
    assert verdicts[0] == "old"
    assert verdicts[-1] == "new"
    # once the new set shows, the old one does not come back
    assert verdicts == sorted(verdicts, key=["old", "between", "new"].index)


@pytest.mark.parametrize("name", ["diagnose, then without sales", "undo"])
def test_a_disk_that_is_full_from_any_call_on(kills, name):
    assert {"old", "new"} <= set(kills.at_every_call(writer(kills, name), kills.full))


def test_the_kills_see_a_version_that_is_lost(kills, monkeypatch):
    """Undo as it was: the present text over the previous one, then the other way round."""
    from kit.company import saving

    def two_steps(company, present, content):
        saving._replace(company / saving.PREVIOUS_NAME, present)
        saving._replace(company / saving.FILE_NAME, content)

    monkeypatch.setattr(saving, "_exchange", two_steps)
    with pytest.raises(kills.Bad, match="first is lost"):
        list(kills.at_every_call(writer(kills, "undo")))


def test_the_kills_see_a_set_without_a_mark(kills, monkeypatch):
    def one_by_one(folder, files, gone=()):
        for name, render in files.items():
            disk.stage(folder / name, render)
            disk.beside(folder / name).replace(folder / name)

    monkeypatch.setattr(outputs, "replace_set", one_by_one)
    with pytest.raises(kills.Bad):
        list(kills.at_every_call(writer(kills, "diagnose")))


@pytest.mark.parametrize("name", outputs.NAMES)
def test_with_a_folder_in_place_of_a_file_the_others_stay(kills, folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    before = kills.state(folder)
    for run in (2, 3):
        with pytest.raises(KitError, match=r"cannot be written to \(Is a directory\)"):
            kills.diagnose_into(folder, run)
        assert kills.state(folder) == before


@pytest.mark.parametrize(("protected", "mode"), [("results.json", 0o444), ("", 0o555)])
def test_a_read_only_file_or_folder_stays_and_so_do_the_others(kills, protected, mode):
    nobody = 65534  # the administrator may write anywhere
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kills.WRITERS[0].prepare(folder)
        for path in (folder, *folder.iterdir()):
            if os.geteuid() == 0:
                os.chown(path, nobody, nobody)
        (folder / protected).chmod(mode)
        before = kills.state(folder)

        def work():
            if os.geteuid() == 0:
                os.setuid(nobody)
            kills.diagnose_into(folder, 3)

        assert kills.child(work) == kills.COMPLAINT
        assert kills.state(folder) == before
        folder.chmod(0o755)


def test_a_chart_that_raises_leaves_everything_as_it_was(kills, folder):
    before = kills.state(folder)
    kills._rendered(3, fail=True)
    with pytest.raises(ZeroDivisionError):
        outputs.write_diagnosis(folder, kills.COMPANY, object(), ())
    assert kills.state(folder) == before


def test_what_fails_after_others_were_replaced_is_said_and_finished_next_time(
    kills, folder, monkeypatch
):
    replace = Path.replace

    def fail(self, target):
        if target.name == "firings.csv":
            raise PermissionError(errno.EACCES, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KitError) as raised:
        kills.diagnose_into(folder, 3)
    monkeypatch.undo()
    assert str(raised.value) == (
        f"The files in {folder} are now of two runs: firings.csv cannot be replaced (Permission "
        "denied). Close it if it is open elsewhere, and run the same command once more."
    )
    assert b"run 3" in (folder / "report.html").read_bytes()
    assert b"run 1" in (folder / "firings.csv").read_bytes()
    mark = (folder / disk.MARK).read_text(encoding="utf-8").splitlines()
    assert mark[0].startswith("handoff is writing the files of this folder. If it no longer is")
    assert mark[1].startswith("handoff записывает файлы этой папки. Если уже нет")
    assert json.loads(mark[2]) == {"files": list(outputs.NAMES), "gone": []}
    assert disk.settle(folder) == "finished"
    assert b"run 3" in (folder / "firings.csv").read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == sorted([*outputs.NAMES, "notes.txt"])
    assert disk.settle(folder) == "nothing"


def stopped(kills, folder, call):
    """A run that was killed at this call."""

    def work():
        kills.fail_at(call, folder, kills.kill)
        kills.diagnose_into(folder, 3)

    assert kills.child(work) == -9


@pytest.mark.parametrize(
    ("call", "language", "told", "run"),
    [
        (10, "en", "A run was stopped before it replaced the files in", b"run 1"),
        (31, "en", "A run was stopped while it replaced the files in", b"run 3"),
        (31, "ru", "Запуск был остановлен, пока заменял файлы в", b"run 3"),
    ],
)
def test_doctor_makes_the_files_those_of_one_run(
    kills, folder, capsys, monkeypatch, call, language, told, run
):
    from kit import doctor

    stopped(kills, folder, call)
    assert (folder / disk.MARK).is_file()
    monkeypatch.setattr(doctor, "_kernel", lambda: doctor.Check("ok", doctor.say("a browser")))
    with pytest.raises(SystemExit):
        cli.app(["doctor", "--out", str(folder), "--lang", language])
    assert f" {told} {folder}. " in capsys.readouterr().out
    for name in ("report.html", "firings.csv"):
        assert run in (folder / name).read_bytes()
    assert not (folder / disk.MARK).exists()


def test_the_next_run_settles_what_the_last_one_left_even_if_it_writes_other_files(kills, folder):
    stopped(kills, folder, 31)
    assert b"run 1" in (folder / "set_aside.csv").read_bytes()
    kills.design_into(folder, 1)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*outputs.NAMES, "experiment.csv", "notes.txt"]
    )
    for name in ("report.html", "firings.csv", "set_aside.csv"):
        assert b"run 3" in (folder / name).read_bytes()
    kills.diagnose_into(folder, 2)
    assert sorted(path.name for path in folder.iterdir()) == [
        *("experiment.csv", "notes.txt", "report.html", "results.json")
    ]


def test_two_runs_do_not_write_into_one_folder_at_once(kills, folder, monkeypatch):
    monkeypatch.setattr(disk, "PATIENCE", 0.05)
    before = kills.state(folder)
    with disk.held(folder / disk.MARK, 0):
        with pytest.raises(KitError, match="Another run of handoff is writing into"):
            kills.diagnose_into(folder, 3)
        with pytest.raises(disk.Busy):
            disk.settle(folder)
    assert kills.state(folder) == before
    kills.diagnose_into(folder, 3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not of ours",
        '{"files": ["../notes.txt"], "gone": ["../notes.txt"]}\n' + disk.READY,
        '{"files": [], "gone": ["notes.txt"]}\n' + disk.READY[:-1],
        '{"files": 3, "gone": null}\n' + disk.READY,
    ],
)
def test_a_mark_that_is_not_whole_moves_nothing(tmp_path, text):
    inside = tmp_path / "inside"
    inside.mkdir()
    for place in (tmp_path, inside):
        (place / "notes.txt").write_text("mine")
    (inside / disk.MARK).write_text(text)
    assert disk.settle(inside) == "taken back"
    assert [(place / "notes.txt").read_text() for place in (tmp_path, inside)] == ["mine", "mine"]


def test_links_stay_links_and_rights_stay_as_they_were(kills, folder):
    (folder / "elsewhere").mkdir()
    real = folder / "elsewhere" / "page.html"
    (folder / "report.html").rename(real)
    real.chmod(0o640)
    (folder / "report.html").symlink_to(real)
    kills.diagnose_into(folder, 3)
    assert (folder / "report.html").is_symlink()
    assert b"run 3" in real.read_bytes()
    assert real.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in real.parent.iterdir()] == ["page.html"]


def test_a_pipe_takes_the_lots_and_a_device_is_never_replaced(kills, tmp_path):
    kills.design_into(tmp_path, 1)
    rows = (tmp_path / "experiment.csv").read_bytes()
    (tmp_path / "experiment.csv").unlink()
    pipe = tmp_path / "experiment.csv"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    kills.design_into(tmp_path, 1)
    assert os.read(reading, 2 * len(rows)) == rows
    os.close(reading)
    pipe.rename(tmp_path / "report.html")
    with pytest.raises(KitError, match="Operation not permitted"):
        kills.diagnose_into(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
