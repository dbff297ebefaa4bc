"""People against themselves, by month: another library's figures, and planted worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy.stats import t as student
from statsmodels.genmod.families import Poisson

from kit.evidence.person_months import Panel, slope, without_feedback

STAYS = 0.95  # of the clients, from one month to the next
KEPT = np.r_[0.0, STAYS ** np.arange(60)]


def hunted(seed: int, beta: float, people: int = 10, months: int = 36, luck: float = 0.0) -> Panel:
    """New clients of hunters whose base is what they won and kept; `beta` is the truth."""
    random = np.random.default_rng(seed)
    level = np.exp(np.log(1.5) + random.normal(0, 0.4, people))
    good = np.exp(random.normal(0, 0.2, months + 12))
    base = random.poisson(random.uniform(5, 25, people))
    brought, before = np.zeros((2, people, months + 12))
    for month in range(months + 12):
        before[:, month] = base
        spell = np.exp(luck * random.normal(size=people))
        brought[:, month] = random.poisson(level * good[month] * spell * np.exp(beta * base))
        base = random.binomial(base, STAYS) + brought[:, month].astype(int)
    cut = (slice(None), slice(12, None))
    seen = np.ones((people, months), np.bool_)
    return Panel(brought[cut], before[cut], np.ones((people, months)), seen)


def by_another_library(panel: Panel) -> float:
    person, month = np.indices(panel.x.shape)
    rows = pd.DataFrame(
        {
            "y": panel.brought.ravel(),
            "x": panel.x.ravel(),
            "person": person.ravel(),
            "month": month.ravel(),
            "hours": panel.exposure.ravel(),
        }
    )[panel.seen.ravel()]
    rows = rows[rows.groupby("person")["y"].transform("sum") > 0]
    rows = rows[rows.groupby("month")["y"].transform("sum") > 0]
    model = smf.glm(
        "y ~ x + C(person) + C(month)", rows, family=Poisson(), offset=np.log(rows["hours"])
    )
    return float(model.fit(tol=1e-10, maxiter=200).params["x"])


def test_beta_and_its_interval_are_those_of_another_library():
    panel = hunted(1, -0.02, people=6, months=15)
    random = np.random.default_rng(2)
    exposure = random.uniform(50, 160, panel.x.shape)
    panel = Panel(panel.brought, panel.x, exposure, random.random(panel.x.shape) < 0.9)
    found = slope(panel)
    beta = by_another_library(panel)
    assert found.beta == pytest.approx(beta, abs=1e-5)
    without = []
    for person in range(6):
        others = np.arange(6) != person
        parts = (panel.brought, panel.x, panel.exposure, panel.seen)
        without.append(by_another_library(Panel(*(part[others] for part in parts))))
    error = np.sqrt(5 / 6 * ((np.array(without) - beta) ** 2).sum())
    assert found.high - found.beta == pytest.approx(student(5).ppf(0.975) * error, rel=1e-3)
    assert found.low + found.high == pytest.approx(2 * found.beta)


def test_nothing_is_left_where_x_changes_with_the_person_or_the_month_only():
    panel = hunted(3, 0.0)
    by_person = np.repeat(np.arange(10.0)[:, None], 36, axis=1)
    by_month = np.repeat(np.arange(36.0)[None, :], 10, axis=0)
    for x in (by_person, by_month, by_person + 3 * by_month):
        assert slope(Panel(panel.brought, x, panel.exposure, panel.seen)) is None
    alone = (panel.brought[:1], panel.x[:1], panel.exposure[:1], panel.seen[:1])
    assert slope(Panel(*alone)) is None


def test_a_base_that_grows_by_hunting_well_is_no_drift():
    """The planted artefact: no drift at all, and the usual estimate finds one."""
    usual, cleared = [], []
    for seed in range(40):
        panel = hunted(seed, 0.0)
        usual.append(slope(panel))
        cleared.append(without_feedback(panel, KEPT, seed))
    assert np.mean([one.beta for one in usual]) < -0.012  # halves at a base of 58, and less
    assert np.mean([one.high < 0 for one in usual]) > 0.2  # false alarms, five times too many
    assert abs(np.mean([one.beta for one in cleared])) < 0.006
    assert np.mean([one.high < 0 for one in cleared]) <= 0.1
    assert np.mean([one.low <= 0 <= one.high for one in cleared]) >= 0.9


def test_a_drift_that_is_there_is_found_where_it_is():
    found = [without_feedback(hunted(seed, -0.04, people=20), KEPT, seed) for seed in range(20)]
    assert np.mean([one.beta for one in found]) == pytest.approx(-0.04, abs=0.012)
    assert np.mean([one.low <= -0.04 <= one.high for one in found]) >= 0.85
    assert np.mean([one.high < 0 for one in found]) >= 0.4


def test_the_same_records_give_the_same_answer():
    panel = hunted(5, 0.0)
    assert without_feedback(panel, KEPT, 1) == without_feedback(panel, KEPT, 1)
