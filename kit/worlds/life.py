"""One simulated client's story, before anyone owns them: orders, contracts, budget, goodbye.

Every client has a random stream of their own for each topic, so the same client orders on the
same days whatever the policy of handoffs is: two worlds that differ in one setting can be compared
client by client. Drawn numbers are only added, multiplied, divided and compared, and money becomes
whole minor units at once, so every platform arrives at the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple, TypeVar

import numpy as np

from kit.worlds.settings import ClientType, World

CENTS = 100  # minor units per unit
YEAR = 365
Choice = TypeVar("Choice")


class Topic(IntEnum):
    """What a random stream decides; adding a topic leaves the others as they are."""

    LIFE = 0
    AMOUNTS = 1
    PAPERS = 2
    OWNERS = 3
    RECORDS = 4
    REGISTER = 5


class Order(NamedTuple):
    """An order, a return (negative) or a cancelled order; day is an ordinal, money minor units."""

    day: int
    amount: int
    margin: int
    kind: str
    status: str = "completed"


class Life(NamedTuple):
    """A client: first contact, day of the last order if they left, yearly budget, deals, contracts.

    Days are ordinals (`date.toordinal`), money is in minor units; `papers` are contracts as
    (signed, ends or None).
    """

    client_id: str
    type: ClientType
    contact: int
    left: int | None
    budget: int
    deals: list[Order]
    papers: list[tuple[int, int | None]]


def stream(world: World, number: int, topic: Topic) -> np.random.Generator:
    """The random numbers of one client (1, 2, ...) for one topic."""
    return np.random.Generator(np.random.PCG64([world.seed, number, topic]))


def working_day(day: int) -> int:
    """The day itself, or the Monday after a weekend."""
    weekday = (day - 1) % 7  # ordinal 1 was a Monday
    return day + 7 - weekday if weekday >= 5 else day


def live(world: World, number: int) -> Life:
    """When a client orders, for how much, when they sign and when they leave."""
    draw = stream(world, number, Topic.LIFE)
    kind = _choose(draw, [(one, one.share) for one in world.types])
    gap = kind.gap_days * (0.6 + 0.8 * draw.random())
    ticket = kind.ticket * (0.3 + 5.6 * draw.random() * draw.random() * draw.random())
    share_of_wallet = 0.2 + 0.7 * draw.random()
    first = working_day(_arrival(world, number, draw))
    contact = first - 46 - int(draw.random() * 60)
    days, left = _order_days(kind, gap, first, world.end.toordinal(), draw)
    bought = YEAR / gap * ticket * (1 + 2 * kind.projects) * (1 + max(0.0, kind.growth))
    return Life(
        f"C{number:04d}",
        kind,
        contact,
        left,
        int(bought / share_of_wallet) * CENTS,
        _deals(kind, ticket, days, stream(world, number, Topic.AMOUNTS)),
        _papers(world, days, stream(world, number, Topic.PAPERS)),
    )


def _arrival(world: World, number: int, draw: np.random.Generator) -> int:
    """The day of the first order: before the data begin for the first clients of the list."""
    early, late, which = draw.random(), draw.random(), draw.random()
    if number <= world.known_before * world.clients:
        return world.start.toordinal() - 4 - int(early * 3 * YEAR)
    place = max(early, late) if which < world.arrivals_growth else early
    # two days are kept free, so that a weekend's order can wait for Monday
    return world.start.toordinal() + int(place * ((world.end - world.start).days - 2))


def _order_days(
    kind: ClientType, gap: float, first: int, end: int, draw: np.random.Generator
) -> tuple[list[int], int | None]:
    """Days of orders up to the end, and the last one if the client left after it."""
    days, day = [], first
    while day <= end:
        days.append(day)
        if draw.random() < min(0.95, kind.dropout * gap / YEAR):
            return days, day
        pause = 3 if draw.random() < 0.04 else 1  # now and then a season without orders
        wait = gap * (draw.random() + draw.random()) * pause
        day = working_day(day + max(1, int(wait)))
    return days, None


def _deals(
    kind: ClientType, ticket: float, days: Sequence[int], draw: np.random.Generator
) -> list[Order]:
    deals = []
    thousandths = 180 + int(140 * draw.random())  # the client's margin rate
    for day in days:
        project = draw.random() < kind.projects
        growth = max(0.2, 1 + kind.growth * (day - days[0]) / YEAR)
        size = growth * (3 if project else 1) * (0.5 + 2 * draw.random() * draw.random())
        amount = max(CENTS, int(ticket * size * CENTS))
        rate = thousandths - 30 + int(60 * draw.random()) - (60 if project else 0)
        name = "project" if project else "regular"
        deals.append(Order(day, amount, amount * rate // 1000, name))
    return deals


def _papers(
    world: World, days: Sequence[int], draw: np.random.Generator
) -> list[tuple[int, int | None]]:
    """Contracts: open-ended, or for a year and renewed as long as the client goes on ordering."""
    willing = draw.random() < world.contracts
    after = _choose(draw, world.contract_after)
    wait, open_ended = draw.random(), draw.random() < 0.6
    if not willing or after > len(days):
        return []
    signed = days[after - 1] + int(wait * 21) if after else days[0] - 3 - int(wait * 42)
    if open_ended:
        return [(signed, None)]
    papers: list[tuple[int, int | None]] = [(signed, signed + YEAR - 1)]
    while days[-1] >= signed + YEAR:
        signed += YEAR
        papers.append((signed, signed + YEAR - 1))
    return papers


def _choose(draw: np.random.Generator, weighted: Sequence[tuple[Choice, float]]) -> Choice:
    place = draw.random() * sum(weight for _, weight in weighted)
    for choice, weight in weighted:
        place -= weight
        if place < 0:
            return choice
    return weighted[-1][0]
