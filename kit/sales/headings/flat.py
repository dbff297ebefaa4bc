"""A sheet of any shape as a flat list: one table, one row each, its day in one column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Quoted, say
from kit.sales.doubts import Doubts
from kit.sales.files.raw import Raw
from kit.sales.headings.groups import DOCUMENT, ungrouped
from kit.sales.headings.likely import holds_dates
from kit.sales.headings.names import plain
from kit.sales.headings.neighbours import without_neighbour

_PARTS = tuple(
    names.split(", ")
    for names in (
        "year, order year, sales year, год, jahr, año, année, ano, anno, jaar, rok, yıl",
        "month, order month, sales month, месяц, monat, mes, mois, mês, mese, maand, miesiąc, ay",
        "day, order day, sales day, день, число, tag, día, jour, dia, giorno, dag, dzień, gün",
    )
)


SAMPLE, NEARLY = 100, 0.95  # cells that name a document with its day: the first, and all


def flat(raw: Raw, doubts: Doubts) -> Raw:
    """The file's table of orders as a list: without its neighbours, groups and parts of dates."""
    return _dated(ungrouped(without_neighbour(raw, doubts), doubts))


def _dated(raw: Raw) -> Raw:
    """The file with a column of days, where year, month and day stand in columns of their own."""
    places = [_place(raw, names) for names in _PARTS]
    found = [place for place in places if place is not None]
    documents = [place for place in range(len(raw.header)) if _names_days(raw, place)]
    if len(found) < len(places) and len(documents) != 1:
        return raw
    if any(holds_dates(raw, place) for place in range(len(raw.header))):
        return raw
    if len(found) < len(places):
        cells = raw.cells.column(documents[0])
        return _with(raw, documents, pc.struct_field(pc.extract_regex(cells, DOCUMENT), "day"))
    parts = [
        pc.replace_substring_regex(pc.utf8_trim_whitespace(raw.cells.column(place)), r"\.0+$", "")
        for place in found
    ]
    whole = [pc.match_substring_regex(part, r"^\d{1,4}$") for part in parts]
    if not pc.all(pc.and_(whole[0], pc.and_(whole[1], whole[2]))).as_py():
        return raw
    year, month, day = parts
    days = pc.binary_join_element_wise(
        year, pc.utf8_lpad(month, 2, "0"), pc.utf8_lpad(day, 2, "0"), "-"
    )
    return _with(raw, found, days)


def _with(raw: Raw, places: Sequence[int], days: pa.ChunkedArray) -> Raw:
    """The file with these days, which stood in some of its columns."""
    heading = "Дата" if re.search("[а-яё]", raw.header[places[0]].casefold()) else "Date"
    note = say(
        "The day is taken from {columns}.", columns=[Quoted(raw.header[place]) for place in places]
    )
    return replace(
        raw,
        header=(*raw.header, heading),
        cells=raw.table.append_column(f"c{len(raw.header)}", days.cast(pa.string())),
        notes=(*raw.notes, note),
    )


def _names_days(raw: Raw, place: int) -> bool:
    """Whether each cell names a document with its day: «Реализация 00-1 от 05.01.2024»."""
    if place in raw.number_cells | raw.date_cells:
        return False
    cells = raw.cells.column(place)
    for some in (cells.slice(0, SAMPLE), cells):  # a copy of all only where the first ones agree
        first = pc.match_substring_regex(pc.drop_null(some).slice(0, SAMPLE), DOCUMENT)
        if not pc.all(first).as_py():
            return False
    cells = pc.drop_null(cells)
    if not len(cells):
        return False
    return bool(pc.mean(pc.match_substring_regex(cells, DOCUMENT).cast("int8")).as_py() >= NEARLY)


def _place(raw: Raw, names: Sequence[str]) -> int | None:
    known = set(map(plain, names))
    places = [place for place, heading in enumerate(raw.header) if plain(heading) in known]
    return places[0] if len(places) == 1 else None
