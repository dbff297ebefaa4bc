"""Rows of several files of one table, each still tied to its place in its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Text, say
from kit.sales.account import Account
from kit.sales.cells.distinct import Codes
from kit.sales.cells.exact import Exact
from kit.sales.columns import Columns, constant
from kit.sales.stored import IN_MEMORY, give_back

Mask = npt.NDArray[np.bool_]
_FIRST = 5000


def coded(*columns: pd.Series | npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """For each row a number, the same where all columns are; in order of appearance."""
    return reduce(_together, map(_numbered, columns)).astype(np.int64)


def _together(codes: Codes, others: Codes) -> Codes:
    """For each row a number, the same where both numbers are; all three in order of appearance."""
    if not differing(others, codes).any():  # an order has one client: its number says all
        return others
    if not differing(codes, others).any():
        return codes
    both = codes.astype(np.int64) * (int(others.max(initial=0)) + 1) + others
    return pd.factorize(both)[0]


def _numbered(column: pd.Series | npt.NDArray[Any]) -> Codes:
    """For each row the number of its value, in order of appearance.

    Of very many texts those with the same last sign are numbered together, one such part after the
    other: a table of millions of different texts would take more memory than the texts do.
    """
    if len(column) <= IN_MEMORY or not isinstance(column, pd.Series) or column.dtype != "str":
        return pd.factorize(column, use_na_sentinel=False)[0]
    texts = pa.chunked_array([pa.array(column)]).combine_chunks()
    last = pc.dictionary_encode(pc.utf8_slice_codeunits(texts, -1, None), "encode")
    signs = pc.cast(last.indices, pa.int32()).to_numpy()
    codes, n = np.empty(len(texts), dtype=np.int32), 0
    for sign in range(len(last.dictionary)):
        rows = np.flatnonzero(signs == sign)
        part = pc.dictionary_encode(texts.take(pa.array(rows)), "encode")
        codes[rows] = part.indices.to_numpy() + np.int32(n)
        n += len(part.dictionary)
    del texts, last, signs
    first = np.empty(n, dtype=np.int32)
    first[codes[::-1]] = np.arange(len(codes), dtype=np.int32)[::-1]
    rank = np.empty(n, dtype=np.int32)
    rank[np.argsort(first)] = np.arange(n, dtype=np.int32)
    give_back()
    return rank[codes]


def differing(codes: Codes, values: Codes) -> npt.NDArray[np.bool_]:
    """For each code from 0 on, whether its rows have different values. Shape (codes,)."""
    any_of = np.zeros(int(codes.max(initial=-1)) + 1, dtype=values.dtype)
    any_of[codes] = values
    different = np.zeros(len(any_of), dtype=np.bool_)
    different[codes[values != any_of[codes]]] = True
    return different


def first_orders(rows: Rows) -> tuple[int, int]:
    """How many orders among the first rows have several rows, and how many of these one amount.

    A look at the first rows, for what a look at all of them could only confirm.
    """
    frame = rows.frame.iloc[:_FIRST]
    codes = coded(*(frame[name] for name in ("file", "client_id", "order_id")))
    amounts = pd.factorize(rows.figures["amount"].mantissa[:_FIRST])[0].astype(np.int64)
    several = np.bincount(codes, minlength=1)[: len(np.unique(codes))] > 1
    return int(several.sum()), int((several & ~differing(codes, amounts)).sum())


def _held(column: pd.Series) -> pd.Series | npt.NDArray[Any]:
    """A column of a frame as numpy has it, if it is its own."""
    numpys = isinstance(column.dtype, np.dtype) and column.dtype != object
    return column.to_numpy() if numpys else column


def some_cells(column: Any, which: Mask | Codes) -> Any:
    """Some cells of a column, by a mask or by their places, counted anew."""
    if isinstance(column, pd.Series):
        return column.iloc[which].reset_index(drop=True)
    if isinstance(column, np.ndarray) and column.strides == (0,) and len(column):
        masked = which.dtype == np.bool_
        return constant(column[0], int(np.count_nonzero(which)) if masked else len(which))
    return column[which]


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
        cls,
        columns: Columns,
        cells: dict[str, Any],
        figures: dict[str, Exact],
    ) -> Rows:
        """The rows of one file that are still used, with their cells and figures.

        These are emptied one by one, so that many rows are not held twice.
        """
        account, kept = columns.account, columns.account.used
        places = np.flatnonzero(kept).astype(np.int32)
        parts = {"file": constant(np.int32(account.place), len(places)), "place": places}
        parts |= {name: some_cells(cells.pop(name), kept) for name in list(cells)}
        frame = pd.DataFrame(parts, copy=False)
        if len(frame) > IN_MEMORY:
            give_back()
        taken = {name: figures.pop(name).take(kept) for name in list(figures)}
        return cls(frame, taken, frozenset(columns.match.positions), {account.place: account})

    def codes(self, *names: str) -> Codes:
        """For each row a number, the same where all these columns are; in order of appearance."""
        codes = self._codes.get(names)
        if codes is None:
            if len(names) == 1:
                codes = _numbered(self.frame[names[0]])
            else:
                codes = _together(self.codes(*names[:-1]), self.codes(names[-1]))
            codes = codes.astype(np.int32, copy=False)
            self._codes[names] = codes
        return codes

    @cached_property
    def _codes(self) -> dict[tuple[str, ...], Codes]:
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
        columns = {name: some_cells(_held(column), rows) for name, column in self.frame.items()}
        frame = pd.DataFrame(columns, copy=False)
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
        # one function of a client is another thing than the client, also where a file knows none
        always = ("regular", "function")
        compared = [name for name in self.frame if name in self.columns or name in always]
        keys = self.frame[compared].copy()
        for name, figure in self.figures.items():
            keys[name] = figure.mantissa
            keys[name + " missing"] = figure.missing
        same = keys.groupby(list(keys.columns), dropna=False, sort=False, observed=True).ngroup()
        nth = keys.groupby([same, files]).cumcount()
        again = pd.DataFrame({"same": same, "nth": nth}).duplicated()
        return self.without(again, say("the same row is in another file that was read before"))
