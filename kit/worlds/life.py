"""The simulated clients' stories, before anyone owns them: orders, contracts, budget, goodbye.

All clients live at once, as arrays. Drawn numbers are only added, multiplied, divided and compared,
and money becomes whole minor units at once, so every platform arrives at the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from kit.worlds.settings import World
from kit.worlds.streams import Bools, Floats, Ints, Topic, chosen, streams, uniforms

CENTS = 100  # minor units per unit
YEAR = 365
NEVER = 2**31 - 1  # a day that does not come: later than every other
STEPS = 32  # orders drawn at a time
# by month, against an even year: the mean is 1 whatever the amplitude
SEASONS = np.array([-9, -5, 3, 4, 2, 1, -8, -10, 5, 8, 10, -1]) / 10


@dataclass(frozen=True)
class Lives:
    """What the clients do if nothing happens to them; days since 1970, money in minor units.

    Attributes
    ----------
    ids, kind
        Client ids; places in `world.types`. As all that is per client, shape (clients,).
    first, contact, left
        Days of the first deal, of the first contact, and of the last deal of a client who left
        (`NEVER`: still a client).
    budget
        What the client spends a year, from everyone.
    starts
        Where each client's deals begin; shape (clients + 1,).
    client, day, amount, margin, project
        The deals, by client and day; `client` counts from 0. As all that follows but papers, shape
        (deals,).
    later, percent, cancelled, covered
        The day of a deal's return or of the order that was cancelled; the part returned (0: none);
        whether there was such an order; whether a colleague entered them.
    paper_client, signed, ends
        Contracts; an open-ended one ends `NEVER`. Shape (contracts,).
    """

    ids: list[str]
    kind: Ints
    first: Ints
    contact: Ints
    left: Ints
    budget: Ints
    starts: Ints
    client: Ints
    day: Ints
    amount: Ints
    margin: Ints
    project: Bools
    later: Ints
    percent: Ints
    cancelled: Bools
    covered: Bools
    paper_client: Ints
    signed: Ints
    ends: Ints


def day_of(day: date) -> int:
    """Days since 1970."""
    return (day - date(1970, 1, 1)).days


def working_day(day: Ints) -> Ints:
    """The days themselves, or the Mondays after a weekend."""
    weekday = (day + 3) % 7  # day 0 was a Thursday
    return np.where(weekday >= 5, day + 7 - weekday, day)


def live(world: World) -> Lives:
    """When clients order, for how much, when they sign and when they leave."""
    life = streams(world, Topic.LIFE)
    draws = np.array([stream.random(10) for stream in life]).T
    kind = chosen(draws[0], [client_type.share for client_type in world.types])
    gap = _of(world, kind, "gap_days") * (0.6 + 0.8 * draws[1])
    ticket = _of(world, kind, "ticket") * (0.3 + 5.6 * draws[2] * draws[3] * draws[4])
    share_of_wallet = 0.2 + 0.7 * draws[5]
    first = working_day(_arrival(world, draws[6:9]))
    contact = first - 46 - _whole(draws[9] * 60)
    dropout = np.minimum(0.95, _of(world, kind, "dropout") * gap / YEAR)
    client, day, left = _order_days(gap, dropout, first, day_of(world.end), life)
    projects, growth = _of(world, kind, "projects"), _of(world, kind, "growth")
    bought = YEAR / gap * ticket * (1 + 2 * projects) * (1 + np.maximum(0.0, growth))
    starts = np.concatenate([[0], np.bincount(client, minlength=world.clients).cumsum()])
    amount, margin, project = _deals(world, projects, growth, ticket, client, day, starts)
    later, percent, cancelled, covered = _aftermath(world, day, starts)
    return Lives(
        [f"C{number:04d}" for number in range(1, world.clients + 1)],
        kind, first, contact, left, _whole(bought / share_of_wallet) * CENTS,
        starts, client, day, amount, margin, project,
        later, percent, cancelled, covered,
        *_papers(world, day, starts),
    )  # fmt: skip


def _of(world: World, kind: Ints, name: str) -> Floats:
    """A property of each client's type."""
    return np.array([float(getattr(client_type, name)) for client_type in world.types])[kind]


def _whole(figures: Floats) -> Ints:
    return figures.astype(np.int64)


def _arrival(world: World, draws: Floats) -> Ints:
    """Days of first orders: before the data begin for the first clients of the list."""
    early, late, which = draws
    start = day_of(world.start)
    place = np.where(which < world.arrivals_growth, np.maximum(early, late), early)
    # two days are kept free, so that a weekend's order can wait for Monday
    new = start + _whole(place * ((world.end - world.start).days - 2))
    old = np.arange(1, world.clients + 1) <= world.known_before * world.clients
    return np.where(old, start - 4 - _whole(early * 3 * YEAR), new)


