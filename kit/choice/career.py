"""One career or two jobs: five years of two people, by rates alone.

On the path each of the two wins clients, keeps them, and hunts in the hours that are left. Split,
one hunts and passes every client on, and the other looks after clients as long as there is room;
whoever finds none stays with the hunter. Hours that the other has to spare are lost, or clients of
other hunters fill them; those are paid elsewhere, and buy hunting here. Both cost the same.
Nothing here is evidence: it is what follows from the rates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from kit.choice.beliefs import Belief, beliefs
from kit.company.model import Company
from kit.evidence.hunting import Hunting, hunting_of
from kit.intervals import Z90, wilson
from kit.owners.time_log import WEEKS_A_MONTH, ratio
from kit.sales.lanes import Floats
from kit.sales.tables import Sales

MONTHS = 60
YEAR = 365
DRAWS = 500
LEAST_FREE = 0.2  # of a hunter's time: where own clients seem to take more, the hours are wrong
# how much more a specialist gets done: the long jump's, as nobody measured it here
JUMP, DECATHLON, BOOK_LOW, BOOK_HIGH = 8.95, 8.45, 7.0, 8.0  # metres
GAIN = (0.0, JUMP / DECATHLON - 1, JUMP / BOOK_LOW - 1)
FILLED = (0.0, 0.5, 1.0)  # of spare hours: from a pair that is alone to a large team
# where a break-even is looked for: between so many times the likely value, or here
LEAST, MOST = 0.01, 20.0
GRID, ZOOMS = 201, 3
_SPAN = {"gain": (-0.9, 3.0), "change": (-0.9, 3.0), "filled": (0.0, 1.0), "leaving": (0.0, 0.5)}


@dataclass(frozen=True)
class Rates:
    """What five years follow from; numbers, or arrays of draws.

    Attributes
    ----------
    wins
        New clients a month of somebody who does nothing but hunt.
    leaving
        Share of the clients that leave in a month.
    own_hours, manager_hours
        Hours a month that a client takes, orders and all, from who won it; from an account manager.
    handing_hours, taking_hours
        Hours of one handoff, of either side.
    month_hours
        Hours a month that a person has for clients.
    gain
        How much more somebody gets done in an hour who does only one of the two jobs.
    change
        What a handoff does to the worth of a client: −0.1 is a tenth less.
    filled
        Share of the account manager's spare hours that clients of other hunters fill.
    """

    wins: Floats | float
    leaving: Floats | float
    own_hours: Floats | float
    manager_hours: Floats | float
    handing_hours: Floats | float
    taking_hours: Floats | float
    month_hours: Floats | float
    gain: Floats | float
    change: Floats | float
    filled: Floats | float


@dataclass(frozen=True)
class Course:
    """Five years of two people, month by month; the last axis is the month.

    path_won, split_won: new clients in the month. path_clients, split_clients: clients at its end.
    ahead: what the split looks after in all, against the path; a client who passed counts as what
    it is then worth.
    """

    path_won: Floats
    path_clients: Floats
    split_won: Floats
    split_clients: Floats
    ahead: Floats


def course(rates: Rates) -> Course:
    """What follows from the rates."""
    columns = [np.asarray(getattr(rates, part.name), np.float64) for part in fields(rates)]
    wins, leaving, own, managed, handing, taking, hours, gain, change, filled = np.broadcast_arrays(
        *columns
    )
    base = np.zeros(wins.shape)  # of each of the two on the path
    kept, passed_on = np.zeros((2, *wins.shape))  # split: with the hunter, with the account manager
    won: dict[str, list[Floats]] = {"path": [], "split": []}
    clients: dict[str, list[Floats]] = {"path": [], "split": []}
    worth = np.zeros((2, *wins.shape))
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(MONTHS):
            new = wins * np.clip(1 - base * own / hours, 0, 1)
            base = base * (1 - leaving) + new
            won["path"].append(2 * new)
            clients["path"].append(2 * base)
            each = managed / (1 + gain)
            room = np.clip((hours - passed_on * each) / np.maximum(each + taking, 1e-9), 0, None)
            passing = np.minimum(kept, room)
            kept, passed_on = kept - passing, passed_on + passing
            free = np.clip(1 - (kept * own + passing * handing) / hours, 0, 1)
            spare = np.clip(1 - (passed_on * each + passing * taking) / hours, 0, 1)
            free = free + filled * spare
            new = wins * (1 + gain) * free
            kept, passed_on = kept * (1 - leaving) + new, passed_on * (1 - leaving)
            won["split"].append(new)
            clients["split"].append(kept + passed_on)
            worth += np.array([2 * base, kept + passed_on * (1 + change)])
        ahead = np.where(worth[0] > 0, worth[1] / worth[0] - 1, np.nan)
    stacked = {
        f"{name}_{what}": np.stack(months, axis=-1)
        for what, courses in (("won", won), ("clients", clients))
        for name, months in courses.items()
    }
    return Course(**stacked, ahead=ahead)


@dataclass(frozen=True)
class Rate:
    """A rate with its range (1 case in 20 lies below, 1 in 20 above), and whether it is our own."""

    low: float
    likely: float
    high: float
    ours: bool = False
    known: bool = False


@dataclass(frozen=True)
class Career:
    """The company's own rates, and what follows from them.

    Attributes
    ----------
    rates
        By the name in `Rates`.
    hunting
        Whom the rate of new clients comes from.
    likely, low, high
        The course at the likely rates, and where 9 of 10 plausible cases lie, month by month.
    ahead
        How far the split is ahead: low, likely, high.
    left
        What is left of hunting on the path in the last month, of the first: low and high.
    break_even
        By the name of a rate: where both come out equal, all else as likely; None: nowhere.
    """

    rates: Mapping[str, Rate]
    hunting: Hunting
    likely: Course
    low: Course
    high: Course
    ahead: tuple[float, float, float]
    left: tuple[float, float]
    break_even: Mapping[str, float | None]

    @property
    def own_hours(self) -> bool:
        """Whether all hours are the company's own figures."""
        return not any(rate.ours for name, rate in self.rates.items() if name.endswith("_hours"))

    @property
    def deciding(self) -> list[str]:
        """Rates within whose range the answer turns round, those that move it most first."""
        inside = [
            name
            for name, at in self.break_even.items()
            if at is not None and self.rates[name].low <= at <= self.rates[name].high
        ]
        return sorted(inside, key=lambda name: -self.swing(name))

    def swing(self, name: str) -> float:
        """How far the answer moves over the range of one rate."""
        low, high = (
            self.ahead_at(name, self.rates[name].low),
            self.ahead_at(name, self.rates[name].high),
        )
        return abs(high - low)

    def ahead_at(self, name: str, value: float) -> float:
        """How far the split is ahead with another value of one rate."""
        return float(course(replace(likely_rates(self.rates), **{name: value})).ahead)


