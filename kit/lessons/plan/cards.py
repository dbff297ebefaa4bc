"""The handoff card: what passes with one client, to be filled in, printed and signed."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import partial
from typing import Any

from ipywidgets import HTML, Combobox, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Card, Company
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.widgets.days import typed_day
from kit.lessons.widgets.desk import panel
from kit.lessons.widgets.page import LABELLED, style
from kit.lessons.widgets.sheet import Sheet, typed_sentence

PARTS: Mapping[str, Text] = {
    "gives": say("Hands over"),
    "takes": say("Takes over"),
    "dossier": say("Dossier: who decides, what was agreed, what annoys them"),
    "promises": say("Promises that are still open"),
    "prices": say("Prices and terms"),
    "contacts": say("Contacts on both sides"),
    "visit_on": say("Day of the visit together"),
    "passes_on": say("Day of the handoff"),
}
DAYS = ("visit_on", "passes_on")


def card_panel(company: Company) -> VBox:
    """Fill in the card of a client who passes; below it stands as it is printed and signed.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `cards` keep it.
    """
    return panel(company, lambda desk: CardForm(desk).box)


def fill(company: Company, client: str, typed: Mapping[str, str]) -> Company:
    """The company with this card; one with nothing but the client is taken back.

    Raises
    ------
    KitError
        No client is named; or a day is none.
    """
    name = typed_sentence(client)
    if not name:
        raise KitError(say("Which client passes? Name it first."))
    parts: dict[str, Any] = {
        part: typed_day(typed[part]) if part in DAYS else typed_sentence(typed[part])
        for part in PARTS
    }
    cards = [card for card in company.cards if card.client != name]
    if any(parts.values()):
        cards.append(Card(client=name, **parts))
    return company.model_copy(update={"cards": tuple(cards)})


class CardForm(Sheet):
    """The form of `card_panel`; `box` shows it."""

    def _build(self) -> None:
        language = self._desk.language
        self.client = Combobox(description=language(say("Client")), ensure_option=False, **LABELLED)
        self.client.observe(lambda _: self._fill_in(self._desk.company), "value")
        self.fields = {
            part: TextField(description=language(text), **LABELLED) for part, text in PARTS.items()
        }
        self.save = self._button(say("Save the card"), self._save)
        self.printed = HTML()
        self.box.children = (
            style(),
            self.client,
            *self.fields.values(),
            HBox([self.save]),
            self.message,
            self.printed,
        )

    def _save(self) -> None:
        typed = {part: field.value for part, field in self.fields.items()}
        self._do(partial(fill, client=self.client.value, typed=typed))

    def _show(self, company: Company) -> None:
        self.client.options = [card.client for card in company.cards]
        if not self.client.value and company.cards:
            self.client.value = company.cards[-1].client
        self._fill_in(company)

    def _fill_in(self, company: Company) -> None:
        """The card of the client that is named, where there is one."""
        kept = {card.client: card for card in company.cards}.get(typed_sentence(self.client.value))
        language = self._desk.language
        if kept is not None:
            for part, field in self.fields.items():
                value = getattr(kept, part)
                field.value = language.write(value) if value else ""
        shown = kept or Card(client=typed_sentence(self.client.value) or "…")
        self.printed.value = as_html(shown, language)


def as_html(card: Card, language: Language) -> str:
    """The card as it is printed, with room for both signatures."""

    def write(text: Text | str) -> str:
        return html.escape(language(text))

    rows = "".join(
        f'<tr><th scope="row">{write(text)}</th>'
        f"<td>{html.escape(language.write(getattr(card, part) or ''))}</td></tr>"
        for part, text in PARTS.items()
    )
    signed = "".join(
        f'<tr><th scope="row">{write(text)}</th><td style="height:2.6em"></td></tr>'
        for text in (say("Signature: hands over"), say("Signature: takes over"))
    )
    title = write(say("Handoff card: {client}", client=card.client))
    return f"<table><caption>{title}</caption><tbody>{rows}{signed}</tbody></table>"
