"""Is the kit right about what it knows? Thousands of simulated companies whose truth is planted.

    python benchmarks/validation.py                      # all cells, 200 worlds each; resumes
    python benchmarks/validation.py --worlds 20 --jobs 1
    python benchmarks/validation.py --report             # write benchmarks/validation.md

Results are kept world by world in .cache/validation.jsonl: what is there is not computed again.

A world: a company of 100, 300 or 1,000 clients over four years; a handoff changes every later
order by −15, 0 or +15 %. Owners passed clients on by one of five policies. What the kit says of the
effect is compared with the truth, and so is what people do today. Beside them, worlds in which the
effect is large, and those of `hard_worlds.py`, in which comparisons of handoffs go wrong easily.
Whether the choice that follows is right, `choices.py` finds out.

The gates in kit/gates.py were set on seeds below those used here.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import hard_worlds
import numpy as np

from kit.company.model import Company
from kit.evidence.assessment import Evidence, assess
from kit.evidence.trials import MONTH_DAYS
from kit.evidence.two_way import Panel, fit
from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER
from kit.sales.tables import Sales
from kit.worlds import Effect, Policy, World, simulate
from kit.worlds.simulate import Simulated
from kit.worlds.truth import handed_on

RESULTS = Path(".cache") / "validation.jsonl"
WORLDS = 200
FIRST_SEED = 9001  # worlds below it have tuned the gates
SIZES = (100, 300, 1000)
EFFECTS = (-0.15, 0.0, 0.15)
EXITS = (date(2022, 9, 1), date(2023, 3, 1))
POLICIES: Mapping[str, tuple[str, Policy, str]] = {
    "L1": ("a rule, and waiting by chance", Policy("deal", 2, delay_days=(0, 330)), "assignments"),
    "L2": ("two reps left", Policy("never", exits=EXITS), "assignments"),
    "L2 orders": ("two reps left, owners seen only through orders", Policy("never", exits=EXITS),
                  "orders"),
    "L3": ("a lot", Policy("deal", 2, randomised=(10, 375)), "assignments"),
    "judgement": ("judgement: who grows is handed over",
                  Policy(judgement=1.0, judgement_by="growth"), "assignments"),
}  # fmt: skip
LARGE = (-0.4, 0.4)
HARD_EFFECTS = (-0.2, 0.0)
STRESSED = ("L1", "L2", "L3")


@dataclass(frozen=True)
class Cell:
    """One kind of world; `effect` is planted."""

    policy: str
    clients: int
    effect: float
    kind: str = ""  # «large», «hard» (the policy is then a kind of hard world), or the plain case

    @property
    def key(self) -> str:
        return f"{self.policy} {self.kind}".strip() + f"|{self.clients}|{self.effect:+.2f}"


def cells() -> tuple[Cell, ...]:
    plain = [Cell(p, n, e) for n in SIZES for p in POLICIES for e in EFFECTS]
    large = [Cell(p, SIZES[1], e, "large") for p in STRESSED for e in LARGE]
    hard = [
        Cell(k, n, e, "hard") for n in SIZES[1:] for k in hard_worlds.KINDS for e in HARD_EFFECTS
    ]
    return (*plain, *large, *hard)


def run(cell: Cell, seed: int) -> dict[str, Any]:
    """One world: the truth, what the kit says, and what people do today."""
    if cell.kind == "hard":
        truth, evidence = hard_worlds.run(cell.policy, cell.clients, seed, cell.effect)
        row = {"cell": cell.key, "seed": seed, "rung": evidence.rung.name, "truth": truth}
        low, high = evidence.told or (math.nan, math.nan)
        told = {"firm": evidence.firm, "told_covers": bool(low <= truth <= high)}
        return row | _interval(evidence, truth) | told
    _, policy, owners = POLICIES[cell.policy]
    simulated = simulate(
        World(clients=cell.clients, seed=seed, policy=policy, effect=Effect(uplift=cell.effect))
    )
    sales = simulated.sales(owners)
    evidence = assess(Company(), sales)
    row = {"cell": cell.key, "seed": seed, "rung": evidence.rung.name}
    return row | _interval(evidence, cell.effect) | _today(simulated, sales)


def _interval(found: Evidence, truth: float) -> dict[str, Any]:
    """The interval before the imprecision gates, and which gates closed."""
    gates = {"biased": len(found.biased), "imprecise": len(found.imprecise)}
    if found.estimate is None:
        return {"log": None, **gates}
    low, high = found.estimate.interval()
    arms = found.rung.stack.arms if found.rung.stack else (0, 0)
    return {
        "log": found.estimate.log,
        "error": found.estimate.error,
        "covered": bool(low <= truth <= high),
        "excludes_zero": bool(low > 0 or high < 0),
        "freedom": found.estimate.freedom,
        "placebo_p": found.placebo.p if found.placebo else None,
        "arms": [int(one) for one in arms],
        **gates,
    }


def _today(simulated: Simulated, sales: Sales) -> dict[str, float | None]:
    """What people do today: before and after, and plain two-way difference-in-differences."""
    book = sales.book
    handed = _handed(simulated, book)
    months = int((book.as_of - book.start + 1) / MONTH_DAYS)
    edges = book.start + np.round(np.arange(months + 1) * MONTH_DAYS).astype(np.int64)
    clients = np.arange(len(handed))
    money = book.cells(clients, np.tile(edges, (len(clients), 1)))
    seen = edges[None, 1:] > book.first_deal[:, None]
    hit = seen & (edges[None, :-1] >= handed[:, None])
    panel = Panel(money, seen, hit, np.zeros(len(clients), np.int64), clients)
    log = fit(panel).log if hit.any() else math.nan
    return {
        "before_after": _before_after(book, handed),
        "two_way": math.expm1(log) if math.isfinite(log) else None,
    }


def _handed(simulated: Simulated, book: OrderBook) -> Any:
    days = dict(zip(simulated.lives.ids, handed_on(simulated).tolist(), strict=True))
    found = np.array([days[str(one)] for one in book.client_ids], dtype=np.int64)
    return np.where(found < 0, NEVER, found)


def _before_after(book: OrderBook, handed: Any) -> float | None:
    """Money a month in the year after against the year before, of clients with both."""
    who = np.flatnonzero((handed < NEVER) & (handed + 365 <= book.as_of + 1))
    zero = handed[who]
    known = np.minimum(zero - book.first_deal[who], 365)
    who, zero, known = who[known >= 91], zero[known >= 91], known[known >= 91]
    if not len(who):
        return None
    cells = book.cells(who, np.column_stack([zero - known, zero, zero + 365]))
    before = float(cells[:, 0].sum()) / float(known.sum())
    return float(cells[:, 1].sum()) / (365 * len(who)) / before - 1 if before > 0 else None


# --- running and resuming ------------------------------------------------------------------------


def done(path: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """Results by cell and seed; a line that was cut off is computed again."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        found[row["cell"], row["seed"]] = row
    return found


