"""The two sides of a book, debit and credit: which one a cell, a heading or a mark names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kit.sales.cells.distinct import encoded
from kit.sales.cells.words import word
from kit.sales.cells.written_figures import parse_figure
from kit.sales.headings.names import load
from kit.sales.headings.units import unit_at_end

DEBIT, CREDIT = 1, -1
Sides = npt.NDArray[np.int8]

SEARCHED = 1000  # cells that show whether figures have marks beside them
# a single letter is a side only beside its opposite
_LETTERS = (("d", "c"), ("д", "к"), ("s", "h"), ("d", "h"), ("d", "a"), ("b", "a"), ("+", "-"))
_SINGLE = frozenset(letter for pair in _LETTERS for letter in pair)
_AT_END = re.compile(r"(?P<figure>.*?\d.*?)[\s(]*(?P<mark>[^\W\d_]{1,8})[.)]*")
_AT_START = re.compile(r"\(?(?P<mark>[^\W\d_]{1,8})[.):]*\s*(?P<figure>.*\d.*)")
_OF_SUMS = re.compile(
    r"(?i)\b(amounts?|sum|turnover|total|сумма|оборот|betrag|importe|montant|importo|kwota)\b|"
    r"[,()\[\]_:/]"
)
_CALLED = re.compile(
    r"(?i)\b(dr|d|дт|д|s|wn|b)\s*[./\\|-]+\s*(cr|c|h|a|кт|к|ma)\b|soll|haben|debit|credit|дебет|"
    r"кредит|débit|crédit|\bdebe\b|\bhaber\b|\bdare\b|\bavere\b|borç|alacak|\bside\b|\bsign\b|"
    r"знак|vorzeichen|signo|\bsigne\b|indicator|kennz"
)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(word(str(listed)) for listed in load("cells/words.yaml")[name])


def side(text: str) -> int:
    """The side that a word names: `DEBIT` or `CREDIT`; 0 for none."""
    plain = word(text)
    return DEBIT if plain in _listed("debit") else CREDIT if plain in _listed("credit") else 0


def column_of_sides(heading: str, texts: Sequence[str]) -> dict[str, int] | None:
    """The side of each word of a column that holds both sides and nothing else; else None.

    Single letters count where the heading speaks of sides.
    """
    meant = _meant(texts, letters=bool(_CALLED.search(heading)))
    return meant if meant and len(set(meant.values())) == 2 else None


def _meant(marks: Sequence[str], *, letters: bool) -> dict[str, int] | None:
    """The side of each mark; None where one of them is no side."""
    meant = {mark: side(mark) for mark in marks}
    plain = {mark: mark.strip().strip(".()").casefold() for mark in marks}
    for debit, credit in _LETTERS if letters else ():
        if {debit, credit} <= set(plain.values()):
            single = {debit: DEBIT, credit: CREDIT}
            meant = {mark: meant[mark] or single.get(plain[mark], 0) for mark in marks}
            break
    return meant if meant and all(meant.values()) else None


def heading_side(heading: str) -> int:
    """The side whose sums a column holds, by its heading; 0 for none."""
    return side(" ".join(_OF_SUMS.sub(" ", unit_at_end(heading).rest).split()))


def opposite(header: Sequence[str], place: int) -> int | None:
    """The one column that holds the sums of the other side; None where there is none."""
    mine = heading_side(header[place])
    others = [at for at, heading in enumerate(header) if mine and heading_side(heading) == -mine]
    return others[0] if len(others) == 1 else None


def may_have_marks(cells: pa.ChunkedArray) -> bool:
    """Whether a mark stands beside one of the first figures of a column."""
    first = pc.unique(pc.drop_null(cells.slice(0, SEARCHED)))
    worded = first.filter(pc.match_substring_regex(first, r"\p{L}"))
    return any(_split(text) for text in worded.to_pylist())


def without_marks(
    cells: pa.ChunkedArray,
) -> tuple[pa.ChunkedArray, Sides, dict[str, int]] | None:
    """Figures without the marks beside them, the side of each row, and the marks as written.

    A figure without a mark, where only one side is ever marked, stands on the other. None where
    there are no marks of sides.
    """
    texts, codes = encoded(cells)
    split = [_split(text) for text in texts]
    meant = _meant(sorted({pair[1] for pair in split if pair}), letters=True)
    if meant is None:
        return None
    unmarked = -next(iter(meant.values())) if len(set(meant.values())) == 1 else 0
    sides = [
        meant[pair[1]] if pair else unmarked if parse_figure(text) else 0
        for text, pair in zip(texts, split, strict=True)
    ]
    figures = [pair[0] if pair else text for text, pair in zip(texts, split, strict=True)]
    plain = pa.array(np.asarray([*figures, None], dtype=object)[codes], pa.string())
    return pa.chunked_array([plain]), np.asarray([*sides, 0], dtype=np.int8)[codes], meant


def _split(text: str) -> tuple[str, str] | None:
    """A figure and the mark beside it; None where there is no mark."""
    for written in (_AT_END, _AT_START):
        match = written.fullmatch(text)
        if match is None:
            continue
        figure, mark = match["figure"].strip(), match["mark"]
        if (side(mark) or mark.casefold() in _SINGLE) and parse_figure(figure) is not None:
            return figure, mark
    return None
