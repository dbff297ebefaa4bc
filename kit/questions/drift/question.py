"""Does hunting fall as a hunter's own base grows?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.evidence.hunting import Drift, Hunting, drift_of
from kit.gates import HUNTERS
from kit.intervals import garwood
from kit.language import say
from kit.owners.passages import FLOOR
from kit.questions.drift.headline import headline, next_step
from kit.questions.drift.words import MORE_CLIENTS, assumptions, caveats, needs, paragraphs
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Column, Question, Table
from kit.sales.lanes import Floats
from kit.sales.tables import Sales

PARTS = 3  # of a hunter's months, by the size of the base
HALF = math.log(2)


def answer(company: Company, sales: Sales) -> Finding:
    """Does hunting fall as a hunter's own base grows, and at which base would it halve?

    New clients a month against the active clients owned when the month began: a Poisson regression
    with a level for every hunter and every month, cleared of what a base does that grows by hunting
    well; the interval leaves out one hunter after another. Counts, not shares of time, which fall
    by arithmetic. Formulas and sources: «One person or two?» in docs/methods.md.

    Returns
    -------
    Finding
        `table`: a row per hunter with at least five new clients. `details`: `parts`, their months
        by the size of the base. Below eight hunters these only, and `needs data`. Evidence L0.
    """
    found = drift_of(company, sales)
    table, parts = TABLE.frame([]), PARTS_OF_MONTHS.frame([])
    if found is not None:
        table, parts = _people(found.hunting), _parts(found.hunting)
    numbers = _numbers(found, sales)
    placed = numbers_of(numbers)
    return Finding(
        drift,
        _status(found, numbers),
        text=tuple(paragraphs(placed)),
        table=table,
        details={PARTS_OF_MONTHS.name: parts},
        numbers=numbers,
        assumptions=assumptions(placed),
        caveats=(*caveats(placed), *sales.notes),
        needs=tuple(needs(placed)),
        sources=drift.sources,
    )


def _status(found: Drift | None, numbers: dict[str, Any]) -> Status:
    if found is None or found.hunting.hunters < HUNTERS:
        return "needs data"
    return "answered" if numbers["verdict"] in ("halves", "holds") else "cannot tell"


def _numbers(found: Drift | None, sales: Sales) -> dict[str, Any]:
    """The figures; those of an estimate are None where there is none."""
    numbers: dict[str, Any] = {"hunters": 0, "verdict": None, "roles_known": True}
    if found is None:
        return numbers
    hunting = found.hunting
    seen = int(hunting.seen.sum())
    numbers |= {
        "silence": sales.book.silence,
        "hunters": hunting.hunters,
        "roles_known": hunting.roles_known,
        "months": len(hunting.months),
        "hunter_months": seen,
        "won": int(hunting.won.sum()),
        "won_a_month": float(hunting.won.sum()) / seen,
        "largest_base": int(hunting.base[hunting.seen].max()),
        "verdict": _verdict(found),
    }
    if found.beta is not None and found.naive is not None:
        numbers |= {
            "change": math.expm1(MORE_CLIENTS * found.beta.beta),
            "change_low": math.expm1(MORE_CLIENTS * found.beta.low),
            "change_high": math.expm1(MORE_CLIENTS * found.beta.high),
            "uncleared_change": math.expm1(MORE_CLIENTS * found.naive.beta),
            "halves_at": _halves_at(found.beta.beta),
            "halves_at_low": _halves_at(found.beta.low),
            "halves_at_high": _halves_at(found.beta.high),
        }
    return numbers


def _halves_at(beta: float) -> int | None:
    """The base at which hunting is half of what it is without one; None: at none."""
    return round(HALF / -beta) if beta < 0 else None


def _verdict(found: Drift) -> str | None:
    """Whether it `halves` within a known range of bases, `holds` in all bases seen, or neither."""
    if found.beta is None:
        return None
    largest = int(found.hunting.base[found.hunting.seen].max())
    lowest = _halves_at(found.beta.low)
    if lowest is None or lowest > largest:
        return "holds"
    return "halves" if found.beta.high < 0 else None


def _people(hunting: Hunting) -> pd.DataFrame:
    """What each hunter won, and with which bases; those with few new clients are not shown."""
    rows = []
    for at, name in enumerate(hunting.people):
        seen = hunting.seen[at]
        won, base = int(hunting.won[at].sum()), hunting.base[at][seen]
        if won < FLOOR:
            continue
        low, high = garwood(won)
        rows.append(
            {
                "employee": str(name),
                "months": int(seen.sum()),
                "won": won,
                "won_a_month": won / seen.sum(),
                "won_a_month_low": low / seen.sum(),
                "won_a_month_high": high / seen.sum(),
                "usual_base": float(np.median(base)),
                "largest_base": int(base.max()),
            }
        )
    return TABLE.frame(rows).sort_values("won", ascending=False, kind="stable", ignore_index=True)


def _parts(hunting: Hunting) -> pd.DataFrame:
    """The months of each hunter in three parts, by the size of the base."""
    rows = []
    for at, name in enumerate(hunting.people):
        if hunting.won[at].sum() < FLOOR:
            continue
        seen = np.flatnonzero(hunting.seen[at])
        by_base = seen[np.argsort(hunting.base[at][seen], kind="stable")]
        for place, months in enumerate(np.array_split(by_base, PARTS)):
            if len(months):
                rows.append(
                    _part(str(name), place, hunting.won[at][months], hunting.base[at][months])
                )
    return PARTS_OF_MONTHS.frame(rows)


def _part(name: str, place: int, won: Floats, base: Floats) -> dict[str, Any]:
    low, high = garwood(int(won.sum()))
    return {
        "employee": name,
        "part": place + 1,
        "months": len(won),
        "base": float(base.mean()),
        "won": int(won.sum()),
        "won_a_month": float(won.mean()),
        "won_a_month_low": low / len(won),
        "won_a_month_high": high / len(won),
    }


def _charts() -> tuple[Chart, ...]:
    from kit.questions.drift.chart import CHARTS

    return CHARTS


TABLE = Table(
    (
        Column("employee", say("Employee")),
        Column("months", say("Months"), "months"),
        Column("won", say("New clients"), "clients"),
        Column("won_a_month", say("New clients a month"), "clients", interval=True),
        Column("usual_base", say("Usual base"), "clients"),
        Column("largest_base", say("Largest base"), "clients"),
    )
)
PARTS_OF_MONTHS = Table(
    (
        Column("employee", say("Employee")),
        Column("part", say("Months with a small, middle or large base")),
        Column("months", say("Months"), "months"),
        Column("base", say("Average base"), "clients"),
        Column("won", say("New clients"), "clients"),
        Column("won_a_month", say("New clients a month"), "clients", interval=True),
    ),
    name="parts",
)

drift = Question(
    name="drift",
    asks=say("Does hunting fall as a hunter's own base grows?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(TABLE, PARTS_OF_MONTHS),
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders no new clients can be counted."),
    ignores=("criteria", "assumptions"),
    sources=(
        "Gourieroux, Monfort, Trognon 1984, Econometrica 52(3), 701–720",
        "Nickell 1981, Econometrica 49(6), 1417–1426",
        "Gourieroux, Phillips, Yu 2010, Journal of Econometrics 157(1), 68–77",
        "Bell, McCaffrey 2002, Survey Methodology 28(2), 169–181",
    ),
)
