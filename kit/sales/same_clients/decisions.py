"""The file in which a person decides, one by one, which spellings are one client."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kit.disk import replace as replace_file
from kit.errors import KitError
from kit.language import Quoted, say
from kit.sales.files.formats import read_file
from kit.sales.same_clients.proposals import Proposal

HEADINGS = ("spelling", "client", "evidence", "rows", "accepted")
_YES = frozenset({"yes", "y", "да", "д", "1", "true", "x", "х", "+"})
_NO = frozenset({"no", "n", "нет", "н", "0", "false", "-", "–"})
_UNSEEN = re.compile(r"[^\S ]|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ESCAPED = re.compile(r"<U\+([0-9A-F]{4,6})>")

Decision = tuple[bool | None, str, int]  # accepted, evidence, rows


@dataclass(frozen=True)
class Merge:
    """A proposal, and what was decided about it; None: nothing yet."""

    proposal: Proposal
    accepted: bool | None = None


def visible(spelling: str) -> str:
    """A spelling in which signs that cannot be seen are written out: `<U+00A0>`."""
    return _UNSEEN.sub(lambda sign: f"<U+{ord(sign[0]):04X}>", spelling)


def write_decisions(path: Path, merges: Iterable[Merge]) -> None:
    """Write every proposal with what was decided, for a person to edit in a spreadsheet.

    Spellings stand in brackets, so that a spreadsheet leaves 01234 and 1234.0 as they are.

    Raises
    ------
    KitError
        The file cannot be written.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(HEADINGS)
    for merge in merges:
        pair = merge.proposal
        names = [f"[{visible(name)}]" for name in (pair.spelling, pair.client)]
        accepted = {True: "yes", False: "no", None: ""}[merge.accepted]
        table.writerow([*names, pair.kind, pair.rows, accepted])
    try:
        replace_file(path, text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise KitError(
            say(
                "{file} cannot be written ({why}).",
                file=str(path),
                why=error.strerror or type(error).__name__,
            )
        ) from error


def read_decisions(path: Path, name: str) -> dict[tuple[str, str], Decision]:
    """Decisions by spelling and client: accepted, refused or neither, the evidence, the rows.

    Raises
    ------
    KitError
        The file cannot be read, lacks a column, or says something other than yes or no.
    """
    raw = read_file(
        path, name, is_header=lambda cells: sum(cell.strip() in HEADINGS for cell in cells)
    )
    missing = [heading for heading in HEADINGS if heading not in (*raw.header, "rows", "evidence")]
    if missing:
        raise KitError(
            say(
                "{file} has no column {columns}: it needs the columns {all}.",
                file=name,
                columns=[Quoted(heading) for heading in missing],
                all=[Quoted(heading) for heading in HEADINGS],
            )
        )
    cells: dict[str, list[str]] = {heading: [""] * len(raw.rows) for heading in HEADINGS}
    for place, heading in enumerate(raw.header):
        if heading in cells:
            cells[heading] = [cell or "" for cell in raw.cells.column(place).to_pylist()]
    decisions: dict[tuple[str, str], Decision] = {}
    for row, spelling, client, kind, rows, word in zip(
        raw.rows.tolist(),
        *(cells[heading] for heading in HEADINGS),
        strict=True,
    ):
        answer = word.strip().casefold()
        if answer and answer not in _YES | _NO:
            raise KitError(
                say(
                    "{file}, row {row:plain}: “{word}” is neither yes nor no.",
                    file=name,
                    row=row,
                    word=word,
                )
            )
        pair = _written(spelling), _written(client)
        if all(pair):
            n = int(rows) if rows.strip().isdigit() else 0
            decisions[pair] = (answer in _YES if answer else None, kind.strip(), n)
    return decisions


def _written(cell: str) -> str:
    """A spelling as it stands in the data, from how the file shows it."""
    text = cell.strip()
    if len(text) > 1 and text[0] == "[" and text[-1] == "]":
        text = text[1:-1]
    return _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text)
