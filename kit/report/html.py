"""The report: one HTML file that needs nothing else, to read, to print and to send on."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from importlib.resources import files

import pandas as pd
from jinja2 import Environment, FunctionLoader
from markupsafe import Markup, escape

from kit import __version__
from kit.company.model import Company
from kit.language import Language, Text, say, say_n
from kit.questions.finding import Finding, Reading, records
from kit.questions.pictures import pictures
from kit.questions.sense import head
from kit.sales.tables import Sales
from kit.sales.understanding import orders_of_clients

DOTS_PER_INCH = 150


@dataclass(frozen=True)
class _Section:
    reading: Reading
    pictures: list[tuple[str, str]]
    tables: list[tuple[str, str, Markup]]
    full_table: Markup
    sources: list[Markup]


def page(company: Company, sales: Sales | None, findings: tuple[Finding, ...]) -> str:
    """The report of a diagnosis as one self-contained HTML page.

    It opens with the account of the rows, then the answers in plain words, the charts, the tables.
    Nothing in it is loaded from anywhere; references link to doi.org for who clicks them.
    """
    language = Language(company.settings.language)
    return (
        _environment(language)
        .get_template("report.html.j2")
        .render(
            language=language,
            company=company,
            sales=sales,
            version=__version__,
            sections=[_section(finding, language) for finding in findings],
            head=head(sales, findings),
            totals=_totals(sales),
            understood=_understood(sales),
            reasons=_reasons(sales, language),
            say=say,
        )
    )


def _environment(language: Language) -> Environment:
    def template(name: str) -> str:
        return files("kit").joinpath("report", "templates", name).read_text(encoding="utf-8")

    environment = Environment(
        loader=FunctionLoader(template), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["_"] = lambda msgid, **values: language(say(msgid, **values))
    environment.filters["people"] = language.write
    return environment


def _totals(sales: Sales | None) -> list[Text]:
    """The account in sentences: what was read, what was used, what was set aside."""
    if sales is None:
        return [
            say(
                "The company names no data files yet, so no row was read. What follows rests on "
                "what the company has decided."
            )
        ]
    read = sum(account.rows_read for account in sales.inputs)
    used = sum(account.rows_used for account in sales.inputs)
    return [
        say_n(
            "{n} row was read: {used} used, {aside} set aside with the reason.",
            "{n} rows were read: {used} used, {aside} set aside with the reason.",
            read,
            used=used,
            aside=read - used,
        ),
        say(
            "That makes {orders} between {start} and {end}.",
            orders=orders_of_clients(sales.reading.orders, sales.reading.clients),
            start=sales.start,
            end=sales.as_of,
        ),
    ]


def _understood(sales: Sales | None) -> list[Text]:
    """How each file was read, and what has changed since its answers were kept."""
    if sales is None:
        return []
    files = [line for file in sales.inputs for line in sales.reading.of_file(file)]
    return [*files, *sales.reading.merged, *sales.reading.changed]


def _reasons(sales: Sales | None, language: Language) -> list[tuple[str, str, int]]:
    """File, reason and number of rows set aside for it, most frequent first."""
    if sales is None or sales.set_aside.empty:
        return []
    rows = pd.DataFrame(
        {
            "file": sales.set_aside["file"],
            "reason": [language(reason) for reason in sales.set_aside["reason"]],
        }
    )
    counted = rows.value_counts(sort=True).reset_index(name="n")
    counted = counted.sort_values(["n", "file", "reason"], ascending=[False, True, True])
    return [(row["file"], row["reason"], int(row["n"])) for row in records(counted)]


def _section(finding: Finding, language: Language) -> _Section:
    reading = finding.read(language)
    return _Section(
        reading=reading,
        pictures=[
            (
                language(picture.failed or picture.alt),
                base64.b64encode(picture.png).decode("ascii"),
            )
            for picture in pictures(finding, language, dots_per_inch=DOTS_PER_INCH)
        ],
        tables=[
            (
                language(table.title),
                language(table.note or ""),
                Markup(reading.table(table.name)),
            )
            for table in finding.question.tables
            if table.name and table.title is not None and len(finding.rows(table.name))
        ],
        full_table=Markup(reading.table()),
        sources=[_linked(source) for source in finding.sources],
    )


def _linked(source: str) -> Markup:
    """A reference whose DOI can be clicked."""
    return Markup(
        re.sub(
            r"doi\.org/(\S+)",
            r'<a href="https://doi.org/\1" rel="noreferrer">doi.org/\1</a>',
            str(escape(source)),
        )
    )
