"""The first handoff in a picture."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from kit.language import Language, say, say_n
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, LIGHT, ORANGE, heading, percent_axis, wrapped

TITLE = say("What becomes of leads, by what was known when they were passed on")
PARTS = (
    ("bought_12m", BLUE, "", 0.19),
    ("returned_share", ORANGE, "///", -0.19),
)


def outcomes_height(finding: Finding) -> float:
    """Inches; 0 where there is nothing to compare."""
    table = finding.table
    shown = table[["bought_12m", "returned_share"]] if len(table) else table
    known = finding.status == "answered" and bool(shown.notna().to_numpy().any())
    return 1.9 + 0.62 * int((table["leads"] > 0).sum()) if known else 0.0


def outcomes(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Per group of leads the share with a first order, and the share returned, with intervals."""
    axes = figure.subplots()
    rows = [row for row in records(finding.table.iloc[::-1]) if row["leads"]]
    drawn = []
    for column, colour, hatch, shift in PARTS:
        bars = None
        for place, row in enumerate(rows):
            if pd.isna(row[column]):
                continue
            bars = axes.barh(place + shift, row[column], height=0.34, color=colour, hatch=hatch,
                             edgecolor="white")  # fmt: skip
            axes.plot([row[f"{column}_low"], row[f"{column}_high"]], [place + shift] * 2,
                      color="black", linewidth=1.6, solid_capstyle="butt")  # fmt: skip
            axes.text(row[f"{column}_high"] + 0.01, place + shift,
                      language.percent(row[column]), va="center", fontsize="small")  # fmt: skip
        drawn.append(bars)
    axes.set_yticks(
        range(len(rows)),
        [
            wrapped(f"{language(row['label'])} ({language.number(row['leads'])})", 26)
            for row in rows
        ],
    )
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(0, 1)
    axes.grid(axis="y", color=LIGHT, linewidth=0)
    percent_axis(axes.xaxis, language)
    axes.set_xlabel(language(say("share of the leads, 95% interval")))
    names = (say("first order within a year"), say("recorded as returned"))
    pairs = [(bars, name) for bars, name in zip(drawn, names, strict=True) if bars is not None]
    figure.legend(
        handles=[bars for bars, _ in pairs],
        labels=[language(name) for _, name in pairs],
        loc="outside lower center",
        ncols=2,
        frameon=False,
    )
    heading(
        axes,
        language(TITLE),
        language(
            say_n(
                "{n} lead; in brackets: leads of the group",
                "{n} leads; in brackets: leads of the group",
                int(finding.numbers["passed"]),
            )
        ),
    )
    return [axes]


CHARTS = (
    Chart(
        "outcomes",
        TITLE,
        say("The share of leads with a first order and the share returned, by their marks."),
        outcomes_height,
        outcomes,
    ),
)
