"""How far can this company's own ranges be trusted? Ten figures of its records, guessed first.

People who state a range that should hold in 9 cases of 10 are right in far fewer (Alpert and Raiffa
1982; Soll and Klayman 2004). Asked first about figures that their own records hold, they show by
how much. A range that could hardly miss shows nothing: whoever states it trades being informative
for being right (Yaniv and Foster 1995).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from kit.company.model import Company, Guess
from kit.intervals import Z90
from kit.language import Text, say
from kit.sales.book import OrderBook
from kit.sales.lanes import Floats
from kit.sales.tables import Sales

# by how much ranges are too narrow, before anybody was asked: 2.5 times, give or take (median and
# standard deviation of the logarithm)
FACTOR, FACTOR_SPREAD = 2.5, 0.5
LEAST_FACTOR = 1.0
LEAST_ANSWERS = 5
# a range that spans more than so many times the right figure could hardly miss it; what counts as
# the right figure at least, since there is no guessing few clients more closely
WIDE = 1.5
LEAST_RIGHT: Mapping[str, float] = {"clients": 5, "orders": 5, "days": 5, "share": 0.05}
YEAR = 365
LATELY, SOON, MONTHS = 90, 180, 12  # days, days, and the months of a year


@dataclass(frozen=True)
class Asked:
    """A figure of the company's own records: its id, the question, its unit, and what is right."""

    id: str
    question: Text
    unit: str
    right: Callable[[OrderBook], float | None]


def _last_year(book: OrderBook) -> tuple[int, int]:
    return book.as_of - YEAR, book.as_of


def _bought(book: OrderBook) -> Floats:
    """What each client brought within the last year, minor units."""
    begin, end = _last_year(book)
    client = np.arange(len(book.client_ids))
    return book.cells(client, np.tile([begin + 1, end + 1], (len(client), 1)))[:, 0]


def _top_fifth(book: OrderBook) -> float | None:
    brought = np.sort(np.maximum(_bought(book), 0))[::-1]
    brought = brought[brought > 0]
    if len(brought) < 10:
        return None
    return float(brought[: max(1, round(len(brought) / 5))].sum() / brought.sum())


def _active(book: OrderBook) -> float:
    client = np.arange(len(book.client_ids))
    return float((book.last_deal_before(client, book.as_of + 1) >= book.as_of - LATELY).sum())


def _new_clients(book: OrderBook) -> float:
    begin, end = _last_year(book)
    return float(((book.first_deal > begin) & (book.first_deal <= end)).sum())


def _one_order(book: OrderBook) -> float | None:
    """Of the clients who began a year or more ago: the share with one deal."""
    begin, _ = _last_year(book)
    deals = np.diff(book.orders.deals_to[book.start_of])
    old = (book.first_deal <= begin) & (deals > 0)
    return float((deals[old] == 1).mean()) if old.sum() >= 10 else None


def _usual_gap(book: OrderBook) -> float | None:
    orders = book.orders
    rows = np.flatnonzero(orders.deal)
    gaps = np.diff(orders.day[rows])[np.diff(orders.client[rows]) == 0]
    gaps = gaps[gaps > 0]
    return float(np.median(gaps)) if len(gaps) >= 10 else None


def _usual_deal(book: OrderBook) -> float | None:
    begin, _ = _last_year(book)
    amount = book.orders.amount[book.orders.deal & (book.orders.day > begin)]
    return float(np.median(amount)) / book.per_unit if len(amount) >= 10 else None


def _deals(book: OrderBook) -> float:
    begin, _ = _last_year(book)
    return float((book.orders.deal & (book.orders.day > begin)).sum())


def _largest(book: OrderBook) -> float | None:
    brought = np.maximum(_bought(book), 0)
    return float(brought.max() / brought.sum()) if brought.sum() > 0 else None


def _lost(book: OrderBook) -> float | None:
    """Of the clients who bought in the year before last: the share that bought nothing since."""
    begin, _ = _last_year(book)
    client = np.arange(len(book.client_ids))
    before = book.last_deal_before(client, begin + 1) > begin - YEAR
    if before.sum() < 10:
        return None
    return float((book.last_deal_before(client[before], book.as_of + 1) <= begin).mean())


def _second_within_half(book: OrderBook) -> float | None:
    """Of the clients who began in the last three years but the last half: a second in 180 days."""
    first = book.first_deal
    asked = np.flatnonzero((first > book.as_of - 3 * YEAR) & (first <= book.as_of - SOON))
    if len(asked) < 10:
        return None
    orders = book.orders
    within = orders.deals_to[orders.position(asked, first[asked] + SOON)]
    return float((within - orders.deals_to[book.start_of[asked]] >= 2).mean())


