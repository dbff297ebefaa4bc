"""Can account managers carry the clients that the hunters would hand over?"""

from __future__ import annotations

from typing import Any

from kit.choice.carrying import LATE, Carry, Load, carry_of
from kit.company.model import Company
from kit.language import Text, say
from kit.questions.carrying import headline, needs, numbers_of, paragraphs
from kit.questions.finding import Finding, Status
from kit.questions.question import Chart, Column, Question, Table
from kit.sales.tables import Sales

PEOPLE = Table(
    (
        Column("employee", say("Employee")),
        Column("clients", say("Active clients today"), "clients"),
        Column("before", say("A year ago"), "clients"),
        Column("load", say("Share of own hours that they take"), "share"),
        Column("full", say("More than 9 of 10 own books"), "yes or no"),
    ),
)
LOADS = Table(
    (
        Column("moment", say("When"), "words"),
        Column("clients", say("Clients"), "clients"),
        Column("load", say("Share of the account managers' hours"), "share", interval=True),
    ),
    name="load",
    title=say("The account managers' hours"),
    note=say("Range: 9 of 10 plausible cases, by the hours that were stated or measured."),
)
LEAST_TOLD = 5  # clients: figures about one employee with fewer are not shown


def answer(company: Company, sales: Sales) -> Finding:
    """Can account managers carry the clients that the hunters would hand over?

    Own books (active clients per person at the end of each month) are counted from the records.
    Where hours for an order and for a client are known, the load is hours over paid hours, today,
    with the clients whom the 2nd deal has reached, and in two years at the company's own growth;
    it can be carried where the load stays below the limit at which 15 clients of 100 would wait
    longer than agreed, in 8 of 10 plausible cases. No claim is made about what a handoff causes.
    Formulas and sources: «Can we carry it?» in docs/methods.md.

    Returns
    -------
    Finding
        `table`: a row per employee who looks after clients. `details`: `load`. Evidence L0.
    """
    weighed = carry_of(company, sales)
    return Finding(
        carry,
        _status(weighed),
        text=paragraphs(weighed),
        table=_people(weighed),
        details={"load": _loads(weighed)},
        numbers=numbers_of(weighed),
        assumptions=_assumptions(weighed),
        needs=needs(weighed),
        sources=carry.sources,
    )


def _status(weighed: Carry) -> Status:
    if weighed.verdict in ("can", "cannot"):
        return "answered"
    if weighed.own is None:
        return "needs data"
    return "cannot tell"


def _people(weighed: Carry) -> Any:
    own = weighed.own
    if own is None:
        return PEOPLE.frame([])
    year = own.counts[-13] if len(own.counts) > 12 else None
    rows = [
        {
            "employee": str(person),
            "clients": int(own.now[place]),
            "before": None if year is None else int(year[place]),
            "load": weighed.each.get(str(person)),
            "full": own.full is not None and own.now[place] > own.full,
        }
        for place, person in enumerate(own.people)
        if own.now[place] >= LEAST_TOLD
    ]
    return PEOPLE.frame(sorted(rows, key=lambda row: -row["clients"]))


def _loads(weighed: Carry) -> Any:
    moments = (
        (say("today"), weighed.held, weighed.load_now),
        (say("with the clients who are due"), weighed.asked, weighed.load_with),
        (say("in two years, at your own growth"), None, weighed.load_later),
    )
    rows = []
    for moment, clients, draws in moments:
        if draws is None:
            continue
        if clients is None and weighed.growth is not None:
            clients = round(weighed.asked * weighed.growth[0])
        load = Load.of(draws)
        rows.append(
            {
                "moment": moment,
                "clients": clients,
                "load": load.likely,
                "load_low": load.low,
                "load_high": load.high,
            }
        )
    return LOADS.frame(rows)


def _assumptions(weighed: Carry) -> tuple[Text, ...]:
    said = [
        say(
            "A client is active until it has had no deal for {days} days. It is due when the rule "
            "has reached it and somebody else than an account manager looks after it.",
            days=weighed.silence,
        )
    ]
    if weighed.load_now is not None and weighed.stated:
        widest = max(weighed.believed[name].factor for name in ("manager_hours_per_order",))
        if widest > 1:
            said.append(
                say(
                    "Ranges that people state are too narrow: yours are taken {factor} times as "
                    "wide, until you test them or note the hours.",
                    factor=round(widest, 1),
                )
            )
        said.append(
            say(
                "At a load of {limit:percent}, {late:percent} of the clients wait longer than the "
                "agreed {days} working days: work comes at random, a client has one account "
                "manager.",
                late=LATE,
                limit=weighed.limit,
                days=weighed.believed["wait_days"].likely,
            )
        )
    if weighed.growth is not None:
        said.append(
            say(
                "Two years on means: at the growth of your active clients over the last two years, "
                "{growth} times.",
                growth=round(weighed.growth[0], 2),
            )
        )
    return tuple(said)


def _charts() -> tuple[Chart, ...]:
    from kit.questions.carry.chart import CHARTS

    return CHARTS


carry = Question(
    name="carry",
    asks=say("Can your account managers carry it?"),
    answer=answer,
    tables=(PEOPLE, LOADS),
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders nobody can be counted."),
    headline=headline,
    sources=(
        "Kingman 1962, Journal of the Royal Statistical Society B 24(2), 383–392",
        "Whitt 1993, Production and Operations Management 2(2), 114–161",
    ),
)
