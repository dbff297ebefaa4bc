"""What must not move a verdict: the order of rows, names, calendar, unit of money, and seed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from kit.company.model import Assumption, Company, Settings
from kit.evidence.assessment import assess
from kit.questions.decision.question import decision
from kit.worlds import Effect, Policy, World, simulate
from kit.worlds.simulate import Simulated

FIGURES = {
    "hours_per_order": 2.0, "hours_per_month": 0.6, "handoff_hours": 2.0, "hunting_share": 0.5,
    "clients_per_100_hours": 2.0, "manager_hours_per_order": 1.0, "manager_hours_per_month": 0.5,
    "manager_handoff_hours": 2.0, "manager_cost": 30.0, "manager_week": 40.0, "hired_share": 1.0,
}  # fmt: skip
TABLES = ("orders", "clients", "contracts", "assignments", "experiment")
LOSS, GAIN = -0.5, 0.6
DEARER = 90  # as many of another currency for one
MONEY = ("amount", "margin", "annual_budget_low", "annual_budget_high", "cost_per_hour")
FOUR_YEARS = pd.Timedelta(days=4 * 365 + 1)  # with its leap day, so that months fall as they did


def company(seed: int = 0, unit: int = 1) -> Company:
    figures = FIGURES | {"manager_cost": FIGURES["manager_cost"] * unit}
    stated = [
        Assumption(id=name, label=name, low=one, likely=one, high=one, basis="measured")
        for name, one in figures.items()
    ]
    settings = Settings(triggers=("deal 2", "deal 6"), seed=seed)
    return Company(settings=settings, assumptions=tuple(stated))


@cache
def made(uplift: float) -> Simulated:
    lot = Policy("deal", 2, randomised=(10, 375))
    return simulate(World(clients=400, seed=8, policy=lot, effect=Effect(uplift=uplift)))


def every_table(made: Simulated, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Simulated:
    return replace(made, **{name: change(getattr(made, name)) for name in TABLES})


def shuffled(made: Simulated) -> Simulated:
    return every_table(made, lambda table: table.sample(frac=1, random_state=3))


def renamed(made: Simulated) -> Simulated:
    """Every client has another name, and they stand in another order for it."""
    ids = made.truth["client_id"]
    order = np.random.default_rng(4).permutation(len(ids))
    names = dict(zip(ids, [f"Ромашка {place:04d}" for place in order], strict=True))
    return every_table(made, lambda table: table.assign(client_id=table["client_id"].map(names)))


def later(made: Simulated) -> Simulated:
    def moved(table: pd.DataFrame) -> pd.DataFrame:
        days = {name: table[name] + FOUR_YEARS for name in table.columns if name.endswith("_on")}
        return table.assign(**days)

    employees = moved(made.employees)
    return replace(every_table(made, moved), employees=employees)


def dearer(made: Simulated) -> Simulated:
    def counted(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(**{name: table[name] * DEARER for name in MONEY if name in table})

    return replace(every_table(made, counted), employees=counted(made.employees))


CHANGES: Mapping[str, Callable[[Simulated], Simulated]] = {
    "rows in another order": shuffled,
    "clients with other names": renamed,
    "four years later": later,
    "in another currency": dearer,
}


@cache
def verdict(uplift: float, change: str = "", seed: int = 0):
    world = CHANGES[change](made(uplift)) if change else made(uplift)
    unit = DEARER if change == "in another currency" else 1
    return decision(company(seed, unit), world.sales())


def test_one_of_the_worlds_keeps_and_one_hands_over():
    assert (verdict(LOSS).status, verdict(LOSS).numbers["best"]) == ("answered", "keep")
    assert verdict(GAIN).status == "answered"
    assert verdict(GAIN).numbers["best"].startswith("deal 2;")


@pytest.mark.parametrize("uplift", [LOSS, GAIN])
@pytest.mark.parametrize("change", CHANGES)
def test_a_verdict_does_not_change_with_what_says_nothing(uplift, change):
    before, after = verdict(uplift), verdict(uplift, change)
    assert after.status == before.status
    assert after.numbers["best"] == before.numbers["best"]
    # clients are drawn by their place, so that single draws differ
    assert after.numbers["risk"] == pytest.approx(before.numbers["risk"], abs=0.04)


@pytest.mark.parametrize(("uplift", "seed"), [(LOSS, 1), (GAIN, 2)])
def test_a_verdict_does_not_change_with_the_seed(uplift, seed):
    before, after = verdict(uplift), verdict(uplift, seed=seed)
    assert (after.status, after.numbers["best"]) == (before.status, before.numbers["best"])


@pytest.mark.parametrize("change", CHANGES)
def test_the_estimate_itself_is_the_same_to_the_last_digit_that_counts(change):
    before = assess(company(), made(LOSS).sales()).estimate
    after = assess(company(), CHANGES[change](made(LOSS)).sales()).estimate
    assert after.log == pytest.approx(before.log, abs=1e-9)
    assert after.error == pytest.approx(before.error, rel=1e-9)
    assert after.freedom == pytest.approx(before.freedom, rel=1e-9)
