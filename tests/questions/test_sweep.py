"""Many settings at once: each gets the figures that it would get alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit.company.model import Company, Settings
from kit.questions.backtest.question import backtest
from kit.questions.sweep import sweep
from kit.triggers.candidates import grid
from kit.triggers.rules import Contract, Deal, parse

COMPANY = Company(settings=Settings(lookback=0))
THREE = [
    ("A", 0, 100),
    ("A", 40, 100),
    ("A", 100, 100),
    ("B", 10, 100),
    ("B", 300, 100),
    ("C", 20, 100),
]


def test_three_clients_by_hand(make_sales):
    days = np.array([0, 39, 40, 289, 290, 480, 481])
    swept = sweep(COMPANY, make_sales(THREE, as_of=500), (Deal(1), Deal(2), Deal(3)), days)
    assert swept.table["trigger"].tolist() == ["deal 1", "deal 2", "deal 3"]
    assert swept.table["fired"].tolist() == [3, 2, 1]
    # A fires after 40 days, B after 290, C is watched for 480
    assert swept.shares[1, :6, 0] == pytest.approx([0, 0, 1 / 3, 1 / 3, 2 / 3, 2 / 3])
    assert np.isnan(swept.shares[1, 6]).all()
    # handed over and not silent on the last day: B alone, whatever the rule that fired for it
    assert swept.table["portfolio"].tolist() == [1, 1, 0]
    low, high = swept.table.loc[1, ["portfolio_low", "portfolio_high"]]
    # Wilson limits of one in three, times three clients: 0.0615 and 0.7923
    assert (low, high) == (
        pytest.approx(3 * 0.06149, abs=1e-3),
        pytest.approx(3 * 0.79234, abs=1e-3),
    )


def test_a_portfolio_is_that_of_the_back_test(make_sales):
    random = np.random.default_rng(3)
    orders = [
        (f"c{client}", day, 50)
        for client in range(40)
        for day in np.cumsum(random.integers(5, 120, random.integers(1, 12)))
        if day < 700
    ]
    sales = make_sales(orders, as_of=700)
    rules = (
        "deal 1",
        "deal 2",
        "deal 3",
        "tenure 90 days active 60 days",
        "volume 120 per 90 days",
    )
    told = Company(settings=Settings(lookback=0, triggers=rules))
    expected = backtest(told, sales).table.set_index("trigger")
    found = sweep(told, sales, tuple(parse(one) for one in rules)).table.set_index("trigger")
    for column in ("fired", "portfolio", "reached_6m", "too_early_n", "hunter_orders"):
        assert found[column].tolist() == pytest.approx(expected[column].tolist()), column


def test_nobody_to_judge_gives_no_figures_and_no_error(make_sales):
    swept = sweep(COMPANY, make_sales(THREE, as_of=500), (Contract(),), np.array([0, 365]))
    assert swept.table.loc[0, "judged"] == 0
    assert pd.isna(swept.table.loc[0, "portfolio_low"])
    assert np.isnan(swept.shares).all()


def test_the_dense_grid_holds_the_coarse_one_of_deals_shares_and_tenures(make_sales):
    sales = make_sales(THREE, as_of=500, budgets={"A": 1000, "B": 500})
    coarse, dense = ({str(one) for one in grid(sales, dense=how)} for how in (False, True))
    assert {one for one in coarse if not one.startswith(("volume", "tenure"))} <= dense
    assert len(dense) > 2 * len([one for one in coarse if not one.startswith("volume")])
    assert not any(one.startswith("contract") for one in dense)
