"""What the start panel's files are taken for, column by column, and how they are written."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

from ipywidgets import HTML, Button, Dropdown, HBox, VBox
from ipywidgets import Text as TextField

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, Text, say, say_n
from kit.lessons.start.edits import (
    DataFile,
    change_table,
    map_column,
    preview_of,
    remove_file,
    with_data,
)
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.page import LABELLED, heading, paragraph
from kit.lessons.widgets.unlock import Unlock
from kit.sales.files.locked import Locked
from kit.sales.headings.names import some
from kit.sales.headings.preview import Preview
from kit.sales.tables import TABLES, Column, column_name, table_name

LONGEST = 24  # letters of a sample
# Each field by the entry under `data`: its label, and the choices there are.
CHOICES: Mapping[str, tuple[Text, Mapping[str, Text]]] = {
    "dates": (
        say("Day and month"),
        {
            "": say("as the files show"),
            "day-first": say("the day first: 31/12/2025"),
            "month-first": say("the month first: 12/31/2025"),
        },
    ),
    "decimals": (
        say("Decimal sign"),
        {
            "": say("as the files show"),
            "point": say("a point: 1,234.50"),
            "comma": say("a comma: 1.234,50"),
        },
    ),
}
# The same for fields to write in: the label, and what could stand there.
FREE: Mapping[str, tuple[Text, Text]] = {
    "where": (
        say("Only orders for which"),
        say(
            "a condition on the columns of the order file, such as {example}",
            example="Stage = 'Won'",
        ),
    ),
    "time_zone": (say("Time zone"), say("such as {example}", example="Europe/Moscow")),
}
LABELS: Mapping[str, Text] = {
    **{name: label for name, (label, _) in CHOICES.items()},
    **{name: label for name, (label, _) in FREE.items()},
}


class FileBox:
    """One file: its table, a row per canonical column, and a button that removes it.

    `box` shows it. It is filled anew, not built anew, when the company changes: so whoever
    chooses by keyboard stays where they are.
    """

    def __init__(
        self, desk: Desk, file: DataFile, *, folded: bool, opened: Callable[[], None]
    ) -> None:
        language = desk.language
        self.file, self._desk, self._opened, self._writing = file, desk, opened, False
        self.unlock: Unlock | None = None  # where the file is locked
        self.holds = Dropdown(
            options=[(language(table_name(table)), table) for table in TABLES],
            value=file.table,
            description=language(say("This file holds")),
            **LABELLED,
        )
        self.fold = Button(layout={"width": "auto"})
        self.remove = Button(
            description=language(say("Remove {file}", file=file.name)), layout={"width": "auto"}
        )
        self.problem, self.unused, self._used = HTML(), HTML(), HTML()
        self._rows, self._lock = VBox(), VBox()
        self._rows.add_class("kit-fields")
        self.box = VBox(
            [
                heading(say("File {file}", file=file.name), language, 4),
                self.holds,
                HBox([self.fold, self.remove], layout={"flex_flow": "row wrap"}),
                self._lock,
                self._used,
                self._rows,
                self.unused,
                self.problem,
            ]
        )
        self.box.add_class("kit-file")
        self._fold(folded)
        self.fold.on_click(lambda _: self._fold(self._rows.layout.display is None))
        self.holds.observe(self._take_for, "value")
        self.remove.on_click(lambda _: desk.change(lambda it: remove_file(it, self.file)))
        self._lay_rows()

    def show(self, file: DataFile) -> Preview | None:
        """Show the file as it would be read now; None where it cannot be read at all."""
        if file != self.file:
            self.file = file
            self._lay_rows()
        self._writing = True
        try:
            self.holds.value = file.table
            return self._fill()
        finally:
            self._writing = False

    def _lay_rows(self) -> None:
        self.rows = {column.name: ColumnRow(self, column) for column in TABLES[self.file.table]}
        self._rows.children = [row.box for row in self.rows.values()]

    def _fold(self, folded: bool) -> None:
        """Hide the rows, or show them."""
        self._rows.layout.display = "none" if folded else None
        file = self.file.name
        self.fold.description = self._desk.language(
            say("Show the columns of {file}", file=file)
            if folded
            else say("Hide the columns of {file}", file=file)
        )

    def _fill(self) -> Preview | None:
        language = self._desk.language
        shown: Preview | None = None
        problem: Text | None = None
        used: Text | None = None
        unused: Text | None = None
        self.unlock = None
        try:
            shown = preview_of(self._desk.company, self.file)
        except Locked as locked:
            self.unlock = Unlock(locked, language, self._opened)
        except KitError as error:
            problem = error.text
        self._lock.children = () if self.unlock is None else (self.unlock.box,)
        if shown:
            problem = shown.problem
            taken = [language(column_name(column)) for column in self.rows if column in shown.taken]
            used = say("Read from it: {columns}.", columns=taken) if taken else None
            if shown.asked:
                asked = [language(column_name(column)) for column in shown.asked]
                problem = say("Choose the column for: {columns}.", columns=asked)
            if shown.unused:
                unused = say_n(
                    "{n} column of the file is not used: {columns}.",
                    "{n} columns of the file are not used: {columns}.",
                    len(shown.unused),
                    columns=some(shown.unused),
                )
            for row in self.rows.values():
                row.fill(shown, language)
        if problem or self.unlock:
            self._fold(shown is None)
        self.fold.disabled = shown is None
        self._used.value = paragraph(used, language)
        self.problem.value = paragraph(problem, language, alert=True)
        self.unused.value = paragraph(unused, language)
        return shown

    def choose(self, wanted: str, column: str) -> None:
        """Read a canonical column from this column of the file; '' is the kit's own choice."""
        if not self._writing:
            table = self.file.table
            self._desk.change(lambda it: map_column(it, table, wanted, column or None))

    def _take_for(self, change: Mapping[str, Any]) -> None:
        if not self._writing:
            self._desk.change(lambda company: change_table(company, self.file, change["new"]))


