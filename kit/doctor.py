"""Is everything here that the kit needs? What is wrong, and how to mend it."""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from kit.company.store import shipped
from kit.disk import Busy, settle
from kit.errors import KitError
from kit.language import Text, say

PYTHON = (3, 11)


@dataclass(frozen=True)
class Check:
    """One thing looked at; `mind`: it works without, but less well."""

    state: Literal["ok", "note", "broken"]
    text: Text


def examine(out: str | Path = "handoff-report") -> Iterator[Check]:
    """Check this computer, one thing after the other.

    Parameters
    ----------
    out : str or Path
        The folder that reports are to be written to.
    """
    yield _python()
    yield from _packages()
    yield _writable(Path.cwd(), say("this folder"))
    yield _writable(Path(out), say("the folder for reports"))
    yield from _unfinished(Path(out))
    yield from _shipped()
    yield _font()
    yield _kernel()
    yield _browser()


def _python() -> Check:
    version = platform.python_version()
    if sys.version_info >= PYTHON:
        return Check("ok", say("Python {version}", version=version))
    return Check(
        "broken",
        say("Python {version}: install Python 3.11 or newer, then handoff in it.", version=version),
    )


def _packages() -> Iterator[Check]:
    """The versions installed against those the kit asks for."""
    try:
        required = metadata.requires("handoff") or []
    except metadata.PackageNotFoundError:
        yield Check(
            "note",
            say(
                "handoff is run from its folder without being installed, so package versions "
                "cannot be checked. “make install” or “pip install .” installs it."
            ),
        )
        return
    wrong = 0
    wanted = [
        requirement
        for requirement in map(Requirement, required)
        if not requirement.marker or requirement.marker.evaluate({"extra": ""})
    ]
    for requirement in wanted:
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            version = None
        if version is not None and requirement.specifier.contains(version, prereleases=True):
            continue
        wrong += 1
        yield Check(
            "broken",
            say(
                "{name} {version}: {needed} is needed. Fix it with: {python} -m pip install "
                '"{requirement}"',
                name=requirement.name,
                version=version or say("is missing"),
                needed=str(requirement.specifier) or say("any version"),
                python=sys.executable,
                requirement=str(requirement),
            ),
        )
    if not wrong:
        yield Check("ok", say("{n} packages in the versions needed", n=len(wanted)))


def _writable(folder: Path, what: Text) -> Check:
    """Whether a file can be written there, or in the folder it would be made in."""
    place = folder.resolve()
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Check(
            "broken",
            say(
                "{what} ({folder}) cannot be written to: {reason}. Change to a folder of your own, "
                "or name one with --out.",
                what=what,
                folder=str(folder),
                reason=error.strerror or str(error),
            ),
        )
    return Check("ok", say("{what} can be written to", what=what))


def _unfinished(folder: Path) -> Iterator[Check]:
    """Make the files there those of one run, where a run was stopped while it replaced them."""
    place = str(folder)
    try:
        outcome = settle(folder)
    except Busy:
        yield Check("note", say("A run of handoff is writing into {folder}.", folder=place))
    except KitError as error:
        yield Check("broken", error.text)
    except OSError as error:
        reason = error.strerror or str(error)
        yield Check(
            "broken", say("{place} cannot be written to: {reason}.", place=place, reason=reason)
        )
    else:
        if outcome == "finished":
            done = say(
                "A run was stopped while it replaced the files in {folder}. What was left to do "
                "is done: they are all of that run.",
                folder=place,
            )
            yield Check("ok", done)
        elif outcome == "taken back":
            before = say(
                "A run was stopped before it replaced the files in {folder}. They are all of the "
                "run before.",
                folder=place,
            )
            yield Check("ok", before)


def _shipped() -> Iterator[Check]:
    for name, there in (
        ("datasets/demo/company.yaml", say("the demo company is there")),
        ("notebooks/en", say("the lessons are there")),
    ):
        try:
            shipped(name)
        except KitError as error:
            yield Check("broken", error.text)
        else:
            yield Check("ok", there)


def _font() -> Check:
    """Charts need a font that has Cyrillic letters as well."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    mend = say(
        "The charts' font, DejaVu Sans, is missing; letters may show as boxes. It comes with "
        "matplotlib: {python} -m pip install --force-reinstall --no-deps matplotlib",
        python=sys.executable,
    )
    try:
        path = font_manager.findfont("DejaVu Sans", fallback_to_default=False)
    except ValueError:
        return Check("note", mend)
    if ord("Ж") not in FT2Font(str(path)).get_charmap():
        return Check("note", mend)
    return Check("ok", say("a font with Latin and Cyrillic letters for charts"))


def _kernel() -> Check:
    """The lessons need a kernel that starts and finds the kit: so start one."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3")
    try:
        manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            reply = client.execute_interactive("import kit", timeout=60, output_hook=_ignore)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
        problem = (
            str(reply["content"].get("evalue", "")) if reply["content"]["status"] != "ok" else ""
        )
    except Exception as error:  # whatever is wrong, the person wants to hear of it
        problem = str(error) or type(error).__name__
    if problem:
        return Check(
            "broken",
            say(
                "The lessons' Python does not start: {problem}. Fix it with: {python} -m "
                "ipykernel install --sys-prefix",
                problem=problem,
                python=sys.executable,
            ),
        )
    return Check("ok", say("a Jupyter kernel starts and finds the kit"))


def _ignore(message: object) -> None:
    """What the kernel prints is of no interest."""


def _browser() -> Check:
    try:
        webbrowser.get()
    except webbrowser.Error:
        return Check(
            "note",
            say(
                "No browser was found. Open report.html, and the address that “handoff workshop” "
                "prints, by hand."
            ),
        )
    return Check("ok", say("a browser"))
