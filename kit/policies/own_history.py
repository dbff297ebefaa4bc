"""Policies replayed over a company's own history, from the books as they were recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company, Handoff
from kit.errors import KitError
from kit.owners.past import Past, past_owners
from kit.owners.staff import HUNTER, RECEIVERS, staff
from kit.owners.time_log import OF_MANAGERS, time_log
from kit.policies.due import Facts
from kit.policies.history import History
from kit.policies.policy import Condition, Policy, parse
from kit.policies.replay import replay
from kit.policies.result import HUNTERS, TEAM, Books, Replay, ServiceHours
from kit.sales.lanes import NEVER, Ints
from kit.sales.sorting import Texts
from kit.sales.tables import Sales
from kit.triggers.candidates import missing_data
from kit.triggers.cohort import RUN_IN_YEARS, day_number, fire, whole_years
from kit.triggers.result import PerClient
from kit.triggers.rules import Trigger

MONTHS = 24  # over which policies are replayed,
FEW_MONTHS = 12  # where the data span less than three years
# what `ServiceHours` takes, by their ids in company.yaml
MANAGER_HOURS = tuple(OF_MANAGERS.values())


@dataclass(frozen=True)
class OwnHistory:
    """What every replay over a company's own history begins with.

    Attributes
    ----------
    history
        The last 24 calendar months up to the last day of the data; 12 where they span less than
        three years.
    books
        Who had which client on the first morning, as recorded; among those who receive clients
        today. Empty, and said to be so, where nobody recorded owners and their roles.
    hours
        What serving takes account managers, as a time log or else the company has it (the likely
        values); None unless all of it is known.
    segment
        A number per client's segment, -1 where it is not known; None: of nobody.
    packet
        The day on which each client's packet was complete, -`NEVER` where nobody recorded it;
        None: of nobody.
    paid
        The same of each order's payment, by its row in the order book.
    """

    history: History
    books: Books
    hours: ServiceHours | None
    segment: Ints | None
    packet: Ints | None
    paid: Ints | None


def own_history(company: Company, sales: Sales) -> OwnHistory:
    """The months, books and hours that policies are replayed with; worked out once a run."""
    return sales.book.once("own history", company, lambda: _own_history(company, sales))


def _own_history(company: Company, sales: Sales) -> OwnHistory:
    book, as_of, known = sales.book, day_number(sales.as_of), segments(sales)
    months = MONTHS if whole_years(sales) >= RUN_IN_YEARS else FEW_MONTHS
    first = np.datetime64(sales.as_of, "M") - (months - 1)
    start = max(int(first.astype("datetime64[D]").astype(np.int64)), day_number(sales.start))
    return OwnHistory(
        history=History(book, start, as_of, book.silence),
        books=recorded_books(company, sales, start),
        hours=_service_hours(company, sales),
        segment=None if known is None else known[0],
        packet=_packets(sales),
        paid=_payments(sales),
    )


def whole_history(sales: Sales) -> History:
    """All days of the data, for a replay that begins with nothing."""
    book, as_of = sales.book, day_number(sales.as_of)

    def whole() -> History:
        return History(book, min(book.first_day, as_of), as_of, book.silence)

    return book.once("whole history", None, whole)


def replayed(company: Company, sales: Sales, policies: Iterable[Policy]) -> tuple[Replay, ...]:
    """Each policy, run over the company's own history.

    Raises
    ------
    KitError
        The data cannot judge a policy's rule, or lack what one of its terms asks.
    """
    policies = tuple(policies)
    triggers = tuple(dict.fromkeys(p.trigger for p in policies if p.trigger is not None))
    for trigger in triggers:
        lack = missing_data(trigger, sales)
        if lack is not None:
            raise KitError(lack)
    clients = fire(company, sales, triggers).per_client if triggers else None
    own, made = own_history(company, sales), []
    for policy in policies:
        facts = facts_of(policy.trigger, triggers, clients, own)

        def run(policy: Policy = policy, facts: Facts = facts) -> Replay:
            return replay(policy, own.history, facts, own.books, own.hours)

        made.append(sales.book.once(f"replay {policy}", company, run))
    return tuple(made)


def facts_of(
    trigger: Trigger | None,
    triggers: tuple[Trigger, ...],
    clients: PerClient | None,
    own: OwnHistory,
) -> Facts:
    """When a rule reached each client of the order book, from the rules' common pass."""
    fired = np.full(own.history.clients, NEVER)
    judged = np.ones(own.history.clients, np.bool_)
    if trigger is not None and clients is not None:
        place = triggers.index(trigger)
        day = clients.fired_on[:, place]
        fired[clients.number] = np.where(day >= 0, day, NEVER)
        judged[clients.number] = clients.known[:, place]
    return Facts(fired, judged, segment=own.segment, conditions=_conditions(own, fired))


def _conditions(own: OwnHistory, fired: Ints) -> dict[Condition, Ints]:
    """From which day on the conditions of a gate are met, as far as somebody recorded it.

    The invoice is that of the deal at which the rule reached the client.
    """
    conditions: dict[Condition, Ints] = {}
    if own.packet is not None:
        conditions["packet"] = own.packet
    if own.paid is not None:
        orders, everyone = own.history.book.orders, np.arange(own.history.clients)
        row = orders.previous_deal_row(everyone, orders.position(everyone, fired))
        conditions["paid"] = np.append(own.paid, -NEVER)[row]
    return conditions


