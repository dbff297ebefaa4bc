"""Tables beside the orders, from clients to training: one reading, then what each asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from kit.language import Text, say, say_n
from kit.sales.account import Account
from kit.sales.cells.columns import Columns
from kit.sales.cells.words import arm
from kit.sales.derive import required_figures
from kit.sales.rows import Rows, set_aside_rows
from kit.sales.tables import TABLES, Kind

BUDGETS = ("annual_budget", "annual_budget_low", "annual_budget_high")


def table_rows(columns: Columns, file: int) -> Rows:
    """The usable rows of a file of one of these tables: every required cell is there."""
    account = columns.account
    n = len(account.raw.rows)
    data: dict[str, object] = {"file": np.full(n, file), "place": np.arange(n)}
    figures = {}
    for column in TABLES[account.table]:
        name = column.name
        if column.kind in (Kind.ID, Kind.TEXT):
            cells = columns.ids(name) if column.kind is Kind.ID else columns.texts(name)
            data[name] = cells
            if column.required:
                heading = columns.heading(name)
                blank = np.asarray(cells.isna(), dtype=np.bool_)
                account.set_aside(blank, say("“{column}” is blank", column=heading))
        elif column.kind is Kind.DATE and column.required:
            heading = columns.heading(name)
            dates = columns.dates(name)
            none = np.isnat(dates.days)
            columns.check_understood(name, ~none, dates.not_understood)
            account.set_aside(
                none & ~dates.not_understood, say("no date: “{column}” is blank", column=heading)
            )
            account.set_aside(
                dates.not_understood,
                say("“{column}” is not understood as a date", column=heading),
            )
            data[name] = dates.days
        elif column.kind is Kind.DATE:
            data[name] = columns.optional_dates(name)
        elif column.required:
            figures[name] = required_figures(columns, name, money=column.kind is Kind.MONEY)
        else:
            figure = columns.optional_figures(name, money=column.kind is Kind.MONEY)
            if figure is not None:
                figures[name] = figure
    frame = pd.DataFrame(data)
    return Rows(frame, figures, frozenset(columns.match.positions)).take(account.used)


def listed_once(rows: Rows, key: str, accounts: Sequence[Account]) -> tuple[Rows, list[Text]]:
    """Each client or employee once: the first row counts; a caveat where budgets differ."""
    again = rows.frame[key].duplicated().to_numpy()
    if not again.any():
        return rows, []
    notes = []
    keys = rows.frame[[key]].copy()
    for name in BUDGETS:
        if name in rows.figures:
            keys[name] = rows.figures[name].mantissa
    differing = keys.drop_duplicates()[key].value_counts()
    differing = differing[differing > 1].sort_index()
    if len(differing):
        notes.append(
            say_n(
                "{n} client is listed with different budgets ({example}); the first counts.",
                "{n} clients are listed with different budgets (such as {example}); the first"
                " counts.",
                len(differing),
                example=str(differing.index[0]),
            )
        )
    set_aside_rows(rows, again, accounts, say("listed before: the first row counts"))
    return rows.take(~again), notes


def not_after(rows: Rows, column: str, as_of: date, accounts: Sequence[Account]) -> Rows:
    """Rows whose date is not after as_of."""
    late = (rows.frame[column] > pd.Timestamp(as_of)).to_numpy()
    reason = say("after {as_of}, the day up to which data count", as_of=as_of)
    set_aside_rows(rows, late, accounts, reason)
    return rows.take(~late)


def in_order(rows: Rows, first: str, last: str, accounts: Sequence[Account]) -> Rows:
    """Rows that do not end before they begin."""
    wrong = (rows.frame[last] < rows.frame[first]).to_numpy()
    set_aside_rows(rows, wrong, accounts, say("ends before it begins"))
    return rows.take(~wrong)


def for_someone(rows: Rows, accounts: Sequence[Account]) -> Rows:
    """Training that names a role or an employee; the rest cannot be given to anyone."""
    nobody = (rows.frame["role"].isna() & rows.frame["employee_id"].isna()).to_numpy()
    set_aside_rows(rows, nobody, accounts, say("neither a role nor an employee is named"))
    return rows.take(~nobody)


def drawn_by_lot(rows: Rows, accounts: Sequence[Account]) -> Rows:
    """Rows of an experiment whose arm is understood, as `now` or `later`; each client once."""
    arms = rows.frame["arm"].map({one: arm(one) for one in rows.frame["arm"].dropna().unique()})
    unknown = np.asarray(arms.isna(), dtype=np.bool_)
    reason = say("the group is neither “now” nor “later”")
    set_aside_rows(rows, unknown, accounts, reason)
    rows = Rows(rows.frame.assign(arm=arms), rows.figures, rows.columns).take(~unknown)
    again = rows.frame["client_id"].duplicated().to_numpy()
    set_aside_rows(rows, again, accounts, say("listed before: the first row counts"))
    return rows.take(~again)


def ends_checked(contracts: pd.DataFrame) -> tuple[pd.DataFrame, list[Text]]:
    """Contracts whose end lies before their signing keep the signing day; the end is not known."""
    wrong = contracts["ends_on"] < contracts["signed_on"]
    if not wrong.any():
        return contracts, []
    note = say_n(
        "{n} contract ends before it was signed; its end counts as not known.",
        "{n} contracts end before they were signed; their ends count as not known.",
        int(wrong.sum()),
    )
    return contracts.assign(ends_on=contracts["ends_on"].mask(wrong)), [note]


def finished(rows: Rows, table: str, per_unit: int) -> pd.DataFrame:
    """The canonical frame: money in minor units (Int64), numbers as float64."""
    frame = rows.frame.drop(columns=["file", "place"])
    for column in TABLES[table]:
        name = column.name
        if column.kind not in (Kind.MONEY, Kind.NUMBER):
            continue
        figure = rows.figures.get(name)
        if figure is None:
            dtype = "Int64" if column.kind is Kind.MONEY else "float64"
            frame[name] = (
                pd.Series([pd.NA] * len(frame), dtype=dtype) if dtype == "Int64" else np.nan
            )
        elif column.kind is Kind.MONEY:
            minor, large = figure.minor(per_unit)
            frame[name] = pd.arrays.IntegerArray(minor, figure.missing | large)
        else:
            value = figure.mantissa.astype(np.float64) / 10.0**figure.scale
            frame[name] = np.where(figure.missing, np.nan, value)
    return frame[[column.name for column in TABLES[table]]]


def budgeted(
    rows: Rows, per_unit: int, accounts: Sequence[Account]
) -> tuple[pd.DataFrame, list[Text]]:
    """Clients with the low and high end of their budgets; one figure is both ends."""
    frame = finished(rows, "clients", per_unit)
    notes = []
    bad = sum(int((frame[name] <= 0).sum()) for name in BUDGETS)
    if bad:
        notes.append(
            say_n(
                "{n} annual budget is zero or negative and counts as not known.",
                "{n} annual budgets are zero or negative and count as not known.",
                bad,
            )
        )
    for name in BUDGETS:
        frame[name] = frame[name].mask((frame[name] <= 0).fillna(False))
    single = frame["annual_budget"]
    low = frame["annual_budget_low"].fillna(single)
    high = frame["annual_budget_high"].fillna(single)
    frame["annual_budget_low"] = low.fillna(high)
    frame["annual_budget_high"] = high.fillna(low)
    crossed = (low > high).fillna(False).to_numpy(dtype=bool)
    set_aside_rows(rows, crossed, accounts, say("the low end of the budget is above its high end"))
    return frame[~crossed].reset_index(drop=True), notes
