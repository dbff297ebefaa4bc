"""An experiment that would show what a handoff does: who, how long, how many, and the list."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.errors import KitError
from kit.evidence.luck import ratio
from kit.evidence.trials import MONTH_DAYS, Entries, trials
from kit.evidence.two_way import Ratio
from kit.gates import MIN_ARM, WORTH_NOTICING
from kit.language import Text, say, say_n
from kit.owners.past import past_owners
from kit.questions.finding import Finding, Status
from kit.questions.question import Column, Question, Table
from kit.questions.sense import clients_return
from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER, Bools, Ints
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, missing_data, rules_in_force
from kit.triggers.cohort import cohort_from, fire
from kit.triggers.rules import Deal, Trigger, label, parse

LONGEST_WAIT = 24  # months
LATEST_SOON = 90  # days within which the group «now» is handed over
WAITS = (6, 9, 12)  # months that the group «later» waits
RECRUITING = (6, 12, 18, 24, 36)  # months in which clients are drawn
MOST_DRAWN = 20_000  # of more clients, so many are drawn for it
DRAWS = 60  # lots drawn over the past, to see how far chance alone moves the result


def answer(
    company: Company,
    sales: Sales,
    *,
    trigger: str | None = None,
    wait: int = 12,
    soon: int = 14,
) -> Finding:
    """How long would an experiment have to run, and for whom would the lot be drawn now?

    From some day on, every client who reaches the trigger is drawn, half and half, to be handed
    over now or later. The smallest change that this would usually show is found on the company's
    own past: lots without any consequence are drawn over the clients who reached the trigger, and
    the spread of the estimates is what chance alone does (power 80 %, two-sided 5 %); it shrinks
    with the root of the number of clients.

    Parameters
    ----------
    company, sales
        As everywhere.
    trigger : str
        The rule at which clients are drawn; None: the one in force, else the first candidate that
        these data can judge.
    wait, soon : int
        Months that the group «later» waits; days until the group «now» is handed over.

    Returns
    -------
    Finding
        `table`: months of drawing and of waiting, clients, the smallest change noticed. `details`:
        `allocation`: the clients who reached the trigger in the last `wait` months and, as far as
        the records show, still order: the same list for the same company, trigger and seed.

    Raises
    ------
    KitError
        The trigger cannot be judged by these data, or a number is out of range.
    """
    if not 1 <= wait <= LONGEST_WAIT or not 0 <= soon <= LATEST_SOON:
        raise KitError(
            say(
                "Waiting has to be 1 to {months} months, and the handoff now within 0 to {days} "
                "days.",
                months=LONGEST_WAIT,
                days=LATEST_SOON,
            )
        )
    rule = _rule(company, sales, trigger)
    book = sales.book
    crossed, new = _crossed(company, sales, rule)
    span = (book.as_of - max(cohort_from(company, sales), book.start) + 1) / MONTH_DAYS
    per_month = float((crossed < NEVER)[new].sum()) / max(span, 1.0)
    due = np.where(crossed < NEVER, crossed + soon, NEVER)
    spread = {months: _spread(book, due, months, company.settings.seed) for months in WAITS}
    rows = [
        _row(per_month, recruiting, months, spread[months])
        for recruiting in RECRUITING
        for months in WAITS
    ]
    allocation = _allocation(company, sales, crossed, rule, wait, soon)
    status: Status = "answered"
    if all(error is None for error in spread.values()):
        status = "cannot tell"
    numbers = {
        "trigger": str(rule),
        "crossing_per_month": per_month,
        "allocated": len(allocation),
        "now": int((allocation["arm"] == "now").sum()),
        "wait_months": wait,
        "soon_days": soon,
        **_shortest(rows),
    }
    return Finding(
        design,
        status,
        text=tuple(_paragraphs(numbers, rule)),
        table=design.table().frame(rows),
        details={"allocation": allocation},
        numbers=numbers,
        assumptions=(
            say("As many clients reach the trigger as in the past, and their sales vary as much."),
        ),
        caveats=(
            say(
                "The lot has to be kept: whoever hands over by judgement after all spoils the "
                "comparison. Write down the exceptions, with the reason."
            ),
        ),
        sources=design.sources,
    )


def _rule(company: Company, sales: Sales, trigger: str | None) -> Trigger:
    if trigger is not None:
        rule = parse(trigger)
        lack = missing_data(rule, sales)
        if lack is not None:
            raise KitError(lack)
        return rule
    every = (*rules_in_force(company), *candidates(company, sales))
    lacks = []
    for rule in every or (Deal(2),):
        lack = missing_data(rule, sales)
        if lack is None:
            return rule
        lacks.append(lack)
    raise KitError(lacks[0])


def _crossed(company: Company, sales: Sales, rule: Trigger) -> tuple[Ints, Bools]:
    """Each client's day of crossing (`NEVER`: none), and who is new."""
    clients = fire(company, sales, (rule,)).per_client
    number = clients.number
    crossed = np.full(len(sales.book.client_ids), NEVER)
    new = np.zeros(len(crossed), dtype=np.bool_)
    fired = clients.fired_on[:, 0]
    use = (fired >= 0) & clients.cohort
    crossed[number[use]] = np.maximum(fired[use], clients.first_deal[use])
    new[number[clients.cohort]] = True
    return crossed, new


