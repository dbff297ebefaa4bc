"""Is the kit right about what it knows? Thousands of simulated companies whose truth is planted.

    python benchmarks/validation.py                      # all cells, 200 worlds each; resumes
    python benchmarks/validation.py --worlds 20 --jobs 1
    python benchmarks/validation.py --report             # write benchmarks/validation.md

Results are kept world by world in .cache/validation.jsonl: what is there is not computed again.

A world: a company of 100, 300 or 1,000 clients over four years; a handoff changes every later
order by −15, 0 or +15 %. Owners passed clients on by one of five policies. What the kit says of the
effect and of the best rule is compared with the truth, and so is what people do today.
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
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from kit.company.model import Assumption, Company, Settings
from kit.diagnostics.beliefs import beliefs
from kit.diagnostics.cohort import day_number, fire
from kit.diagnostics.decision import KEEP
from kit.diagnostics.evidence import Evidence, assess
from kit.diagnostics.finding import Finding
from kit.diagnostics.gates import MIN_ARM
from kit.diagnostics.ledger import Ledger
from kit.diagnostics.outcomes import Outcomes, outcomes
from kit.diagnostics.past import NEVER
from kit.diagnostics.pert import pert
from kit.diagnostics.trials import MONTH_DAYS
from kit.diagnostics.two_way import Panel, fit
from kit.diagnostics.value import summed, worth
from kit.diagnostics.weighing import weigh
from kit.sales.tables import Sales
from kit.triggers.rules import parse
from kit.worlds import Effect, Policy, World, simulate
from kit.worlds.simulate import Simulated
from kit.worlds.truth import handed_on, without_handoffs

RESULTS = Path(".cache") / "validation.jsonl"
WORLDS = 200
SIZES = (100, 300, 1000)
EFFECTS = (-0.15, 0.0, 0.15)
MONTHS = 24
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
RULES = ("deal 2", "deal 6", "tenure 365 days active 120 days")
# What the company says of its own figures. The truth of every world is drawn from the same ranges
# (but for EVEN, which is planted): the company is unsure, but not wrong.
STATED: Mapping[str, tuple[float, float, float]] = {
    "uplift": (0.0, 0.12, 0.3),
    "disruption": (0.05, 0.12, 0.25),
    "early_loss": (-0.03, 0.0, 0.03),
    "later_change": (-0.03, 0.0, 0.03),
    "hours_per_order": (1.0, 2.0, 3.0),
    "hours_per_month": (0.5, 1.0, 2.0),
    "handoff_hours": (1.0, 2.0, 4.0),
    "hunting_share": (0.3, 0.5, 0.7),
    "clients_per_100_hours": (1.0, 2.0, 3.0),
    "manager_hours_per_order": (0.8, 1.5, 2.5),
    "manager_hours_per_month": (0.5, 1.0, 2.0),
    "manager_handoff_hours": (1.0, 4.0, 8.0),
    "manager_cost": (25.0, 30.0, 38.0),
}
EVEN = ("early_loss", "later_change")  # the planted effect is the same early and late: 0 is true


@dataclass(frozen=True)
class Cell:
    """One kind of world."""

    policy: str
    clients: int
    effect: float

    @property
    def key(self) -> str:
        return f"{self.policy}|{self.clients}|{self.effect:+.2f}"


def cells() -> tuple[Cell, ...]:
    return tuple(Cell(p, n, e) for n in SIZES for p in POLICIES for e in EFFECTS)


@cache
def company() -> Company:
    assumptions = tuple(
        Assumption(id=one, label=one, low=low, likely=likely, high=high, source="study")
        for one, (low, likely, high) in STATED.items()
    )
    return Company(settings=Settings(triggers=RULES), assumptions=assumptions)


def run(cell: Cell, seed: int) -> dict[str, Any]:
    """One world: the truth, what the kit says, and what people do today."""
    _, policy, owners = POLICIES[cell.policy]
    simulated = simulate(
        World(clients=cell.clients, seed=seed, policy=policy, effect=Effect(uplift=cell.effect))
    )
    sales = simulated.sales(owners)
    found = assess(company(), sales)
    row: dict[str, Any] = {"cell": cell.key, "seed": seed, "rung": found.rung.name}
    row |= _interval(found, cell.effect)
    row |= _today(simulated, sales)
    truth, names, margin = _oracle(simulated, cell.effect, seed)
    row["lead"] = float((truth.max() - np.sort(truth)[-2]) / margin)
    seen = _seen(sales)
    for name, effect in (("kit", _finding(found)), ("believed", _naive(row["before_after"]))):
        if seen is None:
            row[name] = {"verdict": "no clients"}
            continue
        row[name] = _decide(sales, seen, effect)
        best = names.index(row[name]["best"])
        row[name]["loss"] = float((truth.max() - truth[best]) / margin)
    row["second_deal"] = float((truth.max() - truth[names.index("deal 2")]) / margin)
    return row


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


def _finding(found: Evidence) -> Finding:
    """What the decision takes from the effect."""
    kept = None if found.biased else found.estimate
    return _told(
        found.rung.name,
        kept.change if kept else None,
        kept.spread if kept else None,
        bool(found.biased),
        found.rung.about,
    )


def _naive(change: float | None) -> Finding:
    """Before and after, believed as if it were certain."""
    return _told("L1", change, 0.01, change is None or change <= -1, "handoff")


def _told(
    rung: str, estimate: float | None, error: float | None, withdrawn: bool, about: str
) -> Finding:
    import pandas as pd

    numbers = {
        "rung": rung,
        "estimate": estimate,
        "standard_error": error,
        "withdrawn": withdrawn,
        "about": about,
    }
    return Finding("effect", "", "cannot tell", rung, "", pd.DataFrame(), numbers=numbers)


def _decide(sales: Sales, seen: Outcomes, effect: Finding) -> dict[str, Any]:
    """The verdict on the recorded data, and the rule that comes out best."""
    weighed = weigh(seen, beliefs(company(), sales, effect), per_unit=sales.per_unit)
    verdict = weighed.verdict
    decided = weighed.decided and seen.clients >= MIN_ARM
    return {
        "verdict": "decided" if decided else "cannot tell",
        "best": (*RULES, KEEP)[verdict.best],
        "p_best": float(verdict.p_best[verdict.best]),
        "regret_share": float(verdict.regret_share[verdict.best]),
        "clients": seen.clients,
    }


def _seen(sales: Sales) -> Outcomes | None:
    result, silence = fire(company(), sales, tuple(parse(one) for one in RULES))
    clients = result.per_client
    assert clients is not None
    found = outcomes(
        sales, clients, range(len(RULES)), as_of=day_number(sales.as_of), silence=silence,
        months=MONTHS,
    )  # fmt: skip
    return found if found.clients else None


def _oracle(simulated: Simulated, effect: float, seed: int) -> tuple[Any, list[str], float]:
    """The true value of every rule on the clients' own paths, with the true figures."""
    base = without_handoffs(simulated)
    seen = _seen(base)
    if seen is None:
        return np.zeros(len(RULES) + 1), [*RULES, KEEP], 1.0
    random = np.random.default_rng([seed, 77])
    inputs = {one: pert(*ends).draw(random, 1) for one, ends in STATED.items()}
    inputs |= {one: np.zeros(1) for one in EVEN}
    sums = summed(seen)
    inputs["net_effect"] = np.array([effect])
    inputs["new_client_margin"] = sums.first_year[0] / sums.clients[0] / base.per_unit
    values = worth(sums, inputs, base.per_unit)[0]
    return values, [*RULES, KEEP], float(sums.total[0, 0])


