"""The sections of the report: a question each, told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from kit.language import Language, Money, Text
from kit.questions.claims import Paragraph
from kit.questions.figures import Place
from kit.questions.finding import Finding, Reading
from kit.questions.pictures import PagePicture, charts, pictures_for_a_page
from kit.questions.question import Table

# page one tells these in full; their sections have the pictures and the figures
ON_PAGE_ONE = ("carry", "pay", "decision")
MOST_PARAGRAPHS = 2
# what page one shows: the first of these that can be drawn and is not higher than so many inches
FIRST = (
    ("carry", "load", 2.5), ("carry", "books", 2.9), ("pay", "break_even", 3.0),
    ("roles", "conveyor", 3.9), ("functions", "overlap", 3.0),
)  # fmt: skip


@dataclass(frozen=True)
class First:
    """The picture of page one."""

    finding: Finding
    chart: str

    def picture(self, language: Language) -> PagePicture:
        """Drawn for a page in that language."""
        (drawn,) = pictures_for_a_page(self.finding, language, only=self.chart)
        return drawn


def drawn_first(findings: Sequence[Finding]) -> First | None:
    """The picture that page one shows; None where none can be drawn."""
    of = {finding.name: finding for finding in findings}
    for name, wanted, highest in FIRST:
        if name not in of:
            continue
        for chart in charts(of[name]):
            if chart.name == wanted and chart.height(of[name]) <= highest:
                return First(of[name], wanted)
    return None


@dataclass(frozen=True)
class Section:
    """A question with its pictures, and its tables: title, note, and the table as HTML."""

    reading: Reading
    pictures: Sequence[PagePicture]
    tables: Sequence[tuple[str, str, Markup]]

    @property
    def shown(self) -> bool:
        """Whether it has anything to show beyond its headline."""
        return bool(self.pictures or self.tables)

    @property
    def name(self) -> str:
        """The name of its question."""
        return self.reading.finding.name

    @property
    def paragraphs(self) -> Sequence[Paragraph]:
        """What it says in words, unless page one has said it."""
        finding = self.reading.finding
        return () if finding.name in ON_PAGE_ONE else finding.text[:MOST_PARAGRAPHS]

    @property
    def further(self) -> Sequence[Paragraph]:
        """The rest of its words, folded away; what reads out a row of the table is left to it."""
        finding = self.reading.finding
        if finding.name in ON_PAGE_ONE:
            return ()
        return [told for told in finding.text[MOST_PARAGRAPHS:] if not _reads_a_row(told)]


def _reads_a_row(paragraph: Paragraph) -> bool:
    """Whether several figures of it are in one row of the main table, and no figure elsewhere."""
    texts = [paragraph] if isinstance(paragraph, Text) else [claim.text for claim in paragraph]
    places = [place for text in texts for place in _places(text)]
    return (
        len(places) > 1
        and len({(place.table, place.row) for place in places}) == 1
        and (not places[0].table)
    )


def _places(text: Text) -> Iterator[Place]:
    """Where the figures of a sentence are in its Finding."""
    for value in text.values.values():
        for part in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(part, Text):
                yield from _places(part)
            place = getattr(part.minor if isinstance(part, Money) else part, "place", None)
            if isinstance(place, Place):
                yield place


@dataclass(frozen=True)
class Basis:
    """What an answer rests on, without what it has in common with others."""

    evidence: str
    assumptions: Sequence[str]
    caveats: Sequence[str]
    needs: Sequence[str]

    def __bool__(self) -> bool:
        return any((self.evidence, self.assumptions, self.caveats, self.needs))


def bases_of(
    sections: Sequence[Section], steps: Sequence[str]
) -> tuple[list[Basis], list[tuple[str, str]]]:
    """What each answer rests on; and what several do, once, with the places of those.

    A place is what page one's contents call a section, such as `A3`. What is a next step of page
    one is not told again.
    """
    lines = [
        dict.fromkeys((one.evidence, *one.assumptions, *one.caveats, *one.needs))
        for one in (section.reading for section in sections)
    ]
    told = Counter(line for of_one in lines for line in of_one)
    common = [
        (line, _span([at for at, of_one in enumerate(lines, start=1) if line in of_one]))
        for line, times in told.items()
        if times > 1
    ]

    def own(texts: Sequence[str]) -> list[str]:
        return [text for text in texts if told[text] == 1 and text not in steps]

    return [
        Basis("".join(own([one.evidence])), own(one.assumptions), own(one.caveats), own(one.needs))
        for one in (section.reading for section in sections)
    ], common


def _span(places: Sequence[int]) -> str:
    """Places in short: `A1–A5, A7`."""
    runs = []
    for _, run in groupby(enumerate(places), key=lambda each: each[1] - each[0]):
        ends = [place for _, place in run]
        runs.append(f"A{ends[0]}" if len(ends) == 1 else f"A{ends[0]}–A{ends[-1]}")
    return ", ".join(runs)


def sections_of(
    findings: Sequence[Finding], language: Language, first: First | None
) -> list[Section]:
    """A section a question; the picture of page one is not shown again."""
    return [_section(finding, language, first) for finding in findings]


def _section(finding: Finding, language: Language, first: First | None) -> Section:
    reading = finding.read(language)
    gone = first.chart if first is not None and first.finding is finding else None
    tables = [
        (
            language(table.title or reading.finding.question.asks),
            language(table.note or ""),
            Markup(_printed(finding, table).read(language).table(table.name)),
        )
        for table in finding.question.tables
        if len(finding.rows(table.name)) and (table.title is not None or not table.name)
    ]
    return Section(reading, pictures_for_a_page(finding, language, without=gone), tables)


def _printed(finding: Finding, table: Table) -> Finding:
    """The Finding without the rows that are left to its picture."""
    if table.name or not table.drawn_by:
        return finding
    return replace(finding, table=finding.table[finding.table[table.drawn_by].isna()])
