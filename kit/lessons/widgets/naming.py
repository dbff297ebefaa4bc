"""Short ids for what people name, as company.yaml wants them: `key_accounts`, `role_7`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from kit.errors import KitError
from kit.language import Text, say

LONGEST = 80  # characters of a name: more does not fit into a box


def new_id(label: str, kind: str, taken: Collection[str]) -> str:
    """An id that is not `taken`: the label in small Latin letters, else `kind` with a number."""
    latin = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", latin.lower()).strip("_")
    # of a label in another script only scraps would be left
    letters = sum(one.isalpha() for one in label)
    if sum(one.isalpha() for one in stem) * 2 <= letters or not stem:
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
    elif label.casefold() in {one.casefold() for one in others}:
        problem = say("“{label}” is there already. Choose another name.", label=label)
    if problem:
        raise KitError(problem)
    return label
