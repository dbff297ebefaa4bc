"""Reading one file of any known format into text cells; content decides the format, not the name.

Only text, headings and row numbers are settled here; `kit.sales.cells` reads the cells of a column,
once it is known what the column holds.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from kit.errors import KitError
from kit.language import say
from kit.sales.doubts import Doubts
from kit.sales.files.archive import different_tables, is_archive, unpacked
from kit.sales.files.delimited import read_delimited
from kit.sales.files.html_table import read_html_table
from kit.sales.files.parquet import read_parquet
from kit.sales.files.raw import IsHeader, Raw
from kit.sales.files.workbook import ChooseSheet, read_workbook

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "RAR",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"SQLite format 3": "SQLite",
}
_HTML = re.compile(r"<(!doctype\s+html|html|table|head|body|meta)\b", re.IGNORECASE)


def read_file(
    path: Path,
    name: str,
    *,
    is_header: IsHeader,
    choose_sheet: ChooseSheet | None = None,
    doubts: Doubts | None = None,
) -> Raw:
    """One file as text cells: of `read_parts` the first."""
    parts = read_parts(path, name, is_header=is_header, choose_sheet=choose_sheet, doubts=doubts)
    return parts[0]


def read_parts(
    path: Path,
    name: str,
    *,
    is_header: IsHeader,
    choose_sheet: ChooseSheet | None = None,
    doubts: Doubts | None = None,
) -> tuple[Raw, ...]:
    """One file as text cells, with row numbers and what was set aside; several where it has parts.

    Parts are sheets of a workbook, or tables in an archive, with the same headings; each is called
    by the name of the file and its own.

    Parameters
    ----------
    path, name
        Where the file lies; how the person named it, for messages.
    is_header
        Says how many cells of a row are known column names. The first of the first forty rows with
        the most is the heading row; when none is known, the first row that is not blank.
    choose_sheet
        Says which sheets of a workbook are meant: it gets the names of all, of those that fit
        equally well, and of those with the same headings. Without it, several that fit are an
        error.
    doubts
        Where the encoding of a text file is asked, if its bytes do not show it; without it, that is
        an error.

    Raises
    ------
    KitError
        The file is missing, a folder, empty, damaged, locked, or of a format the kit cannot read.
    """
    if path.is_dir():
        raise KitError(
            say("{file} is a folder: name the files in it one by one, with spaces.", file=name)
        )
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise KitError(
            say("{file} is not there: check the name and the folder.", file=name)
        ) from error
    except OSError as error:
        raise KitError(
            say(
                "{file} cannot be opened ({why}): close it in other programs and check that you "
                "may read it.",
                file=name,
                why=error.strerror or type(error).__name__,
            )
        ) from error
    if start.startswith(_ZIP) and is_archive(path):
        with unpacked(path, name) as tables:
            read = [
                (inside, part)
                for table, inside in tables
                for part in read_parts(
                    table,
                    f"{name}/{inside}",
                    is_header=is_header,
                    choose_sheet=choose_sheet,
                    doubts=doubts,
                )
            ]
        if len({part.header for _, part in read}) > 1:
            raise different_tables(name, [inside for _, inside in tables])
        alone = len(read) == 1
        return tuple(
            replace(
                part,
                file=name if alone else part.file,
                sha256=sha256,
                notes=(
                    say("The file is an archive; read: “{inside}”.", inside=inside),
                    *part.notes,
                ),
            )
            for inside, part in read
        )
    if start.startswith((_ZIP, _OLE)):
        return read_workbook(path, name, sha256, is_header, choose_sheet)
    if start.startswith(b"PAR1"):
        return (read_parquet(path, name, sha256),)
    for mark, kind in _OTHER_KINDS.items():
        if start.startswith(mark):
            raise _unknown(name, kind)
    words = _first_words(start)
    if words.startswith("<"):
        if _HTML.search(words):
            return (read_html_table(path, name, sha256, is_header, doubts),)
        raise _unknown(name, "XML")
    if words.startswith(("{", "[{")):
        raise _unknown(name, "JSON")
    if _is_dbase(start):
        raise _unknown(name, "dBase (.dbf)")
    return (read_delimited(path, name, sha256, is_header, doubts),)


def _is_dbase(start: bytes) -> bool:
    """Whether a file has the head of a dBase table: its version, a date, where the rows begin."""
    if len(start) < 65 or start[0] not in (0x02, 0x03, 0x30, 0x31, 0x83, 0x8B, 0xF5):
        return False
    begins = int.from_bytes(start[8:10], "little")
    return 1 <= start[2] <= 12 and 1 <= start[3] <= 31 and begins >= 65 and begins % 32 in (1, 8)


def _first_words(start: bytes) -> str:
    codec = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return start.decode(codec, "replace").lstrip()


def _unknown(file: str, kind: str) -> KitError:
    return KitError(
        say(
            "{file} is in {kind} format, which cannot be read here: export the records as CSV, "
            ".xlsx or Parquet.",
            file=file,
            kind=kind,
        )
    )
