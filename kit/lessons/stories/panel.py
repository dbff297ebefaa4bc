"""Client stories: a client's orders on a line, each rule's day among them, and what one says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from babel.dates import format_skeleton
from ipywidgets import VBox

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, Money, Text, say, say_n
from kit.lessons.widgets.answer import recall, sales_of, source
from kit.lessons.widgets.desk import Desk, Edit, panel
from kit.lessons.widgets.drawing import Drawing, look_of
from kit.lessons.widgets.modules import MARKS, PARTS, script
from kit.lessons.widgets.sayings import SAYINGS, said_of, summed_up, tell
from kit.questions.claims import BASES
from kit.sales.lanes import Ints
from kit.sales.tables import Sales
from kit.triggers.candidates import candidates, judgeable
from kit.triggers.cohort import fire
from kit.triggers.result import PerClient
from kit.triggers.rules import Contract, Deal, Share, Tenure, Trigger, Volume, label

HERE = Path(__file__).parent
EPOCH = date(1970, 1, 1)
RULES = 7  # more do not fit beside each other
CLIENTS = 12  # to choose from; any other can be typed
TICKS = 6  # of the line of days, and about half as many of money
KINDS: Mapping[type, str] = {
    Contract: "contract",
    Deal: "deal",
    Volume: "volume",
    Share: "share",
    Tenure: "tenure",
}


def stories_panel(company: Company) -> VBox:
    """Choose a client, see each rule's day among its orders, and say: early, right or late.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `stories` keep what is said. The rules are its candidates.
    """
    return panel(company, ClientStories)


@dataclass(frozen=True)
class _Ground:
    """The rules that these orders can judge, and on which day each fired for every client."""

    sales: Sales
    rules: tuple[Trigger, ...]
    clients: PerClient
    names: Mapping[str, str]


class ClientStories(Drawing):
    """The line, the buttons and the sums of `stories_panel`."""

    _esm = script(PARTS, MARKS, HERE / "stories.mjs")
    _css = look_of("choosing.css") + (HERE / "stories.css").read_text(encoding="utf-8")

    texts: ClassVar[Mapping[str, Text]] = {
        "client": say("Client"),
        "other": say("Another client, by its name or number"),
        "open": say("Show"),
        "rules": say("Choose a rule; its day is marked among the orders."),
        "never": say("not yet"),
        "say_it": say("For this client the day is …"),
        "next": say("What came after that day"),
        "known": BASES["known"],
        "first": say("Say it first; then you read what came after that day."),
        "sums": say("So far"),
        "none": say("Nothing said yet."),
        **SAYINGS,
    }

    def __init__(self, desk: Desk) -> None:
        self._client = ""
        super().__init__(desk)

    def look(self, company: Company) -> dict[str, Any]:
        """The client that is open, or why there is none."""
        language = self._desk.language
        try:
            ground = _ground(company)
        except KitError as error:
            return {"absent": language(error.text)}
        if ground is None or not len(ground.clients.client_ids):
            lacking = say("Choose the file of your orders in lesson 05; then come back here.")
            return {"absent": language(lacking)}
        suggested = _suggested(ground.clients)
        ids = [str(one) for one in ground.clients.client_ids]
        if self._client not in ids:
            self._client = suggested[0]
        said = said_of(company, self._client)
        offered = dict.fromkeys((*suggested, self._client))
        return {
            "client": self._client,
            "title": _name(ground, self._client),
            "clients": [[one, _name(ground, one)] for one in offered],
            "sums": [language(line) for line in summed_up(company)],
            **_story(ground, ids.index(self._client), said, language),
        }

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """What can be asked of the panel."""
        return {
            "tell": lambda m: lambda c: tell(c, m["client"], m["rule"], m["said"]),
            "open": lambda m: lambda c: self._open(c, str(m["client"])),
        }

    def _open(self, company: Company, typed: str) -> Company:
        """Show another client; the company stays as it is."""
        ground = _ground(company)
        wanted = typed.strip().casefold()
        names = ground.names if ground else {}
        found = [
            str(one)
            for one in (ground.clients.client_ids if ground else ())
            if wanted in (str(one).casefold(), names.get(str(one), "").casefold())
        ]
        if not wanted or not found:
            raise KitError(
                say("There is no client “{typed}” with a deal in your orders.", typed=typed.strip())
            )
        self._client = found[0]
        self._show(company)
        return company


def _ground(company: Company) -> _Ground | None:
    sales = sales_of(company)
    if sales is None:
        return None
    rules = judgeable(candidates(company, sales), sales)[:RULES]

    def made() -> _Ground:
        named = sales.clients.dropna(subset=["name"]) if "name" in sales.clients else None
        names = {} if named is None else dict(zip(named["client_id"], named["name"], strict=True))
        clients = fire(company, sales, rules).per_client
        return _Ground(sales, rules, clients, {str(id): str(name) for id, name in names.items()})

    on = (source(company), company.settings.lookback, rules)
    ground: _Ground = recall(company, "client stories", on, made)
    return ground


def _suggested(clients: PerClient) -> list[str]:
    """New clients, evenly from those with the most deals to those with few."""
    new = clients.cohort if clients.cohort.any() else np.ones_like(clients.cohort)
    places = np.flatnonzero(new)
    places = places[np.argsort(-clients.deals[places], kind="stable")]
    chosen = np.unique(np.linspace(0, len(places) - 1, min(CLIENTS, len(places))).round())
    return [str(clients.client_ids[places[int(at)]]) for at in chosen]


def _name(ground: _Ground, client: str) -> str:
    name = ground.names.get(client, "")
    return f"{name} ({client})" if name and name != client else client


def _story(
    ground: _Ground, place: int, said: Mapping[str, str], language: Language
) -> dict[str, Any]:
    """The orders of a client, the days of the rules, and what came after each."""
    book, clients = ground.sales.book, ground.clients
    number = int(clients.number[place])
    rows = slice(int(book.start_of[number]), int(book.start_of[number + 1]))
    days, amounts = book.orders.day[rows], book.orders.amount[rows]
    deals = days[book.orders.deal[rows]]
    fired = [int(day) for day in clients.fired_on[place]]
    begin = min([int(days[0]), *(day for day in fired if day >= 0)])
    largest = max(int(amounts.max()), 1)
    currency = ground.sales.currency

    def money(minor: float) -> str:
        return language.write(Money(round(minor), currency, book.per_unit))

    return {
        "span": [begin, max(int(book.as_of), begin + 1)],
        "most": largest,
        "orders": [
            {
                "day": int(day),
                "amount": int(amount),
                "label": f"{_day(day, language)}: {money(amount)}",
            }
            for day, amount in zip(days, amounts, strict=True)
        ],
        "ticks": [[day, _month(day, language)] for day in _months(begin, int(book.as_of))],
        "money": [[at, money(at)] for at in _steps(largest, book.per_unit)],
        "picture": language(
            say_n(
                "{client}: {n} order from {begin} to {end}",
                "{client}: {n} orders from {begin} to {end}",
                len(days),
                client=_name(ground, str(clients.client_ids[place])),
                begin=_as_date(days[0]),
                end=_as_date(days[-1]),
            )
        ),
        "rules": [
            {
                "rule": str(rule),
                "kind": KINDS.get(type(rule), "joint"),
                "label": language(label(rule)),
                "day": day if day >= 0 else None,
                "on": _day(day, language) if day >= 0 else "",
                "said": said.get(str(rule), ""),
                "after": language(_after(deals, day, int(book.as_of))) if day >= 0 else "",
            }
            for rule, day in zip(ground.rules, fired, strict=True)
        ],
    }


def _after(deals: Ints, day: int, as_of: int) -> Text:
    """What came after a rule's day: known, since it is counted."""
    later = deals[deals > day]
    if not len(later):
        return say_n(
            "No order in the {n} day since, up to the end of the records.",
            "No order in the {n} days since, up to the end of the records.",
            max(as_of - day, 0),
        )
    return say_n(
        "{n} more order. The first came {days} days later, the last on {last}.",
        "{n} more orders. The first came {days} days later, the last on {last}.",
        len(later),
        days=int(later[0]) - day,
        last=_as_date(later[-1]),
    )


def _as_date(day: Any) -> date:
    return EPOCH + timedelta(days=int(day))


def _day(day: Any, language: Language) -> str:
    return language.write(_as_date(day))


def _month(day: int, language: Language) -> str:
    return str(format_skeleton("yMMM", _as_date(day), locale=language.locale))


def _months(begin: int, end: int) -> list[int]:
    """First days of months between two days, `TICKS` at most, evenly."""
    starts = pd.date_range(_as_date(begin), _as_date(end), freq="MS")
    step = -(-len(starts) // TICKS) or 1
    return [(one.date() - EPOCH).days for one in starts[::step]]


def _steps(largest: int, per_unit: int) -> Sequence[int]:
    """Round sums of money from 0 up to the largest order, in minor units."""
    rough = max(largest / per_unit / 4, 1)
    power = 10 ** int(np.floor(np.log10(rough)))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough) * per_unit
    return range(0, largest + 1, step)
