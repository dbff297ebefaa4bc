"""Where the parts of a chart stand: its margins are as wide as what is written in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure, SubFigure
from matplotlib.gridspec import GridSpecBase, SubplotSpec
from matplotlib.layout_engine import LayoutEngine
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox

PAD = 0.045  # inches around whatever is written
HEADING = "heading"  # the gid of a text above the axes that may begin further left
Places = Mapping[Axes, SubplotSpec]
Sides = npt.NDArray[np.float64]  # pixels to the left of axes, below, to the right, above


class Margins(LayoutEngine):
    """Leave every part of a figure the room that its labels, notes and legends take.

    A part is a subfigure with one grid of axes; below the grid stand its legends, and left of it
    its texts. The labels of an axis are measured once: matplotlib's constrained layout
    measures all of it again and again, which took longer than drawing it.
    """

    _adjust_compatible = True
    _colorbar_gridspec = False

    def execute(self, fig: Figure) -> None:
        """Place the axes of a figure that is about to be drawn."""
        # texts keep an earlier one, of another resolution
        drawn_by = fig._get_renderer()  # type: ignore[attr-defined]
        parts: list[Figure | SubFigure] = [fig, *fig.subfigs]
        for part in parts:
            placed = {axes: spec for axes in _own(part) if (spec := axes.get_subplotspec())}
            grids = {spec.get_gridspec() for spec in placed.values()}
            if len(grids) == 1:  # else somebody has placed them in a way of their own
                _place(part, placed, grids.pop(), drawn_by)


def _own(part: Figure | SubFigure) -> list[Axes]:
    """Its axes without those of its subfigures."""
    return [axes for axes in part.axes if axes.figure is part]


def _place(
    part: Figure | SubFigure, placed: Places, grid: GridSpecBase, drawn_by: RendererBase
) -> None:
    pad, whole = PAD * part.figure.dpi, part.bbox
    left, bottom = whole.x0 + pad, whole.y0 + pad
    for text in part.texts:
        text.set_x((left - whole.x0) / whole.width)
        left += text.get_window_extent(drawn_by).width + pad
    bottom += sum(legend.get_window_extent(drawn_by).height + pad for legend in part.legends)
    room = Bbox.from_extents(left, bottom, whole.x1 - pad, whole.y1 - pad)
    labels = [_beyond(axes, _axis_boxes(axes, drawn_by)) for axes in placed]
    sides = labels
    for _ in range(3):  # how far a note reaches beyond the axes hangs on their width
        boxes = _share_out(placed, sides, grid, room, 2 * pad)
        for axes, box in zip(placed, boxes, strict=True):
            axes.set_position(box.transformed(part.transSubfigure.inverted()))
            axes.set_in_layout(True)
        notes = [_beyond(axes, _note_boxes(axes, drawn_by)) for axes in placed]
        sides = [np.maximum(*both) for both in zip(labels, notes, strict=True)]
    for axes, spec in placed.items():
        before = [other for other, at in placed.items() if at.colspan.start < spec.colspan.start]
        start = max((other.bbox.x1 + pad for other in before), default=left)
        _move_headings(axes, start, whole.x1 - pad, drawn_by)


def _move_headings(axes: Axes, start: float, end: float, drawn_by: RendererBase) -> None:
    """Let a heading that is wider than its axes begin above their labels."""
    for child in axes.get_children():
        if child.get_gid() != HEADING or not isinstance(child, Text):
            continue
        child.set_x(0)
        box = child.get_window_extent(drawn_by)
        beyond = min(box.x1 - end, box.x0 - start)
        if beyond > 0:
            child.set_x(-beyond / axes.bbox.width)


def _axis_boxes(axes: Axes, drawn_by: RendererBase) -> Iterator[Bbox | None]:
    if axes.axison:
        for axis in (axes.xaxis, axes.yaxis):
            yield axis.get_tightbbox(drawn_by, for_layout_only=True)


def _note_boxes(axes: Axes, drawn_by: RendererBase) -> Iterator[Bbox | None]:
    """Headings, which are given height alone, and what else is written in and around the axes."""
    for child in axes.get_children():
        if isinstance(child, Legend) or (isinstance(child, Text) and child.get_text()):
            box = child.get_tightbbox(drawn_by)
            above = child not in axes.texts or child.get_gid() == HEADING
            if above and isinstance(child, Text) and box is not None:
                box = Bbox.from_extents(axes.bbox.x0, box.y0, axes.bbox.x1, box.y1)
            yield box


def _beyond(axes: Axes, boxes: Iterable[Bbox | None]) -> Sides:
    """How far boxes reach beyond the axes."""
    beyond = np.zeros(4)
    for box in boxes:
        if box is not None and box.width > 0 and box.height > 0:
            inner = axes.bbox
            ends = (inner.x0 - box.x0, inner.y0 - box.y0, box.x1 - inner.x1, box.y1 - inner.y1)
            beyond = np.maximum(beyond, ends)
    return beyond


def _share_out(
    placed: Places, sides: list[Sides], grid: GridSpecBase, room: Bbox, gap: float
) -> list[Bbox]:
    """The box of each axes: on the sides of a column, or row, its widest axes have room."""
    columns, rows = np.zeros((grid.ncols, 2)), np.zeros((grid.nrows, 2))
    for spec, (left, bottom, right, top) in zip(placed.values(), sides, strict=True):
        column, row = spec.colspan.start, spec.rowspan.start
        columns[column] = np.maximum(columns[column], (left, right))
        rows[row] = np.maximum(rows[row], (top, bottom))
    across = _along(columns, grid.get_width_ratios(), room.width, gap)
    down = _along(rows, grid.get_height_ratios(), room.height, gap)
    boxes = []
    for spec in placed.values():
        x, width = across[spec.colspan.start]
        y, height = down[spec.rowspan.start]
        boxes.append(Bbox.from_bounds(room.x0 + x, room.y1 - y - height, width, height))
    return boxes


def _along(sides: Sides, ratios: npt.ArrayLike, length: float, gap: float) -> Sides:
    """The start and the length of each column (or row of axes), so that together they fill up."""
    shares = np.asarray(ratios) / np.sum(ratios)
    inner = np.maximum(length - sides.sum() - gap * (len(sides) - 1), 1.0) * shares
    before = np.cumsum(sides.sum(axis=1) + inner + gap) - inner - gap - sides[:, 1]
    return np.column_stack([before, inner])
