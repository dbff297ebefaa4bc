"""The company at a glance: bring a file or take the demo, and read at once what it comes to."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

from ipywidgets import HTML, HBox, VBox

from kit.company.model import Company
from kit.company.template import is_demo
from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.start.bring import KINDS, bring
from kit.lessons.start.drop import FileDrop
from kit.lessons.start.edits import with_demo
from kit.lessons.start.live import LivePicture
from kit.lessons.start.questions import Questions
from kit.lessons.widgets.answer import finding_of, ground_of, sales_of
from kit.lessons.widgets.desk import Desk, panel
from kit.lessons.widgets.page import paragraph, style
from kit.lessons.widgets.sheet import Sheet
from kit.questions.backtest.question import backtest
from kit.questions.carry.question import carry
from kit.questions.claims import BASES
from kit.questions.decision.question import decision
from kit.questions.finding import Finding
from kit.questions.money.question import money
from kit.questions.pay.question import pay
from kit.questions.question import Question
from kit.questions.roles.question import roles
from kit.sales.doubts import Unanswered
from kit.sales.tables import Sales

BREATH = 0.02  # seconds in which what is ready is shown, before the next is worked out
CARDS: Sequence[tuple[Text, Sequence[Question]]] = (
    (say("Who passes clients to whom, and when?"), (roles, backtest)),
    (say("What do existing clients bring?"), (money,)),
    (say("Can we carry it, does it pay, and which rule?"), (carry, pay, decision)),
)
FILES = "#05/2"  # the step of the page in which `start_panel` shows how the files were read


def glance(company: Company, files: str = "") -> VBox:
    """Bring a file or take the demo; then three answers and a picture, each as soon as it is ready.

    Parameters
    ----------
    company : Company
        From `kit.my_company`. It follows every change; what the files leave open is asked here.
    files : str
        Where one can check how the files were read, such as `FILES`; '': nothing leads there.
    """
    return panel(company, lambda desk: Glance(desk, files).box)


class Glance(Sheet):
    """The way to bring files, the line on how they were read, the cards and the picture."""

    def __init__(self, desk: Desk, files: str = "") -> None:
        self._files = files
        self._ground: Hashable = None
        self._task: asyncio.Task[None] | None = None
        super().__init__(desk)
        self.box.add_class("kit-glance")

    def _build(self) -> None:
        language = self._desk.language
        self._ground = None
        self.drop = FileDrop(
            self._desk.folder, language, KINDS, taken=self._bring, refused=self._say
        )
        self.demo = self._button(say("Use the demo company"), self._use_demo)
        self.read, self.cards, self.chart = HTML(), HTML(), LivePicture()
        self.questions = Questions(self._desk, self._again)
        self.box.children = [
            style(),
            HBox([self.drop, self.demo], layout={"flex_flow": "row wrap", "align_items": "center"}),
            self.message,
            self.read,
            self.questions.box,
            self.cards,
            self.chart,
        ]

    def _show(self, company: Company) -> None:
        ground = ground_of(company)
        if ground == self._ground:
            return
        self._ground = ground
        self.demo.disabled = is_demo(company)
        if self._task is not None:
            self._task.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nobody waits for a first card where nothing runs beside it
            for _ in self._work_out(company):
                pass
        else:
            self._task = loop.create_task(self._one_by_one(company))

    async def _one_by_one(self, company: Company) -> None:
        for _ in self._work_out(company):
            await asyncio.sleep(BREATH)

    def _work_out(self, company: Company) -> Iterator[None]:
        """Read, then work out a card after the other; each is shown before the next is begun."""
        told: list[str] = []
        self.chart.clear()
        self._draw(told)
        self.read.value = paragraph(say("Reading the files …"), self._desk.language)
        yield
        sales = self._reading(company)
        if sales is None:
            self.cards.value = ""
            return
        for _, questions in CARDS:
            yield
            told.append(self._told([finding_of(company, question) for question in questions]))
            self._draw(told)
        yield
        self.chart.show(finding_of(company, backtest), self._desk.language)

    def _reading(self, company: Company) -> Sales | None:
        """Read the files and say how; what only a person can answer is asked instead."""
        language = self._desk.language
        try:
            sales = sales_of(company)
        except Unanswered as unanswered:
            self.read.value = paragraph(
                unanswered.problem or say("Only you can answer what follows. Click what is right."),
                language,
            )
            self.questions.show(unanswered.doubts, unanswered.answered)
            return None
        except KitError as error:
            self.questions.show(())
            # files that do not fit together are taken away there, one by one
            mend = self._link(say("Look at the files"))
            self.read.value = f"{paragraph(error.text, language, alert=True)}<p>{mend}</p>"
            return None
        self.questions.show(())
        if sales is None:
            text = say("There are no files yet. Drop your orders above, or use the demo company.")
            self.read.value = paragraph(text, language)
            return None
        orders = [file for file in sales.inputs if file.table == "orders"]
        how = say(
            "How the file was read: {rows} rows of orders, {aside} set aside.",
            rows=sum(file.rows_read for file in orders),
            aside=sum(file.rows_set_aside for file in orders),
        )
        link = self._link(say("Check"))
        self.read.value = f'<p class="kit-read">{html.escape(language(how))} {link}</p>'
        return sales

    def _link(self, text: Text) -> str:
        """To where the files can be looked at; '' where that is not known."""
        words = html.escape(self._desk.language(text))
        return f'<a href="{html.escape(self._files)}">{words}</a>' if self._files else ""

    def _told(self, findings: Sequence[Finding]) -> str:
        """Each headline with what it rests on; under them the step that is next."""
        language = self._desk.language
        parts = []
        for finding in findings:
            headline = finding.headline
            words, tag = html.escape(language(headline.text)), language(BASES[headline.basis])
            parts.append(
                f"<p><strong>{words}</strong> "
                f'<span class="kit-tag kit-{headline.basis}">{html.escape(tag)}</span></p>'
            )
        step = html.escape(language(findings[-1].next_step))
        title = html.escape(language(say("Next:")))
        return "".join(parts) + f"<p><small>{title} {step}</small></p>"

    def _draw(self, told: Sequence[str]) -> None:
        language = self._desk.language
        waiting = paragraph(say("Being worked out …"), language)
        cards = [
            f'<section class="kit-told"><h3>{html.escape(language(title))}</h3>'
            f"{told[place] if place < len(told) else waiting}</section>"
            for place, (title, _) in enumerate(CARDS)
        ]
        self.cards.value = f'<div class="kit-cards" aria-live="polite">{"".join(cards)}</div>'

    # what a person does

    def _bring(self, uploads: Sequence[tuple[str, Path]]) -> None:
        self._say(bring(self._desk, uploads))

    def _use_demo(self) -> None:
        self._say(None)
        self._desk.change(with_demo)

    def _again(self) -> None:
        self._ground = None
        self._show(self._desk.company)

    def _say(self, text: Text | None) -> None:
        self.message.value = paragraph(text, self._desk.language, alert=True)
