"""What is left in a folder when whoever writes into it is killed, or finds the disk full.

    python benchmarks/kills.py            # prints the table that is kept in kills.md

Five writers are tried: `handoff diagnose` and `handoff design` writing their files, and saving,
undoing and making a company. Each is killed

- before every single call that it makes to the file system (open, write, fsync, rename, unlink, …),
- at random moments, while it writes again and again,
- and, the whole command, at random moments around the writing of its files.

Instead of being killed, each also meets a disk that is full from a call on, or a small disk of
memory (tmpfs) that is full after so many bytes, where this computer lets one be made.

After each of them the folder must hold the old set, the new one, or a mark that says that it holds
neither; and after the next run or reading it must hold one of the two, and nothing else.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import IO

import pandas as pd

from kit.company import saving, store
from kit.company.model import Company
from kit.company.reading import FILE_NAME, PREVIOUS_NAME
from kit.disk import MARK, settle
from kit.errors import KitError
from kit.report import outputs

FILE_SYSTEM = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod"}
DONE, COMPLAINT, MET = 0, 3, 4  # exit statuses of a child: a KitError, done in spite of the fault
MOST_CALLS = 400

BETWEEN = """Neither: of `diagnose`, files of two runs, and beside them a mark that tells people so,
from which the next run or `handoff doctor` finishes the new set. Of `save` and `undo`: company.yaml
is whole and every version is there; the next change puts the one that lies aside into its place."""

State = dict[str, bytes]


# without a disk that others keep busy, nothing waits; who is killed does not notice
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=MEMORY)


class Bad(AssertionError):
    """A folder that holds neither set and does not say so, or lost a version."""


@dataclass(frozen=True)
class Writer:
    """One writer: how its folder looks before, what it does, and what may be there afterwards."""

    name: str
    prepare: Callable[[Path], None]
    act: Callable[[Path], None]
    judge: Callable[[Path], str]  # "old", "new" or "between"; raises Bad


def state(folder: Path) -> State:
    """The files of a folder; locks hold nothing."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != saving.LOCK_NAME
    }


# --- diagnose and design ---------------------------------------------------------------------

COMPANY = Company()
BIG = 40_000  # bytes, so that a file does not fit into a stream's buffer


