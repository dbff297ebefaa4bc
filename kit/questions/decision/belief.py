"""What is believed about each input of the decision: from whom, and how sure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from kit.company.model import Assumption, Company
from kit.errors import KitError
from kit.evidence.assessment import Evidence
from kit.gates import BEFOREHAND, MIN_OWN_SHARE
from kit.language import Text, say
from kit.owners.staff import RECEIVERS, role_ids
from kit.questions.decision.handoffs import early_share
from kit.questions.decision.inputs import BY_ID, COST_OF_DEAL, KNOWN, Input
from kit.questions.decision.outcomes import YEAR_DAYS
from kit.questions.intervals import bootstrap, ratio
from kit.sales.tables import Sales
from kit.triggers.cohort import in_months

Floats = npt.NDArray[np.float64]
Origin = Literal["estimated", "company", "data", "literature", "placeholder"]

Z90 = 1.6448536269514722  # the 95 % point of the normal distribution
ONE_FIGURE = 0.25  # a figure stated without a range may be so much lower or higher
# figures that are not this company's: as long as one of them decides, nothing is decided
BORROWED: tuple[Origin, ...] = ("literature", "placeholder")
TAIL = 0.05  # low and high are this quantile and the one as far from the other end
HALVINGS = 50  # of the range from 0 to 1: exact to the last digits
WEIGHT = 4.0  # of the likely value against the ends, as PERT has it


@dataclass(frozen=True)
class Belief:
    """An input with its low, likely and high value (5th and 95th percentile), and its source.

    error: the standard error on the log scale of 1 + the value, where it was estimated; else the
    value follows a PERT. computed: it is worked out anew from each resample of the clients.
    early_share: of the handoffs it was estimated on, with fewer than three deals. own_share: how
    much of an estimate comes from the company's data, and not from what was held likely before.
    """

    input: Input
    low: float
    likely: float
    high: float
    source: Text | str
    origin: Origin
    error: float | None = None
    computed: bool = False
    early_share: float = 0.0
    own_share: float = 1.0

    @property
    def id(self) -> str:
        """The id of the input."""
        return self.input.id

    @property
    def borrowed(self) -> bool:
        """Whether it is somebody else's figure, or for the most part not seen in the data."""
        return self.origin in BORROWED or self.own_share < MIN_OWN_SHARE

    def draw(self, random: np.random.Generator, size: int) -> Floats:
        """Independent draws, kept within what is possible."""
        if self.error is not None:
            return (1.0 + self.likely) * np.exp(self.error * random.standard_normal(size)) - 1.0
        drawn = pert(self.low, self.likely, self.high).draw(random, size)
        return np.clip(drawn, self.input.least, self.input.most)


def beliefs(company: Company, sales: Sales, evidence: Evidence | None) -> tuple[Belief, ...]:
    """Everything that the value of a rule depends on, in the order of `inputs.KNOWN`.

    A company's statement comes first, then its data, then what others published, then the kit's
    placeholder. What a handoff does to the margin is either estimated or made of two assumptions,
    never both: that would count it twice.

    Raises
    ------
    KitError
        A figure that the company stated cannot be, such as a share of 40.
    """
    stated = {assumption.id: assumption for assumption in company.assumptions}
    believed = []
    net = estimated(evidence)
    unused = {"uplift", "disruption"} if net is not None else set()
    unused |= {"margin_share"} if sales.book.margin_known else set()
    for figure in KNOWN:
        if figure.id == "net_effect":
            if net is not None:
                believed.append(replace(net, early_share=early_share(company, sales)))
        elif figure.id in unused:
            continue
        elif figure.id in stated:
            believed.append(_stated(figure, stated[figure.id]))
        elif figure.id == "hours_per_order" and company.settings.hours_per_order is not None:
            believed.append(_one_figure(figure, company.settings.hours_per_order))
        elif figure.id == "new_client_margin":
            believed.append(_first_year(figure))
        elif figure.id == "manager_cost":
            believed.append(_cost(figure, company, sales))
        elif figure.id == "margin_share":
            believed.append(_margin_share(figure, company, sales))
        else:
            believed.append(_placeholder(figure))
    return tuple(believed)


