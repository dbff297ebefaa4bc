"""Two tables on one sheet, beside or below each other: each is named, and none is mixed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Text, say, say_n
from kit.sales.cells import words
from kit.sales.cells.written_dates import parse_date
from kit.sales.cells.written_figures import parse_figure
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.files.raw import Raw, SetAside
from kit.sales.headings.names import plain, shortened, some, synonyms
from kit.sales.tables import TABLES

Mask = npt.NDArray[np.bool_]

BESIDE, ABOVE = "orders.beside", "orders.above"
FEWEST = 2  # headings that make a table
SEARCHED = 5000  # rows without a day that are looked at for headings


@cache
def _known() -> frozenset[str]:
    """Every name of a column of any table."""
    return frozenset(
        name for table in TABLES for names in synonyms(table).values() for name in names
    )


# ---- beside --------------------------------------------------------------------------------------


def without_neighbour(raw: Raw, doubts: Doubts) -> Raw:
    """Of tables that stand side by side with a blank column between them, the one of the orders.

    Columns behind a blank one are a table of their own where they end, or begin to be blank,
    earlier than the others. Two that may both be orders are asked about.
    """
    blocks = _blocks(raw)
    if len(blocks) < 2 or not _end_apart(raw, blocks):
        return raw
    possible = [block for block in blocks if _may_be_orders(raw, block)]
    if not possible:
        return raw
    names = {str(number): block for number, block in enumerate(possible, start=1)}
    chosen = possible[0]
    if len(possible) > 1:
        text = say(
            "{file}: {n} tables are side by side, with blank columns between them. Which of "
            "them are the orders?",
            file=raw.file,
            n=len(blocks),
        )
        choices = tuple(
            Choice(name, _told(raw, block), int(_filled(raw, block).sum()))
            for name, block in names.items()
        )
        chosen = names[doubts.ask(Doubt(BESIDE, text, choices))]
    return _alone(raw, chosen, [block for block in blocks if block is not chosen])


def _blocks(raw: Raw) -> list[range]:
    """Runs of columns between those without heading and cells, of which two and more are named."""
    blocks, begin = [], 0
    for place in range(len(raw.header) + 1):
        cells = raw.cells.column(place) if place < len(raw.header) else None
        if cells is not None and (raw.header[place] or cells.null_count < len(cells)):
            continue
        block = range(begin, place)
        if sum(bool(raw.header[at]) for at in block) >= FEWEST:
            blocks.append(block)
        begin = place + 1
    return blocks


def _filled(raw: Raw, block: range) -> Mask:
    filled = np.zeros(len(raw.rows), dtype=np.bool_)
    for place in block:
        filled |= raw.cells.column(place).is_valid().to_numpy()
    return filled


def _end_apart(raw: Raw, blocks: Sequence[range]) -> bool:
    """Whether each run is filled from the top without a gap, and not all to the same row."""
    filled = [_filled(raw, block) for block in blocks]
    lengths = [int(rows.sum()) for rows in filled]
    whole = all(rows[:length].all() for rows, length in zip(filled, lengths, strict=True))
    return whole and min(lengths) > 0 and len(set(lengths)) > 1


def _may_be_orders(raw: Raw, block: range) -> bool:
    headings = {plain(raw.header[place]) for place in block}
    return all(
        not headings.isdisjoint(synonyms("orders")[name]) for name in ("client_id", "ordered_on")
    )


def _told(raw: Raw, block: range) -> Text:
    return say(
        "that with the columns {columns}",
        columns=some([raw.header[place] for place in block if raw.header[place]], 5),
    )


def _alone(raw: Raw, block: range, others: Sequence[range]) -> Raw:
    filled = _filled(raw, block)
    names = [f"c{place}" for place in range(len(block))]
    cells = raw.table.select(list(block))
    beside = say("belongs to the table beside the orders")
    aside = [
        SetAside(int(raw.rows[at]), beside, _record(raw, at))
        for at in np.flatnonzero(~filled).tolist()
    ]
    note = say(
        "Beside the orders is another table, which is not read: {tables}.",
        tables=[_told(raw, other) for other in others],
    )

    def moved(places: frozenset[int]) -> frozenset[int]:
        return frozenset(block.index(place) for place in places if place in block)

    return replace(
        raw,
        header=tuple(raw.header[place] for place in block),
        cells=cells.rename_columns(names).filter(filled),
        rows=raw.rows[filled],
        set_aside=(*raw.set_aside, *aside),
        date_cells=moved(raw.date_cells),
        number_cells=moved(raw.number_cells),
        notes=(*raw.notes, note),
    )


def _record(raw: Raw, at: int) -> str:
    cells = [raw.cells.column(place)[at].as_py() for place in range(len(raw.header))]
    return " | ".join(cell.strip() for cell in cells if cell)


# ---- above ---------------------------------------------------------------------------------------


def ask_about_rows_above(raw: Raw, doubts: Doubts) -> None:
    """Ask where rows with a day and a figure stand above the headings: another table, or orders."""
    above = [
        row for row in raw.set_aside if len(raw.rows) and row.row < raw.rows[0] and _is_record(row)
    ]
    if len(above) < FEWEST:
        return
    text = say_n(
        "{file}: {n} row with a day and a figure is above the headings ({record}). It is not "
        "read. If it is an order, put the headings above it.",
        "{file}: {n} rows with a day and a figure are above the headings (such as {record}). "
        "They are not read. If they are orders, put the headings above them.",
        len(above),
        file=raw.file,
        record=shortened(above[0].record),
    )
    choice = Choice("leave-out", say("they are no orders: leave them out"), len(above))
    doubts.ask(Doubt(ABOVE, text, (choice,)))


def _is_record(row: SetAside) -> bool:
    cells = row.record.split(" | ")
    days = [cell for cell in cells if _is_day(cell)]
    figures = [cell for cell in cells if cell not in days and parse_figure(cell) is not None]
    return bool(days and figures)


def _is_day(cell: str) -> bool:
    return parse_figure(cell) is None and parse_date(cell) is not None


# ---- below ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Below:
    """Another table below the first one.

    Attributes
    ----------
    rows
        Its headings, the line that names it, and its rows. Shape (rows of the file,).
    members
        Its rows alone.
    headings, title
        As they are written; the title is "" where there is none.
    row
        The number of the row of its headings.
    same_places
        Whether these of its columns, which the first table is read from, stand in the same places.
    other_places
        Columns that are headed otherwise than in the first table.
    """

    rows: Mask
    members: Mask
    headings: tuple[str, ...]
    title: str
    row: int
    same_places: bool
    other_places: tuple[int, ...]


def tables_below(raw: Raw, undated: Mask, unread: Mask, needed: Sequence[int]) -> list[Below]:
    """Tables with headings of their own below the first one.

    Parameters
    ----------
    undated, unread
        Rows without a day, and those of them whose cell is none: headings are among them.
    needed
        The places of the columns that orders are read from.
    """
    gaps = np.r_[False, np.diff(raw.rows) > 1]
    near = gaps.copy()  # a blank row, perhaps lines of text, and the headings
    for lines in (1, 2):
        near[lines:] |= gaps[:-lines]
    own = {plain(heading) for heading in raw.header if heading}
    places_of_rows = np.flatnonzero(undated & (near | unread))[:SEARCHED]
    columns = [column.take(pa.array(places_of_rows)).to_pylist() for column in raw.cells.columns]
    starts: list[tuple[int, list[str]]] = []
    for at, *row_cells in zip(places_of_rows.tolist(), *columns, strict=True):
        written = [(cell or "").strip() for cell in row_cells]
        if at and _are_headings(written, own):
            starts.append((at, written))
    found = []
    for number, (at, cells) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(raw.rows)
        rows = np.zeros(len(raw.rows), dtype=np.bool_)
        members = rows.copy()
        members[at + 1 : end] = True
        alike = [plain(cell) == plain(raw.header[place]) for place, cell in enumerate(cells)]
        same = all(alike[place] or not cell for place, cell in enumerate(cells))
        rows[at] = True
        title = ""
        if not same:
            rows |= members
            above = [raw.cells.column(place)[at - 1].as_py() for place in range(len(raw.header))]
            if undated[at - 1] and sum(bool(cell) for cell in above) == 1:
                rows[at - 1], title = True, next(cell.strip() for cell in above if cell)
        else:
            members[:] = False
        places = all(alike[place] for place in needed)
        headings = tuple(cell for cell in cells if cell)
        others = tuple(place for place, like in enumerate(alike) if not like)
        row = int(raw.rows[at])
        found.append(Below(rows, members, headings, title, row, places, others))
    return found


def without_cells(raw: Raw, table: Below) -> Raw:
    """The file without the cells of another table's rows that stand under other headings."""
    cells, members = raw.table, pa.array(table.members)
    for place in table.other_places:
        name = cells.column_names[place]
        blanked = pc.if_else(members, pa.scalar(None, pa.string()), cells.column(place))
        cells = cells.set_column(place, name, blanked)
    return replace(raw, cells=cells)


def _are_headings(cells: Sequence[str], own: set[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    names = {plain(cell): cell for cell in filled}
    headings = [cell for name, cell in names.items() if name in own or name in _known()]
    known = sum(not words.is_total(cell) for cell in headings)
    if known < FEWEST or 2 * known < len(names) or len(names) < len(filled):
        return False
    return all(parse_figure(cell) is None and not _is_day(cell) for cell in filled)
