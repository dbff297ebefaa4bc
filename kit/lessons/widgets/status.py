"""The status line of a panel: what was saved when, and whether Python still answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from kit.language import Language, say
from kit.lessons.widgets.modules import script
from kit.lessons.widgets.page import look

HERE = Path(__file__).parent

WORDS = {
    "busy": say("Python is busy. What you change now is saved when it has finished."),
    "stopped": say(
        "Python has stopped: what you change now is not saved. Restart it and run the cells again "
        "from the top; in the view without code, reload the page."
    ),
    "undo": say("Undo the last change"),
    "redo": say("Redo the change"),
}


class StatusLine(anywidget.AnyWidget):
    """One line that every panel of a company folder shows; `Desk` writes it.

    The browser asks Python every `period` milliseconds whether it is there. Only the browser can
    notice that nobody answers, so the words for that case are sent to it beforehand.

    note, mood
        What to read, already in the reader's language; `quiet`, `saved` or `problem`.
    can_undo, undone
        Is there a previous version; was the last thing done an undo, so that the button redoes it?
    """

    _esm = script(HERE / "status.mjs")
    _css = look("panel.css")
    note = traitlets.Unicode("").tag(sync=True)
    mood = traitlets.Unicode("quiet").tag(sync=True)
    can_undo = traitlets.Bool(False).tag(sync=True)
    undone = traitlets.Bool(False).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    period = traitlets.Int(3000).tag(sync=True)
    patience = traitlets.Int(9000).tag(sync=True)

    def __init__(
        self, language: Language, on_ping: Callable[[], object], on_undo: Callable[[], object]
    ) -> None:
        super().__init__()
        self.speak(language)
        self._on_ping, self._on_undo = on_ping, on_undo
        self.on_msg(self._heard)

    def speak(self, language: Language) -> None:
        """Show the words of this language from now on."""
        self.words = {name: language(text) for name, text in WORDS.items()}

    def _heard(self, _: object, content: dict[str, Any], buffers: object) -> None:
        if content.get("act") == "ping":
            # the answer first: what is looked up on this occasion may take its time
            self.send({"act": "pong", "n": content.get("n")})
            self._on_ping()
        elif content.get("act") == "undo":
            self._on_undo()
