"""From a company's files to the canonical `Sales`; every row is used or set aside with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.sales import caveats
from kit.sales.account import Account
from kit.sales.cells.currencies import one_currency
from kit.sales.columns import Columns
from kit.sales.copied_rows import without_copies
from kit.sales.days import first_days_only, on_days_that_count
from kit.sales.documents import one_document_each
from kit.sales.doubts import Doubts
from kit.sales.files.formats import read_parts
from kit.sales.fitting import fitted
from kit.sales.gathering import ATTRIBUTES, gathered
from kit.sales.headings.flat import flat
from kit.sales.headings.histories import SURE, left_out
from kit.sales.headings.match import match_columns
from kit.sales.headings.names import header_score
from kit.sales.headings.neighbours import ask_about_rows_above
from kit.sales.inputs import (
    WHERE,
    amounts_from_lines,
    columns_to_use,
    mapped_names,
    parse_inputs,
    sheet_chooser,
)
from kit.sales.lines import line_rows, with_lines
from kit.sales.margins import in_money
from kit.sales.not_clients import without_test_clients
from kit.sales.numbering import by_day, dated_apart, one_client
from kit.sales.options import option
from kit.sales.orders import order_rows
from kit.sales.other_tables import OTHERS, finished, table_rows
from kit.sales.read_columns import Conventions
from kit.sales.refunds import less_refunds
from kit.sales.repeated_totals import once_an_order
from kit.sales.rounded_ids import ask_about_others, told_apart
from kit.sales.rows import Rows
from kit.sales.same_clients.cards import Cards
from kit.sales.same_clients.merges import Merges, decided
from kit.sales.standing.settling import settled
from kit.sales.stored import IN_MEMORY, give_back, without_collector
from kit.sales.tables import TABLES, Kind, Sales, column_name, empty

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_FORMER: Mapping[str, Mapping[str, Sequence[str]]] = MappingProxyType({})


@without_collector()
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
    answers: Mapping[str, str] = _NOTHING,
    former: Mapping[str, Mapping[str, Sequence[str]]] = _NO_FORMER,
    today: date | None = None,
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
    answers
        What was answered to doubts, by their keys. `contracts.where` is a condition on the rows of
        that table's files, as `where` is on those of the orders.
    former
        By table and canonical column the headings that it was read from last time.
    today
        The day after which orders are asked about; None: as the clock says. Figures never depend
        on it.

    Raises
    ------
    Unanswered
        Something that would change figures is not certain: all open doubts of all files.
    KitError
        A file, column, condition or figure cannot be used; the text says what to do.
    """
    doubts = Doubts(answers, former)
    try:
        reading = _Reading(inputs, folder, map, dates, decimals, time_zone, doubts, today)
        sales = reading.sales(where, as_of)
    except KitError as error:
        raise doubts.stopped_by(error) from None
    doubts.close()
    return sales


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
        doubts: Doubts,
        today: date | None,
    ) -> None:
        self.today = today or date.today()
        self.doubts = doubts
        self.folder = folder
        conventions = Conventions.checked(dates, decimals, time_zone)
        files = parse_inputs(inputs, folder)
        self.tables = {file.table for file in files}
        self.columns: list[Columns] = []
        self.notes: list[Text] = []
        self.warnings: list[Text] = []
        names = {table: mapped_names(mapping, table) for table in self.tables}
        raws = []
        for file in files:
            score = header_score(file.table, [*names[file.table].values(), *SURE])
            choose = sheet_chooser(file, doubts)
            parts = read_parts(
                file.path,
                file.name,
                is_header=score,
                choose_sheet=choose,
                doubts=doubts,
            )
            for raw in parts:
                if file.table == "orders":
                    ask_about_rows_above(raw, doubts)
                    raw = flat(raw, doubts)
                if left_out(raw, file.table, names[file.table], doubts):
                    self.warnings.append(say("{file} is left out.", file=raw.file))
                    continue
                raws.append((file.table, raw))
        self.tables = {table for table, _ in raws}
        if "orders" not in self.tables:
            doubts.close()
        self.own_amount = not amounts_from_lines(self.tables, mapping)
        chosen = columns_to_use(mapping, raws)
        for place, ((table, raw), mapped) in enumerate(zip(raws, chosen, strict=True)):
            match = match_columns(
                raw,
                table,
                mapped,
                qualify=len(self.tables) > 1,
                lines=not self.own_amount,
                numbered="lines" in self.tables,
                doubts=doubts,
            )
            self.columns.append(Columns(Account(place, table, raw, match), conventions, doubts))
        if any(name not in columns for columns in self.columns for name in columns.match.asked):
            self.survey()

    def survey(self) -> None:
        """Where a column is missing, reading ends here: with what the others leave open.

        Raises
        ------
        Unanswered
            Always.
        """
        for columns in self.columns:
            for column in TABLES[columns.account.table]:
                if column.name not in columns:
                    continue
                with suppress(KitError):
                    if column.kind is Kind.DATE:
                        columns.dates(column.name)
                    elif column.kind in (Kind.MONEY, Kind.NUMBER):
                        columns.figures(column.name, money=column.kind is Kind.MONEY)
        self.doubts.close()

    def of(self, table: str) -> list[Columns]:
        """The files of one table."""
        return [columns for columns in self.columns if columns.account.table == table]

    def sales(self, where: str | None, as_of: date | None) -> Sales:
        """Read every table, orders first: they say which lines count and when the data end."""
        self.meet_conditions()
        others = {
            table: Rows.joined([table_rows(columns) for columns in self.of(table)])
            for table in OTHERS
            if table in self.tables
        }
        rows, same = self.orders(where, as_of, others)
        others = {table: same.applied(rows_of_table) for table, rows_of_table in others.items()}
        rows.check()
        self.check_left(rows)
        currency, per_unit, notes = one_currency(
            rows.frame["currency"], self.signs(), self.currency_condition(rows)
        )
        self.notes += notes
        by_title = [file.account.place for file in self.of("orders") if file.match.by_title]
        titled = rows.frame["file"].isin(by_title).to_numpy()
        apart = dated_apart(rows, titled, self.doubts)
        left = [rows]
        del rows
        orders, notes_on_orders = gathered(left.pop(), apart, per_unit)
        self.notes += notes_on_orders
        orders, notes_on_days = by_day(orders, self.doubts)
        self.notes += notes_on_days
        end = as_of or orders["day"].max().date()
        frames = {}
        for table in OTHERS:
            if table in others:
                frames[table], notes = finished(table, others[table], end, per_unit, self.doubts)
                self.notes += notes
            else:
                frames[table] = empty(table)
        orders, frames, warnings = fitted(orders, frames)
        self.notes += caveats.without_id(self.columns)
        self.notes += first_days_only(orders)
        self.notes += caveats.about(orders, frames, end, titled=bool(titled.any()))
        if len(orders) > IN_MEMORY:
            give_back()
        accounts = [columns.account for columns in self.columns]
        return Sales(
            orders=_present(orders),
            clients=frames["clients"],
            contracts=frames["contracts"],
            assignments=frames["assignments"],
            employees=frames["employees"],
            training=frames["training"],
            experiment=frames["experiment"],
            activities=frames["activities"],
            leads=frames["leads"],
            needs=frames["needs"],
            groups=frames["groups"],
            answers=dict(self.doubts.settled),
            answered=dict(self.doubts.answered),
            offers=tuple(self.doubts.offers),
            given=self.given(orders),
            start=orders["day"].min().date(),
            as_of=end,
            currency=currency,
            per_unit=per_unit,
            set_aside=pd.concat(
                [account.set_aside_rows() for account in accounts], ignore_index=True
            ),
            inputs=tuple(account.input_file(per_unit) for account in accounts),
            notes=tuple(self.notes),
            same_clients=same,
            warnings=(*self.warnings, *warnings),
        )

    def meet_conditions(self) -> None:
        """Set aside what does not meet the condition on its table, if there is one."""
        for table in TABLES:
            condition = self.doubts.answers.get(f"{table}.{WHERE}")
            if condition is None:
                continue
            if table not in self.tables:
                raise KitError(
                    say(
                        "--where {table}={condition}: no file was given for the table {table}.",
                        table=table,
                        condition=condition,
                    )
                )
            self.doubts.settled[f"{table}.{WHERE}"] = condition
            for columns in self.of(table):
                columns.account.set_aside_unless_met(condition)

    def orders(
        self, where: str | None, as_of: date | None, others: Mapping[str, Rows]
    ) -> tuple[Rows, Merges]:
        """The usable order rows of all files, priced by their lines where those are given.

        Every client is written in one way, as far as a person decided so for these and the rows of
        other tables.
        """
        files = self.of("orders")
        undated = [file.account.raw.file for file in files if "fulfilled_on" not in file]
        if 0 < len(undated) < len(files):
            raise KitError(
                say(
                    "{files}: there is no column “{column}”, which is the {meaning} in other files:"
                    " deals must be dated in the same way in every file.",
                    files=undated,
                    column=next(
                        file.heading("fulfilled_on") for file in files if "fulfilled_on" in file
                    ),
                    meaning=column_name("fulfilled_on"),
                )
            )
        every = Rows.joined(
            [
                order_rows(columns, where=where, as_of=as_of, own_amount=self.own_amount)
                for columns in files
            ]
        )
        every, rounded = told_apart(every, files, self.doubts)
        ask_about_others({"orders": every, **others}, self.columns, self.doubts)
        same, notes = decided(
            every, others.values(), self.doubts, self.folder, Cards.of(self.of("clients"))
        )
        self.notes += [*rounded, *notes]
        rows = without_copies(same.applied(every).without_repeats(), self.doubts)
        if "lines" in self.tables:
            lines = Rows.joined([line_rows(columns) for columns in self.of("lines")])
            ask_about_others({"lines": lines}, self.columns, self.doubts)
            numbers = pd.concat([columns.ids("order_id") for columns in files])
            rows = with_lines(rows, lines.without_repeats(), numbers, own_amount=self.own_amount)
        before = rows.frame["order_id"]
        rows, notes = in_money(rows, self.doubts)
        self.notes += notes
        rows, notes = less_refunds(rows, self.doubts)
        self.notes += notes
        rows, notes = settled(rows, self.doubts)
        self.notes += notes
        rows, lines_alike = once_an_order(rows, self.doubts)
        rows = rows if lines_alike else one_document_each(rows, self.doubts)
        rows = without_test_clients(rows, self.doubts)
        rows, notes = one_client(rows, self.doubts)
        self.notes += notes
        rows, notes = on_days_that_count(rows, self.doubts, as_of=as_of, today=self.today)
        self.notes += notes
        self.notes += [note for columns in files for note in columns.caveats]
        if "lines" in self.tables:
            gone = set(before) - set(rows.frame["order_id"])
            lines.without(
                lines.frame["order_id"].isin(gone), say("a line of an order that was set aside")
            )
        self.notes += caveats.dating(files)
        self.notes += caveats.unknown_words(rows)
        self.notes += caveats.partial(rows, files + self.of("lines"))
        return rows, same

    def check_left(self, orders: Rows) -> None:
        """Refuse files of which no order row can be used; says why the rows were set aside."""
        if len(orders.frame):
            return
        self.doubts.close()  # what is left depends on the answers
        accounts = [columns.account for columns in self.of("orders") + self.of("lines")]
        counts = [pair for account in accounts for pair in account.count()]
        rows = sum(len(account.raw.rows) + len(account.raw.set_aside) for account in accounts)
        if not rows:
            raise KitError(
                say(
                    "{files}: there are no rows below the headings.",
                    files=[account.raw.file for account in accounts],
                )
            )
        raise KitError(
            say_n(
                "{files}: no order is left; the only row was set aside: {reasons}.",
                "{files}: no order is left; all {n} rows were set aside: {reasons}.",
                rows,
                files=[account.raw.file for account in accounts],
                reasons=[say("{reason} ({n})", reason=reason, n=n) for reason, n in counts],
            )
        )

    def signs(self) -> dict[str, str]:
        """Currencies seen in money cells and headings, each with a column where it was seen."""
        return {sign: place for columns in self.columns for sign, place in columns.signs.items()}

    def currency_condition(self, orders: Rows) -> str | None:
        """A condition that would leave one currency, in the file's own words."""
        cells = orders.frame["currency_cell"].dropna().astype("str")
        headings = [file.heading("currency") for file in self.of("orders") if "currency" in file]
        if not len(cells) or not headings:
            return None
        name = headings[0] if headings[0].isidentifier() else f'"{headings[0]}"'
        value = str(cells.value_counts().index[0]).replace("'", "''")
        return option("--where", f"{name} = '{value}'")

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


def _present(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders without the columns that no file has."""
    optional = ("fulfilled_on", "paid_on", *ATTRIBUTES)
    absent = [name for name in optional if orders[name].isna().all()]
    names = ["order_id", "client_id", "day", "ordered_on", "fulfilled_on", "amount", "margin"]
    names += ["employee_id", "regular", "product_group", "paid_on"]
    return orders[[name for name in names if name not in absent]]
