"""The verdict: what a diagnosis comes to, in at most 25 words, and its three questions in short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kit.language import Text, say
from kit.policies.policy import parse
from kit.questions.carrying import nothing_to_choose
from kit.questions.claims import Claim, Paragraph
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding
from kit.questions.paying import verdicts

Findings = Mapping[str, Finding]

CARRY = {
    "can": say("Your account managers can take these clients over."),
    "cannot": say("Your account managers cannot take these clients over."),
    "open": say("Whether your account managers have room is still open."),
    None: say("Whether anybody has room for these clients is not known."),
}
PAY_OPEN = say("Whether it pays, your records cannot tell yet.")
PAY = {
    ("pays", "pays"): say("Handing over pays."),
    ("pays", "no difference"): say("It pays as long as nobody has to be hired."),
    ("pays", "does not"): say("It pays only as long as nobody has to be hired."),
    ("no difference", "no difference"): say("The margin would not change noticeably."),
    ("no difference", "does not"): say("It does not pay if you must hire."),
    ("does not", "does not"): say("Handing over does not pay."),
}
SHORT_CARRY = {
    "can": say("Yes, by the hours known."),
    "cannot": say("No, there are too few hours."),
    "open": say("Open: the hours leave room for both."),
    None: say("Cannot tell yet."),
}
SHORT_PAY = {
    ("pays", "pays"): say("Yes, in both cases."),
    ("pays", "no difference"): say("Yes, if nobody has to be hired."),
    ("pays", "does not"): say("Only if nobody has to be hired."),
    ("no difference", "no difference"): say("No difference you could notice."),
    ("no difference", "does not"): say("Not if you must hire."),
    ("does not", "does not"): say("No."),
}
CANNOT_TELL = say("Cannot tell yet.")


@dataclass(frozen=True)
class Answer:
    """One of the three questions: the short answer, and the sentences behind it."""

    asks: Text
    short: Text
    sentences: Sequence[Paragraph]
    of: Finding


def verdict(findings: Sequence[Finding]) -> tuple[Text, ...]:
    """What it comes to, in one or two sentences; nothing is claimed that is not decided."""
    of = {finding.name: finding for finding in findings}
    if not {"carry", "pay", "decision"} <= set(of):
        return ()
    decision = of["decision"]
    if decision.senseless:
        return (decision.senseless[0].why,)
    if not decision.worked_out:
        return (_without_sales(of),)
    if decision.status != "answered" and not _asked(decision):
        return (decision.headline.text,)
    if decision.numbers["decided"]:
        first = decision.headline.text
        # `carry` asks about one rule: of the clients of another it knows nothing
        if str(parse(decision.numbers["best"]).trigger) != decision.numbers["rule"]:
            return (first,)
        return (first, CARRY[decision.numbers["can_carry"]])
    return (CARRY[decision.numbers["can_carry"]], _paying(of["pay"], PAY, PAY_OPEN))


def _asked(decision: Finding) -> bool:
    """Whether there is a policy to choose, and margin to choose it by."""
    numbers = numbers_of(decision.numbers)
    return nothing_to_choose(numbers) is None and numbers["best"] is not None


def _paying(pay: Finding, by: Mapping[tuple[str, str], Text], otherwise: Text) -> Text:
    return by.get(verdicts(pay.numbers), otherwise) if pay.status == "answered" else otherwise


def _without_sales(of: Findings) -> Text:
    if "roles" in of and of["roles"].numbers["roles"]:
        return say("Your map is drawn. Whether clients move that way, sales records have to show.")
    return say("Nothing is decided yet: draw your map, and bring your sales records.")


def answers(findings: Sequence[Finding]) -> tuple[Answer, ...]:
    """Carry, pay and when; without sales, what was decided about roles and functions."""
    of = {finding.name: finding for finding in findings}
    if not {"carry", "pay", "decision"} <= set(of):
        return ()
    carry, pay, decision = (of[name] for name in ("carry", "pay", "decision"))
    if not decision.worked_out and not carry.worked_out:
        return _decided(of)
    return (
        Answer(say("Can we carry it?"), _short_carry(carry), carry.text, carry),
        Answer(say("Does it pay?"), _paying(pay, SHORT_PAY, CANNOT_TELL), pay.text, pay),
        _when(decision),
    )


def _decided(of: Findings) -> tuple[Answer, ...]:
    """What the company itself wrote down, in its own headlines."""
    rows = []
    for name, asks in (("roles", say("Who does what?")), ("functions", say("What do both do?"))):
        if name in of and of[name].status == "answered":
            told = of[name]
            rows.append(Answer(asks, say("As you wrote it down."), ((told.headline,),), told))
    bring = of["decision"]
    asks, short = say("When do clients pass?"), say("Sales records will show it.")
    rows.append(Answer(asks, short, (bring.next_step,), bring))
    return tuple(rows)


def _short_carry(carry: Finding) -> Text:
    if not carry.worked_out:
        return CANNOT_TELL
    if carry.numbers["hardly_any"]:
        return say("Next to nothing to hand over.")
    if carry.numbers["second_force"]:
        return say("Only with a second sales force.")
    return SHORT_CARRY[carry.numbers["can_carry"]]


def _when(decision: Finding) -> Answer:
    asks = say("When?")
    if not decision.worked_out or decision.senseless:
        claim = Claim(say("This cannot be told for the same reason."), "known")
        return Answer(asks, CANNOT_TELL, ((claim,),), decision)
    if not _asked(decision):
        claim = Claim(say("There is no rule to choose as long as this holds."), "known")
        return Answer(asks, say("No rule to choose yet."), ((claim,),), decision)
    short = decision.headline.text if decision.numbers["decided"] else CANNOT_TELL
    return Answer(asks, short, decision.text[-1:], decision)
