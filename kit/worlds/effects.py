"""What handoffs do to the clients' deals."""

from __future__ import annotations

import numpy as np

from kit.worlds.life import Lives
from kit.worlds.settings import Effect
from kit.worlds.streams import Floats, Ints


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