def study(worlds: int, jobs: int, path: Path = RESULTS) -> list[dict[str, Any]]:
    """All results, computing those that are missing; every cell advances evenly."""
    path.parent.mkdir(parents=True, exist_ok=True)
    have = done(path)
    seeds = range(FIRST_SEED, FIRST_SEED + worlds)
    wanted = [(cell, seed) for seed in seeds for cell in cells()]
    missing = [one for one in wanted if (one[0].key, one[1]) not in have]
    started = time.monotonic()
    with path.open("a", encoding="utf-8") as file, ProcessPoolExecutor(jobs) as pool:
        tasks = {pool.submit(run, *one): one for one in missing}
        for number, task in enumerate(as_completed(tasks), start=1):
            row = task.result()
            have[row["cell"], row["seed"]] = row
            file.write(json.dumps(row) + "\n")
            file.flush()
            if number % 50 == 0:
                spent = time.monotonic() - started
                print(f"{number} of {len(missing)} worlds, {spent / 60:.0f} min", flush=True)
    return [have[cell.key, seed] for cell, seed in wanted if (cell.key, seed) in have]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--report", action="store_true", help="write the tables of what is there")
    chosen = parser.parse_args(arguments)
    from validation_tables import write

    rows = list(done(RESULTS).values()) if chosen.report else study(chosen.worlds, chosen.jobs)
    print(write(Path(__file__).with_suffix(".md"), rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