def estimated(evidence: Evidence | None) -> Belief | None:
    """What the company's own handoffs did, where the evidence allows to go on from it.

    That is: on rung L1 or above, about handoffs from hunter to account manager (not about other
    changes of owner), and not withdrawn. It is drawn towards «no change», the more the less is
    known: of estimates from few clients, those that look decisive are too large (Gelman and Carlin
    2014). On the log scale the estimate and what is held likely beforehand, `gates.BEFOREHAND`, are
    weighed by their precision.
    """
    if evidence is None or evidence.kept is None or evidence.about != "handoff":
        return None
    estimate, error = evidence.kept.change, evidence.kept.spread
    if estimate <= -1:
        return None
    own = BEFOREHAND**2 / (BEFOREHAND**2 + error**2)
    likely, left = (1 + estimate) ** own, math.sqrt(own) * error
    wide = math.exp(Z90 * left)
    return Belief(
        BY_ID["net_effect"],
        likely / wide - 1,
        likely - 1,
        likely * wide - 1,
        say(
            "what your past handoffs did (evidence {rung}), drawn towards «no change»: "
            "your own data weigh {share:percent}",
            rung=evidence.rung.name,
            share=own,
        ),
        "estimated",
        error=left,
        own_share=own,
    )


def _stated(figure: Input, assumption: Assumption) -> Belief:
    if assumption.low < figure.least or assumption.high > figure.most:
        raise KitError(
            say(
                "company.yaml, assumptions: {id} cannot reach from {low} to {high}; it lies "
                "between {least} and {most}. A share is written as 0.4, not as 40.",
                id=figure.id,
                low=assumption.low,
                high=assumption.high,
                least=figure.least if math.isfinite(figure.least) else say("any figure below"),
                most=figure.most if math.isfinite(figure.most) else say("any figure above"),
            )
        )
    source = assumption.source or say("your company's statement")
    return Belief(figure, assumption.low, assumption.likely, assumption.high, source, "company")


def _one_figure(figure: Input, value: float) -> Belief:
    return Belief(
        figure,
        value * (1 - ONE_FIGURE),
        value,
        value * (1 + ONE_FIGURE),
        say(
            "your company's statement, one figure: taken as {share:percent} more or less",
            share=ONE_FIGURE,
        ),
        "company",
    )


def _placeholder(figure: Input) -> Belief:
    assert figure.placeholder is not None, figure.id
    if figure.published:
        return Belief(figure, *figure.placeholder, figure.published, "literature")
    return Belief(figure, *figure.placeholder, say("a placeholder of the kit"), "placeholder")


def _first_year(figure: Input) -> Belief:
    """Its range is that of the resampled clients; it is filled in once they are drawn."""
    source = say("your orders: the mean of the first {months} months", months=in_months(YEAR_DAYS))
    return Belief(figure, math.nan, math.nan, math.nan, source, "data", computed=True)


def _cost(figure: Input, company: Company, sales: Sales) -> Belief:
    if {"employees.cost_per_hour", "employees.role"} <= sales.given:
        roles = role_ids(sales.employees["role"], company)
        costs = sales.employees.loc[roles.isin(RECEIVERS), "cost_per_hour"].dropna()
        costs = costs[costs > 0].astype("float64") / sales.per_unit
        if len(costs):
            return Belief(
                figure,
                float(costs.min()),
                float(costs.mean()),
                float(costs.max()),
                say("your table of employees"),
                "data",
            )
    orders = sales.book.orders
    share = BY_ID["margin_share"].placeholder
    assert share is not None
    priced = orders.deal & orders.margin_known
    if priced.any():
        deal = float(orders.margin[priced].mean())
    else:
        deal = float(orders.amount[orders.deal].mean()) * share[1]
    low, likely, high = (abs(deal) * part / sales.per_unit for part in COST_OF_DEAL)
    source = say(
        "a placeholder of the kit: {low:percent} to {high:percent} of the margin of a mean deal",
        low=COST_OF_DEAL[0],
        high=COST_OF_DEAL[2],
    )
    return Belief(figure, low, likely, high, source, "placeholder")


