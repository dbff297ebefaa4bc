"""Who spends the hours on how many kinds of work, and what comes out of an hour."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from kit.language import Language, say, say_n
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, heading, number_axis, percent_axis

TITLE = say("New clients from 100 hours, by how concentrated the hours are")


def height(finding: Finding) -> float:
    """Inches; 0 where nobody's hours can be shown."""
    return 3.2 if len(finding.rows("people")) else 0.0


def draw(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """A point per person: the picture that misleads, and says so."""
    axes = figure.subplots()
    rows = records(finding.rows("people"))
    for row in rows:
        axes.plot(row["concentration"], row["per_100_hours"], "o", color=BLUE)
        axes.annotate(
            row["employee"], (row["concentration"], row["per_100_hours"]), xytext=(5, 3),
            textcoords="offset points", fontsize="small",
        )  # fmt: skip
    axes.set_ylim(bottom=0)
    percent_axis(axes.xaxis, language)
    number_axis(axes.yaxis, language)
    axes.set_xlabel(language(say("concentration of the hours (100%: one kind of work)")))
    axes.set_ylabel(language(say("new clients from 100 hours")))
    heading(
        axes,
        language(TITLE),
        language(
            say_n(
                "{n} person; across people ability and work are mixed up",
                "{n} people; across people ability and work are mixed up",
                len(rows),
            )
        ),
    )
    return [axes]


CHARTS = (
    Chart(
        "hours",
        TITLE,
        say("For each person, how concentrated the hours are and new clients from 100 of them."),
        height,
        draw,
    ),
)
