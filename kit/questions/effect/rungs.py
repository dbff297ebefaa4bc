"""The rungs of the ladder of evidence: which of them do these records reach, and why?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kit.company.model import Company
from kit.gates import AFTER_CROSSING, FOLLOWED, MIN_ARM, OTHERWISE
from kit.language import Text, say, say_n
from kit.owners.ledger import Ledger
from kit.owners.past import Past
from kit.questions import crossings
from kit.questions.effect import departures, lots
from kit.questions.trials import AFTER, MONTH_DAYS, Trials, trials
from kit.sales.tables import Sales
from kit.triggers.rules import label


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


def ladder(company: Company, sales: Sales, known: Past | None) -> tuple[Rung, ...]:
    """All rungs from L3 down to L0; `known`: the past owners, None where none are recorded."""
    lot, described = _by_lot(sales), _described()
    if known is None or not known.owned:
        why = say("Nothing is recorded about who owned which client.")
        if known is not None:
            why = say("The employees on orders are no owners: they change as if by chance.")
        return lot, Rung("L2", False, why), Rung("L1", False, why), described
    return lot, _by_departure(known), _by_rule(company, sales, known), described


def unseen() -> Text:
    """Why a redistribution that shows only in orders cannot be used."""
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


def _by_departure(known: Past) -> Rung:
    found = departures.departures(known)
    if not found and known.changes.count("reshuffle") and known.seen_through_orders:
        return Rung("L2", False, unseen())
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


def _by_rule(company: Company, sales: Sales, known: Past) -> Rung:
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
