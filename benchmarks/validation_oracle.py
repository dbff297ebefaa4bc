"""What every rule is really worth in a simulated company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from kit.questions.decision.outcomes import Outcomes, outcomes
from kit.questions.decision.value import summed, worth

from kit.company.model import Company
from kit.questions.decision.question import KEEP
from kit.sales.tables import Sales
from kit.triggers.cohort import day_number, fire
from kit.triggers.rules import parse
from kit.worlds.simulate import Simulated
from kit.worlds.truth import NOT_HANDED, client_ids, margin_if_handed, without_handoffs

MONTHS = 24
DAYS = 730
NO_EFFECT = ("net_effect", "early_loss", "later_change")  # the world itself tells what they do


@dataclass(frozen=True)
class Oracle:
    """Values of the rules and of «the hunter keeps everyone», minor units; the true figures."""

    rules: tuple[str, ...]
    values: npt.NDArray[np.float64]
    margin: float
    inputs: Mapping[str, float]

    @property
    def lead(self) -> float:
        """By how much the best rule is ahead of the next, as a share of the margin."""
        first, second = np.sort(self.values)[[-1, -2]]
        return float((first - second) / self.margin)

    def loss(self, rule: str) -> float:
        """What this rule loses against the best one, as a share of the margin."""
        return float((self.values.max() - self.values[self.rules.index(rule)]) / self.margin)


def followed(
    company: Company, sales: Sales, rules: Sequence[str]
) -> tuple[Outcomes, npt.NDArray[np.int64]]:
    """What the decision looks at, and the days on which its clients would pass (-1: never)."""
    clients = fire(company, sales, tuple(parse(one) for one in rules)).per_client
    silence = sales.book.silence
    as_of = day_number(sales.as_of)
    places = range(len(rules))
    seen = outcomes(sales.book, clients, places, as_of=as_of, silence=silence, months=MONTHS)
    rows = {str(one): place for place, one in enumerate(clients.client_ids)}
    return seen, clients.fired_on[[rows[str(one)] for one in seen.client_ids]]


def oracle(
    simulated: Simulated, company: Company, rules: Sequence[str], inputs: Mapping[str, float]
) -> Oracle:
    """The true value of every rule on the clients' own paths, with the true figures.

    The clients' margin is the world's own, order by order; hours and new clients follow from the
    figures.
    """
    base = without_handoffs(simulated)
    seen, fired = followed(company, base, rules)
    names = (*rules, KEEP)
    if not seen.clients:
        return Oracle(names, np.zeros(len(names)), 1.0, inputs)
    sums = summed(seen)
    true = {**inputs, "new_client_margin": float(sums.first_year[0, 0] / sums.clients[0, 0])}
    true["new_client_margin"] /= base.per_unit
    values = worth(
        sums,
        {one: np.array([value]) for one, value in (true | dict.fromkeys(NO_EFFECT, 0.0)).items()},
        base.per_unit,
    )[0]
    ids = {one: place for place, one in enumerate(client_ids(simulated))}
    places = [ids[str(one)] for one in seen.client_ids]
    never = np.full(len(ids), NOT_HANDED, np.int64)
    kept = margin_if_handed(simulated, never, DAYS)[places].sum()
    for column in range(len(rules)):
        handed = never.copy()
        day = fired[:, column]
        # what happens on the day of firing still belongs to the hunter
        handed[places] = np.where(day >= 0, np.maximum(day, seen.first_deal) + 1, NOT_HANDED)
        values[column] += margin_if_handed(simulated, handed, DAYS)[places].sum() - kept
    return Oracle(names, values, float(sums.total[0, 0]), true)
