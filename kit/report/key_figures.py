"""The four figures under the verdict: each known, inferred or assumed, a range where it is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kit.language import Span, Text, say, say_n
from kit.questions.carry_figures import LOADS
from kit.questions.carrying import heaviest
from kit.questions.claims import Basis
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding

MOST = 4


@dataclass(frozen=True)
class KeyFigure:
    """A figure in large letters, what it counts, and what it rests on."""

    value: Text
    means: Text
    basis: Basis


def key_figures(findings: Sequence[Finding]) -> tuple[KeyFigure, ...]:
    """The first four that can be told."""
    of = {finding.name: finding for finding in findings if finding.worked_out}
    parts = (
        ("carry", _carrying),
        ("pay", _paying),
        ("effect", _past),
        ("money", _money),
        ("roles", _map),
        ("functions", _functions),
    )
    told = (figure for name, figures in parts if name in of for figure in figures(of[name]))
    return tuple(islice(told, MOST))


def _carrying(carry: Finding) -> Iterator[KeyFigure]:
    numbers = numbers_of(carry.numbers)
    managers = numbers["account_managers"]
    if managers is not None:
        means = say_n(
            "active clients are with your account manager",
            "active clients are with your {n} account managers",
            managers,
        )
        held = say("{held} of {active}", held=numbers["held"], active=numbers["active"])
        yield KeyFigure(held, means, "known")
    else:
        means = say_n("client is active", "clients are active", numbers["active"])
        yield KeyFigure(say("{n}", n=numbers["active"]), means, "known")
    loads = rows_of(carry.rows(LOADS.name), LOADS.name)
    if loads:
        highest = heaviest(loads)
        means = say("of account managers' time, with the clients who are due")
        if highest["at"] == "later":
            means = say("of account managers' time in two years, at your own growth")
        weakest: Basis = "assumed" if carry.headline.basis == "assumed" else "inferred"
        yield KeyFigure(_range(highest["load_low"], highest["load_high"]), means, weakest)
    elif numbers["people_needed_at_full_books"] is not None and numbers["clients_asked_for"]:
        least, most = (numbers[f"people_needed_at_{books}_books"] for books in ("full", "usual"))
        value = say("{n}", n=most) if least == most else say("{range}", range=Span(least, most))
        yield KeyFigure(value, say("people these clients take, at your own books"), "inferred")
    else:
        means = say_n(
            "new client in the last year",
            "new clients in the last year",
            numbers["new_clients_a_year"],
        )
        yield KeyFigure(say("{n}", n=numbers["new_clients_a_year"]), means, "known")


def _range(low: float, high: float) -> Text:
    return say("{range:percent}", range=Span(low, high))


def _paying(pay: Finding) -> Iterator[KeyFigure]:
    if not len(pay.table) or pay.senseless:
        return
    paid = rows_of(pay.table)[0]
    means = say("of a client's margin: a handoff that costs less still pays")
    if paid["may_cost_low"] < 0:
        means = say("of a client's margin may be lost, or must be gained (below zero)")
    basis: Basis = "inferred" if pay.numbers["own_figures"] else "assumed"
    yield KeyFigure(_range(paid["may_cost_low"], paid["may_cost_high"]), means, basis)


def _past(effect: Finding) -> Iterator[KeyFigure]:
    numbers = numbers_of(effect.numbers)
    if effect.status == "answered" and not effect.senseless:
        means = say("change of what a client brings after a handoff")
        yield KeyFigure(_range(numbers["low"], numbers["high"]), means, "inferred")
    elif numbers["treated"] and numbers["about"] == "handoff":
        means = say_n(
            "past handoff can be compared: too few to tell its effect",
            "past handoffs can be compared: that does not settle their effect",
            numbers["treated"],
        )
        yield KeyFigure(say("{n}", n=numbers["treated"]), means, "known")
    elif numbers["changes"]:
        means = say_n(
            "change of owner is on record",
            "changes of owner are on record",
            numbers["changes"],
        )
        yield KeyFigure(say("{n}", n=numbers["changes"]), means, "known")


def _money(money: Finding) -> Iterator[KeyFigure]:
    numbers = numbers_of(money.numbers)
    low, high = numbers["lowest"], numbers["highest"]
    if low is None or money.senseless:
        return
    value = say("{share:percent}", share=low) if low == high else _range(low, high)
    means = say("of the revenue is from existing clients, by whom you call new")
    if numbers["basis"] == "margin":
        means = say("of the margin is from existing clients, by whom you call new")
    yield KeyFigure(value, means, "known")


def _map(roles: Finding) -> Iterator[KeyFigure]:
    numbers = numbers_of(roles.numbers)
    n = numbers["roles"]
    if n:
        means = say_n("role is on your map", "roles are on your map", n)
        yield KeyFigure(say("{n}", n=n), means, "known")
    n = numbers["handoffs"]
    if n:
        means = say_n("way is drawn between them", "ways are drawn between them", n)
        yield KeyFigure(say("{n}", n=n), means, "known")
    n = numbers["functions"]
    if n:
        means = say_n("function is listed", "functions are listed", n)
        yield KeyFigure(say("{n}", n=n), means, "known")


def _functions(functions: Finding) -> Iterator[KeyFigure]:
    numbers = numbers_of(functions.numbers)
    n = numbers["shared"]
    if numbers["union"]:
        means = say_n("is carried by both roles", "are carried by both roles", n)
        yield KeyFigure(say("{n} of {all}", n=n, all=numbers["union"]), means, "assumed")
