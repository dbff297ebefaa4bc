"""Does a handoff pay? Up to what effect on a client's margin, if hours are paid anyway or hired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kit.choice.weighing import Weighed
from kit.gates import MAX_RISK, NOTICEABLE
from kit.policies.policy import Policy
from kit.sales.lanes import Floats

Verdict = Literal["pays", "does not", "no difference", "open"]


@dataclass(frozen=True)
class Pay:
    """Whether the default policy pays.

    Attributes
    ----------
    policy
        The policy asked about.
    paid, hired
        [draw] what a handoff may cost of a client's margin (below 0: what it has to gain) before
        it stops paying, where the account managers' hours are paid anyway, and where they have to
        be hired.
    verdict_paid, verdict_hired
        Whether it pays in each case.
    handed
        How many clients it would have handed over.
    """

    policy: Policy
    paid: Floats
    hired: Floats
    verdict_paid: Verdict
    verdict_hired: Verdict
    handed: int


def pay_of(weighed: Weighed) -> Pay | None:
    """None where the policy would have handed over nobody, or nobody who brought margin.

    Neither can it be told where nobody knows what freed hours are worth.
    """
    future = weighed.future
    margin, total = future.margin[0], future.total
    handed = int(weighed.default.handoffs.sum())
    if not handed or not (margin > 0).all() or not (total > 0).all():
        return None
    if not weighed.hours_have_worth:
        return None
    gained = future.effect[0] + future.won[0] - future.overload[0]
    judged = weighed.own_effect or not weighed.believed["effect"].ours
    return Pay(
        policy=weighed.policies[0],
        paid=future.won[0] / margin,
        hired=(future.won[0] - future.cost[0]) / margin,
        verdict_paid=verdict(gained / total) if judged else "open",
        verdict_hired=verdict((gained - future.cost[0]) / total) if judged else "open",
        handed=handed,
    )


def verdict(worth: Floats) -> Verdict:
    """From [draw] worth against «keep», as a share of the margin.

    It pays where the risk that it loses a noticeable part is small, and it does not where the risk
    that keeping loses one is; where both are, it makes no difference.
    """
    loses, wins = float((worth < -NOTICEABLE).mean()), float((worth > NOTICEABLE).mean())
    if loses <= MAX_RISK and wins <= MAX_RISK:
        return "no difference"
    if loses <= MAX_RISK:
        return "pays"
    return "does not" if wins <= MAX_RISK else "open"
