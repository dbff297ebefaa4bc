"""What a run of the triggers gives."""

from __future__ import annotations

from dataclasses import dataclass

from kit.sales.stream import Ints
from kit.triggers.clients import PerClient
from kit.triggers.rules import Trigger


@dataclass(frozen=True)
class Result:
    """What the triggers would have done; arrays have one row per trigger, in the order given.

    All figures but `per_client` are over the cohort: clients whose first deal falls on or after
    `cohort_from`. Money is in minor units; histograms over days have index 0 to `as_of` − first day
    of the data; months are counted from `first_month`.

    Attributes
    ----------
    triggers, as_of, cohort_from, silence
        As given to `run`.
    clients
        Clients in the cohort.
    without_deal
        Clients with orders but no deal up to `as_of` (returns only): no clients of the back-test.
    known
        [s] clients for whom the data can tell whether the rule fires.
    fired, maybe
        [s] of those: fired; did not fire for certain, but would at the lowest budget that is known.
    days
        [s, t] fired clients by days from their first deal to firing (0 for a contract before it).
    follow_known, follow_fired
        [s, t] known and fired clients by days from their first deal to `as_of`.
    before, after, margin_before, margin_after
        [s] amount and margin of the fired clients up to and including the day of firing, and after.
    margin_known
        Whether every order in the data has a margin; otherwise those without count as 0.
    deals_before
        [s] deals of the fired clients after their first and up to firing: the hunter served them.
    deals_unfired
        [s] deals after the first of the known clients that did not fire.
    deals_known
        [s] all deals of the known clients, the first included.
    too_early_of, too_early_n
        [s] fired clients watched for 180 days after firing; those without a deal in these days.
    early_by_deals
        [s, k] the clients of `too_early_of` by their number of deals up to firing, 0 to 50 (50: or
        more).
    base_of, base_n
        [k] cohort clients watched for 180 days after the day of their k-th deal; those without a
        deal in these days. k is 0 to 50; nothing is counted at 0.
    first_month
        The calendar month of the first order, in months since 1970-01.
    inflow
        [s, m] fired clients by calendar month of firing, or of the first deal if that is later.
    exits
        [s, m] fired clients that fell silent, less those that came back with a deal, by month; a
        client that was silent when it was handed over falls silent then. So inflow less exits,
        cumulated, is the portfolio: handed over and not silent at the end of each month.
    per_client
        Every client one by one, if it was asked for.
    """

    triggers: tuple[Trigger, ...]
    as_of: int
    cohort_from: int
    silence: int
    clients: int
    without_deal: int
    known: Ints
    fired: Ints
    maybe: Ints
    days: Ints
    follow_known: Ints
    follow_fired: Ints
    before: Ints
    after: Ints
    margin_before: Ints
    margin_after: Ints
    margin_known: bool
    deals_before: Ints
    deals_unfired: Ints
    deals_known: Ints
    too_early_of: Ints
    too_early_n: Ints
    early_by_deals: Ints
    base_of: Ints
    base_n: Ints
    first_month: int
    inflow: Ints
    exits: Ints
    per_client: PerClient | None
