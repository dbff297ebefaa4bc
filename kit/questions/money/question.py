"""How much of the money comes from existing clients, and how much depends on the definition?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from kit.company.model import Company
from kit.intervals import Floats, bootstrap, ratio
from kit.language import Text, say
from kit.owners.past import past_owners
from kit.questions.figures import numbers_of, rows_of
from kit.questions.finding import Finding
from kit.questions.money.concentration import concentration
from kit.questions.money.headline import headline, next_step
from kit.questions.money.words import AVERAGE, CLAIM, HANDED, assumptions, needs, paragraphs
from kit.questions.question import Chart, Column, Question, Table
from kit.questions.sense import clients_begin, clients_return
from kit.sales.book import OrderBook
from kit.sales.lanes import NEVER, Bools, Ints
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, judgeable
from kit.triggers.cohort import cohort_from, fire, in_months, lookback
from kit.triggers.rules import label

NEW_FOR = 365  # days from the first deal for which definition (b) calls a client new


@dataclass(frozen=True)
class _Definition:
    """Until when a client is new, for each client by its number in the book.

    `since`: the position among the orders from which on the client's money is an existing client's;
    `judged`: whether it can be said.
    """

    name: str
    label: Text
    since: Ints
    judged: Bools


@dataclass(frozen=True)
class _Period:
    """A calendar year, or all years (None): the clients with an order in it, `who`.

    `begin`, `end`: each one's first and last position within it.
    """

    year: int | None
    who: Ints
    begin: Ints
    end: Ints

    @classmethod
    def of(cls, year: int | None, begin: Ints, end: Ints) -> _Period:
        """By the positions of all clients."""
        who = np.flatnonzero(end > begin)
        return cls(year, who, begin[who], end[who])


def answer(company: Company, sales: Sales) -> Finding:
    """What share of revenue and margin comes from existing clients, under each definition of new?

    A client is new (a) in its first deal only; (b) for 12 months from it; (c) until its first
    contract; (d) until its handoff, as recorded in the assignments and by each candidate trigger.
    The share is the money of later orders over all money, after the run-in, by calendar year and
    in all; the spread between the definitions is the answer. With it, concentration. Intervals:
    bootstrap over clients.

    Returns
    -------
    Finding
        `table`: a row per definition and year (year missing: all years). `details`:
        `concentration`. Money is in minor units. Evidence L0. Without sales: `needs data`.
    """
    book = sales.book
    periods = _periods(company, sales)
    definitions = _definitions(company, sales)
    sums = {"revenue": book.orders.amount_to}
    if "orders.margin" in sales.given and book.margin_known:
        sums["margin"] = book.orders.margin_to
    measures = list(sums)
    seed = company.settings.seed
    # year by year, as the draws of a year serve all definitions; told definition by definition
    rows = {
        (place, period.year): row
        for period in periods
        for place, row in _splits(definitions, period, sums, seed)
    }
    table = pd.DataFrame([rows[key] for key in sorted(rows, key=lambda key: key[0])])
    whole = periods[0]
    revenue = sums["revenue"][whole.end] - sums["revenue"][whole.begin]
    details = {"concentration": concentration(revenue.astype(np.float64), seed)}
    basis = "existing_margin_share" if "margin" in measures else "existing_share"

    # a definition that cannot judge every client speaks of other clients: not in the spread
    everyone = {definition.name for definition in definitions if definition.judged.all()}
    total = table[table["year"].isna() & table["definition"].isin(everyone) & table[basis].notna()]
    numbers: dict[str, Any] = {
        "claim": CLAIM,
        "basis": measures[-1],
        "definitions": len(total),
        "lowest": float(total[basis].min()) if len(total) else None,
        "highest": float(total[basis].max()) if len(total) else None,
        "clients": len(revenue),
        "revenue": int(revenue.sum()),
        "counted_from": np.datetime64(cohort_from(company, sales), "D").item(),
        "lookback_days": lookback(company, sales),
        "largest_fifth_share": float(details["concentration"]["largest_fifth_share"].iloc[0]),
        "hhi": float(details["concentration"]["hhi"].iloc[0]),
    }
    return Finding(
        money,
        "answered" if len(total) else "cannot tell",
        text=tuple(
            paragraphs(
                rows_of(total.sort_values(basis, kind="stable")),
                basis,
                numbers_of(numbers),
                rows_of(details["concentration"], "concentration")[0],
                sales,
            )
        ),
        table=table,
        details=details,
        numbers=numbers,
        assumptions=tuple(assumptions(numbers_of(numbers), sales)),
        caveats=(AVERAGE, *sales.notes),
        needs=tuple(needs({definition.name for definition in definitions}, measures)),
        sources=money.sources,
    )


def _periods(company: Company, sales: Sales) -> list[_Period]:
    """All years after the run-in together, then each of them in which there are orders."""
    book = sales.book
    everyone = np.arange(len(book.client_ids))
    begin = book.orders.position(everyone, cohort_from(company, sales) - 1)
    periods = [_Period.of(None, begin, book.start_of[1:])]
    for year in _years(book):
        last_day = int(np.datetime64(year - 1970 + 1, "Y").astype("datetime64[D]").astype(int)) - 1
        end = np.maximum(book.orders.position(everyone, last_day), begin)
        periods.append(_Period.of(year, begin, end))
        begin = end
    return periods


def _years(book: OrderBook) -> list[int]:
    """The calendar years with orders."""
    years: set[int] = set()
    for begin, end in book.parts():
        days = np.unique(book.orders.day[begin:end])
        years |= set(days.astype("datetime64[D]").astype("datetime64[Y]").astype(int).tolist())
    return [year + 1970 for year in sorted(years)]


def _definitions(company: Company, sales: Sales) -> list[_Definition]:
    book = sales.book
    orders, first = book.orders, book.first_deal
    everyone = np.arange(len(first))
    all_judged = np.ones(len(first), dtype=np.bool_)
    # up to and including the first deal itself, not the other orders of that day
    opening = orders.next_deal_row(everyone, book.start_of[:-1]) + 1
    opening = np.where(opening > 0, opening, book.start_of[1:])
    year = orders.position(everyone, first + NEW_FOR - 1)
    definitions = [
        ("first order", say("in its first deal only"), opening, all_judged),
        (
            "12 months",
            say("for {months} months from its first deal", months=in_months(NEW_FOR)),
            year,
            all_judged,
        ),
    ]
    if "contracts.signed_on" in sales.given:
        signed = orders.position(everyone, book.contract_day)
        definitions.append(("contract", say("until its first contract"), signed, all_judged))
    received = _received(company, sales)
    if received is not None:
        handed = orders.position(everyone, received - 1)
        label_ = say("until its recorded handoff")
        definitions.append((HANDED, label_, handed, all_judged))
    triggers = judgeable(candidates(company, sales), sales)
    clients = fire(company, sales, triggers).per_client
    for place, trigger in enumerate(triggers):
        fired_on = clients.fired_on[:, place]
        until = np.full(len(first), NEVER)
        until[clients.number] = np.where(fired_on >= 0, fired_on, NEVER)
        judged = all_judged.copy()
        judged[clients.number] = clients.known[:, place]
        label_ = say("until the handoff by “{rule}”", rule=label(trigger))
        definitions.append((str(trigger), label_, orders.position(everyone, until), judged))
    # a client of the run-in looks new only because the data begin there
    run_in = first < cohort_from(company, sales)
    return [
        _Definition(name, text, np.where(run_in, book.start_of[:-1], since), judged)
        for name, text, since, judged in definitions
    ]


def _received(company: Company, sales: Sales) -> Ints | None:
    """The day on which each client first had an account manager or inside sales; None: no record.

    `NEVER` for a client who had none.
    """
    past = past_owners(company, sales)
    return past.received if past is not None and (past.received < NEVER).any() else None


def _splits(
    definitions: list[_Definition], period: _Period, sums_to: dict[str, Ints], seed: int
) -> Iterator[tuple[int, dict[str, Any]]]:
    """New against existing money in one period: rows by the places of the definitions.

    Those that judge the same clients are drawn together.
    """
    alike: dict[bytes, list[int]] = {}
    for place, definition in enumerate(definitions):
        judged = definition.judged[period.who]
        if period.year is None or judged.any():
            alike.setdefault(judged.tobytes(), []).append(place)
    for mask, places in alike.items():
        judged = np.frombuffer(mask, np.bool_)
        who, begin, end = (at[judged] for at in (period.who, period.begin, period.end))
        width = 1 + len(places)  # all the money, and that of existing clients by each definition
        sums = np.empty((width * len(sums_to), len(who))).T  # each column in one piece
        for column, place in enumerate(places, start=1):
            since = np.clip(definitions[place].since[who], begin, end)
            for at, to in enumerate(sums_to.values()):
                sums[:, at * width + column] = to[end] - to[since]
        for at, to in enumerate(sums_to.values()):
            sums[:, at * width] = to[end] - to[begin]
        ends = bootstrap(sums, partial(_shares, width=width), seed)
        value, low, high = (interval.reshape(len(sums_to), -1) for interval in ends)
        totals = sums.sum(axis=0).reshape(len(sums_to), width)
        for column, place in enumerate(places):
            row: dict[str, Any] = {
                "definition": definitions[place].name,
                "label": definitions[place].label,
                "year": period.year,
                "period": say("all years") if period.year is None else str(period.year),
                "clients": len(who),
            }
            for at, measure in enumerate(sums_to):
                share = "existing_share" if measure == "revenue" else "existing_margin_share"
                row[measure] = int(totals[at, 0])
                row[f"existing_{measure}"] = int(totals[at, 1 + column])
                row |= {
                    share: value[at, column],
                    f"{share}_low": low[at, column],
                    f"{share}_high": high[at, column],
                }
            yield place, row


def _shares(sums: Floats, width: int) -> Floats:
    """Of each measure, the sums of existing clients' money over that of all."""
    by_measure = sums.reshape(len(sums), -1, width)
    return ratio(by_measure[:, :, 1:], by_measure[:, :, :1]).reshape(len(sums), -1)


