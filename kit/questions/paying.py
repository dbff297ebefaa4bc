"""What `pay` says: up to what effect a handoff pays, and whether past handoffs reach it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kit.choice.inputs import BY_ID
from kit.choice.paying import Pay
from kit.choice.weighing import Weighed
from kit.language import Text, say
from kit.questions.finding import Basis, Claim, Finding, Paragraph

NOBODY = say(
    "Nobody would have been handed over who brought margin: there is nothing that could pay."
)


def headline(finding: Finding) -> Text:
    """The answer in one sentence."""
    if not len(finding.table):
        return NOBODY
    if not finding.numbers["own_figures"]:
        return say("Whether handing over pays cannot be told yet: your own hours are missing.")
    paid, _ = finding.table["may_cost"].tolist()
    verdicts = {
        finding.numbers["verdict_paid_anyway"],
        finding.numbers["verdict_to_be_hired"],
    }
    if verdicts == {"pays"}:
        return say("Handing over pays, whether account managers are paid anyway or hired.")
    if verdicts == {"does not"}:
        return say("Handing over does not pay, even where account managers are paid anyway.")
    if verdicts == {"no difference"}:
        return say("Handing over makes no difference to the margin that you could notice.")
    return _limit(paid) if paid >= 0 else _gain(paid)


def paragraphs(weighed: Weighed, found: Pay) -> tuple[Paragraph, ...]:
    """The break-even both ways, then what past handoffs say to it."""
    basis: Basis = "assumed" if weighed.ours else "inferred"
    claims = [
        Claim(_ranged(found.paid, paid_anyway=True), basis),
        Claim(_ranged(found.hired, paid_anyway=False), basis),
        *_past(weighed),
        *_so(found),
    ]
    return (tuple(claims),)


def _limit(may_cost: float) -> Text:
    return say(
        "Handing over pays as long as it costs a client less than {cost:percent} of its margin.",
        cost=may_cost,
    )


def _gain(may_cost: float) -> Text:
    return say(
        "Handing over pays only if it gains a client more than {gain:percent} of its margin.",
        gain=-may_cost,
    )


def _ranged(draws: npt.NDArray[np.float64], *, paid_anyway: bool) -> Text:
    low, likely, high = np.quantile(draws, [0.05, 0.5, 0.95]).tolist()
    if paid_anyway:
        if likely >= 0:
            return say(
                "Account managers paid anyway: handing over pays as long as it costs a client less "
                "than {cost:percent} of its margin ({low:percent} to {high:percent}).",
                cost=likely,
                low=low,
                high=high,
            )
        return say(
            "Account managers paid anyway: handing over pays only if it gains a client more than "
            "{gain:percent} of its margin ({low:percent} to {high:percent}).",
            gain=-likely,
            low=-high,
            high=-low,
        )
    if likely >= 0:
        return say(
            "If you must hire them, it may cost less than {cost:percent} ({low:percent} to "
            "{high:percent}).",
            cost=likely,
            low=low,
            high=high,
        )
    return say(
        "If you must hire them, it has to gain more than {gain:percent} ({low:percent} to "
        "{high:percent}).",
        gain=-likely,
        low=-high,
        high=-low,
    )


def _past(weighed: Weighed) -> list[Claim]:
    evidence = weighed.evidence
    if evidence.may_decide and evidence.kept is not None:
        low, high = evidence.kept.interval()
        if not evidence.firm:
            text = say(
                "What your past handoffs did cannot be told: a change of the margin by "
                "{low:percent} to {high:percent}.",
                low=low,
                high=high,
            )
        else:
            text = say(
                "Your past handoffs changed a client's margin by {low:percent} to {high:percent}.",
                low=low,
                high=high,
            )
        return [Claim(text, "inferred")]
    if not weighed.believed["effect"].ours:
        return [Claim(say("What a handoff does to the margin is your own statement."), "assumed")]
    return [Claim(say("Your past handoffs cannot tell what one costs a client."), "inferred")]


def _so(found: Pay) -> list[Claim]:
    so = {
        "pays": say("So it pays."),
        "does not": say("So it does not pay."),
        "no difference": say("So it makes no difference that you could notice."),
    }
    if found.verdict_paid == found.verdict_hired and found.verdict_paid in so:
        return [Claim(so[found.verdict_paid], "inferred")]
    if found.verdict_paid == "pays":
        return [Claim(say("So it pays where they are paid anyway."), "inferred")]
    return []


def needs(weighed: Weighed, found: Pay) -> tuple[Text, ...]:
    """What would answer more."""
    if "open" not in (found.verdict_paid, found.verdict_hired):
        return ()
    wanted = [] if weighed.evidence.may_decide else [BY_ID["effect"].measure]
    return (*wanted, *(BY_ID[name].measure for name in weighed.ours[:3]))
