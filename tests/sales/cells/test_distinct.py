"""Columns of few words held as numbers of their words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from kit.sales.cells.distinct import as_text, encoded, filled, no_words, of_words


def column(*cells: str | None) -> pd.Series:
    return of_words(*encoded(pa.chunked_array([pa.array(cells, pa.string())])))


def test_words_and_their_text_are_the_same_cells() -> None:
    cells = column("won", None, "lost", "won")
    assert [None if pd.isna(cell) else cell for cell in cells] == ["won", None, "lost", "won"]
    assert as_text(cells).equals(pd.Series(["won", None, "lost", "won"], dtype="str"))
    assert as_text(cells).dtype == "str"


def test_a_column_that_is_not_there_is_missing_and_small() -> None:
    cells = no_words(1000)
    assert len(cells) == 1000
    assert cells.isna().all()
    assert cells.memory_usage(index=False) <= 1000
    assert as_text(cells).isna().all()
    assert list(cells.dropna().unique()) == []


def test_blank_cells_are_filled_from_other_words() -> None:
    cells = filled(column("won", None, None), column("a", "b", None))
    assert list(cells[:2]) == ["won", "b"]
    assert pd.isna(cells[2])
    assert filled(column("won", None), no_words(2)).isna().tolist() == [False, True]
    assert list(filled(no_words(2), column("a", "won"))) == ["a", "won"]


def test_files_with_different_words_are_read_as_one() -> None:
    joined = pd.concat([column("won", None), column("lost", "won"), no_words(1)], ignore_index=True)
    assert joined.dropna().tolist() == ["won", "lost", "won"]
    assert np.array_equal(joined.isna(), [False, True, False, False, True])
