"""The account managers' load, month by month, with as many new clients as now and with more."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator

from kit.language import Language, say, say_n
from kit.questions.colours import light
from kit.questions.finding import Finding
from kit.questions.flood.figures import MONTHS
from kit.questions.question import Chart
from kit.questions.style import BLUE, GREY, ORANGE, heading, percent_axis, wrapped

TITLE = say("How long account managers have room")


def height(finding: Finding) -> float:
    """Inches; 0 where hours are not known."""
    return 2.6 if len(finding.rows(MONTHS.name)) else 0.0


def draw(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """Two bands, as now and with the flood; their middles where they are an answer."""
    axes = figure.subplots()
    rows, numbers = finding.rows(MONTHS.name), finding.numbers
    looks = ((1.0, BLUE, "//", "o"), (numbers["surge"], ORANGE, "\\\\", "s"))
    for surge, colour, hatch, mark in dict.fromkeys(looks):
        of = rows[rows["surge"] == surge]
        name = language(
            say("as many new clients as now")
            if surge == 1.0
            else say("{more:percent} more new clients", more=surge - 1)
        )
        axes.fill_between(
            of["month"], of["load_low"], of["load_high"], facecolor=colour, alpha=0.16,
            edgecolor=colour, linewidth=0.8, hatch=hatch, label=name,
        )  # fmt: skip
        if finding.status == "answered":
            axes.plot(
                of["month"], of["load"], color=colour, marker=mark, markevery=6, linewidth=2.2
            )
    limit = numbers["load_limit"]
    axes.axhline(limit, color=light("limit"), linestyle=":", linewidth=1.5)
    axes.annotate(
        language(say("limit {limit:percent}", limit=limit)), (0, limit), xytext=(6, 3),
        textcoords="offset points", color=light("limit"), fontsize="small", va="bottom",
    )  # fmt: skip
    axes.set_xlim(0, numbers["months"])
    axes.set_ylim(0, 1.04 * max(float(rows["load_high"].max()), 1.0))
    axes.set_xlabel(language(say("months from now")))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    percent_axis(axes.yaxis, language)
    axes.set_ylabel(wrapped(language(say("share of paid time")), 16))
    axes.grid(axis="x", linewidth=0)
    axes.legend(loc="upper left", fontsize="small", frameon=False, labelcolor=GREY)
    heading(
        axes,
        language(TITLE),
        language(
            say_n(
                "{n} new client replayed; 9 of 10 plausible cases",
                "{n} new clients replayed; 9 of 10 plausible cases",
                int(numbers["new_clients"]),
            )
        ),
    )
    return [axes]


CHARTS = (
    Chart(
        "load",
        TITLE,
        say(
            "How much of the account managers' time work takes, month by month, with as many new "
            "clients as now and with more, beside the limit."
        ),
        height,
        draw,
    ),
)
