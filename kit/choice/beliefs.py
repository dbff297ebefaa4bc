"""What is believed about each figure of the decision: from whom, and how sure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kit.choice.calibration import factor as stated_factor
from kit.choice.inputs import BY_ID, COST_OF_DEAL, INPUTS, Input
from kit.company.model import Assumption, Company
from kit.errors import KitError
from kit.intervals import Z90
from kit.language import Text, say
from kit.owners.staff import RECEIVERS, Staff, role_ids, staff
from kit.owners.time_log import Noted, time_log
from kit.sales.lanes import Bools, Floats
from kit.sales.tables import Sales

Origin = Literal["data", "measured", "company", "placeholder"]

ONE_FIGURE = 0.25  # a figure stated without a range may be so much lower or higher
TINY = 1e-3  # of the likely value: what a range that ends at nothing is taken to end at
# what only a comparison of clients can show: a statement moves the middle and never narrows it
UNSEEN = ("effect", "early_loss")
CHOSEN = ("hired_share", "wait_days")  # what the company decides and nobody estimates
MARGIN_CLIENTS = 20  # with fewer, what their orders have of margin says nothing of the others


@dataclass(frozen=True)
class Belief:
    """A figure with its low, likely and high value (5th and 95th percentile), and its source.

    `factor`: by how much the range is widened before it is believed.
    """

    input: Input
    low: float
    likely: float
    high: float
    source: Text | str
    origin: Origin
    factor: float = 1.0

    @property
    def id(self) -> str:
        """The id of the figure."""
        return self.input.id

    @property
    def ours(self) -> bool:
        """Whether it is a placeholder of the kit, and not the company's own."""
        return self.origin == "placeholder"

    def draw(self, random: np.random.Generator, size: int) -> Floats:
        """Independent draws, kept within what is possible.

        Half of them lie below the likely value and half above. Each side is half a normal
        distribution that stays within its end of the (widened) range in 9 of 10 cases: of the
        logarithm for hours, money and clients, of the log odds for shares between 0 and 1, of the
        logarithm of 1 + x for an effect.
        """
        return self.at(random.standard_normal(size))

    def at(self, normal: Floats) -> Floats:
        """The values that stand where these draws of a standard normal do."""
        if self.low == self.high:
            return np.full(len(normal), self.likely)
        middle, low, high = self._scaled(np.array([self.likely, self.low, self.high]))
        side = self._side(normal < 0, middle, low, high)
        return np.clip(self._back(middle + side * normal), self.input.least, self.input.most)

    def log_density(self, value: Floats) -> Floats:
        """The logarithm of the density of an effect, at each of these; it needs both sides."""
        middle, low, high = self._scaled(np.array([self.likely, self.low, self.high]))
        log = self._scaled(value)
        side = self._side(log < middle, middle, low, high)
        beside: Floats = -(((log - middle) / side) ** 2) / 2 - np.log(side)
        return beside - math.log(2 * math.pi) / 2 - np.log1p(value)

    def _side(self, below: Bools, middle: float, low: float, high: float) -> Floats:
        """The standard deviation of the side on which each stands, widened."""
        side: Floats = np.where(below, middle - low, high - middle) * (self.factor / Z90)
        return side

    def reach(self) -> tuple[float, float]:
        """The range as it is believed: after widening."""
        low, high = self.at(np.array([-Z90, Z90])).tolist()
        return low, high

    @property
    def _scale(self) -> Literal["log", "odds", "growth", "plain"]:
        if self.id == "effect":
            return "growth"
        if self.id in CHOSEN or self.likely <= 0 or self.low < 0:
            return "plain"
        if self.input.unit == "share":
            return "odds" if self.likely < 1 else "plain"
        return "log"

    def _scaled(self, value: Floats) -> Floats:
        tiny = TINY * abs(self.likely)
        scaled: Floats = value
        if self._scale == "growth":
            scaled = np.log1p(value)
        elif self._scale == "log":
            scaled = np.log(np.maximum(value, tiny))
        elif self._scale == "odds":
            scaled = -np.log(1 / np.clip(value, tiny, 1 - TINY) - 1)
        return scaled

    def _back(self, scaled: Floats) -> Floats:
        value: Floats = scaled
        if self._scale == "growth":
            value = np.expm1(scaled)
        elif self._scale == "log":
            value = np.exp(scaled)
        elif self._scale == "odds":
            value = 1 / (1 + np.exp(-scaled))
        return value


def beliefs(company: Company, sales: Sales) -> dict[str, Belief]:
    """Everything that a policy's worth depends on and the orders do not show, by id.

    What a time log measured comes first, then what the company says it measured, then its data,
    then its statements, widened by what its calibration or experience says
    (`calibration.factor`), then the kit's placeholders. The margin
    of a new client is worked out with the orders (`futures`) and is not among them; nor is the
    effect where past handoffs were compared.

    Raises
    ------
    KitError
        A figure that the company stated cannot be, such as a share of 40.
    """
    stated = {assumption.id: assumption for assumption in company.assumptions}
    widened, log = stated_factor(company, sales), time_log(company, sales)
    noted = {} if log is None else log.noted
    believed = {}
    for figure in INPUTS:
        if figure.id in noted:
            believed[figure.id] = _noted(figure, noted[figure.id])
        elif figure.id in stated:
            believed[figure.id] = _stated(figure, stated[figure.id], widened)
        elif figure.id == "hours_per_order" and company.settings.hours_per_order is not None:
            believed[figure.id] = _one_figure(figure, company.settings.hours_per_order, widened)
        elif figure.id == "manager_week":
            believed[figure.id] = _week(figure, company, sales)
        elif figure.id == "manager_cost":
            believed[figure.id] = _cost(figure, company, sales)
        elif figure.id == "margin_share":
            if not sales.book.margin_known:
                believed[figure.id] = _margin_share(figure, sales)
        elif figure.placeholder is not None:
            believed[figure.id] = placeholder(figure)
    return believed


