"""The figures that a decision needs and the orders do not hold: what they are, and how to get them.

`inputs.yaml` is the one list of them. A company states one by an entry of the same id under
`assumptions` in company.yaml; what it does not state comes from its data, or is a placeholder of
the kit, which is wide and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from kit.content import Content, Sentence, load
from kit.language import Money, Text, say

Unit = Literal["hours", "share", "money", "clients", "days"]
Range = tuple[float, float, float]  # low, likely, high: 1 case in 20 lies below, 1 in 20 above


class Input(Content):
    """A figure that a policy's worth depends on.

    Attributes
    ----------
    id, label, unit
        Its id in company.yaml; what it is; hours, a share (0.05 is 5 %), money in whole units of
        the currency, clients or working days.
    placeholder
        What the kit puts in its place. None: it follows from the data.
    measure, measurable
        How to find it out, and whether a company can do so by itself within weeks.
    least, most
        What it cannot go below or above.
    """

    id: str
    label: Sentence
    unit: Unit
    placeholder: Range | None = None
    measure: Sentence
    measurable: bool = False
    least: float = 0.0
    most: float = float("inf")

    def written(self, value: float, currency: str | None, per_unit: int) -> Text | Money | float:
        """One value as it is written for people."""
        if self.unit == "share":
            return say("{points}%", points=round(100 * value, 1))
        if self.unit == "money":
            return Money(round(value * per_unit), currency, per_unit)
        if self.unit == "hours":
            return say("{hours} h", hours=round(value, 2))
        return round(value, 2)


class _Inputs(Content):
    cost_of_deal: Range
    inputs: tuple[Input, ...]


_CONTENT = load(Path(__file__).with_name("inputs.yaml"), _Inputs)
INPUTS = _CONTENT.inputs
BY_ID: Mapping[str, Input] = {figure.id: figure for figure in INPUTS}
# where nobody says what an hour costs: a share of the margin of an average deal
COST_OF_DEAL = _CONTENT.cost_of_deal
# what a company may state; the margin of a new client follows from its orders
STATED = tuple(figure.id for figure in INPUTS if figure.id != "new_client_margin")
