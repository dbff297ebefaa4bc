"""Do the intervals of people followed by month hold what was planted, and do plain ones mislead?

    nice python benchmarks/people.py

Two kinds of worlds. *Hunters* win by Poisson and keep what they win, so that their base grows by
hunting well; planted is what one more client does to hunting. *Specialists* note their hours;
planted is what doing one job only does to what comes out of an hour, while the better people are
given the more mixed work, or while people specialise in months that are good anyway. Of every cell:
the share of worlds whose 95 % interval holds the truth (kit, and what people do instead), the mean
estimate, and how often a fall, or a gain, is told.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from kit.evidence.person_months import Panel, Slope, slope, without_feedback

Floats = npt.NDArray[np.float64]

STAYS = 0.95
KEPT = np.r_[0.0, STAYS ** np.arange(60)]
BEFORE = 12  # months in which bases form
# people, months, truth, how much a hunter's luck lasts
HUNTERS = (
    (8, 36, 0.0, 0.0), (8, 36, -0.03, 0.0), (12, 24, 0.0, 0.0), (12, 36, -0.02, 0.0),
    (20, 36, 0.0, 0.0), (20, 36, -0.03, 0.0), (12, 36, 0.0, 0.6),
)  # fmt: skip
# people, months, truth, sorting (how much more mixed the work of the better is), good months first
SPECIALISTS = (
    (8, 12, 0.5, 0.0, 0.0), (8, 24, 0.5, 1.0, 0.0), (12, 24, 0.0, 1.0, 0.0),
    (20, 12, 0.5, 1.0, 0.0),
    (20, 24, 0.5, -1.0, 0.0), (12, 24, 0.0, 0.0, 0.5),
)  # fmt: skip


def hunters(
    random: np.random.Generator, people: int, months: int, beta: float, lasting: float
) -> Panel:
    """Hunters whose base is what they won and kept."""
    level = np.exp(np.log(1.5) + random.normal(0, 0.4, people))
    good = np.exp(random.normal(0, 0.2, months + BEFORE))
    base = random.poisson(random.uniform(5, 25, people))
    brought, before = np.zeros((2, people, months + BEFORE))
    spell = np.zeros(people)
    for month in range(months + BEFORE):
        before[:, month] = base
        spell = lasting * spell + (0.25 * random.normal(size=people) if lasting else 0.0)
        mean = level * good[month] * np.exp(beta * base + spell)
        brought[:, month] = random.poisson(mean)
        base = random.binomial(base, STAYS) + brought[:, month].astype(np.int64)
    cut = slice(BEFORE, None)
    return Panel(
        brought[:, cut], before[:, cut], np.ones((people, months)), np.ones((people, months), bool)
    )


def specialists(
    random: np.random.Generator,
    people: int,
    months: int,
    theta: float,
    sorting: float,
    first: float,
) -> Panel:
    """People whose hours are more or less concentrated, from month to month."""
    able = random.normal(0, 0.4, people)
    luck = 0.3 * random.normal(size=(people, months))
    usual = 0.65 - 0.25 * sorting * np.clip(able, -1, 1)
    moved = 0.15 * random.normal(size=(people, months)) + first * luck
    concentrated = np.clip(usual[:, None] + moved, 0.3, 1.0)
    hours = random.uniform(80, 170, (people, months))
    good = random.normal(0, 0.2, months)
    mean = hours / 100 * 2.0 * np.exp(able[:, None] + good + theta * concentrated + luck)
    return Panel(
        random.poisson(mean).astype(np.float64), concentrated, hours, np.ones(mean.shape, bool)
    )


def across_people(panel: Panel) -> Slope:
    """What people do instead: one point a person, a straight line through the logarithms."""
    y = np.log((panel.brought.sum(axis=1) + 0.5) / panel.exposure.sum(axis=1))
    x = panel.x.mean(axis=1)
    centred = x - x.mean()
    beta = float((centred * y).sum() / (centred**2).sum())
    left = y - y.mean() - beta * centred
    error = np.sqrt((left**2).sum() / (len(y) - 2) / (centred**2).sum())
    half = float(student(len(y) - 2).ppf(0.975) * error)
    return Slope(beta, beta - half, beta + half, len(y))


def told(found: list[Slope | None], truth: float) -> str:
    """Coverage, mean, and how often something below and above nothing is told."""
    there = [one for one in found if one is not None]
    covered = np.mean([one.low <= truth <= one.high for one in there])
    mean = np.mean([one.beta for one in there])
    below = np.mean([one.high < 0 for one in there])
    above = np.mean([one.low > 0 for one in there])
    return f"{covered:.1%} | {mean:.3f} | {below:.1%} | {above:.1%}"


def rows(worlds: int) -> Iterator[str]:
    """The lines of both tables."""
    head = "covered | mean | told below 0 | told above 0"
    rule = " ---: |" * 4
    yield "## Hunters and their base\n"
    yield f"| hunters | months | planted | luck lasts | kit: {head} | plain: {head} |"
    yield "| ---: | ---: | ---: | ---: |" + rule * 2
    for cell, (people, months, beta, lasting) in enumerate(HUNTERS):
        made: list[Panel] = [
            hunters(np.random.default_rng([1, cell, world]), people, months, beta, lasting)
            for world in range(worlds)
        ]
        kit = [without_feedback(panel, KEPT, seed) for seed, panel in enumerate(made)]
        plain = [slope(panel) for panel in made]
        yield (
            f"| {people} | {months} | {beta} | {lasting} | {told(kit, beta)} | "
            f"{told(plain, beta)} |"
        )
    yield "\n## Specialists and their hours\n"
    yield f"| people | months | planted | sorting | good months first | kit: {head} | across people: {head} |"  # noqa: E501
    yield "| ---: | ---: | ---: | ---: | ---: |" + rule * 2
    for cell, (people, months, theta, sorting, first) in enumerate(SPECIALISTS):
        made = [
            specialists(
                np.random.default_rng([2, cell, world]), people, months, theta, sorting, first
            )
            for world in range(worlds)
        ]
        within: Callable[[Panel], Slope | None] = slope
        yield (
            f"| {people} | {months} | {theta} | {sorting} | {first} | "
            f"{told([within(panel) for panel in made], theta)} | "
            f"{told([across_people(panel) for panel in made], theta)} |"
        )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=400)
    worlds = parser.parse_args().worlds
    print(f"{worlds} worlds a cell.\n")
    for row in rows(worlds):
        print(row, flush=True)


if __name__ == "__main__":
    main()
