"""Rows of several files of one table, each still tied to its place in its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.language import Text, say
from kit.sales.account import Account
from kit.sales.cells.exact import Exact
from kit.sales.columns import Columns

Mask = npt.NDArray[np.bool_]


def coded(*columns: pd.Series | npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """For each row a number, the same where all columns are; in order of appearance."""
    codes: npt.NDArray[np.int64] | None = None
    for column in columns:
        part, names = pd.factorize(column, use_na_sentinel=False)
        both = part if codes is None else pd.factorize(codes * len(names) + part)[0]
        codes = both.astype(np.int64)
    assert codes is not None
    return codes


def differing(codes: npt.NDArray[np.int64], values: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """For each code from 0 on, whether its rows have different values. Shape (codes,)."""
    any_of = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    any_of[codes] = values
    different = np.zeros(len(any_of), dtype=np.bool_)
    different[codes[values != any_of[codes]]] = True
    return different


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
    accounts
        The account of each file, by its position.
    """

    frame: pd.DataFrame
    figures: Mapping[str, Exact]
    columns: frozenset[str]
    accounts: Mapping[int, Account]

    @classmethod
    def used(
        cls, columns: Columns, cells: Mapping[str, object], figures: Mapping[str, Exact]
    ) -> Rows:
        """The rows of one file that are still used, with their cells and figures."""
        account = columns.account
        places = np.arange(len(account.raw.rows))
        frame = pd.DataFrame({"file": account.place, "place": places, **cells})
        given = frozenset(columns.match.positions)
        return cls(frame, figures, given, {account.place: account}).take(account.used)

    def codes(self, *names: str) -> npt.NDArray[np.int64]:
        """For each row a number, the same where all these columns are; in order of appearance."""
        codes = self._codes.get(names)
        if codes is None:
            parts = [self._codes.get((name,)) for name in names]
            codes = coded(
                *(
                    self.frame[name] if part is None else part
                    for name, part in zip(names, parts, strict=True)
                )
            )
            self._codes[names] = codes
        return codes

    @cached_property
    def _codes(self) -> dict[tuple[str, ...], npt.NDArray[np.int64]]:
        return {}

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Rows:
        """The rows of several files, in file order."""
        figures = {
            name: Exact.stacked(
                [part.figures.get(name, Exact.none(len(part.frame))) for part in parts]
            )
            for name in dict.fromkeys(name for part in parts for name in part.figures)
        }
        return cls(
            pd.concat([part.frame for part in parts], ignore_index=True),
            figures,
            frozenset.intersection(*(part.columns for part in parts)),
            {place: account for part in parts for place, account in part.accounts.items()},
        )

    def number(self, row: int) -> int:
        """The number of a row in its file, as people see it."""
        file, place = self.frame["file"].iloc[row], self.frame["place"].iloc[row]
        return int(self.accounts[int(file)].raw.rows[int(place)])

    def take(self, rows: npt.NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        frame = self.frame[rows].reset_index(drop=True)
        figures = {name: figure.take(rows) for name, figure in self.figures.items()}
        return replace(self, frame=frame, figures=figures)

    def without(self, rows: npt.NDArray[np.bool_] | pd.Series, reason: Text) -> Rows:
        """The others; these are set aside, each in its own file's account."""
        mask = np.asarray(rows, dtype=np.bool_)
        if not mask.any():
            return self
        for file, places in self.frame.loc[mask, ["file", "place"]].groupby("file")["place"]:
            account = self.accounts[int(str(file))]
            in_file = np.zeros(len(account.raw.rows), dtype=np.bool_)
            in_file[places.to_numpy()] = True
            account.set_aside(in_file, reason)
        return self.take(~mask)

    def check(self) -> None:
        """What the accounts have in use is here, row for row: nothing is lost or counted twice."""
        for file, account in self.accounts.items():
            here = self.frame.loc[self.frame["file"] == file, "place"].sort_values()
            if not np.array_equal(here, np.flatnonzero(account.used)):
                raise AssertionError(
                    f"{account.raw.file}: {int(account.used.sum())} rows in use, {len(here)} here"
                )

    def without_repeats(self) -> Rows:
        """Leave out rows that another file of the table has already given.

        Repeated rows inside one file are order lines and stay: of equal rows as many are kept as
        the file that has most of them.
        """
        files = self.frame["file"]
        if files.nunique() < 2:
            return self
        compared = [name for name in self.frame if name in self.columns or name == "regular"]
        keys = self.frame[compared].copy()
        for name, figure in self.figures.items():
            keys[name] = figure.mantissa
            keys[name + " missing"] = figure.missing
        same = keys.groupby(list(keys.columns), dropna=False, sort=False, observed=True).ngroup()
        nth = keys.groupby([same, files]).cumcount()
        again = pd.DataFrame({"same": same, "nth": nth}).duplicated()
        return self.without(again, say("the same row stands in another file that was read before"))
