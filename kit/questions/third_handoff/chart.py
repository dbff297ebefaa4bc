"""The third handoff in a picture."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from kit.language import Language, say, say_n
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, GREY, ORANGE, heading, number_axis, percent_axis
from kit.questions.third_handoff.needs import ALL

TITLE = say("How soon needs are begun")
LOOKS = (
    (BLUE, "-"),
    (ORANGE, (0, (5, 2))),
    (GREY, (0, (1.5, 1.5))),
    ("black", (0, (6, 2, 1.5, 2))),
)
DAYS = 180


def begun_height(finding: Finding) -> float:
    """Inches; 0 where no need was begun, or too few are recorded."""
    some = len(finding.table) and finding.table["begun"].max() > 0
    return 3.4 if some and finding.status == "answered" else 0.0


def begun(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """The share of needs begun, by days since they were recorded, for each kind."""
    axes = figure.subplots()
    rows = records(finding.table)
    kinds = [row for row in rows if row["kind"] != ALL] or rows
    curves = finding.details["curves"]
    for (colour, dash), row in zip(LOOKS, kinds, strict=False):
        curve = curves[curves["kind"] == row["kind"]]
        days = [*curve["day"], min(DAYS, max(DAYS, int(curve["day"].max())))]
        parts = {name: [*curve[name], curve[name].iloc[-1]] for name in ("share", "low", "high")}
        name = f"{language(row['label'])} ({language.number(row['needs'])})"
        axes.step(days, parts["share"], where="post", color=colour, linestyle=dash, linewidth=2,
                  label=name)  # fmt: skip
        axes.fill_between(days, parts["low"], parts["high"], step="post", color=colour, alpha=0.12,
                          linewidth=0)  # fmt: skip
    axes.set_xlim(0, DAYS)
    axes.set_ylim(0, 1)
    number_axis(axes.xaxis, language)
    percent_axis(axes.yaxis, language)
    axes.set_xlabel(language(say("days since the need was recorded")))
    axes.set_ylabel(language(say("share begun")))
    axes.legend(frameon=False, loc="lower right")
    heading(
        axes,
        language(TITLE),
        language(
            say_n(
                "{n} need; in brackets: needs of the kind; shaded: 95% interval",
                "{n} needs; in brackets: needs of the kind; shaded: 95% interval",
                int(finding.numbers["needs"]),
            )
        ),
    )
    return [axes]


CHARTS = (
    Chart(
        "begun",
        TITLE,
        say("The share of needs that somebody has begun, by days since they were recorded."),
        begun_height,
        begun,
    ),
)
