"""Which column of a file is the amount, where several are, or where it holds more or less."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

from kit.language import Text, say
from kit.sales.cells.sides import DEBIT, heading_side, opposite
from kit.sales.doubts import Doubts
from kit.sales.files.raw import Raw
from kit.sales.headings.additions import Addition, additions, before_fees, tax_within
from kit.sales.headings.asking import ColumnQuestions
from kit.sales.headings.names import Layout, plain
from kit.sales.tables import table_name

AMOUNTS = ("amount", "line_amount")


class AmountColumns(ColumnQuestions):
    """What the columns of money of one file show of each other.

    `lines`: order lines are read as well. `stated`: columns that a person named. `tax`: the tax
    that the amount holds, where that alone has a column beside it.
    """

    def __init__(self, raw: Raw, table: str, doubts: Doubts, *, qualify: bool, lines: bool) -> None:
        super().__init__(raw, table, doubts, qualify=qualify)
        self.lines = lines
        self.plain = [plain(heading) for heading in raw.header]
        self.stated: frozenset[str] = frozenset()
        self.tax: Addition | None = None

    def ask_which(self, canonical: str, places: list[int]) -> None:
        """Ask which of several columns it is; the smaller amount goes first where one adds up."""
        if canonical in AMOUNTS:
            for addition in self.additions(canonical, places):
                if addition.base in places:
                    first = [addition.base, addition.total]
                    first = first[::-1] if addition.kept else first
                    rest = [place for place in places if place not in first]
                    return self.ask(canonical, [*first, *rest], self.together(addition))
        return self.ask(canonical, places, self.several(canonical, places))

    def additions(self, canonical: str, totals: list[int] | None = None) -> list[Addition]:
        """Columns of money that are others and something on top, but for columns that are known."""
        known = [place for name, place in self.positions.items() if name != canonical]
        return additions(self.raw, totals, known)

    def compare_amount(self, layout: Layout | None) -> None:
        """Ask where the amount is another column and something on top: a tax, freight."""
        canonical = "line_amount" if self.table == "lines" else "amount"
        place = self.positions.get(canonical)
        if self.table not in ("orders", "lines") or place is None:
            return None
        if canonical in self.stated or canonical in self.asked:
            return None
        if self.lines and canonical == "amount":  # which the lines give
            return None
        if layout is not None and self.plain[place] in layout.columns.get(canonical, ())[:1]:
            return None  # in a known export it is known what its first column holds
        known = set(self.positions.values()) - {place}
        others = {self.positions.get(name) for name in ("cost", "unit_price")}  # by name alone
        for addition in additions(self.raw, [place], known):
            places = [addition.base, place]
            places = places if addition.taxed and not addition.kept else places[::-1]
            return self.ask(canonical, places, self.together(addition))
        before = before_fees(self.raw, place, known - others)
        if before is not None:
            places = [before.total, place]
            places = places if before.kept else places[::-1]
            return self.ask(canonical, places, self.left_over(before))
        if self.table == "orders":
            self.tax = tax_within(self.raw, place, known)
        return None

    def left_over(self, addition: Addition) -> Text:
        """That a column is what is left of another one, and which of them is the amount."""
        left, *taken = addition.parts
        return say(
            "{file} ({table}): “{base}” is “{total}” less {columns} (row {row:plain}: {whole} less"
            " {parts} is {left}). Which of them is the amount? Usual is what the client pays: after"
            " discounts, before fees.",
            base=self.names[addition.base],
            columns=self.quoted(addition.added),
            parts=taken,
            left=left,
            **self._whole_of(addition),
        )

    def together(self, addition: Addition) -> Text:
        """That a column is another one with something on top, and which of them is the amount."""
        if addition.kept:
            return self.left_over(addition)
        values = self._whole_of(addition)
        if not addition.added:
            return say(
                "{file} ({table}): “{total}” is “{base}” and a constant share more (row"
                " {row:plain}: {whole} is {part} and {share:percent}). Which of them is the amount?"
                " Usual is the one without tax.",
                part=addition.parts[0],
                base=self.names[addition.base],
                share=addition.parts[1] / addition.parts[0],
                **values,
            )
        return say(
            "{file} ({table}): “{total}” is {columns} together (row {row:plain}: {parts} make"
            " {whole}). Which of them is the amount? Usual is the one without tax and freight.",
            columns=self.quoted([addition.base, *addition.added]),
            parts=list(addition.parts),
            **values,
        )

    def _whole_of(self, addition: Addition) -> dict[str, Any]:
        """The file, and the sum in the row that shows it."""
        return {
            "file": self.raw.file,
            "table": table_name(self.table),
            "total": self.names[addition.total],
            "row": int(self.raw.rows[addition.row]),
            "whole": addition.whole,
        }

    def booked(self) -> bool:
        """Take the debit of a book for the amount, where the credit has a column of its own.

        Which of them are orders is asked of the rows. No cell may hold both: they would be the
        numbers of accounts, or turnovers.
        """
        for place, heading in enumerate(self.raw.header):
            other = opposite(self.raw.header, place)
            if other is None or heading_side(heading) != DEBIT:
                continue
            debit, credit = (self.raw.cells.column(at) for at in (place, other))
            filled = [pc.match_substring_regex(cells, "[1-9]") for cells in (debit, credit)]
            both = pc.and_(*(pc.fill_null(cells, False) for cells in filled))
            if not pc.any(both).as_py() and {place, other}.isdisjoint(self.positions.values()):
                self.positions["amount"] = place
                return True
        return False
