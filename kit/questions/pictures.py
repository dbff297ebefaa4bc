"""How a Finding looks: `plot(finding)` draws every chart there is of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from PIL import Image

from kit.questions.backtest import chart as backtest
from kit.questions.decision import chart as decision
from kit.questions.effect import chart as effect
from kit.questions.finding import Finding
from kit.questions.functions import chart as functions
from kit.questions.money import chart as money
from kit.questions.roles import chart as roles
from kit.questions.style import SCREEN_DPI, WIDTH, theme
from kit.questions.training import chart as training


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

    def _repr_png_(self) -> bytes:
        return self.png(SCREEN_DPI)


Chart = Callable[[Finding, "Figure | SubFigure"], list[Axes]]

# each Finding's charts: a name, the function that draws it, and its height in inches (0: the
# Finding has nothing to draw there)
CHARTS: Mapping[str, tuple[tuple[str, Chart, Callable[[Finding], float]], ...]] = {
    "roles": (
        ("conveyor", roles.conveyor, roles.conveyor_height),
        ("employees", roles.employees, roles.employees_height),
    ),
    "functions": (
        ("matrix", functions.matrix, functions.matrix_height),
        ("overlap", functions.overlap, functions.overlap_height),
    ),
    "training": (("spend", training.spend, training.spend_height),),
    "backtest": (
        ("reach", backtest.reach, backtest.reach_height),
        ("flow", backtest.flow, backtest.flow_height),
        ("early_late", backtest.early_late, backtest.early_late_height),
    ),
    "effect": (
        ("change", effect.change, effect.change_height),
        ("months", effect.months, effect.months_height),
    ),
    "decision": (
        ("worth", decision.worth, decision.worth_height),
        ("information", decision.information, decision.information_height),
    ),
    "money": (("split", money.split, money.split_height),),
}


def chart_names(finding: Finding) -> tuple[str, ...]:
    """The charts that can be drawn of a Finding; none where it has no figures."""
    if finding.status == "needs data":
        return ()
    return tuple(name for name, _, height in CHARTS.get(finding.name, ()) if height(finding))


def plot(finding: Finding, chart: str | None = None) -> Drawing:
    """Draw a Finding: all its charts below each other, or the one named.

    Raises
    ------
    ValueError
        No such chart; the message lists those there are.
    """
    names = chart_names(finding)
    if chart is not None and chart not in names:
        raise ValueError(f"{finding.name} has no chart {chart!r}: choose one of {list(names)}")
    wanted = [one for one in CHARTS.get(finding.name, ()) if one[0] in names]
    if chart is not None:
        wanted = [one for one in wanted if one[0] == chart]
    if not wanted:
        raise ValueError(f"{finding.name} has nothing to draw: {finding.status}")
    with theme():
        heights = [height(finding) for _, _, height in wanted]
        figure = Drawing(figsize=(WIDTH, sum(heights)), layout="constrained")
        parts = figure.subfigures(len(wanted), 1, height_ratios=heights, squeeze=False)[:, 0]
        for part, (_, draw, _) in zip(parts, wanted, strict=True):
            draw(finding, part)
    return figure
