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
from kit.sales.headings.groups import ungrouped
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


def flat(raw: Raw, doubts: Doubts) -> Raw:
    """The file's table of orders as a list: without its neighbours, groups and parts of dates."""
    return _dated(ungrouped(without_neighbour(raw, doubts), doubts))


def _dated(raw: Raw) -> Raw:
    """The file with a column of days, where year, month and day stand in columns of their own."""
    places = [_place(raw, names) for names in _PARTS]
    found = [place for place in places if place is not None]
    if len(found) < len(places):
        return raw
    if any(holds_dates(raw, place) for place in range(len(raw.header))):
        return raw
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
    heading = "Дата" if re.search("[а-яё]", raw.header[found[0]].casefold()) else "Date"
    return replace(
        raw,
        header=(*raw.header, heading),
        cells=raw.cells.append_column(f"c{len(raw.header)}", days.cast(pa.string())),
        notes=(
            *raw.notes,
            say(
                "The day is put together from {columns}.",
                columns=[Quoted(raw.header[place]) for place in found],
            ),
        ),
    )


def _place(raw: Raw, names: Sequence[str]) -> int | None:
    known = set(map(plain, names))
    places = [place for place, heading in enumerate(raw.header) if plain(heading) in known]
    return places[0] if len(places) == 1 else None
