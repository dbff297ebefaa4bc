"""Do the back-test's shares hold where most clients are still being watched?

    python benchmarks/reach.py > benchmarks/reach.md

Censoring: companies are simulated for six years and shown to the kit as they were after two. What
it says of its clients then is held against what became of the same clients later, and against all
worlds together. Immortal time: half of the clients sign by lot at once, the others over a year
later if they are still clients then; a signature changes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from kit.company.model import Company, Settings
from kit.questions.backtest.comparisons import FOLLOWING, LANDMARK
from kit.questions.backtest.question import backtest
from kit.questions.sweep import MONTHS
from kit.sales.tables import Sales
from kit.triggers.cohort import day_number, fire
from kit.triggers.rules import parse
from kit.worlds import ClientType, Policy, World, simulate

WORLDS = 150
CUT = date(2022, 12, 31)
END = date(2026, 12, 30)
RULES = ("deal 2", "deal 4", "tenure 180 days active 90 days", "volume 8000 per 90 days")
FIGURES = {"reached_12m": "reached within 12 months", "too_early_share": "too early"}
SILENT = 180  # days without a deal after firing that make it too early
ALIKE = (ClientType("alike", 1.0, 35, 2_000, dropout=0.5),)
LATE = (400, 1_000)  # days after the first deal on which the others sign


def company(*rules: str) -> Company:
    return Company(settings=Settings(triggers=rules, lookback=0))


def cut(sales: Sales, as_of: date) -> Sales:
    """What the company's records held on that day."""
    day = pd.Timestamp(as_of)
    return replace(
        sales,
        orders=sales.orders[sales.orders["day"] <= day].reset_index(drop=True),
        contracts=sales.contracts[sales.contracts["signed_on"] <= day].reset_index(drop=True),
        as_of=as_of,
    )


def censored(seed: int, clients: int = 200) -> list[dict[str, object]]:
    """One world: per rule and figure what the kit says on the cut, and what came of it later.

    `hits` of `of` is the truth among the same clients; `naive`: fired / all clients, on the cut.
    """
    years = (END.year - 2020) / (CUT.year - 2020)  # so that about `clients` have come by the cut
    world = World(
        clients=round(clients * years), end=END, seed=seed, known_before=0, policy=Policy("never")
    )
    later = simulate(world).sales("none")
    seen = cut(later, CUT)
    table = backtest(company(*RULES), seen).table.set_index("trigger")
    known = fire(company(*RULES), later, tuple(parse(one) for one in RULES)).per_client
    cohort = np.isin(known.client_ids, seen.orders.loc[seen.orders["amount"] > 0, "client_id"])
    rows: list[dict[str, object]] = []
    for at, rule in enumerate(RULES):
        fired, after = known.fired_on[cohort, at], known.next_deal[cohort, at]
        soon = (fired >= 0) & (fired - known.first_deal[cohort] <= MONTHS["12m"])
        over = (fired >= 0) & (fired + SILENT <= day_number(later.as_of))
        quiet = over & ((after < 0) | (after > fired + SILENT))
        truth = {
            "reached_12m": (soon.sum(), cohort.sum()),
            "too_early_share": (quiet.sum(), over.sum()),
        }
        for figure, (hits, of) in truth.items():
            said = {one: table.loc[rule, figure + one] for one in ("", "_low", "_high")}
            rows.append(
                {"seed": seed, "rule": rule, "figure": figure, "hits": int(hits), "of": int(of),
                 "said": said[""], "low": said["_low"], "high": said["_high"],
                 "naive": table.loc[rule, "fired_share"]}
            )  # fmt: skip
    return rows