def _order_days(
    gap: Floats, dropout: Floats, first: Ints, end: int, life: list[np.random.Generator]
) -> tuple[Ints, Ints, Ints]:
    """Clients and days of the orders up to the end, and the last day of those who left."""
    left = np.full(len(first), NEVER)
    day, alive = first.copy(), np.flatnonzero(first <= end)
    clients, days = [], []
    while len(alive):
        chunk = np.array([life[client].random(4 * STEPS) for client in alive]).reshape(-1, STEPS, 4)
        place = np.arange(len(alive))  # rows of the chunk that are still alive
        for step in range(STEPS):
            clients.append(alive)
            days.append(day[alive])
            leaves, season, wait, more = chunk[place, step].T
            stays = leaves >= dropout[alive]
            left[alive[~stays]] = day[alive[~stays]]
            pause = np.where(season < 0.04, 3, 1)  # now and then a season without orders
            weeks = np.maximum(1, _whole(gap[alive] * (wait + more) * pause))
            day[alive] = working_day(day[alive] + weeks)
            stays &= day[alive] <= end
            alive, place = alive[stays], place[stays]
    client, when = np.concatenate(clients), np.concatenate(days)
    order = np.argsort(client, kind="stable")
    return client[order], when[order], left


def _ragged(world: World, topic: Topic, head: int, each: int, starts: Ints) -> tuple[Floats, ...]:
    """Each stream's first `head` numbers, (clients, head), then `each` per deal, (each, deals)."""
    counts = np.diff(starts)
    drawn = [
        stream.random(head + each * n)
        for stream, n in zip(streams(world, topic), counts.tolist(), strict=True)
    ]
    heads = np.array([numbers[:head] for numbers in drawn])
    return heads, np.concatenate([numbers[head:] for numbers in drawn]).reshape(-1, each).T


def _deals(
    world: World,
    projects: Floats,
    growth: Floats,
    ticket: Floats,
    client: Ints,
    day: Ints,
    starts: Ints,
) -> tuple[Ints, Ints, Bools]:
    """Amounts and margins of the deals, and which are projects."""
    heads, (which, first, second, rate) = _ragged(world, Topic.AMOUNTS, 1, 4, starts)
    thousandths = 180 + _whole(140 * heads[:, 0])  # the client's margin rate
    project = which < projects[client]
    years = day - day[starts[:-1]][client]
    growing = np.maximum(0.2, 1 + growth[client] * years / YEAR)
    size = growing * np.where(project, 3, 1) * (0.5 + 2 * first * second)
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    size = size * (1 + world.seasonality * SEASONS)[month]
    amount = np.maximum(CENTS, _whole(ticket[client] * size * CENTS))
    rates = thousandths[client] - 30 + _whole(60 * rate) - np.where(project, 60, 0)
    return amount, amount * rates // 1000, project


def _aftermath(world: World, day: Ints, starts: Ints) -> tuple[Ints, Ints, Bools, Bools]:
    """Returns and cancelled orders that follow deals, and who covers for the owner."""
    _, (returned, undone, part, wait, cover) = _ragged(world, Topic.RECORDS, 0, 5, starts)
    later = working_day(day + 3 + _whole(wait * 25))
    percent = np.where(returned < world.returns, 20 + _whole(part * 81), 0)
    return later, percent, undone < world.cancelled, cover < world.cover


def _papers(world: World, day: Ints, starts: Ints) -> tuple[Ints, Ints, Ints]:
    """Contracts: open-ended, or for a year and renewed as long as the client goes on ordering."""
    willing, choice, wait, ending = uniforms(world, Topic.PAPERS, 4)
    numbers = np.array([number for number, _ in world.contract_after])
    after = numbers[chosen(choice, [weight for _, weight in world.contract_after])]
    first, last = starts[:-1], starts[1:] - 1
    signs = np.flatnonzero((willing < world.contracts) & (after <= last - first + 1))
    deal = day[first[signs] + np.maximum(0, after[signs] - 1)]
    before = deal - 3 - _whole(wait[signs] * 42)
    signed = np.where(after[signs] > 0, deal + _whole(wait[signs] * 21), before)
    is_open = ending[signs] < 0.6
    renewals = np.where(is_open, 0, np.maximum(0, (day[last[signs]] - signed) // YEAR))
    place = np.repeat(np.arange(len(signs)), renewals + 1)
    turn = np.arange(len(place)) - np.searchsorted(place, place)
    days = signed[place] + turn * YEAR
    return signs[place], days, np.where(is_open[place], NEVER, days + YEAR - 1)
