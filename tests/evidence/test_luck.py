"""Reps decide how sure a ratio is: against reps left out one by one, and worlds of shared luck."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from kit.evidence.luck import ratio
from kit.evidence.two_way import Panel, fit, linearised

AFTER = np.arange(24) >= 12


def make(seed: int, reps: int, clients: int, treated_reps: int | None, luck: float, effect=0.0):
    """One trial; whole reps are treated, or (None) every other client of each."""
    random = np.random.default_rng(seed)
    rep = np.repeat(np.arange(reps), clients)
    rows = np.arange(len(rep))
    treated = rep < treated_reps if treated_reps is not None else rows % 2 == 0
    shift = np.exp(luck * random.standard_normal(reps))[rep]
    level = np.exp(random.normal(0, 0.5, len(rep)))
    money = 100 * level[:, None] * random.gamma(2, 0.5, (len(rep), 24))
    money = np.where(AFTER, money * shift[:, None], money)
    hit = treated[:, None] & AFTER[None, :]
    money = np.where(hit, money * (1 + effect), money)
    zero = np.zeros(len(rep), np.int64)
    return Panel(money, np.ones(hit.shape, bool), hit, zero, rows, rep)


def without(panel: Panel, rep: int) -> Panel:
    keep = panel.rep != rep
    parts = (panel.money, panel.seen, panel.hit, panel.trial, panel.client, panel.rep)
    return Panel(*(part[keep] for part in parts))


def test_where_reps_have_clients_on_both_sides_each_rep_is_left_out():
    panel = make(1, reps=6, clients=20, treated_reps=None, luck=0.3, effect=-0.2)
    log = fit(panel).log
    logs = np.array([fit(without(panel, rep)).log for rep in range(6)])
    found = ratio(panel)
    assert found.log == pytest.approx(log)
    assert found.error == pytest.approx(math.sqrt(5 / 6 * ((logs - log) ** 2).sum()), rel=1e-5)
    assert 4 < found.freedom <= 5


def test_whole_reps_treated_cover_the_truth_and_clients_alone_do_not():
    by_rep, by_client = [], []
    for seed in range(60):
        panel = make(seed, reps=8, clients=25, treated_reps=3, luck=0.25, effect=-0.2)
        low, high = ratio(panel).interval()
        by_rep.append(low <= -0.2 <= high)
        low, high = linearised(panel).by_client.interval()
        by_client.append(low <= -0.2 <= high)
    assert np.mean(by_rep) >= 0.88  # 0.95, less 2.5 standard errors of 60 worlds
    assert np.mean(by_client) < 0.6


def test_the_luck_of_reps_is_measured_by_those_who_stayed_even_where_one_left():
    errors = [ratio(make(seed, 7, 30, 1, luck=0.3)).error for seed in range(30)]
    # one rep against six: 0.3 · √(1 + 1/6), and what single clients add
    assert np.mean(errors) == pytest.approx(0.3 * math.sqrt(7 / 6), rel=0.2)
    assert ratio(make(1, 7, 30, 1, luck=0.3)).freedom <= 5


def test_clients_entered_twice_under_the_same_reps_narrow_nothing():
    for treated_reps in (3, None):
        panel = make(3, reps=8, clients=15, treated_reps=treated_reps, luck=0.2)
        parts = (panel.money, panel.seen, panel.hit, panel.trial)
        doubled = Panel(
            *(np.concatenate([part, part]) for part in parts),
            np.tile(panel.client, 2),
            np.tile(panel.rep, 2),
        )
        once, twice = ratio(panel), ratio(doubled)
        assert twice.log == pytest.approx(once.log, abs=1e-9)
        assert twice.error == pytest.approx(once.error, rel=5e-3)
        assert twice.freedom == pytest.approx(once.freedom, rel=5e-3)


def test_two_reps_cannot_tell_luck_from_a_handoff():
    assert ratio(make(1, reps=2, clients=30, treated_reps=1, luck=0.1)) is None
    assert ratio(make(1, reps=3, clients=30, treated_reps=1, luck=0.1)) is not None


def test_the_names_of_reps_do_not_matter():
    panel = make(5, reps=50, clients=4, treated_reps=None, luck=0.2)
    renamed = replace(panel, rep=(panel.rep * 7 + 3) % 50)
    assert ratio(renamed).log == pytest.approx(ratio(panel).log)
    assert ratio(renamed).error == pytest.approx(ratio(panel).error, rel=0.02)


def test_draws_follow_the_interval():
    found = ratio(make(2, reps=10, clients=20, treated_reps=4, luck=0.1, effect=0.1))
    drawn = found.draw(np.random.default_rng(1), 40_000)
    assert np.quantile(drawn, [0.025, 0.975]) == pytest.approx(found.interval(), abs=0.02)
    assert (drawn > -1).all()
