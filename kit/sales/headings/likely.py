"""Which columns could be one that no heading names: by their headings' words and their cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from difflib import SequenceMatcher

import pyarrow.compute as pc

from kit.sales.cells.written_dates import Notation, parse_date
from kit.sales.cells.written_figures import parse_figure
from kit.sales.files.raw import Raw
from kit.sales.headings.names import plain, synonyms
from kit.sales.tables import TABLES, Kind

SEARCHED = 1000  # rows whose cells are looked at
ENOUGH = 0.8  # share of the cells that have to be of the kind
NEAR = 0.84  # of two headings: the least likeness that is no accident
MISSED = 0.8  # at least: a name that makes up three fifths of the heading
_SHARES = ("percent", "процент", "доля", "share", "rate")  # of something: no amount of it
SHORTEST = 4  # letters of a name that may be found inside a heading


def likely_columns(
    raw: Raw, table: str, missing: Sequence[str], taken: Collection[int]
) -> dict[str, list[int]]:
    """For each missing column the positions that could be it, the likeliest first.

    A heading that comes near to a name of the column counts most; the cells have to be of the
    column's kind in any case. Without a near heading a date or an amount is proposed only where
    one column alone has such cells. No column is proposed twice.
    """
    kinds = {column.name: column.kind for column in TABLES[table]}
    cells = [_Cells(raw, place) for place in range(len(raw.header))]
    free = [place for place in range(len(cells)) if place not in taken and cells[place].texts]
    headings = [plain(heading) for heading in raw.header]
    near = {
        name: sorted(
            (place for place in free if _near(headings[place], synonyms(table)[name])
             and cells[place].could_be(kinds[name])),
            key=lambda place: -_nearness(headings[place], synonyms(table)[name]),
        )
        for name in missing
    }  # fmt: skip
    meant = {place for places in near.values() for place in places}
    alone = {}
    for name in missing:
        rest = [
            place
            for place in free
            if place not in meant
            and kinds[name] is not Kind.TEXT
            and _shows(cells[place], kinds[name])
        ]
        alone[name] = rest if len(rest) == 1 and not near[name] else []
    likely: dict[str, list[int]] = {}
    proposed: set[int] = set()
    for name in sorted(missing, key=lambda name: (not near[name], missing.index(name))):
        places = near[name] or ([] if name == "order_id" else alone[name])
        likely[name] = [place for place in places if place not in proposed]
        proposed.update(likely[name])
    return likely


def near_misses(raw: Raw, table: str, column: str, taken: Collection[int]) -> list[int]:
    """Unused columns whose heading is hardly more than a name of the column, the nearest first."""
    kind = next(each.kind for each in TABLES[table] if each.name == column)
    headings = [plain(heading) for heading in raw.header]
    nearness = {
        place: _nearness(heading, synonyms(table)[column])
        for place, heading in enumerate(headings)
        if place not in taken and "%" not in heading and not heading.startswith(_SHARES)
    }
    near = [place for place, how in nearness.items() if how >= MISSED]
    near.sort(key=lambda place: -nearness[place])
    return [place for place in near if (cells := _Cells(raw, place)).texts and cells.could_be(kind)]


def holds_dates(raw: Raw, place: int, *, seconds: bool = False) -> bool:
    """Whether the cells of a column are days; `seconds`: or seconds since 1970."""
    cells = _Cells(raw, place)
    return cells.days or (seconds and cells.mostly(_is_moment))


def holds_names(raw: Raw, place: int) -> bool:
    """Whether the cells of a column are words: neither days nor figures."""
    cells = _Cells(raw, place)
    return bool(cells.texts) and not cells.days and not cells.figures


class _Cells:
    """The first cells of one column that are not blank."""

    def __init__(self, raw: Raw, place: int) -> None:
        column = pc.drop_null(pc.utf8_trim_whitespace(raw.cells.column(place).slice(0, SEARCHED)))
        self.texts: list[str] = [text for text in column.to_pylist() if text]
        self.numbers = place in raw.number_cells
        self.days = place in raw.date_cells or self.mostly(_is_date)
        self.figures = not self.days and (self.numbers or self.mostly(_is_figure))

    def mostly(self, holds: Callable[[str], bool]) -> bool:
        """Whether nearly all cells are such."""
        return sum(map(holds, self.texts)) >= ENOUGH * len(self.texts) > 0

    def could_be(self, kind: Kind) -> bool:
        """Whether a column with such cells can be of this kind at all."""
        if kind is Kind.DATE:
            return self.days
        if kind in (Kind.MONEY, Kind.NUMBER):
            return self.figures
        return not self.days


def _shows(cells: _Cells, kind: Kind) -> bool:
    """Whether cells show by themselves, without a heading, that they may be of this kind."""
    if kind is Kind.ID:  # names that come back, as clients do
        several = len(set(cells.texts))
        return not (cells.days or cells.figures) and 1 < several < len(cells.texts)
    return cells.could_be(kind)


def _is_date(text: str) -> bool:
    written = parse_date(text)
    return written is not None and written.notation not in (Notation.SERIAL, Notation.SECONDS)


def _is_moment(text: str) -> bool:
    written = parse_date(text)
    return written is not None and written.notation is Notation.SECONDS


def _is_figure(text: str) -> bool:
    return parse_figure(text) is not None


def _near(heading: str, names: Sequence[str]) -> bool:
    return _nearness(heading, names) > 0


def _nearness(heading: str, names: Sequence[str]) -> float:
    """How near a heading comes to one of these names: 0 is not at all, 1 the same."""
    best = 0.0
    for name in names:
        if len(name) >= SHORTEST and name in heading:
            best = max(best, 0.5 + len(name) / len(heading) / 2)
        elif len(name) > SHORTEST and abs(len(name) - len(heading)) <= 3:
            likeness = SequenceMatcher(None, heading, name).ratio()
            best = max(best, likeness if likeness >= NEAR else 0.0)
    return best
