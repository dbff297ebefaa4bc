"""What training against margin says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from kit.language import Money, Text, say, say_n
from kit.owners.ownership import Ownership
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER, RoleOf
from kit.questions.finding import Status
from kit.sales.tables import Sales

UNKNOWN = "unknown"  # the row of money that belongs to no role
MAX_UNKNOWN = 0.2  # of the spend or the margin: above it the shares of roles are not told

ASSUMPTIONS = (
    say("The margin of an order is counted for the role of the employee who entered it."),
    say("Training counts for the role it names, or else for the role of the employee it names."),
)


def paragraphs(
    rows: Sequence[Mapping[str, Any]],
    numbers: Mapping[str, Any],
    check: Ownership,
    sales: Sales,
    status: Status,
) -> list[Text]:
    """The answer in paragraphs; `rows`: those of the table."""
    if status == "needs data":
        return [say("Training spend cannot be set against margin yet: see what is missing.")]
    if status == "cannot tell":
        return [_reason(numbers, check)]
    texts = [
        say(
            "From {start} to {end}, {spend} went into training ({n} entries).",
            start=sales.start,
            end=sales.as_of,
            spend=Money(numbers["spend"], sales.currency, sales.per_unit),
            n=numbers["trainings"],
        )
    ]
    of_role = {row["role"]: row for row in rows if row["role"] != UNKNOWN}
    texts += [_share(row, numbers) for row in of_role.values()]
    if {HUNTER, ACCOUNT_MANAGER} <= set(of_role):
        texts.append(_courses(of_role[HUNTER], of_role[ACCOUNT_MANAGER], sales))
    return texts


def _share(row: Mapping[str, Any], numbers: Mapping[str, Any]) -> Text:
    interval = say("the interval needs more clients")
    if pd.notna(row["money_share_low"]):
        interval = say(
            "95% interval {low:percent} to {high:percent}",
            low=row["money_share_low"],
            high=row["money_share_high"],
        )
    values = {
        "role": row["label"],
        "spend": row["spend_share"],
        "share": row["money_share"],
        "interval": interval,
    }
    if numbers["basis"] == "margin":
        return say(
            "“{role}”: {spend:percent} of the training spend, {share:percent} of the margin "
            "({interval}).",
            **values,
        )
    return say(
        "“{role}”: {spend:percent} of the training spend, {share:percent} of the revenue "
        "({interval}).",
        **values,
    )


def _courses(hunter: Mapping[str, Any], manager: Mapping[str, Any], sales: Sales) -> Text:
    """The book counts courses: so are they counted here, and the money stands beside them."""
    return say(
        "The book says there are several times as many courses for hunters as for account "
        "managers; of spending it says nothing. Here: “{hunter}” {n} entries and {spent}, "
        "“{manager}” {m} and {other}.",
        hunter=hunter["label"],
        n=hunter["trainings"],
        spent=Money(hunter["spend"], sales.currency, sales.per_unit),
        manager=manager["label"],
        m=manager["trainings"],
        other=Money(manager["spend"], sales.currency, sales.per_unit),
    )


def _reason(numbers: Mapping[str, Any], check: Ownership) -> Text:
    if check.owners == 1:
        return say("All deals were entered by people of one role: there is nothing to divide.")
    if not check.real and check.same_owner_rate is not None:
        return say(
            "The role on an order is too near to chance to divide the margin by it. A client's "
            "next deal is entered by the same role in {same:percent} of {n} cases; by chance it "
            "would be {chance:percent}.",
            same=numbers["same_role_rate"],
            chance=numbers["chance_rate"],
            n=numbers["pairs_of_deals"],
        )
    for share, sentence in (
        ("spend_share", say("{share:percent} of the training spend is for no known role: too much "
                            "for a comparison.")),
        ("money_share", say("{share:percent} of the money came in by no known role: too much for "
                            "a comparison.")),
    ):  # fmt: skip
        unknown = numbers[f"{UNKNOWN}_{share}"]
        if unknown is not None and unknown > MAX_UNKNOWN:
            return replace(sentence, values={"share": unknown})
    return say("The sums are zero or negative, or no client has two deals: nothing to divide.")


def caveats(numbers: Mapping[str, Any], sales: Sales, basis: str) -> list[Text]:
    """What limits the answer."""
    texts = [
        say(
            "An average says nothing about the next course: training may bring more where less "
            "margin comes from. A gap is no mistake in itself: people who are new, or whose task "
            "is harder to learn, may need more."
        )
    ]
    if basis == "revenue":
        texts.append(say("Not every order has a margin: revenue is used instead."))
    if numbers["trainings_outside"]:
        texts.append(
            say_n(
                "{n} training before the first order is left out: both sums cover the same days.",
                "{n} trainings before the first order are left out: both sums cover the same days.",
                numbers["trainings_outside"],
            )
        )
    return [*texts, *sales.notes]


def needs(sales: Sales, known: RoleOf, spent: pd.DataFrame, roles: Sequence[str]) -> list[Text]:
    """What the comparison cannot do without."""
    texts = []
    if "training.cost" not in sales.given:
        texts.append(
            say("A list of training: the day, the cost, and the role or the employee it was for.")
        )
    elif spent.empty:
        texts.append(say("Training on a day between the first and the last order."))
    if "orders.employee_id" not in sales.given:
        texts.append(say("Orders that name the employee: who brought the margin."))
    elif not known.roles or set(roles) <= {UNKNOWN}:
        texts.append(
            say("A list of employees with their roles: which role each employee of the orders has.")
        )
    return texts


def wishes(basis: str, missing: Sequence[Text]) -> list[Text]:
    """What would make the answer better."""
    if basis == "margin" or missing:
        return []
    return [say("The margin or the cost of every order: the shares for margin, not revenue.")]