def _margin_share(figure: Input, company: Company, sales: Sales) -> Belief:
    """Of the orders that have a margin, where there are enough clients with some."""
    orders, start = sales.book.orders, sales.book.start_of
    priced = np.bincount(orders.client[orders.margin_known], minlength=len(start) - 1) > 0
    revenue_to = orders.amount_to - orders.unpriced_to
    if priced.sum() < 20:
        return _placeholder(figure)
    sums = np.column_stack([np.diff(to[start])[priced] for to in (orders.margin_to, revenue_to)])
    value, low, high = bootstrap(
        sums.astype(np.float64),
        lambda both: ratio(both[:, :1], both[:, 1:]),
        company.settings.seed,
    )
    if not np.isfinite(value[0]):
        return _placeholder(figure)
    # no interval: every client has the same share
    ends = np.nan_to_num([low[0], value[0], high[0]], nan=value[0])
    ends = np.clip(ends, figure.least, figure.most)
    source = say("your orders that have a margin")
    return Belief(figure, float(ends[0]), float(ends[1]), float(ends[2]), source, "data")


# --- a figure given as low, likely and high, as a distribution one can draw from ----------------


@dataclass(frozen=True)
class Pert:
    """A beta distribution between `least` and `most` whose mode is the likely value.

    Malcolm, Roseboom, Clark and Fazar 1959; mean (least + 4 likely + most) / 6.
    """

    least: float
    likely: float
    most: float

    @property
    def mean(self) -> float:
        """Its expected value."""
        return (self.least + WEIGHT * self.likely + self.most) / (WEIGHT + 2)

    def draw(self, random: np.random.Generator, size: int) -> Floats:
        """Independent draws."""
        span = self.most - self.least
        if span <= 0:
            return np.full(size, self.likely)
        a, b = _shape((self.likely - self.least) / span)
        return self.least + span * random.beta(a, b, size)


def pert(low: float, likely: float, high: float) -> Pert:
    """The PERT whose 5th and 95th percentiles are `low` and `high`, and whose mode is `likely`.

    People who give a lowest and a highest figure rarely mean the ends of the possible: read as
    ends, the range would come out too narrow. `low` ≤ `likely` ≤ `high`; equal ones are a constant.
    """
    if high <= low:
        return Pert(likely, likely, likely)
    place = _mode_place((likely - low) / (high - low))
    below, above = _quantiles(place)
    span = (high - low) / (above - below)
    least = low - below * span
    return Pert(least, least + place * span, least + span)


def _shape(place: float) -> tuple[float, float]:
    """The beta's two parameters, from where the mode lies between the ends (0 to 1)."""
    return 1.0 + WEIGHT * place, 1.0 + WEIGHT * (1.0 - place)


def _quantiles(place: float) -> tuple[float, float]:
    a, b = _shape(place)
    return float(betaincinv(a, b, TAIL)), float(betaincinv(a, b, 1.0 - TAIL))


@lru_cache(maxsize=1024)
def _mode_place(ratio: float) -> float:
    """Where the mode lies between the ends, from where it lies between the two percentiles."""

    lowest, highest = 0.0, 1.0
    for _ in range(HALVINGS):
        place = (lowest + highest) / 2
        below, above = _quantiles(place)
        if place - below < ratio * (above - below):
            lowest = place
        else:
            highest = place
    return (lowest + highest) / 2
