"""The account of one file: every row that was read is used or set aside, with a reason."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.language import Text, say
from kit.sales.cells.exact import Exact
from kit.sales.condition import rows_meeting
from kit.sales.files.raw import Raw
from kit.sales.headings.match import Match
from kit.sales.headings.names import addresses
from kit.sales.tables import InputFile, Word

MOST_WORDS = 100  # of a status column


class Account:
    """Which rows of a file are still used; a row keeps the first reason it was set aside for.

    `place`: which of the files read it is.
    """

    def __init__(self, place: int, table: str, raw: Raw, match: Match) -> None:
        self.place = place
        self.table = table
        self.raw = raw
        self.match = match
        self.reasons: list[Text] = []
        self.reason_of = np.full(len(raw.rows), -1, dtype=np.int32)
        self.unread = np.zeros(len(raw.rows), dtype=np.bool_)  # set aside for want of a figure
        self.about: dict[str, str] = {}  # what is asked of its words and flags: the column's name
        self.notes: list[Text] = []
        self.statuses: pd.Series | None = None  # cells of the status column, one for each row
        self.judged: npt.NDArray[np.bool_] | None = None  # rows that were left for their status
        self.amounts: Exact | None = None  # of every row, used or not, where the file states them
        self.note(*raw.notes, *match.notes)

    @property
    def used(self) -> npt.NDArray[np.bool_]:
        """True for rows not set aside. Shape (rows,)."""
        return self.reason_of < 0

    def set_aside(self, rows: npt.NDArray[np.bool_], reason: Text, *, unread: bool = False) -> None:
        """Set rows aside, except those that already are; `unread`: for want of a figure."""
        new = rows & self.used
        if new.any():
            self.reason_of[new] = len(self.reasons)
            self.reasons.append(reason)
            self.unread |= new & unread

    def set_aside_unless_met(self, where: str) -> None:
        """Set rows aside that do not meet a condition on the file's own columns.

        Raises
        ------
        KitError
            The condition is not understood.
        """
        met = rows_meeting(self.raw, where)
        self.set_aside(~met, say("does not meet the condition {where}", where=where))

    def note(self, *notes: Text) -> None:
        """Add how the file was read, each note once."""
        self.notes += [note for note in notes if note not in self.notes]

    def input_file(self, per_unit: int) -> InputFile:
        """The account in figures; `Rows.check` has seen that it balances.

        `per_unit`: minor units per unit.
        """
        raw = self.raw
        early, used = len(raw.set_aside), int(self.used.sum())
        headings = addresses(raw.header)
        return InputFile(
            file=raw.file,
            table=self.table,
            sha256=raw.sha256,
            rows_read=early + len(raw.rows),
            rows_used=used,
            rows_set_aside=early + len(raw.rows) - used,
            matched={name: headings[place] for name, place in self.match.positions.items()},
            notes=tuple(self.notes),
            words=self._words(per_unit),
            reasons=tuple(self.count()),
        )

    def _words(self, per_unit: int) -> tuple[Word, ...]:
        """What the status column says, with rows and sums; the most frequent first."""
        if self.statuses is None:
            return ()
        judged = np.ones(len(self.raw.rows), dtype=np.bool_) if self.judged is None else self.judged
        codes, names = pd.factorize(self.statuses, use_na_sentinel=False)
        rows = np.bincount(codes[judged], minlength=len(names))
        used = np.bincount(codes[self.used], minlength=len(names))
        sums = None
        if self.amounts is not None:
            stated = judged & ~self.amounts.missing
            sums, _ = self.amounts.take(stated).total(codes[stated], len(names)).minor(per_unit)
        words = [
            Word(
                "" if pd.isna(name) else str(name),
                bool(used[at]),
                int(rows[at]),
                None if sums is None else int(sums[at]),
            )
            for at, name in enumerate(names)
            if rows[at]
        ]
        words.sort(key=lambda word: -word.rows)
        return tuple(words[:MOST_WORDS])

    def set_aside_rows(self) -> pd.DataFrame:
        """`file`, `row`, `reason`, `record` of every row not used, by row."""
        raw = self.raw
        early = raw.set_aside
        places = np.flatnonzero(~self.used)
        rows = np.concatenate([np.array([row.row for row in early], np.int64), raw.rows[places]])
        reasons = [self.reasons[code] for code in self.reason_of[places]]
        records = [pa.array([row.record for row in early], pa.string())]
        frame = pd.DataFrame(
            {
                "file": pd.Series(pd.array(pa.repeat(raw.file, len(rows)), dtype="str")),
                "row": rows,
                "reason": pd.Series([*(row.reason for row in early), *reasons], dtype=object),
                "record": pd.array(
                    pa.chunked_array([*records, *_records(raw.cells, places)]), dtype="str"
                ),
            }
        )
        return frame.sort_values("row", kind="stable", ignore_index=True)

    def count(self) -> list[tuple[Text, int]]:
        """Each reason with its number of rows, most frequent first."""
        counts: dict[str, tuple[Text, int]] = {}
        early = [(row.reason, 1) for row in self.raw.set_aside]
        later = [(text, int((self.reason_of == n).sum())) for n, text in enumerate(self.reasons)]
        for reason, rows in early + later:
            text, n = counts.get(str(reason), (reason, 0))
            counts[str(reason)] = (text, n + rows)
        return sorted(counts.values(), key=lambda pair: -pair[1])


def _records(cells: pa.Table, places: npt.NDArray[np.intp]) -> list[pa.Array]:
    """Rows as text, cells joined with " | "."""
    if not len(places):
        return []
    some = cells.take(pa.array(places))
    columns = [pc.fill_null(column.combine_chunks(), "") for column in some.columns]
    return [pc.binary_join_element_wise(*columns, " | ")]
