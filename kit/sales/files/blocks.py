"""Text files of cells, block by block: Arrow cuts the lines that are written regularly.

A line is regular if it has as many cells as there are headings, and if every quotation mark in it
opens a cell, closes one or is doubled. So much shows without reading the cells, and means the same
to Arrow as to Python's `csv`, which reads all other lines.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv as arrow_csv

Record = tuple[int, Sequence[str]]
Ints = npt.NDArray[np.int64]

SIZE = 1 << 24  # bytes that are read at a time
LONGEST = 100_000  # bytes of a row; Python's csv refuses cells that are a little longer
ROWS = 65_536  # read one by one at a time
_NEWLINE, _RETURN, _QUOTE = b'\n\r"'


@dataclass(frozen=True)
class TextFile:
    """A text file of cells of which the first rows are known.

    `codec` and `errors`: its encoding, as Python calls it. `records_from`: all records from a line
    on, one by one.
    """

    path: Path
    codec: str
    errors: str
    delimiter: str
    records_from: Callable[[int], Iterator[Record]]


@dataclass(frozen=True)
class Block:
    """Some rows: the columns of the regular ones with the line on which each starts, and others."""

    cells: Sequence[pa.Array]
    rows: Ints
    odd: Sequence[Record]


def blocks(file: TextFile, line: int, width: int) -> Iterator[Block]:
    """All rows from a line on, on which a row begins; a regular one has `width` cells.

    Blank lines are no rows. Where quotation marks are not regular, the rest is read one by one.
    """
    skipped, rest = line - 1, b""
    for piece in _pieces(file):
        text = rest + piece
        if not _is_plain(text):
            break
        begin = 0
        while skipped and (end := text.find(b"\n", begin) + 1):
            skipped, begin = skipped - 1, end
        rest = text = text[begin:]
        if skipped:
            continue
        cut = _Rows.of(text, file.delimiter, complete=not piece)
        block = None if cut is None else cut.block(text, width, line, file.delimiter)
        if cut is None or block is None:
            break
        yield block
        line, rest = line + cut.lines, text[cut.size :]
    else:
        return
    records = file.records_from(line)
    while some := list(islice(records, ROWS)):
        yield Block((), np.zeros(0, np.int64), some)


def _pieces(file: TextFile) -> Iterator[bytes]:
    """The file as UTF-8; the last piece is empty."""
    as_it_is = file.codec == "utf-8" and file.errors == "strict"
    decoder = codecs.getincrementaldecoder(file.codec)(file.errors)
    with file.path.open("rb") as stream:
        while piece := stream.read(SIZE):
            text = decoder.decode(piece)  # which also sees bytes that are not what they should be
            if text or as_it_is:
                yield piece if as_it_is else text.encode()
    if end := decoder.decode(b"", final=True):
        yield end.encode()
    yield b""


def _is_plain(text: bytes) -> bool:
    """Whether lines end in one way only, and nothing is there that Arrow treats differently."""
    if b"\0" in text:
        return False
    returns = text.count(b"\r") - text.endswith(b"\r") if b"\r" in text else 0
    return not returns or returns == text.count(b"\r\n")


@dataclass(frozen=True)
class _Rows:
    """Where the rows in a piece of text begin and end (before the line's end), and their cells.

    `lines` that they take, `size` in bytes.
    """

    begins: Ints
    ends: Ints
    delimiters: Ints
    newlines: Ints
    lines: int
    size: int
    quoted: bool

    @classmethod
    def of(cls, text: bytes, delimiter: str, *, complete: bool) -> _Rows | None:
        """None where quotation marks are not regular, or a row is very long.

        `complete`: the text ends here, also without the end of a line.
        """
        signs = np.frombuffer(text, np.uint8)
        newlines = np.flatnonzero(signs == _NEWLINE)
        delimiters = np.flatnonzero(signs == ord(delimiter))
        ends = newlines
        quoted = b'"' in text
        if quoted:
            quotes = np.flatnonzero(signs == _QUOTE)
            if not _regular(signs, quotes, ord(delimiter), complete=complete):
                return None
            ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
            delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
        size = int(ends[-1]) + 1 if len(ends) else 0
        if complete and size < len(text):
            ends, size = np.append(ends, len(text)), len(text)
        begins = np.concatenate([np.zeros(min(len(ends), 1), np.int64), ends[:-1] + 1])
        if (ends - begins).max(initial=len(text) - size) > LONGEST:
            return None
        lines = int(np.searchsorted(newlines, size))
        returned = (ends > begins) & (signs[ends - 1] == _RETURN) if len(ends) else False
        return cls(begins, ends - returned, delimiters, newlines, lines, size, quoted)

    def block(self, text: bytes, width: int, line: int, delimiter: str) -> Block | None:
        """The rows, the first on a line of this number; None where Arrow cuts them differently."""
        before = np.searchsorted(self.delimiters, self.begins)
        cells = np.searchsorted(self.delimiters, self.ends) - before + 1
        filled = self.ends > self.begins
        regular = filled & (cells == width)
        rows = line + np.searchsorted(self.newlines, self.begins)
        whole = bool(regular.all())
        chosen = text[: self.size] if whole else b"".join(self._stretches(text, regular))
        arrays = _cut(chosen, width, delimiter, quoted=self.quoted)
        if arrays and len(arrays[0]) != regular.sum():
            return None
        odd = [
            (number, _record(text[begin:end], delimiter))
            for number, begin, end in zip(
                *(each[filled & ~regular].tolist() for each in (rows, self.begins, self.ends)),
                strict=True,
            )
        ]
        return Block(arrays, rows[regular], odd)

    def _stretches(self, text: bytes, regular: npt.NDArray[np.bool_]) -> Iterator[bytes]:
        """The text of the regular rows, as many at a time as follow each other."""
        changes = np.flatnonzero(np.diff(regular, prepend=False, append=False)).tolist()
        for first, last in zip(changes[::2], changes[1::2], strict=True):
            yield text[self.begins[first] : self.ends[last - 1]] + b"\n"


def _regular(signs: npt.NDArray[np.uint8], quotes: Ints, delimiter: int, *, complete: bool) -> bool:
    """Whether every quotation mark opens a cell, closes one or is doubled."""
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, signs[opening - 1], _NEWLINE)
    after = signs[np.minimum(closing + 1, len(signs) - 1)]
    last = closing + 1 == len(signs)
    if complete and len(opening) > len(closing):
        return False
    return bool(
        np.isin(before, (delimiter, _NEWLINE, _QUOTE)).all()
        and (last | np.isin(after, (delimiter, _NEWLINE, _RETURN, _QUOTE))).all()
    )


def _cut(text: bytes, width: int, delimiter: str, *, quoted: bool) -> list[pa.Array]:
    """The columns of rows that all have as many cells."""
    if not text:
        return []
    if text.startswith(codecs.BOM_UTF8):  # in the first cell; Arrow takes one away
        text = codecs.BOM_UTF8 + text
    names = [f"c{place}" for place in range(width)]
    table = arrow_csv.read_csv(
        pa.BufferReader(text),
        arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(text) + 1),
        arrow_csv.ParseOptions(
            delimiter=delimiter,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
        ),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    return [column.combine_chunks() for column in table.columns]


def _record(text: bytes, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(text.decode(), newline=""), delimiter=delimiter))
