"""Arrays as tables with the canonical types."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.worlds.life import NEVER
from kit.worlds.streams import Bools, Ints


def words(choices: Sequence[str | None], places: Ints) -> pd.Series:
    """Text by its place in a short list."""
    return pd.Series(pd.array(list(choices), dtype="str").take(places))


def dates(days: Ints) -> pd.Series:
    """Days since 1970 as dates; `NEVER` is missing."""
    column = days.astype("datetime64[D]").astype("datetime64[s]")
    column[days >= NEVER] = np.datetime64("NaT")
    return pd.Series(column)


def known(figures: Ints, is_known: Bools) -> pd.Series:
    """Figures of which some are not known."""
    return pd.Series(pd.arrays.IntegerArray(figures, ~is_known))
