"""Tables beside the orders, from clients to training: one reading, then what each asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from kit.language import Text, say, say_n
from kit.sales.cells.exact import Exact
from kit.sales.cells.words import activity, arm, contract, need
from kit.sales.columns import Columns
from kit.sales.doubts import Choice, Doubt, Doubts
from kit.sales.options import answer_option, escaped
from kit.sales.rows import Rows
from kit.sales.standing.judging import standing
from kit.sales.standing.settling import settled
from kit.sales.tables import TABLES, Kind
from kit.sales.weight import little

OTHERS = (
    "clients",
    "contracts",
    "assignments",
    "employees",
    "training",
    "experiment",
    "activities",
    "leads",
    "needs",
    "groups",
)
LONGEST_DAY = 24  # hours
MANY_WORDS = 30  # and more unknown kinds of work: remarks, which nobody can be asked about
KINDS_OF_WORK = {
    "order": say("work on orders"),
    "client": say("looking after clients, orders apart"),
    "handoff": say("handing clients over"),
    "hunting": say("winning new clients"),
    "other": say("something else"),
    "none": say("no work: leave these lines out"),
}
BUDGETS = ("annual_budget", "annual_budget_low", "annual_budget_high")


def table_rows(columns: Columns) -> Rows:
    """The usable rows of a file of one of these tables: every required cell is there."""
    account = columns.account
    cells: dict[str, object] = {}
    figures = {}
    if account.table == "contracts":
        says = standing(columns, contract)
        cells |= {"doubtful": says.doubtful, "documents": says.documents}
        cells |= {"contrary": says.contrary, "returned": says.returned}
    for column in TABLES[account.table]:
        name, money = column.name, column.kind is Kind.MONEY
        if column.kind in (Kind.ID, Kind.TEXT):
            texts = columns.ids(name) if column.kind is Kind.ID else columns.texts(name)
            cells[name] = texts
            if column.required:
                blank = np.asarray(texts.isna(), dtype=np.bool_)
                account.set_aside(blank, say("“{column}” is blank", column=columns.heading(name)))
        elif column.kind is Kind.DATE and column.required:
            dates = columns.dates(name)
            columns.set_aside_undated(name, dates)
            cells[name] = dates.days
        elif column.kind is Kind.DATE:
            cells[name] = columns.optional_dates(name)
        elif column.required:
            figures[name] = columns.required_figures(name, money=money)
        else:
            figure = columns.optional_figures(name, money=money)
            if figure is not None:
                figures[name] = figure
    return Rows.used(columns, cells, figures)


def finished(
    table: str, rows: Rows, end: date, per_unit: int, doubts: Doubts
) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """The canonical table, and caveats; rows that it cannot use are set aside.

    Parameters
    ----------
    end
        The day up to which data count.
    per_unit
        Minor units per unit.
    doubts
        Where statuses of contracts, and kinds of work, that are not known are asked about.
    """
    rows = rows.without_repeats()
    match table:
        case "clients":
            rows, differing = _listed_once(rows, "client_id")
            frame, unusable = _budgeted(rows, _frame(table, rows, per_unit))
            return frame, differing + unusable
        case "employees":
            # one row for each role or time that somebody had
            again = rows.frame.duplicated(["employee_id", "role", "hired_on", "left_on"])
            rows = rows.without(again, say("listed before: the first row counts"))
        case "contracts":
            rows, left_out = settled(_not_after(rows, "signed_on", end), doubts, table)
            frame, wrong = _ends_checked(_frame(table, rows, per_unit))
            return frame, (*left_out, *wrong)
        case "assignments":
            rows = _in_order(_not_after(rows, "from_on", end), "from_on", "to_on")
        case "training":
            rows = _not_after(rows, "on", end)
            nobody = rows.frame["role"].isna() & rows.frame["employee_id"].isna()
            rows = rows.without(nobody, say("neither a role nor an employee is named"))
        case "experiment":
            rows = _in_order(_not_after(rows, "starts_on", end), "starts_on", "hand_over_on")
            rows = _drawn_by_lot(rows)
        case "activities":
            rows = _noted_hours(rows, doubts)
        case "leads":
            rows = _in_order(_not_after(rows, "passed_on", end), "passed_on", "returned_on")
        case "needs":
            rows = _in_order(_not_after(rows, "recorded_on", end), "started_on", "ended_on")
            rows = replace(rows, frame=rows.frame.assign(need=_needs(rows.frame["need"])))
        case "groups":
            rows = _in_order(_not_after(rows, "from_on", end), "from_on", "to_on")
    return _frame(table, rows, per_unit), ()


def _frame(table: str, rows: Rows, per_unit: int) -> pd.DataFrame:
    """The canonical frame: money in minor units (Int64), numbers as float64."""
    rows.check()
    frame = rows.frame.drop(columns=["file", "place"])
    for column in TABLES[table]:
        if column.kind in (Kind.MONEY, Kind.NUMBER):
            figure = rows.figures.get(column.name, Exact.none(len(frame)))
            money = column.kind is Kind.MONEY
            frame[column.name] = figure.nullable_minor(per_unit) if money else figure.numbers()
    return frame[[column.name for column in TABLES[table]]]


def _not_after(rows: Rows, column: str, end: date) -> Rows:
    """Without what begins after the day up to which data count."""
    late = rows.frame[column] > pd.Timestamp(end)
    reason = say("after {as_of}, the day up to which data count", as_of=end)
    return rows.without(late, reason)


def _in_order(rows: Rows, first: str, last: str) -> Rows:
    """Without what ends before it begins."""
    return rows.without(rows.frame[last] < rows.frame[first], say("ends before it begins"))


def _listed_once(rows: Rows, key: str) -> tuple[Rows, tuple[Text, ...]]:
    """Each client once: the first row counts; a caveat where budgets differ."""
    again = rows.frame[key].duplicated()
    if not again.any():
        return rows, ()
    keys = rows.frame[[key]].copy()
    for name in BUDGETS:
        if name in rows.figures:
            keys[name] = rows.figures[name].mantissa
    differing = keys.drop_duplicates()[key].value_counts()
    differing = differing[differing > 1].sort_index()
    rows = rows.without(again, say("listed before: the first row counts"))
    if not len(differing):
        return rows, ()
    note = say_n(
        "{n} client is listed with different budgets ({example}); the first counts.",
        "{n} clients are listed with different budgets (such as {example}); the first counts.",
        len(differing),
        example=str(differing.index[0]),
    )
    return rows, (note,)


def _drawn_by_lot(rows: Rows) -> Rows:
    """Rows of an experiment whose group is understood; each client once."""
    arms = rows.frame["arm"].map({cell: arm(cell) for cell in rows.frame["arm"].dropna().unique()})
    rows = replace(rows, frame=rows.frame.assign(arm=arms))
    rows = rows.without(arms.isna(), say("the group is neither “now” nor “middle” nor “later”"))
    again = rows.frame["client_id"].duplicated()
    return rows.without(again, say("listed before: the first row counts"))


def _noted_hours(rows: Rows, doubts: Doubts) -> Rows:
    """Lines of a time log whose kind of work is understood and whose hours a day can have."""
    cells = rows.frame["activity"]
    lines = cells.dropna().value_counts()
    meant = {str(word): activity(str(word)) for word in lines.index}
    unknown = [word for word, kind in meant.items() if kind is None]
    if len(unknown) < MANY_WORDS:
        for place, word in enumerate(unknown):  # the most frequent first
            if little(rows, cells.isin(unknown[place:]).to_numpy()):
                break
            meant[word] = activity(doubts.ask(_kind_of_work(word, int(lines[word])), "none"))
    kinds = cells.map(meant)
    rows = replace(rows, frame=rows.frame.assign(activity=kinds))
    rows = rows.without(
        kinds.isna(), say("the kind of work is none of order, client, handoff, hunting and other")
    )
    hours = rows.figures["hours"].numbers()
    reason = say("no hours between 0 and {most}, as a day has them", most=LONGEST_DAY)
    return rows.without(~((hours > 0) & (hours <= LONGEST_DAY)), reason)


def _kind_of_work(word: str, lines: int) -> Doubt:
    key = "activities.work."
    return Doubt(
        f"{key}{word}",
        say_n(
            "The time log has {n} line of “{word}”. Which kind of work is that?",
            "The time log has {n} lines of “{word}”. Which kind of work is that?",
            lines,
            word=word,
        ),
        tuple(
            Choice(kind, meaning, option=answer_option(f"{key}{escaped(word)}", kind))
            for kind, meaning in KINDS_OF_WORK.items()
        ),
    )


def _needs(cells: pd.Series) -> pd.Series:
    """Kinds of needs by the kit's words; another kind stays as it is written."""
    kinds = {cell: need(cell) or cell for cell in cells.dropna().unique()}
    return cells.map(kinds).astype(cells.dtype)


