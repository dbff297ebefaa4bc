"""The report: one HTML file that needs nothing else, to read, to print and to send on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files

import pandas as pd
from jinja2 import Environment, FunctionLoader
from markupsafe import Markup, escape

from kit import __version__
from kit.company.model import Company
from kit.language import Language, Text, say, say_n
from kit.questions.claims import BASES, Basis, Paragraph
from kit.questions.colours import variables
from kit.questions.finding import Finding, records, stretches
from kit.questions.sense import head
from kit.report.key_figures import key_figures
from kit.report.sections import bases_of, drawn_first, sections_of
from kit.report.verdict import answers, verdict
from kit.sales.tables import Sales, table_name
from kit.sales.understanding import orders_of_clients

MOST_STEPS = 3
MOST_WARNINGS = 2  # on page one; all of them are told with the reading
# whose next step comes first
URGENT = (
    "decision", "carry", "pay", "effect", "roles", "functions", "money", "backtest", "training",
)  # fmt: skip
LEGEND: Mapping[Basis, Text] = {
    "known": say("counted in your records"),
    "inferred": say("estimated, with its range"),
    "assumed": say("stated or borrowed"),
}


def page(company: Company, sales: Sales | None, findings: tuple[Finding, ...]) -> str:
    """The report of a diagnosis as one self-contained HTML page.

    Page one has the verdict, four figures, carry, pay and when, one picture and the next steps; it
    is one sheet of A4. Then a section a question: headline, pictures, words, and folded what it
    rests on. Nothing in it is loaded from anywhere; references link to doi.org for who clicks them.
    """
    language = Language(company.settings.language)
    first = drawn_first(findings)
    told = sections_of(findings, language, first)
    sections = [section for section in told if section.shown]
    unanswered = [section.reading for section in told if not section.shown]
    warnings = head(sales, findings)
    steps = _steps(findings)
    bases, common = bases_of(sections, [language(step) for step in steps])
    sources = list(
        dict.fromkeys(each for told in sections for each in told.reading.finding.sources)
    )
    return (
        _environment(language)
        .get_template("report.html.j2")
        .render(
            language=language,
            colours=Markup(variables()),
            company=company,
            sales=sales,
            version=__version__,
            verdict=verdict(findings),
            figures=key_figures(findings),
            answers=answers(findings),
            picture=first.picture(language) if first else None,
            sections=sections,
            rests_on=bases,
            common=common,
            sources=sources,
            unanswered=unanswered,
            last=len(sections) + bool(unanswered) + bool(sources) + 1,
            steps=steps,
            warnings=warnings,
            odd=_odd(sales),
            legend=LEGEND,
            bases=BASES,
            read=_read(sales),
            period=_period(sales),
            understood=_understood(sales),
            table_name=table_name,
            names=_names(sales),
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
    environment.globals["claims"] = lambda paragraph: claims(paragraph, language)
    environment.globals["tag"] = lambda basis: tag(basis, language)
    environment.filters["people"] = language.write
    environment.filters["linked"] = linked
    return environment


def tag(basis: Basis, language: Language) -> Markup:
    """What a sentence rests on, told apart by its form as well as by its colour."""
    return Markup('<span class="tag {}">{}</span>').format(basis, language(BASES[basis]))


def claims(paragraph: Paragraph, language: Language) -> Markup:
    """A paragraph whose sentences end in their tags; no line begins with one."""
    return Markup(" ").join(
        _tagged(words, basis, language) if basis else escape(words)
        for words, basis in stretches(paragraph, language)
    )


def _tagged(words: str, basis: Basis, language: Language) -> Markup:
    before, _, last = words.rpartition(" ")
    glued = Markup('<span class="whole">{} {}</span>').format(last, tag(basis, language))
    return Markup("{} {}").format(before, glued) if before else glued


def _steps(findings: Sequence[Finding]) -> list[Text]:
    """The next steps of the most urgent questions, each once."""
    of = {finding.name: finding.next_step for finding in findings}
    steps = dict.fromkeys(of[name] for name in URGENT if name in of)
    return list(steps)[:MOST_STEPS]


def _odd(sales: Sales | None) -> list[Text]:
    """What is odd in the files; obstacles are in the verdict and the steps."""
    return list(head(sales, ()))[:MOST_WARNINGS]


def _read(sales: Sales | None) -> list[Text]:
    """In one line: rows read, used and set aside, and the column of the amount."""
    if sales is None:
        return [say("The company names no data files yet: this rests on what was decided.")]
    rows = sum(account.rows_read for account in sales.inputs)
    used = sum(account.rows_used for account in sales.inputs)
    texts = [
        say_n(
            "{n} row was read: {used} used, {aside} set aside with the reason.",
            "{n} rows were read: {used} used, {aside} set aside with the reason.",
            rows,
            used=used,
            aside=rows - used,
        )
    ]
    amounts = [file.matched["amount"] for file in sales.inputs if "amount" in file.matched]
    if amounts:
        texts.append(say("The amount is the column “{column}”.", column=amounts[0]))
    return texts


def _period(sales: Sales | None) -> Text | None:
    if sales is None:
        return None
    return say(
        "That makes {orders} between {start} and {end}.",
        orders=orders_of_clients(sales.reading.orders, sales.reading.clients),
        start=sales.start,
        end=sales.as_of,
    )


def _understood(sales: Sales | None) -> list[Text]:
    """How each file was read, and what has changed since its answers were kept."""
    if sales is None:
        return []
    lines = [line for file in sales.inputs for line in sales.reading.columns_of(file)]
    notes = [note for file in sales.inputs for note in file.notes]
    told = (*lines, *sales.reading.merged, *sales.reading.changed, *notes)
    return list(dict.fromkeys(told))


def _names(sales: Sales | None) -> dict[str, str]:
    """Each file by its name alone, as long as no other has the same; a report is sent on."""
    given = [] if sales is None else [file.file for file in sales.inputs]
    short = {file: re.split(r"[/\\]", file)[-1] for file in given}
    once = Counter(short.values())
    return {file: name if once[name] == 1 else file for file, name in short.items()}


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


def linked(source: str) -> Markup:
    """A reference whose DOI can be clicked."""
    return Markup(
        re.sub(
            r"doi\.org/(\S+)",
            r'<a href="https://doi.org/\1" rel="noreferrer">doi.org/\1</a>',
            str(escape(source)),
        )
    )
