"""Who owns the simulated clients, and when they pass from a hunter to an account manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from kit.sales.lanes import Lanes, sums_to
from kit.worlds.life import CENTS, NEVER, YEAR, Lives, day_of
from kit.worlds.settings import Policy, World
from kit.worlds.streams import Bools, Floats, Ints, Topic, uniforms

VOLUME_DAYS = 90
KEPT, RULE, JUDGEMENT, HUNTER_LEFT = range(4)
REASONS = (None, "rule", "judgement", "hunter left")
NOT_DRAWN, NOW, LATER = range(3)


@dataclass(frozen=True)
class Owners:
    """The owners of every client; days since 1970, `NEVER` for what did not happen.

    Attributes
    ----------
    hunter, manager
        Places in the team of each role. As all that follows, shape (clients,).
    crossed, handed, reason
        When the policy's rule was met; when the account manager took over; a place in `REASONS`.
    arm, drawn_for
        `NOW` or `LATER` for a client in the experiment; the day that the lot gave.
    """

    hunter: Ints
    manager: Ints
    crossed: Ints
    handed: Ints
    reason: Ints
    arm: Ints
    drawn_for: Ints


def own(world: World, lives: Lives) -> Owners:
    """Who owns each client, and when they pass from one to the other, if ever."""
    policy, start, end = world.policy, day_of(world.start), day_of(world.end)
    which_hunter, which_manager, wait, judged = uniforms(world, Topic.OWNERS, 4)
    hunter = _hunters(world, lives, which_hunter)
    manager = (which_manager * world.account_managers).astype(np.int64)
    least, most = policy.delay_days
    delay = least + (wait * (most - least + 1)).astype(np.int64)
    crossed = _crossed(policy, lives)
    arm, drawn_for = np.full(world.clients, NOT_DRAWN), np.full(world.clients, NEVER)
    planned = np.where(crossed < NEVER, crossed + delay, NEVER)
    if policy.randomised is not None:
        now, later = policy.randomised
        (lot,) = uniforms(world, Topic.EXPERIMENT, 1)
        is_drawn = (crossed >= start) & (crossed <= end)
        arm[is_drawn] = np.where(lot < 0.5, NOW, LATER)[is_drawn]
        drawn_for[is_drawn] = (crossed + np.where(lot < 0.5, now, later))[is_drawn]
        planned = np.where(is_drawn, drawn_for, planned)
    reason = np.full(world.clients, RULE)
    is_judged = judged < policy.judgement
    planned[is_judged] = (_judged(world, lives) + delay)[is_judged]
    reason[is_judged] = JUDGEMENT
    leaves = leaving_days(world)[hunter]
    last = np.minimum(leaves, end)
    if policy.only_active:
        last = np.minimum(last, lives.left)
    if policy.capacity is not None:
        planned = _queued(planned, last, manager, policy.capacity)
    reason[planned > leaves] = HUNTER_LEFT
    handed = np.minimum(planned, leaves)
    gone = (handed > lives.left) if policy.only_active else np.zeros(world.clients, dtype=np.bool_)
    kept = gone | (handed > end)
    handed[kept], reason[kept] = NEVER, KEPT
    return Owners(hunter, manager, crossed, handed, reason, arm, drawn_for)


def leaving_days(world: World) -> Ints:
    """The day from which each hunter is gone. Shape (hunters,)."""
    days = [day_of(left_on) for left_on in world.policy.exits]
    return np.array(days + [NEVER] * (world.hunters - len(days)))


def entered_by(world: World, owners: Owners, client: Ints, day: Ints, covered: Bools) -> Ints:
    """Who enters orders: places among the hunters, then the account managers.

    A colleague who covers for the owner is the next of the same role who has not left.
    """
    hunter = (owners.hunter[client] + covered) % world.hunters
    leaves = leaving_days(world)
    for _ in world.policy.exits:
        hunter = np.where(leaves[hunter] <= day, (hunter + 1) % world.hunters, hunter)
    manager = (owners.manager[client] + covered) % world.account_managers
    return np.where(day >= owners.handed[client], world.hunters + manager, hunter)


def _hunters(world: World, lives: Lives, draws: Floats) -> Ints:
    """The hunter of each client, one of those who have not left at the first contact."""
    there = leaving_days(world) > lives.contact[:, None]
    place = (draws * there.sum(axis=1)).astype(np.int64)
    hunter: Ints = np.argmax(there.cumsum(axis=1) == place[:, None] + 1, axis=1)
    return hunter


def _judged(world: World, lives: Lives) -> Ints:
    """The day from which the head of sales, who sees how clients develop, has them handed over."""
    growth = np.array([kind.growth for kind in world.types])[lives.kind]
    handed = np.where(growth > 0.2, lives.first, NEVER)
    if world.policy.judgement_by == "growth":
        handed = np.where((growth >= 0) & (growth <= 0.2), lives.first + YEAR, handed)
    return handed


def _crossed(policy: Policy, lives: Lives) -> Ints:
    """The day on which each client meets the policy's rule."""
    crossed = np.full(len(lives.ids), NEVER)
    if policy.rule == "contract":
        clients, first = np.unique(lives.paper_client, return_index=True)
        crossed[clients] = lives.signed[first]
    if policy.rule == "deal":
        deal = lives.starts[:-1] + policy.deals - 1
        there = deal < lives.starts[1:]
        crossed[there] = lives.day[deal[there]]
    if policy.rule == "volume":
        regular = np.flatnonzero(~lives.project)
        orders = Lanes(lives.client[regular], lives.day[regular])
        first = orders.position(orders.client, orders.day - VOLUME_DAYS)
        to = sums_to(lives.amount[regular])
        enough = to[1:] - to[first] >= policy.volume * CENTS
        met = np.flatnonzero(enough & (np.arange(len(regular)) > first))
        clients, which = np.unique(orders.client[met], return_index=True)
        crossed[clients] = orders.day[met[which]]
    return crossed


def _queued(planned: Ints, last: Ints, manager: Ints, capacity: int) -> Ints:
    """The days on which account managers with so much room a month accept their clients.

    Who would have to wait beyond their `last` day takes up no room.
    """
    accepted = planned.copy()
    month: dict[int, int] = {}
    taken: dict[int, int] = {}
    for client in np.argsort(planned, kind="stable").tolist():
        day, owner = int(planned[client]), int(manager[client])
        if day > last[client]:
            continue
        wanted = _month(day)
        open_month, n = month.get(owner, wanted), taken.get(owner, 0)
        if open_month < wanted:
            open_month, n = wanted, 0
        if n == capacity:
            open_month, n = open_month + 1, 0
        if open_month > wanted:
            day = day_of(date(open_month // 12, open_month % 12 + 1, 1))
            accepted[client] = day
        if day <= last[client]:
            month[owner], taken[owner] = open_month, n + 1
    return accepted


def _month(day: int) -> int:
    date_of_day = np.datetime64(day, "D").item()
    return int(date_of_day.year * 12 + date_of_day.month - 1)
