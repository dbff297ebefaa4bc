"""The back-test on real order files, against an independent pandas computation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kit
from kit.questions.backtest.question import firings
from kit.questions.finding import Finding

DATA = Path(__file__).parents[3] / "shared" / "data"
WORKBOOK = DATA / "adventureworks" / "SalesOrderHeader.xlsx"
NORTHWIND = DATA / "northwind"

TRIGGERS = (
    "deal 1",
    "deal 2",
    "deal 3",
    "volume 60000 per 90 days",
    "volume 250000 per 365 days",
    "tenure 180 days active 90 days",
    "tenure 365 days active 120 days",
)


def _by_client(orders: pd.DataFrame) -> dict[str, pd.Series]:
    """Each client's daily sums and numbers of deals, as pandas sees them."""
    days = orders.groupby(["client", "day"])["amount"].agg(["sum", "count"])
    return {client: part.droplevel(0) for client, part in days.groupby(level=0)}


def _firing(trigger: str, days: pd.DataFrame, as_of: pd.Timestamp) -> pd.Timestamp | None:
    """One client's firing day by plain pandas: cumulative counts, rolling sums, a walk by days."""
    words = trigger.split()
    if words[0] == "deal":
        hit = days.index[days["count"].cumsum() >= int(words[1])]
    elif words[0] == "volume":
        rolling = days.rolling(f"{words[3]}D")
        enough = rolling["sum"].sum() >= float(words[1]) - 0.001
        hit = days.index[enough & (rolling["count"].sum() >= 2)]
    else:
        tenure, active = int(words[1]), int(words[4])
        calendar = pd.date_range(days.index[0] + pd.Timedelta(days=tenure), as_of)
        last = pd.Series(days.index, index=days.index).reindex(calendar.union(days.index)).ffill()
        hit = calendar[(calendar - pd.DatetimeIndex(last.loc[calendar])).days <= active]
    return hit[0] if len(hit) else None


def _median(days: list[int], waits: list[int]) -> float | None:
    """The first day on which the product-limit estimate has come down to one half."""
    left = 1.0
    for day in sorted(set(days)):
        at_risk = sum(one >= day for one in days) + sum(one >= day for one in waits)
        left *= 1 - days.count(day) / at_risk
        if left <= 0.5 + 1e-9:
            return day
    return None


def _check(orders: pd.DataFrame, finding: Finding, firings: pd.DataFrame, triggers) -> None:
    as_of = orders["day"].max()
    clients = _by_client(orders)
    rows = finding.table.set_index("trigger")
    for trigger in triggers:
        expected = {name: _firing(trigger, days, as_of) for name, days in clients.items()}
        fired = {name: day for name, day in expected.items() if day is not None}
        mine = firings[firings["trigger"] == trigger].set_index("client_id")["fired_on"]
        assert mine.to_dict() == {name: str(day.date()) for name, day in fired.items()}, trigger
        row = rows.loc[trigger]
        assert (row["clients"], row["fired"]) == (len(clients), len(fired)), trigger
        first = {name: days.index[0] for name, days in clients.items()}
        waited = [(fired[name] - first[name]).days for name in fired]
        watched = [(as_of - first[name]).days for name in clients if name not in fired]
        median = _median(waited, watched)
        assert (None if pd.isna(row["median_days"]) else row["median_days"]) == median, trigger
        before = sum(clients[name].loc[: fired[name], "sum"].sum() for name in fired)
        assert row["revenue_before"] == pytest.approx(before * 100, abs=0.5 + 0.01 * len(orders))


@pytest.fixture(scope="module")
def adventureworks():
    if not WORKBOOK.exists():
        pytest.skip(f"real data not found: {WORKBOOK}")
    company = kit.open(
        str(WORKBOOK),
        map={"amount": "SubTotal"},
        where="SalesPersonID IS NOT NULL",
        triggers=TRIGGERS,
    )
    sales = kit.read(company)
    return company, sales, kit.backtest(company, sales)


def test_adventureworks_against_pandas(adventureworks):
    company, sales, finding = adventureworks
    frame = pd.read_excel(WORKBOOK, engine="calamine", na_values=["NULL"])
    frame = frame[frame["SalesPersonID"].notna()]
    orders = pd.DataFrame(
        {
            "client": frame["CustomerID"].astype(int).astype(str),
            "day": pd.to_datetime(frame["OrderDate"]),
            "amount": frame["SubTotal"].round(2),
        }
    )
    assert (len(orders), orders["client"].nunique(), len(sales.orders)) == (3806, 635, 3806)
    _check(orders, finding, firings(company, sales), TRIGGERS)


def test_adventureworks_has_no_run_in_and_says_so(adventureworks):
    _, _, finding = adventureworks
    assert finding.numbers["lookback_days"] == 0
    assert "look new here and may not be" in finding.read().caveats[0]
    assert finding.status == "answered"


def test_adventureworks_landmark_by_hand(adventureworks):
    _, sales, finding = adventureworks
    orders = sales.orders
    first = orders.groupby("client_id")["day"].transform("min")
    since = (orders["day"] - first).dt.days
    as_of = pd.Timestamp(sales.as_of)
    watched = orders[(as_of - first).dt.days >= 730]
    later = watched[since.loc[watched.index].between(366, 730)]
    second_year = later.groupby("client_id")["amount"].sum()
    second_year = second_year.reindex(watched["client_id"].unique(), fill_value=0)
    early = watched[since.loc[watched.index] <= 365].groupby("client_id").size() >= 3
    reached = second_year.index.isin(early.index[early])
    row = finding.details["landmark"].set_index("trigger").loc["deal 3"]
    assert (row["fired_n"], row["not_fired_n"]) == (reached.sum(), (~reached).sum())
    assert row["revenue_fired"] == pytest.approx(second_year[reached].mean())
    assert row["difference"] == pytest.approx(
        second_year[reached].mean() - second_year[~reached].mean()
    )


def test_northwind_from_its_two_files():
    if not NORTHWIND.exists():
        pytest.skip(f"real data not found: {NORTHWIND}")
    triggers = ("deal 2", "deal 3", "volume 2000 per 90 days", "tenure 90 days active 60 days")
    company = kit.open(
        [f"orders={NORTHWIND / 'orders.csv'}", f"lines={NORTHWIND / 'order_details.csv'}"],
        triggers=triggers,
    )
    sales = kit.read(company)
    lines = pd.read_csv(NORTHWIND / "order_details.csv")
    lines["amount"] = lines["unitPrice"] * lines["quantity"] * (1 - lines["discount"])
    heads = pd.read_csv(NORTHWIND / "orders.csv")
    heads["amount"] = heads["orderID"].map(lines.groupby("orderID")["amount"].sum())
    orders = pd.DataFrame(
        {
            "client": heads["customerID"],
            "day": pd.to_datetime(heads["orderDate"]).dt.normalize(),
            "amount": np.floor(heads["amount"] * 100 + 0.5 + 1e-7) / 100,
        }
    )
    assert (len(sales.orders), sales.orders["client_id"].nunique()) == (830, 89)
    _check(orders, kit.backtest(company, sales), firings(company, sales), triggers)
