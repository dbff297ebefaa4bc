"""What the decision says in words: carry, pay, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kit.choice.beliefs import Belief
from kit.choice.choosing import Choice
from kit.choice.futures import FULL
from kit.choice.paying import Pay
from kit.choice.weighing import Weighed, early_limit
from kit.company.model import Company
from kit.gates import NOTICEABLE
from kit.language import Money, Text, say, say_n
from kit.policies import words as policy_words
from kit.policies.policy import Policy
from kit.questions import carrying, paying
from kit.questions.finding import Basis, Claim, Finding, Paragraph
from kit.sales.tables import Sales
from kit.triggers import rules

WORTH_MEASURING = 0.02  # a fall of the risk by less than two points is not worth the work
MOST_FUTURES = 50  # «one in so many» at most: more would pretend to know more


def named(policy: Policy, weighed: Weighed) -> Text:
    """A policy by what sets it apart from the others."""
    default = weighed.policies[0]
    if policy.trigger is None:
        return policy_words.label(policy)
    rule = rules.label(policy.trigger)
    if replace(policy, trigger=default.trigger) == default:
        return rule
    if replace(policy, order=default.order) == default:
        if policy.order == "largest":
            return say("{rule}, largest first", rule=rule)
        return say("{rule}, smallest first", rule=rule)
    if replace(policy, exempt=default.exempt) == default:
        return say("{rule}, the largest fifth stays", rule=rule)
    return policy_words.label(policy)


def headline(finding: Finding) -> Text:
    """The answer in one sentence."""
    numbers = finding.numbers
    nothing = carrying.nothing_to_choose(numbers)
    if nothing is not None:
        return nothing
    if numbers["best"] is None:
        return say("There is no margin to weigh policies by.")
    labels = dict(zip(finding.table["policy"], finding.table["label"], strict=True))
    best = labels[numbers["best"]]
    if not numbers["decided"]:
        if numbers["rival"] is None:
            return say("“{best}”: not decided.", best=best)
        return say(
            "“{best}” or “{other}”: it cannot be told yet.",
            best=best,
            other=labels[numbers["rival"]],
        )
    if numbers["same"]:
        return say(
            "“{best}” or “{same}”: no difference you could notice.",
            best=best,
            same=[labels[policy] for policy in numbers["same"]],
        )
    return say("Choose “{best}”.", best=best)


def paragraphs(
    weighed: Weighed, found: Pay | None, falls: Mapping[str, float]
) -> tuple[Paragraph, ...]:
    """Can it be carried; does it pay; which policy, or what to measure."""
    carried = carrying.paragraphs(weighed.carry)
    if not weighed.asked:
        return carried
    paid: tuple[Paragraph, ...] = (paying.NOBODY,)
    if found is not None:
        paid = paying.paragraphs(weighed, found)
    return (*carried, *paid, tuple(_when(weighed, falls)))


def _when(weighed: Weighed, falls: Mapping[str, float]) -> list[Claim]:
    choice, handing = weighed.choice, weighed.handing
    if choice is None or handing is None:
        return [Claim(say("These clients brought no margin to weigh policies by."), "known")]
    basis: Basis = "inferred" if weighed.evidence.may_decide and not weighed.ours else "assumed"
    if choice.decided:
        return _decided(weighed, choice, basis)
    keep = len(weighed.policies) - 1
    if keep not in (choice.best, choice.rival):
        return [_open(weighed, choice, basis), _next(weighed, falls)]
    whether = Claim(
        say("Whether to hand over at all cannot be told yet. Among the policies that do:"), basis
    )
    if handing.decided:
        return [whether, *_decided(weighed, handing, basis), _next(weighed, falls)]
    return [whether, _open(weighed, handing, basis), _next(weighed, falls)]


def _decided(weighed: Weighed, choice: Choice, basis: Basis) -> list[Claim]:
    best = named(weighed.policies[choice.best], weighed)
    claims = [Claim(say("Choose “{best}”.", best=best), basis)]
    if choice.same:
        claims = [
            Claim(
                say(
                    "“{best}” or “{same}”: no difference you could notice.",
                    best=best,
                    same=[named(weighed.policies[place], weighed) for place in choice.same],
                ),
                basis,
            )
        ]
    limit = early_limit(weighed, choice)
    if limit is not None:
        claims.append(
            Claim(
                say(
                    "That changes if each deal short of the fourth costs a client over "
                    "{share:percent} of its margin.",
                    share=limit,
                ),
                "assumed",
            )
        )
    claims.append(Claim(_risk(float(choice.risk[choice.best])), basis))
    return claims


def _risk(risk: float) -> Text:
    futures = min(round(1 / risk), MOST_FUTURES) if risk > 0 else MOST_FUTURES
    if futures >= MOST_FUTURES:
        return say(
            "Fewer than one in {n} such answers costs more than {share:percent} of the margin.",
            n=MOST_FUTURES,
            share=NOTICEABLE,
        )
    return say(
        "One in {n} such answers costs more than {share:percent} of the margin.",
        n=futures,
        share=NOTICEABLE,
    )


def _open(weighed: Weighed, choice: Choice, basis: Basis) -> Claim:
    if choice.rival is None:
        return Claim(say("No policy can be chosen yet."), basis)
    best, rival = (named(weighed.policies[place], weighed) for place in (choice.best, choice.rival))
    return Claim(
        say("“{best}” or “{other}”: it cannot be told yet.", best=best, other=rival), basis
    )


def _next(weighed: Weighed, falls: Mapping[str, float]) -> Claim:
    """What would settle it, among what the company can measure; else an experiment."""
    if falls:
        name = max(falls, key=lambda each: falls[each])
        if falls[name] >= WORTH_MEASURING:
            figure = weighed.believed[name].input
            return Claim(
                say("Measure first: {input}. {how}", input=figure.label, how=figure.measure),
                "inferred",
            )
    return Claim(
        say(
            "No figure that you could measure yourself would settle it: that takes a lot among the "
            "next clients."
        ),
        "inferred",
    )


def range_of(belief: Belief, weighed: Weighed) -> Text | Money | float:
    """The likely value, and the range as it is believed."""
    sales = weighed.sales

    def written(value: float) -> Text | Money | float:
        return belief.input.written(value, sales.currency, sales.per_unit)

    low, high = belief.reach()
    if low == high:
        return written(belief.likely)
    return say(
        "{likely} ({low} … {high})",
        likely=written(belief.likely),
        low=written(low),
        high=written(high),
    )


def assumptions(weighed: Weighed) -> tuple[Text, ...]:
    """What the answer takes for granted."""
    default = weighed.policies[0]
    return (
        say(
            "Compared over the last {months} months of your own history, as it was recorded; every "
            "policy but «keep» as here unless said otherwise: {terms}.",
            months=weighed.months,
            terms=policy_words.label(default),
        ),
        say(
            "With k deals done, fewer than four, a handoff costs (4 − k) thirds of what passing "
            "after the first deal costs in addition."
        ),
        say(
            "Where work takes more than {full:percent} of the account managers' hours, part of the "
            "margin that finds no time is lost.",
            full=FULL,
        ),
        say("The figures that enter are independent of each other."),
    )


def caveats(company: Company, sales: Sales, weighed: Weighed) -> tuple[Text, ...]:
    """What limits the answer."""
    limits = []
    if weighed.ours:
        limits.append(
            say(
                "Placeholders of the kit, not your figures: {inputs}.",
                inputs=[weighed.believed[name].input.label for name in weighed.ours],
            )
        )
    limits += policy_words.limits(weighed.replays)
    strange = [each.label for each in company.assumptions if each.id not in weighed.known_ids]
    if strange:
        limits.append(
            say_n(
                "A figure that you stated is not used here: {labels}.",
                "Figures that you stated are not used here: {labels}.",
                len(strange),
                labels=strange,
            )
        )
    return (*limits, *sales.notes)


def needs(weighed: Weighed, falls: Mapping[str, float]) -> tuple[Text, ...]:
    """What would answer more, the most valuable first."""
    if weighed.choice is None or weighed.choice.decided:
        return ()
    ranked = sorted(falls, key=lambda name: -falls[name])
    wanted = [name for name in ranked if falls[name] >= WORTH_MEASURING][:3]
    return tuple(
        say(
            "{input}, now {range}: {how}",
            input=weighed.believed[name].input.label,
            range=range_of(weighed.believed[name], weighed),
            how=weighed.believed[name].input.measure,
        )
        for name in wanted
    )
