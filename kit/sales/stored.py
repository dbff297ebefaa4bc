"""Orders that are too many to stay in memory as a table: a file that goes with the process."""

from __future__ import annotations

import ctypes
import os
import sys
import weakref
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kit.sales.temporary import folder_of_process

IN_MEMORY = 2_000_000  # orders; more of them lie in a file
ROWS = 250_000  # written at a time


class StoredOrders:
    """A table of orders in a Parquet file, which is deleted once nobody needs it any more.

    The file lies in a folder that only its owner can open; `path` is where.
    """

    def __init__(self, orders: pd.DataFrame) -> None:
        self.path = folder_of_process(os.getpid()) / f"orders-{uuid4().hex}.parquet"
        self._kinds = orders.dtypes.to_dict()
        schema = pa.Schema.from_pandas(orders, preserve_index=False)
        with pq.ParquetWriter(self.path, schema) as file:
            for begin in range(0, len(orders), ROWS):
                part = orders.iloc[begin : begin + ROWS]
                file.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))
        weakref.finalize(self, self.path.unlink, missing_ok=True)

    def table(self) -> pd.DataFrame:
        """The whole table, as it was."""
        return pd.read_parquet(self.path).astype(self._kinds)


def give_back() -> None:
    """Let the system have the memory that was freed; the C library of Linux keeps it otherwise."""
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