def career_of(company: Company, sales: Sales) -> Career | None:
    """Five years by the company's own rates; None where nobody is seen to win clients."""
    return sales.book.once("career", company, lambda: _career(company, sales))


def own_rates(company: Company, sales: Sales) -> tuple[Hunting, dict[str, Rate]] | None:
    """The company's rates; None where new clients or those who leave cannot be counted."""
    hunting, leaving = hunting_of(company, sales), _leaving(sales)
    if hunting is None or leaving is None:
        return None
    believed = beliefs(company, sales)
    week = believed["manager_week"]
    orders = _orders_a_month(sales)
    rates = {
        "month_hours": _scaled(week, WEEKS_A_MONTH),
        "own_hours": _hours(believed, "hours_per_month", "hours_per_order", orders),
        "manager_hours": _hours(
            believed, "manager_hours_per_month", "manager_hours_per_order", orders
        ),
        "handing_hours": _scaled(believed["handoff_hours"]),
        "taking_hours": _scaled(believed["manager_handoff_hours"]),
        "leaving": leaving,
        "gain": Rate(*GAIN, ours=True),
        "change": _scaled(believed["effect"]),
        "filled": Rate(*FILLED, ours=True),
    }
    rates["wins"] = _wins(hunting, rates)
    return hunting, {part.name: rates[part.name] for part in fields(Rates)}


def likely_rates(rates: Mapping[str, Rate]) -> Rates:
    """All at their likely values."""
    return Rates(**{name: rate.likely for name, rate in rates.items()})


def _career(company: Company, sales: Sales) -> Career | None:
    own = own_rates(company, sales)
    if own is None:
        return None
    hunting, rates = own
    random = np.random.default_rng(company.settings.seed)
    drawn = course(Rates(**{name: _drawn(rate, random) for name, rate in rates.items()}))
    low, high = (
        Course(
            **{
                part.name: np.quantile(getattr(drawn, part.name), end, axis=0)
                for part in fields(Course)
            }
        )
        for end in (0.05, 0.95)
    )
    likely = course(likely_rates(rates))
    left = np.quantile(drawn.path_won[:, -1] / drawn.path_won[:, 0], [0.05, 0.95])
    return Career(
        rates, hunting, likely, low, high,
        (float(low.ahead), float(likely.ahead), float(high.ahead)),
        (float(left[0]), float(left[1])),
        {name: _break_even(rates, name) for name in rates},
    )  # fmt: skip


