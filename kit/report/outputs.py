"""The files that a diagnosis and a design leave: which there are, and how each is rendered."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from kit.company.model import Company
from kit.disk import Render, replace_set
from kit.errors import KitError
from kit.language import say
from kit.questions.finding import Finding
from kit.report.html import page
from kit.report.results import firings_table, results_document, set_aside_table
from kit.sales.tables import Sales

REPORT, RESULTS, FIRINGS, SET_ASIDE = NAMES = (
    "report.html", "results.json", "firings.csv", "set_aside.csv",
)  # fmt: skip


def write_diagnosis(
    folder: Path, company: Company, sales: Sales | None, findings: tuple[Finding, ...]
) -> dict[str, Path]:
    """Write the report and the files for machines; the paths written, by their names.

    The same input gives the same bytes: no clock, no machine and no folder name is written.
    Without sales there is nothing to say in the two CSV files: they are not written, and none of
    an earlier run stays beside the new results.

    Raises
    ------
    KitError
        The folder cannot be written to. What is in it is of one run, or the message says that it
        is not.
    """
    files: dict[str, Render] = {
        REPORT: lambda stream: stream.write(page(company, sales, findings).encode()),
        RESULTS: lambda stream: stream.write(results_document(company, sales, findings).encode()),
    }
    if sales is not None:
        files[FIRINGS] = lambda stream: firings_table(stream, company, sales)
        files[SET_ASIDE] = lambda stream: set_aside_table(stream, company, sales)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_set(folder, files, [name for name in NAMES if name not in files])
    except OSError as error:
        raise KitError(
            say(
                "The folder {folder} cannot be written to ({reason}). Close its files if they "
                "are open elsewhere, or name another folder with --out.",
                folder=str(folder),
                reason=error.strerror or str(error),
            )
        ) from None
    return {name: folder / name for name in files}


def write_lots(path: Path, design: Finding) -> Path:
    """Write the lots of an experiment as the CSV that `experiment=FILE` reads again.

    Raises
    ------
    KitError
        The file cannot be written; an earlier one is as it was.
    """

    def lots(stream: IO[bytes]) -> None:
        design.details["allocation"].to_csv(
            stream, mode="wb", index=False, encoding="utf-8", lineterminator="\n",
            date_format="%Y-%m-%d",
        )  # fmt: skip

    try:
        if path.exists() and not path.is_file() and not path.is_dir():  # a pipe keeps no old file
            with path.open("wb") as stream:
                lots(stream)
        else:
            replace_set(path.parent, {path.name: lots})
    except OSError as error:
        raise KitError(
            say(
                "{file} cannot be written ({reason}). Close it if it is open elsewhere, or name "
                "another file with --out.",
                file=str(path),
                reason=error.strerror or str(error),
            )
        ) from None
    return path
