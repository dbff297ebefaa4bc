"""Text files of cells: comma, semicolon, tab or bar separated."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from kit.errors import KitError
from kit.language import Text, say
from kit.sales.doubts import Doubts
from kit.sales.files.blocks import Record, TextFile, blocks
from kit.sales.files.encoding import detect_encoding
from kit.sales.files.raw import (
    HEADING_ROWS,
    IsHeader,
    Raw,
    SetAside,
    heading_place,
    table_of_records,
)

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": say("comma"), ";": say("semicolon"), "\t": say("tab"), "|": say("vertical bar")}
_SAMPLE = 1 << 16


def read_delimited(
    path: Path, file: str, sha256: str, is_header: IsHeader, doubts: Doubts | None = None
) -> Raw:
    """A text file of cells as `Raw`; `is_header` counts the known column names of a row.

    `doubts`: where the encoding is asked, if the bytes do not show it.

    Raises
    ------
    KitError
        The file is no text, is empty, or its quotation marks do not pair up.
    """
    detected = detect_encoding(path, file, doubts)
    try:
        with path.open(encoding=detected.codec, errors=detected.errors, newline="") as stream:
            declared = _declared_delimiter(stream.readline())
            if declared is None:
                stream.seek(0)
            delimiter = declared or _delimiter(stream.read(_SAMPLE), path.suffix, is_header)
            stream.seek(0)
            notes: tuple[Text, ...] = (
                detected.note,
                say("Cells are separated by: {delimiter}.", delimiter=_name(delimiter)),
            )
            skipped = 0
            if declared is not None:
                stream.readline()
                skipped = 1
            records = _records(stream, delimiter, skipped, file)

            def records_from(line: int) -> Iterator[Record]:
                stream.seek(0)
                for _ in range(line - 1):
                    stream.readline()
                return _records(stream, delimiter, line - 1, file)

            text = TextFile(path, detected.codec, detected.errors, delimiter, records_from)
            raw = table_of_records(
                file, sha256, records, is_header, notes=notes, blocks=partial(blocks, text)
            )
    except UnicodeError as error:
        raise KitError(
            say(
                "{file} begins as {name} and holds bytes that are not. Save it as “CSV UTF-8” or "
                "as a workbook (.xlsx).",
                file=file,
                name=detected.codec,
            )
        ) from error
    if declared is None:
        return raw
    first = SetAside(1, say("is above the column headings"), f"sep={declared}")
    return replace(raw, set_aside=(first, *raw.set_aside))


def _name(delimiter: str) -> Text | str:
    return _NAMES.get(delimiter, delimiter)


def _declared_delimiter(line: str) -> str | None:
    """The sign after "sep=", a line with which spreadsheets declare the delimiter."""
    line = line.rstrip("\r\n")
    return line[4] if len(line) == 5 and line.startswith("sep=") else None


def _delimiter(sample: str, suffix: str, is_header: IsHeader) -> str:
    """The delimiter that finds most known headings; then the one that cuts rows most evenly."""
    preferred = "\t" if suffix.lower() in (".tsv", ".tab") else None

    def fitness(delimiter: str) -> tuple[int, float, bool, int]:
        rows = _sample_rows(sample, delimiter)
        _, headings = heading_place(rows, is_header)
        cells, same = Counter(len(row) for row in rows).most_common(1)[0] if rows else (1, 0)
        evenness = same / len(rows) if cells > 1 else 0.0
        return headings, evenness, delimiter == preferred, cells

    return max(_DELIMITERS, key=fitness)


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    lines = io.StringIO(sample, newline="")
    rows: list[list[str]] = []
    try:
        rows.extend(islice(csv.reader(lines, delimiter=delimiter), HEADING_ROWS))
    except csv.Error:
        return []
    return [row for row in rows if row]


def _records(lines: Iterable[str], delimiter: str, skipped: int, file: str) -> Iterator[Record]:
    """Rows with the line on which each starts."""
    current: list[str] = []

    def remembered() -> Iterator[str]:
        for line in lines:
            current.append(line)
            yield line

    reader = csv.reader(remembered(), delimiter=delimiter)
    start = 1 + skipped
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _stray_mark(file, start) from error
        if row is None:
            return
        # a stray quotation mark swallows the rows up to the next one: never in silence
        if len(current) > 1 and not _pairs_up("".join(current), delimiter):
            raise _stray_mark(file, start)
        if row:
            yield start, row
        start += len(current)
        current.clear()


def _pairs_up(record: str, delimiter: str) -> bool:
    try:
        list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _stray_mark(file: str, line: int) -> KitError:
    return KitError(
        say(
            "{file}, line {line:plain}: a cell opens with a quotation mark that is not closed "
            "before the next cell. So the rows after it cannot be told apart. Double the "
            "quotation marks inside cells, or export the file as a workbook (.xlsx).",
            file=file,
            line=line,
        )
    )
