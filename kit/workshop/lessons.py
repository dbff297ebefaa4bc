"""The lessons: copied into a folder of the reader's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kit.company.store import shipped
from kit.disk import replace
from kit.errors import KitError
from kit.language import LANGUAGES, Text, say


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
                replace(mine, theirs.read_bytes())
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
