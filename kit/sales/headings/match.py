"""Which column of a file is which canonical column: the person's map, layouts, synonyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kit.errors import KitError
from kit.language import Text, say
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.files.raw import Raw
from kit.sales.headings import dating
from kit.sales.headings.additions import Addition
from kit.sales.headings.amount_columns import AmountColumns
from kit.sales.headings.asking import BY_ROW
from kit.sales.headings.likely import holds_dates, likely_columns, near_misses
from kit.sales.headings.names import (
    TITLE,
    Layout,
    column_position,
    has_column,
    layout_of,
    synonyms,
)
from kit.sales.headings.order_numbers import may_number, paid_in_parts
from kit.sales.headings.reports import why_no_table
from kit.sales.tables import TABLES, Column, Kind, column_name, table_name

# Columns that may be missing, but change figures: what is almost called so is asked about.
NEAR_MISSES: Mapping[str, tuple[str, ...]] = {
    "orders": ("margin", "employee_id"),
    "clients": ("annual_budget",),
    "contracts": ("ends_on",),
}
BUDGETS = {"annual_budget_low", "annual_budget_high"}
NONE = "none"  # the answer that it is no column of the file


@dataclass(frozen=True)
class Match:
    """Canonical column to its position in the file, and how that was found.

    `by_title`: orders are named by a title, which need not be unique. `left_out`: optional columns
    with several candidates. `fulfilled`: a heading that could be mapped to `fulfilled_on`. `asked`:
    columns that a person has still to name, with what could be it; where something could, its
    position is provisional, else there is none. `several`: those of them of which there are several
    by name; the others have no column with a known name. `stated`: columns that a person named.
    `instead`: the day a record was made, where a better date was taken before it. `tax`: the tax
    that the amount holds, where that alone has a column beside it.
    """

    positions: Mapping[str, int]
    layout: str | None
    by_title: bool
    left_out: Mapping[str, tuple[str, ...]]
    fulfilled: str | None
    notes: tuple[Text, ...]
    asked: Mapping[str, tuple[str, ...]]
    several: frozenset[str]
    stated: frozenset[str] = frozenset()
    instead: str | None = None
    tax: Addition | None = None


def match_columns(
    raw: Raw,
    table: str,
    mapped: Mapping[str, str],
    *,
    qualify: bool = False,
    lines: bool = False,
    numbered: bool | None = None,
    doubts: Doubts | None = None,
) -> Match:
    """Find each canonical column of `table` in a file.

    The person's map and answers decide first, then a known layout, then synonyms: one candidate is
    taken, several are asked about for a required column and left out for an optional one.

    Parameters
    ----------
    mapped
        Canonical column to the file's own column (a repeated heading's second is "Name#2").
    qualify
        Write `--map orders.amount=...` in messages, because several tables are read.
    lines
        Order lines are read as well, so orders need no amount of their own.
    numbered
        Orders need a number, because other rows name it; None: as `lines`.
    doubts
        Where what is open is asked; without it, that is an error.

    Raises
    ------
    KitError
        A mapped column is not there, or the file is no table of orders at all.
    """
    asked = Doubts() if doubts is None else doubts
    search = _Search(raw, table, mapped, qualify, lines, asked)
    search.needs_number = table != "orders" or (lines if numbered is None else numbered)
    match = search.run()
    if doubts is None:
        asked.close()
    return match


class _Search(AmountColumns):
    """One file's search; `positions` grows from the surest source to the least sure."""

    def __init__(
        self,
        raw: Raw,
        table: str,
        mapped: Mapping[str, str],
        qualify: bool,
        lines: bool,
        doubts: Doubts,
    ) -> None:
        super().__init__(raw, table, doubts, qualify=qualify, lines=lines)
        self.mapped = mapped
        self.missing: frozenset[str] = frozenset()
        self.instead: str | None = None
        self.by_row = False  # a person said that each row is an order
        self.left_out: dict[str, tuple[str, ...]] = {}
        self.notes: list[Text] = []

    def run(self) -> Match:
        for canonical, wanted in self.mapped.items():
            self.positions[canonical] = column_position(
                self.raw, wanted, f"{self.table}.{canonical}"
            )
            self.doubts.settled[f"{self.table}.{canonical}"] = wanted
        self.from_answers()
        self.stated = frozenset(self.positions)
        layout = layout_of(self.table, self.raw.header)
        closed = self.from_layout(layout) if layout else set()
        self.refuse_reports()
        for column in TABLES[self.table]:
            if column.name == "order_id" and self.by_row:
                continue
            if column.name not in self.positions and column.name not in closed:
                self.from_synonyms(column)
        by_title = self.titles()
        self.check_required()
        self.compare_amount(layout)
        if layout is None:  # in a known export everything is known
            self.ask_near_misses()
        self.compare_with_last_time()
        fulfilled = self.candidates("fulfilled_on") if self.table == "orders" else []
        return Match(
            positions=dict(self.positions),
            layout=layout.name if layout else None,
            by_title=by_title,
            left_out=dict(self.left_out),
            fulfilled=self.names[fulfilled[0]] if fulfilled else None,
            notes=tuple(self.notes),
            asked=dict(self.asked),
            several=frozenset(self.asked) - self.missing,
            stated=self.stated,
            instead=self.instead,
            tax=self.tax,
        )

    def from_answers(self) -> None:
        """Columns that a person named in answer to an earlier question, where they are there."""
        for column in TABLES[self.table]:
            answer = self.doubts.answers.get(f"{self.table}.{column.name}")
            if answer is None or column.name in self.positions:
                continue
            if column.name == "order_id" and answer == BY_ROW and self.table == "orders":
                self.by_row = not self.needs_number
                self.doubts.settled["orders.order_id"] = answer
                continue
            if has_column(self.raw, answer):
                key = f"{self.table}.{column.name}"
                self.positions[column.name] = column_position(self.raw, answer, key)
                self.doubts.settled[key] = answer

    def ask_near_misses(self) -> None:
        """Ask about a column that is almost called like one that figures depend on."""
        for canonical in NEAR_MISSES.get(self.table, ()):
            key = f"{self.table}.{canonical}"
            if canonical in self.positions or canonical in self.left_out:
                continue
            if canonical == "annual_budget" and BUDGETS & self.positions.keys():
                continue
            places = near_misses(self.raw, self.table, canonical, set(self.positions.values()))
            if not places:
                continue
            text = say(
                "{file} ({table}): no column is called like the {column}, but one nearly is.",
                file=self.raw.file,
                table=table_name(self.table),
                column=column_name(canonical),
            )
            none = Choice(NONE, say("no column of this file"))
            choices = (*self.choices(canonical, places), none)
            answer = self.doubts.ask(
                Doubt(key, text, choices, option=self.option(canonical, "COLUMN")),
                provisional=NONE,
                fits=lambda answer: answer == NONE or has_column(self.raw, answer),
            )
            if answer != NONE:
                self.positions[canonical] = column_position(self.raw, answer, key)

    def compare_with_last_time(self) -> None:
        """Ask where a column that a person chose has gone, and another one would take its place."""
        former = self.doubts.former.get(self.table, {})
        gone = [
            name
            for name, headings in former.items()
            if not any(has_column(self.raw, heading) for heading in headings)
        ]
        if len(gone) * 2 > len(former):  # another kind of export altogether
            return
        for column in TABLES[self.table]:
            name = column.name
            key = f"{self.table}.{name}"
            chosen = key in self.doubts.answers and key not in self.doubts.settled
            if chosen and name in gone and name in self.positions and name not in self.asked:
                text = say(
                    "{file} ({table}): last time the {column} was read from “{former}”, which this"
                    " file does not have. Is it now “{now}”?",
                    file=self.raw.file,
                    table=table_name(self.table),
                    column=column_name(name),
                    former=former[name][0],
                    now=self.names[self.positions[name]],
                )
                self.ask(name, [self.positions[name]], text)

    def from_layout(self, layout: Layout) -> set[str]:
        """Take the layout's columns; give back those that it leaves out on purpose."""
        self.notes.append(say("Recognised as an export of {system}.", system=layout.name))
        for canonical, headings in layout.columns.items():
            if canonical in self.positions or canonical == TITLE:
                continue
            fitting = [
                place
                for heading in headings
                for place, name in enumerate(self.plain)
                if name == heading and place not in self.positions.values()
            ]
            filled = [place for place in fitting if not self.blank(place)] or fitting
            if filled:
                self.positions[canonical] = filled[0]
            if canonical == "ordered_on" and filled:
                made = [place for place in filled[1:] if self.made(place)]
                self.instead = self.explicit[made[0]] if made and not self.made(filled[0]) else None
            if len(filled) > 1:
                self.notes.append(
                    say(
                        "{canonical} is read from “{taken}”; not used: {others}.",
                        canonical=column_name(canonical),
                        taken=self.names[filled[0]],
                        others=self.quoted(filled[1:]),
                    )
                )
        return {canonical for canonical, headings in layout.columns.items() if not headings}

    def made(self, place: int) -> bool:
        """Whether a date is that on which a record was made."""
        return dating.meaning(self.raw.header[place]) == "created"

    def refuse_reports(self) -> None:
        """Say what a file is that is no table of orders, before anything is asked about it."""
        if self.table != "orders":
            return
        needed = ("ordered_on", "client_id")
        if all(name in self.positions or self.candidates(name) for name in needed):
            return
        reason = why_no_table(self.raw)
        if reason is not None:
            raise KitError(reason)

    def from_synonyms(self, column: Column) -> None:
        if column.from_map_only:
            return
        if self.table == "orders" and column.name == "ordered_on":
            self.dated()
            return
        places = self.candidates(column.name)
        if column.name == "margin" and self.table == "orders" and not places:
            places = [] if self.candidates("cost") else self.candidates("margin_share")
        if len(places) > 1:
            places = self.narrowed(column, places)
        if len(places) == 1:
            self.positions[column.name] = places[0]
        elif places and column.name == "amount" and self.lines:
            self.notes.append(
                say(
                    "{columns} could be the amount; it is not needed: the lines give it.",
                    columns=self.quoted(places),
                )
            )
        elif places and (column.required or self.decisive(column.name, places)):
            self.ask_which(column.name, places)
        elif places and column.name == "status":
            self.positions["status"] = places[0]  # their words decide which of them it is
        elif places:
            self.left_out[column.name] = tuple(self.names[place] for place in places)
            self.notes.append(
                say(
                    "{canonical} is left out: {columns} could each be it; "
                    "add {option} to choose one.",
                    canonical=column_name(column.name),
                    columns=self.quoted(places),
                    option=self.option(column.name, self.explicit[places[0]]),
                )
            )

    def dated(self) -> None:
        """Take the date on which a deal was won or ordered, before the day its record was made.

        A date of payment or shipping will do where there is no other; beside the day of the record
        only a person can say which of them is meant. An expected day is never taken.
        """
        named = self.candidates("ordered_on")
        others = [
            place
            for place, heading in enumerate(self.raw.header)
            if place not in named
            and place not in self.positions.values()
            and dating.meaning(heading) in ("won", "closed", "paid", "shipped", "created")
            and holds_dates(self.raw, place, seconds=True)
        ]
        kinds: dict[str, list[int]] = {}
        for place in [*named, *others]:
            kinds.setdefault(dating.meaning(self.raw.header[place]), []).append(place)
        places = [place for place in kinds.get("order", ()) if place in named]
        places += kinds.get("won") or kinds.get("closed", [])
        created, later = kinds.get("created", []), kinds.get("paid", []) + kinds.get("shipped", [])
        if places and created:
            self.instead = self.explicit[created[0]]
        elif not places and created and later:
            places = [*created, *later]
        elif not places:
            places = created or later
        if len(places) > 1:
            column = next(column for column in TABLES["orders"] if column.name == "ordered_on")
            places = self.narrowed(column, places)
        if len(places) > 1:
            self.ask("ordered_on", places, self.several("ordered_on", places))
        elif places:
            self.positions["ordered_on"] = places[0]
            passed = [place for place in [*created, *kinds.get("closed", [])] if place != places[0]]
            if passed:
                self.notes.append(
                    say(
                        "Orders are dated by “{taken}”, not by {others}.",
                        taken=self.names[places[0]],
                        others=self.quoted(dict.fromkeys(passed)),
                    )
                )

    def decisive(self, canonical: str, places: Sequence[int]) -> bool:
        """Whether amounts would be wrong if this optional column were left out in silence."""
        if canonical == "discount":
            priced = "amount" not in self.positions and "line_amount" not in self.positions
            return priced and (self.table == "lines" or not self.lines)
        if canonical == "line_amount":
            return not {"quantity", "unit_price"} <= set(self.positions)
        several = any(len(self.cells(place).dropna().unique()) > 1 for place in places)
        return canonical == "currency" and several

    def narrowed(self, column: Column, places: list[int]) -> list[int]:
        """One of several candidates where the choice changes nothing, else all of them."""
        first = self.cells(places[0])
        if all(self.cells(place).equals(first) for place in places[1:]):
            reason = say("hold the same in every row")
        elif column.kind is Kind.ID and all(
            _one_to_one(first, self.cells(place)) for place in places[1:]
        ):
            reason = say("correspond one to one")
            places = sorted(places, key=lambda place: int(self.cells(place).isna().sum()))
        else:
            return places
        self.notes.append(
            say(
                "{canonical} is read from “{taken}”; {columns} {reason}.",
                canonical=column_name(column.name),
                taken=self.names[places[0]],
                columns=self.quoted(places),
                reason=reason,
            )
        )
        return places[:1]

    def titles(self) -> bool:
        """Whether orders are named by titles; takes a title where no order number was found."""
        if self.table != "orders" or self.by_row:
            return False
        titles = synonyms("orders")[TITLE]
        if "order_id" not in self.positions:
            places = self.candidates(TITLE)
            if len(places) > 1:
                self.ask("order_id", places, self.several("order_id", places))
            elif places:
                self.positions["order_id"] = places[0]
            else:
                return False
        return self.plain[self.positions["order_id"]] in titles

    def check_required(self) -> None:
        derivable = "quantity" in self.positions and "unit_price" in self.positions
        missing = [
            column.name
            for column in TABLES[self.table]
            if column.required
            and column.name not in self.positions
            and not (column.name == "amount" and (self.lines or derivable))
            and not ("line_amount" in self.positions and column.name in ("quantity", "unit_price"))
        ]
        if "amount" in missing and self.table == "orders" and self.booked():
            missing.remove("amount")
        if not missing:
            return
        likely = likely_columns(self.raw, self.table, missing, set(self.positions.values()))
        if "order_id" in missing and not self.needs_number:
            numbers = [place for place in likely["order_id"] if may_number(self.raw, place)]
            likely["order_id"] = numbers or paid_in_parts(self.raw, self.positions)
            if self.by_row or not likely["order_id"]:
                missing.remove("order_id")
        self.missing = frozenset(missing)
        sums = self.additions("amount") if "amount" in missing else []
        for canonical in missing:
            text = self.nowhere(canonical, listing=canonical == missing[0])
            if canonical == "amount" and sums:
                text, first = self.together(sums[0]), [sums[0].base, sums[0].total]
                others = [place for place in likely["amount"] if place not in first]
                likely["amount"] = [*first, *others]
            if self.table == "lines" and canonical == "unit_price":
                text = say(
                    "{question} If a column holds the amount of the whole line, add {option}.",
                    question=text,
                    option=self.option("line_amount", "COLUMN"),
                )
            self.ask(
                canonical,
                likely[canonical],
                text,
                self.nowhere(canonical, listing=False) if likely[canonical] else None,
            )

    def candidates(self, canonical: str) -> list[int]:
        """Unused columns with a name of the canonical column, best first; blank ones only alone."""
        places = [
            place
            for name in synonyms(self.table).get(canonical, ())
            for place, heading in enumerate(self.plain)
            if heading == name and place not in self.positions.values()
        ]
        return [place for place in places if not self.blank(place)] or places[:1]


def _one_to_one(left: pd.Series, right: pd.Series) -> bool:
    """Whether two columns name the same things: each value of one goes with one of the other."""
    codes, names = pd.factorize(left, use_na_sentinel=False)
    other_codes, other_names = pd.factorize(right, use_na_sentinel=False)
    pairs = pd.unique(pd.Series(codes.astype("int64") * len(other_names) + other_codes))
    return len(pairs) == len(names) == len(other_names)
