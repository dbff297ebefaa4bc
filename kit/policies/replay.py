"""A policy run over recorded history: who would have gone to whom, and what each month brought."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.errors import KitError
from kit.language import Quoted, say
from kit.policies.due import Due, Facts, Priority, all_due, named, ready_on
from kit.policies.handing import Handed, hand_over
from kit.policies.history import History
from kit.policies.policy import Policy
from kit.policies.result import MATURITIES, TEAM, Books, Replay, ServiceHours, Stints
from kit.sales.lanes import Floats, Ints, Lanes, rows_between

YEAR_DAYS = 365
AT_ONCE = 50_000  # stints whose orders are looked at together


def replay(
    policy: Policy,
    history: History,
    facts: Facts,
    books: Books,
    hours: ServiceHours | None = None,
) -> Replay:
    """Who would have been handed over when and to whom, had the policy held from the start on?

    Parameters
    ----------
    policy
        What is tried.
    history
        The orders, the days, and when a client is silent; several policies share one.
    facts
        When the policy's rule reached each client, and what else its terms ask.
    books
        Who had which client on the morning of `history.start`.
    hours
        Standard hours of account managers. Without them the order goes by margin alone.

    Raises
    ------
    KitError
        The policy has a cap and nobody is known who receives clients; or it goes by hours or
        segments and there are none.

    Notes
    -----
    «A policy and its replay» in docs/methods.md. Every order stays what it was: nothing here is
    an effect.
    """
    stints, waiting, counts = _run(policy, history, facts, books, hours)
    return Replay(
        policy=policy,
        start=history.start,
        as_of=history.as_of,
        silence=history.silence,
        months=history.months,
        days=np.diff(history.edges),
        receivers=books.receivers,
        recorded=books.recorded,
        measure=history.book.measure,
        margin_all=history.money,
        waiting=waiting,
        stints=stints,
        counts=counts,
        **_moves(history, stints),
        **_under_care(policy, history, stints, len(books.receivers)),
        **_active(history, stints, len(books.receivers)),
    )


def _run(
    policy: Policy, history: History, facts: Facts, books: Books, hours: ServiceHours | None
) -> tuple[Stints, Ints, dict[str, int]]:
    """Who had whom, how many waited at the end of each month, and `Replay.counts`."""
    priority = Priority(policy, history, hours)
    _check(policy, facts, books, priority)
    ready, unknown = ready_on(policy, history, facts)
    due, base = all_due(policy, history, facts, books, ready, unknown, priority)
    handed = hand_over(policy, history, books, due, priority, facts.segment)
    stints = _stints(history, books, handed)
    made, stay = (np.zeros(history.clients, np.bool_) for _ in range(2))
    made[stints.client[~stints.opening]] = True
    stay[due.client[handed.hidden]] = True
    by_name = named(policy, history)
    counts = {
        "reached": int((facts.fired <= history.as_of).sum()),
        "not_judged": 0 if facts.judged is None else int((~facts.judged).sum()),
        "base": base,
        "gate_unknown": int((made & unknown).sum()),
        "exempt": int((stay & ~made).sum()) + int((facts.fired[by_name] <= history.as_of).sum()),
        "shared_out": int((books.holder == TEAM).sum()),
    }
    return stints, _waiting(history, due, handed, stints), counts


def stints_of(policy: Policy, history: History, facts: Facts, books: Books) -> Stints:
    """Who would have been handed over when, and nothing else, where no term asks for hours."""
    priority = Priority(policy, history, None)
    _check(policy, facts, books, priority)
    ready, unknown = ready_on(policy, history, facts)
    due, _ = all_due(policy, history, facts, books, ready, unknown, priority)
    handed = hand_over(policy, history, books, due, priority, facts.segment)
    return _stints(history, books, handed)


def active_under_care(history: History, stints: Stints) -> Ints:
    """How many active clients account managers had, on the evening of each day."""
    _, first, last = _active_times(history, stints)
    return history.on_evenings(first, last)


def _active_times(history: History, stints: Stints) -> tuple[Ints, Ints, Ints]:
    """When clients were active with account managers: the stint, first and last evening."""
    runs = history.runs(history.silence)
    which, at = runs.of(stints.client)
    first = np.maximum(runs.first[at], stints.begin[which])
    last = np.minimum(runs.last[at] + history.silence, stints.end[which]) - 1
    return which, first, last


def _check(policy: Policy, facts: Facts, books: Books, priority: Priority) -> None:
    if policy.cap is not None and not len(books.receivers):
        raise KitError(
            say(
                "The policy {policy} has a cap, and nobody is known who receives clients. State "
                "who the account managers are: on the map, or in the list of employees.",
                policy=Quoted(str(policy)),
            )
        )
    if priority.in_hours and priority.hours is None:
        raise KitError(
            say(
                "The policy {policy} goes by hours, and it is not stated what serving takes. "
                "State an account manager's hours for an order, for a client a month and for a "
                "handoff among your figures.",
                policy=Quoted(str(policy)),
            )
        )
    if policy.receiver == "same segment" and facts.segment is None:
        raise KitError(
            say(
                "The policy {policy} goes by segment, and no client's segment is known. Add a "
                "list of clients with a segment each.",
                policy=Quoted(str(policy)),
            )
        )


def _stints(history: History, books: Books, handed: Handed) -> Stints:
    order = np.argsort(handed.client, kind="stable")  # they were made in the order of days
    client, begin = (of[order].astype(np.int64) for of in (handed.client, handed.begin))
    place = handed.place[order]
    opening = place < 0
    since = handed.since[np.maximum(place, 0)] if len(handed.since) else begin
    deals = history.deals_before(client, begin)
    return Stints(
        client=client,
        receiver=handed.receiver[order].astype(np.int64),
        due=np.where(opening, begin, since),
        begin=begin,
        end=handed.end[order],
        deals=np.where(opening, books.deals[client], deals),
        opening=opening,
    )


def _waiting(history: History, due: Due, handed: Handed, stints: Stints) -> Ints:
    """How many could go and were not handed over, on the last evening of each month."""
    # those of the opening are held on the start's morning before anybody is due
    held = Lanes(stints.client, stints.begin - stints.opening).latest(due.client, due.morning - 1)
    with_manager = (held >= 0) & (stints.end[held] > due.morning) if len(stints) else held >= 0
    last = np.minimum(due.lapse, history.as_of)
    made = handed.place >= 0
    last[handed.place[made]] = handed.begin[made] - 1
    here = ~with_manager & ~handed.hidden
    since, until = handed.waits
    return history.at_month_ends(
        history.on_evenings(np.append(handed.since[here], since), np.append(last[here], until))
    )


def _moves(history: History, stints: Stints) -> dict[str, Any]:
    """Handoffs and returns by month, and what can be said of the handoffs at once."""
    months = len(history.months)
    made = ~stints.opening
    client, begin = stints.client[made], stints.begin[made]
    month = history.month_of(begin)
    back = history.month_of(stints.end[stints.end <= history.as_of])
    only = (stints.deals[made] == 1) & (history.deals_so_far[client] == 1)
    silent = history.book.first_deal[client] + history.silence <= history.as_of
    waited = np.bincount(month, begin - stints.due[made], months)
    return {
        "handoffs": np.bincount(month, minlength=months),
        "returns": np.bincount(back, minlength=months),
        "one_timers": np.bincount(month[only & silent], minlength=months),
        "one_timers_open": np.bincount(month[only & ~silent], minlength=months),
        "waited": waited.astype(np.int64),
    }


def _under_care(policy: Policy, history: History, stints: Stints, receivers: int) -> dict[str, Any]:
    """Money and deals of clients while account managers have them, by month."""
    months = len(history.months)
    margin, deals = np.zeros((len(MATURITIES) + 1, months)), np.zeros(months)
    # the first row is of those of whom nobody knows who has them
    deals_of, credited = np.zeros((receivers + 1, months)), np.zeros(months)
    for begin in range(0, max(len(stints), 1), AT_ONCE):
        part = stints.part(begin, begin + AT_ONCE)
        row, stint = _rows_under_care(history, part)
        month = history.order_month[row].astype(np.int64)
        money = (history.book.money_to[row + 1] - history.book.money_to[row]).astype(np.float64)
        deal = history.book.orders.deals_to[row + 1] - history.book.orders.deals_to[row]
        # by maturity at the handoff; the books at the start come last
        kind = np.clip(part.deals, MATURITIES[0], MATURITIES[-1]) - MATURITIES[0]
        kind = np.where(part.opening, len(MATURITIES), kind)
        margin += _sums(kind[stint], month, money, margin.shape)
        deals_of += _sums(part.receiver[stint] + 1, month, deal, deals_of.shape)
        deals += np.bincount(month, deal, months)
        if policy.credit is not None:
            days = round(policy.credit.months * YEAR_DAYS / 12)
            young = history.book.orders.day[row] < part.begin[stint] + days
            young &= ~part.opening[stint]
            credited += np.bincount(month[young], money[young], months)
    if policy.credit is not None:
        # the share is taken of whole sums, so that none depends on the order of clients
        credited = credited * float(policy.credit.percent / 100)
    return {
        "margin": margin[:-1],
        "margin_opening": margin[-1],
        "deals": deals.astype(np.int64),
        "hunter_deals": history.deals - deals.astype(np.int64),
        "deals_of": deals_of[1:].astype(np.int64),
        "credited": credited,
    }


def _rows_under_care(history: History, stints: Stints) -> tuple[Ints, Ints]:
    """The orders of stints, and the place of each one's stint."""
    orders = history.book.orders
    begin = orders.position(stints.client, stints.begin - 1)
    end = orders.position(stints.client, np.minimum(stints.end - 1, history.as_of))
    row, _ = rows_between(begin, end)
    return row, np.repeat(np.arange(len(stints)), np.maximum(end - begin, 0))


