"""Training spend beside the money that roles bring."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from kit.language import Language, say, say_n
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, LIGHT, ORANGE, heading, percent_axis, wrapped

TITLE = say("Training spend and the money that roles bring")


def spend_height(finding: Finding) -> float:
    """Inches, by the number of roles; 0 where shares cannot be told."""
    return 1.9 + 0.7 * len(finding.table) if finding.status == "answered" else 0.0


def spend(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Per role, its share of the training spend and its share of the margin, with the interval."""
    margin = finding.numbers["basis"] == "margin"
    axes = figure.subplots()
    rows = records(finding.table.iloc[::-1])
    for place, row in enumerate(rows):
        spent = axes.barh(
            place + 0.19, row["spend_share"], height=0.34, color=ORANGE, hatch="///",
            edgecolor="white",
        )  # fmt: skip
        brought = axes.barh(place - 0.19, row["money_share"], height=0.34, color=BLUE, alpha=0.75)
        axes.plot(
            [row["money_share_low"], row["money_share_high"]], [place - 0.19] * 2, color="black",
            linewidth=1.6, solid_capstyle="butt",
        )  # fmt: skip
        axes.text(
            max(row["spend_share"], 0) + 0.01, place + 0.19, language.percent(row["spend_share"]),
            va="center", fontsize="small",
        )  # fmt: skip
        axes.text(
            max(row["money_share_high"], 0) + 0.01, place - 0.19,
            language.percent(row["money_share"]), va="center", fontsize="small",
        )  # fmt: skip
    axes.set_yticks(
        range(len(rows)),
        [
            wrapped(f"{language(row['label'])} ({language.number(row['people'])})", 30)
            for row in rows
        ],
    )
    axes.set_xlim(0, 1.08)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.grid(axis="y", color=LIGHT, linewidth=0)
    percent_axis(axes.xaxis, language)
    axes.set_xlabel(language(say("share of the whole")))
    name = say("share of margin, 95% interval") if margin else say("share of revenue, 95% interval")
    figure.legend(
        handles=[spent, brought],
        labels=[language(say("share of training spend")), language(name)],
        loc="outside lower center",
        ncols=2,
        frameon=False,
    )
    heading(
        axes,
        language(TITLE),
        language(
            say_n(
                "{n} training; in brackets: people in the role",
                "{n} trainings; in brackets: people in the role",
                int(finding.numbers["trainings"]),
            )
        ),
    )
    return [axes]


CHARTS = (
    Chart(
        "spend",
        TITLE,
        say("Each role's share of the training spend beside its share of the margin."),
        spend_height,
        spend,
    ),
)
