"""What does reading a company's files cost, beside what fast libraries take for the same?

    python benchmarks/reading.py --rows 1000000 --excel 100000 --parquet 10000000

One simulated export of order rows in several forms: CSV with ISO dates and plain decimals, CSV as
it is exported in Europe (semicolons, «1 234,56», 31.12.2024), a workbook, and Parquet. Each form is
read by `kit.read`, wholly: the columns are found, the doubts judged, spellings of one client looked
for, every row accounted for. Beside it, in the same run, stands DuckDB with a script written for
just this file that parses, casts, filters and gathers the rows to the same orders (the two are
compared), and for the workbook calamine, which only gives the cells. Each is measured in a process
of its own, after its libraries are loaded.
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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ROWS_PER_CLIENT = 50
HEADINGS = ("Order ID", "Client", "Order date", "Amount", "Status", "Owner", "Product group")
STATUSES = ("Completed", "Cancelled", "Open")
PARTS = {  # of each form, the first of them is what the others are compared with
    "iso": ("sql", "kit", "kept"),
    "european": ("sql", "kit"),
    "xlsx": ("calamine", "kit"),
    "parquet": ("kit",),
}
NAMES = {
    "sql": "DuckDB, a script for this file",
    "kit": "the kit",
    "kept": "the kit, from its kept tables",
    "calamine": "calamine alone",
}
ROUNDS = 3  # the best of them: what else runs on the computer only adds
WORDS = "north stone river light amber cedar delta falcon harbor iris jade karst lumen maple nova"
FORMS = ("Ltd", "GmbH", "LLC", "AG", "Inc")


def make(folder: Path, form: str, rows: int) -> Path:
    """The export in one of its forms."""
    import duckdb

    target = folder / f"{form}-{rows}.{'csv' if form in ('iso', 'european') else form}"
    if target.exists():
        return target
    clients = max(rows // ROWS_PER_CLIENT, 100)
    words = "[" + ", ".join(f"'{word.title()}'" for word in WORDS.split()) + "]"
    forms = "[" + ", ".join(f"'{word}'" for word in FORMS) + "]"
    statuses = "[" + ", ".join(f"'{word}'" for word in STATUSES) + "]"
    european = form == "european"
    name = (
        f"{words}[1 + client % 15] || ' ' || {words}[1 + (client // 15) % 15] || ' ' || client"
        f" || ' ' || {forms}[1 + client % 5]"
        if european
        else "format('C{:06d}', client)"
    )
    day = "date '2015-01-01' + ((order_n * 5475) // rows + (hash(order_n) % 30)::int)::int"
    cents = "(5000 + (hash(n + 7) % 2500000))::bigint"
    amount: dict[str, str] = {
        "european": f"replace(format('{{:,d}}', {cents} // 100), ',', ' ')"
        f" || ',' || format('{{:02d}}', {cents} % 100)",
        "parquet": f"({cents} / 100)::decimal(12, 2)",
        "xlsx": f"{cents} / 100",
    }
    dates = {"european": f"strftime({day}, '%d.%m.%Y')", "parquet": day, "xlsx": day}
    query = f"""
        with numbered as (
            select n, n * 2 // 3 as order_n, {rows} as rows from range({rows}) as t(n)
        ), placed as (
            select *, (hash(order_n) % {clients})::bigint as client from numbered
        )
        select format('SO-{{:08d}}', order_n) as "Order ID", {name} as "Client",
               {dates.get(form, f"strftime({day}, '%Y-%m-%d')")} as "Order date",
               {amount.get(form, f"format('{{:d}}.{{:02d}}', {cents} // 100, {cents} % 100)")}
                   as "Amount",
               {statuses}[1 + (case when hash(order_n + 1) % 100 < 90 then 0
                                    when hash(order_n + 1) % 100 < 96 then 1 else 2 end)]
                   as "Status",
               format('E{{:04d}}', client % 97) as "Owner",
               {words}[1 + (hash(n + 3) % 15)::int] as "Product group"
        from placed order by n"""
    with duckdb.connect(config={"memory_limit": "2GB"}) as connection:
        if form == "xlsx":
            _workbook(target, connection.sql(query).fetchall())
        elif form == "parquet":
            connection.sql(f"copy ({query}) to '{target}' (format parquet)")
        else:
            sign = ";" if european else ","
            connection.sql(f"copy ({query}) to '{target}' (header, delimiter '{sign}')")
    return target


def _workbook(target: Path, rows: list[tuple[Any, ...]]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Orders")
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    book.save(target)


def by_kit(path: Path) -> dict[str, Any]:
    """The whole reading; what it came to, to be compared."""
    from datetime import date

    from kit.sales import clean

    with Watch() as watch:
        sales = clean.read_sales([str(path)], today=date(2030, 1, 1))
    return watch.taken | _came_to(sales)


def by_copy(path: Path) -> dict[str, Any]:
    """The same from the tables that a company folder keeps; they are made before the watch."""
    from datetime import date

    from kit.sales.copies.reading import read_or_reopen

    with tempfile.TemporaryDirectory(prefix="kept-") as kept:
        for _ in range(2):
            with Watch() as watch:
                sales, _problem = read_or_reopen(
                    [str(path)],
                    Path(kept),
                    folder=Path(),
                    former={},
                    seen=(),
                    today=date(2030, 1, 1),
                )
    return watch.taken | _came_to(sales)


def _came_to(sales: Any) -> dict[str, Any]:
    orders = sales.orders
    return {
        "orders": len(orders),
        "clients": int(orders["client_id"].nunique()),
        "total": int(orders["amount"].sum()),
        "used": sales.inputs[0].rows_used,
    }


def by_sql(path: Path) -> dict[str, Any]:
    """The same orders by a script that knows the file."""
    import duckdb
    import pandas as pd
    import pyarrow as pa

    assert pa.__version__, pd.__version__  # loaded before the watch begins
    european = "european" in path.name
    amount = """replace(replace(trim("Amount"), ' ', ''), ',', '.')""" if european else '"Amount"'
    form = "%d.%m.%Y" if european else "%Y-%m-%d"
    sign = ";" if european else ","
    with Watch() as watch, duckdb.connect() as connection:
        orders = connection.sql(f"""
            select trim("Order ID") as order_id, trim("Client") as client_id,
                   min(strptime(trim("Order date"), '{form}')::date) as day,
                   sum((trim({amount})::decimal(18, 2) * 100)::bigint)::bigint as amount,
                   any_value(trim("Owner")) as employee_id,
                   any_value(trim("Product group")) as product_group,
                   count(*) as n
            from read_csv('{path}', delim = '{sign}', header = true, all_varchar = true)
            where lower(trim("Status")) = 'completed' and trim("Client") <> ''
                  and trim("Order ID") <> ''
            group by 1, 2 order by client_id, day, order_id""").df()
    return watch.taken | {
        "orders": len(orders),
        "clients": int(orders["client_id"].nunique()),
        "total": int(orders["amount"].sum()),
        "used": int(orders["n"].sum()),
    }


def by_calamine(path: Path) -> dict[str, Any]:
    """The cells of the workbook, and nothing else."""
    from python_calamine import CalamineWorkbook

    with Watch() as watch:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return watch.taken | {"orders": len(rows) - 1}


class Watch:
    """Seconds, processor seconds, and by how much the most memory held grew (MB)."""

    taken: dict[str, Any]

    def __enter__(self) -> Watch:
        _forget_peak()
        self.before = _resident("VmRSS")
        self.began, self.cpu = time.perf_counter(), _processor()
        return self

    def __exit__(self, *raised: object) -> None:
        self.taken = {
            "seconds": time.perf_counter() - self.began,
            "cpu": _processor() - self.cpu,
            "before": self.before,
            "peak": _resident("VmHWM"),
        }


def _processor() -> float:
    """Seconds of all threads, also of those that have ended."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _forget_peak() -> None:
    """Let the peak of this process start anew, where the system can (Linux)."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")


def _resident(name: str) -> int:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith(name))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measured(part: str, path: Path) -> dict[str, Any]:
    ways: dict[str, Callable[[Path], dict[str, Any]]] = {
        "sql": by_sql,
        "kit": by_kit,
        "kept": by_copy,
        "calamine": by_calamine,
    }
    return ways[part](path)


def in_own_process(part: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--part", part, "--file", str(path)]
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
    )
    return dict(json.loads(done.stdout))


def table(rows: dict[str, int], folder: Path) -> str:
    import duckdb

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}; {os.cpu_count()} cores,"
        f" {memory:.0f} GB.",
        "",
        "| file | read by | seconds | processor seconds | ratio | orders | peak memory, MB |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for form, parts in PARTS.items():
        if not rows.get(form):
            continue
        path = make(folder, form, rows[form])
        runs: dict[str, list[dict[str, Any]]] = {part: [] for part in parts}
        for _ in range(1 if form == "parquet" else ROUNDS):  # in turn, so that both suffer alike
            for part in parts:
                runs[part].append(in_own_process(part, path))
        best = {part: min(runs[part], key=lambda run: float(run["cpu"])) for part in parts}
        base = best[parts[0]]
        for part, taken in best.items():
            if parts[0] == "sql":
                for what in ("orders", "clients", "total", "used"):
                    assert taken[what] == base[what], (form, what, taken[what], base[what])
            lines.append(
                f"| {form}, {rows[form]:,} rows | {NAMES[part]} | {taken['seconds']:.2f} "
                f"| {taken['cpu']:.2f} | {taken['cpu'] / base['cpu']:.2f} "
                f"| {taken['orders']:,} | {taken['peak']:,} |"
            )
            print(lines[-1], file=sys.stderr)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of CSV; 0: none")
    parser.add_argument("--excel", type=int, default=100_000, help="rows of the workbook")
    parser.add_argument("--parquet", type=int, default=10_000_000, help="rows of Parquet")
    parser.add_argument("--in", dest="folder", type=Path, help="a folder for the files: kept")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(measured(asked.part, asked.file)))
        return
    rows = {
        "iso": asked.rows,
        "european": asked.rows,
        "xlsx": asked.excel,
        "parquet": asked.parquet,
    }
    with tempfile.TemporaryDirectory(prefix="reading-") as name:
        folder = asked.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        print(table(rows, folder))


if __name__ == "__main__":
    main()
