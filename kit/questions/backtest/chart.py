"""The back-test in pictures."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MultipleLocator

from kit.language import Language, say, say_n
from kit.questions.colours import looks
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import (
    BLUE,
    GREY,
    INK,
    LIGHT,
    ORANGE,
    heading,
    month_axis,
    number_axis,
    percent_axis,
    wrapped,
)
from kit.questions.sweep import DAYS_PER_MONTH
from kit.triggers.tally import EARLY_DAYS

ACROSS = 3  # panels beside each other
EARLY_LATE = say("Too early against too late, for many settings of each rule")


def _judged(finding: Finding) -> pd.DataFrame:
    table = finding.table
    return table[(table["status"] != "needs data") & (table["judged"] > 0)]


def reach_height(finding: Finding) -> float:
    """Inches, by the number of panels; 0 where no trigger can be judged."""
    panels = math.ceil(len(_judged(finding)) / ACROSS)
    return 0.8 + 2.5 * panels if panels else 0.0


def reach(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """How many clients each trigger has reached by each month from the first deal.

    One panel a trigger: the share with its 95 % band; dashed, the share reached before the client
    fell silent; the other triggers in grey behind.
    """
    rows, curves = _judged(finding), finding.details["curves"]
    curves = curves.assign(month=curves["day"] / DAYS_PER_MONTH)
    lines = dict(iter(curves.groupby(["trigger", "kind"], sort=False)))
    panels = figure.subplots(
        math.ceil(len(rows) / ACROSS), ACROSS, sharex=True, sharey=True, squeeze=False
    ).ravel()
    last = min(36.0, max(float(curves["month"].max()), 1.0))
    for axes, row in zip(panels, records(rows), strict=False):
        for other in rows["trigger"]:
            line = lines[other, "reached"]
            axes.plot(line["month"], line["share"], color=LIGHT, linewidth=0.8, zorder=1)
        line = lines[row["trigger"], "reached"]
        axes.fill_between(
            line["month"], line["share_low"], line["share_high"], color=BLUE, alpha=0.2, zorder=2
        )
        axes.plot(
            line["month"], line["share"], color=BLUE, linewidth=2, zorder=3,
            label=language(say("reached (Kaplan–Meier), 95% band")),
        )  # fmt: skip
        line = lines[row["trigger"], "reached_competing"]
        axes.plot(
            line["month"], line["share"], color=ORANGE, linewidth=1.6, linestyle="--", zorder=4,
            label=language(say("reached before falling silent (Aalen–Johansen)")),
        )  # fmt: skip
        heading(
            axes,
            wrapped(language(row["label"]), 26),
            language(say_n("{n} client", "{n} clients", int(row["judged"]))),
        )
        axes.set(xlim=(0, last), ylim=(0, 1.02))
        axes.xaxis.set_major_locator(MultipleLocator(6))
        percent_axis(axes.yaxis, language)
    for axes in panels[len(rows) :]:
        axes.remove()
    for axes in panels[max(len(rows) - ACROSS, 0) : len(rows)]:  # the last of each column
        axes.tick_params(labelbottom=True)
        axes.set_xlabel(language(say("months from the first deal")))
    figure.supylabel(language(say("share of clients handed over")), fontsize="medium")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", frameon=False)
    return list(panels[: len(rows)])


def flow_height(finding: Finding) -> float:
    """Inches, by the number of triggers; 0 where none can be judged."""
    triggers = len(_judged(finding))
    return 1.9 + 0.42 * triggers if triggers else 0.0


def flow(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Handoffs a month with their interval, and the account managers' portfolio over time."""
    rows = _judged(finding)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.25))
    places = np.arange(len(rows))[::-1]
    drawn = looks(rows["trigger"])
    for place, row, look in zip(places, records(rows), drawn, strict=True):
        left.plot(
            [row["inflow_per_month_low"], row["inflow_per_month_high"]], [place] * 2,
            color=look.colour, linestyle=look.dash, linewidth=2,
        )  # fmt: skip
        left.plot(row["inflow_per_month"], place, marker=look.mark, color=look.colour, markersize=8)
    left.set_yticks(places, [wrapped(language(label), 30) for label in rows["label"]])
    left.set_xlim(left=0)
    left.set_ylim(-0.6, len(rows) - 0.4)
    left.set_xlabel(language(say("clients a month, average and 95% interval")))
    number_axis(left.xaxis, language)
    heading(
        left,
        language(say("Handoffs a month")),
        language(
            say_n(
                "only the {n} new client",
                "only the {n} new clients",
                int(finding.numbers["clients"]),
            )
        ),
    )
    months = finding.details["months"]
    for row, look in zip(records(rows), drawn, strict=True):
        line = months[months["trigger"] == row["trigger"]]
        right.plot(
            line["month"], line["portfolio"], color=look.colour, linestyle=look.dash,
            linewidth=1.8, marker=look.mark, markevery=max(len(line) // 6, 1), markersize=6,
        )  # fmt: skip
    month_axis(right.xaxis, language)
    right.set_ylim(bottom=0)
    right.set_xlabel(language(say("month")))
    right.set_ylabel(language(say("clients")))
    number_axis(right.yaxis, language)
    heading(
        right,
        language(say("Account managers' portfolio")),
        language(say("handed over, not silent; signs as on the left")),
    )
    return [left, right]


def early_late_height(finding: Finding) -> float:
    """Inches; 0 where no setting can be judged on both counts."""
    return 5.2 if len(_on_both_counts(finding)) else 0.0


def _on_both_counts(finding: Finding) -> pd.DataFrame:
    grid = finding.details["grid"]
    return grid[grid["too_early_share"].notna() & grid["hunter_orders_share"].notna()]


def early_late(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Too early against too late, for every setting of the grid; the candidates are named.

    Nearer to the lower left is better on both counts; the two are usually bought from each other.
    """
    import seaborn as sns  # here: it takes longer to load than all else

    axes = figure.subplots()
    grid = _on_both_counts(finding)
    rules = {
        "contract": language(say("contract")),
        "deal": language(say("number of deals")),
        "volume": language(say("volume of regular orders")),
        "share": language(say("share of the budget")),
        "tenure": language(say("tenure")),
    }
    for look, (rule, name) in zip(looks(rules), rules.items(), strict=True):
        part = grid[grid["rule"] == rule]
        if part.empty:
            continue
        axes.vlines(
            part["hunter_orders_share"], part["too_early_share_low"], part["too_early_share_high"],
            color=look.colour, alpha=0.25, linewidth=1,
        )  # fmt: skip
        sns.scatterplot(
            x=part["hunter_orders_share"], y=part["too_early_share"], ax=axes, color=look.colour,
            marker=look.mark, s=55, label=name, zorder=3,
        )  # fmt: skip
    judged = _judged(finding)
    for number, (row, look) in enumerate(
        zip(records(judged), looks(judged["trigger"]), strict=True), start=1
    ):
        if pd.isna(row["too_early_share"]) or pd.isna(row["hunter_orders_share"]):
            continue
        late, early = row["hunter_orders_share"], row["too_early_share"]
        # a candidate need not be a setting of the grid
        axes.plot(late, early, marker=look.mark, markersize=7, color=look.colour, zorder=3)
        axes.plot(
            late, early, marker="o", markersize=15, markerfacecolor="none", color=INK, zorder=4
        )
        axes.annotate(
            str(number),
            (late, early),
            xytext=(9, 9),
            textcoords="offset points",
            fontweight="bold",
            zorder=5,
        )
        if pd.notna(row["too_early_base"]):
            axes.plot(
                [late] * 2, [row["too_early_base"]] * 2, marker="_", color=GREY, markersize=14,
                markeredgewidth=2, zorder=2,
            )  # fmt: skip
    names = [
        wrapped(f"{number}  {language(row['label'])}", 40)
        for number, row in enumerate(records(judged), start=1)
    ]
    percent_axis(axes.xaxis, language)
    percent_axis(axes.yaxis, language)
    axes.set_xlim(-0.02, 1.02)
    # a setting that few clients reach has a long interval: it may leave the picture
    top = max(grid["too_early_share"].max(), 0.1)
    axes.set_ylim(-0.02 * top, min(1.5 * top, 1.02))
    axes.set_xlabel(language(say("too late: share of repeat orders left with hunters")))
    axes.set_ylabel(
        wrapped(
            language(
                say(
                    "too early: no order within {days} days after firing (95% interval)",
                    days=EARLY_DAYS,
                )
            ),
            44,
        )
    )
    heading(
        axes,
        language(EARLY_LATE),
        language(
            say_n(
                "{n} client; numbered rings: your candidates; gray dash: leaving anyway",
                "{n} clients; numbered rings: your candidates; gray dash: leaving anyway",
                int(finding.numbers["clients"]),
            )
        ),
    )
    legend = axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False)
    axes.add_artist(legend)
    axes.text(1.02, 0.0, "\n".join(names), transform=axes.transAxes, va="bottom", fontsize="small")
    return [axes]


CHARTS = (
    Chart(
        "reach",
        say("How many clients each trigger reaches, and when"),
        say(
            "For each trigger, the share of clients handed over by each month from the first "
            "deal, with its 95% band."
        ),
        reach_height,
        reach,
    ),
    Chart(
        "flow",
        say("Handoffs a month"),
        say("Handoffs a month and the account managers' portfolio over time."),
        flow_height,
        flow,
    ),
    Chart(
        "early_late",
        EARLY_LATE,
        say(
            "For many settings of each rule, the share handed over too early against the share "
            "of repeat orders left with hunters."
        ),
        early_late_height,
        early_late,
    ),
)
