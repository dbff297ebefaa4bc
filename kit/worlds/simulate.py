"""From settings to the tables of a simulated company, with the truth behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from kit.sales.tables import TABLES, Kind
from kit.worlds.life import CENTS, YEAR, Life, Order, Topic, live, stream, working_day
from kit.worlds.settings import Policy, World

EPOCH = date(1970, 1, 1).toordinal()
VOLUME_DAYS = 90
SEGMENTS = ("Manufacturing", "Construction", "Food", "Logistics", "Public sector")
FIRST = (
    "Amber", "Ash", "Birch", "Black", "Brook", "Cedar", "Clear", "Copper", "Cross", "Elm",
    "Falcon", "Fern", "Glen", "Grey", "Holly", "Iron", "Long", "Oak", "Red", "Silver",
    "Storm", "White",
)  # fmt: skip
SECOND = (
    "bank", "bridge", "croft", "dale", "down", "field", "ford", "gate", "ham", "hill",
    "lake", "ley", "mill", "moor", "rock", "stone", "ton", "vale", "well", "wood",
)  # fmt: skip
LAST = ("Foods", "Group", "Joinery", "Logistics", "Metals", "Partners", "Pumps", "Supplies")
TRUTH_DATES = ("first_order_on", "left_on", "crossed_on", "handed_on")
TRUTH_WORDS = ("client_id", "type", "reason")
Row = dict[str, Any]


@dataclass(frozen=True)
class Simulated:
    """A simulated company: its canonical tables and the truth behind them.

    Attributes
    ----------
    world
        The settings, that is the parameters of the truth.
    orders, clients, contracts, employees, assignments
        Columns as in `kit.sales.tables.TABLES`; money in minor units, dates at midnight.
    truth
        One row per client: `client_id`, `type`, `first_order_on` (also before the data begin),
        `left_on` (day of the last order of a client who left; missing: still a client),
        `annual_budget` (minor units), `crossed_on` (the policy's rule), `handed_on`, `reason`
        (`rule`, `judgement`, `hunter left`; missing: not handed over).
    """

    world: World
    orders: pd.DataFrame
    clients: pd.DataFrame
    contracts: pd.DataFrame
    employees: pd.DataFrame
    assignments: pd.DataFrame
    truth: pd.DataFrame


class Handoff(NamedTuple):
    """A client's owners (places in the team) and days: rule crossed, handed over, and why."""

    hunter: int
    manager: int
    crossed: int | None
    handed: int | None
    reason: str | None


def simulate(world: World) -> Simulated:
    """Let the world happen; the same settings always give the same tables."""
    orders: list[Row] = []
    contracts: list[Row] = []
    assignments: list[Row] = []
    clients, truth = [], []
    for number in range(1, world.clients + 1):
        life = live(world, number)
        handoff = _hand_over(world, number, life)
        orders += _record(world, number, life, handoff)
        contracts += _contracts(world, life)
        assignments += _assign(life, handoff)
        clients.append(_client(world, number, life))
        truth.append(_true(life, handoff))
    # the sort is stable: what happened on one day to one client keeps its order
    orders.sort(key=lambda row: (row["ordered_on"], row["client_id"]))
    numbered = [{"order_id": f"D{n:05d}", **row} for n, row in enumerate(orders, start=1)]
    return Simulated(
        world,
        _table("orders", numbered),
        _table("clients", clients),
        _table("contracts", contracts),
        _table("employees", _team(world)),
        _table("assignments", assignments),
        _dated(pd.DataFrame(truth), TRUTH_DATES).astype(dict.fromkeys(TRUTH_WORDS, "str")),
    )


def _hand_over(world: World, number: int, life: Life) -> Handoff:
    """Who owns the client, and when they pass from one to the other, if ever."""
    draw = stream(world, number, Topic.OWNERS)
    policy = world.policy
    leaves = policy.hunter_leaves_on.toordinal() if policy.hunter_leaves_on else None
    which_hunter, which_manager, wait, judged = (draw.random() for _ in range(4))
    # once the first hunter has left, new clients go to the others
    gone = int(leaves is not None and life.contact >= leaves)
    hunter = gone + int(which_hunter * (world.hunters - gone))
    least, most = policy.delay_days
    delay = least + int(wait * (most - least + 1))
    crossed = _crossed(policy, life)
    handed, reason = (None, None) if crossed is None else (crossed + delay, "rule")
    if judged < policy.judgement:
        growing = life.type.growth > 0.2
        handed, reason = (life.deals[0].day + delay, "judgement") if growing else (None, None)
    if leaves is not None and hunter == 0 and (handed is None or handed > leaves):
        handed, reason = leaves, "hunter left"
    if handed is None or handed > world.end.toordinal():
        handed, reason = None, None
    return Handoff(hunter, int(which_manager * world.account_managers), crossed, handed, reason)


def _crossed(policy: Policy, life: Life) -> int | None:
    """The day on which the client meets the policy's rule."""
    if policy.rule == "contract" and life.papers:
        return life.papers[0][0]
    if policy.rule == "deal" and len(life.deals) >= policy.deals:
        return life.deals[policy.deals - 1].day
    if policy.rule == "volume":
        regular = [one for one in life.deals if one.kind == "regular"]
        for last in regular:
            sums = [one.amount for one in regular if last.day - VOLUME_DAYS < one.day <= last.day]
            if len(sums) >= 2 and sum(sums) >= policy.volume * CENTS:
                return last.day
    return None


def _record(world: World, number: int, life: Life, handoff: Handoff) -> list[Row]:
    """What the company's system holds: deals, returns and cancelled orders from `start` on."""
    draw = stream(world, number, Topic.RECORDS)
    happened: list[tuple[Order, bool]] = []
    for deal in life.deals:
        handed = handoff.handed is not None and deal.day >= handoff.handed
        factor = 1 + world.handoff_effect if handed else 1
        sold = deal._replace(amount=int(deal.amount * factor), margin=int(deal.margin * factor))
        returned, undone, part, wait, cover = (draw.random() for _ in range(5))
        covered = cover < world.cover
        happened.append((sold, covered))
        later = working_day(deal.day + 3 + int(wait * 25))
        if returned < world.returns:
            percent = 20 + int(part * 81)
            amount, margin = sold.amount * percent // 100, sold.margin * percent // 100
            back = sold._replace(day=later, amount=-amount, margin=-margin)
            happened.append((back, covered))
        if undone < world.cancelled:
            happened.append((sold._replace(day=later, status="cancelled"), covered))
    return [
        {
            "client_id": life.client_id,
            "ordered_on": order.day,
            "amount": order.amount,
            "margin": order.margin,
            "employee_id": _owner(world, handoff, order.day, covered),
            "kind": order.kind,
            "status": order.status,
            "currency": world.currency,
        }
        for order, covered in happened
        if world.start.toordinal() <= order.day <= world.end.toordinal()
    ]


def _owner(world: World, handoff: Handoff, day: int, covered: bool) -> str:
    """Who enters an order; a colleague who covers is the next one who has not left."""
    if handoff.handed is not None and day >= handoff.handed:
        return f"M{(handoff.manager + covered) % world.account_managers + 1}"
    place = (handoff.hunter + covered) % world.hunters
    leaves = world.policy.hunter_leaves_on
    gone = place == 0 and leaves is not None and day >= leaves.toordinal()
    return f"H{place + gone + 1}"


def _contracts(world: World, life: Life) -> list[Row]:
    return [
        {"client_id": life.client_id, "signed_on": signed, "ends_on": ends}
        for signed, ends in life.papers
        if signed <= world.end.toordinal()
    ]


def _client(world: World, number: int, life: Life) -> Row:
    """The client's row in the register; a budget is known to the thousand, if at all."""
    draw = stream(world, number, Topic.REGISTER)
    known, ranged, segment = (draw.random() for _ in range(3))
    thousands = max(1, (life.budget // CENTS + 500) // 1000)
    low = high = thousands * 1000 * CENTS
    if ranged < world.budget_ranges:
        low, high = low * 8 // 10, high * 13 // 10
    is_known = known < world.budgets
    return {
        "client_id": life.client_id,
        "name": _name(number),
        "segment": SEGMENTS[int(segment * len(SEGMENTS))],
        "annual_budget_low": low if is_known else None,
        "annual_budget_high": high if is_known else None,
        "first_contact_on": life.contact,
    }


def _name(number: int) -> str:
    rest, first = divmod(number - 1, len(FIRST))
    repeat, second = divmod(rest, len(SECOND))
    last = LAST[(first + second) % len(LAST)]
    name = f"{FIRST[first]}{SECOND[second]} {last}"
    return f"{name} {repeat + 1}" if repeat else name


def _assign(life: Life, handoff: Handoff) -> list[Row]:
    """The register of owners: the hunter from the first contact, the manager from the handoff."""
    hunter: Row = {
        "client_id": life.client_id,
        "employee_id": f"H{handoff.hunter + 1}",
        "role": "hunter",
        "from_on": life.contact,
        "to_on": None,
    }
    if handoff.handed is None:
        return [hunter]
    manager: Row = {
        "client_id": life.client_id,
        "employee_id": f"M{handoff.manager + 1}",
        "role": "account_manager",
        "from_on": handoff.handed,
        "to_on": None,
    }
    return [{**hunter, "to_on": handoff.handed - 1}, manager]


def _team(world: World) -> list[Row]:
    hired = world.start.toordinal() - 4 * YEAR
    leaves = world.policy.hunter_leaves_on
    team: list[Row] = []
    for role, title, count, euros in (
        ("hunter", "Hunter", world.hunters, 34),
        ("account_manager", "Manager", world.account_managers, 30),
    ):
        for n in range(1, count + 1):
            leaver = leaves if role == "hunter" and n == 1 else None
            team.append(
                {
                    "employee_id": f"{title[0]}{n}",
                    "name": f"{title} {n}",
                    "role": role,
                    "hired_on": hired,
                    "left_on": leaver.toordinal() - 1 if leaver else None,
                    "cost_per_hour": euros * CENTS,
                    "hours_per_week": 40.0,
                }
            )
    return team


def _true(life: Life, handoff: Handoff) -> Row:
    return {
        "client_id": life.client_id,
        "type": life.type.name,
        "first_order_on": life.deals[0].day,
        "left_on": life.left,
        "annual_budget": life.budget,
        "crossed_on": handoff.crossed,
        "handed_on": handoff.handed,
        "reason": handoff.reason,
    }


def _table(table: str, rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as a frame with the canonical types, also where there are none."""
    kinds = {column.name: column.kind for column in TABLES[table]}
    names = list(rows[0]) if rows else list(kinds)
    frame = _dated(pd.DataFrame(rows, columns=names), [n for n in names if kinds[n] is Kind.DATE])
    money = "Int64" if table == "clients" else "int64"  # a budget may be unknown
    types = {Kind.ID: "str", Kind.TEXT: "str", Kind.MONEY: money, Kind.NUMBER: "float64"}
    return frame.astype({n: types[kinds[n]] for n in names if kinds[n] in types})


def _dated(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The frame with its ordinals as dates; a missing day stays missing."""
    dates = {}
    for name in columns:
        days = [
            np.datetime64("NaT", "D") if pd.isna(day) else int(day) - EPOCH for day in frame[name]
        ]
        dates[name] = np.array(days, dtype="datetime64[D]").astype("datetime64[s]")
    return frame.assign(**dates)
