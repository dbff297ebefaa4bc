"""The password of a workbook: typed where it is missed, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ipywidgets import HTML, Password, VBox

from kit.language import Language, say
from kit.lessons.widgets.page import LABELLED, paragraph
from kit.sales.files.locked import Locked


class Unlock:
    """A field for the password of one workbook; `box` shows it.

    What is typed goes to the reading, in the memory of this Python, and out of the field at once:
    no notebook, company folder or output ever has it.
    """

    def __init__(self, locked: Locked, language: Language, opened: Callable[[], None]) -> None:
        self._locked, self._opened = locked, opened
        text = say(
            "{file} is locked by a password. Type it and press Enter. It is not shown and not "
            "kept: a lesson that needs it asks again.",
            file=locked.file,
        )
        parts = [HTML(paragraph(text, language, alert=True))]
        if locked.refused:
            refused = say("The password that was typed does not open it.")
            parts.append(HTML(paragraph(refused, language, alert=True)))
        self.field = Password(
            description=language(say("Password for {file}", file=locked.file)),
            continuous_update=False,
            **LABELLED,
        )
        self.field.observe(self._typed, "value")
        self.box = VBox([*parts, self.field])
        self.box.add_class("kit-doubt")

    def _typed(self, change: Mapping[str, Any]) -> None:
        password = change["new"]
        if password:
            self.field.value = ""
            self._locked.open_with(password)
            self._opened()
