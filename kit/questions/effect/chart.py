"""What handoffs did: the change in each part, and month by month around the handoff."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter

from kit.evidence.trials import AFTER, BEFORE
from kit.language import Language, Text, say, say_n
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import (
    BLUE,
    GREY,
    LIGHT,
    ORANGE,
    heading,
    number_axis,
    percent_axis,
    wrapped,
)

MONTHS = say("Month by month around the handoff")


def change_height(finding: Finding) -> float:
    """Inches, by the number of parts; 0 where no estimate stands."""
    return 1.9 + 0.5 * len(finding.table) if len(finding.table) else 0.0


def change(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """The relative change after a handoff with its 95 % interval; grey: too small to be noticed."""
    axes = figure.subplots()
    rows = [row for row in records(finding.table.iloc[::-1]) if not math.isnan(row["estimate_low"])]
    for place, row in enumerate(rows):
        axes.plot(
            [-row["mde"], row["mde"]], [place] * 2, color=LIGHT, linewidth=16,
            solid_capstyle="butt", zorder=1,
        )  # fmt: skip
        axes.plot(
            [row["estimate_low"], row["estimate_high"]], [place] * 2, color=BLUE, linewidth=2.4,
            solid_capstyle="butt", zorder=3,
        )  # fmt: skip
        if math.isnan(row["estimate"]):  # a point in a range that cannot tell leads astray
            continue
        axes.plot(row["estimate"], place, "o", color=BLUE, zorder=4)
        axes.text(
            row["estimate"], place + 0.26, language.percent(row["estimate"]), ha="center",
            va="bottom", fontsize="small", zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    axes.axvline(0, color="black", linewidth=1, zorder=2)
    axes.set_yticks(range(len(rows)), [wrapped(language(row["label"]), 30) for row in rows])
    axes.set_ylim(-0.6, len(rows) - 0.2)
    axes.grid(axis="y", linewidth=0)
    percent_axis(axes.xaxis, language)
    margin = finding.numbers["measure"] != "revenue"
    name = (
        say("change of the margin by the comparison alone, 95% interval")
        if margin
        else say("change of the revenue by the comparison alone, 95% interval")
    )
    axes.set_xlabel(language(name))
    heading(
        axes,
        language(_title(finding)),
        language(
            say_n(
                "{n} client against {compared}; gray: a change that would usually go unnoticed",
                "{n} clients against {compared}; gray: a change that would usually go unnoticed",
                int(finding.numbers["treated"]),
                compared=int(finding.numbers["compared"]),
            )
        ),
    )
    return [axes]


def _title(finding: Finding) -> Text:
    if finding.numbers["about"] == "handoff":
        return say("What changed after a handoff")
    return say("What changed after a change of the person")


def months_height(finding: Finding) -> float:
    """Inches; 0 where there is no month to compare."""
    table = finding.details.get("months")
    return 3.4 if table is not None and len(table) and table["ratio"].notna().any() else 0.0


def months(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Handed over against compared, month by month; before the handoff there can be no effect.

    A triangle at the upper edge: the interval goes on beyond it.
    """
    axes = figure.subplots()
    table = finding.details["months"].dropna(subset=["ratio"])
    before = table[table["month"] < 0]
    after = table[table["month"] >= 0]
    for part, colour, marker in ((before, GREY, "s"), (after, ORANGE, "o")):
        axes.vlines(
            part["month"], part["ratio_low"], part["ratio_high"], color=colour, linewidth=2.2
        )
        if finding.status == "answered":
            axes.plot(part["month"], part["ratio"], marker, color=colour)
    axes.axhline(1, color="black", linewidth=1)
    axes.axvline(-0.5, color="black", linewidth=1, linestyle=":")
    top = min(max(float(np.quantile(table["ratio_high"].to_numpy(), 0.9)), 2.0), 5.0)
    axes.set_ylim(0, top)
    over = table.loc[table["ratio_high"] > top, "month"]
    axes.plot(over, [0.97 * top] * len(over), "^", color="black", markersize=5)
    axes.set_xticks(range(-BEFORE, AFTER, 3))
    number_axis(axes.xaxis, language)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda ratio, _: language.number(round(ratio, 2))))
    axes.set_xlabel(language(say("months from the handoff")))
    axes.set_ylabel(language(say("handed over : compared")))
    heading(
        axes,
        language(MONTHS),
        language(
            say_n(
                "{n} client; 95% intervals. 1: no difference; gray: before the handoff, where "
                "there can be no effect",
                "{n} clients; 95% intervals. 1: no difference; gray: before the handoff, where "
                "there can be no effect",
                int(finding.numbers["clients"]),
            )
        ),
    )
    return [axes]


CHARTS = (
    Chart(
        "change",
        say("What changed after a handoff"),
        say("By how much handoffs changed what clients brought, with the 95% interval."),
        change_height,
        change,
    ),
    Chart(
        "months",
        MONTHS,
        say("The same month by month, before the handoff and after it."),
        months_height,
        months,
    ),
)
