"""The start panel: the demo or one's own files, what their columns mean, and what was read."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ipywidgets import HTML, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.company.template import is_demo
from kit.diagnosis import read
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.start.bring import KINDS, keep, likely
from kit.lessons.start.drop import FileDrop
from kit.lessons.start.edits import (
    DataFile,
    add_files,
    data_files,
    named_by_path,
    with_demo,
)
from kit.lessons.start.files import LABELS, FileBox, NotationFields, fields_asked
from kit.lessons.start.questions import Questions
from kit.lessons.start.same_clients import SameClients
from kit.lessons.widgets.desk import Desk, panel
from kit.lessons.widgets.page import LABELLED, folded, heading, listed, paragraph, style, table
from kit.lessons.widgets.sheet import Sheet
from kit.sales.doubts import Unanswered, lines
from kit.sales.same_clients.merges import KEY
from kit.sales.tables import Sales, table_name

PAUSE = 0.4  # seconds without a change, before the files are read again
EXAMPLES = 3  # row numbers shown for each reason that rows were set aside


def start_panel(company: Company) -> VBox:
    """Choose the demo or your own files, check what their columns are taken for, see the account.

    Uploaded files are kept in the company folder, under `data`; every choice is kept in its
    company.yaml. Below, the account of the rows follows each choice.

    Parameters
    ----------
    company : Company
        From `kit.my_company`.
    """
    return panel(company, lambda desk: StartPanel(desk).box)


class StartPanel(Sheet):
    """The controls of `start_panel`, and the account under them; `box` shows them."""

    def __init__(self, desk: Desk) -> None:
        self._read_from: Hashable = None
        self._timer: asyncio.TimerHandle | None = None
        self._at_once = True  # the first time
        super().__init__(desk)
        self._at_once = False
        self.box.add_class("kit-start")

    def _build(self) -> None:
        language = self._desk.language
        self._read_from = None
        folder = self._desk.company.folder
        self.name = TextField(
            description=language(say("Name of the company")), continuous_update=False, **LABELLED
        )
        self.name.observe(self._rename, "value")
        self.upload = FileDrop(
            self._desk.folder, language, KINDS, taken=self._uploaded, refused=self._say
        )
        self.path = TextField(
            description=language(say("Or the path of a file")), continuous_update=False, **LABELLED
        )
        self.add = self._button(say("Add this file"), self._add_by_path)
        self.demo = self._button(say("Use the demo company"), self._use_demo)
        self.now, self.account = HTML(), HTML()
        self.files: list[FileBox] = []
        self._files = VBox()
        self.notation = NotationFields(self._desk)
        self.unfold = self._button(say("Show the files and their columns"), self._unfold)
        self.unfold.layout.align_self = "flex-start"
        self._details = VBox(
            [
                self.name,
                heading(say("What is in the files?"), language),
                self._files,
                heading(say("How are they written?"), language),
                self.notation.box,
            ]
        )
        self.questions = Questions(self._desk, self._again)
        self.same = SameClients(self._desk, lambda: self._read(self._desk.company))
        hint = say(
            "CSV, Excel, OpenDocument or Parquet. The files stay on this computer, in the folder "
            "{folder} beside the lessons. A large file need not be copied: give its path instead.",
            folder=f"{folder.name}/data",
        )
        self.box.children = [
            style(),
            heading(say("Which sales are we looking at?"), language),
            self.now,
            self.upload,
            HBox([self.path, self.add, self.demo], layout={"flex_flow": "row wrap"}),
            HTML(paragraph(hint, language)),
            self.message,
            self.unfold,
            self._details,
            heading(say("What was read?"), language),
            self.account,
            self.questions.box,
            self.same.box,
        ]

    # what a person does

    def _rename(self, change: Mapping[str, Any]) -> None:
        name = change["new"].strip()
        if name != self._desk.company.name:
            self._desk.change(lambda company: company.model_copy(update={"name": name}))

    def _uploaded(self, uploads: Sequence[tuple[str, Path]]) -> None:
        self._say(None)
        files, problem = keep(self._desk.company, uploads)
        if files:
            self._add(files)
        if problem is not None:
            self._say(problem)

    def _add_by_path(self) -> None:
        self._say(None)
        company = self._desk.company
        try:
            name = named_by_path(company, self.path.value)
            file = DataFile(likely(company.folder / name, name), name)
        except KitError as error:
            self._say(error.text)
            return
        self.path.value = ""
        self._add([file])

    def _add(self, files: Sequence[DataFile]) -> None:
        left_demo = is_demo(self._desk.company)
        if self._desk.change(lambda company: add_files(company, files)) and left_demo:
            self._say(
                say(
                    "The demo is left behind: its files, people, hours and rules. Roles, functions "
                    "and arrows are still here. Undoing the last change brings everything back."
                ),
                alert=False,
            )
        self._refresh(self._desk.company)  # a file of the same name may have new content

    def _use_demo(self) -> None:
        self._say(None)
        had = bool(self._desk.company.data.inputs)
        if self._desk.change(with_demo) and had:
            self._say(
                say(
                    "The demo's files have taken the place of yours, which are still where they "
                    "were. Undoing the last change brings them back."
                ),
                alert=False,
            )

    def _unfold(self) -> None:
        self._fold(folded=False)

    # what the panel shows

    def _fold(self, *, folded: bool) -> None:
        """Hide the files and how they are written, or show them."""
        self._details.layout.display = "none" if folded else None
        self.unfold.layout.display = None if folded else "none"

    def _say(self, text: Text | None, *, alert: bool = True) -> None:
        self.message.value = paragraph(text, self._desk.language, alert=alert)

    def _show(self, company: Company) -> None:
        self.name.value = company.name
        ground = _ground(company)
        if ground == self._read_from:
            return
        self.notation.show(company)
        self._read_from = ground
        self._say(None)  # what was said was about an earlier state
        ready = self._show_files(company)
        demo = is_demo(company)
        self.demo.disabled = demo
        self.now.value = paragraph(_now(company, demo), self._desk.language)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if ready is not None:
            self.questions.show(())
            self.account.value = paragraph(ready, self._desk.language)
            return
        self.account.value = paragraph(say("Reading the files …"), self._desk.language)
        try:
            loop = None if self._at_once else asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None:
            self._read(company)
        else:  # whoever goes through a list by keyboard is not kept waiting at every step
            self._timer = loop.call_later(PAUSE, self._read, company)

    def _show_files(self, company: Company) -> Text | None:
        """Show each file; what has to be settled before they can be read, None if nothing."""
        try:
            files = data_files(company)
        except KitError as error:
            self.files, self._files.children = [], ()
            self._fold(folded=False)
            return error.text
        if [box.file.name for box in self.files] != [file.name for file in files]:
            folded = is_demo(company)  # nobody has to check the demo's columns
            self._fold(folded=folded)
            self.files = [
                FileBox(self._desk, file, folded=folded, opened=self._again) for file in files
            ]
            self._files.children = [box.box for box in self.files]
        shown = [box.show(file) for box, file in zip(self.files, files, strict=True)]
        if not files:
            return say("There are no files yet. Upload your orders, or use the demo company.")
        if not any(file.table == "orders" for file in files):
            return say("A file of orders is still missing: add it, or say above which file it is.")
        if any(preview is None or preview.asked for preview in shown):
            return say("The files are read as soon as what is asked above is settled.")
        return None

    def _read(self, company: Company) -> None:
        self._timer = None
        language = self._desk.language
        try:
            sales = read(company)
            self.account.value = account(sales, language)
            self.questions.show(sales.offers, sales.answered, offered=True)
        except Unanswered as unanswered:
            self._ask(unanswered)
        except KitError as error:
            self.questions.show(())
            self._refuse(error.text, fields_asked(error, language))
        self.same.show(company)

    def _again(self) -> None:
        """Read once more, though the company is as it was."""
        self._read_from = None
        self._show(self._desk.company)

    def _ask(self, unanswered: Unanswered) -> None:
        """Show what is open as choices; what has a field above is answered there."""
        language = self._desk.language
        above = [doubt for doubt in unanswered.doubts if doubt.key in LABELS]
        listed = [doubt for doubt in unanswered.doubts if doubt.key == KEY and not doubt.choices]
        below = [doubt for doubt in unanswered.doubts if doubt not in (*above, *listed)]
        texts = [doubt.text for doubt in above]
        if listed:
            texts.append(say("Nobody has decided yet on some spellings: say below which are one."))
        if unanswered.problem is not None:
            texts.append(unanswered.problem)
        if not texts:
            texts = [say("Only you can answer what follows. Click what is right.")]
        self.questions.show(below, unanswered.answered)
        self._refuse(lines(texts), [language(LABELS[doubt.key]) for doubt in above])

    def _refuse(self, text: Text, fields: Sequence[str]) -> None:
        language = self._desk.language
        answer = say("Answer it above, in: {fields}.", fields=list(fields)) if fields else None
        self.account.value = paragraph(text, language, alert=True) + paragraph(answer, language)


def _now(company: Company, demo: bool) -> Text:
    if demo:
        return say(
            "You are looking at the demo company, a made-up distributor. Add files of your own, "
            "and they take the place of the demo's."
        )
    if company.data.inputs:
        return say("You are looking at files of your own.")
    return say("No files are chosen yet.")


def _ground(company: Company) -> Hashable:
    """All that the account rests on; a file that was replaced is another one."""
    try:
        stamps = tuple(
            (info.st_mtime_ns, info.st_size)
            for info in (file.path(company).stat() for file in data_files(company))
        )
    except (KitError, OSError):
        stamps = ()  # showing the files says what is wrong
    settings = company.settings
    return company.data.model_dump_json(), settings.as_of, settings.triggers, stamps


def account(sales: Sales, language: Language) -> str:
    """What was read, from when to when, how many rows were set aside and why.

    Parameters
    ----------
    sales : Sales
        From `kit.read`.
    language : Language
        The reader's.
    """
    parts = [paragraph(warning, language, alert=True) for warning in sales.warnings]
    parts += [
        *(paragraph(sentence, language) for sentence in sales.reading.outcome),
        table(
            say("Rows read are rows used plus rows set aside"),
            (say("File"), say("Taken for"), say("Read"), say("Used"), say("Set aside")),
            (
                (
                    read.file,
                    table_name(read.table),
                    read.rows_read,
                    read.rows_used,
                    read.rows_set_aside,
                )
                for read in sales.inputs
            ),
            language,
        ),
    ]
    if len(sales.set_aside):
        parts.append(
            table(
                say("Why rows were set aside"),
                (say("File"), say("Reason"), say("Rows"), say("For example row")),
                reasons(sales, language),
                language,
            )
        )
    currency = (
        say("Currency: {currency}.", currency=sales.currency)
        if sales.currency
        else say("The files name no currency.")
    )
    how = [line for file in sales.inputs for line in (*sales.reading.of_file(file), *file.notes)]
    how.append(currency)
    for title, notes in ((say("Keep in mind"), sales.notes), (say("How the files were read"), how)):
        once = dict.fromkeys(language(note).strip() for note in notes)
        parts.append(folded(title, listed(once, language) if once else "", language))
    return "".join(parts)


def reasons(sales: Sales, language: Language) -> list[tuple[str, str, int, str]]:
    """File, reason, number of rows and some of their numbers; the most frequent reason first."""
    rows: dict[tuple[str, str], list[int]] = {}
    for file, row, reason in zip(
        sales.set_aside["file"], sales.set_aside["row"], sales.set_aside["reason"], strict=True
    ):
        rows.setdefault((str(file), language(reason)), []).append(int(row))
    return [
        (file, reason, len(numbers), ", ".join(map(str, numbers[:EXAMPLES])))
        for (file, reason), numbers in sorted(
            rows.items(), key=lambda pair: (-len(pair[1]), pair[0])
        )
    ]
