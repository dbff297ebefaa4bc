"""The first handoff's condition in writing, and the last leads judged by it, each side apart."""

from __future__ import annotations

from functools import partial

import pandas as pd
from ipywidgets import HTML, Dropdown, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Text, say, say_n
from kit.lessons.qualification.edits import (
    ENOUGH,
    LAST,
    MARKS,
    add_lead,
    judge,
    verdicts,
    write_down,
)
from kit.lessons.widgets.answer import sales_of
from kit.lessons.widgets.desk import Desk, panel
from kit.lessons.widgets.page import LABELLED, heading, paragraph, style
from kit.lessons.widgets.sheet import Sheet
from kit.lessons.widgets.written import SIDES, agreement, said_by

# what was typed is sent when the field is left, so that it is there before a button is pressed
FIELD = {"continuous_update": False, **LABELLED}
WORDS = {"met": say("yes"), "not met": say("no"), "unknown": say("unknown")}
HALF = {"style": {"description_width": "auto"}, "layout": {"width": "18em", "max_width": "100%"}}
WRAPPED = {"flex_flow": "row wrap"}


def qualification_panel(company: Company) -> VBox:
    """Write down when a lead becomes the hunter's; then judge the last leads, each side apart.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `qualification` keeps the marks and what was said of each lead.
    """
    return panel(company, lambda desk: VBox([Condition(desk).box, Judging(desk).box]))


def last_leads(company: Company) -> dict[str, str]:
    """The leads to judge, the newest first: as the records write them, and what they are called."""
    try:
        sales = sales_of(company)
    except KitError:
        sales = None
    leads: dict[str, str] = {}
    if sales is not None and len(sales.leads):
        table = sales.leads.sort_values("passed_on", na_position="first", kind="stable")
        newest = table["client_id"].iloc[::-1].drop_duplicates().head(LAST)
        named = sales.clients.dropna(subset=["name"]).drop_duplicates("client_id")
        names = pd.Series(named["name"].to_numpy(), index=named["client_id"].to_numpy())
        for client in newest.astype(str):
            name = str(names.get(client, client))
            leads[client] = name if name == client else f"{name} ({client})"
    for judged in company.qualification.judged:
        leads.setdefault(judged.lead, judged.lead)
    return leads


class Condition(Sheet):
    """The fields of the written condition; `box` shows them."""

    def _build(self) -> None:
        language = self._desk.language
        self.marks = [
            TextField(description=language(say("Mark {n} of a qualified lead", n=n)), **FIELD)
            for n in range(1, MARKS + 1)
        ]
        self.weeks = TextField(
            description=language(say("A need is one of now if an order is wanted within … weeks")),
            **FIELD,
        )
        self.days = TextField(
            description=language(say("A lead may be returned within … days")), **FIELD
        )
        self.reasons = TextField(
            description=language(say("Reasons for which a lead may be returned")), **FIELD
        )
        self.waiting = TextField(
            description=language(say("Where leads without a need wait, and who calls again")),
            **FIELD,
        )
        self.save = self._button(say("Save the condition"), self._save)
        self.box.children = (
            style(),
            heading(say("The condition in writing"), language, 4),
            *self.marks,
            self.weeks,
            self.days,
            self.reasons,
            self.waiting,
            HBox([self.save]),
            self.message,
        )

    def _save(self) -> None:
        self._do(
            partial(
                write_down,
                marks=[field.value for field in self.marks],
                weeks=self.weeks.value,
                days=self.days.value,
                reasons=self.reasons.value,
                waiting=self.waiting.value,
            )
        )

    def _show(self, company: Company) -> None:
        written = company.qualification
        marks = [*written.marks, *[""] * MARKS]
        for field, mark in zip(self.marks, marks, strict=False):
            field.value = mark
        self.weeks.value = "" if written.need_weeks is None else str(written.need_weeks)
        self.days.value = "" if written.return_days is None else str(written.return_days)
        self.reasons.value, self.waiting.value = written.return_reasons, written.waiting


class Judging(Sheet):
    """The last leads with two choices each, for one side at a time; `box` shows them."""

    def __init__(self, desk: Desk) -> None:
        self.rows: dict[str, tuple[Dropdown, Dropdown]] = {}
        super().__init__(desk)

    def _build(self) -> None:
        language = self._desk.language
        self.rows = {}
        self.side = Dropdown(
            options=[(language(words), side) for side, words in SIDES.items()],
            description=language(say("Who is judging")),
            **LABELLED,
        )
        self.side.observe(lambda _: self._show(self._desk.company), "value")
        self.name = TextField(description=language(say("Another lead")), **FIELD)
        self.add = self._button(say("Add this lead"), self._add)
        self.save = self._button(say("Save what this side says"), self._save)
        self.result = HTML()

    def _save(self) -> None:
        said = {
            lead: (qualified.value, need.value) for lead, (qualified, need) in self.rows.items()
        }
        self._do(partial(judge, by=self.side.value, said=said))

    def _add(self) -> None:
        self._do(partial(add_lead, by=self.side.value, typed=self.name.value))

    def _show(self, company: Company) -> None:
        language, leads = self._desk.language, last_leads(company)
        if leads.keys() != self.rows.keys():
            self.rows = {lead: self._row(name) for lead, name in leads.items()}
            self.name.value = ""
        said = said_by(company, self.side.value)
        for lead, (qualified, need) in self.rows.items():
            judged = said.get(lead)
            qualified.value = judged.qualified if judged else ""
            need.value = judged.need if judged else ""
        lines = [paragraph(line, language) for line in agreed(company)]
        self.result.value = f'<div role="status">{"".join(lines)}</div>'
        note = say(
            "First one side, then the other, without looking. You see what your own side said; the "
            "other side's answers stay hidden."
        )
        self.box.children = (
            style(),
            heading(say("The last leads, judged by it"), language, 4),
            HTML(paragraph(note, language)),
            self.side,
            *(HBox(pair, layout=WRAPPED) for pair in self.rows.values()),
            HBox([self.save]),
            self.name,
            HBox([self.add]),
            self.result,
            self.message,
        )

    def _row(self, name: str) -> tuple[Dropdown, Dropdown]:
        language = self._desk.language
        options = [
            (language(say("not judged")), ""),
            *((language(WORDS[verdict]), verdict) for verdict in verdicts()),
        ]
        asked = (say("{lead}: qualified?", lead=name), say("{lead}: a need now?", lead=name))
        first, second = (
            Dropdown(options=options, description=language(text), tooltip="", **HALF)
            for text in asked
        )
        return first, second


def agreed(company: Company) -> tuple[Text, ...]:
    """How often both sides said the same, and what follows; how far each is, before that."""
    same, both = agreement(company)
    if not both:
        counts = [len(said_by(company, side)) for side in SIDES]
        return (
            say(
                "Judged so far by telemarketers: {first}, by hunters: {second}.",
                first=counts[0],
                second=counts[1],
            ),
        )
    told = say_n(
        "Of {n} lead that both sides judged, they said the same of {same}.",
        "Of {n} leads that both sides judged, they said the same of {same}.",
        both,
        same=same,
    )
    if same < ENOUGH * both:
        return told, say(
            "That is less than {share:percent}: the condition is not written yet. Take the leads "
            "that you differ on, and change the marks.",
            share=ENOUGH,
        )
    return told, say("Both sides read the condition in nearly the same way.")
