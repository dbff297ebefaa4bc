"""From a company's files to the canonical `Sales`; every row is used or set aside with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from kit.errors import KitError
from kit.language import Text, say
from kit.sales import caveats
from kit.sales.account import Account
from kit.sales.cells.columns import Columns, notation
from kit.sales.cells.currencies import one_currency
from kit.sales.deals import ATTRIBUTES, gathered
from kit.sales.files.formats import read_file
from kit.sales.headings.match import match_columns
from kit.sales.headings.names import header_score
from kit.sales.inputs import columns_to_use, mapped_names, parse_inputs
from kit.sales.lines import line_rows, with_lines
from kit.sales.orders import Unknown, order_rows
from kit.sales.people import (
    budgeted,
    drawn_by_lot,
    ends_checked,
    finished,
    for_someone,
    in_order,
    listed_once,
    not_after,
    table_rows,
)
from kit.sales.rows import Rows, joined, without_repeats
from kit.sales.tables import Sales, empty

_NOTHING: Mapping[str, str] = MappingProxyType({})
OTHERS = ("clients", "contracts", "assignments", "employees", "training", "experiment")


def read_sales(
    inputs: Sequence[str],
    *,
    folder: Path = Path(),
    map: Mapping[str, str] = _NOTHING,
    where: str | None = None,
    as_of: date | None = None,
    dates: str | None = None,
    decimals: str | None = None,
    time_zone: str | None = None,
) -> Sales:
    """Read a company's files into the canonical tables.

    Parameters
    ----------
    inputs
        `FILE` (orders) or `TABLE=FILE`; several files of one table are read as one.
    folder
        Where relative file names start.
    map
        Canonical column (`amount` or `orders.amount`) to the source's own column; it beats layouts
        and synonyms.
    where
        SQL condition on the rows of the order files, in their own column names.
    as_of
        Nothing later counts; None: the last day of the rows used.
    dates
        `day-first` or `month-first`, where the files leave it open.
    decimals
        `point` or `comma`, where the files leave it open.
    time_zone
        IANA name of the company's zone, to which times with an offset are converted.

    Raises
    ------
    KitError
        A file, column, condition or figure cannot be used; the text says what to do.
    """
    return _Reading(inputs, folder, map, dates, decimals, time_zone).sales(where, as_of)


class _Reading:
    """The files of one call, matched to their columns."""

    def __init__(
        self,
        inputs: Sequence[str],
        folder: Path,
        mapping: Mapping[str, str],
        dates: str | None,
        decimals: str | None,
        time_zone: str | None,
    ) -> None:
        written = notation(dates, decimals, time_zone)
        found = parse_inputs(inputs, folder)
        names = {one.table: mapped_names(mapping, one.table) for one in found}
        raws = []
        for one in found:
            score = header_score(one.table, list(names[one.table].values()))
            raws.append((one.table, read_file(one.path, one.name, is_header=score)))
        self.tables = {one.table for one in found}
        self.accounts: list[Account] = []
        self.columns: list[Columns] = []
        chosen = columns_to_use(mapping, raws)
        self.own_amount = "lines" not in self.tables or "amount" in names["orders"]
        for (table, raw), mapped in zip(raws, chosen, strict=True):
            account = Account(raw, table)
            account.match = match_columns(
                raw,
                table,
                mapped,
                qualify=len(self.tables) > 1,
                lines=not self.own_amount,
            )
            account.note(account.match.notes)
            self.accounts.append(account)
            self.columns.append(Columns(account, account.match, written))
        self.notes: list[Text] = []

    def of(self, table: str) -> list[tuple[int, Columns]]:
        """The files of one table, with their places among all files."""
        return [(n, c) for n, c in enumerate(self.columns) if c.account.table == table]

    def sales(self, where: str | None, as_of: date | None) -> Sales:
        """Read every table, orders first: they say which lines count and when the data end."""
        orders = self.orders(where, as_of)
        self.check_left(orders)
        others: dict[str, Rows] = {
            table: joined([table_rows(columns, n) for n, columns in self.of(table)])
            for table in OTHERS
            if table in self.tables
        }
        currency, per_unit, notes = one_currency(
            orders.frame["currency"], self.signs(), self.currency_condition(orders)
        )
        self.notes += notes
        titled = orders.frame["file"].isin([n for n, c in self.of("orders") if c.match.by_title])
        frame, notes_on_orders = gathered(orders, titled.to_numpy(), per_unit)
        self.notes += notes_on_orders
        end = as_of or frame["day"].max().date()
        frames = self.others(others, end, per_unit)
        self.notes += caveats.about(frame, frames, end, titled=bool(titled.any()))
        files = [account.input_file() for account in self.accounts]
        aside = pd.concat([one.set_aside_rows() for one in self.accounts], ignore_index=True)
        return Sales(
            orders=_present(frame, orders),
            **frames,
            given=self.given(frame),
            start=frame["day"].min().date(),
            as_of=end,
            currency=currency,
            per_unit=per_unit,
            set_aside=aside,
            inputs=tuple(files),
            notes=tuple(self.notes),
        )

    def orders(self, where: str | None, as_of: date | None) -> Rows:
        """The usable order rows of all files, priced by their lines where those are given."""
        unknown = Unknown()
        files = self.of("orders")
        dated = {columns.account.raw.file: "fulfilled_on" in columns for _, columns in files}
        if len(set(dated.values())) > 1:
            raise KitError(
                say(
                    "fulfilled_on is mapped, but {files} have no such column: deals must be dated"
                    " in the same way in every file.",
                    files=[file for file, has in dated.items() if not has],
                )
            )
        rows = joined(
            [
                order_rows(
                    columns,
                    n,
                    where=where,
                    as_of=as_of,
                    own_amount=self.own_amount,
                    unknown=unknown,
                )
                for n, columns in files
            ]
        )
        rows = without_repeats(rows, self.accounts)
        if "lines" in self.tables:
            lines = joined([line_rows(columns, n) for n, columns in self.of("lines")])
            lines = without_repeats(lines, self.accounts)
            every = pd.concat([columns.ids("order_id") for _, columns in files])
            rows = with_lines(rows, lines, every, self.accounts, own_amount=self.own_amount)
        self.notes += caveats.dating([columns for _, columns in files])
        self.notes += caveats.left_out([columns.match for _, columns in files])
        self.notes += caveats.unknown_words(unknown.statuses, unknown.kinds)
        self.notes += caveats.partial(rows, [c for _, c in files + self.of("lines")])
        return rows

    def others(self, read: Mapping[str, Rows], end: date, per_unit: int) -> dict[str, pd.DataFrame]:
        """The other canonical tables, by name; an empty frame for one not given."""
        frames = {}
        for table in OTHERS:
            if table not in read:
                frames[table] = empty(table)
                continue
            rows = without_repeats(read[table], self.accounts)
            if table in ("clients", "employees"):
                rows, notes = listed_once(rows, f"{table[:-1]}_id", self.accounts)
                self.notes += notes
            if table == "contracts":
                rows = not_after(rows, "signed_on", end, self.accounts)
            if table == "assignments":
                rows = not_after(rows, "from_on", end, self.accounts)
                rows = in_order(rows, "from_on", "to_on", self.accounts)
            if table == "training":
                rows = not_after(rows, "on", end, self.accounts)
                rows = for_someone(rows, self.accounts)
            if table == "experiment":
                rows = not_after(rows, "starts_on", end, self.accounts)
                rows = in_order(rows, "starts_on", "hand_over_on", self.accounts)
                rows = drawn_by_lot(rows, self.accounts)
            if table == "clients":
                frames[table], notes = budgeted(rows, per_unit, self.accounts)
                self.notes += notes
            else:
                frames[table] = finished(rows, table, per_unit)
            if table == "contracts":
                frames[table], notes = ends_checked(frames[table])
                self.notes += notes
        return frames

    def check_left(self, orders: Rows) -> None:
        """Refuse files of which no order row can be used; says why the rows were set aside."""
        if len(orders.frame):
            return
        files = self.of("orders") + self.of("lines")
        accounts = [columns.account for _, columns in files]
        counts = [pair for account in accounts for pair in account.count()]
        rows = sum(len(one.raw.rows) + len(one.raw.set_aside) for one in accounts)
        if not rows:
            raise KitError(
                say(
                    "{files}: there are no rows below the headings.",
                    files=[a.raw.file for a in accounts],
                )
            )
        raise KitError(
            say(
                "{files}: no order is left; all {n} rows were set aside: {reasons}.",
                files=[account.raw.file for account in accounts],
                n=rows,
                reasons=[say("{reason} ({n})", reason=reason, n=n) for reason, n in counts],
            )
        )

    def signs(self) -> dict[str, str]:
        """Currencies seen in money cells and headings, each with a column where it was seen."""
        return {sign: place for columns in self.columns for sign, place in columns.signs.items()}

    def currency_condition(self, orders: Rows) -> str | None:
        """A condition that would leave one currency, in the file's own words."""
        cells = orders.frame["currency_cell"].dropna()
        headings = [c.heading("currency") for _, c in self.of("orders") if "currency" in c]
        if not len(cells) or not headings:
            return None
        name = headings[0] if headings[0].isidentifier() else f'\\"{headings[0]}\\"'
        value = str(cells.value_counts().index[0]).replace("'", "''")
        return f"--where \"{name} = '{value}'\""

    def given(self, orders: pd.DataFrame) -> frozenset[str]:
        """The canonical columns that the data have, as "table.column"."""
        names = {
            f"{columns.account.table}.{name}"
            for columns in self.columns
            for name in columns.match.positions
            if name not in columns.unusable
        }
        names.add("orders.amount")
        if "lines.product_group" in names:
            names.add("orders.product_group")
        names.discard("orders.margin")
        if not orders["margin"].isna().all():
            names.add("orders.margin")
        return frozenset(names)


def _present(frame: pd.DataFrame, rows: Rows) -> pd.DataFrame:
    """Orders without the columns that no file has."""
    absent = [name for name in ATTRIBUTES if bool(np.all(rows.frame[name].isna()))]
    if frame["fulfilled_on"].isna().all():
        absent.append("fulfilled_on")
    names = ["order_id", "client_id", "day", "ordered_on", "fulfilled_on", "amount", "margin"]
    names += ["employee_id", "regular", "product_group"]
    return frame[[name for name in names if name not in absent]]
