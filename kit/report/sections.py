"""The sections of the report: a question each, told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kit.language import Language
from kit.questions.claims import Paragraph
from kit.questions.finding import Finding, Reading
from kit.questions.pictures import PagePicture, charts, pictures_for_a_page

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
        """The rest of its words, folded away."""
        finding = self.reading.finding
        return () if finding.name in ON_PAGE_ONE else finding.text[MOST_PARAGRAPHS:]


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
            Markup(reading.table(table.name)),
        )
        for table in finding.question.tables
        if len(finding.rows(table.name)) and (table.title is not None or not table.name)
    ]
    return Section(reading, pictures_for_a_page(finding, language, without=gone), tables)
