"""Hours that people noted: what an order, a client's month and a handoff take, person by person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from kit.company.model import Company
from kit.owners.ownership import day_numbers
from kit.owners.past import past_owners
from kit.owners.staff import HUNTER, RECEIVERS, Staff, staff
from kit.sales.lanes import Floats
from kit.sales.tables import Sales

# the ids in company.yaml of what a person's hours show, by the kind of work
OF_HUNTERS = {"order": "hours_per_order", "client": "hours_per_month", "handoff": "handoff_hours"}
OF_MANAGERS = {
    "order": "manager_hours_per_order",
    "client": "manager_hours_per_month",
    "handoff": "manager_handoff_hours",
}
LEAST_PEOPLE = 2  # of one person nobody can tell how much people differ
# each side of a range is at least so large a part of its middle: hours are noted by the quarter,
# and a fortnight is not a year
LEAST_SPREAD = 0.1
WORKDAYS, WEEKS_A_MONTH = 5, 365.25 / 12 / 7


@dataclass(frozen=True)
class Noted:
    """What one figure is by the log: 1 case in 20 lies below `low`, 1 in 20 above `high`.

    `people` noted it, in so many `lines`.
    """

    low: float
    likely: float
    high: float
    people: int
    lines: int


@dataclass(frozen=True)
class TimeLog:
    """A company's time log.

    Attributes
    ----------
    noted
        What was measured, by the id of the figure in company.yaml.
    too_few
        Ids of figures that fewer than two people noted so that they can be worked out.
    managers, lines
        How many people noted hours who receive clients, and their lines.
    without_role
        How many people of the log are known neither as hunters nor as receiving clients.
    hours_a_week
        By employee, for all who noted: hours of every kind in an average week.
    """

    noted: Mapping[str, Noted]
    too_few: tuple[str, ...]
    managers: int
    lines: int
    without_role: int
    hours_a_week: Mapping[str, float]


def time_log(company: Company, sales: Sales) -> TimeLog | None:
    """What the table `activities` shows; None where there is none."""
    if not len(sales.activities):
        return None
    return sales.book.once("time log", company, lambda: _time_log(company, sales))


def _time_log(company: Company, sales: Sales) -> TimeLog:
    log, people = sales.activities, staff(company, sales)
    roles = {str(name): _role(people, str(name), rows) for name, rows in log.groupby("employee_id")}
    each = pd.DataFrame(
        [_person(company, sales, str(name), rows) for name, rows in log.groupby("employee_id")]
    ).set_index("employee")
    noted, too_few = {}, []
    for figures, group in ((OF_HUNTERS, (HUNTER,)), (OF_MANAGERS, RECEIVERS)):
        mine = each[[roles[str(name)] in group for name in each.index]]
        for kind, figure in figures.items():
            if not mine[f"lines_{kind}"].sum():
                continue
            served = mine[mine[f"served_{kind}"] > 0]
            hours, of = (served[f"{part}_{kind}"].to_numpy() for part in ("hours", "served"))
            if len(served) < LEAST_PEOPLE or not hours.sum():
                too_few.append(figure)
                continue
            ends = ratio(hours, of)
            noted[figure] = Noted(*ends, len(served), int(served[f"lines_{kind}"].sum()))
    receiving = [name for name, role in roles.items() if role in RECEIVERS]
    return TimeLog(
        noted=noted,
        too_few=tuple(too_few),
        managers=len(receiving),
        lines=int(log["employee_id"].isin(receiving).sum()),
        without_role=sum(role not in (HUNTER, *RECEIVERS) for role in roles.values()),
        hours_a_week={str(name): float(row["a_week"]) for name, row in each.iterrows()},
    )


def _role(people: Staff, name: str, rows: pd.DataFrame) -> str | None:
    return people.role_of.of(name, int(day_numbers(rows["on"]).max()))


def _person(company: Company, sales: Sales, name: str, rows: pd.DataFrame) -> dict[str, object]:
    """Hours and lines of one person by kind, and what they served: orders, months, handoffs."""
    weeks = working_weeks(rows["on"])
    person: dict[str, object] = {"employee": name, "a_week": rows["hours"].sum() / weeks}
    for kind in OF_HUNTERS:
        of_kind = rows[rows["activity"] == kind]
        counted = float(of_kind["count"].clip(lower=0).sum())
        if kind == "client":
            counted = _clients(company, sales, name, rows["on"]) * weeks / WEEKS_A_MONTH
        elif kind == "handoff" and not counted:  # a client that is named is one handoff
            counted = float(of_kind["client_id"].nunique())
        person |= {
            f"hours_{kind}": float(of_kind["hours"].sum()),
            f"lines_{kind}": len(of_kind),
            f"served_{kind}": counted,
        }
    return person


def working_weeks(days: pd.Series) -> float:
    """How many working weeks lie between the first and the last day that somebody noted."""
    first, last = days.min().to_datetime64(), days.max().to_datetime64()
    workdays = np.busday_count(first.astype("datetime64[D]"), last.astype("datetime64[D]") + 1)
    return max(int(workdays), 1) / WORKDAYS


def _clients(company: Company, sales: Sales, name: str, days: pd.Series) -> int:
    """The active clients that somebody looked after when the log began, as far as data reach."""
    past = past_owners(company, sales)
    if past is None or not past.owned:
        return 0
    book = sales.book
    day = min(int(day_numbers(days).min()), book.as_of)
    everyone = np.arange(len(book.client_ids))
    owner, _ = past.holdings.on(everyone, day)
    place = past.holdings.code(name)
    return int((book.active(everyone, day + 1) & (owner == place) & (place >= 0)).sum())


def ratio(hours: Floats, served: Floats) -> tuple[float, float, float]:
    """Hours for one of what was served: the low, the likely and the high figure.

    The likely one is the sum of all people's hours over the sum of what they served. The error is
    that of a ratio of two sums over people, who are drawn as wholes (Cochran 1977, ch. 6), with
    Student's t of one person less, on the log scale.
    """
    n, total = len(hours), float(hours.sum() / served.sum())
    residual = hours - total * served
    error = float(np.sqrt(n / (n - 1) * (residual**2).sum()) / served.sum())
    spread = max(float(stdtrit(n - 1, 0.95)) * error / total, np.log1p(LEAST_SPREAD))
    return total * float(np.exp(-spread)), total, total * float(np.exp(spread))
