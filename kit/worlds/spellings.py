"""Clients spelt in several ways, as they are in systems into which people type: made by a seed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import pandas as pd

_FORMS = ("{} Ltd", "{} LLC", "ООО «{}»", "{}, Inc.", "АО {}")
_BLANKS = ("{} ", " {}", "{}\u200b", "{}\u00a0")
_LATIN, _CYRILLIC = "acehkopxyABCEHKMOPTX", "асенкорхуАВСЕНКМОРТХ"


def misspelt(name: str, random: np.random.Generator) -> str:
    """One slip in the first word: two letters change places, one is lost, doubled or another."""
    word = name.split()[0]
    at = int(random.integers(1, len(word) - 1))
    slips = (
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + "aeiou"[int(random.integers(5))] + word[at + 1 :],
    )
    slip = slips[int(random.integers(len(slips)))]
    return name.replace(word, slip if slip != word else word[:at] + word[at] + word[at:], 1)


def ways_to_spell(name: str, random: np.random.Generator) -> list[str]:
    """Five spellings of a name: capitals, blanks, legal form, look-alike letters, a slip.

    A name without blanks is a code: instead of a slip it gets ".0".
    """

    def one(choices: Sequence[str]) -> str:
        return choices[int(random.integers(len(choices)))].format(name)

    looks = "".join(
        _CYRILLIC[_LATIN.index(letter)] if letter in _LATIN else letter for letter in name
    )
    return [
        name.upper() if name != name.upper() else name.lower(),
        one(_BLANKS).replace(" ", "  ", 1) if " " in name else one(_BLANKS),
        one(_FORMS),
        looks if looks != name else f"{name}.",
        misspelt(name, random) if " " in name else f"{name}.0",
    ]


def spelt_in_several_ways(
    tables: Mapping[str, pd.DataFrame],
    column: str,
    *,
    share: float = 0.15,
    seed: int = 1,
    ways: Callable[[str, np.random.Generator], Sequence[str]] = ways_to_spell,
    leave: Collection[str] = (),
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Tables in which a share of the clients is spelt in several ways, row by row.

    Parameters
    ----------
    column
        The column of the client, in whichever table has it.
    ways
        The spellings of a name; the first row of a client in each table keeps the name itself.
    leave
        Tables that stay as they are.

    Returns
    -------
    The tables, and the true client of every spelling.
    """
    random = np.random.default_rng(seed)
    having = [table for table in tables.values() if column in table]
    names = sorted(set(pd.concat([table[column] for table in having]).dropna()) - {""})
    chosen = sorted(random.choice(names, round(share * len(names)), replace=False).tolist())
    spellings = {name: [name, *ways(name, random)] for name in chosen}
    truth = {spelling: name for name in chosen for spelling in spellings[name]}
    made = {}
    for title, table in tables.items():
        if column in table and title not in leave:
            cells = [
                spellings[cell][int(random.integers(len(spellings[cell])))]
                if cell in spellings
                else cell
                for cell in table[column]
            ]
            table = table.assign(**{column: cells})
        made[title] = table
    return made, {name: name for name in names} | truth
