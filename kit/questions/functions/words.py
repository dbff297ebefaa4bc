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
        return say("only “{role}”", role=labels.get(held, held))
    return {
        "both": say("both"),
        "others": say("other roles"),
        "nobody": say("nobody"),
    }[held]


def paragraphs(
    company: Company,
    numbers: Mapping[str, Any],
    moves: Sequence[Mapping[str, Any]],
    wrong_hours: Sequence[Mapping[str, Any]],
) -> list[Text]:
    """The answer in paragraphs; `wrong_hours`: the rows of `hours` that do not add up."""
    if not numbers["union"]:
        return [say("Nothing has been ticked yet: which role carries which function?")]
    labels = role_labels(company)
    names = {
        "hunter": labels.get(HUNTER, say("hunter")),
        "manager": labels.get(ACCOUNT_MANAGER, say("account manager")),
    }
    texts = [
        say(
            "Functions: “{hunter}” {n}, “{manager}” {m}, of them carried by both {shared}. Without "
            "those the ratio is {ratio}.",
            n=numbers["hunter"],
            m=numbers["account_manager"],
            shared=numbers["shared"],
            ratio=numbers["ratio"],
            **names,
        )
    ]
    if not numbers["hunter"] or not numbers["account_manager"]:
        return [*texts, say("One of the two carries nothing yet, so nothing can be compared.")]
    texts += _granularity(numbers, names)
    texts.append(_load(numbers, names))
    texts += _moving(numbers, moves, names)
    texts += _both(company, numbers)
    texts += [
        say(
            "Check the hours of {roles}: functions take {planned} a week, and their people have "
            "{worked}. Nothing was rescaled.",
            roles=[say("“{role}”", role=role) for role in group["roles"]],
            planned=group["hours_on_functions"],
            worked=group["hours_worked"],
        )
        for group in wrong_hours
    ]
    return texts


def _granularity(numbers: Mapping[str, Any], names: Mapping[str, Any]) -> list[Text]:
    texts = [
        say(
            "It matters how finely you list the functions. Merge any two of a role or split any "
            "one, and the ratio is anything from {low} to {high}. The part of all functions that "
            "both carry, now {jaccard:percent}, is then {least:percent} to {most:percent}.",
            low=numbers["ratio_low"],
            high=numbers["ratio_high"],
            least=numbers["jaccard_low"],
            most=numbers["jaccard_high"],
            jaccard=numbers["jaccard"],
        )
    ]
    if numbers["leader"] is None:
        return [*texts, say("Neither role has more functions of its own.")]
    more = names["hunter" if numbers["leader"] == HUNTER else "manager"]
    if numbers["leader_survives"]:
        rest = say(
            "In all these cases “{more}” has more functions of its own. Rely on that, not on the "
            "exact ratio.",
            more=more,
        )
    else:
        rest = say(
            "“{more}” has more functions of its own now. One merge or split, and that is gone: do "
            "not conclude anything from it.",
            more=more,
        )
    return [*texts, rest]


def _load(numbers: Mapping[str, Any], names: Mapping[str, Any]) -> Text:
    if numbers["hours"] is None:
        return say(
            "A count says nothing of weight: a function of an hour counts as much as one of ten. "
            "With hours a week on every function the shared load could be told."
        )
    shares = [numbers[f"{role}_hours_shared_share"] for role in (HUNTER, ACCOUNT_MANAGER)]
    if any(share is None for share in shares):
        return say("One of the two roles has no hours, so there is no shared load.")
    return say(
        "{shared} of the {hours} hours that both roles work a week ({share:percent}) go into "
        "functions that both carry. That is {first:percent} of the week of “{hunter}” and "
        "{second:percent} of that of “{manager}”.",
        shared=numbers["hours_shared"],
        hours=numbers["hours"],
        share=numbers["hours_shared_share"],
        first=shares[0],
        second=shares[1],
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
                    "The book would move these from “{giver}” to “{taker}”: {functions}.",
                    giver=names["hunter" if role == HUNTER else "manager"],
                    taker=names[other],
                    functions=_quoted(own),
                )
            )
    open_ = [move for move in moves if move["to_role"] is None]
    if open_:
        texts.append(
            say_n(
                "The book does not say who should keep {n} function that both carry now: "
                "{functions}. You decide.",
                "The book does not say who should keep the {n} functions that both carry now: "
                "{functions}. You decide.",
                numbers["undecided"],
                functions=_quoted(open_),
            )
        )
    if not moves:
        texts.append(say("No function is carried by both: nothing would have to move."))
    return texts


def _quoted(moves: Sequence[Mapping[str, Any]]) -> list[Text]:
    return [say("“{function}”", function=move["label"]) for move in moves]


def _both(company: Company, numbers: Mapping[str, Any]) -> list[Text]:
    if not numbers["people_doing_both"]:
        return []
    return [
        say_n(
            "{n} person does the work of both: {names}. Moving functions changes nothing for them "
            "while they keep both roles.",
            "{n} people do the work of both: {names}. Moving functions changes nothing for them "
            "while they keep both roles.",
            numbers["people_doing_both"],
            names=[person.name or person.id for person in of_both(company)],
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
                "{n} function is only our example: the book does not name the shared ones. Put "
                "your own in its place before you rely on the count.",
                "{n} functions are only our examples: the book does not name the shared ones. Put "
                "your own in their place before you rely on the count.",
                numbers["placeholders"],
            )
        )
    return texts


def needs(
    company: Company,
    held: Mapping[str, Mapping[str, Holding]],
    hours_of_both: float | None,
    hours: Sequence[Mapping[str, Any]],
) -> list[Text]:
    """What would answer more."""
    texts = []
    labels = {HUNTER: say("hunter"), ACCOUNT_MANAGER: say("account manager")} | role_labels(company)
    declared = {role.id for role in company.roles}
    missing = [role for role in held if role not in declared]
    if missing:
        texts.append(
            say(
                "These roles on your map, whatever you call them: {missing}. Lesson 01 adds them "
                "by a click.",
                missing=[labels[role] for role in missing],
            )
        )
    empty = [role for role in held if role in declared and not held[role]]
    if empty:
        texts.append(
            say(
                "The functions of these roles, ticked in lesson 02: {roles}.",
                roles=[say("“{role}”", role=labels[role]) for role in empty],
            )
        )
    if not missing and not empty and hours_of_both is None:
        texts.append(
            say("Hours a week on every function of both roles (lesson 02): the shared load.")
        )
    if any(
        group["hours_on_functions"] is not None and group["hours_worked"] is None for group in hours
    ):
        texts.append(
            say(
                "Who works in each role and how many hours a week, in the list of employees: "
                "whether the hours add up."
            )
        )
    return texts
