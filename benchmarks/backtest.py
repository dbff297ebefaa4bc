"""How much does the back-test cost beyond reading, grouping and sorting the orders?

    python benchmarks/backtest.py --rows 10000000

Makes orders of a simulated company in Parquet (about 20 a client, random order of rows, fixed
seed), then runs each part below in a process of its own, in turn, `--repeat` times, and prints the
fastest time of each as a multiple of the floor. The window SQL has to find the same firings.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

AS_OF = 18_825  # 2021-07-17
FIRST = 17_000  # 2016-07-18
SILENCE = 120
ACTIVE = 90
DEALS = (1, 2, 3)
VOLUMES = {
    90: [1_000 * 145**i // 100**i for i in range(15)],
    365: [2_000 * 145**i // 100**i for i in range(15)],
}
SHARES = (2, 5, 10, 15, 20, 25, 30, 40, 50, 75)
TENURES = (30, 60, 90, 180, 270, 365)

PARTS = {
    "floor": "floor: scan, group by client, sort by client and day",
    "feed": "the order book: sorted once, batches of whole clients, nothing computed",
    "kernel 1": "kernel, 1 setting (volume)",
    "kernel 50": "kernel, 50 settings of one rule (volume)",
    "kernel": "kernel, 50 settings of all five rules",
    "sql": "window SQL, the same 50 settings: firing day and sum before only",
}


def make(folder: Path, rows: int) -> None:
    """Orders and clients as Parquet: 3 % returns, 15 % projects, half of the budgets known."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(1)
    clients = max(rows // 20, 1)
    client = np.sort(rng.integers(0, clients, rows))
    # A client's orders follow each other by about two months, from a day of its own.
    gap = rng.exponential(60, rows).astype(np.int64)
    starts = np.searchsorted(client, np.arange(clients))
    since = np.cumsum(gap)
    since -= since[np.minimum(starts, rows - 1)][client]
    day = np.minimum(rng.integers(FIRST, AS_OF - 200, clients)[client] + since, AS_OF)
    amount = (rng.lognormal(9, 1, rows) * 100).astype(np.int64)
    margin = (amount * rng.uniform(0.1, 0.5, rows)).astype(np.int64)
    returned = rng.random(rows) < 0.03
    mixed = rng.permutation(rows)
    names = pa.array([f"C{number:08d}" for number in range(clients)])
    orders = {
        "client_id": names.take(pa.array(client[mixed])),
        "day": pa.array(day[mixed].astype(np.int32)).cast(pa.date32()),
        "amount": np.where(returned, -amount, amount)[mixed],
        "margin": np.where(returned, -margin, margin)[mixed],
        "regular": rng.random(rows) < 0.85,
    }
    pq.write_table(pa.table(orders), folder / "orders.parquet", row_group_size=200_000)

    signed = rng.integers(FIRST, AS_OF + 200, clients).astype(np.int32)
    budget = pa.array(
        (rng.lognormal(12, 1, clients) * 100).astype(np.int64), mask=rng.random(clients) < 0.5
    )
    master = {
        "client_id": names,
        "contract_on": pa.array(signed, mask=rng.random(clients) < 0.4).cast(pa.date32()),
        "contract_ends_on": pa.array(signed + 365, mask=rng.random(clients) < 0.5).cast(
            pa.date32()
        ),
        "budget_low": budget,
        "budget_high": budget,
    }
    pq.write_table(pa.table(master), folder / "clients.parquet")


def floor(folder: Path) -> None:
    """What no back-test can do without: each client's totals, and its orders in order of time."""
    from kit.sales.sorting import READ_ROWS, connect

    orders = f"read_parquet('{folder / 'orders.parquet'}')"
    with connect() as connection:
        connection.sql(
            f"select client_id, count(*), sum(amount), min(day) from {orders} group by client_id"
        ).to_arrow_table()
        reader = connection.sql(
            f"select client_id, day, amount, margin, regular from {orders} order by client_id, day"
        ).to_arrow_reader(READ_ROWS)
        for _ in reader:
            pass


def feed(folder: Path) -> None:
    from kit.sales.book import OrderBook

    book = OrderBook.from_parquet(folder / "orders.parquet", folder / "clients.parquet")
    for _ in book.batches(as_of=AS_OF):
        pass


def kernel(folder: Path, settings: str) -> dict[str, list[int]]:
    from kit.sales.book import OrderBook
    from kit.triggers.kernel import run
    from kit.triggers.rules import Contract, Deal, Share, Tenure, Trigger, Volume

    choices: dict[str, list[Trigger]] = {
        "1": [Volume(Decimal(20_000), 90)],
        "50": [Volume(Decimal(1_000 * 112**i // 100**i), 90) for i in range(50)],
        "all": [
            Contract(),
            *(Deal(n) for n in DEALS),
            *(Volume(Decimal(one), days) for days, amounts in VOLUMES.items() for one in amounts),
            *(Share(Decimal(percent)) for percent in SHARES),
            *(Tenure(days, ACTIVE) for days in TENURES),
        ],
    }
    book = OrderBook.from_parquet(folder / "orders.parquet", folder / "clients.parquet")
    result = run(book, choices[settings], as_of=AS_OF, cohort_from=book.first_day, silence=SILENCE)
    return {"fired": result.fired.tolist(), "before": result.before.tolist()}


def sql(folder: Path) -> dict[str, list[int]]:
    """The same firings by window functions, without a memory limit."""
    import duckdb

    # Per setting: the condition on a client's order day, and the day of firing if it holds there.
    rules = [f"deals >= {n}" for n in DEALS]
    rules += [
        f"regular_deals_{days} >= 2 and regular_{days} >= {one * 100}"
        for days, amounts in VOLUMES.items()
        for one in amounts
    ]
    rules += [f"budget > 0 and year * 100 >= {percent} * budget" for percent in SHARES]
    settings = [
        (
            "arg_max(before, day) filter (day <= signed)",
            f"any_value(signed) filter (signed <= {AS_OF})",
        )
    ]
    settings += [(f"arg_min(before, day) filter ({c})", f"min(day) filter ({c})") for c in rules]
    for wait in TENURES:
        due = f"first + {wait}"
        day = (
            f"case when dealt and day >= {due} then day "
            f"when day <= {due} and {due} <= last_deal + {ACTIVE} then {due} end"
        )
        use = f"filter (({day}) <= {AS_OF})"
        # of the rows up to that day the last has the sum before
        settings.append((f"arg_min(before, ({day}) * 100000 - day) {use}", f"min({day}) {use}"))
    columns = ", ".join(
        f"{before} as before_{at}, {fired} as fired_{at}"
        for at, (before, fired) in enumerate(settings)
    )
    totals = ", ".join(
        f"count(fired_{at}), sum(before_{at}) filter (fired_{at} is not null)"
        for at in range(len(settings))
    )
    windows = ", ".join(
        f"sum(regular_amount) over {name} as regular_{days}, "
        f"sum(regular_deals) over {name} as regular_deals_{days}"
        for days, name in ((90, "quarter"), (365, "full_year"))
    )
    query = f"""
        with days as (
            select client_id, day - date '1970-01-01' as day, sum(amount)::bigint as amount,
                   coalesce(sum(amount) filter (regular), 0)::bigint as regular_amount,
                   count(*) filter (amount > 0) as deals_on_day,
                   count(*) filter (amount > 0 and regular) as regular_deals
            from read_parquet('{folder / "orders.parquet"}') group by all
        ), rolled as (
            select *, deals_on_day > 0 as dealt,
                   sum(amount) over past as before,
                   sum(deals_on_day) over past as deals,
                   min(day) filter (deals_on_day > 0) over (partition by client_id) as first,
                   max(day) filter (deals_on_day > 0) over past as last_deal,
                   sum(amount) over full_year as year, {windows}
            from days
            window past as (partition by client_id order by day),
                   quarter as (partition by client_id order by day
                               range between 89 preceding and current row),
                   full_year as (partition by client_id order by day
                                 range between 364 preceding and current row)
        ), clients as (
            select client_id, contract_on - date '1970-01-01' as signed, budget_high as budget
            from read_parquet('{folder / "clients.parquet"}')
        ), fired as (
            select {columns} from rolled join clients using (client_id)
            where first is not null group by client_id
        )
        select {totals} from fired"""
    with tempfile.TemporaryDirectory() as spill:
        row = duckdb.connect(config={"temp_directory": spill}).sql(query).fetchall()[0]
    return {
        "fired": [int(value) for value in row[::2]],
        "before": [int(value or 0) for value in row[1::2]],
    }


RUN: dict[str, Callable[[Path], Any]] = {
    "floor": floor,
    "feed": feed,
    "kernel 1": lambda folder: kernel(folder, "1"),
    "kernel 50": lambda folder: kernel(folder, "50"),
    "kernel": lambda folder: kernel(folder, "all"),
    "sql": sql,
}


def measured(part: str, folder: Path) -> dict[str, Any]:
    """Run one part here: seconds (imports left out), peak memory in MB, and what it found."""
    import duckdb  # noqa: F401
    import numpy as np  # noqa: F401
    import pyarrow as pa  # noqa: F401

    import kit.triggers.kernel  # noqa: F401

    began, cpu_began = time.perf_counter(), time.process_time()
    found = RUN[part](folder)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu_began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": seconds, "cpu": cpu, "peak": peak, "found": found}


def in_own_process(part: str, folder: Path, rows: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--rows", str(rows), "--part", part, "--in", str(folder)]
    path = os.pathsep.join([str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    )
    return dict(json.loads(done.stdout or b"{}"))


def table(best: dict[str, dict[str, Any]], rows: int, repeat: int) -> str:
    import duckdb
    import numpy as np

    base = best["floor"]["seconds"]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        f"## {rows:,} orders",
        "",
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, "
        f"numpy {np.__version__}; {os.cpu_count()} cores, {memory:.0f} GB. "
        f"Fastest of {repeat}; ratios are what counts.",
        "",
        "| part | seconds | ratio to the floor | processor seconds | peak memory, MB |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for part, title in PARTS.items():
        one = best[part]
        lines.append(
            f"| {title} | {one['seconds']:.2f} | {one['seconds'] / base:.2f} "
            f"| {one['cpu']:.2f} | {one['peak']:,} |"
        )
    ratio = best["kernel 50"]["seconds"] / best["kernel 1"]["seconds"]
    fired = sum(best["kernel"]["found"]["fired"])
    lines += [
        "",
        f"50 settings of one rule cost {ratio:.2f} times as much as one. The kernel and the SQL "
        f"find the same {fired:,} firings, with the same amounts before them.",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many orders")
    parser.add_argument("--repeat", type=int, default=3, help="how often each part is run")
    parser.add_argument("--part", choices=["make", *PARTS], help=argparse.SUPPRESS)
    parser.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part == "make":
        make(asked.folder, asked.rows)
        return
    if asked.part:
        print(json.dumps(measured(asked.part, asked.folder)))
        return
    with tempfile.TemporaryDirectory(prefix="backtest-") as name:
        folder = Path(name)
        in_own_process("make", folder, asked.rows)
        best: dict[str, dict[str, Any]] = {}
        for _ in range(asked.repeat):
            for part in PARTS:  # in turn, so that a slow minute of the machine hits all alike
                one = in_own_process(part, folder, asked.rows)
                known = best.get(part, one)
                best[part] = {
                    "seconds": min(one["seconds"], known["seconds"]),
                    "cpu": min(one["cpu"], known["cpu"]),
                    "peak": max(one["peak"], known["peak"]),
                    "found": one["found"],
                }
    if best["kernel"]["found"] != best["sql"]["found"]:
        raise SystemExit("The kernel and the SQL disagree: one of them is wrong.")
    print(table(best, asked.rows, asked.repeat))


if __name__ == "__main__":
    main()
