"""The tables of the validation study, from its results world by world."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from kit.questions.decision.belief import Z90

from kit.gates import BEFOREHAND, MAX_REGRET_SHARE, MIN_P_BEST
from kit.intervals import wilson
from kit.triggers.cohort import MIN_CLIENTS

Row = dict[str, Any]
LEAST_COVERAGE = 0.93
MOST_FALSE = 0.05
COSTLY = 0.01  # of the margin: a choice that loses more is wrong
CLEAR = 0.03  # of the margin: a best rule ahead by this much should be found
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


def decisions(rows: list[Row]) -> tuple[str, float, float]:
    """How often each way decides, and how often that costs more than 1 % of the margin."""
    lines, worst = [], 0.0
    for policy in POLICIES:
        for clients in sizes(rows):
            cell = [one for one in of(rows, policy, clients) if "best" in one["kit"]]
            n, false = len(cell), sum(wrong(one, "kit") for one in cell)
            worst = max(worst, false / max(n, 1))
            lines.append(
                [
                    policy, f"{clients:,}", str(n), share(sum(map(decided, cell)), n),
                    share(false, n),
                    share(sum(wrong(one, "believed") for one in cell), n),
                    share(sum(one["second_deal"] > COSTLY for one in cell), n),
                ]
            )  # fmt: skip
    every = [one for one in rows if "best" in one["kit"]]
    head = ["cell", "clients", "worlds", "the kit decides", "and is wrong (of all worlds)",
            "before and after, believed: wrong", "«second deal» always: wrong"]  # fmt: skip
    false = sum(wrong(one, "kit") for one in every)
    return table(head, lines), false / max(len(every), 1), worst


def decided(one: Row, name: str = "kit") -> bool:
    """The verdict by the gates as they are now, so that tuning them needs no new worlds."""
    said = one[name]
    if "best" not in said or said["clients"] < MIN_CLIENTS or said["borrowed"]:
        return False
    return bool(said["p_best"] >= MIN_P_BEST and said["regret_share"] <= MAX_REGRET_SHARE)


def wrong(one: Row, name: str) -> bool:
    """Decided, and more than 1 % of the margin worse than the best rule."""
    return decided(one, name) and bool(one[name]["loss"] > COSTLY)


def clear_cases(rows: list[Row]) -> tuple[str, float, float]:
    """1,000 clients, and the best rule is ahead by 3 % of the margin or more."""
    lines = []
    clear = [
        one
        for one in of(rows, clients=max(sizes(rows)))
        if "best" in one["kit"] and one["lead"] >= CLEAR
    ]
    for policy in (*POLICIES[:-1], "judgement", None):
        cell = of(clear, policy)
        n = len(cell)
        lines.append(
            [
                policy or "all", str(n), share(sum(map(decided, cell)), n),
                share(sum(wrong(one, "kit") for one in cell), n),
            ]
        )  # fmt: skip
    sound = [one for one in clear if not one["cell"].startswith("judgement")]
    rate, all_rate = (sum(map(decided, some)) / max(len(some), 1) for some in (sound, clear))
    return table(["cell", "worlds", "the kit decides", "and is wrong"], lines), rate, all_rate


def measured(rows: list[Row]) -> str:
    """Is the figure that the kit says to measure first worth more than another one?"""
    names = ("kit", "named", "other")
    lines = []
    for policy in (*POLICIES, None):
        for clients in sizes(rows):
            cell = [one for one in of(rows, policy, clients) if "best" in one["kit"]]
            n = len(cell)
            lost = [np.mean([one[name]["loss"] for one in cell]) if n else 0.0 for name in names]
            lines.append(
                [
                    policy or "all", f"{clients:,}", str(n),
                    *(share(sum(decided(one, name) for one in cell), n) for name in names),
                    " / ".join(
                        f"{100 * sum(wrong(one, name) for one in cell) / max(n, 1):.1f} %"
                        for name in names
                    ),
                    " / ".join(f"{100 * one:.1f} %" for one in lost),
                ]
            )  # fmt: skip
    head = ["cell", "clients", "worlds", "the kit decides", "with the named figure known",
            "with another one known", "and is wrong", "margin lost"]  # fmt: skip
    return table(head, lines)


def uneven(rows: list[Row]) -> str:
    """The effect depends on when a client passes, and changes after a year."""
    said = {
        "honest": "a range that holds the truth",
        "silent": "nothing: the kit's placeholders",
        "unaware": "that there is next to nothing (±3 points)",
    }
    lines = []
    for policy in POLICIES:
        for name, words in said.items():
            cell = of(rows, f"{policy} uneven")
            if cell:
                n = len(cell)
                lines.append(
                    [
                        policy, words, str(n), share(sum(decided(one, name) for one in cell), n),
                        share(sum(wrong(one, name) for one in cell), n),
                    ]
                )  # fmt: skip
    return table(["cell", "the company states", "worlds", "the kit decides", "and is wrong"], lines)


def large(rows: list[Row]) -> str:
    """The effect lies beyond what is held likely beforehand."""
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
                    share(sum(map(decided, some)), n),
                    share(sum(wrong(one, "kit") for one in some), n),
                ]
            )  # fmt: skip
    head = ["cell", "planted", "worlds", "95 % interval covers", "the kit decides", "and is wrong"]
    return table(head, lines)


def report(every: list[Row]) -> str:
    """Everything, with what was aimed at and whether it was met."""
    rows = [one for one in every if one["cell"].split("|")[0] in POLICIES]
    covered, failed = coverage(rows)
    decision, false, worst = decisions(rows)
    clear, rate, with_judgement = clear_cases(rows)
    n = min(len(of(rows, p, c, e)) for p in POLICIES for c in sizes(rows) for e in effects(rows))
    met = {True: "met", False: "**missed**"}
    least, most = (f"{100 * math.expm1(end * Z90 * BEFOREHAND):+.0f}" for end in (-1, 1))
    targets = table(
        ["aim", "seen", ""],
        [
            ["no cell's coverage wholly below 93 %", "see the table", met[not failed]],
            [
                "false certainty in at most 5 % of all worlds",
                f"{100 * false:.1f} %; in the worst line below {100 * worst:.1f} %",
                met[false <= MOST_FALSE],
            ],
            [
                "decided in half of the worlds with 1,000 clients and a best rule ahead by 3 %",
                f"{100 * rate:.0f} % where there is evidence (L1–L3); {100 * with_judgement:.0f} % "
                "with the judgement worlds, where only stated assumptions could decide",
                met[rate >= 0.5],
            ],
        ],
    )
    return f"""# Is the kit right about what it knows?

