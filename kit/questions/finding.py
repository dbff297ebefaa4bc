"""A Finding: the answer to one question, with what it rests on; and how it is read."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from kit.language import Language, Money, Text, say
from kit.questions.claims import BASES, MARK, MARKS, Basis, Claim, Obstacle, Paragraph
from kit.questions.next_steps import BRING_ORDERS

if TYPE_CHECKING:
    from kit.questions.question import Question

Status = Literal["answered", "cannot tell", "needs data"]
STATUSES: Mapping[Status, Text] = {
    "answered": say("answered"),
    "cannot tell": say("the data cannot tell"),
    "needs data": say("needs data"),
}

MISSING = "–"  # what a person sees where there is no figure
MOST_ROWS = 200  # of a table that people see: however many employees there are

EVIDENCE: Mapping[str, Text] = {
    "L0": say(
        "Evidence L0: a description of what happened. It does not show what a handoff would cause."
    ),
    "L1": say(
        "Evidence L1: clients who were handed over by a rule, against clients who waited. It "
        "shows an effect if it was chance who waited."
    ),
    "L2": say(
        "Evidence L2: clients handed over for reasons outside the client, against others. It "
        "shows an effect if those reasons had nothing to do with the clients."
    ),
    "L3": say("Evidence L3: an experiment. A random draw decided, so it shows an effect."),
}


def stretches(paragraph: Paragraph, language: Language) -> list[tuple[str, Basis | None]]:
    """Its sentences as they are read; those of one basis that follow each other are one stretch."""
    if isinstance(paragraph, Text):
        return [(language(paragraph), None)]
    return [
        (" ".join(language(claim.text) for claim in claims), basis)
        for basis, claims in groupby(paragraph, key=lambda claim: claim.basis)
    ]


@dataclass(frozen=True)
class Shown:
    """HTML that a notebook shows by itself."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True)
class Finding:
    """The answer to one question of the workshop; what a cell, the report and results.json show.

    Attributes
    ----------
    question
        The question it answers, which says what its tables, columns and charts are.
    status
        `answered`, `cannot tell` (the data are there and do not decide) or `needs data`.
    evidence
        The rung of the ladder of evidence, L0 (description) to L3 (randomised).
    text
        The answer in plain words, paragraph by paragraph; one of claims says of each what it rests
        on.
    table, details
        The tidy main table and further named tables, with the columns that the question declares.
    numbers
        The few figures that the text quotes.
    assumptions, caveats, needs, sources
        What the answer assumes, what limits it, which table or column would answer what it leaves
        open, and the publications behind the method.
    senseless
        Why any answer would be senseless, where it would: said at the head of a report.
    headings
        By column, headings that are the company's own; they take the place of the declared ones.
    currency, per_unit
        The currency of its money, and minor units in one unit of it.
    reader
        The language in which a notebook shows it.
    """

    question: Question
    status: Status
    evidence: str = "L0"
    text: tuple[Paragraph, ...] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    details: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    numbers: Mapping[str, Any] = field(default_factory=dict)
    assumptions: tuple[Text, ...] = ()
    caveats: tuple[Text, ...] = ()
    needs: tuple[Text, ...] = ()
    sources: tuple[str, ...] = ()
    senseless: tuple[Obstacle, ...] = ()
    headings: Mapping[str, Text | str] = field(default_factory=dict)
    currency: str | None = None
    per_unit: int = 100
    reader: str = "en"

    def __post_init__(self) -> None:
        for name, frame in {"": self.table, **self.details}.items():
            declared = self.question.table(name).names
            strange = [column for column in frame if column not in declared]
            if strange:
                raise ValueError(f"{self.name}, table {name!r}: {strange} are not declared")

    @property
    def name(self) -> str:
        """The name of its question."""
        return self.question.name

    @property
    def worked_out(self) -> bool:
        """Whether there are figures: not where data lack, or any answer would be senseless."""
        return bool(self.numbers or self.details or len(self.table))

    @property
    def headline(self) -> Claim:
        """The answer in one sentence with one figure, and what it rests on.

        Where nothing was worked out, it says why.
        """
        if self.senseless:
            return Claim(self.senseless[0].why, "known")
        if not self.worked_out and isinstance(self.text[0], Text):
            return Claim(self.text[0], "known")
        return self.question.headline(self)

    @property
    def next_step(self) -> Text:
        """The one thing to do next."""
        if self.senseless:
            return self.senseless[0].step
        return self.question.next_step(self) if self.worked_out else BRING_ORDERS

    def rows(self, table: str = "") -> pd.DataFrame:
        """The main table, or the one of `details` of this name; empty where it has none."""
        return self.details.get(table, pd.DataFrame()) if table else self.table

    def read(self, language: Language | None = None) -> Reading:
        """The Finding in words; without a language, in that of its reader."""
        return Reading(self, language or Language(self.reader))

    def to_dict(self, language: Language | None = None) -> dict[str, Any]:
        """Plain lists, numbers, codes and words for JSON; dates are ISO, a missing value is None.

        Words stand in the one language that was asked for: the sentences, and in the tables the
        columns whose unit is `words`. All else is the same in every language.
        """
        reading, declared = self.read(language), self.question.table()
        return {
            "name": self.name,
            "question": reading.question,
            "status": self.status,
            "evidence": self.evidence,
            "headline": reading.headline,
            "rests_on": self.headline.basis,
            "next_step": reading.next_step,
            "text": "\n\n".join(reading.text),
            "table": self._records("", reading),
            "units": {str(name): declared[str(name)].unit for name in self.table},
            "details": {name: self._records(name, reading) for name in self.details},
            "numbers": {name: _plain(value) for name, value in self.numbers.items()},
            "assumptions": reading.assumptions,
            "caveats": reading.caveats,
            "needs": reading.needs,
            "sources": list(self.sources),
            "currency": self.currency,
            "money_per_unit": self.per_unit,
        }

    def _records(self, table: str, reading: Reading) -> list[dict[str, Any]]:
        declared, frame = self.question.table(table), self.rows(table)
        columns = {
            str(name): [reading.words(value) for value in column]
            if declared[str(name)].unit == "words"
            else _plain_column(column)
            for name, column in frame.items()
        }
        rows = zip(*columns.values(), strict=True)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def show_table(self, name: str = "", columns: Iterable[str] | None = None) -> Shown:
        """The main table, or the one of `details` that `name` says, to look at in a notebook."""
        return Shown(self.read().table(name, columns))

    def _repr_html_(self) -> str:
        return self.read().html()


