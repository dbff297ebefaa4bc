"""When would each rule have fired for each client? One pass over all histories, for all rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kit.sales.book import BATCH_ROWS, OrderBook
from kit.sales.lanes import Ints
from kit.triggers.firing import Fired, Known, Plan, needs
from kit.triggers.result import Gathered, Result, per_client
from kit.triggers.rules import Trigger
from kit.triggers.tally import BaseRate, KnownTally, Scope, Tally, by_rule


def run(
    book: OrderBook,
    triggers: Sequence[Trigger],
    *,
    as_of: int,
    cohort_from: int,
    silence: int,
    keep: Sequence[Trigger] = (),
    rows: int = BATCH_ROWS,
) -> Result:
    """When would each trigger have fired for each client, and what lay before and after?

    Parameters
    ----------
    book
        The company's orders, contracts and budgets.
    triggers
        Any rules, in any order; neighbouring settings of one rule cost next to nothing more.
    as_of
        Nothing later is used. Days since 1970-01-01, here and below.
    cohort_from
        Clients whose first deal is on or after this day are new clients: the cohort.
    silence
        After so many days without a deal a client counts as gone (see `OrderBook.silence`).
    keep
        Those of the triggers whose firings are kept client by client; the size of the result grows
        with clients × these.
    rows
        Orders per batch; it decides how much memory is used, never the result.

    Notes
    -----
    The meaning of each rule: section 3 of docs/methods.md.
    """
    triggers, keep = tuple(triggers), tuple(keep)
    plan = Plan.of(triggers)
    scope = Scope(as_of, cohort_from, silence, min(book.first_day, as_of))
    tally, base = Tally(len(plan.rules), scope), BaseRate(scope)
    tallies: dict[Known, KnownTally] = {
        "everyone": KnownTally(scope),
        "with budget": KnownTally(scope),
        "nobody": KnownTally(scope),
    }
    clients = without_deal = 0
    kept = Gathered(len(book.client_ids))
    for days in book.batches(rows, as_of=as_of):
        without_deal += days.without_deal
        cohort = days.first_deal >= cohort_from
        clients += int(cohort.sum())
        fired = Fired(plan, days, book, as_of)
        for certain, possible in fired.families:
            tally.add(days, cohort, certain, possible)
        for who, judgeable in tallies.items():
            judgeable.add(days, cohort & fired.can_tell(who))
        base.add(days, cohort)
        kept.add(per_client(fired, keep, book, cohort))

    number = np.array([plan.rules.index(rule) for rule in triggers], dtype=np.int64)
    judged = [tallies[needs(rule, contracts_given=book.contracts_given)] for rule in triggers]

    def each(table: Ints) -> Ints:
        return by_rule(table)[number]

    waits, early_by_deals = each(tally.days), each(tally.watched_by_deals)
    fired_clients = waits.sum(axis=1)
    deals_known = np.array([tally.deals for tally in judged], dtype=np.int64)
    known = np.array([tally.clients for tally in judged], dtype=np.int64)
    return Result(
        triggers=triggers,
        as_of=as_of,
        cohort_from=cohort_from,
        silence=silence,
        clients=clients,
        without_deal=without_deal,
        known=known,
        fired=fired_clients,
        maybe=each(tally.possible) - fired_clients,
        days=waits,
        follow_known=np.array([of.follow for of in judged], dtype=np.int64).reshape(waits.shape),
        follow_fired=each(tally.follow),
        before=each(tally.before),
        after=each(tally.after),
        margin_before=each(tally.margin_before),
        margin_after=each(tally.margin_after),
        margin_known=book.margin_known,
        deals_before=each(tally.deals_before),
        # all deals after the first of known clients, less those of the clients that fired
        deals_unfired=deals_known - known - (each(tally.deals) - fired_clients),
        deals_known=deals_known,
        too_early_of=early_by_deals.sum(axis=1),
        too_early_n=each(tally.early),
        early_by_deals=early_by_deals,
        ended_by_deals=each(tally.ended_by_deals),
        base_of=base.watched,
        base_n=base.ended,
        active=each(tally.active),
        kept=keep,
        per_client=kept.all(),
    )
