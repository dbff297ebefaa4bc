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
from kit.evidence.trials import MOST_COMPARED, Entries, Rung, trials
from kit.gates import AFTER_CROSSING, FOLLOWED, MIN_ARM, RULE_DAYS
from kit.language import say, say_n
from kit.owners.past import Past
from kit.sales.lanes import NEVER, Bools, Ints
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
                "A new owner is seen only once a client orders again. So those who stayed away "
                "after a handoff are missing: a register of assignments would be needed."
            ),
        )
    followed = best_rule(company, sales, past)
    if followed is None:
        return Rung("L1", False, say("None of the rules can be judged by these data."))
    if followed.n < MIN_ARM:
        return Rung(
            "L1",
            False,
            say_n(
                "Only {n} client who reached “{rule}” can be watched for a year after it. "
                "Whether handoffs followed it cannot be told from fewer than {least}.",
                "Only {n} clients who reached “{rule}” can be watched for a year after it. "
                "Whether handoffs followed it cannot be told from fewer than {least}.",
                followed.n,
                rule=label(followed.rule),
                least=MIN_ARM,
            ),
        )
    if not followed.fits:
        return Rung(
            "L1",
            False,
            say(
                "The handoffs did not follow a rule. “{rule}” fits best: {after:percent} of "
                "them came after it had been reached (at least {need:percent} is asked). Of "
                "those who had reached it and stayed, {followed:percent} were handed over "
                "within a year (at least {must:percent} is asked). The rest was somebody's own "
                "decision.",
                rule=label(followed.rule),
                after=_no_more_than(followed.after),
                need=AFTER_CROSSING,
                followed=_no_more_than(followed.followed),
                must=FOLLOWED,
            ),
        )
    stack = trials(past.book, entries(past, followed, company.settings.seed))
    if min(stack.arms) < 2:
        return Rung(
            "L1",
            False,
            say(
                "The handoffs followed “{rule}”, all of them after the same time: nobody was "
                "still waiting who could be compared.",
                rule=label(followed.rule),
            ),
        )
    why = say(
        "The handoffs followed “{rule}” ({followed:percent} of those who reached it and stayed, "
        "within a year). Those handed over sooner are compared with those who still waited.",
        rule=label(followed.rule),
        followed=followed.followed,
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
    rules = [rule for rule in every if missing_data(rule, sales) is None]
    if not rules:
        return None
    clients = fire(company, sales, tuple(rules)).per_client
    number = clients.number
    new = np.zeros(len(past.book.client_ids), dtype=np.bool_)
    new[number[clients.cohort]] = True
    judged = []
    for at, rule in enumerate(rules):
        crossed = np.full(len(new), NEVER)
        fired = clients.fired_on[:, at]
        use = (fired >= 0) & clients.cohort
        crossed[number[use]] = np.maximum(fired[use], clients.first_deal[use])
        judged.append(_fit(past, rule, rule in in_force, crossed, new))
    chosen = [followed for followed in judged if followed.chosen]
    fitting = [followed for followed in judged if followed.fits]
    if chosen and chosen[0].fits:
        return chosen[0]
    if fitting:
        return min(fitting, key=lambda followed: _wait(past, followed))
    if chosen:
        return chosen[0]
    return max(judged, key=lambda followed: min(followed.after, followed.followed))


def _day(past: Past) -> Ints:
    return past.handed if past.roles_known else past.moved


def _fit(past: Past, rule: Trigger, chosen: bool, crossed: Ints, new: Bools) -> Followed:
    handed = _day(past)
    crosses, passed = crossed < NEVER, handed < NEVER
    of_crossers = crosses & passed
    after = float((handed >= crossed)[of_crossers].mean()) if of_crossers.any() else 0.0
    if (new & ~crosses & passed).sum() > of_crossers.sum():
        after = 0.0  # most were handed over without ever having crossed
    due = crossed + RULE_DAYS
    watched = np.flatnonzero(crosses & (due <= past.book.as_of) & (handed >= crossed))
    in_time = handed[watched] < due[watched]
    stayed = in_time | past.book.active(watched, due[watched])
    followed = float(in_time[stayed].mean()) if stayed.any() else 0.0
    return Followed(rule, chosen, crossed, after, followed, int(stayed.sum()))


def _wait(past: Past, followed: Followed) -> float:
    handed = _day(past)
    use = (followed.crossed < NEVER) & (handed < NEVER) & (handed >= followed.crossed)
    return float(np.median((handed - followed.crossed)[use])) if use.any() else float("inf")


def entries(past: Past, followed: Followed, seed: int) -> Entries:
    """A trial for every half month after the crossing, up to `RULE_DAYS`.

    Of very many clients who still waited some are drawn.
    """
    handed = _day(past)
    everyone = np.flatnonzero((followed.crossed < NEVER) & (handed >= followed.crossed))
    crossed, handed = followed.crossed[everyone], handed[everyone]
    most = MOST_COMPARED // (RULE_DAYS // STEP_DAYS + 1)
    random = np.random.default_rng(seed)
    parts = []
    for trial, begin in enumerate(range(0, RULE_DAYS, STEP_DAYS)):
        wait = handed - crossed
        treated = (wait >= begin) & (wait < begin + STEP_DAYS)
        waiting = np.flatnonzero(wait >= begin + STEP_DAYS)
        if len(waiting) > most:
            waiting = random.choice(waiting, most, replace=False)
        use = treated.copy()
        use[waiting] = True
        rows = np.flatnonzero(use)
        zero = np.where(treated, handed, crossed + begin + STEP_DAYS // 2)[rows]
        rows, zero = rows[zero <= past.book.as_of], zero[zero <= past.book.as_of]
        active = past.book.active(everyone[rows], zero)
        rows, zero = rows[active], zero[active]
        until = np.where(treated[rows], NEVER, handed[rows] - 1)
        number, client = np.full(len(rows), trial), everyone[rows]
        owner, _ = past.holdings.on(client, zero - 1)
        parts.append(Entries(number, client, treated[rows], zero, until, owner))
    return Entries.joined(parts)
