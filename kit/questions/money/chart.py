"""The money from existing clients in pictures."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from kit.language import Language, say
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, GREY, LIGHT, ORANGE, heading, percent_axis, wrapped


def split_height(finding: Finding) -> float:
    """Inches, by the number of definitions; 0 where there is no money to divide."""
    return 1.8 + 0.48 * finding.table["definition"].nunique() if len(finding.table) else 0.0


def split(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """The share from existing clients under each definition of «new», with the book's 80 %.

    The bar is the share of all years, with its 95 % interval; grey marks are single years.
    """
    share = "existing_margin_share" if finding.numbers["basis"] == "margin" else "existing_share"
    table = finding.table
    rows = table[table["year"].isna() & table[share].notna()]
    axes = figure.subplots()
    names = []
    for place, row in enumerate(records(rows.iloc[::-1])):
        years = table[(table["definition"] == row["definition"]) & table["year"].notna()]
        axes.barh(place, row[share], color=BLUE, alpha=0.35, height=0.6)
        axes.plot(years[share], [place] * len(years), "|", color=GREY, markersize=11, zorder=3)
        if pd.notna(row[f"{share}_low"]):
            axes.plot(
                [row[f"{share}_low"], row[f"{share}_high"]], [place] * 2, color=BLUE, linewidth=3,
                zorder=4,
            )  # fmt: skip
        axes.plot(row[share], place, "o", color=BLUE, markeredgecolor="white", zorder=5)
        names.append(wrapped(f"{language(row['label'])} ({language.number(row['clients'])})", 36))
    claim = finding.numbers["claim"]
    axes.axvline(claim, color=ORANGE, linestyle="--", linewidth=1.8, zorder=2)
    axes.annotate(
        language(say("the book's {claim:percent}", claim=claim)), (claim, 1.0), xytext=(4, -2),
        xycoords=("data", "axes fraction"), textcoords="offset points", va="top", fontsize="small",
    )  # fmt: skip
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(-0.6, len(names) - 0.1)
    axes.set_xlim(0, 1)
    axes.grid(axis="y", color=LIGHT, linewidth=0)
    percent_axis(axes.xaxis, language)
    if finding.numbers["basis"] == "margin":
        axes.set_xlabel(language(say("share of margin from existing clients")))
    else:
        axes.set_xlabel(language(say("share of revenue from existing clients")))
    heading(
        axes,
        language(say("Existing clients' share: a client is new …")),
        language(say("in brackets: clients; line: 95% interval; gray marks: single years")),
    )
    return [axes]


CHARTS = (
    Chart(
        "split",
        say("Existing clients' share, by what “new” means"),
        say("The share of money from existing clients under each definition of a new client."),
        split_height,
        split,
    ),
)
