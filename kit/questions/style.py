"""What all charts share: colours that the colour-blind can tell apart, sizes, readable axes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from babel.dates import format_date
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.ticker import FuncFormatter

from kit.language import Language
from kit.questions.colours import light
from kit.questions.layout import HEADING

# inches: on a page 868 pixels wide, or 182 mm of paper, the smallest words are 12 pixels or 7.5 pt
WIDTH = 7.6
SCREEN_DPI = 110
BLUE, ORANGE, GREY, LIGHT = light("accent"), light("assumed"), light("edge"), light("line")
INK, MUTED = light("ink"), light("muted")


LARGE, SMALL = 12 * 0.8, 11 * 0.8  # letters, in points
# Every setting that a look of somebody else's could have changed. A thin grid on white, as seaborn
# has it; loading seaborn takes longer than drawing, so only those charts do that are drawn by it.
THEME: Any = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": LARGE,
    "axes.linewidth": 1.25,
    "axes.spines.bottom": True,
    "axes.spines.left": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": LARGE,
    "font.family": "DejaVu Sans",  # comes with matplotlib and has Cyrillic
    "font.size": LARGE,
    "grid.color": LIGHT,
    "grid.linestyle": "-",
    "grid.linewidth": 1,
    "legend.fontsize": SMALL,
    "legend.title_fontsize": LARGE,
    "lines.linewidth": 1.5,
    "lines.markersize": 6,
    "lines.solid_capstyle": "round",
    "patch.edgecolor": "w",
    "patch.force_edgecolor": True,
    "patch.linewidth": 1,
    "svg.hashsalt": "handoff",
    "text.color": INK,
}
for ticks, colour, sides in (
    ("xtick", MUTED, ("bottom", "top")),
    ("ytick", INK, ("left", "right")),
):
    THEME |= {
        f"{ticks}.color": colour,
        f"{ticks}.direction": "out",
        f"{ticks}.labelsize": SMALL,
        f"{ticks}.major.size": 6,
        f"{ticks}.major.width": 1.25,
        f"{ticks}.minor.size": 4,
        f"{ticks}.minor.width": 1,
        **{f"{ticks}.{side}": False for side in sides},
    }


@contextmanager
def theme() -> Iterator[None]:
    """Draw in the kit's style; the caller's settings are back afterwards."""
    with mpl.rc_context(THEME):
        yield


def percent_axis(axis: Axis, language: Language) -> None:
    """Write an axis of shares in per cent, in the locale's form."""
    axis.set_major_formatter(FuncFormatter(lambda share, _: language.percent(round(share, 4))))


def number_axis(axis: Axis, language: Language) -> None:
    """Write an axis of numbers in the locale's form."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: language.number(value)))


def wrapped(text: str, width: int = 34) -> str:
    """A label over several lines."""
    return "\n".join(textwrap.wrap(text, width))


def heading(axes: Axes, title: str, note: str = "") -> None:
    """A title, and under it a smaller line: what n is, how to read it."""
    # told its height, a title is not moved out of the way of what is never there
    above = title + ("\n" if note else "")
    told = axes.set_title(above, fontweight="bold", pad=10 if note else 6, y=1.0)
    told.set_gid(HEADING)
    if note:
        told = axes.text(
            0, 1.01, note, transform=axes.transAxes, color=MUTED, fontsize="small", va="bottom"
        )
        told.set_gid(HEADING)


def month_axis(axis: Axis, language: Language) -> None:
    """Mark a few months on an axis of days, in the reader's form."""
    axis.set_major_locator(AutoDateLocator(minticks=3, maxticks=6))  # type: ignore[no-untyped-call]
    axis.set_major_formatter(FuncFormatter(lambda at, _: _month(at, language)))


def _month(at: float, language: Language) -> str:
    day = num2date(at)  # type: ignore[no-untyped-call]
    # without the «г.» that crowds a Russian axis
    form = "LLL y" if language.code == "ru" else "MMM y"
    return format_date(day, form, locale=language.locale)
