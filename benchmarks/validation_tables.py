"""The tables of the validation study, from its results world by world."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kit.intervals import wilson

Row = dict[str, Any]
LEAST_COVERAGE = 0.93
MOST_WRONG = 0.05  # of the answers in hard worlds
POLICIES = ("L1", "L2", "L2 orders", "L3", "judgement")


def of(rows: Iterable[Row], policy: str | None = None, clients: int | None = None,
       effect: float | None = None) -> list[Row]:  # fmt: skip
    """The worlds of some cells."""
    found = []
    for row in rows:
        name, n, change = row["cell"].split("|")
        if policy not in (None, name) or clients not in (None, int(n)):
            continue
        if effect is None or math.isclose(effect, float(change)):
            found.append(row)
    return found


def planted(row: Row) -> float:
    return float(row["cell"].split("|")[2])


def sizes(rows: Iterable[Row]) -> list[int]:
    return sorted({int(row["cell"].split("|")[1]) for row in rows})


def effects(rows: Iterable[Row]) -> list[float]:
    return sorted({planted(row) for row in rows})


def share(n: int, total: int) -> str:
    value, low, high = wilson(n, total)
    if value is None or low is None or high is None:
        return "–"
    return f"{100 * value:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def coverage(rows: list[Row]) -> tuple[str, bool]:
    """Do the 95 % intervals cover the truth? Before any gate; and whether a cell fails."""
    lines, failed = [], False
    for policy in POLICIES[:-1]:
        for clients in sizes(rows):
            for effect in effects(rows):
                cell = of(rows, policy, clients, effect)
                known = [one for one in cell if one["log"] is not None]
                hits = sum(one["covered"] for one in known)
                high = wilson(hits, len(known))[2] if known else None
                bad = high is not None and high < LEAST_COVERAGE
                failed |= bad
                errors = np.array([one["log"] - math.log1p(effect) for one in known])
                se = np.array([one["error"] for one in known])
                lines.append(
                    [
                        policy, f"{clients:,}", f"{100 * effect:+.0f} %", str(len(cell)),
                        str(len(known)), share(hits, len(known)) + (" **fails**" if bad else ""),
                        f"{errors.mean():+.3f}" if len(errors) else "–",
                        f"{errors.std():.3f}" if len(errors) else "–",
                        f"{se.mean():.3f}" if len(errors) else "–",
                        share(sum(one["biased"] > 0 for one in known), len(known)),
                    ]
                )  # fmt: skip
    head = ["cell", "clients", "planted", "worlds", "with an estimate", "95 % interval covers",
            "mean error", "spread", "mean standard error", "bias gate closed"]  # fmt: skip
    return table(head, lines), failed


def judgement(rows: list[Row]) -> str:
    """Where handoffs are picked by growth: is a figure given?"""
    lines = []
    for clients in sizes(rows):
        for effect in effects(rows):
            cell = of(rows, "judgement", clients, effect)
            given = [one for one in cell if one["log"] is not None and not one["biased"]]
            off = [one["log"] - math.log1p(effect) for one in cell if one["log"] is not None]
            lines.append(
                [
                    f"{clients:,}", f"{100 * effect:+.0f} %", str(len(cell)),
                    share(sum(one["rung"] == "L0" for one in cell), len(cell)),
                    share(len(given), len(cell)), f"{np.mean(off):+.3f}" if off else "–",
                    mean(cell, "before_after"), mean(cell, "two_way"),
                ]
            )  # fmt: skip
    head = ["clients", "planted", "worlds", "set down to L0", "a figure is given all the same",
            "its mean error", "before and after says", "two-way differences say"]  # fmt: skip
    return table(head, lines)


def mean(cell: list[Row], name: str) -> str:
    found = [one[name] for one in cell if one[name] is not None]
    return f"{100 * np.mean(found):+.0f} %" if found else "–"


def today(rows: list[Row]) -> str:
    """The same worlds through what people do today: how far off is each?"""
    methods: dict[str, Callable[[Row], float | None]] = {
        "the kit": lambda one: (
            None if one["log"] is None or one["biased"] else math.expm1(one["log"])
        ),
        "before and after": lambda one: one["before_after"],
        "two-way differences": lambda one: one["two_way"],
    }
    lines = []
    for policy in POLICIES:
        for clients in sizes(rows):
            line = [policy, f"{clients:,}"]
            for method in methods.values():
                pairs = [(method(one), planted(one)) for one in of(rows, policy, clients)]
                off = np.array([said - truth for said, truth in pairs if said is not None])
                line.append(
                    f"{100 * off.mean():+.0f} / {100 * math.sqrt((off**2).mean()):.0f}"
                    if len(off)
                    else "no figure"
                )
            lines.append(line)
    return table(["cell", "clients", *methods], lines)


def large(rows: list[Row]) -> str:
    """The effect is large."""
    lines = []
    for policy in POLICIES:
        cell = of(rows, f"{policy} large")
        for effect in effects(cell):
            some = of(cell, effect=effect)
            n = len(some)
            known = [one for one in some if one["log"] is not None]
            lines.append(
                [
                    policy, f"{100 * effect:+.0f} %", str(n),
                    share(sum(one["covered"] for one in known), len(known)),
                ]
            )  # fmt: skip
    return table(["cell", "planted", "worlds", "95 % interval covers"], lines)


def hard(rows: list[Row]) -> tuple[str, int, int, int]:
    """The worlds in which a comparison goes wrong easily: covered, answered, and answered wrongly.

    Answered: the range to believe excludes «no change», or lies within what makes no difference,
    and no gate closed. Wrong: it does not hold the truth. Returns the table; the worlds, how many
    of them were answered, and how many of these wrongly.
    """
    cells: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        name, clients, _ = row["cell"].split("|")
        if name.endswith(" hard"):
            cells.setdefault((name.removesuffix(" hard"), int(clients)), []).append(row)
    lines, answered, wrong, total = [], 0, 0, 0
    for (kind, clients), cell in cells.items():
        usable = [row for row in cell if row["log"] is not None and not row["biased"]]
        firm = [row for row in usable if row["firm"]]
        false = sum(not row["told_covers"] for row in firm)
        off = [row["log"] - math.log1p(row["truth"]) for row in usable if row["truth"] > -1]
        lines.append(
            [
                kind, f"{clients:,}", str(len(cell)), share(len(usable), len(cell)),
                share(sum(row["covered"] for row in usable), len(usable)),
                f"{np.mean(off):+.3f}" if off else "–",
                share(len(firm), len(cell)), share(false, len(firm)),
            ]
        )  # fmt: skip
        answered, wrong, total = answered + len(firm), wrong + false, total + len(cell)
    head = ["kind", "clients", "worlds", "a range may be used", "of these, it covers the truth",
            "mean error", "answered", "wrong of answered"]  # fmt: skip
    return table(head, lines), total, answered, wrong


def report(every: list[Row]) -> str:
    """Everything, with what was aimed at and whether it was met."""
    rows = [one for one in every if one["cell"].split("|")[0] in POLICIES]
    covered, failed = coverage(rows)
    hard_worlds, tried, answered, wrong = hard(every)
    bases = len({row["seed"] for row in every})
    n = min(len(of(rows, p, c, e)) for p in POLICIES for c in sizes(rows) for e in effects(rows))
    met = {True: "met", False: "**missed**"}
    targets = table(
        ["aim", "seen", ""],
        [
            ["no cell's coverage wholly below 93 %", "see the table", met[not failed]],
            [
                f"hard worlds: at most {100 * MOST_WRONG:.0f} % of answers wrong",
                f"{share(wrong, answered)}; answered {share(answered, tried)}",
                met[wrong <= MOST_WRONG * answered],
            ],
        ],
    )
    return f"""# Is the kit right about what it knows?

