"""What `carry` is made of: own books and hours as tables, and its numbers by name."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.choice.carrying import TWO_YEARS, Carry, Load
from kit.language import say
from kit.policies.own_history import MANAGER_HOURS
from kit.questions.question import Column, Table

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
        Column("at", say("Moment, as written"), shown=False),
        Column("moment", say("When"), "words"),
        Column("clients", say("Clients"), "clients"),
        Column("load", say("Share of the account managers' hours"), "share", interval=True),
    ),
    name="load",
    title=say("The account managers' hours"),
    note=say("Range: 9 of 10 plausible cases, by the hours that were stated or measured."),
)
MOMENTS = {
    "today": say("today"),
    "due": say("with the clients who are due"),
    "later": say("in two years, at your own growth"),
}
LEAST_TOLD = 5  # clients: figures about one employee with fewer are not shown
FEW = 2  # a month: below it the tenths are told


def people(weighed: Carry) -> pd.DataFrame:
    """A row per employee who looks after clients, the fullest book first."""
    own = weighed.own
    if own is None:
        return PEOPLE.frame([])
    year = own.counts[-13] if len(own.counts) > 12 else None
    rows = [
        {
            "employee": str(person),
            "clients": int(own.now[place]),
            "before": None if year is None else int(year[place]),
            "load": weighed.each.get(str(person)) if weighed.stated else None,
            "full": own.full is not None and own.now[place] > own.full,
        }
        for place, person in enumerate(own.people)
        if own.now[place] >= LEAST_TOLD
    ]
    return PEOPLE.frame(sorted(rows, key=lambda row: -row["clients"]))


def loads(weighed: Carry) -> pd.DataFrame:
    """The account managers' hours by the figures of the company; empty without such figures."""
    growth = weighed.growth
    grown = None if growth is None else round(weighed.asked * growth[0])
    moments = (
        ("today", weighed.held, weighed.load_now),
        ("due", weighed.asked, weighed.load_with),
        ("later", grown, weighed.load_later),
    )
    rows = []
    for moment, clients, draws in moments:
        if draws is None or not weighed.stated:
            continue
        load = Load.of(draws)
        rows.append(
            {
                "at": moment,
                "moment": MOMENTS[moment],
                "clients": clients,
                "load": load.likely,
                "load_low": load.low,
                "load_high": load.high,
            }
        )
    return LOADS.frame(rows)


def carry_numbers(weighed: Carry) -> dict[str, Any]:
    """The figures of the answer, by name, as exact as they are told."""
    own, needed, monthly = weighed.own, weighed.needed, weighed.monthly
    usual, full = (None, None) if own is None else (own.usual, own.full)
    return {
        "rule": str(weighed.rule),
        "active": weighed.active,
        "held": weighed.held,
        "due": weighed.due,
        "clients_asked_for": weighed.asked,
        "handoffs_a_month": round(monthly, 1) if monthly < FEW else round(monthly),
        "new_clients_a_year": weighed.new_a_year,
        "account_managers": weighed.managers,
        "people_with_a_book": None if own is None else own.carriers,
        "usual_book": None if usual is None else round(usual),
        "full_book": None if full is None else round(full),
        "held_two_years_ago": None if own is None else own.before(TWO_YEARS),
        "people_needed_at_full_books": None if needed is None else _people(needed[0]),
        "people_needed_at_usual_books": None if needed is None else _people(needed[1]),
        "load_limit": weighed.limit,
        "can_carry": weighed.verdict,
        "second_force": weighed.second_force,
        "hardly_any": weighed.hardly_any,
        "hours_stated": weighed.stated,
        "hours_measured": weighed.measured,
        "people_who_noted_hours": None if weighed.log is None else weighed.log.managers,
        "lines_of_hours_noted": None if weighed.log is None else weighed.log.lines,
        "people_noted_without_a_role": None if weighed.log is None else weighed.log.without_role,
        "noted_share_of_paid_hours": weighed.noted_share,
        "stated_hours_contradict_paid_hours": weighed.contradicts,
        "silent_days": weighed.silence,
        "wait_days": weighed.believed["wait_days"].likely,
        "stated_ranges_widened": round(
            max(weighed.believed[name].factor for name in MANAGER_HOURS), 1
        ),
        "growth": None if weighed.growth is None else round(weighed.growth[0], 2),
    }


def _people(needed: float) -> float:
    """People to half of one: more would pretend to know more."""
    return max(round(needed * 2) / 2, 0.5)
