"""How much does a whole diagnosis cost beyond the back-test, once the tables are read?

    python benchmarks/diagnose.py --rows 1000000

Takes the orders of `benchmarks/backtest.py`, gives them owners, contracts, budgets, employees and
training, and answers every question, draws every chart and writes every file, as `handoff diagnose`
does after reading. Prints each stage as a multiple of the back-test (feed and kernel, 50 settings
of all five rules), which runs in a process of its own before it and after it.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
HANDED = 0.6  # of the clients, to an account manager after their second to fifth deal
BY_OTHERS = 0.08  # of the orders: entered by somebody else than the owner
CLIENTS_PER_EMPLOYEE = 400


def backtest() -> ModuleType:
    """The benchmark of the back-test: its orders, and the kernel in a process of its own."""
    path = ROOT / "benchmarks" / "backtest.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def make(folder: Path, rows: int) -> None:
    """Canonical tables as Parquet, orders sorted as `kit.read` leaves them."""
    import numpy as np
    import pandas as pd

    backtest().make(folder, rows)
    random = np.random.default_rng(2)
    orders = pd.read_parquet(folder / "orders.parquet")
    orders = orders.sort_values(["client_id", "day"], kind="stable", ignore_index=True)
    code, ids = pd.factorize(orders["client_id"])
    starts = np.flatnonzero(np.diff(code, prepend=-1))
    ends = np.append(starts[1:], len(orders)) - 1
    people = max(len(ids) // CLIENTS_PER_EMPLOYEE, 10)
    hunter = random.integers(0, people // 2, len(ids))
    manager = random.integers(people // 2, people, len(ids))
    turn = starts + random.integers(1, 5, len(ids))  # its first order of the account manager
    handed = (turn <= ends) & (random.random(len(ids)) < HANDED)
    with_manager = handed[code] & (np.arange(len(orders)) >= turn[code])
    owner = np.where(with_manager, manager[code], hunter[code])
    stand_in = random.random(len(orders)) < BY_OTHERS
    owner = np.where(stand_in, random.integers(0, people, len(orders)), owner)
    names = np.array([f"E{number:05d}" for number in range(people)], dtype=object)
    day = pd.to_datetime(orders["day"])
    canonical = pd.DataFrame(
        {
            "order_id": [f"O{number:09d}" for number in range(len(orders))],
            "client_id": orders["client_id"],
            "day": day,
            "ordered_on": day,
            "amount": orders["amount"],
            "margin": orders["margin"],
            "employee_id": names[owner],
            "regular": orders["regular"],
        }
    )
    canonical.to_parquet(folder / "sales-orders.parquet")
    who = np.concatenate([np.arange(len(ids)), np.flatnonzero(handed)])
    assigned = pd.DataFrame(
        {
            "client_id": np.asarray(ids, dtype=object)[who],
            "employee_id": names[np.concatenate([hunter, manager[handed]])],
            "from_on": day.to_numpy()[np.concatenate([starts, turn[handed]])],
        }
    )
    assigned.to_parquet(folder / "sales-assignments.parquet")
    roles = np.where(np.arange(people) < people // 2, "hunter", "account_manager")
    pd.DataFrame(
        {
            "employee_id": names,
            "role": roles,
            "cost_per_hour": random.integers(2_000, 6_000, people),
            "hours_per_week": 40.0,
        }
    ).to_parquet(folder / "sales-employees.parquet")
    pd.DataFrame(
        {
            "on": random.choice(day.to_numpy(), 500),
            "cost": random.integers(10_000, 500_000, 500),
            "employee_id": random.choice(names, 500),
        }
    ).to_parquet(folder / "sales-training.parquet")


def sales_in(folder: Path) -> Any:
    """The tables as `kit.read` would have left them."""
    import pandas as pd

    from kit.sales.tables import InputFile, Sales, empty

    def table(name: str, money: tuple[str, ...] = (), days: tuple[str, ...] = ()) -> pd.DataFrame:
        frame = pd.read_parquet(folder / f"sales-{name}.parquet")
        kinds = dict.fromkeys(money, "Int64") | dict.fromkeys(days, "datetime64[s]")
        return frame.astype(kinds)

    orders = table("orders", ("margin",), ("day", "ordered_on"))
    master = pd.read_parquet(folder / "clients.parquet")
    signed = master.dropna(subset=["contract_on"])
    given = {f"orders.{name}" for name in orders} | {"orders.kind"}
    given |= {f"assignments.{name}" for name in ("client_id", "employee_id", "from_on")}
    given |= {f"employees.{name}" for name in ("employee_id", "role", "cost_per_hour")}
    given |= {"employees.hours_per_week", "clients.client_id", "clients.annual_budget"}
    given |= {"contracts.client_id", "contracts.signed_on", "contracts.ends_on"}
    given |= {"training.on", "training.cost", "training.employee_id"}
    file = InputFile("orders.parquet", "orders", "0" * 64, len(orders), len(orders), 0)
    return Sales(
        orders=orders,
        clients=pd.DataFrame(
            {
                "client_id": master["client_id"],
                "annual_budget_low": master["budget_low"].astype("Int64"),
                "annual_budget_high": master["budget_high"].astype("Int64"),
            }
        ),
        contracts=pd.DataFrame(
            {
                "client_id": signed["client_id"],
                "signed_on": pd.to_datetime(signed["contract_on"]).astype("datetime64[s]"),
                "ends_on": pd.to_datetime(signed["contract_ends_on"]).astype("datetime64[s]"),
            }
        ),
        assignments=table("assignments", (), ("from_on",)).assign(
            role=pd.Series(dtype="str"), to_on=pd.Series(dtype="datetime64[s]")
        ),
        employees=table("employees", ("cost_per_hour",)),
        training=table("training", ("cost",), ("on",)).assign(role=pd.Series(dtype="str")),
        given=frozenset(given),
        start=orders["day"].min().date(),
        as_of=date(1970, 1, 1) + timedelta(days=backtest().AS_OF),
        currency="EUR",
        per_unit=100,
        set_aside=pd.DataFrame({"file": [], "row": [], "reason": [], "record": []}),
        inputs=(file,),
        experiment=empty("experiment"),
    )


class Watch:
    """Seconds, processor seconds and peak memory (MB) of each stage."""

    def __init__(self) -> None:
        self.stages: dict[str, tuple[float, float, int]] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        _forget_peak()
        began, cpu = time.perf_counter(), time.process_time()
        yield
        taken = (time.perf_counter() - began, time.process_time() - cpu, _peak())
        self.stages[name] = taken
        print(f"{name}: {taken[0]:.2f} s, {taken[1]:.2f} s, {taken[2]:,} MB", file=sys.stderr)


def _forget_peak() -> None:
    """Let the peak of this process start anew, where the system can (Linux)."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5")


