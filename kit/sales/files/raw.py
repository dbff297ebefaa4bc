"""One input file as text cells, before anything in it is understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales.files.blocks import Block, Record

IsHeader = Callable[[Sequence[str]], int]
# from the number of a row, and how many cells a row has, to all rows from there on
BlocksFrom = Callable[[int, int], Iterator[Block]]

BLANK_WORDS = frozenset({"", "NULL", "#N/A", "N/A", "NaN", "None", "nan"})
HEADING_ROWS = 40
_DAY = re.compile(
    r"(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](\d{4}|\d\d))([ T]\d{1,2}:\d\d.*)?"
)
_NUMBER = re.compile(r"[-+]?[$€£₽]?\d[\d\s.,’']*([$€£₽%]|руб\.?|р\.|[A-Z]{3})?")
_YEAR = re.compile(r"(19|20)\d\d")
CHUNK_ROWS = 65_536
_LONGEST_WORD = max(map(len, BLANK_WORDS))


@dataclass(frozen=True)
class SetAside:
    """A row that was read and is not used: where it stands, why, and its cells as text."""

    row: int
    reason: Text
    record: str


@dataclass(frozen=True)
class Raw:
    """One file as text: its headings, its rows, and what was set aside on the way.

    Attributes
    ----------
    file, sha256
        The name as the person gave it; the digest of the bytes.
    header
        The headings as written, outer blanks stripped. Trailing columns without a heading and
        without content are dropped. Names may repeat and may be empty; all are where the file has
        no heading row.
    cells
        One string column per heading, named "c0", "c1", ...; null is a blank cell. Cells are as
        written, with their outer blanks.
    rows
        The number of each row, 1-based, as a spreadsheet or text editor shows it (text: the line on
        which the record starts; Parquet: the first row of data is 1).
    set_aside
        Rows dropped here. Rows read = ``len(cells) + len(set_aside)``; rows that are blank all
        through are no rows.
    date_cells
        Positions of columns with real date cells, written "YYYY-MM-DD" or "YYYY-MM-DD HH:MM:SS".
    number_cells
        Positions of columns in which every cell with a digit is a real number, written with a
        point and without separators (29825.0 as "29825").
    notes
        How the file was read.
    """

    file: str
    sha256: str
    header: tuple[str, ...]
    cells: pa.Table
    rows: npt.NDArray[np.int64]
    set_aside: tuple[SetAside, ...]
    date_cells: frozenset[int]
    number_cells: frozenset[int]
    notes: tuple[Text, ...]

    @property
    def table(self) -> pa.Table:
        """The cells as a table that can be changed; very many rows are then all in memory."""
        return self.cells.slice(0, len(self.rows))


def is_blank(cell: str) -> bool:
    """Whether a cell says nothing: white space, or a word by which systems write "no value"."""
    return cell.strip() in BLANK_WORDS


def blanks_to_null(cells: pa.Array) -> pa.Array:
    """The same strings with blank ones (see `is_blank`) as nulls."""
    trimmed = pc.utf8_trim_whitespace(cells)
    short = pc.fill_null(pc.less_equal(pc.binary_length(trimmed), _LONGEST_WORD), False)
    if not pc.any(short).as_py():
        return cells
    words = pa.array(sorted(BLANK_WORDS))
    blank = pc.replace_with_mask(short, short, pc.is_in(trimmed.filter(short), value_set=words))
    if not pc.any(blank).as_py():
        return cells
    return pc.if_else(blank, pa.scalar(None, pa.string()), cells)


def heading_place(rows: Sequence[Sequence[str]], is_header: IsHeader) -> tuple[int | None, int]:
    """Where the headings stand among the first rows, and how many known names they hold.

    The first row with the largest positive score, else the first row that is not blank; None when
    every row is blank.
    """
    place, best = None, 0
    for index, row in enumerate(rows):
        if all(is_blank(cell) for cell in row):
            continue
        score = is_header(row)
        if place is None or score > best:
            place, best = index, max(score, 0)
    return place, best


def table_of_records(
    file: str,
    sha256: str,
    records: Iterable[Record],
    is_header: IsHeader,
    *,
    notes: tuple[Text, ...] = (),
    blocks: BlocksFrom | None = None,
) -> Raw:
    """Numbered rows of text as `Raw`: finds the headings, sets aside what is not data.

    `blocks`: the same rows in blocks, to be read so once the headings are known.

    Raises
    ------
    KitError
        The file holds nothing, headings only, or no row that fits its headings.
    """
    stream = iter(records)
    first = list(islice(stream, HEADING_ROWS))
    place, _ = heading_place([row for _, row in first], is_header)
    while place is None:  # forty blank lines and more before the first word
        first = list(islice(stream, HEADING_ROWS))
        if not first:
            raise KitError(
                say("{file} is empty: export it again, with the column headings.", file=file)
            )
        place, _ = heading_place([row for _, row in first], is_header)

    above = [
        SetAside(number, say("is above the column headings"), _joined(row))
        for number, row in first[:place]
        if not all(is_blank(cell) for cell in row)
    ]
    header = [cell.strip() for cell in first[place][1]]
    below = place + 1
    if _is_data(header):
        number = first[place][0]
        notes = (*notes, say("Row {row:plain} is data: the file has no headings.", row=number))
        header, below = [""] * max(len(row) for _, row in first[place:]), place
    gathered = _Gathered(header, above)
    after = next(stream, None)
    if blocks is None or after is None:
        rest = chain(first[below:], () if after is None else (after,), stream)
        while chunk := list(islice(rest, CHUNK_ROWS)):
            gathered.add(chunk)
    else:
        gathered.add(first[below:])
        for block in blocks(after[0], len(header)):
            gathered.add_block(block)
    return gathered.finish(file, sha256, notes)


def _is_data(row: Sequence[str]) -> bool:
    """Whether what stands where headings should be is a row of data.

    It holds a day and a number, or nothing but days and numbers. Headings may be months, years or
    days each (in a table of clients and months), or some of them numbers, never that.
    """
    filled = [cell for cell in row if not is_blank(cell)]
    days = sum(1 for cell in filled if _DAY.fullmatch(cell))
    numbers = sum(1 for cell in filled if _NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell))
    return (days > 0 and numbers > 0) or (numbers >= 3 and numbers == len(filled))


class _Gathered:
    """Rows under one heading, taken in chunks so that millions stay in Arrow's columns."""

    def __init__(self, header: list[str], set_aside: list[SetAside]) -> None:
        self.header = header
        self.set_aside = set_aside
        self.too_long = 0
        self.names = [f"c{place}" for place in range(len(header))]
        self.chunks: list[pa.Table] = []
        self.numbers: list[npt.NDArray[np.int64]] = []

    def add(self, records: Sequence[Record]) -> None:
        """Take the next rows: those that fit the headings go to Arrow, the others aside."""
        arrays, numbers = self._columns(records)
        self._keep(arrays, numbers)

    def add_block(self, block: Block) -> None:
        """Take the next rows of a text file, of which the regular ones are cut already."""
        arrays, numbers = block.cells, block.rows
        repeats = self._places_of_headings(arrays)
        odd = [(int(numbers[row]), [str(array[row]) for array in arrays]) for row in repeats]
        others, numbers_of_others = self._columns(sorted([*block.odd, *odd]))
        if repeats:
            others_of_block = np.delete(np.arange(len(numbers)), repeats)
            arrays = [array.take(pa.array(others_of_block)) for array in arrays]
            numbers = numbers[others_of_block]
        if not len(numbers):
            arrays, numbers = others, numbers_of_others
        elif len(numbers_of_others):
            numbers = np.concatenate([numbers, numbers_of_others])
            order = np.argsort(numbers)
            arrays = [
                pa.concat_arrays(pair).take(pa.array(order))
                for pair in zip(arrays, others, strict=True)
            ]
            numbers = numbers[order]
        self._keep(arrays, numbers)

    def _columns(self, records: Sequence[Record]) -> tuple[list[pa.Array], npt.NDArray[np.int64]]:
        """The records that fit the headings, by column, and their numbers."""
        fitting = list(self._fitting(records))
        columns = zip(*(row for _, row in fitting), strict=True)
        arrays = [pa.array(column, pa.string()) for column in columns]
        return arrays, np.fromiter((number for number, _ in fitting), np.int64, len(fitting))

    def _keep(self, arrays: Sequence[pa.Array], numbers: npt.NDArray[np.int64]) -> None:
        """Add rows that are not blank all through."""
        if not len(numbers):
            return
        arrays = [blanks_to_null(array) for array in arrays]
        cells = pa.table(arrays, names=self.names)
        if all(array.null_count for array in arrays):
            kept = reduce(pc.or_, (pc.is_valid(array) for array in arrays))
            cells, numbers = cells.filter(kept), numbers[kept.to_numpy(zero_copy_only=False)]
        self.chunks.append(cells)
        self.numbers.append(numbers)

    def _places_of_headings(self, arrays: Sequence[pa.Array]) -> list[int]:
        """Rows that repeat the headings."""
        if not any(self.header):
            return []
        places = pa.array(np.arange(len(arrays[0]) if arrays else 0))
        for array, heading in zip(arrays, self.header, strict=False):
            cells = array if len(places) == len(array) else array.take(places)
            same = pc.equal(pc.utf8_trim_whitespace(cells), heading)
            places = places.filter(same)
            if not len(places):
                break
        return list(places.to_pylist())

    def _fitting(self, records: Sequence[Record]) -> Iterator[Record]:
        width = len(self.header)
        for number, row in records:
            if len(row) < width:
                row = [*row, *[""] * (width - len(row))]
            elif len(row) > width:
                if not all(is_blank(cell) for cell in row[width:]):
                    self.too_long += 1
                    reason = say_n(
                        "has {n:plain} cell, the headings have {headings:plain}",
                        "has {n:plain} cells, the headings have {headings:plain}",
                        len(row),
                        headings=width,
                    )
                    self.set_aside.append(SetAside(number, reason, _joined(row)))
                    continue
                row = row[:width]
            if row[0].strip() == self.header[0] and self._repeats_headings(row):
                reason = say("repeats the column headings")
                self.set_aside.append(SetAside(number, reason, _joined(row)))
                continue
            yield number, row

    def _repeats_headings(self, row: Sequence[str]) -> bool:
        return any(self.header) and [cell.strip() for cell in row] == self.header

    def finish(self, file: str, sha256: str, notes: tuple[Text, ...]) -> Raw:
        """The whole as `Raw`, or the reason why there is nothing to use."""
        cells = pa.concat_tables(self.chunks) if self.chunks else pa.table([])
        self.set_aside.sort(key=lambda row: row.row)
        if cells.num_rows == 0 and self.too_long:
            example = next(row for row in self.set_aside if row.reason.values)
            raise KitError(
                say(
                    "{file}: every row has more cells than there are headings (for example row "
                    "{row:plain}: {record}). If the numbers have decimal commas, export the file "
                    "with semicolons between the cells, or as a workbook.",
                    file=file,
                    row=example.row,
                    record=example.record,
                )
            )
        if cells.num_rows == 0:
            raise KitError(
                say(
                    "{file} has column headings ({headings}) but no rows under them: export it "
                    "again for a period in which there are records.",
                    file=file,
                    headings=" | ".join(self.header),
                )
            )
        width = len(self.header)
        while width > 1 and not self.header[width - 1] and _all_null(cells.column(width - 1)):
            width -= 1
        return Raw(
            file=file,
            sha256=sha256,
            header=tuple(self.header[:width]),
            cells=cells.select(self.names[:width]),
            rows=np.concatenate(self.numbers),
            set_aside=tuple(self.set_aside),
            date_cells=frozenset(),
            number_cells=frozenset(),
            notes=notes,
        )


def _all_null(column: pa.ChunkedArray) -> bool:
    return bool(column.null_count == len(column))


def _joined(row: Sequence[str]) -> str:
    """A row as one line of text, without the blank cells at its end."""
    last = max((place for place, cell in enumerate(row) if cell.strip()), default=-1)
    return " | ".join(cell.strip() for cell in row[: last + 1])
