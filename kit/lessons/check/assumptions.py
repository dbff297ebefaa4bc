"""The figures that nobody measured: what the company thinks they are, and who says so."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ipywidgets import HTML, Checkbox, Dropdown, HBox, VBox
from ipywidgets import Text as TextField

from kit.choice.inputs import BY_ID, STATED, Input
from kit.company.model import Assumption, Company
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.widgets.answer import finding_of
from kit.lessons.widgets.desk import panel
from kit.lessons.widgets.guess import revealed
from kit.lessons.widgets.page import LABELLED, paragraph, style, table
from kit.lessons.widgets.sheet import Sheet, typed_number
from kit.questions.decision.question import decision
from kit.questions.finding import MISSING, records

UNITS: Mapping[str, Text] = {
    "hours": say("hours"),
    "share": say("%"),
    "money": say("whole units of your currency"),
    "clients": say("a number of clients"),
    "days": say("working days"),
}


def assumptions_panel(company: Company) -> VBox:
    """All figures that the decision needs and the orders do not hold, to be stated or taken back.

    Parameters
    ----------
    company : Company
        Opened from its folder, as by `kit.my_company()`; its `assumptions` keep what is stated.
    """
    return panel(company, lambda desk: Assumptions(desk).box)


def read_figure(typed: str, of: Input) -> float:
    """A figure as people type it, in the unit of the input; of a share, 5 and 5 % are 0.05.

    Raises
    ------
    KitError
        It is no number, or not one that the input can have.
    """
    figure = typed_number(typed)
    if of.unit == "share":
        figure = round(figure / 100, 6)
    if not math.isfinite(figure) or not of.least <= figure <= of.most:
        raise KitError(
            say(
                "“{typed}” cannot be “{input}”. Write a number in {unit}.",
                typed=typed.strip(),
                input=of.label,
                unit=UNITS[of.unit],
            )
        )
    return figure


def state(
    company: Company,
    id: str,
    typed: tuple[str, str, str],
    source: str,
    language: Language,
    *,
    measured: bool = False,
) -> Company:
    """The company with low, likely and high of one input; measured, or stated as people think it.

    Raises
    ------
    KitError
        A figure cannot be read, they do not rise, or nobody says where they are from.
    """
    wanted = BY_ID[id]
    low, likely, high = (read_figure(text, wanted) for text in typed)
    if not low <= likely <= high:
        raise KitError(
            say(
                "“{input}”: low, likely and high have to rise. 9 of 10 cases that you can "
                "imagine should be between low and high.",
                input=wanted.label,
            )
        )
    if not source.strip():
        raise KitError(
            say("Say whose figure this is: a name, a system, or “estimated in the workshop”.")
        )
    stated = Assumption(
        id=id,
        label=language(wanted.label),
        low=low,
        likely=likely,
        high=high,
        unit={"hours": "h", "days": "d"}.get(wanted.unit, ""),
        source=" ".join(source.split()),
        basis="measured" if measured else "stated",
    )
    others = company.assumptions
    if any(other.id == id for other in others):
        changed = tuple(stated if other.id == id else other for other in others)
    else:
        changed = (*others, stated)
    return company.model_copy(update={"assumptions": changed})


def take_back(company: Company, id: str) -> Company:
    """The company without a figure of its own for this input."""
    left = tuple(assumption for assumption in company.assumptions if assumption.id != id)
    return company.model_copy(update={"assumptions": left})


class Assumptions(Sheet):
    """The table of all inputs and the form for one of them; `box` shows them."""

    def _build(self) -> None:
        language = self._desk.language
        self.shown, self.hint = HTML(), HTML()
        self.which = Dropdown(
            options=[(language(BY_ID[id].label), id) for id in STATED],
            description=language(say("Which figure")),
            **LABELLED,
        )
        self.figures = tuple(
            TextField(description=language(text), **LABELLED)
            for text in (say("Low"), say("Likely"), say("High"))
        )
        self.source = TextField(description=language(say("Who says so")), **LABELLED)
        self.measured = Checkbox(
            description=language(say("It was noted or counted, not thought")), **LABELLED
        )
        self.save = self._button(say("Save this figure"), self._save)
        self.drop = self._button(say("Take it back"), self._drop)
        self.which.observe(lambda _: self._fill(self._desk.company), "value")
        note = say(
            "9 of 10 cases that you can imagine should be between low and high. A wide range is "
            "no disgrace: it is what you know. What is thought and not counted is taken wider "
            "still."
        )
        self.box.children = (
            style(),
            self.shown,
            HTML(paragraph(note, language)),
            self.which,
            self.hint,
            *self.figures,
            self.source,
            self.measured,
            HBox([self.save, self.drop], layout={"flex_flow": "row wrap"}),
            self.message,
        )

    def _save(self) -> None:
        low, likely, high = (field.value for field in self.figures)
        id, source, language = self.which.value, self.source.value, self._desk.language
        measured = self.measured.value
        typed = (low, likely, high)
        self._do(lambda company: state(company, id, typed, source, language, measured=measured))

    def _drop(self) -> None:
        id = self.which.value
        self._do(lambda company: take_back(company, id))

    def _show(self, company: Company) -> None:
        self.shown.value = _overview(company, self._desk.language)
        self._fill(company)

    def _fill(self, company: Company) -> None:
        """The form with what is stated of the chosen figure, or empty."""
        wanted = BY_ID[self.which.value]
        stated = next((a for a in company.assumptions if a.id == wanted.id), None)
        typed = ("", "", "")
        if stated is not None:
            low, likely, high = stated.low, stated.likely, stated.high
            typed = (_typed(low, wanted), _typed(likely, wanted), _typed(high, wanted))
        for field, text in zip(self.figures, typed, strict=True):
            field.value = text
        self.source.value = stated.source if stated else ""
        self.measured.value = stated is not None and stated.basis == "measured"
        self.drop.disabled = stated is None
        unit = say("In {unit}. To measure it: {how}", unit=UNITS[wanted.unit], how=wanted.measure)
        self.hint.value = paragraph(unit, self._desk.language)


def _typed(value: float, of: Input) -> str:
    return f"{round(value * 100, 4) if of.unit == 'share' else value:g}"


def _overview(company: Company, language: Language) -> str:
    """Every input as the decision takes it: its range, and whose figure it is."""
    try:
        finding = finding_of(company, decision)
    except KitError as error:
        return paragraph(error.text, language, alert=True)
    inputs = finding.rows("inputs")
    if not len(inputs):
        rows = [(BY_ID[id].label, MISSING, MISSING, MISSING) for id in STATED]
    else:
        rows = [
            (row["label"], row["range"], row["origin_label"], row["source"])
            for row in records(inputs)
            if row["input"] in STATED or revealed(company)
        ]
    headings = (say("What"), say("Likely (from … to)"), say("Whose figure"), say("Source"))
    return table(say("The figures that the decision rests on"), headings, rows, language)