Printed by `python benchmarks/validation.py`: {len(every):,} simulated companies, at least {n} in
every cell, four years each, whose truth is planted. Ranges in brackets are 95 % (Wilson) and say
how far the number of worlds lets a share be known; the three planted effects share their clients.

A handoff changes every later order by the planted effect. Rules compared: the second deal, the
sixth, a year's tenure, and «the hunter keeps everyone». The company states its other figures with
honest ranges: the truth is drawn from them. *Wrong*: the rule chosen loses more than 1 % of the
clients' margin over two years against the best rule.

## What was aimed at

{targets}

The gates were set on worlds that are not among these; the first 25 of every cell had been looked
at under the gates before them. Read the cells one by one below: they differ. Under judgement the
verdict rests on stated assumptions alone; the Finding says so, and its status stays «cannot tell».

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

## Which rule? Certainty, and false certainty

{decision}

With {max(sizes(rows)):,} clients, where the best rule is ahead by 3 % of the margin or more:

{clear}

## Does it help to measure what the kit says to measure first?

The same worlds, once with the figure known for certain that is worth most to know (the one that the
kit names, unless knowing any would hardly help), once with another one, picked by chance. The last
two columns: as it is / with the named one / with the other one known. *Margin lost*: by the rule
that comes out first, decided or not, against the best one, on average.

{measured(rows)}

## Where the effect is uneven

Beside the worlds above: 1,000 clients; passing at the second deal costs a client a share of its
margin for good, and every handoff costs another share for a year (each drawn between 0 and 15 %,
likely 6); after that it wins 10 %. Past handoffs show one maturity and the first year. The rest has
to be stated, and the kit cannot know whether it was stated well.

{uneven(every)}

## Where the effect is large

Before it looks, the decision holds {least} to {most} % likely (9 cases in 10), and draws an
estimate from few clients towards «no change». These worlds, of 300 clients, lie beyond that.

{large(every)}
"""


def write(path: Path, rows: list[Row]) -> str:
    """Write the report; returns it."""
    text = report(rows)
    path.write_text(text, encoding="utf-8")
    return text