def policies_in_force(company: Company) -> tuple[Policy, ...]:
    """What the company has decided on for the arrows from the hunter to who receives clients."""
    return tuple(
        parse(handoff.policy(handoff.chosen)) for handoff in _arrows(company) if handoff.chosen
    )


def policies_considered(company: Company) -> tuple[Policy, ...]:
    """The candidates on those arrows, each with the terms of its arrow."""
    written = (
        handoff.policy(trigger) for handoff in _arrows(company) for trigger in handoff.triggers
    )
    return tuple(dict.fromkeys(parse(text) for text in written))


def _arrows(company: Company) -> list[Handoff]:
    return [
        handoff
        for handoff in company.handoffs
        if handoff.from_role == HUNTER and handoff.to_role in RECEIVERS
    ]


def recorded_books(company: Company, sales: Sales, day: int) -> Books:
    """Who had which client on the morning of a day, as recorded, among those who are there today.

    A client that a receiver had who has left since, or works in another role, is the team's.
    """
    receivers = _receivers(company, sales)
    book, past = sales.book, past_owners(company, sales)
    clients = len(book.client_ids)
    if past is None or not past.owned or not past.roles_known:
        return Books.empty(clients, receivers)
    everyone = np.arange(clients)
    employee, role = past.holdings.on(everyone, day - 1)
    receiving = past.holdings.receives[role]
    place = np.append(pd.Index(receivers).get_indexer(pd.Index(past.holdings.employee_ids)), -1)[
        employee
    ]
    holder = np.where(receiving, np.where(place >= 0, place, TEAM), HUNTERS)
    return Books(receivers, holder.astype(np.int64), _deals_at_handoff(past, holder, day))


def _deals_at_handoff(past: Past, holder: Ints, day: int) -> Ints:
    """The deals that clients had done when they came to receivers; -1 where nobody knows."""
    orders, begin = past.book.orders, past.book.start_of[:-1]
    came = np.where(past.handed < day, past.handed, past.received)
    client = np.flatnonzero((holder != HUNTERS) & (came < day))
    deals = np.full(len(holder), -1, np.int64)
    until = orders.position(client, came[client] - 1)
    deals[client] = orders.deals_to[until] - orders.deals_to[begin[client]]
    return deals


def _receivers(company: Company, sales: Sales) -> Texts:
    """Who receives clients on the last day of the data and nothing else, by employee id."""
    people, as_of = staff(company, sales), day_number(sales.as_of)
    receiving = {name for role in RECEIVERS for name in people.of_role(role)}
    there = [
        name
        for name in sorted(receiving - _gone(sales))
        if people.role_of.of(name, as_of) in RECEIVERS or people.roles(name) <= set(RECEIVERS)
    ]
    return np.array(there, dtype=object)


def _gone(sales: Sales) -> set[str]:
    """Who has left by the last day of the data, by every row that there is of them."""
    if "employees.left_on" not in sales.given:
        return set()
    names = sales.employees["employee_id"].astype(str)
    left = sales.employees["left_on"] <= pd.Timestamp(sales.as_of)
    return set(names) - set(names[~left])


def _service_hours(company: Company, sales: Sales) -> ServiceHours | None:
    """Account managers' hours that were noted or stated, where all of them were."""
    hours = {assumption.id: assumption.likely for assumption in company.assumptions}
    log = time_log(company, sales)
    if log is not None:
        hours |= {figure: noted.likely for figure, noted in log.noted.items()}
    if not hours.keys() >= set(MANAGER_HOURS):
        return None
    return ServiceHours(*(hours[id] for id in MANAGER_HOURS))


def segments(sales: Sales) -> tuple[Ints, tuple[str, ...]] | None:
    """A number per client of the book, -1 where its segment is not known; and their names.

    None where no client's segment is known.
    """
    if "clients.segment" not in sales.given:
        return None
    code, names = pd.factorize(sales.clients["segment"], sort=True)
    number = sales.book.numbers(sales.clients["client_id"])
    segment = np.full(len(sales.book.client_ids), -1, np.int64)
    segment[number[number >= 0]] = code[number >= 0]
    return (segment, tuple(str(name) for name in names)) if len(names) else None


def _packets(sales: Sales) -> Ints | None:
    if "clients.packet_on" not in sales.given:
        return None
    number = sales.book.numbers(sales.clients["client_id"])
    complete = np.full(len(sales.book.client_ids), -NEVER)
    complete[number[number >= 0]] = _days(sales.clients["packet_on"])[number >= 0]
    return complete


def _payments(sales: Sales) -> Ints | None:
    if "orders.paid_on" not in sales.given:
        return None
    orders = sales.orders  # in the order of the book, which does not keep what one term asks
    return _days(orders["paid_on"]) if "paid_on" in orders else None


def _days(column: pd.Series[Any]) -> Ints:
    """Days since 1970-01-01, -`NEVER` where there is none."""
    days = column.to_numpy("datetime64[D]")
    return np.where(np.isnat(days), -NEVER, days.astype(np.int64))
