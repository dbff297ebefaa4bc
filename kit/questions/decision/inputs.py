"""The figures that a decision needs and the orders do not hold: what they are, and how to get them.

`inputs.yaml` is the one list of them. A company states one by an entry of the same id under
`assumptions` in company.yaml; what it does not state comes from its data, from a publication, or is
a placeholder of the kit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from kit.content import Content, Sentence, load
from kit.language import Money, Text, say

Unit = Literal["hours", "share", "money", "clients"]
Range = tuple[float, float, float]  # low, likely, high


class Input(Content):
    """A figure that the value of a rule depends on.

    Attributes
    ----------
    id, label, unit
        Its id in company.yaml; what it is; hours, a share (0.05 is 5 %), money in whole units of
        the currency, or clients.
    placeholder
        What the kit puts in its place. None: it follows from the data.
    measure, turn, turn_below_zero
        How to find it out; how it is said that two rules change places at `{value}`, and at a
        value below zero, which is then written without its sign.
    told_as
        What is added to a value in `turn`: a change of −10 % is told as 90 % of what was.
    least, most
        What it cannot go below or above.
    published
        The placeholder is a published figure of other companies, and this is its source.
    """

    id: str
    label: Sentence
    unit: Unit
    placeholder: Range | None = None
    measure: Sentence
    turn: Sentence
    least: float = 0.0
    most: float = float("inf")
    published: str = ""
    turn_below_zero: Sentence | None = None
    told_as: float = 0.0

    def written(self, value: float, currency: str | None, per_unit: int) -> Text | Money | float:
        """One value as it is written for people."""
        if self.unit == "share":
            return say("{points}%", points=round(100 * value, 1))
        if self.unit == "money":
            return Money(round(value * per_unit), currency, per_unit)
        if self.unit == "hours":
            return say("{hours} h", hours=round(value, 2))
        return round(value, 2)

    def turning(
        self,
        value: float,
        written: Callable[[float], Text | Money | float],
        below: Text,
        above: Text,
    ) -> Text:
        """In words: above which value one rule beats another."""
        turn, value = self.turn, value + self.told_as
        if value < 0 and self.turn_below_zero is not None:
            turn, value = self.turn_below_zero, -value
        return replace(turn, values={"value": written(value), "below": below, "above": above})


class _Inputs(Content):
    cost_of_deal: Range
    inputs: tuple[Input, ...]


_CONTENT = load(
    Path(__file__).with_name("inputs.yaml"),
    _Inputs,
    {name: f"{{{name}}}" for name in ("value", "above", "below")},  # filled by `Input.turning`
)
KNOWN = _CONTENT.inputs
BY_ID: Mapping[str, Input] = {known.id: known for known in KNOWN}
# where nobody says what an hour costs: a share of the margin of an average deal
COST_OF_DEAL = _CONTENT.cost_of_deal
# what a company may state; the others follow from the records
STATED = tuple(known.id for known in KNOWN if known.id != "net_effect")
