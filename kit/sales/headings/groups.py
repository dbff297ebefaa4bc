"""Reports in groups: clients on rows of their own above their documents, made a flat list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Quoted, Text, say, say_n
from kit.sales.cells import words
from kit.sales.cells.distinct import encoded
from kit.sales.cells.written_figures import parse_figure
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.files.raw import Raw, SetAside
from kit.sales.headings.likely import holds_dates
from kit.sales.headings.names import plain, shortened, synonyms
from kit.sales.headings.reports import is_period

Mask = npt.NDArray[np.bool_]

KEY = "orders.groups"
INNER, OUTER = "inner", "outer"
SEARCHED = 2000  # rows that show whether a file may be a report in groups
NAMING = 3  # columns, of those that hold anything, in which groups may be named
FIGURES = 0.8  # share of the cells that make a column one of figures
AGREEING = 0.95  # of the groups: their sums are those of the rows below
STATED = 0.5  # of the groups: so many have a sum, and it has to agree
# «Реализация 00-1 от 05.01.2024 10:00:00»: a document and its day in one cell
DOCUMENT = (
    r"(?i)(?:^|[\s,(])(?:от|from|of|dated|vom|du|del|di|van|z dnia)\s+"
    r"(?P<day>\d{1,2}[./]\d{1,2}[./]\d{2,4})\b"
)
_PREFIX = re.compile(r"\s*([^:]{2,30}):\s*(?=\S)")


def ungrouped(raw: Raw, doubts: Doubts) -> Raw:
    """The file with its groups in a column, where it is a report in groups and that is certain.

    A group is named in a row without any other words or days, above its rows, whose cell in that
    column is blank or names a document. Where groups have sums, they have to be those of their
    rows. Anything else is left as it is.
    """
    filled = [place for place in range(len(raw.header)) if not _blank(raw, place)]
    if len(filled) < 2 or _is_flat(raw, filled):
        return raw
    figures = [place for place in filled if _is_figures(raw, place)]
    for place in filled[:NAMING]:
        if place in figures:
            continue
        described = [other for other in filled if other != place and other not in figures]
        if _may_be_groups(raw, place, described):
            report = _Report.of(raw, place, described, figures)
            if report is not None and not report.names_no_clients():
                return report.flat(doubts)
    return raw


def _blank(raw: Raw, place: int) -> bool:
    column = raw.cells.column(place)
    return bool(column.null_count == len(column))


def _is_flat(raw: Raw, filled: Sequence[int]) -> bool:
    """A quick look at the first rows: whether each is described, whichever column named groups."""
    first = raw.cells.slice(0, SEARCHED)
    full = (place for place in filled if not first.column(place).null_count)
    describing = (place for place in full if not _is_figures(raw, place))
    return len(list(islice(describing, 2))) == 2


def _is_figures(raw: Raw, place: int) -> bool:
    if place in raw.number_cells:
        return True
    if place in raw.date_cells:
        return False
    cells = pc.drop_null(raw.cells.column(place).slice(0, SEARCHED))
    figures = len(cells)
    for pair in pc.value_counts(cells).to_pylist():
        if parse_figure(pair["values"]) is None:
            figures -= pair["counts"]
            if figures < FIGURES * len(cells):
                return False
    return figures > 0


def _may_be_groups(raw: Raw, place: int, described: Sequence[int]) -> bool:
    """Whether some of the first rows name groups and others describe something."""
    groups, members = _kinds(raw.cells.slice(0, SEARCHED), place, described)
    return bool(groups.sum() >= 2 and members.sum() >= 2)


def _kinds(cells: pa.Table, place: int, described: Sequence[int]) -> tuple[Mask, Mask]:
    """Rows that hold a name and perhaps sums, and rows that describe something."""
    names = cells.column(place)
    named = _mask(pc.is_valid(names))
    members = np.zeros(len(named), dtype=np.bool_)
    for other in described:
        members |= _mask(pc.is_valid(cells.column(other)))
    if not members.any() or (members & named).any():
        members |= _mask(pc.fill_null(pc.match_substring_regex(names, DOCUMENT), False))
    return named & ~members, members


def _mask(values: pa.ChunkedArray) -> Mask:
    return np.asarray(values.to_numpy(), dtype=np.bool_)


@dataclass(frozen=True)
class _Report:
    """A report in groups, understood.

    Attributes
    ----------
    place
        The column that names the groups.
    inner, outer
        Rows that name a group directly above its rows, and those that name a group of groups.
    members
        The rows of the groups.
    empty
        Rows that name a group without rows; sums are all others.
    beside
        Whether members name themselves in the same column as their groups.
    """

    raw: Raw
    place: int
    inner: Mask
    outer: Mask
    members: Mask
    empty: Mask
    beside: bool
    dated: bool

    @classmethod
    def of(
        cls, raw: Raw, place: int, described: Sequence[int], figures: Sequence[int]
    ) -> _Report | None:
        """The report; None where the rows are no groups, or not certainly."""
        named, members = _kinds(raw.cells, place, described)
        names = raw.cells.column(place)
        filled = _mask(pc.is_valid(names))
        beside = bool((members & filled).any())
        if beside and not filled[members].all():
            return None
        texts = names.to_pylist()
        sums = np.zeros(len(named), dtype=np.bool_)
        for at in np.flatnonzero(named).tolist():
            sums[at] = words.is_total(texts[at])
        values = [_values(raw, column) for column in figures]
        above_member = np.r_[members[1:], False]
        for at in _places(sums & above_member):  # the client may be called Total
            begins = named & ~sums & above_member
            sums[at] = _is_sum(at, begins, members, values)
        # what is no group and no member is a sum: a row without a name, or with a word for sums
        groups = named & ~sums
        inner = groups & above_member
        if inner.sum() < 2 or members[: int(np.argmax(inner))].any():
            return None
        above = np.maximum.accumulate(np.where(inner, np.arange(len(inner)), 0))
        stated = np.zeros(len(named), dtype=np.bool_)
        for column in values:
            stated |= np.nan_to_num(column) != 0
        again = np.zeros(len(named), dtype=np.bool_)  # the name of a group below its rows
        for at in _places(groups & ~inner & stated):
            again[at] = texts[at] == texts[int(above[at])] and above[at] < at
        groups &= ~again
        outer = groups & ~inner & np.r_[groups[1:], False]
        closing = groups & ~inner & ~outer
        if not all(_is_sum(at, inner, members, values) for at in _places(closing & stated)):
            return None
        if not _agree(values, inner, members):
            return None
        if outer.any() and not _two_levels(inner, outer):
            return None
        empty = closing & ~stated
        dated = any(holds_dates(raw, other) for other in described)
        return cls(raw, place, inner, outer, members, empty, beside, dated)

    def names_no_clients(self) -> bool:
        """Whether the groups are periods, or the rows name their clients in another column."""
        names = self.raw.cells.column(self.place)
        groups = [str(names[at]) for at in _places(self.inner)]
        if sum(map(is_period, groups)) > len(groups) / 2:
            return True
        clients = synonyms("orders")["client_id"]
        others = [head for at, head in enumerate(self.raw.header) if at != self.place]
        new = self.beside or not self.raw.header[self.place]
        return new and any(plain(head) in clients for head in others)

    def flat(self, doubts: Doubts) -> Raw:
        """One row for each document, with its client; sums and names are set aside."""
        raw = self.raw
        cells = raw.cells.column(self.place)
        names = [_named(text) for text in cells.to_pylist()]
        level = self.inner
        if self.outer.any() and doubts.ask(self._doubt(names)) == OUTER:
            level = self.outer
        kept = np.flatnonzero(self.members)
        of_row = np.maximum.accumulate(np.where(level, np.arange(len(level)), -1))[kept]
        column = pa.chunked_array([pa.array([names[at] for at in of_row.tolist()], pa.string())])
        table = raw.cells.take(pa.array(kept))
        header = list(raw.header)
        client, document = _headings(raw, self.place, self.beside)
        if self.beside:
            header[self.place] = document
            header.append(client)
            table = table.append_column(f"c{len(header) - 1}", column)
            if not self.dated:
                day = pc.struct_field(pc.extract_regex(cells.take(pa.array(kept)), DOCUMENT), "day")
                header.append("Дата" if _is_russian(raw) else "Date")
                table = table.append_column(f"c{len(header) - 1}", day)
        else:
            header[self.place] = client
            table = table.set_column(self.place, f"c{self.place}", column)
        return replace(
            raw,
            header=tuple(header),
            cells=table,
            rows=raw.rows[kept],
            set_aside=(*raw.set_aside, *self._set_aside()),
            notes=(*raw.notes, self._note(names, level)),
        )

    def _set_aside(self) -> list[SetAside]:
        named, none = say("names the rows below it"), say("names a group without rows")
        total = say("a sum of other rows")
        columns = [column.to_pylist() for column in self.raw.cells.columns]
        rows = []
        for at in _places(~self.members):
            record = [column[at] or "" for column in columns]
            reason = total
            if self.inner[at] or self.outer[at]:
                reason = named
            elif self.empty[at]:
                reason = none
            text = " | ".join(cell.strip() for cell in record if cell.strip())
            rows.append(SetAside(int(self.raw.rows[at]), reason, text))
        return rows

    def _note(self, names: Sequence[str], level: Mask) -> Text:
        first = int(np.argmax(level))
        return say_n(
            "A report in groups, read as a list: {n} row names what the rows below it belong to "
            "(row {row:plain}: “{example}”). That is filled down.",
            "A report in groups, read as a list: {n} rows name what the rows below them belong "
            "to (such as row {row:plain}: “{example}”). That is filled down.",
            int(level.sum()),
            row=int(self.raw.rows[first]),
            example=shortened(names[first]),
        )

    def _doubt(self, names: Sequence[str]) -> Doubt:
        def some(rows: Mask) -> list[Quoted]:
            distinct = dict.fromkeys(names[at] for at in _places(rows))
            return [Quoted(shortened(name)) for name in list(distinct)[:3]]

        text = say(
            "{file}: this is a report in groups of two levels, one inside the other. Which of them"
            " are the clients?",
            file=self.raw.file,
        )
        choices = (
            Choice(
                INNER,
                say("those directly above the documents, such as {names}", names=some(self.inner)),
                int(self.inner.sum()),
            ),
            Choice(
                OUTER,
                say("those above them, such as {names}", names=some(self.outer)),
                int(self.outer.sum()),
            ),
        )
        return Doubt(KEY, text, choices)


def _places(rows: Mask) -> list[int]:
    places: list[int] = np.flatnonzero(rows).tolist()
    return places


def _values(raw: Raw, place: int) -> npt.NDArray[np.float64]:
    """The figures of a column, not a number where there is none."""
    texts, codes = encoded(raw.cells.column(place))
    figures = [parse_figure(text.strip()) for text in texts]
    signs = {figure.shows for figure in figures if figure is not None and figure.shows}
    values = np.full(len(figures) + 1, np.nan)
    for at, figure in enumerate(figures):
        value = figure and figure.value("comma" if signs == {"comma"} else "point")
        values[at] = np.nan if value is None else float(value)
    return np.asarray(values[codes])


def _agree(values: Sequence[npt.NDArray[np.float64]], inner: Mask, members: Mask) -> bool:
    """Whether groups that state sums state those of their rows, in one column at least."""
    group = np.cumsum(inner) - 1
    tried = False
    for column in values:
        stated = ~np.isnan(column[inner]) & (column[inner] != 0)
        if stated.mean() < STATED:
            continue
        tried = True
        own = np.where(members, np.nan_to_num(column), 0.0)
        sums = np.bincount(group[members], own[members], minlength=int(inner.sum()))
        if (
            np.isclose(sums[stated], column[inner][stated], rtol=1e-9, atol=0.006).mean()
            >= AGREEING
        ):
            return True
    return not tried


def _is_sum(at: int, inner: Mask, members: Mask, values: Sequence[npt.NDArray[np.float64]]) -> bool:
    """Whether a row below a group's rows states their sum, or that of all rows above."""
    before = np.flatnonzero(inner[:at])
    if not len(before):
        return False
    for begin in (int(before[-1]), 0):
        for column in values:
            own = np.where(members[begin:at], np.nan_to_num(column[begin:at]), 0.0)
            if np.isclose(own.sum(), column[at], rtol=1e-9, atol=0.006):
                return True
    return False


