"""The effect apart for product groups that a client bought before, and for those new to it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy.special import stdtrit

from kit.evidence.trials import BEFORE, Trials
from kit.evidence.two_way import Ratio


def repeat_only(stack: Trials) -> Trials:
    """The same trials, with the money of product groups bought before time zero only."""
    assert stack.new is not None
    return replace(stack, money=stack.money - stack.new, new=None)


def change_of_new(stack: Trials, repeat: Ratio) -> dict[str, float | None]:
    """What new product groups added, as a share of what would have come without a handoff.

    In each of the two sets of clients, the money of new product groups after time zero over that
    of the groups bought before; the difference of both, times the change of the groups bought
    before (`repeat`). Added to that change it gives about the change in all. The standard error
    linearises the shares, clustered as the estimate is, and takes in that of `repeat`.
    """
    assert stack.new is not None
    after = stack.seen.copy()
    after[:, :BEFORE] = False
    new = np.where(after, stack.new, 0.0).sum(axis=1) * stack.weight
    old = np.where(after, stack.money, 0.0).sum(axis=1) * stack.weight - new
    # what belongs together in the error: a rep's clients, or each client by itself
    together = stack.entries.rep if stack.by_rep else stack.same
    clients = np.unique(together, return_inverse=True)[1]
    treated = stack.entries.treated
    difference, parts = 0.0, np.zeros(int(clients.max()) + 1)
    for arm, sign in ((treated, 1.0), (~treated, -1.0)):
        whole = float(old[arm].sum())
        if whole <= 0:
            return dict.fromkeys(("estimate", "estimate_low", "estimate_high", "mde"))
        share = float(new[arm].sum()) / whole
        difference += sign * share
        rest = np.where(arm, (new - share * old) / whole, 0.0)
        parts += sign * np.bincount(clients, rest, minlength=len(parts))
    change = math.exp(repeat.log)
    n = len(parts)
    own = float((parts**2).sum()) * n / max(n - 1, 1)
    error = change * math.sqrt(own + (difference * repeat.error) ** 2)
    estimate = change * difference
    half = float(stdtrit(repeat.freedom, 0.975)) * error
    return {
        "estimate": estimate,
        "estimate_low": estimate - half,
        "estimate_high": estimate + half,
        "mde": replace(repeat, error=error).noticed(),
    }
