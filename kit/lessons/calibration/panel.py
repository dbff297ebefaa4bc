"""How far your ranges can be trusted: figures of your own records, guessed first, then shown."""

from __future__ import annotations

import html
from collections.abc import Mapping

from ipywidgets import HTML, HBox, VBox
from ipywidgets import Text as TextField

from kit.choice.calibration import (
    BY_ID,
    FACTOR,
    LEAST_ANSWERS,
    WIDE,
    Asked,
    Score,
    right_figures,
    score,
)
from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, Money, Text, say, say_n
from kit.lessons.calibration.edits import UNITS, guess
from kit.lessons.widgets.answer import recall, sales_of, source
from kit.lessons.widgets.desk import Desk, panel
from kit.lessons.widgets.page import paragraph, style, table
from kit.lessons.widgets.sheet import Sheet
from kit.sales.tables import Sales

END = {"style": {"description_width": "8em"}, "layout": {"width": "18em", "max_width": "100%"}}
WRAPPED = {"flex_flow": "row wrap"}


def calibration_panel(company: Company) -> VBox:
    """Guess figures that your own records hold, a range each; then see how many ranges held them.

    The right figures are shown once every question has a range, and the ranges stand from then on:
    whoever has seen the figures no longer guesses.

    Parameters
    ----------
    company : Company
        Opened from its folder, as by `kit.my_company()`; its `calibration` keeps the ranges.
    """
    return panel(company, lambda desk: CalibrationForm(desk).box)


class CalibrationForm(Sheet):
    """The questions with two fields each, and the score that takes their place; `box` shows it."""

    def __init__(self, desk: Desk) -> None:
        self.ends: dict[str, tuple[TextField, TextField]] = {}
        self._filled: dict[str, tuple[str, str]] = {}
        super().__init__(desk)

    def _build(self) -> None:
        language = self._desk.language
        self.ends = {
            id: (
                TextField(description=language(say("No less than")), **END),
                TextField(description=language(say("No more than")), **END),
            )
            for id in BY_ID
        }
        self._filled = {}
        self.left = HTML()
        self.save = self._button(say("Save these ranges"), self._save)

    def _save(self) -> None:
        typed = {
            id: (low.value, high.value)
            for id, (low, high) in self.ends.items()
            if id in self._answerable(self._desk.company)
        }
        self._do(lambda company: guess(company, typed, BY_ID))

    def _answerable(self, company: Company) -> Mapping[str, float]:
        """The right figures by question; none where there are no orders."""
        sales = sales_of(company)
        return {} if sales is None else _right(company, sales)

    def _show(self, company: Company) -> None:
        language = self._desk.language
        try:
            sales = sales_of(company)
            right = {} if sales is None else _right(company, sales)
        except KitError as error:
            self._tell(error.text)
            return
        if sales is None:
            self._tell(say("Choose the file of your orders in lesson 05; then come back here."))
        elif len(right) < LEAST_ANSWERS:
            self._tell(
                say_n(
                    "Your records answer only {n} question, too few to test ranges by. What you "
                    "state is taken {factor} times as wide.",
                    "Your records answer only {n} questions, too few to test ranges by. What you "
                    "state is taken {factor} times as wide.",
                    len(right),
                    factor=FACTOR,
                )
            )
        elif right.keys() <= {stated.id for stated in company.calibration}:
            shown = told(company, score(company.calibration, right), sales, language)
            self.box.children = (style(), HTML(shown))
        else:
            self._ask(company, right, language)

    def _tell(self, text: Text) -> None:
        self.box.children = (style(), HTML(paragraph(text, self._desk.language)))

    def _ask(self, company: Company, right: Mapping[str, float], language: Language) -> None:
        for id, ends in _typed(company, language).items():
            # what somebody is typing stays, whatever else changes
            if id in self.ends and self._filled.get(id) != ends:
                for field, text in zip(self.ends[id], ends, strict=True):
                    field.value = text
                self._filled[id] = ends
        there = sum(stated.id in right for stated in company.calibration)
        progress = say(
            "{n} of {all} questions have a range. The right figures are shown when all have one.",
            n=there,
            all=len(right),
        )
        self.left.value = f'<div role="status">{paragraph(progress, language)}</div>'
        note = say(
            "For each question a range that you are nearly sure of: 9 times of 10 the right "
            "figure should be in it. Do not look anything up, and do not make it wider than you "
            "believe: by this your other ranges are judged. A range that spans more than "
            "{times} times the figure itself could hardly miss it and counts for nothing. It is "
            "asked once.",
            times=WIDE,
        )
        rows = []
        for number, id in enumerate(right, 1):
            rows += [_question(number, BY_ID[id], language), HBox(self.ends[id], layout=WRAPPED)]
        self.box.children = (
            style(),
            HTML(paragraph(note, language)),
            *rows,
            self.left,
            HBox([self.save]),
            self.message,
        )


