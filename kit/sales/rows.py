"""Rows of several files of one table, each still tied to its place in its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.language import Text, say
from kit.sales.account import Account
from kit.sales.cells.exact import Exact, none, stacked


@dataclass(frozen=True)
class Rows:
    """Rows of one or several files of a table.

    frame
        `file` (position among the files read), `place` (position in the file), and the canonical
        columns that are not figures; missing where blank.
    figures
        Canonical columns that are figures: exact, same length; absent where no file has them.
    columns
        Canonical columns that every file has.
    """

    frame: pd.DataFrame
    figures: Mapping[str, Exact]
    columns: frozenset[str]

    def take(self, rows: npt.NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        frame = self.frame[rows].reset_index(drop=True)
        return Rows(frame, {k: v.take(rows) for k, v in self.figures.items()}, self.columns)


def mask_of(cells: pd.Series, says: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
    """Where a cell says something, asked once for each distinct cell; False where blank."""
    true = [one for one in cells.dropna().unique() if says(one)]
    return np.asarray(cells.isin(true), dtype=np.bool_)


def joined(parts: Sequence[Rows]) -> Rows:
    """The rows of several files, in file order."""
    figures = {}
    for name in dict.fromkeys(name for part in parts for name in part.figures):
        figures[name] = stacked([part.figures.get(name, none(len(part.frame))) for part in parts])
    frame = pd.concat([part.frame for part in parts], ignore_index=True)
    return Rows(frame, figures, frozenset.intersection(*(part.columns for part in parts)))


def without_repeats(rows: Rows, accounts: Sequence[Account]) -> Rows:
    """Leave out rows that another file of the table has already given.

    Repeated rows inside one file are order lines and stay: of equal rows as many are kept as the
    file that has most of them.
    """
    frame = rows.frame
    if frame["file"].nunique() < 2:
        return rows
    compared = [c for c in frame.columns if c in rows.columns or c == "regular"]
    keys = frame[compared].copy()
    for name, figure in rows.figures.items():
        keys[name] = figure.mantissa
        keys[name + " missing"] = figure.missing
    same = keys.groupby(list(keys.columns), dropna=False, sort=False).ngroup().to_numpy()
    nth = pd.DataFrame({"same": same, "file": frame["file"]}).groupby(["same", "file"]).cumcount()
    again = pd.DataFrame({"same": same, "nth": nth}).duplicated().to_numpy()
    set_aside_rows(
        rows, again, accounts, say("the same row stands in another file that was read before")
    )
    return rows.take(~again)


def set_aside_rows(
    rows: Rows, mask: npt.NDArray[np.bool_], accounts: Sequence[Account], reason: Text
) -> None:
    """Set rows of several files aside, each in its own file's account."""
    chosen = rows.frame.loc[mask, ["file", "place"]]
    for file, places in chosen.groupby("file")["place"]:
        account = accounts[int(str(file))]
        in_file = np.zeros(len(account.raw.rows), dtype=np.bool_)
        in_file[places.to_numpy()] = True
        account.set_aside(in_file, reason)
