"""Archives (.zip) as systems send their exports: the tables inside are read."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from kit.errors import KitError
from kit.language import Quoted, say

LARGEST = 8 << 30  # bytes that are unpacked; what claims to be more is no export
# what workbooks in zipped formats (.xlsx, .xlsb, .ods) hold, and archives of exports do not
_WORKBOOK = frozenset({"[content_types].xml", "mimetype", "meta-inf/manifest.xml"})
_TABLES = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsb", ".xls", ".ods", ".htm", ".html", ".parquet"}
)


def is_archive(path: Path) -> bool:
    """Whether a file that begins as a ZIP file is an archive of files, not a workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return not any(name.casefold() in _WORKBOOK for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


@contextmanager
def unpacked(path: Path, file: str) -> Iterator[list[tuple[Path, str]]]:
    """The tables in an archive, unpacked for a while: where each lies, and its name inside.

    Raises
    ------
    KitError
        There is no table inside; or the archive is locked or damaged.
    """
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if _may_be_table(entry)]
        if not entries:
            raise _no_table(file, archive)
        with tempfile.TemporaryDirectory(prefix="handoff-") as folder:
            yield [
                (_unpacked(archive, entry, Path(folder) / str(place), file), entry.filename)
                for place, entry in enumerate(sorted(entries, key=lambda entry: entry.filename))
            ]


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, file: str) -> Path:
    if entry.flag_bits & 1:
        raise KitError(
            say(
                "{file} is an archive that is locked by a password: unpack it, and name the "
                "file inside (“{inside}”).",
                file=file,
                inside=entry.filename,
            )
        )
    if entry.file_size > LARGEST:
        raise KitError(
            say(
                "{file}: “{inside}” in this archive claims to be larger than 8 GB. Unpack it "
                "yourself and name the file.",
                file=file,
                inside=entry.filename,
            )
        )
    table = to.with_suffix(PurePosixPath(entry.filename).suffix.lower())
    try:
        with archive.open(entry) as packed, table.open("wb") as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise KitError(
            say(
                "{file} is an archive that cannot be unpacked here: it may be damaged. "
                "Unpack it yourself and name the file inside (“{inside}”).",
                file=file,
                inside=entry.filename,
            )
        ) from error
    return table


def different_tables(file: str, names: Sequence[str]) -> KitError:
    """That the tables in an archive are no parts of one table."""
    return KitError(
        say(
            "{file} is an archive with several tables inside: {tables}. Their headings differ, so "
            "they are not parts of one table. Unpack it and name the files that you mean.",
            file=file,
            tables=[Quoted(name) for name in names[:10]],
        )
    )


def _may_be_table(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry may hold records: no folder, no file of the system that packed it."""
    name = PurePosixPath(entry.filename)
    hidden = "__MACOSX" in name.parts or name.name.startswith((".", "~$"))
    return not entry.is_dir() and not hidden and name.suffix.lower() in _TABLES


def _no_table(file: str, archive: zipfile.ZipFile) -> KitError:
    names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    return KitError(
        say(
            "{file} is an archive without a table that can be read inside. It holds: {names}. "
            "Unpack it, and save the records as CSV or .xlsx.",
            file=file,
            names=[Quoted(name) for name in names[:10]] or [say("nothing")],
        )
    )