QUESTIONS: tuple[Asked, ...] = (
    Asked(
        "active",
        say("How many clients bought something in the last {days} days?", days=LATELY),
        "clients",
        _active,
    ),
    Asked(
        "new",
        say("How many new clients began in the last {months} months?", months=MONTHS),
        "clients",
        _new_clients,
    ),
    Asked(
        "deals",
        say("How many orders came in the last {months} months?", months=MONTHS),
        "orders",
        _deals,
    ),
    Asked(
        "deal",
        say("What is the usual order worth (half are larger, half smaller)?"),
        "money",
        _usual_deal,
    ),
    Asked(
        "gap",
        say("How many days usually pass between two orders of one client?"),
        "days",
        _usual_gap,
    ),
    Asked(
        "one_order",
        say("Of the clients who began over a year ago: what share never ordered again?"),
        "share",
        _one_order,
    ),
    Asked(
        "second",
        say("Of new clients: what share orders a second time within {days} days?", days=SOON),
        "share",
        _second_within_half,
    ),
    Asked(
        "top_fifth",
        say(
            "What share of the last {months} months' sales came from the largest fifth of clients?",
            months=MONTHS,
        ),
        "share",
        _top_fifth,
    ),
    Asked(
        "largest",
        say(
            "What share of the last {months} months' sales came from the largest client alone?",
            months=MONTHS,
        ),
        "share",
        _largest,
    ),
    Asked(
        "lost",
        say("Of the clients who bought in the year before: what share bought nothing since?"),
        "share",
        _lost,
    ),
)
BY_ID: Mapping[str, Asked] = {asked.id: asked for asked in QUESTIONS}


@dataclass(frozen=True)
class Score:
    """How the ranges came out, and by how much stated ranges are widened.

    Attributes
    ----------
    hits, answers
        How many ranges held the right figure, of how many that could have missed it.
    wide
        Ids of the ranges that held it because they are so wide: they count neither way.
    factor
        By how much stated ranges are widened.
    right
        The right figures by id.
    """

    hits: int
    answers: int
    wide: frozenset[str]
    factor: float
    right: Mapping[str, float]

    @property
    def enough(self) -> bool:
        """Whether so many ranges could have missed that the factor follows from them."""
        return self.answers >= LEAST_ANSWERS


def right_figures(sales: Sales) -> dict[str, float]:
    """The true figure of every question that these records answer, by its id."""
    book = sales.book
    return {asked.id: value for asked in QUESTIONS if (value := asked.right(book)) is not None}


def score(guesses: Sequence[Guess], right: Mapping[str, float]) -> Score:
    """How the guesses at these figures came out."""
    judged = [guess for guess in guesses if guess.id in right]
    held = [guess for guess in judged if guess.low <= right[guess.id] <= guess.high]
    wide = frozenset(guess.id for guess in held if could_hardly_miss(guess, right[guess.id]))
    hits, answers = len(held) - len(wide), len(judged) - len(wide)
    enough = answers >= LEAST_ANSWERS
    return Score(hits, answers, wide, widening(hits, answers) if enough else FACTOR, right)


def could_hardly_miss(guess: Guess, right: float) -> bool:
    """Whether a range is so wide that holding the right figure shows nothing.

    Of a share the smaller side counts: «60 to 100 % order again» is «0 to 40 % do not».
    """
    unit = BY_ID[guess.id].unit
    figure = min(right, 1 - right) if unit == "share" else right
    return guess.high - guess.low > WIDE * max(figure, LEAST_RIGHT.get(unit, 0.0))


def factor(company: Company, sales: Sales) -> float:
    """By how much a stated range is widened before it is believed."""
    if not company.calibration:
        return FACTOR
    return score(company.calibration, right_figures(sales)).factor


def widening(hits: int, answers: int) -> float:
    """The expected factor, from how many of the stated 90 % ranges held the right figure.

    Bayes: a range that is `f` times too narrow holds it with probability 2 Φ(1.645 / f) − 1; before
    anybody is asked log f is normal around log `FACTOR`. At least 1: nobody's ranges are narrowed.
    """
    f = np.exp(np.linspace(np.log(0.25), np.log(20.0), 2001))
    holds = 2 * ndtr(Z90 / f) - 1
    log_weight = -0.5 * ((np.log(f) - np.log(FACTOR)) / FACTOR_SPREAD) ** 2
    log_weight += hits * np.log(holds) + (answers - hits) * np.log1p(-holds)
    weight = np.exp(log_weight - log_weight.max())
    expected = float(np.exp((weight @ np.log(f)) / weight.sum()))
    return max(expected, LEAST_FACTOR)