def _quantile(drawn: Course, end: float) -> Course:
    """Of every month by itself."""
    parts = {
        part.name: np.quantile(getattr(drawn, part.name), end, axis=0) for part in fields(drawn)
    }
    return Course(**parts)


def _drawn(rate: Rate, random: np.random.Generator) -> Floats:
    """Half of the draws below the likely value and half above, each side half a normal."""
    normal = random.standard_normal(DRAWS)
    side = np.where(normal < 0, rate.likely - rate.low, rate.high - rate.likely) / Z90
    least = -0.95 if rate.low < 0 else min(rate.low, rate.likely / 4)
    drawn: Floats = np.maximum(rate.likely + side * normal, least)
    return drawn


def _break_even(rates: Mapping[str, Rate], name: str) -> float | None:
    """The value of one rate at which both come out equal, all others as likely; None: at none.

    Of several the one that is nearest to the likely value.
    """
    rate, likely = rates[name], likely_rates(rates)
    low, high = _SPAN.get(name) or (LEAST * rate.likely, MOST * rate.likely)
    for _ in range(ZOOMS):
        at = np.linspace(low, high, GRID)
        ahead = course(replace(likely, **{name: at})).ahead
        turns = np.flatnonzero(np.sign(ahead[1:]) * np.sign(ahead[:-1]) < 0)
        if not len(turns):
            return None
        first = turns[np.argmin(np.abs(at[turns] - rate.likely))]
        low, high = float(at[first]), float(at[first + 1])
    return (low + high) / 2


def _scaled(belief: Belief, by: float = 1.0) -> Rate:
    low, high = belief.reach()
    return Rate(low * by, belief.likely * by, high * by, ours=belief.ours)


def _hours(believed: Mapping[str, Belief], month: str, order: str, orders: float) -> Rate:
    """Hours a month for one client: those for its orders, and all others."""
    one, other = _scaled(believed[month]), _scaled(believed[order], orders)
    return Rate(
        one.low + other.low, one.likely + other.likely, one.high + other.high,
        ours=one.ours or other.ours,
    )  # fmt: skip


def _wins(hunting: Hunting, rates: Mapping[str, Rate]) -> Rate:
    """New clients a month of somebody who does nothing but hunt.

    What hunters won in the records, in the hours that their own clients left them.
    """
    months, won = hunting.seen.sum(axis=1), hunting.won.sum(axis=1).astype(np.float64)
    base = float(hunting.base[hunting.seen].mean())
    free = max(LEAST_FREE, 1 - base * rates["own_hours"].likely / rates["month_hours"].likely)
    if len(won) > 1:
        low, likely, high = ratio(won, months.astype(np.float64))
    else:
        likely = float(won.sum() / months.sum())
        low, high = likely / 2, likely * 2
    # counted, but for the hours
    return Rate(low / free, likely / free, high / free, ours=rates["own_hours"].ours)


def _leaving(sales: Sales) -> Rate | None:
    """The share of clients that leaves in a month: of those active a year ago, who is not now."""
    book = sales.book
    everyone = np.arange(len(book.client_ids))
    before = book.as_of + 1 - YEAR
    if before - book.silence < book.start:
        return None
    active = book.active(everyone, before)
    if not active.any():
        return None
    gone = active & ~book.active(everyone, book.as_of + 1)
    share, low, high = wilson(int(gone.sum()), int(active.sum()))
    ends = [1 - (1 - min(part or 0.0, 0.999)) ** (1 / 12) for part in (low, share, high)]
    return Rate(ends[0], ends[1], ends[2], known=True)


def _orders_a_month(sales: Sales) -> float:
    """Deals a month of one active client, over the last year."""
    book = sales.book
    everyone = np.arange(len(book.client_ids))
    ends = (book.as_of + 1, book.as_of + 1 - YEAR)
    position = [book.orders.position(everyone, np.full(len(everyone), day - 1)) for day in ends]
    deals = int((book.orders.deals_to[position[0]] - book.orders.deals_to[position[1]]).sum())
    active = np.mean([int(book.active(everyone, day).sum()) for day in ends])
    return deals / 12 / max(float(active), 1.0)
