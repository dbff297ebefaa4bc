"""From settings to the tables of a simulated company, with the truth behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kit.sales.tables import Sales
from kit.worlds.life import CENTS, NEVER, YEAR, Lives, day_of, live
from kit.worlds.owners import LATER, NOT_DRAWN, REASONS, Owners, entered_by, leaving_days, own
from kit.worlds.recorded import Recorded, as_read
from kit.worlds.settings import Effect, World
from kit.worlds.streams import Bools, Floats, Ints, Topic, uniforms

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
CORE, NEW_LINES = "core", "new lines"


@dataclass(frozen=True)
class Simulated:
    """A simulated company: its canonical tables and the truth behind them.

    Attributes
    ----------
    world
        The settings, that is the parameters of the truth.
    orders, clients, contracts, employees, assignments, experiment
        Columns as in `kit.sales.tables.TABLES`; money in minor units, dates at midnight.
        `product_group` (`core`, `new lines`) is there if handoffs bring new lines.
    truth
        One row per client: `client_id`, `type`, `first_order_on` (also before the data begin),
        `left_on` (day of the last order of a client who left; missing: still a client),
        `annual_budget` (minor units), `crossed_on` (the policy's rule), `handed_on`, `reason`
        (`rule`, `judgement`, `hunter left`; missing: not handed over).
    lives, owners
        The same truth as arrays: the clients' histories as if nobody handed them over, and owners.
    """

    world: World
    orders: pd.DataFrame
    clients: pd.DataFrame
    contracts: pd.DataFrame
    employees: pd.DataFrame
    assignments: pd.DataFrame
    experiment: pd.DataFrame
    truth: pd.DataFrame
    lives: Lives = field(repr=False)
    owners: Owners = field(repr=False)

    def sales(self, owners: Recorded = "assignments") -> Sales:
        """What `kit.read` would make of the company's files, were they without faults.

        Parameters
        ----------
        owners
            What was recorded of the owners: all there is; "assignments without roles", and no
            employees; "orders", with the employees but no assignments; or "none".

        Raises
        ------
        ValueError
            No order was completed in the time recorded.
        """
        tables = {
            "clients": self.clients,
            "contracts": self.contracts,
            "employees": self.employees,
            "assignments": self.assignments,
            "experiment": self.experiment,
        }
        return as_read(self.orders, tables, owners, self.world.currency, CENTS)


def simulate(world: World) -> Simulated:
    """Let the world happen; the same settings always give the same tables."""
    lives = live(world)
    owners = own(world, lives)
    return Simulated(
        world,
        _orders(world, lives, owners),
        _clients(world, lives),
        _contracts(world, lives),
        _employees(world),
        _assignments(world, lives, owners),
        _experiment(lives, owners),
        _truth(world, lives, owners),
        lives,
        owners,
    )


def factors(effect: Effect, lives: Lives, handed: Ints) -> tuple[Floats, Floats]:
    """By how much each deal is multiplied, and the share that it sells of new product groups.

    Parameters
    ----------
    handed
        The day of each client's handoff, since 1970. Shape (clients,).

    Returns
    -------
    tuple of ndarray
        Both of shape (deals,): 1 and 0 before the handoff.
    """
    day_handed = handed[lives.client]
    after = lives.day >= day_handed
    # the deal that brings about a handoff on the same day is done
    done = np.bincount(lives.client[lives.day <= day_handed], minlength=len(handed))
    young = (effect.mature_deals - np.maximum(done, 1)) / (effect.mature_deals - 1)
    loss = effect.immature * np.maximum(young, 0.0)
    disrupted = lives.day < day_handed + effect.disruption_days
    factor = 1 + effect.uplift - effect.disruption * disrupted - loss[lives.client]
    return np.where(after, np.maximum(factor, 0.0), 1.0), np.where(after, effect.new_lines, 0.0)


def scaled(money: Ints, factor: Floats) -> Ints:
    """Money multiplied; what is below one minor unit is cut off."""
    return (money * factor).astype(np.int64)


def _orders(world: World, lives: Lives, owners: Owners) -> pd.DataFrame:
    """What the company's system holds: deals, returns and cancelled orders from `start` on."""
    factor, new = factors(world.effect, lives, owners.handed)
    amount, margin = scaled(lives.amount, factor), scaled(lives.margin, factor)
    more, extra = scaled(lives.amount, new), scaled(lives.margin, new)
    every, back = np.arange(len(lives.day)), np.flatnonzero(lives.percent)
    gone, added = np.flatnonzero(lives.cancelled), np.flatnonzero(more)
    percent = lives.percent[back]
    deal = np.concatenate([every, added, back, gone])
    part = np.repeat(np.arange(4), [len(every), len(added), len(back), len(gone)])
    day = np.where(part < 2, lives.day[deal], lives.later[deal])
    money = [
        np.concatenate([sold, beside[added], -(sold[back] * percent // 100), sold[gone]])
        for sold, beside in ((amount, more), (margin, extra))
    ]
    # as text, C10000 comes before C2000
    rank = np.argsort(np.argsort(np.array(lives.ids), kind="stable"))
    order = np.lexsort((part, deal, rank[lives.client[deal]], day))
    start, end = day_of(world.start), day_of(world.end)
    order = order[(day[order] >= start) & (day[order] <= end)]
    deal, part, day = deal[order], part[order], day[order]
    client = lives.client[deal]
    columns = {
        "order_id": pd.array([f"D{n:05d}" for n in range(1, len(order) + 1)], dtype="str"),
        "client_id": _words(lives.ids, client),
        "ordered_on": _dates(day),
        "amount": money[0][order],
        "margin": money[1][order],
        "employee_id": _words(
            _team(world), entered_by(world, owners, client, day, lives.covered[deal])
        ),
        "kind": _words(("regular", "project"), lives.project[deal].astype(np.int64)),
        "product_group": _words((CORE, NEW_LINES), (part == 1).astype(np.int64)),
        "status": _words(("completed", "cancelled"), (part == 3).astype(np.int64)),
        "currency": _words((world.currency,), np.zeros(len(order), dtype=np.int64)),
    }
    if not world.effect.new_lines:
        del columns["product_group"]
    return pd.DataFrame(columns)


def _clients(world: World, lives: Lives) -> pd.DataFrame:
    """The register of clients; a budget is known to the thousand, if at all."""
    stated, ranged, segment = uniforms(world, Topic.REGISTER, 3)
    thousands = np.maximum(1, (lives.budget // CENTS + 500) // 1000)
    figure = thousands * 1000 * CENTS
    has_range = ranged < world.budget_ranges
    low = np.where(has_range, figure * 8 // 10, figure)
    high = np.where(has_range, figure * 13 // 10, figure)
    return pd.DataFrame(
        {
            "client_id": pd.array(lives.ids, dtype="str"),
            "name": pd.array([_name(n) for n in range(world.clients)], dtype="str"),
            "segment": _words(SEGMENTS, (segment * len(SEGMENTS)).astype(np.int64)),
            "annual_budget_low": _figures(low, stated < world.budgets),
            "annual_budget_high": _figures(high, stated < world.budgets),
            "first_contact_on": _dates(lives.contact),
        }
    )


def _name(place: int) -> str:
    rest, first = divmod(place, len(FIRST))
    repeat, second = divmod(rest, len(SECOND))
    last = LAST[(first + second) % len(LAST)]
    name = f"{FIRST[first]}{SECOND[second]} {last}"
    return f"{name} {repeat + 1}" if repeat else name


def _contracts(world: World, lives: Lives) -> pd.DataFrame:
    signed = lives.signed <= day_of(world.end)
    return pd.DataFrame(
        {
            "client_id": _words(lives.ids, lives.paper_client[signed]),
            "signed_on": _dates(lives.signed[signed]),
            "ends_on": _dates(lives.ends[signed]),
        }
    )


def _team(world: World) -> Sequence[str]:
    """Employees: the hunters, then the account managers."""
    hunters = [f"H{n}" for n in range(1, world.hunters + 1)]
    return hunters + [f"M{n}" for n in range(1, world.account_managers + 1)]


def _employees(world: World) -> pd.DataFrame:
    team = _team(world)
    hunts = np.array([employee.startswith("H") for employee in team])
    leaves = np.full(len(team), NEVER)
    leaves[: world.hunters] = leaving_days(world)
    return pd.DataFrame(
        {
            "employee_id": pd.array(team, dtype="str"),
            "name": pd.array(
                [
                    f"{'Hunter' if employee[0] == 'H' else 'Manager'} {employee[1:]}"
                    for employee in team
                ],
                dtype="str",
            ),
            "role": _words(("account_manager", "hunter"), hunts.astype(np.int64)),
            "hired_on": _dates(np.full(len(team), day_of(world.start) - 4 * YEAR)),
            "left_on": _dates(np.where(leaves < NEVER, leaves - 1, NEVER)),
            "cost_per_hour": np.where(hunts, 34 * CENTS, 30 * CENTS),
            "hours_per_week": np.full(len(team), 40.0),
        }
    )


def _assignments(world: World, lives: Lives, owners: Owners) -> pd.DataFrame:
    """The register of owners: the hunter from the first contact, the manager from the handoff."""
    handed = np.flatnonzero(owners.handed < NEVER)
    client = np.concatenate([np.arange(world.clients), handed])
    manages = np.arange(len(client)) >= world.clients
    leaves = leaving_days(world)[owners.hunter]
    # who was not handed over has nobody once the hunter has left
    until = np.minimum(owners.handed, np.where(leaves <= day_of(world.end), leaves, NEVER))
    frame = pd.DataFrame(
        {
            "client_id": _words(lives.ids, client),
            "employee_id": _words(
                _team(world),
                np.where(manages, world.hunters + owners.manager[client], owners.hunter[client]),
            ),
            "role": _words(("hunter", "account_manager"), manages.astype(np.int64)),
            "from_on": _dates(np.where(manages, owners.handed[client], lives.contact[client])),
            "to_on": _dates(np.where(manages | (until[client] >= NEVER), NEVER, until[client] - 1)),
        }
    )
    return frame.iloc[np.lexsort((manages, client))].reset_index(drop=True)


def _experiment(lives: Lives, owners: Owners) -> pd.DataFrame:
    """Who was drawn, when, and for when."""
    drawn = np.flatnonzero(owners.arm != NOT_DRAWN)
    return pd.DataFrame(
        {
            "client_id": _words(lives.ids, drawn),
            "starts_on": _dates(owners.crossed[drawn]),
            "arm": _words(("now", "later"), (owners.arm[drawn] == LATER).astype(np.int64)),
            "hand_over_on": _dates(owners.drawn_for[drawn]),
        }
    )


def _truth(world: World, lives: Lives, owners: Owners) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "client_id": pd.array(lives.ids, dtype="str"),
            "type": _words([kind.name for kind in world.types], lives.kind),
            "first_order_on": _dates(lives.first),
            "left_on": _dates(lives.left),
            "annual_budget": lives.budget,
            "crossed_on": _dates(owners.crossed),
            "handed_on": _dates(owners.handed),
            "reason": _words(REASONS, owners.reason),
        }
    )


def _words(choices: Sequence[str | None], places: Ints) -> pd.Series:
    """Text by its place in a short list."""
    return pd.Series(pd.array(list(choices), dtype="str").take(places))


def _dates(days: Ints) -> pd.Series:
    """Days since 1970 as dates; `NEVER` is missing."""
    column = days.astype("datetime64[D]").astype("datetime64[s]")
    column[days >= NEVER] = np.datetime64("NaT")
    return pd.Series(column)


def _figures(figures: Ints, stated: Bools) -> pd.Series:
    """Whole figures, missing where they are not stated."""
    return pd.Series(pd.arrays.IntegerArray(figures, ~stated))
