"""Look-ups by client and day, against counting row by row; keys of 32 bits and of 64."""

import numpy as np
import pytest

from kit.sales.lanes import NEVER, Lanes


def lanes(seed: int, apart: int) -> Lanes:
    """Some rows of a few clients, whose numbers lie far apart or not."""
    draw = np.random.default_rng(seed)
    client = np.sort(draw.integers(0, 6, 40)) * apart
    day = draw.integers(17_000, 17_400, 40)
    order = np.lexsort((day, client))
    return Lanes(client[order], day[order])


@pytest.mark.parametrize(
    ("apart", "bits"), [(1, np.uint32), (1_500_000, np.uint32), (10**8, np.int64)]
)
@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_a_position_is_what_counting_gives(apart, bits, kind):
    rows = lanes(apart % 7, apart)
    assert rows._key.dtype == bits
    asked = np.array([-1, *range(8)], kind) * kind(apart)
    for day in (-NEVER, 0, 16_999, 17_000, 17_200, 17_399, 17_400, 30_000, NEVER):
        position = rows.position(asked, day)
        before = [
            sum(
                c < client or (c == client and d <= day)
                for c, d in zip(rows.client, rows.day, strict=True)
            )
            for client in asked
        ]
        assert position.tolist() == before
        latest = [
            max(
                (
                    at
                    for at, (c, d) in enumerate(zip(rows.client, rows.day, strict=True))
                    if c == client and d <= day
                ),
                default=-1,
            )
            for client in asked
        ]
        assert rows.latest(asked, day).tolist() == latest


def test_without_rows_nothing_is_before():
    none = np.zeros(0, np.int64)
    assert Lanes(none, none).position(np.array([0, 3]), 5).tolist() == [0, 0]
    assert Lanes(none, none).latest(np.array([0, 3]), 5).tolist() == [-1, -1]
