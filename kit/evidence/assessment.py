"""What the comparison on the highest rung that the records reach gives, and whether it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from kit.company.model import Company
from kit.evidence import crossings, departures, lots
from kit.evidence.luck import ratio
from kit.evidence.maturity import Slope, early_minus_late
from kit.evidence.trials import BEFORE, MONTHS, Rung, Trials
from kit.evidence.two_way import Ratio
from kit.gates import (
    FEW_REPS,
    MIN_ARM,
    NO_DIFFERENCE,
    PLACEBO_P,
    SURVIVORS_P,
    SURVIVORS_RATIO,
)
from kit.language import Text, say
from kit.owners.past import Past, past_owners
from kit.sales.tables import Sales

SPAN = 3
GOES_ON = 2.0  # from the middle of the months before to that of those after, against the placebo's
LATER = MONTHS[BEFORE - SPAN : BEFORE]  # the months −3 … −1, set against those before them


@dataclass(frozen=True)
class Reason:
    """Why the answer is «cannot tell»: a code that programs ask for, and the sentence."""

    code: str
    why: Text


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
    slope
        How much worse or better it is for a client handed over after one deal than after four or
        more; None where the maturities do not differ enough.
    imprecise, biased
        Why the answer is «cannot tell»: the gates that closed. After a gate of bias the estimate
        may not be used.
    """

    past: Past | None
    ladder: tuple[Rung, ...]
    rung: Rung
    estimate: Ratio | None
    placebo: Ratio | None
    slope: Slope | None
    imprecise: tuple[Reason, ...]
    biased: tuple[Reason, ...]

    @property
    def kept(self) -> Ratio | None:
        """The estimate, where no gate of bias has withdrawn it."""
        return None if self.biased else self.estimate

    @property
    def about(self) -> str | None:
        """What was compared: a `handoff` or an `owner change`; None on L0."""
        return None if self.rung.name == "L0" else self.rung.about

    @property
    def may_decide(self) -> bool:
        """Whether a decision may go on from the estimate, as wide as its interval is."""
        return self.kept is not None and self.about == "handoff"

    @property
    def firm(self) -> bool:
        """Whether it answers what a handoff does.

        That is: about handoffs, from enough clients, and with an interval that excludes «no
        change» or lies within what makes no difference.
        """
        return self.may_decide and not self.imprecise

    @property
    def told(self) -> tuple[float, float] | None:
        """The range of the effect that may be told; None where a gate of bias withdrew it.

        Of an answer what to believe, else what fits the comparison.
        """
        if self.kept is None:
            return None
        if not self.firm:
            return self.kept.interval()
        low, _, high = self.kept.believed(lots.level(self.rung.watched))
        return low, high

    @property
    def middle(self) -> float | None:
        """The effect to believe; None unless it is an answer: in a wide range it leads astray."""
        return self.kept.believed()[1] if self.kept is not None and self.firm else None

    @property
    def reps(self) -> tuple[int, int]:
        """Reps whose clients were handed over, and whose clients are in comparison."""
        stack = self.rung.stack
        return stack.reps if stack is not None and stack.by_rep else (0, 0)

    @property
    def mde(self) -> float | None:
        """The least relative change that would usually be noticed."""
        return None if self.estimate is None else self.estimate.noticed()


def assess(company: Company, sales: Sales) -> Evidence:
    """Climb down the ladder to the highest rung that the records reach, and compare there.

    A rung whose comparison has fewer than `MIN_ARM` clients on a side gives way to a lower one
    that has them. Worked out once a run, for all questions that build on it.
    """
    return sales.book.once("evidence", company, lambda: _assess(company, sales))


def _assess(company: Company, sales: Sales) -> Evidence:
    past = past_owners(company, sales)
    rungs = ladder(company, sales, past)
    reached = [rung for rung in rungs if rung.reached]
    rung = next((rung for rung in reached if rung.wide_enough), reached[0])
    if rung.stack is None:
        reasons = (_nothing_to_compare(past),)
        return Evidence(past, rungs, rung, None, None, None, (), reasons)
    estimate, placebo = compared(rung.stack, rung.name)
    biased = []
    # under a lot the groups can differ beforehand by chance alone, which the interval allows for
    if placebo is not None and placebo.p < PLACEBO_P and rung.name != "L3":
        biased.append(_differed(placebo))
    if past is not None and rung.name in ("L1", "L2") and not past.seen_through_orders:
        biased += _survivors(past, rung.stack)
    imprecise = _imprecise(rung.stack, estimate, rung.watched)
    slope = None if biased else early_minus_late(rung.stack)
    return Evidence(past, rungs, rung, estimate, placebo, slope, tuple(imprecise), tuple(biased))


def compared(stack: Trials, rung: str) -> tuple[Ratio | None, Ratio | None]:
    """The change after a handoff, and the same comparison among the months before it.

    Where a rep left (L2), the region may have been sinking for a while, and a handful of reps
    cannot show it for certain. What the two groups drifted apart beforehand, noise and all, is
    allowed to go on: over the year before and the year after that is twice as much.
    """
    estimate, placebo = ratio(stack.panel()), before(stack)
    if estimate is not None and placebo is not None and rung == "L2":
        estimate = replace(estimate, error=math.hypot(estimate.error, GOES_ON * placebo.log))
    return estimate, placebo


def ladder(company: Company, sales: Sales, past: Past | None) -> tuple[Rung, ...]:
    """All rungs from L3 down to L0; `past`: None where no owners are recorded."""
    lot, described = lots.rung(sales), _described()
    if past is None or not past.owned:
        why = say("Nothing is recorded about who owned which client.")
        if past is not None:
            why = say("The employees on orders are no owners: they change as if by chance.")
        return lot, Rung("L2", False, why), Rung("L1", False, why), described
    return (
        lot,
        departures.rung(past, company.settings.seed),
        crossings.rung(company, sales, past),
        described,
    )


