"""How far do intervals from groups of clients lie from those of clients drawn one by one?

    python benchmarks/intervals.py

For each kind of client and each number of them: the ends of the kit's interval, and of one from
normal draws with the covariance of the sums, against clients drawn one by one 8,000 times. The
errors are in hundredths of the interval's width, root mean square over `--seeds` seeds and both
ends, and the largest of them. Beside them what one by one drawing with another seed differs by.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from kit.intervals import MOST_DRAWN, REPLICATES, Resamples, ratio

Floats = npt.NDArray[np.float64]

REFERENCE = 8_000
CLIENTS = (20, 50, 300, 2_500, 5_000, 50_000)
PERCENT = (2.5, 97.5)


def share(sums: Floats) -> Floats:
    return ratio(sums[:, 0], sums[:, 1])


def plain(sums: Floats) -> Floats:
    return sums[:, 0]


def cases(n: int) -> dict[str, tuple[Floats, Callable[[Floats], Floats]]]:
    """Clients × columns and the statistic of their sums."""
    random = np.random.default_rng([7, n])
    lognormal, pareto = random.lognormal(0, 1, n), random.pareto(1.5, n) + 1
    kept = random.random(n)
    few = np.arange(n) < 10
    return {
        "share of clients, 1 in 4": (np.column_stack([np.arange(n) < n / 4, np.ones(n)]), share),
        "how many: 10 clients": (few[:, None].astype(np.float64), plain),
        "mean of 10 clients, lognormal": (np.column_stack([few * lognormal, few]), share),
        "share of money, lognormal": (np.column_stack([kept * lognormal, lognormal]), share),
        "share of money, Pareto 1.5": (np.column_stack([kept * pareto, pareto]), share),
        "sum of money, Pareto 1.5": (pareto[:, None], plain),
        "Σ share², Pareto 1.5": (
            np.column_stack([pareto**2, pareto]),
            lambda sums: ratio(sums[:, 0], sums[:, 1] ** 2),
        ),
    }


def ends(values: Floats) -> Floats:
    return np.nanpercentile(values, PERCENT)


def one_by_one(columns: Floats, seed: int, draws: int) -> Floats:
    """[draw, column] sums, each client drawn by itself, never many weights at once."""
    random = np.random.default_rng(seed)
    n = len(columns)
    rows = (np.bincount(random.integers(n, size=n), minlength=n) @ columns for _ in range(draws))
    return np.array(list(rows))


def normal(columns: Floats, seed: int) -> Floats:
    """[draw, column] sums from the covariance of the clients' values."""
    spread, axes = np.linalg.eigh(
        len(columns) * np.cov(columns.T, bias=True).reshape(2 * (len(columns.T),))
    )
    drawn = np.random.default_rng(seed).standard_normal((REPLICATES, len(spread)))
    return columns.sum(axis=0) + drawn * np.sqrt(np.maximum(spread, 0)) @ axes.T


def errors(seeds: int, n: int) -> dict[str, list[Floats]]:
    """Per case: |error| of both ends over the seeds, as a share of the width, by way of drawing."""
    known = cases(n)
    places = np.cumsum([0, *(columns.shape[1] for columns, _ in known.values())])
    together = np.concatenate([columns for columns, _ in known.values()], axis=1)
    reference = one_by_one(together, 10_000, REFERENCE)
    again = one_by_one(together, 20_000, REPLICATES)
    found = {}
    for (name, (columns, statistic)), begin, end in zip(
        known.items(), places[:-1], places[1:], strict=True
    ):
        right = ends(statistic(reference[:, begin:end]))
        ways: list[list[Floats]] = [[ends(statistic(again[:, begin:end]))], [], []]
        for seed in range(seeds):
            ways[1].append(ends(statistic(Resamples(n, seed).sums(columns))))
            ways[2].append(ends(statistic(normal(columns, seed))))
        width = right[1] - right[0]
        found[name] = [np.abs(np.array(way) - right) / width for way in ways]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=20)
    asked = parser.parse_args()
    print(
        f"{REPLICATES:,} draws against {REFERENCE:,}, numpy {np.__version__}. Up to "
        f"{MOST_DRAWN:,} clients the kit draws them one by one, above in groups. Errors in "
        f"hundredths of the interval's width: root mean square, and the largest, of "
        f"{asked.seeds} seeds.\n"
    )
    print(
        "| clients | statistic | once more one by one | the kit | largest "
        "| normal draws | largest |"
    )
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for n in CLIENTS:
        for name, ways in errors(asked.seeds, n).items():
            cells = [f"{100 * np.sqrt((way**2).mean()):.1f}" for way in ways]
            most = [f"{100 * way.max():.1f}" for way in ways]
            print(
                f"| {n:,} | {name} | {cells[0]} | {cells[1]} | {most[1]} | {cells[2]} | {most[2]} |"
            )


if __name__ == "__main__":
    main()
