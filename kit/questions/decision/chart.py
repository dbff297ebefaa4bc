"""The decision in pictures: what each rule is worth, and which figure is worth measuring."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kit.language import Language, Money, say
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, GREY, LIGHT, heading, wrapped

MOST_BARS = 8
LEAST_SHARE = 0.01  # of the longest bar: a shorter one is not drawn
WORTH, INFORMATION = say("What each rule would have been worth"), say("What is worth measuring")


def worth_height(finding: Finding) -> float:
    """Inches, by the number of rules."""
    return 1.9 + 0.42 * len(finding.table)


def worth(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Per rule its value against «the hunter keeps everyone», with the range of 9 of 10 futures."""
    axes = figure.subplots()
    rows = records(finding.table[finding.table["trigger"] != "keep"].iloc[::-1])
    for place, row in enumerate(rows):
        axes.plot(
            [row["value_low"], row["value_high"]], [place] * 2, color=BLUE, linewidth=2.4,
            solid_capstyle="butt",
        )  # fmt: skip
        axes.plot(row["value"], place, "o", color=BLUE, markersize=7, markeredgecolor="white")
    axes.axvline(0, color="black", linewidth=1.2, zorder=1)
    axes.text(
        0, len(rows) - 0.42, language(say("the hunter keeps everyone: 0")), ha="center",
        va="bottom", fontsize="small", backgroundcolor="white",
    )  # fmt: skip
    axes.set_yticks(range(len(rows)), [wrapped(language(row["label"]), 32) for row in rows])
    axes.set_ylim(-0.6, len(rows) + 0.1)
    axes.grid(axis="y", color=LIGHT, linewidth=0)
    axes.margins(x=0.08)
    money_axis(axes.xaxis, finding, language)
    axes.set_xlabel(
        language(say("gain against «the hunter keeps everyone», for all these clients"))
    )
    heading(
        axes,
        language(WORTH),
        language(
            say(
                "n = {n} clients, the first {months} months of each; dot: on average, line: 9 of "
                "10 plausible futures",
                n=finding.numbers["clients"],
                months=finding.numbers["months"],
            )
        ),
    )
    return [axes]


def _bars(finding: Finding) -> list[dict[str, Any]]:
    """The inputs that are worth measuring, the most valuable first."""
    table = finding.details["information"].nlargest(MOST_BARS, "evppi", keep="first")
    return records(table[table["evppi"] > LEAST_SHARE * table["evppi"].max()])


def information_height(finding: Finding) -> float:
    """Inches, by the number of inputs worth measuring; 0 where none is."""
    bars = _bars(finding)
    return 1.7 + 0.42 * len(bars) if bars else 0.0


def information(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Per input what it would bring to know it exactly before choosing."""
    others = finding.details["inputs"].set_index("input")["borrowed"]
    axes = figure.subplots()
    bars = _bars(finding)[::-1]
    for place, row in enumerate(bars):
        borrowed = others[row["input"]]
        axes.barh(
            place, row["evppi"], height=0.6, color=LIGHT if borrowed else BLUE,
            hatch="///" if borrowed else None, edgecolor=GREY if borrowed else "white",
        )  # fmt: skip
        axes.annotate(
            about(row["evppi"], finding, language), (row["evppi"], place),
            xytext=(4, 0), textcoords="offset points", va="center", fontsize="small",
        )  # fmt: skip
    axes.set_yticks(range(len(bars)), [wrapped(language(row["label"]), 36) for row in bars])
    axes.set_ylim(-0.6, len(bars) - 0.4)
    axes.set_xlim(0, 1.16 * max(row["evppi"] for row in bars))
    axes.grid(axis="y", color=LIGHT, linewidth=0)
    money_axis(axes.xaxis, finding, language)
    axes.set_xlabel(language(say("what knowing the figure exactly would bring, on average")))
    heading(
        axes,
        language(INFORMATION),
        language(
            say(
                "n = {n} clients; hatched: a figure that is not the company's own",
                n=finding.numbers["clients"],
            )
        ),
    )
    return [axes]


def about(minor: float, finding: Finding, language: Language) -> str:
    """Money to two digits: more would pretend to know more."""
    rounded = float(f"{minor / finding.per_unit:.2g}") * finding.per_unit
    return language.money(Money(round(rounded), finding.currency, finding.per_unit))


def money_axis(axis: Axis, finding: Finding, language: Language) -> None:
    """Write an axis of minor units as money in the locale's form."""

    def written(minor: float, _: object) -> str:
        whole = round(minor / finding.per_unit) * finding.per_unit
        return language.money(Money(whole, finding.currency, finding.per_unit))

    axis.set_major_locator(MaxNLocator(6))
    axis.set_major_formatter(FuncFormatter(written))


CHARTS = (
    Chart(
        "worth",
        WORTH,
        say(
            "What each rule is worth against the hunter keeping everyone, on average and in 9 of "
            "10 plausible futures."
        ),
        worth_height,
        worth,
    ),
    Chart(
        "information",
        INFORMATION,
        say("For each figure, what knowing it exactly would bring on average."),
        information_height,
        information,
    ),
)
