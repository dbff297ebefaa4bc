"""What training against margin says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kit.company.model import Company
from kit.language import Money, Text, say, say_n
from kit.owners.ownership import Ownership
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER, RoleOf, role_labels
from kit.questions.finding import Status, records
from kit.sales.tables import Sales

UNKNOWN = "unknown"  # the row of money that belongs to no role
MAX_UNKNOWN = 0.2  # of the spend or the margin: above it the shares of roles are not told

ASSUMPTIONS = (
    say("The margin of an order is counted for the role of the employee who entered it."),
    say("Training counts for the role it names, or else for the role of the employee it names."),
)


def paragraphs(
    company: Company,
    table: pd.DataFrame,
    numbers: Mapping[str, Any],
    check: Ownership,
    sales: Sales,
    status: Status,
) -> list[Text]:
    """The answer in paragraphs."""
    if status == "needs data":
        return [say("Training spend cannot be set against margin yet: see what is missing.")]
    if status == "cannot tell":
        return [_reason(numbers, check)]
    texts = [
        say(
            "Between {start} and {end}, {spend} went into training ({n} entries).",
            start=sales.start,
            end=sales.as_of,
            spend=Money(numbers["spend"], sales.currency, sales.per_unit),
            n=numbers["trainings"],
        )
    ]
    for row in records(table[table["role"] != UNKNOWN]):
        values = {
            "role": row["label"],
            "spend": row["spend_share"],
            "share": row["money_share"],
            "low": row["money_share_low"],
            "high": row["money_share_high"],
            "gap": round(row["gap_points"], 1),
        }
        if numbers["basis"] == "margin":
            texts.append(
                say(
                    "«{role}»: {spend:percent} of the training spend, {share:percent} of the "
                    "margin (95% interval {low:percent} to {high:percent}); gap {gap} points.",
                    **values,
                )
            )
        else:
            texts.append(
                say(
                    "«{role}»: {spend:percent} of the training spend, {share:percent} of the "
                    "revenue (95% interval {low:percent} to {high:percent}); gap {gap} points.",
                    **values,
                )
            )
    if numbers["hunter_times"] is not None:
        labels = role_labels(company)
        texts.append(
            say(
                "For each unit spent on «{manager}», {times} went to «{hunter}». The book says: "
                "several times more for those who win clients than for those who keep them.",
                hunter=labels.get(HUNTER, say("hunter")),
                manager=labels.get(ACCOUNT_MANAGER, say("account manager")),
                times=round(numbers["hunter_times"], 1),
            )
        )
    return texts


def _reason(numbers: Mapping[str, Any], check: Ownership) -> Text:
    if check.owners == 1:
        return say("All deals were entered by people of one role: there is nothing to divide.")
    if not check.real and check.same_owner_rate is not None:
        return say(
            "The role on an order is too near to chance to divide the margin by it: the next deal "
            "of a client is entered by the same role in {same}% of {n} cases, against {chance}% by "
            "chance.",
            same=round(100 * check.same_owner_rate, 1),
            chance=round(100 * (check.chance_rate or 0.0), 1),
            n=check.pairs,
        )
    unknown = max(numbers[f"{UNKNOWN}_{share}"] or 0.0 for share in ("spend_share", "money_share"))
    if unknown > MAX_UNKNOWN:
        return say(
            "{share:percent} of the money belongs to no known role: too much for a comparison.",
            share=unknown,
        )
    return say("The sums are zero or negative, or no client has two deals: nothing to divide.")


def caveats(numbers: Mapping[str, Any], sales: Sales, basis: str) -> list[Text]:
    """What limits the answer."""
    texts = [
        say(
            "An average is not a marginal return: that a role brings much of the margin does not "
            "say that one more unit of money for its training brings more than elsewhere. Nor is a "
            "gap a mistake: people who are new, or whose task is harder to learn, may need more."
        )
    ]
    if basis == "revenue":
        texts.append(say("Not every order has a margin: revenue stands in for it."))
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
            say(
                "A table `training` with `on`, `cost` and `role` (or `employee_id`): add "
                "training=FILE."
            )
        )
    elif spent.empty:
        texts.append(say("A row of `training` on a day between the first and the last order."))
    if "orders.employee_id" not in sales.given:
        texts.append(say("A column `employee_id` in the orders: who brought the margin."))
    elif not known.roles or set(roles) <= {UNKNOWN}:
        texts.append(
            say(
                "A table `employees` with `employee_id` and `role`, or `people` in company.yaml: "
                "which role each employee of the orders has."
            )
        )
    return texts


def wishes(basis: str, missing: Sequence[Text]) -> list[Text]:
    """What would make the answer better."""
    if basis == "margin" or missing:
        return []
    return [say("A `margin` or `cost` for every order: the shares for margin, not revenue.")]
