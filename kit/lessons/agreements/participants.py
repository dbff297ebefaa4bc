"""Who takes part: their names, shown wherever the decisions are read back."""

from __future__ import annotations

from functools import partial

from ipywidgets import HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.language import say
from kit.lessons.widgets.desk import panel
from kit.lessons.widgets.page import LABELLED, style
from kit.lessons.widgets.sheet import Sheet, typed_sentence


def participants_panel(company: Company) -> VBox:
    """Say who is filling this in; nobody has to.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `participants` keep the names.
    """
    return panel(company, lambda desk: Participants(desk).box)


def take_part(company: Company, names: str) -> Company:
    """The company with these participants; '' names nobody."""
    return company.model_copy(update={"participants": typed_sentence(names)})


class Participants(Sheet):
    """The field of `participants_panel`; `box` shows it."""

    def _build(self) -> None:
        language = self._desk.language
        self.names = TextField(
            description=language(say("Who is filling this in (optional)")),
            placeholder=language(say("for example: Anna, Boris, the sales team")),
            **LABELLED,
        )
        self.save = self._button(say("Save the names"), self._save)
        self.box.children = (style(), self.names, HBox([self.save]), self.message)

    def _save(self) -> None:
        self._do(partial(take_part, names=self.names.value))

    def _show(self, company: Company) -> None:
        self.names.value = company.participants