def _rendered(run: int, fail: bool = False) -> None:
    """Let the renderers write made-up contents: the way to the disk is real, the figures not."""

    def table(stream: IO[bytes], *_: object) -> None:
        for part in range(3):
            stream.write(f"run {run} part {part}\n".encode() * 900)

    def page(*_: object) -> str:
        if fail:
            raise ZeroDivisionError("a chart that raises")
        return f"report of run {run} " * (BIG // 20)

    outputs.page = page
    outputs.results_document = lambda *_: f'{{"run": {run}}}\n'
    outputs.firings_table = outputs.set_aside_table = table


def diagnose_into(folder: Path, run: int) -> None:
    """Write the set of a run: odd ones have sales, even ones have none and so two files fewer."""
    _rendered(run)
    outputs.write_diagnosis(folder, COMPANY, object() if run % 2 else None, ())


def design_into(folder: Path, run: int) -> None:
    """Write the lots of a run."""
    lots = pd.DataFrame({"client_id": [f"{run}-{client}" for client in range(500)]})
    outputs.write_lots(folder / "experiment.csv", SimpleNamespace(details={"allocation": lots}))


def _judge_set(write: Callable[[Path, int], None], old: int, new: int) -> Callable[[Path], str]:
    @cache
    def whole(run: int) -> State:
        with _folder() as other:
            write(Path(other), run)
            return {"notes.txt": b"mine"} | state(Path(other))

    def judge(folder: Path) -> str:
        seen = state(folder)
        shown = {name: text for name, text in seen.items() if not name.startswith(".")}
        marked = shown.pop(MARK, None) is not None
        if shown == whole(old):
            verdict = "old"
        elif shown == whole(new):
            verdict = "new"
        elif marked:
            verdict = "between"
        else:
            raise Bad(sorted(seen))
        if not marked and shown != seen:
            raise Bad(f"leftovers without a mark: {sorted(seen)}")
        settle(folder)
        after = state(folder)
        if after not in (whole(old), whole(new)):
            raise Bad(sorted(after))
        return verdict

    return judge


def _set_writer(name: str, write: Callable[[Path, int], None], old: int, new: int) -> Writer:
    def prepare(folder: Path) -> None:
        (folder / "notes.txt").write_bytes(b"mine")
        write(folder, old)

    return Writer(name, prepare, lambda folder: write(folder, new), _judge_set(write, old, new))


# --- companies -------------------------------------------------------------------------------


def _named(company: Company, name: str) -> Company:
    return company.model_copy(update={"name": name})


def _prepare_company(folder: Path) -> None:
    """A company at its second version, the first beside it."""
    store.save(_named(store.new(folder, "blank"), "first"))
    store.save(_named(store.open(folder), "second"))


def _save(folder: Path) -> None:
    store.save(_named(store.open(folder), "third"))


def _versions(folder: Path) -> list[str]:
    return [
        line.removeprefix("name: ")
        for name in (FILE_NAME, PREVIOUS_NAME)
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
        if line.startswith("name: ")
    ]


def _judge_company(new: list[str]) -> Callable[[Path], str]:
    def judge(folder: Path) -> str:
        texts = b"\n".join(state(folder).values())
        for version in {"second", *(("first",) if "first" in new else ())}:
            if f"name: {version}\n".encode() not in texts:
                raise Bad(f"{version} is lost: {sorted(state(folder))}")
        company = store.open(folder)  # whole, and one of the two
        if company.name not in ("second", new[0]):
            raise Bad(company.name)
        before = _versions(folder)
        with saving._locked(folder):  # what the next change does first
            pass
        after = _versions(folder)
        if after not in (["second", "first"], new):
            raise Bad(after)
        store.save(_named(store.open(folder), "next"))
        return "new" if after == new == before else "old" if after == before else "between"

    return judge


def _judge_new(folder: Path) -> str:
    made = folder / "made"
    whole = (made / FILE_NAME).exists()
    if whole:
        company = store.open(made)
    else:
        with contextlib.suppress(KitError):
            store.open(made)
            raise Bad("opened without a company.yaml")
        company = store.new(made, "demo")
    if company.name != store.open("demo").name or not all(
        (made / name).is_file() for name in company.data.inputs if "=" not in name
    ):
        raise Bad(sorted(state(made)))
    if (made / "orders.csv").read_bytes() != (
        store.shipped("datasets/demo") / "orders.csv"
    ).read_bytes():
        raise Bad("orders.csv")
    return "new" if whole else "old"


WRITERS = (
    _set_writer("diagnose", diagnose_into, 1, 3),
    _set_writer("diagnose, then without sales", diagnose_into, 1, 2),
    _set_writer("design", design_into, 1, 2),
    Writer("save", _prepare_company, _save, _judge_company(["third", "second"])),
    Writer(
        "undo", _prepare_company, lambda folder: store.undo(folder) and None,
        _judge_company(["first", "second"]),
    ),
    Writer(
        "new", lambda folder: None, lambda folder: store.new(folder / "made", "demo") and None,
        _judge_new,
    ),
)  # fmt: skip


# --- killing ---------------------------------------------------------------------------------


def child(work: Callable[[], int | None]) -> int:
    """Run it in a process of its own; its exit status, negative for the signal that ended it."""
    number = os.fork()
    if number:
        return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    status = 1
    try:
        status = work() or DONE
    except KitError:
        status = COMPLAINT
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        os._exit(status)


def fail_at(call: int, folder: Path, fault: Callable[[], None]) -> Callable[[], int]:
    """Let this process meet the fault at its so-manieth call to the file system, and from then on.

    What comes back says how many calls there were.
    """
    calls = 0
    place = str(folder)

    def met() -> None:
        nonlocal calls
        calls += 1
        if calls >= call:
            fault()

    def hook(event: str, given: tuple[object, ...]) -> None:
        if event not in FILE_SYSTEM:
            return
        if isinstance(given[0], int) or place in os.fspath(given[0]):  # type: ignore[call-overload]
            met()

    def counted(function: Callable[..., object]) -> Callable[..., object]:
        def call_counted(*given: object) -> object:
            met()
            return function(*given)

        return call_counted

    os.fsync, os.write = counted(os.fsync), counted(os.write)
    sys.addaudithook(hook)
    return lambda: calls


def kill() -> None:
    """Be gone, at once."""
    os.kill(os.getpid(), signal.SIGKILL)


def full() -> None:
    """Meet a disk without room."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def at_every_call(writer: Writer, fault: Callable[[], None] = kill) -> Iterator[str]:
    """Let the writer meet the fault at its first call, its second, … until it gets through."""
    for call in range(1, MOST_CALLS):
        with _folder() as name:
            folder = Path(name)
            writer.prepare(folder)

            def work(folder: Path = folder, call: int = call) -> int:
                calls = fail_at(call, folder, fault)
                writer.act(folder)
                return DONE if calls() < call else MET

            status = child(work)
            if status not in (-signal.SIGKILL, COMPLAINT, MET, DONE):
                raise Bad(f"{writer.name}, call {call}: exit status {status}")
            verdict = writer.judge(folder)
            if status == DONE:
                if verdict != "new":
                    raise Bad(f"{writer.name}: nothing happened, and yet {verdict}")
                return
            yield verdict
    raise Bad(f"{writer.name} makes {MOST_CALLS} calls")


def at_random(writer: Writer, kills: int, draw: random.Random) -> Iterator[str]:
    """Kill the writer after a random time."""
    took = time.perf_counter()
    with _folder() as name:
        writer.prepare(Path(name))
        took = time.perf_counter()
        child(lambda: writer.act(Path(name)))
        took = time.perf_counter() - took
    for _ in range(kills):
        with _folder() as name:
            folder = Path(name)
            writer.prepare(folder)
            number = os.fork()
            if not number:
                with contextlib.suppress(BaseException):
                    writer.act(folder)
                os._exit(0)
            time.sleep(draw.uniform(0, took))
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)
            yield writer.judge(folder)


@contextlib.contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk of memory; OSError where this computer does not let one be made."""
    with _folder() as name:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", name]
        try:
            subprocess.run(mount, check=True, capture_output=True)
        except subprocess.CalledProcessError as error:
            raise OSError(error.stderr.decode().strip()) from None
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


def on_small_disks(writer: Writer) -> Iterator[str]:
    """Let the disk be full after so many pages, from none to what the new set takes, and more."""
    with _folder() as name:
        writer.prepare(Path(name))
        writer.act(Path(name))
        size = sum(len(content) for content in state(Path(name)).values())
    page = os.sysconf("SC_PAGE_SIZE")
    most = 8 + 2 * size // page
    with small_disk(16) as disk:
        for pages in range(0, most, max(1, most // 30)):
            folder = disk / "folder"
            folder.mkdir()
            writer.prepare(folder)
            with (disk / "ballast").open("wb", buffering=0) as ballast:
                free = os.statvfs(disk).f_bavail * page - pages * page
                ballast.write(bytes(max(0, free)))
            status = child(lambda: writer.act(disk / "folder"))
            if status not in (DONE, COMPLAINT):
                raise Bad(f"{writer.name} on {pages} pages: exit status {status}")
            if (folder / MARK).exists():
                raise Bad("a full disk leaves a mark")
            (disk / "ballast").unlink()
            yield writer.judge(folder)
            shutil.rmtree(folder)


ORDERS = "order_id,client_id,ordered_on,amount\n" + "".join(
    f"{client}{number},C{client},2023-{1 + number:02}-{10 + client:02},{client}00\n"
    for client in range(1, 7)
    for number in range(6)
)


def whole_command(kills: int, draw: random.Random) -> Iterator[str]:
    """Kill `handoff diagnose` itself within the time in which it writes its files."""
    with _folder() as name:
        place = Path(name)
        (place / "orders.csv").write_text(ORDERS)
        environment = {**os.environ, "PYTHONPATH": str(Path(store.__file__).parents[2])}
        command = [sys.executable, "-m", "kit.cli", "diagnose", "orders.csv", "--out", "out"]
        rules = ("deal 2", "deal 3")

        def run(rule: str, kill_after: float | None) -> None:
            process = subprocess.Popen(
                [*command, "--trigger", rule], cwd=place, env=environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            if kill_after is not None:
                while not (place / "out" / MARK).exists() and process.poll() is None:
                    time.sleep(0.0005)
                time.sleep(kill_after)
                process.kill()
            process.wait()

        sets = {}
        for rule in rules:
            run(rule, None)
            sets[rule] = state(place / "out")
        took = 3.0  # seconds that the writing takes at most; the charts are most of it
        for at in range(kills):
            now = state(place / "out")
            rule = rules[at % 2]
            run(rule, draw.uniform(0, took))
            seen = {n: t for n, t in state(place / "out").items() if not n.startswith(".")}
            marked = seen.pop(MARK, None) is not None
            if seen not in (now, sets[rule]) and not marked:
                raise Bad(sorted(seen))
            yield "new" if seen == sets[rule] != now else "old" if seen == now else "between"
            settle(place / "out")
            if state(place / "out") not in sets.values():
                raise Bad(sorted(state(place / "out")))


def main() -> None:
    """Print the table."""
    draw = random.Random(9)
    total = 0
    print("# What is left when a writer is killed, or the disk is full\n")
    print("Printed by `python benchmarks/kills.py`.\n")
    print("| writer | what it met | times | old set | new set | neither, and says so | bad |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    ways: list[tuple[str, Callable[[Writer], Iterator[str]]]] = [
        ("killed before each call to the file system", at_every_call),
        ("killed at a random moment", lambda writer: at_random(writer, 60, draw)),
        ("disk full from each call on", lambda writer: at_every_call(writer, full)),
        ("disk full after so many bytes (tmpfs)", on_small_disks),
    ]
    for way, met in ways:
        for writer in WRITERS:
            try:
                counted = Counter(met(writer))
            except OSError as error:
                print(f"| {writer.name} | {way}: not tried here ({error}) | | | | | |")
                continue
            total += _row(writer.name, way, counted)
    command = Counter(whole_command(20, draw))
    total += _row("the whole `handoff diagnose`", "killed while it writes", command)
    print(f"\n{total} times in all, none of them bad.\n\n{BETWEEN}")


def _row(writer: str, way: str, counted: Counter[str]) -> int:
    times = counted.total()
    figures = " | ".join(str(counted[verdict]) for verdict in ("old", "new", "between"))
    print(f"| {writer} | {way} | {times} | {figures} | 0 |", flush=True)
    return times


if __name__ == "__main__":
    main()
