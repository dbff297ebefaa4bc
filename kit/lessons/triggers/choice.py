"""The trigger decided on, or left open, with the reason."""

from __future__ import annotations

from collections.abc import Callable

from ipywidgets import HTML, Dropdown, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company, Decision
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.triggers.edits import decide
from kit.lessons.widgets.desk import panel
from kit.lessons.widgets.names import candidate_arrows, rule_in_words
from kit.lessons.widgets.page import LABELLED, paragraph, style
from kit.lessons.widgets.sheet import Sheet, typed_sentence
from kit.triggers.rules import KEEP


def choice_panel(company: Company) -> VBox:
    """Mark the trigger that the company decided on, or leave it open; and say why.

    Parameters
    ----------
    company : Company
        Opened from its folder, as by `kit.my_company()`.
    """
    return panel(company, lambda desk: Choice(desk).box)


def settle(company: Company, rule: str, reason: str, record: str) -> Company:
    """The company with this trigger decided on ('': left open), the reason, and what to record.

    Raises
    ------
    KitError
        A trigger is decided on and no reason given; or it is no candidate.
    """
    reason, record = (typed_sentence(text) for text in (reason, record))
    if rule and not reason:
        raise KitError(
            say("Write down why: people who were not in the room will ask. One sentence will do.")
        )
    decision = Decision(because=reason, record=record)
    return decide(company, rule).model_copy(update={"decision": decision})


class Choice(Sheet):
    """The form of `choice_panel`; `box` shows it."""

    def _build(self) -> None:
        language = self._desk.language
        self.rule = Dropdown(description=language(say("We decide on")), **LABELLED)
        self.reason = TextField(description=language(say("Because")), **LABELLED)
        self.record = TextField(description=language(say("From now on we record")), **LABELLED)
        self.save = self._button(say("Save the decision"), self._save)
        note = say(
            "“Left open” is a decision too: write down what has to be known first, and from when "
            "it is recorded."
        )
        self.box.children = (
            style(),
            HTML(paragraph(note, language)),
            self.rule,
            self.reason,
            self.record,
            HBox([self.save]),
            self.message,
        )

    def _save(self) -> None:
        typed = (self.rule.value or "", self.reason.value, self.record.value)
        self._do(_settled(*typed))

    def _show(self, company: Company) -> None:
        options = _options(company, self._desk.language)
        if list(self.rule.options) != options:
            self.rule.options = options
        self.rule.value = next(
            (handoff.chosen for handoff in candidate_arrows(company) if handoff.chosen), ""
        )
        self.reason.value = company.decision.because
        self.record.value = company.decision.record


def _settled(rule: str, reason: str, record: str) -> Callable[[Company], Company]:
    return lambda company: settle(company, rule, reason, record)


def _options(company: Company, language: Language) -> list[tuple[str, str]]:
    arrows = candidate_arrows(company)
    rules = [rule for handoff in arrows for rule in handoff.triggers]
    every = dict.fromkeys((*rules, *((KEEP,) if arrows else ())))
    left: Text = say("left open")
    return [(language(left), ""), *((language(rule_in_words(rule)), rule) for rule in every)]
