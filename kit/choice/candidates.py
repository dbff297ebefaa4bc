"""The policies that are compared: a default, its rivals, the company's own, and «keep»."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np

from kit.choice.carrying import Carry
from kit.company.model import Company
from kit.owners.time_log import WEEKS_A_MONTH
from kit.policies.own_history import policies_in_force
from kit.policies.policy import Cap, Exempt, Policy
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, judgeable
from kit.triggers.rules import Deal

BASE_MONTHS = 6  # over which the clients who are due already are handed over
KEPT_FIFTH = 0.8  # who brought more within a year than this share of the clients stays
YEAR = 365
KEEP = Policy(None)


def usual_cap(carry: Carry) -> Cap | None:
    """In hours, where somebody said how long an order takes; else the books that 9 of 10 have.

    None where nobody is known to receive clients, or nothing says what they carry.
    """
    if carry.managers is None:
        return None
    if carry.stated:
        month = carry.believed["manager_week"].likely * WEEKS_A_MONTH
        return Cap(Decimal(max(1, round(carry.limit * month))), "hours")
    if carry.own is not None and carry.own.full is not None:
        return Cap(Decimal(max(1, round(carry.own.full))), "clients")
    return None


def compared(company: Company, sales: Sales, cap: Cap | None) -> tuple[Policy, ...]:
    """The policies to compare; the first is the default, the last «the hunter keeps everyone».

    The default: after the second deal, as far as the account managers have room, whoever waits
    longest first, once a month, those who are due already over half a year. Then whoever brings
    most for the time, or least, goes first; the largest fifth stays; each of the company's own
    rules with the same cap; and the policy in force as the company wrote it.
    """
    default = Policy(Deal(2), cap=cap, calendar="monthly", base_months=BASE_MONTHS)
    policies = [default]
    if cap is not None:
        policies += [replace(default, order="largest"), replace(default, order="smallest")]
    if (kept := _largest_fifth(sales)) is not None:
        policies.append(replace(default, exempt=Exempt(kept)))
    policies += [
        replace(default, trigger=trigger)
        for trigger in judgeable(candidates(company, sales), sales)
    ]
    policies += policies_in_force(company)
    return (*dict.fromkeys(policy for policy in policies if policy != KEEP), KEEP)


def _largest_fifth(sales: Sales) -> Decimal | None:
    """What the largest fifth of last year's clients brought at least, in two digits."""
    book = sales.book
    client = np.arange(len(book.client_ids))
    edges = np.tile([book.as_of - YEAR + 1, book.as_of + 1], (len(client), 1))
    brought = book.cells(client, edges)[:, 0]
    brought = brought[brought > 0]
    if len(brought) < 10:
        return None
    whole = float(np.quantile(brought, KEPT_FIFTH)) / book.per_unit
    return Decimal(f"{whole:.1e}").quantize(Decimal(1)) if whole >= 10 else None
