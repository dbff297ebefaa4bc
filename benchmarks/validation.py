"""Is the kit right about what it knows? Thousands of simulated companies whose truth is planted.

    python benchmarks/validation.py                      # all cells, 200 worlds each; resumes
    python benchmarks/validation.py --worlds 20 --jobs 1
    python benchmarks/validation.py --report             # write benchmarks/validation.md

Results are kept world by world in .cache/validation.jsonl: what is there is not computed again.

A world: a company of 100, 300 or 1,000 clients over four years; a handoff changes every later
order by −15, 0 or +15 %. Owners passed clients on by one of five policies. What the kit says of the
effect and of the best rule is compared with the truth, and so is what people do today. Beside them,
worlds in which the effect is uneven (worse where a client passes early, better after a year), and
some in which it is large.

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
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from kit.questions.decision.belief import Belief, beliefs, pert
from kit.questions.decision.outcomes import Outcomes
from kit.questions.decision.weighing import Weighed, weigh
from validation_oracle import Oracle, followed, oracle

from kit.company.model import Assumption, Company, Settings
from kit.evidence.assessment import Evidence, assess
from kit.evidence.trials import MONTH_DAYS, Rung
from kit.evidence.two_way import Panel, Ratio, fit
from kit.language import say
from kit.questions.decision.question import KEEP
from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER
from kit.sales.tables import Sales
from kit.triggers.cohort import MIN_CLIENTS
from kit.worlds import Effect, Policy, World, simulate
from kit.worlds.simulate import Simulated
from kit.worlds.truth import handed_on

Ranges = Mapping[str, tuple[float, float, float]]

RESULTS = Path(".cache") / "validation.jsonl"
WORLDS = 200
FIRST_SEED = 1001  # worlds below it have tuned the gates
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
RULES = ("deal 2", "deal 6", "tenure 365 days active 120 days")
# What the company says of its own figures. The truth of every world is drawn from the same ranges
# (but for EVEN, which is planted): the company is unsure, but not wrong.
STATED: dict[str, tuple[float, float, float]] = {
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
EVEN = ("early_loss", "later_change")  # where the effect is the same early and late, 0 is true
# Where it is uneven: the range that the truth is drawn from, which a company may state, or not.
UNEVEN: dict[str, tuple[float, float, float]] = {
    "early_loss": (0.0, 0.06, 0.15),
    "later_change": (0.0, 0.06, 0.15),
}
LASTING = 0.10  # what a handoff wins in such a world, once nothing is lost any more
LARGE = (-0.4, 0.4)  # beyond what the kit holds likely before it looks
STRESSED = ("L1", "L2", "L3")


@dataclass(frozen=True)
class Cell:
    """One kind of world; `effect` is planted: where it is uneven, what is won in the end."""

    policy: str
    clients: int
    effect: float
    kind: str = ""  # «uneven», «large», or the plain case

    @property
    def key(self) -> str:
        return f"{self.policy} {self.kind}".strip() + f"|{self.clients}|{self.effect:+.2f}"


def cells() -> tuple[Cell, ...]:
    plain = [Cell(p, n, e) for n in SIZES for p in POLICIES for e in EFFECTS]
    uneven = [Cell(p, SIZES[-1], LASTING, "uneven") for p in STRESSED]
    return (*plain, *uneven, *(Cell(p, SIZES[1], e, "large") for p in STRESSED for e in LARGE))


def company(stated: Ranges = STATED) -> Company:
    """A company that states these figures."""
    assumptions = tuple(
        Assumption(id=one, label=one, low=low, likely=likely, high=high, source="study")
        for one, (low, likely, high) in stated.items()
    )
    return Company(settings=Settings(triggers=RULES), assumptions=assumptions)


def run(cell: Cell, seed: int) -> dict[str, Any]:
    """One world: the truth, what the kit says, and what people do today."""
    return _uneven(cell, seed) if cell.kind == "uneven" else _even(cell, seed)


def _even(cell: Cell, seed: int) -> dict[str, Any]:
    _, policy, owners = POLICIES[cell.policy]
    simulated = simulate(
        World(clients=cell.clients, seed=seed, policy=policy, effect=Effect(uplift=cell.effect))
    )
    sales = simulated.sales(owners)
    found = assess(company(), sales)
    row: dict[str, Any] = {"cell": cell.key, "seed": seed, "rung": found.rung.name}
    row |= _interval(found, cell.effect)
    row |= _today(simulated, sales)
    inputs = _inputs(seed, STATED) | dict.fromkeys(EVEN, 0.0)
    inputs |= {"net_effect": cell.effect, "uplift": cell.effect + inputs["disruption"]}
    truth = oracle(simulated, company(), RULES, inputs)
    row |= {"lead": truth.lead, "second_deal": truth.loss("deal 2")}
    seen, _ = followed(company(), sales, RULES)
    if not seen.clients:
        return row | {one: {} for one in ("kit", "believed", "named", "other")}
    held = beliefs(company(), sales, found)
    weighed = weigh(seen, held, per_unit=sales.per_unit)
    row["kit"] = _said(weighed, seen, truth)
    naive = beliefs(company(), sales, _naive(row["before_after"]))
    row["believed"] = _said(weigh(seen, naive, per_unit=sales.per_unit), seen, truth)
    # does it help to measure what is worth most to know?
    named, *others = (one.id for one, _ in weighed.information())
    chance = others[np.random.default_rng([seed, 78]).integers(len(others))]
    for name, figure in (("named", named), ("other", chance)):
        known = [_known(one, truth) if one.id == figure else one for one in held]
        row[name] = _said(weigh(seen, known, per_unit=sales.per_unit), seen, truth)
        row[name]["figure"] = figure
    return row


def _uneven(cell: Cell, seed: int) -> dict[str, Any]:
    """What is lost early, and in the first year only; a company may know of it, or not."""
    _, policy, owners = POLICIES[cell.policy]
    early, later = (max(_inputs(seed, UNEVEN)[one], 0.0) for one in EVEN)
    # the loss falls from one deal to `mature_deals`: two thirds of it are left at the second
    effect = Effect(uplift=cell.effect, immature=1.5 * early, disruption=later, disruption_days=365)
    simulated = simulate(World(clients=cell.clients, seed=seed, policy=policy, effect=effect))
    sales = simulated.sales(owners)
    truth = oracle(simulated, company(), RULES, _inputs(seed, STATED))
    told = assess(company(), sales)
    row: dict[str, Any] = {"cell": cell.key, "seed": seed, "lead": truth.lead}
    row["second_deal"] = truth.loss("deal 2")
    seen, _ = followed(company(), sales, RULES)
    silent = {one: said for one, said in STATED.items() if one not in EVEN}
    for name, stated in (("unaware", STATED), ("honest", STATED | UNEVEN), ("silent", silent)):
        held = beliefs(company(stated), sales, told)
        row[name] = _said(weigh(seen, held, per_unit=sales.per_unit), seen, truth)
    return row


def _inputs(seed: int, ranges: Ranges) -> dict[str, float]:
    """The true figures of a company that is unsure, but not wrong."""
    random = np.random.default_rng([seed, 77])
    return {one: float(pert(*ends).draw(random, 1)[0]) for one, ends in ranges.items()}


def _known(one: Belief, truth: Oracle) -> Belief:
    """The figure as it is, without any doubt."""
    value = truth.inputs[one.id]
    return replace(
        one, low=value, likely=value, high=value, error=None, computed=False, own_share=1.0
    )


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


def _naive(change: float | None) -> Evidence:
    """Before and after, believed as if it were certain."""
    return _by_hand("L1", change, 0.01)


def _by_hand(rung: str, change: float | None, error: float) -> Evidence:
    """As if the records had shown this change, with this standard error on the log scale."""
    possible = change is not None and change > -1
    estimate = Ratio(math.log1p(change), error, math.inf) if possible else None
    return Evidence(None, (), Rung(rung, True, say("by hand")), estimate, None, None, (), ())


def _said(weighed: Weighed, seen: Outcomes, truth: Oracle) -> dict[str, Any]:
    """The verdict, and what following it loses."""
    verdict = weighed.verdict
    best = (*RULES, KEEP)[verdict.best]
    return {
        "verdict": "decided" if weighed.decided and seen.clients >= MIN_CLIENTS else "cannot tell",
        "best": best,
        "p_best": float(verdict.p_best[verdict.best]),
        "regret_share": float(verdict.regret_share[verdict.best]),
        "borrowed": [one.id for one in weighed.borrowed],
        "clients": seen.clients,
        "loss": truth.loss(best),
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
