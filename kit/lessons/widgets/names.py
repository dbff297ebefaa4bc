"""What the kit and people call things: rules and terms in words; ids for names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from kit.company.model import Company, Handoff
from kit.errors import KitError
from kit.language import Text, say
from kit.owners.staff import HUNTER, RECEIVERS
from kit.policies.policy import parse
from kit.policies.words import short_terms
from kit.triggers import rules

LONGEST = 80  # characters of a name: more does not fit into a box


def candidate_arrows(company: Company) -> tuple[Handoff, ...]:
    """The arrows on which candidates stand: from the hunter to whoever receives clients."""
    return tuple(
        handoff
        for handoff in company.handoffs
        if handoff.from_role == HUNTER and handoff.to_role in RECEIVERS
    )


def rule_in_words(rule: str) -> Text:
    """A rule in words, or that the hunter keeps everyone; what is neither is called so."""
    if rule == rules.KEEP:
        return rules.KEEP_LABEL
    try:
        return rules.label(rules.parse(rule))
    except KitError:
        return say("“{rule}”, which is no rule that is known", rule=rule)


def terms_in_words(handoff: Handoff) -> list[Text]:
    """The terms of an arrow, each in a few words; what is no term is called so."""
    try:
        return short_terms(parse(handoff.policy(str(rules.Deal(2)))))
    except KitError:
        return [say("“{terms}”, which are no terms that are known", terms=handoff.terms)]


def new_id(label: str, kind: str, taken: Collection[str]) -> str:
    """An id that is not `taken`: the label in small Latin letters, else `kind` with a number."""
    latin = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", latin.lower()).strip("_")
    # of a label in another script only scraps would be left
    letters = sum(sign.isalpha() for sign in label)
    if sum(sign.isalpha() for sign in stem) * 2 <= letters or not stem:
        stem = kind
    elif stem not in taken:
        return stem
    n = 1
    while f"{stem}_{n}" in taken:
        n += 1
    return f"{stem}_{n}"


def clean_label(text: str, others: Collection[str]) -> str:
    """A name as it is kept: without needless spaces, not empty, not one that is there already.

    Raises
    ------
    KitError
        The name cannot be used; the message says why.
    """
    label = " ".join(text.split())
    problem: Text | None = None
    if not label:
        problem = say("A name is missing. Type one, such as “Key accounts”.")
    elif len(label) > LONGEST:
        problem = say(
            "“{start}…” is too long for a name: {n} characters, and {most} fit. Shorten it.",
            start=label[:30],
            n=len(label),
            most=LONGEST,
        )
    elif label.casefold() in {other.casefold() for other in others}:
        problem = say("“{label}” is there already. Choose another name.", label=label)
    if problem:
        raise KitError(problem)
    return label
