"""What `flood` is made of: surges, months, ways out and segments as tables, and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.choice.flooding import Flood, Remedy, Way, break_even, cheapest
from kit.choice.profiles import Profile
from kit.language import Text, say
from kit.questions.question import Column, Table
from kit.sales.lanes import Floats

SURGES = Table(
    (
        Column("surge", say("New clients, against today"), "share"),
        Column("month", say("Months until the limit"), "months", interval=True),
        Column("one_more", say("The same, with one more person"), "months", interval=True),
        Column("late", say("Share of requests that waits too long"), "share", interval=True),
        Column("undone", say("Working days of work left undone"), "days", interval=True),
        Column("people", say("Account managers needed"), "people", interval=True),
    ),
)
MONTHS = Table(
    (
        Column("surge", say("New clients, against today"), "share"),
        Column("month", say("Months from now"), "months"),
        Column("load", say("Share of the account managers' hours"), "share", interval=True),
    ),
    name="months",
)
WAYS = Table(
    (
        Column("remedy", say("Remedy, as written"), shown=False),
        Column("label", say("Way to stay within the limit"), "words"),
        Column("often", say("Suffices alone, of cases beyond the limit"), "share"),
        Column("people", say("More people"), "people", interval=True),
        Column("refused", say("Share of new clients refused"), "share", interval=True),
        Column("deals", say("Deals before a client passes"), "deals"),
        Column("hours", say("Hours that it takes"), "hours", interval=True),
        Column("cost", say("Cost"), "money", interval=True),
        Column("at_most", say("Cheaper if an hour costs less than"), "money", interval=True),
    ),
    name="ways",
    title=say("Three ways to stay within the limit, and what each costs"),
    note=say(
        "Range: 9 of 10 plausible cases in which the limit is reached. Hours: of people to be "
        "hired, or of hunters for clients who stay."
    ),
)
SEGMENTS = Table(
    (
        Column("segment", say("Segment")),
        Column("kind", say("Kind, as written"), shown=False),
        Column("what", say("What is compared"), "words"),
        Column("clients", say("Clients"), "clients"),
        Column("others", say("All others"), "clients"),
        Column("factor", say("Times as much as all others"), "times", interval=True),
        Column("off", say("Off-profile?"), "words"),
    ),
    name="segments",
    title=say("Segments that take more, or give more back"),
    note=say("Range: 19 of 20 such tables hold the truth in all of their rows."),
)
LABELS: dict[Remedy, Text] = {
    "later": say("pass clients later"),
    "people": say("more people"),
    "no": say("say no to new clients"),
}
KINDS = {
    "hours": say("hours a week for each client"),
    "returns": say("orders given back, for each deal"),
}


def surges(floods: Sequence[Flood]) -> pd.DataFrame:
    """A row per surge: when the limit is reached, and what it is like at the end."""
    return SURGES.frame([_surge(flood) for flood in floods])


def _surge(flood: Flood) -> dict[str, Any]:
    end = flood.months
    late, undone = flood.late(end), _ends(flood.undone[:, end])
    return {
        "surge": flood.surge,
        **_when(flood, "month", 0),
        **_when(flood, "one_more", 1),
        **{"late": late.likely, "late_low": late.low, "late_high": late.high},
        **_named("undone", tuple(float(round(each)) for each in undone)),
        **_named("people", tuple(float(np.ceil(each - 1e-9)) for each in _ends(flood.people))),
    }


def _when(flood: Flood, name: str, people: int) -> dict[str, float | None]:
    """Months; None: not in the time that is looked ahead."""
    when = flood.when(people)
    ends = (when.low, when.likely, when.high)
    return _named(name, tuple(each if np.isfinite(each) else None for each in ends))


def _named(name: str, ends: Sequence[float | None]) -> dict[str, float | None]:
    low, likely, high = ends
    return {name: likely, f"{name}_low": low, f"{name}_high": high}


def _ends(draws: Floats) -> tuple[float, float, float]:
    low, likely, high = np.quantile(draws, [0.05, 0.5, 0.95]).tolist()
    return low, likely, high


def months(floods: Sequence[Flood]) -> pd.DataFrame:
    """A row per surge and month: the load and its range."""
    rows = []
    for flood in floods:
        for month in range(flood.months + 1):
            load = flood.at(month)
            ends = _named("load", (load.low, load.likely, load.high))
            rows.append({"surge": flood.surge, "month": month, **ends})
    return MONTHS.frame(rows)


def ways_out(ways: Sequence[Way]) -> pd.DataFrame:
    """A row per way, with what it takes and costs where the limit is reached."""
    rows = []
    for way in ways:
        here = way.pressed
        row: dict[str, Any] = {
            "remedy": way.remedy,
            "label": LABELS[way.remedy],
            "often": way.often,
        }
        if way.remedy == "people":
            row |= _named("people", _ends(way.amount[here]))
        elif way.remedy == "no":
            row |= _named("refused", _ends(way.amount[here]))
        else:
            row["deals"] = int(way.amount[0])
        if way.hours is not None:
            row |= _named("hours", tuple(float(round(each)) for each in _ends(way.hours[here])))
        if way.cost is not None:
            row |= _named("cost", tuple(float(round(each)) for each in _ends(way.cost[here])))
        limits = break_even(way, tuple(other for other in ways if other is not way))
        if limits is not None:
            row |= _named("at_most", tuple(float(round(each)) for each in _ends(limits)))
        rows.append(row)
    return WAYS.frame(rows)


def segments(compared: Sequence[Profile] | None) -> pd.DataFrame:
    """A row per segment and thing compared; what is not known is said to be so."""
    rows = [
        {
            "segment": profile.segment,
            "kind": profile.kind,
            "what": KINDS[profile.kind],
            "clients": profile.clients,
            "others": profile.others,
            "factor": profile.factor,
            "factor_low": profile.low,
            "factor_high": profile.high,
            "off": _off(profile),
        }
        for profile in compared or ()
    ]
    return SEGMENTS.frame(rows)


def _more_work(flood: Flood) -> dict[str, float]:
    """By how much the additional clients' work is more than today's, at the end: 9 of 10 cases."""
    more = (flood.surge - 1) * flood.effort * flood.flow[:, -1]
    low, _, high = _ends(more / flood.load[:, 0])
    return {"more_work_low": low, "more_work_high": high}


def _off(profile: Profile) -> Text:
    if profile.low is None:
        return say("too few to tell")
    if profile.off:
        return say("yes")
    return say("no, less") if profile.differs else say("cannot tell")


def flood_numbers(
    flood: Flood, ways: Sequence[Way], compared: Sequence[Profile] | None
) -> dict[str, Any]:
    """The figures of the answer, by name."""
    carry, best = flood.carry, cheapest(tuple(ways))
    profiles = list(compared or ())
    return {
        "rule": str(carry.rule),
        "surge": flood.surge,
        "more": flood.surge - 1,
        "off_profile": flood.off_profile,
        "factor": flood.factor,
        "months": flood.months,
        "new_clients": flood.inflow.clients,
        "clients_asked_for": carry.asked,
        "account_managers": carry.managers,
        "load_limit": carry.limit,
        "wait_days": carry.believed["wait_days"].likely,
        "hours_stated": carry.stated,
        **_more_work(flood),
        **_when(flood, "month", 0),
        "pressed": float(flood.pressed.mean()),
        "cheapest": None if best is None else best[0],
        "cheapest_share": None if best is None else round(best[1], 2),
        "segments_compared": len({profile.segment for profile in profiles}),
        "segments_off": len({profile.segment for profile in profiles if profile.off}),
        "hours_compared": any(profile.kind == "hours" for profile in profiles),
        "returns_compared": any(profile.kind == "returns" for profile in profiles),
    }
