"""A column by its distinct cells: each text is understood once, however many rows hold it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Source:
    """Where a column of cells comes from, for messages: file, heading, row number of each cell."""

    file: str
    column: str
    rows: npt.NDArray[np.int64]


def encoded(cells: pa.ChunkedArray) -> tuple[list[str], Codes]:
    """The distinct texts of a column, and each row's place among them; -1 is null."""
    coded = pc.dictionary_encode(cells).unify_dictionaries()
    if not coded.num_chunks:
        return [], np.zeros(0, np.int32)
    codes = pa.chunked_array([part.indices for part in coded.chunks]).fill_null(-1).to_numpy()
    return coded.chunk(0).dictionary.to_pylist(), codes


def of_words(texts: Sequence[str], codes: Codes) -> pd.Series:
    """A column of which few texts differ, as a category: a number a row. -1 is missing."""
    names = pd.Index(list(texts), dtype="str")
    return pd.Series(pd.Categorical.from_codes(codes, names, validate=False))


def as_text(words: pd.Series) -> pd.Series:
    """A column of words with a text a row again."""
    codes = words.cat.codes.to_numpy()
    names = pa.array(words.cat.categories, pa.string())
    cells = names.take(pa.array(codes, mask=codes < 0))
    return pd.Series(pd.array(cells, dtype="str"), words.index)


def no_words(rows: int) -> pd.Series:
    """A column of words that the file does not have: all missing."""
    return of_words((), np.full(rows, -1, dtype=np.int32))


def filled(cells: pd.Series, others: pd.Series) -> pd.Series:
    """A column of words, and where it is blank those of another one."""
    if others.isna().all():
        return cells
    return cells.astype("str").fillna(others.astype("str")).astype("category")


@dataclass(frozen=True)
class Distinct(Generic[Meaning]):
    """The distinct texts of a column, and what each means (None: not understood).

    `codes` is each row's place among the texts; -1 is a blank cell. Shape (rows,).
    """

    source: Source
    texts: Sequence[str]
    meanings: Sequence[Meaning | None]
    codes: Codes

    @classmethod
    def of(
        cls, cells: pa.ChunkedArray, source: Source, parse: Callable[[str], Meaning | None]
    ) -> Distinct[Meaning]:
        """A column of text, null where blank, each distinct text parsed once."""
        texts, codes = encoded(cells)
        return cls(source, texts, [parse(text) for text in texts], codes)

    def where(self, holds: Callable[[Meaning], bool]) -> list[int]:
        """The places of the understood texts of which something holds."""
        return [
            place
            for place, meaning in enumerate(self.meanings)
            if meaning is not None and holds(meaning)
        ]

    def understood(self, places: Iterable[int]) -> list[Meaning]:
        """What some of the texts mean, without those that mean nothing."""
        return [meaning for place in places if (meaning := self.meanings[place]) is not None]

    def rows_with(self, places: Collection[int]) -> int:
        """How many rows hold one of these texts."""
        return int(np.isin(self.codes, list(places)).sum())

    def row(self, place: int) -> int:
        """The number of the first row that holds a text."""
        return int(self.source.rows[int(np.argmax(self.codes == place))])

    def example(self, place: int) -> dict[str, Any]:
        """A text for a message: `file`, `column`, `value`, and the `row` that holds it first."""
        return {**self._named, "value": self.texts[place], "row": self.row(place)}

    def two(self, one: int, other: int) -> dict[str, Any]:
        """Two texts for a message: `file`, `column`, `one`, `one_row`, `other`, `other_row`."""
        first = {"one": self.texts[one], "one_row": self.row(one)}
        return {**self._named, **first, "other": self.texts[other], "other_row": self.row(other)}

    @property
    def _named(self) -> dict[str, Any]:
        return {"file": self.source.file, "column": self.source.column}
