"""When would each rule have fired for each client? One pass over all histories, for all rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kit.sales.history import Histories
from kit.sales.stream import BATCH_ROWS, Ints
from kit.triggers.clients import PerClient, per_client
from kit.triggers.days import OrderDays
from kit.triggers.plan import Fired, Known, Plan, needs
from kit.triggers.result import Result
from kit.triggers.rules import Trigger
from kit.triggers.tally import BaseRate, KnownTally, Scope, Tally, by_rule

__all__ = ["PerClient", "Result", "run"]


def run(
    histories: Histories,
    triggers: Sequence[Trigger],
    *,
    as_of: int,
    cohort_from: int,
    silence: int,
    keep: bool = False,
    rows: int = BATCH_ROWS,
) -> Result:
    """When would each trigger have fired for each client, and what lay before and after?

    Parameters
    ----------
    histories
        The company's orders, contracts and budgets.
    triggers
        Any rules, in any order; neighbouring settings of one rule cost next to nothing more.
    as_of
        Nothing later is used. Days since 1970-01-01, here and below.
    cohort_from
        Clients whose first deal is on or after this day are new clients: the cohort.
    silence
        After so many days without a deal a client counts as gone (see `silence_days`).
    keep
        Whether to keep the result of every single client; its size grows with clients × triggers.
    rows
        Orders per batch; it decides how much memory is used, never the result.

    Notes
    -----
    The meaning of each rule: section 3 of docs/methods.md.
    """
    triggers = tuple(triggers)
    plan = Plan.of(triggers)
    scope = Scope(as_of, cohort_from, silence, min(histories.first_day, as_of))
    tally, base = Tally(len(plan.rules), scope), BaseRate(scope)
    known: dict[Known, KnownTally] = {
        "everyone": KnownTally(scope),
        "with budget": KnownTally(scope),
        "nobody": KnownTally(scope),
    }
    clients = without_deal = 0
    kept: list[PerClient] = []
    for batch in histories.batches(rows, as_of=as_of):
        days = OrderDays.of(batch, histories)
        without_deal += 1 + int(np.count_nonzero(np.diff(batch.client))) - days.clients
        if not days.clients:
            continue
        cohort = days.first_deal >= cohort_from
        clients += int(cohort.sum())
        fired = Fired(plan, days, histories, as_of)
        for certain, possible in fired.families:
            tally.add(days, cohort, certain, possible)
        for who, members in known.items():
            members.add(days, cohort & fired.can_tell(who))
        base.add(days, cohort)
        if keep:
            kept.append(per_client(fired, triggers, histories, cohort))

    number = np.array([plan.rules.index(rule) for rule in triggers], dtype=np.int64)
    judged = [known[needs(rule, contracts_given=histories.contracts_given)] for rule in triggers]

    def each(table: Ints) -> Ints:
        return by_rule(table)[number]

    waits, early_by_deals = each(tally.days), each(tally.watched_by_deals)
    fired_clients = waits.sum(axis=1)
    deals_known = np.array([one.deals for one in judged], dtype=np.int64)
    counted = np.array([one.clients for one in judged], dtype=np.int64)
    return Result(
        triggers=triggers,
        as_of=as_of,
        cohort_from=cohort_from,
        silence=silence,
        clients=clients,
        without_deal=without_deal,
        known=counted,
        fired=fired_clients,
        maybe=each(tally.possible) - fired_clients,
        days=waits,
        follow_known=np.array([one.follow for one in judged], dtype=np.int64).reshape(waits.shape),
        follow_fired=each(tally.follow),
        before=each(tally.before),
        after=each(tally.after),
        margin_before=each(tally.margin_before),
        margin_after=each(tally.margin_after),
        margin_known=histories.margin_known,
        deals_before=each(tally.deals_before),
        # all deals after the first of known clients, less those of the clients that fired
        deals_unfired=deals_known - counted - (each(tally.deals) - fired_clients),
        deals_known=deals_known,
        too_early_of=early_by_deals.sum(axis=1),
        too_early_n=each(tally.early),
        early_by_deals=early_by_deals,
        base_of=base.watched,
        base_n=base.ended,
        first_month=scope.first_month,
        inflow=each(tally.inflow),
        exits=each(tally.exits),
        per_client=PerClient.joined(kept, len(triggers)) if keep else None,
    )
