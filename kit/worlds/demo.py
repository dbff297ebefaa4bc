"""The demo company: its settings, and its files with the dirt that real exports have."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from kit.disk import replace_set
from kit.worlds.life import CENTS
from kit.worlds.other_handoffs import CALLING_FROM, surroundings
from kit.worlds.settings import Policy, World
from kit.worlds.simulate import Simulated, simulate

DEMO = World(clients=420, seed=1, policy=Policy(judgement=0.2, exits=(date(2023, 7, 3),)))

ORDERS = ["Order No", "Client", "Order date", "Amount", "Margin"]
ORDERS += ["Owner", "Type", "Status", "Currency"]
NUMBER, CLIENT, DAY, AMOUNT, MARGIN, _, _, STATUS, _ = range(9)
REGISTERS = {
    "clients": "Client,Name,Segment,Annual budget low,Annual budget high,First contact",
    "contracts": "Client,Signed,Ends",
    "employees": "Employee,Name,Role,Hired,Left,Cost per hour,Hours per week",
    "assignments": "Client,Employee,Role,From,To",
}
# before the handoff to the account manager, and after it
BESIDE = {
    "leads": "Client,Passed by,Passed to,Qualified,Need confirmed,Passed on,Accepted,Returned,"
    "Reason",
    "needs": "Client,Kind of need,Recorded,Started,Ended,Due,Done by,Functions",
    "functions": "Client,Employee,Role,Function,From,To",
    "groups": "Client,Aim,Our members,Their members,From,To",
}
# who else works here: name, role, first day, cost of an hour
OTHERS = {
    "T1": ("Telemarketer 1", "telemarketer", CALLING_FROM[0], 18),
    "T2": ("Telemarketer 2", "telemarketer", CALLING_FROM[1], 18),
    "P1": ("Project manager 1", "project_manager", date(2019, 3, 4), 36),
    "P2": ("Project manager 2", "project_manager", date(2021, 9, 6), 36),
    "S1": ("Specialist 1", "specialist", date(2018, 5, 14), 40),
}
TRAINING = ["Date", "Role", "Employee", "Topic", "Cost"]
# month, day, role or employee, topic, cost: the same every year, three times more for hunters
COURSES = (
    (2, 11, "hunter", "", "Winning new clients", 4_200),
    (3, 18, "account_manager", "", "Growing with the client", 2_400),
    (6, 3, "hunter", "", "The first meeting", 3_600),
    (9, 9, "", "M1", "Coaching", 700),
    (10, 7, "", "H2", "Coaching", 1_500),
)
BLANK_AMOUNTS, BLANK_CLIENTS = 7, 4
UNREADABLE_DATES = ("2022-02-30", "to be agreed")
LINES_EVERY = 19  # every 19th order is exported as two or three lines


def write_demo(folder: Path, world: World = DEMO) -> tuple[Path, ...]:
    """Write the demo company's ten CSV files; the same world always gives the same bytes.

    Parameters
    ----------
    folder
        Where to write; made if it is not there.
    world
        The company; its orders need at least a few dozen rows to carry the dirt.

    Returns
    -------
    tuple of Path
        The files written. README.md in `datasets/demo` counts the dirt in orders.csv.
    """
    company = simulate(world)
    tables = {
        "orders": [ORDERS, *_dirty(_split(_written(company.orders)), world.seed)],
        **{name: _register(company, name) for name in REGISTERS},
        "training": [TRAINING, *_training(world)],
    }
    tables["employees"] += _others()
    beside = surroundings(company)
    for name, headings in BESIDE.items():
        tables[name] = [headings.split(","), *_written(getattr(beside, name))]
    folder.mkdir(parents=True, exist_ok=True)
    replace_set(folder, {f"{name}.csv": partial(_write, rows) for name, rows in tables.items()})
    return tuple(folder / f"{name}.csv" for name in tables)


def _write(rows: Sequence[Sequence[str]], stream: IO[bytes]) -> None:
    text = TextIOWrapper(stream, encoding="utf-8", newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    text.detach()  # all is written, and the stream stays open


def _register(company: Simulated, name: str) -> list[list[str]]:
    return [REGISTERS[name].split(","), *_written(getattr(company, name))]


def _others() -> list[list[str]]:
    """Employees of the other roles, as the register of employees lists them."""
    return [
        [employee, name, role, hired.isoformat(), "", _money(cost * CENTS), "40"]
        for employee, (name, role, hired, cost) in OTHERS.items()
    ]


def _training(world: World) -> list[list[str]]:
    """What was spent on training in each year of the world."""
    return [
        [day.isoformat(), role, employee, topic, _money(cost * CENTS)]
        for year in range(world.start.year, world.end.year + 1)
        for month, date_, role, employee, topic, cost in COURSES
        if world.start <= (day := date(year, month, date_)) <= world.end
    ]


def _written(table: pd.DataFrame) -> list[list[str]]:
    """The cells as a system exports them: ISO dates, money with a decimal point, blanks."""
    columns = [[_form(name)(cell) for cell in table[name]] for name in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _form(column: str) -> Callable[[Any], str]:
    if column.endswith("_on"):
        return lambda cell: "" if pd.isna(cell) else pd.Timestamp(cell).date().isoformat()
    if column in ("amount", "margin", "cost_per_hour") or column.startswith("annual_budget"):
        return lambda cell: "" if pd.isna(cell) else _money(int(cell))
    if column == "hours_per_week":
        return lambda cell: f"{cell:g}"
    if column in ("kind", "status"):
        return lambda cell: str(cell).capitalize()
    return lambda cell: "" if pd.isna(cell) else str(cell)


def _money(minor: int) -> str:
    sign, (units, cents) = "-" if minor < 0 else "", divmod(abs(minor), CENTS)
    return f"{sign}{units}.{cents:02d}"


def _minor(cell: str) -> int:
    return int(cell.replace(".", ""))


def _split(orders: Sequence[list[str]]) -> list[list[str]]:
    """Some orders as several lines with the same number; their sums stay exact."""
    rows = []
    for place, row in enumerate(orders, start=1):
        if place % LINES_EVERY or _minor(row[AMOUNT]) < 3 * CENTS:
            rows.append(row)
            continue
        parts = 2 + place // LINES_EVERY % 2
        for part in range(parts):
            line = list(row)
            for column in (AMOUNT, MARGIN):
                whole = _minor(row[column])
                share = whole // parts
                line[column] = _money(share if part else whole - share * (parts - 1))
            rows.append(line)
    return rows


def _dirty(rows: Sequence[list[str]], seed: int) -> list[list[str]]:
    """Spoil single completed orders, repeat the headings half-way, end with a totals row."""
    rows = [list(row) for row in rows]
    total = sum(_minor(row[AMOUNT]) for row in rows)
    lines = Counter(row[NUMBER] for row in rows)
    whole = [
        place
        for place, row in enumerate(rows)
        if lines[row[NUMBER]] == 1 and row[STATUS] == "Completed" and _minor(row[AMOUNT]) > 0
    ]
    order = np.random.Generator(np.random.PCG64([seed, 0])).random(len(whole)).argsort()
    victims = iter([whole[place] for place in order])
    for _ in range(BLANK_AMOUNTS):
        rows[next(victims)][AMOUNT] = ""
    for _ in range(BLANK_CLIENTS):
        rows[next(victims)][CLIENT] = ""
    for written in UNREADABLE_DATES:
        rows[next(victims)][DAY] = written
    middle = len(rows) // 2
    totals = ["Total", "", "", _money(total), *[""] * (len(ORDERS) - 4)]
    return [*rows[:middle], ORDERS, *rows[middle:], totals]
