"""Workbooks (.xlsx, .xlsb, .ods, old .xls): their typed cells as text."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from kit.errors import KitError
from kit.language import Quoted, Text, say
from kit.sales.files.locked import is_locked, unlocked
from kit.sales.files.raw import IsHeader, Raw, heading_place, table_of_records
from kit.sales.files.sheet import SheetCells

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_DIMENSION = re.compile(rb'<dimension\s+ref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"')
_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]+)(\d+)"')
_HEAD = 1 << 14  # bytes of a sheet in which it says how far it reaches
_MOST_CELLS = 60_000_000
Names = tuple[str, ...]
# from the names of all sheets, of those that fit equally well, and of those with exactly the same
# headings as the best, to those that are meant
ChooseSheet = Callable[[Names, Names, Names], Names]


@dataclass(frozen=True)
class _Sheet:
    name: str
    cells: SheetCells
    headings: int  # known column names in its best heading row
    header: tuple[str, ...]  # all column names in that row, in small letters

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.header) - {""}


def read_workbook(
    path: Path, file: str, sha256: str, is_header: IsHeader, choose: ChooseSheet | None = None
) -> tuple[Raw, ...]:
    """The sheets of a workbook that are chosen, else the one whose headings are known best.

    Raises
    ------
    KitError
        The file is locked by a password or damaged, has no cells, or several sheets fit equally.
    """
    _check_size(path, file)
    try:
        with _quiet():
            sheets = _sheets(CalamineWorkbook.from_path(str(path)), is_header)
    except CalamineError as error:
        if not is_locked(path):
            raise _unreadable(file, locked=isinstance(error, PasswordError)) from error
        content = unlocked(path, file, sha256)
        try:
            with _quiet():
                sheets = _sheets(CalamineWorkbook.from_filelike(content), is_header)
        except CalamineError as inner:
            raise _unreadable(file, locked=False) from inner
    chosen = _chosen(sheets, file, choose)
    return tuple(_raw(sheet, sheets, chosen, file, sha256, is_header) for sheet in chosen)


@contextmanager
def _quiet() -> Iterator[None]:
    """Take a panic of the library for a damaged workbook, without the lines that it writes."""
    try:
        screen = os.dup(2)
    except OSError:  # a program without a screen
        screen = os.open(os.devnull, os.O_WRONLY)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # no Exception, and named nowhere
            raise CalamineError(str(error)) from error
        raise
    finally:
        os.dup2(screen, 2)
        os.close(screen)
        os.close(nowhere)


def _check_size(path: Path, file: str) -> None:
    """Refuse a sheet that reaches so far that its cells do not fit into memory.

    Raises
    ------
    KitError
        Names the cell at the far end: mostly a slip of the hand.
    """
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as parts:
        for name in filter(_SHEET.fullmatch, parts.namelist()):
            with parts.open(name) as part:
                said = _DIMENSION.search(part.read(_HEAD))
            if said is None or _place(said[1]) * int(said[2]) <= _MOST_CELLS:
                continue
            column, row = _far_end(parts, name)  # what is said of the sheet may be wrong
            if _place(column) * row > _MOST_CELLS:
                raise KitError(
                    say(
                        "{file}: a sheet reaches as far as cell {cell}, which is too large. If "
                        "only a stray mark is there, delete its row and column; else save the "
                        "sheet as CSV.",
                        file=file,
                        cell=f"{column.decode()}{row}",
                    )
                )


def _place(column: bytes) -> int:
    """The number of a column by its letters: A is 1, XFD is 16,384."""
    number = 0
    for letter in column:
        number = 26 * number + letter - ord("A") + 1
    return number


def _far_end(parts: zipfile.ZipFile, name: str) -> tuple[bytes, int]:
    """The last column and the last row of a sheet in which a cell stands."""
    column, row, left = b"A", 1, b""
    with parts.open(name) as part:
        while block := part.read(1 << 20):
            for letters, digits in _CELL.findall(left + block):
                row = max(row, int(digits))
                if (len(letters), letters) > (len(column), column):
                    column = letters
            left = block[-64:]
    return column, row


def _raw(
    sheet: _Sheet,
    sheets: Sequence[_Sheet],
    chosen: Sequence[_Sheet],
    file: str,
    sha256: str,
    is_header: IsHeader,
) -> Raw:
    notes: list[Text] = [say("Sheet read: “{sheet}”.", sheet=sheet.name)]
    others = [other.name for other in sheets if other not in chosen]
    if others:
        notes.append(say("Sheets not read: {sheets}.", sheets=others))
    if len(chosen) > 1:
        names = [Quoted(other.name) for other in chosen]
        notes.append(say("Sheets read together, as parts of one table: {sheets}.", sheets=names))
        file = f"{file}, {sheet.name}"
    cells, said = sheet.cells, tuple(notes)
    return cells.typed(
        table_of_records(file, sha256, cells.records(), is_header, notes=said, blocks=cells.blocks)
    )


def _unreadable(file: str, *, locked: bool) -> KitError:
    if locked:  # in a format whose password cannot be tried here
        return KitError(say("{file} is locked by a password: save it without one.", file=file))
    return KitError(
        say(
            "{file} cannot be opened as a workbook; it may be damaged. Open it in a spreadsheet "
            "and save it as .xlsx.",
            file=file,
        )
    )


def _sheets(opened: CalamineWorkbook, is_header: IsHeader) -> list[_Sheet]:
    """The visible sheets that hold anything."""
    sheets = []
    with opened as workbook:
        for meta in workbook.sheets_metadata:
            if meta.visible != SheetVisibleEnum.Visible:
                continue
            cells = SheetCells(workbook.get_sheet_by_name(meta.name))
            first = cells.first()
            place, headings = heading_place(first, is_header)
            if place is not None or not cells.is_blank():
                names = first[place] if place is not None else []
                header = tuple(name.strip().casefold() for name in names)
                sheets.append(_Sheet(meta.name, cells, headings, header))
    return sheets


def _chosen(sheets: Sequence[_Sheet], file: str, choose: ChooseSheet | None) -> tuple[_Sheet, ...]:
    """The sheets that are meant: of several that fit, a person says which."""
    if not sheets:
        raise KitError(say("{file} has no visible sheet with anything in it.", file=file))
    best = max(sheets, key=lambda sheet: sheet.headings)
    fitting = [sheet for sheet in sheets if sheet is best or _fits_as_well(sheet, best)]
    if choose is not None:
        alike = [sheet for sheet in fitting if sheet.header == best.header]
        names = choose(_names(sheets), _names(fitting), _names(alike))
        return tuple(sheet for sheet in sheets if sheet.name in names)
    if len(fitting) > 1:
        raise KitError(
            say(
                "{file} has several sheets that could be meant: {sheets}. Save the one you mean "
                "as a file of its own.",
                file=file,
                sheets=[Quoted(sheet.name) for sheet in fitting],
            )
        )
    return (best,)


def _names(sheets: Sequence[_Sheet]) -> Names:
    return tuple(sheet.name for sheet in sheets)


def _fits_as_well(sheet: _Sheet, best: _Sheet) -> bool:
    """Whether a sheet has as many known headings, or goes on with the same table."""
    if sheet.headings == best.headings:
        return True
    shared = len(sheet.names & best.names)
    return shared >= 3 and shared >= 0.8 * max(len(sheet.names), len(best.names))
