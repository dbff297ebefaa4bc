"""What would a flood of new clients do: when is the limit reached, who waits, what helps?"""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.choice.carrying import YEAR, Carry, carry_of
from kit.choice.flooding import Flood, flood_of, ways
from kit.choice.profiles import profiles
from kit.company.model import Company
from kit.errors import KitError
from kit.language import say
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status
from kit.questions.flood.figures import (
    MONTHS,
    SEGMENTS,
    SURGES,
    WAYS,
    flood_numbers,
    months,
    segments,
    surges,
    ways_out,
)
from kit.questions.flood.headline import headline, next_step
from kit.questions.flood.words import assumptions, needs, paragraphs, unknown
from kit.questions.question import Chart, Question
from kit.sales.tables import Sales

TRIED = (1.0, 1.5, 2.0, 3.0)  # times as many new clients as today
ASKED = 2.0


def answer(
    company: Company,
    sales: Sales,
    *,
    surge: float = ASKED,
    off_profile: float = 0.0,
    factor: float = 1.0,
    leaving: float | None = None,
) -> Finding:
    """What would a flood of new clients do to account managers?

    The load is that of `carry`; each time that new clients come once more, what the new clients of
    the last 24 months asked of account managers in a replay of the same rule is added to it, month
    by month. Told is the month in which the limit is reached, what waits, and what staying within
    the limit costs: passing clients later, more people, refusing clients. Segments whose hours or
    returns differ are found in the records; what is not recorded stays unknown.
    Formulas and sources: «What would a flood of new clients do?» in docs/methods.md.

    Parameters
    ----------
    company, sales : Company, Sales
        The company.
    surge : float
        How many times as many new clients come as did, from 1 on.
    off_profile, factor : float
        The share of the additional ones who do not fit, and how many times as many hours one takes.
    leaving : float
        Of clients who wait too long, the share that leaves within a year: your own assumption. None
        says nothing of money at risk; there is no default.

    Returns
    -------
    Finding
        `table`: a row per surge. `details`: `months`, `ways`, `segments`. Evidence L0.

    Raises
    ------
    KitError
        One of the parameters cannot be.
    """
    _check(surge, off_profile, factor, leaving)
    carry = carry_of(company, sales)
    tried = [flood_of(company, sales, of, off_profile, factor) for of in sorted({*TRIED, surge})]
    floods = [flood for flood in tried if flood is not None]
    if not floods or not carry.stated:
        return _without(carry, months_known=bool(floods))
    compared = profiles(company, sales)
    (asked,) = [flood for flood in floods if flood.surge == surge]
    out = ways(company, sales, asked)
    numbers = {**flood_numbers(asked, out, compared), **_at_risk(asked, sales, leaving)}
    placed, table = numbers_of(numbers), surges(floods)
    remedies, of_segments = ways_out(out), segments(compared)
    return Finding(
        flood,
        _status(asked),
        text=paragraphs(
            asked,
            placed,
            rows_of(table),
            rows_of(remedies, WAYS.name),
            rows_of(of_segments, SEGMENTS.name),
            sales,
        ),
        table=table,
        details={MONTHS.name: months(floods), WAYS.name: remedies, SEGMENTS.name: of_segments},
        numbers=numbers,
        assumptions=assumptions(asked, placed),
        needs=needs(asked, out, placed),
        sources=flood.sources,
    )


def _without(carry: Carry, *, months_known: bool) -> Finding:
    """Where hours, people or months are missing."""
    return Finding(
        flood,
        "needs data",
        text=(unknown(carry, months_known=months_known),),
        needs=needs(None, (), {}, carry),
        sources=flood.sources,
    )


def _check(surge: float, off_profile: float, factor: float, leaving: float | None) -> None:
    if surge < 1 or factor <= 0 or not 0 <= off_profile <= 1 or not 0 <= (leaving or 0) <= 1:
        raise KitError(
            say(
                "New clients come once or more often, shares are between 0 and 1, and a client "
                "takes more than no hours."
            )
        )


def _status(asked: Flood) -> Status:
    when = asked.when()
    return "answered" if np.isfinite(when.high) or not np.isfinite(when.low) else "cannot tell"


def _at_risk(asked: Flood, sales: Sales, leaving: float | None) -> dict[str, Any]:
    """What is lost in a year if waiting makes clients leave as somebody assumes."""
    if leaving is None:
        return {"leaving": None, "at_risk_low": None, "at_risk_high": None}
    book, clients = sales.book, asked.carry.clients
    edges = np.tile([book.as_of - YEAR + 1, book.as_of + 1], (len(clients), 1))
    year, late = float(book.cells(clients, edges).sum()), asked.late(asked.months)
    return {
        "leaving": leaving,
        "at_risk_low": round(leaving * late.low * year),
        "at_risk_high": round(leaving * late.high * year),
    }


def _charts() -> tuple[Chart, ...]:
    from kit.questions.flood.chart import CHARTS

    return CHARTS


flood = Question(
    name="flood",
    asks=say("What would a flood of new clients do?"),
    answer=answer,
    tables=(SURGES, MONTHS, WAYS, SEGMENTS),
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders nobody knows how many new clients come, and what they ask."),
    headline=headline,
    next_step=next_step,
    sources=(
        "Kingman 1962, Journal of the Royal Statistical Society B 24(2), 383–392",
        "Whitt 1993, Production and Operations Management 2(2), 114–161",
        "KC, Terwiesch 2009, Management Science 55(9), 1486–1498",
        "Ovchinnikov, Boulu-Reshef, Pfeifer 2014, Management Science 60(8), 2002–2019",
    ),
)
