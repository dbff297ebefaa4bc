"""The lessons: copied into a folder of the reader's own and opened in JupyterLab."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kit.company.store import shipped
from kit.errors import KitError
from kit.language import LANGUAGES, Text, say


@dataclass(frozen=True)
class Lessons:
    """Lessons that lie ready: their folder, the one to open first, and what to tell the reader."""

    folder: Path
    first: str
    notes: tuple[Text, ...] = ()


def lay_out(folder: str | Path, language: str = "en") -> Lessons:
    """Copy the lessons of one language into `folder/language`; what the reader changed stays.

    Parameters
    ----------
    folder : str or Path
        A folder of the reader's; made where it does not exist.
    language : str
        `en` or `ru`; English lessons are laid out, and that is said, where there are no others.

    Raises
    ------
    KitError
        There is no such language, or the folder cannot be written to.
    """
    if language not in LANGUAGES:
        raise KitError(
            say(
                "There are no lessons in {language}. Choose one of {languages}.",
                language=language,
                languages=list(LANGUAGES),
            )
        )
    notes: list[Text] = []
    source = shipped("notebooks") / language
    if not any(source.glob("*.ipynb")):
        notes.append(say("The lessons are not translated yet; these are the English ones."))
        source = shipped("notebooks/en")
    target = Path(folder) / source.name
    files = sorted(
        path.relative_to(source)
        for path in source.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    )
    try:
        for file in files:
            mine, theirs = target / file, source / file
            if not mine.exists():
                mine.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(theirs, mine)
            elif mine.read_bytes() != theirs.read_bytes():
                notes.append(
                    say(
                        "{file} is kept as you left it. To have the original again, rename yours.",
                        file=str(mine),
                    )
                )
    except OSError as error:
        raise KitError(
            say(
                "The folder {folder} cannot be written to ({reason}). Name another one with "
                "--folder.",
                folder=str(target),
                reason=error.strerror or str(error),
            )
        ) from None
    first = min(str(file) for file in files if file.suffix == ".ipynb")
    return Lessons(target, first, tuple(notes))


def server_arguments(
    lessons: Lessons, *, browser: bool = True, port: int | None = None
) -> list[str]:
    """What JupyterLab is told: where the lessons lie, and to keep off the network."""
    arguments = [
        f"--ServerApp.root_dir={lessons.folder.resolve()}",
        f"--LabApp.default_url=/lab/tree/{lessons.first}",
        # no news, no look for updates, no catalogue of extensions
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        "--log-level=WARN",
    ]
    if not browser:
        arguments.append("--no-browser")
    if port is not None:
        arguments.append(f"--ServerApp.port={port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # in a container everyone is root; the server listens to this computer only
        arguments.append("--allow-root")
    return arguments


def start(lessons: Lessons, *, browser: bool = True, port: int | None = None) -> None:
    """Run JupyterLab on the lessons until the reader ends it."""
    # the kernel is the one that came with this installation, not another of the user's
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(argv=server_arguments(lessons, browser=browser, port=port))
