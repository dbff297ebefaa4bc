"""How sure a ratio is: at the level at which it was decided who was handed over.

Under a lot that is the client. Elsewhere clients of one rep share their luck (a price, a region, a
successor), and a thousand clients of five reps are five pieces of evidence, not a thousand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from kit.evidence.two_way import (
    Linearised,
    Panel,
    Ratio,
    brought,
    effective,
    linearised,
    solve,
)
from kit.sales.lanes import Bools, Floats, Ints

GROUPS = 40  # of more reps, so many groups of reps are left out in turn


def ratio(panel: Panel) -> Ratio | None:
    """The relative change of the treated after the event, with its uncertainty.

    None where nothing can be compared, or where reps decide and there are too few of them to see
    how far luck alone carries one.
    """
    lines = linearised(panel)
    if lines is None or panel.rep is None:
        return None if lines is None else lines.by_client
    rep = np.unique(panel.rep, return_inverse=True)[1].astype(np.int64)
    treated: Bools = np.asarray(panel.hit.any(axis=1))
    if _mixed(rep, treated, panel.trial):
        return _left_out(lines, rep)
    return _between(panel, lines, rep, treated)


def _mixed(rep: Ints, treated: Bools, trial: Ints) -> bool:
    """Whether clients of the same rep stand on both sides of a trial."""
    cell = trial * (int(rep.max()) + 1) + rep
    return bool(np.isin(cell[treated], cell[~treated]).any())


def _left_out(lines: Linearised, rep: Ints) -> Ratio | None:
    """Each rep left out in turn, with all clients: the jackknife CR3, and t over reps.

    Source: Bell and McCaffrey 2002; MacKinnon, Nielsen and Webb 2023. The degrees of freedom
    follow from how unevenly the reps carry the estimate (Carter, Schnepel and Steigerwald 2017).
    """
    carried = np.bincount(rep, lines.carried).astype(np.float64)
    alike = lines.fitted.alike
    group = np.zeros(len(alike.n), np.int64)
    group[alike.of] = rep
    if len(carried) > GROUPS:
        # large and small ones are spread evenly (Kott 2001)
        place = np.empty(len(carried), np.int64)
        place[np.argsort(-carried, kind="stable")] = np.arange(len(carried)) % GROUPS
        group = place[group]
        carried = np.bincount(place, carried).astype(np.float64)
    if len(carried) < 2:
        return None
    log = lines.fitted.log
    logs = np.array([solve(alike.take(group != out), beta=log).log for out in range(len(carried))])
    logs = logs[np.isfinite(logs)]
    if len(logs) < 2:
        return None
    error = math.sqrt(float(((logs - log) ** 2).sum()) * (len(logs) - 1) / len(logs))
    return Ratio(log, error, max(effective(carried) - 1, 1.0))


@dataclass(frozen=True)
class _Shifts:
    """What each rep's clients brought after the event over what was expected, less 1.

    shift, noise: that, and its variance as far as it comes from single clients. pull: how far the
    estimate moves with a shift. treated: whether it is about the time after a handoff.
    """

    shift: Floats
    noise: Floats
    pull: Floats
    treated: Bools


def _between(panel: Panel, lines: Linearised, rep: Ints, treated: Bools) -> Ratio | None:
    """All clients of a rep were handed over, or none: the other reps show how far luck carries one.

    The reps of each side differ among themselves by more than their clients explain; that much,
    drawn anew for every rep, is added to the variance by client. In the manner of Donald and Lang
    (2007): at most reps less two degrees of freedom, and luck as wide for who left as for who
    stayed.
    """
    shifts = _shifts(panel, lines, rep, treated)
    luck, freedom = _luck(shifts)
    freedom = min(freedom, len(np.unique(rep)) - 2)
    if freedom <= 0:
        return None
    # a rep may stand on both sides, one after the other: what luck does to both adds up at worst
    error = math.sqrt(lines.by_client.error**2 + luck * float((shifts.pull**2).sum()))
    return Ratio(lines.by_client.log, error, max(min(freedom, lines.by_client.freedom), 1.0))


def _shifts(panel: Panel, lines: Linearised, rep: Ints, treated: Bools) -> _Shifts:
    after = panel.hit.any(axis=0)
    month = np.where(panel.seen, lines.fitted.month[panel.trial], 0.0)
    money = np.where(panel.seen, panel.money, 0.0)
    early, late = money[:, ~after].sum(axis=1), money[:, after].sum(axis=1)
    usual = month[:, ~after].sum(axis=1)
    level = np.divide(np.maximum(early, 0.0), usual, out=np.zeros_like(usual), where=usual > 0)
    expected = level * month[:, after].sum(axis=1)
    alike = lines.fitted.alike
    moved = (lines.fitted.cells * lines.centred)[:, after].sum(axis=1)[alike.of]
    moved *= brought(panel) / lines.information
    sides, side = np.unique(rep * 2 + treated, return_inverse=True)
    pull = np.abs(np.bincount(side, moved).astype(np.float64))
    whole = np.bincount(side, expected)
    usable = whole > 0
    whole = np.where(usable, whole, 1.0)
    share = np.bincount(side, late) / whole
    # each client once, in whatever trials it stands
    pairs, pair = np.unique(
        side * (int(panel.client.max()) + 1) + panel.client, return_inverse=True
    )
    of = np.zeros(len(pairs), np.int64)
    of[pair] = side
    rest = (np.bincount(pair, late) - share[of] * np.bincount(pair, expected)) / whole[of]
    n = np.bincount(of, minlength=len(sides))
    noise = np.bincount(of, rest**2, minlength=len(sides)) * n / np.maximum(n - 1, 1)
    treated_side = (sides % 2 == 1)[usable]
    return _Shifts(share[usable] - 1, noise[usable], pull[usable], treated_side)


def _luck(shifts: _Shifts) -> tuple[float, float]:
    """The variance between reps of a side beyond what their clients explain, and from how many.

    By moments, each rep as it counts in the estimate (DerSimonian and Kacker 2007). Degrees of
    freedom: of each side as many reps as count, less one (Kish 1965).
    """
    surplus = whole = freedom = 0.0
    for side in np.unique(shifts.treated):
        mine = (shifts.treated == side) & (shifts.pull > 0)
        if not mine.any():
            continue
        weight = shifts.pull[mine] / shifts.pull[mine].sum()
        shift, noise = shifts.shift[mine], shifts.noise[mine]
        free = weight * (1 - weight)
        surplus += float(weight @ (shift - weight @ shift) ** 2 - free @ noise)
        whole += float(free.sum())
        freedom += effective(weight) - 1
    return (max(surplus / whole, 0.0) if whole > 1e-9 else 0.0), freedom
