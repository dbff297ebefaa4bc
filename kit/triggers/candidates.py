"""Which triggers are compared, and which data each of them needs."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import numpy as np

from kit.company import KEEP
from kit.company.model import Company
from kit.language import Text, say
from kit.owners.staff import HUNTER, RECEIVERS
from kit.sales.book import OrderBook
from kit.sales.lanes import Floats, Lanes, sums_to
from kit.sales.tables import Sales
from kit.triggers.rules import (
    AllOf,
    AnyOf,
    Contract,
    Deal,
    Share,
    Tenure,
    Trigger,
    Volume,
    rules_of,
)

WINDOWS = (90, 365)  # days over which the grid sums regular orders
STEPS = 10  # thresholds per window


def candidates(company: Company, sales: Sales) -> tuple[Trigger, ...]:
    """The company's own candidate triggers, or one setting of each of the five rules.

    The settings come first, for one run or for good; then what stands on the arrows of the
    conveyor from the hunter to who receives clients. Where the company named none, the volume is
    the median of its clients' best `WINDOWS[0]` days, rounded: a place to start from, taken from
    the data, not a recommendation.
    """
    named = named_candidates(company)
    if named is not None:
        return rules_of(named)
    return sales.book.once("usual candidates", None, lambda: _usual(sales))


def _usual(sales: Sales) -> tuple[Trigger, ...]:
    volumes = _volumes(sales, WINDOWS[0], (0.5,))
    return (
        Contract(),
        Deal(1),
        Deal(2),
        Deal(3),
        *volumes,
        Share(Decimal(30)),
        Tenure(180, 90),
    )


def named_candidates(company: Company) -> tuple[str, ...] | None:
    """The triggers that the company wrote down, in their text form; None: it wrote none.

    The hunter keeping everyone may be among them; `candidates` are rules, and it is not.
    """
    if company.settings.triggers is not None:
        return company.settings.triggers
    on_arrows = tuple(
        text
        for handoff in company.handoffs
        if handoff.from_role == HUNTER and handoff.to_role in RECEIVERS
        for text in handoff.triggers
    )
    return on_arrows or None


def rules_in_force(company: Company) -> tuple[Trigger, ...]:
    """What the company has chosen on the arrow from the hunter; empty where it has not."""
    chosen = [
        str(handoff.chosen)
        for handoff in company.handoffs
        if handoff.from_role == HUNTER
        and handoff.to_role in RECEIVERS
        and handoff.chosen not in (None, "", KEEP)
    ]
    return rules_of(chosen)


def grid(sales: Sales, *, dense: bool = False) -> tuple[Trigger, ...]:
    """Settings of each rule that these data can judge, from early to late.

    `dense`: as many as a slider wants, rather than as many as a chart shows.
    """
    settings: list[Trigger] = [Contract()]
    settings += [Deal(n) for n in range(1, 13 if dense else 7)]
    quantiles = tuple(np.linspace(0.05, 0.95, 19 if dense else STEPS))
    for days in WINDOWS:
        settings += _volumes(sales, days, quantiles)
    percents = range(5, 100, 5) if dense else (5, 10, 15, 20, 30, 40, 50, 75)
    settings += [Share(Decimal(percent)) for percent in percents]
    waits = range(30, 731, 30) if dense else (30, 60, 90, 180, 270, 365, 540, 730)
    settings += [Tenure(days, 90) for days in waits]
    return judgeable(settings, sales)


def judgeable(triggers: Iterable[Trigger], sales: Sales) -> tuple[Trigger, ...]:
    """Those of the triggers that these data can judge."""
    return tuple(trigger for trigger in triggers if missing_data(trigger, sales) is None)


def missing_data(trigger: Trigger, sales: Sales) -> Text | None:
    """What a trigger needs and the data lack; None where it can be judged."""
    if isinstance(trigger, (AllOf, AnyOf)):
        lacks = [lack for part in trigger.parts if (lack := missing_data(part, sales))]
        return lacks[0] if lacks else None
    if isinstance(trigger, Contract) and "contracts.signed_on" not in sales.given:
        return say(
            "A trigger that waits for the contract needs a list of contracts, with the client and "
            "the day of signing: contracts=FILE."
        )
    if isinstance(trigger, Share) and not (
        {"clients.annual_budget", "clients.annual_budget_low"} & sales.given
    ):
        return say(
            "A trigger that waits for a share of the budget needs a list of clients with their "
            "annual budget. That is what each spends a year on such products, with all "
            "suppliers: clients=FILE."
        )
    return None


def _volumes(sales: Sales, days: int, quantiles: tuple[float, ...]) -> list[Volume]:
    """Volume rules at quantiles of the clients' best windows, in round figures."""
    book = sales.book
    peaks = book.once(f"best {days} days", None, lambda: _best_windows(book, days))
    if not len(peaks):
        return []
    figures = np.quantile(peaks, quantiles) / sales.per_unit
    amounts = sorted({_round_figure(float(figure)) for figure in figures} - {Decimal(0)})
    return [Volume(amount, days) for amount in amounts]


def _best_windows(book: OrderBook, days: int) -> Floats:
    """Each client's largest sum of regular orders over `days` days, where it has two or more.

    Orders of one day count one after the other, as they were given.
    """
    peaks = [np.zeros(0)]
    for begin, end in book.parts():
        orders = book.orders
        regular = orders.regular[begin:end]
        rows = Lanes(orders.client[begin:end][regular], orders.day[begin:end][regular])
        amount = np.diff(orders.amount_to[begin : end + 1])[regular]
        to = sums_to(amount)
        sums = to[1:] - to[rows.position(rows.client, rows.day - days)]
        if not len(sums):
            continue
        first = np.flatnonzero(np.diff(rows.client, prepend=-1))
        deals = np.add.reduceat(amount > 0, first, dtype=np.int64)
        largest = np.maximum.reduceat(sums, first)
        peaks.append(largest[(deals >= 2) & (largest > 0)].astype(np.float64))
    return np.concatenate(peaks)


def _round_figure(amount: float) -> Decimal:
    """The nearest figure of two digits: 12,345 becomes 12,000."""
    if amount < 1:
        return Decimal(0)
    size = max(len(str(int(amount))) - 2, 0)
    return Decimal(round(amount / 10**size) * 10**size)
