"""The settings of a simulated company: its clients, its habits and its policy of handoffs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class ClientType:
    """One way of buying.

    Attributes
    ----------
    name, share
        What the type is called; its weight among all clients.
    gap_days, ticket
        Mean days between orders; mean regular order in whole units of the currency.
    growth
        Change of the order size per year, as a share of the first order's size.
    dropout
        Chance per year to leave for good; above 1 most leave sooner.
    projects
        Share of orders that are projects, three times the size of the others.
    """

    name: str
    share: float
    gap_days: int
    ticket: int
    growth: float = 0.0
    dropout: float = 0.1
    projects: float = 0.0


TYPES = (
    ClientType("steady", 0.36, 33, 1_900, growth=0.02, dropout=0.10, projects=0.04),
    ClientType("growing", 0.16, 30, 1_500, growth=0.50, dropout=0.06, projects=0.04),
    ClientType("one-off", 0.16, 60, 2_600, dropout=3.5),
    ClientType("project buyer", 0.14, 95, 3_200, dropout=0.15, projects=0.60),
    ClientType("leaving", 0.18, 38, 1_800, growth=-0.35, dropout=1.60),
)


@dataclass(frozen=True)
class Effect:
    """What a handoff does to the client's later orders, as shares of their size and margin.

    Attributes
    ----------
    disruption, disruption_days
        Lost during so many days from the handoff on.
    uplift
        Gained for good; lost for good if negative.
    new_lines
        Gained for good in another product group: each later order has a second one beside it, on
        the same day, that is never returned or cancelled.
    immature, mature_deals
        Lost for good as well by a client handed over with one deal done or none; with more deals
        done, up to the day of the handoff, linearly less, down to nothing at `mature_deals`.

    Raises
    ------
    ValueError
        A share that cannot be, or `mature_deals` below 2.
    """

    disruption: float = 0.0
    disruption_days: int = 182
    uplift: float = 0.0
    new_lines: float = 0.0
    immature: float = 0.0
    mature_deals: int = 4

    def __post_init__(self) -> None:
        if not (0 <= self.disruption <= 1 and 0 <= self.immature <= 1):
            raise ValueError("disruption and immature are shares between 0 and 1")
        if self.uplift < -1 or self.new_lines < 0:
            raise ValueError("uplift is at least -1, new_lines at least 0")
        if self.mature_deals < 2 or self.disruption_days < 0:
            raise ValueError("mature_deals is at least 2, disruption_days at least 0")


@dataclass(frozen=True)
class Policy:
    """How clients pass from hunters to account managers.

    Attributes
    ----------
    rule, deals, volume
        What a client has to cross: the signing of the contract, the `deals`-th deal, or `volume`
        whole units of regular orders within 90 days. `never`: hunters keep their clients.
    delay_days
        Days from the crossing to the handoff: the least and the most.
    judgement, judgement_by
        Share of clients for whom the head of sales decides instead of the rule. By `type`: growing
        ones are handed over right after their first deal, the others stay with the hunter. By
        `growth`: growing ones as well; those who neither grow nor shrink a year later; shrinking
        ones stay.
    exits
        The first hunter leaves on the first day, the second on the second, and so on. All clients
        still theirs are handed over that day, and new ones go to the hunters who are left.
    capacity
        Handoffs that an account manager accepts in a calendar month, apart from those of a hunter
        who leaves. Who does not fit in waits for the first day of a month with room, first come
        first served.
    randomised
        An experiment: who crosses from the start of the data on is drawn, half and half, to be
        handed over so many days after the crossing ("now") or so many ("later"), whatever
        `delay_days` says. What judgement, capacity and exits change is not in the experiment's
        records.
    only_active
        A client who has left silently before their handoff is not handed over.

    Raises
    ------
    ValueError
        A capacity below 1, a negative delay, or one that is more at least than at most.
    """

    rule: Literal["contract", "deal", "volume", "never"] = "deal"
    deals: int = 2
    volume: int = 15_000
    delay_days: tuple[int, int] = (10, 60)
    judgement: float = 0.0
    judgement_by: Literal["type", "growth"] = "type"
    exits: tuple[date, ...] = ()
    capacity: int | None = None
    randomised: tuple[int, int] | None = None
    only_active: bool = False

    def __post_init__(self) -> None:
        if self.capacity is not None and self.capacity < 1:
            raise ValueError("an account manager accepts at least one handoff a month")
        least, most = self.delay_days
        if not 0 <= least <= most or min(self.randomised or (0,)) < 0:
            raise ValueError("days to a handoff are not negative, and the least come first")


@dataclass(frozen=True)
class World:
    """One simulated company; shares lie between 0 and 1.

    Attributes
    ----------
    clients, start, end, seed
        How many clients; the first and the last day recorded; what makes the draw repeatable.
    types
        Ways of buying, with their weights.
    known_before
        Share of clients whose first order lies up to three years before `start`.
    arrivals_growth
        0: new clients come evenly; 1: none at the start, twice the mean rate at the end.
    returns, cancelled
        Share of deals followed by a return; by an order that was cancelled.
    contracts, contract_after
        Share of clients willing to sign; after which deal (0: before the first), with weights.
    budgets, budget_ranges
        Share of clients whose yearly budget is known; of these, the share known as a range.
    hunters, account_managers, cover
        How many there are of each; share of orders that a colleague of the same role enters.
    policy, effect
        How clients are handed over; what that does to their later orders.
    seasonality
        Amplitude of a fixed yearly pattern of order sizes (0.2: between a fifth below and above).

    Raises
    ------
    ValueError
        Where the settings describe no company.
    """

    clients: int = 400
    start: date = date(2021, 1, 4)
    end: date = date(2024, 12, 30)
    seed: int = 1
    types: tuple[ClientType, ...] = TYPES
    known_before: float = 0.2
    arrivals_growth: float = 0.0
    returns: float = 0.02
    cancelled: float = 0.025
    contracts: float = 0.78
    contract_after: tuple[tuple[int, float], ...] = (
        (0, 0.35), (1, 0.25), (2, 0.15), (3, 0.05), (4, 0.10), (5, 0.10),
    )  # fmt: skip
    budgets: float = 0.6
    budget_ranges: float = 0.3
    hunters: int = 5
    account_managers: int = 4
    cover: float = 0.03
    policy: Policy = field(default_factory=Policy)
    effect: Effect = field(default_factory=Effect)
    seasonality: float = 0.0
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if self.clients < 1 or self.hunters < 2 or self.account_managers < 2:
            raise ValueError("a world needs a client, two hunters and two account managers")
        if (self.end - self.start).days < 7:
            raise ValueError(f"from {self.start} to {self.end} is less than a week")
        if len(self.policy.exits) >= self.hunters:
            raise ValueError("at least one hunter stays")
        if not 0 <= self.seasonality <= 1:
            raise ValueError("the amplitude of the seasons lies between 0 and 1")
