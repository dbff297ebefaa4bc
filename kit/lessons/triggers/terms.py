"""The terms on which an arrow hands clients over: how many, when, who stays; each a choice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

from kit.company.model import Company, Handoff
from kit.errors import KitError
from kit.language import Language, Text, say, say_n
from kit.lessons.triggers.edits import replaced
from kit.lessons.widgets.names import candidate_arrows, rule_in_words
from kit.lessons.widgets.sheet import typed_number
from kit.policies.policy import Cap, Condition, Credit, Exempt, Gate, Policy, parse
from kit.policies.words import sentences
from kit.triggers.rules import KEEP, Deal

STAND_IN = str(Deal(2))  # terms are read with a rule before them, whichever it is
BASE = (1, 3, 6, 12, 24)  # months to choose from
USUAL_MONTHS = 6  # of a credit, until somebody says otherwise
NEW_ONLY = "new"
ORDERS: Mapping[str, Text] = {
    "waiting": say("who has waited longest"),
    "largest": say("who brings most for an hour of service"),
    "smallest": say("who brings least for an hour of service"),
}
CALENDARS: Mapping[str, Text] = {
    "daily": say("on any day"),
    "monthly": say("on the first of each month"),
    "quarterly": say("on the first of each quarter"),
}
RECEIVERS: Mapping[str, Text] = {
    "fewest clients": say("who has the fewest clients"),
    "least hours": say("who has the least work"),
    "same segment": say("who has most clients of the same segment"),
}
UNITS: Mapping[str, Text] = {"clients": say("active clients"), "hours": say("hours a month")}
WORDS: Mapping[str, Text] = {
    "terms": say("On which terms?"),
    "terms_how": say(
        "Whichever candidate it will be: these terms go with it. Leave empty what you do not want."
    ),
    "whom": say("Who goes, who stays"),
    "deals": say("Only with so many deals or more"),
    "packet": say("Only with a complete packet"),
    "paid": say("Only when the invoice is paid"),
    "exempt": say("Who brings so much a year stays with the hunter"),
    "clients": say("These clients stay, one id a line"),
    "how_many": say("How many, and when"),
    "cap": say("At most, for each account manager"),
    "unit": say("Counted in"),
    "order": say("First goes"),
    "calendar": say("On which days"),
    "base": say("Clients who are due already"),
    "to_whom": say("To whom, and back"),
    "receiver": say("The client goes to"),
    "returns": say("Back to the hunters after days without a deal"),
    "credit": say("% of the margin credited to the hunter"),
    "months": say("for so many months"),
    "with_rule": say("Read with"),
    "as_regulation": say("In words, as a regulation has it"),
    "no_rule": say(
        "There is no candidate on this arrow yet: add one, and its sentences appear here."
    ),
    "without": say("Without terms"),
}


def change_term(company: Company, to: str, name: str, typed: str, beside: str = "") -> Company:
    """The company with one term of the arrow from the hunter to the role `to` changed.

    Parameters
    ----------
    name
        Which one: a key of `_CHANGES`, or `all`: the arrow has no terms any more.
    typed, beside
        What was chosen or typed, '' for nothing; the unit of a cap, the months of a credit.

    Raises
    ------
    KitError
        The arrow is gone, what it says cannot be read, or the figure cannot be.
    """
    arrow = next((handoff for handoff in candidate_arrows(company) if handoff.to_role == to), None)
    if arrow is None:
        raise KitError(say("This arrow is not there any more. Choose it again."))
    terms = "" if name == "all" else _CHANGES[name](_policy(arrow), typed, beside).terms
    return replaced(company, {to: arrow.model_copy(update={"terms": terms})})


def terms_of(arrow: Handoff, language: Language) -> dict[str, Any]:
    """What the fields of an arrow show, what can be chosen, and the sentences of each candidate."""
    try:
        policy, problem = _policy(arrow), ""
    except KitError as error:
        policy, problem = Policy(Deal(2)), language(error.text)
    rules = sorted(arrow.triggers, key=lambda rule: rule != arrow.chosen)
    return {
        "problem": problem,
        "fields": _fields(policy),
        "choices": {
            "order": _choices(ORDERS, language),
            "calendar": _choices(CALENDARS, language),
            "receiver": _choices(RECEIVERS, language),
            "unit": _choices(UNITS, language),
            "base": _choices(_bases(policy), language),
        },
        "policies": [
            {
                "rule": rule,
                "label": language(rule_in_words(rule)),
                "sentences": _told(arrow.policy(rule), language),
            }
            for rule in rules
        ],
    }


def _policy(arrow: Handoff) -> Policy:
    rule = next(
        (rule for rule in (arrow.chosen, *arrow.triggers) if rule not in (None, KEEP)), None
    )
    return parse(arrow.policy(rule or STAND_IN))


def _told(policy: str, language: Language) -> list[str]:
    try:
        return [language(sentence) for sentence in sentences(parse(policy))]
    except KitError as error:
        return [language(error.text)]


def _fields(policy: Policy) -> dict[str, Any]:
    cap, credit, margin = policy.cap, policy.credit, policy.exempt.margin
    return {
        "deals": str(policy.gate.deals or ""),
        "packet": "packet" in policy.gate.conditions,
        "paid": "paid" in policy.gate.conditions,
        "exempt": "" if margin is None else f"{margin:f}",
        "clients": "\n".join(policy.exempt.clients),
        "cap": "" if cap is None else f"{cap.most:f}",
        "unit": "clients" if cap is None else cap.unit,
        "order": policy.order,
        "calendar": policy.calendar,
        "base": NEW_ONLY if policy.base_months is None else str(policy.base_months),
        "receiver": policy.receiver,
        "returns": str(policy.returns or ""),
        "credit": "" if credit is None else f"{credit.percent:f}",
        "months": str(USUAL_MONTHS if credit is None else credit.months),
    }


def _bases(policy: Policy) -> dict[str, Text]:
    months = sorted({*BASE, policy.base_months or BASE[0]})
    return {
        "0": say("all at once"),
        **{str(n): say_n("over {n} month", "over {n} months", n) for n in months},
        NEW_ONLY: say("stay where they are: new clients only"),
    }


def _choices(labels: Mapping[str, Text], language: Language) -> list[list[str]]:
    return [[value, language(label)] for value, label in labels.items()]


def _number(typed: str, name: str) -> Decimal:
    figure = typed_number(typed)
    if not math.isfinite(figure):
        raise KitError(
            say(
                "“{typed}” for “{field}”: write a number, or leave the field empty.",
                typed=typed.strip(),
                field=WORDS[name],
            )
        )
    return Decimal(str(figure))


def _whole(typed: str, name: str) -> int:
    figure = _number(typed, name)
    if figure % 1:
        raise KitError(say("“{field}” takes a whole number.", field=WORDS[name]))
    return int(figure)


def _deals(policy: Policy, typed: str, _: str) -> Policy:
    deals = _whole(typed, "deals") if typed.strip() else 0
    return replace(policy, gate=replace(policy.gate, deals=deals))


def _condition(name: Condition) -> Callable[[Policy, str, str], Policy]:
    def change(policy: Policy, typed: str, _: str) -> Policy:
        wanted = {*policy.gate.conditions} - {name} | ({name} if typed else set())
        ordered = tuple(each for each in get_args(Condition) if each in wanted)
        return replace(policy, gate=Gate(policy.gate.deals, ordered))

    return change


def _exempt(policy: Policy, typed: str, _: str) -> Policy:
    margin = _number(typed, "exempt") if typed.strip() else None
    return replace(policy, exempt=replace(policy.exempt, margin=margin))


def _clients(policy: Policy, typed: str, _: str) -> Policy:
    ids = tuple(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    return replace(policy, exempt=Exempt(policy.exempt.margin, ids))


def _cap(policy: Policy, typed: str, unit: str) -> Policy:
    cap = Cap(_number(typed, "cap"), unit) if typed.strip() else None  # type: ignore[arg-type]
    return replace(policy, cap=cap)


def _base(policy: Policy, typed: str, _: str) -> Policy:
    return replace(policy, base_months=None if typed == NEW_ONLY else _whole(typed, "base"))


def _returns(policy: Policy, typed: str, _: str) -> Policy:
    return replace(policy, returns=_whole(typed, "returns") if typed.strip() else None)


def _credit(policy: Policy, typed: str, months: str) -> Policy:
    if not typed.strip():
        return replace(policy, credit=None)
    return replace(policy, credit=Credit(_number(typed, "credit"), _whole(months, "months")))


_CHANGES: Mapping[str, Callable[[Policy, str, str], Policy]] = {
    "deals": _deals,
    "packet": _condition("packet"),
    "paid": _condition("paid"),
    "exempt": _exempt,
    "clients": _clients,
    "cap": _cap,
    "order": lambda policy, typed, _: replace(policy, order=typed),  # type: ignore[arg-type]
    "calendar": lambda policy, typed, _: replace(policy, calendar=typed),  # type: ignore[arg-type]
    "receiver": lambda policy, typed, _: replace(policy, receiver=typed),  # type: ignore[arg-type]
    "base": _base,
    "returns": _returns,
    "credit": _credit,
}
