"""The order of day and month in a column of dates: shown by the data, answered, or asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from kit.errors import KitError
from kit.language import say, say_n
from kit.sales.cells.date_notations import Notation, Written
from kit.sales.files.raw import Source

DateOrder = Literal["day-first", "month-first"]
_MANY = 10


@dataclass(frozen=True)
class DateColumn:
    """The distinct values of a column and how often each occurs."""

    source: Source
    texts: Sequence[str]
    written: Sequence[Written | None]
    codes: npt.NDArray[np.int64]

    def rows_with(self, places: Iterable[int]) -> int:
        """How many rows hold one of these values."""
        return int(np.isin(self.codes, list(places)).sum())

    def example(self, place: int) -> dict[str, str | int]:
        """A value and the first row that holds it."""
        first = int(np.argmax(self.codes == place))
        return {"value": self.texts[place], "row": int(self.source.rows[first])}

    def order_of(self, sign: str, given: DateOrder | None) -> DateOrder | None:
        """The order of day and month for values with this separator; asks if it stays open."""
        places = [
            place
            for place, one in enumerate(self.written)
            if one is not None and one.notation is Notation.SLASHED and one.sign == sign
        ]
        if given is not None or not places:
            return given
        self._refuse_year_first(places)
        day_first, month_first, either = [], [], []
        for place in places:
            one = self.written[place]
            assert one is not None
            as_day, as_month = one.moment(month_first=False), one.moment(month_first=True)
            if as_day and as_month:
                if as_day != as_month:
                    either.append(place)
            elif as_day:
                day_first.append(place)
            elif as_month:
                month_first.append(place)
        if day_first and month_first:
            raise self._contradiction(day_first[0], month_first[0])
        if day_first:
            return "day-first"
        if month_first:
            return "month-first"
        if either:
            raise self._open(either)
        return None

    def _contradiction(self, day_first: int, month_first: int) -> KitError:
        one, other = self.example(day_first), self.example(month_first)
        return KitError(
            say(
                "{file}, column “{column}”: {one} (row {one_row:plain}) can only be day-first, "
                "{other} (row {other_row:plain}) only month-first. Correct the dates in the "
                "source, or add --dates day-first or --dates month-first: values that do not fit "
                "are then set aside.",
                file=self.source.file,
                column=self.source.column,
                one=one["value"],
                one_row=one["row"],
                other=other["value"],
                other_row=other["row"],
            )
        )

    def _open(self, either: Sequence[int]) -> KitError:
        return KitError(
            say_n(
                "{file}, column “{column}”: {n} row can be read day-first or month-first, for "
                "example {value} (row {row:plain}). Add --dates day-first or --dates month-first.",
                "{file}, column “{column}”: {n} rows can be read day-first or month-first, for "
                "example {value} (row {row:plain}). Add --dates day-first or --dates month-first.",
                self.rows_with(either),
                file=self.source.file,
                column=self.source.column,
                **self.example(either[0]),
            )
        )

    def _refuse_year_first(self, places: Sequence[int]) -> None:
        """Two-digit years that may come first: 24-02-13, 24-03-27, where the last part varies."""
        written = [one for place in places if (one := self.written[place]) is not None]
        if not all(one.short_year and one.year_first_possible() for one in written):
            return
        firsts, lasts = ({one.parts[part] for one in written} for part in (0, 2))
        if len(lasts) <= len(firsts):
            return
        raise KitError(
            say_n(
                "{file}, column “{column}”: the year may stand first or last in {n} row, for "
                "example {value} (row {row:plain}). Export it with four-digit years; if the "
                "year stands last, add --dates day-first or --dates month-first.",
                "{file}, column “{column}”: the year may stand first or last in {n} rows, for "
                "example {value} (row {row:plain}). Export it with four-digit years; if the "
                "year stands last, add --dates day-first or --dates month-first.",
                self.rows_with(places),
                file=self.source.file,
                column=self.source.column,
                **self.example(places[0]),
            )
        )

    def refuse_swapped(self) -> None:
        """The trace of a file opened under a foreign setting.

        A spreadsheet that expects the month first turns 03/04 into a date with day and month
        swapped and leaves 13/04 as text: then no ISO date has a day above 12 and every slashed
        one does.
        """
        iso, slashed = (
            [place for place, one in enumerate(self.written) if one and one.notation is notation]
            for notation in (Notation.ISO, Notation.SLASHED)
        )
        if len(iso) < _MANY or len(slashed) < _MANY:
            return
        days = [one.parts[2] for place in iso if (one := self.written[place])]
        largest = [max(one.parts[:2]) for place in slashed if (one := self.written[place])]
        if max(days) > 12 or min(largest) <= 12:
            return
        first, other = self.example(iso[0]), self.example(slashed[0])
        raise KitError(
            say(
                "{file}, column “{column}”: a spreadsheet seems to have swapped day and month. "
                "{dates} rows are dates, none after the 12th (for example {one}, row "
                "{one_row:plain}), and {texts} rows are text, all after the 12th ({other}, row "
                "{other_row:plain}). Export the file again without opening it in a spreadsheet; if "
                "the dates are right, add --dates day-first or --dates month-first.",
                file=self.source.file,
                column=self.source.column,
                dates=self.rows_with(iso),
                texts=self.rows_with(slashed),
                one=first["value"],
                one_row=first["row"],
                other=other["value"],
                other_row=other["row"],
            )
        )
