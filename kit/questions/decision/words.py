"""What the decision says in words."""

from __future__ import annotations

import math

import numpy as np

from kit.gates import BEFOREHAND
from kit.language import Text, say, say_n
from kit.questions.decision.belief import Z90, Belief
from kit.questions.decision.case import Case
from kit.questions.decision.inputs import BY_ID, STATED
from kit.triggers.cohort import MIN_CLIENTS, run_in_caveat

KEEP_LABEL = say("the hunter keeps everyone")
CARRIED_OVER = ("early_loss", "later_change")  # what no estimate of a year's handoffs can hold
FLIPS = 3  # so many ways to change the winner are told


def paragraphs(case: Case) -> list[Text]:
    """The answer in plain words: one paragraph each."""
    said = [
        say_n(
            "{n} client could be watched for the first {months} months from its first deal. On "
            "what it bought, each rule is set against «{keep}».",
            "{n} clients could be watched for the first {months} months from their first deal. On "
            "what they bought, each rule is set against «{keep}».",
            case.seen.clients,
            months=case.months,
            keep=KEEP_LABEL,
        ),
        *_verdict(case),
    ]
    others = [belief for belief in case.borrowed if belief.origin != "estimated"]
    if others:
        said.append(_borrowed(others))
    said += _basis(case)
    first = case.measure_next
    if first is not None:
        said.append(
            say("Measure first: «{input}». {how}", input=first.input.label, how=first.input.measure)
        )
    if len(case.criteria):
        top = case.criteria["rank_1"].to_numpy().argmax()
        said.append(
            say(
                "By the criteria that you weighed, «{rule}» comes first {odds}.",
                rule=case.labels[int(top)],
                odds=odds(float(case.criteria["rank_1"].iloc[int(top)])),
            )
        )
    return said


def _verdict(case: Case) -> list[Text]:
    if not case.enough:
        return [
            say(
                "That is too few to compare rules: the figures below describe these clients and no "
                "others."
            )
        ]
    verdict = case.weighed.verdict
    share = verdict.regret_share[verdict.best]
    if not np.isfinite(share):
        return [
            say(
                "Over that time these clients brought no margin: there is nothing to weigh the "
                "rules by."
            )
        ]
    values = {
        "best": case.labels[verdict.best],
        "other": case.labels[verdict.runner_up],
        "odds": odds(float(verdict.p_best[verdict.best])),
        "cost": case.about(verdict.if_wrong),
        "part": verdict.if_wrong / float(case.weighed.future.status_quo.mean()),
    }
    if not case.decided:
        return [
            say(
                "It cannot be told yet which is better, «{best}» or «{other}»: «{best}» is worth "
                "most on average and wins {odds}, «{other}» wins {other_odds}. If it is wrong to "
                "choose «{best}», that costs about {cost}, {part:percent} of these clients' "
                "margin.",
                other_odds=_short(float(verdict.p_best[verdict.runner_up])),
                **values,
            )
        ]
    return [
        say(
            "«{best}» wins {odds}, «{other}» comes next. If that is wrong, it costs about {cost}, "
            "{part:percent} of these clients' margin.",
            **values,
        )
    ]


def _borrowed(them: list[Belief]) -> Text:
    names = [say("«{input}»", input=belief.input.label) for belief in them[:FLIPS]]
    if len(them) <= FLIPS:
        return say(
            "The winner hangs on figures that are not your company's: {inputs}. State your own "
            "before anything is decided.",
            inputs=names,
        )
    return say_n(
        "The winner hangs on {n} figure that is not your company's, above all: {inputs}. State "
        "your own before anything is decided.",
        "The winner hangs on {n} figures that are not your company's, above all: {inputs}. State "
        "your own before anything is decided.",
        len(them),
        inputs=names,
    )


def _short(share: float) -> Text:
    """The same, where plausible futures have been named just before."""
    tenths = round(10 * share)
    if share >= 0.95:
        return say("in nearly every one")
    return say("in {tenths} of 10", tenths=tenths) if tenths else say("in fewer than 1 of 10")


def odds(share: float) -> Text:
    """A share of the plausible futures, as people say it."""
    tenths = round(10 * share)
    if share >= 0.95:
        return say("in nearly every plausible future")
    if tenths < 1:
        return say("in fewer than 1 of 10 plausible futures")
    return say("in {tenths} of 10 plausible futures", tenths=tenths)


def _basis(case: Case) -> list[Text]:
    """What the order of the rules rests on, and how it would change."""
    net = case.net
    if net is None:
        rests = say(
            "What a handoff does to a client was not measured here: the order of the rules rests "
            "on assumptions, and changes with them."
        )
    else:
        low, high = (case.written(net, end) for end in (net.low, net.high))
        rests = say(
            "What a handoff does to a client is taken from your own past handoffs: its margin "
            "changes by {low} to {high}.",
            low=low,
            high=high,
        )
        if net.borrowed:
            rests = say(
                "Your past handoffs hardly show what a handoff does to a client: the order of the "
                "rules rests on the assumption that its margin changes by {low} to {high}.",
                low=low,
                high=high,
            )
        if case.rough:
            rests = say("{before} {next}", before=rests, next=_drawn(net, net in case.borrowed))
    nearest = {turn.belief.id: turn for turn in reversed(case.weighed.turns)}
    told = [turn for turn in case.weighed.turns if nearest[turn.belief.id] is turn]
    flips = [
        say(
            "{sentence} Taken here: {range}.",
            sentence=case.sentence(turn),
            range=case.range_of(turn.belief),
        )
        for turn in told[:FLIPS]
    ]
    if not flips:
        flips = [
            say(
                "No single figure within plausible reach would change the winner; several together "
                "may."
            )
        ]
    for text in flips:
        rests = say("{before} {next}", before=rests, next=text)
    return [rests]