def trap(seed: int, clients: int = 200) -> dict[str, float]:
    """One world of the trap: second-year money of who signed against the rest, as shares of it."""
    made = simulate(
        World(clients=clients, end=END, seed=seed, types=ALIKE, known_before=0,
              policy=Policy("never"))
    )  # fmt: skip
    random = np.random.default_rng([seed, 5])
    first = made.truth["first_order_on"]
    wait = np.where(random.random(clients) < 0.5, 0, random.integers(*LATE, clients))
    signed = first + pd.to_timedelta(wait, unit="D")
    still = (wait == 0) | made.truth["left_on"].isna() | (signed < made.truth["left_on"])
    contracts = pd.DataFrame(
        {"client_id": made.truth["client_id"], "signed_on": signed, "ends_on": pd.NaT}
    )[still].astype({"ends_on": "datetime64[s]"})
    sales = made.sales("none")
    sales = replace(sales, contracts=contracts.reset_index(drop=True))
    row = backtest(company("contract"), sales).details["landmark"].iloc[0]
    orders = sales.orders.merge(made.truth[["client_id", "first_order_on"]], on="client_id")
    days = (orders["day"] - orders["first_order_on"]).dt.days
    second = orders[(days > LANDMARK) & (days <= LANDMARK + FOLLOWING)]
    money = second.groupby("client_id")["amount"].sum()
    watched = first + pd.Timedelta(days=LANDMARK + FOLLOWING) <= pd.Timestamp(sales.as_of)
    money = money.reindex(made.truth["client_id"][watched], fill_value=0)
    ever = money.index.isin(contracts.loc[contracts["signed_on"] <= str(sales.as_of), "client_id"])
    mean = float(money.mean())
    told = {one: row[f"difference{one}"] / mean for one in ("", "_low", "_high")}
    return {"naive": float(money[ever].mean() - money[~ever].mean()) / mean, **told}


def tables(shares: Sequence[dict[str, object]], traps: Sequence[dict[str, float]]) -> str:
    """Both tables as Markdown."""
    found, fell = pd.DataFrame(shares), pd.DataFrame(traps)
    error = 196 * np.sqrt(0.05 * 0.95 / len(fell))
    lines = [
        f"# {__doc__.splitlines()[0]}", "",
        "Printed by `python benchmarks/reach.py`. A share of intervals near 95 % is known to about "
        f"±{error:.0f} points from so many worlds.", "",
        f"## Shares under censoring: {found['seed'].nunique()} worlds", "",
        "Truth: all worlds together, and the same clients of each world four years later. Naive: "
        "fired / all clients. The truth of «too early» has every firing in it, the kit's share "
        "only those up to the cut: those who cross a volume later are growing clients more often, "
        "and leave less. So it describes the firings so far and does not forecast.", "",
        "| figure | rule | truth | kit, mean | naive, mean | 95 % intervals that hold the truth "
        "| … that of the same clients |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]  # fmt: skip
    for (figure, rule), one in found.groupby(["figure", "rule"], sort=False):
        truth = one["hits"].sum() / one["of"].sum()
        own = one["hits"] / one["of"]
        held = [((one["low"] <= real) & (real <= one["high"])).mean() for real in (truth, own)]
        naive = f"{one['naive'].mean():.1%}" if figure == "reached_12m" else ""
        lines.append(
            f"| {FIGURES[figure]} | {rule} | {truth:.1%} | {one['said'].mean():.1%} | {naive} "
            f"| {held[0]:.1%} | {held[1]:.1%} |"
        )
    held = ((fell["_low"] <= 0) & (fell["_high"] >= 0)).mean()
    lines += [
        "", f"## Immortal time: {len(fell)} worlds", "",
        "Second-year money of clients who signed against the others, as a share of the mean; the "
        "truth is 0.", "",
        "| comparison | mean | standard deviation | intervals that hold 0 |",
        "| --- | ---: | ---: | ---: |",
        f"| ever signed or never | {fell['naive'].mean():+.1%} | {fell['naive'].std():.1%} | |",
        f"| the kit's landmark | {fell[''].mean():+.1%} | {fell[''].std():.1%} | {held:.1%} |",
    ]  # fmt: skip
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=WORLDS)
    seeds = range(1, parser.parse_args(arguments).worlds + 1)
    print(tables([row for seed in seeds for row in censored(seed)], [trap(one) for one in seeds]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
