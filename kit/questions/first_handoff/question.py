"""Are leads passed on when both conditions hold, and what becomes of the others?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.gates import KNOWN_LEADS, KNOWN_SHARE, PAIR_LEADS
from kit.intervals import difference, reach, wilson
from kit.language import say
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status
from kit.questions.first_handoff.headline import headline, next_step
from kit.questions.first_handoff.leads import (
    BOTH,
    LATE,
    MARKS,
    UNKNOWN,
    YEAR,
    Passed,
    first_orders,
    passed,
)
from kit.questions.first_handoff.words import (
    ASSUMPTIONS,
    LABELS,
    NO_REASON,
    WAITS,
    caveats,
    needs,
    paragraphs,
    wishes,
)
from kit.questions.question import Chart, Column, Question, Table
from kit.sales.tables import Sales


def answer(company: Company, sales: Sales) -> Finding:
    """Are leads passed on when both conditions hold, and what becomes of the others?

    Both conditions: the lead had passed qualification and its need was confirmed, on or before the
    day of passing. A missing date is unknown, so the share of such leads lies between two ends. By
    these marks: leads recorded as returned, and the share whose client places a first order within
    a year (1 − Kaplan–Meier; each client once). Then waits, reasons, and pairs of people.

    Parameters
    ----------
    company : Company
        Not used: leads are what the table of leads says.
    sales : Sales
        `leads` with any of its dates, and the orders.

    Returns
    -------
    Finding
        `table`: a row for leads with both marks, with a late one, and unknown ones. `details`:
        `waits`, `reasons`, `pairs` (five leads or more). Evidence L0.
    """
    missing = needs(sales)
    if missing:
        text = say("The first handoff cannot be looked at yet: see what is missing.")
        return Finding(first_handoff, "needs data", text=(text,), needs=tuple(missing))
    leads = passed(sales)
    table, details = _table(leads), _details(leads)
    numbers = _numbers(leads, sales)
    known = numbers["both"] + numbers["late"]
    status: Status = "answered"
    if known < KNOWN_LEADS or known < KNOWN_SHARE * numbers["passed"]:
        status = "cannot tell"
    figures = numbers_of(numbers)
    return Finding(
        first_handoff,
        status,
        text=tuple(
            paragraphs(
                rows_of(table),
                rows_of(details["waits"], "waits"),
                rows_of(details["reasons"], "reasons"),
                figures,
            )
        ),
        table=table,
        details=details,
        numbers=numbers,
        assumptions=ASSUMPTIONS,
        caveats=tuple(caveats(figures, sales)),
        needs=tuple(wishes(figures, sales)),
        sources=first_handoff.sources,
    )


def _table(leads: Passed) -> pd.DataFrame:
    rows = []
    for marks in MARKS:
        of, bought = leads.of(marks), leads.bought(marks)
        share, low, high = wilson(len(of), len(leads.rows))
        back, back_low, back_high = _returned(leads, of)
        year, year_low, year_high = bought.at(YEAR) if leads.known else (None, None, None)
        rows.append(
            {
                "marks": marks,
                "label": LABELS[marks],
                "leads": len(of),
                "share": share,
                "share_low": low,
                "share_high": high,
                "returned": int(of["returned"].sum()),
                "returned_share": back,
                "returned_share_low": back_low,
                "returned_share_high": back_high,
                "clients": int((leads.once["marks"] == marks).sum()),
                "bought_12m": year,
                "bought_12m_low": year_low,
                "bought_12m_high": year_high,
            }
        )
    return TABLE.frame(rows)


def _returned(leads: Passed, of: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    """The share recorded as returned; not known where nobody ever recorded a return."""
    if not leads.rows["returned"].any():
        return None, None, None
    return wilson(int(of["returned"].sum()), len(of))


def _details(leads: Passed) -> dict[str, pd.DataFrame]:
    waits = []
    for what, column in (("ready", "ready"), ("accepted", "wait")):
        days = leads.rows[column].dropna().to_numpy(np.int64)
        middle, low, high = reach(days, np.ones(len(days), np.bool_)).median()
        waits.append(
            {
                "what": what,
                "label": WAITS[what],
                "leads": len(days),
                "median": middle,
                "median_low": low,
                "median_high": high,
            }
        )
    returned = leads.rows[leads.rows["returned"]]
    reasons = returned["reason"].value_counts().sort_index().sort_values(
        ascending=False, kind="stable"
    )  # fmt: skip
    listed: list[dict[str, Any]] = [
        {"reason": reason, "returned": int(n)} for reason, n in reasons.items()
    ]
    if without := int(returned["reason"].isna().sum()):
        listed.append({"reason": NO_REASON, "returned": without})
    return {
        "waits": WAITING.frame(waits),
        "reasons": REASONS.frame(listed),
        "pairs": PAIRS.frame(_pairs(leads)),
    }


def _pairs(leads: Passed) -> list[dict[str, Any]]:
    """Of whom which leads went to whom; pairs with fewer than `PAIR_LEADS` are not told."""
    pairs = []
    once = dict(iter(leads.once.groupby(["by", "to"])))
    for (by, to), rows in leads.rows.groupby(["by", "to"]):
        if len(rows) < PAIR_LEADS:
            continue
        count = rows["marks"].value_counts()
        both, unknown = int(count.get(BOTH, 0)), int(count.get(UNKNOWN, 0))
        share, low, high = wilson(both, len(rows) - unknown)
        back, back_low, back_high = _returned(leads, rows)
        clients = once.get((by, to), leads.once[:0])
        year = first_orders(clients).at(YEAR) if leads.known else (None, None, None)
        pairs.append(
            {
                "by": by,
                "to": to,
                "leads": len(rows),
                "unknown": unknown,
                "both_share": share,
                "both_share_low": low,
                "both_share_high": high,
                "returned_share": back,
                "returned_share_low": back_low,
                "returned_share_high": back_high,
                "bought_12m": year[0],
                "bought_12m_low": year[1],
                "bought_12m_high": year[2],
            }
        )
    return sorted(pairs, key=lambda pair: -pair["leads"])


def _numbers(leads: Passed, sales: Sales) -> dict[str, Any]:
    n = len(leads.rows)
    both, late, unknown = (len(leads.of(marks)) for marks in MARKS)
    gap, low, high = None, None, None
    of = [int((leads.once["marks"] == marks).sum()) for marks in (BOTH, LATE)]
    if leads.known and min(of) >= KNOWN_LEADS:
        gap, low, high = difference(leads.bought(BOTH).at(YEAR), leads.bought(LATE).at(YEAR))
    return {
        "passed": n,
        "both": both,
        "late": late,
        "unknown": unknown,
        "share_low": both / n,
        "share_high": (both + unknown) / n,
        "returned": int(leads.rows["returned"].sum()),
        "gap_points": None if gap is None else round(100 * gap),
        "gap_points_low": None if low is None else round(100 * low),
        "gap_points_high": None if high is None else round(100 * high),
        "from_on": sales.leads["passed_on"].min().date(),
        "to_on": sales.leads["passed_on"].max().date(),
        "not_passed": leads.not_passed,
        "again": leads.again,
        "clients_before": leads.clients_before,
        "early": leads.early,
        "in_orders": leads.known,
    }


def _charts() -> tuple[Chart, ...]:
    from kit.questions.first_handoff.chart import CHARTS

    return CHARTS


TABLE = Table(
    (
        Column("marks", say("Marks"), shown=False),
        Column("label", say("When the lead was passed on"), "words"),
        Column("leads", say("Leads"), "leads"),
        Column("share", say("Share of all leads passed"), "share", interval=True),
        Column("returned", say("Returned"), "leads", shown=False),
        Column("returned_share", say("Recorded as returned"), "share", interval=True),
        Column("clients", say("Clients, each once"), "clients"),
        Column("bought_12m", say("First order within a year"), "share", interval=True),
    )
)
WAITING = Table(
    (
        Column("what", say("Wait"), shown=False),
        Column("label", say("Wait"), "words"),
        Column("leads", say("Leads"), "leads"),
        Column("median", say("Half within, days"), "days", interval=True),
    ),
    "waits",
    say("How long leads wait"),
    say("Of leads for which both days are recorded."),
)
REASONS = Table(
    (
        Column("reason", say("Reason for the return"), "words"),
        Column("returned", say("Returned leads"), "leads"),
    ),
    "reasons",
    say("Why leads come back"),
    say("As the receivers wrote it."),
)
PAIRS = Table(
    (
        Column("by", say("Passed on by")),
        Column("to", say("Passed to")),
        Column("leads", say("Leads"), "leads"),
        Column("unknown", say("Not known"), "leads"),
        Column("both_share", say("Both conditions, where known"), "share", interval=True),
        Column("returned_share", say("Recorded as returned"), "share", interval=True),
        Column("bought_12m", say("First order within a year"), "share", interval=True),
    ),
    "pairs",
    say("Who passes leads to whom"),
    say(
        "Pairs of at least {n} leads. Ranges that overlap do not tell two pairs apart.",
        n=PAIR_LEADS,
    ),
)

first_handoff = Question(
    name="first_handoff",
    asks=say("Are leads passed on when both conditions hold?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(TABLE, WAITING, REASONS, PAIRS),
    charts=_charts,
    needs=("leads.passed_on", "leads.qualified_on", "leads.need_on"),
    absent=say("Without orders and leads the first handoff cannot be looked at."),
    ignores=("criteria", "assumptions", "roles", "functions", "holdings", "handoffs"),
    sources=(
        "Ерохин, Климов 2024, Управление клиентской базой",
        "Kaplan, Meier 1958, J. Am. Stat. Assoc. 53, doi.org/10.1080/01621459.1958.10501452",
        "Wilson 1927, J. Am. Stat. Assoc. 22, doi.org/10.1080/01621459.1927.10502953",
        "Newcombe 1998, Stat. Med. 17(8), doi.org/10.1002/(SICI)1097-0258(19980430)17:8"
        "<873::AID-SIM779>3.0.CO;2-I",
        "Brookmeyer, Crowley 1982, Biometrics 38(1), doi.org/10.2307/2530286",
    ),
)
