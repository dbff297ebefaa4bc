"""Lots: how much of a running one has been watched, and what may be concluded from it so far."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

from kit.evidence import assessment, lots
from kit.evidence.trials import MONTH_DAYS, Entries
from kit.evidence.two_way import Ratio


def test_watched_is_what_has_passed_of_the_months_of_all_who_were_drawn():
    none = np.zeros(4, np.int64)
    zero = np.array([0, 100, 300, 400])
    rows = Entries(none, none, none.astype(bool), zero, none, none)
    whole = round(10 * MONTH_DAYS)  # 304 days
    passed = [304, 301, 101, 1]  # up to the end of day 400
    assert lots.watched(rows, 10, 400) == pytest.approx(sum(passed) / (4 * whole))
    assert lots.watched(rows, 10, 400 + whole) == 1


def test_who_looks_at_every_moment_is_misled_in_one_lot_of_twenty():
    """Paths without any effect: how often is one of 400 looks beyond the bound of its level?"""
    random = np.random.default_rng(1)
    shares = np.linspace(0.05, 1, 400)
    steps = random.standard_normal((20_000, 400)) * np.sqrt(np.diff(shares, prepend=0))
    z = np.abs(steps.cumsum(axis=1)) / np.sqrt(shares)
    running = shares < 1
    bound = np.array([norm.ppf(0.5 + lots.level(share) / 2) for share in shares])
    before = (z[:, running] > bound[running]).any(axis=1)
    assert before.mean() == pytest.approx(0.05, abs=0.007)
    assert (z[:, running] > 1.96).any(axis=1).mean() > 0.25  # what the plain range would do
    # and with one more look when all is in, at 95 %
    assert (before | (z[:, -1] > bound[-1])).mean() < 0.07
    assert bound[-1] == pytest.approx(1.96, abs=0.001)


@pytest.mark.parametrize(
    ("errors", "watched", "codes"),
    [
        (2.2, 1.0, ["exaggerates"]),
        # all is in: 2.37 standard errors of 0.1 are enough, with 30 degrees of freedom
        (2.4, 1.0, []),
        (2.4, 0.9, ["still running"]),
        (3.0, 0.9, []),
        (3.0, 0.5, ["still running"]),
        (1.0, 0.5, ["includes no change"]),
    ],
)
def test_a_running_lot_is_ended_only_by_a_clearer_range(errors, watched, codes):
    stack = SimpleNamespace(arms=(50, 50), by_rep=False)
    estimate = Ratio(log=-0.1 * errors, error=0.1, freedom=30.0)
    found = assessment._imprecise(stack, estimate, watched)
    assert [reason.code for reason in found] == codes
