"""How full account managers may be: the closed form against a queue that is really run."""

import numpy as np
import pytest

from kit.choice.carrying import LATE, TASK_VARIATION, late_share, load_limit


def queue(load: float, wait_hours: float, task_hours: float, tasks: int = 400_000) -> float:
    """The share of tasks that wait longer: Lindley's recursion, gamma tasks at random times."""
    random = np.random.default_rng(7)
    shape = 1 / TASK_VARIATION
    work = random.gamma(shape, task_hours / shape, tasks)
    gap = random.exponential(task_hours / load, tasks)
    steps = np.cumsum(work[:-1] - gap[1:])
    waits = steps - np.minimum.accumulate(np.minimum(steps, 0.0))
    return float((waits[tasks // 10 :] > wait_hours).mean())


@pytest.mark.parametrize(("load", "days"), [(0.65, 1), (0.8, 1), (0.85, 3), (0.92, 3)])
def test_the_closed_form_agrees_with_a_queue_that_is_run(load, days):
    assert late_share(load, 8 * days, 1.5) == pytest.approx(queue(load, 8 * days, 1.5), abs=0.04)


def test_the_limit_follows_from_the_agreed_wait():
    assert load_limit(3, 1.5) == pytest.approx(0.855, abs=0.01)
    assert load_limit(1, 1.5) == pytest.approx(0.645, abs=0.02)
    for days in (0.5, 1, 3, 10):
        assert late_share(load_limit(days, 1.5), 8 * days, 1.5) == pytest.approx(LATE, abs=1e-6)
    assert load_limit(200, 0.1) > 0.99
