"""Handoffs that followed a rule, with delays that had nothing to do with the client (rung L1).

Clients are aligned on the day on which they crossed the rule. At every half month after it, those
handed over just then are compared with those who had crossed as long ago, still ordered, and had
not been handed over yet. So nobody is compared across the peak at which a rule finds its clients.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kit.company.model import Company
from kit.evidence.trials import Entries, Rung, trials
from kit.gates import AFTER_CROSSING, FOLLOWED, MIN_ARM, RULE_DAYS
from kit.language import say, say_n
from kit.owners.ledger import Bools, Ints
from kit.owners.past import NEVER, Past
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, missing_data, rules_in_force
from kit.triggers.cohort import fire
from kit.triggers.rules import Trigger, label

STEP_DAYS = 15  # clients handed over within so many days form one trial


@dataclass(frozen=True)
class Followed:
    """How well past handoffs fit one rule.

    rule, chosen: the rule; whether the company says that it is the one in force. crossed: per
    client the day of crossing, `NEVER` without one. after: of the handoffs, the share not before
    the crossing. followed: of the clients who crossed, could be watched for a year and stayed, the
    share handed over within it. n: how many these are.
    """

    rule: Trigger
    chosen: bool
    crossed: Ints
    after: float
    followed: float
    n: int

    @property
    def fits(self) -> bool:
        """Whether the handoffs may be said to have followed the rule."""
        enough = self.n >= MIN_ARM  # a handful of clients can seem to follow any rule
        return enough and self.after >= AFTER_CROSSING and self.followed >= FOLLOWED


def rung(company: Company, sales: Sales, past: Past) -> Rung:
    """L1: a rule decided, and clients had to wait for different times."""
    if past.seen_through_orders:
        return Rung(
            "L1",
            False,
            say(
                "A new owner is seen only once a client orders again, so those who stayed away "
                "after a handoff are missing: a register of assignments would be needed."
            ),
        )
    one = best_rule(company, sales, past)
    if one is None:
        return Rung("L1", False, say("None of the rules can be judged by these data."))
    if one.n < MIN_ARM:
        return Rung(
            "L1",
            False,
            say_n(
                "Only {n} client who reached «{rule}» can be watched for a year after it; whether "
                "handoffs followed it cannot be told from fewer than {least}.",
                "Only {n} clients who reached «{rule}» can be watched for a year after it; whether "
                "handoffs followed it cannot be told from fewer than {least}.",
                one.n,
                rule=label(one.rule),
                least=MIN_ARM,
            ),
        )
    if not one.fits:
        return Rung(
            "L1",
            False,
            say(
                "The handoffs did not follow a rule: «{rule}» fits best, but {after:percent} "
                "of them came after it had been reached (at least {need:percent} is asked), and "
                "{followed:percent} of those who had reached it and stayed were handed over within "
                "a year (at least {must:percent}). The rest was somebody's judgement.",
                rule=label(one.rule),
                after=_no_more_than(one.after),
                need=AFTER_CROSSING,
                followed=_no_more_than(one.followed),
                must=FOLLOWED,
            ),
        )
    stack = trials(past.ledger, entries(past, one))
    if min(stack.arms) < 2:
        return Rung(
            "L1",
            False,
            say(
                "The handoffs followed «{rule}», all of them after the same time: nobody was still "
                "waiting who could be compared.",
                rule=label(one.rule),
            ),
        )
    why = say(
        "The handoffs followed «{rule}» ({followed:percent} of those who reached it and stayed, "
        "within a year); those handed over sooner are compared with those who still waited.",
        rule=label(one.rule),
        followed=one.followed,
    )
    about = "handoff" if past.roles_known else "owner change"
    return Rung("L1", True, why, stack, about=about)


def _no_more_than(share: float) -> float:
    """A share cut to whole per cent: 89.9 % is not to be read as 90 %."""
    return math.floor(100 * share) / 100


def best_rule(company: Company, sales: Sales, past: Past) -> Followed | None:
    """The rule that past handoffs followed best; None where no rule can be judged.

    The rule in force, where the company names one, comes first; else the candidate that fits with
    the shortest typical wait from crossing to handoff.
    """
    in_force = rules_in_force(company)
    every = dict.fromkeys((*in_force, *candidates(company, sales)))
    rules = [one for one in every if missing_data(one, sales) is None]
    if not rules:
        return None
    clients = fire(company, sales, tuple(rules)).per_client
    number = past.ledger.numbers(list(clients.client_ids))
    new = np.zeros(len(past.ledger.client_ids), dtype=np.bool_)
    new[number[clients.cohort & (number >= 0)]] = True
    found = []
    for at, rule in enumerate(rules):
        crossed = np.full(len(past.ledger.client_ids), NEVER)
        fired = clients.fired_on[:, at]
        use = (fired >= 0) & clients.cohort & (number >= 0)
        crossed[number[use]] = np.maximum(fired[use], clients.first_deal[use])
        found.append(_fit(past, rule, rule in in_force, crossed, new))
    said = [one for one in found if one.chosen]
    fitting = [one for one in found if one.fits]
    if said and said[0].fits:
        return said[0]
    if fitting:
        return min(fitting, key=lambda one: _wait(past, one))
    return said[0] if said else max(found, key=lambda one: min(one.after, one.followed))


def _day(past: Past) -> Ints:
    return past.handed if past.roles_known else past.moved


def _fit(past: Past, rule: Trigger, chosen: bool, crossed: Ints, new: Bools) -> Followed:
    handed = _day(past)
    known = crossed < NEVER
    of_crossers = known & (handed < NEVER)
    after = float((handed >= crossed)[of_crossers].mean()) if of_crossers.any() else 0.0
    never_crossed = new & ~known & (handed < NEVER)
    if never_crossed.sum() > of_crossers.sum():
        after = 0.0  # most were handed over without ever having crossed
    due = crossed + RULE_DAYS
    watched = known & (due <= past.ledger.as_of) & (handed >= crossed)
    stayed = past.active(np.arange(len(crossed)), np.where(watched, due, 0)) | (handed < due)
    watched &= stayed
    followed = float((handed < due)[watched].mean()) if watched.any() else 0.0
    return Followed(rule, chosen, crossed, after, followed, int(watched.sum()))


def _wait(past: Past, one: Followed) -> float:
    handed = _day(past)
    use = (one.crossed < NEVER) & (handed < NEVER) & (handed >= one.crossed)
    return float(np.median((handed - one.crossed)[use])) if use.any() else float("inf")


def entries(past: Past, one: Followed) -> Entries:
    """A trial for every half month after the crossing, up to a year."""
    handed = _day(past)
    known = (one.crossed < NEVER) & (handed >= one.crossed)
    everyone = np.flatnonzero(known)
    parts = []
    for number, begin in enumerate(range(0, RULE_DAYS, STEP_DAYS)):
        wait = handed[everyone] - one.crossed[everyone]
        at_risk = wait >= begin
        treated = at_risk & (wait < begin + STEP_DAYS)
        middle = one.crossed[everyone] + begin + STEP_DAYS // 2
        zero = np.where(treated, handed[everyone], middle)
        use = at_risk & (zero <= past.ledger.as_of) & past.active(everyone, zero)
        until = np.where(treated, NEVER, handed[everyone] - 1)
        parts.append(_rows(number, everyone, treated, zero, until, use))
    return Entries(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _rows(
    number: int, client: Ints, treated: Bools, zero: Ints, until: Ints, use: Bools
) -> tuple[np.ndarray, ...]:
    trial = np.full(int(use.sum()), number)
    return trial, client[use], treated[use], zero[use], until[use], client[use]