def _right(company: Company, sales: Sales) -> Mapping[str, float]:
    right: Mapping[str, float] = recall(
        company, "right figures", source(company), lambda: right_figures(sales)
    )
    return right


def _question(number: int, asked: Asked, language: Language) -> HTML:
    words = say(
        "{number}. {question} ({unit})",
        number=number,
        question=asked.question,
        unit=UNITS[asked.unit],
    )
    return HTML(paragraph(words, language))


def _typed(company: Company, language: Language) -> dict[str, tuple[str, str]]:
    """The ranges as somebody would type them."""
    typed = {}
    for stated in company.calibration:
        asked = BY_ID.get(stated.id)
        if asked is not None:
            times = 100 if asked.unit == "share" else 1
            low, high = (
                language.write(round(end * times, 4), "plain") for end in (stated.low, stated.high)
            )
            typed[stated.id] = (low, high)
    return typed


def told(company: Company, scored: Score, sales: Sales, language: Language) -> str:
    """Each range beside the right figure, how many held it, and what follows for other ranges."""
    rows = []
    for stated in company.calibration:
        asked, right = BY_ID.get(stated.id), scored.right.get(stated.id)
        if asked is None or right is None:
            continue
        verdict = say("held") if stated.low <= right <= stated.high else say("missed")
        ends = [_written(end, asked, sales, language) for end in (stated.low, stated.high)]
        rows.append(
            (
                asked.question,
                language.span(*ends),
                _written(right, asked, sales, language),
                say("too wide to tell") if stated.id in scored.wide else verdict,
            )
        )
    headings = (say("Question"), say("Your range"), say("The right figure"), say("Held or missed?"))
    lines = [
        say_n(
            "{hits} of {n} range held the right figure; 9 of 10 should.",
            "{hits} of {n} ranges held the right figure; 9 of 10 should.",
            scored.answers,
            hits=scored.hits,
        ),
        *_wide(len(scored.wide)),
        _follows(scored),
    ]
    body = "".join(f"<p>{html.escape(language(line))}</p>" for line in lines)
    caption = say("Your ranges beside your own records")
    return f'<div role="status">{body}</div>{table(caption, headings, rows, language)}'


def _wide(n: int) -> list[Text]:
    if not n:
        return []
    return [
        say_n(
            "{n} range was so wide that it could hardly miss: it counts neither for you nor "
            "against you.",
            "{n} ranges were so wide that they could hardly miss: they count neither for you nor "
            "against you.",
            n,
        )
    ]


def _follows(scored: Score) -> Text:
    factor = round(scored.factor, 1)
    if not scored.enough:
        return say(
            "Too few ranges could have missed to test you by. What you state is taken {factor} "
            "times as wide.",
            factor=FACTOR,
        )
    if factor <= 1:
        return say("So the ranges that you state are taken as they are.")
    return say(
        "So the ranges that you state are taken {factor} times as wide. Without this "
        "test it would be {usual} times.",
        factor=factor,
        usual=FACTOR,
    )


def _written(figure: float, asked: Asked, sales: Sales, language: Language) -> str:
    if asked.unit == "share":
        return language(say("{points}%", points=round(100 * figure, 1)))
    if asked.unit == "money":
        return language.money(Money(round(figure * sales.per_unit), sales.currency, sales.per_unit))
    return language.number(round(figure, 1))
