"""A Finding: the answer to one question, with what it rests on."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
import pandas as pd

from kit.language import Language, Money, Text, say

Status = Literal["answered", "cannot tell", "needs data"]
STATUSES: Mapping[Status, Text] = {
    "answered": say("answered"),
    "cannot tell": say("the data cannot tell"),
    "needs data": say("needs data"),
}

MISSING = "–"  # what a person sees where there is no figure

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
    "L3": say("Evidence L3: an experiment. A lot decided, so it shows an effect."),
}


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
    name, question
        The short name used in code and files; the question it answers, in the reader's language.
    status
        `answered`, `cannot tell` (the data are there and do not decide) or `needs data`.
    evidence
        The rung of the ladder of evidence, L0 (description) to L3 (randomised).
    text
        The answer in plain words; paragraphs are separated by a blank line.
    table, details
        The tidy main table and further named tables. `attrs["units"]` names each column's unit
        (`clients`, `share`, `days`, `money`, `date`, ...), `attrs["labels"]` its heading.
    numbers
        The few figures that the text quotes.
    assumptions, caveats, needs, sources
        What the answer assumes, what limits it, which table or column would answer what it leaves
        open, and the publications behind the method.
    """

    name: str
    question: str
    status: Status
    evidence: str
    text: str
    table: pd.DataFrame
    details: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    numbers: Mapping[str, Any] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    language: str = "en"
    currency: str | None = None
    per_unit: int = 100

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and text for JSON; dates are ISO, a missing value is None."""
        return {
            "name": self.name,
            "question": self.question,
            "status": self.status,
            "evidence": self.evidence,
            "text": self.text,
            "table": _records(self.table),
            "units": dict(self.table.attrs.get("units", {})),
            "details": {name: _records(table) for name, table in self.details.items()},
            "numbers": {name: _plain(value) for name, value in self.numbers.items()},
            "assumptions": list(self.assumptions),
            "caveats": list(self.caveats),
            "needs": list(self.needs),
            "sources": list(self.sources),
            "currency": self.currency,
            "money_per_unit": self.per_unit,
        }

    def show(self, value: Any, unit: str) -> str:
        """One cell as a person reads it, in this Finding's language; `unit` as in the tables."""
        language = Language(self.language)
        plain = _plain(value)
        if plain is None or plain == "":
            return MISSING
        if unit == "share":
            return language.percent(plain)
        if unit == "money":
            return language.money(Money(round(plain), self.currency, self.per_unit))
        if unit == "date":
            return language.write(date.fromisoformat(str(plain)[:10]))
        if unit == "status":
            return language(STATUSES[plain])
        return language.write(plain)

    def interval(self, record: Mapping[str, Any], column: str, unit: str) -> str:
        """The interval of a cell, where the table has `<column>_low` and `<column>_high`."""
        ends = [_plain(record.get(f"{column}_{end}")) for end in ("low", "high")]
        if _plain(record[column]) is None or ends == [None, None]:
            return ""
        return " … ".join(self.show(end, unit) for end in ends)

    def html_table(self, table: pd.DataFrame, columns: Iterable[str] | None = None) -> str:
        """A table (or some of its columns) as HTML with labelled headings and readable units."""
        labels, units = table.attrs.get("labels", {}), table.attrs.get("units", {})
        shown = list(columns) if columns is not None else list(table.columns)
        head = "".join(f'<th scope="col">{html.escape(labels.get(c, c))}</th>' for c in shown)
        rows = []
        for record in records(table):
            cells = []
            for place, column in enumerate(shown):
                unit = units.get(column, "")
                text = html.escape(self.show(record[column], unit))
                if interval := self.interval(record, str(column), unit):
                    text += f" <small>({html.escape(interval)})</small>"
                cells.append(
                    f'<th scope="row" style="text-align:left">{text}</th>'
                    if place == 0
                    else f'<td class="{unit.split()[0] if unit else "text"}">{text}</td>'
                )
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"

    def show_table(self, name: str = "", columns: Iterable[str] | None = None) -> Shown:
        """The main table, or the one of `details` that `name` says, to look at in a notebook."""
        table = self.details[name] if name else self.table
        return Shown(self.html_table(table, columns))

    def _repr_html_(self) -> str:
        language = Language(self.language)
        parts = [
            f"<h3>{html.escape(self.question)}</h3>",
            f"<p><em>{html.escape(language(STATUSES[self.status]))}. "
            f"{html.escape(language(EVIDENCE[self.evidence]))}</em></p>",
        ]
        parts += [f"<p>{html.escape(p)}</p>" for p in self.text.split("\n\n") if p]
        if len(self.table):
            parts.append(self.html_table(self.table, self.table.attrs.get("shown")))
        for title, lines in (
            (say("It assumes"), self.assumptions),
            (say("Mind"), self.caveats),
            (say("What would answer more"), self.needs),
        ):
            if lines:
                items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
                parts.append(
                    f"<p><strong>{html.escape(language(title))}</strong></p><ul>{items}</ul>"
                )
        return "\n".join(parts)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each as a dictionary by column name."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in records(table)]


def _plain(value: Any) -> Any:
    """A value as JSON has it; NaN, NaT and NA are None."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(one) for one in value]
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
    return str(value)
