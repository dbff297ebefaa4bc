"""Projects and advice: how soon a need is served, and who still owns which function?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.company.names import function_name
from kit.gates import MIN_NEEDS
from kit.intervals import Floats, bootstrap, ratio, wilson
from kit.language import Text, say
from kit.owners.functions import Line, function_lines
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Column, Question, Table
from kit.questions.third_handoff.headline import headline, next_step
from kit.questions.third_handoff.needs import ALL, MONTH, QUARTER, Needs, needs_of
from kit.questions.third_handoff.words import (
    ASSUMPTIONS,
    KINDS,
    OF_FUNCTIONS,
    caveats,
    needs,
    paragraphs,
    wishes,
)
from kit.sales.tables import Sales

MOST_DAYS = 180  # of a curve


def answer(company: Company, sales: Sales) -> Finding:
    """How soon are needs for projects and advice served, and who still owns which function?

    Needs: the share begun by days since they were recorded (1 − Kaplan–Meier; one without a start
    counts as not begun yet), those that nobody began, and those that came back by the agreed day.
    Functions that passed by themselves: days on which nobody had one, or several people had.
    Joint working groups: without a last day, or without anybody of the client.

    Parameters
    ----------
    company : Company
        What its functions are called; the seed of the intervals of function-days.
    sales : Sales
        `needs`, `assignments` with functions, and `groups`, as far as given.

    Returns
    -------
    Finding
        `table`: a row for each kind of need, and one for all. `details`: `functions`, `groups`,
        `curves`. Evidence L0.
    """
    missing = needs(sales)
    lines = function_lines(sales)
    if missing and not lines:
        text = say("The third handoff cannot be looked at yet: see what is missing.")
        return Finding(third_handoff, "needs data", text=(text,), needs=tuple(missing))
    needed = needs_of(sales)
    table = _table(needed)
    details = {
        "functions": _functions(company, lines),
        "groups": _groups(sales),
        "curves": _curves(needed),
    }
    numbers = _numbers(needed, lines, sales)
    enough = max(len(needed) if needed.starts else 0, len(lines)) >= MIN_NEEDS
    status: Status = "answered" if enough else "cannot tell"
    figures = numbers_of(numbers)
    return Finding(
        third_handoff,
        status,
        text=tuple(paragraphs(rows_of(table), rows_of(details["functions"], "functions"), figures)),
        table=table,
        details=details,
        numbers=numbers,
        assumptions=(*ASSUMPTIONS, *(OF_FUNCTIONS if lines else ())),
        caveats=tuple(caveats(figures, sales)),
        needs=tuple(wishes(figures, sales)),
        sources=third_handoff.sources,
    )


def _kinds(needed: Needs) -> list[str]:
    """The kinds that somebody wrote, the most frequent first, then all together."""
    kinds = pd.Series(needed.kind, dtype=object).dropna().value_counts()
    frequent = sorted(kinds.index, key=lambda kind: (-kinds[kind], kind))
    return [*frequent, ALL] if len(frequent) > 1 else [ALL]


def _table(needed: Needs) -> pd.DataFrame:
    rows = []
    for kind in _kinds(needed) if len(needed) else []:
        which = needed.of(kind)
        row: dict[str, Any] = {
            "kind": kind,
            "label": KINDS.get(kind, kind),
            "needs": int(which.sum()),
            "judged": int((which & needed.judged).sum()),
        }
        in_time = int((which & needed.in_time).sum())
        shares = {"in_time": wilson(in_time, row["judged"])}
        if needed.starts:
            start = needed.start(which)
            row["begun"] = int((which & needed.begun).sum())
            row["forgotten"] = int((which & needed.forgotten).sum())
            shares |= {
                "begun_30d": start.at(MONTH),
                "begun_90d": start.at(QUARTER),
                "median": start.median(),
            }
        for name, ends in shares.items():
            row |= {name: ends[0], f"{name}_low": ends[1], f"{name}_high": ends[2]}
        rows.append(row)
    return TABLE.frame(rows)


def _curves(needed: Needs) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for kind in _kinds(needed) if needed.starts else []:
        start = needed.start(needed.of(kind))
        for day, share, low, high in zip(
            start.days, start.reached, start.low, start.high, strict=True
        ):
            if day <= MOST_DAYS:
                rows.append({"kind": kind, "day": int(day), "share": share, "low": low,
                             "high": high})  # fmt: skip
    return CURVES.frame(rows)


def _functions(company: Company, lines: Sequence[Line]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    groups: list[tuple[str | Text, list[Line]]] = [
        (function_name(company, function), [it for it in lines if it.function == function])
        for function in sorted({line.function for line in lines})
    ]
    if len(groups) > 1:
        groups.append((KINDS[ALL], list(lines)))
    for label, each in groups:
        lent = [stint for line in each for stint in line.stints if stint.lent]
        days = sum(line.days for line in each)
        row: dict[str, Any] = {
            "label": label,
            "clients": len({line.client for line in each}),
            "days": days,
            "orphan_days": sum(line.orphan_days for line in each),
            "double_days": sum(line.double_days for line in each),
            "lent": len(lent),
            "out": sum(stint.open for stint in lent),
        }
        share, low, high = _shares_of_days(each, company.settings.seed)
        for at, name in enumerate(("orphan", "double")):
            row |= {name: share[at], f"{name}_low": low[at], f"{name}_high": high[at]}
        rows.append(row)
    return FUNCTIONS.frame(rows)


def _shares_of_days(lines: Sequence[Line], seed: int) -> tuple[Floats, Floats, Floats]:
    """The shares of days without an owner and with several, with a bootstrap over clients."""
    clients = sorted({line.client for line in lines})
    sums = np.zeros((len(clients), 3))
    for line in lines:
        sums[clients.index(line.client)] += (line.orphan_days, line.double_days, line.days)
    return bootstrap(sums, lambda drawn: ratio(drawn[:, :2], drawn[:, 2:]), seed)


def _groups(sales: Sales) -> pd.DataFrame:
    table = sales.groups
    rows = [
        {"client": row["client_id"], "aim": row["aim"], "from_on": row["from_on"].date()}
        for row in table[table["to_on"].isna()].sort_values("from_on").to_dict("records")
    ]
    return GROUPS.frame(rows)


def _numbers(needed: Needs, lines: Sequence[Line], sales: Sales) -> dict[str, Any]:
    recorded = sales.needs["recorded_on"]
    return {
        "needs": len(needed),
        "from_on": recorded.min().date() if len(needed) else None,
        "to_on": recorded.max().date() if len(needed) else None,
        "month": MONTH,
        "starts_recorded": needed.starts,
        "ends_recorded": needed.ends,
        "not_begun": int((~needed.begun).sum()) if needed.starts else None,
        "forgotten": int(needed.forgotten.sum()),
        "early": int(needed.early.sum()),
        "without_due": int((needed.begun & ~needed.due).sum()),
        "lines": len(lines),
        "orphan_lines": sum(line.orphan_days > 0 for line in lines),
        "double_lines": sum(line.double_days > 0 for line in lines),
        "groups": len(sales.groups),
        "groups_without_end": int(sales.groups["to_on"].isna().sum()),
        "groups_without_theirs": int(sales.groups["their_members"].isna().sum()),
    }


def _charts() -> tuple[Chart, ...]:
    from kit.questions.third_handoff.chart import CHARTS

    return CHARTS


TABLE = Table(
    (
        Column("kind", say("Kind"), shown=False),
        Column("label", say("Need"), "words"),
        Column("needs", say("Needs"), "needs"),
        Column("begun", say("Begun"), "needs"),
        Column("begun_30d", say("Begun within {days} days", days=MONTH), "share", interval=True),
        Column("begun_90d", say("Begun within {days} days", days=QUARTER), "share", interval=True),
        Column("median", say("Half within, days"), "days", interval=True),
        Column("forgotten", say("Not begun for over {days} days", days=QUARTER), "needs"),
        Column("judged", say("With an agreed day that can be judged"), "needs"),
        Column("in_time", say("Back by the agreed day"), "share", interval=True),
    )
)
FUNCTIONS = Table(
    (
        Column("label", say("Function"), "words"),
        Column("clients", say("Clients"), "clients"),
        Column("lent", say("Times handed over"), "times"),
        Column("out", say("Not back, no last day"), "times"),
        Column("days", say("Days covered"), "days"),
        Column("orphan_days", say("Days without an owner"), "days", shown=False),
        Column("double_days", say("Days with several owners"), "days", shown=False),
        Column("orphan", say("Days without an owner"), "share", interval=True),
        Column("double", say("Days with several owners"), "share", interval=True),
    ),
    "functions",
    say("Functions that passed by themselves"),
    say("From the first day on which somebody else had the function, to the end of the data."),
)
GROUPS = Table(
    (
        Column("client", say("Client")),
        Column("aim", say("Aim")),
        Column("from_on", say("Since"), "date"),
    ),
    "groups",
    say("Joint groups without a last day"),
    say("Whatever such a group has taken over comes back on no day that anybody knows."),
)
CURVES = Table(
    (
        Column("kind", say("Kind")),
        Column("day", say("Days"), "days"),
        Column("share", say("Begun"), "share"),
        Column("low", say("Low end"), "share"),
        Column("high", say("High end"), "share"),
    ),
    "curves",
)

third_handoff = Question(
    name="third_handoff",
    asks=say("How soon are projects begun, and who owns which function?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(TABLE, FUNCTIONS, GROUPS, CURVES),
    charts=_charts,
    needs=("needs", "groups", "assignments.function"),
    absent=say("Without orders and a list of needs the third handoff cannot be looked at."),
    ignores=("criteria", "assumptions", "roles", "holdings", "handoffs"),
    sources=(
        "Ерохин, Климов 2024, Управление клиентской базой",
        "Kaplan, Meier 1958, J. Am. Stat. Assoc. 53, doi.org/10.1080/01621459.1958.10501452",
        "Wilson 1927, J. Am. Stat. Assoc. 22, doi.org/10.1080/01621459.1927.10502953",
        "Brookmeyer, Crowley 1982, Biometrics 38(1), doi.org/10.2307/2530286",
        "Efron 1979, Ann. Stat. 7(1), doi.org/10.1214/aos/1176344552",
    ),
)
