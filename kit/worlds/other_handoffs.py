"""What surrounds the demo's handoffs to account managers: leads before them, needs after them.

All of it is drawn from streams of its own, so that clients, orders and owners stay as they are.
Whether a lead became a client was drawn first, with the clients; the marks of its qualification
come after. So the marks do nothing: leads that buy anyway are only easier to qualify.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kit.worlds.life import day_of
from kit.worlds.settings import World
from kit.worlds.simulate import Simulated
from kit.worlds.streams import Floats, Topic

CALLING_FROM = (date(2022, 1, 3), date(2023, 2, 1))  # the first day of T1, and of T2
LOST = 230  # leads that never bought
FOUND = 0.62  # share of new clients whom a telemarketer found
# both marks before the passing; one of them after it; no need known; no qualification known
MARKS = {True: (0.64, 0.14, 0.16, 0.06), False: (0.38, 0.20, 0.30, 0.12)}
CARELESS = 0.12  # T2 checks so much less often beforehand, whoever the lead is
ACCEPTED = {True: 0.95, False: 0.65}
RETURNED = (0.12, 0.34, 0.40, 0.40)  # of leads that never bought, by their marks
REASONS = ("no need now", "no budget", "not our kind of client", "could not be reached")
FREQUENT = (0.45, 0.2, 0.2, 0.15)

NEEDS = 60
RECORDING_FROM = date(2023, 1, 9)
PROJECTS = 0.55
NEVER_BEGUN = 0.13
DUE = 0.8  # of the needs that were begun: a day of return was agreed
LATE = 0.35
FUNCTIONS = {"project": ("fulfilment", "terms"), "advice": ("needs", "offer")}
SERVED = {"project": ("P1", "P2"), "advice": ("S1",)}
LAG, WORK = {"project": 26, "advice": 11}, {"project": (30, 110), "advice": (7, 45)}
# what went wrong with a function that was handed over, one client after the other; "" is nothing
FATES = ("", "", "hole", "", "double", "", "", "lost", "", "kept", "")
AIMS = ("common stock planning", "a joint price list", "delivery to sites", "exchange of data",
        "a quality audit", "a new warehouse")  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """The tables; columns as in `kit.sales.tables.TABLES`. functions: rows of assignments."""

    leads: pd.DataFrame
    needs: pd.DataFrame
    functions: pd.DataFrame
    groups: pd.DataFrame


def surroundings(company: Simulated) -> Surroundings:
    """The first and the third handoff of a simulated company that has some hundred clients."""
    needs = _needs(company)
    return Surroundings(_leads(company), needs, _functions(company, needs), _groups(company, needs))


def _stream(world: World, topic: Topic) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([world.seed, 0, topic]))  # no client has number 0


def _table(rows: Sequence[dict[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(columns))
    days = [column for column in columns if column.endswith("_on")]
    for column in days:
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    return frame


def _date(day: int | None, last: int) -> np.datetime64 | None:
    """A day that has come; what lies after the last day recorded is not in the books yet."""
    return None if day is None or day > last else np.datetime64(day, "D")


# ---- leads -----------------------------------------------------------------------------------


def _leads(company: Simulated) -> pd.DataFrame:
    world, last = company.world, day_of(company.world.end)
    draw = _stream(world, Topic.LEADS)
    first = company.assignments.drop_duplicates("client_id").set_index("client_id")
    bought = set(company.orders.loc[company.orders["status"] == "completed", "client_id"])
    rows = []
    for client, hunter, begin in zip(
        first.index, first["employee_id"], first["from_on"], strict=True
    ):
        passed = int(begin.to_datetime64().astype("datetime64[D]").astype(np.int64))
        found, marks, caller = draw.random() < FOUND, draw.random(12), draw.random()
        if found and passed >= day_of(CALLING_FROM[0]):
            rows.append(_lead(client, str(hunter), passed, client in bought, caller, marks, last))
    hunters = company.employees[company.employees["role"] == "hunter"]
    leaving = [last if pd.isna(day) else day_of(day.date()) for day in hunters["left_on"]]
    for number in range(1, LOST + 1):
        passed = int(draw.integers(day_of(CALLING_FROM[0]), last + 1))
        there = [
            who for who, left in zip(hunters["employee_id"], leaving, strict=True) if left >= passed
        ]
        hunter = there[int(draw.integers(len(there)))]
        marks, caller = draw.random(12), draw.random()
        rows.append(_lead(f"L{number:04d}", hunter, passed, False, caller, marks, last))
    rows.sort(key=lambda row: (row["passed_on"], row["client_id"]))
    columns = ("client_id", "by_id", "to_id", "qualified_on", "need_on", "passed_on")
    return _table(rows, (*columns, "accepted_on", "returned_on", "reason"))


def _lead(
    client: str, hunter: str, passed: int, bought: bool, caller: float, u: Floats, last: int
) -> dict[str, object]:  # fmt: skip
    by = "T2" if passed >= day_of(CALLING_FROM[1]) and caller < 0.5 else "T1"
    both, late, no_need, no_mark = MARKS[bought]
    if by == "T2":
        both, late = both - CARELESS, late + CARELESS
    kind = int(np.searchsorted(np.cumsum((both, late, no_need, no_mark)), u[0]))
    kind = min(kind, 3)
    qualified: int | None = passed - 1 - int(12 * u[1])
    need: int | None = passed - int(10 * u[2])
    if kind == 1:  # one of the two was confirmed when the hunter had the lead already
        if u[3] < 0.7:
            need = passed + 3 + int(35 * u[4])
        else:
            qualified = passed + 2 + int(20 * u[4])
    elif kind == 2:
        need = None
    elif kind == 3:
        qualified = None
    accepted = None
    if u[6] < ACCEPTED[bought]:
        accepted = passed + int(6 * u[5] ** 2 * (1 if kind == 0 else 2))
    returned = None
    if not bought and u[7] < RETURNED[kind]:
        returned = passed + 3 + int(25 * u[8])
        if accepted is not None and accepted > returned:
            accepted = returned
    reason = None
    if returned is not None and returned <= last and u[9] < 0.85:
        reason = REASONS[int(np.searchsorted(np.cumsum(FREQUENT), u[10]))]
    days = {"qualified_on": qualified, "need_on": need, "passed_on": passed}
    days |= {"accepted_on": accepted, "returned_on": returned}
    return {"client_id": client, "by_id": by, "to_id": hunter, "reason": reason} | {
        name: _date(day, last) for name, day in days.items()
    }


# ---- needs, functions, groups ------------------------------------------------------------------


def _needs(company: Simulated) -> pd.DataFrame:
    last = day_of(company.world.end)
    draw = _stream(company.world, Topic.NEEDS)
    managed = company.assignments[company.assignments["role"] == "account_manager"]
    places = np.sort(draw.permutation(len(managed))[:NEEDS])
    rows = []
    for client, begin in zip(
        managed["client_id"].iloc[places], managed["from_on"].iloc[places], strict=True
    ):
        u = draw.random(10)
        earliest = max(day_of(begin.date()), day_of(RECORDING_FROM))
        recorded = earliest + int((last - earliest) * u[0])
        kind = "project" if u[1] < PROJECTS else "advice"
        started = recorded + int(-LAG[kind] * np.log(1 - 0.98 * u[2]))
        shortest, longest = WORK[kind]
        planned = shortest + int((longest - shortest) * u[3])
        late = int(planned * (0.2 + u[4])) if u[5] < LATE else -int(0.15 * planned * u[4])
        ended, due = started + planned + late, started + planned
        begun = u[6] >= NEVER_BEGUN and started <= last
        served, functions = SERVED[kind], FUNCTIONS[kind]
        rows.append(
            {
                "client_id": client,
                "need": kind,
                "recorded_on": _date(recorded, last),
                "started_on": _date(started, last) if begun else None,
                "ended_on": _date(ended, last) if begun else None,
                # agreed beforehand: it may well lie ahead
                "due_on": np.datetime64(due, "D") if begun and u[7] < DUE else None,
                "employee_id": served[int(u[8] * len(served))] if begun else None,
                "functions": functions[int(u[9] * len(functions))],
            }
        )
    rows.sort(key=lambda row: (row["recorded_on"], row["client_id"]))
    columns = ("client_id", "need", "recorded_on", "started_on", "ended_on", "due_on")
    return _table(rows, (*columns, "employee_id", "functions"))


def _functions(company: Simulated, needs: pd.DataFrame) -> pd.DataFrame:
    """Who had the function that a need was about: the account manager, the specialist, and back."""
    managed = company.assignments[company.assignments["role"] == "account_manager"]
    manager = managed.set_index("client_id")
    rows = []
    begun = needs[needs["started_on"].notna()].drop_duplicates("client_id")
    for place, need in enumerate(begun[::2].to_dict("records")):
        fate = FATES[place % len(FATES)]
        owner = str(manager["employee_id"][need["client_id"]])
        one_day = pd.Timedelta(1, "D")
        ended = None if fate == "kept" or pd.isna(need["ended_on"]) else need["ended_on"]
        common = {"client_id": need["client_id"], "function": need["functions"]}
        role = "project_manager" if need["need"] == "project" else "specialist"
        until = None if fate == "double" else need["started_on"] - one_day
        begin = manager["from_on"][need["client_id"]]
        if until is None or until >= begin:
            rows.append({**common, "employee_id": owner, "role": "account_manager",
                         "from_on": begin, "to_on": until})  # fmt: skip
        rows.append({**common, "employee_id": need["employee_id"], "role": role,
                     "from_on": need["started_on"], "to_on": ended})  # fmt: skip
        if ended is None or fate in ("double", "lost"):
            continue
        gap = 21 if fate == "hole" else 0
        if (again := ended + (1 + gap) * one_day) <= pd.Timestamp(company.world.end):
            rows.append({**common, "employee_id": owner, "role": "account_manager",
                         "from_on": again, "to_on": None})  # fmt: skip
    rows.sort(key=lambda row: (row["client_id"], row["function"], row["from_on"]))
    return _table(rows, ("client_id", "employee_id", "role", "function", "from_on", "to_on"))


def _groups(company: Simulated, needs: pd.DataFrame) -> pd.DataFrame:
    """Joint working groups: one in three has no end, one has nobody of the client in it."""
    projects = needs[(needs["need"] == "project") & needs["started_on"].notna()]
    manager = company.assignments.drop_duplicates("client_id", keep="last").set_index("client_id")
    rows = []
    every = max(1, len(projects) // len(AIMS))
    for place, need in enumerate(projects.iloc[::every].to_dict("records")[: len(AIMS)]):
        ours = f"{manager['employee_id'][need['client_id']]}, {need['employee_id']}"
        end = need["started_on"] + pd.Timedelta(90 + 15 * place, "D")
        rows.append(
            {
                "client_id": need["client_id"],
                "aim": AIMS[place],
                "our_members": ours,
                "their_members": None if place == 4 else ("buyer, engineer", "buyer")[place % 2],
                "from_on": need["started_on"],
                "to_on": None if place in (1, 3) else end,
            }
        )
    columns = ("client_id", "aim", "our_members", "their_members", "from_on", "to_on")
    return _table(rows, columns)
