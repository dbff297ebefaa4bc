"""Own books in a picture: who looks after how many active clients."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from kit.language import Language, say
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.style import BLUE, GREY, LIGHT, heading, wrapped

MOST_BARS = 15
BOOKS = say("Who looks after how many active clients")


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
            say("n = {n} active clients; lines: over the last year", n=finding.numbers["active"])
        ),
    )
    return [axes]


CHARTS = (
    Chart(
        "books",
        BOOKS,
        say("For each person, the active clients of today, beside the usual and a full book."),
        height,
        draw,
    ),
)
