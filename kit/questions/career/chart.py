"""Five years of two people: one line for the career path, one for two specialists."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator

from kit.language import Language, say
from kit.questions.finding import Finding
from kit.questions.question import Chart
from kit.questions.style import BLUE, ORANGE, heading, number_axis

TITLE = say("Five years of two people: career path or two specialists")


def height(finding: Finding) -> float:
    """Inches; 0 where there is nothing to go by, or hours are only placeholders."""
    return 3.3 if len(finding.table) and finding.numbers["own_hours"] else 0.0


def draw(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """New clients a month on the left, clients on the right; bands hold 9 of 10 cases."""
    axes = figure.subplots(1, 2)
    table = finding.table
    for at, (what, name) in enumerate(
        (("won", say("new clients a month")), ("clients", say("clients at the end of the year")))
    ):
        for side, colour, mark, dashes, label in (
            ("path", ORANGE, "s", "--", say("career path")),
            ("split", BLUE, "o", "-", say("two specialists")),
        ):
            column = f"{side}_{what}"
            axes[at].fill_between(
                table["year"], table[f"{column}_low"].astype(float),
                table[f"{column}_high"].astype(float), color=colour, alpha=0.13, linewidth=0,
            )  # fmt: skip
            axes[at].plot(
                table["year"], table[column], color=colour, marker=mark, linestyle=dashes,
                label=language(label),
            )  # fmt: skip
        axes[at].set_ylim(bottom=0)
        axes[at].xaxis.set_major_locator(MaxNLocator(5, integer=True))
        number_axis(axes[at].yaxis, language)
        axes[at].set_xlabel(language(say("year")))
        axes[at].set_ylabel(language(name))
    axes[0].legend(loc="lower left", frameon=False)
    heading(
        axes[0],
        language(TITLE),
        language(say("a calculation; lines: likely rates; bands: 9 of 10 plausible cases")),
    )
    return list(axes)


CHARTS = (
    Chart(
        "years",
        TITLE,
        say("New clients a month and clients of two people over five years, as lines with bands."),
        height,
        draw,
    ),
)
