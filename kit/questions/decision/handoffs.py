"""Handoffs in the recorded histories: which clients had one, and how early."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.company.model import Company
from kit.owners.ownership import day_numbers
from kit.owners.past import past_owners
from kit.owners.staff import RECEIVERS
from kit.questions.decision.outcomes import EARLY_DEALS
from kit.sales.lanes import NEVER
from kit.sales.tables import Sales

UNKNOWN_SHARE = 0.5  # where nobody recorded how early past handoffs were: neither way


def first_handoffs(company: Company, sales: Sales) -> pd.Series:
    """The day (since 1970-01-01) on which each client first got a new owner for good, by client.

    A passage counts that leads to a role that receives clients, or whose roles are not known; none
    does where the owners of orders are no owners.
    """
    past = past_owners(company, sales)
    if past is None or not past.owned:
        return pd.Series(dtype=np.int64)
    passages = past.changes.passages
    to_receiver = passages["to_role"].isin(RECEIVERS) | passages["to_role"].isna()
    passages = passages[passages["passage"].eq("handover") & to_receiver]
    days = day_numbers(passages["day"])
    client, names = pd.factorize(passages["client"], sort=True)
    first = np.full(len(names), NEVER)
    np.minimum.at(first, client, days)
    return pd.Series(first, index=pd.Index(names, dtype=object))


def handed_before(
    company: Company,
    sales: Sales,
    client_ids: npt.NDArray[np.object_],
    until: npt.NDArray[np.int64],
) -> npt.NDArray[np.bool_]:
    """Whether each client was handed over by its day `until` (since 1970-01-01)."""
    first = first_handoffs(company, sales).reindex(client_ids)
    handed: npt.NDArray[np.bool_] = first.to_numpy(np.float64, na_value=np.nan) <= until
    return handed


def early_share(company: Company, sales: Sales) -> float:
    """Of the recorded handoffs: with fewer than three deals done by that day, and at least one."""
    first = first_handoffs(company, sales)
    orders, client = sales.book.orders, sales.book.numbers(first.index)
    buys = client >= 0
    client, handed_on = client[buys], first.to_numpy(np.int64)[buys]
    begin = sales.book.start_of[client]
    done = orders.deals_to[orders.position(client, handed_on)] - orders.deals_to[begin]
    return float((done[done > 0] < EARLY_DEALS).mean()) if (done > 0).any() else UNKNOWN_SHARE
