"""Files that have arrived, taken into the company folder: each looked at before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Text
from kit.lessons.start.edits import DataFile, add_files, keep_upload
from kit.lessons.widgets.desk import Desk
from kit.sales.files.locked import Locked
from kit.sales.headings.preview import likely_table

KINDS = ".csv,.tsv,.txt,.xlsx,.xls,.xlsb,.xlsm,.ods,.parquet,.htm,.html"


def bring(desk: Desk, uploads: Sequence[tuple[str, Path]]) -> Text | None:
    """Take files into the company; gives back what is wrong with one of them, or None.

    Parameters
    ----------
    desk : Desk
        The company's.
    uploads : sequence of (str, Path)
        What each file is called, and where it lies inside the company folder.
    """
    files, problem = keep(desk.company, uploads)
    if files:
        desk.change(lambda company: add_files(company, files))
    return problem


def keep(
    company: Company, uploads: Sequence[tuple[str, Path]]
) -> tuple[list[DataFile], Text | None]:
    """The files that were kept, up to the first that cannot be, and what is wrong with that one.

    Parameters
    ----------
    company : Company
        One that lies in a folder.
    uploads : sequence of (str, Path)
        As in `bring`.
    """
    files: list[DataFile] = []
    try:
        for name, arrived in uploads:
            table = likely(arrived, name)  # before an unreadable file is kept
            files.append(DataFile(table, keep_upload(company, name, arrived)))
    except KitError as error:
        return files, error.text
    return files, None


def likely(path: Path, name: str) -> str:
    """The table that a file most probably holds; orders while it is locked by a password."""
    try:
        return likely_table(path, name)
    except Locked:
        return "orders"
