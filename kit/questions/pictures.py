"""How a Finding looks: `plot(finding)` draws every chart there is of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from kit.language import Language, Text, say
from kit.questions.finding import Finding
from kit.questions.layout import Margins
from kit.questions.question import Chart
from kit.questions.style import SCREEN_DPI, WIDTH, theme
from kit.questions.vector import for_a_page

Rendered = TypeVar("Rendered", str, bytes)


class Drawing(Figure):
    """A figure that a notebook shows by itself."""

    def png(self, dots_per_inch: int) -> bytes:
        """The picture with a palette: a third of its size in true colour, and the same to the eye.

        An equal figure gives equal bytes.
        """
        canvas, own = FigureCanvasAgg(self), self.dpi
        try:
            self.set_dpi(dots_per_inch)
            canvas.draw()  # type: ignore[no-untyped-call]
            size = canvas.get_width_height()
            pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        finally:
            self.set_dpi(own)
        drawn = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
        few = drawn.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        levels = few.getpalette() or []  # a white that is the mean of whites stays white
        few.putpalette([255 if level > 252 else level for level in levels])
        image = io.BytesIO()
        few.save(image, "PNG", dpi=(dots_per_inch, dots_per_inch))
        return image.getvalue()

    def svg(self) -> str:
        """The picture as SVG for a page whose colours it takes; an equal figure, equal text."""
        image = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "handoff"}):
            FigureCanvasSVG(self).print_svg(image, metadata=nothing)  # type: ignore[no-untyped-call]
        return for_a_page(image.getvalue())

    def _repr_png_(self) -> bytes:
        return self.png(SCREEN_DPI)


def charts(finding: Finding) -> tuple[Chart, ...]:
    """The charts that can be drawn of a Finding; none where it has no figures."""
    if finding.status == "needs data" or not finding.worked_out:
        return ()
    return tuple(chart for chart in finding.question.charts() if chart.height(finding))


def chart_names(finding: Finding) -> tuple[str, ...]:
    """Their names, as `plot` takes them."""
    return tuple(chart.name for chart in charts(finding))


def plot(finding: Finding, chart: str | None = None, language: Language | None = None) -> Drawing:
    """Draw a Finding: all its charts below each other, or the one named.

    Parameters
    ----------
    language : Language
        Of the words in it; None: that of the Finding's reader.

    Raises
    ------
    ValueError
        No such chart; the message lists those there are.
    """
    there = charts(finding)
    wanted = [drawable for drawable in there if chart in (None, drawable.name)]
    if chart is not None and not wanted:
        names = [drawable.name for drawable in there]
        raise ValueError(f"{finding.name} has no chart {chart!r}: choose one of {names}")
    if not wanted:
        raise ValueError(f"{finding.name} has nothing to draw: {finding.status}")
    return _drawing(finding, wanted, language or Language(finding.reader))


@dataclass(frozen=True)
class PagePicture:
    """One chart as a part of a page: its name, what it shows, in words, and SVG; or why not."""

    name: str
    alt: Text
    svg: str = ""
    failed: Text | None = None


def pictures_for_a_page(
    finding: Finding, language: Language, only: str | None = None, without: str | None = None
) -> list[PagePicture]:
    """Every chart of a Finding, or the one named, as SVG; one that fails takes down no other."""
    return [
        PagePicture(drawn.name, drawn.alt, failed=svg)
        if isinstance(svg, Text)
        else PagePicture(drawn.name, drawn.alt, svg)
        for drawn, svg in _each(finding, language, lambda drawn: drawn.svg(), only, without)
    ]


def _each(
    finding: Finding,
    language: Language,
    render: Callable[[Drawing], Rendered],
    only: str | None = None,
    without: str | None = None,
) -> Iterator[tuple[Chart, Rendered | Text]]:
    """Each chart that has something to show, rendered; or why it could not be."""
    if finding.status == "needs data" or not finding.worked_out:
        return
    for drawn in finding.question.charts():
        if only not in (None, drawn.name) or drawn.name == without:
            continue
        try:
            if drawn.height(finding):
                yield drawn, render(_drawing(finding, [drawn], language))
        except Exception as error:  # whatever went wrong in a chart, the answer stands without it
            reason = f"{type(error).__name__}: {error}"
            failed = say(
                "The picture “{title}” could not be drawn ({reason}). Its figures are in the "
                "tables.",
                title=drawn.title,
                reason=reason,
            )
            yield drawn, failed


def _drawing(finding: Finding, wanted: Sequence[Chart], language: Language) -> Drawing:
    with theme():
        heights = [chart.height(finding) for chart in wanted]
        figure = Drawing(figsize=(WIDTH, sum(heights)), layout=Margins())
        parts = figure.subfigures(len(wanted), 1, height_ratios=heights, squeeze=False)[:, 0]
        for part, chart in zip(parts, wanted, strict=True):
            chart.draw(finding, part, language)
    return figure
