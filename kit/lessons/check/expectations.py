"""What the participants expect, written down before they see what the records say."""

from __future__ import annotations

import html
from typing import Any

from ipywidgets import HTML, Dropdown, HBox, VBox

from kit.company.model import Company, Expectations
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.widgets.answer import finding_of
from kit.lessons.widgets.desk import panel
from kit.lessons.widgets.guess import CHANCES, OPEN, revealed
from kit.lessons.widgets.names import rule_in_words
from kit.lessons.widgets.page import LABELLED, listed, paragraph, style
from kit.lessons.widgets.sheet import Sheet
from kit.questions.decision.question import decision
from kit.questions.finding import Finding
from kit.triggers.candidates import named_candidates
from kit.triggers.rules import KEEP, KEEP_LABEL

AS_SURE = 0.15  # so far apart, two shares are as good as the same


def expect_panel(company: Company) -> VBox:
    """Write down what you expect; only then the panel shows what the records say, beside it.

    Parameters
    ----------
    company : Company
        Opened from its folder, as by `kit.my_company()`; its `expectations` keep what is written.
    """
    return panel(company, lambda desk: ExpectationsForm(desk).box)


def expect(company: Company, *, winner: str, sure: int | None) -> Company:
    """The company with these expectations, and results open.

    winner: as in `Expectations`, or ''. sure: in percent.

    Raises
    ------
    KitError
        Nothing is expected.
    """
    if not winner:
        raise KitError(
            say(
                "Choose the rule that you expect to win. If you do not want to guess, use the "
                "other button."
            )
        )
    return _expecting(company, winner=winner, sure=sure, results="written")


def show_without(company: Company) -> Company:
    """The company with results open and nothing expected."""
    return _expecting(company, results="without_guessing")


def begin_anew(company: Company) -> Company:
    """The company without expectations; results close."""
    return _expecting(company)


def _expecting(company: Company, **expected: Any) -> Company:
    """The company that expects this and nothing else; guesses in exercises and lessons stay."""
    before = company.expectations
    expectations = Expectations(guesses=before.guesses, figures=before.figures, **expected)
    return company.model_copy(update={"expectations": expectations})


class ExpectationsForm(Sheet):
    """The form of `expect_panel`, and the comparison that takes its place; `box` shows them."""

    def _build(self) -> None:
        language = self._desk.language
        self.winner = Dropdown(description=language(say("This rule will win")), **LABELLED)
        chances = [(language(text), id) for id, text in CHANCES.items()]
        self.sure = Dropdown(
            options=[("", None), *chances],
            description=language(say("How sure of that?")),
            **LABELLED,
        )
        self.write = self._button(say("Write it down and show the result"), self._write)
        self.skip = self._button(say("Show without guessing"), self._skip)
        self.anew = self._button(say("Start again"), self._anew)
        self.compared = HTML()

    def _write(self) -> None:
        winner, sure = self.winner.value, self.sure.value
        self._do(lambda company: expect(company, winner=winner, sure=sure))

    def _skip(self) -> None:
        self._do(show_without)

    def _anew(self) -> None:
        self._do(begin_anew)

    def _show(self, company: Company) -> None:
        if revealed(company):
            self.compared.value = _compared(company, self._desk.language)
            self.box.children = (style(), self.compared, HBox([self.anew]))
            return
        options = _rules(company, self._desk.language)
        if list(self.winner.options) != options:
            self.winner.options = options
        note = say(
            "Everybody writes one down alone, on paper; then agree. Nobody is marked: what counts "
            "is the difference between what you thought and what is there."
        )
        self.box.children = (
            style(),
            HTML(paragraph(note, self._desk.language)),
            self.winner,
            self.sure,
            HBox([self.write, self.skip], layout={"flex_flow": "row wrap"}),
            self.message,
        )


def _rules(company: Company, language: Language) -> list[tuple[str, str]]:
    """The candidates, «the hunter keeps everyone», and no clear winner."""
    named = named_candidates(company) or ("contract", "deal 1", "deal 2", "deal 3")
    return [
        ("", ""),
        *((language(rule_in_words(rule)), rule) for rule in named if rule != KEEP),
        (language(KEEP_LABEL), KEEP),
        (language(say("none is clearly ahead")), OPEN),
    ]


def _compared(company: Company, language: Language) -> str:
    """What was expected beside what the records say, in sentences."""
    expectations = company.expectations
    if expectations.results == "without_guessing":
        return paragraph(
            say("You chose to look without guessing. The results are below."), language
        )
    try:
        found = finding_of(company, decision)
    except KitError as error:
        return paragraph(error.text, language, alert=True)
    lines = compare_winner(expectations.winner, expectations.sure, found)
    title = html.escape(language(say("What you expected, and what the records say")))
    body = listed(lines, language)
    return f'<div role="status"><p><strong>{title}</strong></p>{body}</div>'


def compare_winner(expected: str | None, sure: int | None, finding: Finding) -> list[Text]:
    """An expected rule, and how sure one was, beside the decision."""
    if not expected:
        return []
    numbers = finding.numbers
    if finding.status == "needs data" or numbers.get("best") is None:
        return [say("Which rule is best cannot be calculated yet: there are too few data.")]
    labels = dict(zip(finding.table["policy"], finding.table["label"], strict=True))
    rule_of = {policy: policy.split(";")[0] for policy in labels}
    decided, best = numbers["decided"], numbers["best"]
    if expected == OPEN:
        if not decided:
            return [say("You expected that none is clearly ahead, and so it is, as far as known.")]
        return [
            say(
                "You expected that none is clearly ahead. By this calculation “{best}” is.",
                best=labels[best],
            )
        ]
    if expected not in rule_of.values():
        return [say("The rule that you expected to win was not among those compared.")]
    you = say(
        "You expected “{rule}”.",
        rule=KEEP_LABEL if expected == KEEP else rule_in_words(expected),
    )
    if expected in {rule_of[policy] for policy in (best, *numbers["same"])} and decided:
        compared = say("{you} So does this calculation.", you=you)
    elif not decided:
        compared = say(
            "{you} “{best}” is in front; which is better cannot be told yet.",
            you=you,
            best=labels[best],
        )
    else:
        compared = say("{you} By this calculation “{best}” is better.", you=you, best=labels[best])
    risks = dict(zip(finding.table["policy"], finding.table["risk"], strict=True))
    mine = min(risk for policy, risk in risks.items() if rule_of[policy] == expected)
    return [compared, *_sureness(sure, 1 - float(mine))]


def _sureness(sure: int | None, share: float) -> list[Text]:
    """How sure one was, beside the share of futures in which that choice is not wrong."""
    if sure is None or abs(sure / 100 - share) <= AS_SURE:
        return []
    if sure / 100 > share:
        return [
            say(
                "You were surer of it ({sure:percent}) than the figures that you stated allow "
                "({share:percent}). What do you know that is not among them?",
                sure=sure / 100,
                share=round(share, 2),
            )
        ]
    return [
        say(
            "You were less sure of it ({sure:percent}) than the calculation is "
            "({share:percent}). Do you doubt one of its figures? Then widen that figure's range "
            "below.",
            sure=sure / 100,
            share=round(share, 2),
        )
    ]