def _spread(book: OrderBook, due: Ints, months: int, seed: int) -> Ratio | None:
    """What one client is worth: error times 1/√n, and freedom times n, are those of n clients.

    As `effect` computes them, for the past clients who crossed, on average over lots drawn anew.
    """
    client = np.flatnonzero(due + months * MONTH_DAYS <= book.as_of)
    if len(client) < 2 * MIN_ARM:
        return None
    random = np.random.default_rng(seed)
    if len(client) > MOST_DRAWN:
        client = np.sort(random.choice(client, MOST_DRAWN, replace=False))
    places = np.arange(len(client))
    first = np.zeros(len(client), np.int64)
    rows = Entries(first, client, places % 2 == 0, due[client], np.full(len(client), NEVER), places)
    stack = trials(book, rows, months, by_rep=False)
    ratios = []
    for _ in range(DRAWS):
        treated = random.permutation(len(client)) < len(client) // 2
        drawn = replace(stack.entries, treated=treated[stack.entries.rep])
        change = ratio(replace(stack, entries=drawn).panel())
        if change is not None:
            ratios.append(change)
    if len(ratios) < DRAWS // 2:
        return None
    n = len(stack.entries.client)
    error = float(np.mean([change.error for change in ratios])) * math.sqrt(n)
    return Ratio(0.0, error, float(np.mean([change.freedom for change in ratios])) / n)


def _row(per_month: float, recruiting: int, wait: int, spread: Ratio | None) -> dict[str, Any]:
    n = int(per_month * recruiting)
    mde = None
    if spread is not None and n:
        mde = Ratio(0.0, spread.error / math.sqrt(n), max(spread.freedom * n, 1.0)).noticed()
    enough = mde is not None and mde <= WORTH_NOTICING and n >= 2 * MIN_ARM
    return {"recruiting": recruiting, "wait": wait, "clients": n, "mde": mde, "enough": enough}


