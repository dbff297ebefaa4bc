"""Companies that the kit makes up for an exercise: what was planted in them is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from kit.company.model import Company
from kit.language import Text, say
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


@dataclass(frozen=True)
class Story:
    """One company: its settings, how it hands clients over, and what is to be learned from it."""

    id: str
    world: World
    told: Text
    lesson: Text


STORIES: tuple[Story, ...] = (
    Story(
        "peak",
        World(
            clients=600,
            seed=1,
            types=STEADY,
            policy=Policy("volume", volume=11_000, delay_days=(0, 240)),
        ),
        say(
            "A dealer in fastenings. A client passes to an account manager some time after having "
            "bought for 11,000 within a quarter."
        ),
        say(
            "Clients were chosen when they bought most. After a record quarter they buy less "
            "again, handed over or not."
        ),
    ),
    Story(
        "judgement",
        World(
            clients=500,
            seed=1,
            types=GROWING,
            policy=Policy(
                "deal", deals=5, judgement=0.5, judgement_by="growth", delay_days=(0, 300)
            ),
            effect=Effect(uplift=-0.1),
        ),
        say(
            "A dealer in pumps, in a market that grows fast. Half of the clients pass after the "
            "fifth deal; for the other half the head of sales decides, «when they are ready»."
        ),
        say(
            "The clients were growing all the time. The handoff cost them a part of that growth, "
            "and growth went on all the same: the loss cannot be seen beside it."
        ),
    ),
    Story(
        "left",
        World(
            clients=800,
            seed=2,
            policy=Policy("never", exits=(date(2022, 9, 1), date(2023, 5, 1))),
            effect=Effect(uplift=-0.2),
        ),
        say(
            "A dealer in joinery. Two hunters left, one in September 2022, one in May 2023. On "
            "that day all their clients passed to account managers."
        ),
        say(
            "Here the reason lay outside the clients: a hunter left. So clients of the hunters who "
            "stayed show what would have come anyway, and the records do tell something."
        ),
    ),
)


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
    story = next(one for one in STORIES if one.id == id)
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
