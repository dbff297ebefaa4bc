"""The canonical columns of one file, and what becomes of rows whose cells are not understood."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from kit.errors import KitError
from kit.language import Quoted, Text, say, say_n
from kit.sales.cells.amounts import Amounts
from kit.sales.cells.dates import Dates
from kit.sales.cells.exact import Exact
from kit.sales.doubts import Choice, Doubt
from kit.sales.headings.names import shortened
from kit.sales.options import map_option
from kit.sales.read_columns import ReadColumns
from kit.sales.tables import column_name

NEVER = np.datetime64("NaT", "s")
FEW = 0.01  # share of the rows that may be odd without a question


def constant(value: Any, n: int) -> npt.NDArray[Any]:
    """A column that holds the same in every row, in the memory of one row."""
    return np.broadcast_to(np.asarray(value), n)


class Columns(ReadColumns):
    """One file's columns: rows that lack what they need are set aside, or asked about."""

    def set_aside_undated(self, name: str, dates: Dates, blank: Text | None = None) -> None:
        """Set rows aside that have no day in a column that every row needs.

        `blank`: the reason of a row whose cell is blank.

        Raises
        ------
        KitError
            No cell in use is understood.
        """
        heading = self.heading(name)
        self._check_understood(name, ~np.isnat(dates.days), dates.not_understood, dates.period)
        self._set_aside_placeholders(name, dates, blank)
        no_day = np.isnat(dates.days) & ~dates.placeholders
        self.account.set_aside(
            no_day & ~dates.not_understood,
            blank or say("no date: “{column}” is blank", column=heading),
        )
        self.account.set_aside(
            dates.not_understood, say("“{column}” is not understood as a date", column=heading)
        )

    def _set_aside_placeholders(self, name: str, dates: Dates, blank: Text | None) -> None:
        """Set rows aside whose date stands for none; asks where they are more than a few."""
        rows = dates.placeholders & self.account.used
        if not rows.any():
            return
        heading, n = self.heading(name), int(rows.sum())
        dated = int((self.account.used & ~np.isnat(dates.days)).sum())
        if n > FEW * (n + dated) and blank is None:
            text = say_n(
                "{file}: {n} row of “{column}” holds a date such as {example} (row "
                "{row:plain}), which means “no date”. If another column holds the day, name it: "
                "{option}.",
                "{file}: {n} rows of “{column}” hold a date such as {example} (row "
                "{row:plain}), which means “no date”. If another column holds the day, name it: "
                "{option}.",
                n,
                file=self.account.raw.file,
                column=heading,
                example=dates.placeholder,
                row=int(self.account.raw.rows[int(np.flatnonzero(rows)[0])]),
                option=map_option(f"{self.account.table}.{name}", "COLUMN"),
            )
            leave = Choice("leave-out", say("leave these rows out"), n)
            self.doubts.ask(Doubt(f"{self.account.table}.{name}.placeholders", text, (leave,)))
        note = say_n(
            "{file}: {n} row of “{column}” holds a date that means “no date”, such as {example}.",
            "{file}: {n} rows of “{column}” hold a date that means “no date”, such as {example}.",
            n,
            file=self.account.raw.file,
            column=heading,
            example=dates.placeholder,
        )
        self.account.note(note)
        self.caveats.append(note)
        no_date = say(
            "“{column}” holds {example}, which means “no date”",
            column=heading,
            example=dates.placeholder,
        )
        self.account.set_aside(rows, blank or no_date)

    def required_figures(self, name: str, *, money: bool) -> Exact:
        """A column of figures that every row needs; rows without one are set aside.

        Raises
        ------
        KitError
            No cell in use is understood.
        """
        amounts, heading = self.figures(name, money=money), self.heading(name)
        missing = amounts.figures.missing
        self._check_understood(name, ~missing, amounts.not_understood)
        self.account.set_aside(
            missing & ~amounts.not_understood,
            say("no figure: “{column}” is blank", column=heading),
            unread=True,
        )
        self.set_aside_not_understood(name, amounts)
        return amounts.figures

    def set_aside_not_understood(self, name: str, amounts: Amounts) -> None:
        """Set rows aside whose cell is not blank and no figure."""
        self.account.set_aside(
            amounts.not_understood,
            say("“{column}” is not understood as a figure", column=self.heading(name)),
            unread=True,
        )

    def _check_understood(
        self,
        name: str,
        understood: npt.NDArray[np.bool_],
        wrong: npt.NDArray[np.bool_],
        period: Text | None = None,
    ) -> None:
        """Refuse a column of which no cell in use was understood: it must be another column.

        One that is understood in part is asked about. `period`: what it holds instead of days.
        """
        used = self.account.used
        if not (wrong & used).any():
            return
        if (understood & used).any():
            self._ask_if_in_part(name, understood & used, wrong & used, needed=True)
            return
        example = int(np.flatnonzero(wrong & used)[0])
        if period is not None:
            raise KitError(
                say(
                    "{file}: “{column}” holds {period}, not days (row {row:plain}: “{example}”)."
                    " Export the file with the day of each order, not summed by {period}.",
                    file=self.account.raw.file,
                    column=self.heading(name),
                    period=period,
                    row=int(self.account.raw.rows[example]),
                    example=str(self.cells(name)[example]),
                )
            )
        raise KitError(
            say(
                "{file}: not one cell of “{column}” ({n} in use) could be read as {canonical} "
                "(row {row:plain}: “{example}”). If it is the wrong column, name the right one: "
                "{option}.",
                file=self.account.raw.file,
                n=int((wrong & used).sum()),
                column=self.heading(name),
                canonical=column_name(name),
                row=int(self.account.raw.rows[example]),
                example=str(self.cells(name)[example]),
                option=map_option(f"{self.account.table}.{name}", "COLUMN"),
            )
        )

    def _ask_if_in_part(
        self,
        name: str,
        understood: npt.NDArray[np.bool_],
        wrong: npt.NDArray[np.bool_],
        *,
        needed: bool,
    ) -> None:
        """Ask where more than a few cells in use are not understood, with examples of them."""
        n, read = int(wrong.sum()), int(understood.sum())
        if n <= FEW * (n + read):
            return
        cells = self.cells(name)
        examples: list[Text | Quoted] = []
        for place in np.flatnonzero(wrong)[:1000].tolist():
            example = Quoted(shortened(str(cells[place])))
            if example not in examples:
                examples.append(example)
        first = int(self.account.raw.rows[int(np.flatnonzero(wrong)[0])])
        text = say_n(
            "{file}: {n} cell of “{column}” cannot be read as the {meaning}: {examples} (row"
            " {row:plain}); {read} can. Correct it in the source, or say what is to be done.",
            "{file}: {n} cells of “{column}” cannot be read as the {meaning}, such as {examples}"
            " (first in row {row:plain}); {read} can. Correct them in the source, or say what is to"
            " be done.",
            n,
            file=self.account.raw.file,
            column=self.heading(name),
            meaning=column_name(name),
            examples=examples[:3],
            row=first,
            read=read,
        )
        choice = (
            Choice("leave-out", say("leave these rows out"), n)
            if needed
            else Choice("blank", say("count these cells as blank"), n)
        )
        self.doubts.ask(Doubt(f"{self.account.table}.{name}.unread", text, (choice,)))

    def optional_dates(self, name: str) -> npt.NDArray[np.datetime64]:
        """An optional column of days; what cannot be read is missing, and said so."""
        if name in self:
            try:
                dates = self.dates(name)
                self._note_unread(name, dates.not_understood, ~np.isnat(dates.days))
                if dates.placeholders.any():
                    self.account.note(
                        say_n(
                            "“{column}”: {n} cell such as {example} means “no date” and counts "
                            "as blank.",
                            "“{column}”: {n} cells such as {example} mean “no date” and count "
                            "as blank.",
                            int(dates.placeholders.sum()),
                            column=self.heading(name),
                            example=dates.placeholder,
                        )
                    )
                return dates.days
            except KitError as problem:
                self._leave_out(name, problem)
        return constant(NEVER, len(self.account.raw.rows))

    def optional_figures(self, name: str, *, money: bool = True) -> Exact | None:
        """An optional column of figures; what cannot be read is missing, and said so."""
        if name in self:
            try:
                amounts = self.figures(name, money=money)
                self._note_unread(name, amounts.not_understood, ~amounts.figures.missing)
                return amounts.figures
            except KitError as problem:
                self._leave_out(name, problem)
        return None

    def _leave_out(self, name: str, problem: KitError) -> None:
        self.unusable.add(name)
        self.account.note(
            say("{canonical} is left out: {why}", canonical=column_name(name), why=problem.text)
        )

    def _note_unread(
        self, name: str, wrong: npt.NDArray[np.bool_], understood: npt.NDArray[np.bool_]
    ) -> None:
        if not wrong.any():
            return
        used = self.account.used
        self._ask_if_in_part(name, understood & used, wrong & used, needed=False)
        example = int(np.flatnonzero(wrong)[0])
        self.account.note(
            say_n(
                "“{column}”: {n} cell could not be read as {canonical} and counts as blank "
                "(row {row:plain}: “{example}”).",
                "“{column}”: {n} cells could not be read as {canonical} and count as blank "
                "(row {row:plain}: “{example}”).",
                int(wrong.sum()),
                column=self.heading(name),
                canonical=column_name(name),
                row=int(self.account.raw.rows[example]),
                example=str(self.cells(name)[example]),
            )
        )
