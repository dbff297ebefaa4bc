"""What lies on disk for the length of a process; what a killed process has left is cleared away."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from kit.disk import taken

LOCK = "lock"  # in each folder, held for as long as its process lives
_NAME = re.compile(r"handoff-([1-9]\d*)-\w{8}")


@cache
def folder_of_process(process: int) -> Path:
    """A folder that only its owner can open, gone when the process ends.

    A process that is killed leaves it behind; the next one that needs such a folder clears it.
    """
    clear_abandoned(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"handoff-{process}-"))
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    taken(handle)
    atexit.register(_leave, folder, handle, process)
    return folder


def clear_abandoned(place: Path) -> None:
    """Delete the folders in a place that processes of this user have left, who are no more.

    A folder goes only if it has the name and the lock of one of ours, belongs to this user, the
    process that it is named after has ended, and nobody holds the lock.
    """
    with suppress(OSError):
        for entry in os.scandir(place):
            named = _NAME.fullmatch(entry.name)
            if named and entry.is_dir(follow_symlinks=False):
                with suppress(OSError):
                    _clear(Path(entry.path), int(named[1]))


def _clear(folder: Path, process: int) -> None:
    if sys.platform != "win32" and (folder.lstat().st_uid != os.geteuid() or _lives(process)):
        return
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(folder / LOCK, flags)
    try:
        abandoned = taken(handle)
        if abandoned and sys.platform != "win32":  # there, what is open cannot go
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)
    if abandoned:
        shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    """Whether there is a process of this number, whoever's it is."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _leave(folder: Path, handle: int, process: int) -> None:
    if os.getpid() == process:  # not a child that was forked from it
        os.close(handle)
        shutil.rmtree(folder, ignore_errors=True)
