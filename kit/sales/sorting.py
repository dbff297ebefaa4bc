"""Orders sorted by client and day in bounded memory, however many there are."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kit.errors import KitError
from kit.language import say, say_n
from kit.sales.stored import IN_MEMORY, give_back
from kit.sales.temporary import folder_of_process

MEMORY_LIMIT = "400MB"  # what sorting may hold before it spills to a temporary folder
MOST_MONEY = 2.0**61  # all amounts together, minor units: sums stay exact in int64
READ_ROWS = 250_000

# what is kept of each order; `employee` and `group` are places in the sorted names, -1 without one
COLUMNS: Mapping[str, type[np.generic]] = {
    "client": np.int64,
    "day": np.int64,
    "employee": np.int32,
    "group": np.int32,
    "margin_known": np.bool_,
    "regular": np.bool_,
}
# what is kept as sums of all orders before each position, one more than there are orders
SUMS: Sequence[str] = ("amount", "margin", "unpriced", "deals")
NAMES = {"client": "client_id", "employee": "employee_id", "group": "product_group"}

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Sorted:
    """All orders by client, then by day, then as they were given.

    `columns`: those of `COLUMNS`, and the sums of `SUMS` with `_to` after their names.

    `names`: the client ids, employee ids and product groups, each in the order of code points.
    """

    columns: Mapping[str, npt.NDArray[Any]]
    names: Mapping[str, Texts]
    margin_known: bool


def sorted_orders(orders: pa.Table | Path, name: str) -> Sorted:
    """Sort orders with client_id, day, amount, margin and regular, in any order of rows.

    employee_id and product_group may be there. `orders`: a table, or the Parquet file that holds
    it; `name` is for messages.

    Raises
    ------
    KitError
        The orders cannot be read, have blanks where they must not, or cannot be summed exactly.
    """
    if isinstance(orders, Path):
        give_back()  # what reading them took
    with connect() as connection, reading(name):
        source = _source(connection, orders)
        given = connection.sql(f"select * from {source} limit 0").columns
        rows, usable, with_margin, money = connection.sql(
            f"""select count(*),
                       count(*) filter (client_id is not null and day is not null
                                        and amount is not null and regular is not null),
                       count(margin),
                       coalesce(sum(abs(amount::double)), 0)
                       + coalesce(sum(abs(margin::double)), 0)
                from {source}"""
        ).fetchall()[0]
        _check(name, rows - usable, money)
        names = {
            column: _distinct(connection, source, text) if text in given else np.zeros(0, object)
            for column, text in NAMES.items()
        }
        for column, texts in names.items():
            codes = {"name": pa.array(texts, pa.string()), "code": pa.array(np.arange(len(texts)))}
            connection.register(f"codes_{column}", pa.table(codes))
        same = {
            column: np.broadcast_to(np.int32(-1), rows)
            for column in ("employee", "group")
            if not len(names[column])
        }
        if with_margin == rows:
            same["margin_known"] = np.broadcast_to(np.True_, rows)
            same["unpriced_to"] = np.broadcast_to(np.int64(0), rows + 1)
        columns = _space(rows, set(same))
        _fill(columns, connection.sql(_by_client_and_day(source, given)))
        columns |= same
    if rows > IN_MEMORY:
        _database.cache_clear()  # what it holds for sorting is not needed again
        give_back()
    return Sorted(columns, names, with_margin == rows)


def _distinct(connection: duckdb.DuckDBPyConnection, source: str, column: str) -> Texts:
    # DuckDB sorts text by bytes, which is the order of code points.
    texts = connection.sql(
        f"select distinct {column}::varchar as name from {source} "
        f"where {column} is not null order by name"
    ).df()
    return np.asarray(texts["name"].to_numpy(dtype=object))


def _by_client_and_day(source: str, given: list[str]) -> str:
    """The query for all columns; sorting by numbers is much cheaper than by text."""
    codes, joins = {"employee": "-1", "group": "-1"}, ""
    for column, text in NAMES.items():
        if text in given:
            codes[column] = f"coalesce(codes_{column}.code, -1)"
            joins += f" left join codes_{column} on orders.{text}::varchar = codes_{column}.name"
    return f"""select {codes["client"]} as client, day::date - date '1970-01-01' as day,
                      amount::bigint as amount, coalesce(margin, 0)::bigint as margin,
                      (case when margin is null then amount else 0 end)::bigint as unpriced,
                      (amount > 0)::bigint as deals,
                      {codes["employee"]} as employee, {codes["group"]} as "group",
                      (margin is not null)::utinyint as margin_known,
                      regular::utinyint as regular
               from {source} as orders {joins}
               order by client, day, place"""


def _space(rows: int, without: set[str]) -> dict[str, npt.NDArray[Any]]:
    """Room for the columns: in memory, or in a file without a name that goes with the process."""
    shapes: list[tuple[str, np.dtype[Any], int]]
    shapes = [(f"{name}_to", np.dtype(np.int64), rows + 1) for name in SUMS]
    shapes += [(name, np.dtype(kind), rows) for name, kind in COLUMNS.items()]
    shapes = [shape for shape in shapes if shape[0] not in without]
    size = sum(kind.itemsize * length for _, kind, length in shapes)
    if rows <= IN_MEMORY:
        space = np.empty(size, np.uint8)
    else:
        with tempfile.TemporaryFile(prefix="handoff-") as file:
            space = np.memmap(file, np.uint8, "w+", shape=size).view(np.ndarray)
    columns, begin = {}, 0
    for name, kind, length in shapes:
        end = begin + kind.itemsize * length
        columns[name], begin = space[begin:end].view(kind), end
    return columns


def _fill(columns: Mapping[str, npt.NDArray[Any]], rows: duckdb.DuckDBPyRelation) -> None:
    at, sums = 0, {name: columns[f"{name}_to"] for name in SUMS if f"{name}_to" in columns}
    for total in sums.values():
        total[0] = 0
    for batch in rows.to_arrow_reader(READ_ROWS):
        end = at + len(batch)
        for name in COLUMNS.keys() & columns.keys():
            columns[name][at:end] = np.asarray(batch.column(name))
        for name, total in sums.items():
            np.cumsum(np.asarray(batch.column(name)), out=total[at + 1 : end + 1])
            total[at + 1 : end + 1] += total[at]
        at = end
    for column in columns.values():
        column.flags.writeable = False


@contextmanager
def connect() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own to a database in memory that spills to a folder, gone at the end."""
    connection = _database(os.getpid()).cursor()
    try:
        yield connection
    finally:
        connection.close()


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """Started once in each process: that takes longer than most of what is asked of it."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(folder_of_process(process)),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
    }
    return duckdb.connect(config=config)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """What the database cannot read of the file `name` becomes an error for people."""
    try:
        yield
    except duckdb.Error as error:
        raise KitError(
            say(
                "{file} cannot be read as a canonical table: {reason}",
                file=name,
                reason=str(error).splitlines()[0],
            )
        ) from None


def quoted(path: Path) -> str:
    """A path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def _source(connection: duckdb.DuckDBPyConnection, orders: pa.Table | Path) -> str:
    """The orders as SQL can name them; `place`: each row's place among them."""
    if isinstance(orders, Path):
        file = f"read_parquet({quoted(orders)}, file_row_number = true)"
        return f"(select *, file_row_number as place from {file})"
    place = pa.array(np.arange(orders.num_rows))
    connection.register("given_orders", orders.append_column("place", place))
    return "given_orders"


def _check(name: str, blank: int, money: float) -> None:
    if blank:
        raise KitError(
            say_n(
                "{file}: {n} order lacks its client, day or amount, or whether it is a regular "
                "one. Fill it in or take that order out.",
                "{file}: {n} orders lack their client, day or amount, or whether they are regular "
                "ones. Fill them in or take those orders out.",
                blank,
                file=name,
            )
        )
    if money > MOST_MONEY:
        raise KitError(
            say(
                "{file}: the amounts add up to {sum} minor units of money, more than can be summed "
                "exactly. Look for a wrong figure among them, or give them in thousands.",
                file=name,
                sum=money,
            )
        )
