"""The desk: one company folder, open. Every change made on it is on disk at once."""

from __future__ import annotations

import datetime
import html
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import ClassVar

from babel.dates import format_time
from ipywidgets import HTML, DOMWidget, VBox

from kit.company import store
from kit.company.model import Company
from kit.company.reading import version_of
from kit.errors import KitError
from kit.language import Language, Text, say
from kit.lessons.widgets.status import StatusLine

Edit = Callable[[Company], Company]
Listener = Callable[[Company], None]
EVERYWHERE = "*"  # where those listen that are seen from all lessons


class Desk:
    """A company folder that panels change; get it by `Desk.of(company)`.

    There is one desk per folder in a kernel, so the panels of a notebook stay in step. Other
    windows have desks of their own; what they save is noticed within seconds and never
    overwritten.

    Attributes
    ----------
    company : Company
        The state on disk; where the file cannot be read, the last state that could.
    folder : Path
        Where it lies, absolute.
    language : Language
        The reader's.
    status : StatusLine
        The line to show with every panel.
    """

    _desks: ClassVar[dict[Path, Desk]] = {}
    _opening: ClassVar = RLock()
    # where several lessons are on one page, the one in front: its panels alone follow a change
    _lesson: ClassVar = ""

    def __init__(self, company: Company) -> None:
        self.folder = company.folder.resolve()
        self.company = company
        self.language = Language(company.settings.language)
        self.status = StatusLine(self.language, on_ping=self.look, on_undo=self.undo)
        self._listeners: dict[str, list[Listener]] = {}  # by the lesson they are in
        self._stale: set[str] = set()  # lessons whose panels have missed a change
        # JupyterLab may run what a widget asks for beside the cell that is running
        self._lock = RLock()
        self._stamp = ""  # which text was looked at last, be it readable or not
        self._readable = True
        self._reload()

    @classmethod
    def of(cls, company: Company) -> Desk:
        """The desk of the company's folder, with what is on disk now.

        Raises
        ------
        KitError
            The company is not one that can be changed: it was made from data files alone, or it
            is the demo as it comes with the kit.
        """
        folder = _changeable(company)
        with cls._opening:
            desk = cls._desks.get(folder)
            if desk is None:
                desk = cls._desks[folder] = cls(company)
            else:
                desk.speak(company.settings.language)
                desk.look()
        return desk

    @classmethod
    def opened(cls) -> tuple[Desk, ...]:
        """The desks that there are."""
        return tuple(cls._desks.values())

    @classmethod
    def turn_to(cls, lesson: str) -> None:
        """Put a lesson in front; its panels catch up with what they have missed.

        Parameters
        ----------
        lesson : str
            Any name. Whoever listens from now on belongs to it.
        """
        Desk._lesson = lesson
        for desk in cls.opened():
            with desk._lock:
                if lesson in desk._stale:
                    desk._catch_up()

    def change(self, edit: Edit) -> bool:
        """Make a change and save it.

        Parameters
        ----------
        edit : function
            Takes the company as it is and returns it as it shall be; raises a KitError where that
            is not possible.

        Returns
        -------
        bool
            Whether the company is now as wanted. If not, the status line says why; nothing on
            disk has been overwritten.
        """
        with self._lock:
            try:
                edited = edit(self.company)
                if edited == self.company:
                    if self._readable:
                        self._hush()
                    return True
                self.company = store.save(edited)
            except store.Conflict:
                self._collided()
                return False
            except KitError as error:
                self._tell("problem", error.text)
                return False
            self._seen(self.company.version)
            self._tell("saved", say("Saved {time:text}", time=self._now()))
            self.refresh()
            return True

    def undo(self) -> None:
        """Bring back the version before the last change; a second time, the changed one again."""
        with self._lock:
            # a text that cannot be read is nobody's version; it is kept, under another name
            version = self.company.version if self._readable else ""
            try:
                store.undo(self.folder, version)
                self.company = self._read()
            except store.Conflict:
                self._collided()
                return
            except KitError as error:
                self._tell("problem", error.text)
                return
            undone = self._readable and not self.status.undone
            self._seen(self.company.version, undone=undone)
            if not self._readable:
                text = say(
                    "The version before is back, saved {time:text}. The file that could not be "
                    "read is kept in the folder under another name.",
                    time=self._now(),
                )
            elif undone:
                text = say("Undone and saved {time:text}", time=self._now())
            else:
                text = say("Redone and saved {time:text}", time=self._now())
            self._readable = True
            self._tell("saved", text)
            self.refresh()

    def look(self) -> None:
        """Look whether somebody else changed the folder, and show the new state if so."""
        with self._lock:
            if self._stamp == self._on_disk():
                return
            before = self.company.version
            if self._reload():
                self._hush()
                if self.company.version != before:
                    self._tell(
                        "problem",
                        say(
                            "Changed in another window: since {time:text} you see what is there.",
                            time=self._now(),
                        ),
                    )
            self.refresh()

    def listen(self, callback: Listener, *, everywhere: bool = False) -> None:
        """Call `callback(company)` after every change of the company or of the language.

        While another lesson is in front it is not called, and then once when its own is again.
        everywhere: it is seen from all lessons, and called at once whichever is in front.
        """
        self._listeners.setdefault(EVERYWHERE if everywhere else Desk._lesson, []).append(callback)

    def speak(self, language: str) -> None:
        """Show everything in this language from now on."""
        if language != self.language.code:
            with self._lock:
                self.language = Language(language)
                self.status.speak(self.language)
                self._hush()
                self._reload()
                self.refresh()

    def _collided(self) -> None:
        if self._reload():
            self._tell(
                "problem",
                say(
                    "Another window had changed this company meanwhile. You see its state now; "
                    "what you just did is not in it: do it again if you still want it."
                ),
            )
        self.refresh()

    def _read(self) -> Company:
        return store.open(self.folder, language=self.language.code)

    def _reload(self) -> bool:
        """Take the state from disk; what makes that impossible goes to the status line."""
        self._seen(self._on_disk())  # looked at first: what is saved meanwhile is then noticed
        try:
            self.company = self._read()
            self._readable = True
        except KitError as error:
            self._readable = False
            self._tell(
                "problem",
                say(
                    "{problem} Until this is fixed nothing can be changed here; nothing is lost.",
                    problem=error.text,
                ),
            )
            return False
        return True

    def _seen(self, stamp: str, *, undone: bool = False) -> None:
        self._stamp = stamp
        self.status.undone = undone
        self.status.can_undo = store.can_undo(self.folder)

    def _on_disk(self) -> str:
        try:
            return version_of((self.folder / store.FILE_NAME).read_bytes())
        except OSError:
            return ""

    def _now(self) -> str:
        return str(format_time(datetime.datetime.now(), "HH:mm", locale=self.language.locale))

    def _tell(self, mood: str, text: Text) -> None:
        self.status.mood, self.status.note = mood, self.language(text)

    def _hush(self) -> None:
        self.status.mood, self.status.note = "quiet", ""

    def refresh(self) -> None:
        """Have everybody who listens in the lesson in front look again."""
        self._stale |= set(self._listeners)
        self._catch_up()

    def _catch_up(self) -> None:
        for place in (EVERYWHERE, Desk._lesson):
            if place in self._stale:
                self._stale.discard(place)
                for callback in tuple(self._listeners.get(place, ())):
                    callback(self.company)


def panel(company: Company, build: Callable[[Desk], DOMWidget]) -> VBox:
    """A panel under its status line; where the company cannot be changed, the reason instead."""
    try:
        desk = Desk.of(company)
    except KitError as error:
        return VBox([notice(error.text, Language(company.settings.language))])
    return VBox([desk.status, build(desk)])


def notice(text: Text, language: Language) -> HTML:
    """What a person has to know instead of a panel."""
    words = html.escape(language(text))
    return HTML(f'<div class="kit-notice" role="alert">{words}</div>')


def _changeable(company: Company) -> Path:
    """The folder, absolute, of a company that may be changed."""
    folder = company.folder.resolve()
    if not company.version or folder == store.shipped("datasets/demo").resolve():
        raise KitError(
            say(
                "This company is in no folder of yours, so nothing that you change could be "
                "kept. Take your own copy of the demo with kit.my_company(), or make a folder "
                "with “handoff new” and open that one."
            )
        )
    return folder
