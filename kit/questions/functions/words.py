"""What the count of functions says in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kit.company.model import Company, Holding
from kit.language import Text, say, say_n
from kit.owners.staff import ACCOUNT_MANAGER, HUNTER, role_labels
from kit.questions.gaps import of_both

LEVELS: Mapping[str, Text] = {"owner": say("owner"), "helps": say("helps")}


def whose_text(held: str, labels: Mapping[str, str]) -> Text:
    """Who carries a function: `hunter` or `account_manager` alone, `both`, `others`, `nobody`."""
    if held in (HUNTER, ACCOUNT_MANAGER):
        return say("only «{role}»", role=labels.get(held, held))
    return {
        "both": say("both"),
        "others": say("other roles"),
        "nobody": say("nobody"),
    }[held]


def paragraphs(
    company: Company,
    numbers: Mapping[str, Any],
    moves: Sequence[Mapping[str, Any]],
    hours: Sequence[Mapping[str, Any]],
) -> list[Text]:
    """The answer in paragraphs."""
    if not numbers["union"]:
        return [say("Nothing has been ticked yet: which role carries which function?")]
    labels = role_labels(company)
    names = {
        "hunter": labels.get(HUNTER, say("hunter")),
        "manager": labels.get(ACCOUNT_MANAGER, say("account manager")),
    }
    texts = [
        say(
            "Functions carried: «{hunter}» {n}, «{manager}» {m}, the same ones {shared}. Taking "
            "the same ones out leaves {ratio}.",
            n=numbers["hunter"],
            m=numbers["account_manager"],
            shared=numbers["shared"],
            ratio=numbers["ratio"],
            **names,
        )
    ]
    if not numbers["hunter"] or not numbers["account_manager"]:
        return [*texts, say("One of the two carries nothing yet, so nothing can be compared.")]
    texts += [_granularity(numbers, names), _load(numbers, names)]
    texts += _moving(numbers, moves, names)
    texts += _both(company)
    wrong = [group for group in hours if group["adds_up"] is False]
    for group in wrong:
        texts.append(
            say(
                "Check the hours of {roles}: {planned} a week on functions, {worked} worked. "
                "Nothing was rescaled.",
                roles=[f"«{labels[role]}»" for role in group["roles"]],
                planned=group["hours_on_functions"],
                worked=group["hours_worked"],
            )
        )
    return texts


def _granularity(numbers: Mapping[str, Any], names: Mapping[str, Any]) -> Text:
    values = {
        "low": numbers["ratio_low"],
        "high": numbers["ratio_high"],
        "least": numbers["jaccard_low"],
        "most": numbers["jaccard_high"],
        "jaccard": numbers["jaccard"],
        **names,
    }
    if numbers["leader"] is None:
        return say(
            "This depends on how finely functions are cut. Take any two of a role's functions "
            "together, or cut any one in two, and the ratio lies anywhere from {low} to {high}, "
            "the part that both carry from {least:percent} to {most:percent} (now "
            "{jaccard:percent}). Neither role has clearly more functions of its own.",
            **values,
        )
    more = names["hunter" if numbers["leader"] == HUNTER else "manager"]
    if numbers["leader_survives"]:
        return say(
            "This depends on how finely functions are cut. Take any two of a role's functions "
            "together, or cut any one in two, and the ratio lies anywhere from {low} to {high}, "
            "the part that both carry from {least:percent} to {most:percent} (now "
            "{jaccard:percent}). In each of these cases «{more}» has more functions of its own: "
            "rely on that, not on the exact ratio.",
            more=more,
            **values,
        )
    return say(
        "This depends on how finely functions are cut. Take any two of a role's functions "
        "together, or cut any one in two, and the ratio lies anywhere from {low} to {high}, "
        "the part that both carry from {least:percent} to {most:percent} (now "
        "{jaccard:percent}). That «{more}» has more functions of its own does not hold in all of "
        "these cases: one other cut and it is gone.",
        more=more,
        **values,
    )


def _load(numbers: Mapping[str, Any], names: Mapping[str, Any]) -> Text:
    if numbers["load_overlap"] is None:
        return say(
            "A count says nothing of weight: a function of an hour counts as much as one of ten. "
            "With hours a week on every function the shared load could be told."
        )
    if numbers["load_overlap_by_share"] is None:
        return say("By hours: one of the two roles has none, so nothing of the load is shared.")
    return say(
        "By hours, {overlap:percent} of the load of both together is spent on the same functions; "
        "{share:percent} if each role's hours are counted as shares of its own week, so that the "
        "number of people does not matter.",
        overlap=numbers["load_overlap"],
        share=numbers["load_overlap_by_share"],
        **names,
    )


def _moving(
    numbers: Mapping[str, Any], moves: Sequence[Mapping[str, Any]], names: Mapping[str, Any]
) -> list[Text]:
    texts = []
    for role, other in ((HUNTER, "manager"), (ACCOUNT_MANAGER, "hunter")):
        own = [move for move in moves if move["from_role"] == role and move["to_role"] is not None]
        if own:
            texts.append(
                say(
                    "By the principle of the conveyor, these would leave «{giver}» for "
                    "«{taker}»: {functions}.",
                    giver=names["hunter" if role == HUNTER else "manager"],
                    taker=names[other],
                    functions=[f"«{move['label']}»" for move in own],
                )
            )
    open_ = [move for move in moves if move["to_role"] is None]
    if open_:
        texts.append(
            say_n(
                "The book does not say who should keep {n} function that both carry now: "
                "{functions}. That is yours to decide.",
                "The book does not say who should keep the {n} functions that both carry now: "
                "{functions}. That is yours to decide.",
                len(open_),
                functions=[f"«{move['label']}»" for move in open_],
            )
        )
    if not moves:
        texts.append(say("No function is carried by both: nothing would have to move."))
    return texts


def _both(company: Company) -> list[Text]:
    people = of_both(company)
    if not people:
        return []
    return [
        say_n(
            "{n} person does the work of both: {names}. For them no function leaves unless a "
            "role does.",
            "{n} people do the work of both: {names}. For them no function leaves unless a role "
            "does.",
            len(people),
            names=[person.name or person.id for person in people],
        )
    ]


def caveats(numbers: Mapping[str, Any]) -> list[Text]:
    """What limits the answer."""
    texts = [
        say(
            "Functions are counted as your company wrote them down. Neither the count nor the "
            "ratio measures output: whether one person or two sell more is another question."
        ),
        say(
            "Research is divided on specialisation: within a day it helps, across days variety "
            "does (Staats and Gino 2012, in a bank's back office)."
        ),
    ]
    if numbers["ratio_owned"] != numbers["ratio"]:
        texts.append(
            say(
                "A function that a role only helps with counts as carried. Counting owned "
                "functions alone, the ratio is {ratio}.",
                ratio=numbers["ratio_owned"],
            )
        )
    if numbers["placeholders"]:
        texts.append(
            say_n(
                "{n} function is a placeholder of the kit, not your company's: the book does not "
                "name the shared ones. Replace it before you rely on the count.",
                "{n} functions are placeholders of the kit, not your company's: the book does not "
                "name the shared ones. Replace them before you rely on the count.",
                numbers["placeholders"],
            )
        )
    return texts


def needs(
    company: Company,
    held: Mapping[str, Mapping[str, Holding]],
    overlap: float | None,
    hours: Sequence[Mapping[str, Any]],
) -> list[Text]:
    """What would answer more."""
    texts = []
    declared = {role.id for role in company.roles}
    missing = [role for role in held if role not in declared]
    if missing:
        texts.append(
            say(
                "The roles `hunter` and `account_manager` in company.yaml (their labels are yours "
                "to choose); {missing} is not there. `handoff new DIR --template chapter` writes "
                "an example.",
                missing=[f"`{role}`" for role in missing],
            )
        )
    empty = [role for role in held if role in declared and not held[role]]
    if empty:
        texts.append(
            say(
                "What these roles carry, under `holdings` in company.yaml: {roles}.",
                roles=[f"`{role}`" for role in empty],
            )
        )
    if not missing and not empty and overlap is None:
        texts.append(
            say("Hours a week on every function of both roles (`holdings`: `hours`): the load.")
        )
    if any(
        group["hours_on_functions"] is not None and group["hours_worked"] is None for group in hours
    ):
        texts.append(
            say(
                "Who works in each role and how many hours a week (`people`: `roles`, "
                "`hours_per_week`): whether the hours add up."
            )
        )
    return texts
