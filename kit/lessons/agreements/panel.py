"""The one decision of a lesson: what was agreed, who sees to it, and by when."""

from __future__ import annotations

from datetime import date

from ipywidgets import Combobox, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.asked import ASKED
from kit.company.model import Agreement, Company
from kit.errors import KitError
from kit.language import say
from kit.lessons.widgets.days import EXAMPLE, typed_day
from kit.lessons.widgets.desk import Desk, panel
from kit.lessons.widgets.page import LABELLED, style
from kit.lessons.widgets.sheet import Sheet, typed_sentence


def agreement_panel(company: Company, lesson: str) -> VBox:
    """Write down what was agreed in a lesson, who sees to it, and by when.

    Parameters
    ----------
    company : Company
        From `kit.my_company`; its `agreements` keep it.
    lesson : str
        The lesson's number, such as "03".

    Raises
    ------
    KitError
        Nothing is to be agreed in that lesson.
    """
    if lesson not in ASKED:
        raise KitError(
            say(
                "Nothing is to be agreed in lesson {lesson}. Choose one of {lessons}.",
                lesson=repr(lesson),
                lessons=list(ASKED),
            )
        )
    return panel(company, lambda desk: AgreementForm(desk, lesson).box)


def agree(company: Company, lesson: str, *, what: str, who: str, by: date | None) -> Company:
    """The company with this agreement; all three left empty take it back.

    Raises
    ------
    KitError
        Something of the three is missing.
    """
    what, who = (typed_sentence(text) for text in (what, who))
    others = [agreement for agreement in company.agreements if agreement.id != lesson]
    if what and who and by:
        wrong = next((kept.wrong for kept in company.agreements if kept.id == lesson), "")
        others.append(Agreement(id=lesson, what=what, who=who, by=by, wrong=wrong))
        others.sort(key=lambda agreement: agreement.id)
    elif what or who or by:
        raise KitError(say("Fill in all three: what you agreed, who sees to it, and by when."))
    return company.model_copy(update={"agreements": tuple(others)})


class AgreementForm(Sheet):
    """The form of `agreement_panel`; `box` shows it."""

    def __init__(self, desk: Desk, lesson: str) -> None:
        self._lesson = lesson
        super().__init__(desk)

    def _build(self) -> None:
        language, asked = self._desk.language, ASKED[self._lesson]
        self.what = Combobox(
            description=language(asked.begin),
            options=[language(end) for end in asked.ends],
            placeholder=language(say("choose or write your own")),
            ensure_option=False,
            **LABELLED,
        )
        self.who = TextField(description=language(say("Who sees to it")), **LABELLED)
        self.by = TextField(
            description=language(say("By when")),
            placeholder=language(say("for example: {day}", day=EXAMPLE)),
            **LABELLED,
        )
        self.save = self._button(say("Save what we agreed"), self._save)
        self.box.children = (
            style(),
            self.what,
            self.who,
            self.by,
            HBox([self.save]),
            self.message,
        )

    def _save(self) -> None:
        what, who, by = self.what.value, self.who.value, self.by.value
        self._do(lambda company: agree(company, self._lesson, what=what, who=who, by=typed_day(by)))

    def _show(self, company: Company) -> None:
        kept = {agreement.id: agreement for agreement in company.agreements}.get(self._lesson)
        self.what.value = kept.what if kept else ""
        self.who.value = kept.who if kept else ""
        self.by.value = self._desk.language.write(kept.by) if kept else ""
