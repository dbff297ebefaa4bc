"""Answers that follow the company: change it on a panel, and they are worked out again."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ipywidgets import HTML, VBox

from kit.company.model import Company
from kit.diagnosis import read
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.page import paragraph, style
from kit.lessons.widgets.unlock import Unlock
from kit.questions.finding import Finding
from kit.questions.pictures import pictures_for_a_page
from kit.sales.files.locked import Locked
from kit.sales.inputs import parse_inputs
from kit.sales.tables import Sales

Asked = Callable[[Company, Sales | None], Any]  # a question, or a function of its form
Show = Callable[[Any], str]

# what people say of an answer, and what no answer rests on
_SAID = (
    *("answers", "agreements", "expectations", "decision", "stories", "participants"),
    *("room", "plan", "cards"),
    *("ceiling", "splits"),
    *("qualification", "lent"),
)
PAUSE = 0.4  # seconds without a change, before an answer is worked out again

# What was read, found and shown last in each folder, each with what it rests on: several answers of
# a lesson rest on the same orders and the same Finding.
_remembered: dict[tuple[Path, Hashable], tuple[Hashable, Any]] = {}


def answer(
    company: Company,
    question: Asked,
    *,
    table: str = "",
    columns: Sequence[str] | None = None,
    view: Show | None = None,
) -> VBox:
    """What a diagnostic says about the company as it is now, in words and tables.

    Parameters
    ----------
    company : Company
        From `kit.my_company` or `kit.open`.
    question : function
        `(company, sales) -> Finding`, such as `kit.roles`, or a function of that form that gives
        anything a notebook can show as HTML.
    table : str
        Only this one of the Finding's further tables.
    columns : list of str
        Only these columns of the main table.
    view : function
        Gives the HTML of what is to be shown of the Finding, instead of the whole.

    Returns
    -------
    VBox
        It follows every change of the company; what cannot be answered is said in its place.
    """

    def show(finding: Any) -> str:
        if view is not None:
            return view(finding)
        if table or columns:
            return _table(finding, table, columns)
        return str(finding._repr_html_())

    part = (question, view, table, tuple(columns or ()))
    return _Answer(company, question, part, show).box


def picture(company: Company, question: Asked, chart: str | None = None) -> VBox:
    """The charts of a diagnostic, or the one named, as the company is now.

    Parameters
    ----------
    company : Company
        From `kit.my_company` or `kit.open`.
    question : function
        `(company, sales) -> Finding`, such as `kit.money`.
    chart : str
        The name of one chart, as in `kit.plot`.

    Returns
    -------
    VBox
        It follows every change of the company. Where nothing can be drawn, it says so.
    """

    def show(finding: Finding) -> str:
        return drawn(finding, chart) or nothing(finding)

    return _Answer(company, question, (question, "chart", chart), show).box


def drawn(finding: Finding, chart: str | None = None) -> str:
    """The charts of a Finding, or the one named, as HTML; '' where there is nothing to draw.

    They take the colours of the page around them, in light and in dark.
    """
    language = Language(finding.reader)
    shown = []
    for picture in pictures_for_a_page(finding, language, only=chart):
        if picture.failed is not None:
            shown.append(paragraph(picture.failed, language))
            continue
        words = html.escape(language(picture.alt), quote=True)
        shown.append(
            f'<figure class="kit-picture" role="img" aria-label="{words}">{picture.svg}</figure>'
        )
    return "".join(shown)


class _Answer:
    """One answer, worked out again when what it rests on has changed; old figures never stay."""

    def __init__(self, company: Company, question: Asked, part: Hashable, show: Show) -> None:
        self._note, self._page, self._lock = HTML(), HTML(), VBox()
        self.box = VBox([self._note, self._page, self._lock, style()])
        self.box.add_class("kit-answer")
        self._question, self._part, self._show = question, part, show
        self._timer: asyncio.TimerHandle | None = None
        self._ground: Hashable = None
        with suppress(KitError):  # raised for a company that no panel can change
            desk = Desk.of(company)
            company = desk.company  # as it is now: panels may have changed it since it was opened
            desk.listen(self._changed)
        self._work_out(company)

    def _changed(self, company: Company) -> None:
        if self._timer is None and ground_of(company, self._question) == self._ground:
            return
        self._page.value = ""
        self._say(company, say("Something has changed; one moment …"))
        if self._timer is not None:
            self._timer.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._again(company)
        else:
            # whoever types or draws is not kept waiting after every stroke
            self._timer = loop.call_later(PAUSE, self._again, company)

    def _again(self, company: Company) -> None:
        self._timer = None
        self._work_out(company)
        self._say(company, say("Worked out again."))

    def _work_out(self, company: Company) -> None:
        self._ground = ground = ground_of(company, self._question)
        page, self._lock.children = "", ()
        try:
            finding = _finding_on(company, self._question, ground)
            page = recall(company, self._part, ground, lambda: self._show(finding))
        except Locked as locked:
            self._ground = None  # whichever answer of the lesson the password is given to
            unlock = Unlock(locked, Language(company.settings.language), Desk.of(company).refresh)
            self._lock.children = (unlock.box,)
        except KitError as error:
            page = f"<p>{html.escape(Language(company.settings.language)(error.text))}</p>"
        self._page.value = f'<div style="overflow-x:auto" tabindex="0">{page}</div>'

    def _say(self, company: Company, text: Text) -> None:
        words = html.escape(Language(company.settings.language)(text))
        self._note.value = f'<p role="status">{words}</p>'


def sales_of(company: Company) -> Sales | None:
    """The company's sales, read once for all panels of a notebook; None: it names no files."""
    if not company.data.inputs:
        return None
    sales: Sales = recall(company, "sales", source(company), lambda: read(company))
    return sales


