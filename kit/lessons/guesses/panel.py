"""A guess before the figure: what was thought, beside what the records say."""

from __future__ import annotations

import html
from functools import partial

from ipywidgets import HTML, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, Text, say, say_n
from kit.lessons.guesses.figures import FIGURES
from kit.lessons.widgets.answer import finding_of, nothing
from kit.lessons.widgets.desk import Desk, panel
from kit.lessons.widgets.guess import expected_effect, revealed, with_expected
from kit.lessons.widgets.page import LABELLED, paragraph, style
from kit.lessons.widgets.sheet import Sheet, typed_number
from kit.questions.finding import Finding

CLOSE = 0.05  # so far apart, a guess has met its figure


def guess_panel(company: Company, lesson: str) -> VBox:
    """Guess the figure of a lesson; then see it beside the guess.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `expectations` keep what was guessed.
    lesson : str
        The lesson's number, such as "03".

    Raises
    ------
    KitError
        Nothing is guessed in that lesson.
    """
    if lesson not in FIGURES:
        raise KitError(
            say(
                "Nothing is guessed in lesson {lesson}. Choose one of {lessons}.",
                lesson=repr(lesson),
                lessons=list(FIGURES),
            )
        )
    return panel(company, lambda desk: GuessForm(desk, lesson).box)


def guess(company: Company, lesson: str, typed: str) -> Company:
    """The company with this guess, in percent as typed.

    Raises
    ------
    KitError
        It is no percentage between 0 and 100, or no change in percent.
    """
    share = expected_effect(typed) if FIGURES[lesson].change else _part(typed)
    return with_expected(company, figures={**company.expectations.figures, lesson: share})


def _part(typed: str) -> float:
    percent = typed_number(typed)
    if not 0 <= percent <= 100:
        raise KitError(
            say(
                "“{typed}” is no figure between 0 and 100. Write, for example, 40.",
                typed=typed.strip(),
            )
        )
    return percent / 100


def look(company: Company, lesson: str) -> Company:
    """The company that wants to see this figure without a guess."""
    return with_expected(company, figures={**company.expectations.figures, lesson: None})


def forget(company: Company, lesson: str) -> Company:
    """The company without a guess at this figure, which is hidden again."""
    figures = company.expectations.figures
    left = {name: figures[name] for name in figures if name != lesson}
    return with_expected(company, figures=left)


class GuessForm(Sheet):
    """The form of `guess_panel`, and the two figures that take its place; `box` shows them."""

    def __init__(self, desk: Desk, lesson: str) -> None:
        self._lesson = lesson
        super().__init__(desk)

    def _build(self) -> None:
        language = self._desk.language
        self.asked = HTML(paragraph(FIGURES[self._lesson].ask, language))
        self.typed = TextField(description=language(say("Your guess, in %")), **LABELLED)
        self.write = self._button(say("Write it down and show the figure"), self._guess)
        self.skip = self._button(say("Show the figure without guessing"), self._look)
        self.again = self._button(say("Guess again"), self._forget)
        self.compared = HTML()

    def _guess(self) -> None:
        self._do(partial(guess, lesson=self._lesson, typed=self.typed.value))

    def _look(self) -> None:
        self._do(partial(look, lesson=self._lesson))

    def _forget(self) -> None:
        self._do(partial(forget, lesson=self._lesson))

    def _show(self, company: Company) -> None:
        if revealed(company, self._lesson):
            guessed = company.expectations.figures[self._lesson]
            self.compared.value = compared(company, self._lesson, guessed, self._desk.language)
            self.box.children = (style(), self.compared, HBox([self.again]))
            return
        buttons = HBox([self.write, self.skip], layout={"flex_flow": "row wrap"})
        self.box.children = (style(), self.asked, self.typed, buttons, self.message)


def compared(company: Company, lesson: str, guessed: float | None, language: Language) -> str:
    """The guess and the figure side by side, or why there is no figure."""
    figure = FIGURES[lesson]
    try:
        finding = finding_of(company, figure.question)
    except KitError as error:
        return paragraph(error.text, language, alert=True)
    shares = figure.shares(finding)
    cards = []
    if guessed is not None:
        note = None if shares is None else _distance(guessed, *shares, figure.inside)
        cards.append(
            _card(say("Your guess"), say("{share:percent}", share=guessed), note, language)
        )
    if shares is not None:
        title = say("Your figure ({how})", how=figure.how)
        cards.append(_card(title, _written(*shares), figure.means(finding), language))
    missing = "" if shares is not None else _missing(finding, language)
    return f'<div class="kit-guessed" role="status">{"".join(cards)}{missing}</div>'


def _missing(finding: Finding | None, language: Language) -> str:
    """Why there is no figure."""
    if finding is None:
        return paragraph(say("Choose your order file first; the figure comes from it."), language)
    return nothing(finding)


def _written(low: float, high: float) -> Text:
    if round(low, 2) == round(high, 2):
        return say("{share:percent}", share=round(low, 2))
    return say("{low:percent} to {high:percent}", low=round(low, 2), high=round(high, 2))


def _distance(guessed: float, low: float, high: float, inside: Text) -> Text:
    """How far the guess is from the figure, or from the nearer end of the range."""
    if low < high and low <= guessed <= high:
        return inside
    off = max(low - guessed, guessed - high)
    if off <= CLOSE:
        return say("Close. What did you know that told you so?")
    points = round(off * 100)
    if guessed < low:
        return say_n(
            "{n} point too low. What made you expect less?",
            "{n} points too low. What made you expect less?",
            points,
        )
    return say_n(
        "{n} point too high. What made you expect more?",
        "{n} points too high. What made you expect more?",
        points,
    )


def _card(title: Text, figure: Text, note: Text | None, language: Language) -> str:
    head, shown = html.escape(language(title)), html.escape(language(figure))
    return (
        f'<div class="kit-card"><p>{head}</p><p class="kit-figure">{shown}</p>'
        f"{paragraph(note, language)}</div>"
    )
