"""A copy is whole, of this user and of these very files, or it counts as nothing."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import kit
from kit import disk
from kit.sales.copies import folder as folders
from kit.sales.copies.folder import LOCK_NAME, MOST, Copies
from kit.sales.stored import read_table, write_table

from .conftest import Count, copies, opened

KEY = {"files": ["a.csv"], "where": None}
TABLE = pd.DataFrame({"client_id": ["A", "Б"] * 500, "amount": range(1_000)})
POSIX = pytest.mark.skipif(os.name != "posix", reason="owners and modes of POSIX")


def render(stream) -> None:
    write_table(TABLE, stream)


def keep(place: Copies, key=KEY, kind: str = "sales", document=("a", 1)) -> None:
    assert place.keep(kind, key, list(document), {"orders": render}) is None


def whole(place: Copies, key=KEY) -> bool:
    """Whether the copy is there as it was kept; False: there is none."""
    copy = place.open("sales", key)
    if copy is None:
        return False
    assert copy.document == ["a", 1]
    kinds = {"client_id": "str", "amount": "int64"}
    pd.testing.assert_frame_equal(read_table(copy.tables["orders"], kinds), TABLE)
    return True


@pytest.fixture
def place(tmp_path: Path) -> Copies:
    return Copies(tmp_path / "cleaned-tables")


def files(place: Copies) -> list[Path]:
    return sorted(path for path in place.folder.iterdir() if path.name != ".gitignore")


def test_what_was_kept_is_found_by_all_that_it_rests_on(place):
    assert not whole(place)
    keep(place)
    assert whole(place)
    assert place.open("sales", {**KEY, "where": "x"}) is None
    assert place.open("preview", KEY) is None


@POSIX
def test_nobody_else_can_look_into_it(place, secret):
    os.umask(0)
    keep(place)
    os.umask(0o022)
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
    for file in (*place.folder.iterdir(), secret):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
    place.folder.chmod(0o755)
    assert whole(place)
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700


def test_git_is_told_to_leave_it_alone(place, tmp_path):
    keep(place)
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    command = ["git", "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "cleaned-tables" not in said.stdout


# ---- damaged, foreign, forged --------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".json", ".orders.parquet"])
@pytest.mark.parametrize("damage", ["gone", "cut", "empty", "byte", "more"])
def test_a_damaged_copy_counts_as_none_and_is_kept_anew(place, suffix, damage):
    keep(place)
    (file,) = place.folder.glob(f"sales-*{suffix}")
    content = file.read_bytes()
    file.unlink()
    if damage != "gone":
        half = len(content) // 2
        changed = {
            "cut": content[:half],
            "empty": b"",
            "byte": content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :],
            "more": content + b"\n",
        }
        file.write_bytes(changed[damage])
    assert not whole(place)
    keep(place)
    assert whole(place)


def test_a_copy_of_another_user_counts_as_none(place, secret):
    """A stranger's folder: signed, but with the stranger's secret."""
    keep(place)
    theirs = {file.name: file.read_bytes() for file in files(place)}
    secret.unlink()
    assert not whole(place)  # nobody has a secret
    keep(place)
    assert whole(place)
    mine = [file.name for file in files(place) if file.name not in theirs]
    assert len(mine) == len(theirs) == 2
    for name, content in zip(mine, theirs.values(), strict=True):
        (place.folder / name).write_bytes(content)  # should they have seen my names
    assert not whole(place)


def test_a_copy_does_not_answer_for_other_files(place):
    keep(place)
    before = {file.name.partition(".")[2]: file.read_bytes() for file in files(place)}
    keep(place, {"files": ["b.csv"]}, document=("b", 2))
    for file in files(place):
        file.write_bytes(before[file.name.partition(".")[2]])
    assert whole(place)
    assert place.open("sales", {"files": ["b.csv"]}) is None


@POSIX
def test_links_and_pipes_in_a_stranger_s_folder(place, tmp_path):
    keep(place)
    moved = tmp_path / "elsewhere"
    place.folder.rename(moved)
    place.folder.symlink_to(moved)
    assert not whole(place)
    before = sorted(file.name for file in moved.iterdir())
    assert "could not be kept" in str(place.keep("sales", KEY, [], {"orders": render}))
    assert sorted(file.name for file in moved.iterdir()) == before
    place.folder.unlink()
    moved.rename(place.folder)
    assert whole(place)
    (manifest,) = place.folder.glob("*.json")
    manifest.unlink()
    os.mkfifo(manifest)  # reading it would never end
    assert not whole(place)
    keep(place)
    assert whole(place)


@POSIX
@pytest.mark.parametrize("trouble", ["short", "open", "link"])
def test_a_secret_that_is_none_is_made_anew(place, secret, trouble):
    keep(place)
    first = secret.read_bytes()
    if trouble == "short":
        secret.write_bytes(b"")
    elif trouble == "open":
        secret.chmod(0o644)
    else:
        secret.unlink()
        secret.symlink_to("missing")
    assert not whole(place)
    keep(place)
    assert whole(place)
    assert secret.read_bytes() != first
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_forged_copy_never_gives_other_figures_than_the_file(firm, reads: Count, secret):
    """Whoever makes a folder for another can sign for himself only."""
    theirs = kit.read(opened(firm))
    (table,) = (firm / "cleaned-tables").glob("*.orders.parquet")
    forged = theirs.orders.assign(amount=theirs.orders["amount"] * 10)
    with table.open("wb") as stream:
        write_table(forged, stream)
    sales = kit.read(opened(firm))
    assert reads.times == 2
    pd.testing.assert_frame_equal(sales.orders, theirs.orders)
    secret.unlink()
    sales = kit.read(opened(firm))
    assert reads.times == 3
    pd.testing.assert_frame_equal(sales.orders, theirs.orders)


# ---- how many ------------------------------------------------------------------------------------


def test_the_last_ones_used_stay(place):
    for number in range(6):
        keep(place, {"n": number})
        for manifest in place.folder.glob("*.json"):  # a clock of seconds would not tell them apart
            os.utime(manifest, ns=(manifest.stat().st_mtime_ns - 10**9,) * 2)
        assert place.open("sales", {"n": 0}) is not None
    kept = [number for number in range(6) if place.open("sales", {"n": number})]
    assert kept == [0, 4, 5]
    assert len(files(place)) == 2 * MOST["sales"]


def test_kinds_do_not_displace_each_other_and_other_files_stay(place):
    keep(place)
    (place.folder / "mine.parquet").write_bytes(b"mine")
    (place.folder / f"sales-{'0' * 32}.orders.parquet").write_bytes(b"of no copy")
    (place.folder / f".sales-{'0' * 32}.json.new").write_bytes(b"half")
    for number in range(MOST["preview"] + 5):
        assert place.keep("preview", {"n": number}, [number], {}) is None
    assert whole(place)
    assert len(list(place.folder.glob("preview-*"))) == MOST["preview"]
    assert (place.folder / "mine.parquet").read_bytes() == b"mine"
    assert not list(place.folder.glob(f"*{'0' * 32}*"))


# ---- killed, full, busy --------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes of Unix")
def test_killed_at_any_moment_it_leaves_a_copy_or_none(place):
    keep(place)
    kills, verdicts, draw = 40, [], random.Random(1)
    began = time.perf_counter()
    keep(place)
    took = time.perf_counter() - began
    for _ in range(kills):
        number = os.fork()
        if not number:
            with contextlib.suppress(BaseException):
                while True:
                    keep(place)
            os._exit(0)
        time.sleep(draw.uniform(0, 2) * max(took, 0.05))  # a process takes a while to begin
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
        verdicts.append(whole(place))
    assert len(verdicts) == kills  # none of them half: `whole` looks at every file
    keep(place)
    assert whole(place)
    assert [file.suffix for file in files(place)] == [".json", ".parquet"]


@pytest.mark.parametrize("call", range(1, 6))
def test_a_disk_that_is_full_only_loses_the_copy_and_says_so(firm, reads, monkeypatch, call):
    """The so-manieth file that is opened for writing in the folder, and all after it, fail."""
    calls = 0
    stage = disk.stage

    def full(file: Path, render, **options):
        nonlocal calls
        if file.parent.name != "cleaned-tables":
            return stage(file, render, **options)
        calls += 1
        if calls < call:
            return stage(file, render, **options)

        def half(stream):
            stream.write(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return stage(file, half, **options)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "stage", full)
        said = [str(text) for text in kit.read(opened(firm)).changed]
    if calls >= call:
        (sentence,) = said
        assert "could not be kept in" in sentence
        assert os.strerror(errno.ENOSPC) in sentence
        assert copies(firm) == []
        assert [file.name for file in (firm / "cleaned-tables").glob("*.parquet")] == []
    else:
        assert said == []
    kit.read(opened(firm))
    kit.read(opened(firm))
    assert len(copies(firm)) == 1
    assert reads.times == (2 if calls >= call else 1)


@POSIX
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(firm, reads):
    firm.chmod(0o500)
    try:
        sales = kit.read(opened(firm, reading=firm.parent / "reading.yaml"))
    finally:
        firm.chmod(0o700)
    assert "could not be kept" in str(sales.changed)


def test_no_place_for_the_secret(firm, reads, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(folders, "secret_file", lambda: tmp_path / "file" / "secret")
    for _ in range(2):
        (said,) = kit.read(opened(firm)).changed
        assert "could not be kept" in str(said)
    assert reads.times == 2


def test_while_another_process_keeps_one_nobody_waits(place):
    keep(place)
    with disk.held(place.folder / LOCK_NAME, 0):
        assert place.keep("sales", {"other": 1}, [], {}) is None
        assert whole(place)
    assert place.open("sales", {"other": 1}) is None


def test_two_processes_at_once(firm, tmp_path):
    script = "import sys, kit; print(kit.read(kit.open(sys.argv[1])).orders['amount'].sum())"
    environment = {**os.environ, "PYTHONPATH": str(Path(kit.__file__).parents[1])}
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(firm)], env=environment,
                         stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]  # fmt: skip
    said = {process.communicate()[0] for process in running}
    assert len(said) == 1
    assert [process.returncode for process in running] == [0, 0, 0]
