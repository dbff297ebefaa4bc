"""What one file holds and what its columns would be taken for, before anything is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Quoted, Text, say
from kit.sales.doubts import Doubts, Unanswered
from kit.sales.files.formats import read_file
from kit.sales.files.raw import Raw
from kit.sales.headings.flat import flat
from kit.sales.headings.match import match_columns
from kit.sales.headings.names import (
    addresses,
    explicit_names,
    has_column,
    header_score,
    layout_of,
    shortened,
)
from kit.sales.inputs import Input, mapped_names, sheet_chooser
from kit.sales.tables import TABLES, column_name

SAMPLES = 3
SEARCHED = 1000  # rows in which samples are looked for
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Preview:
    """One file before it is read.

    Attributes
    ----------
    table
        The canonical table that it is taken for.
    samples
        Each column of the file, by a name that a map can mean, with up to three different values.
    proposed
        Canonical column to the file's column that would be taken if there were no map.
    mapped
        Canonical column to the file's column that the map names.
    taken
        Canonical column to the file's column that will be read.
    candidates
        Canonical columns for which several columns come into question when there is no map.
    asked
        Canonical columns that only a person can decide: several candidates or none, and needed.
    problem
        Why the columns cannot be used as they stand; None where they can.
    """

    table: str
    samples: Mapping[str, tuple[str, ...]]
    proposed: Mapping[str, str]
    mapped: Mapping[str, str]
    taken: Mapping[str, str]
    candidates: Mapping[str, tuple[str, ...]]
    asked: tuple[str, ...]
    problem: Text | None

    @property
    def unused(self) -> tuple[str, ...]:
        """The file's columns that nothing is read from."""
        return tuple(name for name in self.samples if name not in self.taken.values())

    @property
    def columns(self) -> list[Text]:
        """Each column of the file with its values and what it is taken for."""
        meanings = {column: wanted for wanted, column in self.taken.items()}
        for wanted in self.asked:
            for column in self.candidates.get(wanted, ()):
                meanings.setdefault(column, f"?{wanted}")
        return [_told(name, samples, meanings.get(name)) for name, samples in self.samples.items()]


def _told(name: str, samples: tuple[str, ...], meaning: str | None) -> Text:
    held = " · ".join(shortened(sample) for sample in samples) or "–"
    if meaning is None:
        return say("   {column}: {samples}", column=Quoted(name), samples=held)
    wanted = column_name(meaning.removeprefix("?"))
    if meaning.startswith("?"):
        return say(
            "   {column}: {samples} → perhaps {meaning}",
            column=Quoted(name),
            samples=held,
            meaning=wanted,
        )
    return say(
        "   {column}: {samples} → {meaning}", column=Quoted(name), samples=held, meaning=wanted
    )


def preview_file(
    path: Path,
    table: str,
    *,
    name: str = "",
    map: Mapping[str, str] = _NOTHING,
    lines: bool = False,
    answers: Mapping[str, str] = _NOTHING,
) -> Preview:
    """Which column of a file would be taken for what, and what has to be asked.

    Parameters
    ----------
    path, table
        The file, and the canonical table that it holds.
    name
        The file's name in messages; empty: the last part of the path.
    map
        As for `read_sales`; what names no column of this file is passed over.
    lines
        Order lines are given as well, so orders need no amount of their own.
    answers
        As for `read_sales`; what they say of columns counts as the map does. Of several sheets that
        could be meant, the first is shown until a person says which.

    Raises
    ------
    KitError
        The file cannot be read at all. Columns that are missing or open are no error here.
    """
    of_table = {
        column.name: answers[key]
        for column in TABLES[table]
        if (key := f"{table}.{column.name}") in answers
    }
    stated = {**of_table, **mapped_names(map, table)}
    score = header_score(table, list(stated.values()))
    choose = sheet_chooser(Input(table, path, name or path.name), Doubts(answers))
    raw = read_file(
        path,
        name or path.name,
        is_header=score,
        choose_sheet=choose,
        doubts=Doubts(answers),
    )
    if table == "orders":
        raw = flat(raw, Doubts(answers))
    names = explicit_names(raw.header)
    here = {wanted: column for wanted, column in stated.items() if has_column(raw, column)}
    without, stands = _Inquiry(raw, table, lines), _Inquiry(raw, table, lines, answers)
    proposed, taken = without.run({}), stands.run(here)
    return Preview(
        table=table,
        samples={name: _samples(raw.cells.column(place)) for place, name in enumerate(names)},
        proposed={wanted: names[place] for wanted, place in proposed.items()},
        mapped={
            wanted: names[taken[wanted]] if wanted in taken else column
            for wanted, column in here.items()
        },
        taken={wanted: names[place] for wanted, place in taken.items()},
        candidates=without.candidates,
        asked=tuple(stands.asked),
        problem=stands.problem,
    )


