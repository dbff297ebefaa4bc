"""In small what an outside referee tried: a few worlds of each nasty kind, and what must hold."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture(scope="module")
def worlds(benchmark_module):
    return benchmark_module("hard_worlds")


@pytest.mark.parametrize(
    ("kind", "rung"),
    [
        ("luck .35 L2", "L2"),
        ("takes along", "L2"),
        ("review day", "L1"),
        ("late register L2", "L2"),
        ("heavy tails L2", "L2"),
        ("lot", "L3"),
    ],
)
def test_the_range_holds_the_truth(worlds, kind, rung):
    held = []
    for seed in range(2001, 2005):
        truth, found = worlds.run(kind, 300, seed, -0.2)
        assert found.rung.name == rung
        low, high = found.estimate.interval()
        held.append(low <= truth <= high)
    assert np.mean(held) >= 0.75


def test_who_is_picked_by_judgement_gives_no_figure(worlds):
    _, found = worlds.run("judgement", 300, 2001, 0.0)
    assert (found.rung.name, found.kept, found.may_decide) == ("L0", None, False)


def test_a_register_written_at_the_next_order_gives_no_figure_about_a_rule(worlds):
    _, found = worlds.run("late register L1", 300, 2001, 0.0)
    assert found.past.late
    assert (found.rung.name, found.may_decide) == ("L0", False)


def test_a_rep_who_takes_clients_along_has_handed_them_over_too(worlds):
    planted = worlds.takes_along(300, 2001, 0.1)
    assert planted.truth < 0  # a tenth more from those who stay, nothing from a quarter
    _, found = worlds.run("takes along", 300, 2001, 0.1)
    assert found.estimate.log < 0


def test_a_sinking_territory_widens_the_range_or_withdraws_it(worlds):
    answered_wrongly = 0
    for seed in range(2001, 2009):
        truth, found = worlds.run("sinking", 300, seed, 0.0)
        low, high = found.estimate.interval()
        answered_wrongly += found.firm and not low <= truth <= high
    assert answered_wrongly <= 1
