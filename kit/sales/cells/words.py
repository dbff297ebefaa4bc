"""What the words in cells mean: statuses, kinds of order, groups of an experiment, totals rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.sales.headings.names import load

Meaning = Literal["completed", "cancelled", "open", "unknown"]
Vocabulary = Callable[[str], Meaning]
Stage = Literal["ordered", "shipped", "invoiced"]
NEEDS = ("project", "advice")
ACTIVITIES = ("order", "client", "handoff", "hunting", "other")

# Parts of words that say it in any stage of a company's own making, unless something takes it back.
_WON = re.compile(
    r"\b(won|выигр\w*|успешно|успешна|gewonnen|ganad[oa]|gagnée?|ganh[oa]|vint[oa]|wygran\w*)\b"
)
_LOST = re.compile(
    r"\b(lost|cancell?ed|проигр\w*|провален\w*|потерян\w*|отменен\w*|аннулир\w*|упущен\w*|отказ|"
    r"отказано|verloren|storniert|abgelehnt|perdid[oa]|cancelad[oa]|anulad[oa]|perdue?|annulée?|"
    r"abandoned|rejected|voided|refunded|declined|удален\w*|отклонен\w*)\b"
)
_DRAFT = re.compile(r"\b(draft|черновик|entwurf|borrador|brouillon|pro ?forma)\b")
_TAKEN_BACK = re.compile(
    r"\b(not|no|non|never|не|без|нет|nicht|keine?|sin|pas|nie|niet|awaiting|waiting|to be|ready|"
    r"pending|partial|partially|частично|teilweise|parcial\w*|almost|likely|request\w*|ожида\w*|"
    r"запрос\w*|to|after|before|риск\w*|risk)\b"
)
_EDGES = re.compile(r"\b")  # of words
_LONG_ENOUGH = 6  # letters of a phrase by which a longer text may begin


def word(cell: str) -> str:
    """A cell as words are compared: without case, ё, extra blanks and marks at both ends.

    Turkish has an i with and one without a dot, in small letters and in capitals.
    """
    text = cell.casefold().replace("ё", "е").replace("i\u0307", "i").replace("ı", "i")
    text = re.sub(r"\s+", " ", text).strip()
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
    return _by_parts(stage)


def _by_parts(stage: str) -> Meaning:
    """What a stage of a company's own making says of its end: "Lost – price", "Deal won (2)"."""
    if _TAKEN_BACK.search(stage):
        return "unknown"
    won, lost = _WON.search(stage), _LOST.search(stage)
    if won and not lost:
        return "completed"
    if lost and not won:
        return "cancelled"
    return "open" if _DRAFT.search(stage) and not won else "unknown"


def of_payment(cell: str) -> bool:
    """Whether a word says whether an invoice is paid."""
    return word(cell) in _listed("payment")


def of_deal(cell: str) -> bool:
    """Whether a word says that a deal was won or lost."""
    text = word(cell)
    return bool(_WON.search(text) or _LOST.search(text))


def invoice(cell: str) -> Meaning:
    """What a status says where it is one of payment: what is still owed may well be a sale."""
    return "unknown" if word(cell) in _listed("owed") else status(cell)


def contract(cell: str) -> Meaning:
    """What a status says of a contract: whether it was ever signed."""
    text = word(cell)
    if text in _listed("signed"):
        return "completed"
    return "open" if text in _listed("unsigned") else status(cell)


def document(cell: str) -> Literal["return", "none", "sale", "unknown"]:
    """What a kind of document is: something taken back, no sale at all (a quotation), a sale."""
    text = word(cell)
    if _starts(text, "return"):
        return "return"
    if _starts(text, "no_sale"):
        return "none"
    if stage(cell) or _starts(text, "sale") or is_regular(cell) is not None:
        return "sale"
    return "unknown"


def stage(cell: str) -> Stage | None:
    """How far a sale has come with a document of this kind; None where it does not say so."""
    text = word(cell)
    return next((stage for stage in get_args(Stage) if _starts(text, stage)), None)


def _starts(text: str, name: str) -> bool:
    """Whether a text is one of the listed phrases, or begins with one that others follow."""
    listed = _listed(name)
    return text in listed or any(
        text[: edge.start()] in listed for edge in _EDGES.finditer(text, _LONG_ENOUGH)
    )


def nothing(cells: pa.ChunkedArray, *, zero: bool = False) -> pa.ChunkedArray:
    """Where an id says that there is none: NA, (blank), #REF!, не указан; `zero`: or 0."""
    listed = [*map(str, load("cells/words.yaml")["nothing"]), *(["0"] if zero else [])]
    value_set = pa.array(listed, pa.string())
    if pc.all(pc.string_is_ascii(cells), min_count=0).as_py():
        return pc.is_in(pc.ascii_lower(cells), value_set=value_set)
    return pc.is_in(pc.replace_substring(pc.utf8_lower(cells), "ё", "е"), value_set=value_set)


def not_yet(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Where a date says that its day has not come: «не закрыта», TBD, (blank)."""
    listed = pa.array([*map(str, load("cells/words.yaml")["not_yet"])], pa.string())
    said = pc.is_in(pc.replace_substring(pc.utf8_lower(cells), "ё", "е"), value_set=listed)
    return pc.or_(said, nothing(cells))


def is_regular(cell: str) -> bool | None:
    """Whether a kind of order is regular business (False: a project); None for unknown words."""
    kind = word(cell)
    if kind in _listed("project"):
        return False
    return True if kind in _listed("regular") else None


def arm(cell: str) -> str | None:
    """The group of an experiment that a cell names: `now`, `middle` or `later`; None: unknown."""
    group = word(cell)
    return next((arm for arm in ("now", "middle", "later") if group in _listed(arm)), None)


def activity(cell: str) -> str | None:
    """What the hours of a time log went into: one of `ACTIVITIES`; None: unknown."""
    work = word(cell)
    return next((kind for kind in ACTIVITIES if work in _listed(f"work_{kind}")), None)


def need(cell: str) -> str | None:
    """What a client needs beyond orders: one of `NEEDS`; None: another kind."""
    kind = word(cell)
    return next((need for need in NEEDS if kind in _listed(f"need_{need}")), None)


def where(cells: pd.Series, says: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
    """Where a cell says something, asked once for each distinct cell; False where blank."""
    true = [cell for cell in cells.dropna().unique() if says(cell)]
    return np.asarray(cells.isin(true), dtype=np.bool_)


def is_total(cell: str) -> bool:
    """Whether a cell says that its row is a sum of others: "Total", «Итого по …», "Alpha Total"."""
    text = word(cell)
    return text in _listed("total") or bool(_some_total().search(text))


@cache
def _some_total() -> re.Pattern[str]:
    """A word for sums at either end of a text, beside other words."""
    listed = "|".join(sorted(map(re.escape, _listed("total")), key=len, reverse=True))
    return re.compile(rf"^(?:{listed})\b|\b(?:{listed})$")


def totals(cells: pd.Series) -> npt.NDArray[np.bool_]:
    """Where a cell says that its row is a sum of others. Shape (rows,)."""
    some_word = "|".join(sorted(map(re.escape, _listed("total")), key=len, reverse=True))
    likely = cells[cells.str.contains(rf"(?i)(?:{some_word})", regex=True, na=False)]
    sums = likely[where(likely, is_total)]
    return np.asarray(cells.isin(sums), dtype=np.bool_)
