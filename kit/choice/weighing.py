"""Carry, pay and choose, worked out together: every policy in the same plausible futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kit.choice.beliefs import Belief
from kit.choice.candidates import compared, usual_cap
from kit.choice.carrying import Carry, carry_of
from kit.choice.choosing import Choice, choose, worth_measuring
from kit.choice.futures import DRAWS, EARLY, Futures, futures
from kit.choice.months import WORTH, monthly
from kit.company.model import Company
from kit.evidence.assessment import Evidence, assess
from kit.evidence.maturity import MATURE
from kit.gates import FIRST_YEARS, NOTICEABLE
from kit.intervals import Z90, Resamples
from kit.policies.own_history import replayed
from kit.policies.policy import Policy
from kit.policies.result import Replay
from kit.sales.lanes import Floats, Ints
from kit.sales.tables import Sales
from kit.triggers.cohort import cohort_from

YEAR = 365
LEAST_STEEPER = 1e-9
# placeholders that every answer takes and prints: what no company can state beforehand
TAKEN = ("effect", "early_loss", "overload_loss", "hired_share", "wait_days", "manager_week")


@dataclass(frozen=True)
class Weighed:
    """Everything that `carry`, `pay` and `decision` say.

    Attributes
    ----------
    policies, replays
        What was compared, the default first, «the hunter keeps everyone» last; and its replay over
        own history.
    edges
        Days between the months of the replay, since 1970-01-01.
    believed
        What is believed of each figure, by id.
    evidence
        What past handoffs did.
    sales
        The company's sales.
    carry
        What account managers carry today, and would with the default rule.
    future
        The plausible futures.
    followed
        How many new clients have a first year that is over: what they brought says what freed
        hours are worth.
    choice
        Among the policies; None where no margin is there to weigh them by, or nobody knows what
        freed hours are worth.
    handing
        The same among those that hand clients over, should that be settled: «keep» is not among
        them.
    """

    policies: tuple[Policy, ...]
    replays: tuple[Replay, ...]
    edges: Ints
    believed: Mapping[str, Belief]
    evidence: Evidence
    sales: Sales
    carry: Carry
    future: Futures
    followed: int
    choice: Choice | None
    handing: Choice | None

    @property
    def months(self) -> int:
        """How many months of own history the policies are run over."""
        return len(self.edges) - 1

    @property
    def hours_have_worth(self) -> bool:
        """Whether it is known what the hours are worth that hunters are freed of."""
        return self.followed >= FIRST_YEARS

    @property
    def asked(self) -> bool:
        """Whether there is anything to choose: clients to hand over, and somebody to take them."""
        return not (self.carry.hardly_any or self.carry.second_force)

    @property
    def own_effect(self) -> bool:
        """Whether the records say more of the effect than what is held of any company.

        That is: the comparison of past handoffs stands, and its spread is below that of what is
        held beforehand. Else the kit's assumption, and not the company's past, would answer.
        """
        evidence, beforehand = self.evidence, self.believed["effect"]
        if evidence.kept is None or not evidence.may_decide:
            return False
        low, high = np.log1p(beforehand.reach())
        return bool(evidence.kept.spread <= (high - low) / (2 * Z90))

    @property
    def known_ids(self) -> frozenset[str]:
        """Ids of the figures that enter, or are worked out from the orders."""
        return frozenset((*self.believed, "margin_share", "new_client_margin"))

    @property
    def ours(self) -> tuple[str, ...]:
        """The figures on which the worth of a policy rests and which are the kit's placeholders."""
        return tuple(
            name for name, belief in self.believed.items() if belief.ours and name not in TAKEN
        )

    @property
    def own(self) -> bool:
        """Whether the effect is that of own handoffs and no other figure is a placeholder.

        Nothing may be decided otherwise.
        """
        return self.own_effect and not self.ours

    @property
    def rung(self) -> str:
        """The rung of evidence for the effect; L0 where the records do not show it."""
        return self.evidence.rung.name if self.own_effect else "L0"

    @property
    def keep_is_open(self) -> bool:
        """Whether even to hand over at all is open: «keep» is in front or next to it."""
        choice, keep = self.choice, len(self.policies) - 1
        return choice is not None and not choice.decided and keep in (choice.best, choice.rival)

    @property
    def told(self) -> Choice | None:
        """The choice to tell: where `keep_is_open`, that among the policies that hand over."""
        return self.handing if self.keep_is_open else self.choice

    @property
    def default(self) -> Replay:
        """The default policy over own history."""
        return self.replays[0]

    def measuring(self, seed: int) -> dict[str, float]:
        """By how much the risk of a wrong choice falls if a figure is measured, by its id."""
        future = self.future
        drawn = {
            name: values
            for name, values in future.inputs.items()
            if name in self.believed and self.believed[name].input.measurable
        }
        return worth_measuring(future.values, future.total, drawn, np.random.default_rng(seed))