def finding_of(company: Company, question: Asked) -> Any:
    """What a diagnostic finds about the company as it is now; remembered until that changes."""
    return _finding_on(company, question, ground_of(company, question))


def _finding_on(company: Company, question: Asked, ground: Hashable) -> Any:
    return recall(company, question, ground, lambda: question(company, sales_of(company)))


def recall(company: Company, key: Hashable, ground: Hashable, make: Callable[[], Any]) -> Any:
    """What was made under this key, made anew if what it rests on has changed."""
    place = (company.folder.resolve(), key)
    if place not in _remembered or _remembered[place][0] != ground:
        _remembered[place] = (ground, make())
    return _remembered[place][1]


def ground_of(company: Company, question: Asked | None = None) -> Hashable:
    """All that an answer rests on: what was decided (not where a box is drawn), and the files.

    question: one that may leave out more; None: any.
    """
    leave_out: dict[str, Any] = {
        **({} if getattr(question, "tells_what_was_said", False) else dict.fromkeys(_SAID, True)),
        "roles": {"__all__": {"place"}},
    }
    leave_out |= dict.fromkeys(getattr(question, "ignores", ()), True)
    return company.model_dump_json(exclude=leave_out), source(company)


def source(company: Company) -> Hashable:
    """All that reading the sales rests on; a file that was replaced is another one."""
    try:
        paths = [file.path for file in parse_inputs(company.data.inputs, company.folder)]
        stamps = tuple((path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
    except (KitError, OSError):
        stamps = ()  # reading will say what is wrong
    settings = company.settings
    return company.data.model_dump_json(), settings.as_of, settings.triggers, stamps


def _table(finding: Finding, table: str, columns: Sequence[str] | None) -> str:
    return finding.read().table(table, columns) if len(finding.rows(table)) else nothing(finding)


def nothing(finding: Finding) -> str:
    """Why there is no table or chart: the Finding's own words, and what would mend it."""
    reading = finding.read()
    if finding.status == "answered":
        return paragraph(say("These data give nothing to show here."), reading.language)
    needs = (html.escape(line) for line in reading.needs)
    return "".join(f"<p>{line}</p>" for line in (*reading.marked_up, *needs))
