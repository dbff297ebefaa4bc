"""The effect apart for product groups that a client bought before, and for those new to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.stats import t

from kit.diagnostics.gates import MDE_FACTOR
from kit.diagnostics.ledger import Bools, Floats
from kit.diagnostics.trials import Trials
from kit.diagnostics.two_way import fit


def repeat_only(stack: Trials) -> Trials:
    """The same trials, with the money of product groups bought before time zero only."""
    assert stack.new is not None
    return replace(stack, money=stack.money - stack.new, new=None)


def change_of_new(stack: Trials) -> dict[str, float | None]:
    """What new product groups added, as a share of what would have come without a handoff.

    In each group: the money of new product groups after time zero over the money expected then by
    the fit; the estimate is the difference of both. Added to the change of the groups bought
    before, it gives about the change in all. The standard error linearises both shares, clustered
    by client.
    """
    assert stack.new is not None
    panel = stack.panel()
    found = fit(panel)
    expected = np.where(panel.hit, found.mean / np.exp(found.log), found.mean)
    after = panel.seen.copy()
    after[:, :6] = False
    new = np.where(after, stack.new, 0.0).sum(axis=1)
    base = np.where(after, expected, 0.0).sum(axis=1)
    clients = np.unique(stack.entries.client, return_inverse=True)[1]
    treated = stack.entries.treated
    shares, parts = [], np.zeros(clients.max() + 1)
    for arm, sign in ((treated, 1.0), (~treated, -1.0)):
        if base[arm].sum() <= 0:
            return dict.fromkeys(("estimate", "estimate_low", "estimate_high", "mde"))
        share, rest = _share(new, base, arm)
        shares.append(share)
        parts += sign * np.bincount(clients, rest, minlength=len(parts))
    estimate = shares[0] - shares[1]
    error = float(np.sqrt((parts**2).sum()))
    half = float(t.ppf(0.975, max(min(stack.arms) - 1, 1))) * error
    return {
        "estimate": estimate,
        "estimate_low": estimate - half,
        "estimate_high": estimate + half,
        "mde": MDE_FACTOR * error,
    }


def _share(new: Floats, base: Floats, arm: Bools) -> tuple[float, Floats]:
    """The share of new money in one group, and each row's part in its uncertainty."""
    whole = float(base[arm].sum())
    share = float(new[arm].sum()) / whole
    return share, np.where(arm, (new - share * base) / whole, 0.0)
