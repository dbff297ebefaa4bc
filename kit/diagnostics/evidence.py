"""Which rung of the ladder the records reach, and what the comparison on that rung gives."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from kit.company.model import Company
from kit.diagnostics import crossings, departures, lots
from kit.diagnostics.gates import (
    AFTER_CROSSING,
    FOLLOWED,
    MAX_MDE,
    MDE_FACTOR,
    MIN_ARM,
    OTHERWISE,
    PLACEBO_P,
    SURVIVORS_P,
    SURVIVORS_RATIO,
)
from kit.diagnostics.ledger import Ledger
from kit.diagnostics.past import Past, past
from kit.diagnostics.trials import AFTER, MONTH_DAYS, MONTHS, Trials, trials
from kit.diagnostics.two_way import Ratio, ratio
from kit.language import Text, say, say_n
from kit.sales.tables import Sales
from kit.triggers.rules import label

EARLIER, LATER = MONTHS[:3], MONTHS[3:6]  # the months −6 … −4 and −3 … −1


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder: whether the records reach it, and why or why not."""

    name: str
    reached: bool
    why: Text
    stack: Trials | None = None
    months: int = AFTER
    about: str = "handoff"  # or "owner change"

    @property
    def wide_enough(self) -> bool:
        """Whether both sides have the clients that a comparison needs."""
        return self.stack is not None and min(self.stack.arms) >= MIN_ARM


@dataclass(frozen=True)
class Evidence:
    """What past handoffs did, as far as the records can show it.

    Attributes
    ----------
    past
        Owners and their changes; None where nothing was recorded about them.
    ladder
        All rungs from L3 down to L0, with the reason for each.
    rung
        The one that the estimate stands on.
    estimate, placebo
        The change after a handoff, and the same comparison among the months before it, where
        there can be none; None where it cannot be made.
    imprecise, biased
        Why the answer is «cannot tell»: the gates that closed. After a gate of bias the estimate
        may not be used.
    """

    past: Past | None
    ladder: tuple[Rung, ...]
    rung: Rung
    estimate: Ratio | None
    placebo: Ratio | None
    imprecise: tuple[Text, ...]
    biased: tuple[Text, ...]

    @property
    def mde(self) -> float | None:
        """The least relative change that would usually be noticed."""
        return None if self.estimate is None else MDE_FACTOR * self.estimate.error


def assess(company: Company, sales: Sales) -> Evidence:
    """Climb down the ladder to the highest rung that the records reach, and compare there.

    A rung whose comparison has fewer than `MIN_ARM` clients on a side gives way to a lower one
    that has them.
    """
    known = past(company, sales)
    ladder = (_by_lot(sales), _by_departure(known), _by_rule(company, sales, known), _described())
    reached = [one for one in ladder if one.reached]
    rung = next((one for one in reached if one.wide_enough), reached[0])
    if rung.stack is None:
        reasons = (_nothing_to_compare(known),)
        return Evidence(known, ladder, rung, None, None, (), reasons)
    estimate = ratio(rung.stack.panel())
    placebo = before(rung.stack)
    biased = []
    # under a lot the groups can differ beforehand by chance alone, which the interval allows for
    if placebo is not None and placebo.p < PLACEBO_P and rung.name != "L3":
        biased.append(_differed(placebo))
    if known is not None and rung.name in ("L1", "L2") and not known.seen_through_orders:
        biased += _survivors(known, rung.stack)
    imprecise = _imprecise(rung.stack, estimate)
    return Evidence(known, ladder, rung, estimate, placebo, tuple(imprecise), tuple(biased))


def before(stack: Trials) -> Ratio | None:
    """The placebo: had the groups drifted apart in the three months before time zero already?"""
    panel = stack.panel(MONTHS[:6], LATER)
    both = panel.seen[:, :3].any(axis=1) & panel.seen[:, 3:6].any(axis=1)
    treated = stack.entries.treated
    enough = [
        len(np.unique(stack.entries.client[both & (treated == arm)])) >= MIN_ARM
        for arm in (True, False)
    ]
    return ratio(panel) if all(enough) else None


def _survivors(known: Past, stack: Trials) -> list[Text]:
    """Were only clients handed over who were known to be alive?

    A client may have left without anybody knowing; handed over or not makes no difference to that.
    Counted are those who ordered nothing any more, in every trial against the trial's own share:
    the log-rank test (Mantel 1966), in which a client may wait through many trials.
    """
    rows = stack.entries
    ended = rows.zero + known.silence <= known.ledger.as_of
    gone = known.ledger.last_deal(rows.client) < rows.zero
    trial, treated = rows.trial[ended], rows.treated[ended]
    n, of = np.bincount(trial), np.bincount(trial, treated)
    left, handed = np.bincount(trial, gone[ended]), np.bincount(trial, gone[ended] & treated)
    many = n > 1
    n, of, left, handed = n[many], of[many], left[many], handed[many]
    expected = of * left / n
    spread = expected * (1 - left / n) * (n - of) / (n - 1)
    if spread.sum() <= 0 or handed.sum() > SURVIVORS_RATIO * expected.sum():
        return []
    if norm.cdf((handed.sum() - expected.sum()) / np.sqrt(spread.sum())) >= SURVIVORS_P:
        return []
    return [
        say(
            "Of the clients who were handed over {share:percent} ordered nothing any more; as many "
            "as among those compared would be {others:percent}. It seems that only clients known "
            "to be alive were handed over, and the comparison would mistake that for an effect.",
            share=float(handed.sum() / of.sum()),
            others=float(expected.sum() / of.sum()),
        )
    ]


