"""What all drawings have in common: Python decides, the browser draws and asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from kit.company.model import Company
from kit.language import Text
from kit.lessons.widgets.desk import Desk, Edit

HERE = Path(__file__).parent


def look_of(name: str) -> str:
    """The look of a drawing that needs more than all drawings have in common."""
    return "".join((HERE / file).read_text(encoding="utf-8") for file in ("panel.css", name))


class Drawing(anywidget.AnyWidget):
    """A drawing of the company that a person can change.

    The browser draws `view` and never changes it. What somebody does there arrives as a message
    `{"act": …, "ticket": …}`, becomes an edit of the desk's company, and comes back as a new
    `view` and the word `done`; or as `refused`, with the reason.

    view
        Everything to draw, already in the reader's language.
    words
        Labels of buttons and fields.
    """

    _css: str | Path = HERE / "panel.css"
    view = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    texts: ClassVar[Mapping[str, Text]] = {}

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._show(desk.company)
        desk.listen(self._show)
        self.on_msg(self._heard)

    def look(self, company: Company) -> dict[str, Any]:
        """What `view` is for this company."""
        raise TypeError(f"{type(self).__name__} does not say what it shows")

    def edits(self) -> Mapping[str, Callable[[Mapping[str, Any]], Edit]]:
        """For each `act`, the edit that a message asks for."""
        raise TypeError(f"{type(self).__name__} does not say what it changes")

    def _show(self, company: Company) -> None:
        language = self._desk.language
        with self.hold_sync():
            words = {name: language(text) for name, text in self.texts.items()}
            self.words = {**words, "lang": language.code}
            self.view = self.look(company)

    def _heard(self, _: object, content: dict[str, Any], buffers: object) -> None:
        edit_of = self.edits().get(content.get("act", ""))
        if edit_of is None:
            return
        answer: dict[str, Any] = {"act": "done", "ticket": content.get("ticket")}
        if not self._desk.change(edit_of(content)):
            answer |= {"act": "refused", "why": self._desk.status.note}
        self.send(answer)
