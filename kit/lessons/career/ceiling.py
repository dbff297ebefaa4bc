"""The decision of lesson 04: from how many active clients on a hunter hands over."""

from __future__ import annotations

from functools import partial

from ipywidgets import HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.language import say
from kit.lessons.career.edits import set_ceiling
from kit.lessons.widgets.desk import panel
from kit.lessons.widgets.page import LABELLED, style
from kit.lessons.widgets.sheet import Sheet


def ceiling_panel(company: Company) -> VBox:
    """Set a ceiling of a hunter's own base, or say why there is none, and what passing on is paid.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `ceiling` keeps it.
    """
    return panel(company, lambda desk: CeilingForm(desk).box)


class CeilingForm(Sheet):
    """The form of `ceiling_panel`; `box` shows it."""

    def _build(self) -> None:
        language = self._desk.language

        def field(label: str, example: str = "") -> TextField:
            return TextField(description=label, placeholder=example, **LABELLED)

        self.clients = field(
            language(say("A hunter hands over from so many active clients on (empty: no ceiling)")),
            language(say("for example: {n}", n=40)),
        )
        self.because = field(language(say("Because")))
        self.pay = field(
            language(say("What a hunter is paid for a client passed on")),
            language(say("for example: a share of the margin for six months")),
        )
        self.save = self._button(say("Save the ceiling"), self._save)
        fields = (self.clients, self.because, self.pay)
        self.box.children = (style(), *fields, HBox([self.save]), self.message)

    def _save(self) -> None:
        typed = {"clients": self.clients.value, "because": self.because.value}
        self._do(partial(set_ceiling, **typed, pay=self.pay.value))

    def _show(self, company: Company) -> None:
        kept = company.ceiling
        self.clients.value = "" if kept.clients is None else str(kept.clients)
        self.because.value, self.pay.value = kept.because, kept.pay