def weigh(company: Company, sales: Sales, evidence: Evidence | None = None) -> Weighed:
    """Run every policy over the company's own history, in plausible futures of what is unknown.

    Worked out once a run, for the three questions that build on it.

    Raises
    ------
    KitError
        A figure that the company stated cannot be.
    """
    if evidence is not None:
        return _weigh(company, sales, evidence)
    return sales.book.once(
        "policies weighed", company, lambda: _weigh(company, sales, assess(company, sales))
    )


def _weigh(company: Company, sales: Sales, evidence: Evidence) -> Weighed:
    book, carry = sales.book, carry_of(company, sales)
    believed = carry.believed
    policies = compared(company, sales, usual_cap(carry))
    replays = replayed(company, sales, policies)
    edges = _edges(replays[0])
    resamples = Resamples(len(book.client_ids), company.settings.seed, DRAWS)
    sums = monthly(
        book, edges, [each.stints for each in replays], resamples.group, resamples.groups
    )
    random = np.random.default_rng((company.settings.seed, 7))
    first_years = _first_years(company, sales, resamples)
    followed = int(first_years[1].sum())
    future = futures(
        sums,
        resamples,
        believed,
        evidence,
        first_years,
        carry.managers,
        book.per_unit,
        random,
    )
    weighable = bool((future.total > 0).all()) and len(policies) > 1 and followed >= FIRST_YEARS
    values, total = future.values, future.total
    return Weighed(
        policies=policies,
        replays=replays,
        edges=edges,
        believed=believed,
        evidence=evidence,
        sales=sales,
        carry=carry,
        future=future,
        followed=followed,
        choice=choose(values, total) if weighable else None,
        handing=choose(values[:, :-1], total) if weighable else None,
    )


def _edges(run: Replay) -> Ints:
    """The days between its months, from the evening before it begins to its last day."""
    begun = run.months.astype("datetime64[D]").astype(np.int64)
    return np.concatenate([[run.start - 1], begun[1:] - 1, [run.as_of]])


def _first_years(company: Company, sales: Sales, resamples: Resamples) -> tuple[Floats, Floats]:
    """By group: worth in the first year of clients whose first year is over, and their number."""
    book = sales.book
    since = cohort_from(company, sales)
    begun = np.flatnonzero((book.first_deal >= since) & (book.first_deal + YEAR <= book.as_of))
    first = book.first_deal[begun]
    worth = book.cells(begun, np.column_stack([first, first + YEAR]))[:, 0]
    group = resamples.group[begun]
    return (
        np.bincount(group, worth, minlength=resamples.groups).astype(np.float64),
        np.bincount(group, minlength=resamples.groups).astype(np.float64),
    )


def early_limit(weighed: Weighed, choice: Choice) -> float | None:
    """How much each deal short of the fourth may cost a client before a choice turns over.

    The share of the margin at which the chosen policy loses a noticeable part of it, on average,
    against one that hands over later: the nearest of those that are as good, or of all if none is.
    None where that is more than a whole margin, or no other hands over later.
    """
    future = weighed.future
    worth = future.cared[..., WORTH].sum(axis=2) * future.inputs["margin_share"][:, None]
    early = ((worth * EARLY).sum(axis=2) / future.total).mean(axis=1)  # [policy] per unit of L
    share = (future.values / future.total[:, None]).mean(axis=0)
    lead = share + early * future.inputs["early_loss"].mean()  # had nothing been lost by it
    limits = []
    for other in choice.same or range(len(choice.risk)):
        steeper = early[choice.best] - early[other]
        if other != choice.best and steeper > LEAST_STEEPER:
            limits.append((lead[choice.best] - lead[other] + NOTICEABLE) / steeper)
    nearest = min((limit for limit in limits if limit > 0), default=None)
    return None if nearest is None or nearest > 1 else float(nearest / (MATURE - 1))