def _shortest(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The plan of the table that is through soonest and still notices `WORTH_NOTICING`."""
    good = [
        row
        for row in rows
        if row["mde"] is not None and row["mde"] <= WORTH_NOTICING and row["clients"] >= 2 * MIN_ARM
    ]
    best = min(good, key=lambda row: (row["recruiting"] + row["wait"], row["wait"]), default=None)
    told = [row for row in rows if row["mde"] is not None]
    least = min(told, key=lambda row: row["mde"], default=None)
    shown = best or least
    return {
        "enough": best is not None,
        "recruiting_months": shown["recruiting"] if shown else None,
        "waiting_months": shown["wait"] if shown else None,
        "clients": shown["clients"] if shown else None,
        "mde": shown["mde"] if shown else None,
    }


def _allocation(
    company: Company,
    sales: Sales,
    crossed: Ints,
    rule: Trigger,
    wait: int,
    soon: int,
) -> pd.DataFrame:
    """Whom the lot is drawn for now: a list that anybody can draw again.

    A client's lot is a hash of the seed, the trigger and the client's id: it depends neither on
    who else is on the list nor on the day, so clients who come later are drawn in the same way.
    """
    book, past = sales.book, past_owners(company, sales)
    everyone = np.arange(len(crossed))
    free = (crossed <= book.as_of) & (crossed > book.as_of - wait * MONTH_DAYS)
    free &= book.last_deal_before(everyone, book.as_of + 1) > book.as_of - book.silence
    if past is not None and past.owned:
        free &= past.handed > book.as_of
    start = pd.Timestamp(np.datetime64(book.as_of, "D"))
    days = {"now": soon, "later": soon + round(wait * MONTH_DAYS)}
    rows = []
    for client in book.client_ids[free]:
        lot = hashlib.sha256(f"{company.settings.seed}|{rule}|{client}".encode()).digest()
        arm = "now" if lot[0] % 2 else "later"
        due = start + pd.Timedelta(days=days[arm])
        rows.append({"client_id": str(client), "starts_on": start, "arm": arm, "hand_over_on": due})
    return design.table("allocation").frame(rows)


def _paragraphs(numbers: Mapping[str, Any], rule: Trigger) -> list[Text]:
    texts = [
        say(
            "From a day that you choose, draw a lot for every client who reaches «{rule}»: half "
            "are handed over now, half {wait} months later. Everything else stays as it is.",
            rule=label(rule),
            wait=numbers["wait_months"],
        ),
        say(
            "Clients who reached it in a month, on average: {n}.",
            n=round(numbers["crossing_per_month"], 1),
        ),
    ]
    if numbers["mde"] is None:
        texts.append(
            say(
                "Too few clients have reached this trigger and could be watched afterwards: how "
                "much chance alone would move the result cannot be said."
            )
        )
        return texts
    plan = {
        "clients": numbers["clients"],
        "recruiting": numbers["recruiting_months"],
        "waiting": numbers["waiting_months"],
        "mde": numbers["mde"],
    }
    if numbers["enough"]:
        texts.append(
            say(
                "Drawn for {recruiting} months, with {waiting} months of waiting, about {clients} "
                "clients take part, and a change of {mde:percent} or more would usually be "
                "noticed.",
                **plan,
            )
        )
    else:
        texts.append(
            say(
                "Even drawn for {recruiting} months, with {waiting} months of waiting and about "
                "{clients} clients, only a change of {mde:percent} or more would usually be "
                "noticed. Below that your company cannot find out by an experiment alone.",
                **plan,
            )
        )
    texts.append(
        say_n(
            "The list that goes with it has {n} client who reached the trigger lately, drawn so "
            "that anybody can draw it again.",
            "The list that goes with it has {n} clients who reached the trigger lately, drawn so "
            "that anybody can draw it again.",
            numbers["allocated"],
        )
    )
    return texts


design = Question(
    name="design",
    asks=say("What experiment would show what a handoff does?"),
    answer=answer,
    tables=(
        Table(
            (
                Column("recruiting", say("Months of drawing"), ""),
                Column("wait", say("Months that «later» waits"), ""),
                Column("clients", say("Clients drawn"), "clients"),
                Column("mde", say("Smallest change that would usually be noticed"), "share"),
                Column("enough", say("Enough"), "yes or no"),
            )
        ),
        Table(
            (
                Column("client_id", say("Client")),
                Column("starts_on", say("Drawn on"), "date"),
                Column("arm", say("Group")),
                Column("hand_over_on", say("Hand over on"), "date"),
            ),
            "allocation",
        ),
    ),
    needs=("orders",),
    absent=say("Without orders it cannot be said how many clients an experiment takes."),
    unless=(clients_return,),
    ignores=("criteria", "assumptions"),
    sources=(
        "Bloom 1995, Eval. Rev. 19(5), 547–556",
        "Hernán, Robins 2016, Am. J. Epidemiol. 183(8), 758–764",
    ),
    in_diagnosis=False,  # it is run by a command of its own: `handoff design`
)