class ColumnRow:
    """One canonical column: which column of the file it is read from, and why that one."""

    def __init__(self, box: FileBox, column: Column) -> None:
        self.column = column
        self.choice = Dropdown(**LABELLED)
        self.state = HTML()
        self.box = VBox([self.choice, self.state])
        self.box.add_class("kit-column")
        self.choice.observe(lambda change: box.choose(column.name, change["new"]), "value")

    def fill(self, shown: Preview, language: Language) -> None:
        """Show what this column is read from, and the other columns to choose from."""
        wanted = self.column.name
        mapped = shown.mapped.get(wanted, "")
        own = shown.proposed.get(wanted) if mapped else shown.taken.get(wanted)
        several = shown.candidates.get(wanted, ())
        if own and mapped:
            first = say("as recognised: {column}", column=_with_samples(shown, own, language))
        elif own:
            first = say("{column}", column=_with_samples(shown, own, language))
        elif several:
            first = say("– choose one –")
        else:
            first = say("– none –")
        others = [*several, *(column for column in shown.samples if column not in several)]
        # own is the first choice
        others = [column for column in others if column != own or column == mapped]
        options = [(language(first), "")]
        options += [(_with_samples(shown, column, language), column) for column in others]
        if self.choice.options != tuple(options):
            self.choice.options = options
        self.choice.value = mapped if mapped in shown.samples else ""
        self.choice.description = language(column_name(wanted))
        self.state.value = html.escape(language(self._how(shown, bool(mapped))))

    def _how(self, shown: Preview, mapped: bool) -> Text:
        wanted = self.column.name
        if mapped:
            return say("chosen by you")
        if wanted in shown.taken:
            return say("recognised")
        several = len(shown.candidates.get(wanted, ()))
        if wanted in shown.asked and several:
            return say_n(
                "needed: {n} column could be it", "needed: {n} columns could be it", several
            )
        if wanted in shown.asked:
            return say("needed, and not recognised")
        if several:
            return say_n(
                "left out: {n} column could be it", "left out: {n} columns could be it", several
            )
        return say("not in this file")


def _with_samples(shown: Preview, column: str, language: Language) -> str:
    """A column of the file with up to three of its values."""
    samples = [
        sample if len(sample) <= LONGEST else f"{sample[: LONGEST - 1]}…"
        for sample in shown.samples[column]
    ]
    if not samples:
        return language(say("{column}: blank", column=column))
    return language(say("{column}: {samples}", column=column, samples=" · ".join(samples)))


class NotationFields:
    """The fields, each kept in the company folder as soon as it is filled in; `box` shows them."""

    def __init__(self, desk: Desk) -> None:
        language = desk.language
        self._desk, self._writing = desk, False
        self.fields: dict[str, Dropdown | TextField] = {}
        for name, label in LABELS.items():
            common = {"description": language(label), **LABELLED}
            if name in CHOICES:
                choices = CHOICES[name][1].items()
                options = [(language(words), value) for value, words in choices]
                self.fields[name] = Dropdown(options=options, **common)
            else:
                hint = language(FREE[name][1])
                self.fields[name] = TextField(continuous_update=False, placeholder=hint, **common)
            self.fields[name].observe(self._keep, "value")
        self.box = VBox([*self.fields.values()])
        self.box.add_class("kit-fields")

    def show(self, company: Company) -> None:
        """What the company says, in the fields."""
        self._writing = True
        try:
            for name, field in self.fields.items():
                field.value = getattr(company.data, name) or ""
        finally:
            self._writing = False

    def _keep(self, _: object) -> None:
        if self._writing:
            return
        typed = {name: field.value.strip() or None for name, field in self.fields.items()}
        self._desk.change(lambda company: with_data(company, **typed))


def fields_asked(error: KitError, language: Language) -> list[str]:
    """The labels of the fields that answer a message: those whose option it names."""
    options = re.findall(r"--([a-z-]+)", str(error))
    return [language(label) for name, label in LABELS.items() if name.replace("_", "-") in options]
