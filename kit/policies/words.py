"""A policy in words: short, for tables and charts, and in sentences, as a regulation has it."""

from __future__ import annotations

from collections.abc import Sequence

from kit.language import Quoted, Text, say, say_n
from kit.policies.policy import Cap, Condition, Policy
from kit.policies.result import Replay
from kit.triggers import rules

CONDITIONS: dict[Condition, Text] = {
    "packet": say("the client's packet is complete"),
    "paid": say("the invoice is paid"),
}

FROM_NOTHING = say(
    "Every rule starts from account managers without clients, no matter who had which client "
    "before."
)


def limits(replays: Sequence[Replay]) -> tuple[Text, ...]:
    """What must be said wherever replays over own history are shown."""
    texts = []
    if not all(replay.recorded for replay in replays):
        texts.append(
            say(
                "Nobody recorded who had which client when the time began: the policies start from "
                "account managers without clients."
            )
        )
    n = max((replay.counts["gate_unknown"] for replay in replays), default=0)
    if n:
        texts.append(
            say_n(
                "Up to {n} client passes under a policy though nobody recorded whether its "
                "conditions were met.",
                "Up to {n} clients pass under a policy though nobody recorded whether its "
                "conditions were met.",
                n,
            )
        )
    return tuple(texts)


def the_team(replays: Sequence[Replay]) -> tuple[Text, ...]:
    """What is taken for granted of those who receive clients, wherever replays are shown."""
    if not any(len(replay.receivers) for replay in replays):
        return ()
    return (
        say(
            "Clients go to those who receive them today, as if nobody else had been there in "
            "all these months. Who came or left in between is not followed."
        ),
    )


def label(policy: Policy) -> Text:
    """The policy as it stands in tables and charts: the rule, and its terms in brackets."""
    if policy.trigger is None:
        return rules.KEEP_LABEL
    if not policy.terms:
        return rules.label(policy.trigger)
    return say("{rule} ({terms})", rule=rules.label(policy.trigger), terms=short_terms(policy))


def short_terms(policy: Policy) -> list[Text]:
    """Each term in a few words."""
    terms = []
    if policy.gate.deals:
        n = policy.gate.deals
        terms.append(say_n("{n} deal or more", "{n} deals or more", n))
    terms += [CONDITIONS[condition] for condition in policy.gate.conditions]
    if policy.exempt.margin is not None:
        much = policy.exempt.margin
        terms.append(say("from {much} a year on the hunter keeps the client", much=much))
    if policy.exempt.clients:
        n = len(policy.exempt.clients)
        terms.append(say_n("{n} named client stays", "{n} named clients stay", n))
    if policy.cap is not None:
        terms.append(_carried(policy.cap))
    if policy.order == "largest":
        terms.append(say("largest first"))
    if policy.order == "smallest":
        terms.append(say("smallest first"))
    if policy.calendar == "monthly":
        terms.append(say("once a month"))
    if policy.calendar == "quarterly":
        terms.append(say("once a quarter"))
    if policy.receiver == "least hours":
        terms.append(say("to who has least work"))
    if policy.receiver == "same segment":
        terms.append(say("to who has the segment"))
    if policy.base_months is None:
        terms.append(say("new clients only"))
    elif policy.base_months:
        n = policy.base_months
        terms.append(say_n("present clients over {n} month", "present clients over {n} months", n))
    if policy.returns is not None:
        n = policy.returns
        terms.append(say_n("back after {n} silent day", "back after {n} silent days", n))
    if policy.credit is not None:
        percent, n = policy.credit.percent, policy.credit.months
        terms.append(
            say_n(
                "{percent}% credited to the hunter for {n} month",
                "{percent}% credited to the hunter for {n} months",
                n,
                percent=percent,
            )
        )
    return terms


def _carried(cap: Cap) -> Text:
    if cap.unit == "clients":
        return say_n("at most {n} client each", "at most {n} clients each", int(cap.most))
    return say("at most {hours} h a month each", hours=cap.most)


def sentences(policy: Policy) -> tuple[Text, ...]:
    """The policy as a regulation has it: a sentence a term, those that need no saying left out."""
    if policy.trigger is None:
        return (say("The hunter keeps every client; account managers keep those they have."),)
    whole = [
        say(
            "A client passes from the hunter to an account manager when this has happened: {rule}.",
            rule=rules.label(policy.trigger),
        ),
        *_who_goes(policy),
    ]
    if policy.cap is not None:
        whole.append(_cap(policy.cap))
    if policy.cap is not None or policy.base_months:
        whole.append(
            {
                "waiting": say("Who has waited longest goes first."),
                "largest": say("Who brings most for an hour of service goes first."),
                "smallest": say("Who brings least for an hour of service goes first."),
            }[policy.order]
        )
    whole.append(
        {
            "daily": say("Clients are handed over on any day, by what was known the day before."),
            "monthly": say(
                "Clients are handed over on the first day of each month, by what was known the "
                "day before."
            ),
            "quarterly": say(
                "Clients are handed over on the first day of each quarter, by what was known the "
                "day before."
            ),
        }[policy.calendar]
    )
    whole.append(
        {
            "fewest clients": say("The account manager with the fewest clients takes the client."),
            "least hours": say("The account manager with the least work takes the client."),
            "same segment": say(
                "The account manager with most clients of the same segment takes the client."
            ),
        }[policy.receiver]
    )
    if policy.returns is not None:
        whole.append(
            say_n(
                "After {n} day without a deal a client goes back to the hunters.",
                "After {n} days without a deal a client goes back to the hunters.",
                policy.returns,
            )
        )
    if policy.credit is not None:
        whole.append(
            say_n(
                "For {n} month after a handoff the hunter is credited {percent}% of the client's "
                "margin.",
                "For {n} months after a handoff the hunter is credited {percent}% of the client's "
                "margin.",
                policy.credit.months,
                percent=policy.credit.percent,
            )
        )
    return tuple(whole)


def _who_goes(policy: Policy) -> list[Text]:
    """Gate, exempt and base."""
    whole = []
    if policy.gate.deals:
        whole.append(
            say_n("It needs at least {n} deal.", "It needs at least {n} deals.", policy.gate.deals)
        )
    if policy.gate.conditions:
        whole.append(
            say(
                "It waits until {conditions}; what nobody recorded holds no client back.",
                conditions=[CONDITIONS[condition] for condition in policy.gate.conditions],
            )
        )
    if policy.exempt.margin is not None:
        whole.append(
            say(
                "Clients who brought {much} or more in twelve months stay with the hunter.",
                much=policy.exempt.margin,
            )
        )
    if policy.exempt.clients:
        whole.append(
            say(
                "These stay with the hunter as well: {clients}.",
                clients=[Quoted(client) for client in policy.exempt.clients],
            )
        )
    if policy.base_months is None:
        whole.append(say("Clients who are there already stay where they are."))
    elif policy.base_months:
        whole.append(
            say_n(
                "Clients who are there already and due go over {n} month, not at once.",
                "Clients who are there already and due go over {n} months, not at once.",
                policy.base_months,
            )
        )
    return whole


def _cap(cap: Cap) -> Text:
    if cap.unit == "clients":
        return say_n(
            "An account manager has at most {n} active client; who finds no room waits.",
            "An account manager has at most {n} active clients; who finds no room waits.",
            int(cap.most),
        )
    return say(
        "An account manager's clients take {hours} hours a month at most; who finds no room waits.",
        hours=cap.most,
    )
