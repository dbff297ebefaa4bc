"""An experiment that would show what a handoff does: who, how long, how many, and the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kit.company.model import Company
from kit.errors import KitError
from kit.evidence.lots import ARMS
from kit.evidence.trials import MONTH_DAYS
from kit.language import Text, say, say_n
from kit.questions.design.draw import allocated
from kit.questions.design.headline import headline, next_step
from kit.questions.design.looks import PLANNED, schedule
from kit.questions.design.power import plan, shortest, worth_of_one
from kit.questions.figures import numbers_of
from kit.questions.finding import Finding, Status
from kit.questions.question import Column, Question, Table
from kit.questions.sense import clients_return
from kit.sales.lanes import NEVER, Bools, Ints
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, missing_data, rules_in_force
from kit.triggers.cohort import cohort_from, fire
from kit.triggers.rules import Deal, Trigger, label, parse

LONGEST_WAIT = 24  # months
LATEST_SOON = 90  # days within which the group «now» is handed over
WAITS = (6, 9, 12)  # months that the group «later» waits
RECRUITING = (6, 12, 18, 24, 36)  # months in which clients are drawn


def answer(
    company: Company,
    sales: Sales,
    *,
    trigger: str | None = None,
    wait: int = 12,
    soon: int = 14,
) -> Finding:
    """How long would an experiment have to run, and for whom would the lot be drawn now?

    From some day on, every client who reaches the trigger is drawn, a third each, to be handed
    over now, after half of the wait, or after all of it. The smallest change that this would
    usually show is found on the company's own past: lots without any consequence are drawn over the
    clients who reached the trigger, and the error is what `effect` computes for them (power 80 %,
    two-sided 5 %); it shrinks with the root of the number of clients.

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
        `looks`: when to look, and what would end it early.

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
    seed = company.settings.seed
    spread = {months: worth_of_one(book, crossed, soon, months, seed) for months in WAITS}
    rows = [
        plan(per_month, recruiting, months, spread[months])
        for recruiting in RECRUITING
        for months in WAITS
    ]
    rows = [{"rule": label(rule), **row} for row in rows]
    allocation = design.table("allocation").frame(
        allocated(company, sales, crossed, rule, wait, soon)
    )
    status: Status = "answered"
    if all(error is None for error in spread.values()):
        status = "cannot tell"
    numbers = {
        "trigger": str(rule),
        "crossing_per_month": per_month,
        "crossing_told": round(per_month, 1),
        "allocated": len(allocation),
        **{arm: int((allocation["arm"] == arm).sum()) for arm in ARMS},
        "wait_months": wait,
        "middle_months": wait / 2,
        "looks": len(PLANNED),
        "soon_days": soon,
        **shortest(rows),
    }
    return Finding(
        design,
        status,
        text=tuple(_paragraphs(numbers_of(numbers), rule)),
        table=design.table().frame(rows),
        details={
            "allocation": allocation,
            "looks": design.table("looks").frame(schedule(numbers)),
        },
        numbers=numbers,
        assumptions=(
            say("As many clients reach the trigger as in the past, and their sales vary as much."),
        ),
        caveats=(
            say(
                "Keep to the draw: a handoff by somebody's own decision spoils the comparison. "
                "Write down the exceptions, with the reason."
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


def _paragraphs(numbers: Mapping[str, Any], rule: Trigger) -> list[Text]:
    texts = [
        say(
            "From a day that you choose, draw at random for every client who reaches “{rule}”. "
            "A third are handed over now, a third {half} months later, a third {wait} months "
            "later. Everything else stays as it is. That shows what a handoff does, and whether "
            "it matters how early it comes.",
            rule=label(rule),
            half=numbers["middle_months"],
            wait=numbers["wait_months"],
        ),
        say(
            "Clients who reached it in a month, on average: {n}.",
            n=numbers["crossing_told"],
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
        say(
            "Look {n} times, in the months of the table of looks, and end it early only where "
            "the change is larger than it says there. Looking at any time, and stopping when it "
            "suits, goes wrong far more often than one time in twenty.",
            n=numbers["looks"],
        )
    )
    texts.append(
        say_n(
            "The list that goes with it has {n} client who reached the trigger lately. It is "
            "drawn evenly among the clients of each hunter and among large and small ones; "
            "anybody can draw it again.",
            "The list that goes with it has {n} clients who reached the trigger lately. It is "
            "drawn evenly among the clients of each hunter and among large and small ones; "
            "anybody can draw it again.",
            numbers["allocated"],
        )
    )
    return texts


design = Question(
    name="design",
    asks=say("What experiment would show what a handoff does?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(
        Table(
            (
                Column("rule", say("Trigger"), "words", shown=False),
                Column("recruiting", say("Months of drawing"), ""),
                Column("wait", say("Months that “later” waits"), ""),
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
        Table(
            (
                Column("month", say("Month after the start"), ""),
                Column("information", say("Of all that will be seen"), "share"),
                Column("errors", say("Standard errors"), "", shown=False),
                Column("change", say("Change that would end it early"), "share"),
            ),
            "looks",
            say("When to look at the experiment"),
            say("Between these looks nothing is decided, whatever the figures say."),
        ),
    ),
    needs=("orders",),
    absent=say("Without orders it cannot be said how many clients an experiment takes."),
    unless=(clients_return,),
    ignores=("criteria", "assumptions"),
    sources=(
        "Bloom 1995, Eval. Rev. 19(5), 547–556",
        "Hernán, Robins 2016, Am. J. Epidemiol. 183(8), 758–764",
        "Lan, DeMets 1983, Biometrika 70(3), 659–663",
        "O'Brien, Fleming 1979, Biometrics 35(3), 549–556",
        "Armitage, McPherson, Rowe 1969, J. R. Stat. Soc. A 132(2), 235–244",
    ),
    in_diagnosis=False,  # it is run by a command of its own: `handoff design`
)
