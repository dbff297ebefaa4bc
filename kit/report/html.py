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
from kit.questions.finding import EVIDENCE, STATUSES, Finding, records
from kit.questions.pictures import chart_names, plot
from kit.sales.tables import Sales

DOTS_PER_INCH = 150

TITLES = {
    "grid": say("Many settings of each rule"),
    "landmark": say("What being reached in the first year predicts"),
    "agreement": say("Where the triggers agree"),
    "concentration": say("How concentrated the revenue is"),
    "gaps": say("What the map of roles leaves open"),
    "roles": say("The roles and their people"),
    "employees": say("Who took clients over from whom"),
    "granularity": say("The same functions, cut finer or coarser"),
    "moves": say("What the conveyor principle would move"),
    "hours": say("Hours on functions against hours worked"),
    "ladder": say("The ladder of evidence: which rung these records reach"),
    "changes": say("Changes of a client's owner, by kind"),
    "at_once": say("When many clients of one person changed hands at once"),
    "inputs": say("What the decision rests on"),
    "information": say("What it would be worth to know"),
    "break_even": say("Where rules change places"),
    "handed": say("With and without clients who were handed over already"),
    "criteria": say("By all the criteria that you weighed"),
}
NOTES = {
    "grid": say(
        "The same figures for a range of settings that your data can judge. Look for how the "
        "figures move with the setting, not for a winner: the best of many looks better than it is."
    ),
    "landmark": say(
        "Clients are divided by whether the trigger had reached them 12 months after the first "
        "deal; compared is the revenue of the following 12 months. It predicts, it does not prove."
    ),
    "agreement": say("For each pair of triggers: which clients both reach, and how far apart."),
    "concentration": say("Over all orders that are counted above."),
    "gaps": say("Read off what the company has written down; a gap may be meant."),
    "roles": say("As declared, and as the data have it where they say."),
    "employees": say(
        "Pairs of people with too few clients are left out, so that nobody is exposed."
    ),
    "granularity": say("Every merge of two functions and every split of one, and what is left."),
    "moves": say(
        "One principle, not a recommendation: what it means for your people is not in it."
    ),
    "hours": say("A week, of the whole role. Nothing is scaled to fit."),
    "ladder": say("From an experiment down to a description; the highest one reached counts."),
    "changes": say("Each change between a client's consecutive owners, once."),
    "at_once": say("People with too few clients are left out, so that nobody is exposed."),
    "inputs": say(
        "The range of each figure, and whose it is. Below the lower and above the upper end lies 1 "
        "case in 20 each."
    ),
    "information": say(
        "How much a better choice would bring, on average, if the figure were known exactly before "
        "choosing. It is an upper limit to what finding it out may cost."
    ),
    "break_even": say("One figure at a time, all others as expected."),
    "handed": say("Expected worth per client against «the hunter keeps everyone»."),
    "criteria": say(
        "In what share of the plausible futures, and of weights around your own, each rule comes "
        "first, second, third."
    ),
}
# columns of the grid that are shown; results.json has all of them
GRID = [
    "label", "judged", "fired_share", "median_days", "reached_12m", "too_early_share",
    "too_early_base", "hunter_orders_share",
]  # fmt: skip
DESCRIPTIONS = {
    "conveyor": say(
        "The roles as boxes and the handoffs between them as arrows: as declared, and as recorded."
    ),
    "employees": say("How many clients passed from each employee to each other one."),
    "matrix": say("Which role owns each function, which one helps, and hours a week."),
    "overlap": say(
        "How many functions, and how many hours, belong to the hunter, to the account manager and "
        "to both."
    ),
    "spend": say("Each role's share of the training spend beside its share of the margin."),
    "reach": say(
        "For each trigger, the share of clients handed over by each month from the first "
        "deal, with its 95% band."
    ),
    "flow": say("Handoffs a month and the account managers' portfolio over time."),
    "early_late": say(
        "For many settings of each rule, the share handed over too early against the share "
        "of repeat orders left with hunters."
    ),
    "change": say("By how much handoffs changed what clients brought, with the 95% interval."),
    "months": say("The same month by month, before the handoff and after it."),
    "worth": say(
        "What each rule is worth against the hunter keeping everyone, on average and in 9 of 10 "
        "plausible futures."
    ),
    "information": say("For each figure, what knowing it exactly would bring on average."),
    "split": say("The share of money from existing clients under each definition of a new client."),
}


@dataclass(frozen=True)
class _Section:
    finding: Finding
    status: str
    evidence: str
    paragraphs: list[str]
    charts: list[tuple[str, str]]
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
            totals=_totals(sales),
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
    read = sum(one.rows_read for one in sales.inputs)
    used = sum(one.rows_used for one in sales.inputs)
    return [
        say_n(
            "{n} row was read: {used} used, {aside} set aside with the reason.",
            "{n} rows were read: {used} used, {aside} set aside with the reason.",
            read,
            used=used,
            aside=read - used,
        ),
        say_n(
            "That makes {n} order of {clients} clients between {start} and {end}.",
            "That makes {n} orders of {clients} clients between {start} and {end}.",
            len(sales.book.orders),
            clients=len(sales.book.client_ids),
            start=sales.start,
            end=sales.as_of,
        ),
    ]


def _reasons(sales: Sales | None, language: Language) -> list[tuple[str, str, int]]:
    """File, reason and number of rows set aside for it, most frequent first."""
    if sales is None or sales.set_aside.empty:
        return []
    rows = pd.DataFrame(
        {
            "file": sales.set_aside["file"],
            "reason": [language(one) for one in sales.set_aside["reason"]],
        }
    )
    counted = rows.value_counts(sort=True).reset_index(name="n")
    counted = counted.sort_values(["n", "file", "reason"], ascending=[False, True, True])
    return [(row["file"], row["reason"], int(row["n"])) for row in records(counted)]


def _section(finding: Finding, language: Language) -> _Section:
    return _Section(
        finding=finding,
        status=language(STATUSES[finding.status]),
        evidence=language(EVIDENCE[finding.evidence]),
        paragraphs=[part for part in finding.text.split("\n\n") if part],
        charts=[
            (language(DESCRIPTIONS[name]), _png(finding, name)) for name in chart_names(finding)
        ],
        tables=[
            (
                language(TITLES[name]),
                language(NOTES[name]),
                Markup(finding.html_table(table, GRID if name == "grid" else _columns(table))),
            )
            for name, table in finding.details.items()
            if name in TITLES and len(table)
        ],
        full_table=Markup(finding.html_table(finding.table, finding.table.attrs.get("shown"))),
        sources=[_linked(source) for source in finding.sources],
    )


def _columns(table: pd.DataFrame) -> list[str]:
    """The columns a person reads: intervals stand in their value's cell, rules in words."""
    if "shown" in table.attrs:
        return list(table.attrs["shown"])
    written = {name for name in ("trigger", "other") if "label" in table}
    names = [str(name) for name in table.columns]
    return [n for n in names if n not in written and not n.endswith(("_low", "_high"))]


def _png(finding: Finding, chart: str) -> str:
    """A chart as base64 PNG."""
    return base64.b64encode(plot(finding, chart).png(DOTS_PER_INCH)).decode("ascii")


def _linked(source: str) -> Markup:
    """A reference whose DOI can be clicked."""
    return Markup(
        re.sub(
            r"doi\.org/(\S+)",
            r'<a href="https://doi.org/\1" rel="noreferrer">doi.org/\1</a>',
            str(escape(source)),
        )
    )
