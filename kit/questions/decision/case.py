"""A decision, worked out: everything that its tables and its words are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kit.company.model import Company
from kit.language import Money, Text, say
from kit.questions.decision.belief import Belief
from kit.questions.decision.information import Turn
from kit.questions.decision.outcomes import Outcomes
from kit.questions.decision.weighing import Weighed
from kit.sales.tables import Sales

WORTH_KNOWING = 0.05  # of the cost of not knowing anything: below it, nothing is named to measure


@dataclass(frozen=True)
class Case:
    """Everything that the words are made of; rules are numbered as in `labels`, «keep» the last.

    net: what past handoffs did, where it was estimated. rough: that is not firm. unknown: by rule,
    clients it cannot judge. left_out: clients of the run-in. handed: clients with a recorded
    handoff.
    """

    company: Company
    sales: Sales
    labels: tuple[Text, ...]
    months: int
    seen: Outcomes
    weighed: Weighed
    information: list[tuple[Belief, float]]
    rung: str
    net: Belief | None
    rough: bool
    enough: bool
    unknown: Mapping[int, int]
    left_out: int
    handed: int
    criteria: pd.DataFrame
    criteria_left_out: tuple[str, ...]

    @property
    def decided(self) -> bool:
        """Enough clients, clear draws, and no borrowed figure on which the winner depends."""
        return self.enough and self.weighed.decided

    @property
    def borrowed(self) -> list[Belief]:
        """Figures of others on which the winner depends, those most worth knowing first."""
        ids = {belief.id for belief in self.weighed.borrowed}
        return [belief for belief, _ in self.information if belief.id in ids]

    @property
    def measure_next(self) -> Belief | None:
        """The input that it would be worth most to know.

        Where knowing any single one would hardly change the choice: the borrowed one that could,
        or else the one with which the winner changes first; None where none does.
        """
        verdict = self.weighed.verdict
        best, value = self.information[0]
        if value > WORTH_KNOWING * verdict.regret[verdict.best]:
            return best
        near = [turn.belief for turn in self.weighed.turns]
        return next(iter((*self.borrowed, *near)), None)

    def about(self, minor: float) -> Money:
        """An amount of this company to two digits: more would pretend to know more."""
        units = minor / self.sales.per_unit
        rounded = float(f"{units:.2g}")
        return Money(round(rounded * self.sales.per_unit), self.sales.currency, self.sales.per_unit)

    def written(self, belief: Belief, value: float) -> Text | Money | float:
        """A value of an input as it is written for people."""
        return belief.input.written(value, self.sales.currency, self.sales.per_unit)

    def range_of(self, belief: Belief) -> Text | Money | float:
        """The likely value, and the range where there is one."""
        likely, low, high = (
            self.written(belief, value) for value in (belief.likely, belief.low, belief.high)
        )
        if belief.low == belief.high:
            return likely
        return say("{likely} ({low} … {high})", likely=likely, low=low, high=high)

    def sentence(self, turn: Turn) -> Text:
        """Up to where one rule beats another."""
        return turn.belief.input.turning(
            turn.value,
            lambda value: self.written(turn.belief, value),
            self.labels[turn.below],
            self.labels[turn.above],
        )