def _drawn(net: Belief, hangs_on_it: bool) -> Text:
    """That an estimate from few clients is not believed as it stands."""
    drawn = say(
        "Few clients often give too large an estimate by chance, so it is drawn towards «no "
        "change»: your own data weigh {share:percent} in it.",
        share=net.own_share,
    )
    if not hangs_on_it:
        return drawn
    too_little = say("That is too little: the winner hangs on it, and nothing is decided.")
    return say("{before} {next}", before=drawn, next=too_little)


def assumptions(case: Case) -> list[Text]:
    """What the answer takes for granted."""
    beforehand = say(
        "Before your past handoffs are looked at, it is taken that a handoff changes a client's "
        "margin by {low:percent} to {high:percent} in 9 cases of 10.",
        low=math.expm1(-Z90 * BEFOREHAND),
        high=math.expm1(Z90 * BEFOREHAND),
    )
    return [
        *([beforehand] if case.net is not None else []),
        say(
            "Everybody is compared over the same time, the first {months} months from the first "
            "deal, as it was recorded. What comes later is not counted.",
            months=case.months,
        ),
        say(
            "Until a rule fires the hunter serves the client, after it the account manager. The "
            "day of firing is still the hunter's; a contract signed before the first deal hands "
            "the client over on the day of the first deal."
        ),
        say(
            "What a handoff does to the margin in the first year goes on after it, changed by "
            "«Change of the effect after the first year». The figures that enter are independent "
            "of each other; below the low and above the high one lies 1 case in 20 each."
        ),
    ]


def caveats(case: Case) -> list[Text]:
    """What limits the answer."""
    said = [run_in_caveat(case.company, case.sales, case.left_out)]
    if case.months < case.company.settings.horizon_months:
        said.append(
            say(
                "Fewer than {least} clients can be watched for {wanted} months: these are the "
                "first {months} months. What pays later is not in them.",
                wanted=case.company.settings.horizon_months,
                months=case.months,
                least=MIN_CLIENTS,
            )
        )
    said.append(
        say(
            "Account managers who are overloaded lose clients; that is not in these figures. A "
            "rule that hands over more clients, or sooner, needs people who have the time."
        )
    )
    for column, count in case.unknown.items():
        if count:
            said.append(
                say_n(
                    "«{rule}»: {n} client has no known budget and stays with the hunter here, as "
                    "the rule would have it with today's records.",
                    "«{rule}»: {n} clients have no known budget and stay with the hunter here, as "
                    "the rule would have it with today's records.",
                    count,
                    rule=case.labels[column],
                )
            )
    if case.handed:
        said.append(
            say_n(
                "{n} of these clients was handed over in that time already: whatever that did is "
                "in what it bought. The rules are also shown without such clients.",
                "{n} of these clients were handed over in that time already: whatever that did is "
                "in what they bought. The rules are also shown without such clients.",
                case.handed,
            )
        )
    origins = {belief.id: belief.origin for belief in case.weighed.believed}
    if origins.get("disruption") == "literature":
        said.append(
            say(
                "The loss by a change of person is that of one large American company in the year "
                "after its reps had left, not yours."
            )
        )
    if case.net is not None:
        said.append(
            say(
                "Your past handoffs followed another rule than some of those compared, and were "
                "seen for a year at most: what they did is carried over, as far as «passing before "
                "the third deal» and «after the first year» go."
            )
        )
        sure = [input_id for input_id in CARRIED_OVER if origins.get(input_id) == "company"]
        if sure:
            said.append(
                say(
                    "You stated {inputs} yourselves, and the records cannot show whether it is so. "
                    "Rather too wide than too narrow: of simulated companies that were sure of "
                    "next to nothing here, and wrong, more than half of those that were told a "
                    "rule were told a wrong one.",
                    inputs=[say("«{input}»", input=BY_ID[input_id].label) for input_id in sure],
                )
            )
    if "margin_share" in origins:
        said.append(
            say("Not every order has a margin: its revenue times a share of margin stands in.")
        )
    strange = [
        assumption.id for assumption in case.company.assumptions if assumption.id not in STATED
    ]
    if strange:
        said.append(
            say(
                "company.yaml states figures that this decision does not know: {ids}. It knows "
                "{known}.",
                ids=strange,
                known=list(STATED),
            )
        )
    if case.criteria_left_out:
        said.append(
            say(
                "Criteria without a score for every rule are left out: {labels}.",
                labels=list(case.criteria_left_out),
            )
        )
    return [*said, *case.sales.notes]


def needs(case: Case) -> list[Text]:
    """The figures to state, the most valuable first."""
    first = case.measure_next
    wanted = {belief.id: belief for belief in (*case.borrowed, *([first] if first else []))}
    return [
        say(
            "Your own figure for «{input}», now {range}: an entry {id} under assumptions in "
            "company.yaml.",
            input=belief.input.label,
            range=case.range_of(belief),
            id=belief.id,
        )
        for belief in wanted.values()
        if belief.id in STATED and belief.origin != "company"
    ]
