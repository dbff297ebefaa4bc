"""Orders streamed client by client in the order of time, however many there are."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kit.errors import KitError
from kit.language import say, say_n

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEVER = 2**31  # as a day number: later than any date
BATCH_ROWS = 250_000
MEMORY_LIMIT = "400MB"  # what sorting may hold before it spills to a temporary folder
MOST_MONEY = 2.0**61  # all amounts together, minor units: sums stay exact in int64


@dataclass(frozen=True)
class Batch:
    """The complete histories of some clients: one entry per order, by client, then by day.

    `client`: place in `Histories.client_ids`. `day`: days since 1970-01-01. `amount`, `margin`:
    minor units (a margin that is not known is 0 in `margin` and False in `margin_known`).
    `regular`: False for a project order.
    """

    client: Ints
    day: Ints
    amount: Ints
    margin: Ints
    margin_known: Bools
    regular: Bools


@dataclass(frozen=True)
class Overview:
    """What a pass over all orders tells: the clients (sorted ids), first and last day (days since
    1970-01-01; 0 and -1 without orders), and whether every order has a margin.
    """

    client_ids: npt.NDArray[np.object_]
    first_day: int
    last_day: int
    margin_known: bool


def overview(orders: str | pa.Table, name: str) -> Overview:
    """Look through orders with client_id, day, amount, margin and regular, in any order of rows.

    `orders`: an Arrow table, or an SQL expression that reads a file; `name` is for messages.

    Raises
    ------
    KitError
        The orders cannot be read, have blanks where they must not, or cannot be summed exactly.
    """
    with connect() as connection, reading(name):
        source = _source(connection, orders)
        source = f"(select client_id, day, amount, margin, regular from {source})"
        first_day, last_day, rows, usable, with_margin, money = connection.sql(
            f"""select min(day) - date '1970-01-01', max(day) - date '1970-01-01', count(*),
                       count(*) filter (client_id is not null and day is not null
                                        and amount is not null and regular is not null),
                       count(margin),
                       coalesce(sum(abs(amount::double)), 0)
                       + coalesce(sum(abs(margin::double)), 0)
                from {source}"""
        ).fetchall()[0]
        _check(name, rows - usable, money)
        # DuckDB sorts text by bytes, which is the order of code points.
        ids = connection.sql(
            f"select distinct client_id::varchar as client_id from {source} order by client_id"
        ).df()
    return Overview(
        client_ids=ids["client_id"].to_numpy(dtype=object),
        first_day=first_day if rows else 0,
        last_day=last_day if rows else -1,
        margin_known=with_margin == rows,
    )


def sorted_batches(
    orders: str | pa.Table, client_ids: npt.NDArray[np.object_], *, rows: int, until: int
) -> Iterator[Batch]:
    """Complete clients, in batches of about `rows` orders, with nothing later than day `until`.

    A client with more orders than that comes in one larger batch.
    """
    codes = pa.table(
        {
            "client_id": pa.array(client_ids, pa.string()),
            "client": pa.array(np.arange(len(client_ids))),
        }
    )
    with connect() as connection:
        connection.register("codes", codes)
        source = _source(connection, orders)
        # Sorting by a number is much cheaper than by text, and pays for the join.
        reader = connection.sql(
            f"""select client, (day - date '1970-01-01')::bigint as day, amount::bigint as amount,
                       coalesce(margin, 0)::bigint as margin,
                       (margin is not null)::utinyint as margin_known,
                       regular::utinyint as regular
                from {source} as orders
                join codes on orders.client_id::varchar = codes.client_id
                where day - date '1970-01-01' <= {until}
                order by client, day"""
        ).to_arrow_reader(rows)
        yield from _whole_clients(reader, rows)


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
    folder = tempfile.mkdtemp(prefix="handoff-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": folder,
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


def _source(connection: duckdb.DuckDBPyConnection, orders: str | pa.Table) -> str:
    """The orders as SQL can name them."""
    if isinstance(orders, str):
        return orders
    connection.register("given_orders", orders)
    return "given_orders"


def _check(name: str, blank: int, money: float) -> None:
    if blank:
        raise KitError(
            say_n(
                "{file}: {n} order lacks its client_id, day, amount or regular. "
                "Fill it in or take that order out.",
                "{file}: {n} orders lack their client_id, day, amount or regular. "
                "Fill them in or take those orders out.",
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


def _whole_clients(reader: pa.RecordBatchReader, rows: int) -> Iterator[Batch]:
    """Batches of whole clients, each of `rows` orders or more but the last."""
    waiting: list[pa.RecordBatch] = []
    for large in reader:
        for begin in range(0, len(large), rows):
            piece = large.slice(begin, rows)
            client = np.asarray(piece.column("client"))
            # The last client may go on in the next piece: it waits for that.
            cut = int(np.searchsorted(client, client[-1]))
            if cut and sum(map(len, waiting)) + cut >= rows:
                yield _batch([*waiting, piece.slice(0, cut)])
                waiting, piece = [], piece.slice(cut)
            waiting.append(piece)
    if waiting:
        yield _batch(waiting)


def _batch(pieces: list[pa.RecordBatch]) -> Batch:
    def column(name: str) -> npt.NDArray[Any]:
        parts = [np.asarray(piece.column(name)) for piece in pieces]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    return Batch(
        client=column("client"),
        day=column("day"),
        amount=column("amount"),
        margin=column("margin"),
        margin_known=column("margin_known").view(np.bool_),
        regular=column("regular").view(np.bool_),
    )
