"""Tables in Parquet files, and orders that are too many to stay in memory as a table."""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import sys
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kit.sales.temporary import folder_of_process

IN_MEMORY = 2_000_000  # orders; more of them lie in a file
ROWS = 250_000  # written at a time

Kinds = Mapping[str, str]


class StoredOrders:
    """A table of orders in a Parquet file.

    `path` is where; `kinds` are the types of its columns.
    """

    def __init__(self, path: Path, kinds: Kinds) -> None:
        self.path = path
        self.kinds = kinds
        self._file = path.open("rb")  # what is open can be read even after it was deleted
        weakref.finalize(self, self._file.close)

    @classmethod
    def of(cls, orders: pd.DataFrame) -> Self:
        """These orders, in a file that only its owner can open and that goes with this object."""
        path = folder_of_process(os.getpid()) / f"orders-{uuid4().hex}.parquet"
        with path.open("wb") as stream:
            write_table(orders, stream)
        stored = cls(path, kinds_of(orders))
        weakref.finalize(stored, _delete, stored._file, path)
        return stored

    def table(self) -> pd.DataFrame:
        """The whole table, as it was."""
        self._file.seek(0)
        return read_table(self._file, self.kinds)

    def copy_to(self, stream: IO[bytes]) -> None:
        """Write the file as it is into another one."""
        self._file.seek(0)
        shutil.copyfileobj(self._file, stream, 1 << 20)


def _delete(file: IO[bytes], path: Path) -> None:
    file.close()
    path.unlink(missing_ok=True)


def kinds_of(table: pd.DataFrame) -> Kinds:
    """The type of each column, as pandas writes it."""
    return {str(name): str(kind) for name, kind in table.dtypes.items()}


def write_table(table: pd.DataFrame, stream: IO[bytes]) -> None:
    """Write a table as Parquet, some rows at a time."""
    schema = pa.Schema.from_pandas(table, preserve_index=False)
    with pq.ParquetWriter(stream, schema) as file:
        for begin in range(0, len(table), ROWS):
            part = table.iloc[begin : begin + ROWS]
            file.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))


def read_table(source: Path | IO[bytes], kinds: Kinds) -> pd.DataFrame:
    """A table that `write_table` wrote, with the types that its columns had."""
    table: pd.DataFrame = pq.read_table(source).to_pandas().astype(kinds)
    return table


@contextmanager
def without_collector() -> Iterator[None]:
    """No search for garbage while millions of objects are made, none of which is any."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def give_back() -> None:
    """Let the system have the memory that was freed; the C library of Linux keeps it otherwise."""
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