def _sums(of: Ints, month: Ints, values: Ints | Floats, shape: tuple[int, ...]) -> Floats:
    """Sums by a number from 0 on, and by month."""
    sums = np.bincount(of * shape[1] + month, values, shape[0] * shape[1])
    by_month: Floats = sums.astype(np.float64).reshape(shape)
    return by_month


def _active(history: History, stints: Stints, receivers: int) -> dict[str, Any]:
    """Active clients with account managers and with hunters, by month; and by receiver."""
    months = len(history.months)
    which, first, last = _active_times(history, stints)
    evenings = history.on_evenings(first, last)
    clients = history.at_month_ends(evenings)
    everyone = history.at_month_ends(history.active)

    ends, of = history.edges[1:] - 1, stints.receiver[which]
    begins, stops = np.searchsorted(ends, first), np.searchsorted(ends, last, side="right")
    here = (of >= 0) & (begins < stops)
    of, begins, stops = of[here] * (months + 1), begins[here], stops[here]
    changes = np.bincount(of + begins, minlength=receivers * (months + 1))
    changes -= np.bincount(of + stops, minlength=receivers * (months + 1))
    books = np.cumsum(changes.reshape(receivers, months + 1), axis=1)[:, :-1]
    return {
        "client_months": history.client_months(evenings),
        "hunter_client_months": history.client_months(history.active - evenings),
        "clients": clients,
        "hunter_clients": everyone - clients,
        "books": books,
    }
