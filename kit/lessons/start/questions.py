"""What the files leave open, as choices to click: each kept in the company folder at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ipywidgets import HTML, Button, HBox, VBox, Widget
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.language import Text, say
from kit.lessons.start.edits import ask_again, map_column, with_data
from kit.lessons.start.files import LABELS
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.page import LABELLED, heading, paragraph
from kit.sales.doubts import Doubt

NO_ANSWERS: Mapping[str, Text] = MappingProxyType({})


class Questions:
    """What a reading leaves open or could take otherwise, and what was answered; `box` shows them.

    `changed` is called where an answer is gone that the company's own file did not hold.
    """

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        self._desk, self._changed = desk, changed
        self._shown: tuple[list[Doubt], dict[str, Text]] = [], {}
        self.boxes: list[QuestionBox] = []
        self.again: dict[str, Button] = {}  # by the key of the answer
        self.box = VBox()

    def show(
        self,
        doubts: Sequence[Doubt],
        answered: Mapping[str, Text] = NO_ANSWERS,
        *,
        offered: bool = False,
    ) -> None:
        """Show these doubts and answers and no other ones; what a field above says is left out.

        `offered`: the doubts hold nothing up.
        """
        stated = {name for name in LABELS if getattr(self._desk.company.data, name)}
        told = {key: text for key, text in answered.items() if key not in stated}
        if self._shown == (list(doubts), told):
            return
        self._shown = list(doubts), told
        self.boxes = [QuestionBox(self._desk, doubt, offered=offered) for doubt in doubts]
        parts: list[Widget] = [box.box for box in self.boxes]
        self.again = {}
        if told:
            parts.append(heading(say("What was answered"), self._desk.language))
        for key, text in told.items():
            button = Button(
                description=self._desk.language(say("Ask again")), layout={"width": "auto"}
            )
            button.on_click(lambda _, key=key: self._ask_again(key))
            self.again[key] = button
            sentence = HTML(paragraph(text, self._desk.language))
            row = HBox([sentence, button], layout={"flex_flow": "row wrap"})
            row.add_class("kit-answered")
            parts.append(row)
        self.box.children = parts

    def _ask_again(self, key: str) -> None:
        before = self._desk.company
        done = self._desk.change(lambda company: ask_again(company, key))
        if done and self._desk.company == before:
            self._changed()


class QuestionBox:
    """One doubt: its question, a button for each choice, and a field where more is possible.

    `offered`: it holds nothing up, and its first choice is what is done now.
    """

    def __init__(self, desk: Desk, doubt: Doubt, *, offered: bool) -> None:
        language = desk.language
        self.doubt, self._desk = doubt, desk
        self.buttons = []
        for choice in doubt.choices:
            button = Button(
                description=language(choice.text), layout={"width": "auto", "height": "auto"}
            )
            button.on_click(lambda _, answer=choice.answer: self.answer(answer))
            self.buttons.append(button)
        text = doubt.text
        if offered:
            first = doubt.choices[0].meaning
            text = say("{question} For now {first}.", question=text, first=first)
        label = say("Or {other}", other=doubt.other) if doubt.other else say("Another answer")
        self.other = TextField(description=language(label), continuous_update=False, **LABELLED)
        self.other.observe(lambda change: self.answer(change["new"]), "value")
        self.box = VBox(
            [
                HTML(paragraph(text, language, alert=not offered)),
                *self.buttons,
                *([self.other] if doubt.option else []),
            ]
        )
        if offered:
            self.box.add_class("kit-offer")
        self.box.add_class("kit-doubt")

    def answer(self, answer: str) -> None:
        """Keep an answer; the files are then read again."""
        if answer.strip():
            self._desk.change(lambda company: answered(company, self.doubt, answer.strip()))


def answered(company: Company, doubt: Doubt, answer: str) -> Company:
    """The company with an answer: a column is mapped, all else is kept by the key of the doubt."""
    if doubt.is_column(answer):
        table, _, column = doubt.key.rpartition(".")
        return map_column(company, table, column, answer)
    kept = {doubt.key: answer} if doubt.kept is None else doubt.kept(company.folder, answer)
    return with_data(company, answers={**company.data.answers, **kept})