def _peak() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def whole(folder: Path) -> dict[str, Any]:
    """Every stage of a diagnosis after reading, in the order of `handoff diagnose`."""
    sales = sales_in(folder)
    print(f"after reading: {_peak():,} MB", file=sys.stderr)

    from kit.cli import OBJECTS
    from kit.company.model import Company
    from kit.language import Language
    from kit.questions.catalogue import in_diagnosis
    from kit.questions.pictures import pictures_for_a_page
    from kit.report.outputs import REPORT, write_diagnosis
    from kit.triggers.candidates import candidates

    gc.set_threshold(OBJECTS)  # as the command does
    company, watch = Company(), Watch()
    tables = _peak()
    findings = []
    with watch.stage("order book: sorted, candidate rules chosen"):
        candidates(company, sales)
    for question in in_diagnosis():
        with watch.stage(question.name):
            findings.append(question(company, sales))
    with watch.stage("charts"):
        for finding in findings:
            pictures_for_a_page(finding, Language("en"))
    with watch.stage("report, charts, results.json and firings.csv"):
        files = write_diagnosis(folder / "out", company, sales, tuple(findings))
    return {"stages": watch.stages, "tables": tables, "report": files[REPORT].stat().st_size}


def in_own_process(part: str, folder: Path, rows: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--rows", str(rows), "--part", part, "--in", str(folder)]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    )
    return dict(json.loads(done.stdout or b"{}"))


def table(taken: dict[str, Any], kernel: dict[str, Any], rows: int) -> str:
    import numpy as np

    stages = {name: tuple(stage) for name, stage in taken["stages"].items()}
    drawn = stages.pop("charts")
    seconds, cpu = (sum(stage[at] for stage in stages.values()) for at in (0, 1))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        f"## {rows:,} orders",
        "",
        f"Python {platform.python_version()}, numpy {np.__version__}; {os.cpu_count()} cores, "
        f"{memory:.0f} GB. The tables take {taken['tables']:,} MB before anything is asked. "
        f"The report has {taken['report'] / 1e6:.2f} MB.",
        "",
        "| stage | seconds | processor seconds | ratio to the back-test | peak memory, MB |",
        "| --- | ---: | ---: | ---: | ---: |",
        f"| back-test: feed and kernel, 50 settings | {kernel['seconds']:.2f} "
        f"| {kernel['cpu']:.2f} | 1.00 | {kernel['peak']:,} |",
    ]
    for name, (clock, processor, peak) in {
        **stages,
        "**everything after reading**": (
            seconds,
            cpu,
            max(stage[2] for stage in stages.values()),
        ),
        "(of the last stage: charts drawn, not saved)": drawn,
    }.items():
        lines.append(
            f"| {name} | {clock:.2f} | {processor:.2f} | {processor / kernel['cpu']:.2f} "
            f"| {peak:,} |"
        )
    lines += ["", f"Per order: {1e6 * cpu / rows:.1f} µs of processor time."]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many orders")
    parser.add_argument("--part", choices=["make", "whole"], help=argparse.SUPPRESS)
    parser.add_argument("--in", dest="folder", type=Path, help="a folder for the tables: kept")
    asked = parser.parse_args()
    if asked.part == "make":
        make(asked.folder, asked.rows)
        return
    if asked.part == "whole":
        print(json.dumps(whole(asked.folder)))
        return
    with tempfile.TemporaryDirectory(prefix="diagnose-") as name:
        folder = asked.folder or Path(name)
        if not (folder / "sales-training.parquet").exists():
            folder.mkdir(parents=True, exist_ok=True)
            in_own_process("make", folder, asked.rows)
        kernels = [backtest().in_own_process("kernel", folder, asked.rows)]
        taken = in_own_process("whole", folder, asked.rows)
        kernels.append(backtest().in_own_process("kernel", folder, asked.rows))
    print(table(taken, min(kernels, key=lambda run: float(run["cpu"])), asked.rows))


if __name__ == "__main__":
    main()
