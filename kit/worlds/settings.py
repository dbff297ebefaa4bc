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
class Policy:
    """How clients pass from hunters to account managers.

    Attributes
    ----------
    rule, deals, volume
        What a client has to cross: the signing of the contract, the `deals`-th deal, or `volume`
        whole units of regular orders within 90 days. `never`: hunters keep their clients.
    delay_days
        Days from the crossing to the handoff: the least and the most.
    judgement
        Share of clients for whom the head of sales decides instead of the rule: growing ones are
        handed over right after their first deal, the others stay with the hunter.
    hunter_leaves_on
        The first hunter leaves that day, and all clients still theirs are handed over.
    """

    rule: Literal["contract", "deal", "volume", "never"] = "deal"
    deals: int = 2
    volume: int = 15_000
    delay_days: tuple[int, int] = (10, 60)
    judgement: float = 0.0
    hunter_leaves_on: date | None = None


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
    policy, handoff_effect
        How clients are handed over; what that does to all later orders (-0.1: a tenth smaller).

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
    handoff_effect: float = 0.0
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if self.clients < 1 or self.hunters < 2 or self.account_managers < 2:
            raise ValueError("a world needs a client, two hunters and two account managers")
        if (self.end - self.start).days < 7:
            raise ValueError(f"from {self.start} to {self.end} is less than a week")
