"""Changes to a company folder: whole or not at all, never over somebody else's, and undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from kit.company.model import Company
from kit.company.reading import (
    FILE_NAME,
    PREVIOUS_NAME,
    Entries,
    company_in,
    validated,
    version_of,
)
from kit.company.shipped import is_shipped_demo
from kit.company.writing import written
from kit.disk import Busy, free_name, held, replace
from kit.errors import KitError
from kit.language import Text, say

LOCK_NAME = ".company.lock"
ASIDE_NAME = ".company.aside.yaml"
UNREADABLE_NAME = "company.unreadable.yaml"
PATIENCE = 10.0  # seconds to wait for another window that is saving


class Conflict(KitError):
    """company.yaml is not what it was when the company was read; nothing has been written."""


def save(company: Company) -> Company:
    """Write a changed company into the folder it was read from.

    The file is whole at every moment: the old text or the new one. The old one is kept beside it
    as `company.previous.yaml`. What options changed for this run stays as the file has it.

    Parameters
    ----------
    company : Company
        From `kit.open`, with changes (`company.model_copy(update=...)`).

    Returns
    -------
    Company
        The same, as it now is on disk; the next change starts from this one.

    Raises
    ------
    Conflict
        The file was changed, moved or broken by somebody else since it was read.
    KitError
        The company is kept in no folder, its parts do not fit together, or the folder cannot be
        written to.
    """
    if not company.version:
        raise KitError(
            say(
                "This company is kept in no folder of yours, so changes to it cannot be saved. "
                "Make a folder with “handoff new” and open that one."
            )
        )
    folder = company.folder
    if is_shipped_demo(folder):
        raise KitError(
            say(
                "The demo company comes with the kit and stays as it is. Make one of your own with "
                "“handoff new my-company --template demo” and open that one."
            )
        )
    file = folder / FILE_NAME
    values = company.model_dump(by_alias=True)
    for entry, (in_file, for_this_run) in company._overridden.items():
        section, _, name = entry.rpartition(".")
        target = values[section] if section else values
        if target[name] == for_this_run:
            target[name] = in_file
    decided = validated(values, Entries(file, values))
    with _locked(folder):
        content = _unchanged(file, company.version)
        if company_in(content, folder).model_dump() == decided.model_dump():
            return company
        new = written(decided, content).encode()
        _exchange(folder, content, new)
    saved = company.model_copy()
    saved._version = version_of(new)
    return saved


def undo(folder: str | Path, version: str = "") -> Company:
    """Bring back the previous company.yaml; the present one becomes the previous, so twice is redo.

    A present file that cannot be read (broken, or from a newer handoff) is kept under a name of
    its own, `company.unreadable.yaml`.

    Parameters
    ----------
    folder : str or Path
        A company folder.
    version : str
        The `version` of the company that the person sees; '' undoes whatever is there.

    Returns
    -------
    Company
        As it was before the last change.

    Raises
    ------
    Conflict
        The file is not the version that the person sees.
    KitError
        There is no previous version, it cannot be read, or the folder cannot be written to.
    """
    folder = Path(folder)
    file, previous = folder / FILE_NAME, folder / PREVIOUS_NAME
    if not can_undo(folder):
        raise KitError(
            say(
                "There is nothing to undo: no earlier version is kept beside {file}.",
                file=str(file),
            )
        )
    with _locked(folder):
        wanted = _content(previous)
        company = company_in(wanted, folder, previous)
        present = _unchanged(file, version) if version or file.is_file() else None
        if present is not None:
            try:
                company_in(present, folder)
            except KitError:
                _replace(free_name(folder / UNREADABLE_NAME), present)
            else:
                _exchange(folder, present, wanted)
                return company
        _replace(file, wanted)
    return company


def can_undo(folder: Path) -> bool:
    """Whether an earlier version lies there: as such, or aside where a change was cut off."""
    return (folder / PREVIOUS_NAME).is_file() or (folder / ASIDE_NAME).is_file()


def begin(folder: Path, content: bytes, data: Mapping[str, bytes]) -> None:
    """Write the first company.yaml of a folder, and its data files before it.

    Raises
    ------
    KitError
        One of them is there already (a data file with the same content is no matter), or the
        folder cannot be written to. Nothing that is there is replaced.
    """
    with _locked(folder):
        if (folder / FILE_NAME).exists():
            raise KitError(
                say(
                    "{folder} is a company folder already and stays as it is. Open it, or name "
                    "another folder.",
                    folder=str(folder),
                )
            )
        for name, whole in data.items():
            file = folder / name
            if file.exists() and _content(file) != whole:
                raise KitError(
                    say(
                        "{file} is there already and holds something else. It stays as it is: "
                        "name another folder.",
                        file=str(file),
                    )
                )
        for name, whole in data.items():
            _replace(folder / name, whole)
        _replace(folder / FILE_NAME, content)


def _unchanged(file: Path, version: str) -> bytes:
    """What the file holds, if it is still that version."""
    try:
        content = _content(file)
    except KitError:
        if file.exists():
            raise
        raise Conflict(
            say(
                "{file} is no longer there: it was moved, renamed or deleted. Your last change is "
                "not saved. Put the file back ({previous} is the version before) and repeat it.",
                file=str(file),
                previous=PREVIOUS_NAME,
            )
        ) from None
    if version and version_of(content) != version:
        raise Conflict(
            say(
                "{file} was changed elsewhere, in another window or an editor, and that change "
                "stays. Yours is not saved: load the file again and repeat it.",
                file=str(file),
            )
        )
    return content


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise KitError(
            say("{file} cannot be read: {reason}.", file=str(file), reason=error.strerror or "?")
        ) from None


def _replace(file: Path, content: bytes) -> None:
    """Give a file new content in one step."""
    try:
        replace(file, content)
    except OSError as error:
        raise KitError(_unwritable(file, error)) from None


def _exchange(folder: Path, present: bytes, content: bytes) -> None:
    """Give company.yaml this content, and company.previous.yaml what was in it.

    There are three steps, so that whoever is killed between any two of them loses neither: the
    present text is put aside, then the new one takes its place, then what was put aside becomes the
    previous one. What lies aside is settled by `_settle` before the next change.
    """
    aside = folder / ASIDE_NAME
    _replace(aside, present)
    try:
        _replace(folder / FILE_NAME, content)
    except KitError:
        with suppress(OSError):
            aside.unlink()
        raise
    with suppress(OSError):  # the change is made; what lies aside is not lost
        _settle(folder)


def _settle(folder: Path) -> None:
    """What was put aside becomes the previous version, unless it is the present one still."""
    aside = folder / ASIDE_NAME
    if not aside.is_file():
        return
    file = folder / FILE_NAME
    present = aside.read_bytes()
    if not file.is_file() or file.read_bytes() != present:
        replace(folder / PREVIOUS_NAME, present)
    aside.unlink()


def _unwritable(file: Path, error: OSError) -> Text:
    return say(
        "{file} cannot be written ({reason}), so the change is not saved. Close it where it is "
        "open elsewhere, and see that this folder is yours and has room.",
        file=str(file),
        reason=error.strerror or str(error),
    )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Nobody else saves into this folder meanwhile, whatever process they are in."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(folder / LOCK_NAME, PATIENCE))
            _settle(folder)
        except Busy:
            raise KitError(
                say(
                    "Another window has been saving into {folder} for a while. Wait until it "
                    "is done, or close it, and repeat your change.",
                    folder=str(folder),
                )
            ) from None
        except OSError as error:
            raise KitError(_unwritable(folder / FILE_NAME, error)) from None
        yield