def _imprecise(stack: Trials, estimate: Ratio | None) -> list[Text]:
    reasons = []
    treated, compared = stack.arms
    if min(treated, compared) < MIN_ARM:
        reasons.append(
            say(
                "Only {treated} clients who were handed over can be compared with {compared} who "
                "were not; at least {least} are needed on each side.",
                treated=treated,
                compared=compared,
                least=MIN_ARM,
            )
        )
    if estimate is not None and MDE_FACTOR * estimate.error > MAX_MDE:
        reasons.append(
            say(
                "With so few clients, whose sales vary so much, only a change of {mde:percent} or "
                "more would usually be noticed. {limit:percent} is the most that is accepted here.",
                mde=MDE_FACTOR * estimate.error,
                limit=MAX_MDE,
            )
        )
    if estimate is None:
        reasons.append(
            say("On one of the two sides nobody bought anything that could be compared.")
        )
    return reasons


def _differed(placebo: Ratio) -> Text:
    return say(
        "The two groups had drifted apart before anybody was handed over (by {change:percent} in "
        "the three months before): who was handed over was chosen, and the comparison would "
        "mistake the choice for an effect.",
        change=placebo.change,
    )


def _nothing_to_compare(known: Past | None) -> Text:
    if known is None:
        return say("Nothing is recorded about who owned which client.")
    if not known.owned:
        return say(
            "The employees on consecutive orders of a client agree hardly more often than by "
            "chance: the records do not show that clients had owners."
        )
    if known.changes.count("reshuffle") and known.seen_through_orders:
        return _unseen()
    return say(
        "Who was handed over, and when, was decided for reasons that have to do with the client, "
        "or for reasons that are not recorded: there is nobody to compare these clients with."
    )


def _unseen() -> Text:
    return say(
        "Clients were redistributed, but their owners are known only from orders: a client who had "
        "silently left never shows a new one, and whoever counts the others compares survivors."
    )


def _by_lot(sales: Sales) -> Rung:
    if not len(sales.experiment):
        return Rung("L3", False, say("No experiment is recorded: no handoff was drawn by lot."))
    ledger = Ledger.of(sales)
    rows, months = lots.entries(ledger, sales)
    stack = trials(ledger, rows, months) if months else None
    if stack is None or min(stack.arms) < 2:
        return Rung(
            "L3",
            False,
            say(
                "An experiment is recorded, but both of its groups have to be there, and a month "
                "at least has to lie between their handoffs and before the end of the data."
            ),
        )
    why = say_n(
        "It was drawn by lot who was handed over at once and who later; compared over {n} month.",
        "It was drawn by lot who was handed over at once and who later; compared over {n} months.",
        months,
    )
    return Rung("L3", True, why, stack, months)


def _owned(known: Past | None) -> Text | None:
    """Why owners cannot be used at all; None where they can."""
    if known is None:
        return say("Nothing is recorded about who owned which client.")
    if not known.owned:
        return say("The employees on orders are no owners: they change as if by chance.")
    return None


def _by_departure(known: Past | None) -> Rung:
    reason = _owned(known)
    if reason is not None or known is None:
        return Rung("L2", False, reason or Text(""))
    found = departures.departures(known)
    if not found and known.changes.count("reshuffle") and known.seen_through_orders:
        return Rung("L2", False, _unseen())
    if not found:
        return Rung(
            "L2",
            False,
            say(
                "No rep is seen to have left, and nobody's clients were redistributed as a whole: "
                "no handoff came from outside."
            ),
        )
    rows = departures.entries(known, found)
    stack = trials(known.ledger, rows)
    if min(stack.arms) < 2:
        return Rung(
            "L2", False, say("A rep left, but nobody is left to compare the rep's clients with.")
        )
    share = departures.otherwise(known, found, rows, round(AFTER * MONTH_DAYS))
    if share > OTHERWISE:
        return Rung(
            "L2",
            False,
            say(
                "A rep left, but {share:percent} of the clients who could be compared were handed "
                "over within the year for other reasons: what is left of them is a selection.",
                share=share,
            ),
        )
    handoff = np.mean([one.handoff for one in found]) > 0.5
    why = say_n(
        "{n} rep left, or lost most clients at once, for reasons outside the client; the clients "
        "of those who stayed are the comparison.",
        "{n} reps left, or lost most clients at once, for reasons outside the client; the clients "
        "of those who stayed are the comparison.",
        len(found),
    )
    return Rung("L2", True, why, stack, about="handoff" if handoff else "owner change")


def _by_rule(company: Company, sales: Sales, known: Past | None) -> Rung:
    reason = _owned(known)
    if reason is not None or known is None:
        return Rung("L1", False, reason or Text(""))
    if known.seen_through_orders:
        return Rung(
            "L1",
            False,
            say(
                "A new owner is seen only once a client orders again, so those who stayed away "
                "after a handoff are missing: a register of assignments would be needed."
            ),
        )
    one = crossings.best_rule(company, sales, known)
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
    stack = trials(known.ledger, crossings.entries(known, one))
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
    about = "handoff" if known.roles_known else "owner change"
    return Rung("L1", True, why, stack, about=about)


def _no_more_than(share: float) -> float:
    """A share cut to whole per cent: 89.9 % is not to be read as 90 %."""
    return math.floor(100 * share) / 100


def _described() -> Rung:
    return Rung("L0", True, say("What happened can be described; it shows no cause."))