Printed by `python benchmarks/validation.py`: {len(every):,} simulated companies, at least {n} in
every cell, four years each, whose truth is planted. Ranges in brackets are 95 % (Wilson) and say
how far the number of worlds lets a share be known; the three planted effects share their clients.

A handoff changes every later order by the planted effect. Whether the choice that follows is right
is in `choices.md`.

## What was aimed at

{targets}

## Do the intervals cover the truth?

Before any gate. L1: a rule decided and clients waited by chance; L2: two reps left; «L2 orders»:
the same, owners seen only through orders; L3: a lot. Errors are on the log scale. The last column:
how often a placebo or the survivors' test withdrew a figure although the comparison was sound.

{covered}

## Where handoffs are picked by growth

There is nobody to compare with. The kit has to say so.

{judgement(rows)}

## What people do today, on the same worlds

Mean error / root mean square error of the estimated effect, in points.

{today(rows)}

## Where the effect is large

Of 300 clients.

{large(every)}

## Where a comparison goes wrong easily

The kinds of `hard_worlds.py`; truth: the change of the margin of those handed over, in the first
year. «luck»: all clients of a rep share good and bad quarters. A range may be used where no gate of
bias closed; answered: weighed against what is usual (`USUAL_CHANGE`), it excludes «no change», or
lies within what makes no difference; wrong: the range so weighed does not hold the truth. All kinds
stand on the same {bases} companies, so that the shares of different kinds hang together. Without
weighing, those that miss the truth would be a large share of the few that are clear enough.

{hard_worlds}
"""


def write(path: Path, rows: list[Row]) -> str:
    """Write the report; returns it."""
    text = report(rows)
    path.write_text(text, encoding="utf-8")
    return text
