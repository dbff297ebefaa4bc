"""What the words in cells mean: statuses, kinds of order, totals rows, currencies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.sales.headings.names import load

Meaning = Literal["completed", "cancelled", "open", "unknown"]
SIGNS = frozenset({"$", "¥", "kr"})  # signs that several currencies share
_DOLLARS = frozenset(
    ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "BRL"]
)
_SHARED = {
    "$": _DOLLARS,
    "¥": frozenset({"JPY", "CNY"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
}


def word(cell: str) -> str:
    """A cell as words are compared: without case, ё, extra blanks and marks at both ends."""
    text = re.sub(r"\s+", " ", cell.casefold().replace("ё", "е")).strip()
    return re.sub(r"^[\s:.\-–—*«\"']+|[\s:.\-–—*»\"']+$", "", text) or text


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(word(str(one)) for one in load("cells/words.yaml")[name])


@cache
def _currencies() -> Mapping[str, str]:
    listed = load("cells/words.yaml")["currency"]
    return {word(str(one)): code for code, names in listed.items() for one in names}


def status(cell: str) -> Meaning:
    """What a status or stage says of its order; a suffix in brackets is a pipeline's name."""
    said = word(cell)
    for text in (said, word(re.sub(r"\s*\([^)]*\)$", "", said))):
        for meaning in ("completed", "cancelled", "open"):
            if text in _listed(meaning):
                return meaning
    return "unknown"


def is_regular(cell: str) -> bool | None:
    """Whether a kind of order is regular business (False: a project); None for unknown words."""
    said = word(cell)
    if said in _listed("project"):
        return False
    return True if said in _listed("regular") else None


def arm(cell: str) -> str | None:
    """The group of an experiment that a cell names, `now` or `later`; None for unknown words."""
    said = word(cell)
    return next((one for one in ("now", "later") if said in _listed(one)), None)


def totals(cells: pd.Series) -> npt.NDArray[np.bool_]:
    """Where a cell says that its row is a sum of others. Shape (rows,)."""
    some_word = "|".join(sorted(_listed("total")))
    likely = cells[cells.str.contains(rf"(?i)^\W*(?:{some_word})", regex=True, na=False)]
    total = [one for one in likely.unique() if word(one) in _listed("total")]
    return np.asarray(cells.isin(total), dtype=np.bool_)


def currency_code(cell: str) -> str:
    """ISO code of a currency's name or sign; a shared sign or an unknown word stays as written."""
    if cell.strip() in SIGNS:
        return cell.strip()
    code = _currencies().get(word(cell))
    return code or cell.strip().upper()


def agree(sign: str, code: str) -> bool:
    """Whether a shared sign can stand for a currency: `$` for USD, CAD and so on."""
    return sign == code or code in _SHARED.get(sign, ())
