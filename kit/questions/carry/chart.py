"""Own books in a picture: who looks after how many active clients."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator

from kit.language import Language, say, say_n
from kit.questions.carry_figures import LOADS
from kit.questions.colours import light, looks
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, GREY, LIGHT, heading, percent_axis, wrapped

MOST_BARS = 15
BOOKS = say("Who looks after how many active clients")
LOAD = say("How much of the account managers' time it takes")


def height(finding: Finding) -> float:
    """Inches, by the number of people; 0 where nobody is known to have a book."""
    people = min(len(finding.table), MOST_BARS)
    return 1.7 + 0.36 * people if people else 0.0


def draw(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """A bar per person, and the books that half and 9 of 10 do not exceed."""
    axes = figure.subplots()
    rows = records(finding.table.head(MOST_BARS))[::-1]
    for place, row in enumerate(rows):
        axes.barh(place, row["clients"], height=0.62, color=BLUE)
        axes.annotate(
            language.write(int(row["clients"])), (row["clients"], place), xytext=(4, 0),
            textcoords="offset points", va="center", fontsize="small",
        )  # fmt: skip
    usual, full = finding.numbers["usual_book"], finding.numbers["full_book"]
    for value, dashes, name in (
        (usual, (0, (1, 1.2)), say("usual book: {n}", n=round(usual or 0))),
        (full, (0, (5, 2)), say("9 of 10 within: {n}", n=round(full or 0))),
    ):
        if value:
            axes.axvline(value, color=GREY, linestyle=dashes, linewidth=1.4, label=language(name))
    axes.set_yticks(range(len(rows)), [wrapped(str(row["employee"]), 24) for row in rows])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(0, 1.15 * max(row["clients"] for row in rows))
    axes.grid(axis="y", color=LIGHT, linewidth=0)
    axes.set_xlabel(language(say("active clients today")))
    if usual:
        axes.legend(loc="lower right", fontsize="small", frameon=False)
    heading(
        axes,
        language(BOOKS),
        language(
            say_n(
                "{n} active client; lines: over the last year",
                "{n} active clients; lines: over the last year",
                finding.numbers["active"],
            )
        ),
    )
    return [axes]


def load_height(finding: Finding) -> float:
    """Inches; 0 where hours, or the growth of two years, are not known."""
    return 2.0 if "later" in set(finding.rows(LOADS.name).get("at", ())) else 0.0


def load(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """The load from today on to two years later, as a band; its middle where it is an answer."""
    axes = figure.subplots()
    rows = {row["at"]: row for row in records(finding.rows(LOADS.name))}
    due, later = rows["due"], rows["later"]
    (look,) = looks([finding.numbers["rule"]])
    limit, years = finding.numbers["load_limit"], [0, 2]
    axes.fill_between(
        years, [due["load_low"], later["load_low"]], [due["load_high"], later["load_high"]],
        color=look.colour, alpha=0.13, linewidth=0,
    )  # fmt: skip
    axes.axhline(limit, color=light("limit"), linestyle=":", linewidth=1.5)
    axes.annotate(
        language(say("limit {limit:percent}", limit=limit)), (0, limit), xytext=(6, 3),
        textcoords="offset points", color=light("limit"), fontsize="small", va="bottom",
    )  # fmt: skip
    if finding.status == "answered":
        axes.plot(
            years, [due["load"], later["load"]], color=look.colour, marker=look.mark, linewidth=2.4
        )
    _at_the_end(axes, language.percent(later["load_high"]), later["load_high"], look.colour)
    _at_the_end(axes, language.percent(later["load_low"]), later["load_low"], look.colour)
    axes.set_xlim(0, 2)
    axes.set_ylim(0, 1.04 * max(due["load_high"], later["load_high"], 1.0))
    moments = (say("today, with the clients who are due"), say("in a year"), say("in two years"))
    axes.set_xticks([0, 1, 2], [language(moment) for moment in moments])
    first, _, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    axes.yaxis.set_major_locator(MaxNLocator(5))
    percent_axis(axes.yaxis, language)
    axes.grid(axis="x", linewidth=0)
    axes.set_ylabel(wrapped(language(say("share of paid time")), 16))
    heading(
        axes,
        language(LOAD),
        language(
            say_n(
                "{n} client today; 9 of 10 plausible cases",
                "{n} clients today; 9 of 10 plausible cases",
                int(due["clients"]),
            )
        ),
    )
    return [axes]


def _at_the_end(axes: Axes, words: str, height: float, colour: str) -> None:
    axes.annotate(
        words, (2, height), xytext=(5, 0), textcoords="offset points", va="center", color=colour,
        fontsize="small", fontweight="bold", annotation_clip=False,
    )  # fmt: skip


CHARTS = (
    Chart(
        "load",
        LOAD,
        say(
            "How much of the account managers' paid time their clients take, today and in two "
            "years, as a range, beside the limit."
        ),
        load_height,
        load,
    ),
    Chart(
        "books",
        BOOKS,
        say("For each person, the active clients of today, beside the usual and a full book."),
        height,
        draw,
    ),
)
