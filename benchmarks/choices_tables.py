"""The tables of the study of choices, from the companies that were run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kit.gates import MAX_RISK, NOTICEABLE
from kit.intervals import wilson

Row = Mapping[str, Any]
HERE = Path(__file__).parent
BIN = 50
OLD_P_BEST = 0.65  # the rule until 2026: most often best in so many of the futures


def share(rows: Sequence[Row], true: Callable[[Row], bool]) -> str:
    """A share with its 95 % interval, and of how many; rows of one company count as alike as seen.

    Wilson's interval of as many independent rows as have the variance of this ratio between
    companies (Kish's effective sample size); of a share of 0 or 1, of as many as are companies.
    """
    if not rows:
        return "–"
    of_company = defaultdict(list)
    for row in rows:
        of_company[row["seed"]].append(bool(true(row)))
    hits, companies = sum(map(sum, of_company.values())), len(of_company)
    middle = hits / len(rows)
    worth = float(companies)
    if 0 < hits < len(rows) and companies > 1:
        apart = [sum(each) - middle * len(each) for each in of_company.values()]
        variance = companies / (companies - 1) * np.square(apart).sum() / len(rows) ** 2
        worth = min(middle * (1 - middle) / max(variance, 1e-12), float(len(rows)))
    _, low, high = wilson(middle * worth, worth)
    return f"{middle:.1%} ({low:.1%}–{high:.1%}), {hits} of {len(rows)}"


def loss(row: Row, place: int) -> float:
    """What a policy really loses against the best of those compared."""
    return max(row["worth"]) - row["worth"][place]


def handing_loss(row: Row, place: int) -> float:
    """The same among those that hand over."""
    return max(row["worth"][:-1]) - row["worth"][place]


def wrong_pay(row: Row) -> bool:
    """Whether what was said of the default policy is noticeably untrue."""
    worth = row["worth"][0]
    return {
        "pays": worth < -NOTICEABLE,
        "does not": worth > NOTICEABLE,
        "no difference": abs(worth) > NOTICEABLE,
    }[row["pay"]]


def cell_rows(cells: Mapping[str, list[Row]]) -> Iterable[str]:
    """A line per cell."""
    for name, rows in cells.items():
        decided = [row for row in rows if row["decided"]]
        handing = [row for row in rows if row["handing_decided"]]
        paid = [row for row in rows if row["pay"] not in ("open", None)]
        yield " | ".join(
            [
                f"| {name.replace('|', ', ')}",
                str(len(rows)),
                share(rows, lambda row: row["decided"]),
                share(decided, lambda row: loss(row, row["best"]) > NOTICEABLE),
                share(rows, lambda row: row["handing_decided"]),
                share(handing, lambda row: handing_loss(row, row["handing_best"]) > NOTICEABLE),
                share(rows, lambda row: row["pay"] not in ("open", None)),
                share(paid, wrong_pay) + " |",
            ]
        )


def calibration(rows: Sequence[Row]) -> Iterable[str]:
    """Told risk beside the share that was wrong, in bins."""
    ranked = sorted(rows, key=lambda row: row["risk"])
    size = max(BIN, len(ranked) // 12)
    for begin in range(0, len(ranked) - size + 1, size):
        group = ranked[begin : begin + size]
        told = float(np.mean([row["risk"] for row in group]))
        wrong = float(np.mean([loss(row, row["best"]) > NOTICEABLE for row in group]))
        yield f"| {told:.0%} | {wrong:.0%} | {abs(told - wrong):.0%} | {len(group)} |"


def constants(rows: Sequence[Row]) -> Iterable[str]:
    """The mean loss of always doing the same, and of what the kit puts in front."""
    places = {
        "the kit's choice, decided or not": lambda row: row["best"],
        "the highest mean": lambda row: row["best_by_mean"],
        "always the 2nd deal with a cap": lambda row: 0,
        "always «the hunter keeps everyone»": lambda row: len(row["worth"]) - 1,
        **{
            f"always {rule} with a cap": (lambda row, rule=rule: _place(row, rule))
            for rule in ("deal 1", "deal 3", "deal 6", "tenure 365 days active 120 days")
        },
    }
    for name, place in places.items():
        losses = [loss(row, place(row)) for row in rows]
        yield f"| {name} | {np.mean(losses):.2%} | {np.mean(np.array(losses) > NOTICEABLE):.0%} |"
    uncapped = [max(row["worth"]) - row["uncapped"] for row in rows]
    wrong = np.mean(np.array(uncapped) > NOTICEABLE)
    yield f"| always the 2nd deal, without a cap | {np.mean(uncapped):.2%} | {wrong:.0%} |"


def _place(row: Row, rule: str) -> int:
    return next(
        place for place, policy in enumerate(row["policies"]) if policy.split(";")[0] == rule
    )


def lines(rows: Sequence[Row]) -> Iterable[str]:
    """The whole report."""
    cells = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["cell"]):
        cells[row["cell"]].append(row)
    decided = [row for row in rows if row["decided"]]
    open_rows = [row for row in rows if not row["decided"] and row["rival"] is not None]
    chosen = [row for row in decided if row["own"]]
    taken = [row for row in decided if not row["own"]]
    alike = [row for row in decided if row["same"]]
    can = [row for row in rows if row["carry"] == "can"]
    cannot = [row for row in rows if row["carry"] == "cannot"]
    later = [row for row in rows if row["worth"][0] < max(_later(row)) - NOTICEABLE]
    old = [row for row in rows if row["most_often_best"] >= OLD_P_BEST]
    yield from (
        "# Are carry, pay and choice right?",
        "",
        f"Printed by `python benchmarks/choices.py --report`: {len(rows):,} answers to",
        f"{len({row['seed'] for row in rows}):,} simulated companies whose next two years were",
        f"really run. *Wrong*: untrue by more than {NOTICEABLE:.0%} of the margin.",
        f"Decided: at a told risk of {MAX_RISK:.0%} or less. A person is told «choose» only where",
        "the effect is that of own handoffs too; without it, what is in front is told as assumed.",
        "Ranges in brackets are 95 % (Wilson); answers to one company count as alike as they are.",
        "",
        "| question | seen |",
        "| --- | --- |",
        f"| carry: answered | {share(rows, lambda row: row['carry'] in ('can', 'cannot'))} |",
        f"| «can» said, cannot | {share(can, lambda row: row['load'] > row['limit'])} |",
        f"| «cannot» said, can | {share(cannot, lambda row: row['load'] <= row['limit'])} |",
        f"| choice: decided | {share(rows, lambda row: row['decided'])} |",
        "| choice: wrong of decided | "
        f"{share(decided, lambda row: loss(row, row['best']) > NOTICEABLE)} |",
        f"| «choose» said: decided, and the effect is the company's own | "
        f"{share(rows, lambda row: row['decided'] and row['own'])} |",
        "| «choose» said: wrong | "
        f"{share(chosen, lambda row: loss(row, row['best']) > NOTICEABLE)} |",
        "| only «by the figures taken here … is in front», tagged assumed: wrong | "
        f"{share(taken, lambda row: loss(row, row['best']) > NOTICEABLE)} |",
        f"| «no difference» between policies is true | {share(alike, _alike)} |",
        f"| «A or B» holds a policy within 1 % of the best | {share(open_rows, _either)} |",
        "| where a later rule leads by over 1 %: wrong of decided | "
        + share(
            [row for row in later if row["decided"]],
            lambda row: loss(row, row["best"]) > NOTICEABLE,
        )
        + " |",
        f"| copies in the list change it | {share(rows, lambda row: row['copies_change'])} |",
        f"| so does another order of the list | {share(rows, lambda row: row['order_changes'])} |",
        "| a decided choice changes when its rival is left out | "
        f"{share(rows, lambda row: row['rival_changes'])} |",
        f"| the old rule (most often best in 65 %): decided | {len(old) / len(rows):.0%} |",
        "| the old rule: wrong of decided | "
        f"{share(old, lambda row: loss(row, row['best_by_mean']) > NOTICEABLE)} |",
        "",
        "## By cell",
        "",
        "Past (L0: judgement, L2: two reps left, L3: a lot), clients, and how wide ranges are",
        "stated.",
        "",
        "| cell | companies | decided | wrong of decided | among those that hand over: decided | "
        "wrong of decided | pay answered | wrong of answered |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        *cell_rows(cells),
        "",
        "## Is the told risk the real one?",
        "",
        "| told risk | wrong | apart | companies |",
        "| --- | --- | --- | --- |",
        *calibration(rows),
        "",
        "## What a fixed habit costs",
        "",
        "Mean loss against the best of the policies compared, as a share of two years' margin.",
        "",
        "| always | mean loss | noticeably wrong |",
        "| --- | --- | --- |",
        *constants(rows),
    )


def _later(row: Row) -> list[float]:
    return [row["worth"][_place(row, rule)] for rule in ("deal 3", "deal 6")]


def _alike(row: Row) -> bool:
    best = row["worth"][row["best"]]
    return all(abs(best - row["worth"][place]) <= NOTICEABLE for place in row["same"])


def _either(row: Row) -> bool:
    return min(loss(row, row["best"]), loss(row, row["rival"])) <= NOTICEABLE


def report(rows: Sequence[Row]) -> None:
    """Write benchmarks/choices.md."""
    text = "\n".join(lines(rows)) + "\n"
    (HERE / "choices.md").write_text(text, encoding="utf-8")
    print(text)
