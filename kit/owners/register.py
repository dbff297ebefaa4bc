"""The register of who looks after whom: whole clients, and single functions of a client."""

from __future__ import annotations

import pandas as pd

from kit.sales.tables import Sales


def of_clients(sales: Sales) -> pd.DataFrame:
    """The rows that say who owned a client.

    A row that names a function hands over that function alone, and the client's owner stays. Where
    every row names one, functions are how that register writes its owners: then all rows count.
    """
    register = sales.assignments
    if "assignments.function" not in sales.given:
        return register
    whole = register["function"].isna()
    return register[whole].reset_index(drop=True) if whole.any() else register


def of_functions(sales: Sales) -> pd.DataFrame:
    """The rows that say who looked after one function of a client."""
    register = sales.assignments
    return register[register["function"].notna()].reset_index(drop=True)
