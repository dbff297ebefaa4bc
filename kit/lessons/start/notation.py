"""The fields of the start panel that say how the files are written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ipywidgets import Dropdown, Text, VBox

from kit.company.model import Company
from kit.errors import KitError
from kit.language import Language, say
from kit.language import Text as Sentence
from kit.lessons.start.sources import with_data
from kit.lessons.widgets.desk import Desk
from kit.lessons.widgets.page import LABELLED

# Each field by the entry under `data`: its label, and the choices there are.
CHOICES: Mapping[str, tuple[Sentence, Mapping[str, Sentence]]] = {
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
FREE: Mapping[str, tuple[Sentence, Sentence]] = {
    "where": (
        say("Only orders for which"),
        say(
            "a condition on the columns of the order file, such as {example}",
            example="Stage = 'Won'",
        ),
    ),
    "time_zone": (say("Time zone"), say("such as {example}", example="Europe/Moscow")),
}
LABELS: Mapping[str, Sentence] = {
    **{name: label for name, (label, _) in CHOICES.items()},
    **{name: label for name, (label, _) in FREE.items()},
}


class NotationFields:
    """The fields, each kept in the company folder as soon as it is filled in; `box` shows them."""

    def __init__(self, desk: Desk) -> None:
        language = desk.language
        self._desk, self._writing = desk, False
        self.fields: dict[str, Dropdown | Text] = {}
        for name, label in LABELS.items():
            common = {"description": language(label), **LABELLED}
            if name in CHOICES:
                choices = CHOICES[name][1].items()
                options = [(language(words), value) for value, words in choices]
                self.fields[name] = Dropdown(options=options, **common)
            else:
                hint = language(FREE[name][1])
                self.fields[name] = Text(continuous_update=False, placeholder=hint, **common)
            self.fields[name].observe(self._keep, "value")
        self.box = VBox([*self.fields.values()])

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
        said = {name: field.value.strip() or None for name, field in self.fields.items()}
        self._desk.change(lambda company: with_data(company, **said))


def fields_asked(error: KitError, language: Language) -> list[str]:
    """The labels of the fields that answer a message: those whose option it names."""
    options = re.findall(r"--([a-z-]+)", str(error))
    return [language(label) for name, label in LABELS.items() if name.replace("_", "-") in options]
