"""The ratio estimator against closed forms, a linear model, pyfixest and a jackknife."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from kit.evidence.luck import ratio
from kit.evidence.two_way import Panel, Ratio, brought, fit

AFTER = np.arange(18) >= 6


def make(seed: int, rows: int = 40, trials: int = 2, effect: float = -0.2, holes: bool = True):
    random = np.random.default_rng(seed)
    trial = np.sort(np.arange(rows) % trials)
    treated = np.arange(rows) % 3 == 0
    level = np.exp(random.normal(0, 0.8, rows))
    money = np.round(100 * level[:, None] * random.gamma(2, 0.5, (rows, 18)))
    hit = treated[:, None] & AFTER[None, :]
    money = np.where(hit, np.round(money * (1 + effect)), money)
    seen = np.ones((rows, 18), dtype=bool)
    if holes:
        ends = random.integers(9, 19, rows)
        seen &= np.arange(18)[None, :] < ends[:, None]
        seen &= np.arange(18)[None, :] >= random.integers(0, 5, rows)[:, None]
    return Panel(money, seen, hit & seen, trial, np.arange(rows))


def long(panel: Panel) -> pd.DataFrame:
    row, month = np.nonzero(panel.seen)
    return pd.DataFrame(
        {
            "y": panel.money[row, month],
            "hit": panel.hit[row, month].astype(float),
            "row": row,
            "month": [f"{panel.trial[r]}-{m}" for r, m in zip(row, month, strict=True)],
            "client": panel.client[row],
        }
    )


def test_in_one_balanced_trial_it_is_the_ratio_of_ratios():
    panel = make(1, trials=1, holes=False)
    treated = panel.hit.any(axis=1)
    after, before = panel.money[:, AFTER], panel.money[:, ~AFTER]
    expected = math.log(after[treated].sum() / before[treated].sum()) - math.log(
        after[~treated].sum() / before[~treated].sum()
    )
    assert fit(panel).log == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("seed", [2, 3])
def test_with_holes_it_is_the_poisson_model_with_dummies(seed):
    panel = make(seed)
    table = long(panel)
    rows = pd.get_dummies(table["row"], dtype=float)
    months = pd.get_dummies(table["month"], dtype=float)
    # one month of each trial is the base of its rows
    base = [next(one for one in months if one.startswith(f"{trial}-")) for trial in (0, 1)]
    design = np.column_stack([table["hit"], rows, months.drop(columns=base)])
    model = sm.GLM(table["y"].to_numpy() + 0.0, design, family=sm.families.Poisson())
    model = model.fit(tol=1e-12, maxiter=200)
    assert fit(panel).log == pytest.approx(model.params[0], abs=1e-6)
    assert fit(panel).mean(brought(panel))[panel.seen] == pytest.approx(
        model.fittedvalues, rel=1e-5
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pyfixest")
@pytest.mark.filterwarnings("ignore:.*demean.*:DeprecationWarning")
def test_it_agrees_with_pyfixest_on_the_same_stack():
    pyfixest = pytest.importorskip("pyfixest", reason="pyfixest is a development dependency")
    panel = make(4, rows=120, trials=3)
    other = pyfixest.fepois(
        "y ~ hit | row + month",
        data=long(panel),
        vcov={"CRV1": "client"},
        fixef_rm="none",
        fixef_tol=1e-10,
    )
    mine = ratio(panel)
    assert mine.log == pytest.approx(float(other.coef()["hit"]), abs=1e-5)
    # ours enlarges every client's part by the jackknife's factor: a little wider, never narrower
    assert 1.0 <= mine.error / float(other.se()["hit"]) <= 1.15


def test_the_standard_error_is_close_to_leaving_each_client_out():
    panel = make(5, rows=90, trials=2)
    logs = []
    for left_out in range(90):
        keep = panel.client != left_out
        parts = (panel.money, panel.seen, panel.hit, panel.trial, panel.client)
        logs.append(fit(Panel(*(one[keep] for one in parts))).log)
    jackknife = math.sqrt(89 / 90 * np.sum((np.array(logs) - np.mean(logs)) ** 2))
    assert ratio(panel).error == pytest.approx(jackknife, rel=0.05)


def test_one_client_in_two_trials_counts_once_for_the_error():
    panel = make(6, rows=40, trials=1)
    parts = (panel.money, panel.seen, panel.hit)
    twice = Panel(
        *(np.concatenate([one, one]) for one in parts),
        np.repeat([0, 1], 40),
        np.tile(panel.client, 2),
    )
    assert ratio(twice).log == pytest.approx(ratio(panel).log, abs=1e-8)
    assert ratio(twice).error == pytest.approx(ratio(panel).error, rel=1e-6)


def test_nothing_to_compare_gives_none():
    panel = make(7, trials=1, holes=False)
    nobody = Panel(panel.money, panel.seen, np.zeros_like(panel.hit), panel.trial, panel.client)
    assert ratio(nobody) is None
    gone = Panel(
        np.where(panel.hit, 0.0, panel.money), panel.seen, panel.hit, panel.trial, panel.client
    )
    assert fit(gone).log == -math.inf
    assert ratio(gone) is None
    empty = Panel(*(one[:0] for one in (gone.money, gone.seen, gone.hit, gone.trial, gone.client)))
    assert ratio(empty) is None


def test_fewer_degrees_of_freedom_where_one_client_carries_the_group():
    panel = make(8, rows=60, trials=1, holes=False)
    one = ratio(panel)
    money = panel.money.copy()
    money[0] *= 50
    lopsided = ratio(Panel(money, panel.seen, panel.hit, panel.trial, panel.client))
    assert lopsided.freedom < 0.7 * one.freedom


def test_of_decisive_answers_one_in_twenty_misses_the_truth_if_it_is_weighed():
    """Effects are what is usual; where errors are large, raw intervals that decide are wrong."""
    random = np.random.default_rng(11)
    truth = 0.2 * random.standard_normal(4000)
    error = 0.2
    decisive = np.zeros(2)
    wrong = np.zeros(2)
    for log, estimate in zip(truth, truth + error * random.standard_normal(4000), strict=True):
        found = Ratio(float(estimate), error, 1e6)
        for way, (low, high) in enumerate((found.interval(), found.believed()[::2])):
            decides = low > 0 or high < 0
            decisive[way] += decides
            wrong[way] += decides and not low <= np.expm1(log) <= high
    assert wrong[0] / decisive[0] > 0.15
    assert 0.03 < wrong[1] / decisive[1] < 0.07
    assert decisive[1] > 0.03 * len(truth)


@pytest.mark.parametrize(("error", "freedom"), [(0.05, 1e6), (0.15, 30.0)])
def test_the_least_change_noticed_is_believed_in_four_of_five_cases(error, freedom):
    random = np.random.default_rng(5)
    log = Ratio(0.0, error, freedom).noticed()
    estimates = log + error * random.standard_t(freedom, 4000)
    low = [Ratio(float(one), error, freedom).believed()[0] for one in estimates]
    assert np.mean(np.array(low) > 0) == pytest.approx(0.8, abs=0.02)
