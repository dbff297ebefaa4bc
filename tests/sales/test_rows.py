"""Rows of several files: the numbers of their texts."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from kit.sales import rows


@pytest.mark.parametrize("n", [0, 1, 700])
def test_texts_numbered_in_parts_have_the_numbers_of_the_whole(n, monkeypatch) -> None:
    chance = random.Random(n)
    odd = [None, "", "ё", "я1", "a1", "A1", "longer text 9", "日本"]
    texts = [chance.choice([*odd, str(chance.randrange(60))]) for _ in range(n)]
    expected = [list(dict.fromkeys(texts)).index(text) for text in texts]  # by appearance
    for most in (10**9, -1):
        monkeypatch.setattr(rows, "IN_MEMORY", most)
        assert rows.coded(pd.Series(texts, dtype="str")).tolist() == expected
