"""The conveyor in pictures: as declared and as recorded, and who handed over to whom."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Patch, Rectangle

from kit.language import Language, say, say_n
from kit.owners.passages import FLOOR
from kit.questions.colours import light
from kit.questions.finding import Finding, records
from kit.questions.question import Chart
from kit.questions.roles.words import RELATIONS
from kit.questions.style import BLUE, GREY, LIGHT, ORANGE, heading

PURPLE = light("share")
# relation: colour and line; they differ in line, too, for eyes and printers without colour
LINES: Mapping[str, tuple[Any, Any]] = {
    "declared": (BLUE, "-"),
    "recorded": (BLUE, "-"),
    "missing": (GREY, (0, (1, 2))),
    "extra": (ORANGE, (0, (5, 2))),
    "reversed": (PURPLE, (0, (6, 2, 1, 2))),
    "rare": (GREY, (0, (8, 3))),
    "cannot tell": (GREY, (0, (1, 5))),
}
WIDEST = 7.0  # points: the arrow with most clients
BOX_HEIGHT = 0.2  # of the drawing's height between the outermost boxes
BEND = 0.22  # of an arrow that would cross a box or its own reverse
MOST_EMPLOYEES = 16  # in the matrix
DARKEST = 0.45  # of the accent, under the most clients of the matrix
EMPLOYEES = say("Who handed over to whom")


def conveyor_height(finding: Finding) -> float:
    """Inches, by the rows of boxes; 0 where no role is known."""
    places = _places(finding)
    return 1.5 + 0.55 * len({round(y, 2) for _, y in places.values()}) if places else 0.0


def conveyor(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """The conveyor as it was declared, and beside it as it was recorded.

    Arrows are as wide as many clients passed. What does not agree has another line as well as
    another colour.
    """
    arrows = finding.table
    recorded = finding.numbers["source"] is not None
    panels = list(figure.subplots(1, 2 if recorded else 1, squeeze=False)[0])
    declared = arrows[arrows["declared"].astype(bool)].assign(relation="declared", recorded=None)
    characters = 36 if recorded else 78  # across a panel, in a box's letters
    _draw(panels[0], finding, declared, characters, language)
    note = say_n("{n} handoff", "{n} handoffs", len(declared))
    if not recorded:
        note = say_n(
            "{n} handoff; there are no records that could be used",
            "{n} handoffs; there are no records that could be used",
            len(declared),
        )
    heading(panels[0], language(say("As declared")), language(note))
    if not recorded:
        return panels
    _draw(panels[1], finding, arrows, characters, language)
    heading(
        panels[1],
        language(say("As recorded")),
        language(
            say_n(
                "clients who passed, of {n} client in the records",
                "clients who passed, of {n} clients in the records",
                int(finding.numbers["clients"]),
            )
        ),
    )
    handles = [
        Line2D([], [], color=LINES[relation][0], linestyle=LINES[relation][1], linewidth=2)
        for relation in LINES
        if relation in set(arrows["relation"])
    ]
    names = [
        language(RELATIONS[relation]) for relation in LINES if relation in set(arrows["relation"])
    ]
    if handles:
        figure.legend(
            handles=handles,
            labels=names,
            loc="outside lower center",
            ncols=3,
            frameon=False,
            handlelength=4,
        )
    return panels


def _places(finding: Finding) -> dict[str, tuple[float, float]]:
    """Role to its place, both coordinates between 0 and 1, y downwards.

    The places are those of the map; roles without one stand in a row below, in their order.
    """
    rows = records(finding.details["roles"])
    placed = {row["role"]: row["place"] for row in rows if row["place"] is not None}
    lowest = max((y for _, y in placed.values()), default=-100.0)
    across = max((x for x, _ in placed.values()), default=200.0 * max(len(rows) - 1, 1))
    others = [row["role"] for row in rows if row["role"] not in placed]
    step = across / max(len(others) - 1, 1)
    for at, role in enumerate(others):
        placed[role] = (at * step, lowest + 100.0)
    if not placed:
        return {}
    points = np.array(list(placed.values()), dtype=np.float64)
    low, span = points.min(axis=0), np.ptp(points, axis=0)
    scaled = (points - low) / np.where(span > 0, span, 1.0)
    scaled[:, span == 0] = 0.5
    return {role: (float(x), float(y)) for role, (x, y) in zip(placed, scaled, strict=True)}


def _draw(
    axes: Axes, finding: Finding, arrows: pd.DataFrame, characters: int, language: Language
) -> None:
    places = _places(finding)
    # as wide as the nearest neighbour on about the same height allows
    gaps = [
        abs(place[0] - other[0])
        for place, other in combinations(places.values(), 2)
        if abs(place[1] - other[1]) < BOX_HEIGHT * 1.2 and place[0] != other[0]
    ]
    width = 0.72 * min([*gaps, 0.5])
    boxes = {}
    for row in records(finding.details["roles"]):
        x, y = places[row["role"]]
        box = FancyBboxPatch(
            (x - width / 2, y - BOX_HEIGHT / 2), width, BOX_HEIGHT,
            boxstyle="round,pad=0.01", facecolor="white", edgecolor="#333333",
            linestyle="-" if row["is_declared"] else "--", zorder=3,
        )  # fmt: skip
        boxes[row["role"]] = axes.add_patch(box)
        axes.text(
            x, y, _in_box(str(row["label"]), int(characters * width)),
            ha="center", va="center", fontsize=8, zorder=4,
        )  # fmt: skip
    most = max((int(n) for n in arrows["recorded"].dropna()), default=1)
    both_ways = {(row["to_role"], row["from_role"]) for row in records(arrows)}
    for row in records(arrows):
        pair = (row["from_role"], row["to_role"])
        bent = pair in both_ways or _crosses(places, *pair)
        _arrow(axes, row, boxes, places, most, bent, language)
    axes.set_xlim(-width / 2 - 0.06, 1 + width / 2 + 0.06)
    rows = [y for _, y in places.values()]
    axes.set_ylim(max(rows) + BOX_HEIGHT / 2 + 0.14, min(rows) - BOX_HEIGHT / 2 - 0.14)
    axes.axis("off")


def _in_box(label: str, width: int) -> str:
    """A label over several lines; a long word is rather a little too wide than cut."""
    return "\n".join(textwrap.wrap(label, max(width, 8), break_long_words=False))


def _crosses(places: Mapping[str, tuple[float, float]], giver: str, taker: str) -> bool:
    """Whether a straight arrow would run through the box of a third role."""
    start, end = np.array(places[giver]), np.array(places[taker])
    along = end - start
    for role, place in places.items():
        if role in (giver, taker):
            continue
        at = float(np.clip((np.array(place) - start) @ along / max(along @ along, 1e-9), 0, 1))
        if 0 < at < 1 and np.linalg.norm(np.array(place) - start - at * along) < BOX_HEIGHT / 2:
            return True
    return False


def _arrow(
    axes: Axes,
    row: Mapping[str, Any],
    boxes: Mapping[str, Patch],
    places: Mapping[str, tuple[float, float]],
    most: int,
    bent: bool,
    language: Language,
) -> None:
    colour, line = LINES[row["relation"]]
    n = None if pd.isna(row["recorded"]) else int(row["recorded"])
    start, end = places[row["from_role"]], places[row["to_role"]]
    wide = 1.4 + (WIDEST - 1.4) * n / most if n else 1.4
    axes.add_patch(
        FancyArrowPatch(
            start, end, patchA=boxes[row["from_role"]], patchB=boxes[row["to_role"]],
            connectionstyle=f"arc3,rad={BEND if bent else 0}", arrowstyle="-|>",
            mutation_scale=9 + wide,
            color=colour, linestyle=line, linewidth=wide, shrinkA=1, shrinkB=1, zorder=2,
        )
    )  # fmt: skip
    if n is not None and row["relation"] != "cannot tell":  # there 0 would look like a count
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        if bent:  # the top of the bend lies half of its rad to the side; y runs downwards
            x, y = x - BEND / 2 * (end[1] - start[1]), y + BEND / 2 * (end[0] - start[0])
        axes.annotate(
            language.number(n), (x, y), xytext=(0, 3 + wide / 2), textcoords="offset points",
            ha="center", va="bottom", fontsize=8, fontweight="bold", zorder=5,
        )  # fmt: skip


def _matrix(finding: Finding) -> pd.DataFrame:
    """Clients passed between the employees with most of them: a row a giver, a column a taker."""
    pairs = finding.details["employees"]
    sums = pd.concat(
        [
            pairs.groupby(side)["clients"].sum().rename_axis("employee")
            for side in ("from_employee", "to_employee")
        ]
    )
    total = sums.groupby("employee").sum().sort_values(ascending=False, kind="stable")
    most = total.index[:MOST_EMPLOYEES]
    among = pairs[pairs["from_employee"].isin(most) & pairs["to_employee"].isin(most)]
    return among.pivot_table(index="from_employee", columns="to_employee", values="clients")


def employees_height(finding: Finding) -> float:
    """Inches, by the number of employees; 0 where no pair may be shown."""
    return 1.6 + 0.32 * len(_matrix(finding)) if len(finding.details["employees"]) else 0.0


def employees(finding: Finding, figure: Figure | SubFigure, language: Language) -> list[Axes]:
    """How many clients passed from whom to whom, for pairs of employees with 5 clients or more."""
    axes = figure.subplots()
    matrix = _matrix(finding)
    clients = matrix.to_numpy(float)
    givers, takers = (list(map(str, names)) for names in (matrix.index, matrix.columns))
    for row, column in product(range(len(givers)), range(len(takers))):
        n = float(clients[row, column])
        # a shade of the accent, so that a dark page has it on its own ground
        shade = 0.0 if np.isnan(n) else DARKEST * n / float(np.nanmax(clients))
        axes.add_patch(
            Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=(*to_rgb(BLUE), shade),
                      edgecolor=LIGHT, linewidth=0.5)
        )  # fmt: skip
        if shade:
            axes.text(column, row, language.number(n), ha="center", va="center", fontsize="small")
    axes.set_xlim(-0.5, len(takers) - 0.5)
    axes.set_ylim(len(givers) - 0.5, -0.5)
    axes.set_xticks(range(len(takers)), takers)
    axes.set_yticks(range(len(givers)), givers)
    axes.grid(visible=False)
    axes.set_xlabel(language(say("clients passed to employee …")))
    axes.set_ylabel(language(say("… from employee")))
    heading(
        axes,
        language(EMPLOYEES),
        language(
            say_n(
                "clients, where a pair has at least {floor}; {n} client in the records",
                "clients, where a pair has at least {floor}; {n} clients in the records",
                int(finding.numbers["clients"]),
                floor=FLOOR,
            )
        ),
    )
    return [axes]


CHARTS = (
    Chart(
        "conveyor",
        say("The conveyor"),
        say(
            "The roles as boxes and the handoffs between them as arrows: as declared, and as "
            "recorded."
        ),
        conveyor_height,
        conveyor,
    ),
    Chart(
        "employees",
        EMPLOYEES,
        say("How many clients passed from each employee to each other one."),
        employees_height,
        employees,
    ),
)
