"""What each rule is worth against «the hunter keeps everyone», in thousands of futures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kit.questions.decision.belief import Belief
from kit.questions.decision.inputs import BY_ID
from kit.questions.decision.outcomes import Outcomes
from kit.questions.intervals import Resamples

Floats = npt.NDArray[np.float64]
Inputs = Mapping[str, Floats]  # each input's values, by its id

DRAWS = 2000


@dataclass(frozen=True)
class Sums:
    """Sums over clients: one row per draw, one column per rule (money in minor units).

    margin, unpriced, early_margin, early_unpriced, later_margin, later_unpriced
        After firing; the second pair of clients handed over early only, the third from 365 days
        after firing on.
    deals, months, handed
        Deals and active client-months after firing; clients handed over.
    total, total_unpriced, first_year, first_year_unpriced, clients
        One column: over the whole horizon, over the first year, and how many clients.
    """

    margin: Floats
    unpriced: Floats
    early_margin: Floats
    early_unpriced: Floats
    later_margin: Floats
    later_unpriced: Floats
    deals: Floats
    months: Floats
    handed: Floats
    total: Floats
    total_unpriced: Floats
    first_year: Floats
    first_year_unpriced: Floats
    clients: Floats

    def mean(self) -> Sums:
        """One row: the mean over all draws."""
        return Sums(*(value.mean(axis=0, keepdims=True) for value in vars(self).values()))


@dataclass(frozen=True)
class Futures:
    """The draws. Rules are columns; the last one is «the hunter keeps everyone», worth 0.

    Attributes
    ----------
    values
        [draw, rule] minor units for all clients together over the whole horizon.
    status_quo
        [draw] the clients' margin over the horizon as recorded.
    inputs
        [draw] each input's values, by its id.
    sums, per_unit
        What the values were made of; minor units per unit of money.
    early_share
        Of the past handoffs that the effect was estimated on: with fewer than three deals.
    computed_margin
        Whether the first-year margin of a new client was worked out from the clients.
    """

    values: Floats
    status_quo: Floats
    inputs: Inputs
    sums: Sums
    per_unit: int
    early_share: float
    computed_margin: bool


def futures(
    seen: Outcomes,
    believed: Sequence[Belief],
    *,
    per_unit: int = 100,
    draws: int = DRAWS,
    seed: int = 1,
) -> Futures:
    """Draw clients (bootstrap) and inputs jointly, and value every rule in each draw.

    Parameters
    ----------
    seen
        At least one client; see `kit.questions.decision.outcomes.outcomes`.
    believed
        See `kit.questions.decision.belief.beliefs`; independent of each other.
    per_unit
        Minor units per unit of money: inputs of money are in whole units.
    draws, seed
        How many; the same seed gives the same draws.
    """
    clients = Resamples(seen.clients, (seed, 0), draws)
    sums = Sums(*(clients.sums(column) for column in _columns(seen)))
    inputs: dict[str, Floats] = {}
    for belief in believed:
        # each input has a stream of its own: stating one leaves the others' draws as they are
        if not belief.computed:
            stream = 1 + list(BY_ID).index(belief.id)
            inputs[belief.id] = belief.draw(np.random.default_rng([seed, stream]), draws)
    for belief in believed:
        if belief.computed:
            inputs[belief.id] = first_year(sums, inputs.get("margin_share")) / per_unit
    early = max((belief.early_share for belief in believed), default=0.0)
    return Futures(
        values=worth(sums, inputs, per_unit, early),
        status_quo=status_quo(sums, inputs),
        inputs=inputs,
        sums=sums,
        per_unit=per_unit,
        early_share=early,
        computed_margin=any(belief.computed for belief in believed),
    )


def worth(sums: Sums, inputs: Inputs, per_unit: int, early_share: float = 0.0) -> Floats:
    """The value of each rule, minor units; linear in every single input.

    Effect on the margin after firing, plus what the freed hours of hunters bring, less the account
    manager's hours. See «Which rule?» in docs/methods.md.

    early_share: of the handoffs whose effect `net_effect` is, so many were early: it holds a part
    of `early_loss` already.
    """
    x = {name: value[:, None] for name, value in inputs.items()}
    share = x.get("margin_share", 0.0)
    effect = x["net_effect"] if "net_effect" in x else x["uplift"] - x["disruption"]
    margin = sums.margin + share * sums.unpriced
    early = sums.early_margin + share * sums.early_unpriced
    later = sums.later_margin + share * sums.later_unpriced
    freed = (
        x["hours_per_order"] * sums.deals
        + x["hours_per_month"] * sums.months
        - x["handoff_hours"] * sums.handed
    )
    new_clients = freed * x["hunting_share"] * x["clients_per_100_hours"] / 100
    served = (
        x["manager_hours_per_order"] * sums.deals
        + x["manager_hours_per_month"] * sums.months
        + x["manager_handoff_hours"] * sums.handed
    )
    values = (
        effect * margin
        + x["later_change"] * later
        - x["early_loss"] * (early - early_share * margin)
        + new_clients * x["new_client_margin"] * per_unit
        - served * x["manager_cost"] * per_unit
    )
    return np.concatenate([values, np.zeros((len(values), 1))], axis=1)


def status_quo(sums: Sums, inputs: Inputs) -> Floats:
    """The clients' margin over the horizon, minor units."""
    share = inputs.get("margin_share", 0.0)
    return sums.total[:, 0] + share * sums.total_unpriced[:, 0]


def first_year(sums: Sums, share: Floats | None) -> Floats:
    """Margin of a client in its first year, minor units."""
    unpriced = 0.0 if share is None else share * sums.first_year_unpriced[:, 0]
    return (sums.first_year[:, 0] + unpriced) / sums.clients[:, 0]


def summed(seen: Outcomes) -> Sums:
    """The sums over the clients as they are: one row."""
    return Sums(*(column.sum(axis=0, keepdims=True, dtype=np.float64) for column in _columns(seen)))


def _columns(seen: Outcomes) -> Iterator[npt.NDArray[np.generic]]:
    """What is summed over clients, in the order of `Sums`."""
    yield seen.margin
    yield seen.unpriced
    yield seen.margin * seen.early
    yield seen.unpriced * seen.early
    yield seen.later_margin
    yield seen.later_unpriced
    yield seen.deals
    yield seen.months
    yield seen.fired
    yield seen.total[:, None]
    yield seen.total_unpriced[:, None]
    yield seen.first_year[:, None]
    yield seen.first_year_unpriced[:, None]
    yield np.ones((seen.clients, 1))