def placeholder(figure: Input) -> Belief:
    """What the kit puts in the place of a figure that nobody stated."""
    assert figure.placeholder is not None, figure.id
    return Belief(figure, *figure.placeholder, say("a placeholder"), "placeholder")


def _stated(figure: Input, stated: Assumption, widened: float) -> Belief:
    if stated.low < figure.least or stated.high > figure.most:
        raise KitError(
            say(
                "company.yaml, assumptions: {id} cannot reach from {low} to {high}; it is "
                "between {least} and {most}. A share is written as 0.4, not as 40.",
                id=figure.id,
                low=stated.low,
                high=stated.high,
                least=figure.least if np.isfinite(figure.least) else say("any figure below"),
                most=figure.most if np.isfinite(figure.most) else say("any figure above"),
            )
        )
    source = stated.source or say("your company's statement")
    if stated.basis == "measured":
        return Belief(figure, stated.low, stated.likely, stated.high, source, "measured")
    if figure.id in CHOSEN:
        return Belief(figure, stated.low, stated.likely, stated.high, source, "company")
    if figure.id in UNSEEN:
        return _as_wide(Belief(figure, stated.low, stated.likely, stated.high, source, "company"))
    if stated.low == stated.high:
        return _one_figure(figure, stated.likely, widened, stated.source)
    return Belief(figure, stated.low, stated.likely, stated.high, source, "company", widened)


def _noted(figure: Input, noted: Noted) -> Belief:
    source = say(
        "your time log: {people} people, {lines} lines", people=noted.people, lines=noted.lines
    )
    return Belief(figure, noted.low, noted.likely, noted.high, source, "measured")


def _as_wide(belief: Belief) -> Belief:
    """No narrower, to either side, than what would be believed without the statement."""
    usual = placeholder(belief.input)
    below, above = usual.likely - usual.low, usual.high - usual.likely
    return Belief(
        belief.input,
        max(min(belief.low, belief.likely - below), belief.input.least),
        belief.likely,
        min(max(belief.high, belief.likely + above), belief.input.most),
        belief.source,
        belief.origin,
    )


def _one_figure(figure: Input, value: float, widened: float, source: str = "") -> Belief:
    return Belief(
        figure,
        value - ONE_FIGURE * abs(value),
        value,
        min(value + ONE_FIGURE * abs(value), figure.most),
        source
        or say(
            "your company's statement, one figure: {share:percent} more or less, then widened",
            share=ONE_FIGURE,
        ),
        "company",
        widened,
    )


def paid_hours(company: Company, sales: Sales, people: Staff | None = None) -> dict[str, float]:
    """The hours a week for which those are paid who receive clients, by employee, where known."""
    people = people or staff(company, sales)
    receiving = {name for role in RECEIVERS for name in people.of_role(role)}
    week = {
        person.id: person.hours_per_week
        for person in company.people
        if person.id in receiving and person.hours_per_week is not None
    }
    if {"employees.hours_per_week", "employees.employee_id"} <= sales.given:
        table = sales.employees.dropna(subset=["hours_per_week"])
        for name, hours in zip(table["employee_id"], table["hours_per_week"], strict=True):
            if name in receiving:
                week[str(name)] = float(hours)
    return week


def _week(figure: Input, company: Company, sales: Sales) -> Belief:
    week = list(paid_hours(company, sales).values())
    if not week:
        return placeholder(figure)
    mean = float(np.mean(week))
    source = say("paid hours: your table of employees, or the people of your role map")
    return Belief(figure, mean, mean, mean, source, "data")


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
    usual = BY_ID["margin_share"].placeholder
    assert usual is not None
    priced = orders.deal & orders.margin_known
    if priced.any():
        deal = float(orders.margin[priced].mean())
    else:
        deal = float(orders.amount[orders.deal].mean()) * usual[1] if orders.deal.any() else 0.0
    low, likely, high = (abs(deal) * part / sales.per_unit for part in COST_OF_DEAL)
    source = say(
        "a placeholder: {low:percent} to {high:percent} of the margin of a mean deal",
        low=COST_OF_DEAL[0],
        high=COST_OF_DEAL[2],
    )
    return Belief(figure, low, likely, high, source, "placeholder")


def _margin_share(figure: Input, sales: Sales) -> Belief:
    """Of the orders that have a margin, where enough clients have some; as wide as by client."""
    orders, start = sales.book.orders, sales.book.start_of
    priced = np.bincount(orders.client[orders.margin_known], minlength=len(start) - 1) > 0
    if priced.sum() < MARGIN_CLIENTS:
        return placeholder(figure)
    margin, revenue = (
        np.diff(to[start])[priced].astype(np.float64)
        for to in (orders.margin_to, orders.amount_to - orders.unpriced_to)
    )
    if revenue.sum() <= 0:
        return placeholder(figure)
    share = float(margin.sum() / revenue.sum())
    # the delta method for a ratio of two sums over clients
    error = float(np.sqrt(((margin - share * revenue) ** 2).sum()) / revenue.sum())
    ends = np.clip([share - Z90 * error, share, share + Z90 * error], figure.least, figure.most)
    low, likely, high = ends.tolist()
    return Belief(figure, low, likely, high, say("your orders that have a margin"), "data")