def likely_table(path: Path, name: str = "") -> str:
    """The canonical table that a file most probably holds: a proposal for a person to confirm.

    It is the table of a known export, such as one of leads; else the one whose required columns are
    all found or in question, and of these the one that uses most of the file's columns; orders
    where there is none. Orders with numbers of their own may have their amounts in another file, of
    order lines.

    Raises
    ------
    KitError
        The file cannot be read at all.
    """
    scores = [header_score(table) for table in TABLES]
    raw = read_file(
        path,
        name or path.name,
        is_header=lambda cells: max(score(cells) for score in scores),
        choose_sheet=sheet_chooser(Input("orders", path, name or path.name), Doubts()),
        doubts=Doubts(),
    )
    exported = {table for table in TABLES if layout_of(table, raw.header)}
    if len(exported) == 1 and "orders" not in exported:
        return exported.pop()
    best, most = "orders", 0
    for table, lines in (("orders", True), *((table, False) for table in TABLES)):
        inquiry = _Inquiry(raw, table, lines=lines)
        found = inquiry.run({})
        in_question = len(found) + len(inquiry.candidates)
        if lines and "order_id" not in found:
            continue
        if not inquiry.missing and in_question > most:
            best, most = table, in_question
    return best


class _Inquiry:
    """A search whose questions stay open. What rests on a provisional answer is not found."""

    def __init__(
        self, raw: Raw, table: str, lines: bool, answers: Mapping[str, str] = _NOTHING
    ) -> None:
        self.raw, self.table, self.lines, self.answers = raw, table, lines, answers
        self.names = explicit_names(raw.header)
        self.candidates: dict[str, tuple[str, ...]] = {}
        self.asked: list[str] = []
        self.missing: tuple[str, ...] = ()
        self.problem: Text | None = None

    def run(self, mapped: Mapping[str, str]) -> dict[str, int]:
        """Canonical column to its position, for those that are beyond doubt."""
        doubts = Doubts(self.answers)
        try:
            match = match_columns(
                self.raw, self.table, mapped, qualify=True, lines=self.lines, doubts=doubts
            )
        except KitError as error:
            self.problem = error.text
            return {}
        if match.asked:  # all else is asked when it is read
            self.problem = Unanswered(doubts.open).text
        self.asked += match.asked
        self.missing = tuple(name for name in match.asked if name not in match.several)
        place_of = {name: place for place, name in enumerate(addresses(self.raw.header))}
        for wanted, columns in match.asked.items():
            if columns:
                self.candidates[wanted] = columns
        for wanted, columns in match.left_out.items():
            self.candidates[wanted] = tuple(self.names[place_of[column]] for column in columns)
        return {
            wanted: place for wanted, place in match.positions.items() if wanted not in match.asked
        }


def _samples(cells: pa.ChunkedArray) -> tuple[str, ...]:
    first = pc.drop_null(pc.utf8_trim_whitespace(cells.slice(0, SEARCHED)))
    return tuple(dict.fromkeys(first.to_pylist()))[:SAMPLES]
