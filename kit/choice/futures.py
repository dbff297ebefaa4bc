"""Plausible futures of every policy: what is drawn, and what follows in hours and money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kit.choice.beliefs import Belief
from kit.choice.effects import effects
from kit.choice.months import ACTIVE, DEALS, HANDOFFS, WORTH, Months
from kit.evidence.assessment import Evidence
from kit.evidence.maturity import MATURE
from kit.intervals import Resamples
from kit.owners.time_log import WEEKS_A_MONTH
from kit.sales.lanes import Floats

DRAWS = 2000
FULL = 0.95  # of the hours: from there on clients are left without time
EARLY = (MATURE - 1 - np.arange(MATURE)) / (MATURE - 1)  # of the early loss, by deals done


@dataclass(frozen=True)
class Futures:
    """Plausible futures: draws of what is believed, and what follows for each policy.

    Attributes
    ----------
    inputs
        [draw] values by the id of the figure.
    cared, before, everyone
        [policy, draw, month, part], [draw, month, part] and [draw, month]: as in `Months`, summed
        over the clients drawn.
    capacity
        Hours a month of all account managers for clients, [draw]; None where nobody knows how many
        there are.
    """

    inputs: Mapping[str, Floats]
    cared: Floats
    before: Floats
    everyone: Floats
    capacity: Floats | None

    @cached_property
    def hours(self) -> Floats:
        """[policy, draw, month] account managers' hours for the clients handed over by a policy."""
        of = self.inputs
        needed: Floats = (
            of["manager_hours_per_order"][:, None] * self.cared[..., DEALS]
            + of["manager_hours_per_month"][:, None] * self.cared[..., ACTIVE]
            + of["manager_handoff_hours"][:, None] * self.cared[..., HANDOFFS]
        )
        return needed

    @cached_property
    def hours_before(self) -> Floats:
        """[draw, month] their hours for the clients that they had before."""
        of = self.inputs
        needed: Floats = (
            of["manager_hours_per_order"][:, None] * self.before[..., DEALS]
            + of["manager_hours_per_month"][:, None] * self.before[..., ACTIVE]
        )
        return needed

    @cached_property
    def load(self) -> Floats | None:
        """[policy, draw, month] the share of the account managers' hours that work takes."""
        if self.capacity is None:
            return None
        load: Floats = (self.hours + self.hours_before) / self.capacity[:, None]
        return load

    @cached_property
    def freed(self) -> Floats:
        """[policy, draw] hunters' hours freed over the whole time."""
        of, parts = self.inputs, self.cared.sum(axis=2)
        freed: Floats = (
            of["hours_per_order"] * parts[..., DEALS]
            + of["hours_per_month"] * parts[..., ACTIVE]
            - of["handoff_hours"] * parts[..., HANDOFFS]
        )
        return freed

    @cached_property
    def won(self) -> Floats:
        """[policy, draw] what the freed hours bring in new clients, minor units."""
        of = self.inputs
        new = self.freed * of["hunting_share"] * of["clients_per_100_hours"] / 100
        won: Floats = new * of["new_client_margin"]
        return won

    @cached_property
    def cost(self) -> Floats:
        """[policy, draw] what the account managers' hours cost if they had to be hired, minor."""
        cost: Floats = self.inputs["manager_cost"] * self.hours.sum(axis=2)
        return cost

    @cached_property
    def margin(self) -> Floats:
        """[policy, draw] margin of the clients handed over, while under care, without an effect."""
        worth = self.cared[..., WORTH].sum(axis=(2, 3))
        margin: Floats = worth * self.inputs["margin_share"]
        return margin

    @cached_property
    def total(self) -> Floats:
        """[draw] margin of all clients over the whole time."""
        total: Floats = self.everyone.sum(axis=1) * self.inputs["margin_share"]
        return total

    @cached_property
    def change(self) -> Floats:
        """[draw, maturity] by how much a handoff changes what a client brings."""
        of = self.inputs
        change: Floats = of["effect"][:, None] - of["early_loss"][:, None] * EARLY
        return change

    @cached_property
    def effect(self) -> Floats:
        """[policy, draw] what the handoffs change in margin, by how mature the clients were."""
        worth = self.cared[..., WORTH].sum(axis=2)
        effect: Floats = (worth * self.change).sum(axis=2) * self.inputs["margin_share"]
        return effect

    @cached_property
    def overload(self) -> Floats:
        """[policy, draw] margin lost as account managers run out of hours, against «keep»."""
        if self.load is None:
            return np.zeros(self.margin.shape)
        of = self.inputs
        changed = self.cared[..., WORTH] * (1 + self.change)[:, None]
        under_care = changed.sum(axis=3) + self.before[..., 2]
        lost = (_left_over(self.load) * under_care).sum(axis=2)
        overload: Floats = (lost - lost[[-1]]) * of["overload_loss"] * of["margin_share"]
        return overload

    @cached_property
    def values(self) -> Floats:
        """[draw, policy] worth against «the hunter keeps everyone», minor units."""
        paid = self.cost * self.inputs["hired_share"]
        worth: Floats = (self.effect + self.won - paid - self.overload).T
        return worth


def _left_over(load: Floats) -> Floats:
    """The share of the work that finds no time."""
    left: Floats = np.maximum(0.0, 1 - FULL / np.maximum(load, 1e-9))
    return left


def futures(
    sums: Months,
    resamples: Resamples,
    believed: Mapping[str, Belief],
    evidence: Evidence | None,
    first_years: tuple[Floats, Floats],
    managers: int | None,
    per_unit: int,
    random: np.random.Generator,
) -> Futures:
    """Draw clients with putting back, and every figure from what is believed of it.

    `first_years`: by group, what new clients brought in their first year, and how many there were.
    """
    drawn = {
        name: belief.draw(random, DRAWS)
        for name, belief in believed.items()
        if name not in ("effect", "early_loss")
    }
    drawn["effect"], drawn["early_loss"] = effects(
        believed["effect"], believed["early_loss"], evidence, random, DRAWS
    )
    if believed["hired_share"].ours:  # nobody said which: as likely the one as the other
        drawn["hired_share"] = (random.random(DRAWS) < 0.5).astype(np.float64)
    drawn.setdefault("margin_share", np.ones(DRAWS))
    drawn["manager_cost"] = drawn["manager_cost"] * per_unit
    brought, of = resamples.of_groups(np.column_stack(first_years)).T
    mean = first_years[0].sum() / max(first_years[1].sum(), 1.0)
    first_year = np.where(of > 0, brought / np.maximum(of, 1.0), mean)
    drawn["new_client_margin"] = first_year * drawn["margin_share"]
    capacity = None
    if managers:
        capacity = managers * drawn["manager_week"] * WEEKS_A_MONTH
    *cared, before, everyone = _drawn(resamples, [*sums.cared, sums.before, sums.everyone])
    return Futures(
        inputs=drawn,
        cared=np.stack(cared),
        before=before,
        everyone=everyone,
        capacity=capacity,
    )


def _drawn(resamples: Resamples, by_group: Sequence[Floats]) -> list[Floats]:
    """[draw, ...] of each from [group, ...]: all in one product, since many columns cost little."""
    flat = [part.reshape(len(part), -1) for part in by_group]
    sums = resamples.of_groups(np.concatenate(flat, axis=1))
    columns = np.split(sums, np.cumsum([part.shape[1] for part in flat])[:-1], axis=1)
    return [
        np.ascontiguousarray(of).reshape(-1, *part.shape[1:])
        for of, part in zip(columns, by_group, strict=True)
    ]
