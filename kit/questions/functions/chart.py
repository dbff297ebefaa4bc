"""The functions in pictures: who carries what, and how much is the same."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from kit.language import Language, Text, say, say_n
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER
from kit.questions.finding import Finding, records
from kit.questions.functions.words import LEVELS, whose_text
from kit.questions.question import Chart
from kit.questions.style import BLUE, GREY, ORANGE, heading, number_axis, wrapped

# the two roles and what they share; hatching tells them apart without colour
PARTS: tuple[tuple[str, Any, str], ...] = (
    (HUNTER, BLUE, ""),
    ("both", GREY, "///"),
    (ACCOUNT_MANAGER, ORANGE, "..."),
)
MATRIX = say("Who carries which function")


def matrix_height(finding: Finding) -> float:
    """Inches, by the number of functions; 0 where nothing is carried."""
    rows = len(finding.table)
    return 1.9 + 0.34 * rows if len(finding.details["matrix"]) else 0.0


def matrix(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Role × function: filled where a role owns the function, outlined where it helps; hours."""
    axes = figure.subplots()
    held = finding.details["matrix"]
    functions = list(finding.table["function"])
    roles = list(dict.fromkeys(held["role"]))
    labels = dict(zip(held["role"], held["role_label"], strict=True))
    for row in records(held):
        x, y = roles.index(row["role"]), functions.index(row["function"])
        owns = row["level"] == "owner"
        axes.add_patch(
            Rectangle(
                (x - 0.46, y - 0.42), 0.92, 0.84, facecolor=BLUE if owns else "white",
                edgecolor=BLUE, linewidth=1.4, hatch="" if owns else "///", alpha=0.9,
            )
        )  # fmt: skip
        level = language(LEVELS[row["level"]])
        hours = row["hours"]
        text = level if pd.isna(hours) else language(say("{level}, {h} h", level=level, h=hours))
        axes.text(
            x, y, text, ha="center", va="center", fontsize="small",
            color="white" if owns else "black",
            bbox=None if owns else {"facecolor": "white", "edgecolor": "none", "pad": 1},
        )  # fmt: skip
    axes.set_xticks(range(len(roles)), [wrapped(labels[role], 22) for role in roles])
    axes.set_yticks(
        range(len(functions)), [wrapped(str(label), 44) for label in finding.table["label"]]
    )
    axes.set_xlim(-0.5, max(len(roles), 2) - 0.5)
    axes.set_ylim(len(functions) - 0.5, -0.5)
    axes.set_xlabel(language(say("role; h: hours a week of the whole role")))
    axes.grid(visible=False)
    heading(
        axes,
        language(MATRIX),
        language(say_n("{n} function", "{n} functions", len(functions))),
    )
    return [axes]


def overlap_height(finding: Finding) -> float:
    """Inches; 0 where one of the two roles carries nothing."""
    numbers = finding.numbers
    return 3.0 if numbers["hunter"] and numbers["account_manager"] else 0.0


def overlap(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """How many functions, and how many hours, belong to one role or to both."""
    numbers = finding.numbers
    held = finding.details["matrix"]
    labels = dict(zip(held["role"], held["role_label"], strict=True))
    whose = {part: language(whose_text(part, labels)) for part, *_ in PARTS}
    parts = [numbers["unique_hunter"], numbers["shared"], numbers["unique_account_manager"]]
    counts: list[tuple[Text, list[float]]] = [(say("functions"), parts)]
    table = finding.table[finding.table["held"].isin([part for part, *_ in PARTS])]
    hours = table[["hunter_hours", "account_manager_hours"]].astype("float64").sum(axis=1)
    if numbers["hours"]:
        by_part = hours.groupby(table["held"]).sum()
        counts.append((say("hours a week"), [float(by_part.get(p, 0.0)) for p, *_ in PARTS]))
    panels: list[Axes] = list(figure.subplots(len(counts), 1, squeeze=False)[:, 0])
    for axes, (unit, values) in zip(panels, counts, strict=True):
        left = 0.0
        for (_, colour, hatch), value in zip(PARTS, values, strict=True):
            axes.barh(0, value, left=left, color=colour, hatch=hatch, edgecolor="white", height=0.7)
            if value:
                axes.text(
                    left + value / 2, 0, language.number(value), ha="center", va="center",
                    fontweight="bold",
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
                )  # fmt: skip
            left += value
        axes.set_yticks([])
        axes.set_xlim(0, left or 1.0)
        axes.set_xlabel(language(unit))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        number_axis(axes.xaxis, language)
    heading(
        panels[0],
        language(say("How much is the same: {ratio} of one's own", ratio=numbers["ratio"])),
        language(
            say_n(
                "{n} function; listed finer or coarser, {low} to {high}",
                "{n} functions; listed finer or coarser, {low} to {high}",
                numbers["union"],
                low=numbers["ratio_low"],
                high=numbers["ratio_high"],
            )
        ),
    )
    figure.legend(
        handles=[Patch(facecolor=c, hatch=h, edgecolor="white") for _, c, h in PARTS],
        labels=[whose[part] for part, *_ in PARTS],
        loc="outside lower center",
        ncols=3,
        frameon=False,
    )
    return panels


CHARTS = (
    Chart(
        "matrix",
        MATRIX,
        say("Which role owns each function, which one helps, and hours a week."),
        matrix_height,
        matrix,
    ),
    Chart(
        "overlap",
        say("How much is the same"),
        say(
            "How many functions, and how many hours, belong to the hunter, to the account manager "
            "and to both."
        ),
        overlap_height,
        overlap,
    ),
)