def _two_levels(inner: Mask, outer: Mask) -> bool:
    """Whether groups of groups stand directly above groups, never above each other."""
    return not (outer[:-1] & outer[1:]).any() and bool(np.argmax(outer) < np.argmax(inner))


def _named(text: str | None) -> str:
    """The name of a group, without a heading before it: «Клиент: Ромашка»."""
    text = (text or "").strip()
    prefix = _PREFIX.match(text)
    if prefix and plain(prefix[1]) in synonyms("orders")["client_id"]:
        return text[prefix.end() :]
    return text


def _headings(raw: Raw, place: int, beside: bool) -> tuple[str, str]:
    """What the groups and the documents are headed by; a heading for both is taken apart."""
    heading, russian = raw.header[place], _is_russian(raw)
    client, document = ("Клиент", "Документ") if russian else ("Client", "Document")
    if not beside:
        return heading or client, document
    parts = [part.strip() for part in re.split(r"[/,;|\\\n]", heading) if part.strip()]
    for part in parts:
        if plain(part) in synonyms("orders")["client_id"]:
            client = part
        elif plain(part) in synonyms("orders")["order_id"]:
            document = part
    return client, document


def _is_russian(raw: Raw) -> bool:
    return bool(re.search("[а-яё]", " ".join(raw.header).casefold()))
