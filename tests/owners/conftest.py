"""Registers and deals made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kit.owners.ownership import Deals

START = np.datetime64("2020-01-15")


@pytest.fixture
def deals():
    """Each client's owners, a letter a deal, `step` days apart."""

    def made(step: int = 30, **clients: str) -> Deals:
        rows = [
            (client, START + step * at, owner)
            for client, owners in clients.items()
            for at, owner in enumerate(owners)
        ]
        table = pd.DataFrame(rows, columns=["client", "day", "owner"])
        client, client_ids = pd.factorize(table["client"].astype(object))
        owner, owner_ids = pd.factorize(table["owner"].astype(object))
        day = table["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
        return Deals(client, day, owner, np.asarray(client_ids), np.asarray(owner_ids))

    return made


@pytest.fixture
def register(make_sales):
    """Sales with an assignments table: client, employee, role, from, to."""

    def made(*rows: tuple[str, str, str, str, str | None], ended: bool = True):
        frame = pd.DataFrame(rows, columns=["client_id", "employee_id", "role", "from_on", "to_on"])
        for name in ("from_on", "to_on"):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
        frame["function"] = None
        names = ["client_id", "employee_id", "role", "from_on"] + (["to_on"] if ended else [])
        return replace(
            make_sales([("c", 0, 100)], as_of=500),
            assignments=frame,
            given=frozenset(f"assignments.{name}" for name in names),
        )

    return made
