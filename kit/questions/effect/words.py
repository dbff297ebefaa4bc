"""The words of the Finding `effect`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kit.evidence.assessment import Evidence, Reason
from kit.evidence.maturity import MATURE
from kit.gates import PLACEBO_P, RECEIVER_SHARE
from kit.language import Quoted, Text, say, say_n
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding

Figures = Mapping[str, Any]

RUNGS: Mapping[str, Text] = {
    "L3": say("L3: a random draw decided who was handed over when"),
    "L2": say("L2: clients were handed over for reasons outside the client"),
    "L1": say("L1: a rule decided, and clients had to wait for different times"),
    "L0": say("L0: a description"),
}

MOST_TOLD = 5  # redistributions told one by one


# the figures of a reason, by their names in its sentence: what they are among the numbers
OF_REASONS: Mapping[str, Mapping[str, str]] = {
    "survivors": {"share": "gone_handed_over", "others": "gone_as_compared"},
    "few clients": {"treated": "treated", "compared": "compared"},
    "still running": {"share": "watched"},
    "includes no change": {"least": "no_difference"},
    "few reps": {"handed": "treated_reps", "stayed": "compared_reps"},
    "drifted apart": {"change": "placebo"},
}


def paragraphs(evidence: Evidence, finding: Finding) -> list[Text]:
    """The answer in plain words, paragraph by paragraph."""
    numbers = numbers_of(finding.numbers)
    texts = _recorded(evidence, finding, numbers)
    if finding.status == "needs data":
        return [
            say(
                "Nothing is recorded about who owned which client. What a handoff does to a client "
                "cannot be seen in orders alone."
            )
        ]
    texts.append(say("How far this can be trusted: {why}", why=evidence.rung.why))
    texts += _estimate(evidence, numbers)
    texts += [
        say("Therefore no figure is given: {why}", why=_why(reason, numbers))
        for reason in evidence.biased
    ]
    if not evidence.biased:
        texts += [
            say("Why this is no answer: {why}", why=_why(reason, numbers))
            for reason in evidence.imprecise
        ]
    texts += _new_lines(finding)
    texts += _early(numbers)
    return texts


def _why(reason: Reason, numbers: Figures) -> Text:
    """A reason, its figures taken from the numbers of the Finding."""
    told = {name: numbers[of] for name, of in OF_REASONS.get(reason.code, {}).items()}
    return replace(reason.why, values={**reason.why.values, **told})


def _recorded(evidence: Evidence, finding: Finding, numbers: Figures) -> list[Text]:
    """What is recorded about owners at all."""
    if evidence.past is None:
        return []
    if not evidence.past.owned:
        return [
            say(
                "The employee on an order is the same as on the client's order before in "
                "{same:percent} of cases; by chance it would be {chance:percent}. So the records "
                "show no owners, and nothing can be read from their changes.",
                same=numbers["owners_agree"],
                chance=numbers["owners_by_chance"],
            )
        ]
    texts = [
        say_n(
            "The records show {n} change of a client's owner.",
            "The records show {n} changes of a client's owner.",
            numbers["changes"],
        )
    ]
    if not numbers["changes"]:
        return texts
    if numbers["handoffs"] == numbers["changes"]:
        texts.append(say("All of them are handoffs from a hunter to who receives clients."))
    elif numbers["handoffs"]:
        texts.append(
            say_n(
                "{n} of them is a handoff from a hunter to an account manager or inside sales.",
                "{n} of them are handoffs from a hunter to an account manager or inside sales.",
                numbers["handoffs"],
            )
        )
    elif evidence.past.roles_known:
        texts.append(
            say("None of them is a handoff from a hunter to an account manager or inside sales.")
        )
    else:
        texts.append(
            say(
                "None of them is known to be a handoff from a hunter to an account manager: the "
                "records do not say who is which."
            )
        )
    texts += _reshuffles(finding, numbers)
    if numbers["cover"] or numbers["step_in"]:
        texts.append(
            say(
                "Not counted as changes that lasted: {cover} to a colleague for a single order "
                "and back, {step_in} involving somebody who mostly takes single orders.",
                cover=numbers["cover"],
                step_in=numbers["step_in"],
            )
        )
    return texts


def _reshuffles(finding: Finding, numbers: Figures) -> list[Text]:
    """The redistributions, in the order of time; of very many the largest."""
    rows = rows_of(finding.details["at_once"], "at_once")
    rows = [row for row in rows if row["kind"] == "reshuffle"]
    least = sorted((row["changes"] for row in rows), reverse=True)[:MOST_TOLD][-1] if rows else 0
    texts = []
    for row in [row for row in rows if row["changes"] >= least][:MOST_TOLD]:
        texts.append(_reshuffle(row))
        if not math.isnan(row["change_low"]):
            texts.append(
                say(
                    "Active clients of these people, moved or not, against clients of others: "
                    "anything from {low:percent} to {high:percent} fits what they brought "
                    "({held} clients against {compared}).",
                    low=row["change_low"],
                    high=row["change_high"],
                    held=row["held"],
                    compared=row["compared"],
                )
            )
    if numbers["reshuffles_not_told"]:
        texts.append(
            say_n(
                "{n} more redistribution, not larger than these, is in the table of changes at "
                "once.",
                "{n} more redistributions, not larger than these, are in the table of changes at "
                "once.",
                numbers["reshuffles_not_told"],
            )
        )
    return texts


def _reshuffle(row: Figures) -> Text:
    if row["both_ways"]:
        return say_n(
            "From {day} on {one} and {other} exchanged clients: {n} change. That is a "
            "redistribution, no handoff.",
            "From {day} on {one} and {other} exchanged clients: {n} changes. That is a "
            "redistribution, no handoff.",
            row["changes"],
            day=row["date"],
            one=row["from_employee"],
            other=row["to_employee"],
        )
    return say_n(
        "From {day} on {n} client passed from {one} to {other} at once. That is a redistribution, "
        "no handoff.",
        "From {day} on {n} clients passed from {one} to {other} at once. That is a "
        "redistribution, no handoff.",
        row["clients"],
        day=row["date"],
        one=row["from_employee"],
        other=row["to_employee"],
    )


def _estimate(evidence: Evidence, numbers: Figures) -> list[Text]:
    """The figure, as far as it stands: a point only where the range is an answer."""
    if numbers["low"] is None:
        return []
    values = {
        "what": say("margin") if numbers["measure"] != "revenue" else say("revenue"),
        "low": numbers["low"],
        "high": numbers["high"],
        "treated": numbers["treated"],
        "compared": numbers["compared"],
        "months": numbers["months"],
    }
    if not evidence.firm:
        return [_open(numbers["about"] == "handoff", values), *_could_be_noticed(numbers)]
    if numbers["low"] <= 0 <= numbers["high"]:
        return [
            say(
                "A handoff makes no difference to a client's {what} that you would notice: a "
                "change from {low:percent} to {high:percent}. Compared are {treated} clients "
                "handed over and {compared} others, up to {months} months. Less than "
                "{limit:percent} either way counts as no difference.",
                **values,
                limit=numbers["no_difference"],
            )
        ]
    values["change"] = numbers["size"]
    if numbers["estimate"] < 0:
        first = say(
            "After a handoff a client's {what} was {change:percent} lower than it would have "
            "been without one. The range is a change from {low:percent} to {high:percent} "
            "({treated} clients handed over against {compared}, up to {months} months).",
            **values,
        )
    else:
        first = say(
            "After a handoff a client's {what} was {change:percent} higher than it would have "
            "been without one. The range is a change from {low:percent} to {high:percent} "
            "({treated} clients handed over against {compared}, up to {months} months).",
            **values,
        )
    alone = say(
        "The comparison alone allows {alone_low:percent} to {alone_high:percent}. The smaller a "
        "comparison, the more it exaggerates; so the answer is drawn towards “no change”.",
        alone_low=numbers["alone_low"],
        alone_high=numbers["alone_high"],
    )
    texts = [first, alone]
    if evidence.rung.name != "L3":
        texts.append(
            say(
                "If the two groups differed by {breakdown:percent} for a reason that nobody "
                "recorded, that alone would explain it.",
                breakdown=numbers["breakdown"],
            )
        )
    return texts


def _open(handed: bool, values: Mapping[str, object]) -> Text:
    """A range that is no answer: without a point, and without saying that anything was caused."""
    if handed:
        return say(
            "For the {what}, anything from {low:percent} to {high:percent} fits the records. "
            "Compared are {treated} clients handed over and {compared} others, up to {months} "
            "months. Whether a handoff gains or loses cannot be told from that.",
            **values,
        )
    return say(
        "Clients whose person changed against others: for the {what} anything from {low:percent} "
        "to {high:percent} fits the records ({treated} clients against {compared}, up to {months} "
        "months). These are not known to be handoffs from a hunter to an account manager, so it is "
        "no answer to what a handoff does.",
        **values,
    )


def _could_be_noticed(numbers: Figures) -> list[Text]:
    if numbers["mde"] is None:
        return []
    return [
        say(
            "Only a change of {mde:percent} or more would usually be noticed in these records.",
            mde=numbers["mde"],
        )
    ]


def _new_lines(finding: Finding) -> list[Text]:
    rows = {str(row["part"]): row for row in rows_of(finding.table)}
    if "repeat" not in rows or "new" not in rows or math.isnan(rows["new"]["estimate_low"]):
        return []
    return [
        say(
            "Apart: for what the client had bought before, anything from {low:percent} to "
            "{high:percent} fits. For products new to the client, it is anything from "
            "{new_low:percent} to {new_high:percent} of what would have come without a handoff.",
            low=rows["repeat"]["estimate_low"],
            high=rows["repeat"]["estimate_high"],
            new_low=rows["new"]["estimate_low"],
            new_high=rows["new"]["estimate_high"],
        )
    ]


def _early(numbers: Figures) -> list[Text]:
    """Whether it matters how early a client is handed over, where that can be told at all."""
    low, high = (numbers[f"early_minus_late_{end}"] for end in ("low", "high"))
    if low is None or numbers["about"] != "handoff":
        return []
    values = {"low": low, "high": high, "deals": MATURE}
    if low <= 0 <= high:
        return [
            say(
                "Handed over after one deal instead of after {deals} or more: anything from "
                "{low:percent} to {high:percent} fits. Whether an early handoff is worse cannot be "
                "told.",
                **values,
            )
        ]
    return [
        say(
            "Handed over after one deal instead of after {deals} or more, a client brought "
            "differently: between {low:percent} and {high:percent}, luck of the reps left out.",
            **values,
        )
    ]


def assumptions(evidence: Evidence, numbers: Figures) -> list[Text]:
    """What the comparison on the rung reached takes for granted."""
    by_rung = {
        "L3": say("The draw was kept to as recorded, and everybody who was drawn is in the data."),
        "L2": say(
            "A rep does not leave because of how these clients are about to develop. The "
            "clients of those who stayed show what would have become of them. Luck carries a "
            "rep who left as far as one who stayed."
        ),
        "L1": say(
            "Among clients who had reached the rule equally long ago and still ordered, chance "
            "decided who was handed over first. It was a full diary or a holiday, not a choice."
        ),
    }
    if evidence.rung.name == "L0":
        return []
    return [
        by_rung[evidence.rung.name],
        say("One client's handoff does not change what other clients buy."),
        say(
            "A change is a share of what would have come anyway, and about the same for large and "
            "small clients."
        ),
        say(
            "Before the records are looked at, a handoff is taken to change nothing on average. "
            "In 9 of 10 companies it is taken to change what a client brings by "
            "{usual_low:percent} to {usual_high:percent}. Nobody measured that; it keeps small "
            "comparisons from exaggerating.",
            usual_low=numbers["usual_low"],
            usual_high=numbers["usual_high"],
        ),
    ]


def caveats(evidence: Evidence, numbers: Figures) -> list[Text]:
    """What limits the answer; the reasons for withdrawing it come first."""
    texts = [_why(reason, numbers) for reason in evidence.biased]
    if evidence.rung.name == "L0" and evidence.past is not None:
        texts.append(
            say(
                "Comparing the months before and after a handoff would mislead. Clients handed "
                "over at their best look as if the handoff had harmed them. Clients handed over "
                "because they grow look as if it had helped."
            )
        )
    share = numbers["largest_receiver"]
    if evidence.rung.stack is not None and isinstance(share, float) and share > RECEIVER_SHARE:
        texts.append(
            say(
                "{share:percent} of these clients went to one person: this is the effect of being "
                "handed to that person.",
                share=share,
            )
        )
    if evidence.rung.stack is not None and evidence.placebo is None:
        texts.append(
            say(
                "Too few of these clients have more than three months of history before the "
                "handoff. Whether the two groups were already drifting apart could not be "
                "checked."
            )
        )
    drift = evidence.placebo
    if evidence.rung.name == "L2" and drift is not None and abs(drift.log) > drift.error:
        texts.append(
            say(
                "Before anybody was handed over the two groups drifted apart by {change:percent} "
                "in three months, more than chance makes likely. The range allows for its going "
                "on, which makes it wider.",
                change=numbers["placebo"],
            )
        )
    if (
        evidence.rung.name == "L3"
        and evidence.placebo is not None
        and evidence.placebo.p < PLACEBO_P
    ):
        texts.append(
            say(
                "The two groups differed before the draw could matter (by {change:percent} in "
                "the three months before). By chance that comes up once in twenty draws; make "
                "sure that people kept to it.",
                change=numbers["placebo"],
            )
        )
    if (
        evidence.past is not None
        and evidence.past.seen_through_orders
        and evidence.rung.name == "L2"
    ):
        texts.append(
            say(
                "A new owner shows only once a client orders again. So every client of a rep who "
                "stopped selling counts as handed over on that day, whether or not it was heard "
                "of again."
            )
        )
    if numbers["measure"] == "revenue":
        texts.append(say("Not every order has a margin: these figures are about revenue."))
    return texts


def needs(evidence: Evidence) -> list[Text]:
    """What would answer more."""
    texts = []
    if evidence.past is None:
        texts.append(
            say(
                "A list of assignments (client, employee, role, from when): who looked after "
                "whom from when."
            )
        )
    elif evidence.past.seen_through_orders:
        texts.append(
            say(
                "A register of assignments: it shows handoffs of clients who never ordered "
                "again, which orders cannot."
            )
        )
    if evidence.past is not None and not evidence.past.roles_known and evidence.past.staff.recorded:
        texts.append(
            say(
                "Who is a hunter and who an account manager. The roles in the data are {roles}. "
                "None of them is known as that of a hunter, or none as that of somebody who "
                "receives clients. Call them so in the data, or name the people and their roles "
                "on your map.",
                roles=[Quoted(role) for role in evidence.past.staff.recorded_roles],
            )
        )
    elif evidence.past is not None and not evidence.past.roles_known:
        texts.append(
            say("Who is a hunter and who an account manager: a list of employees with their roles.")
        )
    if evidence.rung.name != "L3":
        texts.append(
            say(
                "An experiment: for some months a random draw decides whether a client who "
                "reaches the trigger passes now or later. The plan of the experiment says how "
                "many clients that takes."
            )
        )
    return texts
