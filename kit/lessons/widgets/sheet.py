"""A form of the company that follows it and the reader's language: what such forms share."""

from __future__ import annotations

import html
import math
from abc import ABC, abstractmethod
from collections.abc import Callable

from ipywidgets import HTML, Button, VBox

from kit.company.model import Company
from kit.language import Text
from kit.lessons.widgets.desk import Desk

LONGEST = 300  # letters of a sentence


class Sheet(ABC):
    """A form that follows the company and its language; `box` shows it, `message` what is wrong."""

    def __init__(self, desk: Desk) -> None:
        self.box, self.message = VBox(), HTML()
        self.box.add_class("kit-sheet")
        self._desk = desk
        self._spoken = ""
        self._refresh(desk.company)
        desk.listen(self._refresh)

    @abstractmethod
    def _build(self) -> None:
        """Make the fields in the language of the desk."""

    @abstractmethod
    def _show(self, company: Company) -> None:
        """Fill the fields with what the company says."""

    def _refresh(self, company: Company) -> None:
        if self._spoken != self._desk.language.code:
            self._spoken = self._desk.language.code
            self.message = HTML()
            self._build()
        self._show(company)

    def _button(self, text: Text, do: Callable[[], object]) -> Button:
        button = Button(description=self._desk.language(text), layout={"width": "auto"})
        button.on_click(lambda _: do())
        return button

    def _do(self, edit: Callable[[Company], Company]) -> None:
        """Change the company; what cannot be done is said in the form."""
        done = self._desk.change(edit)
        words = "" if done else html.escape(self._desk.status.note)
        self.message.value = f'<p role="alert">{words}</p>' if words else ""


def typed_sentence(typed: str) -> str:
    """A sentence as people type it, without needless spaces; what is too long is cut off."""
    return " ".join(typed.split())[:LONGEST]


def typed_number(typed: str) -> float:
    """A number as people type it, with a comma, spaces or a % sign; NaN where it is none."""
    written = "".join(typed.split()).rstrip("%").replace(",", ".")
    try:
        return float(written.replace("−", "-").replace("–", "-"))
    except ValueError:
        return math.nan
