"""Telemarketer, hunter, own base: does one career beat two specialists?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kit.choice.career import BOOK_HIGH, BOOK_LOW, DECATHLON, JUMP, Career, Rate, career_of
from kit.company.model import Company
from kit.language import Text, say
from kit.questions.career.headline import headline, next_step
from kit.questions.career.words import LABELS, assumptions, caveats, needs, paragraphs, written
from kit.questions.claims import BASES
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Column, Question, Table
from kit.sales.tables import Sales

YEARS = 5


def answer(company: Company, sales: Sales) -> Finding:
    """Does a career from telemarketer to hunter to an own base beat two specialists?

    A calculation of five years at equal pay by the company's own rates, never evidence: two people
    who win clients and keep them, against a hunter and an account manager. It says where each
    rate would turn the answer round, and which of them may. Formulas and what it leaves out: «One
    person or two?» in docs/methods.md.

    Returns
    -------
    Finding
        `table`: a row per year. `details`: `rates`, with the value at which both come out equal.
        `needs data` where new clients, those who leave, or hours are not the company's own.
    """
    found = career_of(company, sales)
    table, rates = TABLE.frame([]), RATES.frame([])
    if found is not None:
        table, rates = _years(found), _rates(found)
    numbers = _numbers(found)
    placed = numbers_of(numbers)
    rows = rows_of(rates, RATES.name)
    return Finding(
        career,
        _status(found),
        text=tuple(paragraphs(placed, rows)),
        table=table,
        details={RATES.name: rates},
        numbers=numbers,
        assumptions=assumptions(placed),
        caveats=tuple(caveats(placed)),
        needs=tuple(needs(placed)),
        sources=career.sources,
    )


def _status(found: Career | None) -> Status:
    if found is None or not found.own_hours:
        return "needs data"
    low, _, high = found.ahead
    return "answered" if low > 0 or high < 0 else "cannot tell"


def _numbers(found: Career | None) -> dict[str, Any]:
    """The figures; a share that is ahead is of what two people on the path look after."""
    jumps = {
        "jump": JUMP,
        "decathlon": DECATHLON,
        "jump_gain": JUMP / DECATHLON - 1,
        "book_gain_low": JUMP / BOOK_HIGH - 1,
        "book_gain_high": JUMP / BOOK_LOW - 1,
    }
    if found is None:
        return {"rates_known": False, "own_hours": False, **jumps}
    low, likely, high = found.ahead
    return {
        "rates_known": True,
        "own_hours": found.own_hours,
        "years": YEARS,
        "wins": round(found.rates["wins"].likely, 2),
        "leaving_a_year": _a_year(found.rates["leaving"].likely),
        "ahead": likely,
        "ahead_low": low,
        "ahead_high": high,
        "behind_low": -high,
        "behind_high": -low,
        "left_low": found.left[0],
        "left_high": found.left[1],
        "deciding": len(found.deciding),
        **jumps,
    }


def _a_year(monthly: float) -> float:
    """A monthly share of clients that leave, as that of a year."""
    return float(1 - (1 - monthly) ** 12)


def _years(found: Career) -> pd.DataFrame:
    rows = []
    for year in range(1, YEARS + 1):
        row: dict[str, Any] = {"year": year}
        for name in ("path_won", "split_won", "path_clients", "split_clients"):
            for end, course in (("", found.likely), ("_low", found.low), ("_high", found.high)):
                months = getattr(course, name)[12 * (year - 1) : 12 * year]
                row[name + end] = float(months.mean() if name.endswith("won") else months[-1])
        rows.append(row)
    return TABLE.frame(rows).round(1)


def _rates(found: Career) -> pd.DataFrame:
    """Each rate, what it moves, and where both come out equal; what moves most comes first."""
    deciding = found.deciding
    rows = []
    for name, rate in found.rates.items():
        even = found.break_even[name]
        ends = [found.ahead_at(name, value) for value in (rate.low, rate.high)]
        rows.append(
            {
                "rate": name,
                "label": LABELS[name],
                "range": say(
                    "{low} to {high}", low=written(name, rate.low), high=written(name, rate.high)
                ),
                "value": written(name, rate.likely),
                "basis": _basis(rate),
                "least": min(ends),
                "most": max(ends),
                "even": None if even is None else written(name, even),
                "decides": name in deciding,
            }
        )
    table = RATES.frame(rows)
    order = np.argsort(-(table["most"] - table["least"]).to_numpy(np.float64), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def _basis(rate: Rate) -> Text:
    return BASES["known" if rate.known else "assumed" if rate.ours else "inferred"]


def _charts() -> tuple[Chart, ...]:
    from kit.questions.career.chart import CHARTS

    return CHARTS


TABLE = Table(
    (
        Column("year", say("Year")),
        Column("path_won", say("New clients a month, career path"), "clients", interval=True),
        Column("split_won", say("New clients a month, two specialists"), "clients", interval=True),
        Column("path_clients", say("Clients, career path"), "clients", interval=True),
        Column("split_clients", say("Clients, two specialists"), "clients", interval=True),
    )
)
RATES = Table(
    (
        Column("rate", say("Rate"), shown=False),
        Column("label", say("Rate"), "words"),
        Column("value", say("Most likely"), "words"),
        Column("range", say("Range"), "words"),
        Column("basis", say("How it is known"), "words"),
        Column("least", say("Two specialists ahead, at least"), "share"),
        Column("most", say("At most"), "share"),
        Column("even", say("Equal at"), "words"),
        Column("decides", say("May turn the answer round"), "yes or no"),
    ),
    name="rates",
    title=say("Which figure decides"),
    note=say("What moves the answer most comes first. “Equal at”: there both come out the same."),
)

career = Question(
    name="career",
    asks=say("Is one career better than two specialists?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(TABLE, RATES),
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders nobody's new clients can be counted."),
    ignores=("criteria",),
    sources=("Ерохин, Климов 2024, Управление клиентской базой",),
)
