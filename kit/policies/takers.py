"""Which receiver takes a client: clients are given one after the other, and each changes the next.

Scores of receivers are single whole numbers that end with the receiver's place, so that sorted ones
are a heap and equals go by place. Of a heap only as many are needed as there are clients: each
client changes one receiver's score.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heapreplace

import numpy as np

from kit.sales.lanes import Ints


def least(has: Ints, room: Ints | None, grows: Sequence[int], fills: Sequence[int]) -> Ints:
    """Who has least takes the next client; shorter than the clients where no room is left.

    Parameters
    ----------
    has, room
        [receiver] what it has, and for how much more there is room; None: for everything.
    grows, fills
        [client] by how much it adds to what its receiver has, and takes of the room.
    """
    receivers, left = len(has), None if room is None else room.tolist()
    line = _best(has, room, len(grows))
    takers = []
    for grown, filled in zip(grows, fills, strict=True):
        if not line:
            break
        who = line[0] % receivers
        takers.append(who)
        if left is not None:
            left[who] -= filled
            if left[who] <= 0:
                heappop(line)
                continue
        if grown:
            heapreplace(line, line[0] + grown * receivers)
    return np.array(takers, np.int64)


def of_segment(
    count: Ints,
    tally: Ints,
    room: Ints | None,
    segments: Sequence[int],
    grows: Sequence[int],
    fills: Sequence[int],
) -> Ints:
    """Who has most clients of the client's segment, then fewest of all; -1 is no segment.

    `count` has the clients of each receiver, `tally` [segment, receiver] those by segment; the rest
    as in `least`.
    """
    receivers = len(count)
    left = [1] * receivers if room is None else room.tolist()
    beyond = int(count.max()) + len(segments) + 1  # more than all clients of any receiver
    clients, own, lines = count.tolist(), {}, {}
    takers: list[int] = []
    for segment, grown, filled in zip(segments, grows, fills, strict=True):
        if segment not in lines:
            of_it = tally[segment] if segment >= 0 else np.zeros_like(count)
            own[segment] = of_it.tolist()
            lines[segment] = _best(np.array(clients) - beyond * of_it, room, len(segments))
        line, has = lines[segment], own[segment]
        while line:  # what other segments gave since makes a score worse, never better
            who = line[0] % receivers
            score = (clients[who] - beyond * has[who]) * receivers + who
            if left[who] <= 0:
                heappop(line)
            elif score != line[0]:
                heapreplace(line, score)
            else:
                break
        if not line:
            break
        takers.append(who)
        clients[who] += grown
        has[who] += grown if segment >= 0 else 0
        if room is not None:
            left[who] -= filled
        if grown:
            score = (clients[who] - beyond * has[who]) * receivers + who
            heapreplace(line, score)
    return np.array(takers, np.int64)


def _best(score: Ints, room: Ints | None, most: int) -> list[int]:
    """The receivers with the least scores that have room, as numbers that end with their place."""
    able = np.arange(len(score)) if room is None else np.flatnonzero(room > 0)
    best: list[int] = np.sort(score[able] * len(score) + able)[:most].tolist()
    return best
