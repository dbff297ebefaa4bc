"""Does more come out of an hour of somebody who does one job only?"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kit.company.model import Company
from kit.evidence.person_months import Slope
from kit.evidence.specialising import OUTPUTS, Specialised, specialised_of
from kit.gates import NO_DIFFERENCE, NOTED_HOURS
from kit.language import say
from kit.owners.passages import FLOOR
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Column, Question, Table
from kit.questions.specialisation.headline import headline, next_step
from kit.questions.specialisation.words import LABELS, assumptions, caveats, needs, paragraphs
from kit.sales.tables import Sales

STEP = 0.5  # of the concentration: from two functions alike to a single one


def answer(company: Company, sales: Sales) -> Finding:
    """Does more come out of an hour of somebody who does one job only?

    New clients and repeat business by hour of the time log, against how concentrated the hours are
    on one function: a Poisson regression with a level for every person and every month, the
    interval by leaving out one person after another. Each person is compared with itself, so that
    who is able does not matter; whether people specialize in months that are good anyway, records
    cannot show. Formulas and sources: «One person or two?» in docs/methods.md.

    Returns
    -------
    Finding
        `table`: a row per output, with what a comparison across people would say. `details`:
        `people`, from five new clients on. Below eight people who noted hours these only, and
        `needs data`. Evidence L0.
    """
    found = specialised_of(company, sales)
    table, people = TABLE.frame([]), PEOPLE.frame([])
    if found is not None:
        table, people = _outputs(found), _people(found)
    numbers = _numbers(found, sales)
    placed = numbers_of(numbers)
    return Finding(
        specialisation,
        _status(found, table),
        text=tuple(paragraphs(placed, rows_of(table))),
        table=table,
        details={PEOPLE.name: people},
        numbers=numbers,
        assumptions=assumptions(placed),
        caveats=(*caveats(placed), *(() if found is None else sales.notes)),
        needs=tuple(needs(placed)),
        sources=specialisation.sources,
    )


def _status(found: Specialised | None, table: pd.DataFrame) -> Status:
    if found is None or len(found.log.people) < NOTED_HOURS:
        return "needs data"
    return "answered" if table["verdict"].notna().any() else "cannot tell"


def _numbers(found: Specialised | None, sales: Sales) -> dict[str, Any]:
    if found is None:
        return {"people": 0}
    log = found.log
    return {
        "people": len(log.people),
        "months": int(log.seen.any(axis=0).sum()),
        "hours": round(float(log.hours.sum())),
        "functions": log.functions,
        "basis": sales.book.measure,
    }


def _outputs(found: Specialised) -> pd.DataFrame:
    """A row for each output that could be compared."""
    rows = []
    for name in OUTPUTS:
        within, across = found.within[name], found.across[name]
        if within is None:
            continue
        row = {"output": name, "label": LABELS[name], "people": within.people}
        row |= _change("change", within) | {"verdict": _verdict(within)}
        if across is not None:
            row |= _change("across", across)
        rows.append(row)
    return TABLE.frame(rows)


def _change(name: str, found: Slope) -> dict[str, float]:
    """What becomes of an hour's output where two functions become one."""
    ends = {"": found.beta, "_low": found.low, "_high": found.high}
    return {name + end: math.expm1(min(STEP * beta, 50.0)) for end, beta in ends.items()}


def _verdict(found: Slope) -> str | None:
    """`more`, `less` or `same`; None: it cannot be told."""
    low, high = math.expm1(STEP * found.low), math.expm1(min(STEP * found.high, 50.0))
    if low > 0 or high < 0:
        return "more" if low > 0 else "less"
    return "same" if low >= -NO_DIFFERENCE and high <= NO_DIFFERENCE else None


def _people(found: Specialised) -> pd.DataFrame:
    """Each person's hours, how concentrated they are, and new clients from 100 of them."""
    log, rows = found.log, []
    for at, name in enumerate(log.people):
        won, hours = float(log.brought[OUTPUTS[0]][at].sum()), float(log.hours[at].sum())
        if won < FLOOR:
            continue
        rows.append(
            {
                "employee": str(name),
                "hours": round(hours),
                "concentration": float((log.concentration[at] * log.hours[at]).sum() / hours),
                "won": int(won),
                "per_100_hours": 100 * won / hours,
            }
        )
    return PEOPLE.frame(rows)


def _charts() -> tuple[Chart, ...]:
    from kit.questions.specialisation.chart import CHARTS

    return CHARTS


TABLE = Table(
    (
        Column("output", say("What comes out of an hour"), shown=False),
        Column("label", say("What comes out of an hour"), "words"),
        Column("people", say("People"), "people"),
        Column("change", say("Two functions become one"), "share", interval=True),
        Column("verdict", say("Told"), shown=False),
        Column("across", say("A comparison across people says"), "share", interval=True),
    )
)
PEOPLE = Table(
    (
        Column("employee", say("Employee")),
        Column("hours", say("Hours noted"), "hours"),
        Column("concentration", say("Concentration of the hours"), "share"),
        Column("won", say("New clients"), "clients"),
        Column("per_100_hours", say("New clients from 100 hours"), "clients"),
    ),
    name="people",
    title=say("Who spends the hours on how many kinds of work"),
    note=say("100% is a single kind of work; 50% is two kinds alike."),
)

specialisation = Question(
    name="specialisation",
    asks=say("Does more come out of an hour of somebody who does one job only?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(TABLE, PEOPLE),
    charts=_charts,
    needs=("orders", "activities.hours"),
    absent=say("Without orders and noted hours there is no output of an hour."),
    ignores=("criteria", "assumptions"),
    sources=(
        "Gourieroux, Monfort, Trognon 1984, Econometrica 52(3), 701–720",
        "Bell, McCaffrey 2002, Survey Methodology 28(2), 169–181",
        "Hirschman 1964, American Economic Review 54(5), 761–762",
    ),
)
