"""What each setting of a rule would have meant, for as many settings as one likes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.company.model import Company
from kit.intervals import Floats, garwood, ratio, reach_by_day, wilson
from kit.sales.tables import Sales
from kit.triggers.cohort import MIN_CLIENTS, cohort_from, day_number, fire
from kit.triggers.result import Result
from kit.triggers.rules import Trigger, label

MONTHS = {"3m": 91, "6m": 182, "12m": 365, "24m": 730}
DAYS_PER_MONTH = 365.25 / 12
COMPARABLE = 0.8  # of a rule's firings that must have others at as many deals beside them


@dataclass(frozen=True)
class Sweep:
    """Many settings of the rules, run over the same clients.

    table: one row per setting, as in the back-test's `grid`. days: the days for which `shares` has
    a point. shares: settings × days × 3, the share of clients reached with its interval; NaN where
    the data do not reach that far.
    """

    table: pd.DataFrame
    days: npt.NDArray[np.int64]
    shares: Floats


def sweep(
    company: Company,
    sales: Sales,
    triggers: tuple[Trigger, ...],
    days: npt.NDArray[np.int64] | None = None,
) -> Sweep:
    """What each of many settings would have meant; a dense grid costs little more than one rule.

    Parameters
    ----------
    company, sales : Company, Sales
        From `kit.open` and `kit.read`.
    triggers : tuple of Trigger
        Rules that these data can judge.
    days : array of int
        For which days from the first deal the curves are wanted; None: for none.
    """
    result = fire(company, sales, triggers, clients=False)
    watched = max(day_number(sales.as_of) - cohort_from(company, sales) + 1, 1) / DAYS_PER_MONTH
    wanted = np.zeros(0, np.int64) if days is None else days
    shares = np.full((len(triggers), len(wanted), 3), np.nan)
    rows = []
    for place, trigger in enumerate(triggers):
        if len(wanted):
            shares[place] = reach_by_day(*waits(result, place)).on(wanted)
        name = {"trigger": str(trigger), "label": label(trigger), "rule": str(trigger).split()[0]}
        rows.append({**name, **settings_row(result, place, watched)})
    return Sweep(pd.DataFrame(rows), wanted, shares)


def settings_row(result: Result, place: int, months: float) -> dict[str, Any]:
    """The figures of one setting, with their intervals; `months`: how long firings were watched."""
    judged, fired = int(result.known[place]), int(result.fired[place])
    row: dict[str, Any] = {
        "status": "answered" if judged >= MIN_CLIENTS else "cannot tell",
        "clients": result.clients,
        "judged": judged,
        "fired": fired,
        "maybe": int(result.maybe[place]),
    }
    put(row, "fired_share", wilson(fired, judged))
    curve = reach_by_day(*waits(result, place))
    put(row, "median_days", curve.median())
    for name, day in MONTHS.items():
        put(row, f"reached_{name}", curve.at(day))
    put(row, "inflow_per_month", rate(fired, months))
    row["revenue_before"], row["revenue_after"] = (
        int(result.before[place]),
        int(result.after[place]),
    )
    if result.margin_known:
        row["margin_before"] = int(result.margin_before[place])
        row["margin_after"] = int(result.margin_after[place])
    early, of = int(result.too_early_n[place]), int(result.too_early_of[place])
    row |= {"too_early_n": early, "too_early_of": of}
    put(row, "too_early_share", wilson(early, of))
    row["too_early_base"], row["too_early_base_of"] = base_rate(result, place)
    # too late: deals that the hunter still serves after the first one
    left = int(result.deals_before[place] + result.deals_unfired[place])
    row["hunter_orders"] = left
    row["hunter_orders_of"] = int(result.deals_known[place]) - judged
    row["hunter_orders_share"] = left / row["hunter_orders_of"] if row["hunter_orders_of"] else None
    here = int(result.active[place])
    _, low, high = wilson(here, judged)
    # of so many clients, each is in the portfolio at the end or is not
    put(row, "portfolio", (here, low and low * judged, high and high * judged))
    return row


def put(row: dict[str, Any], name: str, estimate: tuple[Any, Any, Any]) -> None:
    """Write an estimate and its interval into a row."""
    row[name], row[f"{name}_low"], row[f"{name}_high"] = estimate


def waits(result: Result, place: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Clients by days from the first deal to firing, and the others by days to the end."""
    return result.days[place], result.follow_known[place] - result.follow_fired[place]


def base_rate(result: Result, place: int) -> tuple[float | None, int | None]:
    """How many others stop after as many deals, and over how many days of others that is.

    The others are the clients whom the rule does not hand over at that number of deals; each number
    counts as often as the rule fired at it. None where there are too few: a rule that counts deals
    hands everybody over at the same one, so nobody is left to compare with.
    """
    counted = result.early_by_deals[place].astype(np.float64)
    others = (result.base_of - result.early_by_deals[place]).astype(np.float64)
    ended = ratio((result.base_n - result.ended_by_deals[place]).astype(np.float64), others)
    use = (counted > 0) & (others > 0)
    use[0] = False  # handed over before the first deal
    enough = counted[use].sum() >= COMPARABLE * counted.sum()
    if not enough or others[use].sum() < MIN_CLIENTS:
        return None, None
    return float(counted[use] @ ended[use] / counted[use].sum()), int(others[use].sum())


def rate(count: int, months: float) -> tuple[float, float, float]:
    """A count per month with its exact Poisson interval (Garwood 1936)."""
    low, high = garwood(count)
    return count / months, low / months, high / months
