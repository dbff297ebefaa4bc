"""The random numbers of a simulated company: each client has a stream of their own per topic.

So the same client orders on the same days whatever the policy of handoffs is, and two worlds that
differ in one setting can be compared client by client.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from kit.worlds.settings import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Topic(IntEnum):
    """What a random stream decides; adding a topic leaves the others as they are."""

    LIFE = 0
    AMOUNTS = 1
    PAPERS = 2
    OWNERS = 3
    RECORDS = 4
    REGISTER = 5
    EXPERIMENT = 6
    LEADS = 7
    NEEDS = 8


def streams(world: World, topic: Topic) -> list[np.random.Generator]:
    """One stream per client, in the order of the clients."""
    seeds = ([world.seed, number, topic] for number in range(1, world.clients + 1))
    return [np.random.Generator(np.random.PCG64(seed)) for seed in seeds]


def uniforms(world: World, topic: Topic, n: int) -> Floats:
    """The first `n` numbers of every client's stream, turned for unpacking: shape (n, clients)."""
    return np.array([stream.random(n) for stream in streams(world, topic)]).T


def chosen(draws: Floats, weights: Sequence[float]) -> Ints:
    """Places in the list of weights, drawn in proportion to them."""
    place = draws * sum(weights)
    choice = np.full(len(draws), -1)
    for n, weight in enumerate(weights):
        place = place - weight
        choice[(choice < 0) & (place < 0)] = n
    choice[choice < 0] = len(weights) - 1
    return choice