def _ends_checked(contracts: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """Contracts whose end lies before their signing keep the signing day; the end is not known."""
    wrong = contracts["ends_on"] < contracts["signed_on"]
    if not wrong.any():
        return contracts, ()
    note = say_n(
        "{n} contract ends before it was signed; its end counts as not known.",
        "{n} contracts end before they were signed; their ends count as not known.",
        int(wrong.sum()),
    )
    return contracts.assign(ends_on=contracts["ends_on"].mask(wrong)), (note,)


def _budgeted(rows: Rows, frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """Clients with the low and high end of their budgets; one figure is both ends."""
    notes: tuple[Text, ...] = ()
    bad = sum(int((frame[name] <= 0).sum()) for name in BUDGETS)
    if bad:
        notes = (
            say_n(
                "{n} annual budget is zero or negative and counts as not known.",
                "{n} annual budgets are zero or negative and count as not known.",
                bad,
            ),
        )
    budgets = {name: frame[name].mask((frame[name] <= 0).fillna(False)) for name in BUDGETS}
    single = budgets["annual_budget"]
    low = budgets["annual_budget_low"].fillna(single)
    high = budgets["annual_budget_high"].fillna(single)
    frame = frame.assign(
        annual_budget=single,
        annual_budget_low=low.fillna(high),
        annual_budget_high=high.fillna(low),
    )
    crossed = (low > high).fillna(False).to_numpy(dtype=bool)
    rows.without(crossed, say("the low end of the budget is above its high end")).check()
    return frame[~crossed].reset_index(drop=True), notes
