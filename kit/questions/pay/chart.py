"""The break-even in a picture, beside what the company's past handoffs did."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator

from kit.language import Language, say, say_n
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, GREY, LIGHT, ORANGE, heading, percent_axis, wrapped

BREAK_EVEN = say("From which effect on a client's margin on it pays")
WIDEST = 1.0  # a change by more than all of the margin is drawn at the edge


def height(finding: Finding) -> float:
    """Inches; 0 where there is no break-even."""
    if not len(finding.table):
        return 0.0
    return 2.6 if finding.numbers["effect"] is None else 3.0


def draw(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Per case the effect from which on it pays, with its range; and the own estimate's range."""
    axes = figure.subplots()
    rows = records(finding.table)
    marks = [
        (
            language.write(row["hours"]),
            *(-max(-WIDEST, min(WIDEST, row[name])) for name in _ENDS),
            BLUE,
            "D",
        )
        for row in rows
    ]
    numbers = finding.numbers
    if numbers["effect_low"] is not None:
        # a range that is no answer has no middle
        middle = math.nan if numbers["effect"] is None else numbers["effect"]
        ends = (middle, numbers["effect_high"], numbers["effect_low"])
        own = language(say("your past handoffs"))
        marks.append((own, *np.clip(ends, -WIDEST, WIDEST).tolist(), ORANGE, "o"))
    for place, (_, middle, low, high, colour, mark) in enumerate(reversed(marks)):
        axes.plot([low, high], [place] * 2, color=colour, linewidth=2.6, solid_capstyle="butt")
        if not math.isnan(middle):
            axes.plot(middle, place, mark, color=colour, markersize=8, markeredgecolor="white")
        if mark == "D":
            axes.annotate(
                "", (middle + 0.06, place + 0.3), (middle, place + 0.3),
                arrowprops={"arrowstyle": "->", "color": GREY},
            )  # fmt: skip
    axes.axvline(0, color="black", linewidth=1.0, zorder=1)
    axes.set_yticks(range(len(marks)), [wrapped(mark[0], 26) for mark in reversed(marks)])
    axes.set_ylim(-0.6, len(marks) - 0.3)
    axes.grid(axis="y", color=LIGHT, linewidth=0)
    axes.xaxis.set_major_locator(MaxNLocator(7))
    percent_axis(axes.xaxis, language)
    axes.set_xlabel(language(say("change of a client's margin; it pays to the right")))
    heading(
        axes,
        language(BREAK_EVEN),
        language(
            say_n(
                "{n} client handed over in {months} months; lines: 9 of 10 plausible cases",
                "{n} clients handed over in {months} months; lines: 9 of 10 plausible cases",
                numbers["clients_handed_over"],
                months=numbers["months"],
            )
        ),
    )
    return [axes]


_ENDS = ("may_cost", "may_cost_high", "may_cost_low")

CHARTS = (
    Chart(
        "break_even",
        BREAK_EVEN,
        say(
            "The change of a client's margin from which on handing over pays, where account "
            "managers are paid anyway and where they have to be hired."
        ),
        height,
        draw,
    ),
)
