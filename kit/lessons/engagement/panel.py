"""Who has which function of a client: bars over time, and functions lent and given back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ipywidgets import HTML, Combobox, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.errors import KitError
from kit.language import say
from kit.lessons.engagement.edits import lend, take_back
from kit.lessons.engagement.timeline import (
    client_name,
    clients_with_functions,
    drawn,
    timeline,
)
from kit.lessons.widgets.answer import sales_of
from kit.lessons.widgets.days import EXAMPLE, typed_day
from kit.lessons.widgets.desk import Desk, panel
from kit.lessons.widgets.page import LABELLED, heading, paragraph, style
from kit.lessons.widgets.sheet import Sheet
from kit.lessons.widgets.written import one_lent
from kit.sales.tables import Sales

# what was typed is sent when the field is left, so that it is there before a button is pressed
FIELD = {"continuous_update": False, **LABELLED}
LOOK = (Path(__file__).parent / "bars.css").read_text(encoding="utf-8")
SHOWN = 12  # clients to choose from; any other can be typed


def engagement_panel(company: Company) -> VBox:
    """Choose a client, see who had which function when, and plan what passes and comes back.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `lent` keeps what is planned.
    """
    return panel(company, lambda desk: Engagement(desk).box)


class Engagement(Sheet):
    """The client, its bars and the form of `engagement_panel`; `box` shows them."""

    def __init__(self, desk: Desk) -> None:
        self._client = ""
        self._ids: dict[str, str] = {}  # a client as it is shown, and its id
        super().__init__(desk)

    def _build(self) -> None:
        language = self._desk.language
        self.client = Combobox(description=language(say("Client")), ensure_option=False, **LABELLED)
        self.client.observe(self._chosen, "value")
        self.bars = HTML()
        choose = language(say("choose or write your own"))
        self.function = Combobox(
            description=language(say("Function that passes")), placeholder=choose, **FIELD
        )
        self.who = Combobox(
            description=language(say("Who takes it over")), placeholder=choose, **FIELD
        )
        example = language(say("for example: {day}", day=EXAMPLE))
        self.first, self.back = (
            TextField(description=language(text), placeholder=example, **FIELD)
            for text in (say("From the day"), say("Back on"))
        )
        self.tells = TextField(description=language(say("Who tells the client")), **FIELD)
        self.paid = TextField(description=language(say("How the helper is paid")), **FIELD)
        self.save = self._button(say("Hand this function over"), self._save)
        self.kept = VBox()
        title = heading(say("Hand a function over, with its way back"), language, 4)
        self.box.children = (
            style(),
            HTML(f"<style>{LOOK}</style>", layout={"display": "none"}),
            self.client,
            self.bars,
            title,
            *(self.function, self.who, self.first, self.back, self.tells, self.paid),
            HBox([self.save]),
            self.message,
            self.kept,
        )

    def _chosen(self, _: object) -> None:
        chosen = self._ids.get(self.client.value, self.client.value)
        if chosen != self._client:
            self._client = chosen
            self._draw(self._desk.company)

    def _save(self) -> None:
        typed = {
            "client": self._client,
            "function": self.function.value,
            "who": self.who.value,
            "tells": self.tells.value,
            "paid": self.paid.value,
        }
        first, back = self.first.value, self.back.value
        self._do(lambda it: lend(it, **typed, from_on=typed_day(first), back_on=typed_day(back)))

    def _show(self, company: Company) -> None:
        language, sales = self._desk.language, _sales(company)
        recorded = clients_with_functions(sales)
        offered = list(dict.fromkeys([*(it.client for it in company.lent), *recorded[:SHOWN]]))
        self._ids = {client_name(sales, client): client for client in offered}
        self.client.options = list(self._ids)
        self.function.options = [function.label for function in company.functions]
        self.who.options = [person.name or person.id for person in company.people]
        if not self._client and offered:
            self._client = offered[0]
        self.client.value = client_name(sales, self._client)
        self._draw(company)
        rows = []
        for number, it in enumerate(company.lent):
            words = HTML(paragraph(one_lent(company, it), language))
            gone = self._button(
                say("Remove “{function}” of {client}", function=it.function, client=it.client),
                partial(self._do, partial(take_back, number=number)),
            )
            row = HBox([words, gone], layout={"flex_flow": "row wrap"})
            row.add_class("kit-answered")
            rows.append(row)
        title = [heading(say("Functions that pass and come back"), language, 4)] if rows else []
        self.kept.children = (*title, *rows)

    def _draw(self, company: Company) -> None:
        language = self._desk.language
        shown = drawn(timeline(company, _sales(company), self._client), language)
        if not shown:
            lacking = say(
                "For this client nobody wrote down who has which function. Write down below what "
                "passes next, and it is drawn here."
            )
            shown = paragraph(lacking, language)
        self.bars.value = f'<div role="group" tabindex="0">{shown}</div>'


def _sales(company: Company) -> Sales | None:
    try:
        return sales_of(company)
    except KitError:
        return None
