"""Randomisation inference against full enumeration by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from kit.evidence.trials import Entries, Trials
from kit.evidence.two_way import fit
from kit.questions.effect.randomisation import PERMUTATIONS, randomisation


def stack(money: np.ndarray, treated: np.ndarray, unit: np.ndarray | None = None) -> Trials:
    rows = len(money)
    number = np.arange(rows)
    entries = Entries(
        np.zeros(rows, np.int64), number, treated, number * 0, number * 0,
        number if unit is None else unit,
    )  # fmt: skip
    return Trials(entries, money, np.ones(money.shape, dtype=bool), None)


@pytest.fixture
def money():
    return np.random.default_rng(5).gamma(2, 50, (9, 18))


def test_all_draws_are_counted_where_they_are_few(money):
    treated = np.arange(9) < 3
    made = stack(money, treated)
    rest = (money - fit(made.panel(), effect=False).mean)[:, 6:].sum(axis=1)
    observed = abs(rest[treated].sum())
    every = [abs(sum(rest[list(one)])) for one in combinations(range(9), 3)]
    assert len(every) == 84
    expected = np.mean([one >= observed - 1e-9 for one in every])
    assert randomisation(made, seed=1) == (pytest.approx(expected), 84)


def test_reps_are_drawn_with_all_their_clients(money):
    unit = np.array([0, 0, 1, 1, 2, 2, 3, 3, 3])
    made = stack(money, unit == 0, unit)
    rest = (money - fit(made.panel(), effect=False).mean)[:, 6:].sum(axis=1)
    by_rep = np.bincount(unit, rest)
    expected = np.mean(np.abs(by_rep) >= abs(by_rep[0]) - 1e-9)
    assert randomisation(made, seed=1) == (pytest.approx(expected), 4)


def test_many_draws_are_sampled_and_repeatable():
    random = np.random.default_rng(6)
    money = random.gamma(2, 50, (60, 18))
    treated = np.arange(60) < 25
    money[treated, 6:] *= 3
    p, draws = randomisation(stack(money, treated), seed=1)
    assert draws == PERMUTATIONS
    assert p == 1 / (PERMUTATIONS + 1)  # a tripling never comes by lot
    assert randomisation(stack(money, treated), seed=1) == (p, draws)
