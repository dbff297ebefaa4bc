"""What the decision says in words: carry, pay, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kit.choice.beliefs import Belief
from kit.choice.futures import FULL
from kit.choice.weighing import Weighed
from kit.company.model import Company
from kit.gates import NOTICEABLE
from kit.language import Money, Span, Text, say, say_n
from kit.policies import words as policy_words
from kit.policies.policy import Policy
from kit.questions import carrying, paying
from kit.questions.claims import Basis, Claim, Paragraph
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding
from kit.questions.next_steps import DRAW_A_LOT, OWN_FIGURES
from kit.sales.tables import Sales
from kit.triggers import rules

Figures = Mapping[str, Any]

WORTH_MEASURING = 0.02  # a fall of the risk by less than two points is not worth the work
MOST_NEEDS = 3
MOST_FUTURES = 50  # «one in so many» at most: more would pretend to know more
NARROW = 0.1  # of the likely value: a range wider than that is told with
DIGITS = 2  # significant ones, for more would pretend to know more


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


def headline(finding: Finding) -> Claim:
    """The answer in one sentence; it chooses nothing that is not decided."""
    numbers = numbers_of(finding.numbers)
    nothing = carrying.nothing_to_choose(numbers)
    if nothing is not None:
        return nothing
    if numbers["best"] is None and not numbers["hours_have_worth"]:
        text = say("No policy can be chosen yet: what a new client brings is not known.")
        return Claim(text, "known")
    if numbers["best"] is None:
        return Claim(say("There is no margin to weigh policies by."), "known")
    own = numbers["own_figures"] and numbers["own_evidence"]
    return Claim(_answer(finding, numbers), "inferred" if own else "assumed")


def _answer(finding: Finding, numbers: Figures) -> Text:
    if numbers["keep_is_open"]:
        return say("Whether to hand over at all cannot be told yet.")
    if not numbers["low_risk"]:
        return _open(finding)
    if not numbers["own_figures"]:
        return say("No policy can be chosen yet: your own figures are missing.")
    if not numbers["own_evidence"]:
        return say(
            "No policy can be chosen yet: your records do not show what a handoff does to a client."
        )
    if not numbers["decided"]:
        return say("No policy can be chosen yet.")
    return _chosen(finding)


def next_step(finding: Finding) -> Text:
    """What would settle it, or how to begin."""
    numbers = finding.numbers
    if carrying.nothing_to_choose(numbers) is not None:
        return carrying.next_step(finding)
    if numbers["decided"]:
        return say("Put the rule in writing: from which day, who hands over, who receives.")
    if not numbers["hours_have_worth"]:
        return paying.LONGER
    measuring = finding.rows("measuring")
    how: list[Text] = measuring.loc[measuring["fall"] >= WORTH_MEASURING, "how"].tolist()
    if how:
        return how[0]
    return DRAW_A_LOT if numbers["own_figures"] else OWN_FIGURES


def paragraphs(weighed: Weighed, finding: Finding) -> tuple[Paragraph, ...]:
    """Can it be carried; does it pay; which policy, or what to measure.

    `finding`: its tables and numbers.
    """
    numbers = numbers_of(finding.numbers)
    books, hours, break_even = (
        rows_of(finding.rows(table), table) for table in ("books", "load", "break_even")
    )
    carried = carrying.paragraphs(weighed.carry, numbers, hours, books)
    if not weighed.asked:
        return carried
    paid = paying.paragraphs(weighed, numbers, break_even)
    return (*carried, *paid, tuple(_when(weighed, finding, numbers)))


def _when(weighed: Weighed, finding: Finding, numbers: Figures) -> list[Claim]:
    if numbers["best"] is None and not numbers["hours_have_worth"]:
        text = say("Policies cannot be weighed against each other before that is known.")
        return [Claim(text, "known")]
    if numbers["best"] is None:
        return [Claim(say("These clients brought no margin to weigh policies by."), "known")]
    basis: Basis = "inferred" if weighed.own else "assumed"
    claims = []
    if numbers["keep_is_open"]:
        claims.append(say("Whether to hand over at all cannot be told yet."))
        if numbers["handing_low_risk"]:
            claims += [_in_front(finding), *_limits(numbers)]
        elif numbers["handing_rival"] is not None:
            best, rival = (
                _label(finding, numbers[f"handing_{name}"]) for name in ("best", "rival")
            )
            claims.append(
                say(
                    "If you do, “{best}” and “{other}” are in front; "
                    "which of them, cannot be told either.",
                    best=best,
                    other=rival,
                )
            )
    elif not numbers["low_risk"]:
        claims.append(_open(finding))
    elif numbers["decided"]:
        claims += [_chosen(finding), *_limits(numbers), _risk(numbers["wrong_one_in"])]
    else:
        claims += [_by_what_is_taken(finding), *_limits(numbers)]
    told = [Claim(text, basis) for text in claims]
    return told if numbers["decided"] else [*told, _next(weighed, finding)]


def _label(finding: Finding, policy: str) -> Text:
    """A policy as the table names it."""
    rows = finding.table
    label: Text = rows.loc[rows["policy"] == policy, "label"].iloc[0]
    return label


def _labels(finding: Finding, among: str) -> tuple[Text, list[Text]]:
    """The policy in front, and those that make no difference to it."""
    numbers = finding.numbers
    same = [_label(finding, policy) for policy in numbers[f"{among}same"]]
    return _label(finding, numbers[f"{among}best"]), same


def _open(finding: Finding) -> Text:
    numbers = finding.numbers
    if numbers["rival"] is None:
        return say("No policy can be chosen yet.")
    return say(
        "“{best}” or “{other}”: it cannot be told yet.",
        best=_label(finding, numbers["best"]),
        other=_label(finding, numbers["rival"]),
    )


def _chosen(finding: Finding) -> Text:
    best, same = _labels(finding, "")
    if not same:
        return say("Choose “{best}”.", best=best)
    return say("“{best}” or “{same}”: no difference you could notice.", best=best, same=same)


def _by_what_is_taken(finding: Finding) -> Text:
    """What would be chosen if what is taken here were so."""
    best, same = _labels(finding, "")
    if not same:
        return say("By the figures taken here “{best}” is in front.", best=best)
    return say(
        "By the figures taken here “{best}” is in front; “{same}” makes no difference you could "
        "notice.",
        best=best,
        same=same,
    )


def _in_front(finding: Finding) -> Text:
    """Among the policies that hand clients over."""
    best, same = _labels(finding, "handing_")
    if not same:
        return say("If you do, “{best}” is in front.", best=best)
    return say(
        "If you do, “{best}” is in front; “{same}” makes no difference you could notice.",
        best=best,
        same=same,
    )


def _limits(numbers: Figures) -> list[Text]:
    """What would turn the choice over."""
    if numbers["early_limit"] is None:
        return []
    return [
        say(
            "That changes if each deal short of the fourth costs a client over {share:percent} of "
            "its margin.",
            share=numbers["early_limit"],
        )
    ]


def _risk(one_in: int) -> Text:
    if one_in >= MOST_FUTURES:
        return say(
            "Fewer than one in {n} such answers costs more than {share:percent} of the margin.",
            n=one_in,
            share=NOTICEABLE,
        )
    return say(
        "One in {n} such answers costs more than {share:percent} of the margin.",
        n=one_in,
        share=NOTICEABLE,
    )


def _worth_measuring(weighed: Weighed, finding: Finding) -> list[str]:
    """Figures that would settle it if they were known, the most valuable first."""
    rows = finding.rows("measuring")
    names: list[str] = rows.loc[rows["fall"] >= WORTH_MEASURING, "input"].tolist()
    if not names and finding.numbers["low_risk"]:
        names = [name for name in weighed.ours if weighed.believed[name].input.measurable]
    return names


def _next(weighed: Weighed, finding: Finding) -> Claim:
    """What would settle it, among what the company can measure; else an experiment."""
    if finding.senseless:  # measuring would not settle it
        return Claim(finding.senseless[0].text, "known")
    names = _worth_measuring(weighed, finding)
    if names:
        figure = weighed.believed[names[0]].input
        text = say("Measure first: {input}. {how}", input=figure.label, how=figure.measure)
    else:
        text = say(
            "No figure that you could measure yourself would settle it: that takes a random "
            "draw among the next clients."
        )
    return Claim(text, "inferred")


def range_of(belief: Belief, weighed: Weighed) -> Text | Money | float:
    """The likely value, and the range as it is believed; no more exact than that range allows."""
    sales = weighed.sales
    low, high = belief.reach()
    rough = high - low > NARROW * abs(belief.likely)

    def written(value: float) -> Text | Money | float:
        value = float(f"{value:.{DIGITS}g}") if rough else value
        return belief.input.written(value, sales.currency, sales.per_unit)

    if low == high:
        return written(belief.likely)
    return say(
        "{likely} ({range})",
        likely=written(belief.likely),
        range=Span(written(low), written(high)),
    )


def assumptions(weighed: Weighed, finding: Finding) -> tuple[Text, ...]:
    """What the answer takes for granted."""
    return (
        say(
            "Compared over the last {months} months of your own history. Unless said otherwise, "
            "every policy that hands over is as this one: {terms}.",
            months=numbers_of(finding.numbers)["months"],
            terms=finding.table["terms"].iloc[0],
        ),
        *policy_words.the_team(weighed.replays),
        say(
            "Passing after the first deal may cost something in addition. After the second it "
            "is two thirds of that, after the third one third, from the fourth on nothing."
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
        limits.append(paying.placeholders(weighed))
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


def needs(weighed: Weighed, finding: Finding) -> tuple[Text, ...]:
    """What would answer more, the most valuable first."""
    if not weighed.asked:
        return carrying.needs(weighed.carry)
    if not weighed.hours_have_worth:
        return (paying.LONGER,)
    if weighed.choice is None or finding.numbers["decided"]:
        return ()
    return tuple(
        say(
            "{input}, now {range}: {how}",
            input=weighed.believed[name].input.label,
            range=range_of(weighed.believed[name], weighed),
            how=weighed.believed[name].input.measure,
        )
        for name in _worth_measuring(weighed, finding)[:MOST_NEEDS]
    )
