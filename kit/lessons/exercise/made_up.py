"""Companies that the kit makes up for an exercise: what was planted in them is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from kit.company.model import Company
from kit.content import Content, Sentence, load
from kit.questions.effect.question import effect
from kit.questions.finding import Finding
from kit.sales.tables import Sales
from kit.worlds import ClientType, Effect, Policy, World, simulate
from kit.worlds.simulate import Simulated
from kit.worlds.truth import client_ids, handed_on, true_effect

DAYS = 365  # before and after the handoff
MONTH = DAYS / 12
LEAST = 91  # a client with less of a history before the handoff is left out

STEADY = (
    ClientType("steady", 0.8, 33, 1_900, dropout=0.10, projects=0.04),
    ClientType("leaving", 0.2, 38, 1_800, growth=-0.30, dropout=0.60),
)

GROWING = (
    ClientType("growing", 0.6, 30, 1_500, growth=0.9, dropout=0.06, projects=0.04),
    ClientType("steady", 0.4, 33, 1_900, growth=0.02, dropout=0.10, projects=0.04),
)


# what was planted in each company, by the id of its story
WORLDS: Mapping[str, World] = {
    "peak": World(
        clients=600,
        seed=1,
        types=STEADY,
        policy=Policy("volume", volume=11_000, delay_days=(0, 240)),
    ),
    "judgement": World(
        clients=500,
        seed=1,
        types=GROWING,
        policy=Policy("deal", deals=5, judgement=0.5, judgement_by="growth", delay_days=(0, 300)),
        effect=Effect(uplift=-0.1),
    ),
    "left": World(
        clients=800,
        seed=2,
        policy=Policy("never", exits=(date(2022, 9, 1), date(2023, 5, 1))),
        effect=Effect(uplift=-0.2),
    ),
}


class Story(Content):
    """One company: what is told of it, and what is to be learned from it."""

    id: Literal["peak", "judgement", "left"]
    told: Sentence
    lesson: Sentence

    @property
    def world(self) -> World:
        """Its settings, and how it hands clients over."""
        return WORLDS[self.id]


class _Stories(Content):
    stories: tuple[Story, ...]


STORIES = load(
    Path(__file__).with_name("stories.yaml"), _Stories, {"volume": WORLDS["peak"].policy.volume}
).stories


@dataclass(frozen=True)
class Case:
    """What can be seen of a made-up company, and what is true of it.

    clients: how many were handed over and have enough of a history on both sides. before, after:
    their margin a month, minor units. truth: what handoffs really did, as a share.
    """

    story: Story
    clients: int
    before: float
    after: float
    truth: float
    sales: Sales
    currency: str

    @property
    def change(self) -> float:
        """What a comparison of before and after says."""
        return self.after / self.before - 1


@cache
def case(id: str) -> Case:
    """One of the made-up companies, worked out; the same every time."""
    story = next(story for story in STORIES if story.id == id)
    simulated = simulate(story.world)
    clients, before, after = before_and_after(simulated)
    truth, currency = true_effect(simulated), story.world.currency
    return Case(story, clients, before, after, truth, simulated.sales(), currency)


@cache
def finding(id: str) -> Finding:
    """What the kit makes of the records of a made-up company."""
    return effect(Company(), case(id).sales)


def before_and_after(simulated: Simulated) -> tuple[int, float, float]:
    """How many clients were handed over, and their margin a month before and after: as many do it.

    Every client handed over with at least a quarter of history before and a year after it; up to a
    year before, as far as the client was one then. Minor units a month.
    """
    orders = simulated.sales().orders
    day = orders["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    client = np.searchsorted(sorted(client_ids(simulated)), orders["client_id"].astype(str))
    order = np.argsort(client_ids(simulated))
    handed = handed_on(simulated)[order]
    first = np.full(len(handed), np.iinfo(np.int64).max)
    np.minimum.at(first, client, day)
    used = (handed >= 0) & (handed - LEAST >= first) & (handed + DAYS <= day.max())
    since = day - handed[client]
    margin = orders["margin"].to_numpy(dtype=np.float64)
    in_scope = used[client]
    before = margin[in_scope & (since > -DAYS) & (since <= 0)].sum()
    after = margin[in_scope & (since > 0) & (since <= DAYS)].sum()
    months = np.minimum(handed - first, DAYS)[used].sum() / MONTH
    number = int(used.sum())
    return number, float(before / months), float(after / (number * 12))
