"""The report of the company as it is now, for who wants to take it along."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Text, say
from kit.lessons.widgets.answer import finding_of, sales_of
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.modules import script
from kit.questions.catalogue import in_diagnosis
from kit.questions.finding import Finding
from kit.report.outputs import REPORT, write_diagnosis
from kit.sales.doubts import Unanswered
from kit.sales.files.locked import Locked

HERE = Path(__file__).parent
BREATH = 0.02  # seconds in which what was said is shown, before the next step is taken
FOLDER = "handoff-report"  # the report and the files for machines, in the company's folder

WORDS = {
    "button": say("Download the report"),
    "open": say("Open the report"),
}


class ReportButton(anywidget.AnyWidget):
    """A button that writes what `handoff diagnose` would, and hands the report to the browser.

    There is one a company folder; get it by `ReportButton.of(desk)`. The browser keeps the report
    where it keeps downloads. Nothing is sent anywhere else.

    Attributes
    ----------
    words : dict
        Of the button and the link, in the reader's language.
    said, wrong : str
        How far it is; why there is no report.
    busy : bool
        Whether one is being written.
    """

    _esm = script(HERE / "report.mjs")
    _css = HERE / "panel.css"
    words = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    wrong = traitlets.Unicode("").tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)

    _buttons: ClassVar[dict[Path, ReportButton]] = {}

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._task: asyncio.Task[None] | None = None
        self._speak(desk.company)
        desk.listen(self._speak, everywhere=True)
        self.on_msg(self._heard)

    @classmethod
    def of(cls, desk: Desk) -> ReportButton:
        """The button of a company folder, the same one wherever it is shown."""
        button = cls._buttons.get(desk.folder)
        if button is None or button._desk is not desk:
            button = cls._buttons[desk.folder] = cls(desk)
        return button

    def _speak(self, company: Company) -> None:
        language = self._desk.language
        self.words = {name: language(text) for name, text in WORDS.items()}

    def _heard(self, _: object, content: dict[str, Any], buffers: Sequence[Any]) -> None:
        if content.get("act") != "write" or self.busy:
            return
        self.busy, self.wrong = True, ""
        steps = self._write(self._desk.company)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nobody waits where nothing runs beside it
            for _ in steps:
                pass
        else:
            self._task = loop.create_task(self._one_by_one(steps))

    async def _one_by_one(self, steps: Iterator[None]) -> None:
        for _ in steps:
            await asyncio.sleep(BREATH)

    def _write(self, company: Company) -> Iterator[None]:
        """Read, answer and write, with a word before each step."""
        problem: Text | None = None
        try:
            self._say(say("Reading the files …"))
            yield
            sales = sales_of(company)
            findings: list[Finding] = []
            asked = in_diagnosis()
            for nth, question in enumerate(asked, start=1):
                self._say(say("{nth} of {all}: {question}", nth=nth, all=len(asked),
                              question=question.asks))  # fmt: skip
                yield
                findings.append(finding_of(company, question))
            self._say(say("Writing the report …"))
            yield
            files = write_diagnosis(company.folder / FOLDER, company, sales, tuple(findings))
            self._hand_over(files[REPORT].read_bytes(), company.name)
        except Unanswered:
            problem = say("Answer first what your files leave open, where you have chosen them.")
        except Locked:
            problem = say("A file is locked. Give its password first, where you have chosen it.")
        except KitError as error:
            problem = error.text
        finally:
            self.busy = False
        if problem is not None:
            self.said, self.wrong = "", self._desk.language(problem)

    def _hand_over(self, report: bytes, company: str) -> None:
        name = self._desk.language(say("Handoff report"))
        self.send(
            {"act": "written", "name": f"{name} {company}".strip() + ".html"}, buffers=[report]
        )
        self._say(say("It is among your downloads. For a PDF, open it, print it, and choose PDF."))

    def _say(self, text: Text) -> None:
        self.said = self._desk.language(text)
