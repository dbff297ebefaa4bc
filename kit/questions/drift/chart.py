"""New clients a month by the size of the own base, hunter by hunter."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator

from kit.language import Language, say, say_n
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, GREY, ORANGE, heading, number_axis

TITLE = say("New clients a month by the size of the own base")
MOST_LINES = 8
MARKS = "osD^vP"


def height(finding: Finding) -> float:
    """Inches; 0 where nobody's months can be shown."""
    return 3.6 if len(finding.rows("parts")) else 0.0


def draw(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """A line per hunter, from the months with the smallest base of their own to the largest."""
    axes = figure.subplots()
    rows = records(finding.rows("parts"))
    shown = [row["employee"] for row in records(finding.table.head(MOST_LINES))]
    for at, name in enumerate(shown):
        mine = [row for row in rows if row["employee"] == name]
        colour = (BLUE, ORANGE, GREY)[at % 3]
        places = [row["base"] for row in mine]
        axes.vlines(
            places, [row["won_a_month_low"] for row in mine],
            [row["won_a_month_high"] for row in mine], color=colour, alpha=0.3,
        )  # fmt: skip
        axes.plot(
            places, [row["won_a_month"] for row in mine], color=colour, marker=MARKS[at % 6],
            linestyle=("-", "--", ":")[at // 3 % 3], label=name,
        )  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    number_axis(axes.xaxis, language)
    number_axis(axes.yaxis, language)
    axes.set_xlabel(language(say("active clients in the own base")))
    axes.set_ylabel(language(say("new clients a month")))
    figure.legend(loc="outside right upper", frameon=False)
    heading(
        axes,
        language(TITLE),
        language(
            say_n(
                "{n} new client; thin lines: 95% interval; a falling line can be chance",
                "{n} new clients; thin lines: 95% interval; a falling line can be chance",
                int(finding.numbers["won"]),
            )
        ),
    )
    return [axes]


CHARTS = (
    Chart(
        "bases",
        TITLE,
        say("For each hunter, new clients a month in months with a small, middle or large base."),
        height,
        draw,
    ),
)
