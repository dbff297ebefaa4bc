"""Files on disk: each whole at every moment, and those of one run replaced as one set.

A set: new files are written beside the old ones first, hidden. Then a mark is made ready that names
them all; from this moment on the new set counts. Then each takes the place of the old one, and the
mark goes. Who is killed before that moment has changed nothing; who is killed after it leaves the
mark, which tells people so, and from which the next run, or `handoff doctor`, finishes the work.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Literal

from kit.errors import KitError
from kit.language import LANGUAGES, Language, Text, say

Render = Callable[[IO[bytes]], object]

MARK = "handoff-unfinished.txt"
READY = "All new files lie beside the old ones."
PATIENCE = 60.0  # seconds to wait for another run that is writing


class Busy(Exception):
    """Another writer has been holding the file for longer than one waits."""


def target_of(file: Path) -> Path:
    """Where the content of a file lies: a link stays a link, and what it points at is replaced."""
    return Path(os.path.realpath(file))


def beside(file: Path) -> Path:
    """The hidden file in which new content waits until it takes the place of the old one."""
    target = target_of(file)
    return target.with_name(f".{target.name}.new")


def stage(file: Path, render: Render, *, private: bool = False) -> None:
    """Write the new content of a file beside it; the file itself stays as it is.

    `private`: nobody but its owner can read it, at no moment.

    Raises
    ------
    OSError
        It cannot be written, or there is no room. Nothing is left beside the file.
    """
    waiting, target = beside(file), target_of(file)
    try:
        with _writable(waiting, private) as stream:
            render(stream)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists() and not private:
            shutil.copymode(target, waiting)
    except BaseException:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise


def _writable(file: Path, private: bool) -> IO[bytes]:
    if not private:
        return file.open("wb")
    file.unlink(missing_ok=True)  # one that was left there may be readable for others
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(file, flags, 0o600), "wb")


def replace(file: Path, content: bytes | Render, *, private: bool = False) -> None:
    """Give a file new content in one step: whoever looks sees the old or the new one, whole.

    `private`: nobody but its owner can read it, at no moment.

    Raises
    ------
    OSError
        It cannot be written, or there is no room. The file is as it was.
    """
    render = content if callable(content) else partial(_write, content)
    stage(file, render, private=private)
    waiting, target = beside(file), target_of(file)
    try:
        waiting.replace(target)
    except OSError:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise
    sync(target.parent)


def _write(content: bytes, stream: IO[bytes]) -> None:
    stream.write(content)


def free_name(file: Path) -> Path:
    """This file, or the first of `name-2`, `name-3`, … at which nothing lies."""
    number, free = 1, file
    while free.exists():
        number += 1
        free = file.with_name(f"{file.stem}-{number}{file.suffix}")
    return free


def sync(folder: Path) -> None:
    """See that the names in a folder survive a power cut as well, where the system can."""
    if sys.platform != "win32":
        with suppress(OSError):
            place = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(place)
            finally:
                os.close(place)


def replace_set(folder: Path, files: Mapping[str, Render], gone: Iterable[str] = ()) -> None:
    """Replace files of a folder as one set.

    Parameters
    ----------
    folder : Path
        It is there already. What an earlier run left half done in it is settled first.
    files : mapping of str to callable
        The name of each file, and what writes its content into a stream of bytes: as much at a
        time as it likes, so that a file needs to fit on the disk only.
    gone : iterable of str
        Names of the set before that the new one does not have.

    Raises
    ------
    OSError
        The folder or one of its files cannot be written to; all of them are as they were.
    KitError
        Another run is writing into the folder; or it kept a file from being replaced after others
        were, which the message says.
    """
    names = {"files": list(files), "gone": list(gone)}
    try:
        with held(folder / MARK, PATIENCE) as mark:
            _settle(folder, mark)
            try:
                _append(mark, f"{_about()}{json.dumps(names)}\n")
                for name, render in files.items():
                    stage(folder / name, render)
                for name in (*names["files"], *names["gone"]):
                    _refuse_if_kept(folder / name)
                sync(folder)
                _append(mark, READY)
            finally:
                _settle(folder, mark)
    except Busy:
        raise KitError(
            say(
                "Another run of handoff is writing into {folder}. Wait until it is done, and "
                "repeat yours.",
                folder=str(folder),
            )
        ) from None


def settle(folder: Path) -> Literal["nothing", "finished", "taken back"]:
    """Finish what a run that was stopped left half done in a folder, or take it back.

    Raises
    ------
    OSError
        The folder cannot be written to.
    KitError
        One of its files cannot be replaced.
    Busy
        A run is writing into it right now.
    """
    if not (folder / MARK).is_file():
        return "nothing"
    with held(folder / MARK, 0) as mark:
        return "finished" if _settle(folder, mark) else "taken back"


def _about() -> str:
    """What the mark tells a person who finds it, in every language."""
    text = say(
        "handoff is writing the files of this folder. If it no longer is, it was stopped, and "
        "the files may be of two runs. Run the same command once more, or “handoff doctor "
        "--out” with this folder."
    )
    return "".join(f"{Language(code)(text)}\n" for code in LANGUAGES)


def _settle(folder: Path, mark: int) -> bool:
    """Put the files in place that the mark names, or away if not all were ready; empty the mark."""
    files, gone, ready = _read(mark)
    for name in files:
        waiting, target = beside(folder / name), target_of(folder / name)
        try:
            if not ready:
                waiting.unlink(missing_ok=True)
            elif waiting.exists():
                waiting.replace(target)
        except OSError as error:
            if not ready:
                continue
            raise KitError(_mixed(folder, target, error)) from None
    for name in gone if ready else ():
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise KitError(_mixed(folder, folder / name, error)) from None
    sync(folder)
    os.ftruncate(mark, 0)
    return ready


def _mixed(folder: Path, file: Path, error: OSError) -> Text:
    return say(
        "The files in {folder} are now of two runs: {file} cannot be replaced ({reason}). Close it "
        "if it is open elsewhere, and run the same command once more.",
        folder=str(folder),
        file=file.name,
        reason=error.strerror or str(error),
    )


def _read(mark: int) -> tuple[list[str], list[str], bool]:
    """The names that the mark has, and whether all new files were ready; half a mark is none."""
    os.lseek(mark, 0, os.SEEK_SET)
    lines = os.read(mark, 2**20).decode("utf-8", "replace").splitlines()
    for at, line in enumerate(lines):
        try:
            names = json.loads(line)
            files, gone = ([str(name) for name in names[kind]] for kind in ("files", "gone"))
        except (ValueError, TypeError, KeyError):
            continue
        if all(Path(name).name == name for name in (*files, *gone)):
            return files, gone, lines[at + 1 :] == [READY]
    return [], [], False


def _append(mark: int, text: str) -> None:
    os.lseek(mark, 0, os.SEEK_END)
    rest = text.encode()
    while rest:
        rest = rest[os.write(mark, rest) :]
    os.fsync(mark)


def _refuse_if_kept(file: Path) -> None:
    """Raise what would keep a file from being replaced: it is a folder, read-only or in use."""
    if file.is_file() or file.is_dir():
        with file.open("r+b"):
            pass
    elif file.exists():  # a pipe or a device
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(file))


@contextmanager
def held(file: Path, patience: float) -> Iterator[int]:
    """Hold a file that every writer here has to hold; it goes at the end where it is empty.

    The system lets go of it when this process ends, however it does.

    Parameters
    ----------
    file : Path
        Made where it does not exist.
    patience : float
        Seconds to wait for another writer.

    Raises
    ------
    Busy
        Another writer holds it.
    OSError
        It cannot be made.
    """
    handle = _open(file, patience)
    try:
        yield handle
    finally:
        empty = os.fstat(handle).st_size == 0
        # before it is let go, so that nobody holds a file that is no longer there; but for Windows,
        # where a file that somebody has open cannot go
        if empty and sys.platform != "win32":
            _unlink(file)
        os.close(handle)
        if empty and sys.platform == "win32":
            _unlink(file)


def _open(file: Path, patience: float) -> int:
    until = time.monotonic() + patience
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        if taken(handle) and _still(file, handle):
            return handle
        os.close(handle)
        if time.monotonic() > until:
            raise Busy
        time.sleep(0.02)


def _still(file: Path, handle: int) -> bool:
    """Whether this is the file of that name, and not one that another writer has let go."""
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def _unlink(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)


def taken(handle: int) -> bool:
    """Whether the lock on an open file is ours now; the system lets go of it with this process."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 2**30, os.SEEK_SET)  # a place where nothing is ever written
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # a disk that knows no locks is used without one
        return error.errno in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
    return True
