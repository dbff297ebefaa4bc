"""Which clients' recorded history contains a handoff already?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.company.model import Company
from kit.diagnostics.handovers import from_assignments, from_orders
from kit.diagnostics.ownership import owned_deals, ownership
from kit.diagnostics.staff import RECEIVERS, staff
from kit.sales.tables import Sales


def handed_before(
    company: Company,
    sales: Sales,
    client_ids: npt.NDArray[np.object_],
    until: npt.NDArray[np.int64],
) -> npt.NDArray[np.bool_]:
    """Whether each client had a new owner, for good, by its day `until` (since 1970-01-01).

    From the assignments, where there are any, else from the orders, if clients have owners at all.
    A passage counts that leads to a role that receives clients, or whose roles are not known.
    """
    passages = from_assignments(company, sales)
    if passages.empty:
        deals = owned_deals(sales)
        if deals.empty or not ownership(deals, company.settings.seed).real:
            return np.zeros(len(client_ids), np.bool_)
        passages = from_orders(deals, staff(company, sales).single())
    counts = passages["kind"].eq("handover") & (
        passages["to_role"].isin(RECEIVERS) | passages["to_role"].isna()
    )
    passages = passages[counts]
    days = passages["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    first = pd.Series(days, index=passages["client"].to_numpy()).groupby(level=0).min()
    known = first.reindex(client_ids).to_numpy(np.float64, na_value=np.nan)
    handed: npt.NDArray[np.bool_] = known <= until
    return handed
