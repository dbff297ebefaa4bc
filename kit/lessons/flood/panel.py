"""A flood to try out: how many new clients, how many who do not fit, how many people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from ipywidgets import VBox

from kit.choice.carrying import HOURS_A_DAY, NEAR, TASK_VARIATION, TWO_YEARS, YEAR
from kit.choice.flooding import Flood, flood_of
from kit.company.model import Company
from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.widgets.answer import recall, sales_of, source
from kit.lessons.widgets.desk import Edit, panel
from kit.lessons.widgets.drawing import Drawing, look_of
from kit.lessons.widgets.modules import PARTS, script
from kit.owners.time_log import WEEKS_A_MONTH, WORKDAYS
from kit.sales.tables import Sales

HERE = Path(__file__).parent
SHOWN = 200  # of the draws: so many move at once under a slider
SURGE, OFF, FACTOR, MORE = (1.0, 3.0, 0.1), (0.0, 0.5, 0.05), (1.0, 4.0, 0.25), 10


def flood_panel(company: Company) -> VBox:
    """Try a flood: the load month by month, what waits too long, and how many people it takes.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its orders, people and hours are what moves. Nothing is saved.
    """
    return panel(company, FloodPicture)


class FloodPicture(Drawing):
    """Four sliders and a picture; the browser adds up what Python has counted."""

    _esm = script(PARTS, HERE / "flood.mjs")
    _css = look_of("flood.css")

    texts: ClassVar[Mapping[str, Text]] = {
        "title": say("Try a flood"),
        "surge": say("New clients, against today"),
        "off": say("Of the additional ones, do not fit"),
        "factor": say("Times as many hours as others, for those who do not fit"),
        "people": say("Account managers"),
        "leaving": say("Of clients who wait too long, this share leaves within a year, in %"),
        "leaving_note": say("Your own assumption. Nothing is filled in: nobody has measured it."),
        "limit": say("limit"),
        "months": say("months from now"),
        "load": say("share of paid time"),
        "reached": say("Limit reached, months from now"),
        "today": say("today already"),
        "never": say("not in this time"),
        "never_or": say("or not in this time"),
        "late": say("Requests that wait too long at the end"),
        "needed": say("Account managers needed"),
        "undone": say("Working days of work left undone"),
        "risk": say("At risk in a year, if your assumption holds"),
        "unsaved": say("not saved yet"),
        "basis": say("Range: 9 of 10 plausible cases."),
        "ours": say(
            "The hours here are placeholders of ours, so this is an example and not your company. "
            "Put in your own in lesson 11."
        ),
    }

    def look(self, company: Company) -> dict[str, Any]:
        """The draws that move, or why there are none."""
        try:
            sales = sales_of(company)
            if sales is None:
                return {"why": self._desk.language(say("Bring your orders in lesson 05 first."))}
            ground = (source(company), company.model_dump_json(exclude={"agreements", "answers"}))
            return recall(company, "flood to try", ground, lambda: _view(company, sales)) or {
                "why": self._desk.language(
                    say(
                        "It is not known who receives clients, or the orders reach back too short "
                        "a time: there is nothing to try yet."
                    )
                )
            }
        except KitError as error:
            return {"why": self._desk.language(error.text)}

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """Nothing is changed here."""
        return {}


def _view(company: Company, sales: Sales) -> dict[str, Any]:
    flood = flood_of(company, sales, SURGE[1])
    return {} if flood is None else view_of(flood, sales)


def view_of(flood: Flood, sales: Sales) -> dict[str, Any]:
    """What the browser adds up: each draw's start, growth, and what one stream of clients takes."""
    carry = flood.carry
    assert carry.load_with is not None
    # from the emptiest case to the fullest, so that few of them lie as far apart as all
    order = np.argsort(flood.load[:, -1])
    here = order[((np.arange(SHOWN) + 0.5) * len(order) / SHOWN).astype(np.int64)]
    book, clients = sales.book, carry.clients
    edges = np.tile([book.as_of - YEAR + 1, book.as_of + 1], (len(clients), 1))
    goes_on = (np.arange(len(flood.grown)) + 0.5) / len(flood.grown)
    slow = np.minimum(flood.grown, flood.grown**goes_on)
    task = max(carry.believed["manager_hours_per_order"].likely, 0.01)
    return {
        "why": "",
        "ours": not carry.stated,
        "months": flood.months,
        "span": TWO_YEARS,
        "month_days": WORKDAYS * WEEKS_A_MONTH,
        "limit": round(carry.limit, 4),
        "near": NEAR,
        "managers": flood.managers,
        "most": flood.managers + MORE,
        "start": np.round(carry.load_with[here], 4).tolist(),
        "grown": np.round(flood.grown[here], 4).tolist(),
        "slow": np.round(slow[here], 4).tolist(),
        "flow": np.round(flood.flow[here], 4).tolist(),
        "patience": carry.believed["wait_days"].likely * HOURS_A_DAY / task / (1 + TASK_VARIATION),
        "year": float(book.cells(clients, edges).sum()) / book.per_unit,
        "currency": sales.currency or "",
        "surge": SURGE,
        "off": OFF,
        "factor": FACTOR,
    }
