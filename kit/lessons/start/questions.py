"""What the files leave open, as choices to click: each kept in the company folder at once."""

from __future__ import annotations

from collections.abc import Sequence

from ipywidgets import HTML, Button, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.language import say
from kit.lessons.start.edits import map_column, with_data
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.page import LABELLED, paragraph
from kit.sales.doubts import Doubt


class Questions:
    """The open doubts of a reading, one below the other; `box` shows them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.box = VBox()
        self.boxes: list[QuestionBox] = []

    def show(self, doubts: Sequence[Doubt]) -> None:
        """Show these doubts and no other ones."""
        if [box.doubt for box in self.boxes] == list(doubts):
            return
        self.boxes = [QuestionBox(self._desk, doubt) for doubt in doubts]
        self.box.children = [box.box for box in self.boxes]


class QuestionBox:
    """One doubt: its question, a button for each choice, and a field where more is possible."""

    def __init__(self, desk: Desk, doubt: Doubt) -> None:
        language = desk.language
        self.doubt, self._desk = doubt, desk
        self.buttons = []
        for choice in doubt.choices:
            button = Button(
                description=language(choice.text), layout={"width": "auto", "height": "auto"}
            )
            button.on_click(lambda _, answer=choice.answer: self.answer(answer))
            self.buttons.append(button)
        self.other = TextField(
            description=language(say("Another answer")), continuous_update=False, **LABELLED
        )
        self.other.observe(lambda change: self.answer(change["new"]), "value")
        self.box = VBox(
            [
                HTML(paragraph(doubt.text, language, alert=True)),
                *self.buttons,
                *([self.other] if doubt.option else []),
            ]
        )
        self.box.add_class("kit-question")

    def answer(self, answer: str) -> None:
        """Keep an answer; the files are then read again."""
        if answer.strip():
            self._desk.change(lambda company: answered(company, self.doubt, answer.strip()))


def answered(company: Company, doubt: Doubt, answer: str) -> Company:
    """The company with an answer: a column is mapped, all else is kept by the key of the doubt."""
    if doubt.is_column(answer):
        table, _, column = doubt.key.rpartition(".")
        return map_column(company, table, column, answer)
    return with_data(company, answers={**company.data.answers, doubt.key: answer})
