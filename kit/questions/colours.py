"""The colours of the kit: the one place where they are written down, for pictures and pages.

Each has a light and a dark value, with a contrast of at least 4.5 for what is written in it. A
rule has one colour and one mark everywhere; two rules of a kind share both and differ by the dash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# name: light, dark
COLOURS: Mapping[str, tuple[str, str]] = {
    "bg": ("#f4f6f9", "#12171e"),
    "card": ("#ffffff", "#1a212b"),
    "sunk": ("#e9eef5", "#242d39"),
    "line": ("#d3dae3", "#343f4d"),
    "edge": ("#76818f", "#7f8b99"),
    "ink": ("#17202b", "#e9eef4"),
    "muted": ("#4d5867", "#aab5c2"),
    "accent": ("#0b57a4", "#7fbcff"),
    "wash": ("#e3eefa", "#1d3247"),
    "known": ("#14532d", "#7fdc9f"),
    "known-wash": ("#d9ecdf", "#1e3b2b"),
    "assumed": ("#8a4b00", "#f2b866"),
    "limit": ("#b3261e", "#ff8a80"),
    "contract": ("#074ce6", "#579afe"),
    "deal": ("#af4b03", "#f97b4b"),
    "volume": ("#0b6f4c", "#32e09b"),
    "share": ("#912392", "#d781bd"),
    "tenure": ("#4b3204", "#f6d22b"),
    "keep": ("#2e3239", "#dce0e7"),
}
BAR = [(-1.0, -0.35), (1.0, -0.35), (1.0, 0.35), (-1.0, 0.35)]  # a mark that is a broad dash
MARKS: Mapping[str, Any] = {
    "contract": "o",
    "deal": "s",
    "volume": "^",
    "share": "D",
    "tenure": "P",
    "keep": BAR,
}
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))


def light(name: str) -> str:
    """The light value, as matplotlib takes it."""
    return COLOURS[name][0]


@dataclass(frozen=True)
class Look:
    """How a rule is drawn: colour, mark and dash."""

    colour: str
    mark: Any
    dash: Any = "-"


def looks(rules: Iterable[str]) -> list[Look]:
    """The looks of rules in their text form (`deal 2`, or a policy that begins with one).

    A rule of several conditions has the ink's colour and a cross of its own.
    """
    told: dict[str, int] = {}
    drawn = []
    for rule in rules:
        kind = rule.replace(";", " ").split(maxsplit=1)[0]
        kind = kind if kind in MARKS else ""
        nth = told.get(kind, 0)
        told[kind] = nth + 1
        colour, mark = (light(kind), MARKS[kind]) if kind else (light("ink"), "X")
        drawn.append(Look(colour, mark, DASHES[nth % len(DASHES)]))
    return drawn


def variables() -> str:
    """Every colour as a variable of CSS; which value it takes follows the scheme of the page."""
    told = [f"--{name}: light-dark({day}, {night});" for name, (day, night) in COLOURS.items()]
    # what is written on the accent; and what is inferred has the accent's own colour
    told += ["--on-accent: light-dark(#ffffff, #0d1218);", "--inferred: var(--accent);"]
    return " ".join(told)