def _charts() -> tuple[Chart, ...]:
    from kit.questions.money.chart import CHARTS

    return CHARTS


CLIENTS = Column("clients", say("Clients"), "clients")

money = Question(
    name="money",
    asks=say("How much of your money comes from existing clients?"),
    answer=answer,
    headline=headline,
    next_step=next_step,
    tables=(
        Table(
            (
                Column("definition", say("Definition"), shown=False),
                Column("label", say("A client is “new”"), "words"),
                Column("year", say("Year"), shown=False),
                Column("period", say("Period"), "words"),
                CLIENTS,
                Column("revenue", say("Revenue"), "money"),
                Column("existing_revenue", say("Revenue from existing clients"), "money", False),
                Column(
                    "existing_share",
                    say("Share of revenue from existing clients"),
                    "share",
                    interval=True,
                ),
                Column("margin", say("Margin"), "money", shown=False),
                Column("existing_margin", say("Margin from existing clients"), "money", False),
                Column(
                    "existing_margin_share",
                    say("Share of margin from existing clients"),
                    "share",
                    interval=True,
                ),
            ),
            drawn_by="year",
        ),
        Table(
            (
                CLIENTS,
                Column(
                    "largest_fifth_share",
                    say("Share of revenue from the largest fifth of clients"),
                    "share",
                    interval=True,
                ),
                Column(
                    "hhi",
                    say("Herfindahl–Hirschman index (1 = a single client)"),
                    "",
                    interval=True,
                ),
            ),
            "concentration",
            say("How concentrated the revenue is"),
            say("Over all orders that are counted above."),
        ),
    ),
    charts=_charts,
    needs=("orders",),
    absent=say("Without orders nothing can be said about where the money comes from."),
    unless=(clients_return, clients_begin),
    ignores=("criteria", "assumptions"),
    sources=(
        "Ерохин, Климов 2024, Управление клиентской базой",
        "Hirschman 1964, Am. Econ. Rev. 54(5), 761–762",
    ),
)
