"""What a process puts on disk goes with it; what a killed one left goes at the next start."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kit.sales.temporary import LOCK, clear_abandoned

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes of Unix")

WORKS = """
import os, sys
from kit.sales.temporary import folder_of_process
folder = folder_of_process(os.getpid())
(folder / "orders.parquet").write_text("orders of a company")
print(folder, flush=True)
sys.stdin.read()
"""


class Process:
    """A process that has written into its folder and waits."""

    def __init__(self, place: Path) -> None:
        environment = {**os.environ, "TMPDIR": str(place), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKS], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.folder = Path(self.process.stdout.readline().strip())

    def end(self) -> None:
        self.process.communicate("")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


def test_a_folder_goes_with_its_process(tmp_path: Path) -> None:
    process = Process(tmp_path)
    assert stat.S_IMODE(process.folder.stat().st_mode) == 0o700
    assert process.folder.parent == tmp_path
    process.end()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_goes_at_the_next_start_and_that_of_a_living_one_stays(
    tmp_path: Path,
) -> None:
    killed, living = Process(tmp_path), Process(tmp_path)
    killed.kill()
    assert (killed.folder / "orders.parquet").exists()
    Process(tmp_path).end()
    assert list(tmp_path.iterdir()) == [living.folder]
    assert (living.folder / "orders.parquet").exists()
    living.end()


def test_a_database_s_spill_folder_of_a_killed_process_goes_too(tmp_path: Path) -> None:
    killed = Process(tmp_path)
    killed.kill()
    (killed.folder / "duckdb_temp").mkdir()
    (killed.folder / "duckdb_temp" / "block").write_text("spilt")
    clear_abandoned(tmp_path)
    assert list(tmp_path.iterdir()) == []


def ended() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left(place: Path, name: str, *, lock: bool = True) -> Path:
    folder = place / name
    folder.mkdir(mode=0o700)
    (folder / "orders.parquet").write_text("orders")
    if lock:
        (folder / LOCK).touch()
    return folder


def test_nothing_else_is_cleared_away(tmp_path: Path) -> None:
    import fcntl

    gone = left(tmp_path, f"handoff-{ended()}-abcdefgh")
    stays = [
        left(tmp_path, f"handoff-{os.getpid()}-abcdefgh"),  # its process lives
        left(tmp_path, f"handoff-{ended()}-without1", lock=False),
        left(tmp_path, "handoff-report"),
        left(tmp_path, f"handoff-{ended()}-abcdefgh.old"),
        left(tmp_path, "mine"),
    ]
    held = left(tmp_path, f"handoff-{ended()}-heldheld")  # another number, as in a container
    link = tmp_path / f"handoff-{ended()}-linklink"
    link.symlink_to(stays[-1])
    to_link = left(tmp_path, f"handoff-{ended()}-lockislk", lock=False)
    (to_link / LOCK).symlink_to(stays[0] / LOCK)
    file = tmp_path / f"handoff-{ended()}-filefile"
    file.touch()
    with (held / LOCK).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        clear_abandoned(tmp_path)
        assert not gone.exists()
        for folder in (*stays, held, to_link):
            assert (folder / "orders.parquet").read_text() == "orders"
        assert link.is_symlink()
        assert file.exists()
    clear_abandoned(tmp_path)
    assert not held.exists()


def test_the_folders_of_other_users_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = left(tmp_path, f"handoff-{ended()}-abcdefgh")
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        clear_abandoned(tmp_path)
    assert folder.exists()
    clear_abandoned(tmp_path)
    assert not folder.exists()


def test_a_place_that_cannot_be_looked_into_is_none_of_our_business(tmp_path: Path) -> None:
    clear_abandoned(tmp_path / "missing")
