"""The study of shares under censoring in small: few worlds, the same code."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.worlds import Policy, World, simulate

SEEDS = range(1, 5)


@pytest.fixture(scope="module")
def reach(benchmark_module):
    return benchmark_module("reach")


@pytest.fixture(scope="module")
def shares(reach):
    return [row for seed in SEEDS for row in reach.censored(seed)]


@pytest.fixture(scope="module")
def traps(reach):
    return [reach.trap(seed) for seed in SEEDS]


def test_a_cut_hides_what_came_later(reach):
    made = simulate(World(clients=80, seed=2, known_before=0)).sales()
    before = len(made.orders)
    seen = reach.cut(made, reach.CUT)
    assert seen.as_of == reach.CUT
    assert seen.orders["day"].max() <= pd.Timestamp(reach.CUT) < made.orders["day"].max()
    assert seen.contracts["signed_on"].max() <= pd.Timestamp(reach.CUT)
    assert 0 < len(seen.orders) < len(made.orders) == before


def test_the_truth_is_what_counting_gives(reach, shares):
    years = (reach.END.year - 2020) / (reach.CUT.year - 2020)
    made = simulate(
        World(clients=round(200 * years), end=reach.END, seed=1, known_before=0,
              policy=Policy("never"))
    ).sales("none")  # fmt: skip
    deals = made.orders[made.orders["amount"] > 0].groupby("client_id")["day"]
    second = deals.apply(lambda days: sorted(days)[1] if len(days) > 1 else pd.NaT)
    mine = deals.min() <= pd.Timestamp(reach.CUT)
    hits = int(((second - deals.min()).dt.days <= 365)[mine].sum())
    row = next(one for one in shares if one["rule"] == "deal 2" and one["seed"] == 1)
    assert (row["figure"], row["hits"], row["of"]) == ("reached_12m", hits, int(mine.sum()))


def test_the_kit_is_right_where_counting_the_fired_is_not(reach, shares):
    for rule in reach.RULES[:3]:  # hardly anybody reaches the volume later than a year
        rows = [one for one in shares if (one["rule"], one["figure"]) == (rule, "reached_12m")]
        truth = sum(one["hits"] for one in rows) / sum(one["of"] for one in rows)
        said = np.mean([one["said"] for one in rows])
        naive = np.mean([one["naive"] for one in rows])
        assert naive < truth - 0.03
        assert abs(said - truth) < 0.035  # two standard errors of 4 × 200 clients, half of them cut
    held = [one["low"] <= one["hits"] / one["of"] <= one["high"] for one in shares]
    assert np.mean(held) > 0.9


def test_the_trap_is_sprung_and_the_landmark_does_not_step_into_it(traps):
    assert min(one["naive"] for one in traps) > 0.3
    assert all(one["_low"] <= 0 <= one["_high"] for one in traps)
    assert abs(np.mean([one[""] for one in traps])) < 0.3


def test_the_tables_count_every_world(reach, shares, traps):
    text = reach.tables(shares, traps)
    assert "## Shares under censoring: 4 worlds" in text
    assert "## Immortal time: 4 worlds" in text
    assert sum(line.startswith("| reached") for line in text.splitlines()) == len(reach.RULES)
    wrong = [{**one, "low": 0.0, "high": 0.0} for one in shares]
    assert "| 0.0% | 0.0% |" in reach.tables(wrong, traps)
