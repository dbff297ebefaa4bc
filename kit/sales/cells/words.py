"""What the words in cells mean: statuses, kinds of order, groups of an experiment, totals rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.sales.headings.names import load

Meaning = Literal["completed", "cancelled", "open", "unknown"]


def word(cell: str) -> str:
    """A cell as words are compared: without case, ё, extra blanks and marks at both ends."""
    text = re.sub(r"\s+", " ", cell.casefold().replace("ё", "е")).strip()
    return re.sub(r"^[\s:.\-–—*«\"']+|[\s:.\-–—*»\"']+$", "", text) or text


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(word(str(listed)) for listed in load("cells/words.yaml")[name])


def status(cell: str) -> Meaning:
    """What a status or stage says of its order, without the name of its pipeline.

    The name stands behind it in brackets, or before it as Bitrix24 does: `C14:WON`.
    """
    stage = word(re.sub(r"^C\d+:", "", cell.strip()))
    for name in (stage, word(re.sub(r"\s*\([^)]*\)$", "", stage))):
        for meaning in ("completed", "cancelled", "open"):
            if name in _listed(meaning):
                return meaning
    return "unknown"


def nothing(cells: pa.ChunkedArray, *, zero: bool = False) -> pa.ChunkedArray:
    """Where an id says that there is none: NA, (blank), #REF!, не указан; `zero`: or 0."""
    listed = [*map(str, load("cells/words.yaml")["nothing"]), *(["0"] if zero else [])]
    small = pc.replace_substring(pc.utf8_lower(cells), "ё", "е")
    return pc.is_in(small, value_set=pa.array(listed, pa.string()))


def is_regular(cell: str) -> bool | None:
    """Whether a kind of order is regular business (False: a project); None for unknown words."""
    kind = word(cell)
    if kind in _listed("project"):
        return False
    return True if kind in _listed("regular") else None


def arm(cell: str) -> str | None:
    """The group of an experiment that a cell names, `now` or `later`; None for unknown words."""
    group = word(cell)
    return next((arm for arm in ("now", "later") if group in _listed(arm)), None)


def where(cells: pd.Series, says: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
    """Where a cell says something, asked once for each distinct cell; False where blank."""
    true = [cell for cell in cells.dropna().unique() if says(cell)]
    return np.asarray(cells.isin(true), dtype=np.bool_)


def totals(cells: pd.Series) -> npt.NDArray[np.bool_]:
    """Where a cell says that its row is a sum of others. Shape (rows,)."""
    some_word = "|".join(sorted(_listed("total")))
    likely = cells[cells.str.contains(rf"(?i)^\W*(?:{some_word})", regex=True, na=False)]
    sums = likely[where(likely, lambda cell: word(cell) in _listed("total"))]
    return np.asarray(cells.isin(sums), dtype=np.bool_)