def _today(simulated: Simulated, sales: Sales) -> dict[str, float | None]:
    """What people do today: before and after, and plain two-way difference-in-differences."""
    ledger = Ledger.of(sales)
    handed = _handed(simulated, ledger)
    months = int((ledger.as_of - ledger.start + 1) / MONTH_DAYS)
    edges = ledger.start + np.round(np.arange(months + 1) * MONTH_DAYS).astype(np.int64)
    clients = np.arange(len(handed))
    money = ledger.cells(clients, np.tile(edges, (len(clients), 1)))
    seen = edges[None, 1:] > ledger.first_deal[:, None]
    hit = seen & (edges[None, :-1] >= handed[:, None])
    panel = Panel(money, seen, hit, np.zeros(len(clients), np.int64), clients)
    log = fit(panel).log if hit.any() else math.nan
    return {
        "before_after": _before_after(ledger, handed),
        "two_way": math.expm1(log) if math.isfinite(log) else None,
    }


def _handed(simulated: Simulated, ledger: Ledger) -> Any:
    days = dict(zip(simulated.lives.ids, handed_on(simulated).tolist(), strict=True))
    found = np.array([days[str(one)] for one in ledger.client_ids], dtype=np.int64)
    return np.where(found < 0, NEVER, found)


def _before_after(ledger: Ledger, handed: Any) -> float | None:
    """Money a month in the year after against the year before, of clients with both."""
    who = np.flatnonzero((handed < NEVER) & (handed + 365 <= ledger.as_of + 1))
    zero = handed[who]
    known = np.minimum(zero - ledger.first_deal[who], 365)
    who, zero, known = who[known >= 91], zero[known >= 91], known[known >= 91]
    if not len(who):
        return None
    cells = ledger.cells(who, np.column_stack([zero - known, zero, zero + 365]))
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
    wanted = [(cell, seed) for seed in range(1, worlds + 1) for cell in cells()]
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
