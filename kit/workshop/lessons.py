"""The lessons: copied into a folder of the reader's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.company.reading import version_of
from kit.company.store import shipped
from kit.disk import free_name, replace
from kit.errors import KitError
from kit.language import LANGUAGES, Text, say

LAID = ".laid-out.json"  # beside the lessons: which text of each was laid out
EARLIER = "earlier"  # in their folder: what the reader had changed in lessons that are no more
# of the versions that kept no record: what is there under these names is nobody's own lesson
FORMER = ("03_follow_the_money", "04_choose_a_trigger", "05_check_against_your_sales")


@dataclass(frozen=True)
class Lessons:
    """Lessons that lie ready: their folder, the one to open first, and what to tell the reader."""

    folder: Path
    first: str
    notes: tuple[Text, ...] = ()

    @property
    def language(self) -> str:
        """The language they are in, which their folder is named after."""
        return self.folder.name


def lay_out(folder: str | Path, language: str = "en") -> Lessons:
    """Copy the lessons of one language into `folder/language`; what the reader changed stays.

    Where a lesson has a newer text, it takes the place of the one that was laid out; a text that
    the reader had changed is kept in the folder `earlier` beside it, and that is said.

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
    files = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in sorted(source.rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
    try:
        notes += _placed(target, files)
    except OSError as error:
        raise KitError(
            say(
                "The folder {folder} cannot be written to ({reason}). Name another one with "
                "--folder.",
                folder=str(target),
                reason=error.strerror or str(error),
            )
        ) from None
    first = min(name for name in files if name.endswith(".ipynb"))
    return Lessons(target, first, tuple(notes))


def _placed(target: Path, files: Mapping[str, bytes]) -> list[Text]:
    """Put these files into the folder, and what is changed and out of date aside; what to tell."""
    laid, notes, aside = _laid(target), list[Text](), list[str]()
    former = laid or {f"{name}.ipynb": "" for name in FORMER}
    for name in sorted({*files, *former}):
        mine, theirs = target / name, files.get(name)
        now = mine.read_bytes() if mine.is_file() else None
        if now is None or now == theirs:
            pass
        elif theirs is not None and laid.get(name) == version_of(theirs):
            notes.append(
                say(
                    "{file} is kept as you left it. To have the original again, rename yours.",
                    file=str(mine),
                )
            )
            continue
        elif laid.get(name) == version_of(now):
            mine.unlink()
        else:
            aside.append(_put_aside(mine, target / EARLIER))
        if theirs is not None and now != theirs:
            mine.parent.mkdir(parents=True, exist_ok=True)
            replace(mine, theirs)
    record = {name: version_of(content) for name, content in files.items()}
    if record != laid:
        replace(target / LAID, json.dumps(record, indent=1).encode())
    if aside:
        notes.append(
            say(
                "The lessons are newer than your copies. Yours are kept in {folder}: {files}.",
                folder=str(target / EARLIER),
                files=aside,
            )
        )
    return notes


def _laid(target: Path) -> dict[str, str]:
    """What was laid out here, by name; empty where no record was kept, or none can be read."""
    try:
        record = json.loads((target / LAID).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _put_aside(file: Path, folder: Path) -> str:
    """Move a file into a folder, under a name that is free there; gives back that name."""
    folder.mkdir(parents=True, exist_ok=True)
    return file.rename(free_name(folder / file.name)).name