@dataclass(frozen=True)
class Reading:
    """A Finding in the words of one language."""

    finding: Finding
    language: Language

    @property
    def question(self) -> str:
        """What was asked."""
        return self.language(self.finding.question.asks)

    @property
    def status(self) -> str:
        """Whether there is an answer."""
        return self.language(STATUSES[self.finding.status])

    @property
    def evidence(self) -> str:
        """What the rung of evidence means."""
        return self.language(EVIDENCE[self.finding.evidence])

    @property
    def headline(self) -> str:
        """The answer in one sentence."""
        return self.language(self.finding.headline.text)

    @property
    def next_step(self) -> str:
        """What to do next."""
        return self.language(self.finding.next_step)

    @property
    def text(self) -> list[str]:
        """The answer, paragraph by paragraph; what a claim rests on stands in brackets."""
        return [
            "".join(f"{said} ({self.language(BASES[basis])}) " if basis else said
                    for said, basis in stretches(paragraph, self.language)).strip()
            for paragraph in self.finding.text
        ]  # fmt: skip

    @property
    def marked_up(self) -> list[str]:
        """The same as HTML, with a mark for what a claim rests on."""
        return [
            " ".join(html.escape(said) + (f" {self._mark(basis)}" if basis else "")
                     for said, basis in stretches(paragraph, self.language))
            for paragraph in self.finding.text
        ]  # fmt: skip

    def _mark(self, basis: Basis) -> str:
        word = html.escape(self.language(BASES[basis]))
        return f'<span class="basis {basis}" style="{MARK}; {MARKS[basis]}">{word}</span>'

    @property
    def prose(self) -> str:
        """The answer in one piece, with blank lines between the paragraphs."""
        return "\n\n".join(self.text)

    @property
    def assumptions(self) -> list[str]:
        """What the answer takes for granted."""
        return [self.language(sentence) for sentence in self.finding.assumptions]

    @property
    def caveats(self) -> list[str]:
        """What limits the answer."""
        return [self.language(sentence) for sentence in self.finding.caveats]

    @property
    def needs(self) -> list[str]:
        """What would answer more."""
        return [self.language(sentence) for sentence in self.finding.needs]

    def words(self, value: Any) -> str | None:
        """A cell of words; None where there are none."""
        return None if _missing(value) else self.language.write(value)

    def cell(self, value: Any, unit: str) -> str:
        """One cell as a person reads it; `unit` as in the declaration of its column."""
        if _missing(value):
            return MISSING
        if unit == "words":
            return self.language.write(value)
        plain = _plain(value)
        if unit == "share":
            return self.language.percent(plain)
        if unit == "money":
            money = Money(round(plain), self.finding.currency, self.finding.per_unit)
            return self.language.money(money)
        if unit == "date":
            return self.language.write(date.fromisoformat(plain))
        if unit == "status":
            return self.language(STATUSES[plain])
        if unit == "yes or no":
            return self.language(say("yes") if plain else say("no"))
        return self.language.write(plain)

    def interval(self, row: Mapping[str, Any], column: str, unit: str) -> str:
        """The interval of a cell, where the row has `<column>_low` and `<column>_high`."""
        ends = [row.get(f"{column}_{end}") for end in ("low", "high")]
        if _missing(row[column]) or all(_missing(end) for end in ends):
            return ""
        return self.language.span(
            *(None if _missing(end) else self.cell(end, unit) for end in ends)
        )

    def table(self, name: str = "", columns: Iterable[str] | None = None) -> str:
        """A table as HTML; columns: those wanted, instead of those that the question shows."""
        frame, declared = self.finding.rows(name), self.finding.question.table(name)
        shown = declared.shown(frame)
        if columns is not None:
            shown = [column for column in columns if column in frame]
        headings = {**{name: declared[name].heading for name in shown}, **self.finding.headings}
        head = "".join(
            f'<th scope="col" class="{_kind(declared[column].unit)}">'
            f"{html.escape(self.language(headings[column]))}</th>"
            for column in shown
        )
        rows = []
        for row in records(frame.head(MOST_ROWS)):
            cells = []
            for place, column in enumerate(shown):
                unit = declared[column].unit
                text = html.escape(self.cell(row[column], unit))
                if interval := self.interval(row, column, unit):
                    text += f" <small>({html.escape(interval)})</small>"
                cells.append(
                    f'<th scope="row" style="text-align:left">{text}</th>'
                    if place == 0
                    else f'<td class="{_kind(unit)}">{text}</td>'
                )
            rows.append(f"<tr>{''.join(cells)}</tr>")
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        if len(frame) <= MOST_ROWS:
            return table
        cut = say("Only the first rows are shown: {shown} of {n}.", shown=MOST_ROWS, n=len(frame))
        return f"{table}<p><small>{html.escape(self.language(cut))}</small></p>"

    def html(self) -> str:
        """All that a cell of a notebook shows of it."""
        mark = self._mark(self.finding.headline.basis)
        parts = [
            f"<h3>{html.escape(self.question)}</h3>",
            f"<p><strong>{html.escape(self.headline)}</strong> {mark}</p>",
            f"<p><em>{html.escape(self.status)}. {html.escape(self.evidence)}</em></p>",
        ]
        parts += [f"<p>{paragraph}</p>" for paragraph in self.marked_up]
        if len(self.finding.table):
            parts.append(self.table())
        for title, lines in (
            (say("It assumes"), self.assumptions),
            (say("Keep in mind"), self.caveats),
            (say("What would answer more"), self.needs),
        ):
            if lines:
                items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
                name = html.escape(self.language(title))
                parts.append(f"<p><strong>{name}</strong></p><ul>{items}</ul>")
        name = html.escape(self.language(say("Next step")))
        parts.append(f"<p><strong>{name}</strong>: {html.escape(self.next_step)}</p>")
        return "\n".join(parts)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each as a dictionary by column name."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _kind(unit: str) -> str:
    """The class of a cell: what stands in it."""
    return unit.split()[0] if unit else "number"


def _missing(value: Any) -> bool:
    if isinstance(value, (Text, list, tuple)):
        return False
    return _plain(value) in (None, "")


def _plain_column(column: pd.Series) -> list[Any]:
    """The values of a column as JSON has them."""
    kind = column.dtype.kind if isinstance(column.dtype, np.dtype) else "O"
    if kind in "iub":
        return column.tolist()
    if kind == "f":
        return [value if math.isfinite(value) else None for value in column.tolist()]
    return [_plain(value) for value in column]


def _plain(value: Any) -> Any:
    """A value as JSON has it; NaN, NaT and NA are None."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(part) for part in value]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, (datetime, pd.Timestamp)):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text):
        raise TypeError(f"“{value}” belongs into a column of words")
    return str(value)
