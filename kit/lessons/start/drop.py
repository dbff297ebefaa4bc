"""Files that a person drops on the page or chooses: taken in parts, so of any size."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from kit.language import Language, Text, say
from kit.lessons.widgets.modules import script

HERE = Path(__file__).parent
ARRIVING = ".arriving"  # the folder, inside the company's, for what is still on its way

WORDS = {
    "drop": say("Drop your files here: Excel, CSV, or an export from 1C"),
    "choose": say("Choose files"),
    "progress": say("{name}: {part}% has arrived", name="{name}", part="{part}"),
    "cut": say("It stopped on the way. Choose the file again."),
}


class FileDrop(anywidget.AnyWidget):
    """A place to drop files on, and a button to choose them.

    The browser sends a file in parts and waits for each to be on disk; when all files of one
    choice are there, `taken` is called with the name and the place of each.

    Attributes
    ----------
    words, accept
        What it says, in the reader's language; the endings of files to choose from.
    """

    _esm = script(HERE / "drop.mjs")
    _css = HERE / "drop.css"
    words = traitlets.Dict().tag(sync=True)
    accept = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        folder: Path,
        language: Language,
        accept: str,
        taken: Callable[[Sequence[tuple[str, Path]]], None],
        refused: Callable[[Text], None],
    ) -> None:
        super().__init__(
            accept=accept, words={name: language(text) for name, text in WORDS.items()}
        )
        self._room, self._taken, self._refused = folder / ARRIVING, taken, refused
        self._files: list[tuple[str, Path]] = []
        self.on_msg(self._heard)

    @property
    def description(self) -> str:
        """What the button says."""
        return str(self.words["choose"])

    def _heard(self, _: object, content: dict[str, Any], buffers: Sequence[Any]) -> None:
        act, ticket = content.get("act"), content.get("ticket")
        try:
            if act == "begin":
                self._begin(str(content.get("name", "")), first=bool(content.get("first")))
            elif act == "part" and self._files:
                with self._files[-1][1].open("ab") as file:
                    file.write(bytes(buffers[0]))
            elif act == "end":
                self._end()
            else:
                return
        except OSError as error:
            self._clear()
            self.send({"act": "refused", "ticket": ticket})
            reason = error.strerror or str(error)
            self._refused(
                say(
                    "The file could not be kept in {folder} ({reason}). See that there is room, "
                    "and choose it again.",
                    folder=str(self._room.parent),
                    reason=reason,
                )
            )
            return
        self.send({"act": "done", "ticket": ticket})

    def _begin(self, name: str, *, first: bool) -> None:
        if first:
            self._clear()  # what was cut off on its way is of no use
        self._room.mkdir(parents=True, exist_ok=True)
        # its own name may be no name here, and two may be alike: the place is a number
        place = self._room / str(len(self._files))
        place.write_bytes(b"")
        self._files.append((name, place))

    def _end(self) -> None:
        files, self._files = self._files, []
        try:
            if files:
                self._taken(files)
        finally:
            self._clear()

    def _clear(self) -> None:
        self._files = []
        shutil.rmtree(self._room, ignore_errors=True)
