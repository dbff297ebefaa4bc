"""The decision in pictures: what each policy would have done, and what is worth measuring."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator

from kit.language import Language, say, say_n
from kit.questions.colours import looks
from kit.questions.decision.words import WORTH_MEASURING
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import (
    BLUE,
    LIGHT,
    heading,
    month_axis,
    percent_axis,
    wrapped,
)

MOST_BARS = 6
CARE, MEASURING = say("Clients with account managers"), say("What is worth measuring")


def _lines(finding: Finding) -> list[str]:
    """The policies drawn: the first, its rival, and keeping everyone."""
    numbers = finding.numbers
    rival = numbers["rival"] or (numbers["same"][0] if numbers["same"] else None)
    wanted = [numbers["best"], rival, "keep"]
    return [policy for policy in dict.fromkeys(wanted) if policy]


def care_height(finding: Finding) -> float:
    """Inches; 0 where nothing was chosen among policies."""
    return 3.4 if finding.numbers["best"] else 0.0


def care(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Month by month, how many active clients account managers would have had."""
    axes = figure.subplots()
    labels = dict(zip(finding.table["policy"], finding.table["label"], strict=True))
    months = finding.details["months"]
    policies = _lines(finding)
    for policy, look in zip(policies, looks(policies), strict=True):
        rows = months[months["policy"] == policy]
        axes.plot(
            rows["month"], rows["clients"], color=look.colour, linestyle=look.dash,
            marker=look.mark, markersize=5, markevery=4, linewidth=1.8,
            label=wrapped(language(labels[policy]), 44),
        )  # fmt: skip
    axes.set_ylim(bottom=0)
    month_axis(axes.xaxis, language)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel(language(say("active clients")))
    axes.legend(loc="lower left", fontsize="small", frameon=False)
    heading(
        axes,
        language(CARE),
        language(
            say_n(
                "{n} client; had the policy held over the last {months} months",
                "{n} clients; had the policy held over the last {months} months",
                finding.numbers["clients"],
                months=finding.numbers["months"],
            )
        ),
    )
    return [axes]


def _bars(finding: Finding) -> list[dict[str, Any]]:
    table = finding.details["measuring"].head(MOST_BARS)
    return records(table[table["fall"] >= WORTH_MEASURING])


def measuring_height(finding: Finding) -> float:
    """Inches, by the number of figures worth measuring; 0 where the choice is made, or none is."""
    bars = _bars(finding)
    return 1.7 + 0.42 * len(bars) if bars and not finding.numbers["decided"] else 0.0


def measuring(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Per figure by how much the risk of a wrong choice falls once it is known."""
    axes = figure.subplots()
    bars = _bars(finding)[::-1]
    for place, row in enumerate(bars):
        axes.barh(place, row["fall"], height=0.6, color=BLUE)
    axes.set_yticks(range(len(bars)), [wrapped(language(row["label"]), 36) for row in bars])
    axes.set_ylim(-0.6, len(bars) - 0.4)
    axes.grid(axis="y", color=LIGHT, linewidth=0)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    percent_axis(axes.xaxis, language)
    axes.set_xlabel(language(say("by so many points the risk of a wrong choice falls")))
    heading(
        axes,
        language(MEASURING),
        language(say_n("{n} client", "{n} clients", finding.numbers["clients"])),
    )
    return [axes]


CHARTS = (
    Chart(
        "care",
        CARE,
        say("Month by month, the active clients with account managers under each policy."),
        care_height,
        care,
    ),
    Chart(
        "measuring",
        MEASURING,
        say("For each figure, by how much the risk of a wrong choice falls once it is known."),
        measuring_height,
        measuring,
    ),
)