def _described() -> Rung:
    return Rung("L0", True, say("What happened can be described; it shows no cause."))


def before(stack: Trials) -> Ratio | None:
    """The placebo: had the groups drifted apart in the three months before time zero already?

    Against the months before these, at the level of the estimate itself.
    """
    panel = stack.panel(MONTHS[:BEFORE], LATER)
    early = panel.seen[:, : BEFORE - SPAN].any(axis=1)
    both = early & panel.seen[:, BEFORE - SPAN :].any(axis=1)
    treated = stack.entries.treated
    enough = [
        len(np.unique(stack.entries.client[both & (treated == arm)])) >= MIN_ARM
        for arm in (True, False)
    ]
    return ratio(panel) if all(enough) else None


def _survivors(past: Past, stack: Trials) -> list[Reason]:
    """Were only clients handed over who were known to be alive?

    A client may have left without anybody knowing; handed over or not makes no difference to that.
    Counted are those who ordered nothing any more, in every trial against the trial's own share:
    the log-rank test (Mantel 1966), in which a client may wait through many trials.
    """
    rows = stack.entries
    ended = rows.zero + past.book.silence <= past.book.as_of
    gone = past.book.last_deal_before(rows.client, past.book.as_of + 1) < rows.zero
    trial, treated = rows.trial[ended], rows.treated[ended]
    n, of = np.bincount(trial), np.bincount(trial, treated)
    left, handed = np.bincount(trial, gone[ended]), np.bincount(trial, gone[ended] & treated)
    many = n > 1
    n, of, left, handed = n[many], of[many], left[many], handed[many]
    expected = of * left / n
    spread = expected * (1 - left / n) * (n - of) / (n - 1)
    if spread.sum() <= 0 or handed.sum() > SURVIVORS_RATIO * expected.sum():
        return []
    if ndtr((handed.sum() - expected.sum()) / np.sqrt(spread.sum())) >= SURVIVORS_P:
        return []
    why = say(
        "Of the clients who were handed over {share:percent} ordered nothing any more; as many "
        "as among those compared would be {others:percent}. It seems that only clients known "
        "to be alive were handed over, and the comparison would mistake that for an effect.",
        share=float(handed.sum() / of.sum()),
        others=float(expected.sum() / of.sum()),
    )
    return [Reason("survivors", why)]


def _imprecise(stack: Trials, estimate: Ratio | None, watched: float = 1.0) -> list[Reason]:
    reasons = []
    treated, compared = stack.arms
    if min(treated, compared) < MIN_ARM:
        why = say(
            "Only {treated} clients who were handed over can be compared with {compared} who "
            "were not; at least {least} are needed on each side.",
            treated=treated,
            compared=compared,
            least=MIN_ARM,
        )
        reasons.append(Reason("few clients", why))
    if estimate is None:
        why = say("On one of the two sides nobody bought anything that could be compared.")
        return [*reasons, Reason("nothing bought", why)]
    if _tells(estimate, lots.level(watched)):
        return reasons
    if _tells(estimate, 0.95):
        why = say(
            "The experiment is still running: {share:percent} of the months that will be "
            "compared have passed. Looking again and again lets chance mislead you sooner or "
            "later. To end it now, the range would have to be clearer.",
            share=watched,
        )
        return [*reasons, Reason("still running", why)]
    low, high = estimate.interval()
    if low > 0 or high < 0:
        why = say(
            "The comparison alone would exclude “no change”. But so small a comparison "
            "exaggerates: weighed against what is usual, no change remains possible."
        )
        return [*reasons, Reason("exaggerates", why)]
    why = say(
        "The range holds “no change”, and it reaches beyond the {least:percent} either way that "
        "make no difference.",
        least=NO_DIFFERENCE,
    )
    reasons.append(Reason("includes no change", why))
    if stack.by_rep and estimate.freedom < FEW_REPS:
        handed, stayed = stack.reps
        why = say(
            "Clients of one rep share luck: a price, a region, a successor. So what counts is not "
            "how many clients there are but how many reps: clients of {handed} were handed over, "
            "clients of {stayed} are compared. With so few the range is wide.",
            handed=handed,
            stayed=stayed,
        )
        reasons.append(Reason("few reps", why))
    return reasons


def _tells(estimate: Ratio, level: float) -> bool:
    """Whether what to believe excludes «no change», or lies within what makes no difference."""
    low, _, high = estimate.believed(level)
    return low > 0 or high < 0 or (low >= -NO_DIFFERENCE and high <= NO_DIFFERENCE)


def _differed(placebo: Ratio) -> Reason:
    why = say(
        "The two groups had drifted apart before anybody was handed over (by {change:percent} "
        "in the three months before). Either clients were chosen for it, or a region was "
        "sinking; the comparison would mistake that for an effect.",
        change=placebo.change,
    )
    return Reason("drifted apart", why)


def _nothing_to_compare(past: Past | None) -> Reason:
    if past is None:
        return Reason("no owners", say("Nothing is recorded about who owned which client."))
    if not past.owned:
        why = say(
            "The employees on consecutive orders of a client agree hardly more often than by "
            "chance: the records do not show that clients had owners."
        )
        return Reason("no owners", why)
    why = say(
        "Who was handed over, and when, was decided for reasons that have to do with the client "
        "or are not recorded. There is nobody to compare these clients with."
    )
    return Reason("nothing to compare", why)
